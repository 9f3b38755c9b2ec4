"""Records are read as TensorFlow writes them, and broken ones are named and left behind."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ai_playground.cyclegan.tfrecord import Record, checksum, read_records
from tests.cyclegan.tiny import pictures

tf = pytest.importorskip("tensorflow")


def jpeg(seed: int = 0) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pictures(1, 48, seed)[0]).save(file, "JPEG", quality=95)
    return file.getvalue()


def example(**features: bytes) -> bytes:
    lists = {
        name: tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))
        for name, value in features.items()
    }
    written: bytes = tf.train.Example(features=tf.train.Features(feature=lists)).SerializeToString()
    return written


def write(path: Path, *contents: bytes) -> Path:
    with tf.io.TFRecordWriter(str(path)) as writer:
        for content in contents:
            writer.write(content)
    return path


def three(path: Path) -> Path:
    """As Kaggle has them."""
    return write(
        path,
        *(example(image=jpeg(seed), target=b"monet", image_name=f"name{seed}".encode()) for seed in range(3)),
    )


def test_a_file_of_tensorflows_is_read_whole(tmp_path: Path) -> None:
    assert list(read_records(three(tmp_path / "monet.tfrec"))) == [
        Record(f"monet.tfrec, record {number + 1} (name{number})", jpeg(number)) for number in range(3)
    ]


def test_the_checksum_is_the_one_of_the_standard() -> None:
    # RFC 3720, B.4: 32 bytes of zeros have the CRC-32C 8a9136aa.
    unmasked = (checksum(bytes(32)) - 0xA282EAD8) & 0xFFFFFFFF
    assert (unmasked << 15 | unmasked >> 17) & 0xFFFFFFFF == 0x8A9136AA
    assert checksum(bytes(32)) != zlib.crc32(bytes(32))


def test_a_record_with_a_wrong_byte_is_left_out_and_the_next_is_read(tmp_path: Path) -> None:
    path = three(tmp_path / "monet.tfrec")
    content = bytearray(path.read_bytes())
    content[500] ^= 1
    path.write_bytes(content)
    first, second, third = read_records(path)
    assert (first.name, first.error) == ("monet.tfrec, record 1", "its content is damaged")
    assert [second.image, third.image] == [jpeg(1), jpeg(2)]


def test_a_file_that_is_cut_off_gives_what_is_before(tmp_path: Path) -> None:
    path = three(tmp_path / "monet.tfrec")
    path.write_bytes(path.read_bytes()[:-100])
    first, second, third = read_records(path)
    assert [first.error, second.error] == ["", ""]
    assert "ends in the middle" in third.error


@pytest.mark.parametrize("place", [0, 8])
def test_after_a_length_that_is_damaged_nothing_is_found(place: int, tmp_path: Path) -> None:
    path = three(tmp_path / "monet.tfrec")
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    (only,) = read_records(path)
    assert "nothing after it" in only.error


def test_what_is_no_record_file_says_so_at_once(tmp_path: Path) -> None:
    path = tmp_path / "text.tfrec"
    path.write_text("a text")
    (only,) = read_records(path)
    assert "its length is damaged" in only.error


def test_records_without_a_picture_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tfrec", example(target=b"monet"), b"\xff\xff", example(image=jpeg()))
    without, foreign, whole = read_records(path)
    assert without.error == "it has no `image`"
    assert foreign.error == "it is no Example of TensorFlow's"
    assert np.asarray(Image.open(io.BytesIO(whole.image))).shape == (48, 48, 3)
