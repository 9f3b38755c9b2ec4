"""The frame of a lesson's command, with commands made up."""

from __future__ import annotations

import argparse
import json
import math
import re
from pathlib import Path

import pytest

from ai_playground.lesson.command import BAD_INPUT, CommandError, Parser, loading, make_folder, write_result


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


def run(fails_with: Exception | None) -> int:
    """The exit code of a command that knows ZeroDivisionError as bad input."""

    def work(options: argparse.Namespace) -> int:
        if fails_with:
            raise fails_with
        return int(options.code)

    parser = Parser(prog="ai-playground toy")
    parser.add_argument("code", type=int)
    parser.runs("toy", work, lambda: (ZeroDivisionError,))
    options = parser.parse_args(["7"])
    code: int = options.run(options)
    return code


@pytest.mark.parametrize("error", [CommandError("no\nway"), ZeroDivisionError("no\nway")])
def test_bad_input_becomes_one_line_and_its_exit_code(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(error) == BAD_INPUT
    assert capsys.readouterr() == ("", "ai-playground toy: no\\nway\n")


def test_a_command_gives_its_own_exit_code_and_a_fault_of_ours_is_not_hidden() -> None:
    assert run(None) == 7
    with pytest.raises(KeyError):
        run(KeyError("a fault"))


def test_a_result_is_printed_for_programs_or_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    def as_text(result: dict[str, float]) -> str:
        return f"loss {result['loss']}"

    write_result({"loss": 0.5}, as_text, as_json=False)
    assert capsys.readouterr().out == "loss 0.5\n"
    write_result({"loss": 0.5}, as_text, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"loss": 0.5}
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_result({"loss": math.nan}, as_text, as_json=True)


@pytest.mark.parametrize("error", [ImportError("lacks it"), RuntimeError("lacks it"), ValueError("lacks it")])
def test_what_tensorflow_lacks_is_said_as_it_says_it(error: Exception) -> None:
    with pytest.raises(CommandError, match="lacks it"), loading():
        raise error


def test_a_folder_is_made_with_those_above_it_or_the_one_that_cannot_be_is_named(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match=re.escape(f"{tmp_path / 'file'} can't be written: ")):
        make_folder(tmp_path / "file")
