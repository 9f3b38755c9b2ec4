"""What lesson 5's page, help and documents say in figures is what was measured and how it was made."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ai_playground.patches import measured
from ai_playground.patches.lens_questions import LENS_QUESTIONS
from ai_playground.patches.recorded_maps import recorded_share
from benchmarks.patches_quality import CROPS

ROOT = Path(__file__).parents[2]
NOTEBOOK = "".join(
    line
    for cell in json.loads((ROOT / "lessons/05_patches.ipynb").read_text(encoding="utf-8"))["cells"]
    for line in cell["source"]
)
EXPLAINED, MEASURED, SHIPPED = (
    " ".join((ROOT / name).read_text(encoding="utf-8").split())
    for name in ("docs/patches.md", "benchmarks/README.md", "assets/README.md")
)


def test_what_page_and_help_quote_is_what_the_benchmarks_measured() -> None:
    assert f": {measured.PHOTOS_MEASURED} photographs of cameras that no network was trained on" in MEASURED
    assert f"| as taken | {measured.AS_TAKEN} (" in MEASURED
    first, among = measured.AS_TAKEN_IN_GREY, measured.AMONG_FOUR_IN_GREY
    grey = rf"\| as taken, grey by green \| {first} \([^|]*\| {among} \("
    assert re.search(grey, MEASURED)
    row = re.search(
        r"\| as taken, Bayes' rule [^|]*\| ([^|]*) \| ([^|]*) \|[^|]*\|[^|]*\| ([^|]*) \|", MEASURED
    )
    assert row
    overlap, constant, told = (float(each.split()[0]) for each in row.groups())
    assert (overlap, constant) == (measured.OVERLAP_AS_TAKEN, measured.OVERLAP_OF_ONE)
    assert told == measured.TOLD_AS_TAKEN
    assert f"of {measured.PHOTOS_MEASURED} and three crops of each" in NOTEBOOK
    assert measured.CROPS_MEASURED == CROPS == 3
    assert f"{told:.0%} are rightly called cropped or not".replace("%", " %") in NOTEBOOK
    assert f"overlaps the true one by {overlap}, the best one that never looks by {constant}." in NOTEBOOK


def test_page_and_document_tell_how_many_patches_of_anything_the_networks_learned_from() -> None:
    made = re.search(
        r"as its camera took it \((\d+) of 100, then (\d+)\).* one \((\d+), then (\d+)\)\. In", SHIPPED
    )
    assert made
    taken, taken_later, anything, anything_later = made.groups()
    assert f"{anything} in the first part of its training and {anything_later} in the second" in NOTEBOOK
    assert f"Only {taken}, then {taken_later}, were photos as taken" in NOTEBOOK
    assert f"{anything}, later {anything_later}, were patches of anything" in EXPLAINED
    assert f"only {taken}, later {taken_later}, were photos as taken" in EXPLAINED


def test_most_of_what_a_photo_without_our_lens_tells_is_gone_in_grey() -> None:
    content = LENS_QUESTIONS[0]
    shares = [recorded_share(run["cue"]) for run in content.runs]
    why = content.check(1, lambda changes: recorded_share(changes["cue"]))[1]
    assert (
        "In 13 %, and in 9 % if the photos are grey as well: 11 of 128 patches, where chance would place 8"
        in why
    )
    assert shares[0] - shares[1] > shares[1] - 1 / 16
    assert "22 % as taken, 11 % in grey" in why
