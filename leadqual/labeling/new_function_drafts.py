"""A sketched function as a draft of the taxonomy."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import MAX_FUNCTIONS
from leadqual.labeling.new_functions import (
    FunctionSketch,
    SketchedFunction,
    _functions_now,
    describe_new_function,
)
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.document import Document, Meaning, WrittenFunction
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.drafts import services
from leadqual.taxonomy.models import TaxonomyDraft
from leadqual.taxonomy.services import normalised


@transaction.atomic
def draft_function(
    *,
    workspace: Workspace,
    sketch: FunctionSketch,
    function: WrittenFunction,
    moved: Collection[str],
    author: User,
) -> TaxonomyDraft:
    """Begin a draft of the taxonomy with a new function; nothing is live before it is published.

    Examples and accepted titles are its representative titles, accepted phrases its phrase rules.
    Titles that give up a function, and rejected ones, become entries of the dictionary: what is
    rejected keeps the functions that it has now, however similar it is.

    Args:
        workspace: whose titles were accepted.
        sketch: what was said of the function.
        function: its name, slug, department and description.
        moved: slugs of functions that its titles have now and do not keep.
        author: who begins the draft.

    Raises:
        EditError: there is such a function, or no such department; no draft was made.
        DocumentError: a title or phrase is too long; no draft was made.
    """
    found = describe_new_function(workspace=workspace, sketch=sketch)
    titles = {title.title: None for title in found.titles if title.pk not in found.by_phrase}
    written = replace(function, titles=frozenset((*_without_repeats(sketch.examples), *titles)))
    document = edits.add_function(read_document(), function=written)
    document = _with_phrases(document, found, function.slug, moved)
    document = _with_entries(document, found, function.slug, moved)
    draft = services.start_draft(
        name=f"New function: {function.name}", author=author, document=document
    )
    record_audit(
        workspace=workspace,
        actor=author,
        action="taxonomy.function_drafted",
        subject=f"taxonomy_draft:{draft.pk}",
        name=function.name,
        details={"titles": len(found.titles), "phrases": len(found.taken)},
    )
    return draft


def _without_repeats(titles: Iterable[str]) -> list[str]:
    """Return titles without two spellings that read the same."""
    by_key = {key: title.strip() for title in titles if (key := normalised(title))}
    return list(by_key.values())


def _with_phrases(
    document: Document, found: SketchedFunction, slug: str, moved: Collection[str]
) -> Document:
    """Write a rule for each spelling; it keeps functions that most of its titles keep."""
    for phrase in found.taken:
        for spelling in (phrase.phrase, *phrase.spellings):
            rows = [title for title in found.titles if _holds_phrase(title.normalised, spelling)]
            kept = [now.slug for now in _functions_now(rows) if 2 * now.n_titles > len(rows)]
            before = document.phrases.get(spelling, frozenset())
            functions = frozenset((*before, *kept)) - set(moved) | {slug}
            document = edits.set_phrase(document, spelling, functions=functions)
    return document


def _with_entries(
    document: Document, found: SketchedFunction, slug: str, moved: Collection[str]
) -> Document:
    """Write an entry for each title whose functions neither similarity nor a rule gives it.

    A rejected title gets one too: it is among those most similar to the function.
    """
    spellings = [
        spelling for phrase in found.taken for spelling in (phrase.phrase, *phrase.spellings)
    ]
    wanted: dict[str, frozenset[str]] = {}
    for title in found.titles:
        now = _slugs(title)
        by_rule = [
            document.phrases[spelling]
            for spelling in spellings
            if _holds_phrase(title.normalised, spelling)
        ]
        then = (now - set(moved)) | {slug}
        is_given = then == frozenset().union(*by_rule) if by_rule else then == now | {slug}
        if not is_given or title.normalised in document.dictionary:
            wanted[title.normalised] = then
    wanted |= {title.normalised: _slugs(title) for title in found.rejected}
    for key, functions in wanted.items():
        entry = document.dictionary.get(key, Meaning())
        limited = frozenset(
            sorted(functions, key=lambda function: function != slug)[:MAX_FUNCTIONS]
        )
        document = edits.set_entry(document, key, meaning=replace(entry, functions=limited))
    return document


def _slugs(title: JobTitle) -> frozenset[str]:
    return frozenset(label.function.slug for label in title.labels.all())


def _holds_phrase(key: str, phrase: str) -> bool:
    return f" {phrase} " in f" {key.replace(',', ' ')} "


@transaction.atomic
def withdraw_function(*, workspace: Workspace, draft_id: int, author: User) -> TaxonomyDraft:
    """Discard a draft that its author began with a new function.

    Raises:
        DraftClosedError: it was published.
        TaxonomyDraft.DoesNotExist: it is the draft of somebody else.
    """
    draft = TaxonomyDraft.objects.get(pk=draft_id, author=author)
    services.discard(draft_id=draft.pk, is_archived=True)
    record_audit(
        workspace=workspace,
        actor=author,
        action="taxonomy.function_withdrawn",
        subject=f"taxonomy_draft:{draft.pk}",
        name=draft.name,
    )
    return draft
