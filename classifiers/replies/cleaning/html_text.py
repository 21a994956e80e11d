"""The visible text of an HTML email, with quoted lines marked."""

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import unquote

_BLOCKS = re.compile(
    "address|article|blockquote|br|div|dl|dt|dd|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre"
    "|section|table|tr|ul"
)
_PARAGRAPHS = frozenset(("p", "blockquote", "h1", "h2", "h3", "h4"))
_HIDDEN = frozenset(("script", "style", "head", "title", "template", "noscript"))
_HEAD = frozenset(("head", "title"))
_QUOTE_CLASSES = (
    "gmail_quote",
    "gmail_attr",
    "moz-cite-prefix",
    "yahoo_quoted",
    "protonmail_quote",
)
_QUOTE_IDS = (
    "divrplyfwdmsg",
    "appendonsend",
    "mail-editor-reference-message-container",
    "x_divrplyfwdmsg",
)
_COMMENT_ENDS = re.compile(r"--!?\s*>")
# A tag, its quoted values with whatever signs; or a sign that begins none. Nothing is read twice.
_TAG = re.compile(r"""<[^<>]*+>|<[!?/a-z](?:[^<>"']|"[^"]*"|'[^']*')*+>|<""", re.IGNORECASE)
_NAME = re.compile(r"""<(/?)([a-z][^\s/<>"'\x00]*)""", re.IGNORECASE)
_MARK = re.compile(
    r"""[\s"'/](class|id)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE
)
_MAILTO = re.compile(r"(?i)\shref\s*=\s*[\"']?\s*mailto:([\w.+%-]{1,64}(?:@|%40)[\w.-]{1,190})")
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|wbr")


def html_to_text(html: str) -> str:
    """Return the visible text; lines of a quoted original begin with `>`."""
    reader = _TextExtractor()
    reader.feed(_TAG.sub(_plain_tag, _without_comments(html)))
    reader.close()
    return reader.text()


def _without_comments(html: str) -> str:
    """Leave comments out; one that does not end hides nothing."""
    kept: list[str] = []
    at = 0
    while (start := html.find("<!--", at)) >= 0:
        end = _COMMENT_ENDS.search(html, start + 2)
        if end is None:
            break
        kept.append(html[at:start])
        at = end.end()
    return "".join(kept) + html[at:].replace("<!--", " ")


def _plain_tag(match: re.Match[str]) -> str:
    """Reduce a tag to its name, what may mark a quote, and the address that it links to.

    The library takes quadratic time for tags that do not end, and for torn values.
    """
    tag = match.group()
    name = _NAME.match(tag)
    if name is None:
        return "" if tag[1:2] in {"!", "?", "/"} else f"&lt;{tag[1:]}"
    marks = "".join(
        f' {found.group(1)}="{re.sub("[<>&]", " ", found.group(found.lastindex or 0))}"'
        for found in _MARK.finditer(tag)
        if '"' not in found.group(found.lastindex or 0)
    )
    if name.group(0).lower() == "<a" and (link := _MAILTO.search(tag)):
        marks += f' href="{link.group(1)}"'
    return f"<{name.group(1)}{name.group(2)}{marks}{'/' if tag.endswith('/>') else ''}>"


class _TextExtractor(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[bool, list[str]]] = [(False, [])]
        self._hidden: Counter[str] = Counter()
        self._open: list[tuple[str, bool]] = []
        self._n_open: Counter[str] = Counter()
        self._n_quotes = 0
        self._below_outlook_quote = False
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = {name: (value or "").lower() for name, value in attrs}
        if tag == "a":
            self._address = unquote(marks.get("href", ""))
        starts_quote = tag == "blockquote" or any(
            name in marks.get("class", "") for name in _QUOTE_CLASSES
        )
        # Outlook closes the marked element at once; everything after it is the original.
        self._below_outlook_quote |= marks.get("id", "") in _QUOTE_IDS
        self._end_hidden_head(tag)
        if tag in _HIDDEN:
            self._hidden[tag] += 1
        if not _VOID.fullmatch(tag):
            self._open.append((tag, starts_quote))
            self._n_open[tag] += 1
            self._n_quotes += starts_quote
        if _BLOCKS.fullmatch(tag):
            self._break_line(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._append_link_address()
        if self._hidden[tag]:
            self._hidden[tag] -= 1
        while self._n_open[tag]:
            name, starts_quote = self._open.pop()
            self._n_open[name] -= 1
            self._n_quotes -= starts_quote
            if name == tag:
                break
        if _BLOCKS.fullmatch(tag) and tag != "br":
            self._break_line(tag)

    def handle_data(self, data: str) -> None:
        if not any(self._hidden.values()):
            self._lines[-1][1].append(data)

    def _append_link_address(self) -> None:
        """Write the address of a link behind its text, unless the text says it."""
        address, self._address = self._address.rstrip("."), ""
        if address and address not in "".join(self._lines[-1][1]).lower():
            self.handle_data(f" <{address}>")

    def _end_hidden_head(self, tag: str) -> None:
        """The body, or what can be in a body alone, ends a head whose end tag was left out."""
        if tag == "body":
            self._hidden.clear()
        elif _BLOCKS.fullmatch(tag):
            for name in _HEAD:
                self._hidden[name] = 0

    def _break_line(self, tag: str) -> None:
        quoted = self._below_outlook_quote or self._n_quotes > 0
        if tag in _PARAGRAPHS or self._lines[-1][1] or tag == "br" or quoted != self._lines[-1][0]:
            self._lines.append((quoted, []))

    def text(self) -> str:
        lines = []
        for quoted, parts in self._lines:
            line = re.sub(r"\s+", " ", "".join(parts)).strip()
            lines.append(f"> {line}" if quoted and line else line)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
