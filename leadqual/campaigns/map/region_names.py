"""The map in words: its regions, what they are about, and how much of them is liked."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models.functions import Left

from classifiers.companies.translation.glosses import STOP_WORDS
from leadqual.campaigns.map.map_data import MapPoints
from leadqual.core.hints import keep_hint, read_hint
from leadqual.leads.models import Company
from recommender.map.regions import name_by_words

_READ_EACH = 60  # Companies of a region whose words name it.
_READ_CHARACTERS = 600
_DAY = 24 * 60 * 60
# Of English, German, French and Spanish; those of STOP_WORDS are folded, a text is not.
_MORE_SHORT_WORDS = """
    based company offers provides used uses using
    aber beim dass dein deine diese diesem diesen dieser dieses eines haben ihrem ihren ihrer kann
    können mehr nicht ohne sich über unserem unseren unseres unter viele wenn werden wird wurde
    unternehmen zwischen
    aussi cette elle entre même mais nombreux plus propose sans tous tout toute toutes très vers
    vous être
    aquí cada cuando donde empresa ellos entre está están esta este estos hasta muchos más ofrece
    pero sobre también tanto todas todo todos
"""
_SHORT_WORDS = frozenset(_MORE_SHORT_WORDS.split()).union(*STOP_WORDS.values())
_SHORT_WORDS_KEY = hashlib.sha256(" ".join(sorted(_SHORT_WORDS)).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class NamedRegion:
    """A part of the map whose companies lie together.

    Args:
        number: as in `MapPoints.regions`; the largest is 0.
        name: words of its companies.
        n_companies: in it.
        n_liked: of them.
        n_judged: liked or disliked ones.
        open_ids: companies without a verdict.
    """

    number: int
    name: str
    n_companies: int
    n_liked: int
    n_judged: int
    open_ids: tuple[int, ...]

    @property
    def n_open(self) -> int:
        """Companies without a verdict."""
        return len(self.open_ids)

    @property
    def n_disliked(self) -> int:
        """Disliked companies."""
        return self.n_judged - self.n_liked

    @property
    def liked_percent(self) -> float:
        """Share of the judged that is liked, 0 to 100; 0 where none is judged."""
        return 100 * self.n_liked / self.n_judged if self.n_judged else 0.0


def regions_of(points: MapPoints) -> list[NamedRegion]:
    """Describe the regions of a map, the largest first; two queries, later none."""
    names = _names(points)
    described = []
    for number, name in enumerate(names):
        own = points.regions == number
        verdicts = points.verdicts[own]
        described.append(
            NamedRegion(
                number=number,
                name=name,
                n_companies=int(own.sum()),
                n_liked=int((verdicts > 0).sum()),
                n_judged=int((verdicts != 0).sum()),
                open_ids=tuple(points.company_ids[own][verdicts == 0].tolist()),
            )
        )
    return described


def _names(points: MapPoints) -> list[str]:
    """Name the regions; kept for a day, because their words change little."""
    arrays = (points.company_ids, points.xs, points.ys)
    digest = hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()
    key = f"matching.region_names:{_SHORT_WORDS_KEY}:{digest}"
    known: list[str] | None = read_hint(key)
    if known is None:
        known = _read_names(points)
        keep_hint(key, known, seconds=_DAY)
    return known


def _read_names(points: MapPoints) -> list[str]:
    n_regions = int(points.regions.max()) + 1 if len(points) else 0
    samples = [_sample(points, number) for number in range(n_regions)]
    wanted = [pk for sample in samples for pk in sample]
    companies = Company.objects.filter(pk__in=wanted).annotate(
        says=Left("overview", _READ_CHARACTERS)
    )
    rows = companies.values_list("pk", "name", "says", "industry", "specialties")
    texts = {pk: f"{says} {industry} {' '.join(own)}" for pk, _, says, industry, own in rows}
    titles = {pk: name for pk, name, *_ in rows}
    named = name_by_words(
        [[texts[pk] for pk in sample if pk in texts] for sample in samples],
        saying_nothing=_SHORT_WORDS,
    )
    return [
        name or f"Around {titles.get(sample[0], 'a company')}"
        for name, sample in zip(named, samples, strict=True)
    ]


def _sample(points: MapPoints, number: int) -> Sequence[int]:
    """Return the companies next to the middle of a region, the nearest first."""
    own = np.flatnonzero(points.regions == number)
    places = np.stack([points.xs[own], points.ys[own]], axis=1).astype(np.float64)
    apart = ((places - places.mean(axis=0)) ** 2).sum(axis=1)
    nearest = own[np.argsort(apart, kind="stable")[:_READ_EACH]]
    ids: list[int] = points.company_ids[nearest].tolist()
    return ids
