"""One reply as its page shows it: words that decided, what was left out, the trail."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from classifiers.replies.intents import (
    ABSENCE,
    ASKS_SOURCE,
    ASKS_TO_STOP,
    DENIES,
    INTENT_LABELS,
    MAY_ANSWER,
)
from classifiers.replies.rules.phrases import fold
from classifiers.replies.rules.supported_languages import LANGUAGE_SOURCE, NOT_SUPPORTED
from classifiers.replies.rules.unread_parts import ENCRYPTED
from leadqual.core.texts.plain_texts import format_count
from leadqual.replies.classification import UNREADABLE, threshold_of
from leadqual.replies.models import ProposedContact, Reply, ReplyCorrection
from leadqual.replies.proposals import ReferredPerson
from leadqual.replies.selectors import (
    audit_rows_of,
    corrections_of,
    do_not_contacts_of,
    has_deputy,
    is_stopped,
)

_ACTIVITY = {
    "reply.confirmed": "Confirmed as “{to}”",
    "reply.corrected": "Corrected from “{from}” to “{to}”",
    "reply.undone": "Last label undone",
    "reply.dismissed": "Proposed action dismissed",
    "reply.snoozed": "Snoozed until {until}",
    "reply.unsnoozed": "Returned to the inbox",
    "reply.contact_created": "Referred contact created",
    "reply.stop_accepted": "Somebody else marked Do not contact",
    "reply.contact_known": "Referred contact already existed",
    "record.deleted": "Deleted",
    "record.restored": "Restored",
}
_DOUBT_KINDS = (ASKS_TO_STOP, ASKS_SOURCE, DENIES)
_MAX_UNMARKED = 1  # A word of so few letters says too little to be marked.


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A piece of a paragraph; marked where its words decided."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A word that decided, with what it added; as a score breakdown reads it."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """A reply, ready to be shown.

    Args:
        paragraphs: what the person wrote, in parts.
        left_out: heading and text of quote, signature and footer, in order.
        decided: words with their contributions; empty where a rule or a person decided.
        rule: phrase of the rule that fired; empty where none did.
        language: the name of a language that the model was not taught; empty for all others.
        asks_source: it asks where its address is from.
        chances: name and probability of the next likely intents.
        threshold: of the action, 0 to 1; None where a person decided.
        named: whom it names, where a contact is proposed.
        mail_url: opens the sender's answer in a mail program; empty where nobody may be written to.
        back: when its writer is back, where a date is proposed.
        is_stopped: somebody else, or another reply, still asks for do-not-contact, where what this
            reply asked for was undone.
        trail: when and what happened, in order.
        may_undo: there is something to undo.
    """

    paragraphs: Sequence[Sequence[MarkedText]]
    left_out: Sequence[tuple[str, str]]
    decided: Sequence[EvidenceLine]
    rule: str
    language: str
    answer: str
    asks_source: bool
    chances: Sequence[tuple[str, float]]
    threshold: float | None
    named: ReferredPerson | None
    mail_url: str
    back: date | None
    is_stopped: bool
    trail: Sequence[tuple[datetime, str]]
    may_undo: bool


def reply_page(reply: Reply, *, thresholds: Mapping[str, float]) -> ReplyPage:
    """Make a reply ready to be shown; at most five queries."""
    reasons: list[Mapping[str, Any]] = reply.why
    words = [part for part in reasons if part["because"] == "words" and part["score"]]
    rule = next((part["text"] for part in reasons if part["because"] == "rule"), "")
    doubts = [str(part["text"]) for part in reasons if part["because"] in _DOUBT_KINDS]
    deciding = [*doubts, *([rule] if rule else [str(part["text"]) for part in words])]
    is_open = reply.corrected_at is None
    proposes = reply.state == Reply.State.PROPOSED
    is_absence = reply.action == Reply.Action.PROPOSE_DATE
    asks_contact = proposes and (reply.proposes_person or (is_absence and has_deputy(reply)))
    asks_date = reply.intent == ABSENCE
    corrections = list(corrections_of(reply))
    was_corrected = any(row.undone_at is None for row in corrections)
    return ReplyPage(
        paragraphs=[mark_words(text, deciding) for text in _paragraphs(reply.written)],
        left_out=[_removed_part(text) for text in reply.left_out],
        decided=[
            EvidenceLine(whole_words(str(part["text"]), reply.written), float(part["score"]))
            for part in words
        ],
        rule=rule,
        language=next((part["text"] for part in reasons if part["because"] == NOT_SUPPORTED), ""),
        answer=next(
            (
                _review_reason(str(part["text"]))
                for part in reasons
                if part["because"] == MAY_ANSWER
            ),
            "",
        ),
        asks_source=any(part["because"] == ASKS_SOURCE for part in reasons),
        chances=_other_intents(reply, reasons) if is_open else [],
        threshold=threshold_of(reply, thresholds) if is_open and reply.score is not None else None,
        named=_referred_person(reply) if asks_contact else None,
        mail_url=_mail_url(reply),
        back=reply.back_on if asks_date else None,
        is_stopped=reply.state == Reply.State.UNDONE and is_stopped(reply),
        trail=sorted(_activity(reply, corrections), key=lambda step: step[0]),
        may_undo=was_corrected or reply.state in (Reply.State.TAKEN, Reply.State.DISMISSED),
    )


def _mail_url(reply: Reply) -> str:
    """Return the `mailto:` URL of an answer; empty for whoever must not be contacted."""
    is_refused = reply.state == Reply.State.TAKEN or (
        reply.contact is not None and reply.contact.do_not_contact
    )
    if is_refused or not reply.sender:
        return ""
    subject = reply.subject if fold(reply.subject).startswith("re:") else f"Re: {reply.subject}"
    return f"mailto:{quote(reply.sender, safe='@')}?subject={quote(subject.strip())}"


def _review_reason(hint: str) -> str:
    """Return why a person reads a reply that would have been filed."""
    if hint == ENCRYPTED:
        return "The email is encrypted and could not be read. Open it in your email program."
    if hint.startswith("invitation"):
        return f"It answers an {hint}."
    if "/" in hint:
        return f"Nothing is written, but attachments could not be read ({hint})."
    return f"It may name a successor or a new address (“{hint}”)."


def mark_words(text: str, deciding: Sequence[str]) -> list[MarkedText]:
    """Cut a text where words that decided begin and end; joined, the parts are the text.

    Upper and lower case and accents make no difference, as for the model.
    """
    folded, places = _fold_with_positions(text)
    hits: list[tuple[int, int]] = []
    for words in sorted(
        {word for word in deciding if len(word) > _MAX_UNMARKED}, key=len, reverse=True
    ):
        hits += _word_spans(folded, words)
    parts: list[MarkedText] = []
    at = 0
    for start, end in _merge_spans(hits):
        begin, stop = places[start], places[end - 1] + 1
        parts += [
            MarkedText(text[at:begin], is_marked=False),
            MarkedText(text[begin:stop], is_marked=True),
        ]
        at = stop
    parts.append(MarkedText(text[at:], is_marked=False))
    return [part for part in parts if part.text]


def whole_words(part: str, text: str) -> str:
    """Return words as they are in a text: "2%" of "22%" is "22%"; unchanged where they are whole.

    Args:
        part: folded, as the model read it.
        text: as it was written.
    """
    folded, _ = _fold_with_positions(text)
    start = folded.find(part)
    if not part or start < 0 or next(_word_spans(folded, part), None):
        return part
    end = start + len(part)
    while start and folded[start - 1].isalnum():
        start -= 1
    while end < len(folded) and folded[end].isalnum():
        end += 1
    return folded[start:end]


def format_time(at: datetime, now: datetime) -> str:
    """Return when a mail came: the time today, the day of this week, else the date."""
    if at.date() == now.date():
        return f"{at:%H:%M}"
    if now.date() - at.date() < timedelta(days=6) and at < now:
        return f"{at:%a}"
    same_year = at.year == now.year
    return f"{at:%b} {at.day}" if same_year else f"{at:%b} {at.day}, {at.year}"


def _fold_with_positions(text: str) -> tuple[str, list[int]]:
    """Fold letter by letter; `places` leads from each folded letter to the one it came from."""
    folded, places = [], []
    for place, letter in enumerate(text):
        for part in fold(letter):
            folded.append(part)
            places.append(place)
    return "".join(folded), places


def _word_spans(folded: str, words: str) -> Iterator[tuple[int, int]]:
    start = folded.find(words)
    while start >= 0:
        end = start + len(words)
        before = folded[start - 1 : start]
        if not (before.isalnum() or folded[end : end + 1].isalnum()):
            yield start, end
        start = folded.find(words, end)


def _merge_spans(hits: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(hits):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _paragraphs(written: str) -> list[str]:
    return [part.strip() for part in written.split("\n\n") if part.strip()]


def _removed_part(text: str) -> tuple[str, str]:
    n_lines = len([line for line in text.splitlines() if line.strip()])
    lines = format_count(n_lines, "line")
    return (f"Removed {lines}: {text.strip().splitlines()[0][:60]}", text)


def _other_intents(reply: Reply, reasons: Sequence[Mapping[str, Any]]) -> list[tuple[str, float]]:
    others = [part for part in reasons if part["because"] == "also likely"]
    if not others or reply.score is None:
        return []
    return [
        (_name(part["label"]), float(part["score"]))
        for part in others
        if part["label"] != reply.intent
    ]


def _name(intent: str) -> str:
    return INTENT_LABELS.get(intent, intent)


def _activity(
    reply: Reply, corrections: Sequence[ReplyCorrection]
) -> Iterator[tuple[datetime, str]]:
    yield (reply.received_at, "Reply received")
    if reply.classified_at:
        yield (reply.classified_at, _first_classification(reply, corrections))
    for row in audit_rows_of(reply):
        former, new = ((values or {}).get("intent", "") for values in (row.before, row.after))
        names = {"from": _name(former) or "nothing", "to": _name(new) or "nothing"}
        until = (row.after or {}).get("snoozed_until")
        words = _ACTIVITY.get(row.action, row.action).format(until=until, **names)
        yield (row.created_at, f"{words}, {row.actor}" if row.actor else words)
    for block in do_not_contacts_of(reply):
        by = f", {block.author}" if block.author else ""
        yield (block.created_at, f"Marked Do not contact{by}")
        if block.lifted_at:
            yield (block.lifted_at, f"Do not contact removed, {block.lifted_by}")


def _first_classification(reply: Reply, corrections: Sequence[ReplyCorrection]) -> str:
    """Return the first classification, before any correction."""
    if reply.source == UNREADABLE:
        return "The model could not classify it"
    if reply.source in (LANGUAGE_SOURCE, ENCRYPTED):
        reason = "encrypted" if reply.source == ENCRYPTED else "language not supported"
        return f"No intent proposed: {reason}"
    by = "by a rule" if reply.source == "rules" else "by the model"
    intent = corrections[0].former_intent if corrections else reply.intent
    score = "" if reply.score is None else f" {reply.score:.2f}"
    return f"{_name(intent)}{score} {by}, {reply.model_version}"


def _referred_person(reply: Reply) -> ReferredPerson | None:
    kept = ProposedContact.objects.filter(reply=reply).first()
    if kept is None:
        return None
    return ReferredPerson(kept.email, kept.first_name, kept.last_name, kept.company_name)
