"""What a draft would change is what publishing it changes, title by title."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from classifiers.core.metrics import Counts, per_label
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import read_frozen
from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    mark_all_for_reclassification,
    record_correction,
)
from leadqual.labeling.draft_effects import job as draft_effects
from leadqual.labeling.draft_effects.cascades import DraftedCascade
from leadqual.labeling.draft_effects.quality_figures import figures_of
from leadqual.labeling.draft_effects.title_changes import add_changes
from leadqual.labeling.learned_functions.merged_functions import carry_over_merges
from leadqual.labeling.tasks import replay_draft
from leadqual.leads.models import JobTitle
from leadqual.registry.models import ModelVersion
from leadqual.registry.versions.loading import load_titles
from leadqual.search.query.query import params_of
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results.taxonomy import vocabulary
from leadqual.search.saved_search_changes import save_search
from leadqual.taxonomy.document import edits as editing
from leadqual.taxonomy.document.diff import changes
from leadqual.taxonomy.document.document import Document, Meaning, WrittenFunction
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.document.to_tables import write_document
from leadqual.taxonomy.drafts.effects import ask_for_effect
from leadqual.taxonomy.drafts.services import (
    discard,
    draft_document,
    edit_draft,
    start_draft,
)
from leadqual.taxonomy.models import DraftEffect, TaxonomyDraft
from leadqual.taxonomy.services import note_change
from tests.leadqual.labeling.conftest import NEW, labels_of, make_title, once
from tests.product import make_manager, make_workspace
from tests.waiting import PATIENCE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]
Edit = Callable[[Document], Document]
OWLS = WrittenFunction("owl_care", "Owl Care", "operations")
GNOMES = replace(
    WrittenFunction("gnome_care", "Gnome Care", "operations"),
    titles=frozenset({"Enabler of Gnomes", "Gnome Keeper", "Nurse of the seas"}),
)


def _make_titles() -> None:
    workspace = make_workspace()
    manager = make_manager(workspace)
    keys = dict.fromkeys(filter(None, (normalize(one.title) for one in read_frozen()[::11])))
    for n, key in enumerate(keys):
        make_title(workspace, key, people=1 + n % 3)
    said = {
        "Nurse of the seven seas": ("nursing",),
        "Chief Enabler of Gnomes": ("sales_enablement",),
        "Senior Enabler Gnomes Zorbing": ("sales_enablement", "nursing"),
        "Nobody In Particular": (),
        "Accounting Clerk on the Ninth Sea": ("nursing",),
    }
    for text in said:
        make_title(workspace, text, people=2)
    for text in ("Lead Enabler of Gnomes", "Nurse seven seas"):
        make_title(workspace, text)
    while classify_batch():
        pass
    for text, functions in said.items():
        row = JobTitle.objects.get(workspace=workspace, title=text)
        record_correction(
            job_title=row, correction_input=CorrectionInput(functions, "specialist"), author=manager
        )


@pytest.fixture
def is_taught(request: pytest.FixtureRequest, is_taught: bool) -> bool:
    """Whether the rows of the workspace are there already."""
    if "titles" not in request.fixturenames:
        return is_taught
    once("titles of all kinds", _make_titles)
    return True


@pytest.fixture
def titles(workspace: Workspace, manager: User) -> list[JobTitle]:
    """Titles of all kinds that were classified, some of which a person spoke of."""
    return list(JobTitle.objects.filter(workspace=workspace).order_by("pk"))


def labels() -> dict[int, tuple[frozenset[int], int | None, int | None]]:
    return {
        row.pk: (
            frozenset(label.function_id for label in row.labels.all()),
            row.level_id,
            row.industry_id,
        )
        for row in JobTitle.objects.prefetch_related("labels")
    }


def draft_of(staff: User, *edits: Edit) -> TaxonomyDraft:
    draft = start_draft(name="A draft", author=staff)
    for edit in edits:
        draft = edit_draft(draft_id=draft.pk, edit=edit)
    return draft


def published(draft: TaxonomyDraft) -> None:
    """Make a draft live, whatever the frozen test set says, and have all titles read again."""
    write_document(live=read_document(), new=draft_document(draft))
    note_change("published")
    carry_over_merges()
    mark_all_for_reclassification()
    while classify_batch():
        pass


def worked_out(draft: TaxonomyDraft) -> DraftEffect:
    ask_for_effect(draft_id=draft.pk)
    while not draft_effects.compute_effect(draft.pk, until=time.monotonic() + PATIENCE):
        pass
    return DraftEffect.objects.get(pk=draft.pk)


def changed_titles(draft: TaxonomyDraft, titles: list[JobTitle]) -> set[int]:
    """Return the keys of the titles that a draft would change."""
    drafted = DraftedCascade(read_document(), draft_document(draft))
    before, after = (
        each.predict([row.title for row in titles], explain=False)
        for each in drafted.workspace(titles[0].workspace_id)
    )
    rows = [(row.pk, row.title, row.n_contacts) for row in titles]
    found = add_changes({}, rows, before=before, after=after, drafted=drafted)
    return {pk for _, pk in found["top"]}


MERGED = partial(editing.merge_function, slug="sales_enablement", into="sales")
RETIRED = partial(editing.retire_function, slug="nursing")
RENAMED = partial(editing.rename_function, former="sales", slug="selling")
EVERYTHING = (
    MERGED,
    RETIRED,
    RENAMED,
    partial(editing.set_field, slug="selling", name="threshold", value=0.95),
    partial(editing.set_field, slug="accounting", name="threshold", value=0.01),
    partial(editing.add_function, function=OWLS),
    partial(editing.set_phrase, phrase="manager", functions=frozenset({"owl_care"})),
    partial(editing.set_entry, title="nobody in particular", meaning=Meaning()),
    partial(editing.move_function, slug="owl_care", department="senior_leadership"),
)


@pytest.mark.costs("classifies every title twice")
@pytest.mark.quick_cases(1)
@pytest.mark.parametrize(
    "edits",
    [
        (MERGED,),
        (RENAMED,),
        (partial(editing.add_function, function=GNOMES),),
        EVERYTHING,
    ],
    ids=["merged", "renamed", "represented", "everything"],
)
def test_it_is_what_publishing_changes_title_by_title(
    staff: User, titles: list[JobTitle], edits: tuple[Edit, ...]
) -> None:
    draft = draft_of(staff, *edits)
    found = changed_titles(draft, titles)
    effect, before = worked_out(draft), labels()

    published(draft)

    after = labels()
    differ = {key for key in before if before[key] != after[key]}
    assert found == differ
    assert bool(differ) == (edits != (RENAMED,))  # Another slug is no other function.
    (part,) = effect.parts.all()
    others = [row for row in titles if before[row.pk][0] != after[row.pk][0]]
    assert part.found["n_titles"] == len(others)
    assert part.found["n_contacts"] == sum(row.n_contacts for row in others)
    assert part.found["n_to_other"] == sum(not after[row.pk][0] for row in others)
    assert part.found["n_from_other"] == sum(not before[row.pk][0] for row in others)
    assert (effect.done, effect.total) == (len(titles), len(titles))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edit", "slugs"),
    [(RENAMED, {"sales": "selling"}), (MERGED, {"sales_enablement": "sales"})],
    ids=["renamed", "merged"],
)
def test_what_the_model_alone_says_follows_its_function(
    staff: User, workspace: Workspace, models: None, edit: Edit, slugs: dict[str, str]
) -> None:
    texts = ["Head of Sales in the Valleys", "Sales Enablement Content Lead of Owls"]
    rows = [make_title(workspace, text) for text in texts]
    while classify_batch():
        pass
    before = [set(labels_of(row).items()) for row in rows]
    assert {"model"} == {source for said in before for _, source in said}
    draft = draft_of(staff, edit)
    figures = figures_of(
        DraftedCascade(read_document(), draft_document(draft)),
        draft_document(draft),
        changes(read_document(), draft_document(draft)),
    )

    published(draft)

    after = [set(labels_of(JobTitle.objects.get(pk=row.pk)).items()) for row in rows]
    assert after == [{(slugs.get(slug, slug), source) for slug, source in said} for said in before]
    assert before != after
    assert figures["refused"] == []
    (heir,) = slugs.values()
    if edit is RENAMED:
        assert (figures["now"], figures["functions"]) == (figures["then"], [])
    wanted = {slug: each.wanted for slug, each in frozen_counts().items()}
    assert wanted[heir] > 3
    assert not wanted.keys() & slugs.keys()


def frozen_counts() -> dict[str, Counts]:
    """Return what the live cascade finds on the test set, function by function."""
    cascade, titles = load_titles(), read_frozen()
    answers = cascade.predict([one.title for one in titles], explain=False)
    return per_label(
        [[label.slug for label in answer.functions] for answer in answers],
        [cascade.taxonomy.now(one.functions) for one in titles],
    )


@pytest.mark.slow
def test_a_correction_that_says_nothing_any_more_is_not_what_a_draft_changes(
    staff: User, titles: list[JobTitle]
) -> None:
    published(draft_of(staff, RETIRED))
    draft = draft_of(staff, partial(editing.set_entry, title="no such title", meaning=Meaning()))

    assert not changed_titles(draft, titles)


@pytest.mark.slow
def test_functions_learned_from_corrections_go_with_their_function(
    staff: User, corrected: JobTitle
) -> None:
    draft = draft_of(staff, partial(editing.merge_function, slug=NEW, into="nursing"))
    effect, before = worked_out(draft), labels()
    assert before[corrected.pk][0]

    published(draft)

    after = labels()
    differ = [key for key in before if before[key] != after[key]]
    (part,) = effect.parts.all()
    assert corrected.pk in differ
    assert part.found["n_titles"] == len(differ)


@pytest.mark.slow
def test_examples_are_those_of_most_people_with_both_answers(
    staff: User, titles: list[JobTitle]
) -> None:
    effect = worked_out(draft_of(staff, RETIRED))

    (part,) = effect.parts.all()
    rows = part.found["examples"]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)
    assert all("nursing" in row[3] and "nursing" not in row[4] for row in rows)
    lost_titles, lost_people, gained_titles, _ = part.found["functions"]["nursing"]
    assert (lost_titles, gained_titles) == (part.found["n_titles"], 0)
    assert lost_people == part.found["n_contacts"]


@pytest.mark.slow
def test_saved_searches_that_ask_for_what_changes_are_named(
    staff: User, workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    known = vocabulary()
    for name, query in (("Nurses", "function=nursing"), ("Sellers", "function=sales")):
        found, _ = read_contact_query(params_of(query), known)
        save_search(workspace=workspace, name=name, query=found, author=manager)

    effect = worked_out(draft_of(staff, RETIRED))

    by_workspace = {part.workspace_id: part.found for part in effect.parts.all()}
    assert list(by_workspace[workspace.pk]["searches"].values()) == ["Nurses"]
    assert by_workspace[other_workspace.pk]["searches"] == {}


@pytest.mark.slow
def test_frozen_test_set_is_asked_and_says_what_it_would_refuse(staff: User) -> None:
    same = worked_out(
        draft_of(staff, partial(editing.set_field, slug="sales", name="about", value="x"))
    )
    phrase = partial(editing.set_phrase, phrase="engineer", functions=frozenset({"nursing"}))
    worse = worked_out(draft_of(staff, phrase))

    assert same.judged["now"] == same.judged["then"]
    assert (same.judged["functions"], same.judged["refused"]) == ([], [])
    assert 0.5 < same.judged["now"]["f1"] < 1
    assert worse.judged["then"]["f1"] < worse.judged["now"]["f1"]
    assert worse.judged["refused"]
    assert worse.model_version == ModelVersion.objects.get(kind="titles", is_active=True).version


@pytest.mark.slow
def test_it_goes_on_where_it_stopped(
    staff: User, titles: list[JobTitle], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_of(staff, RETIRED)
    whole = worked_out(draft).parts.get().found
    monkeypatch.setattr(draft_effects, "CHUNK", 50)
    DraftEffect.objects.all().delete()
    ask_for_effect(draft_id=draft.pk)
    seen = []

    for looks in (0, 0, 1, 1000):  # At the clock, behind a chunk; each time it begins again.
        until = iter([0.0] * looks)
        clock = SimpleNamespace(monotonic=lambda until=until: next(until, 9.0))
        monkeypatch.setattr(draft_effects, "time", clock)
        draft_effects.compute_effect(draft.pk, until=1.0)
        seen.append(DraftEffect.objects.get().done)
    assert seen == [50, 100, 200, len(titles)]

    assert DraftEffect.objects.get().finished_at is not None
    assert DraftEffect.objects.get().parts.get().found == whole


@pytest.mark.slow
def test_edit_meanwhile_ends_the_run_and_another_one_begins(
    staff: User, titles: list[JobTitle]
) -> None:
    draft = draft_of(staff, RETIRED)
    first = ask_for_effect(draft_id=draft.pk)
    edit_draft(draft_id=draft.pk, edit=MERGED)

    assert draft_effects.compute_effect(draft.pk, until=time.monotonic() + PATIENCE)
    first.refresh_from_db()
    assert (first.finished_at, first.done) == (None, 0)
    assert draft_effects.waiting_drafts() == []
    second = worked_out(draft)
    assert (second.edits, second.is_current) == (2, True)
    assert ask_for_effect(draft_id=draft.pk).asked_at == second.asked_at


@pytest.mark.slow
def test_run_of_a_former_edit_writes_nothing_once_another_was_asked_for(
    staff: User, titles: list[JobTitle], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_of(staff, RETIRED)
    ask_for_effect(draft_id=draft.pk)

    def edited_meanwhile(*args: object) -> dict[str, object]:
        edit_draft(draft_id=draft.pk, edit=MERGED)
        ask_for_effect(draft_id=draft.pk)
        return figures_of(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(draft_effects, "figures_of", edited_meanwhile)
    assert draft_effects.compute_effect(draft.pk, until=time.monotonic() + PATIENCE)

    effect = DraftEffect.objects.get()
    assert (effect.edits, effect.total, effect.judged, effect.parts.count()) == (2, 0, {}, 0)


@pytest.mark.slow
def test_another_model_begins_anew(
    staff: User, titles: list[JobTitle], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_of(staff, RETIRED)
    whole = worked_out(draft).parts.get().found
    monkeypatch.setattr(draft_effects, "CHUNK", 50)
    ask_for_effect(draft_id=draft.pk, is_repeated=True)
    assert not draft_effects.compute_effect(draft.pk, until=0.0)
    assert DraftEffect.objects.get().done == 50
    DraftEffect.objects.update(model_version="titles-of-before", judged={"model": "of before"})

    while not draft_effects.compute_effect(draft.pk, until=0.0):
        pass

    effect = DraftEffect.objects.get()
    assert (effect.done, effect.model_version) == (len(titles), load_titles().version)
    assert effect.judged["model"] == effect.model_version
    assert effect.parts.get().found == whole


def test_closed_draft_is_not_worked_out(staff: User) -> None:
    draft = draft_of(staff, RETIRED)
    ask_for_effect(draft_id=draft.pk)
    discard(draft_id=draft.pk, is_archived=True)

    assert draft_effects.compute_effect(draft.pk, until=time.monotonic() + PATIENCE)
    assert DraftEffect.objects.get().finished_at is None


def test_without_a_model_it_says_so(staff: User) -> None:
    draft = draft_of(staff, RETIRED)
    ModelVersion.objects.filter(kind="titles").update(is_active=False)

    effect = worked_out(draft)

    assert effect.problem.startswith("No model for titles is live")


@pytest.mark.slow
def test_schedule_takes_up_all_that_wait_each_with_its_own_time(
    staff: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for _ in range(2):
        ask_for_effect(draft_id=draft_of(staff, RETIRED).pk)

    with django_capture_on_commit_callbacks(execute=True) as jobs:
        replay_draft()

    assert sum("enqueue" in job.__qualname__ for job in jobs) == 2
    assert not DraftEffect.objects.filter(finished_at=None).exists()
