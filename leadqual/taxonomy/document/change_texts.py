"""Changes of the taxonomy in words."""

from collections.abc import Iterable

from leadqual.core.texts.counts import counted
from leadqual.taxonomy.document.document import Document, Meaning
from leadqual.taxonomy.document.slug_history import FunctionSplit

_MAX_NAMED = 4


class Wording:
    """Says what changed between two documents.

    Args:
        old: as it was.
        new: as it is.
    """

    def __init__(self, old: Document, new: Document) -> None:
        rows = [*old.departments, *new.departments]
        self._departments = {row.slug: row.name for row in rows}
        functions = [*old.functions, *new.functions]
        self._functions = {row.slug: row.name for row in functions}

    def function(self, slug: str) -> str:
        return f"“{self._functions.get(slug, slug)}”"

    def department(self, slug: str) -> str:
        return f"“{self._departments.get(slug, slug)}”"

    def split(self, slug: str, split: FunctionSplit) -> str:
        """Say what was split off and what it took."""
        taken = (
            (split.titles, "representative title", ""),
            (split.entries, "dictionary entry", "dictionary entries"),
            (split.phrases, "phrase rule", ""),
        )
        what = ", ".join(counted(len(each), *nouns) for each, *nouns in taken if each)
        return f"Split {self.function(slug)} off {self.function(split.source)}, with {what}."

    def meaning(self, said: Meaning) -> str:
        """Say what a title is."""
        parts = [self.functions(said.functions)]
        parts += [f"level {said.level}"] if said.level else []
        parts += [f"industry {said.industry}"] if said.industry else []
        return ", ".join(parts)

    def functions(self, slugs: Iterable[str]) -> str:
        """Name functions; none are Other."""
        names = sorted(self._functions.get(slug, slug) for slug in slugs)
        return " + ".join(names) or "Unclassified"

    def entry(self, title: str, former: Meaning | None, now: Meaning | None) -> str:
        """Say what happened to an entry of the dictionary."""
        if former is None and now is not None:
            return f"Dictionary: “{title}” is {self.meaning(now)}."
        if now is None:
            was = f"; before: {self.meaning(former)}" if former else ""
            return f"Dictionary: removed “{title}”{was}."
        before = self.meaning(former) if former else ""
        return f"Dictionary: “{title}” is now {self.meaning(now)}; before: {before}."

    def phrase(self, phrase: str, former: frozenset[str] | None, now: frozenset[str] | None) -> str:
        """Say what happened to a phrase rule."""
        if former is None and now is not None:
            return f"Phrase rule: “{phrase}” means {self.functions(now)}."
        if now is None:
            return f"Phrase rule: removed “{phrase}”."
        return (
            f"Phrase rule: “{phrase}” now means {self.functions(now)}; before: "
            f"{self.functions(former or ())}."
        )


def listed(names: Iterable[str]) -> str:
    """Name a few and count the rest."""
    known = list(names)
    named = ", ".join(f"“{name}”" for name in known[:_MAX_NAMED])
    rest = len(known) - _MAX_NAMED
    return named if rest <= 0 else f"{named} and {rest:,} more"


def threshold_words(value: float | None) -> str:
    """Write a threshold; None is left to the model."""
    return "the model default" if value is None else f"{value:.2f}"
