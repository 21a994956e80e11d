"""Every button of the pages where titles are labeled shows its key; no key is given twice."""

from collections import Counter
from html.parser import HTMLParser

import pytest
from django.test import Client

from leadqual.accounts.models import Role, User, Workspace
from leadqual.core.jobs import Job
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.models.queues import LabelConflict, QueueRun
from leadqual.labeling.requested_runs import request_run
from leadqual.labeling.suggestions import SuggestionAuthor, SuggestionInput, suggest
from leadqual.labeling.tasks import make_queues
from tests.leadqual.labeling.conftest import make_title
from tests.product import make_member

pytestmark = pytest.mark.django_db
MESSAGES = "data-dismiss"  # Messages go away by themselves.


class _Keys(HTMLParser):
    """Reads the buttons of a page with the key that each shows, and all keys that work there."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.silent: list[str] = []
        self.given: Counter[str] = Counter()
        self._hidden = 0
        self._button: dict[str, str | None] | None = None
        self._text, self._shows_key = "", False
        self.feed(page.partition('id="main"')[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what has a key, and where a button begins."""
        found = dict(attrs)
        self._hidden += tag in {"noscript", "template", "dialog"}
        if self._hidden:
            return
        self.given.update((found.get("aria-keyshortcuts") or "").split())
        if tag == "button" and "vh" not in (found.get("class") or "") and MESSAGES not in found:
            self._button, self._text, self._shows_key = found, "", False
        self._shows_key |= tag == "kbd"

    def handle_data(self, data: str) -> None:
        """Keep what stands on the button."""
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Note a button without a key."""
        self._hidden -= tag in {"noscript", "template", "dialog"}
        if tag == "button" and self._button is not None:
            if not (self._shows_key and self._button.get("aria-keyshortcuts")):
                self.silent.append(" ".join(self._text.split()))
            self._button = None


@pytest.mark.slow
def test_every_button_shows_its_key_and_no_key_is_given_twice(
    manager_client: Client, workspace: Workspace, models: None
) -> None:
    other = make_member(workspace, "q@leadqual.example", Role.QUALIFIER)
    rows = [make_title(workspace, text, people=3) for text in ("Dragon tamer", "Snake tamer")]
    said = make_title(workspace, "Night nurse of the castle", people=2)
    classify_batch()
    word = CorrectionInput(("nursing",), "specialist", note="Castle.")
    corrected = record_correction(job_title=said, correction_input=word, author=other)
    _suggest_twice(workspace, other)
    request_run(QueueRun, Job.MAKE_QUEUES, workspace=workspace)
    make_queues(workspace_id=workspace.pk)
    LabelConflict.objects.create(
        workspace=workspace,
        job_title=rows[0],
        kind="similar",
        functions=["sales"],
        score=1,
        newest=0,
    )

    pages = {
        address: _Keys(manager_client.get(address, follow=True).content.decode())
        for address in (
            "/titles/",
            f"/titles/?queue=conflicts&title={rows[0].pk}",
            f"/titles/?selected={rows[0].pk}&selected={rows[1].pk}",
            "/titles/?queue=groups",
            f"/titles/review/?queue=unapproved&title={said.pk}",
            "/titles/review/?queue=suggested",
            "/titles/done/",
            f"/titles/{said.pk}/",
            f"/titles/{rows[0].pk}/similar/",
            f"/titles/corrections/{corrected.pk}/",
        )
    }

    assert {address: page.silent for address, page in pages.items() if page.silent} == {}
    twice = {
        address: [key for key, n in page.given.items() if n > 1] for address, page in pages.items()
    }
    assert {address: keys for address, keys in twice.items() if keys} == {}
    keys = {key for page in pages.values() for key in page.given}
    assert {"B", "1", "2", "R", "Shift+R", "U", "P", "C", "S", "Enter", "Shift+Enter"} <= keys


def test_queues_that_were_never_built_are_built_by_a_key(
    qualifier_client: Client, workspace: Workspace
) -> None:
    page = qualifier_client.get("/titles/?queue=conflicts").content.decode()

    assert 'aria-keyshortcuts="B">Build queues <kbd' in page


def _suggest_twice(workspace: Workspace, author: User) -> None:
    title = make_title(workspace, "Castle gatekeeper")
    classify_batch()
    for functions in (("sales",), ("nursing",)):
        suggester = (
            SuggestionAuthor(author=author)
            if functions == ("sales",)
            else SuggestionAuthor(visitor="someone")
        )
        suggest(
            workspace=workspace,
            suggested=SuggestionInput("title", title.title, functions),
            suggester=suggester,
            title=title,
        )
