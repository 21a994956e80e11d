"""How far people agree beyond chance: Cohen's kappa for two, Krippendorff's alpha for any number.

1 is full agreement, 0 what chance alone would give, below 0 less than that. Both are None where
nothing can be said: nobody was compared, or everybody said the same of everything.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people agree on things that two or more of them judged.

    Args:
        alpha: Krippendorff's, of everybody; None where nothing can be said.
        kappa: Cohen's, of the first two; None where nothing can be said.
    """

    n: int
    n_agreed: int
    alpha: float | None
    kappa: float | None
    differing: tuple[int, ...]

    @property
    def share(self) -> float | None:
        """Return the share of the things on which people agree, 0 to 1; None without any."""
        return self.n_agreed / self.n if self.n else None


def measure(said: Mapping[int, Sequence[Hashable]], *, most: int | None = None) -> Agreement:
    """Measure how far people agree.

    Args:
        said: key of each thing → the label of each person, the first person first; things with
            one label count nothing.
        most: people who are compared, the first ones; alpha is of everybody all the same.
    """
    both = {key: values for key, values in said.items() if len(values) > 1}
    differing = tuple(key for key, values in both.items() if len(set(values[:most])) > 1)
    return Agreement(
        n=len(both),
        n_agreed=len(both) - len(differing),
        alpha=krippendorff_alpha(both.values()),
        kappa=cohen_kappa((values[0], values[1]) for values in both.values()),
        differing=differing,
    )


def cohen_kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Return the agreement of two people (J. Cohen 1960, one category is as far as another).

    Args:
        pairs: what the first and what the second person said of each thing that both judged.
    """
    both = list(pairs)
    n = len(both)
    if not n:
        return None
    first = Counter(one for one, _ in both)
    second = Counter(other for _, other in both)
    agreed = sum(one == other for one, other in both) / n
    by_chance = sum(first[value] * second[value] for value in first) / n**2
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def krippendorff_alpha(things: Iterable[Sequence[Hashable]]) -> float | None:
    """Return the agreement of many people, of whom not everybody judged everything.

    Nominal data (K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011).

    Args:
        things: for each thing, what those who judged it said; one voice alone counts nothing.
    """
    said = [values for values in things if len(values) > 1]
    totals = Counter(value for values in said for value in values)
    n = totals.total()
    apart = n**2 - sum(count**2 for count in totals.values())
    if not apart:
        return None
    # Pairs of voices on one thing that differ; each thing counts as often as it has voices.
    differing = sum(
        (len(values) ** 2 - sum(count**2 for count in Counter(values).values())) / (len(values) - 1)
        for values in said
    )
    return 1 - (n - 1) * differing / apart
