"""Rows, questions and tables for the tests of the facet index."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from facet_index.facet_files import open_index, write_index
from facet_index.index import FacetIndex
from facet_index.index_builder import build
from facet_index.types import CompanyRow, ContactRow, FacetQuery, Taxonomy, TitleRow
from facet_index.words.clauses import Alternative, Clause, Term, literal, with_values
from facet_index.words.folded_terms import terms
from tests.facet_index.plain import SCHEMA, Plain, firm, person

TAXONOMY = Taxonomy(
    departments=("sales", "it"),
    functions={"inside": "sales", "field": "sales", "ops": "it", "old": ""},
    levels=("chief", "head", "clerk"),
    industries=("bank", "farm"),
)
FUNCTIONS = (*TAXONOMY.functions, "unheard")
SCORES = (0.0, 0.05, 0.3, 0.65, 0.7, 0.75, 0.949, 0.95, 1.0)
SIZES = ("", "1-10", "11-50")
MODELS = ("b2b", "b2c", "unknown")
TRADES = ("", "trade a", "trade b", "trade c", "trade d")
TECHNOLOGIES = ("", "sap", "aws", "gcp", "jira")
TAGS = ("", "vip", "fair", "newsletter", "2026")
COUNTRIES = ("", "DE", "FR", "US", "Côte d'Ivoire", "NL")
CITIES = ("", "Bonn", "Rome", "Wien\nWest", "東京", "Nul\0City")
NAMES = ("", "ada", "Ada", "bob", "zoë", "o'neil\nsmith", "x\0y", "😀 emoji", "a.b")
WRITTEN = ("", "Head of Sales", "C++ (R&D)", "dev\nops", "Zoë [a-z]", "clerk", "営業 😀")
COMPANY_NAMES = ("", "Port", "ACME (UK) Ltd.", "mill\nstone", "Ünal", "zoo 😀", "port")
DOMAINS = ("", "port.example", "zoo-😀.example")
OVERVIEWS = (
    "",
    "Makes\tC++ tools.\nFor zoos",
    "\u3000port  of\xa0Wien ",
    "[a-z] dev\x1cops",
    "業務 a.b",
)
WORDS = (
    *(
        "a",
        "head",
        "sales",
        "port",
        "zoe",
        "unal",
        "sale",
        "営業",
        "dev",
        "ops",
        "acme",
        "😀",
        "west",
    ),
)
SORTS = ("name", "company", "functions", "level", "grade")

_TABLES: dict[str, pa.Schema] = {
    "titles": pa.schema(
        {"key": pa.int64(), "level": pa.string(), "industry": pa.string(), "is_read": pa.bool_()}
    ),
    "labels": pa.schema({"title": pa.int64(), "function": pa.string(), "score": pa.float64()}),
    "companies": pa.schema(
        {
            "key": pa.int64(),
            **dict.fromkeys(("name", "size", "industry", "business_model"), pa.string()),
            **dict.fromkeys(("country", "domain", "city_name", "overview", "topics"), pa.string()),
        }
    ),
    "contacts": pa.schema(
        {
            **dict.fromkeys(("key", "title", "company"), pa.int64()),
            **dict.fromkeys(("country", "city"), pa.dictionary(pa.int32(), pa.string())),
            **dict.fromkeys(("written", "last_name", "first_name"), pa.string()),
            **dict.fromkeys(("do_not_contact", "grade"), pa.string()),
        }
    ),
}
_MANY = pa.schema({"company": pa.int64(), "value": pa.string()})
_TAGGED = pa.schema({"contact": pa.int64(), "value": pa.string()})


def tables_of(plain: Plain) -> dict[str, Any]:
    """The tables that `build` takes; each in several pieces, as a reader of the database gives."""
    titles = [plain.titles[key] for key in sorted(plain.titles)]
    companies = [plain.companies[key] for key in sorted(plain.companies)]
    rows: dict[str, list[dict[str, Any]]] = {
        "titles": [_picked(row, "titles") for row in titles],
        "labels": [
            {"title": row.key, "function": function, "score": score}
            for row in titles
            for function, score in row.labels
        ],
        "companies": [_picked(row, "companies") for row in companies],
        "contacts": [_picked(row, "contacts") for row in plain.contacts.values()],
    }
    used = [
        {"company": row.key, "value": name}
        for row in companies
        for name in dict.fromkeys(row.many["technologies"])
        if name
    ]
    tagged = [
        {"contact": row.key, "value": tag}
        for row in plain.contacts.values()
        for tag in dict.fromkeys(row.many["tags"])
        if tag
    ]
    tables = {name: _in_pieces(rows[name], schema) for name, schema in _TABLES.items()}
    return {
        **tables,
        "many": {"technologies": _in_pieces(used, _MANY)},
        "contact_many": {"tags": _in_pieces(tagged, _TAGGED)},
    }


def _in_pieces(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    pieces = (rows[:3], rows[3:])
    return pa.concat_tables(pa.Table.from_pylist(part, schema=schema) for part in pieces)


def _picked(row: TitleRow | CompanyRow | ContactRow, table: str) -> dict[str, Any]:
    values = {} if isinstance(row, TitleRow) else row.values
    return {
        name: values.get(name, "") if not hasattr(row, name) else getattr(row, name)
        for name in _TABLES[table].names
    }


def built(plain: Plain) -> FacetIndex:
    return build(plain.taxonomy, SCHEMA, **tables_of(plain))


def opened(plain: Plain, folder: Path) -> FacetIndex:
    """The index of all rows, by way of its files."""
    folder.mkdir()
    write_index(built(plain), folder)
    return open_index(folder, SCHEMA)


def labels() -> st.SearchStrategy[list[tuple[str, float]]]:
    label = st.tuples(st.sampled_from(FUNCTIONS), st.sampled_from(SCORES))
    return st.lists(label, max_size=3, unique_by=lambda one: one[0])


def title_rows() -> st.SearchStrategy[list[TitleRow]]:
    row = st.builds(
        TitleRow,
        key=st.integers(1, 8),
        level=st.sampled_from(("", "unheard", *TAXONOMY.levels)),
        industry=st.sampled_from(("", *TAXONOMY.industries)),
        is_read=st.booleans(),
        labels=labels(),
    )
    return st.lists(row, max_size=4)


def company_rows() -> st.SearchStrategy[list[CompanyRow]]:
    row = st.builds(
        firm,
        key=st.integers(1, 6),
        name=st.sampled_from(COMPANY_NAMES),
        size=st.sampled_from(SIZES),
        industry=st.sampled_from(TRADES),
        business_model=st.sampled_from(MODELS),
        technologies=st.lists(st.sampled_from(TECHNOLOGIES), max_size=3),
        country=st.sampled_from(COUNTRIES),
        domain=st.sampled_from(DOMAINS),
        overview=st.sampled_from(OVERVIEWS),
        topics=st.sampled_from(TRADES),
    )
    return st.lists(row, max_size=3)


def contact_rows() -> st.SearchStrategy[list[ContactRow]]:
    row = st.builds(
        person,
        key=st.integers(1, 40),
        title=st.integers(0, 8),
        company=st.integers(0, 6),
        country=st.sampled_from(COUNTRIES),
        city=st.sampled_from(CITIES),
        written=st.sampled_from(WRITTEN),
        last_name=st.sampled_from(NAMES),
        first_name=st.sampled_from(NAMES[:4]),
        do_not_contact=st.sampled_from(("no", "yes")),
        grade=st.sampled_from(("", "good", "fair", "unheard")),
        tags=st.lists(st.sampled_from(TAGS), max_size=3),
    )
    return st.lists(row, min_size=1, max_size=12)


_CHOICES = {
    "function": FUNCTIONS,
    "department": TAXONOMY.departments,
    "unclassified": ("1",),
    "level": TAXONOMY.levels,
    "industry": TAXONOMY.industries,
    "size": SIZES,
    "company_industry": TRADES,
    "business_model": MODELS,
    "technology": TECHNOLOGIES,
    "country": (*COUNTRIES, "Atlantis"),
    "city": CITIES,
    "do_not_contact": ("no", "yes"),
    "tag": TAGS,
}


@st.composite
def _choices(draw: st.DrawFn, most: int) -> dict[str, list[str]]:
    facets = draw(st.lists(st.sampled_from(sorted(_CHOICES)), max_size=most, unique=True))
    return {
        facet: draw(st.lists(st.sampled_from(_CHOICES[facet]), min_size=1, max_size=3))
        for facet in facets
    }


def clauses(facet: str, values: tuple[str, ...]) -> st.SearchStrategy[Clause]:
    """Clauses of words, phrases, values and keys."""
    word = st.builds(
        Term, st.sampled_from([terms(one)[0] for one in WORDS if terms(one)]), st.booleans()
    )
    of_words = st.lists(word, min_size=1, max_size=2, unique=True).map(
        lambda found: Alternative(tuple(found))
    )
    phrase = st.sampled_from(("head of", "of sales", "port", "acme uk")).map(
        lambda text: literal(text, is_phrase=True) or Alternative()
    )
    of_values = st.sampled_from(values).map(lambda value: with_values({facet: [value]}))
    of_keys = st.lists(st.integers(1, 8), max_size=3).map(
        lambda keys: Alternative(companies=tuple(keys))
    )
    several = st.lists(of_words | phrase | of_values | of_keys, min_size=1, max_size=2)
    return st.builds(Clause, several.map(tuple), st.sampled_from((False, False, True)))


def questions() -> st.SearchStrategy[FacetQuery]:
    """Questions of which most find somebody."""
    keys = st.lists(st.integers(0, 50), max_size=40)
    words = st.lists(clauses("size", SIZES), min_size=1, max_size=2).map(tuple)
    return st.builds(
        FacetQuery,
        selected=st.just({}) | _choices(1) | _choices(3),
        excluded=st.just({}) | _choices(1),
        confidence=st.sampled_from((0.0, 0.0, 0.05, 0.3, 0.33, 0.7, 0.95, 1.0)),
        words=st.just(()) | st.just(()) | words,
        companies=st.none() | st.none() | st.lists(st.integers(0, 8), max_size=5),
        contacts=st.just(()) | st.just(()) | st.lists(keys, max_size=2).map(tuple),
    )


_COMPANY_CHOICES = {
    "industry": TRADES,
    "size": (*SIZES, "unheard"),
    "country": COUNTRIES,
    "business_model": MODELS,
    "technology": TECHNOLOGIES,
}


@st.composite
def company_questions(draw: st.DrawFn) -> FacetQuery:
    """Questions about companies of which most find some."""

    def values(most: int) -> dict[str, list[str]]:
        facets = draw(
            st.lists(st.sampled_from(sorted(_COMPANY_CHOICES)), max_size=most, unique=True)
        )
        return {
            facet: draw(st.lists(st.sampled_from(_COMPANY_CHOICES[facet]), min_size=1, max_size=3))
            for facet in facets
        }

    return FacetQuery(
        selected=values(3),
        excluded=values(1),
        words=tuple(draw(st.just([]) | st.lists(clauses("size", SIZES), max_size=2))),
        also_companies=tuple(draw(st.just([]) | st.lists(st.integers(1, 8), max_size=2))),
    )


def keys(index: FacetIndex, rows: list[int]) -> list[int]:
    """Return the keys of the contacts in some rows."""
    return [int(key) for key in index.keys.by_code[np.array(rows, dtype=np.intp)]]
