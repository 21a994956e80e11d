"""What the documents say that can be checked: links, anchors, commands, snippets, quoted code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$", re.M | re.S
)
_LINK = re.compile(r"\[[^\]]*\]\(<?([^)>\s]+)>?\)")
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.M)
SHELL = {"", "sh", "bash", "console"}


@dataclass(frozen=True, slots=True)
class Snippet:
    """A fenced block of a document.

    Attributes:
        line: the number of its first line.
        before: the last line of words above it.
    """

    path: Path
    line: int
    language: str
    text: str
    before: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}"


def documents() -> list[Path]:
    """Every page that people read: those in the root, and those in `docs/`."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose_of(path: Path) -> str:
    """The document without its fenced blocks."""
    return _FENCE.sub("", text_of(path))


def snippets(path: Path) -> Iterator[Snippet]:
    text = text_of(path)
    for found in _FENCE.finditer(text):
        above = [line for line in text[: found.start()].splitlines() if line.strip()]
        block = re.sub(rf"^{found['indent']}", "", found["text"], flags=re.M)
        line = text.count("\n", 0, found.start()) + 2
        yield Snippet(path, line, found["language"], block, above[-1] if above else "")


def links(path: Path) -> Iterator[str]:
    """Targets of links and images inside the repository, as written."""
    for target in _LINK.findall(_INLINE.sub("", prose_of(path))):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(path: Path) -> set[str]:
    """The anchors of the headings, as they are made where the documents are shown."""
    found: set[str] = set()
    for heading in _HEADING.findall(prose_of(path)):
        words = re.sub(r"[^\w\- ]", "", heading.lower().replace("`", "")).replace(" ", "-")
        number = sum(1 for other in found if re.fullmatch(rf"{re.escape(words)}(-\d+)?", other))
        found.add(f"{words}-{number}" if number else words)
    return found


def broken_link(path: Path, target: str) -> bool:
    file, _, anchor = target.partition("#")
    there = path if not file else (path.parent / file).resolve()
    if not there.exists():
        return True
    return bool(anchor) and (there.suffix != ".md" or anchor not in anchors(there))


def commands(path: Path) -> Iterator[str]:
    """Each command that the document tells people to run, on one line."""
    for snippet in snippets(path):
        if snippet.language in SHELL:
            joined = re.sub(r"\\\n\s*", " ", snippet.text)
            yield from (line.strip().removeprefix("$ ") for line in joined.splitlines())
    yield from _INLINE.findall(prose_of(path))


def missing_lines(snippet: Snippet) -> Iterator[str]:
    """Lines of a Python or HTML snippet that the file named in the line above does not have.

    `...` on a line of its own stands for what was cut. A snippet below no file name is an example.
    """
    named = re.findall(r"`([\w./-]+\.(?:py|html))`", snippet.before)
    if snippet.language not in {"python", "html"} or not named:
        return
    file = ROOT / named[-1]
    if not file.exists():
        yield named[-1]
        return
    there = [line.strip() for line in text_of(file).splitlines()]
    start = 0
    for line in filter(None, map(str.strip, snippet.text.splitlines())):
        if line in {"...", "# ..."}:
            continue
        try:
            start = there.index(line, start) + 1
        except ValueError:
            yield line
