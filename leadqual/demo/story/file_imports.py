"""Lists that came in over the weeks: companies with their people, and one without columns yet."""

import csv
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.files import File

from leadqual.accounts.models import User
from leadqual.demo.people_names import (
    demo_titles,
    read_companies,
    read_directory,
    write_companies,
    write_contacts,
)
from leadqual.demo.story.story_steps import SEED, Step, Story
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch
from leadqual.imports.services import set_mapping, start_import
from leadqual.labeling.corrections.services import classify_batch

LOCALIZATION_TITLES = (
    *("Localization specialist", "Localization manager", "Localization coordinator"),
    *("Translation coordinator", "Translation manager", "Senior localization specialist"),
    *("Localization lead", "Localization project coordinator", "Subtitling coordinator"),
)
"""Titles that the models of the product leave unclassified: the team teaches them."""

PEOPLE_PER_COMPANY = 6
_FIRST_TITLE, _TITLE_STEP = 30, 6
_SMALL_IMPORT_SIZE = 40
_NEAR_MUNICH = frozenset(("Germany", "Austria", "Switzerland", "Netherlands"))
_LISTS = (
    (30, "webinar_guests"),
    (27, "partner_referrals"),
    (23, "pricing_page_visitors"),
    (20, "conference_guests"),
    (16, "newsletter_readers"),
    (13, "podcast_guests"),
    (9, "customer_referrals"),
)
"""Days ago and name of the smaller lists."""
_TRADE_FAIR = (2, "munich_fair")
_DIRECTORY_DAY = 33
"""Days ago: companies without people."""

_INVALID_ROWS = ("Ana,Sol,ana.sol(at)people.example,Office manager", "Ben,Roth,ben,Buyer")
_Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class CompanyFile:
    """A list of companies, and of the people who work there."""

    days_ago: int
    name: str
    companies: Sequence[_Row]
    first: int
    mistyped: Sequence[str] = ()

    @property
    def n_people(self) -> int:
        return len(self.companies) * PEOPLE_PER_COMPANY


@cache
def company_files() -> list[CompanyFile]:
    """Return the lists in their order; each company is in one of them.

    All are drawn alike but for the last one, of a trade fair, whose companies come from four
    countries: monitoring is to notice that.
    """
    rows = read_companies()
    german = [row for row in rows if row.get("country") in _NEAR_MUNICH]
    others = [row for row in rows if row.get("country") not in _NEAR_MUNICH]
    random.Random(SEED).shuffle(others)
    n_first = len(others) - _SMALL_IMPORT_SIZE * len(_LISTS)
    parts: list[tuple[int, str, Sequence[_Row]]] = [(33, "companies", others[:n_first])]
    for number, (days_ago, name) in enumerate(_LISTS):
        start = n_first + number * _SMALL_IMPORT_SIZE
        parts.append((days_ago, name, others[start : start + _SMALL_IMPORT_SIZE]))
    parts.append((*_TRADE_FAIR, german))
    files, first = [], 0
    for days_ago, name, companies in parts:
        mistyped = _INVALID_ROWS if days_ago == _LISTS[-1][0] else ()
        files.append(CompanyFile(days_ago, name, companies, first, mistyped))
        first += files[-1].n_people
    return files


def steps(story: Story) -> list[Step]:
    found = []
    for one in company_files():
        for minute, kind in ((12, ImportBatch.Kind.COMPANIES), (25, ImportBatch.Kind.CONTACTS)):
            found.append(_import_step(story, one, kind, minute))
    directory = CompanyFile(_DIRECTORY_DAY, "trade_directory", read_directory(), 0)
    found.append(_import_step(story, directory, ImportBatch.Kind.COMPANIES, 40))
    return [*found, Step(story.at(0, 8, 5), "waiting list", lambda _: _upload_unmapped(story))]


def _import_step(story: Story, one: CompanyFile, kind: ImportBatch.Kind, minute: int) -> Step:
    return Step(
        story.at(one.days_ago, 9, minute),
        f"{kind} of {one.name}",
        lambda _: _import_file(story, one, kind),
        is_whole=False,
    )


def _import_file(story: Story, one: CompanyFile, kind: ImportBatch.Kind) -> None:
    """Import a list and have its titles classified; one that a kill stopped is finished first."""
    author = story.team.maya if one.mistyped else story.team.owner
    name = f"{one.name}.csv" if kind == ImportBatch.Kind.COMPANIES else f"{one.name}_people.csv"
    batches = ImportBatch.objects.filter(workspace=story.workspace, file_name=name)
    for batch in batches.filter(status__in=[ImportBatch.Status.QUEUED, ImportBatch.Status.RUNNING]):
        run_import(batch.pk)
    if not batches.filter(status=ImportBatch.Status.DONE).exists():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            if kind == ImportBatch.Kind.COMPANIES:
                write_companies(path, companies=one.companies)
            else:
                _write_people(path, one)
            run_import(_start_import(story, author, kind, path).pk)
    if kind == ImportBatch.Kind.CONTACTS:
        while classify_batch():
            pass


def _write_people(path: Path, one: CompanyFile) -> None:
    titles = demo_titles()
    for number, title in enumerate(LOCALIZATION_TITLES):
        titles.insert(_FIRST_TITLE + number * _TITLE_STEP, title)
    write_contacts(
        path, count=one.n_people, titles=titles, companies=one.companies, first=one.first
    )
    with path.open("a", encoding="utf-8", newline="") as file:
        file.writelines(f"{line},,,,,\r\n" for line in one.mistyped)


def _start_import(story: Story, author: User, kind: ImportBatch.Kind, path: Path) -> ImportBatch:
    batch = _upload_file(story, author, kind, path)
    set_mapping(batch=batch, mapping=batch.mapping, author=author)
    return batch


def _upload_file(story: Story, author: User, kind: ImportBatch.Kind, path: Path) -> ImportBatch:
    with path.open("rb") as file:
        return start_import(
            workspace=story.workspace,
            author=author,
            kind=kind,
            file=File(file),
            file_name=path.name,
        )


def _upload_unmapped(story: Story) -> None:
    """Send a list whose columns somebody still has to confirm."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spring_event_guests.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("Guest", "Works at", "Role", "Contact", "Remark"))
            writer.writerows(
                (f"Guest {n}", "Brightwater", "Buyer", f"guest.{n}@people.example", "table 4")
                for n in range(1, 41)
            )
        _upload_file(story, story.team.tomas, ImportBatch.Kind.CONTACTS, path)
