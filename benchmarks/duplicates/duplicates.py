"""Duplicates among invented people and in lists of hard pairs: found, wrong, how fast.

Starts a Postgres and a Redis of its own, makes people with known duplicates of nine kinds and with
look-alikes of four kinds, and lets the job find the duplicates. Beside it what a CRM compares by
rule: the same name at the same company, or the same phone number.

The hard pairs, of people and of companies, were judged by reading. Rules were chosen by the first
half of them; the second half only reports. Pairs of a half are the records of one workspace.

Imported once the settings can be read.
"""

import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from benchmarks.duplicates.judged_pairs import judged_together
from benchmarks.duplicates.known_duplicates import Person, known_people
from benchmarks.workspace import Say, begin
from classifiers.duplicates.duplicate_people import MIN_SCORE
from leadqual.accounts.models import Workspace
from leadqual.duplicates.models import DuplicatePair, DuplicateRun, Kind
from leadqual.duplicates.runs import start_run
from leadqual.duplicates.selectors import BULK_SCORE
from leadqual.duplicates.tasks import run_duplicates
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Company, Contact

HALVES = {"chosen by": "look_alikes_first_half", "held out": "look_alikes_second_half"}
_BATCH = 5_000
_MAX_SHARED = 40
Pairs = set[tuple[int, int]]


def measure(n_people: int, *, say: Say) -> dict[str, object]:
    """Fill a workspace with people whose duplicates are known, and find them."""
    workspace, person = begin(say)
    say(f"{n_people:,} people")
    known = known_people(n_people)
    keys = _fill(workspace, known.rows)
    say("duplicates")
    run = start_run(
        workspace=workspace, kind=Kind.CONTACT, task=DuplicateRun.Task.FIND, author=person
    )
    started = time.perf_counter()
    run_duplicates(run.pk)
    seconds = time.perf_counter() - started
    run.refresh_from_db()
    if run.status != DuplicateRun.Status.DONE:
        raise SystemExit(f"The job is {run.status}.")
    places = {key: at for at, key in enumerate(keys)}
    stored = DuplicatePair.objects.values_list("contact_a_id", "contact_b_id", "score")
    scored = {_pair(places[a], places[b]): score for a, b, score in stored}
    ways: dict[str, Pairs] = {
        "review": set(scored),
        "bulk": {pair for pair, score in scored.items() if score >= BULK_SCORE},
        "rule": _by_rule(known.rows),
    }
    right = {_pair(*pair) for pairs in known.duplicates.values() for pair in pairs}
    return {
        "people": len(known.rows),
        "seconds": round(seconds, 1),
        "found": {
            name: {"pairs": len(pairs)}
            | {way: round(_share(found, pairs), 4) for way, found in ways.items()}
            for name, pairs in (known.duplicates | known.look_alikes).items()
        },
        "recall": {way: round(len(right & found) / len(right), 4) for way, found in ways.items()},
        "precision": {
            way: round(len(right & found) / max(1, len(found)), 4) for way, found in ways.items()
        },
        "wrong pairs": {way: len(found - right) for way, found in ways.items()},
        "hard pairs": {
            half: {kind: _hard_pairs(name, kind) for kind in ("people", "companies")}
            for half, name in HALVES.items()
        },
    }


def _hard_pairs(name: str, kind: str) -> dict[str, float]:
    """Return how many pairs of a file are one and two records, and how many of each are likely."""
    pairs, others = judged_together(Path(__file__).parent / f"{name}.yaml", kind)
    one, two = ([pair.score for pair in pairs if pair.verdict == of] for of in ("one", "two"))
    likely = [sum(score >= BULK_SCORE for score in scores) for scores in (one, two)]
    n_wrong = likely[1] + others[BULK_SCORE]
    return {
        "one": len(one),
        "likely, right": likely[0],
        "shown, right": sum(score >= MIN_SCORE for score in one),
        "two": len(two),
        "likely, wrong": n_wrong,
        "shown, wrong": sum(score >= MIN_SCORE for score in two) + others[MIN_SCORE],
        "precision, likely": round(likely[0] / max(1, likely[0] + n_wrong), 4),
    }


def _pair(one: int, other: int) -> tuple[int, int]:
    return (min(one, other), max(one, other))


def _share(found: Pairs, pairs: list[tuple[int, int]]) -> float:
    return sum(_pair(*pair) in found for pair in pairs) / len(pairs)


def _by_rule(rows: list[Person]) -> Pairs:
    """Return the pairs that share name and company, or a phone number, letter by letter."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, one in enumerate(rows):
        blocks[one.first.lower(), one.last.lower(), one.company.lower()].append(at)
        if one.phone:
            blocks[(one.phone,)].append(at)
    small = (block for block in blocks.values() if len(block) <= _MAX_SHARED)
    return {_pair(*pair) for block in small for pair in combinations(block, 2)}


def _fill(workspace: Workspace, rows: list[Person]) -> list[int]:
    """Store the people with their companies; returns their keys in the order of the rows."""
    names = list(dict.fromkeys(one.company for one in rows))
    stored = Company.objects.bulk_create(
        [Company(workspace=workspace, name=name, name_key=name_key(name)) for name in names],
        batch_size=_BATCH,
    )
    companies = dict(zip(names, stored, strict=True))
    people = Contact.objects.bulk_create(
        [
            Contact(
                workspace=workspace,
                first_name=one.first,
                last_name=one.last,
                company=companies[one.company],
                email=email or None,
                phone=one.phone,
                city=one.city,
                title=one.title,
            )
            for one, email in zip(rows, _emails(rows), strict=True)
        ],
        batch_size=_BATCH,
    )
    return [one.pk for one in people]


def _emails(rows: list[Person]) -> list[str]:
    """Return the email of each row, with a number in it where another has the same."""
    emails: list[str] = []
    seen: set[str] = set()
    for at, one in enumerate(rows):
        email = one.email.replace("@", f"{at}@") if one.email in seen else one.email
        seen.add(email)
        emails.append(email)
    return emails
