"""Labels and reasons, as several tools give them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import Field

from leadqual.mcp_server.tools.tool import Output


class FunctionLabel(Output):
    """A function of a title."""

    slug: str
    department: str = Field(description="Slug of the department.")
    score: float = Field(description="0 to 1.")


class Label(Output):
    """A level or an industry with its probability."""

    label: str = Field(description="Slug.")
    score: float | None = Field(description="0 to 1.")


class Reason(Output):
    """Why a label was given."""

    label: str = Field(description="The label that it supports.")
    because: str = Field(description="Kind of reason, e.g. dictionary, words, field.")
    text: str = Field(description="The entry, field or words that decided.")
    score: float | None = Field(default=None, description="Contribution, if the kind has one.")


def functions_of(labels: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the functions of an answer of the API as a list."""
    return [
        {
            "slug": slug,
            "department": str(label["category"]).removeprefix("master_"),
            "score": label["score"],
        }
        for slug, label in labels.items()
    ]


def cursor_in(address: str | None) -> str | None:
    """Return the cursor in the address of the next page."""
    if address is None:
        return None
    return next(iter(parse_qs(urlsplit(address).query).get("cursor", ())), None)
