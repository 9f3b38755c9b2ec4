"""What the small networks are asked as they learn, and how they answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.grid import Window, best_constant
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.study_data import SCALE
from ai_playground.patches.study_settings import StudySettings
from ai_playground.patches.views import View, draw, together
from ai_playground.pictures import Pixels

VIEWS = 24
"""That a network is asked of: as many of photos that it learned from, as many of those held out."""
LOSSES = ("patches", "rectangle", "cropped")
"""In the order of a moment's; see `study_networks`. Not weighted."""
SEED = 0
"""Of the views that networks are asked of: the same for every run."""

Floats = NDArray[np.float32]
Answer = Callable[[NDArray[np.uint8], NDArray[np.uint8]], tuple[Any, Any]]


@dataclass(frozen=True, eq=False)
class Moment:
    """A run after `step` of `steps` steps. What a network doesn't answer is NaN, and an empty array.

    Attributes:
        step, steps: Steps done, and steps of the whole run.
        rate: The learning rate of the step to come.
        losses: Means since the moment before, in the order of `LOSSES`; NaN at the start, too.
        trained: Share of patches put into their cell, of photos that were learned from.
        held_out: The same of photos that weren't.
        spread: How far a network's answers differ from patch to patch, on photos held out: the standard
            deviation of each cell's probability, averaged; 0 for one that always says the same, 0.24 for one
            that is always sure and names each cell as often, right or wrong. Of rectangles: of each of five
            answers, from photo to photo.
        answers: How often each cell is the answer, of photos held out: (16,).
        probabilities: The mean probability of each cell, of the same: (16,).
        heat_maps: Probabilities for the patches of one photo that is held out, (16, 16), a row a patch.
        factor_error: Mean absolute error of the crop factor, of photos held out, half of them cropped.
        overlap: Mean intersection over union of the rectangles with the true ones.
        constant_factor_error, constant_overlap: Of the best answer that is the same for all of these photos.
        cropped: Share of them rightly called cropped or whole.
    """

    step: int
    steps: int
    rate: float
    losses: Floats
    trained: float
    held_out: float
    spread: float
    answers: NDArray[np.int32]
    probabilities: Floats
    heat_maps: NDArray[np.float16]
    factor_error: float
    overlap: float
    constant_factor_error: float
    constant_overlap: float
    cropped: float


class Exam:
    """The same questions for every run and at every moment of it.

    Args:
        settings: The knobs.
        learned, held_out: Photos through the lens.
    """

    def __init__(
        self, settings: StudySettings, learned: Sequence[Pixels], held_out: Sequence[Pixels]
    ) -> None:
        self._settings = settings
        rng = np.random.default_rng(SEED)

        def views(pictures: Sequence[Pixels], half: bool = False) -> View:
            """Of the pictures in turn, cropped every second time or never."""
            order = (
                (pictures[number % len(pictures)], float(half and number % 2)) for number in range(VIEWS)
            )
            return together([draw(each, rng, cropped, SCALE, mirror=False) for each, cropped in order])

        # Photos held out first: what is asked of them doesn't hang on how many are learned from.
        self._held_out, self._half = views(held_out), views(held_out, True)
        self._learned = views(learned)
        self._windows = self._half.windows
        self._constant = best_constant(self._windows)

    def moment(self, answer: Answer, step: int, rate: float, terms: Sequence[Any]) -> Moment:
        """Ask now.

        Args:
            answer: (patches, thumbnails) to probabilities and answers of photos, as `study.programs` has it.
            step: Steps done.
            rate: Of the step to come.
            terms: Losses of the steps since the moment before.
        """
        losses = np.mean([np.asarray(each) for each in terms], axis=0) if terms else [np.nan] * len(LOSSES)
        told: dict[str, Any] = dict.fromkeys(
            (
                "trained",
                "held_out",
                "factor_error",
                "overlap",
                "constant_factor_error",
                "constant_overlap",
                "cropped",
            ),
            float("nan"),
        ) | {
            "answers": np.zeros(0, np.int32),
            "probabilities": np.zeros(0, np.float32),
            "heat_maps": np.zeros((0, PATCHES), np.float16),
        }
        of_patches, of_rectangles = (self._settings.network != name for name in ("thumbnail", "patches"))
        if of_patches:
            told |= self._of_patches(answer)
        if of_rectangles:
            told |= self._of_rectangles(answer)
        return Moment(
            step=step,
            steps=self._settings.steps,
            rate=rate,
            losses=np.where([of_patches, of_rectangles, of_rectangles], losses, np.nan).astype(np.float32),
            **told,
        )

    def _of_patches(self, answer: Answer) -> dict[str, Any]:
        probabilities = _first(answer, self._held_out)
        flat = probabilities.reshape(-1, PATCHES)
        return {
            "trained": _right(_first(answer, self._learned), self._learned.cells),
            "held_out": _right(probabilities, self._held_out.cells),
            "spread": spread(flat),
            "answers": np.bincount(flat.argmax(axis=1), minlength=PATCHES).astype(np.int32),
            "probabilities": flat.mean(axis=0),
            "heat_maps": probabilities[0].astype(np.float16),
        }

    def _of_rectangles(self, answer: Answer) -> dict[str, Any]:
        _, outputs = answer(self._half.patches, self._half.thumbnails)
        said = np.asarray(outputs, np.float64)
        guesses = [Window(x1, y1, x2, y2) for x1, x2, y1, y2, _ in said.tolist()]
        factors = np.array([window.factor for window in self._windows])
        overlaps = [guess.overlap(true) for guess, true in zip(guesses, self._windows, strict=True)]
        called = said[:, 4] > 0.5
        return {
            "spread": float(said.std(axis=0).mean()),
            "factor_error": float(np.abs([guess.factor for guess in guesses] - factors).mean()),
            "overlap": float(np.mean(overlaps)),
            "constant_factor_error": self._constant[0],
            "constant_overlap": self._constant[1],
            "cropped": float((called == (self._half.rectangles[:, 4] > 0.5)).mean()),
        }


def spread(probabilities: Floats) -> float:
    """How far answers differ from patch to patch, (patches, 16): the cells' mean standard deviation."""
    return float(probabilities.std(axis=0).mean())


def _first(answer: Answer, view: View) -> Floats:
    """Probabilities (photos, 16, 16)."""
    return np.asarray(answer(view.patches, view.thumbnails)[0], np.float32)


def _right(probabilities: Floats, cells: NDArray[np.int32]) -> float:
    return float((probabilities.argmax(axis=-1) == cells).mean())
