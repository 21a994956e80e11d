"""Short answers: read by the question they answer where they need one."""

from functools import cache

from classifiers.core.types import ReplyText
from classifiers.replies.cascade import ReplyCascade, load_cascade
from classifiers.replies.rules.short_answers import short_answer

QUESTIONS = {
    "meeting": "Would Tuesday at 10 work for a short call?",
    "information": "Shall I send you a brochure with prices?",
    "person": "Are you the right person for this?",
    "stop": "Should I take you off our list?",
    "supplier": "Do you already have a supplier for this?",
}
MEET, NEED, MORE = (
    "positive_willing_to_meet",
    "positive_need_information",
    "positive_misc_reasons",
)


@cache
def cascade() -> ReplyCascade:
    return load_cascade()


def intent_of(written: str, *, quoted: str = "", subject: str = "") -> str | None:
    found = short_answer(written, quoted=quoted, subject=subject)
    return found[0] if found else None


def test_yes_means_what_the_quoted_question_asks() -> None:
    for yes in [
        *("Yes", "Yep", "yes please!", "Passt", "We're in", "Oui, merci.", "Sì", "Да", "はい"),
        "👍",
    ]:
        asked = {kind: intent_of(yes, quoted=f"> {text}") for kind, text in QUESTIONS.items()}

        assert asked == {
            "meeting": MEET,
            "information": NEED,
            "person": MORE,
            "stop": "unsubscribe",
            "supplier": "objection_already_has_solution",
        }


def test_yes_means_what_the_subject_asks_where_nothing_is_quoted() -> None:
    assert intent_of("Yep", subject="Re: Tuesday at 10?") == MEET
    assert intent_of("Yes", subject="Re: Your offer") == MORE


def test_yes_answers_a_question_in_another_language() -> None:
    assert intent_of("Passt", quoted="> Hätten Sie am Dienstag Zeit für ein Gespräch?") == MEET
    assert intent_of("Tak", quoted="> Czy możemy porozmawiać we wtorek?") == MEET
    assert intent_of("Да", quoted="> Удобно ли вам созвониться в четверг?") == MEET


def test_no_means_what_the_quoted_question_asks() -> None:
    assert intent_of("No", quoted=f"> {QUESTIONS['person']}") == "objection_not_right_person"
    assert intent_of("Nope.", quoted=f"> {QUESTIONS['meeting']}") == "objection_no_reason"
    assert intent_of("No", quoted="> Would you mind if I call you on Tuesday?") == MEET


def test_who_asks_for_more_needs_information_whatever_is_quoted() -> None:
    for asked in QUESTIONS.values():
        for text in [
            "Tell me more",
            "More info, please",
            "Erzählen Sie mehr",
            "詳しく教えてください",
        ]:
            assert intent_of(text, quoted=f"> {asked}") == NEED


def test_longer_and_other_texts_are_left_to_the_model() -> None:
    for text in ["", "12", "Yes, but only after the audit in May", "Thank you!", "Anna"]:
        assert intent_of(text) is None


OWN_INTENT = (
    *("Not interested.", "No thanks", "Tell me more", "Please remove me from your list."),
    *("STOP", "Too expensive.", "We already have a supplier.", "Not my department."),
    *("Ask Anna Berg, she decides.", "Call me on Thursday.", "What does it cost?"),
    *("Not now, maybe next year.", "Kein Interesse.", "Non merci", "Ya tenemos proveedor."),
    *("Non ci interessa, grazie.", "Не интересно", "興味ありません"),
)
QUOTED = (
    *QUESTIONS.values(),
    "Reply STOP to unsubscribe.",
    "If you are not interested, just say no and I will stop writing.",
    "I will be out of office until 4 December.",
    "We offer 30% off until Friday. Interested?",
    "Bitte löschen Sie mich aus dem Verteiler.",
    "You can also talk to my colleague Duncan Frost.",
)
HEADS = (
    "On Mon, 3 Nov 2026 at 10:00, Ann Lee <ann@x.example> wrote:\n> {}",
    "Am 03.11.2026 um 10:00 schrieb Ann Lee <ann@x.example>:\n\n{}",
    "From: Ann Lee <ann@x.example>\nSent: Monday, November 3, 2026\nSubject: Offer\n\n{}",
)


def test_quoted_text_never_changes_an_intent_of_its_own() -> None:
    for at, text in enumerate(OWN_INTENT):  # Each head meets each quote, with other texts.
        quoted = [QUOTED[(at * 6 + n) % len(QUOTED)] for n in range(6)]
        bodies = [f"{text}\n\n{HEADS[n % 3].format(one)}" for n, one in enumerate(quoted)]
        replies = [ReplyText("Re: Offer", body) for body in (text, *bodies)]

        alone, *others = cascade().predict(replies)

        assert {(one.intent, one.action) for one in others} == {(alone.intent, alone.action)}
        assert {one.written for one in others} == {alone.written}
