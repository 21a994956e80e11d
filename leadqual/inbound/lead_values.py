"""Values of a lead as it was sent."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from leadqual.core.texts.plain_texts import one_line
from leadqual.leads.firmographics.geography import country_name
from leadqual.leads.websites import read_website


@dataclass(frozen=True, slots=True)
class LeadValues:
    """A lead as it was sent; "" for what is missing.

    Args:
        email: in lower case; by it the person is found.
        first_name: of the person.
        last_name: of the person.
        title: job title as written.
        website: its address or domain.
        phone: as written.
        city: of the person.
        state: state or region.
        country: name in any language, or ISO code.
        message: what the person wrote.
    """

    email: str
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    company: str = ""
    website: str = ""
    phone: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    message: str = ""

    @property
    def contact_fields(self) -> dict[str, object]:
        """Columns of the contact → value, without empty ones."""
        names = ("first_name", "last_name", "phone", "city", "state")
        values = {name: getattr(self, name) for name in names}
        values["country"] = country_name(self.country) or self.country
        return {name: value for name, value in values.items() if value}

    @property
    def company_domain(self) -> str | None:
        """Registrable domain of the company; None without one."""
        site = read_website(self.website) if self.website else None
        return (site.domain or None) if site else None


def lead_values(values: Mapping[str, str]) -> LeadValues:
    """Return what was sent, on one line each but for the message."""
    cleaned = {
        field.name: one_line(str(values.get(field.name, ""))) for field in fields(LeadValues)
    }
    message = str(values.get("message", "")).strip()
    return LeadValues(**cleaned | {"email": cleaned["email"].lower(), "message": message})
