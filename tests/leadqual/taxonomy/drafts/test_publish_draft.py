"""Drafts go live in one transaction with a version, and former versions come back."""

from dataclasses import replace
from functools import partial

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leadqual.accounts.models import AuditRow, User
from leadqual.core.errors import LeadqualError
from leadqual.labeling.quality_gate import MetricDropError
from leadqual.taxonomy.document import edits as editing
from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenDepartment,
    WrittenFunction,
)
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.document.restored import restored
from leadqual.taxonomy.document.to_tables import write_document
from leadqual.taxonomy.drafts.publish_draft import go_back, publish
from leadqual.taxonomy.drafts.services import draft_changes, edit_draft, rebase, start_draft
from leadqual.taxonomy.errors import DraftClosedError, DraftStaleError
from leadqual.taxonomy.models import Department, Function, TaxonomyDraft, TaxonomyVersion
from leadqual.taxonomy.selectors import function_names, retired_slugs
from leadqual.taxonomy.versions import live_version, record_version
from tests.examples import examples
from tests.leadqual.taxonomy.documents import documents
from tests.problems import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff."""
    return User.objects.create_superuser("staff@leadqual.example", "x")


def drafted(staff: User, *edits: object) -> TaxonomyDraft:
    draft = start_draft(name="A draft", author=staff)
    for edit in edits:
        draft = edit_draft(draft_id=draft.pk, edit=edit)  # type: ignore[arg-type]
    return draft


def test_draft_that_changes_something_goes_live_once_with_who_and_why(staff: User) -> None:
    before, nothing = live_version(), start_draft(name="Nothing", author=staff)
    draft = drafted(
        staff,
        partial(editing.set_field, slug="sales_enablement", name="name", value="Enablement"),
        partial(editing.set_entry, title="zorbing lead", meaning=Meaning(frozenset({"sales"}))),
    )

    with refused("nothing_to_publish"):
        publish(draft_id=nothing.pk, reason="", author=staff)
    version = publish(draft_id=draft.pk, reason="shorter", author=staff)
    with pytest.raises(DraftClosedError, match="is published"):
        publish(draft_id=draft.pk, reason="twice", author=staff)

    assert Function.objects.get(slug="sales_enablement").name == "Enablement"
    assert (version.reason, version.author, version.n_changes) == ("shorter", staff, 2)
    assert version.sentences == [
        "Renamed “Sales Enablement” to “Enablement”.",
        "Dictionary: “zorbing lead” is Sales.",
    ]
    draft.refresh_from_db()
    assert (draft.published_as, draft.is_open) == (version, False)
    assert AuditRow.objects.get(action="taxonomy.published").actor == staff
    assert version.pk > before.pk
    assert TaxonomyVersion.objects.latest("pk") == version


@pytest.mark.slow
def test_going_back_is_one_step_and_brings_the_same_rows_back(staff: User) -> None:
    before, live = live_version(), read_document()
    row = Function.objects.get(slug="sales_enablement")
    draft = drafted(
        staff,
        partial(editing.merge_function, slug="sales_enablement", into="sales"),
        partial(editing.retire_function, slug="nursing"),
        partial(editing.add_department, department=WrittenDepartment("owls", "Owls")),
        partial(editing.add_function, function=WrittenFunction("owl_care", "Owl Care", "owls")),
    )
    publish(draft_id=draft.pk, reason="owls", author=staff)
    assert ("function", "sales_enablement") in retired_slugs()

    version = go_back(version=before, reason="no owls", author=staff)

    assert read_document() == live
    row.refresh_from_db()
    assert (row.retired_at, row.merged_into) == (None, None)
    assert (version.went_back_to, version.author) == (before, staff)
    assert Function.objects.get(slug="owl_care").retired_at is not None


@pytest.mark.slow
def test_addresses_of_a_slug_that_was_undone_still_lead_to_the_function(staff: User) -> None:
    before = live_version()
    draft = drafted(staff, partial(editing.rename_function, former="nursing", slug="nurses"))
    publish(draft_id=draft.pk, reason="plain", author=staff)
    assert retired_slugs()["function", "nursing"].slug == "nurses"
    assert function_names()["nursing"] == function_names()["nurses"] == "Nursing"

    go_back(version=before, reason="back", author=staff)

    assert retired_slugs()["function", "nurses"].slug == "nursing"
    assert ("function", "nursing") not in retired_slugs()


@pytest.mark.slow
def test_names_are_exchanged_in_one_step(staff: User) -> None:
    first, second = Department.objects.order_by("position")[:2]
    one, two = first.functions.order_by("position")[:2]
    draft = drafted(
        staff,
        lambda document: editing.name_department(
            editing.name_department(document, first.slug, name=second.name),
            second.slug,
            name=first.name,
        ),
        lambda document: editing.set_field(
            editing.set_field(document, one.slug, name="name", value=two.name),
            two.slug,
            name="name",
            value=one.name,
        ),
    )

    publish(draft_id=draft.pk, reason="the other way round", author=staff)

    assert Department.objects.get(pk=first.pk).name == second.name
    assert Function.objects.get(pk=one.pk).name == two.name


@pytest.mark.slow
def test_older_draft_is_refused_and_brought_up_to_date_with_both_changes(staff: User) -> None:
    first = drafted(staff, partial(editing.retire_function, slug="nursing"))
    second = drafted(staff, partial(editing.set_field, slug="sales", name="about", value="sells"))
    publish(draft_id=first.pk, reason="first", author=staff)

    with pytest.raises(DraftStaleError, match="Update the draft"):
        publish(draft_id=second.pk, reason="second", author=staff)
    rebase(draft_id=second.pk)
    second.refresh_from_db()
    assert [change.words for change in draft_changes(second)] == ["Description of “Sales”: sells"]
    publish(draft_id=second.pk, reason="second", author=staff)

    assert Function.objects.get(slug="sales").about == "sells"
    assert Function.objects.get(slug="nursing").retired_at is not None


def test_version_without_a_document_cannot_be_gone_back_to(staff: User) -> None:
    bare = TaxonomyVersion.objects.create(reason="long ago")

    with pytest.raises(LeadqualError, match="was not stored"):
        go_back(version=bare, reason="", author=staff)


def test_frozen_test_set_refuses_a_draft_by_which_another_function_falls(staff: User) -> None:
    n = TaxonomyVersion.objects.count()
    draft = drafted(
        staff, partial(editing.set_phrase, phrase="sales manager", functions=frozenset({"nursing"}))
    )

    with pytest.raises(MetricDropError, match="Sales"):
        publish(draft_id=draft.pk, reason="wrong", author=staff)

    draft.refresh_from_db()
    assert draft.is_open
    assert TaxonomyVersion.objects.count() <= n + 1
    assert "sales manager" not in read_document().phrases


@pytest.mark.slow
def test_merges_in_a_circle_hang_nothing_and_are_cut_by_the_next_draft(staff: User) -> None:
    one, two = (Function.objects.get(slug=slug) for slug in ("nursing", "recruiting"))
    for row, into in ((one, two), (two, one)):
        Function.objects.filter(pk=row.pk).update(retired_at="2026-11-20T00:00Z", merged_into=into)
    draft = drafted(
        staff,
        partial(editing.add_function, function=WrittenFunction("nursing", "Nursing", "sales")),
        partial(editing.change_formerly, slug="nursing", add={"recruiting"}),
    )

    version = publish(draft_id=draft.pk, reason="cut", author=staff)

    assert version.n_changes == 2
    assert retired_slugs()["function", "recruiting"].slug == "nursing"
    one.refresh_from_db()
    assert (one.merged_into, one.retired_at) == (None, None)


def _merged(*leads: tuple[str, frozenset[str]]) -> Document:
    """One department, and functions by slug with the slugs that lead to each."""
    return Document(
        departments=(WrittenDepartment("x", "Um x"),),
        functions=tuple(WrittenFunction(slug, f"One {slug}", "x", "", to) for slug, to in leads),
        dictionary={},
        phrases={},
    )


_NONE: frozenset[str] = frozenset()


@pytest.fixture
def few(staff: User) -> None:
    """A small taxonomy, which is written over the large one: reading that takes long each time."""
    small = _merged(("a", frozenset({"b"})))
    write_document(live=read_document(), new=small)
    assert read_document() == small


@pytest.mark.slow
@pytest.mark.usefixtures("few")
@given(several=st.lists(documents(), min_size=2, max_size=3))
@example(  # A function that others were merged into is merged itself, and says nothing of them.
    several=[
        _merged(("a", _NONE), ("c", _NONE), ("d", _NONE)),
        _merged(("a", frozenset({"d"}))),
        _merged(("c", frozenset({"a"}))),
    ]
)
@settings(max_examples=examples(30), deadline=None)
def test_tables_say_what_each_document_says_and_going_back_gives_the_old_one(
    staff: User, several: list[Document]
) -> None:
    with transaction.atomic():
        versions = []
        for document in several:
            write_document(live=read_document(), new=document)
            assert read_document() == document
            versions.append(record_version("any", document=document))
        if restored(several[0], several[-1]) != several[-1]:  # Slugs that came up stay.
            go_back(version=versions[0], reason="back", author=staff)

        assert without_aliases(read_document()) == without_aliases(several[0])
        transaction.set_rollback(True)


def without_aliases(document: Document) -> Document:
    return replace(
        document,
        departments=tuple(replace(row, formerly=frozenset()) for row in document.departments),
        functions=tuple(replace(row, formerly=frozenset()) for row in document.functions),
    )
