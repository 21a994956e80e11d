"""Any two people, any choices: nothing is lost, and an undo restores both exactly."""

from itertools import count

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from leadqual.accounts.models import User, Workspace
from leadqual.leads.do_not_contact.repair import differences_of
from leadqual.leads.merging.merge_fields import merge_fields
from leadqual.leads.merging.services import MergeRequest, merge_records, undo_merge
from leadqual.leads.models import (
    Company,
    Contact,
    ContactFormerKey,
    ContactList,
    JobTitle,
    ListEntry,
)
from leadqual.leads.services import job_title_for, move_bearer, set_do_not_contact
from tests.examples import examples

NUMBERS = count(1)
WORDS = st.sampled_from(["", "A", "B"])
PEOPLE = st.fixed_dictionaries(
    {
        "first_name": WORDS,
        "city": WORDS,
        "phone": st.sampled_from(["", "030 1234567", "030 7654321"]),
        "title": st.sampled_from(["", "CFO", "Head of Sales"]),
        "has_email": st.booleans(),
        "has_profile": st.booleans(),
        "is_blocked": st.booleans(),
        "has_company": st.booleans(),
        "lists": st.sets(st.sampled_from([0, 1, 2])),
    }
)
CODES = [field.code for field in merge_fields(Contact)]
CHOICES = st.dictionaries(st.sampled_from(CODES), st.sampled_from(["kept", "other"]))


@pytest.mark.django_db
class TestMerges(TestCase):
    """Each example begins with an empty workspace."""

    def setUp(self) -> None:
        self.workspace = Workspace.objects.create(name="W", slug=f"w{next(NUMBERS)}")
        self.author = User.objects.create(email=f"u{next(NUMBERS)}@x.example")
        self.lists = [
            ContactList.objects.create(workspace=self.workspace, name=str(n), author=self.author)
            for n in range(3)
        ]

    def _person(self, drawn: dict[str, object]) -> Contact:
        number = next(NUMBERS)
        title = str(drawn["title"])
        job_title = job_title_for(workspace=self.workspace, title=title)
        company = Company.objects.create(
            workspace=self.workspace, name=f"C{number}", name_key=f"c{number}"
        )
        person = Contact.objects.create(
            workspace=self.workspace,
            **{name: drawn[name] for name in ("first_name", "city", "phone", "title")},
            job_title=job_title,
            email=f"p{number}@x.example" if drawn["has_email"] else None,
            linkedin_url=f"https://www.linkedin.com/in/p{number}" if drawn["has_profile"] else None,
            company=company if drawn["has_company"] else None,
        )
        move_bearer(former=None, now=person.job_title_id)
        for index in drawn["lists"]:  # type: ignore[attr-defined]  # a set
            ListEntry.objects.create(
                contact_list=self.lists[index],
                contact=person,
                added_by=self.author,
                request_id="00000000-0000-0000-0000-000000000000",
            )
        if drawn["is_blocked"] and person.email:
            set_do_not_contact(
                workspace=self.workspace,
                email=person.email,
                reason="manual",
                origin="test",
                author=self.author,
            )
        return person

    def _everything(self) -> list[object]:
        return [
            *Contact.objects.filter(workspace=self.workspace).order_by("pk").values(),
            *ListEntry.objects.order_by("pk").values(),
            *JobTitle.objects.order_by("pk").values("pk", "n_contacts"),
            *ContactFormerKey.objects.order_by("pk").values(),
        ]

    @pytest.mark.costs("merges and undoes at random")
    @settings(max_examples=examples(24), deadline=None, phases=[Phase.explicit, Phase.generate])
    @given(PEOPLE, PEOPLE, CHOICES)
    def test_a_merge_keeps_what_matters_and_an_undo_restores_everything(
        self, one: dict[str, object], two: dict[str, object], choices: dict[str, str]
    ) -> None:
        kept, other = self._person(one), self._person(two)
        before = self._everything()
        was_blocked = Contact.objects.filter(workspace=self.workspace, do_not_contact=True).exists()
        on_lists = set(ListEntry.objects.values_list("contact_list", flat=True))

        merged = merge_records(
            workspace=self.workspace,
            request=MergeRequest("contact", kept.pk, other.pk, choices),
            author=self.author,
        )

        row = Contact.objects.get(workspace=self.workspace)
        assert row.do_not_contact == was_blocked
        assert set(row.list_entries.values_list("contact_list", flat=True)) == on_lists
        for code in ("first_name", "city", "phone"):
            mine, theirs = getattr(kept, code), getattr(other, code)
            wanted = {"kept": mine, "other": theirs}.get(choices.get(code, ""), mine or theirs)
            assert getattr(row, code) == wanted
        n_titles = sum(JobTitle.objects.values_list("n_contacts", flat=True))
        assert n_titles == int(row.job_title_id is not None)
        assert not differences_of(self.workspace)

        undo_merge(merged=merged, author=self.author)

        assert self._everything() == before
        assert not differences_of(self.workspace)
