"""What is certain without a model: requests to stop, notices of absence, other mail of machines.

The order is that of the guideline: an automatic notice first, then nothing written, then a request
to stop, which always wins over the rest of what a person wrote.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from classifiers.core.text import DATA
from classifiers.replies.cleaning.clean import Cleaned
from classifiers.replies.cleaning.quotes import QUOTED_LINE
from classifiers.replies.intents import OPT_OUT, OTHER, REFERRAL
from classifiers.replies.rules.absence_subjects import absence_subject
from classifiers.replies.rules.invitation_answers import ACCEPTED, INTENT_OF_ANSWER, answer_of
from classifiers.replies.rules.phrases import PhraseGroups, fold, load_phrases
from classifiers.replies.rules.program_requests import (
    asks_by_address,
    is_by_gmail,
    is_program_request,
    is_token,
    without_program,
    without_tokens,
)
from classifiers.replies.rules.proposals import name_after_cue, names_address
from classifiers.replies.rules.short_answers import short_answer
from classifiers.replies.rules.stop_words import names_stopping, possible_stop
from classifiers.replies.rules.subjects import REPLY_SUBJECT, is_automatic_subject, own_words_of
from classifiers.replies.rules.unread_parts import ENCRYPTED, unread_part

_DENIED_STOP = re.compile(
    r"""
    (?:\b(?:not|never|dont|wont|no\s+need)|n't)\s+
      (?:(?:ever|even|think|thinking|of|want|wanted|wish|need|to|be|been|ask|asked|like|dare|yet|i|you
        |we|me|us|going|planning|meant?|intend|just|simply|under|any|circumstances)\s+){0,6}
      (?:(?:unsubscrib|remov|delet|stop|cancel|strik|discontinu)\w*
        |(?:tak(?:e|en|ing)|leav(?:e|ing)|left)\s+(?:[\w']+\s+){0,2}off|opt(?:ing|ed)?[ -]?out)\b
    | \bwhy\s+(?:did|have)\s+(?:you|these|they)\s+stop\w* | \bput\s+(?:me|us)\s+back
    # German
    | \b(?:nicht|nie|niemals)\s+(?:\w+\s+){0,3}?(?:abmeld|abgemeld|austrag|ausgetrag|losch|gelosch
        |entfern|aufhor|streich|gestrich|abbestell)\w*
    | \b(?:losch|entfern|streich|nehm|trag|werf)\w*\s+(?:(?:sie|bitte)\s+)?
        (?:mich|uns|(?:mein|unser)\w*\s+\w+)\s+(?:[\w']+\s+){0,2}?(?:nicht|nie|niemals)\b
    | \bhor\w*\s+(?:(?:sie|bitte)\s+){0,2}(?:nicht|nie|niemals)\b
    # French
    | \b(?:ne\s+|n')(?:(?:me|nous|vous|pas|plus|jamais|veux|voulons|souhaite\w*|desire)\s+|m'){0,4}
        (?:etre\s+)?(?:retir|supprim|desabonn|desinscri|enlev|ray|effac|arret|cess)\w*
    # Spanish
    | \bno\s+(?:(?:me|nos|quiero|queremos|deseo|deseamos|pedi|se)\s+){0,3}(?:ser\s+)?
        (?:elimin|borr|quit|saqu|retir|cancel|suprim|par[ea]n?\b|dej\w*\s+de)\w*
    | \bno\s+(?:(?:me|nos|quiero|queremos|deseo|pedi)\s+){0,2}(?:dar|den|de)(?:me|nos)?\s+
        (?:de\s+)?baja
    # Portuguese
    | \bnao\s+(?:(?:me|nos|quero|queremos|desejo|pedi|os|o|as|a|ser)\s+){0,3}(?:remov|retir|tir|apag
        |exclu|elimin|cancel|descadastr|desinscr|par(?:e|em|ar)\b|deix\w*\s+de)\w*
    """,
    re.VERBOSE,
)
_CONDITION = re.compile(r"\b(?:if|unless|until|falls|wenn|bis|si|se|tant que)\b[^.!?]{0,40}$")
"""A threat: whoever says what happens otherwise asks to stop."""
_MAX_CONDITION = 60
_WEAK_STOP = re.compile(
    r"""
    (?:\b(?:do\s+not|dont|never)|\bdon't)\s+(?:(?:please|ever|bother|try|to)\s+)*
      (?:follow\w*[ -]?up|chas\w+|reach\w*\s+out|(?:writ|contact|e-?mail|mail|messag|call|ping
        |approach)\w*\s+(?:me|us|back|again|to\s+(?:me|us)))\b
    # German
    | \b(?:nicht|nie)\s+(?:(?:mehr|wieder|noch\s+einmal)\s+)?
        (?:nachfass|nachhak|anschreib|kontaktier)\w*
    | \b(?:schreib|meld|kontaktier|ruf)\w*\s+(?:sie\s+)?(?:mir|mich|uns|sich)\s+(?:bitte\s+)?
        nicht\s+(?:mehr|wieder|nochmal)\b
    # French
    | \bne\s+(?:(?:pas|plus)\s+)?(?:(?:me|nous)\s+|m')(?:relanc|recontact|ecri)\w*
    | \binutile\s+de\s+(?:me\s+|nous\s+|m')(?:relanc|recontact|ecri)\w*
    # Spanish
    | \bno\s+(?:(?:me|nos)\s+)?vuelv\w+\s+a\s+(?:escrib|contact|llam|envi|mand|molest)\w*
    # Portuguese
    | \bnao\s+(?:(?:me|nos)\s+)?(?:volt|torn)\w+\s+a\s+(?:(?:me|nos)\s+)?
        (?:escrev|contact|ligar|envi|mand|incomod)\w*
    """,
    re.VERBOSE,
)

NEW_ADDRESS = DATA / "replies/new_address.csv"
"""Phrases next to a new address; no group of the features that the model was trained on."""
SOURCE_QUESTIONS = DATA / "replies/source_questions.csv"
NOTICES = DATA / "replies/notices.csv"
"""Phrases of programs that tell of an answer; the same goes for them."""
_MAX_NOTICE = 2_000
_POLITE = re.compile(
    r"\b(?:please|pls|thanks|thank you|thx|now|it|me|us|bitte|danke|svp|merci|s'il vous plait"
    r"|por favor|gracias|obrigad[oa]|ya|ja|hi|hello|hallo|hola|ola|bonjour|immediately|sofort"
    r"|alle|all)\b"
)
_THREAT = re.compile(r"\b(?:if|you|they|it|these|those|e?mails|unless|falls|wenn|si|se)\s*$")
_MAX_THREAT = 24
_AMBIGUOUS_PHRASES = re.compile(
    r"auto|contestador|repondeur|monitored|gelesen|weitergeleitet|urgen|dring|emergen|immediate"
)
"""What notices contain of any kind, also where somebody has left for good."""
# Below the threshold of every action: a person looks.
_SCORE_IN_SUBJECT = 0.6
# Of the short answers in the training replies, 56 of 56 alone were right, 35 of 35 that answer a
# known question, and 29 of 31 whose question is not known.
_SCORE_ALONE, _SCORE_OF_ANSWER, _SCORE_UNASKED = 0.98, 0.94, 0.85
_MAX_BARE = 60
_LAST_PARTS = 3
"""Paragraphs: what somebody answers at the end, the name, and what a mail program adds."""
_LETTER, _MAX_SIGNS = re.compile(r"[^\W\d_]"), 40
_INVITATION = "invitation: "
_SCORE_OF_SUCCESSOR, _SCORE_OF_CALENDAR = 0.96, 0.97
COMPLAINT = "feedback-report"
REPORT = "content-type: report"
_REPORTS = ("multipart/report", "message/delivery-status", "message/disposition-notification")


def denied_stop(folded: str) -> str:
    """Return the words that deny a request to stop; empty where none do, or in a threat."""
    for match in _DENIED_STOP.finditer(folded):
        if not _CONDITION.search(folded[max(0, match.start() - _MAX_CONDITION) : match.start()]):
            return match.group()
    return ""


def weak_stop(folded: str) -> str:
    """Return the words that may ask not to be written to again; empty where none do."""
    match = _WEAK_STOP.search(folded)
    return match.group() if match else ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule says.

    Args:
        score: at most the share on which the rule was right, of the replies by all writers but
            the one kept for testing: 228 of 228 notices of absence, 315 of 321 with nothing
            written, 18 of 18 "stop" alone. Mail known by its headers is not among them.
        has_standard_subject: a mail program wrote the subject of a notice of absence.
    """

    intent: str
    score: float
    text: str
    has_standard_subject: bool = False

    @property
    def holds_in_any_language(self) -> bool:
        """Whether the language does not matter: "stop" alone, or what a program wrote."""
        if self.has_standard_subject:
            return True
        return self.intent == "unsubscribe" or self.is_written_by_nobody

    @property
    def is_written_by_nobody(self) -> bool:
        """Whether it is a report or a calendar answer."""
        return self.text == REPORT or self.text.startswith(_INVITATION)


class ReplyRules:
    """The certain cases of the cascade."""

    def __init__(self, phrases: PhraseGroups | None = None) -> None:
        self._phrases = phrases or load_phrases()

    def decide(
        self, cleaned: Cleaned, *, subject: str, headers: Mapping[str, str]
    ) -> Decision | None:
        """Return what is certain about a reply; None leaves it to the model."""
        written, head = fold(cleaned.written), fold(subject).strip()
        is_report = _automatic_header(_lowercase(headers)) == REPORT
        by_program = (
            (None if is_report else self._program_stop(written, head, headers))
            or _calendar_answer(written, subject, headers)
            or self._successor(cleaned.written, head, headers)
            or self._automatic_notice(written or fold("\n".join(cleaned.left_out)), head, headers)
        )
        if by_program:
            return by_program
        if not written:
            if stop := self._stop_in_subject(head):
                return stop
            return Decision("empty_body", 0.97, "nothing newly written")
        if stop := self._bare_stop(written):
            return stop
        return _short_answer(cleaned, subject)

    def _program_stop(
        self, written: str, subject: str, headers: Mapping[str, str]
    ) -> Decision | None:
        """Read what mail programs send to the address of `List-Unsubscribe`."""
        if is_program_request(written, headers):
            return Decision(OPT_OUT, 0.999, "unsubscribe request of a mail program")
        if REPLY_SUBJECT.match(subject) or is_automatic_subject(subject):
            return None
        rest = without_program(written)
        in_text = self._bare_request(rest)
        if rest and not is_token(rest) and not in_text:
            return None
        found = self._bare_request(subject) or (in_text if is_token(subject) else None)
        if found or not is_token(subject):
            return found
        if is_by_gmail(written) or asks_by_address(headers):
            return Decision(OPT_OUT, 0.999, "unsubscribe request of a mail program")
        # A token may be anything: a person looks.
        return Decision(OPT_OUT, _SCORE_IN_SUBJECT, subject) if subject else None

    def _bare_request(self, folded: str) -> Decision | None:
        """Nothing but "unsubscribe" or the like, perhaps with a token."""
        found = map(self._bare_stop, (folded, *without_tokens(folded)))
        return next(filter(None, found), None)

    def _successor(self, written: str, subject: str, headers: Mapping[str, str]) -> Decision | None:
        """Read an automatic notice that names a successor or a new address: no absence."""
        header = _automatic_header(_lowercase(headers))
        if header == REPORT or (header is None and not is_automatic_subject(subject)):
            return None
        folded = fold(written)
        departure = next(self._phrases.matches(folded, group="left_company"), None)
        # Whoever is named before has left: "Mr Lee has moved on".
        if departure and (names_address(written) or name_after_cue(written[departure.end() :])):
            return Decision(REFERRAL, _SCORE_OF_SUCCESSOR, departure.group())
        moved = load_phrases(NEW_ADDRESS).in_folded(folded, group="new_address")
        if moved and names_address(written):
            return Decision(REFERRAL, _SCORE_OF_SUCCESSOR, moved[0])
        return None

    def hint_of_answer(
        self, cleaned: Cleaned, *, subject: str, headers: Mapping[str, str]
    ) -> str | None:
        """Return what nobody has read of a mail that would be filed without a person.

        That is an answer to an invitation, a part that cannot be read, the notice of a program
        about an answer, a subject without a text, or an address or a change of jobs in a mail
        that no rule decides.
        """
        header = _automatic_header(_lowercase(headers))
        if header == REPORT:
            return None
        answer = answer_of(subject, headers, is_empty=not cleaned.written)
        if answer not in ("", ACCEPTED):
            return f"{_INVITATION}{answer}"
        part = unread_part(headers)
        if part and (part == ENCRYPTED or not cleaned.written):
            return part
        written, head = fold(cleaned.written), fold(subject)
        own_subject = ""
        if not answer and not without_program(written) and not REPLY_SUBJECT.match(head):
            own_subject = own_words_of(head)
        return (
            _notice(f"{head}\n{written}")
            or own_subject
            or self._hint_of_move(cleaned, head, header)
        )

    def _hint_of_move(self, cleaned: Cleaned, subject: str, header: str | None) -> str | None:
        """Return what may be a new address or a change of jobs."""
        folded = fold(cleaned.written)
        is_automatic = header is not None or is_automatic_subject(subject)
        if is_automatic and (departure := self._phrases.in_folded(folded, group="left_company")):
            return departure[0]
        if names_address(cleaned.written):
            moved = load_phrases(NEW_ADDRESS).in_folded(folded, group="new_address")
            return moved[0] if moved else None
        return None

    def hint_of_hidden(self, cleaned: Cleaned, *, subject: str) -> str | None:
        """Return where an answer may be in a mail in which no words were newly written."""
        if cleaned.written:
            return None if _LETTER.search(cleaned.written) else cleaned.written[:_MAX_SIGNS]
        if cleaned.is_html and cleaned.quoted:
            return "inside the quote"
        return own_words_of(fold(subject)) or None

    def _stop_in_subject(self, subject: str) -> Decision | None:
        """Read a subject without a text, as `List-Unsubscribe` makes mail programs send it."""
        if REPLY_SUBJECT.match(subject):
            return None
        if bare := self._bare_stop(subject):
            return bare
        phrase = self.asks_to_stop(subject)
        return Decision("unsubscribe", _SCORE_IN_SUBJECT, phrase) if phrase else None

    def _automatic_notice(
        self, written: str, subject: str, headers: Mapping[str, str]
    ) -> Decision | None:
        """Headers of RFC 3834 and its forerunners, then the subject that mail programs write."""
        header = _automatic_header(_lowercase(headers))
        whole = f"{subject}\n{written}"
        absence = None if header == REPORT else absence_subject(subject, written=written)
        if header is None and absence is None and not is_automatic_subject(subject):
            return None
        if self._has_phrase(written, "left_company"):
            return None  # Whoever has left is not absent; what the notice says decides.
        if header == REPORT:
            return Decision("other_intents", 0.98, REPORT)
        phrases = self._phrases.in_folded(whole, group="absence")
        absent = [phrase for phrase in phrases if not _AMBIGUOUS_PHRASES.search(phrase)]
        if absent or absence:
            text = (header if absent else absence) or absent[0]
            return Decision("out_of_office", 0.98, text, absence is not None)
        if header and (self._has_phrase(whole, "machine") or header.endswith("auto-generated")):
            return Decision("other_intents", 0.95, header)
        return None

    def asks_to_continue(self, written: str) -> bool:
        """Whether a person asks for more mail: "please don't stop", but not "if you don't stop"."""
        return self._without_continue_requests(fold(written)) != fold(written)

    def _without_continue_requests(self, written: str) -> str:
        """Return a folded text without the phrases that ask for more, so that the rest decides."""
        kept: list[str] = []
        end = 0
        for match in self._phrases.matches(written, group="keep_on"):
            before = written[max(0, match.start() - _MAX_THREAT) : match.start()]
            if not _THREAT.search(before):
                kept += [written[end : match.start()], " "]
                end = match.end()
        return "".join([*kept, written[end:]])

    def asks_to_stop(self, written: str) -> str | None:
        """Return the phrase that asks to stop mailing; None where there is none.

        It is a strong hint, but no decision: the phrase may have another sense.
        """
        return self._certain_stop(self._without_continue_requests(fold(written)))

    def possible_stop(self, text: str) -> str | None:
        """Return words that may ask to stop, in any language; None where there are none."""
        return possible_stop(self._without_continue_requests(fold(text)))

    def asks_source(self, written: str) -> str | None:
        """Return the question where an address is from; None where there is more, or none."""
        folded = fold(written)
        questions = load_phrases(SOURCE_QUESTIONS)
        asked = questions.in_folded(folded, group="source")
        for question in asked:
            folded = folded.replace(question, " ")
        has_other_request = (
            self._certain_stop(folded) or weak_stop(folded) or names_stopping(folded)
        )
        return asked[0] if asked and not has_other_request else None

    def _certain_stop(self, rest: str) -> str | None:
        found = self._phrases.in_folded(rest, group="stop_certain")
        return found[0] if found else None

    def denies_stop(self, written: str) -> str:
        """Return words by which a request to stop may ask for its opposite; empty without any."""
        return denied_stop(fold(written))

    def hint_of_stop(
        self, cleaned: Cleaned, *, subject: str, headers: Mapping[str, str]
    ) -> str | None:
        """Return what may ask to stop in a mail that would be filed without a person.

        Besides what was written, that is the subject of a mail that begins a thread, whatever was
        taken for a signature or a legal note, and, where nothing was written, the end of an
        original that marks no lines as quoted: an answer below it cannot be distinguished from it.
        """
        if COMPLAINT in _lowercase(headers).get("content-type", ""):
            return COMPLAINT
        rest = self._without_continue_requests(fold(cleaned.written))
        if written := self._certain_stop(rest) or weak_stop(rest):
            return written
        head = fold(subject)
        if bare := self._bare_stop(REPLY_SUBJECT.sub("", head).strip()):
            return bare.text
        if not REPLY_SUBJECT.match(head) and (found := self.asks_to_stop(head)):
            return found
        return self._hint_left_out(cleaned)

    def _hint_left_out(self, cleaned: Cleaned) -> str | None:
        quoted = "" if cleaned.written else _end_of_unmarked(cleaned.quoted)
        if cleaned.is_html and not cleaned.written:  # Somebody may have typed inside the quote.
            quoted = re.sub(r"(?m)^[>\s]+", "", cleaned.quoted)
        parts = (cleaned.signature, cleaned.disclaimer, quoted)
        for line in "\n".join(parts).split("\n"):
            if bare := self._bare_stop(fold(line)):
                return bare.text
        return self.asks_to_stop(" ".join(parts))

    def _bare_stop(self, folded: str) -> Decision | None:
        """Nothing but "stop" or the like, and politeness."""
        if len(folded) > _MAX_BARE:
            return None
        written = self._without_continue_requests(folded)
        bare = self._phrases.in_folded(written, group="stop_bare")
        rest = _POLITE.sub(" ", written)
        for word in bare:
            rest = rest.replace(word, " ", 1)
        if bare and not re.search(r"\w", rest):
            return Decision("unsubscribe", 0.999, bare[0])
        return None

    def _has_phrase(self, folded: str, group: str) -> bool:
        return bool(self._phrases.in_folded(folded, group=group))


def _calendar_answer(written: str, subject: str, headers: Mapping[str, str]) -> Decision | None:
    answer = answer_of(subject, headers, is_empty=not written)
    if answer != ACCEPTED and (written or not answer):
        return None
    intent = INTENT_OF_ANSWER.get(answer, OTHER)
    return Decision(intent, _SCORE_OF_CALENDAR, f"{_INVITATION}{answer}")


def _short_answer(cleaned: Cleaned, subject: str) -> Decision | None:
    found = short_answer(cleaned.written, quoted=cleaned.quoted, subject=subject)
    if found is None:
        return None
    text = " ".join(cleaned.written.split())
    intent, question, depends_on_question = found
    if not depends_on_question:
        return Decision(intent, _SCORE_ALONE, text)
    if not question:
        return Decision(intent, _SCORE_UNASKED, text)
    return Decision(intent, _SCORE_OF_ANSWER, f"{text} ({question})")


def _end_of_unmarked(quoted: str) -> str:
    unmarked = "\n".join(line for line in quoted.split("\n") if not QUOTED_LINE.match(line))
    return "\n".join([part for part in unmarked.split("\n\n") if part.strip()][-_LAST_PARTS:])


def _notice(folded: str) -> str | None:
    """Return what a program says of an answer: that it is encrypted, a booking or a reaction."""
    notices = load_phrases(NOTICES)
    head = folded[:_MAX_NOTICE]
    found = (notices.in_folded(head, group=group) for group in notices.groups)
    return next((phrases[0] for phrases in found if phrases), None)


def _lowercase(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value.lower() for name, value in headers.items()}


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
