"""Owner, status, tags and custom fields come in with people and companies, and go by undo."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.imports.models import ImportCell
from leadqual.leads.models import Company, Contact, CustomField
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.custom_fields import create_field
from tests.leadqual.imports.conftest import Import, counts, undo

pytestmark = pytest.mark.django_db


def add_field(
    workspace: Workspace, author: User, label: str, kind: str = "text", record: str = "contact"
) -> CustomField:
    return create_field(
        workspace=workspace,
        record=record,
        label=label,
        kind=kind,
        choices=["Gold", "Silver"] if kind == "choice" else [],
        author=author,
    )


def person(email: str = "ann@x.example") -> Contact:
    return Contact.objects.get(email=email)


def test_people_get_what_the_columns_say(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    for label, kind in (("Renewal day", "date"), ("Seats", "number"), ("Plan", "choice")):
        add_field(workspace, manager, label, kind)

    batch = bring(
        "email;Owner;Lead status;Tags;Renewal Day;SEATS;Plan\n"
        f'ann@x.example;{manager.email.upper()};Contacted;"vip; Berlin|eu, vip";31.12.2026;'
        "1.250,5;gold\n"
        "bo@x.example;;WON;;;;\n"
    )

    ann = person()
    assert (ann.owner_id, ann.status, ann.tags) == (
        manager.pk,
        "contacted",
        ["Berlin", "eu", "vip"],
    )
    assert ann.custom == {"renewal_day": "2026-12-31", "seats": 1250.5, "plan": "Gold"}
    assert (person("bo@x.example").status, person("bo@x.example").tags) == ("won", [])
    assert counts(batch) == (2, 0, 0, 0)
    assert not batch.n_cells


def test_what_cannot_be_read_is_listed_and_the_row_comes_in(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    for label, kind in (("Day", "date"), ("Seats", "number"), ("Plan", "choice"), ("Site", "link")):
        add_field(workspace, manager, label, kind)

    batch = bring(
        "email,Owner,Status,Day,Seats,Plan,Site,Tags\n"
        "ann@x.example,nobody@x.example,simmering,03/04/2026,many,Bronze,not a link,vip\n"
        "bo@x.example,,new,2026-02-31,,,,\n",
        changes={"Status": "status"},
    )

    assert counts(batch) == (2, 0, 0, 0)
    ann = person()
    assert (ann.owner_id, ann.status, ann.custom, ann.tags) == (None, "new", {}, ["vip"])
    listed = ImportCell.objects.filter(batch=batch).values_list("column", flat=True)
    assert sorted(listed) == ["Day", "Day", "Owner", "Plan", "Seats", "Site", "Status"]


def test_an_update_adds_tags_and_keeps_other_custom_fields(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    add_field(workspace, manager, "Plan", "choice")
    add_field(workspace, manager, "Note to self")
    bring("email,Tags,Plan,Note to self\nann@x.example,a;Vip,Gold,first\n")

    batch = bring("email,Tags,Plan,Status\nann@x.example,vip;B,Silver,Won\n")

    ann = person()
    assert ann.tags == ["a", "B", "Vip"]
    assert ann.custom == {"plan": "Silver", "note_to_self": "first"}
    assert ann.status == "won"
    assert counts(batch) == (0, 1, 0, 0)
    again = bring("email,Tags,Plan,Status\nann@x.example,vip;B,Silver,Won\n")
    assert counts(again) == (0, 0, 1, 0)


def test_only_empty_fields_are_filled(
    bring: Import, workspace: Workspace, manager: User, qualifier: User
) -> None:
    add_field(workspace, manager, "Plan", "choice")
    add_field(workspace, manager, "Source")
    bring(
        f"email,Owner,Status,Tags,Plan\nann@x.example,{manager.email},Won,a,Gold\nbo@x.example,,,,\n"
    )

    bring(
        "email,Owner,Status,Tags,Plan,Source\n"
        f"ann@x.example,{qualifier.email},Lost,b,Silver,Fair\n"
        f"bo@x.example,{qualifier.email},Lost,b,Silver,Fair\n",
        only_empty=True,
        tags=("May",),
    )

    ann, bo = person(), person("bo@x.example")
    assert (ann.owner_id, ann.status, ann.tags) == (manager.pk, "won", ["a", "May"])
    assert ann.custom == {"plan": "Gold", "source": "Fair"}
    assert (bo.owner_id, bo.status, bo.tags) == (qualifier.pk, "lost", ["b", "May"])
    assert bo.custom == {"plan": "Silver", "source": "Fair"}


def test_undo_takes_them_back(bring: Import, workspace: Workspace, manager: User) -> None:
    add_field(workspace, manager, "Plan", "choice")
    add_field(workspace, manager, "Source")
    bring("email,Tags,Plan\nann@x.example,a,Gold\n")
    batch = bring(
        f"email,Owner,Status,Tags,Plan,Source\nann@x.example,{manager.email},Won,b,Silver,Fair\n"
        "bo@x.example,,Won,b,,\n",
        tags=("May",),
    )

    undone = undo(batch, manager)

    ann = person()
    assert (ann.owner_id, ann.status, ann.tags) == (None, "new", ["a"])
    assert ann.custom == {"plan": "Gold"}
    assert not Contact.objects.filter(email="bo@x.example").exists()
    assert undone == {"n_deleted": 1, "n_restored": 1}


def test_undo_keeps_what_people_did_since(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    for label in ("Plan", "Source", "Rank"):
        add_field(workspace, manager, label)
    bring("email,Tags,Plan\nann@x.example,a,Gold\n")
    batch = bring("email,Tags,Plan,Source\nann@x.example,b,Silver,Fair\n")
    values = {"tags": ["a", "b", "mine"], "custom.plan": "Bronze", "custom.rank": "1"}
    change_record(record=person(), values=values, author=manager)

    undo(batch, manager)

    assert person().tags == ["a", "mine"]
    assert person().custom == {"plan": "Bronze", "rank": "1"}


def test_companies_get_them_too(bring: Import, workspace: Workspace, manager: User) -> None:
    add_field(workspace, manager, "Plan", "choice", "company")
    add_field(workspace, manager, "Plan of people")
    batch = bring(
        "name,domain,Account owner,Status,Tags,Plan\n"
        f"Acme,acme.example,{manager.email},won,a|b,gold\n"
        "Acme Inc,acme.example,,,c,\n",
        kind="companies",
        tags=("May",),
    )

    acme = Company.objects.get()
    assert (acme.owner_id, acme.status, acme.custom) == (manager.pk, "won", {"plan": "Gold"})
    assert acme.tags == ["a", "b", "c", "May"]
    bring("name,domain,Tags\nAcme,acme.example,d\n", kind="companies")
    acme.refresh_from_db()
    assert acme.tags == ["a", "b", "c", "d", "May"]
    assert counts(batch) == (1, 1, 0, 0)


def test_rows_of_one_person_are_joined(bring: Import, workspace: Workspace, manager: User) -> None:
    add_field(workspace, manager, "Plan")
    add_field(workspace, manager, "Source")

    batch = bring(
        "email,Tags,Status,Plan,Source\n"
        "ann@x.example,a,Won,x,\nann@x.example,b,,y,Fair\nann@x.example,B,,,\n"
    )

    assert (person().tags, person().status) == (["a", "b"], "won")
    assert person().custom == {"plan": "y", "source": "Fair"}
    assert counts(batch) == (1, 1, 1, 0)


def test_hostile_tags_come_in_as_they_are(bring: Import) -> None:
    tags = ['quo"te', "back\\slash", "tab\tbed", "{brace}", "Ümlaut", "a'b"]
    content = "email,Tags\n" + "".join(
        f'{at}@x.example,"{tag.replace(chr(34), chr(34) * 2)}"\n' for at, tag in enumerate(tags)
    )
    bring(content)
    again = bring(content)

    found = Contact.objects.order_by("email").values_list("tags", flat=True)
    assert list(found) == [[" ".join(tag.split())] for tag in tags]
    assert again.n_unchanged == 6


def test_a_field_that_was_deleted_meanwhile_is_left_out(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    field = add_field(workspace, manager, "Plan")
    content = "email,Plan\nann@x.example,x\n"
    bring(content)
    field.deleted_at = field.created_at
    field.save()

    batch = bring(content, template="list.csv")

    assert batch.mapping == {"email": "email"}


def test_owners_and_fields_of_others_are_unknown(
    bring: Import, workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    add_field(other_workspace, manager, "Plan")
    stranger = User.objects.create_user("stranger@x.example")

    batch = bring(f"email,Plan,Owner\nann@x.example,x,{stranger.email}\n")

    assert "Plan" not in batch.mapping
    assert (person().custom, person().owner_id) == ({}, None)
    assert batch.n_cells == 1
