"""Voila's renderer, with an end for a page that can't be built to its end."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import voila.handler
from voila.notebook_renderer import NotebookRenderer


class LessonRenderer(NotebookRenderer):  # type: ignore[misc]
    """Ends a page with an apology where its template raises or its kernel dies before the first cell.

    Voila waits for the rest of such a page for ever, and the visitor with it.
    """

    async def generate_content_generator(
        self, kernel_id: str | None = None, kernel_future: Any = None
    ) -> AsyncGenerator[tuple[str, dict[str, Any]], None]:
        """Yield the page piece by piece."""
        try:
            async for piece in super().generate_content_generator(kernel_id, kernel_future):
                yield piece
        except Exception:
            self.log.exception("%s could not be rendered", self.notebook_path)
            yield self.request_handler.render_template("failed.html"), self.resources


def install() -> None:
    """Have Voila's handler use it; there is no setting for that."""
    voila.handler.NotebookRenderer = LessonRenderer
