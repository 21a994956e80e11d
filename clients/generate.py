"""Write types and operations of the Python client from the description of the API.

Run by `make client`. Types come from datamodel-code-generator; there is one method for each
operation, with the name of its operation id.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from keyword import iskeyword
from pathlib import Path
from textwrap import fill, indent
from typing import Any, cast

import yaml

ROOT = Path(__file__).resolve().parents[1]
DESCRIPTION = ROOT / "docs" / "api" / "openapi.yaml"
PACKAGE = ROOT / "clients" / "python" / "leadqual_client"
METHODS = ("get", "post", "put", "patch", "delete")
JSON = "application/json"
FORM = "multipart/form-data"
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_HEAD = '''"""One method for each operation of the API. Made by `make client`."""

from typing import Any, Literal

from leadqual_client import types
from leadqual_client.transport import Transport


class Operations:
    """All operations of the API.

    Args:
        transport: sends the requests.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
'''

Node = Mapping[str, Any]


def main(folder: Path = PACKAGE) -> None:
    """Write both files into a folder."""
    described: Node = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    write_types(folder / "types.py")
    parts = [_HEAD, *(method(described, *one) for one in operations(described))]
    (folder / "operations.py").write_text("\n".join(parts), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "ruff", "format", "-q", "--isolated", "--line-length=100", folder],
        check=True,
    )


def write_types(target: Path) -> None:
    """Write a typed dictionary for each schema of the description."""
    options = (
        *("--input", str(DESCRIPTION), "--input-file-type", "openapi"),
        *("--output-model-type", "typing.TypedDict", "--target-python-version", "3.11"),
        *("--use-schema-description", "--use-standard-collections", "--use-union-operator"),
        *("--disable-timestamp", "--formatters", "builtin"),
        *("--custom-file-header", '"""Types of the API. Made by `make client`."""'),
        "--disable-warnings",
        *("--output", str(target)),
    )
    subprocess.run([sys.executable, "-m", "datamodel_code_generator", *options], check=True)


def operations(described: Node) -> Iterator[tuple[str, str, Node]]:
    """Yield method, path and description of each operation, by name."""
    found = [
        (verb, path, operation)
        for path, item in described["paths"].items()
        for verb, operation in item.items()
        if verb in METHODS
    ]
    return iter(sorted(found, key=lambda one: str(one[2]["operationId"])))


def method(described: Node, verb: str, path: str, operation: Node) -> str:
    """Return the source of the method of one operation."""
    given = operation.get("parameters", ())
    in_path = [one for one in given if one["in"] == "path"]
    in_query = [one for one in given if one["in"] == "query"]
    arguments = [f"{one['name']}: {type_of(one['schema'])}" for one in in_path]
    sent: list[str] = []
    taken = operation.get("requestBody", {})
    is_required = taken.get("required", False) and len(taken["content"]) == 1
    for kind, part in taken.get("content", {}).items():
        arguments.append(_body_argument(kind, part, is_required=is_required))
        sent.append(_body_sent(kind))
    named = sorted(in_query, key=lambda one: not one.get("required", False))
    arguments += ["*"]
    arguments += [_query_argument(one) for one in named]
    arguments += ["headers: dict[str, str] | None = None"]
    if in_query:
        pairs = ", ".join(f'"{one["name"]}": {_safe(one["name"])}' for one in in_query)
        sent.append(f"query={{{pairs}}}")
    sent.append("headers=headers")
    result, read = _result(described, operation)
    doc = operation.get("description", operation["operationId"]).strip().replace("\\", "\\\\")
    if FORM in taken.get("content", {}):
        doc += "\n\n" + _form_words(_properties(described, taken["content"][FORM]["schema"]))
    filled = f'f"{path}"' if in_path else f'"{path}"'
    call = f'self._transport.request("{verb.upper()}", {filled}, {", ".join(sent)})'
    lines = [
        f"def {operation['operationId']}(self, {', '.join(arguments)}) -> {result}:",
        indent(f'"""{doc}\n"""' if "\n" in doc else f'"""{doc}"""', "    "),
        f"    answer = {call}" if read else f"    {call}",
    ]
    if read:
        lines.append(f"    return {read}")
    return indent("\n".join(lines), "    ") + "\n"


def _safe(name: str) -> str:
    return f"{name}_" if iskeyword(name) else name


def _query_argument(one: Node) -> str:
    kind = type_of(one["schema"])
    name = _safe(one["name"])
    return f"{name}: {kind}" if one.get("required") else f"{name}: {kind} | None = None"


def _body_argument(kind: str, part: Node, *, is_required: bool) -> str:
    if kind == FORM:
        return "files: dict[str, tuple[str, bytes, str]], fields: dict[str, Any] | None = None"
    name, wanted = ("body", type_of(part["schema"])) if kind == JSON else ("content", "bytes")
    return f"{name}: {wanted}" if is_required else f"{name}: {wanted} | None = None"


def _body_sent(kind: str) -> str:
    if kind == FORM:
        return "files=files, body=fields"
    return "body=body" if kind == JSON else f'content=content, content_type="{kind}"'


def _properties(described: Node, schema: Node) -> dict[str, tuple[Node, bool]]:
    """Return the fields of an object by name, and whether each is required."""
    if name := schema.get("$ref", "").rpartition("/")[2]:
        schema = described["components"]["schemas"][name]
    required = schema.get("required", ())
    return {name: (one, name in required) for name, one in schema["properties"].items()}


def _form_words(properties: Mapping[str, tuple[Node, bool]]) -> str:
    """Say in a docstring what stands in which of the two dictionaries of a form."""
    files = [name for name, (one, _) in properties.items() if one.get("format") == "binary"]
    others = [
        f"`{name}` (required)" if is_required else f"`{name}`"
        for name, (_, is_required) in properties.items()
        if name not in files
    ]
    taken = ", ".join(f'`{{"{name}": (file_name, content, media_type)}}`' for name in files)
    words = (
        f"files: {taken}.",
        f"fields: the other fields of the form: {', '.join(others) or 'none'}.",
        "headers: further ones, such as `Idempotency-Key`.",
    )
    lines = [fill(one, 88, initial_indent="    ", subsequent_indent=" " * 8) for one in words]
    return "\n".join(["Args:", *lines])


def _result(described: Node, operation: Node) -> tuple[str, str]:
    """Return the type of the answer and the code that reads it."""
    for status, answer in sorted(operation["responses"].items()):
        if not status.startswith("2"):
            continue
        if "$ref" in answer:
            answer = described["components"]["responses"][answer["$ref"].rpartition("/")[2]]  # noqa: PLW2901
        content = answer.get("content", {})
        if JSON in content:
            kind = type_of(content[JSON]["schema"])
            return kind, "answer.json()  # type: ignore[no-any-return]"
        return ("bytes", "answer.content") if content else ("None", "")
    return "None", ""


def type_of(schema: Node) -> str:
    """Return a schema as a type in Python."""
    if "$ref" in schema:
        return f"types.{schema['$ref'].rpartition('/')[2]}"
    for joined in ("oneOf", "anyOf", "allOf"):
        if joined in schema:
            return " | ".join(dict.fromkeys(type_of(one) for one in schema[joined]))
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    kinds = schema.get("type")
    kinds = list(kinds) if isinstance(kinds, list) else [kinds]
    kinds += ["null"] if schema.get("nullable") else []
    return " | ".join(dict.fromkeys(_of_one_kind(kind, schema) for kind in kinds))


def _of_one_kind(kind: object, schema: Node) -> str:
    if kind == "array":
        return f"list[{type_of(cast('Node', schema['items']))}]"
    if kind == "object":
        inner = schema.get("additionalProperties")
        return f"dict[str, {type_of(inner) if isinstance(inner, Mapping) and inner else 'Any'}]"
    return _PLAIN.get(str(kind), "Any")


if __name__ == "__main__":
    main()
