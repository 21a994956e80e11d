"""Tools about companies: search, one company, and to whom companies sell."""

from typing import Any, Literal

from pydantic import Field

from leadqual.mcp_server.api_operations import Caller, Operation, ask
from leadqual.mcp_server.tools.tool import (
    Input,
    OneKey,
    Output,
    Reason,
    Tool,
    UntrustedOutput,
    cursor_in,
    found_by,
)

SEARCH = Operation("list_companies")
COUNTS = Operation("count_companies")
COMPANY = Operation("get_company", n_keys=1)
LOOK_UP = Operation("look_up_company")
CLASSIFY = Operation("classify_companies", "POST")

BusinessModel = Literal["b2b", "b2c", "both", "public", "unknown"]


class CompaniesQuery(Input):
    """Which companies. Values of one field are combined with OR, fields with AND."""

    query: str = Field(
        default="",
        max_length=500,
        description="Plain words: a name, industry or place, e.g. `logistics in Austria`.",
    )
    industry: list[str] = Field(default=[], max_length=100, description="Industries.")
    size: list[str] = Field(default=[], max_length=100, description="Sizes, e.g. `51-200`.")
    country: list[str] = Field(
        default=[], max_length=100, description="Country names, e.g. `Germany`."
    )
    city: list[str] = Field(default=[], max_length=100, description="City names.")
    business_model: list[BusinessModel] = Field(
        default=[], max_length=5, description="To whom the companies sell."
    )
    technology: list[str] = Field(default=[], max_length=100, description="Technologies in use.")
    tag: list[str] = Field(default=[], max_length=100, description="Tags of the companies.")
    has_function: list[str] = Field(
        default=[],
        max_length=100,
        description="Only companies with a contact in one of these functions; slugs, see "
        "get_taxonomy.",
    )
    limit: int = Field(default=20, ge=1, le=100, description="Companies per page.")
    cursor: str | None = Field(
        default=None, max_length=1_000, description="`next_cursor` of the previous page."
    )


class CompanyBrief(Output):
    """A company, short."""

    id: int
    name: str
    domain: str | None
    industry: str | None
    size: str | None
    employees: int | None
    city: str | None
    country: str | None
    business_model: BusinessModel | Literal[""] = Field(description="Empty: not classified yet.")


class CompaniesFound(UntrustedOutput):
    """A page of companies."""

    total: int = Field(description="Companies that match, on all pages.")
    companies: list[CompanyBrief]
    next_cursor: str | None = Field(description="Of the next page; null on the last one.")
    interpreted_as: list[str] = Field(description="Filters that words of `query` were read as.")


class CompanyKey(OneKey):
    """Which company; exactly one key."""

    company_id: int | None = Field(
        default=None, ge=1, description="`id` of a company from search_companies."
    )
    domain: str | None = Field(
        default=None, max_length=300, description="Domain or address of the website."
    )
    external_id: str | None = Field(
        default=None, max_length=100, description="ID in another system, such as a CRM."
    )


class Company(CompanyBrief, UntrustedOutput):
    """A company with its fields."""

    website: str | None
    overview: str | None
    categories: list[str] = []
    specialties: list[str] = []
    technologies: list[str] = []
    founded: int | None
    linkedin_url: str | None
    external_id: str | None
    business_model_probability: float | None = Field(description="0 to 1.")
    business_model_why: list[Reason] = Field(description="Fields and words that decided.")
    owner: str | None = Field(description="Email of the colleague who works on this company.")
    status: str
    tags: list[str]


class UnstoredCompany(Input):
    """A company to classify. The more is known, the better; `overview` matters most."""

    name: str = Field(min_length=1, max_length=300)
    overview: str = Field(
        default="", max_length=20_000, description="What the company says about itself."
    )
    industry: str = Field(default="", max_length=300)
    categories: list[str] = Field(default=[], max_length=100)
    specialties: list[str] = Field(default=[], max_length=100)


class CompaniesToClassify(Input):
    """Companies to classify."""

    companies: list[UnstoredCompany] = Field(min_length=1, max_length=100)


class CompanyClassification(Output):
    """The business model of a company."""

    business_model: BusinessModel
    probability: float = Field(description="0 to 1.")
    why: list[Reason] = Field(description="Strongest first.")


class CompaniesClassified(Output):
    """Business models in the order of the companies."""

    results: list[CompanyClassification]


def _search(caller: Caller, query: CompaniesQuery) -> dict[str, Any]:
    asked = query.model_dump(exclude={"query", "limit", "cursor"})
    filters = {"q": query.query or None} | {name: one or None for name, one in asked.items()}
    page = ask(caller, SEARCH, query=filters | {"page_size": query.limit, "cursor": query.cursor})
    return {
        "total": ask(caller, COUNTS, query=filters)["total"],
        "companies": page["results"],
        "next_cursor": cursor_in(page["next"]),
        "interpreted_as": [one["interpreted_as"] for one in page["interpretations"]],
    }


def _company(caller: Caller, key: CompanyKey) -> dict[str, Any]:
    row = found_by(caller, key, "company_id", COMPANY, LOOK_UP)
    return row | {name: row[name] or [] for name in ("categories", "specialties", "technologies")}


def _classify(caller: Caller, companies: CompaniesToClassify) -> dict[str, Any]:
    found: dict[str, Any] = ask(caller, CLASSIFY, body=companies.model_dump())
    return found


TOOLS = (
    Tool(
        name="search_companies",
        title="Search companies",
        description="Find companies of the workspace by industry, size, place, business model, "
        "technology or plain words, with their number. For the people who work there use "
        "search_people. To rank companies by what a team liked use recommend_companies.",
        takes=CompaniesQuery,
        gives=CompaniesFound,
        operation=SEARCH,
        run=_search,
    ),
    Tool(
        name="get_company",
        title="Get a company",
        description="Return everything on record about one company: overview, industry, size, "
        "technologies, business model with the evidence, owner, tags. Find it by domain, external "
        "ID, or the ID that search_companies gives.",
        takes=CompanyKey,
        gives=Company,
        operation=COMPANY,
        run=_company,
    ),
    Tool(
        name="classify_companies",
        title="Classify companies",
        description="Say of up to 100 companies that you describe whether they sell to businesses "
        "(b2b), consumers (b2c), both or the public sector. Nothing is stored. For companies of "
        "the workspace use get_company: it has the stored business model.",
        takes=CompaniesToClassify,
        gives=CompaniesClassified,
        operation=CLASSIFY,
        run=_classify,
    ),
)
