"""Functions are typed as people type them."""

from playwright.sync_api import Page, expect


def add_function(page: Page, name: str) -> None:
    """Type a name into the field of the form and pick the first function that is found."""
    field = page.get_by_role("combobox", name="Add a function")
    field.fill(name)
    expect(page.locator(".offers").get_by_role("option", name=name).first).to_be_visible()
    field.press("Enter")
    expect(page.get_by_role("checkbox", name=name, exact=True)).to_be_checked()
