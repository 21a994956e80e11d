"""Create, revoke and open links that show a list or the team report without an account."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.invitation_states import hash_token, new_token
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import NotAllowedError
from leadqual.leads.models import ContactList
from leadqual.reports.models import ShareLink
from leadqual.search.named_records import visible_to

DAYS = (7, 30, 90)
"""How long a link may work."""
PRIVATE = (
    "A private list cannot be shared by link. Let everyone in the workspace see it first. "
    "Nothing was changed."
)


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that was just created, with the secret of its URL, which is not stored."""

    link: ShareLink
    token: str


def create_link(
    *, workspace: Workspace, author: User, days: int, contact_list: ContactList | None = None
) -> NewLink:
    """Create a link to a list, or without one to the team report.

    Args:
        workspace: of the list.
        author: who shares it.
        days: one of `DAYS`.
        contact_list: what it shows.

    Raises:
        NotAllowedError: the list is private; nothing was created.
    """
    if contact_list and contact_list.is_private:
        raise NotAllowedError(PRIVATE)
    token = new_token()
    with transaction.atomic():
        link = ShareLink.objects.create(
            workspace=workspace,
            contact_list=contact_list,
            author=author,
            token_hash=hash_token(token),
            expires_at=clock.now() + timedelta(days=days),
        )
        _note("share_link.created", link, author)
    return NewLink(link, token)


def revoke_link(*, link: ShareLink, author: User) -> None:
    """End a link at once; `restore_link` undoes it."""
    _set(link, author, "share_link.revoked", revoked_at=clock.now())


def restore_link(*, link: ShareLink, author: User) -> None:
    """Let a revoked link work again until it expires.

    Raises:
        NotAllowedError: its list is private; nothing was changed.
    """
    if link.contact_list and link.contact_list.is_private:
        raise NotAllowedError(PRIVATE)
    _set(link, author, "share_link.restored", revoked_at=None)


def links_of(workspace: Workspace, user: User) -> QuerySet[ShareLink]:
    """Return the links to the report, and to lists that a person may see."""
    lists = ContactList.objects.filter(visible_to(user), workspace=workspace)
    rows = ShareLink.objects.filter(workspace=workspace)
    return rows.filter(Q(contact_list=None) | Q(contact_list__in=lists))


def links_to(workspace: Workspace, contact_list: ContactList | None) -> QuerySet[ShareLink]:
    """Return the links to a list, or without one to the team report, newest first."""
    rows = ShareLink.objects.filter(workspace=workspace, contact_list=contact_list)
    return rows.select_related("author", "contact_list")


def open_link(token: str) -> ShareLink | None:
    """Return the link with this secret that works now, and count that it was opened."""
    now = clock.now()
    rows = ShareLink.objects.filter(token_hash=hash_token(token), workspace__deleted_at=None)
    link = rows.select_related("workspace", "contact_list", "author").first()
    if link is None or link.state_at(now) != ShareLink.State.OPEN:
        return None
    rows.update(n_views=F("n_views") + 1, viewed_at=now)
    return link


def _set(link: ShareLink, author: User, action: str, **values: object) -> None:
    with transaction.atomic():
        ShareLink.objects.filter(pk=link.pk).update(**values)
        _note(action, link, author)


def _note(action: str, link: ShareLink, author: User) -> None:
    record_audit(
        workspace=link.workspace,
        actor=author,
        action=action,
        subject=f"share_link:{link.pk}",
        name=link.public_name,
        details={"expires": f"{link.expires_at:%b %-d, %Y}"},
    )
