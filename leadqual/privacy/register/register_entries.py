"""Register entries of tables and files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CONTACTS, REPLIERS, USERS = "contacts", "people who reply", "users"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with personal data.

    Args:
        since: column that says since when a row is held; "" where none does.
        workspace: lookup from a row to its workspace; "" where it belongs to none.
        links: lookup → attribute of `Person` whose keys it takes: rows about the person alone,
            which are deleted with them.
        searched: columns that may name the person among other things; erasing redacts them.
        free: text column → why it holds nothing personal.
    """

    model: str
    holds: str
    whose: tuple[str, ...]
    why: str
    erased: str
    kept: str
    since: str = ""
    workspace: str = "workspace"
    links: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    searched: tuple[str, ...] = ()
    free: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.searched) | frozenset(self.free)


@dataclass(frozen=True, slots=True)
class Files:
    """A kind of file, or of entries in Redis, that a running product writes.

    Args:
        place: below `STATE_DIR`, as a pattern of `fnmatch`.
        holds: which personal data, in words; "" for none.
    """

    place: str
    holds: str
    whose: tuple[str, ...]
    erased: str
    kept: str
