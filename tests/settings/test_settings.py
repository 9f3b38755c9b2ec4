from __future__ import annotations

import argparse
import json
import math
import random
import string
from typing import Any, Literal
from urllib.parse import urlencode

import pydantic
import pytest

from ai_playground.settings import (
    Kind,
    Settings,
    add_options,
    as_python,
    as_table,
    as_words,
    describe,
    from_query,
    knob,
    read_options,
    to_query,
)


class Oven(Settings):
    """A model with one knob of each kind."""

    heat: float = knob(180.0, "how hot it gets, 100 % at most", group="Heat", ge=50.0, le=250.0, live=True)
    grill_rate: float = knob(1e-3, "how fast", group="Heat", ge=1e-7, le=10.0, log=True, more=True)
    minutes: int = knob(30, "how long", group="Time", label="Baking time", ge=1, le=600)
    mode: Literal["fan", "top_heat"] = knob("fan", "which heater", group="Heat", labels={"fan": "Fan"})
    light: bool = knob(False, "whether you see something", group="Time")
    dish: str = knob("", "what is in it", group="Time")


PRINTABLE = string.ascii_letters + string.digits + " -:;,.%&=+#'\"\\`|<>/?ä中"


def parse(*arguments: str) -> Oven:
    parser = argparse.ArgumentParser(prog="oven", exit_on_error=False)
    add_options(parser, Oven)
    return read_options(Oven, parser.parse_args(arguments))


def help_text() -> str:
    parser = argparse.ArgumentParser(prog="oven")
    add_options(parser, Oven)
    return " ".join(parser.format_help().split())


def random_oven(source: random.Random) -> Oven:
    return Oven(
        heat=source.uniform(50.0, 250.0),
        grill_rate=10.0 ** source.uniform(-7.0, 1.0),
        minutes=source.randint(1, 600),
        mode=source.choice(["fan", "top_heat"]),
        light=source.random() < 0.5,
        dish="".join(source.choices(PRINTABLE, k=source.randint(0, 30))),
    )


# The model.


def test_settings_are_frozen_and_take_no_unknown_names() -> None:
    with pytest.raises(pydantic.ValidationError):
        Oven().heat = 60.0
    with pytest.raises(pydantic.ValidationError):
        Oven(fire=1)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "values",
    [{"heat": 49.9}, {"heat": 251}, {"heat": math.nan}, {"heat": math.inf}, {"mode": "x"}, {"minutes": 1.5}],
)
def test_values_out_of_bounds_or_of_the_wrong_type_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(pydantic.ValidationError):
        Oven(**values)
    with pytest.raises(pydantic.ValidationError):
        Oven().changed(**values)


def test_changed_leaves_the_original_alone() -> None:
    oven = Oven()
    assert oven.changed(minutes=5).minutes == 5
    assert oven.minutes == 30


def test_non_defaults_come_in_declaration_order() -> None:
    assert list(Oven(light=True, heat=60.0).non_defaults()) == ["heat", "light"]


def test_equal_settings_are_equal_and_hashable() -> None:
    assert {Oven(heat=60.0): 1}[Oven(heat=60)] == 1


# The description.


def test_every_field_is_described_with_its_bounds_and_kind() -> None:
    heat, rate, minutes, mode, light, dish = describe(Oven)
    assert (heat.kind, heat.minimum, heat.maximum, heat.live, heat.log) == (
        Kind.NUMBER,
        50.0,
        250.0,
        True,
        False,
    )
    assert (rate.label, rate.log, rate.more, rate.live) == ("Grill rate", True, True, False)
    assert (minutes.kind, minutes.label, minutes.default) == (Kind.INTEGER, "Baking time", 30)
    assert (mode.kind, mode.choices) == (Kind.CHOICE, (("fan", "Fan"), ("top_heat", "Top heat")))
    assert (light.kind, light.group, light.minimum) == (Kind.SWITCH, "Time", None)
    assert (dish.kind, dish.default, dish.minimum, dish.maximum) == (Kind.TEXT, "", None, 200)


def test_a_schema_is_plain_data_for_the_browser() -> None:
    schemas = [knob.as_schema() for knob in describe(Oven)]
    assert json.loads(json.dumps(schemas)) == schemas
    assert schemas[3]["choices"] == [
        {"value": "fan", "label": "Fan"},
        {"value": "top_heat", "label": "Top heat"},
    ]
    keys = {
        "name",
        "label",
        "help",
        "group",
        "kind",
        "default",
        "minimum",
        "maximum",
        "log",
        "choices",
        "more",
    }
    assert all(keys <= schema.keys() for schema in schemas)


def test_a_number_without_both_bounds_is_refused() -> None:
    class Endless(Settings):
        length: float = knob(1.0, "how long", group="Size", ge=0.0)

    with pytest.raises(TypeError, match="both bounds"):
        describe(Endless)


@pytest.mark.parametrize("annotation", [bytes, list[int], int | None, Literal[1, 2]])
def test_a_field_of_a_type_without_a_control_is_refused(annotation: Any) -> None:
    model = pydantic.create_model("Odd", __base__=Settings, odd=(annotation, knob(None, "odd", group="Odd")))
    with pytest.raises(TypeError, match="odd"):
        describe(model)


def test_a_field_not_declared_as_a_knob_is_refused() -> None:
    class Plain(Settings):
        count: int = 3

    with pytest.raises(TypeError, match="count"):
        describe(Plain)


# The address.


def test_an_address_holds_what_differs_from_the_defaults() -> None:
    assert to_query(Oven()) == ""
    assert to_query(Oven(light=True, mode="top_heat", minutes=5)) == "minutes=5&mode=top_heat&light=true"


@pytest.mark.parametrize("seed", range(200))
def test_settings_survive_the_way_through_every_face(seed: int) -> None:
    oven = random_oven(random.Random(seed))
    assert from_query(Oven, to_query(oven)) == (oven, [])
    assert Oven.model_validate_json(oven.model_dump_json()) == oven
    assert eval(as_python(oven), {"Oven": Oven}) == oven
    options = [f"--{'' if value is not False else 'no-'}{name.replace('_', '-')}" for name, value in oven]
    values = ["" if isinstance(value, bool) else f"={value}" for _, value in oven]
    assert parse(*map(str.__add__, options, values)) == oven


NO_PLAIN_TEXTS = [
    "x" * 201,
    "two\nlines",
    "tab\t",
    "\x00",
    "\x7f",
    "right to left \u202e",
    "half \ud83d",
    "\u2028",
]


@pytest.mark.parametrize("text", NO_PLAIN_TEXTS)
def test_a_text_is_one_line_of_at_most_200_printable_characters(text: str) -> None:
    rule = "one line of at most 200 printable characters"
    with pytest.raises(pydantic.ValidationError, match=rule):
        Oven(dish=text)
    with pytest.raises(pydantic.ValidationError):
        Oven.model_validate_json(json.dumps({"dish": text}))
    with pytest.raises(argparse.ArgumentError, match=f"dish must be {rule}"):
        parse(f"--dish={text}")
    oven, notices = from_query(Oven, urlencode({"dish": text.encode("utf-8", "surrogatepass")}))
    # What is no UTF-8 arrives as question marks, which are printable.
    assert (oven.dish, len(notices)) in {("", 1), ("half " + 3 * "\ufffd", 0)}
    assert all(notice == f"Ignored in the address: dish must be {rule}." for notice in notices)


def test_an_empty_text_is_kept_where_the_default_says_something() -> None:
    class Menu(Settings):
        dish: str = knob("soup", "what there is", group="Menu")

    assert from_query(Menu, "dish=") == (Menu(dish=""), [])
    assert to_query(Menu(dish="")) == "dish="
    assert as_table(Menu).endswith("| one line of at most 200 printable characters | `soup` |")


@pytest.mark.parametrize(
    ("query", "expected", "notice"),
    [
        ("heat=1000", 250.0, "Heat in the address became 250: it is a number from 50 to 250."),
        ("heat=-inf", 50.0, "Heat in the address became 50"),
        ("heat=1e999", 250.0, "became 250"),
        ("heat=%20100%20", 100.0, ""),
        ("?heat=60", 60.0, ""),
        ("heat=60&heat=70", 70.0, ""),
        ("heat=nan", 180.0, "heat must be a number"),
        ("heat=", 180.0, "heat must be a number"),
        ("heat=<script>alert(1)</script>", 180.0, "heat must be a number"),
        ("heat=%00", 180.0, "heat must be a number"),
        ("heat=%ff%fe", 180.0, "heat must be a number"),
        ("heat=0x10", 180.0, "heat must be a number"),
    ],
)
def test_numbers_in_an_address_are_clamped_or_ignored(query: str, expected: float, notice: str) -> None:
    oven, notices = from_query(Oven, query)
    assert oven.heat == expected
    assert len(notices) == bool(notice)
    assert notice in "".join(notices)


def test_a_whole_number_is_rounded_and_said_so() -> None:
    oven, notices = from_query(Oven, "minutes=7.6")
    assert oven.minutes == 8
    assert notices == ["Baking time in the address became 8: it is a whole number from 1 to 600."]


def test_choices_and_switches_of_an_address_are_taken_only_from_their_lists() -> None:
    oven, notices = from_query(Oven, "mode=microwave&light=perhaps")
    assert oven == Oven()
    assert notices == [
        "Ignored in the address: mode must be one of fan, top_heat.",
        "Ignored in the address: light must be true or false.",
    ]
    assert from_query(Oven, "light=ON&mode=top_heat") == (Oven(light=True, mode="top_heat"), [])


def test_parameters_of_others_are_left_alone() -> None:
    assert from_query(Oven, "token=abc&voila-template=x&model_config=1&__class__=2") == (Oven(), [])


def test_a_monstrous_address_is_ignored_as_a_whole() -> None:
    oven, notices = from_query(Oven, "heat=60&" + "a=1&" * 2000)
    assert oven == Oven()
    assert "longer than" in notices[0]


@pytest.mark.parametrize("seed", range(200))
def test_no_address_whatever_breaks_the_settings_or_is_echoed(seed: int) -> None:
    source = random.Random(seed)
    alphabet = string.printable + "äß中\x00\u202e"
    pairs = []
    for _ in range(source.randint(0, 8)):
        name = source.choice([*Oven.model_fields, "x"])
        text = "<b>" + "".join(source.choices(alphabet, k=source.randint(0, 12)))
        number = str(
            10.0 ** source.uniform(-300, 300) if source.random() < 0.5 else source.randint(-(10**30), 10**30)
        )
        pairs.append((name, source.choice([text, number, "NaN", "Infinity", "-0", "1e5000"])))
    query = (
        urlencode(pairs) if source.random() < 0.7 else "&".join(f"{name}={value}" for name, value in pairs)
    )
    oven, notices = from_query(Oven, query)
    assert Oven.model_validate(oven.model_dump()) == oven
    assert all("<" not in notice and len(notice) < 200 for notice in notices)


# The command line.


def test_a_command_line_without_options_is_the_default() -> None:
    assert parse() == Oven()


def test_options_are_read_with_dashes_for_underscores() -> None:
    assert parse("--grill-rate", "1e-5", "--light", "--mode", "top_heat") == Oven(
        grill_rate=1e-5, light=True, mode="top_heat"
    )


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--heat", "1000", "1000 is not within 50 to 250"),
        ("--heat", "nan", "nan is not within"),
        ("--heat", "inf", "inf is not within"),
        ("--heat", "hot", "invalid number value: 'hot'"),
        ("--minutes", "1.5", "invalid whole number value: '1.5'"),
        ("--minutes", "0", "0 is not within 1 to 600"),
        ("--minutes", "9" * 5000, "whole number"),
        ("--mode", "microwave", "invalid choice: 'microwave'"),
    ],
)
def test_a_command_line_refuses_what_a_page_would_clamp(option: str, value: str, words: str) -> None:
    with pytest.raises(argparse.ArgumentError) as refusal:
        parse(option, value)
    assert words in str(refusal.value)


def test_help_tells_bounds_and_defaults_of_every_knob() -> None:
    text = help_text()
    assert "how hot it gets, 100 % at most (50 to 250, default 180)" in text
    assert "how fast (1e-07 to 10, default 0.001)" in text
    assert "how long (1 to 600, default 30)" in text
    assert "which heater (default fan)" in text
    assert "whether you see something (default no)" in text
    assert "--dish TEXT what is in it (default empty)" in text
    groups = text.partition("Heat:")[2]
    assert groups.index("--mode") < groups.index("Time:") < groups.index("--light")


def test_skipped_knobs_are_given_by_the_caller() -> None:
    parser = argparse.ArgumentParser()
    add_options(parser, Oven, skip={"mode"})
    assert "--mode" not in parser.format_help()
    options = parser.parse_args(["--light"])
    assert read_options(Oven, options, mode="top_heat") == Oven(light=True, mode="top_heat")


# The texts.


def test_a_snippet_names_only_what_differs() -> None:
    assert as_python(Oven()) == "Oven()"
    assert as_python(Oven(grill_rate=1e-5, mode="top_heat")) == "Oven(grill_rate=1e-05, mode='top_heat')"


def test_the_table_has_a_row_for_every_knob() -> None:
    lines = as_table(Oven).splitlines()
    assert len(lines) == 2 + len(Oven.model_fields)
    assert lines[2] == "| `heat` | how hot it gets, 100 % at most | 50 to 250 | `180.0` |"
    assert lines[5] == "| `mode` | which heater | `fan`, `top_heat` | `fan` |"
    assert lines[6] == "| `light` | whether you see something | yes, no | no |"
    assert lines[7] == "| `dish` | what is in it | one line of at most 200 printable characters | empty |"


def test_settings_in_words_name_what_differs_and_always_the_seed() -> None:
    class Seeded(Oven):
        seed: int = knob(0, "what chance begins with", group="Time", ge=0, le=9)

    assert as_words(Oven()) == "Knobs as they come"
    assert as_words(Seeded()) == "Knobs as they come, seed 0"
    turned = Seeded(grill_rate=1e-5, minutes=600, mode="fan", light=True, dish="Soup", seed=3)
    assert as_words(turned) == "Grill rate 0.00001, baking time 600, light on, dish Soup, seed 3"
    assert as_words(Oven(mode="top_heat", heat=60.5)) == "Heat 60.5, mode top heat"
