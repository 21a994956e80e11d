"""The crosswalk that comes with the product."""

from classifiers.core.crosswalk import load_crosswalk
from classifiers.core.taxonomy import load_default

FUNCTIONS = [function.slug for function in load_default().functions]
TOOLS = load_crosswalk()


def test_every_function_has_a_published_name_in_each_tool() -> None:
    for tool in TOOLS:
        assert list(tool.functions) == FUNCTIONS
        assert set(tool.functions.values()) <= set(tool.names)


def test_five_tools_say_where_their_names_are_published() -> None:
    assert len(TOOLS) == 5
    assert all(tool.source.startswith("https://") and tool.note for tool in TOOLS)
    assert all(len(set(tool.names)) == len(tool.names) or tool.slug == "apollo" for tool in TOOLS)


JUDGED = {
    "recruiting": (
        *("Human Resources", "Recruiting & Talent Acquisition", "Human Resources"),
        *("Recruiting", "human_resources"),
    ),
    "sales_engineering": ("Sales", "Sales Engineering", "Sales", "Sales", "sales_engineering"),
    "public_relations": (
        *("Media and Communication", "Public Relations", "Marketing"),
        *("Public Relations", "marketing"),
    ),
    "software_development": (
        *("Engineering", "Software Development", "Engineering & Technical"),
        *("Engineering", "engineering"),
    ),
}


def test_names_are_those_that_a_person_judged() -> None:
    for function, names in JUDGED.items():
        assert tuple(tool.functions[function] for tool in TOOLS) == names
