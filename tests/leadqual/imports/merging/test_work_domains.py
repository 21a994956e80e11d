"""Companies get the domain of the work emails of their people."""

import pytest

from leadqual.accounts.models import User
from leadqual.imports.merging.work_domains import count_filled_domains
from leadqual.leads.models import Company
from tests.leadqual.imports.conftest import Import, undo

pytestmark = pytest.mark.django_db


def domains() -> dict[str, str | None]:
    return dict(Company.objects.values_list("name", "domain"))


def test_a_company_gets_the_domain_on_which_its_people_agree_and_undo_takes_it_back(
    bring: Import, manager: User
) -> None:
    bring("name\nKelvia GmbH\n", kind="companies")

    batch = bring(
        "email,company\n"
        "ann@kelvia.example,Kelvia GmbH\nbo@mail.kelvia.example,Kelvia GmbH\n"
        "cy@gmail.com,Kelvia GmbH\ndi@datenwerk-sued.example,Datenwerk Süd\n"
    )

    assert domains() == {"Kelvia GmbH": "kelvia.example", "Datenwerk Süd": "datenwerk-sued.example"}
    assert count_filled_domains(batch) == 2
    undo(batch, manager)
    assert domains() == {"Kelvia GmbH": None}


def test_no_domain_is_taken_where_something_contradicts(bring: Import) -> None:
    bring("name,website\nOther,taken.example\nHas One,one.example\n", kind="companies")
    Company.objects.create(
        workspace=Company.objects.all()[0].workspace,
        name="Site",
        name_key="site",
        website="https://else.example",
    )

    bring(
        "email,company\n"
        "a@gmail.com,Free Mail\n"
        "b@disagree.example,Disagree\nc@else.example,Disagree\n"
        "d@agency.example,Client One\ne@agency.example,Client One\n"
        "f@agency.example,Client Two\ng@agency.example,Client Two\n"
        "h@taken.example,Taken\n"
        "i@unlike.example,Xyz\n"
        "j@hasone.example,Has One\n"
        "k@site.example,Site\n"
    )

    assert domains() == {
        **dict.fromkeys(
            ["Free Mail", "Disagree", "Client One", "Client Two", "Taken", "Xyz", "Site"]
        ),
        "Other": "taken.example",
        "Has One": "one.example",
    }
