"""Titles that nobody has, by API and page: an answer or a problem document, never a 500."""

import json
from itertools import product
from urllib.parse import quote

import pytest
from django.test import Client

from benchmarks.titles.hostile import hostile_titles

pytestmark = pytest.mark.django_db
CLASSIFY = "/api/v1/titles/classify"
HOSTILE = hostile_titles()


def test_api_answers_every_text_or_says_what_is_wrong(api: Client, models: None) -> None:
    for kind in HOSTILE:
        body = json.dumps({"titles": ["CEO", HOSTILE[kind]]})

        response = api.post(CLASSIFY, body, content_type="application/json")

        if response.status_code == 200:
            assert len(response.json()["results"]) == 2
        else:
            assert response.status_code in {400, 422}
            assert response.headers["Content-Type"] == "application/problem+json"


def test_wrong_types_are_a_problem_document(api: Client, models: None) -> None:
    for body in [
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
    ]:
        response = api.post(CLASSIFY, body, content_type="application/json")

        assert response.status_code in {400, 422}
        assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.slow
def test_page_answers_every_text_or_says_what_is_wrong(
    manager_client: Client, models: None
) -> None:
    for text, length in product(HOSTILE.values(), (300, 2_000)):
        title = text[:length].encode("utf-8", "surrogatepass")
        response = manager_client.get(f"/look-up/?title={quote(title)}")
        assert response.status_code in {200, 422}, title
