"""The training of the page: its moments, its yardstick, and that it goes on where it stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from ai_playground.cyclegan import bundle, checkpoint, features, scores
from ai_playground.cyclegan import study as study_module
from ai_playground.cyclegan.painting import Painter
from ai_playground.cyclegan.settings import SIDE, StudySettings
from ai_playground.cyclegan.step import LOSSES
from ai_playground.cyclegan.study import SAMPLES, Moment, Yardstick, samples, squares, strip, study
from ai_playground.cyclegan.weights import Weights

SETTINGS = StudySettings(
    filters=2, blocks=1, discriminator_filters=2, crop=32, pool_size=3, steps=10, identity_weight=0.0
)
STOPPED_AFTER = 4
FEW = 5


@pytest.fixture(scope="module", autouse=True)
def few_squares() -> Iterator[None]:
    """Fewer than on the page: describing them takes most of a short run's time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(study_module, "SCORED", FEW)
        yield


@pytest.fixture(scope="module")
def yardstick() -> Yardstick:
    return Yardstick(bundle.shipped(SETTINGS.swatch))


@pytest.fixture(scope="module")
def moments() -> Sequence[Moment]:
    return [moment for moment in study(SETTINGS) if moment is not None]


def test_a_short_run_has_a_moment_for_its_start_and_each_of_its_steps(moments: Sequence[Moment]) -> None:
    assert [each.step for each in moments] == list(range(11))
    assert {each.steps for each in moments} == {10}
    for each in moments:
        assert each.painted.shape == each.back.shape == (SIDE, SAMPLES * SIDE, 3)
    # The rate falls over the second half: of step 9, the last one, a fifth is left, and then nothing.
    assert moments[9].rate == pytest.approx(2e-4 / 5)
    assert moments[10].rate == 0


def test_what_has_no_weight_is_told_as_no_loss_but_measured(moments: Sequence[Moment]) -> None:
    assert np.isnan(moments[0].losses).all()
    for each in moments[1:]:
        told = dict(zip(LOSSES, each.losses, strict=True))
        assert {name for name, loss in told.items() if np.isnan(loss)} == {
            "identity_photo",
            "identity_painting",
        }
    assert all(0 < each.identity < 255 for each in moments)


def test_the_weights_of_a_moment_give_its_pictures_and_its_figures(
    moments: Sequence[Moment], yardstick: Yardstick
) -> None:
    end = moments[-1]
    painter, photographer = (
        Painter(Weights(2, 1, "resize", arrays), "float32") for arrays in (end.painter, end.photographer)
    )
    painted = [painter.paint(photo) for photo in samples()]
    back = strip(np.stack([photographer.paint(painting) for painting in painted]))
    # They come in half precision, and the generators are hardly trained.
    assert np.abs(strip(np.stack(painted)).astype(float) - end.painted).mean() < 1
    assert np.abs(back.astype(float) - end.back).mean() < 1
    off = np.abs(end.back.astype(float) - strip(samples())).mean()
    assert end.cycle == pytest.approx(off, abs=1e-3)
    paintings = yardstick.paintings[:SAMPLES]
    changed = np.mean([np.abs(painter.paint(each).astype(float) - each).mean() for each in paintings])
    assert end.identity == pytest.approx(changed, abs=1)
    photos = np.stack([painter.paint(photo) for photo in yardstick.photographs])
    assert end.distance == pytest.approx(yardstick.distance(photos), rel=0.02)


def test_a_run_that_is_closed_goes_on_with_the_step_that_would_have_come(
    moments: Sequence[Moment], tmp_path: Path
) -> None:
    path = tmp_path / "run.npz"
    with closing(study(SETTINGS, path)) as run:
        found = (each for each in run if each is not None)
        assert [each.step for each in islice(found, STOPPED_AFTER + 1)][-1] == STOPPED_AFTER
        assert not path.exists()
    assert checkpoint.load(path).step == STOPPED_AFTER
    with closing(study(SETTINGS, path)) as run:
        again, after = islice((each for each in run if each is not None), 2)
    for one, other in ((again, moments[STOPPED_AFTER]), (after, moments[STOPPED_AFTER + 1])):
        assert one.step == other.step
        np.testing.assert_array_equal(one.painted, other.painted)
        assert one.distance == pytest.approx(other.distance, rel=1e-5)


def test_the_yardstick_is_the_distance_of_the_same_squares_by_hand(yardstick: Yardstick) -> None:
    photographs, paintings = (
        features.vgg_features(each) for each in (yardstick.photographs, yardstick.paintings)
    )
    assert len(yardstick.photographs) == len(yardstick.paintings) == FEW
    assert yardstick.untouched == pytest.approx(scores.frechet_distance(photographs, paintings))
    assert yardstick.distance(yardstick.paintings) == pytest.approx(0, abs=1e-6 * yardstick.untouched)
    assert 0 < yardstick.alike < yardstick.untouched


def test_squares_are_cut_out_of_each_picture_in_its_turn_and_lie_within() -> None:
    rows, columns = np.mgrid[:SIDE, :SIDE]
    sizes = [(70, 80), (64, 90), (200, 64)]
    pictures = [
        np.stack([*np.mgrid[:height, :width], np.full((height, width), place)], axis=-1).astype(np.uint8)
        for place, (height, width) in enumerate(sizes)
    ]
    cut = squares(np.random.default_rng(1), pictures, 15)
    np.testing.assert_array_equal(cut[:, 0, 0, 2], np.repeat([0, 1, 2], 5))
    for square in cut:
        top, left, place = square[0, 0]
        height, width = sizes[place]
        assert top + SIDE <= height
        assert left + SIDE <= width
        np.testing.assert_array_equal(square[..., 0], top + rows)
        np.testing.assert_array_equal(square[..., 1], left + columns)
    assert len({tuple(square[0, 0]) for square in cut}) > 8


def test_the_samples_are_the_middles_of_photographs_that_no_training_sees() -> None:
    for shown, photo in zip(samples(), bundle.held_out_photographs(), strict=False):
        np.testing.assert_array_equal(shown, photo[16:80, 16:80])
    assert len(samples()) == SAMPLES
