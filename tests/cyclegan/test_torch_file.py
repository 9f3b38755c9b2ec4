"""Files of PyTorch are read, whole ones, old ones, and those that mean harm."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ai_playground.cyclegan import torch_file
from ai_playground.cyclegan.torch_file import read_state
from ai_playground.cyclegan.weights import WeightsError
from tests.cyclegan import torch_writer
from tests.cyclegan.torch_writer import Arrays, group, name, state, tensor, text, write_legacy, write_zip

ARRAYS: Arrays = {
    "kernel": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
    "half": np.array([0.5, -2.0], np.float16),
    "batches": np.array([7], np.int64),
}
Writer = Callable[..., Path]
both = pytest.mark.parametrize("write", [write_zip, write_legacy])


@both
def test_every_number_comes_back(write: Writer, tmp_path: Path) -> None:
    found = read_state(write(tmp_path / "net.pth", ARRAYS))
    assert found.keys() == ARRAYS.keys()
    for key, array in ARRAYS.items():
        np.testing.assert_array_equal(found[key], array)


@both
def test_a_transposed_view_is_read_as_it_is_seen(write: Writer, tmp_path: Path) -> None:
    base = np.arange(6, dtype=np.float32)
    legacy = write is write_legacy
    key = "9000" if legacy else "0"
    seen = tensor(key, base.reshape(3, 2), legacy=legacy, stride=(1, 3))
    path = write(tmp_path / "net.pth", {"base": base}, state({"seen": seen}))
    np.testing.assert_array_equal(read_state(path)["seen"], base.reshape(2, 3).T)


@pytest.mark.parametrize(
    ("stride", "offset"), [((1, 3), 1), ((100, 1), 0), ((-1, 1), 0), ((2, 1), -1), ((2, 1), 2**31 - 1)]
)
def test_a_view_beyond_its_numbers_is_refused(stride: tuple[int, int], offset: int, tmp_path: Path) -> None:
    base = np.arange(6, dtype=np.float32)
    seen = tensor("0", base.reshape(3, 2), legacy=False, stride=stride, offset=offset)
    path = write_zip(tmp_path / "net.pth", {"base": base}, state({"seen": seen}))
    with pytest.raises(WeightsError, match="beyond its numbers"):
        read_state(path)


def test_a_view_that_repeats_one_number_for_ever_is_refused(tmp_path: Path) -> None:
    base = np.zeros(1, np.float32)
    seen = tensor("0", np.broadcast_to(base, (10_000, 10_000)), legacy=False, stride=(0, 0))
    path = write_zip(tmp_path / "net.pth", {"base": base}, state({"seen": seen}))
    with pytest.raises(WeightsError):
        read_state(path)


@both
@pytest.mark.parametrize(
    ("module", "what"),
    [("os", "system"), ("builtins", "eval"), ("torch._utils", "_rebuild_anything"), ("torch", "load")],
)
def test_a_file_that_would_run_something_is_refused_and_runs_nothing(
    write: Writer, module: str, what: str, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    call = name(module, what) + group(text(f"touch {mark}")) + b"R"
    path = write(tmp_path / "net.pth", {}, state({"weight": call}))
    with pytest.raises(WeightsError, match=f"net.pth: it asks for {module}.{what}"):
        read_state(path)
    assert not mark.exists()


def test_what_one_file_did_to_its_dictionary_is_forgotten_in_the_next(tmp_path: Path) -> None:
    # Sets an attribute of the very class that dictionaries are made of.
    spoiled = b"\x80\x02" + name("collections", "OrderedDict") + b"N}" + text("keys") + b"Ns\x86b."
    with pytest.raises(WeightsError):
        read_state(write_zip(tmp_path / "bad.pth", {}, spoiled))
    assert read_state(write_zip(tmp_path / "good.pth", ARRAYS)).keys() == ARRAYS.keys()


@both
@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_refused(write: Writer, share: float, tmp_path: Path) -> None:
    path = write(tmp_path / "net.pth", ARRAYS)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(WeightsError, match=r"net\.pth"):
        read_state(path)


@pytest.mark.parametrize(
    "content", [b"", b"\x80\x02N.", b"GIF89a", b"PK\x03\x04", bytes(1000), b"\x80\x02K\x01."]
)
def test_any_other_file_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "net.pth"
    path.write_bytes(content)
    with pytest.raises(WeightsError):
        read_state(path)


def test_an_archive_without_weights_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "net.pth", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(WeightsError, match="not one of PyTorch's"):
        read_state(tmp_path / "net.pth")


@both
def test_what_is_no_dictionary_of_tensors_is_refused(write: Writer, tmp_path: Path) -> None:
    for pickled in (b"\x80\x02K\x07.", state({"epoch": torch_writer.whole(3)})):
        with pytest.raises(WeightsError, match="something else"):
            read_state(write(tmp_path / "net.pth", {}, pickled))


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_file, "LARGEST_FILE", 100)
    with pytest.raises(WeightsError, match="too large"):
        read_state(write_zip(tmp_path / "net.pth", ARRAYS))


def test_a_part_that_unpacks_to_more_than_it_says_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.pth"
    pickled = state({"w": tensor("0", np.zeros(4, np.float32), legacy=False)})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("net/data.pkl", pickled)
        archive.writestr("net/data/0", bytes(10_000_000))
    with pytest.raises(WeightsError, match="larger than it says"):
        read_state(path)
