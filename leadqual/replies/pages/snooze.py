"""Snooze replies on the page of the inbox: until when, for one or many, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.navigation import own_address, safe_next
from leadqual.core.pages.undo import say_undoable
from leadqual.core.texts.counts import counted
from leadqual.replies import selectors
from leadqual.replies.models import Reply
from leadqual.replies.pages.forms import SnoozeForm
from leadqual.replies.pages.inbox_changes import answer
from leadqual.replies.pages.selection import selected_replies
from leadqual.replies.snoozing import services

_A_WEEK = 7
_A_MONTH = 30


@dataclass(frozen=True, slots=True)
class SnoozeChoice:
    """A day that is one press away; `key` is pressed with Shift in the open menu."""

    day: date
    words: str
    key: str


def snooze_choices() -> list[SnoozeChoice]:
    """Return the days that are offered: tomorrow, next Monday, in a week, in a month."""
    today = clock.now().astimezone(UTC).date()
    to_monday = _A_WEEK - today.weekday()
    found = {
        ("Tomorrow", "T"): today + timedelta(days=1),
        ("Next Monday", "M"): today + timedelta(days=to_monday),
        ("In a week", "W"): today + timedelta(days=_A_WEEK),
        ("In a month", "O"): today + timedelta(days=_A_MONTH),
    }
    days: dict[date, SnoozeChoice] = {}
    for (words, key), day in found.items():
        days.setdefault(day, SnoozeChoice(day, words, key))
    return list(days.values())


@route("replies/snooze/", methods="POST", role=Role.QUALIFIER)
def snooze(request: WorkspaceRequest) -> HttpResponse:
    """Hide replies until a day, or bring them back where none is sent: that is how it is undone."""
    inbox = reverse("replies:inbox")
    back = safe_next(request, own_address(request, request.GET.get("next", ""), inbox))
    sent = request.POST.copy()
    for name in ("reply", "until"):
        if name in request.GET:
            sent.setlist(name, request.GET.getlist(name))
    form = SnoozeForm(sent)
    keys = selected_replies(request, sent.getlist("reply"))
    if not form.is_valid() or not keys:
        messages.error(request, "Select replies and choose a day. Nothing was snoozed.")
        return answer(request, back, keys)
    known = selectors.replies_of(request.workspace).filter(pk__in=keys)
    former = {_day_of(reply) for reply in known}
    until: date | None = form.cleaned_data["until"]
    try:
        changed = _change(request, keys, until)
    except LeadqualError as error:
        messages.error(request, error.message)
        return answer(request, back, keys)
    _say(request, changed, until, former.pop() if len(former) == 1 else None, back)
    return answer(request, back, keys)


def _change(request: WorkspaceRequest, keys: Sequence[int], until: date | None) -> list[Reply]:
    workspace, author = request.workspace, request.user
    if until is None:
        return services.return_replies(workspace=workspace, reply_ids=keys, author=author)
    return services.snooze_replies(workspace=workspace, reply_ids=keys, until=until, author=author)


def _day_of(reply: Reply) -> date | None:
    day = reply.snoozed_until if reply.is_snoozed else None
    return day.date() if day else None


def _say(
    request: WorkspaceRequest,
    changed: Sequence[Reply],
    until: date | None,
    former: date | None,
    back: str,
) -> None:
    """Say what became of the replies; the undo sets the day that they had before."""
    if not changed:
        messages.info(request, "Nothing was changed: these replies are not snoozed.")
        return
    many = counted(len(changed), "reply", "replies")
    day = f"{until:%b} {until.day}, {until.year}" if until else ""
    words = f"Snoozed {many} until {day}." if until else f"Returned {many} to the inbox."
    query = [*(("reply", reply.pk) for reply in changed), ("until", former or "")]
    say_undoable(
        request, words, f"{reverse('replies:snooze')}?{urlencode([*query, ('next', back)])}"
    )
