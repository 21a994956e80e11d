"""Invented people for a demo workspace: drawn with a fixed seed, so every start gives the same."""

import csv
import json
import random
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifiers.core.text import DATA as SEEDS
from classifiers.core.text import read_table

DATA = Path(__file__).parent / "data"
COMPANY_FIELDS = (
    *("name", "domain", "overview", "industry", "categories", "specialties", "sic_codes"),
    *("technologies", "type", "ownership_type", "size", "employees", "followers", "founded"),
    *("headquarters", "city", "state", "country", "total_funding", "alexa_rank", "events"),
)
CONTACT_FIELDS = (
    *("first_name", "last_name", "email", "job_title", "company", "company_domain"),
    *("city", "state", "country"),
)
SEED = 20_261_120
_LETTER_REPLACEMENTS = str.maketrans("ıłøß", "ilos")


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """A company of the demo file, as far as its people need it."""

    name: str
    domain: str
    city: str
    state: str
    country: str


def read_companies() -> list[dict[str, object]]:
    return _rows("companies.jsonl")


def read_directory() -> list[dict[str, object]]:
    """Read the invented companies of a trade directory, whose business models are hard to tell."""
    return _rows("directory_companies.jsonl")


def _rows(name: str) -> list[dict[str, object]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def demo_titles() -> list[str]:
    """Return the product's own titles: the dictionary's frequent ones, then all others."""
    frequent = [row["title"] for row in read_table(SEEDS / "titles/dictionary.csv")]
    titles = [row["title"] for row in read_table(SEEDS / "titles/representative.csv")]
    chance = random.Random(SEED)
    chance.shuffle(frequent)
    chance.shuffle(titles)
    return list(dict.fromkeys([*frequent, *titles]))


def write_companies(path: Path, *, companies: Sequence[Mapping[str, object]] = ()) -> int:
    """Write companies, else all, as a CSV file for the import; lists are joined by `;`."""
    companies = companies or read_companies()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COMPANY_FIELDS)
        for company in companies:
            writer.writerow([_format_cell(company.get(field)) for field in COMPANY_FIELDS])
    return len(companies)


def write_contacts(
    path: Path,
    *,
    count: int,
    titles: Sequence[str],
    companies: Sequence[Mapping[str, object]] = (),
    first: int = 0,
) -> int:
    """Write people as a CSV file for the import; few titles are common, many are rare.

    Args:
        path: file to write.
        count: how many people.
        titles: the titles they carry, the most frequent first; at least one.
        companies: where they work; all that there are where it is empty.
        first: number of the first one; it draws their names and keeps their addresses apart.
    """
    employers = [
        DemoCompany(
            name=str(row["name"]),
            domain=str(row.get("domain") or ""),
            city=str(row.get("city") or ""),
            state=str(row.get("state") or ""),
            country=str(row.get("country") or ""),
        )
        for row in companies or read_companies()
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(CONTACT_FIELDS)
        writer.writerows(_invent_people(count, titles, employers, first))
    return count


def _invent_people(
    count: int, titles: Sequence[str], companies: Sequence[DemoCompany], start: int
) -> Iterator[tuple[str, ...]]:
    chance = random.Random(SEED + start)
    first_names = (DATA / "first_names.txt").read_text(encoding="utf-8").split("\n")[:-1]
    last_names = (DATA / "last_names.txt").read_text(encoding="utf-8").split("\n")[:-1]
    # Zipf's law: the title of rank r is carried by about 1 / (r + 8) of the people.
    weights = [1 / (rank + 8) for rank in range(len(titles))]
    drawn_titles = chance.choices(titles, weights=weights, k=count)
    for number, title in enumerate(drawn_titles, start=start):
        first, last = chance.choice(first_names), chance.choice(last_names)
        company = chance.choice(companies)
        # Invented people get no address at a domain that somebody could own.
        host = company.domain if company.domain.endswith(".example") else "people.example"
        mail = f"{plain_letters(first)}.{plain_letters(last)}.{number}@{host}"
        yield (
            *(first, last, mail, title, company.name, company.domain),
            *(company.city, company.state, company.country),
        )


def plain_letters(name: str) -> str:
    """Return the letters of a name as an email or a domain has them, in lower case and ASCII."""
    letters = unicodedata.normalize("NFKD", name.lower().translate(_LETTER_REPLACEMENTS))
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())


def _format_cell(value: object) -> str:
    if isinstance(value, list):
        return ";".join(str(part) for part in value)
    return "" if value is None else str(value)
