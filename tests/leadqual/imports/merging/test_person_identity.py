"""People without a key are joined by name only where nothing says that they are two."""

from collections.abc import Sequence

import pytest

from leadqual.leads.models import Contact
from tests.leadqual.imports.conftest import Import, counts

pytestmark = pytest.mark.django_db
HEADER = "full name,company,title,city,state,country,phone\n"
BOTH_WAYS = pytest.mark.parametrize("chunk_rows", [5_000, pytest.param(1, marks=pytest.mark.slow)])
NAMES = ("Maria", "Anna", "Elena", "Sofia", "Clara", "Julia", "Laura", "Paula", "Nora", "Irene")


def file_of(pairs: Sequence[tuple[str, str]]) -> str:
    """Give each pair of rows a name of its own."""
    named = zip(NAMES, pairs, strict=False)
    return HEADER + "\n".join(f"{name} Garcia,{row}" for name, pair in named for row in pair)


@BOTH_WAYS
def test_two_people_stay_two_and_are_found_again(bring: Import, chunk_rows: int) -> None:
    pairs = [
        (",Dentist,Austin,,United States,", ",Plumber,Madrid,,Spain,"),
        (",,,,United States,+1 212 555 0100", ",,,,United States,+1 312 555 0100"),
        (",,,,,+1 212 555 0100", ",,,,,+86 10 5550 0100"),
        (",,,,Germany,030 8841207", ",,,,,+49 89 8841207"),
        (",,Austin,,,", ",,Seattle,,,"),
        (",,Austin,,USA,", ",,Seattle,,USA,"),
        (",,Portland,OR,,", ",,Portland,ME,,"),
        ("Acme,,Springfield,,,", "Acme,,Bonn,,Germany,"),
        ("Acme,,,,Germany,", "Acme,,,,Austria,"),
        ("Acme,,,,,", "Nova,,,,,"),
    ]

    first, second = (bring(file_of(pairs), chunk_rows=chunk_rows) for _ in range(2))

    assert (counts(first), counts(second)) == ((20, 0, 0, 0), (0, 0, 20, 0))


@BOTH_WAYS
def test_one_person_is_joined(bring: Import, chunk_rows: int) -> None:
    pairs = [
        (",Dentist,Austin,,USA,", ",Surgeon,austin,TX,,"),
        (",,,,Germany,030 8841207", ",CEO,,,,+49 (0)30 8841207"),
        (",,,,,555 123 4567", ",CEO,,,,+1 555 123 9999"),
        ("Acme,CFO,Ulm,,Germany,", "Acme,CEO,Bonn,,Germany,"),
        ("Acme,,,,,", "Acme,CEO,Bonn,,Germany,"),
    ]

    batch = bring(file_of(pairs), chunk_rows=chunk_rows)

    created = batch.rows.filter(outcome="created").order_by("number")
    assert list(created.values_list("number", flat=True)) == [2, 4, 6, 8, 10]
    assert Contact.objects.count() == 5


def test_a_row_without_a_place_is_nobody_of_two_places(bring: Import) -> None:
    text = f"{HEADER}Li Wang,,,Austin,,,\nLi Wang,,,Madrid,,,\nLi Wang,,CEO,,,,\n"

    first, second = bring(text), bring(text)

    assert (counts(first), counts(second)) == ((3, 0, 0, 0), (0, 0, 3, 0))


@BOTH_WAYS
def test_the_dry_run_names_the_line_that_is_joined(bring: Import, chunk_rows: int) -> None:
    text = f"{HEADER}Li Wang,,,Austin,,USA,\nLi Wang,,,Madrid,,,\nLi Wang,,CEO,Austin,,,\n"

    batch = bring(text, is_dry=True, chunk_rows=chunk_rows)

    reasons = dict(batch.rows.values_list("number", "reason"))
    assert reasons == {2: "", 3: "", 4: "Same person as line 2. Changes: title."}
