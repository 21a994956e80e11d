"""What a draft of the taxonomy would change, worked out over a million distinct titles.

Imported once the settings can be read.
"""

import os
import random
import resource
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice

from django.db import connection

from benchmarks.labeling.corrections import made_titles
from benchmarks.workspace import Say, begin
from classifiers.titles.text.signature import signature
from leadqual.accounts.models import Workspace
from leadqual.labeling.draft_effects.job import compute_effect
from leadqual.taxonomy.document import edits as editing
from leadqual.taxonomy.document.document import Document, Meaning
from leadqual.taxonomy.drafts.effects import ask_for_effect
from leadqual.taxonomy.drafts.services import edit_draft, start_draft
from leadqual.taxonomy.models import DraftEffect, TaxonomyDraft

CHUNK = 20_000

Edit = Callable[[Document], Document]
WORDS: Sequence[Edit] = (
    partial(editing.set_entry, title="sales manager", meaning=Meaning(frozenset({"accounting"}))),
    partial(editing.set_phrase, phrase="team lead", functions=frozenset({"accounting"})),
)
THRESHOLD: Sequence[Edit] = (partial(editing.set_field, slug="sales", name="threshold", value=0.9),)
TREE: Sequence[Edit] = (
    partial(editing.merge_function, slug="sales_enablement", into="sales"),
    partial(editing.retire_function, slug="nursing"),
)
DRAFTS = {
    "an entry and a phrase rule": WORDS,
    "a threshold": THRESHOLD,
    "a merge and a function that is retired": TREE,
    "all of these": (*WORDS, *THRESHOLD, *TREE),
}


def measure(n_titles: int, *, say: Say) -> dict[str, object]:
    """Fill the tables, and work out drafts of several kinds one after the other."""
    workspace, author = begin(say)
    say(f"{n_titles:,} titles")
    _fill(workspace, n_titles)
    figures: dict[str, object] = {
        "distinct titles in the database": n_titles,
        "load average before": round(os.getloadavg()[0], 1),
    }
    for name, edits in DRAFTS.items():
        say(name)
        draft = start_draft(name=name, author=author)
        for edit in edits:
            draft = edit_draft(draft_id=draft.pk, edit=edit, author=author)
        figures[name] = _worked_out(draft, n_titles)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures | {
        "memory at its highest, MB": peak,
        "load average after": round(os.getloadavg()[0], 1),
    }


def _fill(workspace: Workspace, n_titles: int) -> None:
    """Copy titles that nobody has read into the table; what they are is not asked for."""
    titles = made_titles(n_titles)
    draw = random.Random(1)  # no secret
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX title_trigrams")  # Nothing here asks for words in titles.
        while keys := list(islice(titles, CHUNK)):
            with cursor.copy(
                "COPY leads_jobtitle (workspace_id, title, normalised, signature, n_contacts,"
                " source, model_version, why) FROM STDIN"
            ) as rows:
                for key in keys:
                    n_contacts = int(1 / max(draw.random(), 1e-5) ** 0.7)
                    names = (key, key, signature(key))
                    rows.write_row((workspace.pk, *names, n_contacts, "", "", "[]"))
        cursor.execute("ANALYZE")


def _worked_out(draft: TaxonomyDraft, n_titles: int) -> dict[str, object]:
    ask_for_effect(draft_id=draft.pk)
    began, worked = time.perf_counter(), time.process_time()
    while not compute_effect(draft.pk, until=time.monotonic() + 20):
        pass  # In slices, as the job does.
    seconds = time.perf_counter() - began
    effect = DraftEffect.objects.get(pk=draft.pk)
    if effect.finished_at is None or effect.done != n_titles:
        raise AssertionError(f"{effect.problem or 'It was not worked out.'}")
    found = effect.parts.get().found
    return {
        "seconds": round(seconds, 1),
        "seconds of a processor": round(time.process_time() - worked, 1),
        "titles a second": round(n_titles / seconds),
        "titles that change": found["n_titles"],
        "people with these titles": found["n_contacts"],
    }
