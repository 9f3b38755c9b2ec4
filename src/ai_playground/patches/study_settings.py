"""The knobs of the small training: the network, its supposed flaws, the pace and the photos."""

from __future__ import annotations

from typing import Literal

from ai_playground.settings import Settings, knob

Network = Literal["patches", "thumbnail", "both"]
"""What is trained: to place patches, or to tell the rectangle, from a thumbnail or from both."""

MOST_PHOTOS = 9
"""Of the twelve that ship; the others are held out."""


class StudySettings(Settings):
    """A network small enough to watch; the defaults are the report's as we suppose it, flaws and all."""

    relu_on_logits: bool = knob(
        True,
        "the answers pass a ReLU before they are scored: what is below 0 becomes 0",
        group="Flaws, as we suppose",
        label="ReLU on the answers",
    )
    plain: bool = knob(
        True,
        "convolutions follow each other with no activation, no normalization and no skip between them; the "
        "embedding made of them passes a ReLU",
        group="Flaws, as we suppose",
        label="Nothing between convolutions",
    )
    wrong_axis: bool = knob(
        True,
        "of patches: each cell's answers are shared among all patches of a step, not each patch's among the "
        "cells; of rectangles: the last photo of a batch is taken for “cropped or not”",
        group="Flaws, as we suppose",
        label="Loss over the wrong axis",
    )
    labels_as_cut: bool = knob(
        True,
        "a patch's cell is counted in the crop that it was cut from, not in the original photo",
        group="Flaws, as we suppose",
        label="Labels of the crop",
    )

    learning_rate: float = knob(
        1e-3, "Adam's learning rate at the start", group="Training", ge=1e-6, le=1e-2, log=True
    )
    decay: float = knob(
        1.0,
        "what is left of the learning rate at the end, falling by the same share each step; 1: all of it, as "
        "in the report; the authors keep 0.22",
        group="Training",
        label="Rate left at the end",
        ge=0.01,
        le=1.0,
        more=True,
    )
    steps: int = knob(800, "training steps", group="Training", ge=20, le=5000, log=True)
    batch: int = knob(
        4, "photos in a step, or sixteen times as many patches", group="Training", ge=2, le=16, more=True
    )
    mix: bool = knob(
        True,
        "a step has patches of all places of what is left of photos; without, of one place alone, another "
        "each step: of one cell where no photo is cropped",
        group="Training",
        label="Mix patches",
        more=True,
    )
    seed: int = knob(
        0, "of the first weights and of every later choice", group="Training", ge=0, le=2**31 - 1, more=True
    )

    network: Network = knob(
        "patches",
        "what is trained; the report calls the thumbnail network Lrect, the patch network Fpatch or Lpatch, "
        "and the head that answers with a rectangle Lclass",
        group="Data",
        labels={
            "patches": "where a patch was",
            "thumbnail": "the rectangle, from a thumbnail",
            "both": "the rectangle, from both",
        },
    )
    photos: int = knob(
        MOST_PHOTOS,
        "photos that it learns from; three others are held out",
        group="Data",
        ge=1,
        le=MOST_PHOTOS,
    )
    cropped: float = knob(
        0.8,
        "share of photos that are cropped before patches are cut; the authors take half",
        group="Data",
        label="Cropped photos",
        ge=0.0,
        le=1.0,
    )
    lens: float = knob(
        1.0,
        "strength of the lens that all photos are seen through: color fringes and dark corners",
        group="Data",
        ge=0.0,
        le=1.0,
    )
