"""The tree of departments and functions, rendered without a template.

It has about 300 nodes, for which a template took a tenth of the page's time.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Protocol

from django.utils.safestring import SafeString

from leadqual.core.formats import thousands
from leadqual.core.pages.components import icon


class Node(Protocol):
    """A function; base class of departments."""

    code: str
    name: str
    count: int
    is_ticked: bool


class Branch(Node, Protocol):
    """A department with its functions."""

    is_mixed: bool
    is_open: bool
    open_url: str
    functions: Sequence[Node]


def tree_branches(departments: Iterable[Branch], can_refuse: object = False) -> SafeString:
    """Render the items of the tree.

    Args:
        departments: in order.
        can_refuse: whether branches can be excluded.
    """
    is_refusable = bool(can_refuse)
    return SafeString("".join(_render_branch(one, is_refusable) for one in departments))


def tree_counts(departments: Iterable[Branch]) -> dict[str, str]:
    """Return the formatted counts of the tree: {"department-sales": "1,986", …}."""
    counts = {}
    for department in departments:
        counts[f"department-{department.code}"] = thousands(department.count)
        for function in department.functions:
            counts[f"function-{function.code}"] = thousands(function.count)
    return counts


def _render_branch(department: Branch, is_refusable: bool) -> str:
    name = escape(department.name)
    functions = "".join(
        f"<li>{_render_node('function', one, is_refusable)}</li>" for one in department.functions
    )
    address = (
        f'<a class="twist" href="{escape(department.open_url)}"'
        f' aria-label="{"Close" if department.is_open else "Open"} {name}">{icon("chevron")}</a>'
    )
    node = _render_node(
        "department", department, is_refusable, address, is_mixed=department.is_mixed
    )
    inner = f"<ul>{functions}</ul>" if functions else ""
    return f"<li{' data-open' if department.is_open else ''}>{node}{inner}</li>\n"


def _render_node(
    kind: str,
    node: Node,
    is_refusable: bool,
    address: str = "",
    *,
    is_mixed: bool = False,
) -> str:
    code, name = escape(node.code), escape(node.name)
    css = f"node{' root' if address else ''}{'' if node.count else ' zero'}"
    refusal = (
        f'<button class="not" name="leave" value="{kind}:{code}" title="Exclude {name}"'
        f' aria-label="Exclude {name}">Exclude</button>'
        if is_refusable
        else ""
    )
    state = ' data-state="mixed"' if is_mixed else ""
    return (
        f'<div class="{css}"{state}>{address}'
        f'<label><input type="checkbox" name="{kind}" value="{code}"'
        f"{' checked' if node.is_ticked else ''}><span>{name}</span></label>{refusal}"
        f'<span class="count" id="count-{kind}-{code}">{thousands(node.count)}</span></div>'
    )
