"""What the sentence model is shown: the words that were written."""

from classifiers.replies.cleaning.clean import clean
from classifiers.replies.model.encoder_input import read


def test_what_is_quoted_is_never_read() -> None:
    bare = read(clean("Yep.\n\n> Would Tuesday at ten suit you?"))

    assert bare.text == "Yep."


def test_another_language_is_read_in_english_words() -> None:
    reading = read(clean("Kein Interesse, danke."))

    assert not reading.is_english
    assert reading.text == "no interest, thanks."
    assert read(clean("Not for us, thank you.")).is_english


def test_a_signature_alone_is_read_too() -> None:
    assert read(clean("Sent from my iPhone")).text == "Sent from my iPhone"
