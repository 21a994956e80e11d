"""Tables with personal data of users: people who have an account.

A user is not erased by erasing a contact: the account is deactivated and removed from its
workspaces first, because what it did stays on record.
"""

from leadqual.privacy.register.entries import USERS, Table

_ACCOUNT = "stays while the account exists"

USER_TABLES = (
    Table(
        model="accounts.User",
        holds="name, email, password hash, time of the last sign-in",
        whose=(USERS,),
        why="sign-in",
        erased=_ACCOUNT,
        kept="until the account is deleted",
        since="date_joined",
        workspace="memberships__workspace",
        free=dict.fromkeys(
            ("password", "first_name", "last_name", "email"), "of the account itself"
        ),
    ),
    Table(
        model="sessions.Session",
        holds="who is signed in, and the last messages of the pages, which may name a person",
        whose=(USERS,),
        why="sign-in",
        erased="sessions whose messages name the person end",
        kept="two weeks after the last sign-in",
        workspace="",
        free={"session_key": "random", "session_data": "read and ended by the erasure itself"},
    ),
    Table(
        model="axes.AccessAttempt",
        holds="email and IP address of failed sign-ins",
        whose=(USERS,),
        why="protection against password guessing",
        erased=_ACCOUNT,
        kept="until the next successful sign-in",
        since="attempt_time",
        workspace="",
        free=dict.fromkeys(
            (
                *("user_agent", "ip_address", "username", "http_accept", "path_info"),
                *("get_data", "post_data"),
            ),
            "of somebody who signs in, not of a contact",
        ),
    ),
    Table(
        model="axes.AccessFailureLog",
        holds="email and IP address of failed sign-ins",
        whose=(USERS,),
        why="protection against password guessing",
        erased=_ACCOUNT,
        kept="until it is deleted by hand",
        since="attempt_time",
        workspace="",
        free=dict.fromkeys(
            ("user_agent", "ip_address", "username", "http_accept", "path_info"),
            "of somebody who signs in, not of a contact",
        ),
    ),
    Table(
        model="axes.AccessLog",
        holds="email and IP address of sign-ins",
        whose=(USERS,),
        why="protection against password guessing",
        erased=_ACCOUNT,
        kept="until it is deleted by hand",
        since="attempt_time",
        workspace="",
        free=dict.fromkeys(
            (
                *("user_agent", "ip_address", "username", "http_accept", "path_info"),
                "session_hash",
            ),
            "of somebody who signs in, not of a contact",
        ),
    ),
    Table(
        model="admin.LogEntry",
        holds="what staff changed in the Django admin",
        whose=(USERS,),
        why="proof of what was done",
        erased=_ACCOUNT,
        kept="as long as the installation",
        since="action_time",
        workspace="",
        free=dict.fromkeys(
            ("object_id", "object_repr", "change_message"),
            "of taxonomy, models and accounts: no contact is edited there",
        ),
    ),
)
