"""What was not understood of a search, as the errors of a problem."""

from rest_framework.exceptions import ErrorDetail

from leadqual.core.api.field_errors import ChoiceDetail, error_with_choices
from leadqual.search.query.query_parsing import Notes, UnknownValue

_MAX_LISTED = 20


def refuse_unclear(notes: Notes) -> None:
    """Refuse what was not understood: left out, it would widen the search unseen.

    Raises:
        ValidationError: with an entry for each value, by parameter.
    """
    if notes:
        raise error_with_choices(
            {
                param: [_detail(one) for one in unclear[:_MAX_LISTED]]
                for param, unclear in notes.by_param.items()
            }
        )


def details_of(notes: Notes) -> list[ErrorDetail]:
    """Return what was not understood, value by value."""
    unclear = [one for several in notes.by_param.values() for one in several]
    return [_detail(one) for one in unclear[:_MAX_LISTED]]


def _detail(one: UnknownValue | str) -> ErrorDetail:
    if isinstance(one, str):
        return ErrorDetail(one, "invalid")
    begin = f"{one.param}:" if one.is_excluded else ""
    nearest = f"{begin}{one.nearest[0].value}" if one.nearest else ""
    return ChoiceDetail(
        one.sentence,
        "invalid",
        sent=f"{begin}{one.text}",
        allowed=[f"{begin}{value}" for value in one.allowed],
        nearest=nearest,
    )
