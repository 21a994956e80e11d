"""Notices of absence by the subjects that mail programs give them, in many languages.

Read from `replies/absence_subjects.csv`: subjects of automatic replies, which may also be receipts,
subjects of absences, and the words of absence that tell the two apart. `*` stands for any letters.
"""

import re
from functools import cache

from classifiers.core.text import DATA, is_written_without_spaces, read_table
from classifiers.replies.rules.phrases import fold

ABSENCE_SUBJECTS = DATA / "replies/absence_subjects.csv"
_MAX_CHARACTERS = 2_000
# As Lotus Notes writes it: "AUTO: Ann Lee is out of the office (returning 12/14/2026)".
_NOTES = re.compile(r"auto ?: ")
_DAY = re.compile(r"\d{1,2}\s?[./月월]|\b20\d\d\b|\d{1,2}\s[^\W\d_]{3,}")


def absence_subject(folded: str, *, written: str) -> str | None:
    """Return how a standard subject of a notice of absence begins; None for all others.

    Args:
        folded: the subject.
        written: what the message contains; "Automatic reply" alone may be a receipt.
    """
    automatic, absence, words = _patterns()
    head = folded.strip(" [(<\"'*-")
    if match := absence.match(head):
        return match.group()
    if (notes := _NOTES.match(head)) and words.search(head, notes.end()):
        return notes.group()
    match = automatic.match(head)
    if match is None:
        return None
    rest, body = head[match.end() :], fold(written[:_MAX_CHARACTERS])
    if words.search(rest) or (words.search(body) and (_DAY.search(body) or len(body) < 400)):
        return match.group()
    return None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    known = read_table(ABSENCE_SUBJECTS)
    automatic, absence, words = (
        "|".join(
            _body(word)
            for word in sorted(
                {word for row in known for word in row[kind].split("|") if word},
                key=len,
                reverse=True,
            )
        )
        for kind in ("automatic", "absence", "words")
    )
    # Behind a subject of absence comes nothing, or what was answered.
    ends = r"(?=\s*(?:$|[:：\-–—(\[\]|/,.!]))"
    return (
        re.compile(f"(?:{automatic})"),
        re.compile(f"(?:{absence}){ends}"),
        re.compile(f"(?:{words})"),
    )


def _body(word: str) -> str:
    folded = fold(word)
    escaped = re.escape(folded).replace(r"\*", r"\w*")
    return escaped if is_written_without_spaces(word) else rf"(?<!\w){escaped}(?!\w)"
