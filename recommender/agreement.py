"""Agreement beyond chance: Cohen's kappa for two people, Krippendorff's alpha for any number.

1 is full agreement, 0 is chance, below 0 is worse than chance. Both are None if undefined: nothing
was compared, or everybody gave the same label to everything.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on items labeled by two or more people.

    Args:
        alpha: Krippendorff's, of all people; None if undefined.
        kappa: Cohen's, of the first two people; None if undefined.
    """

    n: int
    n_agreed: int
    alpha: float | None
    kappa: float | None
    differing: tuple[int, ...]

    @property
    def share(self) -> float | None:
        """Return the share of items on which people agree, 0 to 1; None without any."""
        return self.n_agreed / self.n if self.n else None


def measure(labels: Mapping[int, Sequence[Hashable]], *, most: int | None = None) -> Agreement:
    """Measure agreement.

    Args:
        labels: labels of each item by person, in a fixed order; items with one label are ignored.
        most: compare only this many people; alpha still includes all.
    """
    shared = {key: values for key, values in labels.items() if len(values) > 1}
    differing = tuple(key for key, values in shared.items() if len(set(values[:most])) > 1)
    return Agreement(
        n=len(shared),
        n_agreed=len(shared) - len(differing),
        alpha=krippendorff_alpha(shared.values()),
        kappa=cohen_kappa((values[0], values[1]) for values in shared.values()),
        differing=differing,
    )


def cohen_kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Return the agreement of two people (J. Cohen 1960, unweighted).

    Args:
        pairs: labels of the first and the second person for each item that both labeled.
    """
    shared = list(pairs)
    n = len(shared)
    if not n:
        return None
    first = Counter(first_label for first_label, _ in shared)
    second = Counter(second_label for _, second_label in shared)
    agreed = sum(first_label == second_label for first_label, second_label in shared) / n
    by_chance = sum(first[value] * second[value] for value in first) / n**2
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def krippendorff_alpha(items: Iterable[Sequence[Hashable]]) -> float | None:
    """Return the agreement of many people, not all of whom labeled everything.

    Nominal data (K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011).

    Args:
        items: the labels of each item; items with one label are ignored.
    """
    labels = [values for values in items if len(values) > 1]
    totals = Counter(value for values in labels for value in values)
    n = totals.total()
    expected = n**2 - sum(count**2 for count in totals.values())
    if not expected:
        return None
    # Pairs of different labels of an item; each item is weighted by its number of labels.
    differing = sum(
        (len(values) ** 2 - sum(count**2 for count in Counter(values).values())) / (len(values) - 1)
        for values in labels
    )
    return 1 - (n - 1) * differing / expected
