"""Staff change what confusions cost: previewed, applied to stored companies, taken back."""

import re

import numpy as np
import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from classifiers.companies.business_model.error_costs import as_table, decide
from classifiers.core.types import BUSINESS_MODELS, CompanyRecord
from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.companies.business_model_prediction import predict_records
from leadqual.companies.business_model_writes import store_business_models
from leadqual.core.errors import NothingToUndoError
from leadqual.labeling import business_models as costs
from leadqual.labeling.business_models import (
    apply,
    change_costs,
    correct_business_model,
    preview,
    token_of,
    undo_business_model,
    undo_costs,
)
from leadqual.labeling.errors import CostsChangedMeanwhileError
from leadqual.leads.models import Company
from leadqual.taxonomy.selectors import cost_table
from tests.problems import refused

pytestmark = pytest.mark.django_db
DEAR = {("b2c", "b2b"): 3.0}


def make_read_companies(workspace: Workspace, rows: np.ndarray) -> list[Company]:
    """Add companies with these probabilities, as the job stores them under the usual costs."""
    labels = decide(rows, as_table({}))
    return Company.objects.bulk_create(
        Company(
            workspace=workspace,
            name=f"{workspace.slug} {place}",
            name_key=f"{workspace.slug} {place}",
            business_model=label,
            business_model_probability=row[BUSINESS_MODELS.index(label)],
            business_model_probabilities=row.tolist(),
            business_model_version="companies-1",
        )
        for place, (row, label) in enumerate(zip(rows, labels, strict=True))
    )


def random_rows(seed: int, n: int = 120) -> np.ndarray:
    """Draw probabilities of the five, some all the same."""
    rng = np.random.default_rng(seed)
    rows = np.asarray(rng.dirichlet(np.full(5, 0.7), n))
    rows[::17] = 0.2
    return rows


def stored() -> dict[int, tuple[str, float | None]]:
    """Return company → answer and its probability."""
    rows = Company.objects.values_list("pk", "business_model", "business_model_probability")
    return {pk: (label, probability) for pk, label, probability in rows}


def put_in_force(table: dict[tuple[str, str], float], author: User) -> AuditRow:
    """Change the costs and have the job apply them."""
    change = change_costs(
        costs={**cost_table(), **table}, seen=token_of(cost_table()), author=author
    )
    apply()
    return change


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("seed", range(4))
def test_preview_is_what_apply_does_and_both_decide_as_the_pure_package(
    workspace: Workspace, other_workspace: Workspace, staff: User, seed: int
) -> None:
    rng = np.random.default_rng([seed, 7])
    grid = np.round(rng.uniform(0, 4, (5, 5)), 2)
    table: dict[tuple[str, str], float] = {
        (truth, said): float(grid[row, column])
        for row, truth in enumerate(BUSINESS_MODELS)
        for column, said in enumerate(BUSINESS_MODELS)
    }
    rows = random_rows(seed)
    ours = make_read_companies(workspace, rows)
    theirs = make_read_companies(other_workspace, random_rows(seed + 100))
    before = stored()

    foreseen = preview(costs=table, workspace=workspace)
    put_in_force(table, staff)

    after = stored()
    moved: dict[tuple[str, str], int] = {}
    for pk, (label, _) in after.items():
        if label != before[pk][0]:
            moved[before[pk][0], label] = moved.get((before[pk][0], label), 0) + 1
    assert foreseen.counts == moved
    assert foreseen.n_companies == sum(moved.values()) > 0
    assert foreseen.n_decided == len(ours) + len(theirs)
    assert {one.company_id for one in foreseen.named} <= {company.pk for company in ours}
    assert foreseen.n_own == sum(after[c.pk][0] != before[c.pk][0] for c in ours)
    said = [after[company.pk] for company in ours]
    assert [label for label, _ in said] == decide(rows, as_table(table)).tolist()
    assert [p for _, p in said] == [
        row[BUSINESS_MODELS.index(label)] for row, (label, _) in zip(rows, said, strict=True)
    ]
    assert not preview(costs=cost_table(), workspace=workspace).counts


def test_table_whose_confusions_all_cost_the_same_changes_nothing(workspace: Workspace) -> None:
    make_read_companies(workspace, random_rows(0))
    same: dict[tuple[str, str], float] = {
        (t, s): float(7 * (t != s)) for t in BUSINESS_MODELS for s in BUSINESS_MODELS
    }

    assert preview(costs=same, workspace=workspace).n_companies == 0
    assert preview(costs=cost_table(), workspace=workspace).n_companies == 0


def test_dearer_confusion_moves_only_away_from_it(workspace: Workspace) -> None:
    make_read_companies(workspace, random_rows(1))

    moves = preview(costs={("b2c", "b2b"): 2.0}, workspace=workspace)

    assert moves.counts
    assert {former for former, _ in moves.counts} == {"b2b"}


def test_undo_puts_every_company_back(workspace: Workspace, staff: User) -> None:
    make_read_companies(workspace, random_rows(2))
    before = stored()

    change = put_in_force(DEAR, staff)
    changed = stored()
    undo_costs(change=change, author=staff)
    apply()

    assert changed != before
    assert stored() == before
    assert cost_table()["b2c", "b2b"] == 1
    assert list(
        AuditRow.objects.filter(subject="costs:business_model")
        .order_by("pk")
        .values_list("action", "actor")
    ) == [
        ("costs.changed", staff.pk),
        ("costs.applied", None),
        ("costs.undone", staff.pk),
        ("costs.applied", None),
    ]


def test_corrected_company_and_one_without_probabilities_never_move(
    workspace: Workspace, staff: User
) -> None:
    torn = np.array([[0.5, 0.4, 0.05, 0.03, 0.02]] * 3)
    corrected, unread, free = make_read_companies(workspace, torn)
    said = correct_business_model(company=corrected, business_model="b2b", author=staff)
    Company.objects.filter(pk=unread.pk).update(business_model_probabilities=None)

    moves = preview(costs=DEAR, workspace=workspace)
    put_in_force(DEAR, staff)

    assert (moves.n_companies, moves.n_corrected, moves.n_unread) == (1, 1, 1)
    assert {pk: label for pk, (label, _) in stored().items()} == {
        corrected.pk: "b2b",
        unread.pk: "b2b",
        free.pk: "b2c",
    }
    undo_business_model(correction=said, author=staff)
    assert stored()[corrected.pk] == ("b2c", 0.4)


def test_former_change_cannot_be_undone_under_a_newer_one(staff: User) -> None:
    first = put_in_force(DEAR, staff)
    put_in_force({("both", "b2b"): 2.0}, staff)

    with pytest.raises(NothingToUndoError):
        undo_costs(change=first, author=staff)

    assert (cost_table()["b2c", "b2b"], cost_table()["both", "b2b"]) == (3, 2)


def test_two_people_do_not_overwrite_each_other(staff: User) -> None:
    seen = token_of(cost_table())
    change_costs(costs={**cost_table(), **DEAR}, seen=seen, author=staff)

    with pytest.raises(CostsChangedMeanwhileError):
        change_costs(costs={("both", "b2b"): 2.0}, seen=seen, author=staff)
    with refused("costs_unchanged"):
        change_costs(costs=cost_table(), seen=token_of(cost_table()), author=staff)

    assert cost_table()["both", "b2b"] == 1


def test_slices_go_on_where_the_one_before_stopped(
    workspace: Workspace, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_read_companies(workspace, random_rows(3))
    jobs: list[dict[str, int]] = []
    monkeypatch.setattr(costs, "CHUNK", 50)
    monkeypatch.setattr(costs, "enqueue", lambda _job, **more: jobs.append(more))
    change = change_costs(costs=DEAR, seen=token_of(cost_table()), author=staff)
    left = [preview(costs=cost_table(), workspace=workspace).n_companies]

    apply(seconds=0)
    apply(seconds=0)  # The schedule, while the chain is on its way: it leaves it the work.
    for _ in range(5):
        if jobs[-1] != {}:
            left.append(preview(costs=cost_table(), workspace=workspace).n_companies)
            apply(seconds=0, **jobs.pop())

    assert left == sorted(left, reverse=True)
    assert len(set(left)) >= 3
    assert left[-1] == 0
    applied = AuditRow.objects.get(action="costs.applied")
    assert applied.details == {"change": change.pk, "n_moved": left[0]}
    assert costs.waiting_change() is None


def test_change_while_another_is_applied_is_applied_from_the_start(
    workspace: Workspace, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = random_rows(4)
    companies = make_read_companies(workspace, rows)
    jobs: list[dict[str, int]] = []
    monkeypatch.setattr(costs, "CHUNK", 50)
    monkeypatch.setattr(costs, "enqueue", lambda _job, **more: jobs.append(more))
    change_costs(costs=DEAR, seen=token_of(cost_table()), author=staff)
    apply(seconds=0)
    slice_left = jobs[-1]
    newer = {**cost_table(), ("b2b", "b2c"): 9.0}
    change_costs(costs=newer, seen=token_of(cost_table()), author=staff)
    apply()  # Its own job ends at once: the chain is on its way.

    apply(**slice_left)

    after = stored()
    assert [after[c.pk][0] for c in companies] == decide(rows, as_table(newer)).tolist()
    assert costs.waiting_change() is None


def test_what_the_job_stores_and_what_try_it_says_follow_the_costs(
    workspace: Workspace, staff: User, models: None
) -> None:
    (company,) = make_read_companies(workspace, np.array([[0.5, 0.4, 0.05, 0.03, 0.02]]))
    record = CompanyRecord("Kelvia", overview="Plans loading docks for shippers.")
    likeliest = predict_records([record])[0]
    free = "unknown" if likeliest.business_model != "unknown" else "both"
    put_in_force({(truth, free): 0.0 for truth in BUSINESS_MODELS}, staff)

    (said,) = predict_records([record])
    store_business_models([company], [likeliest])

    assert said.business_model == free
    assert said.probability == {one.slug: one.score for one in said.probabilities}[free]
    answer, probability = stored()[company.pk]
    assert answer == free
    assert probability == pytest.approx(said.probability, abs=1e-6)


def fields(table: dict[tuple[str, str], float]) -> dict[str, str]:
    """Return costs as the page sends them."""
    full = {**cost_table(), **table}
    return {f"{truth}-{said}": str(cost) for (truth, said), cost in full.items()}


def test_staff_preview_apply_and_undo(
    staff_client: Client, workspace: Workspace, other_workspace: Workspace
) -> None:
    torn = np.array([[0.5, 0.4, 0.05, 0.03, 0.02]])
    make_read_companies(workspace, torn)
    make_read_companies(other_workspace, torn)

    page = staff_client.get("/companies/costs/", fields(DEAR))
    part = staff_client.get("/companies/costs/", fields(DEAR), headers={"HX-Request": "true"})
    html = page.content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html))
    done = staff_client.post("/companies/costs/apply/", hidden, follow=True)
    change = AuditRow.objects.get(action="costs.changed")

    assert "northwind 0" in html
    assert "southwind" not in html
    assert re.search(r"<b>2</b><span>of 2 companies would change", html)
    assert "<html" not in part.content.decode()
    assert "northwind 0" in part.content.decode()
    assert "The costs are active" in done.content.decode()
    assert "B2C predicted as B2B: 1 → 3" in done.content.decode()
    assert cost_table()["b2c", "b2b"] == 3
    lines = staff_client.get("/companies/costs/costs.csv").content.decode().splitlines()
    assert lines[0] == "truth,predicted,cost"
    assert len(lines) == 26
    assert "b2c,b2b,3" in "\n".join(lines)
    row = AuditRow.objects.create(action="model.promoted", subject="model:1")
    assert staff_client.post(f"/companies/costs/{row.pk}/undo/").status_code == 404
    back = staff_client.post(f"/companies/costs/{change.pk}/undo/", follow=True)
    assert "The previous costs are active again" in back.content.decode()
    assert cost_table()["b2c", "b2b"] == 1


def test_costs_that_somebody_else_changed_are_not_overwritten(
    staff_client: Client, staff: User
) -> None:
    body = {**fields({("both", "b2b"): 2.5}), "seen": token_of(cost_table())}
    put_in_force(DEAR, staff)

    refused = staff_client.post("/companies/costs/apply/", body)

    assert refused.status_code == 409
    assert "Someone else changed the costs" in refused.content.decode()
    assert 'value="2.5"' in refused.content.decode()
    assert cost_table()["both", "b2b"] == 1


def test_impossible_number_is_refused_with_its_name(staff_client: Client) -> None:
    body = {**fields({}), "b2c-b2b": "-1", "seen": token_of(cost_table())}

    page = staff_client.get("/companies/costs/", body)

    assert "B2C predicted as B2B: " in page.content.decode()
    for value in ("", "-1", "nan", "inf", "1001", "three", "1e400", "0x10"):
        sent = staff_client.post("/companies/costs/apply/", body | {"b2c-b2b": value})
        assert sent.status_code == 422, value
        assert "B2C predicted as B2B: " in sent.content.decode()
        assert "Nothing was saved." in sent.content.decode()
    assert not AuditRow.objects.filter(action="costs.changed").exists()


def test_costs_are_for_staff_alone(manager_client: Client, manager: User, staff: User) -> None:
    change = put_in_force(DEAR, staff)
    User.objects.filter(pk=manager.pk).update(is_staff=False)

    answers = [
        manager_client.get("/companies/costs/"),
        manager_client.get("/companies/costs/costs.csv"),
        manager_client.post("/companies/costs/apply/", fields({})),
        manager_client.post(f"/companies/costs/{change.pk}/undo/"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert cost_table()["b2c", "b2b"] == 3


def test_page_costs_the_same_queries_however_many_companies(
    staff_client: Client,
    workspace: Workspace,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_read_companies(workspace, random_rows(5, n=20))
    staff_client.get("/companies/costs/")

    with django_assert_max_num_queries(14):
        staff_client.get("/companies/costs/", fields(DEAR))
