"""Values of records without invisible characters."""

from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.core.texts.plain_texts import one_line, remove_hidden

_LINES = frozenset({"first_name", "last_name", "title", "name", "city", "state", "country"})


def plain_value(name: str, value: object) -> object:
    """Remove invisible characters from a value; names become one line.

    Raises:
        LeadqualError: the name of a company would be empty; nothing was written.
    """
    if not isinstance(value, str):
        return value
    plain = one_line(value) if name in _LINES else remove_hidden(value)
    if name == "name" and value and not plain:
        raise LeadqualError(
            "A name needs a character that can be seen. Nothing was saved.",
            WrongValue("name"),
            code="invalid_name",
            status=422,
        )
    return plain
