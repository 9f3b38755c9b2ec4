"""The page of the CycleGAN lesson, clicked through its widgets' messages."""

from __future__ import annotations

import csv
import io
import itertools
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai_playground.cli import main
from ai_playground.cyclegan import features, weights
from ai_playground.cyclegan.ablations import ABLATIONS
from ai_playground.cyclegan.dashboard import CycleganLesson, data_flow, easel, look, training, versions
from ai_playground.cyclegan.painters import PAINTERS
from ai_playground.cyclegan.presets import KEPT, PRESETS
from ai_playground.cyclegan.questions import LETTERS, SHUFFLED
from ai_playground.cyclegan.recording import load_recording
from ai_playground.cyclegan.samples import recorded_painting
from ai_playground.cyclegan.settings import SIDE, StudySettings
from ai_playground.cyclegan.step import LOSSES
from ai_playground.cyclegan.study import Moment, samples, strip
from ai_playground.lesson.recording import NOT_ASKED
from ai_playground.lesson.text import rounded
from ai_playground.locations import assets_directory
from ai_playground.pictures import Pixels, resized
from ai_playground.ui.picture import jpeg
from tests.cyclegan.moments import moment
from tests.lesson_driver import check, click, opened_at, press, turn, upload, wait_until, widgets_in

pytest.importorskip("tensorflow")

TINY = "filters=2&blocks=1&discriminator_filters=2&crop=32&pool_size=3&steps=10"
MOST_MORE = 10_000_000
"""Bytes that the page may take at load beyond what another lesson's takes."""
OPEN = """
import sys
import psutil
from ai_playground.{}.dashboard import {} as Lesson
lesson = Lesson()
print("tensorflow" in sys.modules, psutil.Process().memory_info().rss)
"""


def at(query: str) -> CycleganLesson:
    with pytest.MonkeyPatch.context() as patched:
        return opened_at(CycleganLesson, query, patched)


@pytest.fixture(scope="module", autouse=True)
def described_by_their_colours() -> Iterator[None]:
    """Most of a short run's time goes to the network that describes pictures; test_study has the real one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            features, "vgg_features", lambda several: np.array([each.mean(axis=(0, 1)) for each in several])
        )
        yield


@pytest.fixture
def lesson() -> CycleganLesson:
    return at(TINY)


@pytest.fixture(scope="module")
def painting() -> CycleganLesson:
    """A page whose painters are loaded by whichever test asks first; small pictures."""
    return at("size=128")


@pytest.fixture(scope="module")
def trained() -> CycleganLesson:
    """A page on which a run came to its end."""
    lesson = at(TINY)
    press(lesson, "run")
    wait_until(lambda: lesson.bar.state in ("done", "failed"), 300)
    lesson.control.paint_now()  # which waits for the paint that the state comes from
    return lesson


def in_box(box: Any, kind: str) -> list[Any]:
    return [each for each in widgets_in(box) if type(each).__name__ == kind]


def picture_of(lesson: CycleganLesson) -> Any:
    (found,) = in_box(lesson.dashboard, "BeforeAfter")
    return found


def turn_easel(lesson: CycleganLesson, name: str, value: float) -> None:
    lesson.easel.panel.knobs.receive({"type": "change", "name": name, "value": value})


def choose(lesson: CycleganLesson, painter: str) -> None:
    lesson.easel.panel.knobs.receive({"type": "preset", "name": painter})


def pixels(file: bytes) -> Pixels:
    with Image.open(io.BytesIO(file)) as picture:
        return np.asarray(picture.convert("RGB"))


def png(height: int, width: int, tone: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (tone, 40, 200 - tone)).save(file, "PNG")
    return file.getvalue()


def off(one: Pixels, other: Pixels) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def job_of(lesson: CycleganLesson) -> Any:
    assert lesson.control.job is not None
    return lesson.control.job


# At load.


def test_the_page_opens_without_tensorflow_and_takes_no_more_memory_than_the_others() -> None:
    taken = {}
    for package in ("style", "corners", "cyclegan"):
        run = [sys.executable, "-c", OPEN.format(package, f"{package.title()}Lesson")]
        loaded, size = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
        assert loaded == "False"
        taken[package] = int(size)
    assert taken.pop("cyclegan") < max(taken.values()) + MOST_MORE


def test_at_load_a_recorded_painting_and_a_recorded_run_are_there_and_say_so(lesson: CycleganLesson) -> None:
    picture = picture_of(lesson)
    assert picture.caption.startswith("Recorded.")
    assert off(pixels(picture.after), recorded_painting("boat", "monet")) < 3
    assert off(pixels(picture.before), pixels(picture.after)) > 5
    whole = load_recording("whole")
    assert lesson.bar.message == f"Recorded: {whole.took}. {NOT_ASKED}"
    assert ["step", "2,000 of 2,000"] in lesson.bar.figures
    assert lesson.banner.message == ""
    lesson.panel.take(whole.settings)
    assert lesson.bar.message == f"Recorded: {whole.took}. Press Run for your own."


def test_an_address_brings_painter_photo_and_knobs_back() -> None:
    lesson = at("painter=cezanne&photo=lake&strength=0.5&size=256&steps=100&cycle_weight=3")
    again = at(lesson.sections.snippet.share_url_query)
    for each in (lesson, again):
        told = each.easel.panel.settings
        assert (told.painter, told.strength, told.size) == ("cezanne", 0.5, 256)
        assert each.easel.photos.chosen == ["lake"]
        assert each.panel.settings == StudySettings(steps=100, cycle_weight=3.0)
        assert each.banner.message == ""


def test_what_an_address_asks_for_in_vain_is_told() -> None:
    lesson = at("painter=rembrandt&photo=../etc&upsampling=none")
    for said in ("painter must be one of", "../etc", "upsampling must be one of"):
        assert said in lesson.banner.message
    assert lesson.easel.photos.chosen == ["boat"]


# Painting.


def test_a_chosen_painter_paints_what_was_recorded_and_tells_its_time() -> None:
    lesson = at("")
    before = picture_of(lesson).after
    choose(lesson, "vangogh")
    picture = picture_of(lesson)
    assert re.fullmatch(r"512 × \d+ px, painted in [\d,]+ ms\.", picture.caption)
    assert picture.after != before
    recorded = {name: off(pixels(picture.after), recorded_painting("boat", name)) for name in PAINTERS}
    assert min(recorded, key=recorded.__getitem__) == "vangogh"
    assert recorded["vangogh"] < 6  # what JPEG loses twice
    assert "painter=vangogh" in lesson.sections.snippet.share_url_query
    turn_easel(lesson, "strength", 0.0)
    assert lesson.easel.panel.knobs.active_preset == "vangogh"  # nothing else tells who paints
    np.testing.assert_array_equal(pixels(picture.after), pixels(picture.before))


def test_a_painter_is_marked_as_chosen_before_it_paints(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, marked = at("size=128"), []

    def paint(*_: Any) -> Any:
        marked.append(lesson.easel.panel.knobs.active_preset)
        raise ValueError("no paint")

    monkeypatch.setattr(lesson.studio, "paint", paint)
    choose(lesson, "vangogh")
    assert marked == ["vangogh"]
    assert lesson.easel.panel.knobs.active_preset == "monet"  # as nothing was painted


def test_there_and_back_shows_three_pictures_and_how_far_two_are_from_the_photo(
    painting: CycleganLesson,
) -> None:
    assert painting.easel.back.layout.display == "none"
    click(painting.dashboard, "There and back")
    assert painting.easel.back.layout.display == ""
    (shown,), (said,) = (in_box(painting.easel.back, kind) for kind in ("Picture", "HTML"))
    photo, painted, back = np.split(shown.plate().panels[0].picture, 3, axis=1)
    np.testing.assert_array_equal(photo, resized(painting.easel.photos.picture("boat").pixels, 360))
    told = [float(figure) for figure in re.findall(r"(\d+\.\d) (?:of 255 off|in what)", said.value)]
    assert told == [pytest.approx(off(each, photo), abs=0.051) for each in (painted, back)]
    assert told[1] < told[0]
    painting.easel.photos.gallery.receive({"type": "toggle", "name": "lake"})
    assert painting.easel.back.layout.display == "none"


def downloaded(lesson: CycleganLesson, name: str) -> bytes | None:
    """What the button below the painting sends; None if nothing comes."""
    sent: list[Any] = []
    downloads = lesson.easel.downloads
    downloads.send = lambda message, buffers=(): sent.append((message, buffers))
    downloads.receive({"type": "download", "name": name})
    ((message, buffers),) = sent
    return bytes(buffers[0]) if message["type"] == "file" else None


def test_all_own_photos_go_home_painted_each_under_a_name_of_its_own() -> None:
    lesson = at("size=128&strength=0")
    assert downloaded(lesson, "all") is None
    assert "no photos of yours yet" in lesson.banner.message
    upload(lesson.easel.photos.gallery, ("mine.png", png(40, 68, 20)))
    assert downloaded(lesson, "all") is not None
    assert picture_of(lesson).caption == "One photo painted."
    tones = (20, 90, 160)
    names = ("mine.png", "mine.jpeg", "other.png")
    upload(
        lesson.easel.photos.gallery,
        *((name, png(40, 48 + tone, tone)) for name, tone in zip(names[1:], tones[1:], strict=True)),
    )
    content = downloaded(lesson, "all")
    assert content is not None
    assert picture_of(lesson).caption == "3 photos painted."
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["mine.jpg", "mine_2.jpg", "other.jpg"]
        for name, tone in zip(archive.namelist(), tones, strict=True):
            painted = pixels(archive.read(name))
            assert max(painted.shape) == min(48 + tone, 128)
            np.testing.assert_allclose(painted.mean(axis=(0, 1)), [tone, 40, 200 - tone], atol=3)
    one = downloaded(lesson, "painting")
    assert one is not None
    assert pixels(one).shape == (pytest.approx(40 * 128 / 208, abs=1), 128, 3)


def test_the_photo_is_painted_in_every_manner_and_one_is_taken_up(
    painting: CycleganLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(easel, "VARIANT_SIDE", 64)
    run = painting.easel.variants
    press_on = {"type": "press", "action": "run"}
    run.bar.receive(press_on)
    wait_until(lambda: run.bar.state in ("done", "failed"), 300)
    run.control.paint_now()
    assert run.grid.columns == list(PAINTERS.values())
    assert all(re.fullmatch(r"[\d,]+ ms", cell["figures"]) for cell in run.grid.cells)
    made = [end.picture for end in run.control.newest.ended]
    for one, other in itertools.combinations(made, 2):
        assert off(one, other) > 5
    run.grid.receive({"type": "open", "row": 0, "column": 2})
    assert painting.easel.panel.settings.painter == "cezanne"
    assert "painted in" in picture_of(painting).caption


def test_missing_weights_are_told_and_the_page_goes_on(
    painting: CycleganLesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = at("size=128")
    monkeypatch.setattr(weights, "assets_directory", lambda: tmp_path)
    choose(lesson, "ukiyoe")
    assert lesson.banner.message == "ukiyoe.npz is missing."
    assert picture_of(lesson).caption == "Not painted."
    assert lesson.easel.panel.knobs.values["painter"] == "monet"
    monkeypatch.undo()
    choose(lesson, "cezanne")
    assert "painted in" in picture_of(lesson).caption
    assert lesson.banner.message == ""


def test_a_painter_of_ones_own_is_explained_before_there_is_one_and_the_painting_stays(
    lesson: CycleganLesson,
) -> None:
    picture = picture_of(lesson)
    before = (picture.before, picture.after, picture.caption)
    choose(lesson, "own")
    assert lesson.banner.message.startswith("You have trained no painter yet.")
    assert lesson.easel.panel.knobs.values["painter"] == lesson.easel.panel.settings.painter == "monet"
    assert (picture.before, picture.after, picture.caption) == before


# Training.


def test_a_run_comes_to_its_end_with_a_moment_for_each_step(trained: CycleganLesson) -> None:
    assert (trained.bar.state, trained.banner.message) == ("done", "")
    assert trained.bar.figures[0] == ["step", "10 of 10"]
    assert [each.step for each in trained.control.history_shown()] == list(range(11))
    (pictures,) = in_box(trained.experiments, "Picture")
    end = trained.control.newest
    np.testing.assert_array_equal(
        pictures.plate().panels[0].picture, np.concatenate([strip(samples()), end.painted, end.back])
    )


def test_charts_draw_the_figures_of_the_run_beside_the_recorded_one(trained: CycleganLesson) -> None:
    four, distance, kept = in_box(trained.experiments, "Chart")
    end: Moment = trained.control.newest
    losses = dict(zip(LOSSES, end.losses, strict=True))
    assert four.caption[0][0] == f"Monet generator {rounded(float(losses['painter']))}"
    assert (four.y_axis["label"], kept.y_axis["label"]) == ("loss", "loss, pixels −1 to 1")
    assert kept.caption[0][0] == f"cycle, photo {rounded(float(losses['cycle_photo']))}"
    labels = [layer.get("label") for layer in distance.layers]
    assert labels == ["photos as they are", "before", "painted photos"]
    assert distance.caption[0][0] == f"painted photos {rounded(end.distance)}"


def test_the_painter_of_a_finished_run_paints(trained: CycleganLesson) -> None:
    from ai_playground.cyclegan.painting import Painter

    turn_easel(trained, "size", 128)
    choose(trained, "own")
    assert trained.banner.message == ""
    end = trained.control.newest
    painter = Painter(weights.Weights(2, 1, "resize", end.painter))
    photo = resized(trained.easel.photos.picture("boat").pixels, 128)
    assert off(pixels(picture_of(trained).after), pixels(jpeg(painter.paint(photo)))) < 0.5
    assert "painter=" not in trained.sections.snippet.share_url_query  # it doesn't travel


def test_what_is_taken_home_has_every_moment_of_the_run(trained: CycleganLesson) -> None:
    rows = list(csv.DictReader(io.StringIO(trained.sections.produce("losses")[2].decode())))
    assert [row["step"] for row in rows] == [str(step) for step in range(11)]
    with Image.open(io.BytesIO(trained.sections.produce("film")[2])) as film:
        assert (film.n_frames, film.height) == (11, SIDE)  # type: ignore[attr-defined]
    assert f'"steps": {10}' in trained.sections.produce("run")[2].decode()


def test_a_trained_painter_is_taken_home_and_paints_on_the_command_line(
    trained: CycleganLesson, tmp_path: Path
) -> None:
    name, _, content = trained.sections.produce("weights")
    (tmp_path / name).write_bytes(content)
    taken, end = weights.read_own(tmp_path / name), trained.control.newest
    for ours, theirs in zip(taken.arrays, end.painter, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    photo = str(assets_directory() / "cyclegan" / "photos" / "boat.jpg")
    command = ["cyclegan", "paint", photo, "-o", str(tmp_path / "x.png"), "--weights", str(tmp_path / name)]
    assert main(command) == 0
    assert (tmp_path / "x.png").exists()


def test_a_recorded_run_has_no_painter_to_take_home(lesson: CycleganLesson) -> None:
    lesson.control.drop()
    lesson.training.replay()
    with pytest.raises(ValueError, match="A recorded run has no weights"):
        lesson.sections.produce("weights")


def test_exercises_are_judged_by_the_run_beside_the_recorded_one(trained: CycleganLesson) -> None:
    theirs, mine = load_recording("whole").snapshots[-1], trained.control.newest
    assert (
        f"Yours ends {mine.distance:.0f} from the paintings, and photos come back {mine.cycle:.1f} off; the "
        f"recorded run ends at {theirs.distance:.0f} and {theirs.cycle:.1f}."
        in check(trained, "closer")["text"]
    )
    assert "Train 2,000 at least" in check(trained, "one_way")["text"]


def test_a_run_is_stopped_begun_anew_and_forgotten(lesson: CycleganLesson) -> None:
    turn(lesson, "steps", 20_000)
    press(lesson, "run")
    first = job_of(lesson)
    wait_until(lambda: first.snapshot is not None, 300)
    press(lesson, "stop")
    wait_until(lambda: lesson.bar.state == "stopped")
    assert lesson.control.newest.painter
    turn(lesson, "steps", 10)
    press(lesson, "run")
    assert job_of(lesson) is not first
    wait_until(lambda: lesson.bar.state in ("done", "failed"), 300)
    assert lesson.bar.figures[0] == ["step", "10 of 10"]
    press(lesson, "reset")
    (pictures,) = in_box(lesson.experiments, "Picture")
    np.testing.assert_array_equal(pictures.plate().panels[0].picture, strip(samples()))
    assert lesson.bar.figures == []


def test_knobs_that_do_not_go_together_are_explained_by_the_run(lesson: CycleganLesson) -> None:
    turn(lesson, "pool_size", 1)
    turn(lesson, "batch_size", 2)
    press(lesson, "run")
    wait_until(lambda: lesson.bar.state == "failed", 300)
    assert lesson.banner.message == "The pool has to hold a batch at least."


@pytest.mark.parametrize("preset", PRESETS, ids=[each.name for each in PRESETS])
def test_a_preset_turns_what_it_says_and_keeps_paintings_steps_and_seed(
    lesson: CycleganLesson, preset: Any
) -> None:
    lesson.panel.take(StudySettings(swatch="monet_etretat", steps=70, seed=5, flip=False, blocks=2))
    lesson.panel.knobs.receive({"type": "preset", "name": preset.name})
    expected = {**dict(preset.changes), "swatch": "monet_etretat", "steps": 70, "seed": 5}
    assert set(KEPT) == {"swatch", "steps", "seed"}
    assert lesson.panel.settings == StudySettings(**expected)
    assert lesson.panel.knobs.active_preset == preset.name


# What answers a question.


def answer(lesson: CycleganLesson, name: str) -> Any:
    quiz = next(each for each in lesson.sections.quizzes if each.name == name)
    quiz.receive({"type": "answer", "index": 0})
    wait_until(lambda: quiz.answered)
    return quiz


def test_what_each_network_lacks_is_told_once_it_is_asked(lesson: CycleganLesson) -> None:
    (grid,) = in_box(lesson.versions, "PictureGrid")
    assert grid.rows[1:] == list(LETTERS)
    assert [cell["figures"] for cell in grid.cells] == [""] * 7
    answer(lesson, "identity")
    assert [cell["figures"] for cell in grid.cells] == [""] * 7
    answer(lesson, "versions")
    labels = {each.name: each.label for each in ABLATIONS}
    assert [cell["figures"] for cell in grid.cells[::2]] == ["", *(labels[name] for name in SHUFFLED)]


def test_what_came_back_stands_beside_each_painting_once_it_is_asked(lesson: CycleganLesson) -> None:
    (grid,) = in_box(lesson.versions, "PictureGrid")
    assert grid.columns == ["pictures"]
    answer(lesson, "versions")
    assert grid.columns == ["pictures", "made photos again"]
    for row, name in enumerate(SHUFFLED, 1):
        last = load_recording(name).last
        assert grid.cells[2 * row + 1]["figures"] == f"{last.cycle:.0f} of 255 off"
        for column, picture in enumerate((last.painted, last.back)):
            shown = pixels(grid.picture(f"{row},{column}"))[1 :: versions.SCALE, 1 :: versions.SCALE]
            assert off(shown, picture) < 6  # what JPEG loses
    answer(lesson, "few")  # nothing is laid out anew
    assert len([cell for cell in grid.cells if cell["state"] == "done"]) == 14


def test_how_near_paintings_are_to_each_other_is_drawn_once_it_is_asked(lesson: CycleganLesson) -> None:
    _four, distance, _kept = in_box(lesson.experiments, "Chart")

    def alike() -> list[Any]:
        return [layer for layer in distance.layers if layer.get("label") == "paintings, other squares"]

    assert alike() == []
    answer(lesson, "few")
    wait_until(lambda: len(alike()) == 1)


def test_a_question_is_watched_with_the_settings_of_its_run_and_undone(
    lesson: CycleganLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "study", lambda *_: (None for _ in range(10)))
    before = lesson.panel.settings
    quiz = answer(lesson, "identity")
    quiz.receive({"type": "watch"})
    press(lesson, "stop")
    assert lesson.panel.settings == StudySettings(identity_weight=0.0)
    lesson.panel.knobs.receive({"type": "undo"})
    assert lesson.panel.settings == before


# The pictures of what happens.


@pytest.mark.parametrize("part", data_flow.PARTS)
def test_the_way_of_a_loss_is_lit_and_its_value_stands_there(lesson: CycleganLesson, part: str) -> None:
    label, lit, (name,) = data_flow.PARTS[part]
    click(lesson.experiments, label)
    drawing, said = lesson.training.flow.views
    groups = re.findall(r"<g class='[^']*'>.*?<text[^>]*>(.*?)</text></g>", drawing.value)
    on = re.findall(r"<g class='[^']*aip-flow-on'>.*?<text[^>]*>(.*?)</text></g>", drawing.value)
    assert len(groups) == 9
    assert len(on) == len(lit)
    assert f"aria-label='Lit: {', '.join(data_flow._BOXES[each][2] for each in lit)}'" in drawing.value
    end = load_recording("whole").snapshots[-1]
    value = float(end.losses[LOSSES.index(name)])
    assert f"this loss at step 2,000: {rounded(value)}</text>" in drawing.value
    assert said.value.startswith("<p>The ")
    assert said.value.endswith("<p>Half of it: the other begins at a painting and has a judge of photos.</p>")


def test_a_loss_without_weight_has_no_value() -> None:
    assert "this loss" not in data_flow.drawing("identity", moment(losses={"cycle_photo": 0.5}))
    assert "step 300: 0.5" in data_flow.drawing("cycle", moment(losses={"cycle_photo": 0.5}))
    assert "this loss" not in data_flow.drawing("cycle", None)


def squares_of(lesson: CycleganLesson) -> list[Pixels]:
    (picture,) = in_box(lesson.look, "Picture")
    whole = picture.plate().panels[0].picture
    apart = look.SCALE + look.GAP
    places = itertools.product(range(look.ROWS), range(look.COLUMNS))
    return [whole[row * apart :, column * apart :][: look.SCALE, : look.SCALE] for row, column in places]


def test_squares_of_what_the_training_sees_follow_its_knobs() -> None:
    lesson = at("crop=96&smallest_scale=1&largest_scale=1&flip=0")
    whole, *squares = squares_of(lesson)
    for square in squares:
        np.testing.assert_array_equal(square, whole)  # nothing is left to chance
    turn(lesson, "flip", True)
    mirrored = [bool((square == whole[:, ::-1]).all()) for square in squares_of(lesson)[1:]]
    plain = [bool((square == whole).all()) for square in squares_of(lesson)[1:]]
    assert sum(mirrored) + sum(plain) == 17
    assert 2 < sum(mirrored) < 15
    turn(lesson, "flip", False)
    turn(lesson, "quarter_turns", True)
    turns = {
        next(k for k in range(4) if np.abs(np.rot90(whole, k).astype(int) - square).mean() < 2)
        for square in squares_of(lesson)
    }
    assert turns == {0, 1, 2, 3}
    turn(lesson, "quarter_turns", False)
    turn(lesson, "crop", 48)
    assert min(off(square, whole) for square in squares_of(lesson)[1:]) > 1


def test_the_charts_of_values_are_of_what_was_counted(lesson: CycleganLesson) -> None:
    monets, photos, painted = in_box(lesson.look, "Chart")
    assert [each.title for each in (monets, photos, painted)] == [
        "Monets (100)",
        "Photos (100)",
        "Photos, painted (100)",
    ]
    assert [layer["label"] for layer in monets.layers] == ["red", "green", "blue"]
