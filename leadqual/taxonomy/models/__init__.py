"""The taxonomy: what a title can be, and what is known of titles for certain."""

from leadqual.taxonomy.models.effects import DraftEffect, DraftEffectPart
from leadqual.taxonomy.models.known import (
    ConfusionCost,
    CrosswalkName,
    DictionaryEntry,
    OtherTool,
    PhraseRule,
)
from leadqual.taxonomy.models.tree import (
    Department,
    FormerSlug,
    Function,
    Industry,
    Level,
    RepresentativeTitle,
)
from leadqual.taxonomy.models.versions import (
    TaxonomyDraft,
    TaxonomyVersion,
)

__all__ = [
    "ConfusionCost",
    "CrosswalkName",
    "Department",
    "DictionaryEntry",
    "DraftEffect",
    "DraftEffectPart",
    "FormerSlug",
    "Function",
    "Industry",
    "Level",
    "OtherTool",
    "PhraseRule",
    "RepresentativeTitle",
    "TaxonomyDraft",
    "TaxonomyVersion",
]
