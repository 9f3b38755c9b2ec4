"""A Save button for what a view shows that knows nothing of saving, such as a drawing in HTML."""

from __future__ import annotations

from collections.abc import Callable

from ai_playground.ui.figures import Plate
from ai_playground.ui.savable import Savable
from ai_playground.ui.widget import script


class SaveButton(Savable):
    """Shows nothing else; ``plate()`` tells what there is to save now, None for nothing."""

    _esm = script("sender", "save", "save_button")

    def __init__(self, plate: Callable[[], Plate | None]) -> None:
        super().__init__()
        self._plate_of = plate

    def plate(self) -> Plate | None:
        """What there is to save now."""
        return self._plate_of()
