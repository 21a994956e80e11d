"""Sessions whose messages name an erased person."""

import json

from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session

from leadqual.accounts.models import Workspace
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.traces import Traces


def end_sessions(_workspace: Workspace, _person: Person, traces: Traces) -> int:
    """End the sessions that name a person, in the table and in Redis; returns how many.

    Pages put messages such as “Anna Example is on the list” there until they are shown.
    """
    n_ended = 0
    for session in Session.objects.order_by("pk").iterator():
        store = SessionStore(session.session_key)
        if traces.are_in(json.dumps(store.load(), default=str, ensure_ascii=False)):
            store.delete()
            n_ended += 1
    return n_ended
