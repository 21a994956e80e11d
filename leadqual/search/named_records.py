"""What lists and saved searches share: a name that is taken once, and a deletion that is undone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from classifiers.core.text import words as words_of
from classifiers.core.types import TitlePrediction
from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.leads.models import ContactList, SavedSearch
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.models import Function

NamedRecord = ContactList | SavedSearch


@dataclass(frozen=True, slots=True)
class NamedRecords:
    """Writes of one kind of named record; call them in the transaction of what is done.

    Args:
        kind: in the audit log, as in `list.deleted` and `list:17`.
        constraint: of the table: a name is taken once among the records that are not deleted.
        taken: error where a name is taken.
    """

    kind: str
    noun: str
    constraint: str
    taken: type[LeadqualError]

    def save(self, row: NamedRecord) -> None:
        """Store a record; where its name is taken, nothing is written."""
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
        """Bring a deleted record back; where its name is taken by now, it stays deleted."""
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
        """Note in the audit log what was done with a record."""
        record_audit(
            workspace=row.workspace,
            actor=author,
            action=f"{self.kind}.{what}",
            subject=f"{self.kind}:{row.pk}",
            name=row.name,
            before=before,
            after=after,
            details=dict(details or {}) or None,
        )


# Functions by what somebody types: a name, what belongs to it, a job title, a misspelling.

LONGEST = 100
MIN_FUZZY = 4
"""Letters from which on a misspelled name is looked for, and the inside of a word."""

_SURE = 0.4
_LIKE = 0.8  # Of a word's letters: one of five may be wrong, left out or in its neighbor's place.
_CUTOFF = 84  # of 100; "acounting" has 95 with Accounting.


def find_functions(text: str, functions: Sequence[Function]) -> Mapping[str, str]:
    """Return the slug of each function that is meant → why, the best reason first.

    Args:
        text: as typed; only the first hundred letters count.
        functions: all living ones.
    """
    words = text.strip()[:LONGEST].lower()
    if not words:
        return {}
    found = {one.slug: "name" for one in functions if _is_in(one.name.lower(), words)}
    answer = load_titles().predict([words])[0]
    of_title = dict.fromkeys(_of_title(answer, functions), "job title")
    alike = {} if found else dict.fromkeys(_by_spelling(words, functions), "similar spelling")
    # A title of the dictionary is no misspelled function.
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
    """Return whether words are in a text; a few letters only at the start of a word."""
    if len(words) >= MIN_FUZZY:
        return words in text
    return re.search(rf"(?<!\w){re.escape(words)}", text) is not None


def _has_all(parts: Sequence[str], typed: Sequence[str]) -> bool:
    """Return whether each typed word is one of the parts, but for a slip or a missing end."""
    return all(
        any(
            OSA.normalized_similarity(word, end) >= _LIKE
            for part in parts
            for end in (part, part[: len(word)])
        )
        for word in typed
    )
