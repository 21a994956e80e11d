"""Pages of titles, as the footer of a table shows them."""

from typing import Any

from django.core.paginator import Page


def page_links(page: Page[Any], list_url: str) -> dict[str, object]:
    """Return which rows are shown, and the ways to those before and after; see `_pages.html`.

    Args:
        page: what is shown.
        list_url: address of the list; ends with `?` or `&`.
    """
    return {
        "first": page.start_index(),
        "last": page.end_index(),
        "total": page.paginator.count,
        "back_url": f"{list_url}page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"{list_url}page={page.next_page_number()}" if page.has_next() else "",
    }
