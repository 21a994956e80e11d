"""No page and no object of the API asks often, or reads far more rows than it gives."""

import re
from collections.abc import Mapping

import pytest
from django.core.management import call_command
from django.db import connection

from benchmarks.pages.addresses import keys_of, reads
from benchmarks.pages.small import clients_of
from benchmarks.pages.statements import Statement, statements
from leadqual.accounts.models import User, Workspace
from leadqual.demo import sample_data
from tests.leadqual.demo.embedding import embed
from tests.two_workspaces import secret_rows

MAX_QUERIES = 12
MORE: Mapping[str, tuple[int, str]] = {}
"""Address → how many queries it may send, and why."""

COUNTED: Mapping[str, str] = {}
"""Beginning of a query that may read more than ten times what it gives → why."""


def _fill() -> tuple[Workspace, User]:
    """Fill the demo workspace, and add a row of everything that has an address."""
    call_command("setup_leadqual", verbosity=0)
    workspace = Workspace.objects.get(slug=sample_data.SLUG)
    embed(workspace)
    sample_data.finish()
    return workspace, User.objects.get(email=sample_data.EMAIL)


def _address(path: str) -> str:
    return re.sub(r"\d+", "N", path)


def _words(one: Statement) -> str:
    return " ".join(one.sql.split())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("queued")
def test_no_page_and_no_list_asks_often_or_reads_what_it_does_not_show() -> None:
    workspace, person = _fill()
    keys = secret_rows(workspace, User.objects.create_user("other@leadqual.example"))
    keys |= keys_of(workspace)
    browser, program = clients_of(workspace, person)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")

    often, wasteful = [], {}
    for one in reads(keys):
        ask = one.asking(browser, program)
        if ask is None:
            continue
        with statements(explained=True) as sent:
            ask()
        most, _ = MORE.get(_address(one.path), (MAX_QUERIES, ""))
        if len(sent) > most:
            often.append(f"{one.path}: {len(sent)} queries")
        for query in sent:
            words = _words(query)
            if query.is_wasteful and not any(part in words for part in COUNTED):
                figures = f"{one.path}: reads {query.n_read} rows and gives {query.n_given}"
                wasteful.setdefault(words, figures)

    assert "\n".join(often) == ""
    assert "\n".join(f"{figures}: {words}" for words, figures in wasteful.items()) == ""
