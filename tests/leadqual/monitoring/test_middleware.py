"""Each request is timed, failures among them, and nothing is kept of who asked."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from leadqual.core.telemetry.metric_store import ERRORS, metric_store, redis_client
from leadqual.monitoring.timing import API, PAGES, TimingMiddleware
from tests.leadqual.monitoring.test_counting import _empty, counted  # noqa: F401  # used by its name

pytestmark = pytest.mark.usefixtures("postgres_and_redis")


@pytest.mark.parametrize(("status", "n_errors"), [(404, 0), (500, 1)])
def test_what_fails_counts_as_failure(rf: RequestFactory, status: int, n_errors: int) -> None:
    timed = TimingMiddleware(lambda _: HttpResponse(status=status))

    answer = timed(rf.get("/titles/77/"))
    metric_store().flush()

    found = counted(PAGES)
    assert answer.status_code == status
    assert found.pop(ERRORS, 0) == n_errors
    assert sum(found.values()) == 1


def test_only_the_kind_of_an_address_is_kept(rf: RequestFactory) -> None:
    TimingMiddleware(lambda _: HttpResponse())(rf.get("/api/v1/contacts/77?q=Brandt"))
    metric_store().flush()

    (key,) = redis_client().scan_iter("leadqual:hour:*")
    fields = [str(field) for field in redis_client().hgetall(str(key))]
    assert [field.rpartition("|")[0] for field in fields] == [API]
