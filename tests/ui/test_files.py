from __future__ import annotations

from typing import Any

import pytest

from ai_playground.ui.banner import Banner
from ai_playground.ui.downloads import Downloads
from ai_playground.ui.file_picker import FilePicker


def test_a_download_goes_out_as_bytes_beside_the_message() -> None:
    downloads = Downloads(
        [{"name": "csv", "label": "Data"}], lambda name: (f"{name}.csv", "text/csv", b"x,y\n1,2\n")
    )
    sent: list[Any] = []
    downloads.send = lambda content, buffers=None: sent.append((content, buffers))
    downloads.receive({"type": "download", "name": "csv", "ticket": 5})
    downloads.receive({"type": "download", "name": "../../etc/passwd"})
    told = {"type": "file", "ticket": 5.0, "filename": "csv.csv", "mime": "text/csv"}
    assert sent == [(told, [b"x,y\n1,2\n"])]


def test_a_file_that_can_not_be_made_is_explained_on_the_banner() -> None:
    def produce(name: str) -> tuple[str, str, bytes]:
        raise MemoryError

    downloads, banner = Downloads([{"name": "png", "label": "Picture"}], produce), Banner()
    banner.watch(downloads)
    downloads.receive({"type": "download", "name": "png"})
    assert "memory is full" in banner.message


@pytest.fixture
def heard() -> list[Any]:
    return []


@pytest.fixture
def picker(heard: list[Any]) -> FilePicker:
    picker = FilePicker("Your CSV", ".csv", max_bytes=10)
    picker.on_file(lambda name, content: heard.append((name, content)))
    picker.on_refused(lambda name, size: heard.append(("refused", name, size)))
    return picker


def piece(picker: FilePicker, content: bytes, *, first: bool, last: bool, name: Any = "a.csv") -> None:
    picker.receive({"type": "piece", "name": name, "first": first, "last": last}, [memoryview(content)])


def test_a_file_is_put_together_from_its_pieces(picker: FilePicker, heard: list[Any]) -> None:
    piece(picker, b"1,2\n", first=True, last=False)
    assert heard == []
    piece(picker, b"3,4\n", first=False, last=True)
    assert heard == [("a.csv", b"1,2\n3,4\n")]


def test_the_end_of_a_lot_is_told(picker: FilePicker, heard: list[Any]) -> None:
    picker.on_done(lambda: heard.append("done"))
    piece(picker, b"1", first=True, last=True)
    piece(picker, b"2", first=True, last=True, name="b.csv")
    picker.receive({"type": "done"})
    assert heard == [("a.csv", b"1"), ("b.csv", b"2"), "done"]


def test_a_new_file_forgets_an_unfinished_one(picker: FilePicker, heard: list[Any]) -> None:
    piece(picker, b"old", first=True, last=False)
    piece(picker, b"new", first=True, last=True)
    assert heard == [("a.csv", b"new")]


def test_more_than_the_limit_is_refused_before_it_is_all_there(picker: FilePicker, heard: list[Any]) -> None:
    piece(picker, b"123456", first=True, last=False)
    piece(picker, b"789012", first=False, last=False)
    assert heard == [("refused", "a.csv", 12)]
    piece(picker, b"", first=False, last=True)
    assert heard[1:] == [("a.csv", b"")]


def test_a_file_the_browser_refused_is_reported(picker: FilePicker, heard: list[Any]) -> None:
    picker.receive({"type": "refused", "name": "big.csv", "size": 2_000_000_000})
    picker.receive({"type": "refused", "name": "big.csv", "size": "huge"})
    assert heard == [("refused", "big.csv", 2_000_000_000)]


@pytest.mark.parametrize(
    ("sent", "name"), [("../../etc/passwd", "passwd"), ("C:\\tmp\\a.csv", "a.csv"), ("x" * 999, "x" * 200)]
)
def test_a_file_name_loses_its_folders(picker: FilePicker, heard: list[Any], sent: str, name: str) -> None:
    piece(picker, b"1", first=True, last=True, name=sent)
    assert heard == [(name, b"1")]


def test_a_message_without_one_buffer_and_a_name_is_ignored(picker: FilePicker, heard: list[Any]) -> None:
    picker.receive({"type": "piece", "name": "a.csv", "first": True, "last": True})
    piece(picker, b"1", first=True, last=True, name=7)
    assert heard == []
