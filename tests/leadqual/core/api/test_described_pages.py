"""Every list of the API comes in pages of one shape, asked for by the same names."""

from typing import Any

from tests.described_answers import description

NAMES = {"cursor", "page_size"}


def test_every_list_takes_the_same_parameters_and_leads_on_in_the_same_way() -> None:
    lists = _lists()

    assert len(lists) > 40
    for name, (operation, page) in lists.items():
        taken = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
        assert taken >= NAMES, name
        assert set(page["required"]) >= {"next", "previous", "results"}, name
        for way in ("next", "previous"):
            assert page["properties"][way]["type"] == ["string", "null"], name
            assert page["properties"][way]["format"] == "uri", name


def test_no_other_name_asks_for_a_page() -> None:
    others = {"limit", "offset", "page", "per_page", "start", "top", "after", "before"}

    for item in description()["paths"].values():
        for operation in (one for one in item.values() if isinstance(one, dict)):
            for one in operation.get("parameters", ()):
                is_skipped = operation["operationId"] == "get_next_title"  # Its `after` is a title.
                assert one["name"] not in others or is_skipped, operation

    found = [name for name in _lists() if name.startswith("list_")]
    assert "list_recommendations" in found
    assert "list_contact_events" in found


def _lists() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Return operations that answer with rows, and the schemas of their pages."""
    found = {}
    schemas = description()["components"]["schemas"]
    for item in description()["paths"].values():
        operation = item.get("get")
        if not operation or not (answer := operation["responses"].get("200", {}).get("content")):
            continue
        schema = answer.get("application/json", {}).get("schema", {})
        page = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
        assert page.get("type") != "array", operation["operationId"]
        if "results" in page.get("properties", {}):
            found[operation["operationId"]] = (operation, page)
    return found
