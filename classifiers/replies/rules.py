"""What is certain without a model: requests to stop, notices of absence, other mail of machines.

The order is that of the guideline: an automatic notice first, then nothing written, then a request
to stop, which always wins over the rest of what a person wrote.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from classifiers.replies.clean import Cleaned
from classifiers.replies.features import is_automatic_subject
from classifiers.replies.phrases import PhraseGroups, fold, load_phrases

_POLITE = re.compile(
    r"\b(?:please|pls|thanks|thank you|thx|now|it|me|us|bitte|danke|svp|merci|s'il vous plait"
    r"|por favor|gracias|obrigad[oa]|ya|ja|hi|hello|hallo|hola|ola|bonjour|immediately|sofort"
    r"|alle|all)\b"
)
_THREAT = re.compile(r"\b(?:if|you|they|it|these|those|e?mails|unless|falls|wenn|si|se)\s*$")
_MAX_BARE = 60
REPORT = "content-type: report"
_REPORTS = ("multipart/report", "message/delivery-status", "message/disposition-notification")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule says.

    Args:
        intent: the intent it stands for.
        score: share of the training writers' replies on which the rule was right.
        text: the phrase or header that fired.
    """

    intent: str
    score: float
    text: str


class ReplyRules:
    """The certain cases of the cascade.

    Args:
        phrases: groups of phrases; `stop_certain`, `stop_bare`, `keep_on`, `absence`, `machine`
            and `left_company` are used here.
    """

    def __init__(self, phrases: PhraseGroups | None = None) -> None:
        self._phrases = phrases or load_phrases()

    def decide(
        self, cleaned: Cleaned, *, subject: str, headers: Mapping[str, str]
    ) -> Decision | None:
        """Return what is certain about a reply; None leaves it to the model."""
        written = fold(cleaned.written)
        if machine := self._machine(written, fold(subject), headers):
            return machine
        if not written:
            return Decision("empty_body", 0.97, "nothing newly written")
        return self._bare_stop(written)

    def _machine(self, written: str, subject: str, headers: Mapping[str, str]) -> Decision | None:
        """Headers of RFC 3834 and its forerunners, then the subject that mail programs write."""
        known = {name.lower(): value.lower() for name, value in headers.items()}
        header = _automatic_header(known)
        whole = f"{subject}\n{written}"
        if header is None and not is_automatic_subject(subject):
            return None
        if self._has(written, "left_company"):
            return None  # Whoever has left is not absent; what the notice says decides.
        if header == REPORT:
            return Decision("other_intents", 0.98, REPORT)
        if absent := self._phrases.in_folded(whole, group="absence"):
            return Decision("out_of_office", 0.98, header or absent[0])
        if header and (self._has(whole, "machine") or header.endswith("auto-generated")):
            return Decision("other_intents", 0.95, header)
        return None

    def asks_to_go_on(self, written: str) -> bool:
        """Whether a person asks for more mail: "please don't stop", but not "if you don't stop"."""
        return self._without_going_on(fold(written)) != fold(written)

    def _without_going_on(self, written: str) -> str:
        """Return a folded text without the phrases that ask for more, so that the rest decides."""
        rest = written
        for match in self._phrases.matches(written, group="keep_on"):
            if not _THREAT.search(written[: match.start()]):
                rest = rest.replace(match.group(), " ", 1)
        return rest

    def asks_to_stop(self, written: str) -> str | None:
        """Return the phrase that asks to stop mailing; None where there is none.

        It is a strong hint, but no decision: the phrase may stand in another sense.
        """
        rest = self._without_going_on(fold(written))
        found = self._phrases.in_folded(rest, group="stop_certain")
        return found[0] if found else None

    def _bare_stop(self, folded: str) -> Decision | None:
        """Nothing but "stop" or the like, and politeness."""
        written = self._without_going_on(folded)
        if len(written) <= _MAX_BARE:
            bare = self._phrases.in_folded(written, group="stop_bare")
            rest = _POLITE.sub(" ", written)
            for word in bare:
                rest = rest.replace(word, " ", 1)
            if bare and not re.search(r"\w", rest):
                return Decision("unsubscribe", 0.99, bare[0])
        return None

    def _has(self, folded: str, group: str) -> bool:
        return bool(self._phrases.in_folded(folded, group=group))


def _automatic_header(headers: Mapping[str, str]) -> str | None:
    """Return the header that says that a machine wrote this; None where none does."""
    if any(report in headers.get("content-type", "") for report in _REPORTS):
        return REPORT
    submitted = headers.get("auto-submitted", "no").split(";")[0].strip()
    if submitted not in ("", "no"):
        return f"auto-submitted: {submitted}"
    for name in ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder"):
        if headers.get(name, "no").strip() not in ("", "no", "false"):
            return name
    precedence = headers.get("precedence", "").strip()
    if precedence in ("auto_reply", "auto-reply"):
        return f"precedence: {precedence}"
    return None
