"""Whether a reply is in a language that the reply model was taught.

The model knows five languages. A reply in another one gets an intent all the same, and often the
wrong one, so a person has to read it. py3langid (a naive Bayes over pieces of bytes) names the
language; words that people write in replies of the five decide where a text is too short for it.
`docs/models/reply-experiments.md` has the measurements.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol, cast

from py3langid import langid

from classifiers.core.text import DATA
from classifiers.core.types import ReplyPrediction
from classifiers.replies.cleaning.clean import Cleaned
from classifiers.replies.intents import ASKS_TO_STOP, MAY_ANSWER
from classifiers.replies.rules.phrases import fold
from classifiers.replies.rules.subjects import REPLY_SUBJECT
from classifiers.replies.rules.unread_parts import ENCRYPTED

SUPPORTED = ("en", "de", "fr", "es", "pt")
"""Languages that the reply model was taught."""

NOT_SUPPORTED = "language not supported"
"""Kind of evidence for which a person looks: its text is the name of the language."""

LANGUAGE_SOURCE = "language"
"""Source of a prediction whose language keeps an intent from being proposed."""

_LANGUAGE_NAMES = (
    "en:English de:German fr:French es:Spanish pt:Portuguese af:Afrikaans am:Amharic "
    "ar:Arabic az:Azerbaijani be:Belarusian bg:Bulgarian bn:Bengali bs:Bosnian ca:Catalan "
    "cs:Czech cy:Welsh da:Danish el:Greek et:Estonian eu:Basque fa:Persian fi:Finnish "
    "ga:Irish gl:Galician gu:Gujarati ha:Hausa he:Hebrew hi:Hindi hr:Croatian hu:Hungarian "
    "hy:Armenian id:Indonesian is:Icelandic it:Italian ja:Japanese ka:Georgian kk:Kazakh "
    "km:Khmer kn:Kannada ko:Korean ky:Kyrgyz lb:Luxembourgish lo:Lao lt:Lithuanian "
    "lv:Latvian mk:Macedonian ml:Malayalam mn:Mongolian mr:Marathi ms:Malay mt:Maltese "
    "my:Burmese ne:Nepali nl:Dutch nn:Norwegian no:Norwegian pa:Punjabi pl:Polish ps:Pashto "
    "ro:Romanian ru:Russian si:Sinhala sk:Slovak sl:Slovene so:Somali sq:Albanian sr:Serbian "
    "sv:Swedish sw:Swahili ta:Tamil te:Telugu th:Thai tl:Filipino tr:Turkish uk:Ukrainian "
    "ur:Urdu uz:Uzbek vi:Vietnamese zh:Chinese zu:Zulu"
)
LANGUAGE_NAMES = {pair[:2]: pair[3:] for pair in _LANGUAGE_NAMES.split()}
"""Languages that are distinguished; rarer ones would only take probability from these."""

MIN_SUPPORTED = 0.3
"""Probability of the five languages together below which a text is in none of them."""
MIN_SUPPORTED_PART = 0.02
"""The same for one sentence of a longer text."""
MIN_KNOWN_WORDS = 0.75
"""Share of words of one of the five languages from which a text is in that language."""
MIN_KNOWN_WORDS_OF_PART = 0.5
MIN_REPLIES_WITH_WORD = 2
MIN_WORDS_OF_PART = 3
MAX_FOREIGN_LETTERS = 5
MAX_FOREIGN_SHARE = 0.2
MAX_CHARACTERS = 2_000
"""Of a text, and of a sentence of it, that are looked at for its language."""

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\S*(?:@|\(at\)|://|www\.|\w\.\w)\S*")
_PART = re.compile(r"[\n.!?;]+")

_LATIN_LANGUAGES = (
    "af az bs ca cs cy da de en es et eu fi fr ga gl ha hr hu id is it lb lt lv ms mt nl nn no pl "
    "pt ro sk sl so sq sv sw tl tr uz vi zu"
)


class _Identifier(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]: ...


def to_proposal(found: ReplyPrediction) -> ReplyPrediction:
    """Return a prediction as people see it: no intent where the model could not read the text.

    Whatever it says of an encrypted text, or in a language that it was not taught, is a guess; that
    it may ask to stop stays. Who has to be careful reads the prediction itself.
    """
    for reason in sorted(found.why, key=lambda reason: reason.because != MAY_ANSWER):
        is_encrypted = reason.because == MAY_ANSWER and reason.text == ENCRYPTED
        if is_encrypted or reason.because == NOT_SUPPORTED:
            source = ENCRYPTED if is_encrypted else LANGUAGE_SOURCE
            stop = (hint for hint in found.why if hint.because == ASKS_TO_STOP)
            why = tuple(replace(evidence, label="") for evidence in (reason, *stop))
            return replace(
                found, intent="", category="", score=0.0, source=source, why=why, others=()
            )
    return found


def unsupported_language(cleaned: Cleaned, *, subject: str) -> str:
    """Return the name of the language of a reply that the model was not taught; "" for the rest.

    What was newly written decides. Where that is nothing, so does everything else that came: in an
    unknown language what looks like a signature or a quoted original may be the answer.
    """
    if cleaned.written:
        return unsupported_language_of(cleaned.written)
    own_subject = "" if REPLY_SUBJECT.match(fold(subject)) else subject
    found = (unsupported_language_of(text) for text in (*cleaned.left_out, own_subject))
    return next((name for name in found if name), "")


def unsupported_language_of(text: str) -> str:
    """Return the name of the unsupported language of a text; "" where there is none.

    A text without letters is in no language, so it is "" as well.
    """
    plain = _ADDRESS.sub(" ", unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]))
    words = _WORD.findall(plain.casefold())
    if foreign := _foreign_letters(words):
        script, _ = Counter(map(_script_of, "".join(foreign))).most_common(1)[0]
        best = _rank_languages(foreign)[0][0]
        return (
            LANGUAGE_NAMES[best]
            if best not in _LATIN_LANGUAGES.split()
            else f"{script.capitalize()} script"
        )
    if _is_unsupported(words, min_supported=MIN_SUPPORTED, known=MIN_KNOWN_WORDS):
        return _language_name(words)
    for part in _PART.split(plain):
        words = _WORD.findall(part.casefold())
        if len(words) >= MIN_WORDS_OF_PART and _is_unsupported(
            words, min_supported=MIN_SUPPORTED_PART, known=MIN_KNOWN_WORDS_OF_PART
        ):
            return _language_name(words)
    return ""


def _foreign_letters(words: Sequence[str]) -> list[str]:
    """Return the words in another script than the Latin one, where they are more than a name."""
    foreign = [word for word in words if not all(map(_is_latin, word))]
    n_foreign, n_all = sum(map(len, foreign)), sum(map(len, words))
    is_much = n_foreign > MAX_FOREIGN_LETTERS or n_foreign > MAX_FOREIGN_SHARE * n_all
    return foreign if is_much else []


@cache
def _is_latin(letter: str) -> bool:
    return letter.isascii() or _script_of(letter) in ("LATIN", "MODIFIER", "COMBINING")


def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]


def _is_unsupported(words: Sequence[str], *, min_supported: float, known: float) -> bool:
    if not words or _known_share(words) >= known:
        return False
    probabilities = dict(_rank_languages(words))
    return sum(probabilities[language] for language in SUPPORTED) < min_supported


def _language_name(words: Sequence[str]) -> str:
    return LANGUAGE_NAMES[
        next(language for language, _ in _rank_languages(words) if language not in SUPPORTED)
    ]


def _rank_languages(words: Sequence[str]) -> list[tuple[str, float]]:
    return _identifier().rank(" ".join(words))


def _known_share(words: Sequence[str]) -> float:
    """Return the largest share of the words that people use in replies of one language."""
    return max(
        sum(word in known for word in words) / len(words) for known in _known_words().values()
    )


@cache
def _identifier() -> _Identifier:
    found = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    found.set_languages(list(LANGUAGE_NAMES))
    return cast("_Identifier", found)


@cache
def _known_words() -> dict[str, frozenset[str]]:
    """Supported language → words of at least two of the replies that come with the product."""
    counts: dict[str, Counter[str]] = {language: Counter() for language in SUPPORTED}
    for line in (DATA / "replies/written.jsonl").read_text(encoding="utf-8").splitlines():
        reply = json.loads(line)
        if reply["language"] in counts:
            counts[reply["language"]].update(set(_WORD.findall(reply["text"].casefold())))
    return {
        language: frozenset(word for word, n in found.items() if n >= MIN_REPLIES_WITH_WORD)
        for language, found in counts.items()
    }
