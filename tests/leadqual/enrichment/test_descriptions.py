"""Industry and size from descriptions, only where these are sure, and searchable like others."""

import numpy as np
import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.companies.models import CompanyVector
from leadqual.enrichment.runs import undo_run
from leadqual.leads.models import Company
from leadqual.leads.records.fills import field_sources
from leadqual.registry.versions.loading import load_encoder
from tests.leadqual.enrichment.conftest import MakeCompany, Run, outcomes
from tests.leadqual.enrichment.sites import PUMPS
from tests.rolled_back import rolled_back

pytestmark = pytest.mark.django_db


def place(company: Company, angle: float) -> None:
    """Give a company a vector at an angle to that of the text of the others."""
    encoder = load_encoder()
    vector = np.zeros(encoder.n_dimensions, dtype=np.float32)
    vector[:2] = np.cos(angle), np.sin(angle)
    CompanyVector.objects.create(
        workspace=company.workspace,
        company=company,
        encoder=encoder.version,
        text_hash="",
        vector=vector,
    )


def test_a_stated_size_is_written_as_its_band_with_the_words_that_say_so(
    company: MakeCompany, run: Run, manager: User, models: None
) -> None:
    row = company(overview=PUMPS, industry="Medical Devices")

    done = run("text")

    row.refresh_from_db()
    assert (row.size, row.size_band) == ("51-200", "51-200")
    assert "120 people" in field_sources(row)["size"].evidence
    undo_run(run=done, author=manager)
    row.refresh_from_db()
    assert row.size == ""


def test_the_industry_is_that_of_all_similar_companies(
    company: MakeCompany, run: Run, models: None
) -> None:
    for industries, angle, expected in [
        (["Banks"] * 7, 0.3, "Banking"),
        (["Banks"] * 6 + ["Insurance"], 0.3, ""),
        (["Banks"] * 6, 0.3, ""),
        (["Banks"] * 7, 1.3, ""),
    ]:
        with rolled_back():
            row = company(overview="We hold money for farmers.", size="11-50")
            place(row, 0.0)
            for number, industry in enumerate(industries):
                other = company(
                    f"Bank {number}", overview="A bank.", industry=industry, size="11-50"
                )
                place(other, angle + number / 100)

            done = run("text")

            row.refresh_from_db()
            assert row.standard_industry == expected
            assert outcomes(done) == {"Acme": "filled" if expected else "unchanged"}


def test_what_is_known_is_not_asked_about(
    company: MakeCompany, run: Run, models: None, workspace: Workspace
) -> None:
    company("known", overview=PUMPS, industry="Banks", employees=5)
    company("wanted", overview=PUMPS, industry="Banks")

    done = run("text")

    assert outcomes(done) == {"wanted": "filled"}
