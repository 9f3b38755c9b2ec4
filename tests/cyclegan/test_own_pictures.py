"""Pictures that a visitor brings to train on: what is taken, what is skipped, what is held out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from ai_playground.cyclegan import bundle, own_pictures
from ai_playground.cyclegan.own_pictures import Heap, OwnPicturesError, pair, read_lot
from ai_playground.cyclegan.settings import SIDE
from ai_playground.cyclegan.study import SAMPLES, SCORED, samples, squares
from tests.cyclegan.tiny import pictures
from tests.mutants import mutants


def png(seed: int, height: int = 80, width: int = 80) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pictures(1, 240, seed)[0]).resize((width, height)).save(file, "PNG")
    return file.getvalue()


def archive(*files: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for name, content in files:
            opened.writestr(name, content)
    return file.getvalue()


def read(*files: tuple[str, bytes], kept: Heap | None = None) -> Heap:
    *_, last = read_lot((kept or Heap(), files, ()))
    assert last.done == last.total
    return last


def heap(count: int, first: int = 0) -> Heap:
    return Heap({f"{number:03}": pictures(1, 80, first + number)[0] for number in range(count)})


def test_files_and_archives_of_files_are_read_one_after_the_other() -> None:
    lot = (("a.png", png(1)), ("mine.zip", archive(("b/c.png", png(2)), ("b/d.png", png(3)))))
    assert [(step.done, step.total) for step in read_lot((Heap(), lot, ()))] == [
        (0, 3),
        (1, 3),
        (2, 3),
        (3, 3),
    ]
    found = read(*lot)
    assert list(found.pictures) == ["a.png", "b/c.png", "b/d.png"]
    assert (found.skipped, found.remark()) == ((), "")
    assert list(read(("e.png", png(4)), kept=found).pictures)[3] == "e.png"


def test_a_large_picture_is_reduced_and_one_that_a_square_does_not_fit_into_is_skipped() -> None:
    found = read(("large.png", png(1, 200, 300)), ("fits.png", png(2, 64, 70)), ("small.png", png(3, 63, 90)))
    assert [each.shape for each in found.pictures.values()] == [(128, 192, 3), (64, 70, 3)]
    assert found.remark() == "Skipped 1 of 3: small.png is 90 x 63 px: too small for squares of 64 px."


def test_what_is_broken_among_many_is_named_and_counted_and_the_rest_is_taken() -> None:
    whole = archive(("in.png", png(1)), ("torn.jpg", png(2)[:150]), ("notes.txt", b"no picture"))
    found = read(("mine.zip", whole), ("cut.zip", whole[:300]), ("out.png", png(3)), ("empty.png", b""))
    assert list(found.pictures) == ["in.png", "out.png"]
    assert [each.split()[0] for each in found.skipped] == ["cut.zip:", "torn.jpg", "notes.txt", "empty.png"]
    assert found.remark().startswith("Skipped 4 of 6: cut.zip: This is no ZIP file")


def test_of_a_damaged_archive_pictures_are_taken_or_skipped() -> None:
    whole = archive(("a.png", png(1)), ("b.png", png(2)))
    for mutant in mutants([whole], 200, seed=1):
        found = read(("mine.zip", mutant))
        assert len(found.pictures) + len(found.skipped) <= found.total


def test_a_picture_comes_once_and_two_of_one_name_are_both_kept() -> None:
    found = read(("a.png", png(1)), ("a.png", png(1)), ("a.png", png(2)))
    assert list(found.pictures) == ["a.png", "a.png (2)"]
    assert read(("a.png", png(2)), kept=found).pictures.keys() == found.pictures.keys()


def test_beyond_the_limits_of_count_bytes_and_pixels_files_are_skipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = [(f"{number}.png", png(number)) for number in range(4)]

    def skipped() -> Sequence[str]:
        return read(*files).skipped

    monkeypatch.setattr(own_pictures, "MOST", 3)
    assert skipped() == ("3.png comes after 3 pictures, which is the limit",)
    monkeypatch.undo()
    monkeypatch.setattr(own_pictures, "MAX_MEGAPIXELS", 0.01)  # a picture has 0.0064
    assert [each[:5] for each in skipped()] == ["2.png", "3.png"]
    monkeypatch.undo()
    monkeypatch.setattr(own_pictures, "MAX_UNPACKED_BYTES", sum(len(content) for _, content in files) - 1)
    assert skipped() == ("3.png comes after 0 MB of files: bring it by itself",)


def test_with_no_pictures_of_ones_own_all_of_it_ships() -> None:
    told = pair("monet_etretat", Heap(), Heap())
    ours = bundle.shipped("monet_etretat")
    assert (told.photos, told.paintings, told.held_out) == (ours.photos, ours.paintings, ours.held_out)
    assert (told.own, told.fingerprint) == ("", "")


@pytest.mark.parametrize(("count", "held"), [(8, 2), (11, 2), (48, 12), (60, 12)])
def test_every_fourth_photo_is_held_out_up_to_twelve_and_none_is_lost(count: int, held: int) -> None:
    told = pair("monet_etretat", heap(count), Heap())
    assert len(told.held_out) == held
    assert len(told.photos) == count - held
    everything = {photo.tobytes() for photo in (*told.photos, *told.held_out)}
    assert everything == {photo.tobytes() for photo in heap(count).pictures.values()}
    assert told.held_out[0].tobytes() == heap(count).pictures["003"].tobytes()
    assert told.own == f"{count} photos of your own, and brushwork after Monet"


def test_too_few_photos_are_refused_with_how_many_it_takes_and_one_painting_is_enough() -> None:
    with pytest.raises(OwnPicturesError, match=r"You brought 7 photos to train on; 8 are needed"):
        pair("monet_etretat", heap(7), Heap())
    told = pair("monet_etretat", Heap(), heap(1))
    assert told.own == "photographs that ship, and 1 painting of your own"
    assert told.held_out == bundle.held_out_photographs()
    assert pair("monet_etretat", heap(8), heap(2)).own == "8 photos and 2 paintings of your own"


def test_the_fingerprint_tells_pictures_apart_and_not_the_order_in_which_they_came() -> None:
    one = pair("monet_etretat", heap(8), heap(2))
    turned = Heap(dict(reversed(list(heap(8).pictures.items()))))
    assert pair("monet_etretat", turned, heap(2)).fingerprint == one.fingerprint
    assert pair("monet_etretat", heap(8, first=1), heap(2)).fingerprint != one.fingerprint
    assert pair("monet_etretat", Heap(), heap(2)).fingerprint not in ("", one.fingerprint)


def test_few_photos_are_shown_and_scored_by_as_many_squares_as_many_are() -> None:
    held = pair("monet_etretat", heap(9), Heap()).held_out
    assert len(held) == 2
    assert samples(held).shape == (SAMPLES, SIDE, SIDE, 3)
    assert len({sample.tobytes() for sample in samples(held)}) == SAMPLES
    np.testing.assert_array_equal(samples(held)[1], held[1][8:72, 8:72])
    assert samples(pair("monet_etretat", heap(48), Heap()).held_out).shape[0] == SAMPLES
    assert squares(np.random.default_rng(0), held, SCORED).shape == (SCORED, SIDE, SIDE, 3)
