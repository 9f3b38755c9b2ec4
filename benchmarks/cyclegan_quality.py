"""Do the painters' pictures look like the painters'? By features of VGG, on pictures that no training saw.

    python -m benchmarks.cyclegan_quality --photos DIR --paintings monet=DIR vangogh=DIR ...

Prints for each painter the Frechet distance of painted photos from paintings, as a share of that of the
photos as they are; against the paintings that were held out, and those that were trained on, which are more.
And how far photos, painted photos and paintings held out are from the nearest painting that was trained on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ai_playground.cyclegan.features import vgg_features
from ai_playground.cyclegan.packed import held_out
from ai_playground.cyclegan.painting import Painter
from ai_playground.cyclegan.scores import frechet_distance, memorization
from ai_playground.cyclegan.weights import read_own, shipped
from ai_playground.pictures import Pixels, read_picture
from training.train_cyclegan import HELD_OUT, SEED


def split(folder: Path) -> tuple[list[Pixels], list[Pixels]]:
    """Pictures that were trained on and pictures that weren't."""
    pictures = [read_picture(path) for path in sorted(folder.glob("*.jpg"))]
    kept_back = held_out(len(pictures), HELD_OUT, SEED)
    parts = [[each for each, out in zip(pictures, kept_back, strict=True) if out == part] for part in (0, 1)]
    return parts[0], parts[1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--paintings", nargs="+", required=True, metavar="PAINTER=DIR")
    parser.add_argument("--weights", type=Path, help="another file than the shipped ones")
    options = parser.parse_args()
    _, photos = split(options.photos)
    as_they_are = vgg_features(photos)
    for pair in options.paintings:
        name, folder = pair.split("=", 1)
        weights = read_own(options.weights) if options.weights else shipped(name)
        painter = Painter(weights, "float32")
        painted = vgg_features([painter.paint(photo) for photo in photos])
        trained_on, unseen = (vgg_features(pictures) for pictures in split(Path(folder)))
        for kind, paintings in (("held out", unseen), ("trained on", trained_on)):
            before, after = (frechet_distance(each, paintings) for each in (as_they_are, painted))
            print(
                f"{name}, {len(photos)} photos, {len(paintings)} paintings {kind}: "
                f"{before:.1f} as they are, {after:.1f} painted, {after / before:.3f}",
                flush=True,
            )
        near = (memorization(each, trained_on) for each in (as_they_are, painted, unseen))
        print("{}: photos {:.3f}, painted {:.3f}, held out {:.3f} from the nearest".format(name, *near))


if __name__ == "__main__":
    main()
