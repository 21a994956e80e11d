"""Replies in languages that the model was not taught go to a person, all others as before.

`languages/unsupported.tsv` and `languages/supported.tsv` were written for these tests.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from classifiers.core.types import ReplyPrediction, ReplyText
from classifiers.replies.cascade import load_cascade
from classifiers.replies.rules.supported_languages import (
    LANGUAGE_NAMES,
    NOT_SUPPORTED,
    SUPPORTED,
    unsupported_language_of,
)

CASCADE = load_cascade()
FOLDER = Path(__file__).parent / "languages"
QUOTED = (
    "\n\nOn Tue, 3 Mar 2026 at 10:00, Ben <ben@a.example> wrote:\n> Hello, shall we talk?\n> Ben"
)
FORWARDED = (
    "\n\n---------- Forwarded message ---------\nFrom: Ben <ben@a.example>\n"
    "Subject: Offer\n\nHello, shall we talk?"
)
SIGNED = "\n\nJan Novak\nSales Director\n+420 555 123 456"
MAX_SUPPORTED_TO_PERSON = 0.06
"""Share: five of the 87 short ones are names of people, or hold one."""


def rows_of(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


UNSUPPORTED = list(rows_of("unsupported.tsv"))


def predicted(text: str, *, subject: str = "Re: Offer", **headers: str) -> ReplyPrediction:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return CASCADE.predict([ReplyText(subject, text, names)])[0]


def named_languages(found: ReplyPrediction) -> list[str]:
    return [each.text for each in found.why if each.because == NOT_SUPPORTED]


@pytest.mark.slow
@pytest.mark.parametrize("below", ["", QUOTED, FORWARDED, SIGNED, "\n\n--\nJan"])
def test_unsupported_languages_go_to_a_person_whatever_stands_below(below: str) -> None:
    unseen = [
        (row["language"], row["text"], found.intent)
        for row in UNSUPPORTED
        for found in [predicted(row["text"] + below)]
        if found.action != "review" or found.intent == "empty_body"
        if (row["kind"], found.action) != ("stop", "do_not_contact")  # One word, and it is obeyed.
    ]

    assert unseen == []


def test_request_to_stop_in_another_language_is_named_and_goes_to_a_person() -> None:
    for language, text in [
        ("Norwegian", "Vennligst fjern meg fra listen, og slett adressen min. Hilsen Kari"),
        ("Japanese", "お世話になっております。配信停止をお願いします。よろしくお願いします。"),
        ("Ukrainian", "Доброго дня! Будь ласка, видаліть мене з розсилки."),
        ("Greek", "Καλησπέρα σας, παρακαλώ διαγράψτε με από τη λίστα σας."),
    ]:
        found = predicted(text)

        assert found.action == "review"
        assert found.intent == "unsubscribe", language


def test_set_of_requests_to_stop_is_large_enough() -> None:
    stops = [row["language"] for row in UNSUPPORTED if row["kind"] == "stop"]

    assert len(stops) >= 50
    assert len(set(stops)) >= 30


def test_evidence_names_the_language() -> None:
    for text, language in [
        ("Παρακαλώ σταματήστε να μου στέλνετε email.", "Greek"),
        ("Пожалуйста, удалите меня из рассылки.", "Russian"),
        ("من فضلك توقف عن مراسلتي", "Arabic"),
        ("请不要再给我发邮件", "Chinese"),
        ("今後メールを送らないでください", "Japanese"),
        ("더 이상 메일 보내지 마세요", "Korean"),
        ("Lütfen bana bir daha e-posta göndermeyin.", "Turkish"),
        ("Proszę o usunięcie mnie z listy mailingowej.", "Polish"),
        ("Venligst stop med at sende mig mails.", "Danish"),
        ("Vă rog să nu îmi mai scrieți.", "Romanian"),
    ]:
        assert named_languages(predicted(text)) == [language]


def test_part_of_a_reply_in_another_language_goes_to_a_person() -> None:
    for text in [
        "No thanks.\nProszę usunąć mnie z listy.",
        "Hi there,\n\nVenligst fjern mig fra jeres liste\n\nBest regards,\nJens Holm",
        "<p>Hello,</p><p>Παρακαλώ διαγράψτε με</p>",
        "Thanks,\nΠαρακαλώ διαγράψτε με",
        "Ok 请不要再给我发邮件",
    ]:
        assert predicted(text).action == "review"


def test_automatic_notice_in_an_unsupported_language_goes_to_a_person() -> None:
    text = "Jsem mimo kancelář do 3. května. Prosím, už mi nepište."

    found = predicted(text, subject="Automatic reply: Offer", Auto_Submitted="auto-replied")

    assert found.action == "review"


def test_subject_decides_when_nothing_else_was_written() -> None:
    assert predicted("", subject="Отпишите меня").action == "review"


def test_stop_alone_is_obeyed_in_any_language() -> None:
    assert [predicted(text).action for text in ("Stop", "STOP", "unsubscribe")] == [
        "do_not_contact",
        "do_not_contact",
        "do_not_contact",
    ]


def test_written_text_is_never_called_empty() -> None:
    for text in [
        *("ok", "k", "No.", "John Smith", "https://shop.example/x", "Vegans."),
        *("?", "👍", "👎🏽", "!!!", "42", "a@b.example", "Jan Novak\nŘeditel prodeje"),
        *(row["text"] for row in UNSUPPORTED[::3]),
    ]:
        found = predicted(text)

        assert found.intent != "empty_body" or not any(map(str.isalpha, text))


def test_supported_languages_do_not_newly_go_to_a_person() -> None:
    rows = list(rows_of("supported.tsv"))
    newly = [row for row in rows if unsupported_language_of(row["text"])]

    assert len(newly) <= MAX_SUPPORTED_TO_PERSON * len(rows), newly


def test_text_without_words_is_in_no_language() -> None:
    for text in ["", " \n", "👍", "12:30", "https://shop.example/стоп", "…"]:
        assert unsupported_language_of(text) == ""


def test_broken_and_long_texts_are_read_without_an_error() -> None:
    for text in ["\ud800 stop \x00", "é" * 100_000, "请" * 100_000, "a\n" * 9_999]:
        assert unsupported_language_of(text) in {"", *LANGUAGE_NAMES.values()}


def test_supported_languages_have_names() -> None:
    assert set(SUPPORTED) < set(LANGUAGE_NAMES)
