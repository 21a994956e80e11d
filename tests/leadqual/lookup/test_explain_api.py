"""Promises of explaining a title by API."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


def test_thresholds_of_the_model_have_no_noise_of_short_floats(api: Client) -> None:
    body = {"title": "Senior Crane Fleet Purchasing Strategist"}

    found = api.post("/api/v1/titles/explain", body, content_type="application/json").json()

    thresholds = [one["threshold"] for one in found["functions"] if one["source"] == "model"]
    assert thresholds
    assert all(len(str(one)) <= len("0.123456") for one in thresholds)
