"""Answers to invitations that calendars send when somebody accepts or declines."""

import re
from collections.abc import Mapping

from classifiers.replies.intents import WILLING_TO_MEET
from classifiers.replies.rules.phrases import fold

CALENDAR = "x-calendar-answer"
"""Header with the answer, as `calendar_answer` reads it from the calendar part of a message."""
ACCEPTED, DECLINED, TENTATIVE = "accepted", "declined", "tentative"
INTENT_OF_ANSWER: Mapping[str, str] = {
    ACCEPTED: WILLING_TO_MEET,
    "counter": WILLING_TO_MEET,
    "request": WILLING_TO_MEET,
    TENTATIVE: "positive_misc_reasons",
    DECLINED: "objection_no_reason",
    "cancel": "objection_bad_timing",
}
"""Answer, or method of a calendar → intent; a person looks at all but `accepted`."""
_ANSWERS = frozenset({ACCEPTED, DECLINED, TENTATIVE, "delegated"})
_FOLDED_LINE = re.compile(r"\r?\n[ \t]")
_METHOD = re.compile(r"(?im)^METHOD(?:;[^:\n]*)?:\s*([a-z-]+)")
_STATUS = re.compile(r"(?im)^ATTENDEE\b[^\n]*?;\s*PARTSTAT\s*=\s*\"?([a-z-]+)")
_COMMENT = re.compile(r"(?im)^COMMENT(?:;[^:\n]*)?:([^\r\n]+)")
_ESCAPED = re.compile(r"\\([\\;,nN])")
# Folded; before the colon and the title of the event, in the languages of Outlook and Google.
_SUBJECTS = {
    ACCEPTED: r"accepted|zugesagt|angenommen|zusage|accepte|acceptee|aceptad[oa]|accettat[oa]"
    r"|aceit[eoa]|geaccepteerd|zaakceptowan[oea]|accepterat|accepteret|godtatt|akseptert|hyvaksytty"
    r"|prijat[oey]|potvrzeno|elfogadva|acceptat[ae]?|kabul edildi|принято|прийнято|прието"
    r"|prihvaceno|αποδεκτη|εγινε αποδεκτη|diterima"
    r"|承諾|承諾済み|已接受|接受|수락|수락됨|تم القبول|קיבל",
    DECLINED: r"declined|abgelehnt|absage|abgesagt|refuse|refusee|declinee?|rechazad[oa]"
    r"|rifiutat[oa]"
    r"|recusad[oa]|geweigerd|afgewezen|odrzucon[oea]|avbojt|avvisat|afvist|avslatt|hylatty"
    r"|odmitnuto|odmietnute|elutasitva|refuzat[ae]?|reddedildi|отклонено|відхилено|отказано"
    r"|odbijeno|απορριφθηκε|ditolak|辞退|已谢绝|已拒绝|拒绝|거절|거절됨|تم الرفض|דחה",
    TENTATIVE: r"tentative|tentatively accepted|maybe|mit vorbehalt|vorlaufig|unter vorbehalt"
    r"|provisoire|peut-etre|provisional|quizas|provvisorio|forse|provisorio|talvez|voorlopig"
    r"|misschien|wstepnie zaakceptowano|moze|preliminart|kanske|forelobig|alustava|nezavazne|mozna"
    r"|feltetelesen|provizoriu|gecici|под вопросом|可能|仮承諾|暂定|미정",
}
_SUBJECT_PATTERNS = {
    answer: re.compile(rf"^\s*(?:{words})\s*[:：]\s*\S") for answer, words in _SUBJECTS.items()
}


def calendar_answer(part: str) -> str:
    """Return what a calendar part says: an answer, or its method in lower case; empty for neither.

    Args:
        part: text of the part (iCalendar); its lines may be folded.
    """
    plain = _FOLDED_LINE.sub("", part)
    method = _METHOD.search(plain)
    if method is None:
        return ""
    if method.group(1).lower() != "reply":
        return method.group(1).lower()
    status = _STATUS.search(plain)
    found = status.group(1).lower() if status else ""
    return found if found in _ANSWERS else "reply"


def calendar_comment(part: str) -> str:
    """Return what somebody wrote in addition to an answer; empty where that is nothing."""
    found = _COMMENT.search(_FOLDED_LINE.sub("", part))
    written = found.group(1) if found else ""
    return _ESCAPED.sub(
        lambda match: "\n" if match.group(1) in "nN" else match.group(1), written
    ).strip()


def answer_of(subject: str, headers: Mapping[str, str], *, is_empty: bool) -> str:
    """Return the answer to an invitation that a message is; empty where it is none.

    Args:
        subject: counts where nothing is written.
        headers: with `CALENDAR` where the message has a calendar part.
        is_empty: whether nothing is written.
    """
    if found := {name.lower(): value for name, value in headers.items()}.get(CALENDAR, ""):
        return found
    folded = fold(subject) if is_empty else ""
    return next((answer for answer, words in _SUBJECT_PATTERNS.items() if words.search(folded)), "")
