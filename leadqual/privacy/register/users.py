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
        erased="messages that name the person go from sessions of members; they stay signed in",
        kept="two weeks after the last sign-in",
        workspace="",
        free={
            "session_key": "random",
            "session_data": "its messages are read by the erasure itself",
        },
    ),
    Table(
        model="account.EmailAddress",
        holds="email of a user",
        whose=(USERS,),
        why="sign-in",
        erased=_ACCOUNT,
        kept="until the account is deleted",
        since="",
        workspace="",
        free=dict.fromkeys(("email",), "of the account itself"),
    ),
    Table(
        model="account.EmailConfirmation",
        holds="key of a verification email",
        whose=(USERS,),
        why="sign-in",
        erased=_ACCOUNT,
        kept="until it is used or expires",
        since="created",
        workspace="",
        free=dict.fromkeys(("key",), "random"),
    ),
    Table(
        model="socialaccount.SocialAccount",
        holds="name and email at an identity provider",
        whose=(USERS,),
        why="single sign-on",
        erased=_ACCOUNT,
        kept="until the account is deleted",
        since="date_joined",
        workspace="",
        free=dict.fromkeys(("provider", "uid", "extra_data"), "of the account itself"),
    ),
    Table(
        model="socialaccount.SocialToken",
        holds="tokens of an identity provider",
        whose=(USERS,),
        why="single sign-on",
        erased=_ACCOUNT,
        kept="until the account is deleted",
        since="",
        workspace="",
        free=dict.fromkeys(("token", "token_secret"), "of the account itself"),
    ),
    Table(
        model="mfa.Authenticator",
        holds="secrets of two-factor sign-in",
        whose=(USERS,),
        why="sign-in",
        erased=_ACCOUNT,
        kept="until the account is deleted",
        since="created_at",
        workspace="",
        free=dict.fromkeys(("data",), "of the account itself"),
    ),
    Table(
        model="usersessions.UserSession",
        holds="IP address and browser of a user",
        whose=(USERS,),
        why="sign-in, session list",
        erased=_ACCOUNT,
        kept="until the session ends",
        since="created_at",
        workspace="",
        free=dict.fromkeys(
            ("data", "ip", "session_key", "user_agent"),
            "of somebody who signs in, not of a contact",
        ),
    ),
    Table(
        model="accounts.Invitation",
        holds="email of somebody who was invited",
        whose=(USERS,),
        why="to join a workspace",
        erased=_ACCOUNT,
        kept="as long as the workspace",
        since="created_at",
        free={"email": "of a future user", "token_hash": "a hash"},
    ),
    Table(
        model="accounts.OutgoingEmail",
        holds="emails to users that have not left yet, encrypted",
        whose=(USERS,),
        why="to send them once the email server answers",
        erased=_ACCOUNT,
        kept="until it has left; of one that failed the text goes at once, the row after 30 days",
        since="created_at",
        workspace="",
        free={
            "message": "encrypted, to users alone",
            "kind": "name of a template",
            "problem": "what the server answered, without addresses",
        },
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
