"""A queue for the cores of one machine, shared by all its processes.

Each student's page is a kernel of its own, so the queue lives in a folder: one lock file per slot, and one
ticket per waiting run, which is a lock file too. The operating system drops the locks of a dead process, so a
ticket or slot whose lock can be taken belongs to nobody. A stopped process (SIGSTOP, a debugger) keeps its
locks: a ticket whose run has not asked for a while is passed over, and counts again as soon as it asks.
"""

from __future__ import annotations

import getpass
import itertools
import os
import stat
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ai_playground.jobs.device import available_cores

if TYPE_CHECKING:  # a page has loaded long before its first run needs a lock
    from filelock import FileLock

SILENCE_SECONDS = 5.0
"""A waiting run that has not asked for so long lets others by; those that live ask at least once a second."""

_ticket_counter = itertools.count()


def default_directory() -> Path:
    """The folder of this user's queues, below the system's temporary folder (TMPDIR)."""
    user = os.getuid() if hasattr(os, "getuid") else getpass.getuser()
    try:
        folder = tempfile.gettempdir()
    except FileNotFoundError:  # none can be written to, which the queue will find and say
        folder = os.environ.get("TMPDIR", os.curdir)
    return Path(folder) / f"ai-playground-{user}"


@dataclass(frozen=True)
class RunSlot:
    """Says which queue a run waits in; it holds nothing itself and any number of jobs may share one.

    Attributes:
        name: The queue, a plain word that becomes part of file names.
        slots: Runs that may compute at once, at least 1; None is one per core this process may use.
        directory: Folder of the queue, made with mode 0700 if missing; None is `default_directory()`.
    """

    name: str = "cpu"
    slots: int | None = None
    directory: str | os.PathLike[str] | None = None

    def __post_init__(self) -> None:
        if self.slots is not None and self.slots < 1:
            raise ValueError(f"slots must be at least 1, not {self.slots}")

    def place(self) -> Place:
        """A place of one's own in this queue: each run needs one."""
        directory = default_directory() if self.directory is None else Path(self.directory)
        return Place(self.name, self.slots or available_cores(), directory, private=self.directory is None)


class Place:
    """One run's place in a queue: nothing, a ticket, or a slot. Used by one thread at a time.

    Attributes:
        ahead: Waiting runs that came earlier and still ask, counted at the last `acquire`.
        note: Empty, or why this run doesn't queue, in plain words.
    """

    def __init__(self, name: str, slots: int, directory: Path, *, private: bool) -> None:
        self.ahead = 0
        self.note = ""
        self._name = name
        self._directory = directory
        self._private = private
        self._slot_paths = [directory / f"{name}-slot-{index}.lock" for index in range(slots)]
        self._slot: FileLock | None = None
        self._ticket: FileLock | None = None

    @property
    def patience(self) -> float:
        """Seconds to wait before the next `acquire`: the next in line looks often, those behind seldom."""
        return min(1.0, 0.05 * (1 + self.ahead))

    def acquire(self) -> bool:
        """Take a slot if it is this run's turn, else take or keep a ticket. Never blocks.

        Also True where the folder can't be used, as to run unqueued beats not to run; `note` then says so.
        """
        if self._slot is not None:
            return True
        try:
            self._make_directory()
            self.ahead = self._count_ahead()
            if self.ahead == 0 and self._take_slot():
                self._drop_ticket()
                self.note = ""
                return True
            if self._ticket is None:
                self._draw_ticket()
                self.ahead = self._count_ahead()
            else:
                os.utime(self._ticket.lock_file)
            return False
        except OSError as error:
            self.release()
            self.note = (
                f"This run doesn't queue for the machine, so it may be slow when others run: the folder "
                f"{self._directory} can't be used ({error.strerror or error}). To mend it, make that folder "
                f"writable, free space on its disk, or set TMPDIR to a folder that is."
            )
            return True

    def release(self) -> None:
        """Give back the slot or the ticket; without either nothing happens."""
        self.ahead = 0
        self._drop_ticket()
        if self._slot is not None:
            with suppress(OSError):  # the folder went away with the slot in it
                self._slot.release()
            self._slot = None

    def _make_directory(self) -> None:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._private and hasattr(os, "getuid"):
            # The temporary folder is everybody's: another user may have made a folder or link of that name.
            status = os.lstat(self._directory)
            if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
                raise PermissionError(0, "it belongs to another user")

    def _take_slot(self) -> bool:
        for index, path in enumerate(self._slot_paths):
            lock = _try_lock(path)
            if lock is not None:
                self._slot = lock
                # A paced run comes back many times a second: the slot it had is the one most likely free.
                self._slot_paths.insert(0, self._slot_paths.pop(index))
                return True
        return False

    def _draw_ticket(self) -> None:
        while True:
            # The monotonic clock is the whole machine's, and unlike the time of day never goes back.
            number = f"{time.monotonic_ns():020d}-{os.getpid()}-{next(_ticket_counter)}"
            path = self._directory / f"{self._name}-ticket-{number}.lock"
            ticket = _try_lock(path)
            # Before it was locked, another run may have taken the new file for a dead one's and removed it.
            if ticket is not None and path.exists():
                self._ticket = ticket
                return
            if ticket is not None:
                ticket.release()

    def _drop_ticket(self) -> None:
        if self._ticket is not None:
            with suppress(OSError):
                self._ticket.release()
                Path(self._ticket.lock_file).unlink()
            self._ticket = None

    def _count_ahead(self) -> int:
        mine = None if self._ticket is None else Path(self._ticket.lock_file).name
        ahead = 0
        for name in os.listdir(self._directory):  # noqa: PTH208 - no Path for each file of a long queue
            if not name.startswith(f"{self._name}-ticket-") or (mine is not None and name >= mine):
                continue
            abandoned = _try_lock(self._directory / name)
            if abandoned is None:
                ahead += _asks(self._directory / name)
            else:
                abandoned.release()
                with suppress(OSError):
                    Path(abandoned.lock_file).unlink()
        return ahead


def _asks(ticket: Path) -> bool:
    try:
        return time.time() - ticket.stat().st_mtime < SILENCE_SECONDS
    except FileNotFoundError:  # its run has just got its slot
        return False


def _try_lock(path: Path) -> FileLock | None:
    from filelock import FileLock, Timeout

    # Not thread-local: a job paused in its thread may be stopped from another.
    lock = FileLock(path, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return None
    return lock
