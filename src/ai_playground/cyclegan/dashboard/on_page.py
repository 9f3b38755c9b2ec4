"""The run on the page: what it is of, where it began, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ai_playground.cyclegan.bundle import Pair
from ai_playground.cyclegan.checkpoint import Stand
from ai_playground.cyclegan.dashboard.kept_runs import GO_ON
from ai_playground.cyclegan.kept import Kept
from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.study import Moment, samples, strip
from ai_playground.jobs import State
from ai_playground.learning.state_file import CheckpointError
from ai_playground.pictures import Pixels


@dataclass(frozen=True, eq=False)
class OnPage:
    """A run as it was begun or brought back.

    Attributes:
        settings: Its knobs.
        own, fingerprint: Of its pictures; see `bundle.Pair`.
        photos: Those whose paintings are shown, side by side.
        stand: Where it begins, and where it stands; nowhere in a recorded run.
        began_with: The run that it goes on with.
        brought: Whether it was brought back, and isn't gone on with yet.
        went_on: See `Kept`.
    """

    settings: StudySettings
    own: str = ""
    fingerprint: str = ""
    photos: Pixels = field(default_factory=lambda: strip(samples()))
    stand: Stand = field(default_factory=Stand)
    began_with: Kept | None = None
    brought: bool = False
    went_on: tuple[tuple[int, int], ...] = ()

    @classmethod
    def begun(cls, settings: StudySettings, pair: Pair, kept: Kept | None) -> OnPage:
        """A run from its start on these pictures, or on from where a kept one stands."""
        photos = strip(samples(pair.held_out))
        if kept is None:
            return cls(settings, pair.own, pair.fingerprint, photos)
        stand = Stand(kept.stand, kept.stand)
        went_on = (*kept.went_on, (kept.stand.step, kept.settings.steps))
        return cls(settings, pair.own, pair.fingerprint, photos, stand, kept, went_on=went_on)

    @classmethod
    def brought_back(cls, kept: Kept, pair: Pair | None) -> OnPage:
        """A kept run; its photos are white unless they ship or are those of this pair."""
        photos = strip(samples())
        if kept.fingerprint:
            here = pair is not None and pair.fingerprint == kept.fingerprint
            photos = strip(samples(pair.held_out)) if pair and here else np.full_like(photos, 255)
        return cls(
            kept.settings,
            kept.own,
            kept.fingerprint,
            photos,
            Stand(kept.stand, kept.stand),
            brought=True,
            went_on=kept.went_on,
        )

    @property
    def earlier(self) -> list[Moment]:
        """Its moments before it was gone on with."""
        if self.began_with is None:
            return []
        return [each for each in self.began_with.moments if each.step < self.began_with.stand.step]

    @property
    def first_step(self) -> int:
        """The step that it was begun at, or gone on from."""
        return 0 if self.began_with is None else self.began_with.stand.step

    def forgotten(self) -> OnPage:
        """What is left of it once it is no more on the page: its settings and pictures."""
        return OnPage(self.settings, self.own, self.fingerprint, self.photos)

    def compares_with(self, other: OnPage) -> bool:
        """Whether both have the same paintings, so that distances from them compare."""
        return (self.fingerprint, self.settings.swatch) == (other.fingerprint, other.settings.swatch)

    def kept(self, moments: Sequence[Moment]) -> Kept:
        """The run as it stands, with its moments. Raises CheckpointError if it stands nowhere yet."""
        if self.stand.now is None:
            raise CheckpointError("There is no run of yours yet. Press Run, then keep it.")
        return Kept(self.settings, self.stand.now, moments, self.own, self.fingerprint, self.went_on)

    def said(self, shown: Moment | None, state: State) -> str:
        """Where it began if not at the start, or what to do with it now that it was stopped or brought "
        "back."""
        began = "" if self.began_with is None else f"Went on from step {self.first_step:,}."
        if state is State.STOPPED and self.stand.now is not None:
            return f"{began} “{GO_ON}”, below the charts, does the steps that are left.".strip()
        if began:
            return began
        if not self.brought or self.stand.now is None:
            return ""
        step, steps = self.stand.now.step, self.settings.steps
        more = f"Press “{GO_ON}”." if step < steps else f"For more, turn Steps up, then press “{GO_ON}”."
        bare = shown is not None and not shown.painted.size
        why = " Its file has pictures of the last moment alone." if bare else ""
        return f"Brought back: step {step:,} of {steps:,}. {more}{why}"

    def rows(self, shown: Moment | None) -> Pixels:
        """Photos, painted, and made photos again, below each other; white where there are none."""
        if shown is None:
            return self.photos
        white = np.full_like(self.photos, 255)
        below = [each if each.size else white for each in (shown.painted, shown.back)]
        return np.concatenate([self.photos, *below])
