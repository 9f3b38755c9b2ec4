"""How many visitors a machine takes: a cap on kernels, sized by its memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from traitlets import Float, Integer, default

from ai_playground.memory import available_memory

KERNEL_BYTES = 150_000_000
"""Memory counted for one visitor: about 85 MB before a run, more while one is on, and not all run at once."""
FEWEST_KERNELS = 2


def most_kernels() -> int:
    """Return how many kernels the memory left on this machine bears."""
    return max(available_memory() // KERNEL_BYTES, FEWEST_KERNELS)


class CappedKernelManager(AsyncMappingKernelManager):
    """Starts kernels up to a cap; beyond it a visitor gets the page "the room is full" (HTTP 503)."""

    max_kernels = Integer(config=True, help="Most kernels at a time; by default what the memory bears.")

    @default("max_kernels")
    def _most_kernels(self) -> int:
        return most_kernels()

    visit_seconds = Float(120.0, config=True, help="A kernel that no page has joined by then is ended.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._unvisited: set[str] = set()
        # Kernels on their way count too: twenty visitors come within one kernel's start.
        self._ids_on_their_way: set[str] = set()

    async def start_kernel(  # type: ignore[override]  # the parent's is a coroutine too
        self, *, kernel_id: str | None = None, **kwargs: Any
    ) -> str:
        """Start a kernel and return its id.

        Raises:
            HTTPError: 503 if there are `max_kernels` already, 507 if the kernel's files can't be written.
        """
        kernel_id = kernel_id or self.new_kernel_id(**kwargs)
        taken = self._ids_on_their_way.union(self.list_kernel_ids())
        if kernel_id not in taken and len(taken) >= self.max_kernels:
            raise HTTPError(503, reason="The room is full")
        self._ids_on_their_way.add(kernel_id)
        try:
            # It is a temporary folder: some machines remove those that nobody has used for days.
            Path(self.connection_dir).mkdir(mode=0o700, parents=True, exist_ok=True)
            await super().start_kernel(kernel_id=kernel_id, **kwargs)
        except OSError as error:
            raise HTTPError(507, "A kernel's files can't be written: %s", error) from error
        finally:
            self._ids_on_their_way.discard(kernel_id)
        self._unvisited.add(kernel_id)
        loop = IOLoop.current()
        loop.call_later(self.visit_seconds, loop.add_callback, self._end_if_unvisited, kernel_id)
        return kernel_id

    def notify_connect(self, kernel_id: str) -> None:
        """Note that a page has joined a kernel."""
        self._unvisited.discard(kernel_id)
        super().notify_connect(kernel_id)  # type: ignore[no-untyped-call]

    async def _end_if_unvisited(self, kernel_id: str) -> None:
        """End a kernel whose visitor left before the page was there: that page can't say farewell to it."""
        if kernel_id in self._unvisited:
            self._unvisited.discard(kernel_id)
            if kernel_id in self:
                await self.shutdown_kernel(kernel_id)  # type: ignore[no-untyped-call]
