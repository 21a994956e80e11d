"""Promises about people who had other addresses before: an erasure knows all of them."""

from collections.abc import Iterable
from unicodedata import normalize

import pytest

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.imports.models import ImportBatch
from leadqual.leads.deletion import delete_record
from leadqual.leads.do_not_contact.entries import EntrySource, set_record_entry
from leadqual.leads.errors import ErasedPersonError
from leadqual.leads.merging.services import MergeRequest, merge_records
from leadqual.leads.models import Contact, ContactList, CustomField, DoNotContact, Note, SavedSearch
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.custom_fields import create_field
from leadqual.leads.records.notes import add_note
from leadqual.leads.services import set_do_not_contact
from leadqual.leads.upserts import ContactValues, save_contact
from leadqual.privacy.erasure.erase_person import run_erasure, start_erasure
from leadqual.privacy.erasure.find_person import find
from leadqual.privacy.erasure.person import Identifiers, Person
from leadqual.privacy.erasure.traces import traces_of
from leadqual.replies.models import Reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from leadqual.search.lists.services import create_list
from leadqual.search.query.query import ContactQuery
from leadqual.search.saved_search_changes import save_search
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.privacy.everywhere import bring, dump
from tests.leadqual.privacy.person import traces_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("state")]

NOW = "zdenka.quastenberg@kranwerk.example"
FORMER = ("zq@oldfirm.example", "zdenka@verlag.example", "z.novak@uni.example")
PROFILE = "https://www.linkedin.com/in/zdenka-novak-1"
NEEDLES = (*FORMER, "zdenka-novak-1", "crm-777123")
FULL_NAME = ("zdenka", "quastenberg")


def places(needles: Iterable[str]) -> dict[str, list[str]]:
    found = {name: traces_in(content, tuple(needles)) for name, content in dump().items()}
    return {name: traces for name, traces in found.items() if traces}


def erase(workspace: Workspace, author: User, **given: str) -> None:
    identifiers = Identifiers(**given)  # type: ignore[arg-type]  # texts alone
    erasure = start_erasure(workspace=workspace, identifiers=identifiers, author=author)
    assert run_erasure(erasure.pk) is not None


@pytest.fixture
def person(workspace: Workspace, manager: User) -> Contact:
    """Somebody with three former addresses: of an edit, an upsert and a merged record."""
    contact = make_contact(
        workspace,
        "Zdenka Quastenberg",
        email=FORMER[0],
        linkedin_url=PROFILE,
        external_id="CRM-777123",
    )
    for values in ({"email": FORMER[1]}, {"linkedin_url": None}, {"external_id": None}):
        change_record(record=contact, values=values, author=manager)
    other = make_contact(workspace, "Zdenka Quastenberg", email=FORMER[2])
    request = MergeRequest(kind="contact", kept_id=contact.pk, other_id=other.pk)
    merge_records(workspace=workspace, request=request, author=manager)
    contact.refresh_from_db()
    change_record(record=contact, values={"email": NOW}, author=manager)
    company = make_company(workspace, "Kranwerk")
    for address in FORMER:
        add_note(record=company, text=f"Wrote to {address} in May", author=manager)
        set_do_not_contact(
            workspace=workspace, email=address, reason="manual", origin="page", author=manager
        )
    return contact


@pytest.mark.costs("erases a person with three former addresses")
@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("asked", [FORMER[2], NOW, FORMER[0]])
def test_every_former_address_goes_and_stays_away(
    asked: str, workspace: Workspace, manager: User, person: Contact
) -> None:
    assert places(NEEDLES)

    erase(workspace, manager, email=asked)

    assert places((*NEEDLES, *FULL_NAME)) == {}
    assert sorted(Note.objects.values_list("text", flat=True)) == ["Wrote to [erased] in May"] * 3
    assert not DoNotContact.objects.exists()
    for address in (NOW, *FORMER):
        with pytest.raises(ErasedPersonError):
            save_contact(workspace=workspace, values=ContactValues(address))
    lines = "\n".join(f"{address},Zed,," for address in (NOW, *FORMER))
    keys = f",Zed,{PROFILE},\n,Zed,,CRM-777123"
    text = f"Email,First name,LinkedIn,Id\n{lines}\n{keys}\n"
    batch = bring(workspace, manager, text.encode(), "again.csv")
    assert (batch.n_created, batch.n_rejected) == (0, 6)
    assert not Contact.objects.exists()


def test_a_record_of_the_same_name_and_phone_is_the_person_and_a_colleague_is_not(
    workspace: Workspace, manager: User, person: Contact
) -> None:
    change_record(record=person, values={"phone": "+49 89 7654 3219"}, author=manager)
    rows = ("zdenka,QUASTENBERG,0049 89 76543219", "Jiri,Quastenberg,+49 89 7654 3219")
    text = "First name,Last name,Phone\n" + "\n".join(rows) + "\n"
    bring(workspace, manager, text.encode(), "phones.csv")

    erase(workspace, manager, email=NOW)

    assert [one.first_name for one in Contact.objects.all()] == ["Jiri"]


def test_names_that_only_a_former_address_told_apart_stay_apart(
    workspace: Workspace, manager: User, person: Contact
) -> None:
    for address in FORMER:
        query = ContactQuery(q=address)
        save_search(workspace=workspace, name=f"By {address}", query=query, author=manager)
        create_list(workspace=workspace, name=f"For {address}", author=manager)

    erase(workspace, manager, email=NOW)

    assert places(NEEDLES) == {}
    for model in (SavedSearch, ContactList):
        names = set(model.objects.values_list("name", flat=True))
        assert len(names) == 3
        assert all("[erased]" in name for name in names)


def test_former_addresses_of_a_deleted_person_are_known(
    workspace: Workspace, manager: User, person: Contact
) -> None:
    delete_record(record=person, workspace=workspace, kind="contact", author=manager)

    erase(workspace, manager, email=FORMER[0])

    assert places((*NEEDLES, *FULL_NAME)) == {}


def test_an_address_that_somebody_else_has_now_is_theirs(
    workspace: Workspace, manager: User, person: Contact
) -> None:
    """It was written to the wrong person once; erasing either of them leaves the other."""
    other = make_contact(workspace, "Ada Abel", email=FORMER[0])

    erase(workspace, manager, email=NOW)

    other.refresh_from_db()
    assert other.email == FORMER[0]
    assert other.do_not_contact
    assert DoNotContact.objects.get(derived_from=None).value == FORMER[0]


def test_erasing_who_has_a_former_address_now_leaves_the_one_before(
    workspace: Workspace, manager: User, person: Contact
) -> None:
    make_contact(workspace, "Ada Abel", email=FORMER[0])

    erase(workspace, manager, email=FORMER[0])

    assert Contact.objects.get() == person


def test_both_names_are_found_between_signs() -> None:
    person = Person(1, names=[("Zdenka", "Quastenberg")])
    for name in (
        *("export_zdenka_quastenberg_2026", "ZdenkaQuastenberg", "Quastenberg,Zdenka"),
        *("for Quastenberg (Zdenka)", "zdenka--quastenberg", "q=%22Zdenka%22%2C+Quastenberg"),
    ):
        assert traces_of(person).are_in(name), name
        assert not traces_of(person).are_in(name.casefold().replace("zdenka", "zdenkas")), name
    assert not traces_of(person).are_in("a-zdenka+")


@pytest.mark.costs("erases a person who is named in every kind of text")
def test_names_in_custom_fields_file_names_queries_and_rejected_values_go(
    workspace: Workspace, manager: User, person: Contact
) -> None:
    label = "Notes of Zdenka Quastenberg"
    field = create_field(
        workspace=workspace, record="contact", label=label, kind="text", choices=(), author=manager
    )
    assert field.code == "notes_of_zdenka_quastenberg"
    colleague = make_contact(workspace, "Boris Tamm", email="boris@kranwerk.example")
    change_record(record=colleague, values={f"custom.{field.code}": "loud"}, author=manager)
    for name in ("export_zdenka_quastenberg_2026.csv", "for QuastenbergZdenka.csv"):
        text = f"Email,Phone,Remark of Zdenka Quastenberg\nb{len(name)}@x.example,1,2\n"
        bring(workspace, manager, text.encode(), name)
    rejected = "Email,First name,Last name\nQuastenberg Zdenka,a,b\nQuastenberg_Zdenka@,a,b\n"
    bring(workspace, manager, rejected.encode(), "rejected.csv")
    for number, q in enumerate(
        ('"Quastenberg" "Zdenka"', "Quastenberg, Zdenka", "zdenka AND title:buyer quastenberg")
    ):
        save_search(workspace=workspace, name=f"S{number}", query=ContactQuery(q=q), author=manager)
    query = ContactQuery(q='name:zdenka "quastenberg"').to_query()
    record_audit(
        workspace=workspace,
        actor=manager,
        action="contacts.exported",
        subject="export:1",
        details={"query": query},
    )
    assert places(FULL_NAME)

    erase(workspace, manager, email=NOW)

    assert places(FULL_NAME) == {}
    field = CustomField.objects.get()
    colleague.refresh_from_db()
    assert colleague.custom == {field.code: "loud"}
    assert ImportBatch.objects.count() == 3
    assert SavedSearch.objects.count() == 3
    assert AuditRow.objects.filter(subject="export:1").exists()


E1, E2 = "hilda.quast@old.example", "hilda.quast@new.example"


@pytest.fixture
def twice(workspace: Workspace, manager: User) -> list[int]:
    """One person as two contacts: the address changed, and the old one was imported again."""
    first = make_contact(workspace, "Hildegünd Quast", email=E1)
    change_record(record=first, values={"email": E2}, author=manager)
    text = f"Email,First name,Last name\n{E1},Hildeguend,Quast\n"
    assert bring(workspace, manager, text.encode(), "again.csv").n_created == 1
    return sorted(Contact.objects.values_list("pk", flat=True))


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("asked", [E1, E2])
def test_somebody_who_is_there_twice_is_found_and_erased_twice(
    asked: str, workspace: Workspace, manager: User, twice: list[int]
) -> None:
    found, _ = find(workspace, Identifiers(email=asked))
    assert list(found.contact_ids) == twice

    erase(workspace, manager, email=asked)

    assert not Contact.objects.exists()
    assert places((E1, E2, "quast")) == {}
    for address in (E1, E2):
        with pytest.raises(ErasedPersonError):
            save_contact(workspace=workspace, values=ContactValues(address))
    lines = "".join(f"{address},Hilda,Quast\n" for address in (E1, E2))
    text = f"Email,First name,Last name\n{lines}"
    assert bring(workspace, manager, text.encode(), "again.csv").n_created == 0


@pytest.mark.parametrize(
    ("name", "is_same"),
    [
        ("Hildeguend Quast", True),
        ("Quast Hildegünd", True),
        ("H. Quast", True),
        ("", True),
        ("Hans Quast", False),
    ],
)
def test_the_name_tells_whose_an_address_is_now(
    name: str, *, is_same: bool, workspace: Workspace, manager: User
) -> None:
    first = make_contact(workspace, "Hildegünd Quast", email=E1)
    change_record(record=first, values={"email": E2}, author=manager)
    other = make_contact(workspace, name, email=E1)

    for asked in (E1, E2):
        found, _ = find(workspace, Identifiers(email=asked))
        assert ({first.pk, other.pk} <= {*found.contact_ids}) == is_same


def test_a_married_person_is_known_by_the_name_before(workspace: Workspace, manager: User) -> None:
    first = make_contact(workspace, "Hilda Quast", email=E1)
    change_record(record=first, values={"email": E2, "last_name": "Roth"}, author=manager)
    other = make_contact(workspace, "Hilda Quast", email=E1)

    found, _ = find(workspace, Identifiers(email=E2))

    assert {*found.contact_ids} == {first.pk, other.pk}


def test_an_address_that_was_cut_goes(workspace: Workspace, manager: User) -> None:
    contact = make_contact(workspace, "Hilda Quast", email=E1)
    colleague = make_contact(workspace, "Ada Abel", email="ada@old.example")
    mail = Mail(
        sender="ada@old.example",
        subject="Re: pumps",
        text=f"Please contact my colleague at {E1}",
    )
    reply, _ = receive_reply(workspace=workspace, mail=mail)
    why = [{"label": "other", "because": "words", "text": E1[:-6], "score": 1.0}]
    Reply.objects.filter(pk=reply.pk).update(why=why, text="", written="")
    add_note(record=colleague, text="Write to hilda.quast (at) old.example", author=manager)

    erase(workspace, manager, contact_id=contact.pk)  # type: ignore[arg-type]

    reply.refresh_from_db()
    assert reply.why[0]["text"] == "[erased]"
    assert Note.objects.get().text == "Write to [erased]"


def test_only_traces_of_the_person_go() -> None:
    name = (normalize("NFD", "Hildegünd"), normalize("NFD", "Jäckelmeier"))
    person = Person(1, emails=["hj8436@hj8436.com"], names=[name], known_ids=["ER8159"])
    left = {
        "HILDEGUEND JAECKELMEIER.csv": "[erased].csv",
        "Hildegund Jackelmeier": "[erased]",
        "lunch@er8159.example": "lunch@er8159.example",
        "https://www.er8159.example/a": "https://www.er8159.example/a",
        "crm/ER8159, er8159.pdf": "crm/[erased], [erased].pdf",
        "Of hj8436[at]hj8436 [dot] com": "Of [erased]",
        "hj8436@hj8436.co": "hj8436@hj8436.co",
    }

    assert {text: traces_of(person).redact(text) for text in left} == left


def test_a_name_that_was_written_out_has_umlauts_elsewhere() -> None:
    person = Person(1, names=[("Joerg", "Mueller")])

    assert traces_of(person).redact("of Jörg Müller") == "of [erased]"


def test_names_and_entries_of_a_deleted_company_go_with_the_person(
    workspace: Workspace, manager: User
) -> None:
    company = make_company(workspace, "Kranwerk")
    person = make_contact(workspace, "Zdenka Quastenberg", company=company)
    other = make_contact(workspace, "Ben Berg", company=company)
    source = EntrySource("manual", "page", manager)
    set_record_entry(workspace=workspace, kind="contact", record_id=person.pk, source=source)
    set_record_entry(workspace=workspace, kind="company", record_id=company.pk, source=source)
    delete_record(record=company, workspace=workspace, kind="company", author=manager)
    names = DoNotContact.objects.filter(kind="name", key__endswith="\nzdenka quastenberg")
    assert names.count() == 2

    identifiers = Identifiers(contact_id=person.pk)
    erasure = start_erasure(workspace=workspace, identifiers=identifiers, author=manager)
    assert run_erasure(erasure.pk) is not None

    assert places(FULL_NAME) == {}
    other.refresh_from_db()
    assert other.do_not_contact
