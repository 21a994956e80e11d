"""Words that deny a request to stop, and weak requests."""

import pytest

from classifiers.replies.cleaning.clean import clean
from classifiers.replies.rules.intent_rules import denied_stop, weak_stop
from classifiers.replies.rules.phrases import fold
from classifiers.replies.training.fitting import TEST_WRITER
from classifiers.replies.training.recipe import labeled_replies


def test_requests_to_stop_with_other_denials_stay_what_they_are() -> None:
    for text in [
        "Remove me. Do not contact me again.",
        "I am not interested, please remove me from your list.",
        "No more mails. Unsubscribe.",
        "If you do not stop I will report you.",
        "Wenn Sie mich nicht löschen, folgt eine Anzeige.",
        "Nicht mehr schreiben, bitte löschen.",
        "Merci de ne plus m'écrire.",
        "No me interesa, elimínenme de la lista.",
        "Não quero receber mais nada.",
    ]:
        assert denied_stop(fold(text)) == ""


def test_no_request_to_stop_that_was_written_for_the_product_counts_as_denied() -> None:
    rows = [row for row in labeled_replies() if row.writer != TEST_WRITER]
    asking = [fold(clean(row.reply.text).written) for row in rows if row.intent == "unsubscribe"]

    assert len(asking) > 600
    assert [text for text in asking if denied_stop(text)] == []


@pytest.mark.slow
def test_plain_refusals_and_absences_are_no_weak_requests() -> None:
    rows = [row for row in labeled_replies() if row.writer != TEST_WRITER]
    others = [row for row in rows if row.intent != "unsubscribe"]

    found = [row for row in others if weak_stop(fold(clean(row.reply.text).written))]

    assert len(found) <= 5
