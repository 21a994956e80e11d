"""What parameters mean that have no description of their own: keys in addresses, and filters."""

from typing import Any

_OF_PATH = {
    "batch_id": "import",
    "learned_id": "learned function",
    "key_id": "API key",
    "pair_id": "possible duplicate",
    "entry_id": "do-not-contact entry",
    "field_id": "custom field",
    "report_id": "fact report",
    "group_id": "title group",
    "change_id": "change of the costs",
    "step_id": "bulk step",
    "reply_step_id": "bulk step",
    "version_id": "model",
    "upload_id": "upload",
    "search_id": "saved search",
    "request_id": "bulk step, as its answer gave it",
}
_OF_QUERY = {
    "business_model": "Business model of the company.",
    "campaign": "ID of a campaign: people of its companies.",
    "city": "City, by its English name.",
    "company": "IDs of single companies.",
    "company_industry": "Industry of the company.",
    "confidence": "Lowest score of the labels that count, 0 to 1.",
    "contact": "IDs of single contacts.",
    "country": "Country, by its English name.",
    "custom": "Value of a custom field, as `code:value`.",
    "department": "Slug of a department: people with a function in it.",
    "do_not_contact": "`no` excludes whoever may not be contacted, `yes` finds nobody else.",
    "exclude": "Value that nothing found may have, as `filter:value`, such as `country:France`.",
    "founded": "Band of founding years.",
    "function": "Slug of a function.",
    "funding": "Band of total funding.",
    "has_department": "Slug of a department: companies with people in it.",
    "has_function": "Slug of a function: companies with people who hold it.",
    "has_level": "Slug of a level: companies with people at it.",
    "import": "ID of an import: records that its file named.",
    "industry": "Industry: of the company, or of the title when people are searched.",
    "lead_tier": "Lead tier.",
    "level": "Slug of a level.",
    "list": "ID of a list.",
    "owner": "Email or ID of the owner; `none` for records without one.",
    "q": "Words, phrases or a question, such as `head of sales in Norway`.",
    "region": "Region of the world.",
    "sector": "Sector of the company.",
    "since": "ID of a contact: only contacts added after it.",
    "size": "Band of employees, such as `51-200`.",
    "sort": "Order of the results. Default: `relevance` with words in `q`, else `name`.",
    "status": "Status of the record.",
    "tag": "Tag of the record.",
    "technology": "Technology that the company uses.",
    "unclassified": "`1`: people whose title has no function.",
    "verdict": "Verdict on the company in any campaign.",
    "page_size": "Rows in a page.",
}


def describe_parameters(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Describe every parameter that does not say what it is; a hook of drf-spectacular."""
    for path in result["paths"].values():
        for operation in path.values():
            for one in operation.get("parameters", ()):
                if not (one.get("description") or one["schema"].get("description")):
                    one["description"] = _words(one["in"], one["name"])
    return result


def _words(place: str, name: str) -> str:
    if place == "query":
        return _OF_QUERY[name]
    if name == "version":
        return "Version of the rules."
    record = _OF_PATH.get(name) or name.removesuffix("_id").replace("_", " ")
    return f"ID of the {record}."
