"""Any sequence of verdicts, changes, steps and undos by several people ends where a list says."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadqual.accounts.models import Role, User, Workspace
from leadqual.leads.models import Company
from leadqual.matching.campaigns import create_campaign
from leadqual.matching.models import Campaign, Reason, Region, Verdict
from leadqual.matching.regions import judge_region, undo_last_step, undo_region
from leadqual.matching.selectors import progress_of, signals_of
from leadqual.matching.services import change_verdict, record_verdict, undo_verdict
from tests.conftest import make_member

pytestmark = pytest.mark.django_db
PEOPLE, COMPANIES = 3, 2
VALUES = st.sampled_from(["like", "dislike", "skip"])
PERSON = st.integers(0, PEOPLE - 1)
ACTS = st.one_of(
    st.tuples(st.just("say"), PERSON, st.integers(0, COMPANIES - 1), VALUES),
    st.tuples(st.just("again"), PERSON, st.integers(0, 9), VALUES),
    st.tuples(st.just("change"), PERSON, st.integers(0, 9), VALUES),
    st.tuples(st.just("region"), PERSON, st.integers(1, 3), st.sampled_from(["like", "dislike"])),
    st.tuples(st.just("back"), PERSON, st.integers(0, 9), st.just("")),
    st.tuples(st.just("undo"), PERSON, st.integers(0, 9), st.just("")),
)


@dataclass
class Word:
    """One verdict of the model; `step` is shared by those of a region."""

    person: int
    company: int
    value: str
    step: int
    key: int = 0
    is_undone: bool = False


@dataclass
class Model:
    """A list of all that was said: of each person on each company the last one that stands."""

    words: list[Word] = field(default_factory=list)
    n_steps: int = 0

    def standing(self, person: int) -> list[Word]:
        return [word for word in self.words if word.person == person and not word.is_undone]

    def counting(self) -> list[Word]:
        last: dict[tuple[int, int], Word] = {}
        for word in self.words:
            if not word.is_undone:
                last[word.person, word.company] = word
        return sorted(last.values(), key=lambda word: word.key)

    def signals(self) -> dict[int, str]:
        told = [word for word in self.counting() if word.value != "skip"]
        return {word.company: word.value for word in told}


class Play:
    """The product and the model side by side."""

    def __init__(
        self, campaign: Campaign, people: Sequence[User], companies: Sequence[Company]
    ) -> None:
        self.campaign, self.people, self.companies = campaign, people, companies
        self.model = Model()
        self.regions: dict[int, Region] = {}

    def act(self, kind: str, person: int, which: int, value: str) -> None:
        getattr(self, kind)(person, which, value)

    def say(self, person: int, which: int, value: str) -> None:
        verdict = self._press(person, which, value, uuid.uuid4())
        self._add(person, {which: verdict.pk}, value)

    def again(self, person: int, which: int, _: str) -> None:
        """Send a former press once more, whatever became of it."""
        own = [w for w in self.model.words if w.person == person and w.step not in self.regions]
        if own:
            word = own[which % len(own)]
            sent = Verdict.objects.get(pk=word.key).request_id
            kept = self._press(person, word.company, word.value, sent)
            assert kept.pk == word.key

    def change(self, person: int, which: int, value: str) -> None:
        own = [word for word in self.model.counting() if word.person == person]
        if own:
            word = own[which % len(own)]
            verdict = change_verdict(
                verdict=Verdict.objects.get(pk=word.key),
                value=Verdict.Value(value),
                reason_ids=[],
                person=self.people[person],
                request_id=uuid.uuid4(),
            )
            self._add(person, {word.company: verdict.pk}, value)

    def region(self, person: int, which: int, value: str) -> None:
        wanted = [place for place in range(COMPANIES) if which >> place & 1]
        open_ = [place for place in wanted if place not in self.model.signals()]
        if not open_:
            return
        region = judge_region(
            campaign=self.campaign,
            company_ids=[self.companies[place].pk for place in wanted],
            value=Reason.Verdict(value),
            author=self.people[person],
            request_id=uuid.uuid4(),
        )
        given_ = dict(region.verdicts.values_list("company_id", "pk"))
        places = {place: given_[self.companies[place].pk] for place in open_}
        assert len(given_) == len(open_)
        self.regions[self.model.n_steps] = region
        self._add(person, places, value)

    def back(self, person: int, *_: object) -> None:
        undone = undo_last_step(campaign=self.campaign, person=self.people[person])
        standing = self.model.standing(person)
        assert (undone is None) == (not standing)
        if standing:
            self._take_back(max(standing, key=lambda word: word.key).step)

    def undo(self, _: int, which: int, *__: object) -> None:
        """A manager takes back any step of anybody; once more changes nothing."""
        if not self.model.words:
            return
        word = self.model.words[which % len(self.model.words)]
        if word.step in self.regions:
            undo_region(region=self.regions[word.step], person=self.people[0])
        else:
            undo_verdict(verdict=Verdict.objects.get(pk=word.key), person=self.people[0])
        self._take_back(word.step)

    def _press(self, person: int, which: int, value: str, press: uuid.UUID) -> Verdict:
        return record_verdict(
            campaign=self.campaign,
            company=self.companies[which],
            value=Verdict.Value(value),
            author=self.people[person],
            request_id=press,
        )

    def _add(self, person: int, keys: dict[int, int], value: str) -> None:
        step = self.model.n_steps
        self.model.n_steps += 1
        self.model.words += [Word(person, c, value, step, key) for c, key in keys.items()]

    def _take_back(self, step: int) -> None:
        for word in self.model.words:
            word.is_undone |= word.step == step

    def check(self) -> None:
        counting = [word.key for word in self.model.counting()]
        current = Verdict.objects.filter(campaign=self.campaign, is_current=True).order_by("pk")
        assert list(current.values_list("pk", flat=True)) == counting
        undone = Verdict.objects.filter(campaign=self.campaign, undone_at__isnull=False)
        kept = {word.key for word in self.model.words if word.is_undone}
        assert set(undone.values_list("pk", flat=True)) == kept
        assert Verdict.objects.filter(campaign=self.campaign).count() == len(self.model.words)
        signs = {"like": 1, "dislike": -1}
        told = {
            self.companies[place].pk: signs[value] for place, value in self.model.signals().items()
        }
        assert signals_of(self.campaign) == told
        assert progress_of([self.campaign])[self.campaign.pk].n_judged == len(told)


@given(acts=st.lists(ACTS, min_size=8, max_size=20))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_sequence_of_verdicts_and_undos_ends_where_the_list_says(
    workspace: Workspace, acts: Sequence[tuple[str, int, int, str]]
) -> None:
    with transaction.atomic():
        people = [
            make_member(workspace, f"p{n}@leadqual.example", Role.QUALIFIER if n else Role.MANAGER)
            for n in range(PEOPLE)
        ]
        campaign = create_campaign(workspace=workspace, name="Ports", author=people[0])
        companies = [
            Company.objects.create(workspace=workspace, name=f"port {n}", name_key=f"port {n}")
            for n in range(COMPANIES)
        ]
        play = Play(campaign, people, companies)

        for act in acts:
            play.act(*act)
            play.check()

        for person in range(PEOPLE):  # Any number of steps back: nothing is left.
            while play.model.standing(person):
                play.back(person)
        play.check()
        assert signals_of(campaign) == {}
        transaction.set_rollback(True)
