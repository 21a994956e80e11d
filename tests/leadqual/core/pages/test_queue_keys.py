"""Every button of a queue shows its key: in all states, as their templates are read, not pages."""

import re
from collections.abc import Iterator
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[4] / "templates"
QUEUES = (
    "campaigns/queue.html",
    "campaigns/partials/queue/response.html",
    "campaigns/session_summary.html",
    "campaigns/recommendations.html",
    "replies/inbox.html",
    "replies/thread.html",
    "duplicates/duplicates.html",
)
WITHOUT_KEY = {
    'aria-label="Dismiss"': "the message goes by itself",
    'aria-disabled="true"': "does nothing",
    'tabindex="-1" aria-hidden="true"': "nobody sees it: Enter in a field presses it",
    'aria-label="Search replies"': "F leads to its field, and Enter there presses it",
    'title="Folders"': "on narrow pages; beside the list they are links",
}
"""Part of a tag → why its button has no key, on every page."""
ROWS = {
    ("campaigns/partials/recommendations/row.html", "Why"): "Enter opens the row of the cursor",
    ("campaigns/partials/recommendations/row_verdict.html", "Like"): "A likes that of the cursor",
    ("campaigns/partials/recommendations/row_verdict.html", "Dislike"): "D dislikes it",
    (
        "campaigns/partials/recommendations/excluded_verdicts.html",
        "Include again",
    ): "one in each row",
    ("search/partials/results/relaxed_filters.html", ""): "one for each filter",
    ("replies/inbox.html", "Add"): "the keys of what it lists work while it is closed",
    ("replies/partials/filter.html", "Apply filters"): "behind its fields: Tab, then Enter",
    ("replies/partials/proposal.html", "Undo"): "of this reply; Z undoes the last thing done",
    ("duplicates/duplicates.html", "Undo"): "one in each row; a merge of now is undone by Z",
}
"""Buttons that stand in each row of a list, or are of one record."""
INCLUDE = re.compile(r'{%-?\s*include\s+"([^"]+)"([^%]*)%}')
BUTTON = re.compile(r"<(button|a|summary)\b([^<>]*)>(.*?)</\1>", re.DOTALL)
LOGIC = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)
KBD = re.compile(r"<kbd(?![^>]*\bvh\b)[^>]*>")
OF_ICON = re.compile(r'aria-label="[^"]+" title="[^"]+ \(\S+\)"')
"""A button that is only an icon names its key where one hovers over it."""


def text_of(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def parts_of(name: str) -> set[str]:
    """A template and all that it includes."""
    found, open_ones = set[str](), [name]
    while open_ones:
        one = open_ones.pop()
        if one not in found:
            found.add(one)
            open_ones += [included for included, _ in INCLUDE.findall(text_of(one))]
    return found


def buttons_of(name: str) -> Iterator[tuple[str, str, str]]:
    """Tag, words and inside of each button; a template's logic is left out."""
    for kind, tag, inside in BUTTON.findall(LOGIC.sub("", text_of(name))):
        if kind == "button" or re.search(r'class="[^"]*\bbtn\b', tag):
            yield tag, " ".join(re.sub(r"<[^>]+>", " ", inside).split()), inside


def is_excepted(name: str, tag: str, words: str) -> bool:
    in_row = any(name == place and words.startswith(begins) for place, begins in ROWS)
    return in_row or any(part in " ".join(tag.split()) for part in WITHOUT_KEY)


def test_every_button_of_a_queue_shows_its_key_and_is_pressed_by_it() -> None:
    without, not_pressed = [], []
    for name in sorted(set().union(*map(parts_of, QUEUES))):
        for tag, words, inside in buttons_of(name):
            is_shown = KBD.search(inside) is not None or OF_ICON.search(tag) is not None
            if not is_shown and not is_excepted(name, tag, words):
                without.append(f"{name}: {words}")
            if is_shown and not re.search(r"aria-keyshortcuts|data-(undo|redo|repeat)=", tag):
                not_pressed.append(f"{name}: {words}")

    assert without == []
    assert [one for one in not_pressed if not one.endswith((" F", " Z", " Y", " ."))] == []


def test_the_way_on_from_an_empty_queue_has_a_key() -> None:
    without = [
        f"{name}: {given.strip()}"
        for name in sorted(set().union(*map(parts_of, QUEUES)))
        for included, given in INCLUDE.findall(text_of(name))
        if included == "components/empty.html"
        for place in ("", "other_")
        if f" {place}action=" in given and f" {place}key=" not in given
    ]

    assert without == []
