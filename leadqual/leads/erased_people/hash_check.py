"""Whether somebody was erased, asked before anything about them is stored."""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models import Count, Max

from leadqual.leads.erased_people.erasure_keys import Hasher, Identity, digests_of
from leadqual.leads.errors import ErasedPersonError
from leadqual.leads.models import ErasedKey

ERASED = "Erased on request. A manager can lift this under Settings › Privacy."
"""Why somebody is not stored; says nothing about who it is."""


@dataclass(frozen=True)
class ErasedKeys:
    """All hashes of erased people of a workspace, as they were when they were read.

    Args:
        version: differs once somebody was erased, or an erasure was lifted.
        kinds: of the hashes; rows are hashed for these alone.
    """

    workspace_id: int
    version: tuple[int, int] = (0, 0)
    digests: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def has(self, identity: Identity) -> bool:
        """Return whether this person was erased; costs nothing where nobody was."""
        if not self.digests:
            return False
        return not self.digests.isdisjoint(self._hasher.digests(identity))

    @cached_property
    def _hasher(self) -> Hasher:
        return Hasher(self.workspace_id, self.kinds)


def read_erased(workspace_id: int, known: ErasedKeys | None = None) -> ErasedKeys:
    """Return the hashes of a workspace; one query, two where they changed since `known`."""
    rows = ErasedKey.objects.filter(workspace_id=workspace_id)
    counts = rows.aggregate(n=Count("pk"), newest=Max("pk"))
    version = (int(counts["n"]), int(counts["newest"] or 0))
    if known is not None and known.version == version:
        return known
    keys = list(rows.values_list("digest", "kind"))
    digests, kinds = (frozenset(part) for part in (zip(*keys, strict=True) if keys else ((), ())))
    return ErasedKeys(workspace_id, version, digests, kinds)


def refuse_erased(workspace_id: int, identity: Identity) -> None:
    """Refuse to store a person who was erased; call it in the transaction that would store them.

    Nobody erases this person until that transaction ends.

    Raises:
        ErasedPersonError: the person was erased; write nothing.
    """
    if is_erased(workspace_id, identity):
        raise ErasedPersonError(ERASED)


def is_erased(workspace_id: int, identity: Identity) -> bool:
    """Return whether a person was erased; as `refuse_erased`, for what is stored without them."""
    digests = digests_of(workspace_id, identity)
    lock_digests(digests)
    rows = ErasedKey.objects.filter(workspace_id=workspace_id, digest__in=list(digests))
    return rows.exists()


def lock_digests(digests: dict[str, str]) -> None:
    """Hold these identifiers until the transaction ends; always in one order."""
    with connection.cursor() as cursor:
        for digest in sorted(digests):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"person {digest}"]
            )
