"""Tools about people: search, and one contact."""

from typing import Any, Literal

from pydantic import Field

from leadqual.mcp_server.api_operations import Caller, Operation, ask
from leadqual.mcp_server.tools.tool import (
    FunctionLabel,
    Input,
    Label,
    OneKey,
    Output,
    Reason,
    Tool,
    UntrustedOutput,
    cursor_in,
    found_by,
    functions_of,
)

SEARCH = Operation("list_contacts")
COUNTS = Operation("count_contacts")
CONTACT = Operation("get_contact", n_keys=1)
LOOK_UP = Operation("look_up_contact")
DO_NOT_CONTACT = Operation("list_do_not_contact_entries", "POST")


class PeopleQuery(Input):
    """Who is searched. Values of one field are combined with OR, fields with AND."""

    query: str = Field(
        default="",
        max_length=500,
        description="Plain words: a name, title, company, place, e.g. `head of sales in Berlin`.",
    )
    function: list[str] = Field(
        default=[], max_length=100, description="Function slugs; see get_taxonomy."
    )
    department: list[str] = Field(
        default=[], max_length=100, description="Department slugs; see get_taxonomy."
    )
    level: list[str] = Field(
        default=[], max_length=100, description="Level slugs; see get_taxonomy."
    )
    country: list[str] = Field(
        default=[], max_length=100, description="Country names, e.g. `Germany`."
    )
    city: list[str] = Field(default=[], max_length=100, description="City names.")
    size: list[str] = Field(default=[], max_length=100, description="Company sizes, e.g. `51-200`.")
    company_industry: list[str] = Field(
        default=[], max_length=100, description="Industries of the companies."
    )
    business_model: list[Literal["b2b", "b2c", "both", "public", "unknown"]] = Field(
        default=[], max_length=5, description="To whom the companies sell."
    )
    tag: list[str] = Field(default=[], max_length=100, description="Tags of the people.")
    do_not_contact: Literal["no", "yes"] | None = Field(
        default=None,
        description="`no` excludes people marked Do not contact; `yes` returns only them.",
    )
    limit: int = Field(default=20, ge=1, le=100, description="People per page.")
    cursor: str | None = Field(
        default=None, max_length=1_000, description="`next_cursor` of the previous page."
    )


class Person(Output):
    """A contact, short."""

    id: int
    name: str
    title: str
    functions: list[str] = Field(description="Function slugs; empty: unclassified.")
    level: str | None = Field(description="Level slug.")
    company: str | None
    company_id: int | None
    city: str | None
    country: str | None
    lead_score: int | None = Field(description="0 to 100.")
    lead_tier: str | None = Field(description="A, B or C.")
    do_not_contact: bool = Field(description="If true, nobody may write to or call this person.")


class PeopleFound(UntrustedOutput):
    """A page of people."""

    total: int = Field(description="People that match, on all pages.")
    people: list[Person]
    next_cursor: str | None = Field(description="Of the next page; null on the last one.")
    interpreted_as: list[str] = Field(description="Filters that words of `query` were read as.")


class ContactKey(OneKey):
    """Which contact; exactly one key."""

    contact_id: int | None = Field(
        default=None, ge=1, description="`id` of a person from search_people."
    )
    email: str | None = Field(default=None, max_length=254)
    external_id: str | None = Field(
        default=None, max_length=100, description="ID in another system, such as a CRM."
    )


class Contact(UntrustedOutput):
    """A contact with all fields."""

    id: int
    first_name: str
    last_name: str
    title: str
    other_titles: list[str] = Field(description="Further current titles.")
    past_titles: list[str] = Field(description="Former titles.")
    email: str | None = Field(description="Empty for people marked Do not contact.")
    phone: str | None = Field(description="Empty for people marked Do not contact.")
    linkedin_url: str | None
    company: str | None
    company_id: int | None
    city: str | None
    state: str | None
    country: str | None
    functions: list[FunctionLabel] = Field(description="Best first; empty: unclassified.")
    level: Label | None
    industry: Label | None = Field(description="Industry that the title names.")
    label_source: str = Field(description="Source of the functions, e.g. dictionary, correction.")
    why: list[Reason] = Field(description="Evidence behind the functions.")
    lead_score: int | None = Field(description="0 to 100.")
    lead_tier: str | None = Field(description="A, B or C.")
    owner: str | None = Field(description="Email of the colleague who works on this person.")
    status: str
    tags: list[str]
    external_id: str | None
    do_not_contact: bool = Field(description="If true, nobody may write to or call this person.")


class NotToContact(OneKey):
    """Who must not be contacted; exactly one."""

    contact_id: int | None = Field(
        default=None, ge=1, description="`id` of a person from search_people."
    )
    company_id: int | None = Field(
        default=None, ge=1, description="`id` of a company: all its people, now and later."
    )
    value: str | None = Field(
        default=None,
        max_length=500,
        description="An email address, domain, phone number or LinkedIn profile.",
    )


class DoNotContactEntry(Output):
    """What was marked."""

    id: int
    kind: str = Field(description="email, domain, phone, linkedin, contact or company.")
    value: str


def _mark_do_not_contact(caller: Caller, who: NotToContact) -> dict[str, Any]:
    entry: dict[str, Any] = ask(caller, DO_NOT_CONTACT, body=who.model_dump(exclude_none=True))
    return entry


def _search(caller: Caller, query: PeopleQuery) -> dict[str, Any]:
    asked = query.model_dump(exclude={"query", "limit", "cursor"})
    filters = {"q": query.query or None} | {name: one or None for name, one in asked.items()}
    page = ask(caller, SEARCH, query=filters | {"page_size": query.limit, "cursor": query.cursor})
    return {
        "total": ask(caller, COUNTS, query=filters)["total"],
        "people": [_person(row) for row in page["results"]],
        "next_cursor": cursor_in(page["next"]),
        "interpreted_as": [one["interpreted_as"] for one in page["interpretations"]],
    }


def _person(row: dict[str, Any]) -> dict[str, Any]:
    level = row["level"]
    return {
        **_of_company(row),
        "name": f"{row['first_name'] or ''} {row['last_name'] or ''}".strip(),
        "title": row["title"] or "",
        "functions": list(row["labels"]),
        "level": level["label"] if level else None,
    }


def _of_company(row: dict[str, Any]) -> dict[str, Any]:
    company = row["company"]
    named = {"company": company["name"], "company_id": company["id"]} if company else {}
    return row | {"company": None, "company_id": None} | named


def _contact(caller: Caller, key: ContactKey) -> dict[str, Any]:
    row = found_by(caller, key, "contact_id", CONTACT, LOOK_UP)
    texts = {name: row[name] or "" for name in ("first_name", "last_name", "title")}
    return {
        **_of_company(row),
        **texts,
        "functions": functions_of(row["labels"]),
        "label_source": row["source"],
    }


TOOLS = (
    Tool(
        name="search_people",
        title="Search people",
        description="Find contacts of the workspace by job function, level, place, company size "
        "or plain words, with their number. Use it for questions such as “Who runs marketing at "
        "software companies in Germany?”. For companies themselves use search_companies. Check "
        "do_not_contact before proposing to contact anybody.",
        takes=PeopleQuery,
        gives=PeopleFound,
        operation=SEARCH,
        run=_search,
    ),
    Tool(
        name="get_contact",
        title="Get a contact",
        description="Return everything on record about one contact: how to reach them, the "
        "functions of their title with the evidence, company, lead score, owner, tags. Find them "
        "by email, external ID, or the ID that search_people gives.",
        takes=ContactKey,
        gives=Contact,
        operation=CONTACT,
        run=_contact,
    ),
    Tool(
        name="mark_do_not_contact",
        title="Mark Do not contact",
        description="Mark a person, a company, or an address, domain, phone number or profile, so "
        "that nobody contacts them again. Use it when somebody asks not to be contacted. It holds "
        "for all addresses of the person, until a colleague removes it in LeadQual.",
        takes=NotToContact,
        gives=DoNotContactEntry,
        operation=DO_NOT_CONTACT,
        run=_mark_do_not_contact,
        is_read_only=False,
    ),
)
