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
_PARTS = "one figure or list of each part of the product, or of a title, that it shows"
MORE: Mapping[str, tuple[int, str]] = {
    "/": (28, _PARTS),
    "/lab/": (16, _PARTS),
    "/lab/models/": (15, _PARTS),
    "/settings/?panel=lead-score": (
        16,
        "the preview of the lead score reads a sample and scores ten people",
    ),
    "/settings/lead-score/": (16, "the preview reads a sample and scores ten people"),
    "/people/?person=N": (15, "what is known of the person who is open, beside the list"),
    "/companies/N/": (17, "what is known of a company: facts, people, notes, tasks, lists"),
    "/titles/": (29, _PARTS),
    "/titles/done/": (23, _PARTS),
    "/titles/review/": (34, _PARTS),
    "/titles/N/": (13, _PARTS),
    "/titles/N/similar/": (18, "asks for ever less likeness until enough titles are found"),
    "/api/v1/titles/N/similar": (17, "asks for ever less likeness until enough titles are found"),
    "/imports/N/undo/": (20, "runs the statements that an undo would run, to count its rows"),
    "/taxonomy/functions/sales/threshold/": (16, "reads the whole taxonomy, and counts of titles"),
    "/campaigns/N/queue/": (
        18,
        "leases a card by several statements, and counts what is left",
    ),
    "/campaigns/N/recommendations/decision-makers/": (15, "ranks companies, then finds people"),
    "/settings/lead-score/quality/": (13, "compares scores with verdicts and with replies"),
    "/api/v1/lead-score-rules/quality": (13, "compares scores with verdicts and with replies"),
}
"""Address → how many queries it may send, and why."""

_NUMBER = "a number on the page: it counts the rows, and shows none"
_VERDICTS = "a figure over all verdicts of a campaign"
_TO_DO = "titles to do are uncertain or in conflict: two conditions, of which no index has both"
COUNTED_MEMBERSHIPS: Mapping[str, str] = {
    'SELECT COUNT(*) AS "__count" FROM': _NUMBER,
    "SELECT (SELECT count(*) FROM (": _NUMBER,
    'SUM("leads_jobtitle"."n_contacts")': _NUMBER,
    'COUNT("leads_listentry"."id")': _NUMBER,
    "SELECT count(*) FILTER (WHERE NOT EXISTS (SELECT FROM campaigns_companyreading": _NUMBER,
    "SELECT count(*) FILTER (WHERE kept = ''": _NUMBER,
    "SELECT count(*) FILTER (WHERE business_model_version": _NUMBER,
    "SELECT replies.n, replies.n_positive": _NUMBER,
    'SELECT "leads_company"."id" AS "pk" FROM "leads_company" WHERE ("leads_company"."id" IN': (
        "which companies of a search a run would ask about"
    ),
    "judged.n, judged.n_liked": _VERDICTS,
    "SELECT array_agg(company_id), array_agg(signal)": _VERDICTS,
    "SELECT array_agg(company_id), array_agg(CASE value": _VERDICTS,
    "SELECT said.company_id, said.author_id": _VERDICTS,
    "SELECT v.company_id FROM campaigns_verdict v JOIN campaigns_campaign g": _VERDICTS,
    "count(*) FILTER (WHERE score >=": _VERDICTS,
    "SELECT count(*), count(*) FILTER (WHERE n_values = 1)": _VERDICTS,
    'COUNT("campaigns_verdict"."id") AS "n"': _VERDICTS,
    'FROM "labeling_formerprediction" U0': "what was said of titles, compared with what was",
    "WITH moved AS MATERIALIZED": "decides every company anew with other costs",
    'SELECT "leads_jobtitle"."n_contacts" AS "n_contacts" FROM "leads_jobtitle"': _TO_DO,
    'SELECT "leads_jobtitle"."id" AS "pk" FROM "leads_jobtitle"': _TO_DO,
    'SELECT "leads_jobtitle"."id", "leads_jobtitle"."workspace_id"': _TO_DO,
    'AS "number", "imports_importbatch"."created_at" AS "moment"': (
        "an index by record would slow down every import, for a timeline alone"
    ),
}
"""Part of a query that may read more than ten times what it gives → why."""


def _fill() -> tuple[Workspace, User]:
    """Fill the demo workspace, and add a row of everything that has an address."""
    call_command("setup_leadqual", verbosity=0)
    workspace = Workspace.objects.get(slug=sample_data.SLUG)
    embed(workspace)
    sample_data.finish()
    return workspace, User.objects.get(email=sample_data.EMAIL)


def _address(path: str) -> str:
    return re.sub(r"(?<=[/=])\d+", "N", path)


def _words(one: Statement) -> str:
    return " ".join(one.sql.split())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("queued")
def test_no_page_and_no_list_asks_often_or_reads_what_it_does_not_show() -> None:
    workspace, person = _fill()
    usual = keys_of(workspace)  # Before rows with keys of their own, which may be lower or higher.
    secret = secret_rows(workspace, User.objects.create_user("other@leadqual.example"))
    keys = keys_of(workspace) | secret | usual
    browser, program = clients_of(workspace, person)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")

    often: list[str] = []
    wasteful: dict[str, str] = {}
    for one in reads(keys):
        ask = one.asking(browser, program)
        if ask is None:
            continue
        most, _ = MORE.get(_address(one.path), (MAX_QUERIES, ""))
        with statements(explained=True) as sent:
            ask()
        if len(sent) > most:  # The first request also reads what the process keeps.
            with statements(explained=True) as sent:
                ask()
        if len(sent) > most:
            often.append(f"{one.path}: {len(sent)} queries")
        for query in sent:
            words = _words(query)
            if query.is_wasteful and not any(part in words for part in COUNTED_MEMBERSHIPS):
                figures = f"{one.path}: reads {query.n_read} rows and gives {query.n_given}"
                wasteful.setdefault(words, figures)

    assert "\n".join(often) == ""
    assert "\n".join(f"{figures}: {words}" for words, figures in wasteful.items()) == ""
