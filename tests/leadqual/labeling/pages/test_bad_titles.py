"""Titles that nobody has, by API and page: an answer or a problem document, never a 500."""

import json
from urllib.parse import quote

import pytest
from django.test import Client

from benchmarks.titles.hostile import hostile_titles

pytestmark = pytest.mark.django_db
CLASSIFY = "/api/v1/titles/classify"
HOSTILE = hostile_titles()


@pytest.mark.quick_cases(12)
@pytest.mark.parametrize("kind", HOSTILE)
def test_api_answers_every_text_or_says_what_is_wrong(api: Client, models: None, kind: str) -> None:
    body = json.dumps({"titles": ["CEO", HOSTILE[kind]]})

    response = api.post(CLASSIFY, body, content_type="application/json")

    if response.status_code == 200:
        assert len(response.json()["results"]) == 2
    else:
        assert response.status_code in {400, 422}
        assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        '{"titles": [null]}',
        '{"titles": [["CEO"]]}',
        '{"titles": [{"title": "CEO"}]}',
        '{"titles": [NaN]}',
        '{"titles": {"a": "b"}}',
        '{"titles": 5}',
        '{"titles": null}',
        "[]",
        '"CEO"',
        "null",
        "{",
        "",
        "\x00",
        '{"titles": ["' + "a" * 10_001 + '"]}',
    ],
)
def test_wrong_types_are_a_problem_document(api: Client, models: None, body: str) -> None:
    response = api.post(CLASSIFY, body, content_type="application/json")

    assert response.status_code in {400, 422}
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.quick_cases(12)
@pytest.mark.parametrize("length", [300, 2_000])
@pytest.mark.parametrize("kind", HOSTILE)
def test_page_answers_every_text_or_says_what_is_wrong(
    manager_client: Client, models: None, kind: str, length: int
) -> None:
    title = HOSTILE[kind][:length].encode("utf-8", "surrogatepass")

    response = manager_client.get(f"/look-up/?title={quote(title)}")

    assert response.status_code in {200, 422}
