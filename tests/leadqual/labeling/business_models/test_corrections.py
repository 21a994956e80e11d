"""A person's word on to whom a company sells."""

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from classifiers.core.types import BUSINESS_MODELS, BusinessModelPrediction, Evidence, Label
from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import AuditRow, Role, User, Workspace
from leadqual.companies.business_model_writes import store_business_models
from leadqual.core.errors import NothingToUndoError
from leadqual.core.jobs import Job
from leadqual.labeling import business_models
from leadqual.labeling.business_models import (
    correct_business_model,
    undo_business_model,
)
from leadqual.labeling.models.corrections import BusinessModelCorrection
from leadqual.leads.models import Company
from leadqual.taxonomy.services import set_costs
from tests.leadqual.leads.people import make_company

pytestmark = pytest.mark.django_db
SHARES = [0.5, 0.4, 0.05, 0.03, 0.02]
WHY = [{"label": "b2b", "because": "overview", "text": "for shippers", "score": 0.4}]


@pytest.fixture
def company(workspace: Workspace) -> Company:
    """A company that the model has read."""
    return make_company(
        workspace,
        business_model="b2b",
        business_model_probability=SHARES[0],
        business_model_probabilities=SHARES,
        business_model_why=WHY,
        business_model_version="companies-1",
    )


def answer_of(company: Company) -> tuple[object, ...]:
    """Return all that is stored as the answer."""
    company.refresh_from_db()
    return (
        company.business_model,
        company.business_model_probability,
        company.business_model_probabilities,
        company.business_model_why,
        company.business_model_version,
    )


def test_word_wins_at_once_and_its_undo_brings_the_stored_answer_back(
    company: Company, manager: User
) -> None:
    before, changed_at = answer_of(company), company.updated_at

    said = correct_business_model(
        company=company, business_model="public", author=manager, note="A city works it."
    )
    corrected = answer_of(company)
    undo_business_model(correction=said, author=manager)

    assert corrected == ("public", 1.0, SHARES, WHY, "correction")
    assert answer_of(company) == before
    assert company.updated_at == changed_at  # Its texts are not read again.
    said.refresh_from_db()
    assert (said.is_current, said.undone_by, said.note) == (False, manager, "A city works it.")
    trail = AuditRow.objects.filter(subject=f"company:{company.pk}").order_by("pk")
    assert list(trail.values_list("action", "before__business_model", "after__business_model")) == [
        ("company.corrected", "b2b", "public"),
        ("company.correction_undone", "public", "b2b"),
    ]


def test_undo_goes_back_one_word_at_a_time(company: Company, manager: User) -> None:
    before = answer_of(company)
    first = correct_business_model(company=company, business_model="b2c", author=manager)
    second = correct_business_model(company=company, business_model="both", author=manager)

    with pytest.raises(NothingToUndoError):
        undo_business_model(correction=first, author=manager)
    assert answer_of(company)[0] == "both"
    undo_business_model(correction=second, author=manager)
    assert answer_of(company)[:2] == ("b2c", 1.0)
    first.refresh_from_db()
    undo_business_model(correction=first, author=manager)

    assert answer_of(company) == before
    assert company.business_model_corrections.count() == 2


def test_model_that_reads_a_corrected_company_leaves_it_alone(
    company: Company, manager: User
) -> None:
    correct_business_model(company=company, business_model="public", author=manager)
    labels = tuple(Label(*pair) for pair in zip(BUSINESS_MODELS, SHARES, strict=True))
    why = (Evidence("b2b", "overview", "x", 0.1),)

    store_business_models(
        [company], [BusinessModelPrediction("b2b", 0.5, labels, "companies-2", why)]
    )

    assert answer_of(company)[0] == "public"


def test_undo_decides_by_the_costs_that_are_in_force_by_then(
    company: Company, manager: User
) -> None:
    said = correct_business_model(company=company, business_model="public", author=manager)
    set_costs({("b2c", "b2b"): 3.0}, reason="dear")

    undo_business_model(correction=said, author=manager)

    assert answer_of(company)[:2] == ("b2c", 0.4)


def test_company_that_changed_meanwhile_is_read_again_after_the_undo(
    company: Company, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Job] = []
    monkeypatch.setattr(business_models, "enqueue", jobs.append)
    said = correct_business_model(company=company, business_model="public", author=manager)
    company.overview = "Sells shoes."
    company.save(update_fields=["overview", "updated_at"])

    undo_business_model(correction=said, author=manager)

    assert answer_of(company)[0] == "b2b"
    assert company.business_model_version == ""  # Pending: of no version that is live.
    assert jobs == [Job.EMBED_COMPANIES]


def test_form_corrects_and_its_toast_undoes(
    qualifier_client: Client, qualifier: User, company: Company
) -> None:
    address = f"/companies/{company.pk}/business-model/"

    for body in [{}, {"business_model": "b2x"}, {"business_model": ""}]:
        page = qualifier_client.post(address, body, follow=True)
        assert "Choose a business model" in page.content.decode()
    assert not BusinessModelCorrection.objects.exists()
    page = qualifier_client.post(address, {"business_model": "public"}, follow=True)
    said = BusinessModelCorrection.objects.get()
    html = page.content.decode()
    back = qualifier_client.post(f"/companies/corrections/{said.pk}/undo/", follow=True)

    assert page.redirect_chain[-1][0] == f"/companies/{company.pk}/"
    assert "Corrected Kelvia: Public. Rankings are updating." in html
    assert f'action="/companies/corrections/{said.pk}/undo/"' in html
    assert f"Corrected by {qualifier}" in html
    assert "The model predicts B2B (0.50)" in html
    assert "Kelvia is B2B again" in back.content.decode()
    assert ">Undone<" in back.content.decode()
    again = qualifier_client.post(f"/companies/corrections/{said.pk}/undo/", follow=True)
    assert "no longer active" in again.content.decode()
    assert answer_of(company)[0] == "b2b"


def test_viewer_may_not_correct(
    viewer_client: Client, workspace: Workspace, manager: User, company: Company
) -> None:
    _, secret = create_api_key(
        workspace=workspace, name="r", scopes=covered_scopes(Role.VIEWER), author=manager
    )
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    body = {"business_model": "b2c"}

    page = viewer_client.post(f"/companies/{company.pk}/business-model/", body)
    answer = program.post(
        f"/api/v1/companies/{company.pk}/corrections", body, content_type="application/json"
    )

    assert (page.status_code, answer.status_code) == (403, 403)
    assert "Save correction" not in viewer_client.get(f"/companies/{company.pk}/").content.decode()
    assert answer_of(company)[0] == "b2b"


def test_company_of_another_workspace_is_not_there(
    stranger_client: Client, stranger: User, other_workspace: Workspace, company: Company
) -> None:
    _, secret = create_api_key(
        workspace=other_workspace, name="t", scopes=covered_scopes(Role.MANAGER), author=stranger
    )
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    said = correct_business_model(company=company, business_model="b2c", author=stranger)
    body = {"business_model": "public"}

    answers = [
        stranger_client.post(f"/companies/{company.pk}/business-model/", body),
        stranger_client.post(f"/companies/corrections/{said.pk}/undo/"),
        program.post(
            f"/api/v1/companies/{company.pk}/corrections", body, content_type="application/json"
        ),
        program.get(f"/api/v1/companies/{company.pk}/corrections"),
        program.get(f"/api/v1/companies/corrections/{said.pk}"),
        program.delete(f"/api/v1/companies/corrections/{said.pk}"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert answer_of(company)[0] == "b2c"


def test_program_corrects_lists_and_takes_back(api: Client, company: Company) -> None:
    address = f"/api/v1/companies/{company.pk}/corrections"
    for wrong in ({}, *({"business_model": value} for value in ("b2x", None, ["b2b"]))):
        answer = api.post(address, wrong, content_type="application/json")
        assert answer.status_code == 422
        assert answer.headers["Content-Type"] == "application/problem+json"

    said = api.post(
        address, {"business_model": "both", "note": "A bank."}, content_type="application/json"
    )
    now = api.get(f"/api/v1/companies/{company.pk}").json()
    gone = api.delete(f"/api/v1/companies/corrections/{said.json()['id']}")
    again = api.delete(f"/api/v1/companies/corrections/{said.json()['id']}")
    listed = api.get(address).json()["results"]

    assert said.status_code == 201
    assert (now["business_model"], now["business_model_probability"]) == ("both", 1.0)
    assert now["business_model_version"] == "correction"
    assert now["business_model_probabilities"] == SHARES
    assert (gone.status_code, again.status_code) == (204, 409)
    assert again.json()["code"] == "nothing_to_undo"
    assert [(row["business_model"], row["note"], row["is_current"]) for row in listed] == [
        ("both", "A bank.", False)
    ]
    assert listed[0]["undone_at"]
    assert answer_of(company)[0] == "b2b"


def test_page_costs_the_same_queries_however_much_was_said(
    qualifier_client: Client,
    company: Company,
    manager: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for label in ("b2c", "both", "public", "b2c", "both", "public"):
        correct_business_model(company=company, business_model=label, author=manager)
    qualifier_client.get(f"/companies/{company.pk}/")

    with django_assert_max_num_queries(18):
        qualifier_client.get(f"/companies/{company.pk}/")
