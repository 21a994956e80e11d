"""Corrections to functions that were retired since."""

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import LeadqualError
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.selectors import (
    effective_corrections,
    outdated_corrections,
    retired_corrections,
)
from leadqual.labeling.corrections.services import (
    classify_batch,
    mark_all_for_reclassification,
    predict,
    record_correction,
    undo_correction,
)
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.leads.models import JobTitle
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.models import Department, Function
from leadqual.taxonomy.services import note_change
from leadqual.taxonomy.versions import record_version
from tests.leadqual.labeling.conftest import NEW, labels_of, make_title

pytestmark = pytest.mark.django_db
SAID = "Revenue Wizard Extraordinaire"


def retire(function: Function, *, back: bool = False) -> None:
    function.retired_at = None if back else timezone.now()
    function.save()
    note_change("retired a function")
    mark_all_for_reclassification()
    classify_batch()


def functions_of(workspace: Workspace, title: str) -> tuple[list[str], str]:
    found = predict(workspace=workspace, titles=[title])[0]
    return [label.slug for label in found.functions], found.source


@pytest.mark.slow
def test_correction_to_a_retired_function_is_no_word_of_other(
    workspace: Workspace, manager: User, function: Function, manager_client: Client
) -> None:
    known = make_title(workspace, SAID, people=2)
    follower = make_title(workspace, f"Senior {SAID}")
    classify_batch()
    by_itself = functions_of(workspace, SAID)
    said = record_correction(
        job_title=known, correction_input=CorrectionInput((NEW,), "lead"), author=manager
    )
    assert labels_of(known) == {NEW: "correction"}

    retire(function)

    assert functions_of(workspace, SAID) == by_itself
    assert list(labels_of(known)) == by_itself[0]
    assert NEW not in labels_of(follower)
    assert list(retired_corrections()) == [said]
    assert said.is_retired
    body = manager_client.get("/titles/done/?queue=corrected").content.decode()
    assert "Corrected to Dragon Care, which is retired" in body
    assert "(confirmed by a person)" not in body
    tried = manager_client.get("/look-up/", {"title": SAID}).content.decode()
    assert "A person confirmed that no function fits" not in tried

    retire(function, back=True)

    assert functions_of(workspace, SAID) == ([NEW], "correction")
    assert labels_of(known) == {NEW: "correction"}


@pytest.mark.slow
def test_retired_function_beside_a_living_one_leaves_the_living_one(
    workspace: Workspace, manager: User, function: Function, title: JobTitle
) -> None:
    classify_batch()
    record_correction(
        job_title=title, correction_input=CorrectionInput((NEW, "sales"), "lead"), author=manager
    )

    retire(function)

    assert functions_of(workspace, title.title) == (["sales"], "correction")
    assert labels_of(title) == {"sales": "correction"}
    assert not outdated_corrections(of_title=False).exists()

    retire(function, back=True)

    assert labels_of(title) == {NEW: "correction", "sales": "correction"}


def test_corrections_that_no_longer_count_after_a_revert_are_said_before_and_after(
    workspace: Workspace, manager: User, staff: User, models: None, staff_client: Client
) -> None:
    former = record_version("before", document=read_document())
    department = Department.objects.latest("pk")
    function = Function.objects.create(slug=NEW, name="Dragon Care", department=department)
    note_change("added a function")
    record_version("added", document=read_document())
    for name, slugs in ((SAID, (NEW,)), ("Wizard", (NEW, "sales"))):
        record_correction(
            job_title=make_title(workspace, name),
            correction_input=CorrectionInput(slugs, "lead"),
            author=manager,
        )

    asked = staff_client.get(f"/taxonomy/history/{former.pk}/").content.decode()
    done = staff_client.post(f"/taxonomy/history/{former.pk}/restore/", follow=True)

    assert '<span class="num">2</span> titles have one of the changed functions' in asked
    assert '<b class="num">1</b> correction names only a function that this retires' in asked
    assert "1 correction no longer counts" in done.content.decode()
    function.refresh_from_db()
    assert function.retired_at is not None
    assert retired_corrections().count() == 1


@pytest.mark.slow
def test_none_fits_speaks_whatever_is_retired(
    workspace: Workspace, manager: User, function: Function, title: JobTitle
) -> None:
    classify_batch()
    said = record_correction(
        job_title=title, correction_input=CorrectionInput((), "lead"), author=manager
    )

    retire(function)

    assert functions_of(workspace, title.title) == ([], "correction")
    assert list(effective_corrections()) == [said]


@pytest.mark.slow
def test_undo_back_to_a_retired_word_gives_the_title_to_the_cascade(
    workspace: Workspace, manager: User, function: Function
) -> None:
    known = make_title(workspace, SAID)
    classify_batch()
    by_itself = functions_of(workspace, SAID)
    record_correction(
        job_title=known, correction_input=CorrectionInput((NEW,), "lead"), author=manager
    )
    retire(function)
    newest = record_correction(
        job_title=known, correction_input=CorrectionInput(("sales",), "lead"), author=manager
    )

    undo_correction(correction=newest, author=manager)

    assert functions_of(workspace, SAID) == by_itself
    assert list(labels_of(known)) == by_itself[0]


def test_retired_function_is_named_where_it_cannot_be_given(
    workspace: Workspace,
    manager: User,
    function: Function,
    title: JobTitle,
    manager_client: Client,
) -> None:
    LearnedFunction.objects.create(
        workspace=workspace,
        function=function,
        model_version=load_titles().version,
        state=LearnedFunction.State.ACTIVE,
        vector=[],
        words={},
        bias=0,
        threshold=0,
        n_titles=5,
        recall=1,
    )
    function.retired_at = timezone.now()
    function.save()
    body = manager_client.get("/taxonomy/?panel=learned-functions").content.decode()
    assert "<b>Retired</b>" in body
    assert "<b>Active</b>" not in body
    assert "Undo activation" not in body
    listed = manager_client.get("/api/v1/titles/learned-functions").json()["results"][0]
    assert (listed["state"], listed["is_retired"]) == ("active", True)
    LearnedFunction.objects.all().delete()
    retire(function)

    with pytest.raises(LeadqualError, match=r"“Dragon Care”.*Choose another"):
        record_correction(
            job_title=title, correction_input=CorrectionInput((NEW,), "lead"), author=manager
        )
    form = {"functions": NEW, "level": "lead"}
    response = manager_client.post(f"/titles/{title.pk}/correct/", form)
    assert response.status_code == 422
    assert "Dragon Care" in response.content.decode()
