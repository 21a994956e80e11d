"""Verdict filters as a form: what cannot be understood lets all through and is named."""

from datetime import date

from django.http import QueryDict

from leadqual.campaigns.pages.forms import HistoryForm
from leadqual.campaigns.verdicts.verdict_history import Filters


def form_of(query: str) -> HistoryForm:
    return HistoryForm(QueryDict(query), authors=[], reasons=[])


def test_what_was_asked_comes_back_in_the_address() -> None:
    filters = form_of("value=like&state=undone&company=Kel+via&since=2026-11-01").filters()

    assert filters == Filters(
        value="like", state="undone", company="Kel via", since=date(2026, 11, 1)
    )
    assert form_of(filters.to_query()).filters() == filters


def test_what_nobody_understands_lets_all_through_and_is_named() -> None:
    form = form_of("value=love&author=x&reason=9&state=gone&since=31.12.&until=")

    assert form.filters() == Filters()
    assert set(form.errors) == {"value", "author", "reason", "state", "since"}
