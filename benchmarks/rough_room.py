"""A room with a rough guest: 20 visitors run the lesson, a tab is reloaded 20 times, and somebody attacks.

All at once, on one server. The attack is a websocket without a protocol that asks for all widgets' states,
which froze the server for good; frames that are no messages; requests that are hung up in the middle.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil
from playwright.async_api import Browser, async_playwright
from tornado.httpclient import AsyncHTTPClient

from benchmarks.visitors import NOTEBOOK, VISITORS, visit
from tools.chromium import find_chromium
from tools.guest import V1, Guest
from tools.pages import CHROMIUM_ARGUMENTS, Server, standalone_server

RELOADS = 20
HANG_UPS = 10
READY = ".aip-run-bar[data-state]"
PATIENCE_MS = 300_000
# A count of parts near 10^17, which the server once believed.
NO_MESSAGE = b"\xff" * 7 + bytes(100)


async def reload(browser: Browser, address: str) -> int:
    """Reload a page `RELOADS` times; return how often it was there."""
    context = await browser.new_context()
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    there = 0
    await page.goto(address, wait_until="commit")
    for number in range(RELOADS):
        if number % 2:  # the others don't wait for the page
            await page.wait_for_selector(READY)
            there += 1
        # Not `reload`, which Chromium's driver refuses for a page that isn't there yet.
        await page.goto(address, wait_until="commit")
    await page.wait_for_selector(READY)
    await page.goto("about:blank")
    await context.close()
    return there + 1


async def attack(server: Server) -> int:
    """Attack; return how many widgets' states came over the websocket that once froze the server."""
    async with Guest.visit(server, NOTEBOOK) as guest:
        for v1 in (True, False):
            websocket = await guest.connect(*([V1] if v1 else []), session=f"no-message-{v1}")
            await websocket.write_message(NO_MESSAGE, binary=True)
        websocket = await guest.connect(session="no-protocol")
        return len(await guest.states(websocket, v1=False))


async def hang_up(address: str) -> None:
    """Ask for the page and hang up before it is there, `HANG_UPS` times."""
    netloc = address.split("/")[2]
    host, _, port = netloc.partition(":")
    for number in range(HANG_UPS):
        _, writer = await asyncio.open_connection(host, int(port))
        path = address.split(netloc)[1]
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {netloc}\r\n\r\n".encode())
        await writer.drain()
        await asyncio.sleep(0.05 * number)
        writer.close()


async def look(server: Server, ended: asyncio.Event) -> tuple[list[float], float, int]:
    """Until the end: seconds the home page takes, the server's memory in MB and its descriptors at most."""
    process, client = psutil.Process(server.process.pid), AsyncHTTPClient()
    seconds, memory, descriptors = [], 0.0, 0
    while not ended.is_set():
        started = time.perf_counter()
        await client.fetch(server.address, request_timeout=PATIENCE_MS / 1000)
        seconds.append(time.perf_counter() - started)
        memory = max(memory, process.memory_info().rss / 1e6)
        descriptors = max(descriptors, process.num_fds())
        await asyncio.sleep(0.5)
    return seconds, memory, descriptors


async def everything(server: Server) -> bool:
    """Let all happen at once; print what came of it, and return whether all is as it should be."""
    address, ended = server.lesson(NOTEBOOK), asyncio.Event()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        looking = asyncio.create_task(look(server, ended))
        # Not in one list with the visitors: their answers are of other kinds.
        rough = asyncio.gather(reload(browser, address), attack(server), hang_up(address))
        visits = await asyncio.gather(*(visit(browser, address) for _ in range(VISITORS)))
        there, states, _ = await rough
        await browser.close()
    ended.set()
    seconds, memory, descriptors = await looking
    right = [wrong for _, _, wrong in visits].count("")
    print(f"visitors whose run ended right   {right} of {VISITORS}")
    print(f"pages there among {RELOADS} reloads     {there}")
    print(f"states over the bare websocket   {states}")
    middle, worst = statistics.median(seconds), max(seconds)
    print(f"home page                        median {middle:.2f} s, worst {worst:.2f} s")
    print(f"the server                       {memory:.0f} MB, {descriptors} descriptors at most")
    for _, _, wrong in visits:
        if wrong:
            print(f"  wrong: {wrong}")
    return right == VISITORS and there == RELOADS // 2 + 1 and states > 0


def main() -> int:
    """Print the figures; return the exit code."""
    with tempfile.TemporaryDirectory() as folder, standalone_server(None, Path(folder) / "log") as server:
        kept = asyncio.run(everything(server))
        left = len(server.wait_for_kernels(0, seconds=10))
        tracebacks = (Path(folder) / "log").read_text().count("Traceback")
    print(f"kernels left behind              {left}")
    print(f"tracebacks in the log            {tracebacks}")
    kept = kept and left == 0 and tracebacks == 0
    print("ok" if kept else "MISSED")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
