"""Two documents → the changes that make the one the other."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache, partial

from classifiers.core.crosswalk import load_crosswalk
from leadqual.core.texts.plain_texts import format_count
from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.changes import ChangeKind, TaxonomyChange
from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenDepartment,
    WrittenFunction,
)
from leadqual.taxonomy.document.edits import Edit
from leadqual.taxonomy.document.slug_history import FunctionSplit, slug_changes, splits

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
        """Return what was split off and what it took."""
        taken = (
            (split.titles, "representative title", ""),
            (split.entries, "dictionary entry", "dictionary entries"),
            (split.phrases, "phrase rule", ""),
        )
        what = ", ".join(format_count(len(each), *nouns) for each, *nouns in taken if each)
        return f"Split {self.function(slug)} off {self.function(split.source)}, with {what}."

    def meaning(self, meaning: Meaning) -> str:
        """Return what a title is."""
        parts = [self.functions(meaning.functions)]
        parts += [f"level {meaning.level}"] if meaning.level else []
        parts += [f"industry {meaning.industry}"] if meaning.industry else []
        return ", ".join(parts)

    def functions(self, slugs: Iterable[str]) -> str:
        """Name functions; none are Other."""
        names = sorted(self._functions.get(slug, slug) for slug in slugs)
        return " + ".join(names) or "Unclassified"

    def entry(self, title: str, former: Meaning | None, now: Meaning | None) -> str:
        """Return what happened to an entry of the dictionary."""
        if former is None and now is not None:
            return f"Dictionary: “{title}” is {self.meaning(now)}."
        if now is None:
            was = f"; before: {self.meaning(former)}" if former else ""
            return f"Dictionary: removed “{title}”{was}."
        before = self.meaning(former) if former else ""
        return f"Dictionary: “{title}” is now {self.meaning(now)}; before: {before}."

    def phrase(self, phrase: str, former: frozenset[str] | None, now: frozenset[str] | None) -> str:
        """Return what happened to a phrase rule."""
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


def changes(old: Document, new: Document) -> list[TaxonomyChange]:
    """Return what makes one document the other, in an order in which it can be applied.

    A row whose slug the other document has as a former one was renamed, or merged where that one
    was there before. A new function that took titles, entries or phrases of another was split
    off it.
    """
    return list(_Comparison(old, new).found())


@cache
def _tool_names() -> dict[str, str]:
    return {tool.slug: tool.name for tool in load_crosswalk()}


class _Comparison:
    """Finds the changes; `now` is the old document with those that were found so far."""

    def __init__(self, old: Document, new: Document) -> None:
        self.now, self.new = old, new
        self.words = Wording(old, new)
        self.departments = slug_changes(old.departments, new.departments)
        self.functions = slug_changes(old.functions, new.functions)
        self.splits = splits(old, new, self.functions)

    def found(self) -> Iterator[TaxonomyChange]:
        """Structure first, then fields, entries and phrases, then the order."""
        yield from self._departments()
        yield from self._functions()
        yield from self._retired()
        for department in self.new.departments:
            yield from self._department_fields(department)
        for function in self.new.functions:
            yield from self._function_fields(function)
            yield from self._function_lists(function)
        yield from self._meanings()
        yield from self._order()

    def _step(
        self, key: str, kind: ChangeKind, words: str, edit: Edit, functions: Collection[str] = ()
    ) -> TaxonomyChange:
        self.now = edit(self.now)
        return TaxonomyChange(key, kind, words, frozenset(functions), edit)

    def _departments(self) -> Iterator[TaxonomyChange]:
        for former, slug in self.departments.renamed.items():
            yield self._step(
                f"department:{former}:slug",
                ChangeKind.RENAMED,
                f"Changed the slug “{former}” to “{slug}”; the former slug redirects.",
                partial(edits.rename_department, former=former, slug=slug),
            )
        for slug in self.departments.added:
            name = next(row.name for row in self.new.departments if row.slug == slug)
            yield self._step(
                f"department:{slug}",
                ChangeKind.ADDED,
                f"Added the department “{name}”.",
                partial(edits.add_department, department=WrittenDepartment(slug, name)),
            )
        for slug, into in self.departments.merged.items():
            yield self._step(
                f"department:{slug}",
                ChangeKind.MERGED,
                f"Merged the department {self.words.department(slug)} "
                f"into {self.words.department(into)}.",
                partial(edits.merge_department, slug=slug, into=into),
            )

    def _functions(self) -> Iterator[TaxonomyChange]:
        for former, slug in self.functions.renamed.items():
            yield self._step(
                f"function:{former}:slug",
                ChangeKind.RENAMED,
                f"Changed the slug “{former}” to “{slug}”; the former slug redirects.",
                partial(edits.rename_function, former=former, slug=slug),
                {former, slug},
            )
        for function in self.new.functions:
            known = self.now.function(function.slug)
            if known is None:
                yield self._added(function)
            elif known.department != function.department:
                yield self._step(
                    f"function:{self.functions.former(function.slug)}:department",
                    ChangeKind.MOVED,
                    f"Moved {self.words.function(function.slug)} from "
                    f"{self.words.department(known.department)} to "
                    f"{self.words.department(function.department)}.",
                    partial(
                        edits.move_function, slug=function.slug, department=function.department
                    ),
                    {function.slug},
                )
        for slug, into in self.functions.merged.items():
            yield self._step(
                f"function:{slug}",
                ChangeKind.MERGED,
                f"Merged {self.words.function(slug)} into {self.words.function(into)}.",
                partial(edits.merge_function, slug=slug, into=into),
                {slug, into},
            )

    def _added(self, function: WrittenFunction) -> TaxonomyChange:
        plain = WrittenFunction(function.slug, function.name, function.department, function.about)
        split = self.splits.get(function.slug)
        key = f"function:{function.slug}"
        if split is None:
            home = self.words.department(function.department)
            return self._step(
                key,
                ChangeKind.ADDED,
                f"Added “{function.name}” to {home}.",
                partial(edits.add_function, function=plain),
                {function.slug},
            )
        return self._step(
            key,
            ChangeKind.SPLIT,
            self.words.split(function.slug, split),
            partial(
                edits.split_function,
                slug=self.functions.renamed.get(split.source, split.source),
                function=plain,
                titles=split.titles,
                entries=split.entries,
                phrases=split.phrases,
            ),
            {function.slug, split.source},
        )

    def _retired(self) -> Iterator[TaxonomyChange]:
        for slug in self.functions.retired:
            alone = frozenset({slug})
            lost = [*self.now.entries_of(slug)]
            lost = [title for title in lost if self.now.dictionary[title].functions == alone]
            with_it = f", with {len(lost):,} from the dictionary: {listed(lost)}" if lost else ""
            yield self._step(
                f"function:{slug}",
                ChangeKind.RETIRED,
                f"Retired {self.words.function(slug)}{with_it}.",
                partial(edits.retire_function, slug=slug),
                {slug},
            )
        for slug in self.departments.retired:
            yield self._step(
                f"department:{slug}",
                ChangeKind.RETIRED,
                f"Retired the department {self.words.department(slug)}.",
                partial(edits.retire_department, slug=slug),
            )

    def _department_fields(self, row: WrittenDepartment) -> Iterator[TaxonomyChange]:
        first = self.departments.former(row.slug)
        known = next(
            department for department in self.now.departments if department.slug == row.slug
        )
        if known.name != row.name:
            yield self._step(
                f"department:{first}:name",
                ChangeKind.RENAMED,
                f"Renamed the department “{known.name}” to “{row.name}”.",
                partial(edits.name_department, slug=row.slug, name=row.name),
            )
        yield from self._aliases("department", first, known, row)

    def _function_fields(self, row: WrittenFunction) -> Iterator[TaxonomyChange]:
        first = self.functions.former(row.slug)
        known = next(function for function in self.now.functions if function.slug == row.slug)
        if known.name != row.name:
            yield self._field(
                first, row, "name", ChangeKind.RENAMED, f"Renamed “{known.name}” to “{row.name}”."
            )
        if known.about != row.about:
            words = f"Description of “{row.name}”: {row.about or 'none'}"
            yield self._field(first, row, "about", ChangeKind.DESCRIBED, words)
        if known.threshold != row.threshold:
            words = (
                f"Threshold of “{row.name}”: {threshold_words(known.threshold)} "
                f"→ {threshold_words(row.threshold)}."
            )
            yield self._field(first, row, "threshold", ChangeKind.THRESHOLD, words)

    def _field(
        self, first: str, row: WrittenFunction, name: str, kind: ChangeKind, words: str
    ) -> TaxonomyChange:
        return self._step(
            f"function:{first}:{name}",
            kind,
            words,
            partial(edits.set_field, slug=row.slug, name=name, value=getattr(row, name)),
            {row.slug},
        )

    def _function_lists(self, row: WrittenFunction) -> Iterator[TaxonomyChange]:
        first = self.functions.former(row.slug)
        known = next(function for function in self.now.functions if function.slug == row.slug)
        for title in sorted(known.titles ^ row.titles):
            is_new = title in row.titles
            verb, to = ("Added", "to") if is_new else ("Removed", "from")
            yield self._step(
                f"function:{first}:title:{title}",
                ChangeKind.TITLE,
                f"{verb} the title “{title}” {to} “{row.name}”.",
                _added_or_dropped(edits.change_titles, row.slug, title, is_new=is_new),
                {row.slug},
            )
        for tool in sorted(known.called.keys() | row.called.keys()):
            name = row.called.get(tool, "")
            if known.called.get(tool, "") != name:
                where = _tool_names().get(tool, tool)
                words = (
                    f"“{row.name}” is “{name}” in {where}."
                    if name
                    else f"“{row.name}” has no name in {where}."
                )
                yield self._step(
                    f"function:{first}:called:{tool}",
                    ChangeKind.CROSSWALK,
                    words,
                    partial(edits.set_tool_name, slug=row.slug, tool=tool, name=name),
                )
        yield from self._aliases("function", first, known, row)

    def _aliases(
        self,
        noun: str,
        first: str,
        known: WrittenDepartment | WrittenFunction,
        row: WrittenDepartment | WrittenFunction,
    ) -> Iterator[TaxonomyChange]:
        edit = edits.change_formerly if noun == "function" else edits.change_formerly_of_department
        for alias in sorted(known.formerly ^ row.formerly, key=lambda each: each in row.formerly):
            is_new = alias in row.formerly
            redirects = "redirects" if is_new else "no longer redirects"
            yield self._step(
                f"{noun}:{first}:formerly:{alias}",
                ChangeKind.ADDRESS,
                f"The slug “{alias}” {redirects} to “{row.name}”.",
                _added_or_dropped(edit, row.slug, alias, is_new=is_new),
            )

    def _meanings(self) -> Iterator[TaxonomyChange]:
        """Find entries and phrases that differ; thousands may, so they are applied at once."""
        now, new = self.now, self.new
        self.now = replace(now, dictionary=new.dictionary, phrases=new.phrases)
        for title in sorted(now.dictionary.keys() | new.dictionary.keys()):
            former, meaning = now.dictionary.get(title), new.dictionary.get(title)
            if former != meaning:
                both = [written.functions for written in (former, meaning) if written]
                yield TaxonomyChange(
                    f"entry:{title}",
                    ChangeKind.ENTRY,
                    self.words.entry(title, former, meaning),
                    frozenset().union(*both),
                    partial(edits.set_entry, title=title, meaning=meaning),
                )
        for phrase in sorted(now.phrases.keys() | new.phrases.keys()):
            meant, means = now.phrases.get(phrase), new.phrases.get(phrase)
            if meant != means:
                yield TaxonomyChange(
                    f"phrase:{phrase}",
                    ChangeKind.PHRASE,
                    self.words.phrase(phrase, meant, means),
                    (meant or frozenset()) | (means or frozenset()),
                    partial(edits.set_phrase, phrase=phrase, functions=means),
                )

    def _order(self) -> Iterator[TaxonomyChange]:
        slugs = [row.slug for row in self.new.departments]
        if slugs != [row.slug for row in self.now.departments]:
            yield self._step(
                "order",
                ChangeKind.ORDER,
                "Reordered departments.",
                partial(edits.order_departments, slugs=slugs),
            )
        for department in self.new.departments:
            slugs = [row.slug for row in self.new.functions_of(department.slug)]
            if slugs != [row.slug for row in self.now.functions_of(department.slug)]:
                yield self._step(
                    f"order:{self.departments.former(department.slug)}",
                    ChangeKind.ORDER,
                    f"Reordered functions of “{department.name}”.",
                    partial(edits.order_functions, slugs=slugs),
                )


def _added_or_dropped(edit: Callable[..., Document], slug: str, text: str, *, is_new: bool) -> Edit:
    if is_new:
        return partial(edit, slug=slug, add=(text,))
    return partial(edit, slug=slug, drop=(text,))
