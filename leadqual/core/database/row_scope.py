"""Whose rows the statements of a request may see: those of one workspace, of none, or all.

Jobs, commands and migrations are in no scope and see all rows. The web server gives each request a
scope; `statements.py` tells the database. Decision 62.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

NO_WORKSPACE = 0
"""A scope in which no row of any workspace is seen: it is not known yet who asks."""

_scope: ContextVar[int | None] = ContextVar("row_scope", default=None)


def current_scope() -> int | None:
    """Return the key of the workspace whose rows are seen, `NO_WORKSPACE`, or None for all."""
    return _scope.get()


@contextmanager
def workspace_scope(workspace_id: int | None) -> Iterator[None]:
    """Let statements see the rows of one workspace alone while the context lasts.

    Args:
        workspace_id: its key, `NO_WORKSPACE`, or None for all rows.
    """
    token = _scope.set(workspace_id)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def all_workspaces() -> Iterator[None]:
    """Let statements see the rows of all workspaces while the context lasts.

    For what concerns no single workspace, such as finding out whose a key is. Query sets are lazy:
    read them inside. As a decorator it holds for each call.
    """
    with workspace_scope(None):
        yield


def enter_workspace(workspace_id: int) -> None:
    """Narrow the scope of this request to a workspace, until its `workspace_scope` ends.

    Outside of a scope, as in jobs, nothing is narrowed.
    """
    if _scope.get() is not None:
        _scope.set(workspace_id)


def in_scope(blocks: Iterable[T], workspace_id: int | None) -> Iterator[T]:
    """Make each block in a scope; between blocks the scope of whoever asks for them holds."""
    remaining = iter(blocks)
    while True:
        with workspace_scope(workspace_id):
            try:
                block = next(remaining)
            except StopIteration:
                return
        yield block
