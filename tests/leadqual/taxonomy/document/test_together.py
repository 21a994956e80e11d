"""Several members of staff at once: nothing is lost and nothing is published twice."""

from collections.abc import Callable, Sequence
from functools import partial

import pytest

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
from tests.leadqual.at_once import together, writers_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff, and the taxonomy with its models."""
    load_taxonomy()
    register_pretrained()
    return User.objects.create_superuser("staff@leadqual.example", "x")


def refused(tasks: Sequence[Callable[[], object]], *, behind: Callable[[], object]) -> list[str]:
    """Do tasks at once; return the codes of what was refused."""

    def code(task: Callable[[], object]) -> str:
        try:
            task()
        except LeadqualError as error:
            return error.code
        return ""

    return [one for one in together([partial(code, task) for task in tasks], behind=behind) if one]


def described(staff: User, slug: str) -> TaxonomyDraft:
    draft = start_draft(name=slug, author=staff)
    edit = partial(edits.set_field, slug=slug, name="about", value="said")
    return edit_draft(draft_id=draft.pk, edit=edit)


@pytest.mark.slow
def test_of_two_drafts_published_at_once_one_is_told_that_it_is_behind(staff: User) -> None:
    drafts = [described(staff, "sales"), described(staff, "nursing")]
    n = TaxonomyVersion.objects.count()

    publications = [
        partial(publish, draft_id=each.pk, reason="now", author=staff) for each in drafts
    ]

    assert refused(publications, behind=writers_of(TaxonomyVersion)) == ["draft_stale"]
    assert TaxonomyVersion.objects.count() == n + 1
    assert document_of(TaxonomyVersion.objects.latest("pk")) == read_document()
    assert [row.is_open for row in TaxonomyDraft.objects.all()].count(True) == 1


def test_one_draft_that_is_published_twice_at_once_is_one_version(staff: User) -> None:
    draft = described(staff, "sales")
    n = TaxonomyVersion.objects.count()

    publications = [partial(publish, draft_id=draft.pk, reason="now", author=staff)] * 2

    assert refused(publications, behind=writers_of(TaxonomyVersion)) == ["draft_closed"]
    assert TaxonomyVersion.objects.count() == n + 1


def test_edits_of_one_draft_at_once_are_all_kept(staff: User) -> None:
    draft = start_draft(name="Many", author=staff)
    titles = [f"Seller {n}" for n in range(8)]

    changes = [partial(edits.change_titles, slug="sales", add={title}) for title in titles]
    edited = [partial(edit_draft, draft_id=draft.pk, edit=change) for change in changes]

    assert refused(edited, behind=writers_of(TaxonomyDraft)) == []

    draft.refresh_from_db()
    function = draft_document(draft).function("sales")
    assert function is not None
    assert set(titles) <= function.titles
    assert draft.edits == len(titles)
