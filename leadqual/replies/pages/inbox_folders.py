"""Folders of the inbox as its pages show them: addresses, numbers, and keys that name an intent."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from classifiers.replies.intents import CATEGORIES, INTENT_TABLE, Intent
from leadqual.replies.models import Reply
from leadqual.replies.selectors import Folder, FolderCounts


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

    @property
    def filled(self) -> list[FolderLink]:
        """Return the folders with replies, and the one that is open."""
        return [link for link in self.folders if link.count or link.is_here]

    @property
    def empty(self) -> list[FolderLink]:
        """Return the other folders, which pages list on demand."""
        return [link for link in self.folders if not (link.count or link.is_here)]


def intent_keys() -> list[Intent]:
    """Return the intents in the order of the folders; each has a key."""
    return [intent for group in _by_category().values() for intent in group]


def _by_category() -> dict[str, list[Intent]]:
    """Return the intents of each category, those with a digit in the order of the keyboard."""
    ordered = sorted(INTENT_TABLE, key=lambda item: item.key if "1" <= item.key <= "9" else "~")
    return {name: [intent for intent in ordered if intent.category == name] for name in CATEGORIES}


def address_of(folder: Folder) -> str:
    """Return the address of a folder, ready for one more parameter."""
    names = ("show", "intent", "category", "state", "campaign", "contact", "since", "until", "text")
    filled = urlencode({name: value for name in names if (value := getattr(folder, name))})
    return f"{reverse('replies:inbox')}?{filled}{'&' if filled else ''}"


def folders(here: Folder, counts: FolderCounts) -> tuple[list[FolderLink], list[FolderGroup]]:
    """Return the folders on top and those by category, each narrowed as the one that is open."""
    stops = _folder_link(
        here.with_folder(show="may_ask_to_stop"), "May ask to stop", counts.may_ask_to_stop, here
    )
    top = [
        _folder_link(here.with_folder(), "Inbox", counts.all, here),
        _folder_link(here.with_folder(show="waiting"), "Waiting", counts.waiting, here),
        _folder_link(here.with_folder(show="unsure"), "To review", counts.unsure, here),
        *([stops] if stops.count or stops.is_here else []),
        _folder_link(here.with_folder(show="snoozed"), "Snoozed", counts.snoozed, here),
    ]
    groups = []
    for category, intents in _by_category().items():
        words, count = Reply.Category(category).label, counts.by_category.get(category, 0)
        links = [
            _folder_link(
                here.with_folder(intent=intent.slug),
                intent.label,
                counts.by_intent.get(intent.slug, 0),
                here,
            )
            for intent in intents
        ]
        groups.append(
            FolderGroup(
                _folder_link(here.with_folder(category=category), words, count, here), links
            )
        )
    return top, groups


def heading_of(top: Sequence[FolderLink], groups: Sequence[FolderGroup]) -> FolderLink:
    links = [*top, *(link for group in groups for link in (group.link, *group.folders))]
    return next((link for link in links if link.is_here), top[0])


def _folder_link(folder: Folder, words: str, count: int, here: Folder) -> FolderLink:
    url = address_of(folder).rstrip("&?")
    return FolderLink(url, words, count, folder == here, bool(folder.intent))
