"""Rules of the lead score by API: managers preview, set, reset and undo them."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.lead_scores.models import LeadScoreRules
from leadqual.lead_scores.rules import save_rules, values_of
from leadqual.lead_scores.score_rules import ScoreRules
from leadqual.lead_scores.selectors import rules_of
from leadqual.leads.models import Contact
from tests.leadqual.lead_scores.conftest import score_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
RULES = "/api/v1/lead-score-rules"
JSON = "application/json"
EVERYBODY_A = {"tier_a": 3, "tier_b": 1}


def test_parts_are_set_and_the_others_stay(
    api: Client, workspace: Workspace, manager: User
) -> None:
    before = api.get(RULES).json()

    first = api.put(RULES, {"weights": {"level": 5}}, content_type=JSON).json()
    second = api.put(RULES, {"tier_a": 80}, content_type=JSON).json()

    assert first["weights"] == before["weights"] | {"level": 5}
    assert second == {**first, "tier_a": 80, "version": 2} == api.get(RULES).json()
    rows = list(AuditRow.objects.filter(action="lead_score.rules_changed").order_by("pk"))
    assert len(rows) == 2
    assert rows[1].after is not None
    assert rows[1].after["tier_a"] == 80
    assert {row.actor for row in rows} == {manager}
    assert all(row.api_key is not None for row in rows)


def test_people_are_scored_anew_by_what_was_set(api: Client, contact: Contact) -> None:
    before = score_of(contact)

    preview = api.post(f"{RULES}/preview", EVERYBODY_A, content_type=JSON).json()
    assert not LeadScoreRules.objects.exists()
    api.put(RULES, EVERYBODY_A, content_type=JSON)

    assert before[1] != "A"
    assert score_of(contact) == (before[0], "A")
    assert preview == {
        "n_compared": 1,
        "n_contacts": 1,
        "moves": [{"now": before[1], "then": "A", "n_contacts": 1}],
    }


def test_change_and_reset_are_undone_one_after_the_other(api: Client, workspace: Workspace) -> None:
    changed = api.put(RULES, {"tier_a": 80}, content_type=JSON).json()
    reset = api.delete(RULES).json()
    stale = api.post(f"{RULES}/{changed['version']}/undo")
    undone = api.post(f"{RULES}/{reset['version']}/undo").json()

    assert reset["tier_a"] == ScoreRules().tier_a
    assert (stale.status_code, stale.json()["code"]) == (409, "nothing_to_undo")
    assert undone == {**changed, "version": 3}
    assert rules_of(workspace).tier_a == 80
    assert api.post(f"{RULES}/4/undo").status_code == 404
    actions = AuditRow.objects.filter(action__startswith="lead_score.").order_by("pk")
    assert [row.action for row in actions] == [
        f"lead_score.rules_{step}" for step in ("changed", "reset", "undone")
    ]


def test_rules_that_nobody_is_scored_by_are_refused(api: Client) -> None:
    odd = "invalid_lead_score_rules"
    bodies: list[tuple[dict[str, Any], str, str]] = [
        ({"weights": {"level": 101}}, "invalid", "#/weights/level"),
        ({"half_lives": {"verdicts": 0}}, "invalid", "#/half_lives/verdicts"),
        ({"tier_a": "many"}, "invalid", "#/tier_a"),
        ({"fits": {"country": "Peru"}}, "invalid", "#/fits/country"),
        ({"weights": {"moon": 1}}, odd, "#/weights/moon"),
        ({"fits": {"country": {"Peru": "great"}}}, odd, "#/fits/country/Peru"),
        ({"tier_a": 10, "tier_b": 20}, odd, "#/tier_b"),
    ]
    for body, code, pointer in bodies:
        for answer in (
            api.put(RULES, body, content_type=JSON),
            api.post(f"{RULES}/preview", body, content_type=JSON),
        ):
            found = answer.json()
            assert (answer.status_code, found["code"]) == (422, code)
            assert [one["pointer"] for one in found["errors"]] == [pointer]
    assert not LeadScoreRules.objects.exists()


def test_others_read_and_change_nothing(
    workspace: Workspace, manager: User, qualifier_client: Client
) -> None:
    saved = save_rules(workspace=workspace, rules=ScoreRules(tier_a=80), author=manager)

    refused = [
        qualifier_client.put(RULES, {"tier_a": 90}, content_type=JSON),
        qualifier_client.delete(RULES),
        qualifier_client.post(f"{RULES}/preview", {"tier_a": 90}, content_type=JSON),
        qualifier_client.post(f"{RULES}/{saved.version}/undo"),
    ]

    assert qualifier_client.get(RULES).json()["tier_a"] == 80
    assert {one.status_code for one in refused} == {403}
    assert values_of(rules_of(workspace)) == values_of(saved)


def test_rules_of_another_workspace_stay(
    api: Client, other_workspace: Workspace, stranger: User
) -> None:
    saved = save_rules(workspace=other_workspace, rules=ScoreRules(tier_a=80), author=stranger)

    assert api.post(f"{RULES}/{saved.version}/undo").status_code == 404
    api.put(RULES, {"tier_a": 90}, content_type=JSON)

    assert rules_of(other_workspace).tier_a == 80
