"""Two folders of pictures compared by all scores that a network's features give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ai_playground.cyclegan import feature_cache, features, scores
from ai_playground.cyclegan.feature_cache import Described
from ai_playground.cyclegan.scores import Features
from ai_playground.perceptual.network import bundled_weights
from ai_playground.pictures import PictureError, Pixels, read_picture
from ai_playground.pictures.folder import FolderError, photos_in

FEWEST = 2
"""Pictures of a kind: one has no spread."""
SEED = 0
"""Of the kernel distance's subsets."""

Show = Callable[[Callable[[], str]], object]


@dataclass(frozen=True)
class Comparison:
    """The figures by name, for JSON, and what the user should know of the files."""

    figures: dict[str, Any]
    remarks: list[str]


@dataclass(frozen=True, eq=False)
class Describer:
    """A network that describes pictures.

    Attributes:
        name: Of its features, for people.
        resized: What it makes of pictures of other sizes, for people.
        weights: The file of the network's weights.
        describe: Gives features (pictures, features), and probabilities of classes (pictures, classes) or
            None.
        threshold: Of MiFID, for these features.
    """

    name: str
    resized: str
    weights: Path
    describe: Callable[[Iterable[Pixels]], tuple[Features, Features | None]]
    threshold: float


def bundled() -> Describer:
    """The bundled VGG16."""
    return Describer(
        f"bundled VGG16, means of {features.LAYER}",
        "none",
        bundled_weights(),
        lambda pictures: (features.vgg_features(pictures), None),
        scores.MEMORIZED_BY_VGG,
    )


def inception(weights: Path) -> Describer:
    """Keras' Inception V3.

    Raises:
        perceptual.network.WeightsMissing: the file holds no weights of it.
    """
    from ai_playground.cyclegan.inception import NAME, RESIZED, Inception

    return Describer(NAME, RESIZED, weights, Inception(weights).describe, scores.MEMORIZED)


def compare(
    real: Path,
    generated: Path,
    describer: Describer,
    show: Show = lambda _text: None,
    threshold: float | None = None,
) -> Comparison:
    """Compare the pictures of two folders.

    Args:
        real, generated: The folders; for MiFID the first is the training set.
        describer: The network.
        show: Is told how far it is.
        threshold: Of MiFID; None takes the network's.

    Raises:
        FolderError: no folder, or one that can't be read or holds fewer than two pictures.
        perceptual.network.WeightsMissing: the network isn't installed.
    """
    remarks: list[str] = []
    sizes: Counter[tuple[int, int]] = Counter()
    formats: set[str] = set()
    described: list[Features] = []
    classes: Features | None = None
    for folder in (real, generated):
        if not folder.is_dir():
            raise FolderError(f"{folder} is no folder")
        paths = photos_in([folder]).photos
        formats |= {path.suffix.lower().lstrip(".").replace("jpeg", "jpg") for path in paths}
        found = _described(paths, describer, show)
        if len(found.features) < FEWEST:
            raise FolderError(f"{folder} holds fewer than {FEWEST} pictures that can be read")
        remarks += [f"left out {file}" for file in found.left_out]
        sizes.update(found.sizes)
        classes = found.classes
        described.append(found.features)
    if len(sizes) > 1 or len(formats) > 1:
        remarks.append(
            "the pictures differ in size or format: that alone moves every figure. Bring all to one of each"
        )
    first, second = described
    frechet = max(scores.frechet_distance(first, second), 0.0)
    kernel = scores.kernel_distance(first, second, np.random.default_rng(SEED))
    memorized = scores.memorization(second, first)
    threshold = describer.threshold if threshold is None else threshold
    inception_score = None if classes is None else scores.inception_score(classes)
    return Comparison(
        {
            "frechet_distance": frechet,
            "kid_mean": kernel.mean,
            "kid_std": kernel.deviation,
            "memorization": memorized,
            "mifid": scores.mifid(frechet, memorized, threshold),
            "mifid_threshold": threshold,
            # Of the generated pictures, where the network tells classes.
            **(
                {"inception_score": inception_score.mean, "inception_score_std": inception_score.deviation}
                if inception_score
                else {}
            ),
            "features": describer.name,
            "n_real": len(first),
            "n_generated": len(second),
            "kid_subset": scores.subset_size(min(len(first), len(second))),
            "resized": describer.resized,
            "sizes": ", ".join(f"{width} x {height}" for (height, width), _ in sizes.most_common(3)),
            "formats": sorted(formats),
        },
        remarks,
    )


def _described(paths: list[Path], describer: Describer, show: Show) -> Described:
    """What the network says of these files, or said of files with the same content."""
    show(lambda: "looking whether these pictures are known")
    try:
        name = feature_cache.name_of(describer.weights, paths)
    except OSError:  # a file that can't be read is left out below, with the reason
        name = ""
    known = feature_cache.kept(name) if name else None
    if known is not None:
        return known
    sizes: list[tuple[int, int]] = []
    left_out: list[str] = []
    described, classes = describer.describe(_pictures(paths, left_out, sizes, show))
    found = Described(described, classes, sizes, left_out)
    if name and len(described):
        feature_cache.keep(name, found)
    return found


def _pictures(
    paths: list[Path], left_out: list[str], sizes: list[tuple[int, int]], show: Show
) -> Iterator[Pixels]:
    for number, path in enumerate(paths, 1):
        show(partial("{:,} of {:,} pictures".format, number, len(paths)))
        try:
            picture = read_picture(path)
        except PictureError as error:
            left_out.append(f"{path.name}: {error}")
            continue
        height, width = picture.shape[:2]
        sizes.append((height, width))
        yield picture
