"""Read words as a job title, with functions and level, by the live title model."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from classifiers.core.taxonomy import load_default
from classifiers.core.types import TitlePrediction
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.dictionary import load_dictionary
from classifiers.titles.text.signature import default_signatures, signature
from facet_index.words.folded_terms import terms
from leadqual.registry.selectors import NoModelError
from leadqual.registry.versions.loading import load_titles

MIN_SCORE = 0.75
MIN_TYPO_LETTERS, LONG_WORD = 5, 9
"""Minimum letters of a word for one typo, and for two."""
MAX_WORDS = 8
_N_NEAREST = 5
SENIOR = ("owner", "c_level", "vp", "director")
"""Levels of people who run something."""

STAFF_LEVELS = ("manager", "lead", "consultant", "specialist", "entry", "other")
"""Levels of people who do the work themselves, and of those who manage them."""

_STAFF = ("specialist",)
_SPECIALIST = re.compile("spe[cz]ialist|especialista|spécialiste", re.IGNORECASE)
"""Words that name this level; others have it because they name no other."""

_CHIEF = ("c_level",)
_NO_CHIEFS = frozenset({"executive", "founder"})
_CONFIRMED_SOURCES = ("dictionary", "correction")
_LEVEL_SOURCES = frozenset({"dictionary", "words", "part", "correction"})
_NO_LEVEL = "other"

_ALIASES: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("revops", "rev ops", "gtm"), ("revenue operations", "revenue_operations")),
    **dict.fromkeys(("sales ops", "salesops"), ("sales operations", "sales_operations")),
    **dict.fromkeys(("marketing ops", "mops"), ("marketing operations", "marketing_operations")),
    **dict.fromkeys(
        (
            *("sdr", "bdr", "sdrs", "bdrs"),
            *("sales development representative", "business development representative"),
            *("sales development representatives", "business development representatives"),
        ),
        ("sales development representative", "inside_sales"),
    ),
    **dict.fromkeys(
        ("cybersecurity", "cyber security", "infosec"),
        ("information security", "information_security"),
    ),
    "security": ("security", "information_security"),
    "dpo": ("data protection officer", "privacy"),
}
"""Folded words of the field → the title that they mean, and its function."""
_FURTHER_FUNCTIONS: Mapping[str, tuple[str, ...]] = {"security": ("physical_security",)}
_OTHER_NAMES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "sales development representative": (
        "business_development",
        ("development representative", "development rep", "sdr", "bdr"),
    )
}
"""Title → another function, and words of its titles that mean the same job."""
_LITERAL_TITLES = frozenset({"prokurist", "prokuristin", "prokuristen"})
"""Words that say a right and no job: they are searched as typed."""
_LEVELS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("c level", "clevel", "c suite", "csuite", "c levels"), ("c_level",)),
    **dict.fromkeys(
        ("decision makers", "decision maker", "decisionmakers", "entscheider", "decideurs"), SENIOR
    ),
    **dict.fromkeys(("vp level", "vps"), ("vp",)),
    **dict.fromkeys(("director level", "directors"), ("director",)),
}
"""Folded words → levels that they name."""


@dataclass(frozen=True, slots=True)
class TitleWords:
    """Words read as a title.

    Args:
        functions: slugs, all of which people of the job have; empty if they only name a level.
        levels: slugs; empty if they name none.
        signature: shared by titles of the same job.
        also_functions: functions that the words may mean as well, which come last.
        other_names: folded words of titles of `other_names_function` that mean the job as well.
        is_staff: it names work and no level, as "buyer" and "controller" do.
        is_chief: it is that of a chief officer.
    """

    functions: tuple[str, ...]
    levels: tuple[str, ...]
    label: str
    normalised: str
    signature: str
    is_confirmed: bool
    departments: tuple[str, ...] = ()
    also_functions: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    other_names_function: str = ""
    is_staff: bool = False
    is_chief: bool = False


def read_title(words: Sequence[str]) -> TitleWords | None:
    """Read words as a title; None if they are not one, or if no model is live."""
    try:
        cascade = load_titles()
    except NoModelError:
        return None
    text = " ".join(words)
    key = " ".join(terms(text))
    if key in _LITERAL_TITLES:
        return None
    if alias := _ALIASES.get(key):
        return _alias_title(cascade, *alias)
    found = _predict_title(cascade, text)
    if found is None or not found.is_confirmed:
        corrected = correct_spelling(text)
        reread = _predict_title(cascade, corrected) if corrected != text else None
        if reread is not None:
            return reread
        singular = " ".join(map(_singular, words))
        reread = _predict_title(cascade, singular) if singular != text else None
        if reread is not None and (found is None or reread.is_confirmed):
            return reread
    return found


def _alias_title(cascade: TitleCascade, title: str, function: str) -> TitleWords:
    also_functions, (other_names_function, other_names) = (
        _FURTHER_FUNCTIONS.get(title, ()),
        _OTHER_NAMES.get(title, ("", ())),
    )
    label_parts = cascade.taxonomy.by_slug
    label = " or ".join(label_parts[slug].name for slug in (function, *also_functions))
    if other_names:
        label = f"{label}, {title}s"
    return TitleWords(
        (function,),
        (),
        label,
        title,
        signature(title),
        is_confirmed=True,
        also_functions=also_functions,
        other_names=other_names,
        other_names_function=other_names_function,
    )


def with_leaders(title: TitleWords) -> TitleWords:
    """Return the same functions at the levels of people who run them."""
    label_parts = "Senior leaders"
    return TitleWords(
        title.functions, SENIOR, f"{title.label}, {label_parts}", "", "", is_confirmed=True
    )


@lru_cache(maxsize=4_096)
def _predict_title(cascade: TitleCascade, text: str) -> TitleWords | None:
    prediction = cascade.predict([text])[0]
    is_confirmed = any(source in prediction.source for source in _CONFIRMED_SOURCES)
    functions = tuple(
        label for label in prediction.functions if label.score >= (0 if is_confirmed else MIN_SCORE)
    )
    level = _named_level(prediction)
    if not functions and not level:
        return None
    if not is_confirmed and not _are_known(text):
        return None
    label_parts = [cascade.taxonomy.by_slug[label.slug].name for label in functions]
    is_staff = is_confirmed and level == _STAFF and bool(functions) and not _SPECIALIST.search(text)
    if is_staff:
        label_parts.append(f"up to {cascade.taxonomy.level_names[STAFF_LEVELS[0]].lower()}")
    else:
        label_parts += [cascade.taxonomy.level_names[slug] for slug in level]
    is_chief_title = level == _CHIEF and any(is_chief(label.slug) for label in functions)
    if is_chief_title:
        level = ("owner", *level)  # Founder and CTO.
    return TitleWords(
        functions=tuple(label.slug for label in functions),
        levels=level,
        label=", ".join(label_parts),
        normalised=prediction.normalised,
        signature=signature(prediction.normalised),
        is_confirmed=is_confirmed,
        departments=tuple(
            dict.fromkeys(cascade.taxonomy.by_slug[label.slug].department for label in functions)
        ),
        is_staff=is_staff,
        is_chief=is_chief_title,
    )


def is_chief(function: str) -> bool:
    """Return whether a function is that of a chief officer, as the one for finance."""
    found = load_default().by_slug.get(function)
    is_leading = found is not None and found.department == "senior_leadership"
    return is_leading and function not in _NO_CHIEFS


def nearest_title(text: str) -> TitleWords | None:
    """Return the functions that the title model is sure of for unknown words; None for none.

    For words that find nobody. Names of people and companies have none.
    """
    try:
        cascade = load_titles()
    except NoModelError:
        return None
    functions = [
        label.slug for label in cascade.predict([text])[0].functions if label.score >= MIN_SCORE
    ]
    label = ", ".join(cascade.taxonomy.by_slug[label].name for label in functions)
    return TitleWords(tuple(functions), (), label, "", "", is_confirmed=False) if label else None


def read_level(words: Sequence[str]) -> TitleWords | None:
    """Read words for levels only: "c-level", "decision makers"; else None."""
    levels = _LEVELS.get(" ".join(terms(" ".join(words))))
    if levels is None:
        return None
    label_parts = load_default().level_names
    label = label_parts[levels[0]] if len(levels) == 1 else "Senior leaders"
    return TitleWords((), levels, label, "", "", is_confirmed=True)


def _named_level(prediction: TitlePrediction) -> tuple[str, ...]:
    slug = prediction.level.slug
    is_named = any(reason.because in _LEVEL_SOURCES for reason in prediction.level_why)
    return (slug,) if is_named and slug != _NO_LEVEL else ()


def _are_known(text: str) -> bool:
    """Return whether each word is a title word or a typo of one, so that names are not read."""
    return all(_is_known(word) for word in terms(text))


@lru_cache(maxsize=4_096)
def _is_known(word: str) -> bool:
    known = _title_words()
    if word in known or default_signatures().spelling.repair(word) in known:
        return True
    max_typos = 0 if len(word) < MIN_TYPO_LETTERS else 1 if len(word) < LONG_WORD else 2
    return (
        bool(max_typos)
        and process.extractOne(word, known, scorer=OSA.distance, score_cutoff=max_typos) is not None
    )


def is_title_word(word: str) -> bool:
    """Return whether a folded word is a title word or its plural."""
    return word in _title_words() or _singular(word) in _title_words()


def correct_spelling(text: str) -> str:
    """Return a title with typos corrected if the intended word is unambiguous."""
    return " ".join(map(_correct_word, text.split()))


@lru_cache(maxsize=4_096)
def _correct_word(word: str) -> str:
    """Return the title word for a typo; any other word unchanged."""
    folded = terms(word)
    if len(folded) != 1 or len(folded[0]) < MIN_TYPO_LETTERS or is_title_word(folded[0]):
        return word
    max_typos = 1 if len(folded[0]) < LONG_WORD else 2
    found = process.extract(
        folded[0], _title_words(), scorer=OSA.distance, score_cutoff=max_typos, limit=_N_NEAREST
    )
    # Swapped letters are more likely than a missing one.
    ranks = sorted(
        (max_typos, sorted(known) != sorted(folded[0]), known) for known, max_typos, _ in found
    )
    is_sure = ranks and (len(ranks) == 1 or ranks[0][:2] < ranks[1][:2])
    return ranks[0][2] if is_sure else word


@lru_cache(maxsize=1)
def _title_words() -> frozenset[str]:
    """Return the words of the dictionary, of aliases and of the descriptions of functions."""
    texts = [
        *load_dictionary(),
        *(f"{function.name} {function.about}" for function in load_default().functions),
    ]
    texts += [*_ALIASES, *_LEVELS]
    return frozenset(word for text in texts for word in terms(text))


def _singular(word: str) -> str:
    is_plural = len(word) > 3 and word.endswith("s") and not word.lower().endswith(("ss", "us"))
    return word[:-1] if is_plural else word


# Words that connect other words.
