"""Titles are counted anew beside people who move at the same moment."""

from threading import Timer

import pytest
from django.db import connection, transaction

from leadqual.accounts.models import Workspace
from leadqual.imports.counting import recount_titles
from leadqual.leads.models import Contact, JobTitle

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_person_who_moves_meanwhile_is_counted_once(workspace: Workspace, models: None) -> None:
    title = JobTitle.objects.create(workspace=workspace, title="CFO", normalised="cfo")
    Contact.objects.create(workspace=workspace, last_name="Roe", job_title=title)
    mover = Contact.objects.create(workspace=workspace, last_name="Lee")
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:  # As somebody who is saved, in a transaction of its own.
        cursor.execute(
            "UPDATE leads_contact SET job_title_id = %s WHERE id = %s", [title.pk, mover.pk]
        )
        cursor.execute("UPDATE leads_jobtitle SET n_contacts = n_contacts + 1")
    timer = Timer(0.3, other.connection.commit)
    timer.start()

    with transaction.atomic(), connection.cursor() as cursor:
        recount_titles(cursor, workspace.pk)

    timer.join()
    other.close()
    title.refresh_from_db()
    assert title.n_contacts == Contact.objects.filter(job_title=title).count() == 2
