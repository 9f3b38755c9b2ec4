"""Labels as files, in the paper's own format: one JSON file beside each photo, corners in the frame."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from ai_playground.corners.frame import HEIGHT, WIDTH, Quad, in_order, is_convex

MAX_BYTES = 100_000


class LabelError(ValueError):
    """A label that can't be used; the message says why and how to mend it."""


def picture_hash(content: bytes) -> str:
    """The MD5 hash of a picture's file, by which a label and its picture are known to belong together."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def label_text(corners: Quad, picture_file: str, picture_md5: str) -> str:
    """A label as JSON, with the keys of the paper's `story_photo_transformer.py`.

    Args:
        corners: In pixels of the frame, in the order of `frame.CORNERS`.
        picture_file: Name of the picture's file.
        picture_md5: `picture_hash` of its content.
    """
    label = {
        "y_label_points": [[round(float(value), 2) for value in corner] for corner in corners],
        "y_label_image_file": picture_file,
        "X_input_image_file": picture_file,
        "X_input_file_hash": picture_md5,
    }
    return json.dumps(label, indent=1)


def read_label(source: bytes | Path, name: str = "") -> Quad:
    """The corners of a label file, float32 (4, 2) in pixels of the frame, in the order of `frame.CORNERS`.

    A file may begin with any corner: programs for labelling begin where the first click fell.

    Args:
        source: The file's content or its path.
        name: What to call it in errors. Defaults to the path's name.

    Raises:
        LabelError: unreadable, not four corners, not numbers, far outside the frame, or crossed.
    """
    name = name or (source.name if isinstance(source, Path) else "This file")
    try:
        content = source if isinstance(source, bytes) else source.read_bytes()
        points = json.loads(content[:MAX_BYTES])["y_label_points"]
    except OSError as error:
        raise LabelError(f"{name} can't be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, RecursionError):
        raise LabelError(f'{name} is no label: it needs "y_label_points".') from None
    if not isinstance(points, list) or len(points) != 4:
        count = len(points) if isinstance(points, list) else "no list of"
        raise LabelError(f"{name} has {count} corners. A page has four, each as [x, y].")
    try:
        corners = np.array(points, np.float64).reshape(4, 2)
    except (ValueError, TypeError):
        raise LabelError(f"{name} has a corner that is not [x, y] in numbers.") from None
    except OverflowError:  # an integer of 400 digits is good JSON
        corners = np.full((4, 2), np.inf)
    if np.isnan(corners).any():
        raise LabelError(f"{name} has a coordinate that is no number (NaN or null).")
    if not (np.abs(corners / [WIDTH, HEIGHT] - 0.5) < 1.5).all():
        raise LabelError(
            f"{name} has a corner far outside the frame. Corners are in pixels of a photo squashed to "
            f"{WIDTH} x {HEIGHT} px."
        )
    if not is_convex(corners):
        raise LabelError(
            f"{name} has crossed corners. Their order is top left, top right, bottom right, bottom left."
        )
    return in_order(corners)
