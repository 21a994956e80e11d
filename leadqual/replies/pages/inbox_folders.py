"""Folders of the inbox as its pages show them: addresses, numbers, and keys that name an intent."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from leadqual.replies.models import Reply
from leadqual.replies.selectors import Folder, FolderCounts

_GROUPS = {
    "positive": ("WILLING_TO_MEET", "NEED_INFORMATION", "POSITIVE_OTHER"),
    "objection": (
        *("HAS_SOLUTION", "BAD_TIMING", "FINANCIAL"),
        *("NOT_RIGHT_PERSON", "NO_REASON", "OBJECTION_OTHER"),
    ),
    "referral": ("REFERRAL",),
    "unsubscribe": ("UNSUBSCRIBE",),
    "other": ("OUT_OF_OFFICE", "EMPTY_BODY", "OTHER"),
}
_KEYS = {
    "WILLING_TO_MEET": "1",
    "NEED_INFORMATION": "2",
    "POSITIVE_OTHER": "3",
    "HAS_SOLUTION": "4",
    "BAD_TIMING": "5",
    "FINANCIAL": "6",
    "NOT_RIGHT_PERSON": "7",
    "NO_REASON": "8",
    "OBJECTION_OTHER": "9",
    "REFERRAL": "R",
    "UNSUBSCRIBE": "U",
    "OUT_OF_OFFICE": "A",
    "EMPTY_BODY": "0",
    "OTHER": "O",
}


@dataclass(frozen=True, slots=True)
class FolderLink:
    """One folder with its number."""

    url: str
    words: str
    count: int
    is_here: bool
    is_intent: bool = False


@dataclass(frozen=True, slots=True)
class FolderGroup:
    """The folders of a category; the category is one itself."""

    link: FolderLink
    folders: Sequence[FolderLink]


@dataclass(frozen=True, slots=True)
class IntentKey:
    """An intent with the key that says it."""

    slug: str
    name: str
    key: str


def intent_keys() -> list[IntentKey]:
    """Return the intents in the order of the folders, each with its key."""
    names = [name for group in _GROUPS.values() for name in group]
    return [IntentKey(Reply.Intent[n].value, Reply.Intent[n].label, _KEYS[n]) for n in names]


def address_of(folder: Folder) -> str:
    """Return the address of a folder, ready for one more parameter."""
    names = ("show", "intent", "category", "state", "campaign", "contact", "since", "until", "text")
    filled = urlencode({name: value for name in names if (value := getattr(folder, name))})
    return f"{reverse('replies:inbox')}?{filled}{'&' if filled else ''}"


def folders(here: Folder, counts: FolderCounts) -> tuple[list[FolderLink], list[FolderGroup]]:
    """Return the folders on top and those by category, each narrowed as the one that is open."""
    top = [
        _link(here.moved(), "All replies", counts.all, here),
        _link(here.moved(show="waiting"), "Waiting", counts.waiting, here),
        _link(here.moved(show="unsure"), "Uncertain", counts.unsure, here),
    ]
    groups = []
    for category, names in _GROUPS.items():
        words, count = Reply.Category(category).label, counts.by_category.get(category, 0)
        intents = [Reply.Intent[name] for name in names]
        links = [
            _link(here.moved(intent=one.value), one.label, counts.by_intent.get(one.value, 0), here)
            for one in intents
        ]
        groups.append(FolderGroup(_link(here.moved(category=category), words, count, here), links))
    return top, groups


def heading_of(top: Sequence[FolderLink], groups: Sequence[FolderGroup]) -> FolderLink:
    """Return the folder that is open."""
    links = [*top, *(link for group in groups for link in (group.link, *group.folders))]
    return next((link for link in links if link.is_here), top[0])


def _link(folder: Folder, words: str, count: int, here: Folder) -> FolderLink:
    url = address_of(folder).rstrip("&?")
    return FolderLink(url, words, count, folder == here, bool(folder.intent))
