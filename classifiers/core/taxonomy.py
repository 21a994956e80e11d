"""The taxonomy as plain values: departments, functions, levels and industries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from classifiers.core.errors import TaxonomyError
from classifiers.core.text import DATA, read_yaml


@dataclass(frozen=True, slots=True)
class Function:
    """One function: what a job does, e.g. `sales_engineering`."""

    slug: str
    name: str
    department: str
    about: str = ""
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """One seniority level; `rank` 0 is the most senior."""

    slug: str
    name: str
    rank: int
    about: str = ""
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taxonomy:
    """Departments, functions, levels and industries, validated when made.

    Args:
        departments: slug → name, in their order on screen.
        functions: every function once, in the order of its department.
        levels: most senior first.
        industries: slug → name.
        former: slug that a function had, or that of one that was merged into it → its slug.

    Raises:
        TaxonomyError: a slug appears twice or a function names an unknown department.
    """

    departments: Mapping[str, str]
    functions: tuple[Function, ...]
    levels: tuple[Level, ...]
    industries: Mapping[str, str]
    former: Mapping[str, str] = field(default_factory=dict)
    by_slug: Mapping[str, Function] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_slug = {function.slug: function for function in self.functions}
        if len(by_slug) != len(self.functions):
            raise TaxonomyError("A function slug appears twice; slugs are unique for ever.")
        if unknown_departments := {f.department for f in self.functions} - set(self.departments):
            raise TaxonomyError(
                f"Functions name unknown departments: {sorted(unknown_departments)}."
            )
        object.__setattr__(self, "by_slug", by_slug)
        redirects = {
            slug: now for slug, now in self.former.items() if slug not in by_slug and now in by_slug
        }
        object.__setattr__(self, "former", redirects)

    @cached_property
    def level_names(self) -> dict[str, str]:
        return {level.slug: level.name for level in self.levels}

    @cached_property
    def level_ranks(self) -> dict[str, int]:
        """Level slug → rank, 0 the most senior."""
        return {level.slug: level.rank for level in self.levels}

    def now(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """Return the slugs that functions have now, each once; those that lead nowhere are out."""
        redirects = (self.former.get(slug, slug) for slug in slugs)
        return tuple(dict.fromkeys(slug for slug in redirects if slug in self.by_slug))

    def departments_of(self, functions: Iterable[str]) -> tuple[str, ...]:
        """Return the departments of function slugs, each once, in the order given."""
        return tuple(dict.fromkeys(self.by_slug[slug].department for slug in functions))


def load_default(folder: Path = DATA) -> Taxonomy:
    """Read the taxonomy that comes with the product: 13 departments, 196 functions."""
    departments = _read(folder / "departments.yaml")
    functions = tuple(
        Function(slug, entry["name"], department, entry.get("about", ""), tuple(entry["titles"]))
        for department, body in departments.items()
        for slug, entry in body["functions"].items()
    )
    levels = tuple(
        Level(slug, entry["name"], rank, entry.get("about", ""), tuple(entry["titles"]))
        for rank, (slug, entry) in enumerate(_read(folder / "levels.yaml")["levels"].items())
    )
    return Taxonomy(
        departments={slug: body["name"] for slug, body in departments.items()},
        functions=functions,
        levels=levels,
        industries=_read(folder / "industries.yaml")["industries"],
    )


def _read(path: Path) -> dict[str, Any]:
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise TaxonomyError(f"{path} must hold a mapping.")
    return content
