"""Write the query parameters of each operation, which the API checks requests by.

Run by `make client`.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
DESCRIPTION = ROOT / "docs" / "api" / "openapi.yaml"
TABLE = ROOT / "leadqual" / "core" / "api" / "schema" / "query_parameters.json"


def table() -> str:
    """Return operation → name → allowed values, empty where any text may be one, as JSON."""
    described: Mapping[str, Any] = yaml.load(
        DESCRIPTION.read_text("utf-8"),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),  # noqa: S506  # both are safe
    )
    found = {
        f"{method.upper()} {path}": {
            one["name"]: _values(described, one["schema"])
            for one in operation.get("parameters", ())
            if one["in"] == "query"
        }
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    }
    lines = (f" {json.dumps(key)}: {json.dumps(found[key])}" for key in sorted(found))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _values(described: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    if name := schema.get("$ref", "").rpartition("/")[2]:
        return _values(described, described["components"]["schemas"][name])
    if "items" in schema:
        return _values(described, schema["items"])
    for part in schema.get("oneOf", schema.get("allOf", ())):
        return _values(described, part)
    if schema.get("type") == "boolean":
        return ["false", "true"]
    return [str(one) for one in schema.get("enum", ())]


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
