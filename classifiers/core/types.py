"""Results of the classifiers: labels with scores, and their evidence."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from itertools import repeat
from typing import Any, Literal, TypeVar

_T = TypeVar("_T")

BusinessModel = Literal["b2b", "b2c", "both", "public", "unknown"]
Action = Literal[
    "do_not_contact", "propose_contact", "propose_stop", "propose_date", "none", "review"
]

OTHER = "other"  # No function: label of evidence where a title has none.
BUSINESS_MODELS: tuple[BusinessModel, ...] = ("b2b", "b2c", "both", "public", "unknown")


@dataclass(frozen=True, slots=True)
class Label:
    """One label with its probability, 0 to 1; exactly 1 for the dictionary and people."""

    slug: str
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a label was given, or why a title is Other.

    Args:
        label: slug of the label that this supports; `other` where it shows that none fits; with
            `below threshold` the likeliest function, which was not given.
        because: kind of reason, e.g. `dictionary`, `rule`, `words`, `similar title`, `part`,
            `field`, `below threshold`, `no level named`, `may ask to stop`, `nothing known`.
    """

    label: str
    because: str
    text: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class TitlePrediction:
    """Functions, level and industry of one title.

    Args:
        normalised: its one spelling, the key of dictionary and corrections.
        functions: best first, at most a handful; empty means Other.
        level: exactly one of the ten levels.
        industry: None where the title names none.
        source: `correction`, `dictionary`, `rules`, `model`, joined by ` + ` in this order.
        model: version of the artifact that ran, e.g. `titles-2026.11.1`.
        why: what decided, in the order of the labels.
    """

    title: str
    normalised: str
    functions: tuple[Label, ...]
    level: Label
    industry: Label | None
    source: str
    model: str
    why: tuple[Evidence, ...] = ()
    level_why: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class CompanyRecord:
    """What is known of a company; everything but the name may be missing."""

    name: str
    domain: str | None = None
    website: str | None = None
    overview: str | None = None
    industry: str | None = None
    categories: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    sic_codes: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    type: str | None = None
    ownership_type: str | None = None
    size: str | None = None
    employees: int | None = None
    followers: int | None = None
    founded: int | None = None
    headquarters: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    total_funding: float | None = None
    alexa_rank: int | None = None
    linkedin_url: str | None = None
    hubs: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BusinessModelPrediction:
    """Whether a company sells to businesses, to people, to both or to nobody.

    Args:
        probability: of the decision, 0 to 1, calibrated.
        probabilities: of all five, adding up to 1, in the order of `BUSINESS_MODELS`.
        why: fields and words that contributed, strongest first.
    """

    business_model: str
    probability: float
    probabilities: tuple[Label, ...]
    model: str
    why: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyText:
    """One reply as it came in.

    Args:
        subject: may be empty.
        headers: of the mail, names in any case; only some decide (`Auto-Submitted` of RFC 3834).
        own: addresses of its writer, in lower case.
    """

    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyPrediction:
    """Intent of one reply and what to do about it.

    Args:
        intent: one of `INTENTS`; empty where none is proposed, see `as_proposed`.
        category: one of the 5 categories; empty without an intent.
        score: probability of the intent, 0 to 1; 0 without an intent.
        action: what the product may do now; `review` where the score is below its threshold.
        source: `rules` or `model`; `language` or `encrypted` where no intent is proposed.
        why: words or phrases that decided, strongest first.
        others: the next likely intents with their probabilities; empty where a rule decided.
    """

    intent: str
    category: str
    score: float
    action: str
    written: str
    left_out: tuple[str, ...]
    source: str
    model: str
    why: tuple[Evidence, ...] = ()
    others: tuple[Label, ...] = ()


def from_columns(kind: type[_T], count: int, *columns: Iterable[object]) -> list[_T]:
    """Make many objects of one of these types, each step for all of them: in a fifth of the time.

    Args:
        kind: a dataclass with slots.
        count: of objects.
        columns: one for each field of the type, in their order; each at least as long as the count.
    """
    instances = list(map(object.__new__, repeat(kind, count)))
    dataclass_type: Any = kind
    for each, column in zip(fields(dataclass_type), columns, strict=True):
        deque(map(getattr(kind, each.name).__set__, instances, column), maxlen=0)
    return instances
