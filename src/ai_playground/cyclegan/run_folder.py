"""What a training run leaves in its folder beside checkpoint and log: sheets of samples, both generators."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ai_playground.cyclegan.training import Snapshot
from ai_playground.cyclegan.weights import write_own
from ai_playground.learning import run_folder
from ai_playground.pictures import Pixels


class RunFolder(run_folder.RunFolder):
    """The folder of one run, which may be stopped and gone on with.

    Its weights are both averaged generators, as `weights.read_own` reads them.

    Args:
        folder: Made if it isn't there.

    Attributes:
        sheets: Pictures: photos, paintings of them, and photos made of these again, a row each.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.sheets = folder / "sheets"

    def write_results(self, snapshot: Snapshot, samples: Pixels) -> None:
        """Write the weights and a sheet of `samples`, each whole or not at all.

        Raises:
            OSError: it can't be written; the weights that were there stay.
        """
        from PIL import Image

        with self.new_weights() as path:
            write_own(path, snapshot.painter, snapshot.photographer)
        rows = (samples, snapshot.painted, snapshot.back)
        self.sheets.mkdir(exist_ok=True)
        sheet = np.concatenate([np.concatenate(list(pictures), axis=1) for pictures in rows])
        Image.fromarray(sheet).save(self.sheets / f"{snapshot.step:06}.png")
