"""Promises about merging: field by field, every related row follows, undo restores both."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.campaigns.models import Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.errors import (
    MergeUndoError,
    RecordGoneError,
    RestoreConflictError,
    SameRecordError,
    UnknownMergeFieldError,
)
from leadqual.leads.id_resolution import kept_id
from leadqual.leads.merging.services import MergeRequest, merge_records, undo_merge
from leadqual.leads.models import (
    Company,
    Contact,
    DeletedRecord,
    JobTitle,
    ListEntry,
    MergedRecord,
)
from leadqual.leads.upserts import CompanyValues, ContactValues, save_company, save_contact
from leadqual.replies.models import Reply
from leadqual.search.lists.services import add_records, create_list

pytestmark = pytest.mark.django_db
Merge = Callable[..., MergedRecord]


@pytest.fixture
def merge(workspace: Workspace, manager: User) -> Merge:
    """Merge the second record into the first."""

    def merge_two(
        kept: Contact | Company, other: Contact | Company, **choices: str
    ) -> MergedRecord:
        kind = "contact" if isinstance(kept, Contact) else "company"
        request = MergeRequest(kind, kept.pk, other.pk, choices)
        return merge_records(workspace=workspace, request=request, author=manager)

    return merge_two


def person(workspace: Workspace, email: str, **fields: object) -> Contact:
    values = ContactValues(email, title=str(fields.pop("title", "Head of Sales")), fields=fields)
    return save_contact(workspace=workspace, values=values)[0]


def company(workspace: Workspace, name: str, **fields: object) -> Company:
    return save_company(workspace=workspace, values=CompanyValues(name, fields=fields))[0]


@pytest.fixture
def anna(workspace: Workspace, taxonomy: None) -> Contact:
    return person(workspace, "anna@x.example", first_name="Anna", city="Bonn", title="CFO")


@pytest.fixture
def annie(workspace: Workspace, taxonomy: None) -> Contact:
    return person(workspace, "annie@x.example", first_name="Annie", phone="030 123456")


def contact_rows() -> list[dict[str, object]]:
    return [{**row} for row in Contact.objects.order_by("pk").values()]


def test_the_kept_values_stay_and_empty_ones_are_filled(
    merge: Merge, anna: Contact, annie: Contact
) -> None:
    Contact.objects.filter(pk=anna.pk).update(custom={"tier": "Gold"})
    Contact.objects.filter(pk=annie.pk).update(custom={"tier": "Tin", "fleet": 3})

    merge(anna, annie)

    row = Contact.objects.get()
    assert (row.pk, row.first_name, row.email) == (anna.pk, "Anna", "anna@x.example")
    assert (row.city, row.phone) == ("Bonn", "030 123456")
    assert row.custom == {"tier": "Gold", "fleet": 3}


def test_the_country_is_filled_in_for_the_same_city_alone(
    merge: Merge, workspace: Workspace
) -> None:
    kept = person(workspace, "bo@x.example", city="Paris")
    other = person(workspace, "bo@y.example", city="Berlin", country="Germany", state="Berlin")
    Contact.objects.filter(pk=other.pk).update(place="Berlin, Germany")

    merge(kept, other)

    row = Contact.objects.get()
    assert (row.city, row.state, row.country, row.place) == ("Paris", "", "", "")
    merge(row, person(workspace, "bo@z.example", city="Paris", country="France"))
    assert Contact.objects.get().country == "France"


def test_a_field_is_taken_from_the_side_that_was_chosen(
    merge: Merge, anna: Contact, annie: Contact
) -> None:
    merge(anna, annie, email="other", title="other", phone="kept")

    row = Contact.objects.select_related("job_title").get()
    assert (row.email, row.title, row.phone) == ("annie@x.example", "Head of Sales", "")
    assert row.job_title == JobTitle.objects.get(title="Head of Sales")
    assert dict(JobTitle.objects.values_list("title", "n_contacts")) == {
        "CFO": 0,
        "Head of Sales": 1,
    }


def test_lists_and_replies_follow_and_come_back(
    merge: Merge, workspace: Workspace, manager: User, anna: Contact, annie: Contact
) -> None:
    both = create_list(workspace=workspace, name="Both", author=manager)
    hers = create_list(workspace=workspace, name="Hers", author=manager)
    for row, people in ((both, [anna.pk, annie.pk]), (hers, [annie.pk])):
        add_records(contact_list=row, keys=people, author=manager, request_id=uuid4())
    reply = Reply.objects.create(
        workspace=workspace,
        contact=annie,
        message_id="<1@x>",
        sender="annie@x.example",
        received_at=timezone.now(),
    )
    entries = list(ListEntry.objects.order_by("pk").values())
    before = contact_rows()

    merged = merge(anna, annie)

    found = ListEntry.objects.values_list("contact_list__name", "contact")
    assert sorted(found) == [("Both", anna.pk), ("Hers", anna.pk)]
    reply.refresh_from_db()
    assert reply.contact == anna

    undo_merge(merged=merged, author=manager)

    assert contact_rows() == before
    assert list(ListEntry.objects.order_by("pk").values()) == entries
    reply.refresh_from_db()
    assert reply.contact == annie
    assert not MergedRecord.objects.exists()
    assert not DeletedRecord.objects.exists()


def test_companies_take_contacts_and_verdicts_with_them_and_give_them_back(
    merge: Merge, workspace: Workspace, manager: User, anna: Contact
) -> None:
    kept, other = company(workspace, "Acme"), company(workspace, "Acme GmbH", city="Ulm")
    other = Company.objects.create(
        workspace=workspace, name="Acme Works", name_key="acme works", technologies=["AWS"]
    )
    Company.objects.filter(pk=kept.pk).update(technologies=["SAP"])
    Contact.objects.filter(pk=anna.pk).update(company=other)
    campaign = create_campaign(workspace=workspace, name="C", author=manager)
    record_verdict(campaign=campaign, company=other, value=Verdict.Value.LIKE, author=manager)
    before = list(Company.objects.order_by("pk").values())

    merged = merge(kept, other)

    assert list(Company.objects.values_list("pk", "technologies")) == [(kept.pk, ["AWS", "SAP"])]
    assert Contact.objects.get().company == kept
    assert Verdict.objects.get().company == kept

    undo_merge(merged=merged, author=manager)

    assert list(Company.objects.order_by("pk").values()) == before
    assert Contact.objects.get().company == other
    assert Verdict.objects.get().company == other


def test_two_verdicts_of_one_person_are_one_and_two_again_after_an_undo(
    merge: Merge, workspace: Workspace, manager: User
) -> None:
    kept = company(workspace, "Acme")
    other = Company.objects.create(workspace=workspace, name="Umbra", name_key="umbra")
    campaign = create_campaign(workspace=workspace, name="C", author=manager)
    for row, value in ((kept, Verdict.Value.LIKE), (other, Verdict.Value.DISLIKE)):
        record_verdict(campaign=campaign, company=row, value=value, author=manager)
    before = list(Verdict.objects.order_by("pk").values())

    merged = merge(kept, other)
    assert Verdict.objects.get().value == Verdict.Value.LIKE
    undo_merge(merged=merged, author=manager)

    assert list(Verdict.objects.order_by("pk").values()) == before


def test_what_was_changed_after_a_merge_stays_when_it_is_undone(
    merge: Merge, anna: Contact, annie: Contact, manager: User
) -> None:
    merged = merge(anna, annie, first_name="other")
    Contact.objects.filter(pk=anna.pk).update(first_name="Ann", city="Berlin")

    undo_merge(merged=merged, author=manager)

    anna.refresh_from_db()
    assert (anna.first_name, anna.city, anna.phone) == ("Ann", "Berlin", "")


def test_the_former_id_leads_to_the_kept_record_through_several_merges(
    merge: Merge, workspace: Workspace, manager: User, anna: Contact, annie: Contact
) -> None:
    third = person(workspace, "a@y.example")
    first = merge(anna, annie)
    second = merge(third, anna)

    assert kept_id(workspace, "contact", annie.pk) == third.pk
    assert kept_id(workspace, "contact", anna.pk) == third.pk
    assert kept_id(workspace, "company", annie.pk) is None
    with pytest.raises(MergeUndoError):
        undo_merge(merged=first, author=manager)

    undo_merge(merged=second, author=manager)
    assert kept_id(workspace, "contact", annie.pk) == anna.pk
    undo_merge(merged=first, author=manager)
    assert kept_id(workspace, "contact", annie.pk) is None
    assert Contact.objects.count() == 3


def test_a_merge_is_in_the_audit_log_and_a_later_one_is_undone_first(
    merge: Merge, workspace: Workspace, manager: User, anna: Contact, annie: Contact
) -> None:
    first = merge(anna, annie)

    row = AuditRow.objects.get(action="record.merged")
    assert (row.subject, row.name) == (f"contact:{anna.pk}", "Anna")
    assert (row.details["other"], row.details["other_id"]) == ("Annie", annie.pk)
    second = merge(anna, person(workspace, "a@y.example"))
    with pytest.raises(MergeUndoError):
        undo_merge(merged=first, author=manager)
    undo_merge(merged=second, author=manager)
    undo_merge(merged=first, author=manager)


def test_wrong_choices_and_records_change_nothing(
    merge: Merge, anna: Contact, annie: Contact, other_workspace: Workspace
) -> None:
    theirs = person(other_workspace, "anna@z.example")
    before = contact_rows()

    for choices in ({"salary": "kept"}, {"city": "both"}):
        with pytest.raises(UnknownMergeFieldError):
            merge(anna, annie, **choices)
    with pytest.raises(SameRecordError):
        merge(anna, anna)
    with pytest.raises(RecordGoneError):
        merge(anna, theirs)
    assert contact_rows() == before
    merge(anna, annie)
    annie.pk = annie.pk or 0
    with pytest.raises(RecordGoneError):
        merge(anna, annie)


def test_a_merge_is_not_undone_where_a_new_record_has_the_key(
    merge: Merge, workspace: Workspace, manager: User, anna: Contact, annie: Contact
) -> None:
    merged = merge(anna, annie)
    Contact.objects.create(workspace=workspace, email="annie@x.example")
    before = contact_rows()

    with pytest.raises(RestoreConflictError):
        undo_merge(merged=merged, author=manager)

    assert contact_rows() == before


def test_a_merge_whose_rows_were_purged_cannot_be_undone(
    merge: Merge, workspace: Workspace, manager: User, anna: Contact, annie: Contact
) -> None:
    merged = merge(anna, annie)
    DeletedRecord.objects.all().delete()

    with pytest.raises(MergeUndoError):
        undo_merge(merged=merged, author=manager)

    assert kept_id(workspace, "contact", annie.pk) == anna.pk
