"""People of a dry run are found by any of their keys, once, and only after their chunk is kept."""

from collections.abc import Iterator

import pytest

from leadqual.imports.merging.unstored_contacts import UnstoredContacts


@pytest.fixture
def unstored() -> Iterator[UnstoredContacts]:
    found = UnstoredContacts()
    yield found
    found.close()


def _keep(unstored: UnstoredContacts, emails: list[str], ids: list[str], lines: list[str]) -> None:
    unstored.take({})
    unstored.add({"email": emails, "external_id": ids}, lines)
    unstored.keep()


def test_a_person_of_any_chunk_is_found_by_any_key(unstored: UnstoredContacts) -> None:
    for chunk in range(7):
        emails = [f"p{chunk}{at}@x.example" if at % 2 else "" for at in range(10)]
        ids = [f"{chunk}{at}" for at in range(10)]
        _keep(unstored, emails, ids, [f"ä{one}" for one in ids])

    asked = {"email": ["p31@x.example", "", "p1@x.example"], "external_id": ["", "68", "31"]}

    assert unstored.take(asked) == ["ä31", "ä68"]


def test_a_person_is_taken_once(unstored: UnstoredContacts) -> None:
    _keep(unstored, ["a@x.example", "b@x.example"], ["1", "2"], ["one", "two"])

    assert unstored.take({"email": ["a@x.example"]}) == ["one"]
    assert unstored.take({"email": ["a@x.example"]}) == ["one"]  # The first try was rolled back.
    unstored.keep()
    assert unstored.take({"email": ["b@x.example"], "external_id": ["1"]}) == ["two"]


def test_a_chunk_that_is_tried_again_is_added_once(unstored: UnstoredContacts) -> None:
    unstored.add({"email": ["a@x.example"]}, ["rolled back"])
    _keep(unstored, ["a@x.example"], [""], ["one"])

    assert unstored.take({"email": ["a@x.example"]}) == ["one"]
