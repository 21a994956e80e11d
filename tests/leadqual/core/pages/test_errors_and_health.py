"""What is answered when something went wrong: documents below /api/, pages elsewhere."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from leadqual import urls
from leadqual.core.pages.errors_and_health import (
    bad_request,
    forbidden,
    not_found,
    server_error,
)

pytestmark = pytest.mark.django_db

PROBLEM = "application/problem+json"
handler400, handler403, handler404, handler500 = bad_request, forbidden, not_found, server_error


def _broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


urlpatterns = [path("api/broken", _broken), path("broken", _broken), *urls.urlpatterns]


def problem_of(answer: Any) -> tuple[int, str, str]:
    return answer.status_code, answer.headers["Content-Type"], answer.json()["code"]


@pytest.mark.parametrize("address", ["companies/abc", "nope"])
def test_no_such_address_of_the_api_is_a_problem(api: Client, address: str) -> None:
    assert problem_of(api.get(f"/api/v1/{address}")) == (404, PROBLEM, "not_found")


def test_a_body_too_large_is_a_problem(api: Client) -> None:
    body = b'{"name": "' + b"x" * 11 * 2**20 + b'"}'

    answer = api.post("/api/v1/companies", body, content_type="application/json")

    assert problem_of(answer) == (413, PROBLEM, "too_large")


def test_a_request_with_a_strange_host_is_refused_in_the_manner_of_its_address(
    client: Client,
) -> None:
    api_answer = client.get("/api/v1/companies", headers={"host": "bad host"})
    page = client.get("/people/", headers={"host": "bad host"})

    assert problem_of(api_answer) == (400, PROBLEM, "bad_request")
    assert (page.status_code, "This action was not completed" in page.content.decode()) == (
        400,
        True,
    )


def test_a_form_too_large_is_a_page(client: Client) -> None:
    body = "note=" + "x" * 11 * 2**20
    page = client.post(reverse("account_login"), body, "application/x-www-form-urlencoded")

    assert (page.status_code, "This action was not completed" in page.content.decode()) == (
        413,
        True,
    )


@pytest.mark.urls("tests.leadqual.core.pages.test_errors_and_health")
def test_what_breaks_is_a_problem_in_the_api_and_a_page_elsewhere(manager_client: Client) -> None:
    manager_client.raise_request_exception = False

    page = manager_client.get("/broken")

    assert problem_of(manager_client.get("/api/broken")) == (500, PROBLEM, "server_error")
    assert (page.status_code, page.headers["Content-Type"]) == (500, "text/html; charset=utf-8")
