"""What an encoder reads of companies: vectors where texts are new, numbers or nothing."""

from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.errors import ModelFilesError
from leadqual.accounts.models import Workspace
from leadqual.companies.encoding import read
from leadqual.leads.models import Company
from tests.classifiers.companies.tiny_models import tiny_bert

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(workspace: Workspace) -> Company:
    return Company.objects.create(
        workspace=workspace, name="Kelvia", name_key="kelvia", overview="Plans docks."
    )


@pytest.mark.slow
def test_vectors_that_are_no_numbers_are_refused(company: Company, tmp_path: Path) -> None:
    model = Path(tiny_bert(tmp_path / "tiny"))
    weights = load_file(model / "model.safetensors")
    save_file(
        {name: weight * float("nan") for name, weight in weights.items()},
        model / "model.safetensors",
        metadata={"format": "pt"},
    )

    with pytest.raises(ModelFilesError, match="not numbers"):
        read([company.pk], CompanyEncoder(model=str(model)))
