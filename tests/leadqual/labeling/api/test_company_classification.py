"""Companies that are sent in a request, classified by API."""

import pytest
from django.test import Client

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Scope, User, Workspace
from leadqual.labeling.api.classification import MAX_COMPANIES
from leadqual.leads.models import Company

pytestmark = pytest.mark.django_db
CLASSIFY = "/api/v1/companies/classify"
SHOP = {
    "name": "Lumen Toys",
    "overview": "An online shop for wooden toys. We deliver to families and children at home.",
}
SUPPLIER = {
    "name": "Nordkran",
    "overview": "We build cranes and hoists for ports, and supply spare parts to manufacturers.",
    "industry": "Industrial machinery",
    "categories": ["B2B", "Manufacturing"],
    "employees": 120,
}


def test_each_company_gets_its_business_model_in_the_order_sent(api: Client, models: None) -> None:
    response = api.post(CLASSIFY, {"companies": [SHOP, SUPPLIER]}, content_type="application/json")

    shop, supplier = response.json()["results"]
    assert response.status_code == 200
    assert [shop["business_model"], supplier["business_model"]] == ["b2c", "b2b"]
    assert sum(one["probability"] for one in shop["probabilities"]) == pytest.approx(1)
    assert supplier["why"]
    assert not Company.objects.exists()


def test_unusable_body_is_refused(api: Client, models: None) -> None:
    for body, status in [
        ({}, 422),
        ({"companies": []}, 422),
        ({"companies": [{"overview": "No name"}]}, 422),
        ({"companies": [{"name": "A", "employees": "many"}]}, 422),
        ({"companies": [{"name": "A"}] * (MAX_COMPANIES + 1)}, 422),
        ({"companies": [{"name": "A", "nome": "B"}]}, 400),
    ]:
        response = api.post(CLASSIFY, body, content_type="application/json")

        assert response.status_code == status
        assert response.headers["Content-Type"] == "application/problem+json"


def test_key_needs_the_scope_to_classify(workspace: Workspace, manager: User, models: None) -> None:
    _, secret = create_api_key(
        workspace=workspace, name="reads", scopes=[Scope.READ], author=manager
    )
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    response = client.post(CLASSIFY, {"companies": [SHOP]}, content_type="application/json")

    assert response.status_code == 403
