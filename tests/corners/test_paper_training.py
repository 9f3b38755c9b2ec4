"""Training the paper's models: against Keras' own `fit`, and what becomes of units that start alike."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pytest

from ai_playground.corners import paper_training
from ai_playground.corners.frame import mean_absolute_error
from ai_playground.corners.paper_models import PAPER_MODELS, build_model
from ai_playground.corners.paper_training import (
    BATCH,
    Snapshot,
    distinct_columns,
    train_paper_model,
)
from ai_playground.corners.questions import QUIZ_SIZE
from ai_playground.corners.ruled_sheet import Labelled, ruled_sheets, writing_area
from ai_playground.corners.settings import TrainingSettings

pytest.importorskip("tensorflow")
# TensorFlow and Keras warn of their own future while they are imported.
pytestmark = pytest.mark.filterwarnings("default")

# The smallest dense model; the last batch of an epoch is not a whole one.
SMALL = TrainingSettings(model="fifths", sheets=100, epochs=2)
HELD_OUT, FEW_HELD_OUT = paper_training.HELD_OUT, 24
NO_PHOTOS = Labelled(np.empty((0, 256, 192, 3), np.uint8), np.empty((0, 4, 2), np.float32))


@pytest.fixture(autouse=True, scope="module")
def few_held_out() -> Iterator[None]:
    """Runs draw and measure fewer sheets than on the page: that is most of a short run's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper_training, "HELD_OUT", FEW_HELD_OUT)
        yield


@cache
def photos() -> Labelled:
    return ruled_sheets(np.random.default_rng(99), 5, 40)


@cache
def finished(run: TrainingSettings) -> list[Snapshot]:
    return list(train_paper_model(run, photos(), photos().pictures))


@pytest.mark.parametrize(
    "run",
    [
        SMALL,
        SMALL.changed(initialization="random", scaled_inputs=True, linear_outputs=True, seed=5),
    ],
)
def test_it_trains_as_keras_fit_does(run: TrainingSettings) -> None:
    import keras

    model = build_model(
        PAPER_MODELS[run.model],
        run.initialization,
        scaled_inputs=run.scaled_inputs,
        linear_outputs=run.linear_outputs,
        seed=run.seed,
    )
    model.compile(loss="mae", optimizer=keras.optimizers.Adam(run.learning_rate))
    sheets = ruled_sheets(np.random.default_rng(run.seed), run.sheets, run.noise)
    told = model.fit(
        sheets.pictures.astype(np.float32),
        writing_area(sheets.corners).reshape(-1, 8),
        batch_size=BATCH,
        epochs=run.epochs,
        shuffle=False,
        verbose=0,
    )
    ends = finished(run)[2::2]
    np.testing.assert_allclose([end.train_mae for end in ends], told.history["loss"], rtol=1e-3)
    expected = model.predict(photos().pictures.astype(np.float32), verbose=0).reshape(-1, 4, 2)
    np.testing.assert_allclose(ends[-1].predictions, expected, rtol=2e-3, atol=0.05)


def test_a_snapshot_comes_after_every_batch_with_the_figures_of_the_last_whole_epoch() -> None:
    snapshots = finished(SMALL)
    assert [each.step for each in snapshots] == list(range(5))
    assert [each.epoch for each in snapshots] == [0, 0, 1, 1, 2]
    for whole, between in zip(snapshots[::2], snapshots[1::2], strict=False):
        assert between.predictions is whole.predictions
        assert between.held_out_mae == whole.held_out_mae
    assert np.isnan(snapshots[0].seconds_per_1000)
    assert all(each.seconds_per_1000 > 0 for each in snapshots[2:])


def test_the_error_on_photos_is_that_of_their_predictions() -> None:
    last = finished(SMALL)[-1]
    assert last.predictions.shape == (5, 4, 2)
    expected = mean_absolute_error(last.predictions, photos().corners).mean()
    assert last.photo_mae == pytest.approx(expected)


def test_without_photos_their_error_is_not_a_number() -> None:
    first = next(train_paper_model(SMALL, NO_PHOTOS, NO_PHOTOS.pictures))
    assert np.isnan(first.photo_mae)
    assert first.predictions.shape == (0, 4, 2)


def test_units_that_start_alike_stay_alike_and_others_do_not() -> None:
    for snapshot in finished(SMALL):
        assert snapshot.distinct_units[:3] == (1, 1, 1)
    for snapshot in finished(SMALL.changed(initialization="random")):
        assert snapshot.distinct_units == (32, 32, 32, 8)


def test_centred_inputs_are_what_is_left_without_the_mean_of_the_sheets_trained_on() -> None:
    run = SMALL.changed(initialization="random", linear_outputs=True, centred_inputs=True, seed=5)
    random = np.random.default_rng(run.seed)
    mean = ruled_sheets(random, run.sheets, run.noise).pictures.mean(axis=0)
    model = build_model(PAPER_MODELS[run.model], "random", linear_outputs=True, seed=5)
    expected = np.asarray(model(photos().pictures - mean)).reshape(-1, 4, 2)
    np.testing.assert_allclose(finished(run)[0].predictions, expected, rtol=1e-3, atol=0.01)


def test_scaled_and_centred_inputs_are_a_127th_of_what_is_left() -> None:
    mean = np.full((256, 192, 3), 100, np.float32)
    plain = build_model(PAPER_MODELS["fifths"], "random", seed=5)
    both = build_model(PAPER_MODELS["fifths"], "random", scaled_inputs=True, mean=mean, seed=5)
    given = photos().pictures.astype(np.float32)
    np.testing.assert_allclose(both(given), plain((given - mean) / 127.5), rtol=1e-3, atol=1e-3)


def test_the_median_guess_is_measured_on_photos_too() -> None:
    random = np.random.default_rng(SMALL.seed)
    guess = np.median(writing_area(ruled_sheets(random, SMALL.sheets, SMALL.noise).corners), axis=0)
    expected = np.abs(photos().corners - guess).mean()
    assert finished(SMALL)[0].constant_photo_mae == pytest.approx(expected, rel=1e-5)
    without = next(train_paper_model(SMALL, NO_PHOTOS, NO_PHOTOS.pictures))
    assert np.isnan(without.constant_photo_mae)


def test_outputs_with_relu_die_where_linear_ones_live() -> None:
    run = SMALL.changed(epochs=20, labels="page")
    assert finished(run)[0].dead_units == (0, 0, 0, 0)
    assert finished(run)[-1].dead_units[-1] > 0
    assert finished(run.changed(linear_outputs=True))[-1].dead_units[-1] == 0


def test_many_units_of_the_first_layer_are_born_dead_on_raw_pixels_and_none_on_centred_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So the quiz says: 12 of 32 of its run, and 7 to 12 with seeds 0 to 4."""
    monkeypatch.setattr(paper_training, "HELD_OUT", HELD_OUT)
    start = {"initialization": "random", "linear_outputs": True, "labels": "page"}
    raw, centred = (
        next(train_paper_model(TrainingSettings(**settings), NO_PHOTOS, NO_PHOTOS.pictures))
        for settings in ({**QUIZ_SIZE, **start}, {**QUIZ_SIZE, **start, "centred_inputs": True})
    )
    assert raw.dead_units[0] == pytest.approx(12, abs=1)
    assert centred.dead_units[0] == 0


def test_dead_outputs_are_the_coordinates_predicted_as_zero() -> None:
    run = SMALL.changed(epochs=20, labels="page")
    zero = (finished(run)[-1].predictions == 0).all(axis=0)
    assert zero.sum() == finished(run)[-1].dead_units[-1]


def test_the_same_seed_gives_the_same_run_in_any_thread() -> None:
    run = SMALL.changed(initialization="random", shuffle=True, seed=7)
    found: list[Snapshot] = []
    work: Callable[[], None] = lambda: found.extend(  # noqa: E731
        train_paper_model(run, photos(), photos().pictures)
    )
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    np.testing.assert_allclose(found[-1].predictions, finished(run)[-1].predictions, rtol=1e-4)


def test_shuffling_changes_the_order_and_nothing_else_at_the_start() -> None:
    ordered, shuffled = (finished(SMALL.changed(shuffle=shuffle)) for shuffle in (False, True))
    assert ordered[0].train_mae == shuffled[0].train_mae
    assert ordered[-1].train_mae != shuffled[-1].train_mae


def test_columns_count_as_one_up_to_rounding() -> None:
    columns = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
    same = np.hstack([columns, columns * np.float32(1 + 1e-6)])
    assert distinct_columns(columns) == 4
    assert distinct_columns(same) == 4
    assert distinct_columns(np.zeros((3, 5), np.float32)) == 1


def test_the_constant_guess_is_the_median_of_the_labels_trained_on() -> None:
    page = SMALL.changed(labels="page")
    random = np.random.default_rng(page.seed)
    sheets, held_out = (ruled_sheets(random, count, page.noise) for count in (100, FEW_HELD_OUT))
    expected = np.abs(held_out.corners - np.median(sheets.corners, axis=0)).mean()
    assert finished(page)[0].constant_mae == pytest.approx(expected, rel=1e-5)
    assert finished(SMALL)[0].constant_mae < expected  # the writing area moves less


def test_the_kernel_shown_is_that_of_the_second_dense_layer() -> None:
    first = finished(SMALL)[0].second_kernel
    assert first.shape == (32, 32)
    assert (first == np.float32(0.004)).all()
    assert np.ptp(finished(SMALL.changed(initialization="random"))[0].second_kernel) > 0.1
