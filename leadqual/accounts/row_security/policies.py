"""Which rows of each table a request sees: by its workspace, by its parent row, or all of them.

Made from the models, so a new table has its policy with the next `migrate`. A table that belongs to
no workspace, or is left open, is named here with the reason; a test refuses any other.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db.models import ForeignKey, Model

from leadqual.accounts.models import Workspace
from leadqual.accounts.workspaces.workspace_tables import path_to_workspace

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
    "watching_failedjob": "failed jobs of the installation, which staff see",
    "watching_hourfigure": "times of requests and jobs of the installation",
    "watching_limit": "thresholds of alerts of the installation",
    "accounts_user": "an account may be in several workspaces",
    "accounts_user_groups": "permissions of the admin",
    "accounts_user_user_permissions": "permissions of the admin",
}
"""By app or table: what has no workspace, so that every request sees it."""

LEFT_OPEN: Mapping[str, str] = {
    "accounts_outgoingemail": "most are of an account; requests write them, jobs read them",
    "labelling_groupedtitle": "keys of titles alone; a lookup of the parent for each row is slow",
    "leads_titlelabel": "keys and scores alone; a lookup of the parent for each row is slow",
}
"""Tables with rows of a workspace that have no policy; their parents have one."""

NAME = "leadqual_workspace"
_WORKSPACE = "NULLIF(current_setting('leadqual.workspace', true), '')::bigint"


@dataclass(frozen=True, slots=True)
class RowPolicy:
    """What a request sees of a table.

    Args:
        table: its name.
        condition: of the rows that are seen, and of those that may be written.
    """

    table: str
    condition: str

    @property
    def digest(self) -> str:
        """Return a short text that changes with the condition; the database keeps it."""
        return hashlib.sha256(self.condition.encode()).hexdigest()[:16]


def row_policies() -> list[RowPolicy]:
    """Return the policies of all tables that have one, by name."""
    tables = {model._meta.db_table: model for model in managed_models()}
    found = {name: _condition(model) for name, model in tables.items() if name not in LEFT_OPEN}
    return [RowPolicy(name, condition) for name, condition in sorted(found.items()) if condition]


def managed_models() -> list[type[Model]]:
    """Return the models of all tables, also those that Django makes for many-to-many fields."""
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
        # Rows without one are of the whole installation: of its audit log, alerts, and Look up.
        more = f" OR {key.column} IS NULL" if key.null else ""
        return f"{key.column} = {_WORKSPACE}{more}"
    table, parent = model._meta.db_table, key.related_model._meta.db_table
    # The policy of the parent holds within: a row is seen where its parent is.
    return f"EXISTS (SELECT FROM {parent} AS parent WHERE parent.id = {table}.{key.column})"
