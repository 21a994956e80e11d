"""What lists and views share: who may see them, unique names, and deletion with undo."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from classifiers.core.text import words as words_of
from classifiers.core.types import TitlePrediction
from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, NotAllowedError
from leadqual.leads.models import ContactList, SavedSearch
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.models import Function

NamedRecord = ContactList | SavedSearch

LONGEST = 100
MIN_FUZZY = 4
_SURE = 0.4
_LIKE = 0.8  # Per word: one letter in five may be wrong, missing or swapped with its neighbor.
_CUTOFF = 84  # of 100; "acounting" scores 95 with Accounting.


def visible_to(user: User | None) -> Q:
    """Return the condition of lists and views that a person may see: shared ones, and their own.

    Without a person, only the shared ones. Managers see no private ones of others either.
    """
    shared = Q(is_private=False)
    return shared if user is None else shared | Q(author=user)


def public_name(row: NamedRecord) -> str:
    """Return the name of a list or view as everyone in the workspace may read it."""
    if not row.is_private:
        return row.name
    return "private list" if isinstance(row, ContactList) else "private view"


def require_author(row: NamedRecord, user: User) -> None:
    """Let only the author make a list or view private: it would be gone for everyone else.

    Raises:
        NotAllowedError: the person is not its author.
    """
    if row.author_id != user.pk:
        noun = "list" if isinstance(row, ContactList) else "view"
        raise NotAllowedError(f"Only {row.author}, who created this {noun}, can make it private.")


@dataclass(frozen=True, slots=True)
class NamedRecords:
    """Writes for one kind of named record; call them inside a transaction.

    Args:
        kind: in the audit log, as in `list.deleted` and `list:17`.
        constraint: of the table, for unique names among records not deleted.
        taken: error if a name is taken.
    """

    kind: str
    noun: str
    constraint: str
    taken: type[LeadqualError]

    def save(self, row: NamedRecord) -> None:
        """Save a record; if its name is taken, nothing is written."""
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            if self.constraint not in str(error):
                raise
            raise self.taken(
                f"A {self.noun} “{row.name}” already exists. Nothing was changed. "
                "Choose another name."
            ) from error

    def delete(self, row: NamedRecord, author: User, **details: object) -> None:
        """Hide a record and free its name; `restore` undoes it."""
        row.deleted_at = clock.now()
        row.save(update_fields=["deleted_at"])
        self.record(row, author, "deleted", details=details)

    def restore(self, row: NamedRecord, author: User, **details: object) -> None:
        """Restore a deleted record; if its name is now taken, it stays deleted."""
        row.deleted_at = None
        self.save(row)
        self.record(row, author, "restored", details=details)

    def record(
        self,
        row: NamedRecord,
        author: User,
        what: str,
        *,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Write an action on a record to the audit log; of a private one, not what it holds."""
        record_audit(
            workspace=row.workspace,
            actor=author,
            action=f"{self.kind}.{what}",
            subject=f"{self.kind}:{row.pk}",
            name=public_name(row),
            before=None if row.is_private else before,
            after=None if row.is_private else after,
            details=dict(details or {}) or None,
        )


# Finding functions by typed text: a name, a description, a job title, a misspelling.

"""Minimum letters to match misspelled names and the middle of words."""


def find_functions(text: str, functions: Sequence[Function]) -> Mapping[str, str]:
    """Return slug of each matching function → reason, best first.

    Args:
        text: as typed; only the first hundred characters count.
        functions: all that are not retired.
    """
    words = text.strip()[:LONGEST].lower()
    if not words:
        return {}
    found = {one.slug: "name" for one in functions if _is_in(one.name.lower(), words)}
    answer = load_titles().predict([words])[0]
    of_title = dict.fromkeys(_of_title(answer, functions), "job title")
    alike = {} if found else dict.fromkeys(_by_spelling(words, functions), "similar spelling")
    # A title in the dictionary is not a misspelled function.
    reasons = (of_title, alike) if answer.source == "dictionary" else (alike, of_title)
    of_tasks = dict.fromkeys(_by_description(words, functions), "tasks")
    for each in (*reasons, of_tasks):
        for slug, why in each.items():
            found.setdefault(slug, why)
    return found


def _of_title(answer: TitlePrediction, functions: Sequence[Function]) -> list[str]:
    living = {one.slug for one in functions}
    return [one.slug for one in answer.functions if one.slug in living and one.score >= _SURE]


def _by_spelling(words: str, functions: Sequence[Function]) -> list[str]:
    if len(words) < MIN_FUZZY:
        return []
    names = {one.slug: one.name.lower() for one in functions}
    alike = process.extract(words, names, scorer=fuzz.WRatio, score_cutoff=_CUTOFF, limit=5)
    typed = [word for word in words.split() if len(word) >= MIN_FUZZY]
    by_word = [slug for slug, name in names.items() if typed and _has_all(name.split(), typed)]
    return list(dict.fromkeys([*(slug for _, _, slug in alike), *by_word]))


def _by_description(words: str, functions: Sequence[Function]) -> list[str]:
    typed = [word for word in words_of(words) if len(word) >= MIN_FUZZY]
    abouts = ((one.slug, one.about.lower()) for one in functions)
    return [
        slug
        for slug, about in abouts
        if _is_in(about, words) or (typed and _has_all(words_of(about), typed))
    ]


def _is_in(text: str, words: str) -> bool:
    """Return whether a text contains the words; a few letters match only at the start of a word."""
    if len(words) >= MIN_FUZZY:
        return words in text
    return re.search(rf"(?<!\w){re.escape(words)}", text) is not None


def _has_all(parts: Sequence[str], typed: Sequence[str]) -> bool:
    """Return whether each typed word matches one of the parts, allowing a typo or a missing end."""
    return all(
        any(
            OSA.normalized_similarity(word, end) >= _LIKE
            for part in parts
            for end in (part, part[: len(word)])
        )
        for word in typed
    )
