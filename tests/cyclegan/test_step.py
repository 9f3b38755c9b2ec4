"""One step of all four networks: its gradients by finite differences, its arithmetic by the formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.cyclegan.programs import UNREAD
from ai_playground.cyclegan.settings import CycleSettings
from ai_playground.cyclegan.step import LOSSES, State, build, first_state, make_step
from ai_playground.learning.backend import compiled
from tests.cyclegan.tiny import SETTINGS, no_changes, no_swaps, pictures

# Without a memory of gradients, Adam's mean is the gradient itself.
PLAIN = SETTINGS.changed(beta_1=0.0, pool_size=0, learning_rate=1e-3)

Step = Callable[[State], tuple[State, dict[str, float]]]
KNOBS_READ: set[str] = set()


class Watched(CycleSettings):
    """Knobs that write down in `KNOBS_READ` which of them are read."""

    def __getattribute__(self, name: str) -> Any:
        if name in CycleSettings.model_fields:
            KNOBS_READ.add(name)
        return super().__getattribute__(name)


@pytest.fixture(scope="module")
def first() -> tuple[State, Step]:
    """The state before a run, with weights of ordinary size, and its first step."""
    watched = Watched(**PLAIN.model_dump())
    networks = build(watched)
    state = first_state(networks, PLAIN)
    for name in ("generators", "judges"):
        state[name] = [array * 10 for array in state[name]]
    advance = compiled(make_step(networks, watched))
    photos, paintings = pictures(2, 32, seed=1), pictures(2, 32, seed=2)

    def step(state: State) -> tuple[State, dict[str, float]]:
        after, losses = advance(
            state,
            photos,
            paintings,
            no_swaps(2),
            no_changes(2),
            np.float32(1),
            np.float32(PLAIN.learning_rate),
        )
        arrays = {name: [np.asarray(array) for array in several] for name, several in after.items()}
        return arrays, dict(zip(LOSSES, np.asarray(losses, np.float64).tolist(), strict=True))

    return state, step


def as_tensors(state: State) -> State:
    """For a single step that isn't compiled, which would take longer than the step."""
    from keras import ops

    return {name: [ops.convert_to_tensor(array) for array in arrays] for name, arrays in state.items()}


def generators_total(losses: dict[str, float]) -> float:
    return (
        losses["painter"]
        + losses["photographer"]
        + PLAIN.cycle_weight * (losses["cycle_photo"] + losses["cycle_painting"])
        + PLAIN.identity_weight * (losses["identity_photo"] + losses["identity_painting"])
    )


def judges_total(losses: dict[str, float]) -> float:
    return losses["judge_painting"] + losses["judge_photo"]


@pytest.mark.parametrize(("name", "total"), [("generators", generators_total), ("judges", judges_total)])
def test_gradients_are_what_finite_differences_say(
    first: tuple[State, Step], name: str, total: Callable[[dict[str, float]], float]
) -> None:
    state, step = first
    gradients: list[NDArray[Any]] = step(state)[0][f"{name}_mean"]
    length = np.sqrt(sum(float(np.square(gradient).sum()) for gradient in gradients))
    small = 1e-3

    def loss_at(distance: float) -> float:
        moved = [
            weight + np.float32(distance / length) * gradient
            for weight, gradient in zip(state[name], gradients, strict=True)
        ]
        return total(step({**state, name: moved})[1])

    assert (loss_at(small) - loss_at(-small)) / (2 * small) == pytest.approx(length, rel=0.02)


def test_adams_first_step_has_the_length_of_the_rate_in_every_weight(first: tuple[State, Step]) -> None:
    state, step = first
    after, _ = step(state)
    for name in ("generators", "judges"):
        for old, new, gradient in zip(state[name], after[name], after[f"{name}_mean"], strict=True):
            expected = -PLAIN.learning_rate * gradient / (np.abs(gradient) + 1e-8)
            np.testing.assert_allclose(new - old, expected, atol=2e-6)


def test_the_average_follows_quickly_at_first(first: tuple[State, Step]) -> None:
    state, step = first
    after, _ = step(state)
    for old, new, average in zip(state["average"], after["generators"], after["average"], strict=True):
        np.testing.assert_allclose(average, 0.1 * old + 0.9 * new, atol=1e-6)


def test_a_step_reads_no_knob_in_which_runs_that_share_it_may_differ(first: tuple[State, Step]) -> None:
    state, step = first
    step(state)
    assert {"filters", "cycle_weight", "averaging"} <= KNOBS_READ
    assert not KNOBS_READ & UNREAD


def test_made_pictures_go_into_the_pools() -> None:
    settings = SETTINGS.changed(generator="unet", levels=3, adversarial="cross_entropy", identity_weight=0.0)
    networks = build(settings)
    state = first_state(networks, settings)
    slots = np.array([2, 0], np.int32), np.ones(2, np.float32), np.zeros(2, np.float32)
    after, losses = make_step(networks, settings)(
        as_tensors(state),
        pictures(2, 32, 1),
        pictures(2, 32, 2),
        (slots, slots),
        no_changes(2),
        np.float32(1),
        np.float32(1e-3),
    )
    for place in after["pools"]:
        filled = np.abs(np.asarray(place, np.float32)).max(axis=(1, 2, 3)) > 0
        assert filled.tolist() == [True, False, True]
    assert np.isfinite(np.asarray(losses)).all()


def test_lecam_holds_answers_to_the_averages_of_those_before() -> None:
    settings = PLAIN.changed(lecam=0.7)
    networks = build(settings)
    state = first_state(networks, settings)
    for name in ("generators", "judges"):
        state[name] = [array * 10 for array in state[name]]
    before = [np.array([1.5, -0.5, 0.8], np.float32), np.array([0.3, 0.6, 0.8], np.float32)]
    state["answers"] = before
    photos, paintings = pictures(2, 32, seed=1), pictures(2, 32, seed=2)
    after, _ = make_step(networks, settings)(
        as_tensors(state), photos, paintings, no_swaps(2), no_changes(2), np.float32(1), np.float32(1e-3)
    )

    def scaled(several: NDArray[Any]) -> NDArray[np.float32]:
        return several.astype(np.float32) / np.float32(127.5) - np.float32(1)

    generators, judges = (
        (networks.painter, networks.photographer),
        (networks.judge_of_paintings, networks.judge_of_photos),
    )
    halves = len(state["generators"]) // 2, len(state["judges"]) // 2
    made = [
        np.asarray(model.stateless_call(weights, [], scaled(seen), training=True)[0])
        for model, weights, seen in zip(
            generators,
            (state["generators"][: halves[0]], state["generators"][halves[0] :]),
            (photos, paintings),
            strict=True,
        )
    ]

    def answers(weights: list[Any], pair: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        mine = weights[: halves[1]] if pair == 0 else weights[halves[1] :]
        real, fake = (
            np.asarray(judges[pair].stateless_call(mine, [], seen, training=True)[0], np.float64)
            for seen in (scaled((paintings, photos)[pair]), made[pair])
        )
        return real, fake

    averages = []
    for pair in range(2):
        real, fake = answers(state["judges"], pair)
        sums = 0.99 * before[pair] + 0.01 * np.array([real.mean(), fake.mean(), 1.0])
        np.testing.assert_allclose(after["answers"][pair], sums, rtol=1e-4, atol=1e-5)
        averages.append(sums[:2] / sums[2])

    gradients = [np.asarray(gradient) for gradient in after["judges_mean"]]
    length = np.sqrt(sum(float(np.square(gradient).sum()) for gradient in gradients))

    def loss_at(distance: float) -> float:
        weights = [
            weight + np.float32(distance / length) * gradient
            for weight, gradient in zip(state["judges"], gradients, strict=True)
        ]
        total = 0.0
        for pair, (average_real, average_made) in enumerate(averages):
            real, fake = answers(weights, pair)
            total += (((real - 1) ** 2).mean() + (fake**2).mean()) / 2
            total += 0.7 * (((real - average_made) ** 2).mean() + ((fake - average_real) ** 2).mean())
        return total

    small = 1e-3
    assert (loss_at(small) - loss_at(-small)) / (2 * small) == pytest.approx(length, rel=0.02)
