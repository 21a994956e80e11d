"""Messages about a person in sessions of members."""

import json

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session

from leadqual.accounts.models import Member, Workspace
from leadqual.accounts.sessions import SessionStore
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.traces import (
    Traces,
)

_MESSAGES, _USER = "_messages", "_auth_user_id"  # As Django names them.


def forget_messages(workspace: Workspace, _person: Person, traces: Traces) -> int:
    """Drop messages such as “Anna Example is on the list” from the sessions of members.

    Everybody stays signed in, and sessions of people of other workspaces are not read.

    Returns:
        0: who is signed in is nobody's business.
    """
    members = Member.objects.filter(workspace=workspace).values_list("user_id", flat=True)
    keys = {str(key) for key in members}
    for session in Session.objects.order_by("pk").iterator():
        content = session.get_decoded()
        if content.get(_USER) in keys and traces.are_in(_message_text(content.get(_MESSAGES))):
            _drop_messages(session.session_key)
    return 0


def _drop_messages(session_key: str) -> None:
    store = SessionStore(session_key)
    if store.pop(_MESSAGES, None) is None:
        return
    try:
        store.save()
    except UpdateError:  # Somebody signed out meanwhile; the session is gone.
        store.delete()


def _message_text(messages: object) -> str:
    """Return messages as people read them: Django stores them as JSON in a string."""
    if isinstance(messages, str):
        try:
            messages = json.loads(messages)
        except ValueError:
            return str(messages)
    return json.dumps(messages, default=str, ensure_ascii=False) if messages else ""
