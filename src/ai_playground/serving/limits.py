"""How many visitors a machine takes, and how much each may take of it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import zmq.asyncio
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.web import HTTPError
from traitlets import Float, Integer, default

from ai_playground.memory import LIMIT_VARIABLE, available_memory
from ai_playground.serving import descriptors
from ai_playground.serving.admission import Occupant, declared_memory, has_room
from ai_playground.serving.defaults import KERNEL_MEMORY
from ai_playground.serving.forked_kernel import ForkServer
from ai_playground.serving.websocket import PageWebsocket

LOOK_MS = 500
SCARCE_MEMORY = 200_000_000
"""Bytes left on the machine below which the kernel is ended that takes most beyond what its lesson declares.

The system would end any process."""
TOO_LARGE = (
    "The server ended this lesson because it took too much memory. "
    "Reload to start anew, and choose something smaller (picture, network or batch)."
)
# Linux ends the process with the most points first when memory is out; a server that has none stays.
POINTS = 500


class CappedKernelManager(AsyncMappingKernelManager):
    """Starts kernels while there is room; then a visitor gets the page "the room is full" (HTTP 503).

    Memory is watched from here and not limited by the system: a limit on addresses (RLIMIT_AS, RLIMIT_DATA)
    counts what TensorFlow reserves and never uses, and a program that meets it dies without a word.
    """

    max_kernels = Integer(
        None, config=True, allow_none=True, help="Most kernels at a time; None: what the memory bears."
    )
    kernel_memory = Integer(
        KERNEL_MEMORY, config=True, help="A kernel that takes more bytes of memory is ended."
    )
    visit_seconds = Float(120.0, config=True, help="A kernel that no page has joined by then is ended.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._unvisited: set[str] = set()
        # Kernels on their way count too: twenty visitors come within one kernel's start.
        self._notebooks_on_their_way: dict[str, str] = {}
        self._notebooks: dict[str, str] = {}
        self._watch: PeriodicCallback | None = None
        self.fork_server = ForkServer()

    @default("context")
    def _context_of_many_sockets(self) -> zmq.asyncio.Context:
        self._created_context = True
        context = zmq.asyncio.Context()
        descriptors.let_open(context)
        return context

    def is_visitors(self, kernel_id: str) -> bool:
        """Whether this kernel was started for a visitor's page, not for a notebook in JupyterLab."""
        return kernel_id in self._notebooks

    async def start_kernel(  # type: ignore[override]  # the parent's is a coroutine too
        self, *, kernel_id: str | None = None, **kwargs: Any
    ) -> str:
        """Start a kernel and return its id.

        Raises:
            HTTPError: 503 if there is no room, 507 if the kernel's files can't be written.
        """
        kernel_id = kernel_id or self.new_kernel_id(**kwargs)
        environment = kwargs.get("env") or {}
        visitors = environment.get("SERVER_SOFTWARE", "").startswith("voila")
        notebook = environment.get("SCRIPT_NAME", "") if visitors else ""
        if kernel_id not in self and not self._has_room(notebook):
            raise HTTPError(503, reason="The room is full")
        self._notebooks_on_their_way[kernel_id] = notebook
        if visitors:
            self._notebooks[kernel_id] = notebook
            kwargs["env"] = {**environment, LIMIT_VARIABLE: str(self.kernel_memory)}
        try:
            # It is a temporary folder: some machines remove those that nobody has used for days.
            Path(self.connection_dir).mkdir(mode=0o700, parents=True, exist_ok=True)
            await super().start_kernel(kernel_id=kernel_id, **kwargs)
        except OSError as error:
            raise HTTPError(507, "A kernel's files can't be written: %s", error) from error
        finally:
            del self._notebooks_on_their_way[kernel_id]
            if kernel_id not in self:
                self._notebooks.pop(kernel_id, None)
        if visitors:
            self._offer_first(kernel_id)
        self._start_watching()
        self._unvisited.add(kernel_id)
        if not visitors:
            self.expect_visit(kernel_id)
        return kernel_id

    def expect_visit(self, kernel_id: str) -> None:
        """Give a page, from when it is sent, `visit_seconds` to join its kernel."""
        loop = IOLoop.current()
        loop.call_later(self.visit_seconds, loop.add_callback, self.end_if_unvisited, kernel_id)

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that ended."""
        self._notebooks.pop(kernel_id, None)
        self._unvisited.discard(kernel_id)
        return super().remove_kernel(kernel_id)

    def notify_connect(self, kernel_id: str) -> None:
        """Note that a page has joined a kernel."""
        self._unvisited.discard(kernel_id)
        super().notify_connect(kernel_id)  # type: ignore[no-untyped-call]

    async def end_if_unvisited(self, kernel_id: str) -> None:
        """End a kernel whose visitor left before the page was there: that page can't say farewell to it."""
        if kernel_id in self._unvisited:
            self._unvisited.discard(kernel_id)
            if kernel_id in self:
                await self._end_now(kernel_id)

    async def _end_now(self, kernel_id: str) -> None:
        # Jupyter interrupts first, and a kernel that is starting answers with a traceback in the log.
        kernel = self.get_kernel(kernel_id)
        kernel.stop_restarter()
        if kernel.provisioner is not None:
            await kernel.provisioner.kill()
        await self.shutdown_kernel(kernel_id, now=True)  # type: ignore[no-untyped-call]

    def _has_room(self, notebook: str) -> bool:
        coming = self._notebooks_on_their_way
        if self.max_kernels is not None and len({*coming, *self.list_kernel_ids()}) >= self.max_kernels:
            return False
        notebooks = {kernel_id: self._notebooks.get(kernel_id, "") for kernel_id in self.list_kernel_ids()}
        occupants = [
            Occupant(declared_memory(other), self.memory_of(kernel_id))
            for kernel_id, other in {**coming, **notebooks}.items()
        ]
        return (
            has_room(declared_memory(notebook), occupants, available_memory())
            and descriptors.visitors_left(len(coming)) > 0
        )

    def memory_of(self, kernel_id: str) -> int:
        """Bytes of memory that a kernel takes now; 0 if it is gone."""
        process = self.process_of(kernel_id)
        try:
            return 0 if process is None else int(process.memory_info().rss)
        except psutil.Error:
            return 0

    def process_of(self, kernel_id: str) -> psutil.Process | None:
        """A kernel's process; None if there is none."""
        # It may have no process yet, or no more.
        pid = getattr(self.get_kernel(kernel_id).provisioner, "pid", None) if kernel_id in self else None
        try:
            return None if pid is None else psutil.Process(pid)
        except psutil.Error:
            return None

    def _offer_first(self, kernel_id: str) -> None:
        process = self.process_of(kernel_id)
        if process is not None:
            with suppress(OSError):  # only Linux has this
                Path(f"/proc/{process.pid}/oom_score_adj").write_text(str(POINTS))

    def _start_watching(self) -> None:
        if self._watch is None:
            self._watch = PeriodicCallback(self.end_too_large, LOOK_MS)
            self._watch.start()

    async def end_too_large(self) -> None:
        """End the kernel that takes most beyond what its lesson declares, if that is too much."""
        excess = {
            kernel_id: self.memory_of(kernel_id) - declared_memory(notebook)
            for kernel_id, notebook in list(self._notebooks.items())
        }
        largest = max(excess, key=excess.__getitem__, default=None)
        if largest is None or largest not in self or excess[largest] <= 0:
            return
        taken = self.memory_of(largest)
        if taken > self.kernel_memory or available_memory() < SCARCE_MEMORY:
            self.log.error("A lesson was ended that took %d MB of memory", taken // 1_000_000)
            for websocket in PageWebsocket.open_by_kernel.get(largest, ()):
                websocket.connection.tell_end(TOO_LARGE)
            await self._end_now(largest)
