"""Sums over titles are right after whatever is done to them, in the same transaction."""

import random

import pytest
from django.db import connection
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    record_correction,
    undo_correction,
)
from leadqual.leads.models import Contact, JobTitle, TitleSum
from leadqual.leads.record_sums import MAX_ROWS, merge_sums
from leadqual.search.results.title_sums import TitleSums, sums_of
from leadqual.taxonomy.models import Level
from tests.leadqual.labeling.conftest import make_title

pytestmark = pytest.mark.django_db


def counted(workspace: Workspace) -> TitleSums:
    """Count the titles one by one, and those without a label by their labels."""
    titles = JobTitle.objects.filter(workspace=workspace)
    sums = titles.aggregate(
        n_titles=Count("pk"),
        n_pending=Count("pk", filter=Q(classified_at=None)),
        n_people=Sum("n_contacts", default=0),
        n_known=Sum("n_contacts", filter=Q(source="dictionary"), default=0),
    )
    others = titles.filter(labels=None, level__isnull=False)
    return TitleSums(**sums, n_other=others.aggregate(n=Sum("n_contacts", default=0))["n"])


def test_sums_follow_what_the_product_does_to_titles(
    workspace: Workspace, models: None, manager: User
) -> None:
    rows = [
        make_title(workspace, text, people=people)
        for people, text in enumerate(
            ("Nurse", "Queen of the World", "Sales Engineer", "Chief Moon Officer"), start=2
        )
    ]
    seen = [sums_of(workspace)]
    assert seen == [counted(workspace)]

    def run_watch() -> None:
        assert sums_of(workspace) == counted(workspace)
        seen.append(sums_of(workspace))

    classify_batch()
    run_watch()
    nothing = record_correction(
        job_title=rows[0], correction_input=CorrectionInput((), "manager"), author=manager
    )
    run_watch()
    sales = record_correction(
        job_title=rows[1], correction_input=CorrectionInput(("sales",), "manager"), author=manager
    )
    run_watch()
    for correction in (nothing, sales):
        undo_correction(correction=correction, author=manager)
        run_watch()
    classify_batch()
    run_watch()
    JobTitle.objects.filter(pk=rows[2].pk).update(n_contacts=F("n_contacts") + 40)
    run_watch()
    Contact.objects.filter(job_title=rows[3]).delete()
    JobTitle.objects.filter(pk=rows[3].pk).delete()
    run_watch()

    assert len({one.n_other for one in seen}) > 3
    assert len({one.n_known for one in seen}) > 2
    assert len({one.n_pending for one in seen}) > 1


def test_sums_follow_any_statement_of_any_size_in_each_workspace(
    workspace: Workspace, other_workspace: Workspace, taxonomy: None
) -> None:
    draw = random.Random(5)
    places = (workspace, other_workspace)
    level = Level.objects.all()[0]
    for turn in range(24):
        place = draw.choice(places)
        JobTitle.objects.bulk_create(
            (
                JobTitle(
                    workspace=place,
                    title=name,
                    normalised=name,
                    n_contacts=draw.randrange(9),
                    source=draw.choice(("dictionary", "model", "")),
                    surest=0.0,
                    level=draw.choice((level, None)),
                    classified_at=draw.choice((timezone.now(), None)),
                )
                for name in {f"title {draw.randrange(30)}" for _ in range(turn % 4)}
            ),
            update_conflicts=True,
            unique_fields=["workspace", "normalised"],
            update_fields=["n_contacts", "source", "level", "classified_at"],
        )
        some = JobTitle.objects.filter(normalised__endswith=str(turn % 10))
        some.update(n_contacts=F("n_contacts") + 1, source=draw.choice(("dictionary", "rules")))
        JobTitle.objects.filter(normalised=f"title {draw.randrange(30)}").delete()
        if turn % 7 == 0:
            merge_sums()
        assert [sums_of(one) for one in places] == [counted(one) for one in places]
    assert JobTitle.objects.count() > 5


def test_many_rows_become_one_with_the_same_sums(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    title = make_title(workspace, "Nurse", people=3)
    make_title(other_workspace, "Nurse", people=2)
    for _ in range(MAX_ROWS):
        JobTitle.objects.filter(pk=title.pk).update(n_contacts=F("n_contacts") + 1)
    before = sums_of(workspace)

    merge_sums()

    assert before.n_people == 3 + MAX_ROWS
    assert sums_of(workspace) == before
    assert TitleSum.objects.filter(workspace=workspace).count() == 1
    assert TitleSum.objects.get(workspace=other_workspace).n_people == 2


def test_what_changes_no_sum_writes_nothing_and_a_workspace_leaves_nothing(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    for place in (workspace, other_workspace):
        make_title(place, "Nurse")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE leads_jobtitle SET signature = 'nurse'")
    assert TitleSum.objects.count() == 2

    Contact.objects.filter(workspace=other_workspace).delete()
    other_workspace.delete()
    merge_sums()

    assert TitleSum.objects.get().workspace == workspace
