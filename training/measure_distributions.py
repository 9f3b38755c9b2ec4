"""Measure how often values of red, green and blue occur in Monets, photographs, and those painted by ours.

Run: python -m training.measure_distributions --monets DIR --photographs DIR
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ai_playground.cyclegan.distributions import Set, shares, write
from ai_playground.cyclegan.painting import Painter
from ai_playground.cyclegan.weights import shipped
from ai_playground.pictures import read_picture

COUNT = 100
"""Of each kind, the first by name, as in the report."""


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--monets", type=Path, required=True)
    parser.add_argument("--photographs", type=Path, required=True)
    options = parser.parse_args()
    monets, photographs = (
        [read_picture(path) for path in sorted(folder.glob("*.jpg"))[:COUNT]]
        for folder in (options.monets, options.photographs)
    )
    painter = Painter(shipped("monet"))
    painted = [painter.paint(photo) for photo in photographs]
    kinds = {"Monets": monets, "photos": photographs, "photos, painted": painted}
    write([Set(label, len(pictures), shares(pictures)) for label, pictures in kinds.items()])


if __name__ == "__main__":
    main()
