"""What the grids and the questions of lesson 2 find: the figures in `docs/experiments.md`.

Each grid is painted as the page paints it, at 160 px, and summed up as the page does it; each question's runs
are those of the quiz. A cell that solves an exercise by itself is told: none should. The machine's
arithmetic matters a little.

Options: names of grids or questions (all without), --photo NAME, --style NAME, --size PX.
"""

from __future__ import annotations

import argparse
import time
from collections import deque

from ai_playground.jobs import device
from ai_playground.pictures import Pixels
from ai_playground.style.dashboard.grids import paint_cell
from ai_playground.style.exercises import EXERCISES
from ai_playground.style.experiment import Experiment, Result
from ai_playground.style.experiments import EXPERIMENTS
from ai_playground.style.inputs import Style
from ai_playground.style.library import PHOTOS, STYLES, shipped
from ai_playground.style.questions import QUESTIONS
from ai_playground.style.quiz import quiz_run
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import stylize
from ai_playground.style.yardstick import Judged, judge


def grid(experiment: Experiment, content: Pixels, style: str, size: int) -> None:
    """Paint a grid and print its figures and its sentence."""
    names = [style, next(each.name for each in STYLES if each.name != style)][: experiment.styles]
    paintings = tuple(Style(shipped(name)) for name in names)
    results = []
    for cell, settings in zip(experiment.cells, experiment.settings(StyleSettings(size=size)), strict=True):
        try:
            end = deque(
                paint_cell(content, paintings, settings, cell.style, experiment.second_judge), maxlen=1
            ).pop()
        except ValueError as error:
            print(f"  {cell.row} {cell.column}: {error}")
            continue
        assert end is not None
        results.append(Result(cell, end.result))
        measure = end.result.measure
        solved = [each.name for each in EXERCISES if each.check(end.result)[0]]
        print(
            f"  {cell.row} {cell.column}: {end.figures}; {end.remark}; loss {end.result.last.loss:.3f}, "
            f"terms {end.result.last.weighted}, ssim {measure.ssim:.3f}, "
            f"stroke {measure.stroke:.2f}, variation {measure.total_variation:.4f}, content by layer "
            f"{[round(error, 2) for error in measure.content.values()]}"
            + (f"; SOLVES {', '.join(solved)}" if solved else "")
        )
    print(f"  FOUND {experiment.found(results)}")


def question_runs(name: str, content: Pixels, style: str) -> None:
    """Do a question's runs and print which answer they decide for, and why."""
    question = next(each for each in QUESTIONS if each.name == name)

    def end_of(changes: object) -> Judged:
        run = quiz_run(changes)  # type: ignore[arg-type]
        picture = shipped(run.photo) if run.photo else content
        paintings = (Style(shipped(run.style or style)),)
        last = deque(stylize(picture, paintings, run.settings), maxlen=1).pop()
        return judge(last, picture, paintings, second_judge=run.second_judge)

    runs = [end_of(changes) for changes in question.runs]
    print(f"  {question.answers[question.right(runs)].text}: {question.why(runs)}")


def main() -> None:
    """Do what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--photo", default=PHOTOS[0].name)
    parser.add_argument("--style", default=STYLES[0].name)
    parser.add_argument("--size", type=int, default=160)
    options = parser.parse_args()
    device.configure()
    content = shipped(options.photo)
    for asked in QUESTIONS:
        if not options.names or asked.name in options.names:
            print(f"question {asked.name}", flush=True)
            question_runs(asked.name, content, options.style)
    for experiment in EXPERIMENTS:
        if not options.names or experiment.name in options.names:
            started = time.perf_counter()
            print(f"grid {experiment.name}", flush=True)
            grid(experiment, content, options.style, options.size)
            print(f"  {time.perf_counter() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
