"""How templates are filed: pages of an app in its folder, what pages are made of in `partials/`."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
MAX_FILES = 20
INCLUDED = re.compile(r'{%-?\s*include\s+"([^"]+)"')
DRAWN = re.compile(r'inclusion_tag\(\s*"([^"]+)"')


def _is_partial(name: str) -> bool:
    return name.startswith(("partials/", "components/")) or "/partials/" in name


def test_no_folder_of_templates_has_too_many_files() -> None:
    files = Counter(path.parent for path in TEMPLATES.rglob("*") if path.is_file())

    assert not {str(folder): n for folder, n in files.items() if n > MAX_FILES}


def test_what_is_included_or_drawn_by_a_tag_is_filed_as_a_partial() -> None:
    pages = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.*")]
    tags = [path.read_text(encoding="utf-8") for path in (ROOT / "leadqual").rglob("*.py")]
    included = {name for text in pages for name in INCLUDED.findall(text)}
    drawn = {name for text in tags for name in DRAWN.findall(text)}

    assert included
    assert drawn
    assert not {name for name in included | drawn if not _is_partial(name)}


def test_no_page_is_filed_as_a_partial_and_no_partial_is_marked_by_an_underscore() -> None:
    whole = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if '{% extends "' in path.read_text(encoding="utf-8")
    }

    assert not {name for name in whole if _is_partial(name)}
    assert not list(TEMPLATES.rglob("_*"))


def test_every_template_that_is_named_exists() -> None:
    named = re.compile(r'"((?:[a-z_0-9]+/)+[a-z_0-9]+\.html)"')
    sources = [*TEMPLATES.rglob("*.html"), *(ROOT / "leadqual").rglob("*.py")]
    missing = {
        (str(path.relative_to(ROOT)), name)
        for path in sources
        for name in named.findall(path.read_text(encoding="utf-8"))
        if not (TEMPLATES / name).exists() and not name.startswith("admin/")
    }

    assert not missing
