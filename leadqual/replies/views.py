"""Pages of replies: the inbox by intent, one reply open, a person's word on it, its undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadqual.accounts.models import Role
from leadqual.accounts.requests import WorkspaceRequest, needs_role
from leadqual.core.errors import LeadqualError
from leadqual.core.ways import safe_next
from leadqual.replies import selectors, services
from leadqual.replies.forms import (
    IntentForm,
    NamedContactForm,
    ReplyForm,
    folder_of,
)
from leadqual.replies.letters import letter_of, when_words
from leadqual.replies.models import Reply
from leadqual.replies.selectors import Folder, FolderCounts

PAGE = 50
_GROUPS = {
    "positive": ("WILLING_TO_MEET", "NEED_INFORMATION", "POSITIVE_OTHER"),
    "objection": (
        *("HAS_SOLUTION", "BAD_TIMING", "FINANCIAL"),
        *("NOT_RIGHT_PERSON", "NO_REASON", "OBJECTION_OTHER"),
    ),
    "referral": ("REFERRAL",),
    "unsubscribe": ("UNSUBSCRIBE",),
    "other": ("OUT_OF_OFFICE", "EMPTY_BODY", "OTHER"),
}


@dataclass(frozen=True, slots=True)
class FolderLink:
    """One folder with its number."""

    url: str
    words: str
    count: int
    is_here: bool
    is_intent: bool = False


@dataclass(frozen=True, slots=True)
class FolderGroup:
    """The folders of a category; the category is one itself."""

    link: FolderLink
    folders: Sequence[FolderLink]


@dataclass(frozen=True, slots=True)
class MailRow:
    """One line of the list."""

    reply: Reply
    url: str
    who: str
    first_words: str
    when: str
    is_here: bool


@require_GET
def inbox(request: WorkspaceRequest) -> HttpResponse:
    """Show the folders, the replies of one, and one reply open."""
    folder = folder_of(request)
    counts = selectors.folder_counts(request.workspace)
    page = Paginator(selectors.in_folder(request.workspace, folder), PAGE).get_page(
        request.GET.get("page")
    )
    here = _address(folder)
    list_url = f"{here}page={page.number}&"
    reply = _chosen(request, page)
    top, groups = _folders(folder, counts)
    context = {
        "top": top,
        "groups": groups,
        "heading": _heading(top, groups),
        "has_replies": counts.all > 0,
        "rows": _rows(page, list_url, reply),
        "page": page,
        "back_url": f"{here}page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"{here}page={page.next_page_number()}" if page.has_next() else "",
        "may_act": Role(request.member.role).includes(Role.QUALIFIER),
        **_open(reply, page, list_url),
    }
    return render(request, "replies/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(Role.QUALIFIER)
def new(request: WorkspaceRequest) -> HttpResponse:
    """Take a reply that somebody pastes."""
    form = ReplyForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "replies/new.html", {"form": form}, status=status)
    mail = services.Mail(
        sender=form.cleaned_data["sender"],
        subject=form.cleaned_data["subject"],
        text=form.cleaned_data["text"],
    )
    reply, _ = services.receive_reply(workspace=request.workspace, mail=mail)
    return redirect(f"{reverse('replies:inbox')}?reply={reply.pk}#letter")


@require_POST
@needs_role(Role.QUALIFIER)
def correct(request: WorkspaceRequest, reply_id: int) -> HttpResponse:
    """Store a person's word on a reply, also that the model was right."""
    reply = _find(request, reply_id)
    back = safe_next(request, _reply_url(reply))
    form = IntentForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose an intent; nothing was written.")
        return redirect(back)
    try:
        correction = services.correct_reply(
            reply=reply, intent=form.cleaned_data["intent"], author=request.user
        )
    except LeadqualError as error:
        messages.error(request, error.message)
        return redirect(back)
    is_confirmed = correction.intent == correction.former_intent
    said = "Confirmed" if is_confirmed else "Corrected"
    undo_url = reverse("replies:undo", args=[reply.pk])
    messages.success(
        request, f"{said}: {correction.get_intent_display()}.", extra_tags=f"undo:{undo_url}"
    )
    return redirect(back)


@require_POST
@needs_role(Role.QUALIFIER)
def undo(request: WorkspaceRequest, reply_id: int) -> HttpResponse:
    """Take back the last word of a person, or what the product did by itself."""
    reply = _find(request, reply_id)
    try:
        services.undo_reply(reply=reply, author=request.user)
        messages.success(request, "Taken back; the reply is as it was before.")
    except LeadqualError as error:
        messages.error(request, error.message)
    return redirect(safe_next(request, _reply_url(reply)))


@require_POST
@needs_role(Role.QUALIFIER)
def create_contact(request: WorkspaceRequest, reply_id: int) -> HttpResponse:
    """Create the contact that a reply names."""
    reply = _find(request, reply_id)
    back = safe_next(request, _reply_url(reply))
    form = NamedContactForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give the address of the contact; nothing was written.")
        return redirect(back)
    try:
        services.create_named_contact(reply=reply, author=request.user, **form.cleaned_data)
        messages.success(request, "The contact is among your people.")
    except LeadqualError as error:
        messages.error(request, error.message)
    return redirect(back)


def _find(request: WorkspaceRequest, reply_id: int) -> Reply:
    return get_object_or_404(selectors.replies_of(request.workspace), pk=reply_id)


def _reply_url(reply: Reply) -> str:
    return f"{reverse('replies:inbox')}?reply={reply.pk}#letter"


def _address(folder: Folder) -> str:
    """Return the address of a folder, ready for one more parameter."""
    query = {"show": folder.show, "intent": folder.intent, "category": folder.category}
    filled = urlencode({name: value for name, value in query.items() if value})
    return f"{reverse('replies:inbox')}?{filled}{'&' if filled else ''}"


def _link(folder: Folder, words: str, count: int, here: Folder) -> FolderLink:
    return FolderLink(
        _address(folder).rstrip("&?"), words, count, folder == here, bool(folder.intent)
    )


def _folders(here: Folder, counts: FolderCounts) -> tuple[list[FolderLink], list[FolderGroup]]:
    top = [
        _link(Folder(), "All replies", counts.all, here),
        _link(Folder(show="waiting"), "All that wait", counts.waiting, here),
        _link(Folder(show="unsure"), "Not sure", counts.unsure, here),
    ]
    groups = [
        FolderGroup(
            _link(
                Folder(category=category),
                Reply.Category(category).label,
                counts.by_category.get(category, 0),
                here,
            ),
            [
                _link(
                    Folder(intent=Reply.Intent[name].value),
                    Reply.Intent[name].label,
                    counts.by_intent.get(Reply.Intent[name].value, 0),
                    here,
                )
                for name in names
            ],
        )
        for category, names in _GROUPS.items()
    ]
    return top, groups


def _heading(top: Sequence[FolderLink], groups: Sequence[FolderGroup]) -> FolderLink:
    links = [*top, *(link for group in groups for link in (group.link, *group.folders))]
    return next((link for link in links if link.is_here), top[0])


def _chosen(request: WorkspaceRequest, page: Page[Reply]) -> Reply | None:
    """Return the reply asked for, also from another folder, or else the first of the list."""
    wanted = request.GET.get("reply", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:  # noqa: PLR2004  # fits the key
        found = selectors.replies_of(request.workspace).filter(pk=wanted).first()
        if found is not None:
            return found
    return next(iter(page.object_list), None)


def _rows(page: Page[Reply], list_url: str, chosen: Reply | None) -> list[MailRow]:
    now = timezone.now()
    return [
        MailRow(
            reply=reply,
            url=f"{list_url}reply={reply.pk}#letter",
            who=_who(reply),
            first_words=" ".join((reply.written or reply.subject or reply.text)[:300].split())[
                :120
            ],
            when=when_words(reply.received_at, now),
            is_here=reply == chosen,
        )
        for reply in page.object_list
    ]


def _who(reply: Reply) -> str:
    name = str(reply.contact) if reply.contact and reply.contact.last_name else ""
    return name or reply.sender or "Unknown sender"


def _open(reply: Reply | None, page: Page[Reply], list_url: str) -> dict[str, object]:
    """Return the context of the reply that is open, and where to go on after it."""
    if reply is None:
        return {"reply": None}
    now = timezone.now()
    keys = [row.pk for row in page.object_list]
    at = keys.index(reply.pk) if reply.pk in keys else -1
    following = keys[at + 1] if 0 <= at < len(keys) - 1 else reply.pk
    return {
        "reply": reply,
        "who": _who(reply),
        "when": f"Today, {reply.received_at:%H:%M}"
        if reply.received_at.date() == now.date()
        else f"{reply.received_at.day} {reply.received_at:%B %Y, %H:%M}",
        "letter": letter_of(reply, floors=services.floors(), today=now.date()),
        "intents": Reply.Intent.choices,
        "here_url": f"{list_url}reply={reply.pk}#letter",
        "poll_url": f"{list_url}reply={reply.pk}",
        "after_url": f"{list_url}reply={following}#letter",
    }
