"""Recent changes that can be undone step by step, whether made on a page, by API or by command.

Each kind is read from its own table, so undone changes disappear. Changes whose undo only a message
offered are kept in `UndoStep`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Count, F, Max, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim
from django.urls import Resolver404, resolve, reverse

from leadqual.accounts.audit.records import address_of_record
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import BulkVerdict, Verdict
from leadqual.core import clock
from leadqual.core.models import UndoStep
from leadqual.core.pages.undo import MAX_UNDO_AGE, split_next
from leadqual.core.texts.plain_texts import format_count
from leadqual.imports.models import ImportBatch
from leadqual.labeling.models.queues import BulkCorrection
from leadqual.leads.models import DeletedRecord, DoNotContact, MergedRecord, RecordChange
from leadqual.replies.models import BulkReplyCorrection

DAYS = 30
"""How long changes are listed."""
_NOUNS = {"contact": ("person", "people"), "company": ("company", "companies")}
_NOUNS["reply"] = ("reply", "replies")
_FULL_NAME = NullIf(
    Trim(Concat("contact__first_name", Value(" "), "contact__last_name")), Value("")
)

_SEPARATE_CHANGES = frozenset(
    {
        *("search:undo_change", "search:restore_many", "search:restore_deleted", "duplicates:undo"),
        *("duplicates:undo_step", "search:undo_do_not_contact", "labeling:undo-bulk-correction"),
        *("campaigns:undo_bulk_verdict", "campaigns:undo_region", "replies:undo_bulk_action"),
        "campaigns:undo",
    }
)
"""Undo URLs of changes that the sources below read from their own tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change.

    Args:
        kind: code of its kind, as in the filter of the page.
        at: when it was done.
        person: key of the user who did it; None for a program without one.
        words: what was done.
        undo: URL that undoes it by a post, or of a page that does.
    """

    kind: str
    at: datetime
    person: int | None
    words: str
    undo: str

    @property
    def is_page(self) -> bool:
        """Whether the URL is of a page that first shows what the undo would do."""
        return self.kind == "import"


_Source = Callable[[Workspace, datetime], Iterable[Change]]


def changes_of(
    workspace: Workspace, *, kind: str = "", days: timedelta = timedelta(days=DAYS)
) -> list[Change]:
    """Return changes that were not undone, newest first; one query for each kind.

    Args:
        workspace: whose.
        kind: code of one kind; "" for all.
        days: how far back.
    """
    since = clock.now() - days
    wanted = [source for code, (_, source) in KINDS.items() if kind in ("", code)]
    found = [change for source in wanted for change in source(workspace, since)]
    return sorted(found, key=attrgetter("at"), reverse=True)


def own_changes(workspace: Workspace, person: User) -> dict[str, Change]:
    """Return a person's changes and last verdict that were not undone, by undo URL.

    Changes in sample data, which is older than its workspace, do not count.
    """
    since = clock.now() - MAX_UNDO_AGE
    if workspace.sample_steps is not None:
        since = max(since, workspace.created_at)
    verdicts = Verdict.objects.filter(workspace=workspace, author=person, undone_at=None)
    verdict = verdicts.filter(created_at__gte=since, region=None).order_by("-created_at").first()
    recent = changes_of(workspace, days=MAX_UNDO_AGE)
    own_verdicts = [one for one in recent if one.person == person.pk and one.at >= since]
    if verdict:
        words, undo = f"{verdict.done} {verdict.company}", ("campaigns:undo", verdict.campaign_id)
        own_verdicts.append(_change_of_row("verdict", verdict, words, *undo, verdict.pk))
    found = {split_next(one.undo)[0]: one for one in own_verdicts}
    for step in _steps(workspace, since).filter(person=person):
        if step.undo in found or not _is_listed_elsewhere(step):
            found[step.undo] = _change_of_message(step)  # It has the page that the undo leads to.
    return found


def _edits(workspace: Workspace, since: datetime) -> Iterator[Change]:
    rows: Any = RecordChange.objects.filter(
        workspace=workspace, undone_at=None, created_at__gte=since
    )
    steps = rows.exclude(before={}).order_by().values("step", person=F("author"))
    name = Coalesce(
        *("company__name", _FULL_NAME, "contact__email", "contact__linkedin_url"),
        *("contact__phone", Value("a person")),
    )
    for step in steps.annotate(
        n=Count("pk"),
        at=Max("created_at"),
        contact_key=Max("contact"),
        company_key=Max("company"),
        named=Max(name),
    ):
        kind = "contact" if step["contact_key"] else "company"
        back = address_of_record(kind, step[f"{kind}_key"]) if step["n"] == 1 else ""
        undo = _undo_address("search:undo_change", step["step"], back=back)
        yield _change_of_step("edit", step, f"Edited {_record_label(step, kind)}", undo)


def _deletions(workspace: Workspace, since: datetime) -> Iterator[Change]:
    rows: Any = DeletedRecord.objects.filter(
        workspace=workspace, merge__isnull=True, deleted_at__gte=since
    )
    own_verdicts = Coalesce(Cast("step", CharField()), Cast("pk", CharField()))
    steps = rows.annotate(group=own_verdicts).order_by()
    steps = steps.values("group", "step", "kind", person=F("deleted_by"))
    for step in steps.annotate(n=Count("pk"), at=Max("deleted_at"), named=Max("name")):
        name = "search:restore_many" if step["step"] else "search:restore_deleted"
        words = f"Deleted {_record_label(step, step['kind'])}"
        yield _change_of_step("deletion", step, words, _undo_address(name, step["group"]))


def _merges(workspace: Workspace, since: datetime) -> Iterator[Change]:
    rows = MergedRecord.objects.filter(workspace=workspace, merged_at__gte=since)
    steps = rows.exclude(deletion=None).order_by().values("step", "kind", person=F("merged_by"))
    for step in steps.annotate(
        n=Count("pk"), at=Max("merged_at"), one=Max("pk"), named=Max("deletion__name")
    ):
        is_one = step["n"] == 1
        undo = (
            ("duplicates:undo", step["one"]) if is_one else ("duplicates:undo_step", step["step"])
        )
        yield _change_of_step(
            "merge", step, f"Merged {_record_label(step, step['kind'])}", _undo_address(*undo)
        )


def _do_not_contact_entries(workspace: Workspace, since: datetime) -> Iterator[Change]:
    rows: Any = DoNotContact.objects.filter(
        workspace=workspace, lifted_at=None, created_at__gte=since
    )
    steps = rows.filter(origin__startswith="step:").order_by()
    steps = steps.values("origin", person=F("author"))
    for step in steps.annotate(n=Count("pk"), at=Max("created_at")):
        words = f"Marked {format_count(step['n'], 'address', 'addresses')} Do not contact"
        undo = _undo_address("search:undo_do_not_contact", step["origin"].removeprefix("step:"))
        yield _change_of_step("do_not_contact", step, words, undo)


def _change_of_step(kind: str, step: Mapping[str, Any], words: str, undo: str) -> Change:
    return Change(kind=kind, at=step["at"], person=step["person"], words=words, undo=undo)


def _record_label(step: Mapping[str, Any], kind: str) -> str:
    """Return the name of the record of a step, or the number of records if there are several."""
    return str(step["named"]) if step["n"] == 1 else format_count(step["n"], *_NOUNS[kind])


def _titles(workspace: Workspace, since: datetime) -> Iterator[Change]:
    for row in _undoable_rows(BulkCorrection, workspace, since).annotate(n=Count("corrections")):
        words = f"Corrected {format_count(row.n, 'title', 'titles')}: {row.name}"
        yield _change_of_row("titles", row, words, "labeling:undo-bulk-correction", row.pk)


def _verdicts(workspace: Workspace, since: datetime) -> Iterator[Change]:
    for row in _undoable_rows(BulkVerdict, workspace, since).select_related("campaign"):
        words = f"{row.done} {row.named} in {row.campaign}"
        undo = "campaigns:undo_bulk_verdict", row.campaign_id, row.pk
        yield _change_of_row("verdicts", row, words, *undo)


def _replies(workspace: Workspace, since: datetime) -> Iterator[Change]:
    for row in _undoable_rows(BulkReplyCorrection, workspace, since).annotate(
        n=Count("corrections")
    ):
        words = f"Labeled {format_count(row.n, 'reply', 'replies')}"
        yield _change_of_row("replies", row, words, "replies:undo_bulk_action", row.pk)


def _imports(workspace: Workspace, since: datetime) -> Iterator[Change]:
    for batch in ImportBatch.objects.filter(workspace=workspace, created_at__gte=since):
        if batch.can_be_undone:
            words = f"Imported {batch.file_name}"
            yield _change_of_row("import", batch, words, "imports:undo_page", batch.pk)


def _offered_undos(workspace: Workspace, since: datetime) -> Iterator[Change]:
    """Yield changes whose undo a message offered and that no source above has."""
    for step in _steps(workspace, since):
        if not _is_listed_elsewhere(step):
            yield _change_of_message(step)


def _steps(workspace: Workspace, since: datetime) -> QuerySet[UndoStep]:
    return UndoStep.objects.filter(workspace=workspace, undone_at=None, done_at__gte=since)


def _is_listed_elsewhere(step: UndoStep) -> bool:
    try:
        return resolve(step.undo.partition("?")[0]).view_name in _SEPARATE_CHANGES
    except Resolver404:  # From another version.
        return True


def _change_of_message(step: UndoStep) -> Change:
    sign = "&" if "?" in step.undo else "?"
    undo = f"{step.undo}{sign}{urlencode({'next': step.back})}" if step.back else step.undo
    fields = {"at": step.done_at, "person": step.person_id}
    return _change_of_step("other", fields, step.words, undo)


KINDS: dict[str, tuple[str, _Source]] = {
    "edit": ("Edits", _edits),
    "deletion": ("Deletions", _deletions),
    "merge": ("Merges", _merges),
    "import": ("Imports", _imports),
    "do_not_contact": ("Do not contact", _do_not_contact_entries),
    "titles": ("Titles", _titles),
    "verdicts": ("Verdicts", _verdicts),
    "replies": ("Replies", _replies),
    "other": ("Other", _offered_undos),
}
"""Code of a kind → its label and source of changes."""


def _undoable_rows(model: Any, workspace: Workspace, since: datetime) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(workspace=workspace, created_at__gte=since)
    return rows.filter(undone_at=None)


def _change_of_row(kind: str, row: Any, words: str, undo: str, *args: object) -> Change:
    address = reverse(undo, args=args)
    return Change(kind=kind, at=row.created_at, person=row.author_id, words=words, undo=address)


def _undo_address(name: str, *args: object, back: str = "") -> str:
    address = reverse(name, args=args)
    return f"{address}?{urlencode({'next': back})}" if back else address
