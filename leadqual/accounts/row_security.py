"""Sets up row-level security: the role for requests, its privileges and the policies."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import ForeignKey, Model
from psycopg import errors, sql

from leadqual.accounts.models import Workspace
from leadqual.accounts.workspaces.workspace_export import path_to_workspace

OF_NO_WORKSPACE: Mapping[str, str] = {
    "account": "addresses of accounts; an account may be in several workspaces",
    "admin": "log of the admin, which shows all workspaces",
    "auth": "permissions of the admin",
    "contenttypes": "names of tables",
    "mfa": "second factors of accounts",
    "registry": "models and encoders that all workspaces share",
    "sessions": "sessions of accounts",
    "socialaccount": "single sign-on of accounts",
    "taxonomy": "functions, levels and the dictionary, which all workspaces share",
    "usersessions": "sessions of accounts",
    "backups": "backups of the installation, and the journal that a restore applies",
    "monitoring_failedjob": "failed jobs of the installation, which staff see",
    "monitoring_hourfigure": "times of requests and jobs of the installation",
    "monitoring_limit": "thresholds of alerts of the installation",
    "accounts_user": "an account may be in several workspaces",
    "accounts_user_groups": "permissions of the admin",
    "accounts_user_user_permissions": "permissions of the admin",
}
"""App or table → why its rows belong to no workspace and are visible to every request."""

LEFT_OPEN: Mapping[str, str] = {
    "accounts_outgoingemail": "most are of an account; requests write them, jobs read them",
    "labeling_groupedtitle": "keys of titles alone; a lookup of the parent for each row is slow",
    "leads_titlelabel": "keys and scores alone; a lookup of the parent for each row is slow",
}
"""Tables with rows of a workspace that need no policy, because their parents have one."""

NAME = "leadqual_workspace"
_WORKSPACE = "NULLIF(current_setting('leadqual.workspace', true), '')::bigint"

_LOCK = "leadqual.row_security"
# While this is blocked by a lock, other queries on the table are blocked as well.
_LONGEST_WAIT = "2s"
_TRIES = 15
_PRIVILEGES = {"r": "SELECT, INSERT, UPDATE, DELETE", "S": "USAGE, SELECT, UPDATE"}
_OWN_RELATIONS = """
    SELECT relname, relkind::text FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'S')
        AND pg_has_role(relowner, 'USAGE')
        AND NOT CASE relkind
            WHEN 'r' THEN has_table_privilege(%(role)s, oid, 'SELECT')
                AND has_table_privilege(%(role)s, oid, 'INSERT')
                AND has_table_privilege(%(role)s, oid, 'UPDATE')
                AND has_table_privilege(%(role)s, oid, 'DELETE')
            ELSE has_sequence_privilege(%(role)s, oid, 'USAGE') END
"""
_POLICIES = """
    SELECT relname, coalesce(obj_description(pg_policy.oid, 'pg_policy'), '')
    FROM pg_class LEFT JOIN pg_policy ON polrelid = pg_class.oid AND polname = %s
    WHERE relnamespace = current_schema()::regnamespace AND relrowsecurity
"""


@dataclass(frozen=True, slots=True)
class RowPolicy:
    """Which rows of a table a request can access.

    Args:
        condition: SQL that is true for rows that may be read and written.
    """

    table: str
    condition: str

    @property
    def digest(self) -> str:
        """Return a short hash of the condition, stored in the database to detect changes."""
        return hashlib.sha256(self.condition.encode()).hexdigest()[:16]


def row_policies() -> list[RowPolicy]:
    """Return all policies, sorted by table name."""
    tables = {model._meta.db_table: model for model in managed_models()}
    found = {name: _condition(model) for name, model in tables.items() if name not in LEFT_OPEN}
    return [RowPolicy(name, condition) for name, condition in sorted(found.items()) if condition]


def managed_models() -> list[type[Model]]:
    """Return the models of all tables, including automatic many-to-many tables."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def _condition(model: type[Model]) -> str:
    if model is Workspace:
        return f"id = {_WORKSPACE}"
    path = path_to_workspace(model)
    if not path:
        return ""
    first = path.removesuffix("_id").split("__")[0]
    key = model._meta.get_field(first)
    assert isinstance(key, ForeignKey)  # noqa: S101  # a path is made of foreign keys
    if key.related_model is Workspace:
        # Rows without a workspace belong to the installation: audit log, alerts, and Look up.
        more = f" OR {key.column} IS NULL" if key.null else ""
        return f"{key.column} = {_WORKSPACE}{more}"
    table, parent = model._meta.db_table, key.related_model._meta.db_table
    # The parent's policy applies to the subquery: a row is visible if its parent is.
    return f"EXISTS (SELECT FROM {parent} AS parent WHERE parent.id = {table}.{key.column})"


def set_up_row_security() -> list[str]:
    """Create missing parts; return problems with instructions.

    A table is locked briefly when it gets a new policy.
    """
    if settings.ROW_SECURITY == "off":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [_LOCK])
        try:
            if problems := _make_role():
                return problems
            _grant()
            for policy in _missing_policies():
                _make_policy(policy)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [_LOCK])
    return []


def row_security_problems() -> list[str]:
    """Return missing parts with instructions; nothing if row-level security is off."""
    if settings.ROW_SECURITY == "off":
        return []
    if not _may_take_role():
        return [_role_missing()]
    tables = [*_without_privileges(), *(f"table {one.table}" for one in _missing_policies())]
    if not tables:
        return []
    return [f"Row-level security is not set up for {', '.join(tables)}. Run `manage.py migrate`."]


def _make_role() -> list[str]:
    if _may_take_role():
        return []
    try:
        with transaction.atomic():
            _make_and_take_role()
    except DatabaseError as error:
        if not isinstance(error.__cause__, errors.InsufficientPrivilege):
            raise
        return [_role_missing()]
    return []


def _make_and_take_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [settings.ROW_SECURITY_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(_named("CREATE ROLE {role} NOLOGIN NOINHERIT"))
        cursor.execute(_named("GRANT {role} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE"))


def _may_take_role() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM pg_roles WHERE rolname = %s AND pg_has_role(current_user, oid, 'SET')",
            [settings.ROW_SECURITY_ROLE],
        )
        return cursor.fetchone() is not None


def _role_missing() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (user,) = cursor.fetchone()
    role = sql.Identifier(settings.ROW_SECURITY_ROLE).as_string(None)
    owner = sql.Identifier(user).as_string(None)
    return (
        "The database user may not create the role of row-level security. As an administrator of "
        f"the database run `CREATE ROLE {role} NOLOGIN NOINHERIT; "
        f"GRANT {role} TO {owner} WITH INHERIT FALSE, SET TRUE;`, then `manage.py migrate`."
    )


def _grant() -> None:
    """Grant the role the privileges that requests need, also on future tables and sequences."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name, kind in _relations_without_privileges():
            word = "TABLE" if kind == "r" else "SEQUENCE"
            cursor.execute(
                _named(f"GRANT {_PRIVILEGES[kind]} ON {word} {{name}} TO {{role}}", name)
            )
        for words, kind in (("TABLES", "r"), ("SEQUENCES", "S")):
            given = f"GRANT {_PRIVILEGES[kind]} ON {words} TO {{role}}"
            cursor.execute(_named(f"ALTER DEFAULT PRIVILEGES {given}"))


def _relations_without_privileges() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_OWN_RELATIONS, {"role": settings.ROW_SECURITY_ROLE})
        found: list[tuple[str, str]] = cursor.fetchall()
        return found


def _without_privileges() -> list[str]:
    words = {"r": "table", "S": "sequence"}
    return [f"{words[kind]} {name}" for name, kind in _relations_without_privileges()]


def _missing_policies() -> Sequence[RowPolicy]:
    with connection.cursor() as cursor:
        cursor.execute(_POLICIES, [NAME])
        known = dict(cursor.fetchall())
        tables = set(connection.introspection.table_names(cursor))
    wanted = [policy for policy in row_policies() if policy.table in tables]
    return [policy for policy in wanted if known.get(policy.table) != policy.digest]


def _make_policy(policy: RowPolicy) -> None:
    """Create the policy of a table; after an error, the next `migrate` resumes here.

    Raises:
        OperationalError: the table was locked at every try.
    """
    for tries_left in reversed(range(_TRIES)):
        try:
            _make_policy_once(policy)
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable) or not tries_left:
                raise
        else:
            return


def _make_policy_once(policy: RowPolicy) -> None:
    statements = (
        "DROP POLICY IF EXISTS {policy} ON {name}",
        f"CREATE POLICY {{policy}} ON {{name}} USING ({policy.condition})",
        f"COMMENT ON POLICY {{policy}} ON {{name}} IS '{policy.digest}'",
        "ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{_LONGEST_WAIT}'")
        for statement in statements:
            cursor.execute(_named(statement, policy.table))


def _named(statement: str, name: str = "") -> sql.Composed:
    """Fill the names of the role, the policy and a table or sequence into a statement."""
    return sql.SQL(statement).format(
        role=sql.Identifier(settings.ROW_SECURITY_ROLE),
        policy=sql.Identifier(NAME),
        name=sql.Identifier(name or " "),
    )
