"""What pages say of lists and of what was added to them."""

from leadqual.core.texts.plain_texts import counted
from leadqual.leads.models import ContactList
from leadqual.search.lists.services import AdditionResult


def words_of(added: AdditionResult, row: ContactList) -> str:
    said = [f"{n_in_words(added.n_new, row)} added to “{row.name}”."]
    if added.n_already:
        said.append(f"{added.n_already:,} {_was(added.n_already)} already in the list.")
    if added.n_stopped:
        said.append(f"{added.n_stopped:,} marked Do not contact {_was(added.n_stopped)} excluded.")
    return " ".join(said)


def n_in_words(n: int, row: ContactList) -> str:
    """Return how many people or companies of a list, as in "2 people"."""
    one, many = ("company", "companies") if row.kind == "company" else ("person", "people")
    return counted(n, one, many)


def _was(n: int) -> str:
    return "was" if n == 1 else "were"
