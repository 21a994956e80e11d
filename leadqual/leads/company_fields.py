"""Fields of companies, as shared by imports, pages, the API and exports."""

from dataclasses import dataclass
from enum import Enum, IntEnum, auto


class FieldKind(Enum):
    """How a cell of a file is parsed, and what is stored."""

    NAME = auto()
    LINE = auto()
    TEXT = auto()
    """Multiple lines."""

    ENTRIES = auto()
    """Multiple values, separated by commas or semicolons."""

    SENTENCES = auto()
    """Multiple values that may contain commas."""

    SIZE = auto()
    """A band, such as 51-200."""

    WHOLE = auto()
    YEAR = auto()
    AMOUNT = auto()
    """US dollars."""

    COUNTRY = auto()
    WEBSITE = auto()
    LINKEDIN = auto()


class PageGroup(IntEnum):
    """Groups of fields on the company page, in order."""

    PROFILE = auto()
    PLACE = auto()
    WEB = auto()
    DOMAIN = auto()
    OWNERSHIP = auto()
    AUDIENCE = auto()
    CODES = auto()
    TAGS = auto()
    TECHNOLOGY = auto()
    SIGNALS = auto()
    KEY = auto()


@dataclass(frozen=True, slots=True)
class CompanyField:
    """A field that imports can fill.

    Args:
        code: name of the column of `Company`, also in the API.
        group: group on the company page; None if it is shown elsewhere.
        limit: maximum length of a name or line.
        import_label: label in column mapping; "" for the label.
        in_api: whether the API reads and writes it.
    """

    code: str
    label: str
    kind: FieldKind
    group: PageGroup | None = None
    limit: int = 0
    import_label: str = ""
    in_api: bool = True
    in_exports: bool = False


_LINE, _ENTRIES, _WHOLE = FieldKind.LINE, FieldKind.ENTRIES, FieldKind.WHOLE
COMPANY_FIELDS = (
    CompanyField("name", "Name", FieldKind.NAME, limit=300),
    CompanyField("website", "Website", FieldKind.WEBSITE, PageGroup.WEB, in_exports=True),
    CompanyField("domain", "Domain", FieldKind.WEBSITE, PageGroup.DOMAIN),
    CompanyField("external_id", "External ID", _LINE, PageGroup.KEY, 100),
    CompanyField("linkedin_url", "LinkedIn", FieldKind.LINKEDIN, PageGroup.WEB, in_exports=True),
    CompanyField("overview", "Description", FieldKind.TEXT),
    CompanyField("industry", "Industry", _LINE, PageGroup.PROFILE, 200),
    CompanyField("categories", "Categories", _ENTRIES, PageGroup.TAGS),
    CompanyField("specialties", "Specialties", _ENTRIES, PageGroup.TAGS),
    CompanyField("sic_codes", "SIC", _ENTRIES, PageGroup.CODES, import_label="SIC codes"),
    CompanyField("hubs", "Hubs", _ENTRIES, PageGroup.SIGNALS),
    CompanyField("events", "Events", FieldKind.SENTENCES, PageGroup.SIGNALS),
    CompanyField("type", "Type", _LINE, PageGroup.OWNERSHIP, 100),
    CompanyField("ownership_type", "Ownership", _LINE, PageGroup.OWNERSHIP, 100),
    CompanyField("size", "Size", FieldKind.SIZE, PageGroup.PROFILE, import_label="Size (band)"),
    CompanyField(
        "headquarters",
        "Headquarters",
        _LINE,
        PageGroup.PLACE,
        1_000,
        "Headquarters (city, state, country)",
    ),
    CompanyField("city", "City", _LINE, PageGroup.PLACE, 150, in_exports=True),
    CompanyField("state", "State", _LINE, PageGroup.PLACE, 150, "State or region"),
    CompanyField("country", "Country", FieldKind.COUNTRY, PageGroup.PLACE, in_exports=True),
    CompanyField("employees", "Employees", _WHOLE, in_exports=True),
    CompanyField("followers", "Followers", _WHOLE, PageGroup.AUDIENCE),
    CompanyField(
        "founded",
        "Founded",
        FieldKind.YEAR,
        PageGroup.PROFILE,
        import_label="Founded (year)",
        in_exports=True,
    ),
    CompanyField("technologies", "Technologies", _ENTRIES, PageGroup.TECHNOLOGY, in_exports=True),
    CompanyField(
        "total_funding",
        "Funding",
        FieldKind.AMOUNT,
        PageGroup.OWNERSHIP,
        import_label="Total funding (US dollars)",
    ),
    CompanyField("alexa_rank", "Alexa rank", _WHOLE, PageGroup.AUDIENCE),
)
"""In the order of column mapping."""

API_FIELDS = tuple(field.code for field in COMPANY_FIELDS if field.in_api)
"""Codes of the fields that the API reads and writes."""
