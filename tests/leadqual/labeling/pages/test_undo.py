"""Undo in the queues of titles belongs to the last action, and opens its title again."""

import re
from html import unescape

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import make_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def titles(workspace: Workspace, models: None) -> list[JobTitle]:
    """Titles that nobody knows."""
    rows = [make_title(workspace, f"Wizard of {place}", people=2) for place in ("Oz", "Rye")]
    classify_batch()
    return rows


def _undo(client: Client, page: bytes) -> str:
    """Press Undo in the message of a page, and return where it leads."""
    (address,) = re.findall(
        r'<form method="post" action="([^"]*undo[^"]*next=[^"]*)"', page.decode()
    )
    return str(client.post(unescape(address)).headers["Location"])


def test_undo_of_a_skip_and_of_a_correction_opens_its_title(
    qualifier_client: Client, titles: list[JobTitle]
) -> None:
    page = qualifier_client.get(f"/titles/?queue=todo&after={titles[0].pk}", follow=True).content

    assert f"Skipped “{titles[0].title}”." in page.decode()
    assert f"queue=todo&title={titles[0].pk}" in _undo(qualifier_client, page)
    form = {"functions": "sales", "level": "manager", "next": "/titles/?queue=todo"}
    page = qualifier_client.post(f"/titles/{titles[0].pk}/correct/", form, follow=True).content
    assert f"queue=todo&title={titles[0].pk}" in _undo(qualifier_client, page)
