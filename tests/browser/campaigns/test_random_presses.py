"""Random presses with a bad line: every verdict belongs to the card that was visible, once."""

import pytest
from playwright.sync_api import Page, expect

from benchmarks.queue.queue_presses import RECORD, differences, expected, press_on, recorded
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.setup.services import create_campaign
from tests.browser.queueing import NOTHING_WAITS, ready_card
from tests.leadqual.campaigns.conftest import CLUSTERS, make_companies

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def campaign(transactional_db: None, workspace: Workspace, manager: User) -> Campaign:
    """A campaign over more companies than are judged."""
    for name in CLUSTERS:
        make_companies(workspace, name, 500, overview="Plans berths.")
    return create_campaign(workspace=workspace, name="Clinics", author=manager)


def stored() -> list[tuple[int, str, int, bool]]:
    verdicts = Verdict.objects.order_by("pk")
    return [(one.company_id, one.value, one.weight, one.undone_at is not None) for one in verdicts]


def test_every_press_counts_once_for_the_card_that_was_visible(queue: Page) -> None:
    n_presses = 1_500
    queue.add_init_script(RECORD)
    queue.reload()
    ready_card(queue)

    done = press_on(queue, n_presses, seed=n_presses, gaps=(5, 40))

    wait_until_sent(queue)
    wanted = expected(recorded(queue))
    assert (done.n_keys, done.n_stalled) == (n_presses, 0)
    assert len(wanted) > n_presses / 2
    found = differences(wanted, stored())
    assert found == {
        "verdicts_pressed": len(wanted),
        "verdicts_stored": len(wanted),
        "lost": 0,
        "doubled": 0,
        "of_another_value_or_state": 0,
    }


def wait_until_sent(page: Page) -> None:
    page.wait_for_function(NOTHING_WAITS)
    expect(page.locator("#main[aria-busy=true]")).to_have_count(0)
