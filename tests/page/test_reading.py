"""A file that is read in the background: how far it is, what becomes of it, and Cancel."""

from __future__ import annotations

import threading
from collections.abc import Generator
from dataclasses import dataclass

import pytest

from ai_playground.page.reading import Reading
from ai_playground.ui.banner import Banner


@dataclass(frozen=True)
class Part:
    """So many of so many bytes."""

    done: int
    total: int


class Reader:
    """Reads a byte whenever it is let; an "x" is damaged."""

    def __init__(self) -> None:
        self.let = threading.Semaphore(0)
        self.thread = ""

    def __call__(self, content: bytes) -> Generator[Part, None, None]:
        self.thread = threading.current_thread().name
        for done in range(len(content) + 1):
            yield Part(done, len(content))
            self.let.acquire(timeout=20)
            if b"x" in content[done : done + 1]:
                raise ValueError("Byte x is damaged.")


@pytest.fixture
def banner() -> Banner:
    return Banner()


@pytest.fixture
def reading(banner: Banner) -> Reading:
    return Reading(banner, "bytes", 10)


def shown(reading: Reading) -> bool:
    return bool(reading.widget.layout.display != "none")


def test_a_file_is_read_beside_the_main_thread_and_taken_when_it_is_whole(reading: Reading) -> None:
    reader = Reader()
    taken: list[Part] = []
    assert not shown(reading)
    reading.start(reader, b"abc", taken.append)
    reader.let.release(9)
    reading.wait(20)
    assert taken == [Part(3, 3)]
    assert reader.thread != threading.current_thread().name
    assert not shown(reading)


def test_what_is_damaged_is_explained_and_nothing_of_it_is_taken(reading: Reading, banner: Banner) -> None:
    reader = Reader()
    taken: list[Part] = []
    reading.start(reader, b"axc", taken.append)
    reader.let.release(9)
    with pytest.raises(ValueError, match="damaged"):
        reading.wait(20)
    assert taken == []
    assert banner.message == "Byte x is damaged."
    assert not shown(reading)


def test_cancel_takes_nothing_and_says_so(reading: Reading, banner: Banner) -> None:
    reader = Reader()
    taken: list[Part] = []
    reading.start(reader, b"abc", taken.append)
    reading.widget.children[1].click()
    reader.let.release(9)
    reading.wait(20)
    assert taken == []
    assert banner.message == "Cancelled: nothing of it was taken."
    assert not shown(reading)


def test_a_new_file_takes_the_place_of_the_one_that_is_read(reading: Reading) -> None:
    first, second = Reader(), Reader()
    taken: list[Part] = []
    reading.start(first, b"abc", taken.append)
    reading.start(second, b"de", taken.append)
    first.let.release(9)
    second.let.release(9)
    reading.wait(20)
    assert taken == [Part(2, 2)]
