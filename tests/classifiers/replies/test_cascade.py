"""Replies → intents and actions, with the traps of the guideline."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.core import artifacts
from classifiers.core.types import ReplyText
from classifiers.replies.cascade import ReplyCascade, load_cascade
from classifiers.replies.intents import (
    ACTIONS,
    ASKS_TO_STOP,
    CATEGORIES,
    DENIES,
    INTENTS,
    category_of,
)
from classifiers.replies.training.evaluation import evaluate
from classifiers.replies.training.fitting import LabeledReply
from classifiers.replies.training.recipe import labeled_replies
from tests.examples import examples

CASCADE = load_cascade()


def intent(text: str, subject: str = "Re: Offer") -> str:
    return CASCADE.predict([ReplyText(subject, text)])[0].intent


def test_plain_replies_get_their_intent() -> None:
    for text, expected in [
        ("Sure, Tuesday at 10 works. Send me an invite.", "positive_willing_to_meet"),
        ("What does it cost per user, and can you send a brochure?", "positive_need_information"),
        ("We already use another tool and are happy with it.", "objection_already_has_solution"),
        ("Not now, please get back to me after the summer.", "objection_bad_timing"),
        ("Way too expensive, we have no budget for this.", "objection_financial"),
        ("No thanks.", "objection_no_reason"),
        ("You have the wrong person, not my department.", "objection_not_right_person"),
        ("Please contact my colleague Ana Lopes, she is in charge.", "referral_specific_contacts"),
        ("Please take me off your mailing list.", "unsubscribe"),
        ("Wir haben bereits einen Anbieter und sind zufrieden.", "objection_already_has_solution"),
        ("Pas de budget cette année, trop cher.", "objection_financial"),
        ("No me interesa, gracias.", "objection_no_reason"),
        ("Quanto custa? Pode mandar o catálogo?", "positive_need_information"),
    ]:
        assert intent(text) == expected


def test_an_automatic_notice_stays_one_though_it_names_a_delegate_and_turns_vendors_away() -> None:
    text = "I am on leave until 3 May. Contact Ana Lopes. Vendors: unsubscribe me from everything."

    assert intent(text, "Automatic reply: Offer") == "out_of_office"


def test_a_request_to_stop_wins_over_another_objection_and_a_referral() -> None:
    text = "Too expensive. Talk to Ana Lopes if you must, but remove me from your list."

    assert intent(text) == "unsubscribe"


def test_please_do_not_stop_is_the_opposite_of_a_request_to_stop() -> None:
    prediction = CASCADE.predict([ReplyText("Re: News", "Please don't stop sending these!")])[0]

    assert prediction.intent != "unsubscribe"
    assert prediction.action != "do_not_contact"


def test_a_request_to_stop_that_is_denied_goes_to_a_person_who_sees_the_words() -> None:
    for text in [
        "I hope you never stop writing.",
        "There is no need to remove us from the list.",
        "Do not even think of taking me off this list.",
        "Please don't leave me off the list next time.",
        "Why did you stop sending me these? Start again.",
        "Bitte entfernen Sie mich nicht.",
        "Bitte löschen Sie mich nicht aus dem Verteiler.",
        "Je ne veux pas me désabonner.",
        "Merci de ne pas me retirer de la liste.",
        "Por favor no me eliminen de la lista.",
        "No quiero darme de baja.",
        "Por favor não me removam da lista.",
        "Não apaguem os meus dados, por favor.",
    ]:
        found = CASCADE.predict([ReplyText("Re: News", text)])[0]

        assert found.action == "review"
        assert [one.text for one in found.why if one.because == DENIES]


def test_a_weak_request_to_stop_is_obeyed_or_seen_by_a_person() -> None:
    for text in [
        "Not interested, and please don't follow up.",
        "Kein Bedarf, bitte nicht mehr anschreiben.",
        "Merci de ne pas me relancer.",
        "No me vuelva a escribir.",
        "Não volte a contactar-me.",
    ]:
        found = CASCADE.predict([ReplyText("Re: Offer", text)])[0]

        assert found.action in {"review", "do_not_contact"}


def test_score_and_threshold_are_rounded_alike_and_compared_as_they_are_shown() -> None:
    found = CASCADE.predict([ReplyText("Re: Offer", text) for text in ("Please call me.", "STOP")])

    assert all(one.score == round(one.score, 3) for one in found)
    assert all(value == round(value, 3) for value in CASCADE.thresholds.values())


def test_words_of_a_quote_never_set_do_not_contact() -> None:
    text = "Yes.\n\n> On 5 Jan 2026, Ann wrote:\n> Shall I take you off my list? Unsubscribe here."

    assert CASCADE.predict([ReplyText("Re: Offer", text)])[0].action != "do_not_contact"


def test_below_the_floor_a_person_decides() -> None:
    for label in INTENTS:
        action = ACTIONS.get(label, "none")
        threshold = CASCADE.thresholds[action]

        assert CASCADE.action_of(label, threshold) == action
        assert CASCADE.action_of(label, threshold - 0.001) == "review"


def test_an_unlikely_intent_without_an_action_goes_to_a_person() -> None:
    assert CASCADE.action_of("other_intents", 0.4669) == "review"
    assert CASCADE.action_of("positive_willing_to_meet", 0.49) == "review"


def test_a_missing_subject_is_no_signal() -> None:
    text = "Sounds interesting, can we talk Tuesday?"

    missing, shown = CASCADE.predict([ReplyText("", text), ReplyText("Re: Offer", text)])

    assert missing.intent == shown.intent == "positive_willing_to_meet"


def test_a_suspected_request_to_stop_goes_to_a_person_though_another_intent_leads() -> None:
    replies = [row.reply for row in labeled_replies()[:20]]
    wary = ReplyCascade(
        model=CASCADE.model,
        thresholds=dict.fromkeys(CASCADE.thresholds, 0.0),
        suspicion=0.0,
        version="test",
    )

    by_model = [p for p in wary.predict(replies) if p.source == "model"]

    assert by_model
    assert {p.action for p in by_model if p.intent != "unsubscribe"} == {"review"}


def test_why_names_the_words_that_decided() -> None:
    prediction = CASCADE.predict([ReplyText("Re: Offer", "Sorry, no budget, too expensive.")])[0]

    assert prediction.source == "model"
    assert "no budget" in [evidence.text for evidence in prediction.why]
    scores = [evidence.score or 0 for evidence in prediction.why]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


@pytest.mark.slow
def test_order_and_number_are_kept() -> None:
    replies = [row.reply for row in labeled_replies()[:40]]
    one_by_one = [CASCADE.predict([reply])[0] for reply in replies]

    assert CASCADE.predict(replies) == one_by_one
    assert CASCADE.predict([]) == []


@settings(max_examples=examples(60), deadline=None)  # the sentence model, on any machine
@given(st.text(max_size=200), st.text(max_size=60), st.dictionaries(st.text(max_size=9), st.text()))
def test_never_raises_and_always_answers_within_the_contract(
    text: str, subject: str, headers: dict[str, str]
) -> None:
    prediction = CASCADE.predict([ReplyText(subject, text, headers)])[0]

    assert prediction.intent in INTENTS
    assert prediction.category == category_of(prediction.intent)
    assert 0 <= prediction.score <= 1
    assert prediction.action in {*ACTIONS.values(), "none", "review"}


def test_every_intent_has_one_of_the_five_categories() -> None:
    assert {category_of(label) for label in INTENTS} == set(CATEGORIES)
    assert (len(INTENTS), len(CATEGORIES)) == (14, 5)


def test_the_shipped_artifact_is_small() -> None:
    folder = artifacts.pretrained("replies")

    assert sum(path.stat().st_size for path in folder.iterdir()) < 8 * 2**20


def test_what_is_done_without_a_person_is_counted() -> None:
    stop = ReplyText("Re: Offer", "unsubscribe")
    rows = [LabeledReply(stop, intent, "x", "en") for intent in ("unsubscribe", "other_intents")]

    assert evaluate(CASCADE, rows)["without_a_person"] == {
        "actions": 2,
        "actions_wrong": 0.5,
        "requests_to_stop": 1,
        "requests_to_stop_unseen": 0,
    }


def test_a_phrase_that_asks_to_stop_is_never_filed_without_a_person() -> None:
    """Whatever else leads: a person sees it, or the action is taken."""
    texts = [
        "Tuesday at ten is fine, but take me off your list afterwards.",
        "Ich habe einen Anbieter. Bitte löschen Sie meine Daten.",
        "Très intéressant, mais retirez-moi de votre liste.",
        "Me encanta su catálogo, pero denme de baja.",
        "Que preço bom! Mas quero descadastrar este endereço.",
    ]

    found = CASCADE.predict([ReplyText("Re: Offer", text) for text in texts])

    assert {prediction.action for prediction in found} <= {"do_not_contact", "review"}


STOPS = [
    ReplyText("unsubscribe", ""),
    ReplyText("unsubscribe", "Thanks"),
    ReplyText("Re: Offer", "Legal notice: delete all data you hold on me under Article 17."),
    ReplyText("Re: Offer", "Best,\nUnsubscribe me"),
    ReplyText(
        "Re: Offer",
        "Tuesday at ten would suit us.\n\nBest regards,\nAnn\n\nPlease take me off your list.",
    ),
    ReplyText("Re: Offer", "<html><head><body>Remove me</body></html>"),
    ReplyText(
        "Re: Offer",
        "From: Ann <ann@us.example>\nSent: Monday\nTo: Bo\nSubject: Offer\n\nMay I call?\n\n"
        "Please remove me from your list.\n\nBo Ek\n\nSent from my phone",
    ),
    ReplyText("Re: Offer", "<html><head><style>p {} </style><style>Remove me"),
    ReplyText("Re: Offer", "<p>stop</p><![x[ y ]]>"),
    ReplyText("Re: Offer", "un&shy;subscribe<br>"),
    ReplyText(
        "Ticket 14",
        "[auto-generated] This mailbox is closed to sales mail. Remove it from your list.",
        {"Auto-Submitted": "auto-generated"},
    ),
    ReplyText(
        "Complaint", "A report.", {"Content-Type": "multipart/report; report-type=feedback-report"}
    ),
]


def test_a_request_to_stop_is_never_filed_wherever_it_stands() -> None:
    for reply in STOPS:
        assert CASCADE.predict([reply])[0].action in ("do_not_contact", "review")


def test_what_we_wrote_ourselves_calls_no_person_where_the_quote_marks_it() -> None:
    text = "On 5 Jan 2026, Ann wrote:\n> May I call?\n>\n> Reply STOP, or take me off your list"

    assert CASCADE.predict([ReplyText("Re: Offer", text)])[0].action == "none"


def test_an_invitation_to_go_on_does_not_hide_a_likely_request_to_stop() -> None:
    wary = ReplyCascade(
        model=CASCADE.model,
        thresholds=dict.fromkeys(CASCADE.thresholds, 0.0),
        suspicion=0.001,
        version="test",
    )

    found = wary.predict([ReplyText("Re: Offer", "Your mails just don't stop. Enough, get lost.")])

    assert found[0].intent != "unsubscribe"
    assert found[0].action == "review"


def test_why_says_for_which_phrase_a_person_looks() -> None:
    text = "Tuesday at ten is fine, but take me off your list afterwards."
    found = CASCADE.predict([ReplyText("Re: Offer", text)])[0]

    doubts = [reason.text for reason in found.why if reason.because == ASKS_TO_STOP]
    assert doubts == ["take me off your"]


def test_halves_of_letters_are_read_over() -> None:
    assert CASCADE.predict([ReplyText("\ud83d Re: Offer", "No thanks \ud83d")])


def test_figures_of_nothing_are_zero() -> None:
    report = evaluate(CASCADE, [])

    assert (report["replies"], report["macro_f1_intents"], report["accuracy"]) == (0, 0.0, 0.0)
