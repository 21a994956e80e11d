"""The lab: what is live, its figures, and the way back."""

import pytest
from django.test import Client
from django.utils import timezone

from classifiers.evaluation.headline import shipped
from leadqual.accounts.models import AuditRow, User
from leadqual.core.pages.charts import FigureRow
from leadqual.registry.models import ModelVersion, Trial
from leadqual.registry.pages.models import tables_of
from leadqual.registry.pages.report_summary import key_figures, label_chart, label_rows
from leadqual.registry.selectors import active_model
from tests.product import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate(models: None) -> ModelVersion:
    """Another version of the title model, which is not live."""
    live = active_model("titles")
    return ModelVersion.objects.create(
        kind="titles", version="titles-test.2", folder=live.folder, checksum=live.checksum
    )


def test_tables_show_every_figure_of_a_report_once() -> None:
    report = {
        "seed": 1,
        "evaluations": [
            {
                "name": "whole cascade",
                "figures": {"micro_f1": 0.8351},
                "labels": {"sales": {"f1": 0.9, "wanted": 3}, "nursing": {"f1": 0.5, "wanted": 2}},
            }
        ],
    }

    tables = tables_of(report)

    assert [table.name for table in tables] == [
        *("Whole cascade: figures", "Training", "Whole cascade: labels")
    ]
    assert tables[0].rows == (FigureRow("Micro f1", ("0.835",)),)
    assert tables[2].columns == ("F1", "Wanted")
    assert tables[2].rows[0] == FigureRow("Sales", ("0.900", "3"))


def test_every_kind_has_its_page(viewer_client: Client, models: None) -> None:
    for kind in ["titles", "companies", "replies", "nonsense"]:
        assert viewer_client.get("/lab/models/", {"kind": kind}).status_code == 200


def test_figures_of_the_live_title_model_are_shown(viewer_client: Client, models: None) -> None:
    body = viewer_client.get("/lab/models/", {"kind": "titles"}).content.decode()

    shown = body.partition('id="figures-name"')[2].partition("</section>")[0]
    value = active_model("titles").report["evaluations"][0]["figures"]["functions micro-F1"]
    first = shipped()["titles"].shown
    assert f"<b>{first}</b><span>Macro-F1, frozen test set</span>" in shown
    assert "Measured on 3,208 job titles" in shown
    assert f"<b>{value:.3f}</b><span>Functions, held-out titles</span>" in shown


def test_figures_that_nobody_described_have_no_empty_list(
    viewer_client: Client, models: None
) -> None:
    live = active_model("titles")
    live.version, live.report = "titles-own", {"figures": {"own_score": 0.5}}
    live.save(update_fields=["version", "report"])

    body = viewer_client.get("/lab/models/", {"kind": "titles"}).content.decode()

    assert "<b>0.500</b><span>Own score</span>" in body
    assert "What these figures measure" not in body


def test_the_lab_shows_each_kind_with_its_key_figure_and_the_open_one_below(
    viewer_client: Client, models: None
) -> None:
    body = viewer_client.get("/lab/models/", {"kind": "replies"}).content.decode()
    kinds = body.partition('aria-label="Model types"')[2].partition("</nav>")[0]

    live = active_model("replies")
    assert kinds.count("<a ") == 4
    assert kinds.count('aria-current="page"') == 1
    assert kinds.count("Macro-F1, frozen test set") == 3
    assert f">{shipped()['replies'].shown}<" in kinds
    assert kinds.count("No separate score") == 1  # Of the encoder, which answers nothing itself.
    assert live.version in kinds
    assert "Needs attention" not in body


def test_after_a_promotion_the_figure_is_that_of_the_quality_gate(
    viewer_client: Client, candidate: ModelVersion
) -> None:
    ModelVersion.objects.filter(kind="titles").update(is_active=False)
    candidate.report |= {"frozen test set": {"figures": {"examples": 3208, "macro-F1": 0.9512}}}
    candidate.is_active = True
    candidate.save()

    body = viewer_client.get("/lab/models/", {"kind": "titles"}).content.decode()
    home = viewer_client.get("/").content.decode()

    assert '<span class="large num">0.951</span>' in body
    assert "<b>0.951</b><span>Macro-F1, frozen test set</span>" in body
    assert '<b class="num">0.951</b>' in home


def test_a_candidate_that_passed_stands_at_the_top_of_every_kind(
    viewer_client: Client, candidate: ModelVersion
) -> None:
    measured(candidate)

    body = viewer_client.get("/lab/models/", {"kind": "replies"}).content.decode()

    assert f"{candidate.version} passed its quality gate" in body
    assert f'href="/lab/models/?kind=titles&amp;candidate={candidate.pk}"' in body


def test_labels_come_lowest_first_and_rare_ones_last(candidate: ModelVersion) -> None:
    figures = {"nursing": (0.9, 40), "rare": (0.1, 2), "legal": (0.4, 12)}
    candidate.report = {
        "labels": {slug: {"f1": f1, "examples": n} for slug, (f1, n) in figures.items()}
    }

    rows = label_rows(candidate, {"legal": "Legal"})

    assert [row.name for row in rows] == ["Legal", "nursing", "rare"]
    assert label_chart(rows) is None


def test_a_report_without_known_figures_has_none(candidate: ModelVersion) -> None:
    for report in [{}, {"evaluations": []}, {"labels": [1], "figures": 3}, {"accuracy": "x"}]:
        candidate.report = report

        assert key_figures(candidate) == []
        assert label_rows(candidate, {}) == []


def measured(candidate: ModelVersion, *refusals: str) -> Trial:
    """Say that a candidate was measured, and which gates it fails."""
    gate = {
        "key": "labels",
        "name": "Worst label: Nursing",
        "unit": "f1",
        "allowed": "at most −0.05",
    }
    figures = {"live": 0.9, "new": 0.1, "change": -0.8}
    return Trial.objects.create(
        candidate=candidate,
        live=active_model(candidate.kind),
        state=Trial.State.DONE,
        gates=[
            {**gate, **figures, "passes": not refusal, "refusal": refusal}
            for refusal in ["", *refusals]
        ],
        figures={
            "new": {"labels": {"nursing": [0.1, 30], "legal": [0.8, 20]}, "n_examples": 3208},
            "live": {"labels": {"nursing": [0.9, 30], "legal": [0.7, 20]}},
            "turned": [{"text": "Night Nurse", "wanted": ["nursing"], "new": ["other"]}],
            "n_turned": 1,
        },
        finished_at=timezone.now(),
    )


def test_staff_put_a_candidate_live_and_bring_the_former_one_back_with_one_click(
    staff: User, candidate: ModelVersion
) -> None:
    former = active_model("titles")
    measured(candidate)
    client = client_of(staff)

    page = client.get("/lab/models/", {"kind": "titles"}).content.decode()
    client.post(f"/lab/{candidate.pk}/promote/")
    went_live = active_model("titles")
    client.post(f"/lab/{former.pk}/promote/")

    assert f'action="/lab/{candidate.pk}/promote/"' in page
    assert went_live == candidate
    assert active_model("titles") == former
    assert AuditRow.objects.filter(action="model.promoted", actor=staff).count() == 2


def test_a_failed_gate_is_shown_with_what_it_wants_and_going_live_needs_a_reason(
    staff: User, candidate: ModelVersion
) -> None:
    live = active_model("titles")
    measured(candidate, "Nursing falls by 0.80, allowed is 0.05.")
    client = client_of(staff)

    page = client.get("/lab/models/", {"kind": "titles"}).content.decode()
    refused = client.post(f"/lab/{candidate.pk}/promote/", follow=True).content.decode()
    stayed = active_model("titles")
    asked = client.get(f"/lab/{candidate.pk}/promote/").content.decode()
    client.post(f"/lab/{candidate.pk}/promote/", {"reason": "No nurses\0 here"})

    assert "1 of 2 checks pass" in page
    assert page.index("0.10, live 0.90") < page.index("0.80, live 0.70")  # The worst label first.
    assert "Night Nurse" in page
    for text in (page, refused, asked):
        assert "Nursing falls by 0.80, allowed is 0.05." in text
    assert stayed == live
    assert active_model("titles") == candidate
    assert AuditRow.objects.get(actor=staff).details["reason"] == "No nurses here"


def test_every_label_of_a_candidate_can_be_seen_the_lowest_first(
    staff: User, candidate: ModelVersion
) -> None:
    trial = measured(candidate)
    labels = {f"label {n:02}": [n / 20, 30] for n in range(14)}
    trial.figures["new"]["labels"] = labels
    trial.save()

    page = client_of(staff).get("/lab/models/", {"kind": "titles"}).content.decode()

    assert "2 more labels, with a higher F1" in page
    assert [name for name in sorted(labels, key=page.index) if name in page] == sorted(labels)


def test_staff_withdraw_a_candidate_and_have_one_measured(
    staff: User, candidate: ModelVersion
) -> None:
    client = client_of(staff)

    client.post(f"/lab/{candidate.pk}/evaluate/")
    page = client.get("/lab/models/", {"kind": "titles", "candidate": "nonsense"}).content.decode()
    client.post(f"/lab/{candidate.pk}/retire/")

    candidate.refresh_from_db()
    assert Trial.objects.filter(candidate=candidate).exists()
    assert "Comparing both models" in page
    assert candidate.withdrawn_at is not None


def test_only_staff_decide_about_models(manager_client: Client, candidate: ModelVersion) -> None:
    for action in ["promote", "retire", "evaluate", "shadow"]:
        assert manager_client.post(f"/lab/{candidate.pk}/{action}/").status_code == 403
        assert manager_client.post("/lab/train/", {"kind": "titles"}).status_code == 403
        assert ModelVersion.objects.get(pk=candidate.pk).state == ModelVersion.State.CANDIDATE
        assert not Trial.objects.exists()
