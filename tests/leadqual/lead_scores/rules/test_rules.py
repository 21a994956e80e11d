"""Managers set the rules of the lead score, see what they would change, and undo it."""

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.lead_scores.models import LeadScoreRules
from leadqual.lead_scores.rule_preview import preview_rules
from leadqual.lead_scores.rules import save_rules
from leadqual.lead_scores.score_rules import ScoreRules
from leadqual.lead_scores.selectors import rules_of
from leadqual.leads.models import Contact
from tests.leadqual.lead_scores.conftest import reply_of, score_of
from tests.problems import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PAGE = "/settings/lead-score/"


def fields_of(client: Client) -> dict[str, str]:
    """Return the form as the page shows it."""
    form = client.get(PAGE, follow=True).context["form"]
    return {one.html_name: str(one.value() if one.value() is not None else "") for one in form}


def test_the_form_as_it_is_shown_changes_nothing(
    manager_client: Client, workspace: Workspace
) -> None:
    before = rules_of(workspace)

    answer = manager_client.post(PAGE, fields_of(manager_client))

    after = rules_of(workspace)
    assert answer.status_code == 302
    assert (after.tier_a, after.tier_b) == (before.tier_a, before.tier_b)
    for fact, value in (("level", "vp"), ("level", "entry"), ("country", "Peru"), ("x", "y")):
        assert after.fit(fact, value) == before.fit(fact, value)
    assert after.most_points == before.most_points == 100


def test_saved_rules_score_everybody_anew_and_are_undone(
    contact: Contact, manager_client: Client, workspace: Workspace
) -> None:
    before = score_of(contact)
    sent = {
        **fields_of(manager_client),
        "weight_country": "60",
        "country_ideal": "Germany\n  France ",
        "country_others": "poor",
    }

    manager_client.post(PAGE, sent)
    after = score_of(contact)
    version = rules_of(workspace).version
    undo = manager_client.post(f"{PAGE}{version}/undo/")

    assert after == (70, "A")
    assert undo.status_code == 302
    assert score_of(contact) == before
    actions = AuditRow.objects.filter(action__startswith="lead_score.").order_by("pk")
    assert [row.action for row in actions] == [
        "lead_score.rules_changed",
        "lead_score.rules_undone",
    ]
    assert actions[0].after is not None
    assert actions[0].after["weights country"] == 60
    assert "France: ideal" in actions[0].after["fits country"]


def test_the_live_preview_shows_people_with_their_score_and_why(
    contact: Contact, manager_client: Client
) -> None:
    sent = {**fields_of(manager_client), "weight_country": "60", "preview": "1"}
    htmx = {"HX-Request": "true"}

    body = manager_client.post(PAGE, sent, headers=htmx).content.decode()
    wrong = manager_client.post(PAGE, {**sent, "tier_b": "90"}, headers=htmx).content.decode()

    assert body.lstrip().startswith("<section")
    assert str(contact) in body
    assert "Country +30" in body
    assert 'id="effect-country" hx-swap-oob="true"' in body
    assert "must be below that of tier A" in wrong
    assert not LeadScoreRules.objects.exists()


def test_people_of_the_preview_are_spread_over_the_scores(
    contact: Contact, workspace: Workspace
) -> None:
    for n in range(20):
        Contact.objects.create(workspace=workspace, email=f"p{n}@x.example")

    found = preview_rules(workspace, ScoreRules(), most=50)
    people = found.people()

    assert found.n_compared == 21
    assert sum(found.bars) == 21
    assert len(people) == len({one.contact for one in people}) == 10
    assert [one.score for one in people] == sorted((one.score for one in people), reverse=True)
    assert people[0].contact == contact


def test_a_preview_looks_at_people_of_the_own_workspace_alone(
    contact: Contact, other_workspace: Workspace
) -> None:
    found = preview_rules(other_workspace, ScoreRules(tier_a=10, tier_b=5))

    assert (found.n_compared, found.moves, found.is_sample) == (0, {}, False)


def test_wrong_values_are_said_and_nothing_is_saved(manager_client: Client) -> None:
    fields = fields_of(manager_client)
    for wrong in (
        {"weight_level": "101", "half_life_verdicts": "0", "fit_level_vp": "great"},
        {"weight_level": "-1", "country_ideal": "x" * 101, "country_others": "great"},
    ):
        answer = manager_client.post(PAGE, fields | wrong)
        assert answer.status_code == 422
        assert "Nothing was saved" in answer.content.decode()
        assert answer.context["form"].errors.keys() == wrong.keys()
    for one in (
        {"weight_level": ""},
        {"weight_level": "many"},
        {"tier_b": "60"},
        {"country_ideal": "Peru", "country_poor": "Peru"},
        {"country_ideal": "\n".join(str(n) for n in range(200))},
    ):
        assert manager_client.post(PAGE, fields | one).status_code == 422
    assert not LeadScoreRules.objects.exists()


def test_rules_that_nobody_can_be_scored_by_are_refused(
    workspace: Workspace, manager: User
) -> None:
    for rules in (
        ScoreRules(weights={"charm": 5}),
        ScoreRules(weights={"level": 101}),
        ScoreRules(weights={"level": 1.5}),  # type: ignore[dict-item]  # as JSON may bring it
        ScoreRules(half_lives={"level": 5}),
        ScoreRules(fits={"charm": {}}),
        ScoreRules(fits={"level": {"vp": "great"}}),
        ScoreRules(tier_a=40, tier_b=40),
    ):
        with refused("invalid_lead_score_rules"):
            save_rules(workspace=workspace, rules=rules, author=manager)

    assert not LeadScoreRules.objects.exists()


def test_only_managers_change_rules(qualifier_client: Client) -> None:
    page = qualifier_client.get(PAGE, follow=True)

    assert page.status_code == 200
    assert "Save lead score" not in page.content.decode()
    assert qualifier_client.post(PAGE, {}).status_code == 403
    assert qualifier_client.post(f"{PAGE}reset/").status_code == 403
    assert qualifier_client.post(f"{PAGE}1/undo/").status_code == 403


def test_the_page_says_that_there_are_too_few_outcomes(
    contact: Contact, viewer_client: Client
) -> None:
    reply_of(contact, "positive")

    shown = viewer_client.get(f"{PAGE}quality/", headers={"HX-Request": "true"}).content.decode()

    assert "too few" in shown
    assert "1 positive, 0 negative" in shown
