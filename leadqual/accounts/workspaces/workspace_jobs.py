"""Jobs of workspaces, which skip those that are deleted."""

import logging
from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

from django.db.models import Model

logger = logging.getLogger(__name__)
P = ParamSpec("P")

M = TypeVar("M", bound=Model)


def skip_if_deleted(
    model: type[Model], argument: str, *, workspace: str = "workspace"
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Skip a job whose row is gone, or whose workspace is deleted.

    The pending work stays in the tables, so the schedule finds it if the workspace is restored.

    Args:
        model: of the row that the job works on.
        argument: job argument with the primary key of the row.
        workspace: lookup from the row to its workspace; "" if the row is a workspace.
    """
    closed_at = f"{workspace}__deleted_at" if workspace else "deleted_at"

    def decorate(job: Callable[P, None]) -> Callable[P, None]:
        names = signature(job)

        @wraps(job)
        def checked(*args: P.args, **kwargs: P.kwargs) -> None:
            key = names.bind(*args, **kwargs).arguments[argument]
            rows = model._default_manager.filter(pk=key, **{closed_at: None})
            if rows.exists():
                job(*args, **kwargs)
            else:
                logger.info("job of a deleted workspace skipped", extra={"job": job.__name__})

        return checked

    return decorate
