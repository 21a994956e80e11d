"""Documents say what is so."""

import re

import pytest

from tests.architecture.layout import DOCUMENT, ROOT, document

FOLDERS = "leadqual|classifiers|facets|recommender|templates|tests|docs"
MENTIONS = re.compile(rf"`((?:{FOLDERS})/[\w./-]+)`")


def test_layout_in_the_architecture_is_that_of_the_tree() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")

    assert written == document(), "run `.venv/bin/python -m tests.architecture.layout`"


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md", "docs/operations.md"])
def test_files_that_a_document_names_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    missing = [path for path in MENTIONS.findall(text) if not (ROOT / path).exists()]

    assert missing == []


def test_commands_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    for target in set(re.findall(r"`?make (\w+)", text)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
