"""Parts of pages, as htmx asks for them."""

from django.test import Client


def part(client: Client, address: str) -> str:
    """Return the part of a page that htmx gets."""
    answer = client.get(address, headers={"hx-request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()
