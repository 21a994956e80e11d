"""Bodies of the API: unknown fields are refused by name, everywhere."""

import importlib
import pkgutil
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from rest_framework import serializers

import leadqual
from leadqual.core.api.request_bodies import KnownFieldsOnly, UnknownFieldsError


def bodies() -> list[type[serializers.BaseSerializer[object]]]:
    """Find every serializer of the product that is named as a body."""
    names = [one.name for one in pkgutil.walk_packages(leadqual.__path__, "leadqual.")]
    modules = [
        importlib.import_module(name) for name in names if ".api." in name or name.endswith(".api")
    ]
    found = {
        value
        for module in modules
        for name, value in vars(module).items()
        if name.endswith("Input")
        and isinstance(value, type)
        and issubclass(value, serializers.BaseSerializer)
    }
    return sorted(found, key=lambda one: f"{one.__module__}.{one.__name__}")


def test_every_body_of_the_api_takes_known_fields_only() -> None:
    assert len(bodies()) > 15
    assert [one.__name__ for one in bodies() if not issubclass(one, KnownFieldsOnly)] == []


class Part(KnownFieldsOnly, serializers.Serializer[object]):
    """A part of a body."""

    name = serializers.CharField()


class Body(KnownFieldsOnly, serializers.Serializer[object]):
    """A body with a part."""

    title = serializers.CharField()
    made = serializers.CharField(read_only=True)
    part = Part(required=False)


def test_unknown_fields_are_named_also_in_parts() -> None:
    wrong: tuple[tuple[dict[str, object], str], ...] = (
        ({"title": "CEO", "titel": "CEO"}, "titel"),
        ({"title": "CEO", "made": "by hand"}, "made"),
        ({"title": "CEO", "part": {"name": "x", "nam": "y"}}, "nam"),
    )

    for data, field in wrong:
        with pytest.raises(UnknownFieldsError, match=f"`{field}`"):
            Body(data=data).is_valid()


def test_known_fields_pass() -> None:
    assert Body(data={"title": "CEO", "part": {"name": "x"}}).is_valid()


@pytest.mark.django_db
def test_answer_is_400_and_nothing_is_changed(manager_client: Client) -> None:
    answer = manager_client.post(
        "/api/v1/campaigns",
        {"name": "Ports", "strateggy": "likely"},
        content_type="application/json",
    )

    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown_field"
    assert "`strateggy`" in answer.json()["detail"]
    assert "`strategy`" in answer.json()["detail"]
    assert manager_client.get("/api/v1/campaigns").json()["results"] == []


class Texts(KnownFieldsOnly, serializers.Serializer[object]):
    """A body of texts of all kinds."""

    title = serializers.CharField(required=False)
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    headers = serializers.DictField(child=serializers.CharField(), required=False)
    score = serializers.FloatField(required=False)


def test_number_is_no_text() -> None:
    said = ["Must be a string."]
    body = Texts(data={"title": 7, "tags": ["a", 1.5], "headers": {"X-Kind": 0}})

    assert not body.is_valid()
    assert body.errors == {"title": said, "tags": {1: said}, "headers": {"X-Kind": said}}


def test_texts_and_numbers_in_their_places_pass() -> None:
    data = {"title": "7", "tags": ["1.5"], "headers": {"X-Kind": "0"}, "score": 1}

    assert Texts(data=data).is_valid()


@pytest.mark.django_db
def test_number_for_a_text_is_named_with_its_place(manager_client: Client) -> None:
    answer = manager_client.post(
        "/api/v1/searches", {"name": 7, "query": "q=x"}, content_type="application/json"
    )

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"code": "invalid", "detail": "Must be a string.", "pointer": "#/name"}
    ]


@pytest.mark.django_db
def test_a_refused_content_type_is_told_with_those_taken(api: Client) -> None:
    for address, taken in (
        ("lists", ["application/json"]),
        ("imports", ["multipart/form-data"]),
        ("replies", ["application/json", "message/rfc822"]),
    ):
        answer = api.post(f"/api/v1/{address}", "name=x", content_type="text/plain")

        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
        assert all(one in answer.json()["detail"] for one in taken)


class Typed(KnownFieldsOnly, serializers.Serializer[Any]):
    """Fields of several types."""

    company = serializers.IntegerField(required=False)
    weight = serializers.FloatField(required=False)
    companies = serializers.ListField(child=serializers.IntegerField(), required=False)
    is_done = serializers.BooleanField(required=False)
    request_id = serializers.UUIDField(required=False)


def test_values_of_another_type_of_json_are_refused() -> None:
    for name, value in (
        ("company", "834"),
        ("weight", "0.5"),
        ("weight", True),
        ("companies", [1, "2"]),
        ("is_done", 0),
        ("is_done", "true"),
        ("request_id", False),
    ):
        body = Typed(data={name: value})

        assert not body.is_valid()
        assert [*body.errors] == [name]
        assert len(body.errors[name]) == 1


def test_forms_hold_numbers_as_texts() -> None:
    assert Typed(data=QueryDict("company=834&weight=0.5")).is_valid()
    assert Typed(data={"company": 834, "weight": 1, "companies": [2]}).is_valid()
