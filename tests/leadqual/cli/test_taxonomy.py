"""`leadqual taxonomy export` and `import`."""

from pathlib import Path

import pytest

from leadqual.accounts.models import User
from leadqual.cli.files.input_files import FileError
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.models import TaxonomyDraft
from tests.leadqual.cli.test_imports import called

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def staff(db: None) -> User:
    """The only member of staff."""
    return User.objects.create_superuser("staff@leadqual.example", "x")


def test_file_goes_out_and_comes_back_as_a_draft(staff: User, tmp_path: Path) -> None:
    file, live = tmp_path / "taxonomy.yaml", read_document()
    assert "phrase rules." in called("taxonomy", "export", str(file)).output
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("name: Sales Enablement", "name: Enablement"), encoding="utf-8")

    said = called("taxonomy", "import", str(file)).output

    draft = TaxonomyDraft.objects.get()
    assert (draft.author, draft.name) == (staff, "From taxonomy.yaml")
    assert "Renamed “Sales Enablement” to “Enablement”." in said
    assert "1 change; nothing is live yet." in said
    assert f"publish it at /taxonomy/drafts/{draft.pk}/." in said
    assert read_document() == live


def test_what_cannot_be_done_says_so(staff: User, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("departments: [", encoding="utf-8")
    for words, said in (
        (("import", str(file)), "not valid YAML"),
        (("import", str(tmp_path / "none.yaml")), "could not be read: No such file"),
        (("import", str(file), "--author", "nobody@leadqual.example"), "No staff member"),
        (("export", str(tmp_path)), "could not be written: Is a directory"),
    ):
        error = called("taxonomy", *words).exception
        assert isinstance(error, FileError)
        assert said in str(error)
    User.objects.create_superuser("second@leadqual.example", "x")
    error = called("taxonomy", "import", str(file)).exception
    assert "creates the draft" in str(error)
    assert not TaxonomyDraft.objects.exists()
