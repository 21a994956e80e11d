"""Whoever must not be contacted is known by all of their keys, also after they were deleted."""

import random
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from leadqual.accounts.models import User, Workspace
from leadqual.imports.merging.import_job import run_import
from leadqual.leads.bulk_deletion import delete_records, restore_step
from leadqual.leads.do_not_contact.entries import (
    EntrySource,
    add_entry,
    lift_entries,
    set_record_entry,
)
from leadqual.leads.do_not_contact.repair import differences_of
from leadqual.leads.do_not_contact.selectors import active_entries, personal_entries
from leadqual.leads.merging.services import undo_merge
from leadqual.leads.models import Contact, DeletedRecord, DoNotContact
from leadqual.leads.records.changes import change_record
from leadqual.leads.upserts import ContactValues, save_contact
from tests.examples import examples
from tests.leadqual.imports.conftest import Import, confirm  # noqa: F401  # fixtures
from tests.leadqual.leads.do_not_contact.racing import exported
from tests.leadqual.leads.people import is_stopped, make_company, make_contact, merge_two, stop

pytestmark = pytest.mark.django_db
LINKEDIN = "https://www.linkedin.com/in/anna-roth"
KEYS: dict[str, dict[str, str]] = {
    "former": {"email": "anna@former.example"},
    "email": {"email": "anna@x.example"},
    "alias": {"email": "anna+sales@x.example"},
    "linkedin": {"linkedin_url": LINKEDIN},
    "phone": {"phone": "030/1234567"},
}
TEXTS = {
    "former": "anna@former.example",
    "email": "anna@x.example",
    "linkedin": LINKEDIN,
    "phone": "+49 30 1234567",
}

NEW_KEYS = {
    "external_id": "CRM-{}",
    "email": "p{}@x.example",
    "linkedin_url": "https://www.linkedin.com/in/p{}",
    "phone": "030 44556{:02}",
}


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("phone", ("anna@x.example,,,", "anna@x.example,{phone},,")),
        ("linkedin", ("anna@x.example,,,", "anna@x.example,,,A-1", ",,{linkedin},A-1")),
    ],
)
def test_an_import_marks_a_person_whom_only_a_later_row_names_by_a_key_of_an_entry(
    confirm: Import,  # noqa: F811
    workspace: Workspace,
    manager: User,
    kind: str,
    lines: tuple[str, ...],
) -> None:
    ask(workspace, TEXTS[kind])
    cells = dict.fromkeys(("phone", "linkedin"), "") | {kind: TEXTS[kind]}
    rows = "\n".join(line.format(**cells) for line in (*lines, "ben@x.example,,,"))
    batch = confirm(f"email,phone,linkedin url,external id\n{rows}")
    seen: list[set[str]] = []

    run_import(
        batch.pk,
        chunk_rows=1,
        on_progress=lambda _: seen.append(exported(workspace, manager)),
    )

    assert seen == [*[set()] * len(lines), {"ben@x.example"}]
    assert not differences_of(workspace)


def ask(workspace: Workspace, text: str, *, origin: str = "test") -> DoNotContact:
    source = EntrySource("manual", origin, None)
    return add_entry(workspace=workspace, text=text, kind="", source=source)


def make_anna(workspace: Workspace) -> Contact:
    """Create a person with every key there is; her first email is a former one."""
    person = make_contact(
        workspace, "Anna Roth", **KEYS["former"], linkedin_url=LINKEDIN, phone="030 1234567"
    )
    Contact.objects.filter(pk=person.pk).update(email="anna@x.example")
    return person


def test_a_bounce_is_of_its_address_and_not_of_the_person(workspace: Workspace) -> None:
    person = make_anna(workspace)
    bounce = EntrySource("bounced", "bounce:1", None)
    add_entry(workspace=workspace, text="anna@x.example", kind="", source=bounce)
    assert is_stopped(person)

    Contact.objects.filter(pk=person.pk).update(email="anna@new.example")

    assert not is_stopped(person)


def returns_stopped(workspace: Workspace) -> None:
    """Have the person return by each key alone."""
    for name, key in KEYS.items():
        back = make_contact(workspace, "Anna Roth", **key)
        assert is_stopped(back), name
        assert not differences_of(workspace)
        back.delete()


@pytest.mark.parametrize("asked", TEXTS)
def test_a_person_stopped_by_one_key_comes_back_stopped_by_any_other(
    workspace: Workspace, asked: str
) -> None:
    person = make_anna(workspace)
    ask(workspace, TEXTS[asked])
    assert is_stopped(person)

    person.delete()

    returns_stopped(workspace)


def test_an_entry_that_came_before_the_person_keeps_the_keys_that_come_with_them(
    workspace: Workspace,
) -> None:
    ask(workspace, "anna@former.example")

    make_anna(workspace).delete()

    returns_stopped(workspace)


def test_a_switchboard_is_not_the_person_who_asked(workspace: Workspace) -> None:
    anna = make_anna(workspace)
    colleague = make_contact(workspace, "Ben Berg", email="ben@x.example", phone="030 1234567")
    office = make_contact(workspace, "", email="info@x.example", phone="030 1234567")

    ask(workspace, "anna@x.example")
    assert [is_stopped(one) for one in (anna, colleague, office)] == [True, False, False]
    assert is_stopped(make_contact(workspace, "", phone="030 1234567"))
    later = make_contact(workspace, "Cem Can", email="cem@x.example", phone="030 1234567")
    assert not is_stopped(later)
    assert not differences_of(workspace)

    ask(workspace, "+49 30 1234567")
    assert all(map(is_stopped, (anna, colleague, office, later)))


@pytest.mark.parametrize("setting", ["same", "different"])
def test_a_new_key_of_a_stopped_person_is_an_entry_of_the_kind_of_the_setting(
    workspace: Workspace, settings: Any, setting: str
) -> None:
    settings.EMAIL_PLUS_ALIASES = setting
    make_contact(workspace, "Anna Roth", linkedin_url=LINKEDIN, external_id="7")
    ask(workspace, LINKEDIN)
    Contact.objects.filter(external_id="7").delete()

    save_contact(
        workspace=workspace,
        values=ContactValues("anna@x.example", fields={"linkedin_url": LINKEDIN}),
    )

    kinds = active_entries(workspace).filter(value="anna@x.example").values_list("kind", flat=True)
    assert list(kinds) == ["alias" if setting == "same" else "email"]
    assert not differences_of(workspace)
    alias = make_contact(workspace, email="anna+news@x.example")
    assert is_stopped(alias) == (setting == "same")


def test_lifting_an_entry_lifts_what_derives_from_it_and_nothing_that_others_ask_for(
    workspace: Workspace, manager: User
) -> None:
    person = make_anna(workspace)
    by_phone = ask(workspace, TEXTS["phone"])
    by_profile = ask(workspace, LINKEDIN)
    assert set(personal_entries(person)) == {by_phone, by_profile}

    lift_entries(
        workspace=workspace, entries=DoNotContact.objects.filter(pk=by_phone.pk), author=manager
    )
    assert is_stopped(person)
    person.delete()
    back = make_contact(workspace, "Anna Roth", **KEYS["email"])
    assert is_stopped(back)
    assert lift_entries(workspace=workspace, entries=personal_entries(back), author=manager) == len(
        [by_profile]
    )
    assert not is_stopped(back)
    assert not active_entries(workspace).exists()


def test_a_person_with_a_name_only_is_stopped_by_their_record(
    workspace: Workspace, manager: User
) -> None:
    person = make_contact(workspace, "Anna Roth")
    other = make_contact(workspace, "Anna Roth")
    stop(person)
    assert (is_stopped(person), is_stopped(other)) == (True, False)

    step = uuid4()
    delete_records(
        records=[person],
        workspace=workspace,
        kind=DeletedRecord.Kind.CONTACT,
        author=manager,
        step=step,
    )
    restore_step(workspace=workspace, author=manager, step=step)
    back = Contact.objects.get(pk=DoNotContact.objects.get().key)
    assert is_stopped(back)
    Contact.objects.filter(pk=back.pk).update(email="anna@x.example")
    back.delete()
    assert is_stopped(make_contact(workspace, email="anna@x.example"))


def test_a_stop_by_record_follows_a_merge_and_its_undo(workspace: Workspace, manager: User) -> None:
    kept, other = make_contact(workspace, "Anna Roth"), make_contact(workspace, "A. Roth")
    stop(other)

    merged = merge_two(kept, other, manager)
    assert is_stopped(kept)
    undo_merge(merged=merged, author=manager)

    other = Contact.objects.get(pk=other.pk)
    assert (is_stopped(kept), is_stopped(other)) == (False, True)


def test_lifting_the_step_that_stopped_a_merged_person_frees_the_kept_one(
    workspace: Workspace, manager: User
) -> None:
    kept, other = make_contact(workspace, "Anna Roth"), make_contact(workspace, "A. Roth")
    stop(other)
    merge_two(kept, other, manager)

    lift_entries(workspace=workspace, entries=personal_entries(kept), author=manager)

    assert not is_stopped(kept)


class Story:
    """One person who is changed, stopped, deleted, restored and imported at random.

    Args:
        workspace: whose.
        author: of the deletions.
        seed: of what happens.
    """

    def __init__(self, workspace: Workspace, author: User, seed: int) -> None:
        self.workspace, self.author, self.stops = workspace, author, False
        self.chosen = random.Random(seed)
        self.person = make_contact(workspace, "Anna Roth", email="p0@x.example")
        self.known: dict[str, set[str]] = {column: set() for column in NEW_KEYS}
        self.known["email"].add("p0@x.example")

    def change(self, step: int) -> None:
        column = self.chosen.choice(list(NEW_KEYS))
        value = NEW_KEYS[column].format(step + 1)
        Contact.objects.filter(pk=self.person.pk).update(**{column: value})
        self.known[column].add(value)

    def stop(self, _step: int) -> None:
        self.person.refresh_from_db()
        stop(self.person)
        self.stops = True

    def come_back(self, _step: int) -> None:
        self.person.delete()
        column = self.chosen.choice([one for one, values in self.known.items() if values])
        value = self.chosen.choice(sorted(self.known[column]))
        if not self.stops:  # Nothing else tells who this is.
            self.known = {one: set() for one in self.known}
            self.known[column].add(value)
        self.person = make_contact(self.workspace, "Anna Roth", **{column: value})

    def restore(self, _step: int) -> None:
        key, step = self.person.pk, uuid4()
        delete_records(
            records=[self.person],
            workspace=self.workspace,
            kind=DeletedRecord.Kind.CONTACT,
            author=self.author,
            step=step,
        )
        restore_step(workspace=self.workspace, author=self.author, step=step)
        self.person = Contact.objects.get(pk=key)


@pytest.mark.quick_cases(5)
@pytest.mark.parametrize("seed", range(examples(60)))
def test_in_whatever_order_no_key_of_a_stopped_person_can_be_contacted(
    workspace: Workspace, manager: User, seed: int
) -> None:
    story = Story(workspace, manager, seed)
    for step in range(12):
        act = story.chosen.choice([story.change, story.stop, story.come_back, story.restore])
        act(step)
        assert is_stopped(story.person) == story.stops, (step, act, story.known)

    assert not differences_of(workspace)
    story.person.delete()
    for column, values in story.known.items():
        for value in sorted(values):
            back = make_contact(workspace, "Anna Roth", **{column: value})
            assert is_stopped(back) == story.stops, (column, value)
            back.delete()


@pytest.mark.parametrize("setting", ["same", "different"])
def test_released_databases_get_the_keys_of_those_who_are_stopped(
    workspace: Workspace, manager: User, settings: Any, setting: str
) -> None:
    settings.EMAIL_PLUS_ALIASES = setting
    person = make_anna(workspace)
    change_record(record=person, values={"phone": "030 7654321"}, author=manager)
    company = make_company(workspace, external_id="A-1")
    source = EntrySource("manual", "test", None)
    set_record_entry(workspace=workspace, kind="company", record_id=company.pk, source=source)
    entry = ask(workspace, LINKEDIN)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE leads_donotcontact DISABLE TRIGGER do_not_contact_delete")
        cursor.execute("DELETE FROM leads_contactformeremail WHERE kind <> 'email'")
        cursor.execute("DELETE FROM leads_donotcontact WHERE derived_from_id IS NOT NULL")
        cursor.execute("ALTER TABLE leads_donotcontact ENABLE ALWAYS TRIGGER do_not_contact_delete")

    migration = import_module("leadqual.leads.migrations.0009_keep_all_keys")
    for _ in range(2):
        migration.keep_keys(apps, None)

    kinds = sorted(row.kind for row in entry.derived_entries.all())
    email = "alias" if setting == "same" else "email"
    assert kinds == sorted([email, email, "phone", "phone", "contact"])
    assert active_entries(workspace).filter(kind="external_id", key="company:A-1").exists()
    assert not differences_of(workspace)
