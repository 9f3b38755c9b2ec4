"""How tests end servers and browsers."""

from __future__ import annotations

import subprocess
import sys
import time

import psutil
import pytest

from tools.processes import wait_or_kill

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(flush=True)
time.sleep(600)
"""


@pytest.mark.posix
def test_a_zombie_is_not_waited_for_and_who_does_not_end_is_killed() -> None:
    zombie = psutil.Popen([sys.executable, "-c", ""])
    while zombie.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    wait_or_kill([zombie], seconds=600.0)  # longer than a test may take
    stubborn = psutil.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE)
    with stubborn.stdout:
        stubborn.stdout.readline()
    stubborn.terminate()
    wait_or_kill([zombie, stubborn], seconds=0.1)
    assert stubborn.wait(60) == -9
    assert zombie.wait(60) == 0
    wait_or_kill([zombie, stubborn], seconds=600.0)
