"""One similarity for each factor, 0 to 1, and their weighted mean over what both sides know."""

import hashlib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.types import CompanyLike, FactorWeights, Features

Matrix = NDArray[np.float32]
Known = tuple[NDArray[np.bool_], NDArray[np.bool_]]
"""Which candidates, and which companies with a verdict, a fact is known of."""

BUSINESS_MODELS = ("b2b", "b2c", "both", "public")
BUSINESS_MODEL_SIMILARITY: Matrix = np.array(
    [[1.0, 0.0, 0.5, 0.0], [0.0, 1.0, 0.5, 0.0], [0.5, 0.5, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]],
    dtype=np.float32,
)
SIZE_SPAN = math.log(100)
"""A firm a hundred times larger is as unlike in size as can be."""
AGE_SPAN = 30.0
TECHNOLOGY_BITS = 256
SAME_COUNTRY = 0.5
MIN_KNOWN = 2 / 3
"""A pair that is compared on less of the weight is less alike, however well the rest agrees."""
COUNTRY_ALIASES = {
    **dict.fromkeys(("us", "usa", "u.s.", "u.s.a.", "united states of america"), "united states"),
    **dict.fromkeys(("uk", "gb", "great britain", "england", "scotland"), "united kingdom"),
    **dict.fromkeys(("de", "deutschland"), "germany"),
}


def features_from_records(
    records: Sequence[CompanyLike],
    vectors: Matrix,
    *,
    words: Matrix | None = None,
    business_models: Sequence[str | None] | None = None,
) -> Features:
    """Turn companies into arrays; codes are stable, so two calls can be compared.

    Args:
        records: the companies.
        vectors: what they do, as `centered` gives it, shape (n_records, n_dimensions).
        words: what words they use, as `WordTopics` gives it.
        business_models: of each company where it is known.
    """
    places = [_place(record) for record in records]
    known = business_models if business_models is not None else [None] * len(records)
    return Features(
        text=vectors,
        words=words,
        industry=np.array([_code(record.industry) for record in records], dtype=np.int64),
        size=np.array([_log_size(record) for record in records], dtype=np.float32),
        founded=np.array([record.founded or np.nan for record in records], dtype=np.float32),
        country=np.array([country for country, _ in places], dtype=np.int64),
        city=np.array([city for _, city in places], dtype=np.int64),
        technologies=technology_bits([record.technologies for record in records]),
        business_model=np.array(
            [BUSINESS_MODELS.index(name) if name in BUSINESS_MODELS else -1 for name in known],
            dtype=np.int8,
        ),
    )


def centered(vectors: Matrix, *, center: Matrix | None = None) -> Matrix:
    """Take away what all companies share and return unit rows.

    Sentence vectors all point a little into one direction; without it, similarity tells
    companies apart far better (`docs/models/recommender.md`).

    Args:
        vectors: shape (n, n_dimensions).
        center: shape (n_dimensions,); the mean of `vectors` where None. Vectors that will be
            compared need the same center.
    """
    if not len(vectors):
        return vectors.astype(np.float32)
    mean = vectors.mean(axis=0, dtype=np.float64) if center is None else center
    return unit_rows(vectors - mean.astype(np.float32))


def unit_rows(vectors: NDArray[np.floating]) -> Matrix:
    """Scale rows to length 1; rows of (almost) nothing become zeros, which count as missing."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    safe = np.where(lengths > 1e-6, lengths, np.inf)  # float32 noise
    return np.asarray(vectors / safe, dtype=np.float32)


def technology_bits(sets: Sequence[Sequence[str]]) -> NDArray[np.uint64]:
    """Return each set of names as 256 bits; different names seldom share a bit."""
    bits = np.zeros((len(sets), TECHNOLOGY_BITS), dtype=np.uint8)
    for row, names in enumerate(sets):
        for name in names:
            bits[row, _code(name) % TECHNOLOGY_BITS] = 1
    return np.packbits(bits, axis=1).view(np.uint64)


def similarities(candidates: Features, verdicts: Features, *, weights: FactorWeights) -> Matrix:
    """Return how like each candidate is to each company with a verdict, 0 to 1.

    The weighted mean over the factors that both sides know; 0 where they share none. What they
    know together counts as at least `MIN_KNOWN` of the weight: one shared field makes no twins.
    Shape (n_candidates, n_verdicts).
    """
    return combined(
        factor_similarities(candidates, verdicts, weights),
        weights,
        (len(candidates), len(verdicts)),
    )


def combined(
    found: Iterable[tuple[str, float, Matrix, Known]],
    weights: FactorWeights,
    shape: tuple[int, int],
) -> Matrix:
    """Return what `similarities` returns from what `factor_similarities` found, changing that."""
    total = np.zeros(shape, dtype=np.float32)
    left_weights, right_weights = [np.zeros(shape[0], np.float32)], [np.zeros(shape[1], np.float32)]
    for _, factor_weight, value, (left, right) in found:
        np.multiply(value, np.float32(factor_weight), out=value)
        total += value
        left_weights.append(left.astype(np.float32))
        right_weights.append(right * np.float32(factor_weight))
    weight = np.array(left_weights).T @ np.array(
        right_weights, dtype=np.float32
    )  # Of the factors that both know.
    np.maximum(weight, np.float32(MIN_KNOWN * _total_weight(weights)), out=weight)
    total /= weight
    return np.clip(total, 0, 1, out=total)


def _total_weight(weights: FactorWeights) -> float:
    # Text and words are two readings of the same text: one of them is as good as known.
    others = (value for name, value in weights.as_dict().items() if name not in ("text", "words"))
    return max(weights.text, weights.words) + sum(others)


def factor_similarities(
    candidates: Features, verdicts: Features, weights: FactorWeights
) -> Iterator[tuple[str, float, Matrix, Known]]:
    """Yield factor, weight, similarity (0 where one side does not know it) and who knows it.

    The similarities are the caller's own, to change as it likes.
    """
    compared: Mapping[str, tuple[Callable[..., tuple[Matrix, Known]], tuple[str, ...]]] = {
        "text": (_text_similarities, ("text",)),
        "words": (_cosines, ("words",)),
        "industry": (_same_codes, ("industry",)),
        "size": (_sizes, ("size",)),
        "place": (_places, ("country", "city")),
        "age": (_ages, ("founded",)),
        "technologies": (_shared_bits, ("technologies",)),
        "business_model": (_business_models, ("business_model",)),
    }
    for name, weight in weights.as_dict().items():
        compare, columns = compared[name]
        left = [getattr(candidates, column) for column in columns]
        right = [getattr(verdicts, column) for column in columns]
        if weight and all(values is not None for values in (*left, *right)):
            value, known = compare(*left, *right)
            yield name, weight, value, known


def _text_similarities(left: Matrix, right: Matrix) -> tuple[Matrix, Known]:
    # Text counts as known even where it is missing: two companies of which nothing is known but
    # the country would otherwise be the same company.
    return _cosine(left, right), (np.ones(len(left), dtype=bool), np.ones(len(right), dtype=bool))


def _cosines(left: Matrix, right: Matrix) -> tuple[Matrix, Known]:
    return _cosine(left, right), (_has_values(left), _has_values(right))


def _cosine(left: Matrix, right: Matrix) -> Matrix:
    value: Matrix = left @ right.T
    return np.clip(value, 0, 1, out=value)


def _has_values(rows: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Return which rows have anything but zeros; the first column nearly always says it."""
    found: NDArray[np.bool_] = rows[:, 0] != 0
    zero_first = np.flatnonzero(~found)
    found[zero_first] = rows[zero_first].any(axis=1)
    return found


def _same_codes(left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[Matrix, Known]:
    # What is not known is 0 on the one side and nothing that there is on the other.
    value = left[:, None] == np.where(right != 0, right, -1)[None, :]
    return value.astype(np.float32), (left != 0, right != 0)


def _sizes(left: Matrix, right: Matrix) -> tuple[Matrix, Known]:
    return _by_distance(left, right, span=SIZE_SPAN)


def _ages(left: Matrix, right: Matrix) -> tuple[Matrix, Known]:
    return _by_distance(left, right, span=AGE_SPAN)


def _by_distance(left: Matrix, right: Matrix, *, span: float) -> tuple[Matrix, Known]:
    value = left[:, None] - right[None, :]
    np.abs(value, out=value)
    value *= np.float32(-1 / span)
    value += np.float32(1)
    # Of two numbers, one not known, `fmax` takes the other.
    np.fmax(value, np.float32(0), out=value)
    return value, (~np.isnan(left), ~np.isnan(right))


def _places(
    country: NDArray[np.int64],
    city: NDArray[np.int64],
    other_country: NDArray[np.int64],
    other_city: NDArray[np.int64],
) -> tuple[Matrix, Known]:
    value, known = _same_codes(country, other_country)
    same_city, (left, right) = _same_codes(city, other_city)
    # Where a city is missing, the country alone decides.
    is_elsewhere = np.logical_and.outer(left, right)
    is_elsewhere &= same_city == 0
    value[is_elsewhere] *= np.float32(SAME_COUNTRY)
    return value, known


def _shared_bits(left: NDArray[np.uint64], right: NDArray[np.uint64]) -> tuple[Matrix, Known]:
    if len(left) < len(right):  # It is counted once for each row of the shorter side.
        transposed, (theirs_known, ours_known) = _shared_bits(right, left)
        return np.ascontiguousarray(transposed.T), (ours_known, theirs_known)
    left_weights, right_weights = _n_bits(left), _n_bits(right)
    rows, places = np.flatnonzero(left_weights), np.flatnonzero(right_weights)
    left, n_ours = left[rows], left_weights[rows]
    shared = np.empty((len(places), len(rows)), dtype=np.float32)
    for shared_row, place in zip(shared, places.tolist(), strict=True):
        both = _n_bits(left & right[place])
        np.divide(both, np.maximum(n_ours + right_weights[place] - both, 1), out=shared_row)
    value = np.zeros((len(left_weights), len(right_weights)), dtype=np.float32)
    value[np.ix_(rows, places)] = shared.T
    return value, (left_weights > 0, right_weights > 0)


def _n_bits(bits: NDArray[np.uint64]) -> NDArray[np.float32]:
    """Return how many bits of each row are set; whole numbers in 32 bit floats are exact."""
    counts = np.bitwise_count(bits)
    total = counts[:, 0].astype(np.float32)
    for column in range(1, counts.shape[1]):
        total += counts[:, column]
    return total


def _business_models(left: NDArray[np.int8], right: NDArray[np.int8]) -> tuple[Matrix, Known]:
    # The last row and column, -1, are of what is not known.
    likeness = np.pad(BUSINESS_MODEL_SIMILARITY, (0, 1))
    return likeness[:, right][left], (left >= 0, right >= 0)


def _code(name: str | None) -> int:
    """Return a number for a name that is the same in every process; 0 for no name."""
    folded = " ".join((name or "").casefold().split())
    if not folded:
        return 0
    digest = hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=7).digest()
    return int.from_bytes(digest) + 1


def _log_size(record: CompanyLike) -> float:
    if record.employees is not None and record.employees > 0:
        return math.log(record.employees)
    bounds = [int(number) for number in re.findall(r"\d+", re.sub(r"[,.']", "", record.size or ""))]
    positive = [math.log(number) for number in bounds[:2] if number > 0]
    return sum(positive) / len(positive) if positive else math.nan


def _place(record: CompanyLike) -> tuple[int, int]:
    # "Austin, TX, United States; Remote": the first place counts, its last part is the country.
    parts = [part.strip() for part in (record.headquarters or "").split(";")[0].split(",")]
    country = record.country or (parts[-1] if len(parts) > 1 else None)
    city = record.city or (parts[0] if len(parts) > 1 else None)
    country = COUNTRY_ALIASES.get((country or "").strip().casefold(), country)
    return _code(country), _code(f"{city}, {country}") if city and country else 0
