"""The tool that says which functions, levels and industries there are."""

from typing import Any

from pydantic import Field

from leadqual.mcp_server.api_operations import Caller, Operation, ask
from leadqual.mcp_server.tools.tool import Input, Output, Tool

READ = Operation("get_taxonomy")


class Nothing(Input):
    """No arguments."""


class Function(Output):
    """A function."""

    slug: str
    name: str
    about: str | None = Field(default=None, description="What the function covers.")


class Department(Output):
    """A department with its functions."""

    slug: str
    name: str
    functions: list[Function] = []


class Named(Output):
    """A level or an industry."""

    slug: str
    name: str


class Taxonomy(Output):
    """Departments with their functions, levels and industries."""

    departments: list[Department]
    levels: list[Named]
    industries: list[Named]


def _read(caller: Caller, _nothing: Nothing) -> dict[str, Any]:
    found: dict[str, Any] = ask(caller, READ)
    return found


TOOLS = (
    Tool(
        name="get_taxonomy",
        title="Get the taxonomy",
        description="Return all departments with their functions, levels and industries: the slugs "
        "that search_people and search_companies filter by. Call it once before you filter.",
        takes=Nothing,
        gives=Taxonomy,
        operation=READ,
        run=_read,
    ),
)
