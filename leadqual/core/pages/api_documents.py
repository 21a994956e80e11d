"""The integrator docs in `docs/api` as HTML, with the URL of this installation."""

import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

FOLDER = Path(settings.BASE_DIR) / "docs" / "api"
PLACEHOLDER = "https://YOUR-LEADQUAL"
DESCRIPTION = "openapi.yaml"
"""File name of the API description, which links may point to."""
_KEPT = 64
_OUTSIDE = re.compile(r"https?://|#")

Addresses = Callable[[str], str | None]
"""Takes a file name; returns the URL of the page or API description, or None if not shown."""


@dataclass(frozen=True, slots=True)
class ApiDocument:
    """One page.

    Args:
        name: path in the folder without extension; part of its URL.
    """

    name: str
    words: str

    @property
    def text(self) -> str:
        """Return the Markdown source."""
        return (FOLDER / f"{self.name}.md").read_text(encoding="utf-8")


DOCUMENTS: Sequence[ApiDocument] = (
    ApiDocument("quickstart", "Quickstart"),
    ApiDocument("recipes/crm-sync", "CRM sync"),
    ApiDocument("recipes/event-receiver", "Events"),
    ApiDocument("recipes/inbound-form", "Inbound leads"),
    ApiDocument("recipes/correct-titles", "Correct titles"),
    ApiDocument("recipes/lists-and-exports", "Lists and exports"),
    ApiDocument("recipes/nightly-file", "Nightly file"),
    ApiDocument("recipes/agent", "Agents"),
    ApiDocument("mcp", "MCP server"),
    ApiDocument("python-generator", "Generated Python"),
    ApiDocument("typescript", "TypeScript"),
    ApiDocument("errors", "Errors"),
    ApiDocument("limits", "Limits"),
    ApiDocument("changelog", "Changes"),
)
_BY_NAME = {one.name: one for one in DOCUMENTS}


def find_document(name: str) -> ApiDocument | None:
    """Return the page with this name, or None."""
    return _BY_NAME.get(name)


@lru_cache(maxsize=_KEPT)
def render_document(document: ApiDocument, *, base_url: str, addresses: Addresses) -> SafeString:
    """Return a page as HTML, with headings one level lower and links to pages of the product.

    Args:
        document: one of `DOCUMENTS`.
        base_url: of this installation, without trailing slash; replaces the placeholder.
        addresses: returns URLs of other pages; a module-level function, for caching.
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(document.text.replace(PLACEHOLDER, base_url))
    for at, token in enumerate(tokens):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{int(token.tag[1]) + 1}"
        if token.type == "heading_open":
            token.attrSet("id", anchor_of(tokens[at + 1].content))
        if token.children:
            token.children = _resolve_links(token.children, document, addresses)
    reader.add_render_rule("table_open", _table_open)
    reader.add_render_rule("table_close", lambda *_: "</table></div>\n")
    reader.add_render_rule("fence", _fence)
    html: str = reader.renderer.render(tokens, reader.options, {})
    return mark_safe(html)  # noqa: S308  # our own files, read without raw HTML


def anchor_of(heading: str) -> str:
    """Return the anchor of a heading, as in other Markdown viewers."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _resolve_links(
    children: list[Token], document: ApiDocument, addresses: Addresses
) -> list[Token]:
    """Point links to the pages of the product; replace other links by their text."""
    kept_children, is_open = [], True
    for token in children:
        if token.type == "link_open":
            found = _link_target(str(token.attrGet("href")), document, addresses)
            is_open = found is not None
            if found is not None:
                token.attrSet("href", found)
        if is_open or token.type not in {"link_open", "link_close"}:
            kept_children.append(token)
    return kept_children


def _link_target(target: str, document: ApiDocument, addresses: Addresses) -> str | None:
    if _OUTSIDE.match(target):
        return target
    path, _, anchor = target.partition("#")
    name = posixpath.normpath(posixpath.join(posixpath.dirname(document.name), path))
    found = addresses(name.removesuffix(".md"))
    return f"{found}#{anchor}" if found and anchor else found


def _table_open(renderer: Any, tokens: Sequence[Token], at: int, *_: object) -> str:
    return '<div class="doc-table" tabindex="0" role="group" aria-label="Table"><table>\n'


def _fence(renderer: Any, tokens: Sequence[Token], at: int, *_: object) -> str:
    token = tokens[at]
    language = escapeHtml(token.info.strip() or "text")
    code = escapeHtml(token.content)
    return (
        f'<pre tabindex="0" role="group" aria-label="Example: {language}">'
        f'<code class="language-{language}">{code}</code></pre>\n'
    )
