"""The flag of a contact follows from the entries, whoever writes either of them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from leadqual.accounts.models import User, Workspace
from leadqual.leads.do_not_contact.contact_keys import (
    email_base,
    email_key,
    parent_domains,
    phone_key,
    phone_keys,
    profile_key,
)
from leadqual.leads.do_not_contact.entries import (
    EntryKey,
    EntrySource,
    add_entry,
    lift_entries,
    lift_origin,
    read_entry,
    set_entry,
)
from leadqual.leads.do_not_contact.host_keys import ascii_host, host_key
from leadqual.leads.do_not_contact.selectors import active_entries, domain_entries, found_entries
from leadqual.leads.models import Contact, DoNotContact
from tests.examples import examples
from tests.leadqual.leads.people import is_stopped, make_company, make_contact

pytestmark = pytest.mark.django_db
ASKED = EntrySource("manual", "test", None)


def entry(workspace: Workspace, text: str, *, origin: str = "test") -> DoNotContact:
    source = EntrySource("manual", origin, None)
    return add_entry(workspace=workspace, text=text, kind="", source=source)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Anna@X.example", {"email": "anna@x.example"}),
        ("anna+news@x.example", {"email": "anna@x.example"}),
        ("anna@x.example", {"email": "anna+sales@x.example"}),
        ("acme.com", {"email": "anna@acme.com"}),
        ("acme.com", {"email": "anna@mail.acme.com"}),
        ("+49 30 1234567", {"phone": "030/123 45 67"}),
        ("de.linkedin.com/in/Anna", {"linkedin_url": "https://www.linkedin.com/in/anna"}),
        ("bücher.example", {"email": "anna@mail.xn--bcher-kva.example"}),
        ("anna@xn--bcher-kva.example", {"email": "anna+news@bücher.example"}),
        ("+49 171 7654321", {"phone": "030/555555 oder 0171/7654321"}),
        ("0171 7654321 / 030 555555", {"phone": "+491717654321"}),
        ("linkedin.com/pub/anna", {"linkedin_url": "https://www.linkedin.com/in/anna"}),
        ("linkedin.com/mwlite/in/anna", {"linkedin_url": "https://www.linkedin.com/in/anna"}),
    ],
)
def test_an_entry_covers_people_before_and_after_it(
    workspace: Workspace, other_workspace: Workspace, text: str, fields: dict[str, str]
) -> None:
    before = make_contact(workspace, **fields)
    elsewhere = make_contact(other_workspace, **fields)
    row = entry(workspace, text)
    assert is_stopped(before)
    before.delete()
    after = make_contact(workspace, **fields)

    assert is_stopped(after)
    assert not is_stopped(elsewhere)
    lift_entries(
        workspace=workspace,
        entries=DoNotContact.objects.filter(pk=row.pk),
        author=User.objects.create_user("lifter@x.example", "a-long-test-password"),
    )
    assert not is_stopped(after)


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        (host_key, ("bücher.example", "xn--bcher-kva.example", "bu\u0308cher.example")),
        (host_key, ("ａｃｍｅ.com", "acme.com")),
        (host_key, ("straße.example", "xn--strae-oqa.example", "strasse.example")),
        (
            email_base,
            ("anna@bücher.example", "anna@xn--bcher-kva.example", "anna+x@bücher.example"),
        ),
        (email_key, ("jürgen@x.example", "ju\u0308rgen@x.example")),
        (email_key, ("victim@x.example", "\u200bｖictim@x.example")),
        (phone_key, ("+49 171 7654321", "+49 171 7654321 (mobil 2)", "٠١٧١٧٦٥٤٣٢١")),
        (
            profile_key,
            (
                "https://www.linkedin.com/in/jürgen",
                "https://www.linkedin.com/in/ju\u0308rgen",
            ),
        ),
    ],
)
def test_spellings_share_a_key(key: Callable[[str], str], spellings: tuple[str, ...]) -> None:
    assert len({key(one) for one in spellings}) == 1


def test_others_are_not_covered(workspace: Workspace) -> None:
    for text in ("anna@x.example", "acme.com", "+49 30 1234567", "linkedin.com/in/anna"):
        entry(workspace, text)

    free = make_contact(
        workspace,
        email="anna@notacme.com",
        phone="+49 30 7654321",
        linkedin_url="https://www.linkedin.com/in/anna-roth",
    )

    assert not is_stopped(free)


def test_plus_aliases_are_two_people_where_the_setting_says_so(
    workspace: Workspace, settings: object
) -> None:
    settings.EMAIL_PLUS_ALIASES = "different"  # type: ignore[attr-defined]
    entry(workspace, "anna+news@x.example")

    assert not is_stopped(make_contact(workspace, email="anna@x.example"))
    assert is_stopped(make_contact(workspace, email="anna+news@x.example"))


def test_people_of_a_company_are_covered_by_its_domain_and_follow_it(
    workspace: Workspace,
) -> None:
    company = make_company(workspace, domain="acme.com")
    person = make_contact(workspace, company=company)
    entry(workspace, "acme.com")
    assert is_stopped(person)

    company.domain = "other.com"
    company.save()
    assert not is_stopped(person)
    company.domain = "acme.com"
    company.save()
    assert is_stopped(person)
    person.company = None
    person.save()
    assert not is_stopped(person)


def test_people_of_a_company_are_covered_by_each_spelling_of_its_domain(
    workspace: Workspace,
) -> None:
    text = "straße.example"
    company = make_company(workspace, domain="xn--strae-oqa.example")
    person = make_contact(workspace, company=company)

    row = entry(workspace, text)

    assert is_stopped(person)
    assert list(domain_entries(person)) == [row]
    assert list(found_entries(workspace, search=text)) == [row]


def test_no_write_sets_a_wrong_flag(workspace: Workspace) -> None:
    stopped = make_contact(workspace, email="anna@x.example")
    free = make_contact(workspace, email="ben@x.example")
    entry(workspace, "anna@x.example")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE leads_contact SET do_not_contact = NOT do_not_contact")
    assert (is_stopped(stopped), is_stopped(free)) == (True, False)
    Contact.objects.filter(pk=stopped.pk).update(do_not_contact=False)
    assert is_stopped(stopped)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM leads_donotcontact")
    assert not is_stopped(stopped)


def test_an_entry_follows_a_person_whose_address_changes(
    workspace: Workspace, manager: User
) -> None:
    person = make_contact(
        workspace, email="anna@x.example", linkedin_url="https://www.linkedin.com/in/anna"
    )
    entry(workspace, "anna@x.example", origin="step:1")

    Contact.objects.filter(pk=person.pk).update(email="anna@y.example")
    assert is_stopped(person)
    Contact.objects.filter(pk=person.pk).update(email=None)
    assert is_stopped(person)

    values = set(active_entries(workspace).values_list("value", flat=True))
    assert values == {
        "anna@x.example",
        "anna@y.example",
        "https://www.linkedin.com/in/anna",
        f"contact:{person.pk}",
    }
    lift_origin(workspace=workspace, origin="step:1", author=manager)
    assert not is_stopped(person)


@pytest.mark.parametrize("other", ["anna@home.example", None])
def test_a_domain_keeps_a_person_stopped_whose_address_leaves_it(
    workspace: Workspace, manager: User, other: str | None
) -> None:
    person = make_contact(workspace, email="anna@mail.acme.com")
    within = make_contact(workspace, email="ben@acme.com")
    row = entry(workspace, "acme.com", origin="step:1")

    Contact.objects.filter(pk=person.pk).update(email=other, do_not_contact=False)
    Contact.objects.filter(pk=within.pk).update(email="ben@mail.acme.com")

    assert is_stopped(person)
    assert is_stopped(within)
    assert list(domain_entries(person)) == [row]
    assert set(active_entries(workspace).filter(kind="contact").values_list("key", flat=True)) == {
        str(person.pk)
    }
    lift_origin(workspace=workspace, origin="step:1", author=manager)
    assert not is_stopped(person)


def test_a_person_stays_stopped_while_any_source_asks(workspace: Workspace, manager: User) -> None:
    person = make_contact(workspace, email="anna@x.example")
    entry(workspace, "anna@x.example", origin="reply:1")
    entry(workspace, "anna@x.example", origin="list:1")

    assert lift_origin(workspace=workspace, origin="list:1", author=manager) == []
    assert is_stopped(person)
    assert lift_origin(workspace=workspace, origin="reply:1", author=manager) == [person.pk]
    assert not is_stopped(person)


def test_asking_twice_keeps_one_entry(workspace: Workspace) -> None:
    key = read_entry("anna@x.example")
    assert isinstance(key, EntryKey)

    first = set_entry(workspace=workspace, entry=key, source=ASKED)
    second = set_entry(workspace=workspace, entry=key, source=ASKED)

    assert first == second


def sql(expression: str, text: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}(%s)", [text])
        return cursor.fetchone()[0]


@hypothesis_settings(
    max_examples=examples(200),
)
@given(
    st.text(alphabet="ab+@.x0129 ()-#Ext/;,\nİ", max_size=24)
    | st.text(alphabet="aü+@.xn-8ßẞςΣ。ＡｚK\u0308\u200b٣", max_size=24)
    | st.text(
        alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8
    )
    | st.from_regex(r"(a@)?(b\.)?xn--[a-z0-9-]{0,12}(\.xn--[a-z]{2,6})?", fullmatch=True)
    | st.text(alphabet="äéłøß漢字αλ.", max_size=12).map(ascii_host)
)
def test_the_database_spells_keys_as_python_does(db: None, text: str) -> None:
    text = text.lower()
    assert sql("leads_host_key", text) == host_key(text)
    assert sql("leads_email_key", text) == email_key(text)
    assert sql("leads_email_base", text) == email_base(text)
    assert sql("leads_linkedin_key", text) == profile_key(text)
    assert sql("leads_phone_keys", text) is not None
    assert list(dict.fromkeys(sql("leads_phone_keys", text))) == list(phone_keys(text))
    assert sql("leads_phone_key", text) == phone_key(text)
    assert sql("leads_parent_domains", text) == list(parent_domains(text))


@given(st.text(alphabet=st.characters(min_codepoint=0xA1, exclude_categories=["Cs"]), max_size=8))
def test_an_international_host_is_the_same_in_ascii(text: str) -> None:
    host = f"{host_key(text)}.example"

    assert host_key(ascii_host(host)) == host_key(host)


def test_the_page_adds_finds_lifts_and_restores_entries(
    qualifier_client: Client, viewer_client: Client, workspace: Workspace
) -> None:
    person = make_contact(workspace, email="anna@acme.com")
    url = "/settings/do-not-contact/"

    assert viewer_client.post(url, {"value": "acme.com"}).status_code == 403
    assert qualifier_client.post(url, {"value": "nobody"}).status_code == 422
    assert qualifier_client.post(url, {"value": "www.Acme.com"}).status_code == 302
    assert is_stopped(person)
    row = active_entries(workspace).get()
    found = qualifier_client.get(f"{url}?q=acme&kind=domain", follow=True)
    assert f'data-entry="{row.pk}"' in found.content.decode()
    assert (
        f'data-entry="{row.pk}"'
        not in qualifier_client.get(f"{url}?q=b", follow=True).content.decode()
    )

    assert qualifier_client.post(f"{url}{row.pk}/lift/").status_code == 302
    assert not is_stopped(person)
    lifted = qualifier_client.get(f"{url}?state=lifted", follow=True).content.decode()
    assert f'data-entry="{row.pk}"' in lifted
    assert qualifier_client.post(f"{url}{row.pk}/restore/").status_code == 302
    assert is_stopped(person)


def test_a_person_without_email_is_set_by_phone_or_linkedin(
    qualifier_client: Client, workspace: Workspace
) -> None:
    linkedin = "https://www.linkedin.com/in/anna"
    person = make_contact(workspace, linkedin_url=linkedin, phone="+49 30 1234567")

    qualifier_client.post(f"/people/{person.pk}/do-not-contact/", {"kind": "phone"})
    assert is_stopped(person)
    assert active_entries(workspace).get(derived_from=None).kind == "phone"
    qualifier_client.post(f"/people/{person.pk}/allow/")
    assert not is_stopped(person)
    qualifier_client.post(f"/people/{person.pk}/do-not-contact/")
    assert active_entries(workspace).get(derived_from=None).value == linkedin
