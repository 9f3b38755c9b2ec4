"""The frame of a lesson's command, with commands made up."""

from __future__ import annotations

import pytest

from ai_playground.lesson.command import Parser


@pytest.fixture
def parser() -> Parser:
    made = Parser(prog="toy")
    verbs = made.add_verbs(default="find")
    verbs.add_parser("find").add_argument("photos", nargs="+")
    verbs.add_parser("train").add_argument("--epochs", type=int)
    for name, verb in verbs.choices.items():
        verb.set_defaults(verb=name)
    return made


@pytest.mark.parametrize(
    ("arguments", "verb"),
    [
        (["a.jpg", "b.jpg"], "find"),
        (["find", "a.jpg"], "find"),
        (["./train"], "find"),
        (["--", "-a.jpg"], "find"),
        (["train"], "train"),
        (["train", "--epochs", "3"], "train"),
    ],
)
def test_where_no_verb_is_named_the_default_is_meant(parser: Parser, arguments: list[str], verb: str) -> None:
    assert parser.parse_args(arguments).verb == verb


def test_help_is_that_of_the_command_and_not_of_its_default_verb(
    parser: Parser, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parser.parse_args(["--help"])
    assert "verbs:" in capsys.readouterr().out


def test_options_are_declared_once_and_not_before_they_are_asked_for() -> None:
    asked = []

    def declare(parser: Parser) -> None:
        asked.append(parser.prog)
        parser.add_argument("--size", type=int)

    top = Parser(prog="toy")
    commands = top.add_subparsers()
    for name in ("paint", "draw"):
        commands.add_parser(name, declare=declare)
    top.format_help()
    assert asked == []
    assert top.parse_args(["draw", "--size", "3"]).size == 3
    assert top.parse_args(["draw", "--size", "4"]).size == 4
    assert asked == ["toy draw"]


def test_what_is_wrong_is_said_in_one_line_with_control_characters_escaped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        Parser(prog="toy").parse_args(["--\033[2J"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "toy: unrecognized arguments: --\\x1b[2J; see toy --help\n"
