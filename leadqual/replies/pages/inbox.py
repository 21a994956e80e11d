"""Pages of replies: the inbox by intent, one reply open, its thread, one that is pasted."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.core.pages.page_links import local_address, page_links, safe_next
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.core.texts.plain_texts import format_count
from leadqual.replies import classification, selectors, snoozing
from leadqual.replies.models import Reply
from leadqual.replies.pages.bulk_corrections import selected_replies
from leadqual.replies.pages.forms import ReplyForm, SnoozeForm, folder_of
from leadqual.replies.pages.inbox_folders import (
    address_of,
    folders,
    heading_of,
    intent_keys,
)
from leadqual.replies.pages.reply_page import format_time, reply_page
from leadqual.replies.pages.responses import respond
from leadqual.replies.receiving import services as receiving
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.threads import MAX_IN_THREAD, thread_of
from leadqual.replies.selectors import Folder
from leadqual.search.query.query import is_key

_A_WEEK = 7
_A_MONTH = 30

PAGE_SIZE = 50


def snooze_choices() -> list[dict[str, object]]:
    """Return the days that are offered: tomorrow, next Monday, in a week, in a month."""
    today = clock.now().astimezone(UTC).date()
    days_to_monday = _A_WEEK - today.weekday()
    found = {
        ("Tomorrow", "T"): today + timedelta(days=1),
        ("Next Monday", "M"): today + timedelta(days=days_to_monday),
        ("In a week", "W"): today + timedelta(days=_A_WEEK),
        ("In a month", "O"): today + timedelta(days=_A_MONTH),
    }
    days: dict[date, dict[str, object]] = {}
    for (words, key), day in found.items():
        days.setdefault(day, {"day": day, "words": words, "key": key})
    return list(days.values())


@route("replies/snooze/", methods="POST", role=Role.QUALIFIER)
def snooze(request: WorkspaceRequest) -> HttpResponse:
    """Hide replies until a day, or bring them back where none is sent: that is how it is undone."""
    inbox = reverse("replies:inbox")
    back = safe_next(request, local_address(request, request.GET.get("next", ""), inbox))
    sent = request.POST.copy()
    for name in ("reply", "until"):
        if name in request.GET:
            sent.setlist(name, request.GET.getlist(name))
    form = SnoozeForm(sent)
    keys = selected_replies(request, sent.getlist("reply"))
    if not form.is_valid() or not keys:
        messages.error(request, "Select replies and choose a day. Nothing was snoozed.")
        return respond(request, back, keys)
    known = selectors.replies_of(request.workspace).filter(pk__in=keys)
    former = {_day_of(reply) for reply in known}
    until: date | None = form.cleaned_data["until"]
    with ShownErrors(request):
        changed = _change_snooze(request, keys, until)
        _add_undo_message(request, changed, until, former.pop() if len(former) == 1 else None, back)
    return respond(request, back, keys)


def _change_snooze(
    request: WorkspaceRequest, keys: Sequence[int], until: date | None
) -> list[Reply]:
    workspace, author = request.workspace, request.user
    if until is None:
        return snoozing.return_replies(workspace=workspace, reply_ids=keys, author=author)
    return snoozing.snooze_replies(workspace=workspace, reply_ids=keys, until=until, author=author)


def _day_of(reply: Reply) -> date | None:
    day = reply.snoozed_until if reply.is_snoozed else None
    return day.date() if day else None


def _add_undo_message(
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
    n_words = format_count(len(changed), "reply", "replies")
    day = f"{until:%b} {until.day}, {until.year}" if until else ""
    words = f"Snoozed {n_words} until {day}." if until else f"Returned {n_words} to the inbox."
    query = [*(("reply", reply.pk) for reply in changed), ("until", former or "")]
    add_undo_message(
        request, words, f"{reverse('replies:snooze')}?{urlencode([*query, ('next', back)])}"
    )


@route("replies/")
def inbox(request: WorkspaceRequest) -> HttpResponse:
    """Show the folders, the replies of one, and one reply open."""
    folder = folder_of(request.GET)
    page = Paginator(selectors.in_folder(request.workspace, folder), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    reply, is_opened = _selected_reply(request, page)
    if request.htmx and reply is not None:  # Its script asks for one letter without the list.
        n_in_threads = selectors.n_in_threads([reply])
        context = _letter_context(request, reply, page, folder, n_in_threads)
        return render(request, "replies/partials/reply.html", context)
    counts = selectors.folder_counts(request.workspace, folder)
    here = address_of(folder)
    list_url = f"{here}page={page.number}&"
    top, groups = folders(folder, counts)
    n_in_threads = selectors.n_in_threads([*page.object_list, *([reply] if reply else [])])
    context = _letter_context(request, reply, page, folder, n_in_threads) | {
        "top": top,
        "groups": groups,
        "heading": heading_of(top, groups),
        "folder": folder,
        "clear_url": address_of(folder.without_filters()).rstrip("&?"),
        "states": Reply.State.choices,
        "campaigns": selectors.campaigns_of(request.workspace),
        "contact": selectors.contact_named(request.workspace, folder.contact),
        "has_replies": counts.all + counts.snoozed > 0 or folder.is_narrowed,
        "rows": _rows(page, list_url, reply, n_in_threads),
        "list_url": list_url.rstrip("&"),
        "page": page,
        **page_links(page, here),
        "is_opened": is_opened,
    }
    return render(request, "replies/inbox.html", context)


def _letter_context(
    request: WorkspaceRequest,
    reply: Reply | None,
    page: Page[Reply],
    folder: Folder,
    n_in_threads: Mapping[int, int],
) -> dict[str, object]:
    """Return the context of the open letter and its actions."""
    return {
        "intents": intent_keys(),
        "snooze_choices": snooze_choices(),
        "may_act": Role(request.member.role).includes(Role.QUALIFIER),
        "reply_campaigns": selectors.campaigns_about(request.workspace, [reply] if reply else []),
        "n_in_thread": n_in_threads.get(reply.thread, 1) if reply else 0,
        **_open_reply_context(reply, page, folder),
    }


@route("replies/<int:reply_id>/thread/")
def thread(request: WorkspaceRequest, reply_id: int) -> HttpResponse:
    """Show all replies of a thread in their order, each with what was left out folded away."""
    reply = get_object_or_404(selectors.replies_of(request.workspace), pk=reply_id)
    replies = list(thread_of(reply)[:MAX_IN_THREAD])
    thresholds = classification.thresholds()
    context = {
        "opened": reply,
        "contact": next((respond.contact for respond in replies if respond.contact), None),
        "campaigns": selectors.campaigns_about(request.workspace, replies),
        "letters": [
            {
                "reply": respond,
                "who": sender_name(respond),
                "letter": reply_page(respond, thresholds=thresholds),
            }
            for respond in replies
        ],
        "most": MAX_IN_THREAD,
    }
    return render(request, "replies/thread.html", context)


@route("replies/new/", methods="GET HEAD POST", role=Role.QUALIFIER)
def new(request: WorkspaceRequest) -> HttpResponse:
    """Take a reply that somebody pastes."""
    form = ReplyForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "replies/paste.html", {"form": form}, status=status)
    mail = Mail(
        sender=form.cleaned_data["sender"],
        subject=form.cleaned_data["subject"],
        text=form.cleaned_data["text"],
    )
    reply, _ = receiving.receive_reply(workspace=request.workspace, mail=mail)
    return redirect(f"{reverse('replies:inbox')}?reply={reply.pk}#letter")


def _selected_reply(request: WorkspaceRequest, page: Page[Reply]) -> tuple[Reply | None, bool]:
    """Return the reply asked for, of any folder, and True; else the first of the list."""
    wanted = request.GET.get("reply", "")
    if is_key(wanted):
        listed = next((reply for reply in page.object_list if str(reply.pk) == wanted), None)
        found = listed or selectors.replies_of(request.workspace).filter(pk=wanted).first()
        if found is not None:
            return found, True
    return next(iter(page.object_list), None), False


def _rows(
    page: Page[Reply], list_url: str, chosen: Reply | None, n_in_threads: Mapping[int, int]
) -> list[dict[str, object]]:
    now = clock.now()
    return [
        {
            "reply": reply,
            "url": f"{list_url}reply={reply.pk}#letter",
            "who": sender_name(reply),
            "first_words": " ".join((reply.written or reply.subject or reply.text)[:300].split())[
                :120
            ],
            "when": format_time(reply.received_at, now),
            "is_here": reply == chosen,
            "n_in_thread": n_in_threads.get(reply.thread, 1),
        }
        for reply in page.object_list
    ]


def sender_name(reply: Reply) -> str:
    """Return the name of whoever wrote a reply, or else the address."""
    contact = reply.contact
    is_named = contact is not None and (contact.first_name or contact.last_name)
    return str(contact) if is_named else reply.sender or str(contact or "Unknown sender")


def _open_reply_context(
    reply: Reply | None, page: Page[Reply], folder: Folder
) -> dict[str, object]:
    if reply is None:
        return {"reply": None}
    now, thresholds = clock.now(), classification.thresholds()
    list_url = f"{address_of(folder)}page={page.number}&"
    return {
        "reply": reply,
        "thresholds": thresholds,
        "who": sender_name(reply),
        "when": f"Today, {reply.received_at:%H:%M}"
        if reply.received_at.date() == now.date()
        else f"{reply.received_at:%b %-d, %Y, %H:%M}",
        "letter": reply_page(reply, thresholds=thresholds),
        "here_url": f"{list_url}reply={reply.pk}#letter",
        "back_to_list_url": f"{list_url.rstrip('&')}#reply-{reply.pk}",
        "poll_url": f"{list_url}reply={reply.pk}",
        **_navigation_urls(reply, page, folder),
    }


def _navigation_urls(reply: Reply, page: Page[Reply], folder: Folder) -> dict[str, str]:
    """Return the addresses of the replies around the open one.

    Behind the last row of a page comes the next page. What waits leaves its folder once a person
    has spoken, and others move up: then the same page is shown from its beginning.
    """
    here = address_of(folder)
    list_url = f"{here}page={page.number}"
    keys = [row.pk for row in page.object_list]
    at = keys.index(reply.pk) if reply.pk in keys else -1
    before = f"{list_url}&reply={keys[at - 1]}#letter" if at > 0 else ""
    if 0 <= at < len(keys) - 1:
        after = f"{list_url}&reply={keys[at + 1]}#letter"
        return {"before_url": before, "skip_url": after, "after_url": after}
    skip = f"{list_url}&reply={reply.pk}#letter"
    if page.has_next():
        skip = f"{here}page={page.next_page_number()}#letter"
    after = f"{list_url}#letter" if folder.show and at >= 0 else skip
    return {"before_url": before, "skip_url": skip, "after_url": after}
