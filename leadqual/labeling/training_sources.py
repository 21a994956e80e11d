"""What the registry asks about titles and companies: people's words, and what came in."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Concat
from django.urls import reverse

from classifiers.evaluation.frozen_test_sets import LEVEL, OTHER, title_labels
from leadqual.accounts.models import Workspace
from leadqual.companies.encoding import record_of
from leadqual.labeling.corrections.selectors import effective_corrections
from leadqual.labeling.models.corrections import BusinessModelCorrection, Correction
from leadqual.labeling.models.predictions import FormerPrediction
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Company, JobTitle, TitleLabel
from leadqual.registry.model_sources import AgreementCounts, HumanCorrection, IncomingItem
from leadqual.taxonomy.models import Function, Level

SURE = 0.9  # Score from which a label of the model is probably right.


class TitleSource:
    """Titles: functions and level of each; a title without a function is `other`."""

    def corrected(
        self, rows: Collection[int] | None = None, *, limit: int
    ) -> list[HumanCorrection]:
        """Return active corrections, newest first; three queries."""
        found = effective_corrections() if rows is None else _of_titles(rows)
        found = found.select_related("job_title", "level").prefetch_related("functions")
        return [
            HumanCorrection(
                row.job_title_id,
                row.job_title.title,
                _corrected_labels(row),
                row.job_title.normalised,
            )
            for row in found.order_by("-pk")[:limit]
        ]

    def weak(self, *, limit: int) -> list[HumanCorrection]:
        """Return the most frequent titles that dictionary or rules settle, or the model is sure of.

        They keep a model that learns further near what it says of the titles that people here have.
        """
        settled = Q(source__in=(TitleLabel.Source.DICTIONARY, TitleLabel.Source.RULES))
        found = JobTitle.objects.filter(
            settled | Q(surest__gte=SURE), classified_at__isnull=False, workspace__deleted_at=None
        )
        found = found.exclude(source=TitleLabel.Source.CORRECTION).filter(learned_titles=None)
        found = found.exclude(propagated_labels__is_in_force=True).select_related("level")
        found = found.prefetch_related("labels__function")
        return [
            HumanCorrection(title.pk, title.title, _stored(title), title.normalised)
            for title in found.order_by("-n_contacts", "pk")[:limit]
        ]

    def n_corrected_since(self, when: datetime | None) -> int:
        """Count active corrections made after a moment."""
        found = effective_corrections().filter(workspace__deleted_at=None)
        return (found if when is None else found.filter(created_at__gt=when)).count()

    def read_predictions(self, after: int, *, version: str, limit: int) -> list[IncomingItem]:
        """Return titles that no word of a person, and nothing learned from one, decides."""
        found = JobTitle.objects.filter(
            pk__gt=after,
            model_version=version,
            classified_at__isnull=False,
            learned_titles=None,
            workspace__deleted_at=None,
        ).exclude(source=TitleLabel.Source.CORRECTION)
        found = found.exclude(propagated_labels__is_in_force=True).order_by("pk")
        found = found.select_related("level").prefetch_related("labels__function")
        return [
            IncomingItem(
                row=title.pk,
                workspace=title.workspace_id,
                input=title.title,
                labels=_stored(title),
            )
            for title in found[:limit]
        ]

    def newest(self) -> int:
        """Return the key of the last title."""
        return JobTitle.objects.aggregate(newest=Max("pk"))["newest"] or 0

    def names(self, workspace: Workspace, rows: Collection[int]) -> dict[int, str]:
        """Return titles of a workspace as they were written."""
        found = JobTitle.objects.filter(workspace=workspace, pk__in=rows)
        return dict(found.values_list("pk", "title"))

    def corrected_labels(
        self, workspace: Workspace, rows: Collection[int]
    ) -> dict[int, frozenset[str]]:
        """Return what people said of titles of a workspace."""
        found = _of_titles(rows).filter(workspace=workspace)
        found = found.select_related("level").prefetch_related("functions")
        return {row.job_title_id: _corrected_labels(row) for row in found}

    def count_agreement(self, workspace: Workspace, since: datetime) -> AgreementCounts:
        """Count titles that were read, and those that people said to be something else.

        Titles that wait to be read again were read: else nearly all would be missing for a while
        whenever a model goes live.
        """
        again = Q(classified_at=None) & ~Q(model_version="")
        read = JobTitle.objects.filter(again | Q(classified_at__gte=since), workspace=workspace)
        labels = effective_corrections().filter(workspace=workspace, created_at__gte=since)
        return AgreementCounts(read.count(), _n_changed(labels))

    def label_names(self) -> Mapping[str, str]:
        """Return names of functions and levels."""
        levels = Level.objects.order_by().annotate(
            label=Concat(Value(LEVEL), "slug", output_field=CharField()),
            called=Concat(Value("Level "), "name", output_field=CharField()),
        )
        functions = Function.objects.order_by().values_list("slug", "name")
        return {
            OTHER: "Other",
            **dict(functions.union(levels.values_list("label", "called"), all=True)),
        }

    def address(self, row: int) -> str:
        return reverse("labeling:title", args=[row])


class CompanySource:
    """Companies: to whom each sells."""

    def corrected(
        self, rows: Collection[int] | None = None, *, limit: int
    ) -> list[HumanCorrection]:
        """Return active corrections, newest first; one query."""
        found = BusinessModelCorrection.objects.filter(
            is_current=True, workspace__deleted_at=None
        ).select_related("company")
        if rows is not None:
            found = found.filter(company__in=rows)
        return [
            HumanCorrection(
                row.company_id,
                record_of(row.company),
                frozenset({row.business_model}),
                name_key(row.company.name),
            )
            for row in found.order_by("-pk")[:limit]
        ]

    def weak(self, *, limit: int) -> list[HumanCorrection]:
        """Return nothing: no rule says to whom a company sells."""
        return []

    def n_corrected_since(self, when: datetime | None) -> int:
        """Count active corrections made after a moment."""
        found = BusinessModelCorrection.objects.filter(is_current=True, workspace__deleted_at=None)
        return (found if when is None else found.filter(created_at__gt=when)).count()

    def read_predictions(self, after: int, *, version: str, limit: int) -> list[IncomingItem]:
        """Return companies that a version read; one that a person corrected has another."""
        found = Company.objects.filter(
            pk__gt=after, business_model_version=version, workspace__deleted_at=None
        )
        return [
            IncomingItem(row.pk, row.workspace_id, record_of(row), frozenset({row.business_model}))
            for row in found.order_by("pk")[:limit]
        ]

    def newest(self) -> int:
        """Return the key of the last company."""
        return Company.objects.aggregate(newest=Max("pk"))["newest"] or 0

    def names(self, workspace: Workspace, rows: Collection[int]) -> dict[int, str]:
        found = Company.objects.filter(workspace=workspace, pk__in=rows)
        return dict(found.values_list("pk", "name"))

    def corrected_labels(
        self, workspace: Workspace, rows: Collection[int]
    ) -> dict[int, frozenset[str]]:
        """Return what people said of companies of a workspace."""
        found = BusinessModelCorrection.objects.filter(
            workspace=workspace, is_current=True, company__in=rows
        )
        return {
            row: frozenset({labels})
            for row, labels in found.values_list("company", "business_model")
        }

    def count_agreement(self, workspace: Workspace, since: datetime) -> AgreementCounts:
        """Count companies that came and were read, and those that people said sell to others."""
        read = Company.objects.filter(workspace=workspace, created_at__gte=since)
        labels = BusinessModelCorrection.objects.filter(
            workspace=workspace, is_current=True, created_at__gte=since
        ).annotate(before=KT("former__business_model"))
        changed = labels.filter(Q(before=None) | ~Q(before=F("business_model")))
        return AgreementCounts(read.exclude(business_model_version="").count(), changed.count())

    def label_names(self) -> Mapping[str, str]:
        return {value: str(label) for value, label in Company.BusinessModel.choices}

    def address(self, row: int) -> str:
        return reverse("search:company", args=[row])


def _of_titles(rows: Collection[int]) -> QuerySet[Correction]:
    return effective_corrections().filter(job_title__in=rows)


def _n_changed(labels: QuerySet[Correction]) -> int:
    """Count words on titles that are not what the title was before; one query.

    A title that a person confirmed was right; one without an answer on record counts as changed.
    """
    former = FormerPrediction.objects.filter(job_title=OuterRef("job_title"))
    former = former.exclude(source=TitleLabel.Source.CORRECTION).order_by("-pk")
    functions = Function.objects.filter(corrections=OuterRef("pk")).values("slug")
    rows = labels.annotate(
        labels_before=Subquery(former.values("labels")[:1]),
        level_before=Subquery(former.values("level")[:1]),
        slugs=ArraySubquery(functions),
    ).values_list("labels_before", "level_before", "slugs", "level__slug")
    return sum(
        before is None or {slug for slug, *_ in before} != set(slugs) or level_before != level
        for before, level_before, slugs, level in rows
    )


def _stored(title: JobTitle) -> frozenset[str]:
    slugs = [label.function.slug for label in title.labels.all()]
    return title_labels(slugs, title.level.slug if title.level else "")


def _corrected_labels(correction: Correction) -> frozenset[str]:
    living = [each.slug for each in correction.functions.all() if each.retired_at is None]
    return title_labels(living, correction.level.slug)
