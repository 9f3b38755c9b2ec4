"""Kernels of visitors, forked from a process that has loaded what lessons are made of."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from ai_playground.serving import fork_server

FORKED = "ai-playground-forked"
"""Name of the provisioner in `pyproject.toml`."""
LAUNCHER = [sys.executable, "-m", "ipykernel_launcher"]
# Not with -m: the folder that it is started in would come before the standard library, for every kernel.
FORK_SERVER = (
    "import sys; sys.path[:] = [entry for entry in sys.path if entry]; "
    f"from {fork_server.__name__} import main; main(int(sys.argv[1]))"
)
PATIENCE_SECONDS = 5.0


class ForkServer:
    """The process that kernels are forked from; see :mod:`ai_playground.serving.fork_server`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._ready = self._lost = False

    def start(self) -> None:
        """Start it; it takes a second or two to be ready. Elsewhere than on Linux nothing happens.

        There, libraries that a process has loaded may not survive a fork.
        """
        if sys.platform != "linux":
            return
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", FORK_SERVER, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                # Ctrl-C at the terminal is the server's.
                start_new_session=True,
            )

    @property
    def ready(self) -> bool:
        """Whether it takes orders."""
        if self._socket is not None and not self._ready:
            self._socket.setblocking(False)
            with suppress(BlockingIOError):
                self._lost = self._socket.recv(len(fork_server.READY)) != fork_server.READY
                self._ready = True
        return self._ready and not self._lost

    def fork(self, arguments: list[str], environment: dict[str, str], folder: str | None) -> int:
        """Return the process id of a new kernel, the leader of a group of its own.

        Raises:
            ConnectionError: if it has ended, or is stuck. It takes no more orders then.
            OSError: if the machine lets no process be made.
        """
        assert self._socket is not None
        order = {"arguments": arguments, "environment": environment, "folder": folder}
        try:
            self._socket.settimeout(PATIENCE_SECONDS)
            self._socket.sendall(json.dumps(order).encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                piece = self._socket.recv(32)
                if not piece:
                    raise ConnectionResetError("It has ended")
                answer += piece
        except (ConnectionError, TimeoutError) as error:
            # Not closed: it would end, and the kernels that it forked would, too. A late answer finds nobody.
            self._lost = True
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RD)
            raise ConnectionError(str(error)) from error
        if (number := int(answer)) < 0:
            raise OSError(-number, os.strerror(-number))
        return number

    def close(self) -> None:
        """End it. The kernels that it forked end within a second or two."""
        if self._socket is not None and self._process is not None:
            self._socket.close()
            self._process.kill()
            self._process.wait()
        self._socket, self._ready = None, False


class ForkedProcess:
    """A process group that isn't our child's, with what `LocalProvisioner` asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        try:
            self._process = psutil.Process(pid)
        except psutil.NoSuchProcess as error:
            raise ChildProcessError("The kernel ended as soon as it was there") from error

    def poll(self) -> int | None:
        """Return None while it runs, then 0: its exit status is told to its parent alone."""
        with suppress(psutil.NoSuchProcess):
            if self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE:
                return None
        return 0

    wait = poll

    def send_signal(self, signum: int) -> None:
        """Signal all of the group, unless its leader has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signum)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class ForkedKernel(LocalProvisioner):
    """Forks the kernels of visitors, as soon as there is something to fork them from.

    Others, and those of another Python, get an interpreter of their own.
    """

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the process of a kernel. Raises OSError if there can be none."""
        manager: Any = getattr(self.parent, "parent", None)
        server: ForkServer | None = getattr(manager, "fork_server", None)
        folder = kwargs.get("cwd")
        usual = cmd[: len(LAUNCHER)] == LAUNCHER and not self.kernel_spec.env
        there = folder is None or Path(folder).is_dir()
        if server is not None and manager.is_visitors(self.kernel_id) and usual and there and server.ready:
            try:
                self.pid = server.fork(cmd[len(LAUNCHER) :], kwargs["env"], folder)
                self.process = ForkedProcess(self.pid)  # type: ignore[assignment]  # as much as is asked of it
            except (ConnectionError, ChildProcessError) as error:
                self.log.error("A kernel could not be forked, and gets an interpreter of its own: %s", error)
            else:
                # The kernel that this one follows may have had an interpreter, and a group, of its own.
                self.pgid, self.cwd = None, folder
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)
