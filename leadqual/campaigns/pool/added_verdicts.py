"""What the verdicts of a campaign add up to in a large workspace, kept between its questions."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.pool.sorted_keys import rows_among
from recommender.ranking.linear import Sums, linear_sums
from recommender.types import Features

Places = NDArray[np.intp]


class AddedVerdicts:
    """Sums over the likes and over the dislikes; what stays from question to question stays in."""

    def __init__(self) -> None:
        self._company_ids = np.zeros(0, dtype=np.int64)
        self._values = np.zeros(0)
        self._places: Places = np.zeros(0, dtype=np.intp)
        self._sums: dict[int, Sums | float] = {1: 0.0, -1: 0.0}

    def change_to(
        self,
        company_ids: NDArray[np.int64],
        values: NDArray[np.float64],
        places: Places,
        read: Callable[[Places], Features],
    ) -> dict[int, Sums | float]:
        """Add what is new and take out what is gone; return the sums of each side.

        Args:
            company_ids: of the companies with a verdict, ascending.
            values: what each counts before scaling, below 0 for a dislike.
            places: where the index has the record of each; another place is another record.
            read: returns the records of some places.
        """
        at = rows_among(self._company_ids, company_ids)
        stays = at >= 0
        stays[stays] = (self._values[at[stays]] == values[stays]) & (
            self._places[at[stays]] == places[stays]
        )
        is_gone = np.ones(len(self._company_ids), dtype=bool)
        is_gone[at[stays]] = False
        sums = dict(self._sums)
        for sign in (1, -1):
            gone = is_gone & (np.sign(self._values) == sign)
            new = ~stays & (np.sign(values) == sign)
            if gone.any():
                sums[sign] = sums[sign] - linear_sums(read(self._places[gone]), self._values[gone])
            if new.any():
                sums[sign] = sums[sign] + linear_sums(read(places[new]), values[new])
        self._company_ids, self._values, self._places = company_ids, values, places
        self._sums = sums
        return dict(sums)
