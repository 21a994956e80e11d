"""What a process kept of a workspace follows what else changes."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.classification import load_online
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.taxonomy.models import FormerSlug, Function
from leadqual.taxonomy.services import note_change
from tests.leadqual.labeling.conftest import make_title

CORRECTED, LIKE_IT = "Customer Bliss Ranger", "Senior Ranger, Customer Bliss"


@pytest.mark.django_db(transaction=True)
def test_corrections_follow_a_function_that_is_renamed_while_a_process_holds_them(
    workspace: Workspace, manager: User, models: None
) -> None:
    title = make_title(workspace, CORRECTED)
    classify_batch()
    title.refresh_from_db()
    record_correction(
        job_title=title, correction_input=CorrectionInput(("nursing",), "lead"), author=manager
    )

    def said() -> list[list[str]]:
        found = load_online(workspace).predict([CORRECTED, LIKE_IT])
        return [[label.slug for label in answer.functions] for answer in found]

    assert said() == [["nursing"]] * 2
    nursing = Function.objects.get(slug="nursing")
    Function.objects.filter(pk=nursing.pk).update(slug="caring")
    FormerSlug.objects.create(kind="function", slug="nursing", function=nursing)
    note_change("renamed")

    assert said() == [["caring"]] * 2
