"""An import that only fills empty fields changes nothing else."""

import pytest

from leadqual.accounts.models import User
from leadqual.leads.models import Company, Contact
from tests.leadqual.imports.conftest import Import, undo

pytestmark = pytest.mark.django_db

FIRST = "email,first_name,position,city,country,phone\nann@x.example,Ann,CEO,Berlin,Germany,\n"
SECOND = (
    "email,first_name,last_name,position,city,country,phone\n"
    "ann@x.example,Anna,Lee,CFO,Paris,France,+49 101\nbo@x.example,Bo,,CTO,,,\n"
)


def test_people_keep_what_they_have(bring: Import, manager: User) -> None:
    bring(FIRST)

    batch = bring(SECOND, only_empty=True)

    ann = Contact.objects.get(email="ann@x.example")
    assert (ann.first_name, ann.last_name, ann.phone) == ("Ann", "Lee", "+49 101")
    assert (ann.title, ann.city, ann.country) == ("CEO", "Berlin", "Germany")
    assert ann.job_title is not None
    assert ann.job_title.title == "CEO"
    assert (batch.n_created, batch.n_updated) == (1, 1)
    undo(batch, manager)
    ann.refresh_from_db()
    assert (ann.first_name, ann.last_name, ann.phone) == ("Ann", "", "")


def test_companies_keep_what_they_have(bring: Import) -> None:
    bring("name,domain,city,technologies\nAcme,acme.example,Rome,AWS\n", kind="companies")

    bring(
        "name,domain,city,country,technologies,employees,industry\n"
        "Acme Inc,acme.example,Oslo,Norway,Rust,12,Software\n",
        kind="companies",
        only_empty=True,
    )

    acme = Company.objects.get()
    assert (acme.name, acme.city, acme.technologies) == ("Acme", "Rome", ["AWS"])
    assert (acme.employees, acme.industry) == (12, "Software")
