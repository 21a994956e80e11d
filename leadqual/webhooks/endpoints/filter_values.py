"""Values of filters that take texts: the apps whose facts they are say how each is read."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from leadqual.core.errors import WrongValue
from leadqual.webhooks.errors import WebhookSettingError
from leadqual.webhooks.event_types import FilterKind


@dataclass(frozen=True, slots=True)
class FilterValues:
    """What a filter may be set to.

    Args:
        read: a text → the value that it means; the text itself, or "", where it means none.
    """

    known: Callable[[], Collection[str]]
    wanted: str
    read: Callable[[str], str] = str


_by_filter: dict[str, FilterValues] = {}


def register_filter_values(code: str, values: FilterValues) -> None:
    """Say what a filter may be set to; called once at the start."""
    _by_filter[code] = values


def read_filter_values(
    kind: FilterKind, texts: Sequence[str], kept: Collection[str] = ()
) -> list[str]:
    """Return the values that texts mean, each once, in their order.

    Args:
        kind: of the filter.
        texts: as they were sent.
        kept: those that stand there already: one that was retired since may stay.

    Raises:
        WebhookSettingError: no event has one of them.
    """
    values = _by_filter.get(kind.code)
    if values is None:
        return list(texts)
    known = values.known()
    read = {text: text if text in kept else values.read(text) for text in texts}
    if unknown := [text for text, value in read.items() if value not in (*known, *kept)]:
        raise WebhookSettingError(
            f"{kind.label} “{unknown[0][:60]}” is unknown. {values.wanted}",
            *(WrongValue(("filters", kind.code), one, known, values.wanted) for one in unknown),
        )
    return list(dict.fromkeys(read.values()))
