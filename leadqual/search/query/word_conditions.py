"""Clauses of words as conditions of the tables, as `facet_index.word_search` has them of rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import reduce

from django.db.models import Case, F, Func, IntegerField, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, Left
from django.db.models.lookups import Contains, Exact, Regex

from facet_index import company_search
from facet_index.words.clauses import (
    Alternative,
    Clause,
    Term,
    parts_of,
    typed_words,
    whole_words,
)
from facet_index.words.folded_terms import is_joined
from facet_index.words.tiers import N_TIERS, match, spellings, tiers
from leadqual.search.words.syntax import MAX_OVERVIEW

COMPANY_TIERS = company_search.N_TIERS

_SPACE = Value(" ")
_NOTHING = Q(pk__in=())
Values = Callable[[str, Sequence[str]], Q]
"""Facet and values → the condition that a row has one of them."""


class FoldedWords(Func):
    """The folded words of a text with a space before and behind each."""

    function = "leads_search_words"
    output_field = TextField()


class _Called(Func):
    """A domain without its last part."""

    function = "regexp_replace"
    template = r"%(function)s(%(expressions)s, '\.?[^.]*$', '')"
    output_field = TextField()


def _text(column: str) -> Combinable:
    if column.endswith("overview"):
        return Left(Coalesce(F(column), Value(""), output_field=TextField()), MAX_OVERVIEW)
    return Coalesce(F(column), Value(""), output_field=TextField())


def _topics(path: str) -> Combinable:
    """Return industry, categories and specialties of a company as one text."""
    several = (
        Func(F(f"{path}{one}"), Value(" | "), function="array_to_string", output_field=TextField())
        for one in ("categories", "specialties")
    )
    spaced = (one for text in several for one in (Value(" | "), text))
    return Concat(_text(f"{path}industry"), *spaced, output_field=TextField())


def _joined(*parts: Combinable) -> FoldedWords:
    spaced = [one for part in parts for one in (part, _SPACE)]
    return FoldedWords(Concat(*spaced, output_field=TextField()))


_FIELDS = {
    "title": _joined(_text("title")),
    "name": _joined(_text("first_name"), _text("last_name")),
    "company": _joined(_text("company__name"), _Called(_text("company__domain"))),
    "city": _joined(_text("city"), _text("company__city")),
}
_BACKWARDS = _joined(_text("last_name"), _text("first_name"))
_COMPANY_NAME = _joined(_text("company__name"))
_PERSON = _joined(
    *map(_text, ("title", "first_name", "last_name", "city", "company__name", "company__city")),
    _Called(_text("company__domain")),
)
_COMPANY_TEXTS = ("name", "domain", "city", "overview")
_TOPICS = _topics("")
_DOES = _joined(_TOPICS)
_EMPLOYER_TOPICS = _topics("company__")
_EMPLOYER_DOES = _joined(_EMPLOYER_TOPICS)
_EMPLOYER = _joined(*(_text(f"company__{one}") for one in _COMPANY_TEXTS), _EMPLOYER_TOPICS)
_COMPANY = _joined(*map(_text, _COMPANY_TEXTS), _TOPICS)
_COMPANY_FIELDS = [_joined(one) for one in (*map(_text, _COMPANY_TEXTS), _TOPICS)]
_CALLED = _joined(_text("name"), _Called(_text("domain")))
_NAME = _joined(_text("name"))


def contact_words(clauses: Iterable[Clause], values: Values) -> Q:
    """Return the condition that a person meets every clause."""
    return _all(clauses, lambda one: _contact_meets(one, values))


def company_words(clauses: Iterable[Clause], values: Values) -> Q:
    """Return the condition that a company meets every clause."""
    return _all(clauses, lambda one: _company_meets(one, values))


def contact_tier(clauses: Sequence[Clause], values: Values) -> Combinable:
    """Return how well a person meets some clauses; 0 is best."""
    asked = [clause for clause in clauses if not clause.is_excluded]
    if not asked:
        return Value(0, output_field=IntegerField())
    matches = [
        match(
            clause,
            meets=lambda one: _contact_meets(one, values),
            in_field=lambda field, terms: _in(_FIELDS[field], terms),
            nothing=_NOTHING,
        )
        for clause in asked
    ]
    typed = spellings(asked)
    found = tiers(
        matches,
        exactly=_exactly(typed, (_FIELDS["title"], _FIELDS["name"], _BACKWARDS)),
        company=_exactly(typed[:1], (_COMPANY_NAME,)),
    )
    return Case(
        *(When(condition, then=tier) for tier, condition in enumerate(found) if condition),
        default=N_TIERS - 1,
        output_field=IntegerField(),
    )


def company_tier(clauses: Sequence[Clause]) -> Combinable:
    """Return how well a company meets some clauses; the tiers are those of `company_search`."""
    typed = typed_words(clauses)
    if not typed:
        return Value(COMPANY_TIERS - 1, output_field=IntegerField())
    whole = [[replace(one, terms=whole_words(one.terms)) for one in each] for each in typed]
    in_name, begins_in_name, anywhere = (
        _meet([_any(_company_says(text, one) for one in each) for each in several])
        for text, several in ((_CALLED, whole), (_CALLED, typed), (_COMPANY, whole))
    )
    row = [term for each in whole for term in each[0].terms]
    exactly = _exactly([row], (_NAME,))
    tiers = (exactly, in_name, begins_in_name, anywhere)
    return Case(
        *(When(condition, then=tier) for tier, condition in enumerate(tiers)),
        default=COMPANY_TIERS - 1,
        output_field=IntegerField(),
    )


def company_phrase(terms: Sequence[Term]) -> Q:
    """Return the condition that a company says some words in this order in one field."""
    return _any(Q(Contains(field, _row(terms))) for field in _COMPANY_FIELDS)


def _all(clauses: Iterable[Clause], meets: Callable[[Alternative], Q]) -> Q:
    condition = Q()
    for clause in clauses:
        met = _any(meets(one) for one in clause.alternatives)
        condition &= ~met if clause.is_excluded else met
    return condition


def _any(conditions: Iterable[Q]) -> Q:
    found = list(conditions)
    return reduce(Q.__or__, found) if found else _NOTHING


def _meet(conditions: Sequence[Q]) -> Q:
    return reduce(Q.__and__, conditions)


def _contact_meets(one: Alternative, values: Values) -> Q:
    condition = Q()
    if one.terms and one.is_phrase and len(one.terms) > 1:
        fields = (_FIELDS["title"], _FIELDS["name"], _COMPANY_NAME, _joined(_text("city")))
        condition &= _any(Q(Contains(field, _row(one.terms))) for field in fields)
    elif one.terms:
        condition &= _in(_FIELDS["name"] if one.of_names else _PERSON, one.terms)
    for facet, several in one.values:
        condition &= values(facet, several)
    for text, terms in ((_EMPLOYER, one.employer), (_EMPLOYER_DOES, one.topics)):
        if terms:
            condition &= _in(text, terms)
    return condition & _is_one_of(one)


def _is_one_of(one: Alternative) -> Q:
    """Return the condition that a contact is one of those that are named by keys."""
    keys = {"pk": one.contacts, "company": one.companies, "job_title": one.titles}
    named = {f"{column}__in": several for column, several in keys.items() if several is not None}
    return Q(**named)


def _company_meets(one: Alternative, values: Values) -> Q:
    condition = Q()
    if one.is_phrase and len(one.terms) > 1:
        condition &= company_phrase(one.terms)
    elif one.terms or one.apart:
        condition &= _company_says(_COMPANY, one)
    if one.topics:
        condition &= _in(_DOES, one.topics)
    for facet, several in one.values:
        condition &= values(facet, several)
    if one.companies is not None:
        condition &= Q(pk__in=one.companies)
    return condition


def _company_says(text: Combinable, one: Alternative) -> Q:
    """Return the condition that a text holds the words, or the name a word that is two there."""
    if one.apart:
        pairs = "|".join(" ".join(pair) for pair in parts_of(one.apart))
        return Q(Regex(_NAME, f" ({pairs}) "))
    return _in(text, one.terms)


def _in(text: Combinable, terms: Iterable[Term]) -> Q:
    return _meet([Q(Contains(text, _needle(term))) for term in terms])


def _needle(term: Term) -> str:
    if is_joined(term.text) and len(term.text) > 1:
        return term.text
    return f" {term.text}" if term.is_prefix else f" {term.text} "


def _row(terms: Iterable[Term]) -> str:
    return f" {' '.join(term.text for term in terms)} "


def _exactly(several: Iterable[Sequence[Term]], texts: Sequence[Combinable]) -> Q:
    """Return the condition that a text is just one of some rows of words."""
    return _any(Q(Exact(text, Value(_row(terms)))) for terms in several for text in texts if terms)
