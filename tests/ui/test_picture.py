from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from ai_playground.ui.before_after import BeforeAfter
from ai_playground.ui.picture import Picture, jpeg


def gradient() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    ramp = np.linspace(0, 255, 64).astype(np.uint8)
    return np.dstack([np.tile(ramp, (48, 1)), np.tile(ramp[::-1], (48, 1)), np.full((48, 64), 128, np.uint8)])


def test_a_shown_picture_is_the_array_as_a_jpeg_of_its_size() -> None:
    picture = Picture(320, "a gradient")
    picture.show(gradient())
    decoded = np.asarray(Image.open(io.BytesIO(picture.image), formats=["JPEG"]))
    assert decoded.shape == (48, 64, 3)
    assert np.abs(decoded.astype(int) - gradient()).mean() < 3


def test_a_picture_travels_with_its_name_and_has_no_bytes_before_it_has_something_to_show() -> None:
    state = Picture(320, "a gradient").get_state()
    assert (state["alt"], state["width_px"], state["image"]) == ("a gradient", 320, b"")


@pytest.mark.parametrize(
    "wrong",
    [
        gradient().astype(np.float32),
        gradient()[..., 0],
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((0, 4, 3), np.uint8),
    ],
)
def test_what_is_no_rgb_picture_of_bytes_is_refused(
    wrong: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> None:
    with pytest.raises(ValueError, match="uint8"):
        jpeg(wrong)


def test_before_and_after_travel_as_they_are() -> None:
    pair = BeforeAfter(b"\x00\x01", b"\x02", "a photo", "the photo as a Monet")
    assert (pair.get_state()["before"], pair.get_state()["after"]) == (b"\x00\x01", b"\x02")


def test_a_result_dropped_on_the_pictures_is_handed_over() -> None:
    pair, heard = BeforeAfter(b"", b"", "", "", invitation="Open a result", max_bytes=100), []
    pair.on_file(lambda *file: heard.append(file))
    message = {"type": "piece", "name": "style.png", "first": True, "last": True}
    pair.receive(message, [memoryview(b"\x89PNG")])
    pair.receive(message, [memoryview(bytes(101))])
    assert heard == [("style.png", b"\x89PNG")]
