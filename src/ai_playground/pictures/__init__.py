"""Pictures from files: upright, in sRGB, of a size that a lesson needs."""

from ai_playground.pictures.errors import PictureError, Pixels
from ai_playground.pictures.picture_file import PictureFile
from ai_playground.pictures.reading import (
    LONGEST_SIDE,
    MAX_BYTES,
    Mask,
    Reduced,
    read_mask,
    read_picture,
    read_reduced,
)
from ai_playground.pictures.scaling import resized, resized_to

__all__ = [
    "LONGEST_SIDE",
    "MAX_BYTES",
    "Mask",
    "PictureError",
    "PictureFile",
    "Pixels",
    "Reduced",
    "read_mask",
    "read_picture",
    "read_reduced",
    "resized",
    "resized_to",
]
