"""The map of a campaign: positions, verdicts and scores of its companies."""

import hashlib
import struct
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from django.db.models.functions import Left
from numpy.typing import NDArray

from leadqual.campaigns.errors import IndexMissingError
from leadqual.campaigns.map_layout import current_positions, stored_positions
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.ranking.ranked_list import scores_of
from leadqual.campaigns.selectors import companies_of, selected_ids, signals_of
from leadqual.core.hints import read_hint, store_hint
from leadqual.leads.models import Company
from recommender.regions import name_by_phrases, name_by_words, split

STEPS = 65_535
"""Steps of a coordinate from edge to edge."""
NO_SCORE = -128
_HEAD = "<dIII4x"

_SAMPLE_SIZE = 200  # Companies that name a region.
_PART_SAMPLE_SIZE = 60
_MAX_PARTS = 5  # Most parts of a region; their names show once the user zooms in.
_MIN_FOR_PARTS = 30  # A region with fewer companies has no parts.
_TEXT_CHARACTERS = 600
_DAY = 24 * 60 * 60
# English, German, French and Spanish; some are folded, texts are not. Numbers, times and words of
# every company description say nothing about what a company does.
_STOP_WORDS = """
    based business businesses clients companies company customers daily days dozen every founded
    global help helps hundred leading make makes million month months offers people provides
    services since solutions team teams thousand three twenty used uses using work works world
    worldwide year years
    drei eigene eigenen eigener fünf jahr jahre jahren jede jeden jeder seit vier zehn zwanzig zwei
    année années ans cent chaque cinq depuis dix mille quatre trois vingt
    años cinco cuatro desde diez tres veinte
    aber beim dass dein deine diese diesem diesen dieser dieses eines haben ihrem ihren ihrer kann
    können mehr nicht ohne sich über unserem unseren unseres unter viele wenn werden wird wurde
    unternehmen zwischen
    aussi cette elle entre même mais nombreux plus propose sans tous tout toute toutes très vers
    vous être deux mois leurs notre votre
    aquí cada cuando donde empresa ellos entre está están esta este estos hasta muchos más ofrece
    pero sobre también tanto todas todo todos
    propio propia propios propias nuestro nuestra
    a ab ainsi al all alle als an and are as at au auch auf aus aux avec bei bis by chez como
    con d dans das dazu de del dem den depuis der des desde die du durch ein eine einem einen
    einer el en es est et for from fuer fur has have ihr ihre im in ins is ist it its l la las
    le les leur leurs los mas mit nach nos notre nous nuestra nuestras nuestro nuestros o oder
    of on or ou our par para por pour que qui rund sa samt seit ses sie sind somos son sont
    sowie su sur sus that the their to uber ueber un una und une unser unsere unserer vom von
    vos votre we which who wir with y you your zu zum zur
"""
# Industries and categories that say nothing about what a company does.
_GENERIC_PHRASES = frozenset(
    """
    automation|b2b|b2c|business services|consulting|consumer services|digital|e-commerce|ecommerce
    enterprise|holding and other|holding companies|import and export|innovation|international
    internet|machinery and equipment|mobile apps|online|other|platform|professional services
    saas|services|solutions|startup|subscription|technology
    """.strip()
    .replace("\n", "|")
    .replace("| ", "|")
    .split("|")
)
_SHORT_WORDS = frozenset(_STOP_WORDS.split())
_SHORT_WORDS_KEY = hashlib.sha256(" ".join(sorted(_SHORT_WORDS)).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True, eq=False)
class MapPoints:
    """Companies as points, ordered by ID.

    Args:
        company_ids: shape (n,).
        xs: from the left, 0 to `STEPS`, shape (n,).
        ys: from the top, as `xs`.
        scores: in hundredths, -100 to 100; `NO_SCORE` if there is none.
        verdicts: 1 liked, -1 disliked, 0 neither.
        n_waiting: companies of the campaign without a point.
        is_computing: a job is computing the layout; points will be added or moved.
    """

    company_ids: NDArray[np.int64]
    xs: NDArray[np.uint16]
    ys: NDArray[np.uint16]
    scores: NDArray[np.int8]
    verdicts: NDArray[np.int8]
    regions: NDArray[np.uint8]
    n_waiting: int
    is_computing: bool

    def __len__(self) -> int:
        return len(self.company_ids)

    def to_bytes(self) -> bytes:
        """Return the points as `static/js/map/map-points.js` reads them: 11 bytes each.

        Little-endian: the first ID as float64; the number of points, the number of waiting
        companies and 1 while a job is running, as uint32; four bytes of padding; then column by
        column: ID minus the first ID as uint32, x and y as uint16, score and verdict as int8,
        region as uint8.
        """
        first = int(self.company_ids[0]) if len(self) else 0
        head = struct.pack(_HEAD, first, len(self), self.n_waiting, self.is_computing)
        columns = (
            (self.company_ids - first).astype("<u4"),
            self.xs.astype("<u2"),
            self.ys.astype("<u2"),
            self.scores,
            self.verdicts,
            self.regions,
        )
        return head + b"".join(column.tobytes() for column in columns)


def points_of(campaign: Campaign, *, is_scored: bool = True) -> MapPoints:
    """Return the map of a campaign, with the companies embedded so far.

    Args:
        campaign: whose verdicts and scores to return.
        is_scored: whether to return scores; if not, all are `NO_SCORE`, and companies embedded
            since the last layout are left out.
    """
    read_positions = current_positions if is_scored else stored_positions
    positions, is_computing = read_positions(campaign.workspace_id)
    is_member = np.ones(len(positions.company_ids), dtype=bool)
    if (members := selected_ids(campaign)) is not None:
        is_member = np.isin(positions.company_ids, np.array(members, dtype=np.int64))
    company_ids, points = positions.company_ids[is_member], positions.points[is_member]
    steps = np.rint(points * STEPS).astype(np.uint16)
    return MapPoints(
        company_ids=company_ids,
        xs=steps[:, 0],
        ys=steps[:, 1],
        scores=_score_column(_read_scores(campaign) if is_scored else None, company_ids),
        verdicts=_verdict_column(signals_of(campaign), company_ids),
        regions=split(points),
        n_waiting=max(companies_of(campaign).count() - len(company_ids), 0),
        is_computing=is_computing,
    )


def names_of(campaign: Campaign) -> str:
    """Return a line "ID name" for each company of a campaign."""
    rows = companies_of(campaign).order_by("pk").values_list("pk", "name")
    return "\n".join(f"{pk} {' '.join(name.split())}" for pk, name in rows.iterator())


def _read_scores(campaign: Campaign) -> tuple[NDArray[np.int64], NDArray[np.float32]] | None:
    """Return `scores_of`, or None while the index of a large workspace is being built."""
    try:
        return scores_of(campaign)
    except IndexMissingError:
        return None


def _score_column(
    scored: tuple[NDArray[np.int64], NDArray[np.float32]] | None, company_ids: NDArray[np.int64]
) -> NDArray[np.int8]:
    found = np.full(len(company_ids), NO_SCORE, dtype=np.int8)
    if scored is not None:
        known, scores = scored
        _, rows, known_rows = np.intersect1d(
            company_ids, known, assume_unique=True, return_indices=True
        )
        found[rows] = np.rint(scores[known_rows] * 100).astype(np.int8)
    return found


def _verdict_column(signals: Mapping[int, int], company_ids: NDArray[np.int64]) -> NDArray[np.int8]:
    judged = np.array(sorted(signals), dtype=np.int64)
    _, rows, judged_rows = np.intersect1d(
        company_ids, judged, assume_unique=True, return_indices=True
    )
    found = np.zeros(len(company_ids), dtype=np.int8)
    found[rows] = np.array([signals[pk] for pk in judged.tolist()], dtype=np.int8)[judged_rows]
    return found


@dataclass(frozen=True, slots=True)
class MapLabel:
    """A name and its position on the map.

    Args:
        name: words of nearby companies.
        x: from the left, 0 to 1.
        y: from the top.
    """

    name: str
    x: float
    y: float
    n_companies: int


@dataclass(frozen=True, slots=True)
class NamedRegion:
    """A cluster of companies on the map.

    Args:
        number: as in `MapPoints.regions`; 0 is the largest.
        label: words of its companies and their position.
        parts: labels of its parts, the largest first; empty if the region is small.
        n_liked: number of companies liked.
        open_ids: companies without a verdict.
    """

    number: int
    label: MapLabel
    parts: tuple[MapLabel, ...]
    n_companies: int
    n_liked: int
    n_judged: int
    open_ids: tuple[int, ...]

    @property
    def name(self) -> str:
        return self.label.name

    @property
    def n_open(self) -> int:
        """Number of companies without a verdict."""
        return len(self.open_ids)

    @property
    def n_disliked(self) -> int:
        return self.n_judged - self.n_liked

    @property
    def liked_percent(self) -> float:
        """Percentage of likes among the likes and dislikes; 0 if there are none."""
        return 100 * self.n_liked / self.n_judged if self.n_judged else 0.0


def regions_of(points: MapPoints) -> list[NamedRegion]:
    """Describe the regions of a map, the largest first; two queries, none once cached."""
    named = []
    for number, (label, *parts) in enumerate(_cached_labels(points)):
        is_inside = points.regions == number
        verdicts = points.verdicts[is_inside]
        named.append(
            NamedRegion(
                number=number,
                label=label,
                parts=tuple(parts),
                n_companies=int(is_inside.sum()),
                n_liked=int((verdicts > 0).sum()),
                n_judged=int((verdicts != 0).sum()),
                open_ids=tuple(points.company_ids[is_inside][verdicts == 0].tolist()),
            )
        )
    return named


def _cached_labels(points: MapPoints) -> list[list[MapLabel]]:
    """Return the labels of each region and its parts; cached for a day, as words change little."""
    arrays = (points.company_ids, points.xs, points.ys)
    digest = hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()
    key = f"campaigns.region_names:{_SHORT_WORDS_KEY}:{digest}"
    known: list[list[tuple[str, float, float, int]]] | None = read_hint(key)
    if known is not None:
        return [[MapLabel(*values) for values in region] for region in known]
    found = _read_labels(points)
    stored = [
        [(label.name, label.x, label.y, label.n_companies) for label in region] for region in found
    ]
    store_hint(key, stored, seconds=_DAY)
    return found


def _read_labels(points: MapPoints) -> list[list[MapLabel]]:
    n_regions = int(points.regions.max()) + 1 if len(points) else 0
    regions = [np.flatnonzero(points.regions == number) for number in range(n_regions)]
    parts = [_split_region(points, region) for region in regions]
    samples = [_nearest_companies(points, region, _SAMPLE_SIZE) for region in regions]
    samples_of_parts = [
        [_nearest_companies(points, part, _PART_SAMPLE_SIZE) for part in region_parts]
        for region_parts in parts
    ]
    words_by_company = _read_words(
        [*samples, *(words for region_parts in samples_of_parts for words in region_parts)]
    )
    names = _name_regions(samples, words_by_company, _SHORT_WORDS, requires_names=True)
    labels = []
    for number, (region, region_parts) in enumerate(zip(regions, parts, strict=True)):
        nearest = words_by_company.get(samples[number][0])
        name = names[number] or f"Around {nearest.name if nearest else 'a company'}"
        excluded_words = _SHORT_WORDS | {name.casefold().split(", ")[0]}  # Parts add new words.
        part_names = _name_regions(
            samples_of_parts[number], words_by_company, excluded_words, requires_names=False
        )
        pairs = [
            (name, region),
            *(
                (name_of_part, part)
                for name_of_part, part in zip(part_names, region_parts, strict=True)
                if name_of_part and name_of_part.casefold() != name.casefold()
            ),
        ]
        labels.append([_label_of(points, *pair) for pair in pairs])
    return labels


def _label_of(points: MapPoints, name: str, rows: NDArray[np.intp]) -> MapLabel:
    x, y = (float(np.median(axis[rows])) / STEPS for axis in (points.xs, points.ys))
    return MapLabel(name, round(x, 4), round(y, 4), len(rows))


def _split_region(points: MapPoints, region: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Split a region the way the map is split; the largest part comes first."""
    if len(region) < _MIN_FOR_PARTS:
        return []
    numbers = split(_points_of(points, region) / STEPS, at_most=_MAX_PARTS)
    return [region[numbers == number] for number in range(int(numbers.max()) + 1)]


@dataclass(frozen=True, slots=True)
class _CompanyWords:
    """What names the region of a company.

    Args:
        phrases: sector, industry, categories and specialties, unless they are generic.
    """

    name: str
    text: str
    phrases: frozenset[str]


def _read_words(samples: Sequence[Sequence[int]]) -> dict[int, _CompanyWords]:
    """Return the words of companies, by ID."""
    wanted = {pk for sample in samples for pk in sample}
    companies = Company.objects.filter(pk__in=wanted).annotate(
        text_start=Left("overview", _TEXT_CHARACTERS)
    )
    industry_fields = ("sector", "standard_industry")
    rows = companies.values_list(
        "pk", "name", "text_start", "industry", "categories", "specialties", *industry_fields
    )
    return {
        pk: _CompanyWords(
            name,
            f"{text_start} {industry} {' '.join(specialties)}",
            frozenset(
                " ".join(phrase.split())
                for phrase in (*classification, *categories, *specialties)
                if phrase.strip() and phrase.strip().casefold() not in _GENERIC_PHRASES
            ),
        )
        for pk, name, text_start, industry, categories, specialties, *classification in rows
    }


def _name_regions(
    samples: Sequence[Sequence[int]],
    words_by_company: Mapping[int, _CompanyWords],
    stop_words: Set[str],
    *,
    requires_names: bool,
) -> list[str]:
    """Name regions by phrases; by words if no phrase sets any apart, or each needs a name."""
    known = [
        [words_by_company[pk] for pk in sample if pk in words_by_company] for sample in samples
    ]
    by_phrases = name_by_phrases(
        [[words.phrases for words in region_words] for region_words in known]
    )
    if all(by_phrases) or (any(by_phrases) and not requires_names):
        return by_phrases
    texts = [[words.text for words in region_words] for region_words in known]
    by_words = name_by_words(texts, stop_words=stop_words)
    return [phrases or words for phrases, words in zip(by_phrases, by_words, strict=True)]


def _points_of(points: MapPoints, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    return np.stack([points.xs[rows], points.ys[rows]], axis=1).astype(np.float64)


def _nearest_companies(points: MapPoints, rows: NDArray[np.intp], size: int) -> Sequence[int]:
    """Return the companies closest to the center of a region, the closest first."""
    positions = _points_of(points, rows)
    distances = ((positions - positions.mean(axis=0)) ** 2).sum(axis=1)
    nearest = rows[np.argsort(distances, kind="stable")[:size]]
    ids: list[int] = points.company_ids[nearest].tolist()
    return ids
