"""Questions to answer before looking, and goals to reach with the knobs; each checked against a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ai_playground.lesson.tasks import Answer, Exercise, Question
from ai_playground.style.transfer import Snapshot

# Small and quick: the order of the answers doesn't depend on the size.
QUIZ_SIZE: Mapping[str, Any] = {"size": 128, "iterations": 20, "schedule": "flat", "seed": 42}


def _content_of(snapshot: Snapshot) -> float:
    return sum(snapshot.content) / len(snapshot.content)


def _style_of(snapshot: Snapshot) -> float:
    return sum(snapshot.style[0]) / len(snapshot.style[0])


QUESTIONS: tuple[Question[Snapshot], ...] = (
    Question(
        "half_the_content",
        "You halve the content weight. What happens to the content error in the end?",
        (Answer("It falls"), Answer("It stays"), Answer("It rises")),
        ({"content_weight": 2.0}, {"content_weight": 1.0}),
        lambda runs: 2 if _content_of(runs[1]) > _content_of(runs[0]) else 0,
        lambda runs: (
            f"Content error {_content_of(runs[0]):.3f} at weight 2, {_content_of(runs[1]):.3f} at 1: what "
            "costs less is given up more. The weighted term still falls."
        ),
    ),
    Question(
        "untrained",
        "A network that has learned nothing, all its weights random: can it still paint in a style?",
        (Answer("No, its Gram matrices mean nothing"), Answer("Yes, they still tell textures apart")),
        ({"network": "random", "style_layers": "", "content_layers": ""},),
        lambda runs: 1 if _style_of(runs[0]) < 0.5 else 0,
        lambda runs: (
            f"Its style error falls to {_style_of(runs[0]):.3f} (1 is a picture without any features). "
            "Random filters see edges and colors too. What they lack is a sense of what belongs together: "
            "see the grid of networks."
        ),
    ),
    Question(
        "start",
        "Which start ends with the smaller loss after the same few steps?",
        (Answer("The photograph"), Answer("Noise")),
        ({"noise_ratio": 0.0}, {"noise_ratio": 1.0}),
        lambda runs: 0 if runs[0].loss < runs[1].loss else 1,
        lambda runs: (
            f"Loss {runs[0].loss:.2f} from the photograph, {runs[1].loss:.2f} from noise: the photograph has "
            "all of the content already, noise has to find it through the deepest layers."
        ),
    ),
)


def _keep_content(first: Snapshot, last: Snapshot) -> tuple[bool, str]:
    if last.settings.style_weight == 0 or _style_of(first) == 0:
        return False, "Without a style weight there is nothing to balance."
    kept, closed = _content_of(last), 1 - _style_of(last) / _style_of(first)
    done = kept < 0.3 and closed > 0.8
    return done, f"Content error {kept:.2f} (below 0.3), style error closed by {closed:.0%} (above 80 %)."


def _texture(_first: Snapshot, last: Snapshot) -> tuple[bool, str]:
    if last.settings.content_weight > 0:
        return False, "The photograph still has a say: its weight isn't 0."
    if last.settings.noise_ratio < 1:
        return False, "It started from the photograph; start from nothing but noise."
    error = _style_of(last)
    return error < 0.1, f"Style error {error:.3f}; below 0.1 it is the painting's texture and nothing else."


def _remember(_first: Snapshot, last: Snapshot) -> tuple[bool, str]:
    settings = last.settings
    if settings.style_weight > 0 or settings.noise_ratio < 1:
        return False, "Set the style weight to 0 and start from noise only: a reconstruction."
    used = [name for name, weight in last.layers.content.items() if weight > 0]
    if not all(name.startswith("block5") for name in used):
        return False, "Take layers of block 5 alone as content layers."
    error = _content_of(last)
    return error < 0.3, (
        f"Content error {error:.2f} in that layer. Look at the picture: the network takes it for nearly the "
        "same photograph."
    )


EXERCISES = (
    Exercise(
        "keep",
        "Keep the house, change the paint",
        "Find weights with a content error below 0.3 that still close more than 80 % of the style error.",
        _keep_content,
    ),
    Exercise(
        "texture",
        "Only the brush",
        "Paint a texture: the style of the painting, nothing of the photograph, out of pure noise.",
        _texture,
    ),
    Exercise(
        "remember",
        "What the deepest layer remembers",
        "Rebuild the photograph from block 5 alone, out of noise, and see what is lost.",
        _remember,
    ),
)
