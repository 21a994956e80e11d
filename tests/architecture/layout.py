"""Every folder and module with the first line of its docstring; `make docs` writes it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "build" / "layout.md"
HEAD = """# Layout

Every folder and module with the first line of its docstring. docs/architecture.md says how they fit
together.
"""
PACKAGES = (
    "leadqual",
    "classifiers",
    "facet_index",
    "recommender",
    "launcher",
    "research",
    "benchmarks",
)
LEFT_OUT = {"migrations", "management", "__pycache__", "static", "data", "pretrained", "results"}


def document() -> str:
    """Return the whole document: a chapter for each package."""
    chapters = [HEAD]
    for name in PACKAGES:
        lines = "\n".join(_lines(ROOT / name, depth=0))
        chapters.append(f"\n## {name}\n\n```\n{lines}\n```\n")
    return "".join(chapters)


def _lines(folder: Path, *, depth: int) -> Iterator[str]:
    yield _line(f"{folder.name}/", folder / "__init__.py", depth)
    for path in sorted(folder.iterdir()):
        if path.suffix == ".py" and path.stem not in {"__init__", "__main__"}:
            yield _line(path.name, path, depth + 1)
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in LEFT_OUT and (path / "__init__.py").exists():
            yield from _lines(path, depth=depth + 1)


def _line(name: str, path: Path, depth: int) -> str:
    words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first = words.partition("\n")[0].rstrip(".")
    return f"{'    ' * depth}{name:<{32 - 4 * depth}} {first}".rstrip()


if __name__ == "__main__":
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(document(), encoding="utf-8")
    print(DOCUMENT.relative_to(ROOT))  # noqa: T201  # for who asked for it
