"""Glosses: other languages word by word in English, English left alone."""

import csv

from classifiers.replies.cleaning.clean import clean
from classifiers.replies.model.encoder_input import read
from classifiers.replies.rules.glosses import GLOSSES, gloss, load_lexicons


def test_words_of_many_languages_are_put_into_english() -> None:
    for text, language, words in [
        ("Kein Interesse, wir haben schon einen Anbieter.", "de", {"no", "interest", "provider"}),
        ("Nous n'avons pas de budget cette année.", "fr", {"not", "budget", "year"}),
        ("Quítenme de su lista, por favor.", "es", {"remove", "list", "please"}),
        ("Não é comigo, fale com a minha colega.", "pt", {"not", "is", "talk", "colleague"}),
        ("Non ci interessa, abbiamo già un fornitore.", "it", {"not", "already", "supplier"}),
        ("Haal mij van jullie lijst.", "nl", {"take", "me", "list"}),
        ("Прекратите рассылку, нам не интересно", "ru", {"stop", "mailing", "not"}),
        ("कृपया ईमेल भेजना बंद करें", "hi", {"please", "email", "stop"}),
        ("メールの配信を停止してください", "ja", {"email", "stop", "please"}),
        ("กรุณาหยุดส่งอีเมล", "th", {"please", "stop", "send", "email"}),
        ("请停止发邮件", "zh", {"please", "stop", "email"}),
        ("이메일 보내지 마세요", "ko", {"email", "send", "not"}),
    ]:
        found = gloss(text)

        assert found is not None
        assert found.language == language
        assert words <= set(found.text.lower().replace(",", " ").replace(".", " ").split())


def test_english_and_the_unknown_stay_as_they_are() -> None:
    for text in ["Please take me off your list.", "No thanks.", "", "12 345", "ግብዣዎን እናመሰግናለን"]:
        assert gloss(text) is None


def test_accents_may_be_missing_but_count_where_they_are_written() -> None:
    written, plain = gloss("não é para já, obrigado"), gloss("nao e para ja, obrigado")

    assert written is not None
    assert plain is not None
    assert written.text.split()[1] == "is"
    assert plain.text.split()[0] == "not"


def test_the_longest_stem_counts_and_names_the_word_it_stands_for() -> None:
    found = gloss("Ich bin mit dem Lieferantenwechsel nicht zufrieden")

    assert found is not None
    assert dict(found.words)["lieferantenwechsel"] == "supplier"


def test_no_word_stands_twice_in_a_lexicon() -> None:
    with GLOSSES.open(encoding="utf-8", newline="") as rows:
        keys = [(row["language"], row["word"]) for row in csv.DictReader(rows)]

    assert len(keys) == len(set(keys))
    assert {"de", "en", "es", "fr", "pt", "it", "nl", "ja", "ar"} <= set(load_lexicons())
    assert len(load_lexicons()) >= 40


def test_what_is_quoted_is_never_read() -> None:
    bare = read(clean("Yep.\n\n> Would Tuesday at ten suit you?"))

    assert bare.text == "Yep."


def test_another_language_is_read_in_english_words() -> None:
    reading = read(clean("Kein Interesse, danke."))

    assert reading.gloss is not None
    assert reading.text == "no interest, thanks."
    assert read(clean("Not for us, thank you.")).gloss is None


def test_a_signature_alone_is_read_too() -> None:
    assert read(clean("Sent from my iPhone")).text == "Sent from my iPhone"
