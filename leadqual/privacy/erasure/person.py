"""A person: all identifiers, and the keys of rows only about them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from leadqual.leads.erased_people import Identity


@dataclass(frozen=True, slots=True)
class Identifiers:
    """The identifiers to search a person by; at least one is required."""

    email: str = ""
    external_id: str = ""
    linkedin_url: str = ""
    phone: str = ""
    contact_id: int | None = None

    def __bool__(self) -> bool:
        return any(asdict(self).values())


@dataclass(frozen=True, slots=True)
class Person:
    """All known identifiers of a person, and the keys of rows only about them.

    Args:
        emails: lower case, all that belong to them.
        names: first and last name; either may be empty.
        shared_phones: keys of their numbers that others have, too: no trace of them.
        known_ids: those of `external_ids` that a contact has; others were only asked for.
    """

    workspace_id: int
    emails: Sequence[str] = ()
    linkedin_urls: Sequence[str] = ()
    external_ids: Sequence[str] = ()
    phones: Sequence[str] = ()
    names: Sequence[tuple[str, str]] = ()
    contact_ids: Sequence[int] = ()
    reply_ids: Sequence[int] = ()
    threads: Sequence[int] = ()
    message_ids: Sequence[str] = ()
    proposal_ids: Sequence[int] = ()
    do_not_contact_ids: Sequence[int] = ()
    import_row_ids: Sequence[int] = ()
    import_change_ids: Sequence[int] = ()
    prediction_ids: Sequence[int] = ()
    suggestion_ids: Sequence[int] = ()
    deleted_ids: Sequence[int] = ()
    lines: Sequence[str] = field(default=(), repr=False)
    known_ids: Sequence[str] = ()
    shared_entry_ids: Sequence[int] = ()
    shared_phones: Sequence[str] = ()

    @property
    def is_known(self) -> bool:
        """Return whether the workspace holds rows about this person."""
        return any((self.contact_ids, self.reply_ids, self.proposal_ids, self.deleted_ids))

    @property
    def identity(self) -> Identity:
        return Identity(
            emails=self.emails,
            linkedin_urls=self.linkedin_urls,
            external_ids=self.external_ids,
            phones=self.phones,
            last_names=[last for _, last in self.names],
        )

    def as_json(self) -> dict[str, object]:
        """Return plain values, from which `from_json` makes the person again."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, object]) -> "Person":
        fields = {**values}
        fields["names"] = [tuple(name) for name in values["names"]]  # type: ignore[attr-defined]
        return cls(**fields)  # type: ignore[arg-type]
