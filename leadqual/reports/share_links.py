"""Create, revoke and open links that show a list or the team report without an account."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.invitations import hash_token, new_token
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.leads.models import ContactList
from leadqual.reports.models import ShareLink

DAYS = (7, 30, 90)
"""How long a link may work."""


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
    """
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
    """Let a revoked link work again until it expires."""
    _set(link, author, "share_link.restored", revoked_at=None)


def links_to(workspace: Workspace, contact_list: ContactList | None) -> QuerySet[ShareLink]:
    """Return the links to a list, or without one to the team report, newest first."""
    rows = ShareLink.objects.filter(workspace=workspace, contact_list=contact_list)
    return rows.select_related("author", "contact_list")


def open_link(token: str) -> ShareLink | None:
    """Return the link with this secret that works now, and count that it was opened."""
    now = clock.now()
    links = ShareLink.objects.filter(
        Q(contact_list=None) | Q(contact_list__deleted_at=None),
        token_hash=hash_token(token),
        revoked_at=None,
        expires_at__gt=now,
        workspace__deleted_at=None,
    )
    if not links.update(n_views=F("n_views") + 1, viewed_at=now):
        return None
    return links.select_related("workspace", "contact_list", "author").first()


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
        name=str(link),
        details={"expires": f"{link.expires_at:%b %-d, %Y}"},
    )
