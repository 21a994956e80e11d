"""Fields of results and arguments of tools that differ from those of the API."""

from leadqual.mcp_server.tool import (
    Row,
)

MAX_NEIGHBORS = 3


def list_functions(row: Row) -> list[Row]:
    return [
        {
            "slug": slug,
            "department": label["category"].removeprefix("master_"),
            "score": label["score"],
        }
        for slug, label in row["labels"].items()
    ]


def convert_company(row: Row) -> Row:
    company = row["company"] or {"name": None, "id": None}
    return {"company": company["name"], "company_id": company["id"]}


def convert_person(row: Row) -> Row:
    return convert_company(row) | {
        "name": f"{row['first_name']} {row['last_name']}".strip(),
        "functions": list(row["labels"]),
        "level": row["level"] and row["level"]["label"],
    }


def convert_contact(row: Row) -> Row:
    functions = list_functions(row)
    return convert_company(row) | {"functions": functions, "label_source": row["source"]}


def convert_recommendation(row: Row) -> Row:
    explanation = row["why"] or {"score": None, "outlook": None, "evidence": None, "neighbors": []}
    return explanation | {"why": explanation["neighbors"][:MAX_NEIGHBORS]}


def convert_verdict(given: Row) -> Row:
    weight = 2 if given.pop("is_strong") else 1
    return given | {"weight": weight}
