"""Styles and scripts: each is served, stylesheets as few files, modules by their hashed names."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from leadqual.core.files.static_bundles import STYLESHEETS, inline_imports, list_imports
from leadqual.settings import STORAGES

ROOT = Path(__file__).resolve().parents[4]
STATIC = ROOT / "leadqual" / "static"
LAYERS = "@layer tokens, base, components, pages, responsive;"
NAMED = re.compile(r"static\('((?:js|css)/[\w./-]+)'")
IMPORTED = re.compile(r'from "(\.[\w./-]+\.js)"')


def _named_by_pages() -> set[str]:
    pages = (ROOT / "templates").rglob("*.html")
    return {name for page in pages for name in NAMED.findall(page.read_text(encoding="utf-8"))}


def _imports(script: str) -> set[str]:
    path = STATIC / script
    found = IMPORTED.findall(path.read_text(encoding="utf-8"))
    return {str((path.parent / each).resolve().relative_to(STATIC)) for each in found}


def test_every_stylesheet_is_imported_once() -> None:
    parts = [part for entry in STYLESHEETS for part in list_imports(entry)]
    files = {str(path.relative_to(STATIC)) for path in STATIC.glob("css/*/*.css")}

    assert sorted(parts) == sorted(files)
    assert {str(path.relative_to(STATIC)) for path in STATIC.glob("css/*.css")} == set(STYLESHEETS)
    assert set(STYLESHEETS) <= _named_by_pages()


def test_every_rule_is_in_a_layer_and_every_stylesheet_names_their_order() -> None:
    for entry in STYLESHEETS:
        style = inline_imports(entry)
        assert LAYERS in style
        assert "@import" not in style
        comments = re.sub(r"/\*.*?\*/", "", (STATIC / entry).read_text(), flags=re.DOTALL)
        at_rules = r"^@(?:font-face|view-transition) \{.*?^\}"
        rules = re.sub(at_rules, "", comments, flags=re.DOTALL | re.MULTILINE)
        assert not [line for line in rules.splitlines() if line and line[0] != "@"]


def test_every_script_is_loaded_by_a_page_or_a_module() -> None:
    scripts = {str(path.relative_to(STATIC)) for path in STATIC.glob("js/**/*.js")}
    loaded = {name for name in _named_by_pages() if name.startswith("js/")}
    new = loaded
    while new:
        new = {each for script in new for each in _imports(script)} - loaded
        loaded |= new

    assert loaded == scripts


@pytest.mark.slow
def test_collected_stylesheets_are_whole_and_modules_import_by_hashed_names(
    tmp_path: Path, settings: Settings
) -> None:
    settings.STORAGES = STORAGES
    settings.STATIC_ROOT = tmp_path

    call_command("collectstatic", "--no-input", verbosity=0)

    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    for entry in STYLESHEETS:
        hashed = re.sub(
            r'"\.\./(fonts/[\w.-]+)"',
            lambda font: f'"../{names[font[1]]}"',
            inline_imports(entry),
        )
        assert (tmp_path / names[entry]).read_text() == hashed
    assert not set(names) & {part for entry in STYLESHEETS for part in list_imports(entry)}
    queue = (tmp_path / names["js/queue/queue.js"]).read_text()
    assert Path(names["js/queue/outbox.js"]).name in queue
