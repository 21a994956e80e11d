"""How long a correction takes with a million distinct titles in the database.

Imported once the settings can be read.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import islice

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Count

from benchmarks.workspace import Say, begin
from classifiers.core.text import DATA as SEEDS
from classifiers.core.text import read_table
from classifiers.titles.dictionary import load_dictionary
from classifiers.titles.text.normalize import normalize
from classifiers.titles.text.signature import signature
from classifiers.titles.training.dataset import read_written
from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections import services
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.quality_gate import preload
from leadqual.leads.models import JobTitle
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.models import Function, Level

N_CORRECTIONS = 100
SEED = 7
RANKS = (
    *("senior", "junior", "lead", "head of", "director of", "vice president of", "manager"),
    *("trainee", "deputy director", "team lead", "principal", "supervisor", "intern"),
)
FIELDS = (
    *("emea", "dach", "apac", "north", "south", "east", "west", "europe", "americas", "global"),
    *(
        "retail",
        "banking",
        "insurance",
        "automotive",
        "energy",
        "pharma",
        "telecom",
        "public sector",
    ),
    *("operations", "strategy", "projects", "platform", "systems", "services", "europe east"),
    *(f"region {number}" for number in range(1, 40)),
    *(f"team {letter}" for letter in "abcdefghijkl"),
)
MIN_LETTERS = 6
CHUNK = 20_000
SHUFFLED, RANKED, SLIPPED = 0.3, 0.5, 0.3  # Shares of the titles.


def measure(n_titles: int, *, say: Say) -> dict[str, object]:
    """Fill the tables with distinct titles and time what a person does there."""
    workspace, author = begin(say)
    say(f"{n_titles:,} titles")
    filling = _seconds(lambda: _fill(workspace, n_titles))
    say(f"{N_CORRECTIONS} corrections")
    return {
        "distinct titles in the database": n_titles,
        "seconds to fill the database": round(filling, 1),
        **_time(workspace, author),
    }


def made_titles(n_titles: int, *, seed: int = SEED) -> Iterator[str]:
    """Give distinct normalised titles: ours with ranks, fields, other orders and slips."""
    draw = random.Random(seed)
    known = [*load_dictionary(), *(title.title for title in read_written())]
    known += [row["title"] for row in read_table(SEEDS / "titles/representative.csv")]
    seeds = list(dict.fromkeys(filter(None, map(normalize, known))))
    seen: set[str] = set()
    while len(seen) < n_titles:
        key = normalize(_varied(draw.choice(seeds), draw))
        if key and key not in seen and normalize(key) == key:
            seen.add(key)
            yield key


def _varied(key: str, draw: random.Random) -> str:
    words = key.split()
    if draw.random() < SHUFFLED:
        draw.shuffle(words)
    if draw.random() < RANKED:
        words = [*draw.choice(RANKS).split(), *words]
    for _ in range(draw.choice((0, 1, 1, 2))):
        words += draw.choice(FIELDS).split()
    if draw.random() < SLIPPED:
        at = draw.randrange(len(words))
        if len(words[at]) >= MIN_LETTERS:
            cut = draw.randrange(1, len(words[at]))
            words[at] = words[at][:cut] + words[at][cut + 1 :]
    return " ".join(words)


def _fill(workspace: Workspace, n_titles: int) -> None:
    """Copy titles with what the live cascade says of them into the tables."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX title_trigrams")  # Built at once at the end.
        titles = made_titles(n_titles)
        for first in range(1, n_titles + 1, CHUNK):
            _copy(cursor, workspace, first, list(islice(titles, CHUNK)))
        cursor.execute("SELECT setval('leads_jobtitle_id_seq', %s)", [n_titles])
        cursor.execute(
            "CREATE INDEX title_trigrams ON leads_jobtitle USING gin (normalised gin_trgm_ops)"
            " WHERE level_id IS NOT NULL"
        )
        cursor.execute("ANALYZE")


def _copy(cursor: CursorWrapper, workspace: Workspace, first: int, keys: list[str]) -> None:
    functions = dict(Function.objects.values_list("slug", "pk"))
    levels = dict(Level.objects.values_list("slug", "pk"))
    found = load_titles().predict(keys, explain=False)
    draw = random.Random(first)
    with cursor.copy(
        "COPY leads_jobtitle (id, workspace_id, title, normalised, signature, n_contacts,"
        " level_id, level_score, source, model_version, why, classified_at) FROM STDIN"
    ) as rows:
        for pk, (key, answer) in enumerate(zip(keys, found, strict=True), first):
            n_contacts = int(1 / max(draw.random(), 1e-5) ** 0.7)
            level = levels[answer.level.slug]
            names = (key, key, signature(key))
            told = (answer.level.score, answer.source, answer.model, "[]", "2026-11-20 00:00+00")
            rows.write_row((pk, workspace.pk, *names, n_contacts, level, *told))
    with cursor.copy(
        "COPY leads_titlelabel (job_title_id, function_id, source, score) FROM STDIN"
    ) as rows:
        for pk, answer in enumerate(found, first):
            for label in answer.functions:
                rows.write_row((pk, functions[label.slug], "model", label.score))


def _time(workspace: Workspace, author: User) -> dict[str, object]:
    preload(load_titles())
    for title, word in islice(_asked(workspace), 3):  # No first request of a process is timed.
        services.preview_correction(job_title=title, correction_input=word)
    seconds: dict[str, list[float]] = {"preview": [], "apply": [], "undo": [], "answer": []}
    n_followers, n_refused = [], 0
    for title, word in _asked(workspace):
        began = time.perf_counter()
        reach = services.preview_correction(job_title=title, correction_input=word)
        seconds["preview"].append(time.perf_counter() - began)
        if reach.is_refused:
            n_refused += 1
            continue
        n_followers.append(len(reach.titles))
        began = time.perf_counter()
        correction = services.record_correction(
            job_title=title, correction_input=word, author=author
        )
        seconds["apply"].append(time.perf_counter() - began)
        followers = [row.title for row in reach.titles[:20]]
        began = time.perf_counter()
        found = services.predict(workspace=workspace, titles=[title.title, *followers])
        seconds["answer"].append(time.perf_counter() - began)
        if any({label.slug for label in each.functions} != set(word.functions) for each in found):
            raise AssertionError(f"{title.title} or a title like it has the old answer.")
        began = time.perf_counter()
        services.undo_correction(correction=correction, author=author)
        seconds["undo"].append(time.perf_counter() - began)
        if len(n_followers) == N_CORRECTIONS:
            break
    return {
        "corrections": len(n_followers),
        "refused by the frozen test set": n_refused,
        "titles that followed, median": statistics.median(n_followers),
        "titles that followed, most": max(n_followers),
        **{f"{name}, milliseconds": _spread(times) for name, times in seconds.items()},
    }


def _asked(workspace: Workspace) -> Iterator[tuple[JobTitle, CorrectionInput]]:
    """Give titles to correct: by turns one that many people carry, one with many like it, any."""
    titles = JobTitle.objects.filter(workspace=workspace)
    frequent = list(titles.order_by("-n_contacts", "pk")[: 3 * N_CORRECTIONS])
    groups = titles.values("signature").annotate(n=Count("pk")).order_by("-n")
    crowded = [
        titles.filter(signature=row["signature"]).order_by("pk")[0]
        for row in groups[: 3 * N_CORRECTIONS]
    ]
    draw = random.Random(SEED)
    anywhere = list(
        titles.filter(pk__in=draw.sample(range(1, titles.count() + 1), 3 * N_CORRECTIONS)).order_by(
            "pk"
        )
    )
    for trio in zip(frequent, crowded, anywhere, strict=True):
        for title in trio:
            yield title, CorrectionInput(("social_work",), "specialist")


def _spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "p50": round(ordered[len(ordered) // 2] * 1_000, 1),
        "p95": round(ordered[int(len(ordered) * 0.95)] * 1_000, 1),
        "slowest": round(ordered[-1] * 1_000, 1),
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
