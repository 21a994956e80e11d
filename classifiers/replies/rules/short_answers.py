"""Short answers such as "Yes", "Passt" or "Tell me more", with the question that they answer.

"Yes" alone says nothing: the quoted question or the subject gives it its meaning. What a person
asks or refuses in their own words ("Tell me more", "No thanks") never depends on what is quoted.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from classifiers.core.text import DATA, read_table
from classifiers.replies.rules.glosses import gloss, load_lexicons
from classifiers.replies.rules.phrases import fold
from classifiers.replies.rules.subjects import REPLY_SUBJECT

SHORT_ANSWERS = DATA / "replies/short_answers.csv"
YES, NO, REFUSE, MORE = "yes", "no", "refuse", "more"
MAX_CHARACTERS = 80
_MAX_QUESTION = 240
_MAX_WORDS_OF_A_NAME = 2
_PARTS = re.compile(r"[.,!;:…\n()~*。、，！；—–]+|\s-+\s|[\U0001F300-\U0001FAFF\u2600-\u27BF]")
_EMOJI = {
    YES: re.compile("[\U0001f44d\U0001f44c\U0001f64c\u2705\u2714]"),
    NO: re.compile("[\U0001f44e\u274c]"),
}
_NO_WORD = re.compile(r"[^\w'’]+")
_QUESTION = re.compile(r"[^.!?？؟\n]*[?？؟;](?=\s|$)|[^.!?？؟。！\n]*[?？؟]")
_LINE_MARKS = re.compile(r"^[>|\s]+")
_POLITE_ENGLISH = frozenset(("thanks", "please", "hello", "dear", "thank you", "many thanks"))
_GREETING = re.compile(r"^(?:hi|hello|hey|dear|hallo|hola|ola|bonjour|ciao|moin|hei|hej)\b")

# Of a question in English words, the first that fits.
_KINDS = {
    "stop": r"\b(?:unsubscrib|remov|take (?:you|your \w+) off|off (?:the|our|my"
    r"|this) (?:mailing )?list"
    r"|stop (?:e?mail|writ|contact|send|reach|follow|call)|close (?:out )?(?:you|your|the"
    r"|this) (?:file)?"
    r"|cross you off|delet|no longer (?:hear|receive|want)|opt out)",
    "supplier": r"\balready (?:have|us|work|handl|sorted)|currently (?:us|work)|happy with"
    r"|covered|supplier"
    r"|provider",
    "person": r"\bright (?:person|contact|one)|responsible|in charge|\bhandles?\b|look after"
    r"|who decides"
    r"|do you decide|\bare you the\b",
    "information": r"\b(?:send|share|forward|email|mail)\b.*\b(?:info\w*|details|brochure|pric\w*"
    r"|deck|quote|list|sheet|stud\w+|catalog\w*|overview|link|example|document\w*)"
    r"|price list|brochure|like to (?:see|know|hear)|more (?:info\w*|details)",
    "meeting": r"\b(?:calls?|meet|meeting|demo|chat|talk|speak|coffee|visit|drop (?:in|by)"
    r"|calendar|slot"
    r"|appointment|schedule|arrange|minutes?|tomorrow|monday|tuesday|wednesday|thursday|friday|mon"
    r"|tues?|wed|thur?s?|fri|morning|afternoon|zoom|teams|time|o'clock|show you|walk you)\b"
    r"|\b\d{1,2}(?:[:.h]\d{2}| ?(?:am|pm|h|uhr|kl))\b|\bat \d{1,2}\b",
}
_PATTERNS = {kind: re.compile(pattern) for kind, pattern in _KINDS.items()}
_INVERTED = re.compile(
    r"\b(?:be against|opposed to|mind if|mind me|do you mind|object to|any objections?|crazy to"
    r"|rude to"
    r"|bad idea|too much trouble)\b"
)

_INTENT_OF_YES = {
    "stop": "unsubscribe",
    "meeting": "positive_willing_to_meet",
    "information": "positive_need_information",
    "supplier": "objection_already_has_solution",
}
_INTENT_OF_NO = {"person": "objection_not_right_person", "supplier": "positive_misc_reasons"}


def short_answer(written: str, *, quoted: str, subject: str) -> tuple[str, str, bool] | None:
    """Return what a short answer says; None for every other text.

    Returns:
        The intent, the kind of the question that it answers ("" where none is known or none
        matters), and whether the intent depends on the question.
    """
    answer = _answer_kind(written)
    if answer == MORE:
        return "positive_need_information", "", False
    if answer == REFUSE:
        return "objection_no_reason", "", False
    if answer not in (YES, NO):
        return None
    kind_of_question, is_inverted = _question_of(quoted, subject)
    is_yes = (answer == YES) != is_inverted
    if is_yes:
        intent = _INTENT_OF_YES.get(kind_of_question, "positive_misc_reasons")
    else:
        intent = _INTENT_OF_NO.get(kind_of_question, "objection_no_reason")
    return intent, kind_of_question, True


def _answer_kind(written: str) -> str:
    """Return what a text says that says nothing else; "" for other texts."""
    if len(written) > MAX_CHARACTERS:
        return ""
    known = _phrases()
    if exact := known.get(_normalize(written)):
        return exact
    kinds = {kind for kind, pattern in _EMOJI.items() if pattern.search(written)}
    parts = [part.strip() for part in _PARTS.split(written) if _normalize(part)]
    for index, part in enumerate(parts):
        kind = known.get(_normalize(part)) or known.get(_without_politeness(_normalize(part)), "")
        is_name = index == len(parts) - 1 and bool(kinds) and _is_name(part)
        if kind:
            kinds.add(kind)
        elif _without_politeness(_normalize(part)) and not is_name:
            return ""
    if kinds == {NO, REFUSE}:
        return REFUSE
    if kinds == {YES, MORE}:
        return MORE
    return kinds.pop() if len(kinds) == 1 else ""


def _is_name(part: str) -> bool:
    words = part.split()
    return len(words) <= _MAX_WORDS_OF_A_NAME and all(word[0].isupper() for word in words)


def _normalize(text: str) -> str:
    return _NO_WORD.sub(" ", fold(text).replace("?", " ? ")).strip()


def _without_politeness(folded: str) -> str:
    """Return a folded part without words of thanks and greeting; a greeting with a name is one."""
    words = folded.split()
    if _GREETING.match(folded) and len(words) <= _MAX_WORDS_OF_A_NAME + 1:
        return ""
    return " ".join(word for word in words if word not in _polite_words())


def _question_of(quoted: str, subject: str) -> tuple[str, bool]:
    """Return the kind of the last question that is known, and whether "no" agrees to it."""
    head = REPLY_SUBJECT.sub("", fold(subject)).strip()
    body = _last_message(quoted)
    questions = [match.group() for match in _QUESTION.finditer(body)]
    candidates = [*reversed(questions), head]
    if not questions:
        candidates.append(body[-_MAX_QUESTION:])
    for text in candidates:
        glossed = gloss(text)
        kind_of_question = (glossed.text if glossed else text).lower()
        is_inverted = bool(_INVERTED.search(kind_of_question))
        for kind, pattern in _PATTERNS.items():
            if pattern.search(kind_of_question):
                return kind, is_inverted
        if is_inverted:
            return "", True
    return "", False


def _last_message(quoted: str) -> str:
    """Return the message that was answered, without those that it quotes itself."""
    lines = quoted.split("\n")
    marked = [line for line in lines if line.lstrip().startswith(">")]
    own = [line for line in marked if not line.replace(" ", "").startswith(">>")] or lines
    return "\n".join(_LINE_MARKS.sub("", line) for line in own)


@cache
def _phrases() -> Mapping[str, str]:
    """Phrase in its normal form → what it says."""
    found = {_normalize(row["phrase"]): row["kind"] for row in read_table(SHORT_ANSWERS)}
    return {phrase: kind for phrase, kind in found.items() if phrase}


@cache
def _polite_words() -> frozenset[str]:
    """Words of all languages that only thank or greet."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for language, lexicon in load_lexicons().items():
        found[language] = {
            word for word, english in lexicon.words.items() if english in _POLITE_ENGLISH
        }
    english = {"thanks", "thank", "you", "please", "pls", "thx", "ty", "cheers", "hi", "hello"}
    return frozenset(fold(word) for words in found.values() for word in words) | english
