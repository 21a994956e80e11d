"""Double labeling: share, kappa, and the pairs that differ."""

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.agreement import agreement_on_titles, disagreements_on_titles
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    record_correction,
    undo_correction,
)
from leadqual.labeling.learned_functions.merged_functions import carry_over_merges
from leadqual.labeling.suggestions import (
    SuggestionAuthor,
    SuggestionInput,
    give_back,
    suggest,
    withdraw,
)
from leadqual.taxonomy.models import FormerSlug, Function
from leadqual.taxonomy.services import note_change
from tests.leadqual.labeling.conftest import make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


def test_what_two_people_say_last_is_compared(
    workspace: Workspace,
    manager: User,
    manager_client: Client,
    qualifier: User,
    viewer: User,
) -> None:
    texts = ("Wizard one", "Wizard two", "Wizard three", "Wizard four")
    titles = [make_title(workspace, text, people=n + 1) for n, text in enumerate(texts)]
    classify_batch()
    said = [("nursing", "nursing"), ("sales", "sales"), ("sales", "nursing"), ("sales", None)]
    for title, (one, two) in zip(titles, said, strict=True):
        title.refresh_from_db()
        record_correction(
            job_title=title,
            correction_input=CorrectionInput((one,), "manager", propagate=False),
            author=manager,
        )
        if two:
            suggested = SuggestionInput("title", title.title, (two,))
            suggest(workspace=workspace, suggested=suggested, suggester=SuggestionAuthor(qualifier))
    only_wrong = SuggestionInput("title", "Wizard four")
    suggest(workspace=workspace, suggested=only_wrong, suggester=SuggestionAuthor(viewer))

    found = agreement_on_titles(workspace)

    assert (found.measured.n, found.measured.n_agreed) == (3, 2)
    # By chance: (1/3 x 2/3 nursing) + (2/3 x 1/3 sales) = 4/9; (6/9 - 4/9) / (5/9).
    assert found.measured.kappa == pytest.approx(0.4)
    # Three voices say nursing, three sales: 1 - (6 - 1) x 2 / (36 - 9 - 9).
    assert found.measured.alpha == pytest.approx(4 / 9)
    assert found.n_open == 1
    (pair,) = disagreements_on_titles(found)
    assert pair.thing == titles[2]
    assert pair.opinions == ((str(manager), "Sales"), (str(qualifier), "Nursing"))
    page = manager_client.get("/titles/review/?queue=suggested").content.decode()
    assert f'First labels">Sales <span class="sub">{manager}' in page
    assert f'Second labels">Nursing <span class="sub">{qualifier}' in page


def test_what_was_undone_or_withdrawn_does_not_speak(
    workspace: Workspace, other_workspace: Workspace, manager: User, qualifier: User
) -> None:
    title = make_title(workspace, "Wizard")
    classify_batch()
    title.refresh_from_db()
    correction = record_correction(
        job_title=title, correction_input=CorrectionInput(("sales",), "manager"), author=manager
    )
    first = suggest(
        workspace=workspace,
        suggested=SuggestionInput("title", "Wizard", ("nursing",)),
        suggester=SuggestionAuthor(qualifier),
    )
    assert agreement_on_titles(workspace).measured.n == 1
    assert agreement_on_titles(other_workspace).measured.n == 0

    withdraw(suggestion=first)
    assert agreement_on_titles(workspace).measured.n == 0

    suggest(
        workspace=workspace,
        suggested=SuggestionInput("title", "Wizard", ("sales",)),
        suggester=SuggestionAuthor(qualifier),
    )
    assert agreement_on_titles(workspace).measured.share == 1
    undo_correction(correction=correction, author=manager)
    assert agreement_on_titles(workspace).measured.share is None


def test_who_spoke_first_stays_first_and_the_later_of_their_words_counts(
    workspace: Workspace, manager: User, qualifier: User, viewer: User
) -> None:
    title = make_title(workspace, "Wizard")
    classify_batch()
    title.refresh_from_db()

    def suggests(author: User, slug: str) -> None:
        said = SuggestionInput("title", "Wizard", (slug,))
        suggest(workspace=workspace, suggested=said, suggester=SuggestionAuthor(author))

    suggests(manager, "sales")
    suggests(qualifier, "nursing")
    record_correction(
        job_title=title,
        correction_input=CorrectionInput(("marketing",), "manager", propagate=False),
        author=manager,
    )
    suggests(viewer, "recruiting")
    suggests(manager, "nursing")  # The row of their first suggestion, changed.

    found = agreement_on_titles(workspace)

    assert (found.measured.n, found.measured.n_agreed) == (1, 1)


def test_a_manager_or_a_reviewer_settles_what_two_people_disagree_on(
    workspace: Workspace, manager: User, qualifier: User, viewer: User
) -> None:
    nurse, wizard = (make_title(workspace, text) for text in ("Nurse", "Wizard"))
    classify_batch()
    for title in (nurse, wizard):
        title.refresh_from_db()
        word = CorrectionInput(("sales",), "manager", propagate=False)
        record_correction(job_title=title, correction_input=word, author=qualifier)
    said = [
        suggest(
            workspace=workspace,
            suggested=SuggestionInput("title", title.title, ("nursing",)),
            suggester=SuggestionAuthor(viewer),
        )
        for title in (nurse, wizard)
    ]
    assert agreement_on_titles(workspace).n_open == 2

    give_back(suggestion=said[0], note="They sell.", reviewer=manager)
    word = CorrectionInput(("marketing",), "manager", propagate=False)
    correction = record_correction(job_title=wizard, correction_input=word, author=manager)
    found = agreement_on_titles(workspace)

    assert (found.measured.n_agreed, found.n_open) == (0, 0)
    assert [pair.decided for pair in disagreements_on_titles(found)] == [str(manager)] * 2
    undo_correction(correction=correction, author=manager)
    found = agreement_on_titles(workspace)
    assert [(pair.thing, pair.decided) for pair in disagreements_on_titles(found)] == [
        (wizard, None),
        (nurse, str(manager)),
    ]


def test_a_function_that_was_renamed_since_it_was_suggested_is_the_same(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    title = make_title(workspace, "Wizard")
    classify_batch()
    title.refresh_from_db()
    suggest(
        workspace=workspace,
        suggested=SuggestionInput("title", "Wizard", ("sales",)),
        suggester=SuggestionAuthor(qualifier),
    )
    record_correction(
        job_title=title,
        correction_input=CorrectionInput(("sales",), "manager", propagate=False),
        author=manager,
    )
    sales = Function.objects.get(slug="sales")
    Function.objects.filter(pk=sales.pk).update(slug="selling")
    FormerSlug.objects.create(kind="function", slug="sales", function=sales)

    found = agreement_on_titles(workspace)

    assert (found.measured.n, found.measured.n_agreed) == (1, 1)


def test_a_function_that_was_merged_since_is_what_it_became(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    title = make_title(workspace, "Wizard")
    classify_batch()
    title.refresh_from_db()
    word = CorrectionInput(("sales_enablement",), "manager", propagate=False)
    record_correction(job_title=title, correction_input=word, author=manager)
    Function.objects.filter(slug="sales_enablement").update(
        retired_at=timezone.now(), merged_into=Function.objects.get(slug="sales")
    )
    note_change("merged")
    carry_over_merges()
    suggest(
        workspace=workspace,
        suggested=SuggestionInput("title", "Wizard", ("sales",)),
        suggester=SuggestionAuthor(qualifier),
    )

    found = agreement_on_titles(workspace)

    assert (found.measured.n, found.measured.n_agreed, found.n_open) == (1, 1, 0)
