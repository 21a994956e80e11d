"""People without a key are joined by name only where nothing says that they are two."""

import pytest

from leadqual.imports.merging.import_job import run_import
from leadqual.leads.models import Contact
from tests.leadqual.imports.conftest import Import, counts

pytestmark = pytest.mark.django_db
HEADER = "full name,company,title,city,state,country,phone\n"
BOTH_WAYS = pytest.mark.parametrize("chunk_rows", [1, 5_000])


@BOTH_WAYS
@pytest.mark.parametrize(
    ("one", "other"),
    [
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
    ],
)
def test_two_people_stay_two_and_are_found_again(
    bring: Import, one: str, other: str, chunk_rows: int
) -> None:
    text = f"{HEADER}Maria Garcia,{one}\nMaria Garcia,{other}\n"

    first, second = (bring(text, chunk_rows=chunk_rows) for _ in range(2))

    assert (counts(first), counts(second)) == ((2, 0, 0, 0), (0, 0, 2, 0))


@BOTH_WAYS
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (",Dentist,Austin,,USA,", ",Surgeon,austin,TX,,"),
        (",,,,Germany,030 8841207", ",CEO,,,,+49 (0)30 8841207"),
        (",,,,,555 123 4567", ",CEO,,,,+1 555 123 9999"),
        ("Acme,CFO,Ulm,,Germany,", "Acme,CEO,Bonn,,Germany,"),
        ("Acme,,,,,", "Acme,CEO,Bonn,,Germany,"),
    ],
)
def test_one_person_is_joined(bring: Import, one: str, other: str, chunk_rows: int) -> None:
    bring(f"{HEADER}Maria Garcia,{one}\nMaria Garcia,{other}\n", chunk_rows=chunk_rows)

    assert Contact.objects.count() == 1


def test_a_row_without_a_place_is_nobody_of_two_places(bring: Import) -> None:
    text = f"{HEADER}Li Wang,,,Austin,,,\nLi Wang,,,Madrid,,,\nLi Wang,,CEO,,,,\n"

    first, second = bring(text), bring(text)

    assert (counts(first), counts(second)) == ((3, 0, 0, 0), (0, 0, 3, 0))


@BOTH_WAYS
def test_the_dry_run_names_the_line_that_is_joined(confirm: Import, chunk_rows: int) -> None:
    text = f"{HEADER}Li Wang,,,Austin,,USA,\nLi Wang,,,Madrid,,,\nLi Wang,,CEO,Austin,,,\n"
    batch = confirm(text, is_dry=True)
    run_import(batch.pk, chunk_rows=chunk_rows)

    reasons = dict(batch.rows.values_list("number", "reason"))
    assert reasons == {2: "", 3: "", 4: "Same person as line 2. Changes: title."}
