"""The snippets of a page for integrators, run one after the other as a reader would run them.

- `python` and `bash` are run in a folder of the page. A block whose first line is a comment with
  the name of a file is saved under that name instead.
- `json` below a line that says "answer:" is a part of what the block before it printed.
- `sh` is not run: it installs something. Tests of the documents check that its commands exist.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from tests.documents.pages import ROOT, Snippet, snippets

SECONDS = 300
PLACEHOLDERS = ("https://YOUR-LEADQUAL", "https://leadqual.example")
_NAMED = re.compile(r"(?:#|//|<!--) (?P<name>[\w-]+\.\w+)(?: -->)?\n")
_RUN = {"python": (sys.executable, "-W", "error"), "bash": ("bash", "-euo", "pipefail")}


class PageRun:
    """The run of one page.

    Args:
        folder: where its files are.
        values: of the environment: `LEADQUAL_URL`, `LEADQUAL_KEY` and what the page names.
        others: language → command that runs a file of it.
    """

    def __init__(
        self,
        folder: Path,
        values: Mapping[str, str],
        others: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        sources = os.pathsep.join([str(ROOT), str(ROOT / "clients" / "python")])
        self.printed: list[str] = []
        self._folder = folder
        self._commands = {**_RUN, **(others or {})}
        self._values = dict(values)
        self._environment = os.environ | {"PATH": programs, "PYTHONPATH": sources} | self._values
        self._started: list[int] = []

    def run(self, page: Path) -> None:
        """Run every snippet; the first that fails is an error that names its line."""
        for number, snippet in enumerate(snippets(page)):
            named = _NAMED.match(snippet.text)
            if named:
                self._write(named["name"], snippet)
            elif snippet.language in self._commands:
                self._run(number, snippet)
            elif snippet.language == "json":
                self._compare(snippet)

    def _write(self, name: str, snippet: Snippet) -> Path:
        text = snippet.text.replace("lq_...", self._values["LEADQUAL_KEY"])
        for placeholder in PLACEHOLDERS:
            text = text.replace(placeholder, self._values["LEADQUAL_URL"])
        path = self._folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def _run(self, number: int, snippet: Snippet) -> None:
        path = self._write(f"block{number}.{snippet.language}", snippet)
        output = path.with_suffix(".output")
        with output.open("wb") as stream:
            done = subprocess.Popen(
                [*self._commands[snippet.language], path.name],
                cwd=self._folder,
                env=self._environment,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._started.append(done.pid)
            code = done.wait(SECONDS)
        self.printed.append(output.read_text(encoding="utf-8"))
        assert code == 0, f"{snippet}\n{self.printed[-1]}"

    def _compare(self, snippet: Snippet) -> None:
        example = json.loads(snippet.text)
        if snippet.before.endswith("answer:"):
            answer = json.loads(self.printed[-1])
            assert is_part(example, answer), f"{snippet}\n{self.printed[-1]}"

    def end(self) -> None:
        """End what a block left running."""
        for process in psutil.process_iter():
            try:
                if os.getsid(process.pid) in self._started:
                    process.send_signal(signal.SIGKILL)
            except (OSError, psutil.Error):
                continue


@contextmanager
def page_run(folder: Path, values: Mapping[str, str]) -> Iterator[PageRun]:
    """Give a run, and end what it started."""
    run = PageRun(folder, values)
    try:
        yield run
    finally:
        run.end()


def is_part(example: Any, answer: Any) -> bool:
    """Return whether the answer has each key of an example, with its text or its kind of value."""
    if isinstance(example, dict):
        return isinstance(answer, dict) and all(
            name in answer and is_part(one, answer[name]) for name, one in example.items()
        )
    if isinstance(example, list):
        return isinstance(answer, list) and all(
            any(is_part(one, other) for other in answer) for one in example
        )
    if isinstance(example, int | float) and not isinstance(example, bool):
        return isinstance(answer, int | float)
    return bool(example == answer)
