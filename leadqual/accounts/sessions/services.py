"""Ends sessions: one, or all of a person."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from leadqual.accounts.models import User
from leadqual.accounts.sessions.store import note_ended
from leadqual.accounts.sign_in import history


def sessions_of(user: User) -> list[UserSession]:
    """Return the sessions of a person that still are, the last used first."""
    found = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda session: session.last_seen_at, reverse=True)


def end_session(session: UserSession) -> None:
    """Sign one browser out, at its next request."""
    key = session.session_key
    session.end()
    note_ended(key)


def end_all_sessions(user: User) -> None:
    """Sign a person out in every browser, also of sessions that no table knows.

    Every session holds a hash of the epoch; none of the former ones fits the new one.
    """
    with transaction.atomic():
        _next_epoch(user)
        history.record_event(user, "sessions_ended")
    for session in UserSession.objects.filter(user=user):
        end_session(session)


def end_other_sessions(request: HttpRequest, user: User) -> None:
    """Sign a person out in every browser but this one."""
    _next_epoch(user)
    update_session_auth_hash(request, user)
    here = request.session.session_key
    for session in UserSession.objects.filter(user=user).exclude(session_key=here):
        end_session(session)


def _next_epoch(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
