"""What the API says of wrong values and refused requests, instead of REST framework's texts."""

from collections.abc import Mapping
from typing import Any

from rest_framework import exceptions, serializers

from leadqual.core.requests.problems import BAD_REQUEST

_NUMBER_TEXTS = {
    "max_value": "Must be at most {max_value}.",
    "min_value": "Must be at least {min_value}.",
    "max_string_length": "This number is too long.",
}
_LIST_TEXTS = {
    "not_a_list": "Must be a list.",
    "empty": "Must not be empty.",
    "min_length": "Must have at least {min_length} entries.",
    "max_length": "Must have at most {max_length} entries.",
}
_TEXTS: Mapping[Any, Mapping[str, str]] = {
    serializers.Field: {"null": "Must not be null."},
    serializers.BooleanField: {"invalid": "Must be true or false."},
    serializers.CharField: {
        "invalid": "Must be a string.",
        "blank": "Must not be empty.",
        "max_length": "Must have at most {max_length} characters.",
        "min_length": "Must have at least {min_length} characters.",
    },
    serializers.EmailField: {"invalid": "Must be an email address, such as anna@example.com."},
    serializers.RegexField: {"invalid": "Does not match the pattern."},
    serializers.SlugField: {"invalid": "Must have only letters, digits, hyphens and underscores."},
    serializers.URLField: {"invalid": "Must be a URL, such as https://example.com."},
    serializers.UUIDField: {"invalid": "Must be a UUID."},
    serializers.IPAddressField: {"invalid": "Must be an IPv4 or IPv6 address."},
    serializers.IntegerField: {"invalid": "Must be a whole number.", **_NUMBER_TEXTS},
    serializers.FloatField: {
        "invalid": "Must be a number.",
        "overflow": "This number is too large.",
        **_NUMBER_TEXTS,
    },
    serializers.DateTimeField: {
        "invalid": "Must be a time, such as 2026-11-21T10:00:00Z.",
        "date": "Must be a time, such as 2026-11-21T10:00:00Z.",
        "overflow": "This time is out of range.",
    },
    serializers.DateField: {
        "invalid": "Must be a date, such as 2026-11-21.",
        "datetime": "Must be a date, such as 2026-11-21.",
    },
    serializers.ChoiceField: {"invalid_choice": '"{input}" is not one of the allowed values.'},
    serializers.FileField: {
        "required": "Attach a file.",
        "invalid": "Must be a file, sent as multipart/form-data.",
        "no_name": "The file must have a name.",
        "empty": "The file is empty.",
    },
    serializers.ListField: _LIST_TEXTS,
    serializers.ListSerializer: _LIST_TEXTS,
    serializers.DictField: {"not_a_dict": "Must be an object.", "empty": "Must not be empty."},
    serializers.JSONField: {"invalid": "Must be valid JSON."},
    serializers.Serializer: {"invalid": "Must be an object."},
}
_EXCEPTION_TEXTS: Mapping[Any, str] = {
    exceptions.ParseError: BAD_REQUEST,
    exceptions.AuthenticationFailed: "Invalid API key.",
    exceptions.NotAuthenticated: "Send an API key as `Authorization: Bearer lq_...`.",
    exceptions.PermissionDenied: "You do not have access to this.",
    exceptions.NotFound: "There is no such record in this workspace. It may have been deleted.",
    exceptions.MethodNotAllowed: "{method} is not possible at this address.",
    exceptions.UnsupportedMediaType: "The content type “{media_type}” is not supported.",
    exceptions.Throttled: "Too many requests. Nothing was changed.",
}


def install_texts() -> None:
    """Let all fields and errors say these sentences; one that has its own keeps them."""
    for error, text in _EXCEPTION_TEXTS.items():
        error.default_detail = text
    exceptions.Throttled.extra_detail_singular = "Try again in {wait} second."
    exceptions.Throttled.extra_detail_plural = "Try again in {wait} seconds."
    for kind, texts in _TEXTS.items():
        kind.default_error_messages = {**kind.default_error_messages, **texts}
