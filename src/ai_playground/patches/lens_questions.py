"""What the page asks about the lens before it shows; the recorded heat maps decide, no key."""

from __future__ import annotations

from collections.abc import Sequence

from ai_playground.lesson.tasks import Answer, Question
from ai_playground.lesson.text import percent
from ai_playground.patches.cues import AMONG, CHANCE
from ai_playground.patches.measured import (
    AMONG_FOUR_IN_GREY,
    AS_TAKEN,
    AS_TAKEN_IN_GREY,
    PHOTOS_MEASURED,
)
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.samples import PHOTOS

NOTICED = 1.25
"""A figure that is so many times another counts as larger: our choice."""
ASKED = PATCHES * len(PHOTOS)
"""Patches that are asked about."""


def _count(share: float) -> int:
    return round(share * ASKED)


def _more_lost(shares: Sequence[float]) -> int:
    """0: more is lost without fringes, 1: more without dark corners, 2: about as much."""
    whole, no_fringes, no_shade = shares
    fringes, shade = whole - no_fringes, whole - no_shade
    return 0 if fringes > NOTICED * shade else 1 if shade > NOTICED * fringes else 2


def _content(shares: Sequence[float]) -> int:
    share = shares[0]
    return 0 if share < NOTICED * CHANCE else 1 if share < 0.5 else 2


LENS_QUESTIONS: tuple[Question[float], ...] = (
    Question(
        "content",
        "Two of the traces that a lens leaves: it bends colors differently, so edges have fringes, wider "
        "ones farther out. And its corners get less light. The network learned with both. Here both are "
        "taken away; only what is on the photos is left, and what their own cameras did. Of sixteen cells "
        "the network then names the right one",
        (
            Answer("as often as by chance, 6 %", "Where in photos is the sky? Where is the ground?"),
            Answer("more often than that, in less than half of the cases"),
            Answer(
                "in most cases",
                "From one square of 96 px, of a photo that it never saw: which wall is the left one?",
            ),
        ),
        ({"cue": "nothing"}, {"cue": "nothing_grey"}),
        _content,
        lambda shares: (
            f"In {percent(shares[0])}, and in {percent(shares[1])} if the photos are grey as well: "
            f"{_count(shares[1])} of {ASKED} patches, where chance would place {_count(CHANCE)}. So most of "
            "what is above chance hangs on color: fringes of the photos' own cameras, or what is blue above "
            f"and green below. So it is with {PHOTOS_MEASURED} photos of cameras that it never saw, through "
            f"no lens of ours: {percent(AS_TAKEN)} as taken, {percent(AS_TAKEN_IN_GREY)} in grey. Of these "
            f"grey patches {percent(AMONG_FOUR_IN_GREY)} have their cell among its best {AMONG}, by chance "
            f"{percent(AMONG * CHANCE)}: shapes tell it something, but seldom which one. That it is so "
            "little may be our doing: it was taught with patches that lay anywhere."
        ),
    ),
    Question(
        "cue",
        "Now one of the two traces of the plain lens is taken away, the other stays. Without which does the "
        "network lose more places?",
        (
            Answer("without the fringes"),
            Answer(
                "without the dark corners",
                "How dark a patch is may be its content. Only its slope tells.",
            ),
            Answer(
                "about as many",
                "Both have a size and a direction. Which of them is plain to see within 96 px?",
            ),
        ),
        ({"cue": "whole"}, {"cue": "no_fringes"}, {"cue": "no_shade"}),
        _more_lost,
        lambda shares: (
            f"Through the plain lens, right with both {percent(shares[0])}, without fringes "
            f"{percent(shares[1])}, without dark corners {percent(shares[2])}. A fringe lies on the line "
            "through the middle and grows outwards. To which side red lies hangs on the lens: swap red and "
            "blue below, with dark corners and without. How dark a patch is may be its content; only the "
            "slope tells. It points outwards, and at this strength it is faint within 96 px."
        ),
    ),
)
