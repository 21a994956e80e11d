"""Pages of campaigns: verdicts by form and by htmx, undo, roles, borders between workspaces."""

import csv
import html
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Lease, Verdict
from leadqual.campaigns.pages.forms import FACTORS
from leadqual.campaigns.pages.score_breakdown import score_breakdown
from leadqual.campaigns.ranking.cards import (
    Card,
    ExpectedLikes,
    Neighbor,
    ScoreExplanation,
    ScoreSide,
)
from leadqual.campaigns.setup.services import add_companies, create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.core.pages.score_breakdowns import fold_lines, round_lines
from leadqual.leads.models import Company, Contact
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
HTMX = {"HX-Request": "true"}


def judge(client: Client, campaign: Campaign, company: Company, **body: Any) -> Any:
    headers = body.pop("headers", None)
    url = f"/campaigns/{campaign.pk}/companies/{company.pk}/verdict/"
    return client.post(url, {"request_id": str(uuid.uuid4()), **body}, headers=headers)


def shown(response: Any) -> str:
    text: str = response.content.decode()
    return text


def test_queue_shows_a_card_with_its_facts_a_key_on_every_button_and_the_way_to_the_map(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    Company.objects.update(employees=46, size="", events=["Raised $20M"], hubs=["Hanseatic"])
    Company.objects.update(sic_codes=["7372"])
    for company in ports:
        address = f"https://linkedin.example/{company.pk}"
        Company.objects.filter(pk=company.pk).update(linkedin_url=address)

    page = " ".join(shown(qualifier_client.get(f"/campaigns/{campaign.pk}/queue/")).split())

    held = Lease.objects.get().company_id
    assert re.search(rf'href="/campaigns/{campaign.pk}/map/\?company={held}"[^>]*>Map\b', page)
    for keys in ("X ArrowLeft", "S Space ArrowDown", "A ArrowRight", "Escape", "1", "9"):
        assert f'aria-keyshortcuts="{keys}"' in page
    assert "No score yet" in page
    assert "Plans berths." in page
    assert '<dd class="num">46 employees</dd>' in page
    assert '<h3 class="over">News and events</h3> <p>Raised $20M</p>' in page
    assert '<h3 class="over">Hubs</h3> <p>Hanseatic</p>' in page
    assert '<h3 class="over">SIC codes</h3> <p>7372</p>' in page
    assert '<a href="https://linkedin.example/' in page


def test_page_waits_for_the_description_by_itself_and_can_start_without_it(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    Campaign.objects.update(description="Berths")
    url = f"/campaigns/{campaign.pk}/queue/"

    page = shown(qualifier_client.get(url))
    polled = qualifier_client.get(url, headers=HTMX)
    started = shown(qualifier_client.get(f"{url}?start=1"))
    Campaign.objects.update(description="")
    ready = shown(qualifier_client.get(url, headers=HTMX))

    assert "Analyzing the description…" in page
    assert f'hx-get="{url}" hx-trigger="every 2s"' in page
    assert 'id="card-name"' not in page
    assert polled.status_code == 204
    assert 'id="card-name"' in started
    assert 'id="card-name"' in ready
    assert "<html" not in ready


def test_undo_and_score_stand_on_the_card_with_the_first_verdict(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    url = f"/campaigns/{campaign.pk}/queue/"

    before = shown(qualifier_client.get(url))
    judge(qualifier_client, campaign, ports[0], verdict="like")
    after = shown(qualifier_client.get(url))

    button = re.compile(r'<button[^>]*aria-keyshortcuts="Z Backspace"\s+aria-label="Undo (.*?)"')
    found = button.search(before)
    assert found is not None
    assert "disabled" in found[0]
    assert 'class="glance' not in before
    found = button.search(after)
    assert found is not None
    assert "disabled" not in found[0]
    assert found[1] == f"like of {ports[0].name}"
    line = after[after.index('class="glance') : after.index('class="facts"')]
    assert "Likely match" in line
    assert '<a class="touch" href="#why">1 similar company</a>' in line
    assert 'id="why"' in after


def test_verdict_by_key_answers_with_the_next_card_and_an_undo(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    queue = f"/campaigns/{campaign.pk}/queue/"
    qualifier_client.get(queue)
    qualifier_client.post(f"{queue}exit/")  # Frees the card.
    assert not Lease.objects.exists()
    qualifier_client.get(queue)
    held = Lease.objects.get().company

    answer = shown(judge(qualifier_client, campaign, held, verdict="like", headers=HTMX))

    verdict = Verdict.objects.get()
    assert (verdict.company, verdict.value) == (held, "like")
    assert "<html" not in answer
    assert f"Liked {held.name}" in answer
    assert f"/campaigns/{campaign.pk}/verdicts/{verdict.pk}/undo/" in answer
    assert 'aria-keyshortcuts="Z Backspace"' in answer
    assert "Similar companies" in answer


def test_verdict_without_script_counts_once_and_goes_back_to_the_queue(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    press = str(uuid.uuid4())
    assert judge(qualifier_client, campaign, ports[0], verdict="love").status_code == 400

    for _ in range(2):
        response = judge(qualifier_client, campaign, ports[0], verdict="dislike", request_id=press)

    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/campaigns/{campaign.pk}/queue/",
    )
    assert Verdict.objects.get().value == "dislike"


def test_ticked_reasons_of_the_other_verdict_are_left_out_and_named(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    like, dislike = (campaign.reasons.filter(verdict=v)[0] for v in ("like", "dislike"))

    said = judge(
        qualifier_client,
        campaign,
        ports[0],
        verdict="like",
        reason=[like.pk, dislike.pk],
        headers=HTMX,
    )

    assert list(Verdict.objects.get().reasons.all()) == [like]
    words = (
        f"Liked {ports[0].name}: {like.text}. "
        f"“{dislike.text}” was not saved: it applies only to a dislike"
    )
    assert words in shown(said)


def test_backspace_brings_the_last_company_back(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    judge(qualifier_client, campaign, ports[3], verdict="like")

    answer = shown(qualifier_client.post(f"/campaigns/{campaign.pk}/undo/", headers=HTMX))

    assert Verdict.objects.get().undone_at is not None
    assert f'<h2 id="card-name">{ports[3].name}</h2>' in answer
    assert f"Undone: like of {ports[3].name}" in answer


def test_undo_of_the_history_returns_to_where_it_was_pressed(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    judge(qualifier_client, campaign, ports[0], verdict="like")
    verdict = Verdict.objects.get()
    url = f"/campaigns/{campaign.pk}/verdicts/{verdict.pk}/undo/"

    response = qualifier_client.post(url, {"next": f"/campaigns/{campaign.pk}/"})
    outside = qualifier_client.post(url, {"next": "https://elsewhere.example/"})

    assert response.headers["Location"] == f"/campaigns/{campaign.pk}/"
    assert outside.headers["Location"] == f"/campaigns/{campaign.pk}/queue/"
    assert "undone by" in shown(qualifier_client.get(f"/campaigns/{campaign.pk}/verdicts/"))


def test_viewer_reads_but_cannot_judge(
    viewer_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    for path in ("results/", "recommendations/"):
        response = viewer_client.get(f"/campaigns/{campaign.pk}/{path}")
        assert response.status_code == 200
        assert f'"/campaigns/{campaign.pk}/queue/"' not in response.content.decode()
    assert viewer_client.get(f"/campaigns/{campaign.pk}/queue/").status_code == 403
    assert judge(viewer_client, campaign, ports[0], verdict="like").status_code == 403
    assert viewer_client.post(f"/campaigns/{campaign.pk}/undo/").status_code == 403
    assert viewer_client.post("/campaigns/new/", {"name": "Mine"}).status_code == 403
    assert (Verdict.objects.count(), Lease.objects.count()) == (0, 0)


def test_another_workspace_is_neither_read_nor_written_to(
    manager_client: Client,
    campaign: Campaign,
    foreign_campaign: Campaign,
    other_workspace: Workspace,
) -> None:
    (theirs,) = make_companies(other_workspace, "port", 1)
    home = f"/campaigns/{foreign_campaign.pk}"

    lists = ("recommendations/", "recommendations/export/", "results/liked.csv")
    for path in ("", "results/", "queue/", "settings/", "reasons/", *lists):
        assert manager_client.get(f"{home}/{path}").status_code == 404, path
    for path in ("similar/", "verdicts/"):
        assert manager_client.get(f"/companies/{theirs.pk}/{path}").status_code == 404, path
    forms = ("undo/", "queue/exit/", "weights/", "reasons/", "archive/", "companies/", "settings/")
    for path in forms:
        assert manager_client.post(f"{home}/{path}", {"reset": "1"}).status_code == 404, path
    assert judge(manager_client, campaign, theirs, verdict="like").status_code == 404
    foreign_campaign.refresh_from_db()
    assert foreign_campaign.archived_at is None
    assert Verdict.objects.count() == 0


def test_recommendations_say_score_words_and_why(
    qualifier_client: Client,
    campaign: Campaign,
    qualifier: User,
    ports: Sequence[Company],
    clinics: Sequence[Company],
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=Verdict.Value.LIKE, author=qualifier)
    record_verdict(
        campaign=campaign, company=clinics[0], value=Verdict.Value.DISLIKE, author=qualifier
    )
    url = f"/campaigns/{campaign.pk}/recommendations/"

    closed = shown(qualifier_client.get(url))
    opened = shown(qualifier_client.get(url, {"open": ports[1].pk}))

    assert "Likely match" in closed
    assert "Strong" not in closed
    assert "Similar companies" not in closed
    assert "Similar companies" in opened
    assert "By factor" in opened
    assert "port 0" in opened


def explained(
    score: float,
    neighbors: Sequence[Neighbor] = (),
    *,
    n_likes: int = 0,
    n_dislikes: int = 0,
    dislikes: float = 0.0,
    factors: Mapping[str, float] | None = None,
    n_examples: int = 0,
) -> ScoreExplanation:
    """Explain a score: what the dislikes do not contribute, likes and examples do."""

    def side(n: int, total: float, sign: int) -> ScoreSide:
        named = [one.contribution for one in neighbors if one.contribution * sign > 0]
        return ScoreSide(n, total, n - len(named), total - sum(named))

    return ScoreExplanation(
        score=score,
        evidence="good",
        neighbors=tuple(neighbors),
        likes=side(n_likes + n_examples, score - dislikes, 1),
        dislikes=side(n_dislikes, dislikes, -1),
        n_verdicts=n_likes + n_dislikes,
        factors=factors or {},
        n_examples=n_examples,
    )


def test_further_verdicts_are_counted_in_words() -> None:
    for n, words in [(1, "1 other like"), (2, "2 other likes")]:
        found = score_breakdown(explained(0.1, n_likes=n))

        assert found is not None
        assert found.neighbors[-1].name == words
        assert found.neighbors[-1].note == ("together" if n > 1 else "")


def test_three_similar_companies_and_the_factors_that_count_are_shown() -> None:
    near = [Neighbor(n, f"port {n}", "like", 0.9, 0.1) for n in range(1, 6)]
    factors = {"text": 0.6, "words": 0.1, "size": 0.001, "place": 0.0}
    found = score_breakdown(explained(0.7, near, n_likes=13, factors=factors))
    assert found is not None
    template = cast("Jinja2", engines["jinja2"]).env.from_string(
        '{% from "components/score_breakdown.html" import breakdown %}'
        "{{ breakdown(lines, 'Why', scale=1) }}"
    )

    similar, by_factor = (
        template.render({"lines": lines}) for lines in (found.neighbors, found.factors)
    )

    shown, folded = similar.split("<details")
    assert [f"port {n}" in shown for n in range(1, 6)] == [True] * 3 + [False] * 2
    assert "10 other likes" in shown
    assert all(words in folded for words in ("port 4", "port 5", "8 other likes"))
    shown, folded = by_factor.split("<details")
    assert ("What they do" in shown, "Wording of the description" in shown, "Size" in shown) == (
        True,
        True,
        False,
    )
    assert "Show 2 more with no effect" in folded
    assert "Size" in folded


def test_score_breakdown_carries_the_score_and_the_subtotals_of_both_sides() -> None:
    """The largest contributions alone would be dislikes here, and contradict the score."""
    likes = [Neighbor(n, f"port {n}", "like", 0.5 - n / 100, 0.03) for n in range(5)]
    dislikes = [Neighbor(n, f"clinic {n}", "dislike", 0.3, -0.05) for n in range(2)]
    why = explained(0.54, [*likes, *dislikes], n_likes=47, n_dislikes=18, dislikes=-0.36)

    found = score_breakdown(why)

    assert found is not None
    assert found.note == "47 likes +0.90, 18 dislikes −0.36"
    shown = fold_lines(round_lines(found.neighbors, scale=1)).shown
    assert [(line.name, line.value) for line in shown] == [
        *[(f"port {n}", 0.03) for n in range(3)],
        ("clinic 0", -0.05),
        ("44 other likes", 0.81),
        ("17 other dislikes", -0.31),
    ]
    assert sum(line.value for line in found.neighbors) == pytest.approx(0.54)


def test_score_below_zero_names_dislikes_first() -> None:
    dislikes = [Neighbor(n, f"clinic {n}", "dislike", 0.5, -0.2) for n in range(2)]
    like = Neighbor(9, "port 9", "like", 0.6, 0.1)

    found = score_breakdown(
        explained(-0.3, [*dislikes, like], n_likes=1, n_dislikes=2, dislikes=-0.4)
    )

    assert found is not None
    assert [line.name for line in found.neighbors] == ["clinic 0", "clinic 1", "port 9"]
    assert found.note == "1 like +0.10, 2 dislikes −0.40"


def test_best_card_below_likely_says_what_is_left_and_stops_only_where_that_is_little(
    campaign: Campaign, ports: Sequence[Company]
) -> None:
    def card(score: float, n_verdicts: int, left: ExpectedLikes | None = None) -> Card:
        why = explained(score, n_likes=n_verdicts)
        return Card(ports[0], why, chosen_because="likely", expected_likes=left)

    assert [card(*of).is_below_likely for of in ((0.5, 10), (0.17, 9), (0.17, 10))] == [
        False,
        False,
        True,
    ]
    much, little = ExpectedLikes(20, 12.4, 640, 80.0), ExpectedLikes(20, 1.2, 512, 8.0)
    assert card(0.17, 10, much).chosen_words == card(0.5, 10).chosen_words == "Highest score"
    assert card(0.17, 10, little).chosen_words == "No strong matches left"
    context = {"campaign": campaign, "company": ports[0], "n_contacts": 0}
    pages = [
        render_to_string(
            "campaigns/partials/queue/card.html", context | {"card": card(0.17, 10, left)}
        )
        for left in (much, little, None)
    ]
    assert "Expect about 12 likes in the next 20 (1 in 8 of all left).</p>" in pages[0]
    assert "Expect about 1 like in the next 20 (1 in 64 of all left)." in pages[1]
    assert "<span data-once>Stop here," in pages[1]
    assert "Expect" not in pages[2]
    few, last, uncounted = (
        ExpectedLikes(20, 0.2, 300, 0.6),
        ExpectedLikes(7, 2.6, 7, 2.6),
        ExpectedLikes(20, 9),
    )
    assert few.words.startswith("Expect no likes in the next 20 (fewer than 1 of all")
    assert last.words.startswith("Expect about 3 likes in the next 7.")
    assert uncounted.words.startswith("Expect about 9 likes in the next 20.")


def test_examples_have_their_part_in_the_subtotal_of_the_likes() -> None:
    only_example = explained(0.1, n_likes=0, n_dislikes=2, dislikes=-0.2, n_examples=1)
    both = explained(0.1, n_likes=2, n_examples=3)

    assert only_example.subtotals == "1 example +0.30, 2 dislikes −0.20"
    assert both.subtotals == "2 likes and 3 examples +0.10"
    described = replace(both, is_described=True)
    assert described.subtotals == "2 likes, 2 examples and your description +0.10"
    found = score_breakdown(both)
    assert found is not None
    assert found.neighbors[-1].name == "5 other likes and examples"


def test_sliders_of_the_address_rank_anew_and_are_kept_only_when_saved(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    url = f"/campaigns/{campaign.pk}/recommendations/"

    page = shown(qualifier_client.get(url, {"w_text": "0.3"}))
    campaign.refresh_from_db()

    assert 'value="0.30"' in page
    assert campaign.weights == {}
    qualifier_client.post(f"/campaigns/{campaign.pk}/weights/", {"w_text": "0.3"})
    campaign.refresh_from_db()
    assert campaign.weights == {"text": 0.3}
    qualifier_client.post(f"/campaigns/{campaign.pk}/weights/", {"reset": "1"})
    campaign.refresh_from_db()
    assert campaign.weights == {}
    assert qualifier_client.get(url, {"w_text": "lots", "page": "x"}).status_code == 200


def test_all_sliders_at_zero_keep_the_list_and_say_so(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    url = f"/campaigns/{campaign.pk}/recommendations/"
    only_text = dict.fromkeys(FACTORS, 0.0) | {"text": 1.0}
    for saved, factors in (({}, FACTORS), (only_text, ("text",))):
        Campaign.objects.filter(pk=campaign.pk).update(weights=saved)
        zeros = {f"w_{factor}": "0" for factor in factors}

        page = shown(qualifier_client.get(url, zeros, headers=HTMX))

        assert "Set at least one factor above 0" in page
        assert all(company.name in page for company in ports)
        assert page.count('value="0.00"') == 2 * len(FACTORS)
        assert re.search(r"disabled[^>]*>Save for campaign", page)
    assert qualifier_client.get(f"{url}export/", zeros).status_code == 422


def test_export_disarms_formulas(
    qualifier_client: Client, campaign: Campaign, qualifier: User, ports: Sequence[Company]
) -> None:
    Company.objects.filter(pk=ports[1].pk).update(name="=HYPERLINK(1)")
    record_verdict(
        campaign=campaign, company=ports[0], value=Verdict.Value.DISLIKE, author=qualifier
    )

    response = qualifier_client.get(f"/campaigns/{campaign.pk}/recommendations/export/")

    text = response.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 4
    assert "'=HYPERLINK(1)" in [row["name"] for row in rows]
    assert all(float(row["score"]) < 0 for row in rows)
    assert rows[0]["neighbors"] == "port 0: dislike"


def test_new_campaign_opens_its_queue(
    qualifier_client: Client, ports: Sequence[Company], workspace: Workspace
) -> None:
    body = {"name": "Ports", "strategy": "uncertain", "scope": "all", "description": "Berths"}

    response = qualifier_client.post("/campaigns/new/", body)

    campaign = Campaign.objects.get(workspace=workspace)
    assert response.headers["Location"] == f"/campaigns/{campaign.pk}/queue/"
    assert (campaign.strategy, campaign.description) == ("uncertain", "Berths")


def test_taken_name_is_said_at_the_field(qualifier_client: Client, campaign: Campaign) -> None:
    body = {"name": campaign.name, "strategy": "likely", "scope": "all"}

    response = qualifier_client.post("/campaigns/new/", body)

    assert response.status_code == 422
    assert "You already have a campaign with this name" in shown(response)


def test_settings_change_the_campaign_and_its_reasons(
    qualifier_client: Client, campaign: Campaign
) -> None:
    body = {"name": "Harbours", "strategy": "largest", "scope": "all", "description": ""}
    qualifier_client.post(f"/campaigns/{campaign.pk}/settings/", body)
    lines = {"dislike_1": "Too far away", "dislike_1_factor": "place", "like_3": "Near"}
    qualifier_client.post(f"/campaigns/{campaign.pk}/reasons/", lines)

    campaign.refresh_from_db()
    assert (campaign.name, campaign.strategy) == ("Harbours", "largest")
    reasons = campaign.reasons.values_list("verdict", "position", "text", "factor")
    assert list(reasons) == [("dislike", 1, "Too far away", "place"), ("like", 3, "Near", "")]


def test_reasons_that_are_saved_as_they_are_keep_their_direction(
    qualifier_client: Client, campaign: Campaign
) -> None:
    before = list(campaign.reasons.values("pk", "factor", "direction"))
    page = qualifier_client.get(f"/campaigns/{campaign.pk}/reasons/")
    (form,) = {
        id(field.form): field.form
        for _, lines in page.context["reason_lists"]
        for _, field, _ in lines
    }.values()
    lines = dict(form.initial)

    qualifier_client.post(f"/campaigns/{campaign.pk}/reasons/", lines)
    after = list(campaign.reasons.values("pk", "factor", "direction"))
    changed = lines | {"like_1": "Young", "like_1_factor": "age-1"}
    qualifier_client.post(f"/campaigns/{campaign.pk}/reasons/", changed)

    assert lines["dislike_2_factor"] == "size-1"
    assert after == before
    young = campaign.reasons.get(text="Young")
    assert (young.factor, young.direction) == ("age", -1)


def test_archived_campaign_leaves_the_list_and_comes_back(
    qualifier_client: Client, campaign: Campaign
) -> None:
    qualifier_client.post(f"/campaigns/{campaign.pk}/archive/")
    archived = shown(qualifier_client.get("/campaigns/"))
    qualifier_client.post(f"/campaigns/{campaign.pk}/archive/", {"archived": "0"})

    assert "Archived campaigns" in archived
    campaign.refresh_from_db()
    assert campaign.archived_at is None


def test_companies_of_a_people_search_go_into_a_new_campaign(
    qualifier_client: Client, workspace: Workspace, ports: Sequence[Company]
) -> None:
    for company in ports[:2]:
        Contact.objects.create(workspace=workspace, company=company, country="Norway")
    Contact.objects.create(workspace=workspace, company=ports[2], country="Peru")

    page = shown(qualifier_client.get("/campaigns/add/?country=Norway", follow=True))
    qualifier_client.post("/campaigns/add/?country=Norway", {"name": "Norway"})

    assert "Add 2 companies" in page
    assert 'href="/people/?country=Norway">People</a>' in page
    campaign = Campaign.objects.get(name="Norway")
    assert campaign.scope == "selected"
    assert set(campaign.companies.all()) == set(ports[:2])


def test_ticked_companies_go_into_an_old_campaign(
    qualifier_client: Client,
    campaign: Campaign,
    ports: Sequence[Company],
    other_workspace: Workspace,
) -> None:
    (theirs,) = make_companies(other_workspace, "port", 1)
    url = f"/campaigns/add/?company={ports[0].pk}&company={theirs.pk}"

    Campaign.objects.update(scope="selected")
    page = shown(qualifier_client.get(url, follow=True))
    qualifier_client.post(url, {"campaign": campaign.pk})

    assert 'href="/companies/">Companies</a>' in page
    assert list(campaign.companies.all()) == [ports[0]]


def test_campaigns_that_include_them_all_are_named_and_not_offered(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    selected = Campaign.Scope.SELECTED
    Campaign.objects.update(scope=selected)
    other = create_campaign(
        workspace=campaign.workspace, name="Rail", scope=selected, author=campaign.author
    )
    for one, n in ((campaign, 2), (other, 1)):
        add_companies(campaign=one, company_ids=[port.pk for port in ports[:n]])
    url = f"/campaigns/add/?company={ports[0].pk}&company={ports[1].pk}"

    part = qualifier_client.get(url, headers={"HX-Request": "true"}).content.decode()
    page = shown(qualifier_client.get(url, follow=True))

    assert re.findall(r'<option value="(\d+)"', part) == [str(other.pk)]
    assert f"Already in {campaign.name}." in part
    assert page.count("Already in it") == 1


def test_campaign_about_every_company_is_narrowed_only_when_told_and_that_is_undone(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    url = f"/campaigns/add/?company={ports[0].pk}"

    page = shown(qualifier_client.get(url, follow=True))
    said = shown(qualifier_client.post(url, {"campaign": campaign.pk}, follow=True))
    campaign.refresh_from_db()
    kept = campaign.scope, campaign.companies.count()
    narrowed = shown(
        qualifier_client.post(url, {"campaign": campaign.pk, "narrow": "1"}, follow=True)
    )
    campaign.refresh_from_db()
    narrow = campaign.scope, list(campaign.companies.all())
    (undo,) = re.findall(r'action="(/campaigns/\d+/companies/undo/[^"]+)"', narrowed)
    qualifier_client.post(html.unescape(undo))
    campaign.refresh_from_db()

    assert "includes all companies, so this one is already in it" in page
    assert "The campaign then includes only" in page
    assert "Nothing was changed" in said
    assert kept == ("all", 0)
    assert "is now restricted to 1 company" in narrowed
    assert narrow == ("selected", [ports[0]])
    assert (campaign.scope, campaign.companies.count()) == ("all", 0)


def test_undo_of_an_addition_takes_out_only_what_it_put_in(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    Campaign.objects.update(scope="selected")
    url = f"/campaigns/{campaign.pk}/companies/"
    qualifier_client.post(url, {"company": [ports[0].pk]})
    qualifier_client.post(url, {"company": [ports[0].pk, ports[1].pk]})
    page = shown(qualifier_client.get(f"/campaigns/{campaign.pk}/results/"))
    undo = re.findall(r'action="(/campaigns/\d+/companies/undo/[^"]+)"', page)[-1]

    qualifier_client.post(html.unescape(undo))

    campaign.refresh_from_db()
    assert campaign.scope == "selected"
    assert list(campaign.companies.all()) == [ports[0]]
    assert qualifier_client.post(f"{url}undo/?after=x&upto=1").status_code == 400


def test_parts_of_a_company_page(
    qualifier_client: Client,
    campaign: Campaign,
    qualifier: User,
    ports: Sequence[Company],
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=Verdict.Value.LIKE, author=qualifier)

    alike = qualifier_client.get(f"/companies/{ports[0].pk}/similar/", headers=HTMX)
    verdicts = qualifier_client.get(f"/companies/{ports[0].pk}/verdicts/", headers=HTMX)
    page = qualifier_client.get(f"/companies/{ports[0].pk}/similar/")

    assert "port 1" in shown(alike)
    assert "Port software" in shown(verdicts)
    assert "<html" not in shown(alike)
    assert "<html" in shown(page)


def test_long_description_is_folded_and_a_short_one_is_not(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    words = "Ports " * 16_500
    Campaign.objects.filter(pk=campaign.pk).update(description=words.strip())
    Company.objects.filter(pk=ports[0].pk).update(overview=words.strip())

    for url in (f"/campaigns/{campaign.pk}/results/", f"/companies/{ports[0].pk}/"):
        page = shown(qualifier_client.get(url))
        before, _, folded = page.partition('<details class="plain">')
        assert "Show full text (98,999 characters)" in folded
        assert folded.count("Ports") > 16_000
        assert before.count("Ports ") < 200
    short = shown(qualifier_client.get(f"/companies/{ports[1].pk}/"))
    assert "Show full text" not in short


def test_pages_keep_their_query_budgets(
    qualifier_client: Client,
    campaign: Campaign,
    qualifier: User,
    clinics: Sequence[Company],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for company in clinics[:4]:
        record_verdict(
            campaign=campaign, company=company, value=Verdict.Value.LIKE, author=qualifier
        )
    budgets = {"results/": 21, "queue/": 23, "recommendations/": 18, "settings/": 13}
    for path, most in budgets.items():
        qualifier_client.get(f"/campaigns/{campaign.pk}/{path}")
        with django_assert_max_num_queries(most):
            qualifier_client.get(f"/campaigns/{campaign.pk}/{path}")
