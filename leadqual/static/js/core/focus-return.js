// Who comes back to a page finds the focus on the control that led away from it: after a step back, after
// a form, and from the page that the control led to. Only for who uses keys: a mouse left no focus to see.
const CONTROLS = "a[href], button, summary";

const nameOf = (address) => `focus ${address}`;

function addressOf({ pathname, search }) {
  const panel = new URLSearchParams(search).get("panel");
  return panel ? `${pathname}?panel=${panel}` : pathname;
}

function selectorOf(control) {
  if (control.id) return `#${CSS.escape(control.id)}`;
  const named = ["name", "value", "href", "formaction"].filter((name) => control.hasAttribute(name));
  return named.length
    ? control.localName + named.map((name) => `[${name}="${CSS.escape(control.getAttribute(name))}"]`).join("")
    : "";
}

function keepFocus() {
  const control = document.activeElement;
  const isByKeys = control?.matches(CONTROLS) && control.matches(":focus-visible");
  sessionStorage.setItem(nameOf(addressOf(location)), isByKeys ? selectorOf(control) : "");
}

// Also after a form of the page was sent, and from where the control itself led.
function isComingBack(control) {
  const [navigation] = performance.getEntriesByType("navigation");
  if (navigation?.type === "back_forward") return true;
  if (!document.referrer || document.body.matches(".with-verdict")) return false; // Its keys need none.
  const left = new URL(document.referrer);
  if (left.origin !== location.origin) return false;
  if (control.matches("a[href]") && new URL(control.href).pathname === left.pathname) return true;
  return left.pathname === location.pathname && !new URLSearchParams(location.search).has("panel");
}

function restoreFocus() {
  const selector = sessionStorage.getItem(nameOf(addressOf(location)));
  if (!selector || document.activeElement !== document.body || document.querySelector("[autofocus]")) return;
  const control = document.querySelector(selector);
  if (!control || !isComingBack(control)) return;
  const menu = control.closest("details:not([open])");
  (menu?.querySelector("summary") ?? control).focus({ preventScroll: true });
}

addEventListener("pagehide", keepFocus);
restoreFocus();
