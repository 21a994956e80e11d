// The popover of a page: a form at the control or cell that opened it. Its answer is swapped by htmx: a form
// with errors into it, what was saved into the page. Escape and a click elsewhere close it, and the
// focus returns. Without script the control leads to a page with the same form.
const EDGE = 8; // Pixels kept free at the edges of the window.
const FIELDS = "input:not([type=hidden]), select:not([hidden]), textarea";
let opened = null; // What is open: where it hangs, and what is called when it closes.
let isLeft = false; // Somebody clicked elsewhere while it is saved.
let early = ""; // Typed before it was there.

const pop = Object.assign(document.createElement("div"), { id: "pop", className: "pop", popover: "manual" });
document.body.append(pop);

export const isOpen = () => opened !== null;
export const formInside = () => pop.querySelector("form");

function place() {
  if (!opened || matchMedia("(max-width: 720px)").matches) return pop.removeAttribute("style"); // A sheet.
  const { left, right, top, bottom, width } = opened.anchor.getBoundingClientRect();
  pop.style.minWidth = opened.isOver ? `${width}px` : "";
  const { offsetWidth, offsetHeight } = pop;
  const isRight = !opened.isOver && left + offsetWidth > innerWidth - EDGE;
  const x = isRight ? right - offsetWidth : left;
  const y = opened.isOver ? top : bottom + 4;
  pop.style.left = `${Math.max(EDGE, Math.min(x, innerWidth - offsetWidth - EDGE))}px`;
  pop.style.top = `${Math.max(EDGE, Math.min(y, innerHeight - offsetHeight - EDGE))}px`;
}

function show() {
  isLeft = false;
  pop.setAttribute("role", "dialog");
  pop.setAttribute("aria-label", formInside()?.getAttribute("aria-label") ?? "");
  if (!pop.matches(":popover-open")) pop.showPopover();
  const field = pop.querySelector("[aria-invalid=true]:not([hidden]), [role=combobox]") ?? pop.querySelector(FIELDS);
  field?.focus({ preventScroll: true });
  requestAnimationFrame(() => { // What was saved before may have taken the focus meanwhile.
    if (field?.isConnected && !pop.contains(document.activeElement)) field.focus({ preventScroll: true });
  });
  if (field?.type === "text") field.select();
  if (early && field?.matches("textarea, input:not([type=checkbox], [type=radio])")) {
    field.value = early; // As letters that are typed over what is selected.
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  early = "";
  place();
}

/**
 * Open the popover at an element.
 *
 * @param {object} how
 * @param {HTMLElement} how.anchor where it hangs
 * @param {string} how.url what it shows
 * @param {boolean} [how.isOver] above the anchor, not below it
 * @param {() => void} [how.leave] called after it closed; by default the focus returns to the anchor
 */
export async function open(how) {
  close();
  opened = how;
  early = "";
  how.anchor.setAttribute("aria-expanded", "true");
  await window.htmx.ajax("GET", how.url, { target: pop, swap: "innerHTML" });
  if (opened === how && !pop.childElementCount) close(true); // The answer was an error, which a toast says.
}

/** Close the popover; true gives the focus back. */
export function close(hasFocus = false) {
  if (!opened) return;
  const { anchor, leave } = opened;
  opened = null;
  anchor.removeAttribute("aria-expanded");
  if (pop.matches(":popover-open")) pop.hidePopover();
  pop.replaceChildren();
  if (leave) leave(hasFocus);
  else if (hasFocus) anchor.focus({ preventScroll: true });
}

/** Whether a text in the popover differs from what it was opened with. */
export const isEdited = () => [...pop.querySelectorAll("input[name]:not([type=hidden])")]
  .some((field) => field.value !== field.defaultValue);

// Before every other listener: the fields inside have keys of their own.
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !opened) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  close(true);
}, { capture: true });

// Letters that are typed while it is on its way are for its field, and no shortcuts of the page.
addEventListener("keydown", (event) => {
  if (!opened || pop.matches(":popover-open") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length > 1) return;
  early += event.key;
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });

addEventListener("pointerdown", ({ target }) => {
  if (!opened || pop.contains(target)) return;
  if (opened.isOver && isEdited()) {
    isLeft = true; // It closes once the value is saved; the focus is where the click was.
    formInside().requestSubmit();
  } else close();
}, { capture: true });

// A value that is wrong comes back in the popover; what was saved closes it. Of a form that is gone by then
// htmx tells once more, at what it was in: that is no answer to what is open now.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { elt, verb } = detail.requestConfig;
  if (!opened || !pop.contains(elt) || verb === "get") return;
  if (detail.successful) close(!isLeft);
});

// What is in it came, or came again with an error: the first control is the one to type in.
pop.addEventListener("htmx:afterSettle", () => opened && show());
addEventListener("resize", place);
new ResizeObserver(place).observe(pop); // A list of choices opens in it.
addEventListener("scroll", ({ target }) => pop.contains(target) || place(), { capture: true, passive: true });

// Forms of one choice are sent as soon as it is made.
pop.addEventListener("change", ({ target }) => {
  if (target.matches("select") && target.form?.matches("[data-at-once]")) target.form.requestSubmit();
});
