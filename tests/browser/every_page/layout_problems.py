"""What is wrong with the layout of the open page, in words, as the browser itself measures it."""

from playwright.sync_api import Page

_MEASURE = r"""
() => {
  const found = [];
  const named = (node) => {
    const id = node.id ? `#${node.id}` : "";
    const classes = [...node.classList].map((one) => `.${one}`).join("");
    return `${node.localName}${id}${classes}`;
  };
  const place = (node) => {
    const path = [];
    for (let at = node; at && at !== document.body && path.length < 4; at = at.parentElement) {
      path.unshift(named(at));
    }
    return `${path.join(" > ")} "${(node.innerText || node.value || "").trim().slice(0, 20)}"`;
  };

  // The part of an element that its ancestors leave to be seen, and whether one hides its side.
  const seen = (node) => {
    const own = node.getBoundingClientRect();
    let { left, top, right, bottom } = own;
    let isCut = false;
    for (let at = node.parentElement; at; at = at.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      if (overflowX !== "visible") {
        const scrolls = overflowX === "auto" || overflowX === "scroll";
        isCut ||= !scrolls && (right > box.right + 1 || left < box.left - 1);
        left = Math.max(left, box.left);
        right = Math.min(right, box.right);
      }
      if (overflowY !== "visible") {
        top = Math.max(top, box.top);
        bottom = Math.min(bottom, box.bottom);
      }
      if (position === "fixed") break;
    }
    return { node, left, top, right, bottom, isCut };
  };

  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) {
    const wide = [...document.body.querySelectorAll("*")].map(seen)
      .filter((one) => one.right > innerWidth + 1 && one.right > one.left);
    const last = wide.length ? place(wide.at(-1).node) : "";
    found.push(`the page is ${root.scrollWidth} wide: ${last}`);
  }

  // Bars that stay while the page scrolls lie over what is below them.
  const stays = (node) => {
    for (let at = node; at; at = at.parentElement) {
      if (["fixed", "sticky"].includes(getComputedStyle(at).position)) return true;
    }
    return false;
  };
  const shown = { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true };
  const ways = "button, .btn, select, summary, textarea, input:not([type=hidden])";
  const controls = [...document.querySelectorAll(ways)]
    .filter((node) => node.checkVisibility(shown) && !stays(node))
    .map(seen)
    .filter((one) => one.right - one.left > 1 && one.bottom - one.top > 1);
  for (const [at, one] of controls.entries()) {
    if (one.isCut) found.push(`cut off: ${place(one.node)}`);
    for (const other of controls.slice(at + 1)) {
      if (one.node.contains(other.node) || other.node.contains(one.node)) continue;
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (wide > 2 && high > 2) found.push(`overlap: ${place(one.node)} and ${place(other.node)}`);
    }
  }

  // A name that runs right to left, in a part that takes the direction of what it holds.
  const rightToLeft = /[\u0590-\u07ff]/u;
  const main = document.querySelector("main") ?? document.body;
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (!rightToLeft.test(data) || parentElement.closest("option, svg, script, .vh")) continue;
    if (!parentElement.checkVisibility()) continue;
    let at = parentElement;
    const isOwn = () => at.matches("bdi") || getComputedStyle(at).unicodeBidi === "plaintext";
    while (at && !isOwn()) at = at.parentElement;
    if (!at) found.push(`no direction of its own: ${place(parentElement)}`);
  }
  return found;
}
"""


def layout_problems(page: Page) -> list[str]:
    """Return what is too wide, cut off at a side, on top of another, or runs the wrong way."""
    found: list[str] = page.evaluate(_MEASURE)
    return found
