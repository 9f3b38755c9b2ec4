"""What a background job and its painter cost a fast pure-Python engine, and how soon a callback answers then.

Prints the time of 10,000 snapshots of 42 multiply-adds in a bare loop and under Job with Painter, their ratio
and difference; then the time in which a stand-in for a kernel's main thread answers messages beside an
endless engine, in a plain thread and under Job, and the engine's epochs per second of the process's CPU
time, which other processes disturb less than wall time:

    python benchmarks/job_overhead.py
"""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from typing import Any

from ai_playground.jobs import Job, Painter

EPOCHS = 10_000
SAMPLES = [(0.1 * n, 0.3 * n + 1.0) for n in range(42)]
ROUNDS = 7
MESSAGES = 50  # in each round
SENDS_PER_CALLBACK = 6  # a callback that sets a few traits

# The browser is another process: it asks every 20 ms and measures until the last part of the answer is there.
BROWSER = f"""
import socket, sys, time
peer = socket.socket(fileno=int(sys.argv[1]))
for _ in range({MESSAGES}):
    asked = time.perf_counter()
    peer.sendall(b"?")
    received = 0
    while received < {SENDS_PER_CALLBACK}:
        received += len(peer.recv(64))
    print(time.perf_counter() - asked)
    time.sleep(0.02)
peer.close()
"""


def descend(epochs: int) -> Generator[tuple[float, float], Any, None]:
    """Yield slope and intercept after each epoch of sample-by-sample descent."""
    slope = intercept = 0.0
    for _ in range(epochs):
        for x, y in SAMPLES:
            error = slope * x + intercept - y
            slope -= 1e-3 * error * x
            intercept -= 1e-3 * error
        yield slope, intercept


def run_bare() -> float:
    """Seconds of a plain loop."""
    began = time.perf_counter()
    for _ in descend(EPOCHS):
        pass
    return time.perf_counter() - began


def run_as_job() -> float:
    """Seconds of the same under Job, watched by a Painter that paints nothing."""
    job = Job(descend, EPOCHS, max_steps=EPOCHS + 1)
    Painter(lambda: None).watch(job)
    began = time.perf_counter()
    job.start()
    job.wait()
    return time.perf_counter() - began


def answer_browser() -> list[float]:
    """Answer the browser's messages in this thread and return the seconds each took."""
    here, there = socket.socketpair()
    browser = subprocess.Popen(
        [sys.executable, "-c", BROWSER, str(there.fileno())],
        pass_fds=[there.fileno()],
        stdout=subprocess.PIPE,
        text=True,
    )
    there.close()
    while here.recv(1):
        for _ in range(SENDS_PER_CALLBACK):
            here.sendall(b"!")
    here.close()
    output, _ = browser.communicate()
    return [float(line) for line in output.split()]


def describe(latencies: list[float]) -> str:
    """Median and 95th percentile in milliseconds."""
    p95 = sorted(latencies)[int(0.95 * len(latencies))]
    return f"median {1e3 * statistics.median(latencies):5.1f} ms, p95 {1e3 * p95:5.1f} ms"


def answer_while_plain_thread_runs() -> tuple[list[float], float]:
    """Latencies, and epochs per CPU second, beside an engine in a thread at Python's own switch interval."""
    ended = threading.Event()
    epochs = 0

    def loop() -> None:
        nonlocal epochs
        for _ in descend(10**9):
            epochs += 1
            if ended.is_set():
                return

    thread = threading.Thread(target=loop)
    began = time.process_time()
    thread.start()
    latencies = answer_browser()
    ended.set()
    thread.join()
    return latencies, epochs / (time.process_time() - began)


def answer_while_job_runs() -> tuple[list[float], float]:
    """The same beside a Job with a Painter."""
    job = Job(descend, 10**9, max_steps=10**9)
    Painter(lambda: None).watch(job)
    began = time.process_time()
    job.start()
    latencies = answer_browser()
    job.stop()
    job.wait()
    return latencies, job.steps_done / (time.process_time() - began)


def main() -> None:
    """Print both comparisons."""
    # Alternating, so that a busy spell of the machine falls on both sides.
    pairs = [(run_bare(), run_as_job()) for _ in range(ROUNDS)]
    bare, job = (min(side) for side in zip(*pairs, strict=True))
    print(f"{EPOCHS:,} snapshots of {len(SAMPLES)} multiply-adds, best of {ROUNDS}")
    print(f"  bare loop      {1e3 * bare:7.1f} ms")
    print(
        f"  Job + Painter  {1e3 * job:7.1f} ms   ratio {job / bare:.3f}, overhead {1e3 * (job - bare):.1f} ms"
    )
    print(f"a message answered beside an endless engine, {ROUNDS} rounds of {MESSAGES} messages")
    print(f"  no engine      {describe(answer_browser())}")
    rounds = [(answer_while_plain_thread_runs(), answer_while_job_runs()) for _ in range(ROUNDS)]
    for name, runs in zip(("plain thread ", "Job + Painter"), zip(*rounds, strict=True), strict=True):
        latencies = [seconds for run in runs for seconds in run[0]]
        speed = statistics.median(run[1] for run in runs)
        print(f"  {name}  {describe(latencies)}   {speed:10,.0f} epochs per CPU second")
    ratio = statistics.median(job[1] / plain[1] for plain, job in rounds)
    print(f"  epochs per CPU second, Job + Painter to plain thread: ratio {ratio:.3f}")


if __name__ == "__main__":
    main()
