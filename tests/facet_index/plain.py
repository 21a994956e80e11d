"""What the facet index promises, in plain Python over plain rows: slow, and easy to believe."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from facet_index import company_search
from facet_index.company_tables import named_text
from facet_index.facet_schema import Facet, Schema
from facet_index.result_rows import LAST_FUNCTION
from facet_index.types import CompanyRow, ContactRow, Counts, FacetQuery, Taxonomy, TitleRow
from facet_index.words.clauses import Alternative, Clause, literal
from facet_index.words.folded_terms import fold, terms

TREE = ("function", "department", "unclassified")
NO_LEVEL = 1_000
SCHEMA = Schema(
    contacts=(
        Facet("country", "country", is_long=True),
        Facet("city", "city", is_long=True),
        Facet("do_not_contact", "do_not_contact", choices=("no", "yes")),
        Facet("tag", "tags", is_long=True, has_many=True),
        Facet("grade", "grade", choices=("good", "fair"), is_rank=True),
    ),
    employers=(
        Facet("size", "size"),
        Facet("company_industry", "industry", is_long=True),
        Facet("business_model", "business_model"),
        Facet("technology", "technologies", is_long=True, has_many=True),
    ),
    companies=(
        Facet("industry", "industry", is_long=True),
        Facet("size", "size"),
        Facet("country", "country", is_long=True),
        Facet("business_model", "business_model"),
        Facet("technology", "technologies", is_long=True, has_many=True),
    ),
)


def person(
    key: int,
    *,
    title: int = 0,
    company: int = 0,
    written: str = "",
    last_name: str = "",
    first_name: str = "",
    do_not_contact: str = "no",
    tags: Sequence[str] = (),
    **values: str,
) -> ContactRow:
    """A contact; each other argument is the value of a column."""
    values = {"grade": "", **values, "do_not_contact": do_not_contact}
    many = {"tags": tags}
    return ContactRow(key, title, company, written, last_name, first_name, values, many)


def firm(
    key: int,
    name: str,
    *,
    domain: str = "",
    city_name: str = "",
    overview: str = "",
    topics: str = "",
    technologies: Sequence[str] = (),
    **values: str,
) -> CompanyRow:
    """A company; each other argument is the value of a column."""
    return CompanyRow(
        key, name, domain, city_name, overview, topics, values, {"technologies": technologies}
    )


def line(text: str) -> str:
    return text.lower().replace("\n", " ")


@dataclass
class Plain:
    """Titles, companies and contacts by key."""

    taxonomy: Taxonomy
    titles: dict[int, TitleRow] = field(default_factory=dict)
    companies: dict[int, CompanyRow] = field(default_factory=dict)
    contacts: dict[int, ContactRow] = field(default_factory=dict)

    def put_titles(self, rows: Sequence[TitleRow]) -> None:
        self.titles |= {row.key: row for row in rows}

    def put_companies(self, rows: Sequence[CompanyRow]) -> None:
        self.companies |= {row.key: row for row in rows}

    def drop_companies(self, keys: Sequence[int]) -> None:
        """As in the tables: who worked there works nowhere."""
        for key in keys:
            self.companies.pop(key, None)
        for key, contact in self.contacts.items():
            if contact.company in keys:
                self.contacts[key] = replace(contact, company=0)

    def put_contacts(self, rows: Sequence[ContactRow]) -> None:
        for row in rows:
            self.contacts[row.key] = replace(
                row,
                title=row.title if row.title in self.titles else 0,
                company=row.company if row.company in self.companies else 0,
            )

    def drop_contacts(self, keys: Sequence[int]) -> None:
        for key in keys:
            self.contacts.pop(key, None)

    def found(self, query: FacetQuery, *, without: str = "") -> list[ContactRow]:
        """Those that a question finds, without the conditions of one group of facets."""
        return [one for one in self.contacts.values() if self._fits(one, query, without)]

    def counts(self, query: FacetQuery, most: int | None = None) -> Counts:
        total = self.found(query)
        by_facet = {}
        for facet in SCHEMA.counted_facets:
            group = TREE if facet in (*TREE, "score") else (facet,)
            rest = self.found(query, without=group[0])
            without_ticks = [one for one in rest if not self._is_refused(one, query, group)]
            n = Counter(
                value
                for one in without_ticks
                for value in self.values(one, facet, query.confidence)
            )
            refused = {*query.excluded.get(facet, ())}
            ticked = {*query.selected.get(facet, ()), *refused}
            by_facet[facet] = _most(n, most if facet in SCHEMA.long_facets else None, ticked)
            left_out = Counter(v for one in rest for v in self.values(one, facet) & refused)
            by_facet[facet] |= left_out
        return Counts(len(total), len({one.company for one in total} - {0}), by_facet)

    def found_companies(self, query: FacetQuery, *, without: str = "") -> list[CompanyRow]:
        """Those that a question about companies finds, without the conditions of one facet."""
        return [one for one in self.companies.values() if _company_fits(one, query, without)]

    def company_counts(self, query: FacetQuery, most: int | None = None) -> Counts:
        by_facet = {}
        for facet, column in SCHEMA.by_company.items():
            rest = self.found_companies(query, without=facet)
            refused = {*query.excluded.get(facet, ())}
            without_ticks = (
                values for one in rest if not (values := _searched(one, facet)) & refused
            )
            n = Counter(value for values in without_ticks for value in values)
            ticked = {*query.selected.get(facet, ()), *refused}
            by_facet[facet] = _most(n, most if column.is_long else None, ticked)
            by_facet[facet] |= Counter(v for one in rest for v in _searched(one, facet) & refused)
        total = len(self.found_companies(query))
        return Counts(total, total, by_facet)

    def company_key(self, company: CompanyRow, sort: str) -> tuple[object, ...]:
        n = sum(one.company == company.key for one in self.contacts.values())
        name = line(company.name), company.key
        return name if sort == "name" else (company_search.MAX_PEOPLE - n, *name)

    def key(self, contact: ContactRow, sort: str) -> tuple[object, ...]:
        name = line(contact.last_name), line(contact.first_name), contact.key
        if sort == "company":
            company = self.companies.get(contact.company)
            return line(company.name) if company else "", *name
        if sort == "functions":
            title = self.titles.get(contact.title)
            living = [
                (-score, slug)
                for slug, score in (title.labels if title else ())
                if self.taxonomy.functions.get(slug)
            ]
            return min(living, default=(0, LAST_FUNCTION))[1], *name
        if sort == "level":
            title = self.titles.get(contact.title)
            levels = self.taxonomy.levels
            level = levels.index(title.level) if title and title.level in levels else NO_LEVEL
            return level, *name
        if sort == "grade":
            grades = SCHEMA.by_contact["grade"].choices
            grade = contact.values["grade"]
            return grades.index(grade) if grade in grades else NO_LEVEL, *name
        return name

    def values(self, contact: ContactRow, facet: str, confidence: float = 0.0) -> set[str]:
        """The values of a facet that a contact counts for."""
        if found := SCHEMA.by_contact.get(facet):
            several = contact.many.get(found.column, ())
            return {*several, contact.values.get(found.column, "")} - {""}
        if found := SCHEMA.by_employer.get(facet):
            company = self.companies.get(contact.company)
            return _of_company(company, found) if company else set()
        title = self.titles.get(contact.title)
        return set(self._of_title(title, facet, confidence)) if title else set()

    def _of_title(self, title: TitleRow, facet: str, confidence: float) -> Iterator[str]:
        taxonomy = self.taxonomy
        if facet == "level":
            yield from {title.level} & {*taxonomy.levels}
        if facet == "industry":
            yield from {title.industry} & {*taxonomy.industries}
        if facet == "unclassified" and title.is_read and not title.labels:
            yield "1"
        if facet == "score" and title.labels:
            yield str(min(int(max(score for _, score in title.labels) * 20), 19))
        for function, score in title.labels:
            home = taxonomy.functions.get(function, "")
            if home and score >= confidence and facet in ("function", "department"):
                yield function if facet == "function" else home

    def _fits(self, one: ContactRow, query: FacetQuery, without: str) -> bool:
        return (
            self._fits_facets(one, query, without)
            and (without == TREE[0] or self._fits_tree(one, query))
            and all(self._meets(one, clause) for clause in query.words)
            and (query.companies is None or one.company in {*query.companies} - {0})
            and all(one.key in keys for keys in query.contacts)
        )

    def _fits_facets(self, one: ContactRow, query: FacetQuery, without: str) -> bool:
        for facet in set(SCHEMA.person_facets) - {*TREE, without}:
            mine = self.values(one, facet)
            if query.selected.get(facet) and not mine & {*query.selected[facet]}:
                return False
            if mine & {*query.excluded.get(facet, ())}:
                return False
        return True

    def _is_refused(self, one: ContactRow, query: FacetQuery, facets: Sequence[str]) -> bool:
        return any(self.values(one, facet) & {*query.excluded.get(facet, ())} for facet in facets)

    def _fits_tree(self, one: ContactRow, query: FacetQuery) -> bool:
        if self._is_refused(one, query, TREE):
            return False
        ticks = {facet: {*query.selected[facet]} for facet in TREE if query.selected.get(facet)}
        if ticks:
            sure = query.confidence
            return any(self.values(one, facet, sure) & ticks[facet] for facet in ticks)
        title = self.titles.get(one.title)
        labels = title.labels if title else ()
        return not query.confidence or any(score >= query.confidence for _, score in labels)

    def _meets(self, one: ContactRow, clause: Clause) -> bool:
        is_met = any(self._is_met(one, way) for way in clause.alternatives)
        return is_met != clause.is_excluded

    def _is_met(self, one: ContactRow, way: Alternative) -> bool:
        company = self.companies.get(one.company)
        texts = [one.written, one.last_name, one.first_name, one.values.get("city", "")]
        texts += [named_text(company.name, company.domain)] if company else []
        fields = [one.written, f"{one.first_name} {one.last_name}", one.values.get("city", "")]
        fields += [company.name] if company else []
        return (
            (not way.terms or _holds(way, texts, fields))
            and all(self.values(one, facet) & {*values} for facet, values in way.values)
            and (way.contacts is None or one.key in way.contacts)
            and (way.companies is None or one.company in {*way.companies} - {0})
            and (way.titles is None or one.title in {*way.titles} - {0})
        )


def _holds(way: Alternative, texts: Sequence[str], fields: Sequence[str]) -> bool:
    """Return whether texts hold the words, those of a phrase in a row in one field."""
    held = {term for text in texts for term in terms(text)}
    if way.is_phrase and len(way.terms) > 1:
        row = f" {' '.join(term.text for term in way.terms)} "
        return any(row in f" {fold(field)} " for field in fields)
    return all(
        any(one.startswith(term.text) if term.is_prefix else one == term.text for one in held)
        for term in way.terms
    )


def _of_company(company: CompanyRow, facet: Facet) -> set[str]:
    several = company.many.get(facet.column, ())
    return {*several, company.values.get(facet.column, "")} - {""}


def _searched(company: CompanyRow, facet: str) -> set[str]:
    """The values of a company for its own search."""
    return _of_company(company, SCHEMA.by_company[facet])


def _company_fits(one: CompanyRow, query: FacetQuery, without: str) -> bool:
    for facet in SCHEMA.by_company:
        mine = _searched(one, facet) if facet != without else set()
        if facet != without and query.selected.get(facet) and not mine & {*query.selected[facet]}:
            return False
        if mine & {*query.excluded.get(facet, ())}:
            return False
    texts = (one.name, one.domain, one.city_name, one.overview, one.topics)
    ways = (
        any(_company_meets(one, way, texts) for way in clause.alternatives) != clause.is_excluded
        for clause in query.words
    )
    return all(ways) or one.key in query.also_companies


def _company_meets(one: CompanyRow, way: Alternative, texts: Sequence[str]) -> bool:
    return (
        (not way.terms or _holds(replace(way, is_phrase=False), texts, ()))
        and (not way.topics or _holds(Alternative(way.topics), (one.topics,), ()))
        and all(_searched(one, facet) & {*values} for facet, values in way.values)
        and (way.companies is None or one.key in way.companies)
    )


def _most(n: Counter[str], most: int | None, ticked: Collection[str]) -> dict[str, int]:
    least = min((rows for _, rows in n.most_common(most)), default=0)
    if most is None or len(n) < most:
        return dict(n)
    return {value: rows for value, rows in n.items() if rows >= least or value in ticked}


def asked(*words: str) -> tuple[Clause, ...]:
    """A clause for each word as it is typed."""
    found = (literal(word, is_phrase=" " in word) for word in words)
    return tuple(Clause((one,)) for one in found if one)
