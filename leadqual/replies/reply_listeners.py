"""Who reads each reply once its intent is known: apps above this one."""

from collections.abc import Callable

from leadqual.replies.models import Reply

Reader = Callable[[Reply], object]
_readers: list[Reader] = []


def add_reader(reader: Reader) -> None:
    """Have each reply given to this function, in the transaction that stores its intent."""
    if reader not in _readers:
        _readers.append(reader)


def show_readers(reply: Reply) -> None:
    for reader in _readers:
        reader(reply)
