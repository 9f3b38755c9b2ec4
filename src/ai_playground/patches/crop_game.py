"""The crop game: photos of which a part is left, what was said of them, and how far that was off.

What is said is a `Guess`, by a person as by the networks. Errors of the crop factor are counted as in the
report that the lesson repeats: the true factor less the one that was said.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.grid import SMALLEST_FACTOR, WHOLE, Window, draw_crop
from ai_playground.patches.rectangle import WHOLE_SHARE, Guess
from ai_playground.patches.settings import LensSettings

if TYPE_CHECKING:  # the page shows its recorded errors without Pillow and OpenCV
    from ai_playground.pictures import Pixels

Floats = NDArray[np.float64]

REPORTED_DEVIATION = 0.21
"""The mean deviation of the crop factor that the report gives."""
CROPS = 4
"""Of each photo, beside the whole: of five photos four are cropped, as in the report's training."""

NEAR = 0.03
"""So near to the photo's middle the middle of a part is called the same, in fractions of its sides."""


class Asked(Protocol):
    """Who is asked what a photo is of its original: the networks, see `locating.Locator`."""

    def crop(self, photo: Pixels) -> Guess:
        """What a prepared photo is of its original."""
        ...


def said(window: Window) -> Guess:
    """What a person says who draws this window: the whole means that nothing was cropped away."""
    return Guess(window, window.factor, float(window != WHOLE))


def draw(rng: np.random.Generator) -> Window:
    """What is left of a photo in a round: half of the time all of it."""
    return WHOLE if rng.random() < WHOLE_SHARE else draw_crop(rng)


def around_the_middle(window: Window) -> bool:
    """Whether a part was cut so that nothing tells it from a whole photo: its middle is the photo's.

    Fringes and shade are about the middle of the lens. A fringe is as wide as its distance from there times a
    number: of a part around it, in fractions of its sides, the same as of the whole. Its shade is that of a
    weaker lens.
    """
    x, y = (window.x1 + window.x2) / 2, (window.y1 + window.y2) / 2
    return window != WHOLE and max(abs(x - 0.5), abs(y - 0.5)) <= NEAR


def smallest_factor(height: int) -> float:
    """The smallest crop that is asked of a photo so many px high, 0.5 to 1; smaller ones hold no patches."""
    from ai_playground.patches.cutting import SMALLEST_SIDE

    # Two more, as both edges of a crop are rounded to pixels.
    return min(max(SMALLEST_FACTOR, (SMALLEST_SIDE + 2) / height), 1.0)


def asked_windows(photos: int, seed: int = 0) -> list[Window]:
    """What is asked of so many photos: of each the whole, then `CROPS` parts drawn by chance."""
    rng = np.random.default_rng(seed)
    return [window for _ in range(photos) for window in (WHOLE, *(draw_crop(rng) for _ in range(CROPS)))]


def ask(locator: Callable[[], Asked], seen: Pixels, window: Window) -> Generator[Guess | None, None, None]:
    """Ask what the window of a photo is of it; first, None before the networks are loaded.

    Raises:
        PictureError: the window is smaller than four patches.
    """
    from ai_playground.patches.cutting import prepared_part

    yield None
    yield locator().crop(prepared_part(seen, window))


@dataclass(frozen=True)
class Score:
    """How one does over some rounds.

    Attributes:
        rounds: How many.
        told: In how many it was rightly said whether the photo was cropped.
        off: How far the factor is off, the mean of sizes.
        overlap: Of the true window and the one that was said, intersection over union, the mean.
    """

    rounds: int
    told: int
    off: float
    overlap: float


def score(rounds: Sequence[tuple[Window, Guess]]) -> Score:
    """Compare what was left with what was said of it. Raises ValueError for no rounds."""
    if not rounds:
        raise ValueError("nothing was played yet")
    return Score(
        len(rounds),
        sum((guess.cropped > 0.5) == (true != WHOLE) for true, guess in rounds),
        float(np.mean([abs(true.factor - guess.factor) for true, guess in rounds])),
        float(np.mean([guess.window.overlap(true) for true, guess in rounds])),
    )


@dataclass(frozen=True, eq=False)
class Errors:
    """What was said of many photos.

    Attributes:
        true, guessed: Crop factors, (answers,); 1 is a whole photo.
        overlaps: Of the windows, (answers,), 0 to 1.
        cropped: How likely it was said to be that the photo was cropped, (answers,).
        total: How many answers there will be.
    """

    true: Floats
    guessed: Floats
    overlaps: Floats
    cropped: Floats
    total: int

    @property
    def off(self) -> Floats:
        """True factor less the one that was said, (answers,)."""
        return self.true - self.guessed

    @property
    def constant(self) -> float:
        """The factor that has the least mean deviation of all that don't look at the photo: the median."""
        return float(np.median(self.true))

    @property
    def told(self) -> tuple[int, int]:
        """How many whole photos were rightly said to be whole, and parts to be parts."""
        parts, said_parts = self.true < 1.0, self.cropped > 0.5
        return int((~parts & ~said_parts).sum()), int((parts & said_parts).sum())


def measure(
    photos: Sequence[Callable[[], Pixels]], lens: LensSettings, locator: Callable[[], Asked], seed: int = 0
) -> Generator[Errors | None, None, None]:
    """Ask of each photo, seen through the lens, what the whole is of it and what `CROPS` drawn crops are.

    Args:
        photos: Give pixels that are ready to be cut, see `cutting.prepared`.
        lens: What they are seen through.
        locator: Gives who is asked.
        seed: Of the crops; with the same seed every lens is asked the same.

    Yields:
        None before the first answer, then what was said so far after each.
    """
    from ai_playground.patches.cutting import prepared_part
    from ai_playground.patches.lens import through

    yield None
    asked, windows = locator(), asked_windows(len(photos), seed)
    rows: list[tuple[float, float, float, float]] = []
    for number, photo in enumerate(photos):
        seen = through(photo(), lens)
        for window in windows[number * (1 + CROPS) : (number + 1) * (1 + CROPS)]:
            guess = asked.crop(prepared_part(seen, window))
            rows.append((window.factor, guess.factor, guess.window.overlap(window), guess.cropped))
            true, guessed, overlaps, cropped = np.array(rows).T
            yield Errors(true, guessed, overlaps, cropped, total=len(windows))
