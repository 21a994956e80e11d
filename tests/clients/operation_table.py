"""The table of what pages and API can do, and what tests of the client call.

`make docs` writes it.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import django

from tests.architecture.layout import ROOT
from tests.clients.description import Described, described_operations

DOCUMENT = ROOT / "build" / "operations.md"
ACTIONS = Path(__file__).parent / "page_actions.csv"
REASONS = {
    "account": "belongs to the account of a person, who may have several workspaces; "
    "a key belongs to one",
    "display": "how one browser shows a page; nothing of the workspace changes",
    "health": "for the load balancer",
    "key-owner": "makes the person who is signed in the owner of a key",
    "program": "for agents, with the tools of docs/api/mcp.md",
    "setting": "a setting, a link or a draft that managers make on a page, where they see what it "
    "does; no program has asked for it so far",
    "sign-in": "belongs to signing in with a browser",
}
_HEAD = """# Operations

What pages can do, what the API can do, and what the tests call by the generated client.

A test calls every operation over HTTP by the Python client on a workspace with a row of everything
and compares the answer with the description. Where the state of that workspace does not allow a
call, the table names the documented problem that is answered.
"""


@dataclass(frozen=True, slots=True)
class PageAction:
    """An address of pages that takes forms.

    Args:
        page: its route.
        operations: of the API that do the same.
        reason: key of `REASONS` where there is none.
    """

    page: str
    operations: tuple[str, ...]
    reason: str


def page_actions() -> list[PageAction]:
    """Read the table that maps pages to operations."""
    with ACTIONS.open(newline="", encoding="utf-8") as file:
        return [
            PageAction(row["page"], tuple(row["operations"].split()), row["reason"])
            for row in csv.DictReader(file)
        ]


def document() -> str:
    """Return the whole document."""
    actions, operations = page_actions(), described_operations()
    pages: dict[str, list[str]] = defaultdict(list)
    for action in actions:
        for name in action.operations:
            pages[name].append(action.page)
    known = {one.name for one in operations}
    lines = [_line(one, pages[one.name]) for one in operations]
    return "\n".join(
        [
            _HEAD,
            f"## {len(operations)} operations\n",
            "| Operation | Request | Page can | API can | Client tested |",
            "|---|---|---|---|---|",
            *lines,
            f"\n## {len(actions)} actions of pages\n",
            "| Page | Operations |",
            "|---|---|",
            *(f"| `/{one.page}` | {_by(one, known)} |" for one in actions),
            "",
        ]
    )


def _line(one: Described, pages: list[str]) -> str:
    shown = f"`{one.method} {one.path.removeprefix('/api/v1')}`"
    forms = ", ".join(f"`/{page}`" for page in sorted(pages))
    on_page = forms or ("shown" if one.method == "GET" else "for programs")
    from tests.clients.calls import CALLS  # Its models need Django, see below.

    call = CALLS.get(one.name)
    tested = "yes" if call is None or call.problem is None else f"yes: {call.problem[0]} "
    tested += f"`{call.problem[1]}`" if call and call.problem else ""
    return f"| `{one.name}` | {shown} | {on_page} | yes | {tested} |"


def _by(action: PageAction, known: set[str]) -> str:
    if action.reason:
        return f"None: {REASONS[action.reason]}."
    named = [f"`{name}`" if name in known else "not yet" for name in action.operations]
    return ", ".join(dict.fromkeys(named))


if __name__ == "__main__":
    django.setup()
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(document(), encoding="utf-8")
    print(DOCUMENT.relative_to(ROOT))  # noqa: T201  # for who asked for it
