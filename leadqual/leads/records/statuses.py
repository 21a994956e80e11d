"""Read the sales statuses of a workspace; everything that shows or checks one asks here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from leadqual.accounts.models import Workspace
from leadqual.core.errors import WrongValue
from leadqual.leads.errors import SalesStatusError
from leadqual.leads.models import SalesStatus

LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Statuses:
    """The statuses of a workspace by code, in their order.

    Args:
        by_code: archived ones too, which records may have by an undo.
    """

    by_code: Mapping[str, SalesStatus] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[SalesStatus]) -> "Statuses":
        return cls({row.code: row for row in rows})

    @property
    def active(self) -> list[SalesStatus]:
        """Return those that a record may get."""
        return [row for row in self.by_code.values() if row.archived_at is None]

    @property
    def archived(self) -> list[SalesStatus]:
        return [row for row in self.by_code.values() if row.archived_at is not None]

    def names(self) -> dict[str, str]:
        """Return code → label, of archived ones too."""
        return {code: row.label for code, row in self.by_code.items()}

    def choices(self, *kept: str) -> list[tuple[str, str]]:
        """Return code and label of those that a record may get, and of archived ones to keep."""
        return [
            (row.code, row.label)
            for row in self.by_code.values()
            if row.archived_at is None or row.code in kept
        ]

    def status(self, code: str) -> SalesStatus:
        """Return a status; one that only has its code if the workspace has none with it."""
        return self.by_code.get(code) or SalesStatus(code=code, label=code)


NO_STATUSES = Statuses()


def statuses_of(workspace: Workspace) -> Statuses:
    """Return the statuses of a workspace; one query."""
    return Statuses.of(SalesStatus.objects.filter(workspace=workspace))


def check_status(workspace: Workspace, code: object) -> None:
    """Check that records may get a status; one query.

    Raises:
        SalesStatusError: there is no such status, or it was archived.
    """
    statuses = statuses_of(workspace)
    allowed = [row.code for row in statuses.active]
    if code not in allowed:
        word = "was archived" if code in statuses.by_code else "does not exist"
        raise SalesStatusError(
            f"The status “{str(code)[:LONGEST_SHOWN]}” {word}. Use one of {', '.join(allowed)}.",
            WrongValue("status", code, allowed),
        )
