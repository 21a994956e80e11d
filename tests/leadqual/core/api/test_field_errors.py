"""What a problem says of wrong values: where each is, what is allowed, what was meant."""

import pytest
from django.test import Client
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from leadqual.core.api.field_errors import find_nearest, list_errors
from leadqual.core.api.request_bodies import KnownFieldsOnly, UnknownFieldsError


class Part(KnownFieldsOnly, serializers.Serializer[object]):
    """A part of a body."""

    name = serializers.CharField(max_length=5)
    color = serializers.ChoiceField(["red", "green"], required=False)


class Body(KnownFieldsOnly, serializers.Serializer[object]):
    """A body with many parts."""

    parts = Part(many=True)
    colors = serializers.ListField(child=serializers.ChoiceField(["red", "green"]), required=False)


def errors_of(data: object) -> list[dict[str, object]]:
    """Return what is wrong with a body."""
    with pytest.raises((ValidationError, UnknownFieldsError)) as caught:
        Body(data=data).is_valid(raise_exception=True)
    if isinstance(caught.value, UnknownFieldsError):
        return caught.value.errors
    return list_errors(caught.value.detail, in_body=True)


def test_pointer_leads_to_the_value_in_a_part() -> None:
    (error,) = errors_of({"parts": [{"name": "ok"}, {"name": "too long"}]})

    assert (error["pointer"], error["code"]) == ("#/parts/1/name", "max_length")


def test_choice_lists_what_is_allowed_and_the_nearest() -> None:
    (error,) = errors_of({"parts": [{"name": "a", "color": "gren"}]})

    assert error["pointer"] == "#/parts/0/color"
    assert (error["allowed"], error["nearest"]) == (["red", "green"], "green")


def test_choice_in_a_list_has_its_number() -> None:
    (error,) = errors_of({"parts": [], "colors": ["red", "rde"]})

    assert error["pointer"] == "#/colors/1"
    assert error["nearest"] == "red"


def test_unknown_field_is_pointed_at_in_the_part_that_has_it() -> None:
    (error,) = errors_of({"parts": [{"name": "a"}, {"name": "b", "colour": "red"}]})

    assert (error["pointer"], error["code"]) == ("#/parts/1/colour", "unknown_field")
    assert error["nearest"] == "color"


def test_slash_in_a_name_is_escaped() -> None:
    (error,) = errors_of({"parts": [], "a/b": 1})

    assert error["pointer"] == "#/a~1b"


def test_nothing_is_near_to_what_is_like_no_name() -> None:
    assert find_nearest("zzzz", ["name", "color"]) is None


@pytest.mark.django_db
def test_problem_names_a_wrong_parameter(manager_client: Client) -> None:
    answer = manager_client.get("/api/v1/titles?page_size=many")

    assert answer.status_code == 422
    assert answer.json()["title"] == "Unprocessable Entity"
    assert [one["parameter"] for one in answer.json()["errors"]] == ["page_size"]
