"""Checks whether a person was erased, before anything about them is stored."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Max

from leadqual.core.locks import hold_lock
from leadqual.leads.erased_people import Hasher, Identity, digests_of
from leadqual.leads.errors import ErasedPersonError
from leadqual.leads.models import ErasedKey

ERASED = "Erased on request. A manager can lift this under Settings › Privacy."
"""Why a person is not stored; does not reveal who it is."""


@dataclass(frozen=True)
class ErasedKeys:
    """All hashes of erased people of a workspace at one time.

    Args:
        version: changes when a person is erased or an erasure is lifted.
        kinds: of the hashes; rows are only hashed for these.
    """

    workspace_id: int
    version: tuple[int, int] = (0, 0)
    digests: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def has(self, identity: Identity) -> bool:
        """Return whether this person was erased; free if nobody was."""
        if not self.digests:
            return False
        return not self.digests.isdisjoint(self._hasher.digests(identity))

    @cached_property
    def _hasher(self) -> Hasher:
        return Hasher(self.workspace_id, self.kinds)


def read_erased(workspace_id: int, known: ErasedKeys | None = None) -> ErasedKeys:
    """Return the hashes of a workspace; one query, two if they changed since `known`."""
    rows = ErasedKey.objects.filter(workspace_id=workspace_id)
    counts = rows.aggregate(n=Count("pk"), newest=Max("pk"))
    version = (int(counts["n"]), int(counts["newest"] or 0))
    if known is not None and known.version == version:
        return known
    keys = list(rows.values_list("digest", "kind"))
    digests, kinds = (frozenset(part) for part in (zip(*keys, strict=True) if keys else ((), ())))
    return ErasedKeys(workspace_id, version, digests, kinds)


def reject_erased(workspace_id: int, identity: Identity) -> None:
    """Raise an error if a person was erased; call it in the transaction that stores them.

    The person cannot be erased until that transaction ends.

    Raises:
        ErasedPersonError: the person was erased; write nothing.
    """
    if is_erased(workspace_id, identity):
        raise ErasedPersonError(ERASED)


def is_erased(workspace_id: int, identity: Identity) -> bool:
    """Return whether a person was erased; like `reject_erased`, for data stored without them."""
    digests = digests_of(workspace_id, identity)
    lock_digests(digests)
    rows = ErasedKey.objects.filter(workspace_id=workspace_id, digest__in=list(digests))
    return rows.exists()


def lock_digests(digests: dict[str, str]) -> None:
    """Lock these identifiers until the transaction ends; always in the same order."""
    for digest in sorted(digests):
        hold_lock(f"person {digest}")
