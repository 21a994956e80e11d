"""What came in on a day, counted."""

from datetime import timedelta

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, JobTitle
from leadqual.monitoring import daily_profiles
from leadqual.monitoring.daily_profiles import profile_days
from leadqual.replies.models import Reply
from tests.leadqual.monitoring.conftest import TURKISH, add_people, ago, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


def test_a_title_counts_as_often_as_people_bring_it(workspace: Workspace) -> None:
    add_people(workspace, ago(1), {"CEO": 3, TURKISH[0]: 1})
    add_people(workspace, ago(2), {"CEO": 2})

    found = profile_days(workspace, ago(2), ago(1))

    assert found[ago(1)]["titles_language"] == {"English": 3, "Turkish": 1}
    assert found[ago(1)]["titles_length"] == {"3": 3, "12": 1}
    assert found[ago(1)]["titles_level"] == {"Manager": 4}
    assert found[ago(1)]["titles_other"] == {"Other": 4}
    assert found[ago(2)]["titles_language"] == {"English": 2}


def test_titles_that_nobody_read_yet_have_no_level(workspace: Workspace) -> None:
    add_people(workspace, ago(1), {"CEO": 3})
    JobTitle.objects.update(level=None)

    found = profile_days(workspace, ago(1), ago(1))[ago(1)]

    assert "titles_level" not in found
    assert "titles_other" not in found
    assert found["titles_words"] == {"all known": 3}


def test_of_a_large_day_the_same_sample_is_taken_each_time(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_profiles, "MAX_TITLES", 20)
    add_people(workspace, ago(1), {f"Manager {n}": 1 for n in range(60)})

    first = profile_days(workspace, ago(1), ago(1))[ago(1)]
    second = profile_days(workspace, ago(1), ago(1))[ago(1)]

    assert first["titles_length"].total() == 20
    assert first == second


def test_companies_and_replies_are_counted_by_what_they_are(workspace: Workspace) -> None:
    for industry, country in ((" Retail", "Germany"), ("retail ", ""), ("", "France")):
        Company.objects.create(
            workspace=workspace, name="C", name_key="c", industry=industry, country=country
        )
    Company.objects.update(created_at=at(ago(1)))
    for place, text in enumerate(("Please take me off your list.", "Bitte keine Mails mehr.")):
        Reply.objects.create(
            workspace=workspace,
            message_id=str(place),
            text=text,
            intent="unsubscribe",
            state=Reply.State.TAKEN,
            received_at=at(ago(1)) + timedelta(hours=place),
        )

    found = profile_days(workspace, ago(1), ago(1))[ago(1)]

    assert found["companies_industry"] == {"retail": 2, "not given": 1}
    assert found["companies_country"] == {"Germany": 1, "France": 1, "not given": 1}
    assert found["replies_language"] == {"English": 1, "German": 1}
    assert found["replies_intent"] == {"unsubscribe": 2}


def test_a_word_of_a_person_does_not_change_what_came_in(
    workspace: Workspace, manager: User
) -> None:
    reply = Reply.objects.create(
        workspace=workspace,
        message_id="1",
        text="Hello",
        intent="unsubscribe",
        state=Reply.State.TAKEN,
        received_at=at(ago(1)),
    )
    reply.corrections.create(
        intent="unsubscribe",
        former_intent="other_intents",
        former_state="none",
        author=manager,
    )

    found = profile_days(workspace, ago(1), ago(1))[ago(1)]

    assert found["replies_intent"] == {"other_intents": 1}


def test_more_spellings_than_are_read_are_one_row_of_the_database(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_profiles, "MAX_SPELLINGS", 2)
    industries = ["Retail", "retail ", "Mining", "Opera", "Chess"]
    Company.objects.bulk_create(
        Company(workspace=workspace, name="C", name_key="c", industry=industry, country="Peru")
        for place, industry in enumerate(industries)
        for _ in range(9 - place)
    )
    Company.objects.update(created_at=at(ago(1)))

    found = profile_days(workspace, ago(1), ago(1))[ago(1)]

    assert found["companies_industry"] == {"retail": 17, "others": 18}
    assert found["companies_country"] == {"Peru": 35}


def test_rare_values_of_a_day_are_counted_together(workspace: Workspace) -> None:
    Company.objects.bulk_create(
        Company(workspace=workspace, name="C", name_key="c", industry=f"Trade {n}")
        for n in range(daily_profiles.MAX_VALUES + 30)
    )
    Company.objects.update(created_at=at(ago(1)))

    found = profile_days(workspace, ago(1), ago(1))[ago(1)]["companies_industry"]

    assert len(found) == daily_profiles.MAX_VALUES + 1
    assert found["others"] == 30
