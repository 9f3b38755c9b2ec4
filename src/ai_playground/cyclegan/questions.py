"""What the lesson asks before it shows. Recorded runs and the engine's own functions decide; no key does."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from ai_playground.cyclegan import scores
from ai_playground.cyclegan.recording import Recording, load_recording
from ai_playground.cyclegan.schedule import learning_rate
from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.step import LOSSES
from ai_playground.cyclegan.study import Moment
from ai_playground.lesson.tasks import Answer, Exercise, Question

LETTERS = "ABCDEF"
SHUFFLED = ("no_identity", "whole", "transposed", "no_cycle", "no_average", "neither")
"""The recordings in the order in which the page shows them, a letter each."""
NOTICED = 1.25
"""A figure that is so many times another counts as larger: our choice, of one seed each."""


def _last(run: Recording) -> Moment:
    return run.last


def _judge_loss(moment: Moment) -> float:
    return float(moment.losses[LOSSES.index("judge_painting")])


@cache
def _of_alike(count: int, distance: Callable[..., float]) -> float:
    """`distance` of two sets of so many pictures whose features have the same distribution.

    512 independent normal features, as many as the page's network tells; mean of five draws.
    """
    rng = np.random.default_rng(0)
    return float(np.mean([distance(*rng.normal(size=(2, count, 512))) for _ in range(5)]))


def _few_and_many() -> tuple[float, float]:
    """Frechet distance between two sets of 24 alike pictures each, and between two of 240."""
    return _of_alike(24, scores.frechet_distance), _of_alike(240, scores.frechet_distance)


def _few(_runs: Sequence[Recording]) -> int:
    few, many = _few_and_many()
    return 0 if few > NOTICED * many else 1 if few > many / NOTICED else 2


def _identity_answer(runs: Sequence[Recording]) -> int:
    """0: less without the loss, 1: as much, 2: more."""
    whole, without = (_last(run).identity for run in runs)
    return 2 if without > NOTICED * whole else 1 if without > whole / NOTICED else 0


def _average_answer(runs: Sequence[Recording]) -> int:
    """0: as much without the average, 1: more, 2: less."""
    averaged, raw = (_jumps(run) for run in runs)
    return 1 if raw > NOTICED * averaged else 0 if raw > averaged / NOTICED else 2


def _jumps(run: Recording) -> float:
    """Mean absolute change of the samples between the kept moments of the second half, 0 to 255."""
    pictures = [each.painted.astype(np.float32) for each in run.snapshots if each.step >= each.steps / 2]
    return float(np.mean([np.abs(b - a).mean() for a, b in itertools.pairwise(pictures)]))


def _decayed(steps: int, share: float, at: int) -> float:
    return learning_rate(at, steps, 1.0, share)


DECAYED = (1 / 6, 1.0, 1 / 2)
"""What is left of the rate, by the answers to the question on its fall."""


def _judge_answer(runs: Sequence[Recording]) -> int:
    """0: about the loss of one that can't tell, 1: less, 2: more."""
    loss = _judge_loss(_last(runs[0]))
    return 1 if loss < UNDECIDED / NOTICED else 0 if loss < UNDECIDED * NOTICED else 2


UNDECIDED = 0.25
"""Least-squares loss of a judge that answers one half to everything: (0.5 - 1)² and 0.5², averaged."""

LEFT_TO_GO_BY = "Look for the paintings in which least of the photo above is left to go by."
EXCHANGED = "Light and dark are exchanged in it. But that can be changed back; forms that are lost can't."

QUESTIONS: tuple[Question[Recording], ...] = (
    Question(
        "versions",
        "Each network's photographer made photos of these paintings again. Whose photos came back worst?",
        tuple(
            Answer(letter, EXCHANGED if name == "no_identity" else LEFT_TO_GO_BY)
            for letter, name in zip(LETTERS, SHUFFLED, strict=True)
        ),
        tuple({"recorded": name} for name in SHUFFLED),
        lambda runs: int(np.argmax([_last(run).cycle for run in runs])),
        lambda runs: (
            "Mean difference between photo and what came back, of 255: "
            + ", ".join(f"{letter} {_last(run).cycle:.0f}" for letter, run in zip(LETTERS, runs, strict=True))
            + ". Beside the paintings now stands what came back, below them what each network lacks. "
            "Without the cycle loss no photographer was asked to make that very photo again, either."
        ),
    ),
    Question(
        "identity",
        "Trained without the identity loss, the painter is given squares of the swatch that it learned from. "
        "How much it changes them, beside the painter that was trained with this loss:",
        (
            Answer(
                "less",
                "Nobody asked it to leave a painting alone, only to fool the judge and to let photos and "
                "paintings come back.",
            ),
            Answer("as much", "Then the loss would teach what the other two teach already."),
            Answer("more"),
        ),
        ({"recorded": "whole"}, {"recorded": "no_identity"}),
        _identity_answer,
        lambda runs: (
            f"By {_last(runs[1]).identity:.0f} of 255 on average, against {_last(runs[0]).identity:.0f}. The "
            "judge sees only whether a picture could be a painting: it doesn't mind other colors that could. "
            "What is changed, color or form, this figure doesn't say."
        ),
    ),
    Question(
        "average",
        "What you see is painted by a moving average of the painter's weights over about a hundred steps. "
        "Without it, from one recorded moment to the next, some 200 steps, in the second half the pictures "
        "change",
        (
            Answer("as much", "Single steps pull here and there; an average over many cancels that."),
            Answer("more"),
            Answer("less", "An average follows slowly: it is what changes less."),
        ),
        ({"recorded": "whole"}, {"recorded": "no_average"}),
        _average_answer,
        lambda runs: (
            f"On average a value changes by {_jumps(runs[1]):.1f} of 255 without the average, by "
            f"{_jumps(runs[0]):.1f} with it: {_jumps(runs[1]) / _jumps(runs[0]):.2f} times as much, of one "
            f"seed each, where {NOTICED:g} times begins to count. What is trained is the same; only what is "
            "shown differs."
        ),
    ),
    Question(
        "judge",
        "The aim, says the report, is that “the 'detective' network is only 50% accurate”. A judge that "
        "can't tell and answers one half to everything has a loss of 0.25 here. At the end of the recorded "
        "run the judge of paintings has",
        (
            Answer(
                "about as much",
                "That is the end of the theory. Two networks that chase each other need not get there; here "
                "they didn't in 2,000 steps.",
            ),
            Answer("less: it still tells them apart"),
            Answer(
                "more: it is fooled", "It would do better by answering one half; training finds that soon."
            ),
        ),
        ({"recorded": "whole"},),
        _judge_answer,
        lambda runs: (
            f"{_judge_loss(_last(runs[0])):.2f}, the mean of (answer − 1)² on paintings and answer² on "
            "painted photos, half of them of earlier steps, averaged since the moment before; at first "
            f"{_judge_loss(runs[0].snapshots[1]):.2f}. One answer to everything costs 0.25 at least, so it "
            "tells some apart; how many, this figure doesn't say. The brushwork of one picture may be easy "
            "to know by heart; whether that is why, wasn't tried."
        ),
    ),
    Question(
        "decay",
        "The report left out that the learning rate falls in a straight line to zero. Say it had trained for "
        "150 epochs with the fall over the last 50. In the middle of that, after 125, the rate is",
        (
            Answer(
                "a sixth of 0.0002",
                "That is the share of all epochs that are left; the fall begins after 100.",
            ),
            Answer("0.0002 still", "It is constant only for the first 100."),
            Answer("half of 0.0002"),
        ),
        (),
        lambda _runs: int(np.argmin(np.abs(np.subtract(DECAYED, _decayed(150, 1 / 3, 125))))),
        lambda _runs: (
            f"{2e-4 * _decayed(150, 1 / 3, 125):g}, by the function that trains here. With the rate the "
            "steps get smaller. In the recorded run the distance goes up and down all the same."
        ),
        transfers=True,
    ),
    Question(
        "few",
        "Two heaps of 24 pictures each, drawn from the very same kind, and two heaps of 240. The Frechet "
        "distance between the two small heaps, beside that between the large ones, is",
        (
            Answer("larger"),
            Answer(
                "the same", "For the true distributions it is 0 both times; but it is computed from samples."
            ),
            Answer(
                "smaller",
                "Their spread is as large on average. But 24 pictures spread in at most 23 directions of "
                "512, and two heaps in different ones.",
            ),
        ),
        (),
        _few,
        lambda _runs: (
            "{:.0f} for 24 and {:.0f} for 240, of 512 normal features; the truth is 0. Of the page's own "
            "features, two heaps of 24 squares of the swatch are 140 apart. So a distance says nothing "
            "without the number of pictures, and only the same numbers compare."
        ).format(*_few_and_many()),
        transfers=True,
    ),
)


def _closer(settings: StudySettings, history: Sequence[Moment]) -> tuple[bool, str]:
    recorded = load_recording("whole")
    last, theirs = history[-1], _last(recorded)
    if other := _other_pictures(settings, last, recorded):
        return False, other
    if last.step < last.steps:
        return False, f"This is step {last.step:,} of {last.steps:,}: go on to the end of the run."
    nearer = last.distance < min(theirs.distance, recorded.untouched)
    return nearer and last.cycle < theirs.cycle, (
        f"Yours ends {last.distance:.0f} from the paintings, and photos come back {last.cycle:.1f} off; the "
        f"recorded run ends at {theirs.distance:.0f} and {theirs.cycle:.1f}. Untouched photos are "
        f"{recorded.untouched:.0f} away."
    )


def _one_way(settings: StudySettings, history: Sequence[Moment]) -> tuple[bool, str]:
    recorded = load_recording("whole")
    last, theirs = history[-1], _last(recorded)
    if other := _other_pictures(settings, last, recorded):
        return False, other
    if last.step < LEAST_STEPS:
        return False, f"After {last.step:,} steps it is too early to tell. Train {LEAST_STEPS:,} at least."
    if last.distance > LEARNED * history[0].distance:
        return False, (
            f"It paints hardly better than untrained: {last.distance:.0f} from the paintings, "
            f"{history[0].distance:.0f} at its start."
        )
    said = (
        f"What comes back is {last.cycle:.1f} of 255 off, in the recorded run {theirs.cycle:.1f}; the cycle "
        f"weight is {settings.cycle_weight:g}."
    )
    if settings.cycle_weight < LEAST_CYCLE_WEIGHT:
        return False, f"{said} Leave that at {LEAST_CYCLE_WEIGHT:g} or more."
    far = last.cycle > ONE_WAY * theirs.cycle
    if far and settings.cycle_weight >= recorded.settings.cycle_weight:
        return False, f"{said} That is no less than in the recorded run, so something else is the cause."
    return far, said


def _other_pictures(settings: StudySettings, last: Moment, recorded: Recording) -> str:
    """Why a run on these pictures doesn't compare with the recorded one; "" if it does."""
    if last.own:
        return f"The recorded run is of shipped pictures; this one, being of {last.own}, doesn't compare."
    if settings.swatch != recorded.settings.swatch:
        return "Choose the paintings after Van Gogh: runs on other swatches don't compare."
    return ""


ONE_WAY = 1.25
LEAST_CYCLE_WEIGHT = 1.0
"""Without any cycle loss a preset would do the exercise."""
LEARNED = 0.9
"""The distance from the paintings that may be left of an untrained painter's."""
LEAST_STEPS = 2000
"""As many as the recorded runs."""

EXERCISES = (
    Exercise(
        "closer",
        "Closer than the recorded run",
        "End nearer to the paintings than it does, and than untouched photos, with photos that come back "
        "better. Any way will do. A painter that smears everything may come near, too, and from one that "
        "paints nothing everything comes back: hence all three. The distance jumps from moment to moment, so "
        "one run may pass by luck: see whether yours does with another seed, too.",
        _closer,
    ),
    Exercise(
        "one_way",
        "A one-way street",
        "Train a painter whose paintings can't be made photos again: what comes back is at least a quarter "
        f"further off than in the recorded run, after as many steps, {LEAST_STEPS:,}, or more. A smaller "
        f"cycle weight helps, but leave it at {LEAST_CYCLE_WEIGHT:g} or more: in a run of ours "
        f"{LEAST_CYCLE_WEIGHT:g} alone wasn't enough. What else keeps the way back open? An untrained "
        "painter doesn't count: end a tenth nearer to the paintings than it began.",
        _one_way,
    ),
)
