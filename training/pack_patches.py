"""Pack pictures for `training.patches_on_gpu`: photos of known cameras, and more pictures as texture.

    python -m training.pack_patches --cameras DIR DIR --pictures DIR DIR --out DIR

Cameras are split into three by a fixed seed, so that no camera is in two parts: to train, to choose by and to
measure on. What is for measuring isn't packed; `cameras.json` in the folder says which photos those are.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

PARTS = {"train": 0.55, "choose": 0.1, "measure": 0.35}
"""Shares of the first folder's cameras; other folders' are for training, unless they are measured on."""
LENS_LEFT_OUT, SHADE_LEFT_OUT = (0.0016, 0.0022), (0.4, 0.55)
"""Strengths of a lens that no training uses: how much larger a color is than green, and of vignetting."""
SEED = 0
LONGEST = 1536
"""Of a packed photo, px."""


def cameras(folder: Path) -> dict[str, list[Path]]:
    """The photos of a folder by the name of their camera, from its manifest."""
    by_camera = defaultdict(list)
    with (folder / "manifest.csv").open(newline="") as opened:
        for row in csv.DictReader(opened):
            by_camera[" ".join(row["camera"].replace('"', "").split()).lower()].append(folder / row["file"])
    return by_camera


def split(folders: Sequence[Path]) -> dict[str, list[Path]]:
    """Photos of each part."""
    first, *others = [cameras(folder) for folder in folders]
    names = sorted(first)
    np.random.default_rng(SEED).shuffle(names)
    ends = np.round(np.cumsum(list(PARTS.values())) * len(names)).astype(int)
    parts: dict[str, list[Path]] = {}
    began = 0
    for part, end in zip(PARTS, ends, strict=True):
        parts[part] = [path for name in names[began:end] for path in first[name]]
        began = end
    kept = {name for name in names if set(first[name]) & set(parts["choose"] + parts["measure"])}
    for other in others:
        parts["train"] += [
            path for name, paths in sorted(other.items()) if name not in kept for path in paths
        ]
    return parts


def landscape(path: Path, longest: int) -> Image.Image:
    """The picture, turned to be wider than high, its longest side at most this."""
    picture = Image.open(path).convert("RGB")
    if picture.height > picture.width:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    if picture.width > longest:
        height = round(picture.height * longest / picture.width)
        picture = picture.resize((longest, height), Image.Resampling.LANCZOS)
    return picture


def packed(paths: Sequence[Path], longest: int, quality: int) -> Iterator[tuple[str, bytes]]:
    """Names and JPEG files, without subsampling of colours."""
    for path in paths:
        name = f"{path.parent.name}-{path.name}"
        file = io.BytesIO()
        landscape(path, longest).save(file, "JPEG", quality=quality, subsampling=0)
        yield name, file.getvalue()


def main() -> None:
    """Pack the three parts and the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cameras", type=Path, nargs="+", required=True)
    parser.add_argument("--pictures", type=Path, nargs="+", required=True)
    parser.add_argument("--most", type=int, nargs="+", required=True, help="pictures of each folder at most")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    parts = split(options.cameras)
    names = {
        part: sorted(f"{path.parent.name}/{path.name}" for path in paths) for part, paths in parts.items()
    }
    (options.out / "cameras.json").write_text(json.dumps(names, indent=1))
    pictures = []
    for folder, most in zip(options.pictures, options.most, strict=True):
        every = sorted(path for path in folder.rglob("*.jpg"))
        pictures += [
            every[index] for index in np.linspace(0, len(every) - 1, min(most, len(every))).astype(int)
        ]
    for part, paths, longest, quality in (
        ("train", parts["train"], LONGEST, 86),
        ("choose", parts["choose"], LONGEST, 86),
        ("pictures", pictures, 481, 88),
    ):
        with zipfile.ZipFile(options.out / f"{part}.zip", "w") as archive:
            for name, content in packed(paths, longest, quality):
                archive.writestr(name, content)
        print(part, len(paths), (options.out / f"{part}.zip").stat().st_size / 1e6, "MB")


if __name__ == "__main__":
    main()
