"""The taxonomy of a page, and the values that a search may name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from leadqual.accounts.models import User, Workspace
from leadqual.search.index.open_indexes import taxonomy_version_of
from leadqual.search.query.known_values import ValueLookup, no_lookup
from leadqual.search.query.query import (
    Vocabulary,
)
from leadqual.search.results.value_lookup import WorkspaceValues
from leadqual.taxonomy.models import Department, Function, Industry, Level
from leadqual.taxonomy.selectors import (
    current_version,
    department_tree,
    industries,
    levels,
    retired_slugs,
)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The taxonomy rows, read once per page."""

    departments: Sequence[Department]
    levels: Sequence[Level]
    industries: Sequence[Industry]

    @property
    def functions(self) -> list[Function]:
        """All functions that are not retired, in tree order."""
        return [function for row in self.departments for function in row.functions.all()]

    def names(self) -> dict[str, Mapping[str, str]]:
        """Return parameter → slug → name for filters of people."""
        return {
            "function": {function.slug: function.name for function in self.functions},
            "department": {row.slug: f"{row.name} (all)" for row in self.departments},
            "level": {level.slug: level.name for level in self.levels},
            "industry": {industry.slug: industry.name for industry in self.industries},
        }

    def staff_names(self) -> dict[str, Mapping[str, str]]:
        """Return parameter → slug → name for filters of companies by their people."""
        return {
            "has_department": {row.slug: row.name for row in self.departments},
            "has_function": {function.slug: function.name for function in self.functions},
            "has_level": {level.slug: level.name for level in self.levels},
        }

    def vocabulary(self, look_up: ValueLookup = no_lookup) -> Vocabulary:
        """Return the slugs valid in a search; `look_up` looks up values of a workspace."""
        return Vocabulary(
            functions={
                function.slug: department.slug
                for department in self.departments
                for function in department.functions.all()
            },
            levels=[level.slug for level in self.levels],
            industries=[industry.slug for industry in self.industries],
            retired=retired_slugs,
            look_up=look_up,
        )


def read_taxonomy(workspace: Workspace | None = None) -> Taxonomy:
    """Return departments with their functions, levels and industries.

    One query, four more in a process's first call after a change. None on a page that uses the
    index of the workspace anyway.
    """
    version = taxonomy_version_of(workspace.pk) if workspace else current_version()
    return _taxonomy_of(version)


@lru_cache(maxsize=2)
def _taxonomy_of(_version: int) -> Taxonomy:  # increases with every change
    return Taxonomy(list(department_tree()), list(levels()), list(industries()))


def vocabulary(workspace: Workspace | None = None, user: User | None = None) -> Vocabulary:
    """Return the slugs valid in a search; queries as in `read_taxonomy`.

    Args:
        workspace: whose countries, lists and the like are looked up; without it every text counts
            as one.
        user: whose private lists can be searched, beside the shared ones.
    """
    look_up = WorkspaceValues(workspace, user=user) if workspace else no_lookup
    return read_taxonomy(workspace).vocabulary(look_up)
