"""What `benchmarks.campaigns.map_frames` measures; imported once the settings can be read."""

import os
import threading
import time
import uuid

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, ViewportSize, sync_playwright

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.campaigns.models import BulkVerdict, Campaign
from leadqual.campaigns.setup.services import create_campaign
from leadqual.companies.models import MapPlace
from leadqual.leads.models import Company
from tests.chromium import find_chromium

SECONDS = 4
SCREEN = ViewportSize(width=1440, height=900)
N_GROUPS = 60
_FRAMES = """async ([kind, seconds]) => {
  const canvas = document.querySelector(".plane .above");
  canvas.setPointerCapture = () => {}; // There is no real hand to follow.
  const box = canvas.getBoundingClientRect();
  const at = (x, y) => ({
    clientX: box.x + x * box.width, clientY: box.y + y * box.height,
    pointerId: 1, shiftKey: kind === "panning", bubbles: true, cancelable: true,
  });
  const wheel = (deltaY) => canvas.dispatchEvent(
    new WheelEvent("wheel", { ...at(0.5, 0.5), shiftKey: false, deltaY }),
  );
  const point = (name, x, y) => canvas.dispatchEvent(new PointerEvent(name, at(x, y)));
  const picture = () => new Promise((done) => requestAnimationFrame(
    () => done(document.querySelector(".plane canvas").toDataURL()),
  ));
  if (kind === "panning") {
    wheel(-300);
    point("pointerdown", 0.5, 0.5);
  }
  const before = await picture();
  const act = (turn) => {
    const [x, y] = [0.5 + 0.3 * Math.sin(turn / 20), 0.5 + 0.3 * Math.cos(turn / 13)];
    if (kind === "zooming") wheel(turn % 60 < 30 ? -40 : 40);
    else point("pointermove", x, y);
  };
  const times = [];
  const until = performance.now() + 1000 * seconds;
  await new Promise((done) => requestAnimationFrame(function turn(now) {
    times.push(now);
    if (now > until) return done();
    act(times.length);
    requestAnimationFrame(turn);
  }));
  act(17);
  const isMoved = await picture() !== before;
  if (kind === "panning") {
    point("pointerup", 0.5, 0.5);
    wheel(300);
  }
  const gaps = times.slice(1).map((time, one) => time - times[one]).sort((a, b) => a - b);
  return {
    isMoved,
    mean: 1000 * gaps.length / (times.at(-1) - times[0]),
    slowest: 1000 / gaps[Math.floor(0.95 * gaps.length)],
  };
}"""
_CARD = """
const read = WebGL2RenderingContext.prototype.getParameter;
WebGL2RenderingContext.prototype.getParameter = function (name) {
  return name === 37446 ? "A card" : read.call(this, name); // UNMASKED_RENDERER_WEBGL.
};
"""  # What the processor emulates passes for a graphics card.
_DRAWER = """() => document.querySelector(".plane canvas").getContext("2d")
  ? "pixels" : "WebGL2" """


def measure(n_points: int) -> dict[str, object]:
    """Fill a workspace, look at its map, and judge all of it in one step."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    workspace = Workspace.objects.create(slug="map", name="Map")
    person = User.objects.create_user("map@leadqual.example")
    Member.objects.create(workspace=workspace, user=person, role=Role.MANAGER)
    _fill(workspace, n_points)
    campaign = create_campaign(workspace=workspace, name="Everybody", author=person)
    client = Client()
    client.force_login(person)
    figures = _in_browser(client, f"/campaigns/{campaign.pk}/map/")
    return figures | _region(client, campaign)


def _fill(workspace: Workspace, n: int) -> None:
    """Add companies with places in groups; they have no vectors, which no drawing needs."""
    first = Company.objects.create(workspace=workspace, name="Kelvia 0", name_key="kelvia 0")
    own = ("id", "name", "name_key")
    columns = [field.column for field in Company._meta.concrete_fields if field.column not in own]
    listed = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO leads_company (name, name_key, {listed})"
            f" SELECT 'Kelvia ' || g, 'kelvia ' || g, {listed}"
            "  FROM leads_company, generate_series(1, %s) g WHERE id = %s",
            [n - 1, first.pk],
        )
    chance = np.random.default_rng(0)
    groups = chance.uniform(0.15, 0.85, (N_GROUPS, 2))
    places = groups[chance.integers(N_GROUPS, size=n)] + chance.normal(0, 0.03, (n, 2))
    keys = Company.objects.filter(workspace=workspace).order_by("pk").values_list("pk", flat=True)
    MapPlace.objects.bulk_create(
        (
            MapPlace(workspace=workspace, company_id=key, encoder="none", x=x, y=y)
            for key, (x, y) in zip(keys, places.clip(0, 1).tolist(), strict=True)
        ),
        batch_size=5_000,
    )


class _Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # of the base class
        """Write nothing."""


def _in_browser(client: Client, address: str) -> dict[str, object]:
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        page = browser.new_page(viewport=SCREEN)
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
        figures = _frames(page, f"{url}{address}")
        browser.close()
    server.shutdown()
    return figures


def _frames(page: Page, url: str) -> dict[str, object]:
    page.goto(url, timeout=120_000)
    page.locator("[data-state]").wait_for(state="hidden", timeout=120_000)
    started = time.perf_counter()
    page.reload()
    page.locator("[data-state]").wait_for(state="hidden", timeout=120_000)
    found: dict[str, object] = {
        "seconds to open": round(time.perf_counter() - started, 1),
        "drawn by": page.evaluate(_DRAWER),
    }
    for kind in ("zooming", "panning", "hovering"):
        found[kind] = _rates(page, kind)
    page.add_init_script(_CARD)
    page.reload()
    page.locator("[data-state]").wait_for(state="hidden", timeout=120_000)
    emulated = {"drawn by": page.evaluate(_DRAWER), "zooming": _rates(page, "zooming")}
    return found | {"passing for a graphics card": emulated}


def _rates(page: Page, kind: str) -> dict[str, object]:
    """Return frames a second, and those of the frame that 19 of 20 are quicker than."""
    rates = page.evaluate(_FRAMES, [kind, SECONDS])
    return {
        "points moved": rates["isMoved"],
        "mean": round(rates["mean"], 1),
        "slowest twentieth": round(rates["slowest"], 1),
    }


def _region(client: Client, campaign: Campaign) -> dict[str, object]:
    """Judge all companies as one region and undo it, by the address of the page."""
    keys = Company.objects.filter(workspace=campaign.workspace_id).values_list("pk", flat=True)
    companies = ",".join(map(str, keys))
    body = {"companies": companies, "verdict": "dislike", "request_id": str(uuid.uuid4())}
    url = f"/campaigns/{campaign.pk}/map/"
    started, worked = time.perf_counter(), time.process_time()
    client.post(f"{url}verdict/", body)
    judged = time.perf_counter()
    region = BulkVerdict.objects.get(campaign=campaign)
    client.post(f"{url}regions/{region.pk}/undo/")
    undone = time.perf_counter()
    return {
        "region of all": {
            "companies": region.n_companies,
            "seconds to judge": round(judged - started, 1),
            "seconds to undo": round(undone - judged, 1),
            "of both, seconds of this process": round(time.process_time() - worked, 1),
        }
    }
