"""Tools about job titles: classify them, and explain their labels."""

from typing import Annotated, Any

from pydantic import Field

from leadqual.mcp_server.api_operations import Caller, Operation, ask
from leadqual.mcp_server.tools.tool import FunctionLabel, Input, Label, Output, Tool, functions_of

CLASSIFY = Operation("classify_titles", "POST")
EXPLAIN = Operation("explain_title", "POST")


class Titles(Input):
    """Titles to classify."""

    titles: list[Annotated[str, Field(max_length=10_000)]] = Field(
        min_length=1, max_length=1_000, description="Job titles as people write them."
    )


class TitleLabels(Output):
    """Labels of one title."""

    title: str
    functions: list[FunctionLabel] = Field(description="Best first; empty if unclassified.")
    level: Label
    industry: Label | None = Field(description="Industry that the title names.")
    source: str = Field(description="Source of the functions, e.g. dictionary, correction, model.")


class TitlesClassified(Output):
    """Labels in the order of the titles."""

    results: list[TitleLabels]


class TitleToExplain(Input):
    """A title to explain."""

    title: str = Field(min_length=1, max_length=10_000, description="A job title.")


class NamedLabel(Output):
    """A level or an industry with its probability."""

    slug: str
    name: str
    score: float = Field(description="0 to 1.")


class ExplainedFunction(Output):
    """A function, and why the title has it."""

    slug: str
    name: str
    department: str = Field(description="Name of the department.")
    source: str = Field(
        description="`confirmed by a person`, `dictionary`, `phrase rule` or `model`."
    )
    score: float = Field(description="0 to 1.")
    threshold: float | None = Field(description="The model's; null if it did not decide.")
    why: str = Field(description="Explanation in full sentences.")


class Explanation(Output):
    """What a title means, and why."""

    headline: str
    parts: list[str] = Field(description="The jobs that the title names.")
    functions: list[ExplainedFunction] = Field(description="Best first; empty: unclassified.")
    why_unclassified: str = Field(description="Sentences; empty if the title has functions.")
    level: NamedLabel
    why_level: str = Field(description="Sentences.")
    industry: NamedLabel | None
    model: str = Field(description="Model version.")


def _classify(caller: Caller, titles: Titles) -> dict[str, Any]:
    found = ask(caller, CLASSIFY, body=titles.model_dump())
    return {
        "results": [row | {"functions": functions_of(row["labels"])} for row in found["results"]]
    }


def _explain(caller: Caller, title: TitleToExplain) -> dict[str, Any]:
    found: dict[str, Any] = ask(caller, EXPLAIN, body=title.model_dump())
    return found


TOOLS = (
    Tool(
        name="classify_titles",
        title="Classify job titles",
        description="Give functions, level and industry of up to 1,000 job titles that you send, "
        "in one call. Corrections of the workspace apply. Nothing is stored. To learn why one "
        "title gets its labels use explain_label.",
        takes=Titles,
        gives=TitlesClassified,
        operation=CLASSIFY,
        run=_classify,
    ),
    Tool(
        name="explain_label",
        title="Explain the labels of a title",
        description="Explain in sentences why one job title has its functions and its level, or "
        "why it is unclassified. Use it when somebody asks “Why is this person in Sales?”: pass "
        "the title of the person.",
        takes=TitleToExplain,
        gives=Explanation,
        operation=EXPLAIN,
        run=_explain,
    ),
)
