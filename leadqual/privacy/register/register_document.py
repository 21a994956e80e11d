"""The part of docs/privacy.md that lists what is held.

`python -m leadqual.privacy.register.register_document` writes it.
"""

from collections.abc import Iterator
from pathlib import Path

from leadqual.privacy.register.personal_tables import (
    EXEMPT_TABLES,
    FILES,
    REDIS_KEYS,
    TABLES,
    USER_TABLES,
)

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "privacy.md"
BEGIN, END = "<!-- register: begin -->", "<!-- register: end -->"


def document() -> str:
    """Return docs/privacy.md with the register as it is now between its marks."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{chr(10).join(_document_lines())}\n{END}{after}"


def _document_lines() -> Iterator[str]:
    yield "### Contacts and people who reply"
    yield ""
    yield "| Table | Personal data | Why | How long | Erasing a person |"
    yield "|---|---|---|---|---|"
    for table in TABLES:
        yield f"| `{table.model}` | {table.holds} | {table.why} | {table.kept} | {table.erased} |"
    yield ""
    yield "### Users"
    yield ""
    yield "| Table | Personal data | Why | How long | Erasing a contact |"
    yield "|---|---|---|---|---|"
    for table in USER_TABLES:
        yield f"| `{table.model}` | {table.holds} | {table.why} | {table.kept} | {table.erased} |"
    yield ""
    yield "### Files and Redis"
    yield ""
    yield "| Where | Personal data | How long | Erasing a person |"
    yield "|---|---|---|---|"
    for kind in (*FILES, *REDIS_KEYS):
        place = kind.place if kind.place.startswith("Redis") else f"`STATE_DIR/{kind.place}`"
        yield f"| {place} | {kind.holds or 'none'} | {kind.kept} | {kind.erased} |"
    yield ""
    yield "### Tables without personal data"
    yield ""
    reasons: dict[str, list[str]] = {}
    for label, reason in EXEMPT_TABLES.items():
        reasons.setdefault(reason, []).append(f"`{label}`")
    for reason, labels in reasons.items():
        yield f"- {', '.join(labels)}: {reason}"


def main() -> None:
    DOCUMENT.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
