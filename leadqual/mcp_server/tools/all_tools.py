"""All tools by name, and what clients are told about each."""

from collections.abc import Sequence

from mcp.types import Tool as ToolDescription
from mcp.types import ToolAnnotations

from leadqual.mcp_server.callers import Caller
from leadqual.mcp_server.tools import campaigns, companies, people_tools, replies, taxonomy, titles
from leadqual.mcp_server.tools.tool import Tool

_ALL = (
    *(*people_tools.TOOLS, *companies.TOOLS, *titles.TOOLS, *campaigns.TOOLS, *replies.TOOLS),
    *taxonomy.TOOLS,
)
TOOLS = {tool.name: tool for tool in _ALL}


def tools_for(caller: Caller) -> Sequence[Tool]:
    """Return the tools whose operation the caller may use."""
    return [tool for tool in TOOLS.values() if caller.may(tool.operation.access)]


def described(tool: Tool) -> ToolDescription:
    """Return a tool as the protocol describes it."""
    return ToolDescription(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.takes.model_json_schema(),
        output_schema=tool.gives.model_json_schema(mode="serialization"),
        annotations=ToolAnnotations(
            title=tool.title,
            read_only_hint=tool.is_read_only,
            destructive_hint=False,
            idempotent_hint=tool.is_read_only,
            open_world_hint=False,
        ),
    )
