"""Reads of the registry."""

from django.db.models import QuerySet, Subquery

from leadqual.core.errors import LeadqualError
from leadqual.core.prepared_query import PreparedQuery
from leadqual.registry.models import ModelVersion
from leadqual.taxonomy.models import TaxonomyVersion

_ACTIVE = PreparedQuery(
    lambda kind: (
        ModelVersion.objects.defer("report")
        .filter(kind=kind, is_active=True)
        .annotate(
            taxonomy_version=Subquery(TaxonomyVersion.objects.order_by("-pk").values("pk")[:1])
        )
    ),
    {"kind": "kind"},
)


class NoModelError(LeadqualError, code="no_model", status=503):
    """No model of this kind is live."""


def active_model(kind: str) -> ModelVersion:
    """Return the live version of a kind, with `taxonomy_version`: the last change, or None.

    Raises:
        NoModelError: none is live.
    """
    version = _ACTIVE.first(kind=kind)
    if version is None:
        raise NoModelError(
            f"No model for {kind} is live. `leadqual up` registers the one that ships with "
            "LeadQual."
        )
    return version


def encoder_version(version: str) -> ModelVersion:
    """Return a registered encoder.

    Raises:
        NoModelError: there is none of this name.
    """
    found = ModelVersion.objects.filter(kind=ModelVersion.Kind.ENCODER, version=version).first()
    if found is None:
        raise NoModelError(f"No encoder is registered as {version}.")
    return found


def desired_encoder() -> ModelVersion | None:
    """Return the encoder whose vectors are being computed; None if the live one stays."""
    return ModelVersion.objects.filter(is_desired=True).first()


def versions_by_kind() -> QuerySet[ModelVersion]:
    """Return every version, by kind, the newest first; a report is read when it is asked for."""
    rows = ModelVersion.objects.select_related("promoted_by").defer("report")
    return rows.order_by("kind", "-pk")


def live_models() -> QuerySet[ModelVersion]:
    """Return the live version of each kind with its report, by kind."""
    return ModelVersion.objects.filter(is_active=True).order_by("kind")
