"""Which titles and companies the jobs read first; apps above say which, as they know what came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """What is processed before all other pending work.

    Args:
        titles: keys of job titles, the first ones first; some may be classified already.
        companies: keys of companies, likewise.
        has_waiting: whether an import is queued, so that long jobs end their turn.
    """

    titles: Callable[[], Sequence[int]]
    companies: Callable[[], Sequence[int]]
    has_waiting: Callable[[], bool]


_orders: list[WorkOrder] = []


def register_work_order(order: WorkOrder) -> None:
    """Let an order count; each app registers one at most, when it is loaded."""
    _orders.append(order)


def first_titles() -> list[int]:
    """Return the titles that are classified before all others."""
    return [key for order in _orders for key in order.titles()]


def first_companies() -> list[int]:
    """Return the companies that are read before all others."""
    return [key for order in _orders for key in order.companies()]


def should_yield() -> bool:
    """Tell a long job whether to end its turn now, because an import is queued."""
    return any(order.has_waiting() for order in _orders)
