"""Visitors' kernels come from one process, and are kernels like others."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psutil
import pytest
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from ai_playground.serving import fork_server, forked_kernel
from ai_playground.serving.configuration import page_configuration
from ai_playground.serving.fork_server import KERNEL, READY
from ai_playground.serving.forked_kernel import FORKED, ForkedProcess, ForkServer
from ai_playground.serving.limits import CappedKernelManager
from tests.lesson_driver import wait_until
from tools.guest import run
from tools.pages import standalone_server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")

VISITOR = {"SERVER_SOFTWARE": "voila/0", "SCRIPT_NAME": "/voila/render/any.ipynb"}
ABOUT = """
import json, os, random, sys
import comm, ipywidgets
import numpy as np
from IPython import get_ipython
from ai_playground.page.layout import page

page()
shell, comms = get_ipython(), comm.get_comm_manager()


def names(functions):
    return [each.__qualname__ for each in functions]


about = {
    "set up": {
        "targets": dict(zip(comms.targets, names(comms.targets.values()))),
        "events": {name: names(calls) for name, calls in shell.events.callbacks.items()},
        "formats": {
            kind: sorted(map(str, [*each.type_printers, *each.deferred_printers]))
            for kind, each in shell.display_formatter.formatters.items()
        },
        "set_state": ipywidgets.Widget.set_state.__qualname__,
        "magics": {kind: sorted(each) for kind, each in shell.magics_manager.magics.items()},
        "printed by": type(sys.stdout).__qualname__,
        "main": sys.modules["__main__"].__dict__ is shell.user_ns,
        "path": sys.path,
        "group": os.getpgid(0) == os.getpid(),
    },
    "parent": os.getppid(), "here": os.getcwd(), "argv": sys.argv[1:],
    "environment": dict(os.environ), "loaded": "ai_playground.style.dashboard" in sys.modules,
    "tensorflow": "tensorflow" in sys.modules,
    "drawn": [random.random(), float(np.random.rand())], "child": os.system("exit 3") >> 8,
}
with open({file!r} + ".part", "w") as stream:
    json.dump(about, stream)
os.replace({file!r} + ".part", {file!r})
"""


@pytest.fixture(autouse=True)
def provisioner() -> Iterator[None]:
    """Each test's manager asks anew which provisioner it has."""
    KernelProvisionerFactory.clear_instance()
    yield
    KernelProvisionerFactory.clear_instance()


@pytest.fixture(scope="module")
def ready() -> Iterator[ForkServer]:
    """A fork server that takes orders."""
    server = ForkServer()
    server.start()
    wait_until(lambda: server.ready, 120)
    yield server
    server.close()


def manager_with(server: ForkServer) -> CappedKernelManager:
    manager = CappedKernelManager(config=page_configuration())
    manager.fork_server = server
    return manager


def sockets(process: int) -> set[str]:
    """The sockets that a process holds."""
    held = set()
    for each in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            held.add(str(each.readlink()))
    return {each for each in held if each.startswith("socket")}


def told_by_kernels(manager: CappedKernelManager, folder: Path, *environments: dict[str, str]) -> list[Any]:
    """What kernels say of themselves that were started with these environments."""

    async def ask() -> list[Any]:
        said = []
        try:
            for number, environment in enumerate(environments):
                file = folder / f"{number}.json"
                kernel = await manager.start_kernel(env=environment, cwd=str(folder))
                client = manager.get_kernel(kernel).client()
                client.start_channels()
                client.execute(ABOUT.replace("{file!r}", repr(str(file))))
                for _ in range(1200):
                    if file.exists():
                        break
                    await asyncio.sleep(0.05)
                client.stop_channels()
                process = manager.process_of(kernel)
                assert process is not None
                about = {"name": process.name(), "pid": process.pid, "sockets": sockets(process.pid)}
                said.append({**json.loads(file.read_text()), **about})
        finally:
            await manager.shutdown_all()
        return said

    return list(run(ask()))


def test_the_package_names_the_provisioner_that_pages_ask_for() -> None:
    (entry,) = entry_points(group=KernelProvisionerFactory.GROUP_NAME, name=FORKED)
    assert entry.load() is forked_kernel.ForkedKernel
    assert page_configuration().KernelProvisionerFactory.default_provisioner_name == FORKED


@pytest.mark.slow
def test_a_visitors_kernel_is_forked_and_has_its_own_environment_folder_session_and_chance(
    ready: ForkServer, tmp_path: Path
) -> None:
    environment = {**os.environ, **VISITOR, "WEATHER": "fair \udcfc"}
    del environment["HOME"]
    first, second = told_by_kernels(manager_with(ready), tmp_path, environment, environment)
    for said in (first, second):
        assert said["name"] == KERNEL
        assert said["loaded"]
        assert not said["tensorflow"]
        assert said["here"] == str(tmp_path)
        assert said["argv"][0] == "-f"
        assert said["environment"]["WEATHER"] == environment["WEATHER"]
        assert "HOME" not in said["environment"]
        # It can wait for processes of its own.
        assert said["child"] == 3
    assert first["parent"] == second["parent"] != os.getpid()
    assert psutil.Process(first["parent"]).ppid() == os.getpid()
    # Neither can give orders, nor answer for the other.
    assert not first["sockets"] & sockets(first["parent"])
    assert not first["sockets"] & second["sockets"]
    assert not {*first["drawn"]} & {*second["drawn"]}
    wait_until(lambda: not psutil.pid_exists(first["pid"]) and not psutil.pid_exists(second["pid"]))


@pytest.mark.slow
def test_a_forked_kernel_is_set_up_as_one_with_an_interpreter_of_its_own(
    ready: ForkServer, tmp_path: Path
) -> None:
    environment = {**os.environ, **VISITOR}
    (plain,) = told_by_kernels(manager_with(ForkServer()), tmp_path, environment)
    (tmp_path / "0.json").unlink()
    (forked,) = told_by_kernels(manager_with(ready), tmp_path, environment)
    assert (plain["name"] == KERNEL, forked["name"]) == (False, KERNEL)
    assert forked["set up"] == plain["set up"]
    # What a browser sends sets no trait, and makes no widget.
    assert forked["set up"]["set_state"] == "_set_browsers_traits"
    assert forked["set up"]["targets"]["jupyter.widget"] == "_close"


@pytest.mark.slow
def test_others_kernels_have_an_interpreter_of_their_own(ready: ForkServer, tmp_path: Path) -> None:
    owner, visitor = dict(os.environ), {**os.environ, **VISITOR}
    (owners,) = told_by_kernels(manager_with(ready), tmp_path, owner)
    assert (owners["parent"], owners["loaded"]) == (os.getpid(), False)
    (tmp_path / "0.json").unlink()
    # Visitors too, as long as the fork server is not ready, or where there is none.
    (early,) = told_by_kernels(manager_with(ForkServer()), tmp_path, visitor)
    assert (early["parent"], early["loaded"]) == (os.getpid(), False)


@pytest.mark.slow
def test_when_the_fork_server_has_ended_kernels_start_without_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    others = psutil.Process().children()
    server = ForkServer()
    server.start()
    wait_until(lambda: server.ready, 120)
    (process,) = (each for each in psutil.Process().children() if each not in others)
    process.kill()
    process.wait()
    (said,) = told_by_kernels(manager_with(server), tmp_path, {**os.environ, **VISITOR})
    assert said["parent"] == os.getpid()
    assert "A kernel could not be forked" in caplog.text
    assert not server.ready
    server.close()


@pytest.mark.slow
def test_a_kernel_that_is_killed_takes_the_processes_that_it_started_with_it(
    ready: ForkServer, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    code = (
        f"import subprocess; open({str(started)!r}, 'w').write(str(subprocess.Popen(['sleep', '600']).pid))"
    )

    async def kill() -> tuple[int | None, int | None]:
        manager = manager_with(ready)
        kernel = manager.get_kernel(await manager.start_kernel(env={**os.environ, **VISITOR}))
        client = kernel.client()
        client.start_channels()
        client.execute(code)
        for _ in range(1200):
            if started.exists() and started.read_text():
                break
            await asyncio.sleep(0.05)
        client.stop_channels()
        assert kernel.provisioner is not None
        alive = await kernel.provisioner.poll()
        await kernel.provisioner.kill()
        ended = await kernel.provisioner.wait()
        await manager.shutdown_all()
        return alive, ended

    assert run(kill()) == (None, 0)
    child = int(started.read_text())
    wait_until(lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE)


def test_a_group_is_signalled_whole_and_one_that_has_ended_not_at_all() -> None:
    shell = subprocess.Popen(["sh", "-c", "sleep 600 & wait"], start_new_session=True)
    wait_until(lambda: bool(psutil.Process(shell.pid).children()))
    (child,) = psutil.Process(shell.pid).children()
    process = ForkedProcess(shell.pid)
    assert process.poll() is None
    process.terminate()
    # A zombie, until we ask for its status.
    wait_until(lambda: process.poll() == 0)
    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    process.kill()
    assert shell.wait() == -signal.SIGTERM
    assert process.wait() == 0
    with pytest.raises(ChildProcessError):
        ForkedProcess(shell.pid)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], ForkServer]]:
    """Makes a fork server that is ready, and says this to every order."""
    ours, theirs = socket.socketpair()

    def make(answer: bytes) -> ForkServer:
        def serve() -> None:
            theirs.sendall(READY)
            theirs.recv(1000)
            theirs.sendall(answer)

        monkeypatch.setattr(socket, "socketpair", lambda: (ours, theirs.dup()))
        monkeypatch.setattr(subprocess, "Popen", lambda *_args, **_options: None)
        server = ForkServer()
        server.start()
        threading.Thread(target=serve, daemon=True).start()
        wait_until(lambda: server.ready)
        return server

    yield make
    ours.close()
    theirs.close()


def test_a_machine_that_lets_no_process_be_made_says_so(answering: Callable[[bytes], ForkServer]) -> None:
    server = answering(f"{-errno.EAGAIN}\n".encode())
    with pytest.raises(BlockingIOError):
        server.fork([], {}, None)
    assert server.ready


def test_of_a_fork_server_that_is_stuck_no_more_is_asked(
    answering: Callable[[bytes], ForkServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forked_kernel, "PATIENCE_SECONDS", 0.1)
    server = answering(b"")
    with pytest.raises(ConnectionError, match="timed out"):
        server.fork([], {}, None)
    assert not server.ready


def test_a_kernel_that_comes_when_nobody_waits_any_more_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    child = subprocess.Popen(["sleep", "600"])
    monkeypatch.setattr(os, "fork", lambda: child.pid)
    monkeypatch.setattr(os, "setpgid", lambda *_ids: None)  # too late for one that runs a program
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(b"{}\n")
        ours.shutdown(socket.SHUT_RDWR)
        with pytest.raises(SystemExit):
            fork_server.next_kernel(theirs)
    assert child.wait() == -signal.SIGKILL


def test_a_fork_that_fails_is_told_and_the_next_order_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fork() -> int:
        raise BlockingIOError(errno.EAGAIN, "no room")

    monkeypatch.setattr(os, "fork", fork)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(b"{}\n{}\n")
        ours.shutdown(socket.SHUT_WR)
        with pytest.raises(SystemExit):
            fork_server.next_kernel(theirs)
        assert ours.recv(100) == READY + 2 * f"{-errno.EAGAIN}\n".encode()


@pytest.mark.slow
def test_what_can_not_be_loaded_is_left_to_the_notebook() -> None:
    code = (
        "from ai_playground.serving import fork_server\n"
        "fork_server.LIBRARIES = ('nowhere', 'anywidget')\n"
        "fork_server.load()\n"
        "import sys; assert 'anywidget' in sys.modules and 'ai_playground.style.dashboard' in sys.modules\n"
        "assert 'tensorflow' not in sys.modules\n"
        "import os\n"
        "if (child := os.fork()) == 0: os._exit(len(os.listdir('/proc/self/task')))\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("end", [psutil.Process.kill, psutil.Process.terminate])
def test_fork_server_and_kernels_end_with_the_server(end: Any, root: Path, tmp_path: Path) -> None:
    with standalone_server(root / "lessons", tmp_path / "log") as server:

        def forked() -> bool:
            with urlopen(server.lesson("button.ipynb")) as answer:
                answer.read()  # who leaves earlier takes their kernel with them
            return any(kernel.name() == KERNEL for kernel in server.kernels())

        wait_until(forked, 120)
        family = server.process.children(recursive=True)
        assert len(family) > 1
        end(server.process)
        _, left = psutil.wait_procs(family, timeout=60)
        assert not left


@pytest.mark.slow
def test_a_server_that_ends_before_any_visitor_comes_leaves_no_traceback() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", forked_kernel.FORK_SERVER, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stderr=subprocess.PIPE,
        )
    assert ours.recv(len(READY), socket.MSG_PEEK) == READY
    ours.close()  # with what was never read
    _, told = process.communicate(timeout=60)
    assert told == b""
    assert process.returncode == 0
