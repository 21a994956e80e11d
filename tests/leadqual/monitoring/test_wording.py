"""Alerts in words."""

from datetime import date

import pytest

from classifiers.titles.model.network import SOME
from leadqual.accounts.models import Workspace
from leadqual.monitoring.alerts.alert_texts import shift_text, words_of
from leadqual.monitoring.alerts.lifecycle import note
from leadqual.monitoring.models import Alert
from leadqual.monitoring.signals import EMPTY, SIGNALS, value_text
from tests.leadqual.monitoring.conftest import finding

DAY = date(2026, 11, 22)
COMPANIES = ("companies_industry", "companies_country")


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def test_every_signal_can_be_said() -> None:
    for name in SIGNALS:
        said = plain(shift_text(name, "others", 0.1, 0.4, day=DAY))
        named = plain(shift_text(name, "German", 0.4, 0.1, day=DAY))

        assert said.startswith("40% of the ")
        assert named.endswith(", down from 40% in the days before.")
        assert " on Nov 22, 2026 " in said
        assert " on Nov 22, 2026 " in named


def test_values_are_said_as_people_write_them() -> None:
    assert value_text("companies_industry", "renewable energy") == "Renewable Energy"
    assert value_text("replies_intent", "out_of_office") == "Out of office"
    assert plain(shift_text("titles_words", SOME, 0.0, 0.25, day=DAY)) == (
        "25% of the titles of people added on Nov 22, 2026 contain words unknown to the model, "
        "up from 0% in the days before."
    )
    assert plain(shift_text("replies_language", "Turkish", 0.04, 0.31, day=DAY)) == (
        "31% of the replies received on Nov 22, 2026 are Turkish, up from 4% in the days before."
    )


@pytest.mark.django_db
def test_a_shift_of_companies_says_of_how_many_that_came_when(workspace: Workspace) -> None:
    facts = {"shifts": [["Germany", 0.0, 0.54]], "n": 1_063}
    alert = note(finding("companies_country", day=DAY, facts=facts), workspace=workspace)

    assert alert is not None
    assert plain(words_of(alert).happened) == (
        "54% of the 1,063 companies added on Nov 22, 2026 are in Germany, "
        "up from 0% in the days before."
    )


def test_companies_of_which_nothing_is_given_are_said_to_have_none() -> None:
    said = [plain(shift_text(name, EMPTY, 0.1, 0.9, day=DAY)) for name in COMPANIES]

    assert said == [
        f"90% of the companies added on Nov 22, 2026 {what}, up from 10% in the days before."
        for what in ("have no industry", "have no country")
    ]
    assert value_text("companies_industry", EMPTY) == "not given"
    assert value_text("companies_industry", "others") == "others"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "link"),
    [
        (EMPTY, "View all companies"),
        ("others", "View all companies"),
        ("Peru", "View these companies"),
    ],
)
def test_a_link_promises_those_companies_alone_that_a_search_finds(
    workspace: Workspace, value: str, link: str
) -> None:
    facts = {"shifts": [[value, 0.1, 0.9]]}
    alert = note(finding("companies_country", facts=facts), workspace=workspace)

    assert alert is not None
    assert words_of(alert).link == link


@pytest.mark.django_db
def test_what_has_a_name_is_said_before_what_is_rare(workspace: Workspace) -> None:
    shifts = [["others", 0.0, 0.5], ["Turkish", 0.0, 0.2], ["English", 1.0, 0.3]]
    alert = note(finding(facts={"shifts": shifts}), workspace=workspace)

    assert alert is not None
    assert "Turkish" in words_of(alert).happened


@pytest.mark.django_db
@pytest.mark.usefixtures("taxonomy")
def test_every_alert_about_a_model_can_be_said(workspace: Workspace) -> None:
    for kind in ("titles", "companies", "replies"):
        for what in ("changed", "label", "calibration", "agreement"):
            facts = {"kind": kind, "what": what, "n": 1_200, "label": "sales"}
            found = finding(f"{kind}:{what}", area="model", facts=facts)
            alert = note(found, workspace=workspace)

            assert alert is not None
            words = words_of(alert)
            assert "1,200" in words.happened
            assert words.means
            assert words.to_do
            assert words.url


@pytest.mark.django_db
def test_every_alert_about_the_operation_can_be_said() -> None:
    for what in ("errors", "queue", "slow"):
        facts = {"what": what, "group": "web pages", "n": 90}
        alert = note(finding(what, area=Alert.Area.OPERATION, facts=facts), workspace=None)

        assert alert is not None
        assert words_of(alert).to_do
