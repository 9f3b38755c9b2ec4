"""A run as a file: what comes back, what is refused, and that the step comes that would have come."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import pytest

from ai_playground.cyclegan import bundle, checkpoint, kept
from ai_playground.cyclegan.checkpoint import Checkpoint, Stand
from ai_playground.cyclegan.kept import Kept, as_file, from_file
from ai_playground.cyclegan.own_pictures import Heap, pair
from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.study import samples, strip
from ai_playground.learning.state_file import HEADER, CheckpointError
from tests.cyclegan.moments import moment
from tests.cyclegan.tiny import SETTINGS, pictures
from tests.mutants import mutants

ARRAYS: dict[str, list[Any]] = {
    "generators": [np.arange(6.0).reshape(2, 3), np.ones(4, np.float32)],
    "pools": [np.zeros((3, 8))],
}
PAINTED = strip(samples())


def a_run(step: int = 60, own: str = "", fingerprint: str = "", **changes: Any) -> Kept:
    settings = StudySettings(**{"steps": 100, "filters": 4, **changes})
    end = moment(60, losses={"painter": 0.5}, own=own, untouched=9.0)
    moments = [moment(0, own=own), replace(end, painted=PAINTED, back=255 - PAINTED)]
    return Kept(settings, Checkpoint(ARRAYS, step, 7, settings.non_defaults()), moments, own, fingerprint)


def test_a_run_comes_back_with_its_state_knobs_and_curves() -> None:
    run = a_run(own="9 photos of your own", fingerprint="abc")
    found = from_file(as_file(run), "mine.npz")
    assert (found.settings, found.own, found.fingerprint) == (run.settings, run.own, "abc")
    assert (found.stand.step, found.stand.pooled) == (60, 7)
    for name, arrays in ARRAYS.items():
        for mine, theirs in zip(arrays, found.stand.state[name], strict=True):
            np.testing.assert_array_equal(mine, theirs)
            assert mine.dtype == theirs.dtype
    for before, after in zip(run.moments, found.moments, strict=True):
        assert (after.step, after.distance, after.cycle) == (before.step, before.distance, before.cycle)
        np.testing.assert_array_equal(after.losses, before.losses)
        assert after.own == "9 photos of your own"
    first, last = found.moments
    assert first.painted.size == first.back.size == 0
    np.testing.assert_array_equal([last.painted, last.back], [PAINTED, 255 - PAINTED])
    assert found.stand.state.keys() == ARRAYS.keys()
    assert (found.moments[1].untouched, np.isnan(found.moments[1].alike)) == (9.0, True)


def rewritten(content: bytes, name: str, new: bytes) -> bytes:
    """The archive with another entry of this name."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as archive:
        for entry in old.namelist():
            archive.writestr(entry, new if entry == name else old.read(entry))
    return file.getvalue()


def claiming(shape: str, dtype: str = "<f4") -> bytes:
    """An array that says it is so large and holds 16 bytes."""
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}"
    padded = header.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded.encode() + bytes(16)


WHOLE = as_file(a_run())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no checkpoint",
        WHOLE[: len(WHOLE) // 2],
        WHOLE[:-30],
        WHOLE.replace(np.arange(6.0).tobytes(), np.arange(1, 7.0).tobytes()),  # its checksum tells
        rewritten(WHOLE, "generators/1.npy", claiming("(99999999999,)")),
        rewritten(WHOLE, "generators/1.npy", claiming("(4,)", "|O")),
        rewritten(WHOLE, f"{HEADER}.npy", claiming("(16,)", "|u1")),
        rewritten(WHOLE, "pictures/0.npy", claiming("(4, 4)", "|u1")),
    ],
    ids=["empty", "other", "half", "no end", "flipped", "huge", "objects", "no header", "pictures"],
)
def test_what_is_no_checkpoint_or_a_damaged_one_is_refused(content: bytes) -> None:
    with pytest.raises(CheckpointError, match=r"^mine\.npz is no checkpoint of a run, or is damaged\.$"):
        from_file(content, "mine.npz")
    assert from_file(rewritten(WHOLE, "none", b""), "mine.npz").stand.step == 60


def test_of_a_damaged_file_there_is_a_run_or_a_checkpoint_error() -> None:
    for mutant in mutants([WHOLE], 400, seed=1):
        with suppress(CheckpointError):
            assert from_file(mutant, "mine.npz").stand.step >= 0


def noted(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The file with another header."""
    with np.load(io.BytesIO(WHOLE)) as file:
        header = json.loads(file[HEADER].tobytes())
    change(header)
    told = io.BytesIO()
    np.save(told, np.frombuffer(json.dumps(header).encode(), np.uint8))
    return rewritten(WHOLE, f"{HEADER}.npy", told.getvalue())


def test_a_file_of_before_there_were_pictures_in_it_comes_back() -> None:
    older = noted(lambda header: (header["lengths"].pop("pictures"), header["notes"].pop("went_on")))
    found = from_file(older, "mine.npz")
    assert (found.stand.step, found.went_on, found.moments[-1].painted.size) == (60, (), 0)


def test_a_run_of_the_command_line_or_of_other_knobs_is_refused_with_the_reason() -> None:
    with pytest.raises(CheckpointError, match="on the command line"):
        from_file(checkpoint.as_bytes(a_run().stand), "mine.npz")
    for change in (
        lambda header: header["settings"].update(filters=9999),
        lambda header: header["settings"].update(brushes=3),
        lambda header: header.update(step=-1),
        lambda header: header["notes"].pop("curve"),
        lambda header: header["notes"]["curve"][0].pop("losses"),
    ):
        with pytest.raises(CheckpointError, match="knobs this version hasn't"):
            from_file(noted(change), "mine.npz")


def test_a_run_that_could_not_be_brought_back_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MAX_BYTES", 1000)
    with pytest.raises(CheckpointError, match="a smaller pool size makes a smaller file"):
        as_file(a_run())


def test_it_goes_on_with_the_same_pictures_alone_and_with_more_steps_once_all_are_done() -> None:
    ours = bundle.shipped("monet_etretat")
    mine = pair("monet_etretat", Heap(), Heap({"a": pictures(1, 80)[0]}))
    assert a_run().to_go_on(ours, 10).steps == 100
    assert a_run(fingerprint=mine.fingerprint, own=mine.own).to_go_on(mine, 10).steps == 100
    with pytest.raises(CheckpointError, match=r"on the pictures that ship\. Take yours away first"):
        a_run().to_go_on(mine, 10)
    with pytest.raises(CheckpointError, match=r"1 painting of your own\. Bring the same pictures first"):
        a_run(fingerprint=mine.fingerprint, own=mine.own).to_go_on(ours, 10)
    with pytest.raises(CheckpointError, match=r"all of its 100 steps\. Turn the knob Steps up"):
        a_run(step=100).to_go_on(ours, 100)
    assert a_run(step=100, filters=5).to_go_on(ours, 200) == StudySettings(steps=200, filters=5)


def test_a_run_from_a_file_does_the_very_step_that_would_have_come() -> None:
    pytest.importorskip("tensorflow")
    from ai_playground.cyclegan.training import train

    pictures_of = list(pictures(5, seed=1)), list(pictures(4, seed=2)), SETTINGS, pictures(2, seed=3)
    stand, told = Stand(), []
    with closing(train(*pictures_of, None, 1, stand)) as run:
        for snapshot in islice(run, 4):
            assert snapshot is not None
            assert stand.now is not None
            assert stand.now.step == snapshot.step
            told.append(stand.now)
    found = from_file(as_file(Kept(a_run().settings, told[2], [], "", "")), "mine.npz")
    again = Stand(found.stand)
    with closing(train(*pictures_of, None, 1, again)) as run:
        steps = [snapshot.step for snapshot in islice(run, 2) if snapshot is not None]
    assert steps == [2, 3]
    assert again.now is not None
    for name, arrays in told[3].state.items():
        for mine, theirs in zip(arrays, again.now.state[name], strict=True):
            np.testing.assert_array_equal(mine, theirs, err_msg=name)


def test_what_is_kept_is_of_the_moment_that_was_shown_last_not_of_the_steps_after_it() -> None:
    pytest.importorskip("tensorflow")
    from ai_playground.cyclegan.training import train

    pictures_of = list(pictures(5, seed=1)), list(pictures(4, seed=2)), SETTINGS, pictures(2, seed=3)
    stand, shown = Stand(), []
    with closing(train(*pictures_of, None, 2, stand)) as run:
        for snapshot in islice(run, 4):
            shown.append(None if snapshot is None else snapshot.step)
            assert stand.now is not None
            assert stand.now.step == [0, 0, 2, 2][len(shown) - 1]
    assert shown == [0, None, 2, None]
