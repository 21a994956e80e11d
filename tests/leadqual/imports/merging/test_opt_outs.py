"""Imports mark people Do not contact where the file says so, and their undo lifts what they set."""

from django.test import Client
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.undo.undo_preview import undo_preview
from leadqual.leads.do_not_contact.entries import EntrySource, add_entry
from leadqual.leads.models import Company, Contact, DoNotContact
from tests.leadqual.imports.conftest import Import, counts, undo

MAUTIC = (
    '"id","firstname","lastname","company","position","email","phone","doNotContact"\n'
    '"88","Rita","Sand","Sand Oy","Myyntijohtaja","rita@sand.example","+358 5550122","Yes"\n'
)


def stopped(workspace: Workspace) -> set[str]:
    rows = Contact.objects.filter(workspace=workspace, do_not_contact=True)
    return {row.email or str(row) for row in rows}


def test_an_opt_out_of_mautic_is_kept(bring: Import, workspace: Workspace) -> None:
    batch = bring(MAUTIC)

    assert batch.mapping["doNotContact"] == "do_not_contact"
    assert counts(batch) == (1, 0, 0, 0)
    assert batch.n_do_not_contact == 1
    assert stopped(workspace) == {"rita@sand.example"}
    entry = DoNotContact.objects.get(workspace=workspace, derived_from=None)
    assert (entry.origin, entry.reason, entry.author) == (
        f"import:{batch.pk}",
        "import",
        batch.author,
    )


def test_one_yes_of_several_columns_is_enough(bring: Import, workspace: Workspace) -> None:
    batch = bring(
        "Email,Do Not Call,Email Opt Out,Subscribed\n"
        "a@x.example,0,0,yes\nb@x.example,1,0,yes\nc@x.example,,true,\nd@x.example,0,0,No\n"
        "e@x.example,,,\n"
    )

    assert batch.n_do_not_contact == 3
    assert stopped(workspace) == {"b@x.example", "c@x.example", "d@x.example"}


def test_a_row_that_says_neither_yes_nor_no_is_named_and_stays_out(bring: Import) -> None:
    batch = bring("Email,Unsubscribed\na@x.example,no\nb@x.example,perhaps\n")

    assert counts(batch) == (1, 0, 0, 1)
    row = batch.rows.get(outcome="rejected")
    assert (row.number, row.column, row.value) == (3, "Unsubscribed", "perhaps")
    assert row.reason == "Neither yes nor no. Write “yes” or “no”, or leave it empty."
    assert not Contact.objects.filter(email="b@x.example").exists()


def test_a_row_that_stays_out_stops_whom_its_keys_name(bring: Import, workspace: Workspace) -> None:
    header = "ID,Email,LinkedIn,Phone"
    bring(
        f"{header},Name\n7,ann@x.example,linkedin.com/in/ann,,Ann Roth\n"
        "8,bo@x.example,linkedin.com/in/bo,,Bo Roe\n9,cy@x.example,,+49 30 5550123,Cy Poe\n"
        "10,di@x.example,,,Di Fox\n"
    )

    by_email = bring(
        f"{header},Do not contact\n,,linkedin.com/in/ann,,yes\n"
        ",bo at x,linkedin.com/in/bo,,yes\n,,,+49 30 5550123,yes\n",
        match_by="email",
    )
    by_id = bring(f"{header},Do not contact\n,di@x.example,,,yes\n", match_by="external_id")

    assert (counts(by_email), counts(by_id)) == ((0, 0, 0, 3), (0, 0, 0, 1))
    assert (by_email.n_do_not_contact, by_id.n_do_not_contact) == (3, 1)
    people = ("ann@x.example", "bo@x.example", "cy@x.example", "di@x.example")
    assert stopped(workspace) == set(people)


def test_no_lifts_nothing(bring: Import, workspace: Workspace, manager: User) -> None:
    source = EntrySource("manual", "settings", manager)
    add_entry(workspace=workspace, text="ann@x.example", kind="", source=source)

    batch = bring("Email,Do not contact\nann@x.example,no\n")

    assert batch.n_do_not_contact == 0
    assert stopped(workspace) == {"ann@x.example"}


def test_a_dry_run_says_how_many_and_writes_nothing(confirm: Import, workspace: Workspace) -> None:
    text = "Email,Opt out\na@x.example,yes\nb@x.example,no\na@x.example,yes\nc@x.example,x\n"
    batch = confirm(text, is_dry=True)

    run_import(batch.pk)

    batch.refresh_from_db()
    assert batch.plan["n_do_not_contact"] == 2
    assert not DoNotContact.objects.filter(workspace=workspace).exists()


def test_people_are_counted_once_across_chunks(bring: Import, workspace: Workspace) -> None:
    lines = [f"p{number % 4}@x.example,yes" for number in range(12)]

    batch = bring("Email,dnc\n" + "\n".join(lines) + "\n", chunk_rows=3)

    assert batch.n_do_not_contact == 4
    assert len(stopped(workspace)) == 4


def test_who_is_known_by_another_address_is_stopped_by_both(
    bring: Import, workspace: Workspace
) -> None:
    bring("ID,Email\n7,ann@old.example\n")

    batch = bring("ID,Email,dnc\n7,ann@new.example,yes\n", only_empty=True)

    assert batch.n_do_not_contact == 1
    assert stopped(workspace) == {"ann@old.example"}
    values = DoNotContact.objects.filter(workspace=workspace).values_list("value", flat=True)
    assert {"ann@old.example", "ann@new.example"} <= set(values)


def test_a_row_that_is_skipped_stops_its_person(bring: Import, workspace: Workspace) -> None:
    bring("Email\nann@x.example\n")

    batch = bring("Email,dnc\nann@x.example,yes\nbob@x.example,yes\n", mode="create")

    assert (batch.n_created, batch.n_skipped, batch.n_do_not_contact) == (1, 1, 2)
    assert stopped(workspace) == {"ann@x.example", "bob@x.example"}


def test_a_status_that_says_so_stops(bring: Import, workspace: Workspace) -> None:
    batch = bring("Email,Status\na@x.example,Do Not Contact\nb@x.example,New\n")

    assert (batch.n_do_not_contact, batch.n_cells) == (1, 0)
    assert stopped(workspace) == {"a@x.example"}


def test_an_opt_out_counts_in_any_column_and_rejects_no_row(
    bring: Import, workspace: Workspace
) -> None:
    usual = [("Status", "enabled", "blocklisted"), ("Zustand", "aktiv", "abgemeldet")]
    usual += [("Situación", "activo", "Baja"), ("Group", "customer", "Do Not Call")]
    usual += [("Status", "regular", "cleaned"), ("Notes", "met in Rome", "unsubscribed")]
    for at, (name, others, stop) in enumerate(usual):
        rows = [f"{n}@c{at}.example,{stop if n == 25 else others}\n" for n in range(30)]
        skipped = {name: ""} if at % 2 else {}
        batch = bring(f"Email,{name}\n" + "".join(rows), changes=skipped, chunk_rows=20)
        assert (batch.n_do_not_contact, batch.n_rejected) == (1, 0), name

    assert stopped(workspace) == {f"25@c{at}.example" for at in range(len(usual))}


def test_a_status_of_consent_with_another_word_rejects_no_row(bring: Import) -> None:
    batch = bring(
        "Email,Status\na@x.example,enabled\nb@x.example,enabled\nc@x.example,blocklisted\n"
        "d@x.example,regular\n"
    )

    assert (batch.n_created, batch.n_do_not_contact, batch.n_cells) == (4, 1, 1)


def test_a_company_called_dnc_is_no_opt_out(bring: Import) -> None:
    assert not bring("Email,Company,City\na@x.example,DNC,DND\n").n_do_not_contact


def test_somebody_with_a_phone_alone_is_stopped(bring: Import, workspace: Workspace) -> None:
    batch = bring("Name,Phone,Do Not Call\nAnn Lee,+1 212 555 0101,yes\n")

    assert batch.n_do_not_contact == 1
    assert Contact.objects.get(last_name="Lee").do_not_contact


def test_somebody_with_a_name_alone_is_stopped(
    bring: Import, confirm: Import, workspace: Workspace
) -> None:
    text = "Name,Company,Do Not Call\nAnn Lee,Acme,yes\nBo Roe,Acme,no\n"
    dry = confirm(text, is_dry=True)
    run_import(dry.pk)
    dry.refresh_from_db()

    batch = bring(text)

    assert (dry.plan["n_do_not_contact"], batch.n_do_not_contact, batch.n_cells) == (1, 1, 0)
    assert Contact.objects.get(last_name="Lee").do_not_contact
    assert not Contact.objects.get(last_name="Roe").do_not_contact


def test_a_row_that_stops_nobody_is_named(bring: Import) -> None:
    batch = bring("Name,Do Not Call\nAnn Lee,yes\n", mode="update")

    assert (batch.n_skipped, batch.n_do_not_contact, batch.n_cells) == (1, 0, 1)
    assert batch.cells.get().reason.startswith("Nobody was marked Do not contact")


def test_a_company_is_stopped_with_its_people(bring: Import, workspace: Workspace) -> None:
    bring("Email\nann@acme.example\n")

    batch = bring(
        "Name,Website,Do not contact\nAcme,https://acme.example,yes\nBeta,beta.example,no\n",
        kind="companies",
    )

    assert batch.n_do_not_contact == 1
    assert stopped(workspace) == {"ann@acme.example"}
    assert Company.objects.filter(workspace=workspace).count() == 2


def test_undoing_lifts_what_the_import_set_and_nothing_else(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    bring("Email,Title\nold@x.example,CEO\nboth@x.example,CFO\n")
    source = EntrySource("unsubscribe", "reply:1", manager)
    add_entry(workspace=workspace, text="both@x.example", kind="", source=source)
    batch = bring(
        "Email,Title,dnc\nnew@x.example,CTO,yes\nold@x.example,Chair,yes\nboth@x.example,CFO,yes\n"
    )
    assert stopped(workspace) == {"new@x.example", "old@x.example", "both@x.example"}

    will = undo_preview(batch)
    assert stopped(workspace) == {"new@x.example", "old@x.example", "both@x.example"}
    done = undo(batch, manager)

    assert (will.n_deleted, will.n_restored, will.n_lifted) == (1, 1, 2)
    assert {name: done[name] for name in ("n_deleted", "n_restored", "n_lifted")} == {
        "n_deleted": 1,
        "n_restored": 1,
        "n_lifted": 2,
    }
    assert stopped(workspace) == {"both@x.example"}
    lifted = DoNotContact.objects.filter(workspace=workspace, origin=f"import:{batch.pk}")
    assert {row.lifted_by for row in lifted} == {manager}
    assert Contact.objects.get(email="old@x.example").title == "CEO"


def test_an_import_that_only_marked_people_can_be_undone(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    bring("Email\nann@x.example\n")
    batch = bring("Email,dnc\nann@x.example,yes\n")
    assert counts(batch) == (0, 0, 1, 0)

    assert undo(batch, manager) == {"n_lifted": 1}
    assert stopped(workspace) == set()


def test_the_page_says_how_many_and_names_a_column_that_is_skipped(
    bring: Import, manager_client: Client
) -> None:
    skipped = bring("Email,Email Opt Out\na@x.example,yes\n", changes={"Email Opt Out": ""})
    batch = bring("Email,dnc\na@x.example,yes\nb@x.example,1\nc@x.example,0\n")

    pages = [
        manager_client.get(reverse("imports:batch", args=[one.pk])).content.decode()
        for one in (skipped, batch)
    ]

    assert "“Email Opt Out” seems to say who must not be contacted" in pages[0]
    assert "2 people were marked Do not contact." in pages[1]
    assert (skipped.n_do_not_contact, batch.n_do_not_contact) == (0, 2)
