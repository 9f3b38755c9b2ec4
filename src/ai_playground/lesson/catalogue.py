"""The lessons: the one list that home page, navigation, loading card and command line read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lesson:
    """One lesson as the home page shows it."""

    number: int
    slug: str
    """Name of the lesson's package, e.g. ``regression``."""
    title: str
    """Name in the navigation, one word."""
    question: str
    """Headline of the card and the page."""
    promise: str
    """What happens on the page, one sentence."""
    tag: str
    """How soon something happens."""
    notebook: str
    """File in the lessons folder, there once the lesson is built."""
    memory: int = 0
    """Bytes that its kernel takes at most in usual runs, measured; unusual ones may take more."""
    picture: str | None = None
    """File in the assets' ``pictures``: a recorded result, for the card and while the page loads."""
    built: bool = False
    command: str | None = None
    """The module of its command, imported when that is asked for: see `lesson.command.LessonModule`."""
    purpose: str = ""
    """What the command does, for the list of all commands."""

    @property
    def name(self) -> str:
        """What it is called where it stands alone, as below a chart."""
        return f"Lesson {self.number}: {self.title}"


LESSONS = (
    Lesson(
        1,
        "regression",
        "Regression",
        "Why does gradient descent miss what one formula hits?",
        "Fit 42 points, watch the path, break it, mend it.",
        "2 min to the first surprise",
        "01_regression.ipynb",
        memory=150_000_000,
        picture="regression.svg",
        built=True,
        command="ai_playground.regression.command",
        purpose="fit a line or a parabola by gradient descent, beside the exact fit",
    ),
    Lesson(
        2,
        "style",
        "Style",
        "What is “style” to a network?",
        "Paint your photo with any picture, and turn the weights while it paints.",
        "live in 5 to 10 s",
        "02_style.ipynb",
        memory=1_700_000_000,
        picture="style.jpg",
        built=True,
        command="ai_playground.style.command",
        purpose="paint a photograph like a painting",
    ),
    Lesson(
        3,
        "cyclegan",
        "CycleGAN",
        "Can you learn photo to Monet without a single pair?",
        "Your photo as a Monet in a second; then train the network yourself.",
        "live in 1 s",
        "03_cyclegan.ipynb",
        memory=1_500_000_000,
        picture="cyclegan.jpg",
        built=True,
        command="ai_playground.cyclegan.command",
        purpose="turn photos into paintings, without pairs; score sets of pictures",
    ),
    Lesson(
        4,
        "corners",
        "Corners",
        "Can a network replace four clicks?",
        "Straighten any page; see why the first twelve networks failed.",
        "live in 2 s",
        "04_corners.ipynb",
        memory=1_000_000_000,
        picture="corners.jpg",
        built=True,
        command="ai_playground.corners.command",
        purpose="find the page in photos, and lay it flat",
    ),
    Lesson(
        5,
        "patches",
        "Patches",
        "Where in the photo was this patch?",
        "The lens gives it away. Turn the lens off and watch the network go blind.",
        "live in 2 s",
        "05_patches.ipynb",
        memory=1_200_000_000,
        picture="patches.jpg",
        built=True,
        command="ai_playground.patches.command",
        purpose="say where in a photo patches come from, and what was cropped; simulate lenses",
    ),
)


def lesson_called(slug: str) -> Lesson:
    """Return the lesson of this package."""
    return next(lesson for lesson in LESSONS if lesson.slug == slug)


def lesson_of(notebook: str) -> Lesson | None:
    """Return the lesson whose notebook has this file name (folders before it don't matter), or None."""
    name = notebook.rsplit("/", 1)[-1]
    return next((lesson for lesson in LESSONS if lesson.notebook == name), None)
