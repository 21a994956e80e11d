"""Several members of staff at once: nothing is lost and nothing is published twice."""

import threading
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from django.db import connection

from leadqual.accounts.models import User
from leadqual.core.errors import LeadqualError
from leadqual.registry.versions.services import register_pretrained
from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.drafts.publish_draft import publish
from leadqual.taxonomy.drafts.services import draft_document, edit_draft, start_draft
from leadqual.taxonomy.models import TaxonomyDraft, TaxonomyVersion
from leadqual.taxonomy.services import load_taxonomy
from leadqual.taxonomy.versions import document_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff, and the taxonomy with its models."""
    load_taxonomy()
    register_pretrained()
    return User.objects.create_superuser("staff@leadqual.example", "x")


def at_once(tasks: Sequence[Callable[[], object]]) -> list[str]:
    """Do tasks in threads that begin together; return the codes of what was refused."""
    start, refused = threading.Barrier(len(tasks)), []

    def work(task: Callable[[], object]) -> None:
        try:
            start.wait()
            task()
        except LeadqualError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def described(staff: User, slug: str) -> TaxonomyDraft:
    draft = start_draft(name=slug, author=staff)
    edit = partial(edits.set_field, slug=slug, name="about", value="said")
    return edit_draft(draft_id=draft.pk, edit=edit)


@pytest.mark.slow
def test_of_two_drafts_published_at_once_one_is_told_that_it_is_behind(staff: User) -> None:
    drafts = [described(staff, "sales"), described(staff, "nursing")]
    n = TaxonomyVersion.objects.count()

    refused = at_once(
        [partial(publish, draft_id=each.pk, reason="now", author=staff) for each in drafts]
    )

    assert refused == ["draft_stale"]
    assert TaxonomyVersion.objects.count() == n + 1
    assert document_of(TaxonomyVersion.objects.latest("pk")) == read_document()
    assert [row.is_open for row in TaxonomyDraft.objects.all()].count(True) == 1


def test_one_draft_that_is_published_twice_at_once_is_one_version(staff: User) -> None:
    draft = described(staff, "sales")
    n = TaxonomyVersion.objects.count()

    refused = at_once([partial(publish, draft_id=draft.pk, reason="now", author=staff)] * 2)

    assert refused == ["draft_closed"]
    assert TaxonomyVersion.objects.count() == n + 1


def test_edits_of_one_draft_at_once_are_all_kept(staff: User) -> None:
    draft = start_draft(name="Many", author=staff)
    titles = [f"Seller {n}" for n in range(8)]

    refused = at_once(
        [
            partial(
                edit_draft,
                draft_id=draft.pk,
                edit=partial(edits.change_titles, slug="sales", add={title}),
            )
            for title in titles
        ]
    )

    draft.refresh_from_db()
    function = draft_document(draft).function("sales")
    assert refused == []
    assert function is not None
    assert set(titles) <= function.titles
    assert draft.edits == len(titles)
