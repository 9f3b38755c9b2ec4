"""What lesson 5 says of its small training, with seeds 0 to 4: repairs of one flaw, and all four left in.

Right is the share of patches held out, averaged over the last quarter of a run. With first letters of runs,
those alone; a run takes 35 to 50 s of processor time.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from ai_playground.jobs import device
from ai_playground.patches.exercises import REPAIRED, SOME
from ai_playground.patches.run_figures import lately
from ai_playground.patches.study import study
from ai_playground.patches.study_settings import StudySettings

SEEDS = range(5)
RUNS: Mapping[str, Mapping[str, Any]] = {
    "all four flaws": {},
    "without the ReLU": {"relu_on_logits": False},
    "exercise: without the ReLU, few photos": {"relu_on_logits": False, "photos": SOME},
    "not enough: a true ResNet, few photos": {"plain": False, "photos": SOME},
}


def main() -> None:
    """Print a line for each run.

    Exit with 1 where the exercise's threshold isn't between runs without the ReLU and runs with it.
    """
    device.configure()
    missed = []
    for name, changes in RUNS.items():
        if sys.argv[1:] and not any(name.startswith(asked) for asked in sys.argv[1:]):
            continue
        for seed in SEEDS:
            settings = StudySettings(**changes, seed=seed)
            moments = [moment for moment in study(settings) if moment is not None]
            spread, share = moments[-1].spread, lately(moments)
            print(f"{name:40} seed {seed}: spread {spread:.4f}, right {share:.1%}", flush=True)
            if (share >= REPAIRED) == settings.relu_on_logits:
                missed.append(f"{name}, seed {seed}")
    if missed:
        raise SystemExit(f"missed: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
