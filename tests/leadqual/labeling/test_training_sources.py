"""What the registry is told about titles and companies."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.business_models import (
    correct_business_model,
    undo_business_model,
)
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    mark_all_for_reclassification,
    record_correction,
)
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.training_sources import CompanySource, TitleSource
from leadqual.leads.models import Company, JobTitle
from leadqual.registry.selectors import active_model
from leadqual.taxonomy.models import Function, Level

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


def title_of(workspace: Workspace, title: str) -> JobTitle:
    """A title that came in."""
    return JobTitle.objects.create(workspace=workspace, title=title, normalised=title.lower())


def correct(title: JobTitle, author: User, *slugs: str) -> Correction:
    """A person's word on a title."""
    correction = Correction.objects.create(
        workspace=title.workspace,
        job_title=title,
        level=Level.objects.get(slug="manager"),
        author=author,
    )
    correction.functions.set(Function.objects.filter(slug__in=slugs))
    return correction


def test_words_on_titles_are_told_with_functions_and_level_until_taken_back(
    workspace: Workspace, manager: User
) -> None:
    source, title = TitleSource(), title_of(workspace, "Lord of the Ledger")
    correction = correct(title, manager, "accounting")
    none_fits = correct(title_of(workspace, "Dreamer"), manager)

    said = {one.row: one.labels for one in source.corrected(limit=10)}

    assert said == {
        title.pk: frozenset({"accounting", "level:manager"}),
        none_fits.job_title_id: frozenset({"other", "level:manager"}),
    }
    assert [one.row for one in source.corrected([title.pk], limit=10)] == [title.pk]
    assert source.n_corrected_since(None) == 2
    assert source.n_corrected_since(timezone.now()) == 0
    Correction.objects.filter(pk=correction.pk).update(is_current=False)
    assert [one.row for one in source.corrected(limit=10)] == [none_fits.job_title_id]


def test_titles_that_came_are_told_as_the_live_model_read_them(
    workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    source, before = TitleSource(), TitleSource().newest()
    read = title_of(workspace, "Geriatric Night Nurse")
    corrected = title_of(workspace, "Lord of the Ledger")
    correct(corrected, manager, "accounting")
    classify_batch()
    waiting = title_of(workspace, "Sales Director of Nothing")

    read_predictions = source.read_predictions(
        before, version=active_model("titles").version, limit=10
    )

    assert [one.row for one in read_predictions] == [read.pk]
    assert "nursing" in read_predictions[0].labels
    assert source.newest() == waiting.pk
    assert source.names(workspace, [read.pk]) == {read.pk: "Geriatric Night Nurse"}
    assert source.names(other_workspace, [read.pk]) == {}
    assert source.corrected_labels(workspace, [corrected.pk]) == {
        corrected.pk: frozenset({"accounting", "level:manager"})
    }
    assert source.corrected_labels(other_workspace, [corrected.pk]) == {}


def test_titles_are_weakly_labelled_by_the_dictionary_or_a_model_that_is_sure(
    workspace: Workspace, manager: User
) -> None:
    known = title_of(workspace, "Chief Executive Officer")
    read = title_of(workspace, "Geriatric Night Nurse of the Hills")
    said = title_of(workspace, "Lord of the Ledger")
    correct(said, manager, "accounting")
    classify_batch()
    known.refresh_from_db()
    JobTitle.objects.filter(pk__in=[read.pk, said.pk]).update(surest=0.5)

    unsure = TitleSource().weak(limit=10)
    JobTitle.objects.filter(pk__in=[read.pk, said.pk]).update(surest=0.95)
    sure = TitleSource().weak(limit=10)

    assert known.source in {"dictionary", "rules"}
    assert [one.row for one in unsure] == [known.pk]
    assert {one.row for one in sure} == {known.pk, read.pk}  # What a person said is no weak label.


def test_titles_that_were_read_are_counted_in_their_workspace_and_confirmed_ones_are_right(
    workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    right, wrong = (title_of(workspace, name) for name in ("Night Nurse", "Lord of the Ledger"))
    classify_batch()
    right.refresh_from_db()
    slugs = tuple(right.labels.values_list("function__slug", flat=True))
    assert right.level is not None
    same = CorrectionInput(slugs, right.level.slug, propagate=False)
    record_correction(job_title=right, correction_input=same, author=manager)
    other = CorrectionInput(("nursing",), "manager", propagate=False)
    record_correction(job_title=wrong, correction_input=other, author=manager)
    title_of(workspace, "Nobody Read This")
    mark_all_for_reclassification()  # What is being read again was read.
    since = timezone.now() - timedelta(days=7)

    found = TitleSource().count_agreement(workspace, since)

    assert (found.n_read, found.n_corrected, found.share_right) == (2, 1, 0.5)
    assert TitleSource().count_agreement(other_workspace, since).share_right is None
    assert TitleSource().n_corrected_since(None) == 2  # Both are words to learn from.


def test_a_company_that_is_confirmed_is_not_against_the_model(
    workspace: Workspace, manager: User
) -> None:
    read = {"business_model": "b2b", "business_model_version": "companies-1"}
    for name, said in (("Acme", "b2b"), ("Bolt", "b2c")):
        company = Company.objects.create(
            workspace=workspace, name=name, name_key=name.lower(), **read
        )
        correct_business_model(company=company, business_model=said, author=manager)

    found = CompanySource().count_agreement(workspace, timezone.now() - timedelta(days=7))

    assert (found.n_read, found.n_corrected) == (2, 1)


def test_words_on_companies_are_told_until_taken_back(workspace: Workspace, manager: User) -> None:
    source = CompanySource()
    company = Company.objects.create(workspace=workspace, name="Acme GmbH", name_key="acme")
    correction = correct_business_model(company=company, business_model="both", author=manager)

    (said,) = source.corrected(limit=10)

    assert (said.row, said.labels, said.name) == (company.pk, frozenset({"both"}), "acme")
    assert said.input.name == "Acme GmbH"
    assert source.corrected_labels(workspace, [company.pk]) == {company.pk: frozenset({"both"})}
    assert source.read_predictions(0, version=active_model("companies").version, limit=5) == []
    undo_business_model(correction=correction, author=manager)
    assert source.corrected(limit=10) == []
