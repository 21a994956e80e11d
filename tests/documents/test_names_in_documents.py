"""Each file, folder and function that a document names in backticks exists."""

import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HISTORY = {"CHANGELOG.md", "docs/api/changelog.md"}
# Written when the product is built or runs; all else is in the repository.
MADE = ("/", "~", ".venv", ".leadqual", "STATE_DIR", "build/", "http:", "https:", "s3:", "$")
KINDS = "py|md|html|css|js|csv|tsv|toml|yaml|yml|lock"
_TICKS = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_FILE = re.compile(rf"[\w./*{{}},-]+\.(?:{KINDS})(?=$|::)")
_FOLDER = re.compile(r"[a-z_]\w*(?:/[\w.-]+)*/")
_FUNCTION = re.compile(r"(?:\w+\.)*([a-z_]\w+)\(\)")
_DEFINED = re.compile(r"\b(?:def|class|function|macro) (\w+)")
# Folders below `STATE_DIR`, real titles, and files of whoever installs or of other tools.
OUTSIDE = {
    *(f"{name}/" for name in ("logs", "uploads", "indexes", "facets", "workers", "fetched")),
    *("secrets/", "docker-compose.override.yml", "uv.lock", "pylock.toml"),
    *("labeled.tsv", "frequency.tsv", "headlines.tsv", "headlines_2.tsv", "similar/"),
}


def listed() -> list[str]:
    """Return the files of the repository, those too that are not committed yet."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def named(document: str) -> Iterator[str]:
    """Yield what stands in backticks, without blocks of code and those of HTML comments."""
    yield from _TICKS.findall(_FENCED.sub("", (ROOT / document).read_text(encoding="utf-8")))


def alternatives(text: str) -> list[str]:
    """Return the names that `{a,b}` in a name stands for."""
    start, brace, rest = text.partition("{")
    inside, _, end = rest.partition("}")
    return [start + part + end for part in inside.split(",")] if brace else [text]


@pytest.fixture(scope="module")
def files() -> list[str]:
    return listed()


@pytest.fixture(scope="module")
def functions(files: list[str]) -> set[str]:
    """Names of all that is defined in the repository's code."""
    code = (name for name in files if name.endswith((".py", ".js", ".html")))
    return {
        name
        for path in code
        for name in _DEFINED.findall((ROOT / path).read_text(encoding="utf-8", errors="ignore"))
    }


def test_files_and_folders_that_documents_name_exist(files: list[str]) -> None:
    folders = {str(parent) + "/" for name in files for parent in Path(name).parents}
    ends = {"/" + name for name in (*files, *folders)}
    by_end = {end[i:] for end in ends for i in range(len(end)) if end[i] == "/"}
    missing = [
        f"{document}: {text}"
        for document in files
        if document.endswith(".md") and document not in HISTORY
        for text in named(document)
        if not text.startswith(MADE) and (_FILE.fullmatch(text) or _FOLDER.fullmatch(text))
        if text not in OUTSIDE
        and not all(
            any(fnmatch(end, "*/" + name) for end in by_end)
            if "*" in name
            else "/" + name in by_end
            for name in alternatives(text)
        )
    ]

    assert not missing, "\n".join(missing)


def test_functions_that_documents_name_exist(files: list[str], functions: set[str]) -> None:
    missing = [
        f"{document}: {text}"
        for document in files
        if document.endswith(".md") and document not in HISTORY
        for text in named(document)
        if (found := _FUNCTION.fullmatch(text)) and found[1] not in functions
    ]

    assert not missing, "\n".join(missing)
