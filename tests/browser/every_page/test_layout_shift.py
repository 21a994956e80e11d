"""Nothing on a main page moves once it is painted, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from tests.browser.conftest import sign_in
from tests.browser.loaded_pages import open_whole
from tests.leadqual.leads.people import make_company, make_contact, make_title
from tests.product import client_of
from tests.two_workspaces import secret_rows

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("models")]
N_ROWS = 30
SLOWED = 4
_OBSERVE = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    const moved = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 90) ?? "text");
    window.shifts.push(`${entry.value.toFixed(5)}: ${moved.join(" ")}`);
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def ten_pages(
    page: Page, transactional_db: None, workspace: Workspace, live_server: LiveServer
) -> list[str]:
    """Sign a manager of a workspace with rows of everything in; return the ten main pages."""
    author = User.objects.create_superuser("author@leadqual.example")
    keys = secret_rows(workspace, author)
    for n in range(N_ROWS):
        company = make_company(workspace, f"Kraftwerk {n} GmbH", industry="Energy", size="51-200")
        title = make_title(workspace, f"Head of Sales {n}", {"sales": 0.5}, n_contacts=n)
        make_contact(workspace, f"Ada {n}", company=company, job_title=title)
    sign_in(page, client_of(author), live_server)
    campaign = f"/campaigns/{keys['campaign_id']}"
    return [
        "/",
        "/people/",
        "/companies/",
        "/campaigns/",
        f"{campaign}/queue/",
        f"{campaign}/recommendations/",
        "/titles/",
        "/replies/",
        "/lab/",
        "/settings/",
    ]


@pytest.mark.parametrize("width", [1440, 390])
def test_main_pages_shift_nothing_on_a_slow_processor(
    page: Page, live_server: LiveServer, ten_pages: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(_OBSERVE)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})

    moved = {}
    for address in ten_pages:
        open_whole(page, live_server.url + address)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        if found := page.evaluate("window.shifts"):
            moved[address] = found

    assert moved == {}
