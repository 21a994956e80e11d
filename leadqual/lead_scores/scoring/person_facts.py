"""What is known of people for their score, as columns of equal length."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class PersonFacts:
    """Some people; each array has one entry for each of them.

    Args:
        keys: of the contacts, ascending.
        scores: stored scores; -1 where there is none.
        tiers: stored tiers.
        values: factor → share of its points before decay, -1 to 1.
        ages: factor that decays → days since; negative where it never happened.
    """

    keys: NDArray[np.int64]
    scores: NDArray[np.int16]
    tiers: NDArray[np.str_]
    values: dict[str, NDArray[np.float64]]
    ages: dict[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.keys)
