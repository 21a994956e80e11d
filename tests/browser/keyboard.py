"""Hands on the keyboard alone: move by Tab, press there, and see where the focus is."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

MAX_STOPS = 150

# A ring around it, or around its label or row; and some point of it is not covered.
_SEEN = """
() => {
  const at = document.activeElement;
  const parents = [at.parentElement, at.parentElement?.parentElement, at.closest("tr")];
  const around = [at, ...parents].filter(Boolean);
  const hasRing = around.some((one) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
  });
  if (!hasRing) return `no ring: ${at.outerHTML.slice(0, 120)}`;
  const shown = at.closest("label") ?? at;
  const isOver = [...shown.getClientRects()].some((box) =>
    [0.1, 0.5, 0.9].some((x) => [0.2, 0.5, 0.8].some((y) => {
      const top = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
      return top && (shown.contains(top) || top.contains(shown));
    })));
  return isOver ? "" : `covered: ${at.outerHTML.slice(0, 120)}`;
}
"""


def focus_problem(page: Page) -> str:
    """Return why the focus cannot be seen where it is, or nothing."""
    problem: str = page.evaluate(_SEEN)
    return problem


def tab_to(page: Page, target: Locator, *, keys: str = "Tab") -> None:
    """Press Tab until an element has the focus, and see that the focus shows there."""
    expect(target.first).to_be_attached()
    for _ in range(MAX_STOPS):
        if target.first.evaluate("one => one === document.activeElement"):
            problem = focus_problem(page)
            assert not problem, problem
            return
        page.keyboard.press(keys)
    pytest.fail(f"{target} is not reached by {keys}.")


def press_on(page: Page, role: str, name: str, key: str = "Enter") -> None:
    """Go to a control by Tab and press a key there."""
    tab_to(page, page.get_by_role(role, name=re.compile(name)))  # type: ignore[arg-type]  # a role
    page.keyboard.press(key)
