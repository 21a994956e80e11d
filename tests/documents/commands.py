"""Whether a command that a document names exists, with its subcommand and options."""

import importlib.util
import re
import shlex
from typing import Any

import typer
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from benchmarks.suites import SUITES
from leadqual.cli import app
from tests.documents.pages import ROOT, text_of

_OURS = re.compile(r"([A-Z_]+=\S* )*(\.venv/bin/)?(make|leadqual|python|curl) ")
_PLACEHOLDER = re.compile(r"[A-Z]+(\.\w+)?|…|\.\.\.|<.+>|\[.+\]")


def unknown_part(line: str) -> str | None:
    """Return what of a command does not exist; None where all of it does, or it is not ours."""
    if not _OURS.match(line):
        return None
    words = shlex.split(line, comments=True)
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words.pop(0)
    program, arguments = words[0].removeprefix(".venv/bin/"), words[1:]
    known = {"make": _make, "leadqual": _leadqual, "python": _python, "curl": _curl}
    return known[program](arguments)


def _make(arguments: list[str]) -> str | None:
    makefile = text_of(ROOT / "Makefile")
    makefile += makefile.replace("$(VENV)", ".venv")
    for word in arguments:
        name, is_variable, _ = word.partition("=")
        pattern = rf"\$\({name}\)" if is_variable else rf"^(?:[\w-]+ )*{re.escape(name)}\b[\w -]*:"
        if not re.search(pattern, makefile, re.M):
            return word
    return None


_ROOT: Any = typer.main.get_command(app)  # Of Typer's own copy of click, which has no types.


def _leadqual(arguments: list[str]) -> str | None:
    command = _ROOT
    for word in arguments:
        if hasattr(command, "commands") and not word.startswith("-"):
            found = command.commands.get(word)
            if found is None:
                return None if _PLACEHOLDER.fullmatch(word) else word
            command = found
        elif word.startswith("--"):
            option = word.partition("=")[0]
            if option != "--help" and not any(option in param.opts for param in command.params):
                return option
    return None


def _python(arguments: list[str]) -> str | None:
    if arguments[:1] == ["manage.py"]:
        name = arguments[1]
        return None if name in get_commands() else name
    if arguments[:1] != ["-m"]:
        return None
    module, rest = arguments[1], [word for word in arguments[2:] if not word.startswith("-")]
    if importlib.util.find_spec(module) is None:
        return module
    if module == "benchmarks" and rest and rest[0] not in SUITES:
        return rest[0]
    return None


def _curl(arguments: list[str]) -> str | None:
    for word in arguments:
        if found := re.search(r"://[^/]+(/api/[^?]*)", word):
            try:
                resolve(found.group(1))
            except Resolver404:
                return word
    return None
