"""What is done with threads when the interpreter ends."""

from __future__ import annotations

import subprocess
import sys

END = r"""
import atexit, sys, threading
from ai_playground.jobs.threads import end_at_exit

class Run:
    def __init__(self):
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.work, daemon=True)
    def work(self):
        self.stopped.wait()
        sys.stdout.write("run over\n")
    def stop(self):
        self.stopped.set()

atexit.register(print, "kernel closed")
for run in (first := Run(), second := Run()):
    run.thread.start()
    end_at_exit(run.thread, run.stop)
"""


def test_runs_end_before_the_kernel_closes_what_it_opened_after_we_were_imported() -> None:
    done = subprocess.run([sys.executable, "-c", END], check=True, capture_output=True, text=True)
    assert done.stdout.split("\n") == ["run over", "run over", "kernel closed", ""]
