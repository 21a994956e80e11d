"""What a draft would change in one workspace: counts and examples, kept small on the way."""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leadqual.labeling.draft_effects.comparison import ChangedTitle, DraftedCascade, slugs_of

MAX_EXAMPLES = 25
MAX_TOP = 2_000  # Titles of which people are looked for; more titles carry next to nobody.


@dataclass(frozen=True, slots=True, order=True)
class ChangedExample:
    """A title that would change; of those that most people carry.

    Args:
        n_contacts: how many carry it.
        pk: of the title.
        title: as it was first written.
        now: slugs of its functions.
        then: slugs with the draft.
    """

    n_contacts: int
    pk: int
    title: str = ""
    now: tuple[str, ...] = ()
    then: tuple[str, ...] = ()


@dataclass(slots=True)
class WorkspaceCounts:
    """Counts of one workspace, of all titles that were looked at so far.

    Args:
        n_titles: whose functions would be others.
        n_contacts: who carry these.
        n_seniority: titles of which the level or the industry would be another.
        n_to_other: titles that would be Other and are not.
        n_from_other: titles that are Other and would not be.
        functions: slug → titles lost, contacts lost, titles gained, contacts gained. The slug is
            that of the draft, or the former one where the draft has none.
        levels: slugs of levels that titles get or lose.
        examples: most people first.
        top: keys of the titles that most people carry, with how many; most people first.
    """

    n_titles: int = 0
    n_contacts: int = 0
    n_seniority: int = 0
    n_to_other: int = 0
    n_from_other: int = 0
    functions: dict[str, list[int]] = field(default_factory=dict)
    levels: set[str] = field(default_factory=set)
    examples: list[ChangedExample] = field(default_factory=list)
    top: list[tuple[int, int]] = field(default_factory=list)

    def add(self, rows: Iterable["ChangedRow"], drafted: DraftedCascade) -> None:
        """Count titles that would change."""
        found = list(rows)
        for row in found:
            self._count(row, drafted)
        examples = [row.example() for row in found if row.has_other_functions(drafted)]
        self.examples = heapq.nlargest(MAX_EXAMPLES, [*self.examples, *examples])
        top = [(row.n_contacts, row.pk) for row in found]
        self.top = heapq.nlargest(MAX_TOP, [*self.top, *top])

    def _count(self, row: "ChangedRow", drafted: DraftedCascade) -> None:
        now, then = row.turned.now, row.turned.then
        seniority = {now.level.slug} ^ {then.level.slug}
        self.levels |= seniority
        industries = {answer.industry and answer.industry.slug for answer in (now, then)}
        self.n_seniority += bool(seniority) or len(industries) > 1
        if not row.has_other_functions(drafted):
            return
        self.n_titles += 1
        self.n_contacts += row.n_contacts
        self.n_to_other += not then.functions
        self.n_from_other += not now.functions
        before, after = drafted.same(slugs_of(now)), frozenset(slugs_of(then))
        for place, slugs in ((0, before - after), (2, after - before)):
            for slug in slugs:
                counts = self.functions.setdefault(slug, [0, 0, 0, 0])
                counts[place] += 1
                counts[place + 1] += row.n_contacts

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            **{name: getattr(self, name) for name in _NUMBERS},
            "functions": self.functions,
            "levels": sorted(self.levels),
            "examples": [
                [one.n_contacts, one.pk, one.title, one.now, one.then] for one in self.examples
            ],
            "top": self.top,
        }

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "WorkspaceCounts":
        """Return what was stored; nothing gives zeros."""
        tally = cls(**{name: stored.get(name, 0) for name in _NUMBERS})
        tally.functions = {slug: list(row) for slug, row in stored.get("functions", {}).items()}
        tally.levels = set(stored.get("levels", ()))
        tally.examples = [
            ChangedExample(n_contacts, pk, title, tuple(now), tuple(then))
            for n_contacts, pk, title, now, then in stored.get("examples", ())
        ]
        tally.top = [(n_contacts, pk) for n_contacts, pk in stored.get("top", ())]
        return tally


_NUMBERS = ("n_titles", "n_contacts", "n_seniority", "n_to_other", "n_from_other")


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A stored title that would change.

    Args:
        pk: of the title.
        title: as it was first written.
        n_contacts: how many people carry it.
        turned: what it is and would be.
    """

    pk: int
    title: str
    n_contacts: int
    turned: ChangedTitle

    def has_other_functions(self, drafted: DraftedCascade) -> bool:
        """Say whether not only its level or industry would be another."""
        now = drafted.same(slugs_of(self.turned.now))
        return now != frozenset(slugs_of(self.turned.then))

    def example(self) -> ChangedExample:
        """Return it as it is shown."""
        now, then = slugs_of(self.turned.now), slugs_of(self.turned.then)
        return ChangedExample(self.n_contacts, self.pk, self.title, now, then)
