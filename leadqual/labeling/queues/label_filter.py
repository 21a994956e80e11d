"""A filter of titles by one function or department, with those that probably have it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Exists,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from leadqual.labeling.models.queues import (
    LabelConflict,
)
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.taxonomy.models import Department, Function

MIN_LIKELY = 0.1  # Of the most likely function of an unclassified title; below it is a guess.
_LIKELY = '$[*] ? (@.because == "below threshold" && @.label == $slugs[*] && @.score >= $least)'


@dataclass(frozen=True, slots=True)
class LabelFilter:
    """Which titles of a queue are wanted; slugs, "" for all."""

    function: str = ""
    department: str = ""

    @classmethod
    def read(cls, labels: Mapping[str, str]) -> "LabelFilter":
        """Read the parameters of a page or an address."""
        return cls(labels.get("function", "").strip(), labels.get("department", "").strip())

    def __bool__(self) -> bool:
        return bool(self.function or self.department)

    def params(self) -> dict[str, str]:
        """Return the parameters that say the same."""
        named = {"function": self.function, "department": self.department}
        return {name: slug for name, slug in named.items() if slug}

    def unknown(self) -> list[str]:
        """Return the names of the parameters whose slug nothing has; two queries at most."""
        living = {
            "function": Function.objects.filter(slug=self.function, retired_at=None),
            "department": Department.objects.filter(slug=self.department, retired_at=None),
        }
        return [name for name in self.params() if not living[name].exists()]

    def narrow(self, titles: QuerySet[JobTitle]) -> QuerySet[JobTitle]:
        """Keep the titles that have the function, that a conflict proposes for it, or that miss it.

        Of an unclassified title the most likely function counts, from a probability of 0.1 on. An
        unknown slug keeps none. One query more, for the functions.
        """
        if not self:
            return titles
        slugs = self._slugs()
        labels = TitleLabel.objects.filter(job_title=OuterRef("pk"), function__slug__in=slugs)
        conflicts = LabelConflict.objects.filter(job_title=OuterRef("pk"))
        conflicts = conflicts.filter(functions__has_any_keys=slugs)
        likely = Func(
            F("why"),
            Func(Value(_LIKELY), template="(%(expressions)s)::jsonpath"),
            Value({"slugs": slugs, "least": MIN_LIKELY}, output_field=JSONField()),
            function="jsonb_path_exists",
            output_field=BooleanField(),
        )
        found = titles.annotate(is_likely=likely)
        return found.filter(Exists(labels) | Exists(conflicts) | Q(labels=None, is_likely=True))

    def _slugs(self) -> list[str]:
        functions = Function.objects.filter(retired_at=None)
        if self.function:
            functions = functions.filter(slug=self.function)
        if self.department:
            functions = functions.filter(department__slug=self.department)
        return list(functions.values_list("slug", flat=True))


NO_FILTER = LabelFilter()
