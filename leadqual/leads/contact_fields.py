"""Editable fields of contacts, as shared by forms, the API and imports."""

from dataclasses import dataclass
from enum import Enum, auto


class ContactFieldKind(Enum):
    """How a value of a contact is parsed."""

    LINE = auto()
    EMAIL = auto()
    LINKEDIN = auto()


@dataclass(frozen=True, slots=True)
class ContactField:
    """An editable field.

    Args:
        code: name of the column of `Contact`, also in the API.
        limit: maximum length.
        is_key: unique in a workspace; empty values are stored as NULL.
    """

    code: str
    label: str
    kind: ContactFieldKind = ContactFieldKind.LINE
    limit: int = 150
    is_key: bool = False


_Kind = ContactFieldKind
CONTACT_FIELDS = (
    ContactField("first_name", "First name"),
    ContactField("last_name", "Last name"),
    ContactField("title", "Job title", limit=1_000),
    ContactField("email", "Email", _Kind.EMAIL, 254, is_key=True),
    ContactField("phone", "Phone", limit=60),
    ContactField("linkedin_url", "LinkedIn URL", _Kind.LINKEDIN, 500, is_key=True),
    ContactField("city", "City"),
    ContactField("state", "State or region"),
    ContactField("country", "Country", limit=100),
    ContactField("external_id", "External ID", limit=100, is_key=True),
)
"""In the order of the form."""
