"""What a browser loads before it shows a page: all scripts and styles of it, compressed."""

import gzip
import re
from functools import cache
from pathlib import Path

from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.setup.services import create_campaign
from leadqual.core.files.static_bundles import STYLESHEETS, inline_imports

STATIC = Path(__file__).resolve().parents[4] / "leadqual" / "static"
MAX_BYTES = 100_000
"""Of all scripts and styles of a page, as gzip sends them."""

MAX_FONT_BYTES = 32_000
PAGES = [
    "/",
    "/people/",
    "/companies/",
    "/campaigns/",
    "/titles/",
    "/replies/",
    "/imports/",
    "/lab/",
    "/settings/",
]
CAMPAIGN_PAGES = ["queue", "recommendations", "map", "results", "settings"]


def loaded(page: str) -> set[str]:
    """List the scripts and styles of a page, with the modules that they import."""
    named = set(re.findall(r'(?:src|href)="/static/([\w./-]+\.(?:js|css))"', page))
    waiting = list(named)
    while waiting:
        path = waiting.pop()
        if not path.endswith(".js"):
            continue
        for other in re.findall(r'from "(\.[\w./-]+\.js)"', (STATIC / path).read_text()):
            found = str(((STATIC / path).parent / other).resolve().relative_to(STATIC))
            if found not in named:
                named.add(found)
                waiting.append(found)
    return named


@cache
def weight(path: str) -> int:
    text = inline_imports(path) if path in STYLESHEETS else (STATIC / path).read_text()
    return len(gzip.compress(text.encode(), 9))


def weights_of(client: Client, address: str) -> dict[str, int]:
    answer = client.get(address)
    assert answer.status_code == 200
    weights = {path: weight(path) for path in loaded(answer.content.decode())}
    assert len(weights) > 10  # They were found.
    return weights


def test_scripts_and_styles_of_pages_are_light(
    workspace: Workspace, manager: User, manager_client: Client
) -> None:
    campaign = create_campaign(workspace=workspace, name="Ports", author=manager)

    for address in (*PAGES, *(f"/campaigns/{campaign.pk}/{page}/" for page in CAMPAIGN_PAGES)):
        weights = weights_of(manager_client, address)
        assert sum(weights.values()) <= MAX_BYTES, (address, weights)


def test_the_typeface_that_every_page_loads_first_is_light(manager_client: Client) -> None:
    page = manager_client.get("/").content.decode()

    fonts = re.findall(r'rel="preload" href="/static/(fonts/[\w.-]+)"', page)

    assert fonts
    assert sum((STATIC / font).stat().st_size for font in fonts) <= MAX_FONT_BYTES
