"""What fields of the API say of wrong values are short sentences, the same everywhere."""

import re

import pytest
from rest_framework import serializers

from leadqual.core.api.error_texts import install_texts
from leadqual.core.api.field_errors import list_errors
from leadqual.core.api.request_bodies import KnownFieldsOnly

_STOCK = re.compile(r"Ensure|may not be|[Ee]xpected a|wrong format|valid (?:string|integer|number)")


@pytest.fixture(autouse=True)
def plain_texts() -> None:
    """Use them as the module of addresses does, which these tests do not load."""
    install_texts()


class Body(KnownFieldsOnly, serializers.Serializer[object]):
    """A body with fields of many kinds."""

    name = serializers.CharField(max_length=3)
    email = serializers.EmailField()
    n = serializers.IntegerField(max_value=3)
    share = serializers.FloatField(min_value=0)
    day = serializers.DateField()
    at = serializers.DateTimeField()
    color = serializers.ChoiceField(["red"])
    tags = serializers.ListField(child=serializers.SlugField(), max_length=1)
    about = serializers.DictField()
    is_done = serializers.BooleanField()


def texts(**body: object) -> list[str]:
    """Return what is said of a body."""
    serializer = Body(data=body, partial=True)
    with pytest.raises(serializers.ValidationError) as caught:
        serializer.is_valid(raise_exception=True)
    return [str(one["detail"]) for one in list_errors(caught.value.detail, in_body=True)]


def test_wrong_values_are_answered_in_short_sentences() -> None:
    for name, value, said in (
        ("name", "", "Must not be empty."),
        ("name", "Anna", "Must have at most 3 characters."),
        ("name", None, "Must not be null."),
        ("name", [], "Must be a string."),
        ("email", "anna", "Must be an email address, such as anna@example.com."),
        ("n", "many", "Must be a whole number."),
        ("n", 4, "Must be at most 3."),
        ("share", -1, "Must be at least 0."),
        ("day", "today", "Must be a date, such as 2026-11-21."),
        ("at", "now", "Must be a time, such as 2026-11-21T10:00:00Z."),
        ("color", "blue", '"blue" is not one of the allowed values.'),
        ("tags", ["a", "b"], "Must have at most 1 entries."),
        ("tags", "a", "Must be a list."),
        ("about", [], "Must be an object."),
        ("is_done", "perhaps", "Must be true or false."),
    ):
        assert texts(**{name: value}) == [said]


def test_no_field_says_a_stock_phrase() -> None:
    fields = [type(field) for field in Body().fields.values()]
    said = {
        str(text)
        for kind in [*fields, serializers.UUIDField, serializers.JSONField, serializers.Serializer]
        for base in kind.__mro__
        for text in getattr(base, "default_error_messages", {}).values()
    }

    assert sorted(filter(_STOCK.search, said)) == []
