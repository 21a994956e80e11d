"""So many API requests a minute for each workspace that has a limit."""

from typing import TYPE_CHECKING

from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from leadqual.accounts.models import Workspace
from leadqual.accounts.workspaces.quotas import Quota, limit_of
from leadqual.accounts.workspaces.request_quota import (
    WINDOW_SECONDS,
    count_workspace_request,
    seconds_left,
)
from leadqual.core.middleware import set_rate_limit

if TYPE_CHECKING:  # The settings of REST framework name this module: views would import themselves.
    from rest_framework.views import APIView


class WorkspaceThrottle(BaseThrottle):
    """All keys and members of a workspace share its limit; a workspace without one costs nothing.

    While Redis is away nothing is counted and nobody is refused.
    """

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Count a request and let it through where it is within the limit.

        Raises:
            Throttled: it is not; says so by name of the workspace, as keys may have requests left.
        """
        workspace: Workspace | None = getattr(request, "workspace", None)
        limit = limit_of(workspace, Quota.REQUESTS) if workspace else None
        if workspace is None or limit is None:
            return True
        n = count_workspace_request(workspace.pk)
        if n is None:
            return True
        left, wait = max(limit - n, 0), seconds_left()
        set_rate_limit(request._request, limit, left, wait, WINDOW_SECONDS)
        if n <= limit:
            return True
        raise Throttled(
            wait,
            f"All API keys and members of this workspace together have used its {limit:,} "
            "requests a minute. Nothing was changed.",
        )
