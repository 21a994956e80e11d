"""Documents say what is so."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import yaml

from tests.documents.commands import unknown_part
from tests.documents.pages import (
    ROOT,
    SHELL,
    broken_link,
    commands,
    documents,
    links,
    missing_lines,
    snippets,
    text_of,
)

FOLDERS = (
    "leadqual|launcher|classifiers|facet_index|recommender|research|supply_chain|templates|tests"
    "|docs"
)
MENTIONS = re.compile(rf"`((?:{FOLDERS})/[\w./-]+)`")
DRAWN = re.compile(rf"\b(?:{FOLDERS})/[\w./-]+?\.py")
# What was true when it was written stays as it is.
HISTORY = {"CHANGELOG.md"}
DIAGRAMS = ("flowchart ", "sequenceDiagram", "stateDiagram", "classDiagram", "erDiagram")


def test_every_place_that_names_the_version_names_the_same() -> None:
    version = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["version"]
    client = tomllib.loads(text_of(ROOT / "clients/python/pyproject.toml"))["project"]["version"]
    newest = re.search(r"^## (\d[\d.]*) ", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)

    assert newest is not None
    assert newest[1] == client == version
    assert f'"leadqual-client/{version}"' in text_of(
        ROOT / "clients/python/leadqual_client/transport.py"
    )


def test_links_lead_to_files_and_headings() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in documents()
        for target in links(path)
        if broken_link(path, target)
    ]

    assert broken == []


def test_files_that_a_document_or_its_diagram_names_exist() -> None:
    named = {
        (path.name, name)
        for path in documents()
        if path.name not in HISTORY
        for name in MENTIONS.findall(text_of(path))
    }
    named |= {
        (str(snippet), name)
        for path in documents()
        for snippet in snippets(path)
        if snippet.language == "mermaid"
        for name in DRAWN.findall(snippet.text.replace("/<br/>", "/"))
    }

    assert {(place, name) for place, name in named if not (ROOT / name).exists()} == set()


def test_commands_exist_with_their_options() -> None:
    unknown = [
        f"{path.relative_to(ROOT)}: {command} ({part})"
        for path in documents()
        if path.name not in HISTORY
        for command in commands(path)
        if (part := unknown_part(command)) is not None
    ]

    assert unknown == []


def test_snippets_can_be_parsed() -> None:
    broken = []
    for path in documents():
        for snippet in snippets(path):
            try:
                if snippet.language == "python":
                    ast.parse(snippet.text)
                elif snippet.language == "yaml":
                    yaml.safe_load(snippet.text)
                elif snippet.language in SHELL - {""}:
                    subprocess.run(
                        ["/bin/bash", "-n"], input=snippet.text, text=True, check=True
                    )  # fmt: skip
                elif snippet.language == "mermaid" and not snippet.text.startswith(DIAGRAMS):
                    broken.append(f"{snippet}: no kind of diagram")
            except (SyntaxError, yaml.YAMLError, subprocess.CalledProcessError) as error:
                broken.append(f"{snippet}: {error}")

    assert broken == []


def test_quoted_code_is_that_of_the_file_named_above_it() -> None:
    other = [
        f"{snippet}: {line}"
        for path in documents()
        if path.name not in HISTORY
        for snippet in snippets(path)
        for line in missing_lines(snippet)
    ]

    assert other == []


def test_every_document_is_in_the_table_of_contents() -> None:
    index = ROOT / "docs" / "index.md"
    listed = {(index.parent / target.partition("#")[0]).resolve() for target in links(index)}

    assert [path.name for path in documents() if path != index and path not in listed] == []


def test_a_wrong_command_is_found() -> None:
    for command, part in (
        ("make run PORT=8123  # another port", None),
        ("make walk", "walk"),
        ("make run HARBOR=1", "HARBOR=1"),
        (".venv/bin/leadqual titles classify IN.csv --out OUT.csv", None),
        ("leadqual titles clasify IN.csv", "clasify"),
        ("leadqual titles classify IN.csv --outt X", "--outt"),
        ("python -m benchmarks titles", None),
        ("python -m benchmarks totals", "totals"),
        ("python manage.py migrat", "migrat"),
        ("curl http://a.example/api/v1/no", "http://a.example/api/v1/no"),
        ("git status", None),
    ):
        assert unknown_part(command) == part


def test_a_wrong_link_anchor_and_quote_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A title, with `code`\n\n[1](#a-title-with-code) [2](#other) [3](no.md)\n\n"
        "From `manage.py`:\n```python\nimport os\n...\nimport nothing\n```\n"
    )

    assert [target for target in links(page) if broken_link(page, target)] == ["#other", "no.md"]
    assert [line for snippet in snippets(page) for line in missing_lines(snippet)] == [
        "import nothing"
    ]
