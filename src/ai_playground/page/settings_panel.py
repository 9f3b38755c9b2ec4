"""A lesson's knobs and settings in step: presets, undo, what has no effect now, the page's address."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ai_playground.page.environment import hidden_knobs, with_hidden_knobs
from ai_playground.settings import Preset, Settings, changes_in_words, describe, to_query
from ai_playground.ui.knobs import Knobs

Model = TypeVar("Model", bound=Settings)


@dataclass(frozen=True)
class Change(Generic[Model]):
    """Settings of before and of now."""

    before: Model
    after: Model

    @property
    def turned(self) -> tuple[str, ...]:
        """Names of the knobs that differ."""
        return tuple(name for name, value in self.after if value != getattr(self.before, name))

    @property
    def kept_by_runs(self) -> tuple[str, ...]:
        """Those of them that a run keeps from its start to its end."""
        live = {knob.name for knob in describe(type(self.after)) if knob.live}
        return tuple(name for name in self.turned if name not in live)

    def __str__(self) -> str:
        """What was turned, in words."""
        return changes_in_words(self.before, self.after)


class SettingsPanel(Generic[Model]):
    """Knobs that show settings, and the one way in for every change of them.

    Args:
        settings: At the start.
        presets: Ways to begin.
        on_change: Called with every change by the visitor, before it is shown. It may refuse with a
            ValueError: then the old values are shown again.
        on_show: Called whenever the settings shown are others.
        kept: Knobs that no preset turns.
        turned_elsewhere: Settings that another widget turns: without a knob, but undone with the others.
        disabled: Knobs without effect under some settings, and why.
        notes: What stands under a knob in place of its help (see `Knobs`).
        on_undo: Called with the settings to go back to, where a lesson has more to do than to take them.

    Attributes:
        settings: As they stand.
        on_change: As given.
        knobs: The widget.
    """

    def __init__(
        self,
        settings: Model,
        presets: Sequence[Preset],
        *,
        on_change: Callable[[Change[Model]], object],
        on_show: Callable[[], None] = lambda: None,
        kept: Collection[str] = (),
        turned_elsewhere: Collection[str] = (),
        disabled: Callable[[Model], dict[str, str]] = lambda _settings: {},
        notes: Callable[[Model], dict[str, dict[str, Any]]] = lambda _settings: {},
        on_undo: Callable[[Model], None] | None = None,
    ) -> None:
        self.settings = settings
        self._presets, self._kept = tuple(presets), tuple(kept)
        self.on_change, self._on_show = on_change, on_show
        self._disabled, self._notes = disabled, notes
        self._on_undo = on_undo or self.take
        self.knobs = Knobs(
            [knob.as_schema() for knob in describe(type(settings)) if knob.name not in turned_elsewhere],
            settings.model_dump(),
            [preset.as_schema() for preset in presets],
        )
        self.knobs.on_change(lambda name, value: self.take(self.settings.changed(**{name: value})))
        self.knobs.on_preset(self._choose_preset)
        self.knobs.on_undo(lambda values: self._on_undo(type(self.settings)(**values)))

    def take(self, settings: Model) -> None:
        """Take up settings that the visitor chose. Raises ValueError if the lesson refuses them."""
        before, self.settings = self.settings, settings
        try:
            self.on_change(Change(before, settings))
        except ValueError:
            self.show(before)
            raise
        self.show(self.settings)

    def show(self, settings: Model) -> None:
        """Show settings, without more."""
        self.settings = settings
        self.knobs.values = settings.model_dump()
        self.knobs.active_preset = next(
            (preset.name for preset in self._presets if preset.describes(settings, self._kept)), ""
        )
        self.knobs.notes = self._notes(settings)
        # Those that fold away stay, with the reason why they can't be turned.
        disabled = self._disabled(settings)
        folded = {knob["name"] for knob in self.knobs.schema if knob["more"]}
        self.knobs.hidden = [*hidden_knobs(), *(name for name in disabled if name not in folded)]
        self.knobs.disabled = {name: reason for name, reason in disabled.items() if name in folded}
        self._on_show()

    def query(self, *more: str) -> str:
        """The settings as the page's address has them, with `more` of the lesson's."""
        return with_hidden_knobs("&".join(filter(None, [to_query(self.settings), *more])))

    def _choose_preset(self, name: str) -> None:
        preset = next(preset for preset in self._presets if preset.name == name)
        self.take(preset.applied(self.settings, self._kept))
