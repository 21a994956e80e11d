"""What a person newly wrote, apart from quote, signature and footer."""

from collections.abc import Callable
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from classifiers.replies.cleaning.clean import MAX_EMAIL, MAX_WRITTEN, clean
from classifiers.replies.cleaning.html_text import html_to_text
from tests.growth import assert_grows_no_faster

QUOTES = {
    "gmail": "On Mon, Jan 5, 2026 at 9:12 AM Ann Lee <ann@s.example> wrote:\n> Tuesday?",
    "gmail over two lines": (
        "On Mon, Jan 5, 2026 at 9:12 AM Ann Lee\n<ann@seller.example> wrote:\n\n> Demo on Tuesday?"
    ),
    "apple": "> On 5 Jan 2026, at 09:12, Ann Lee <ann@s.example> wrote:\n>\n> Tuesday?",
    "outlook": (
        "________________________________\nFrom: Ann Lee <ann@seller.example>\n"
        "Sent: Monday, January 5, 2026 9:12 AM\nTo: Bo Ek\nSubject: Demo\n\nDemo on Tuesday?"
    ),
    "old outlook": (
        "-----Original Message-----\nFrom: Ann Lee\nSent: Monday\nTo: Bo\nSubject: Demo\n\nDemo?"
    ),
    "german": "Am Mo., 5. Jan. 2026 um 09:12 Uhr schrieb Ann Lee <ann@seller.example>:\n\n> Demo?",
    "german outlook": (
        "Von: Ann Lee <ann@seller.example>\nGesendet: Montag, 5. Januar 2026 09:12\nAn: Bo Ek\n"
        "Betreff: Demo\n\nPasst Dienstag?"
    ),
    "french": "Le lun. 5 janv. 2026, à 9 h 12, Ann Lee <ann@s.example> a écrit :\n\n> Mardi ?",
    "french outlook": (
        "De : Ann Lee <ann@seller.example>\nEnvoyé : lundi 5 janvier 2026 09:12\nÀ : Bo Ek\n"
        "Objet : Démo\n\nMardi ?"
    ),
    "spanish": "El lun, 5 ene 2026 a las 9:12, Ann Lee (<ann@s.example>) escribió:\n> ¿Martes?",
    "portuguese": "Em seg., 5 de jan. de 2026 às 9:12, Ann <ann@s.example> escreveu:\n> Terça?",
    "gmail of portugal": (
        "Ann Lee <ann@seller.example> escreveu (terça, 3/11/2026 à(s) 16:07):\n\nPode ser terça?"
    ),
    "forward": (
        "---------- Forwarded message ---------\nFrom: Ann Lee <ann@seller.example>\n"
        "Date: Mon, Jan 5, 2026\nSubject: Demo\nTo: Bo Ek <bo@buyer.example>\n\nDemo on Tuesday?"
    ),
}


def test_leaves_the_quoted_original_out() -> None:
    for quote in QUOTES.values():
        cleaned = clean(f"Tuesday does not suit us.\n\n{quote}\n")

        assert cleaned.written == "Tuesday does not suit us."
        assert cleaned.quoted


def test_a_quote_alone_is_nothing_written() -> None:
    for quote in QUOTES.values():
        assert clean(quote).written == ""


def test_answers_between_and_below_marked_lines_are_written() -> None:
    text = (
        "On 5 Jan 2026, Ann wrote:\n> Do you use a CRM?\nYes, two.\n> Shall we talk?\nFriday at 3."
    )

    cleaned = clean(text)

    assert cleaned.written == "Yes, two.\nFriday at 3."
    assert "CRM" in cleaned.quoted


def test_leaves_signature_and_footer_out() -> None:
    for signature in [
        "Best regards,\nBo Ek\nHead of Purchasing | Nordmast AB\n+46 555 0100",
        "-- \nBo Ek\nNordmast AB",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé depuis mon Galaxy",
        "Enviado desde mi Android",
        "Lähetetty iPhonesta",
        "Отправлено с iPhone",
        "iPhone'umdan gönderildi",
        "iPhoneから送信",
        "发自我的iPhone",
        "나의 iPhone에서 보냄",
        "أُرسلت من الـ iPhone",
        "Mit freundlichen Grüßen\n\nBo Ek\nLeiter Einkauf",
        "Cordialement,\nBo Ek",
        "Un saludo,\nBo Ek",
        "Atenciosamente,\nBo Ek\nDiretor de Compras",
        "Bo Ek\nPurchasing Manager\nbo@buyer.example",
        "CONFIDENTIALITY NOTICE: This message is meant for the addressee. Please unsubscribe.",
        "Diese E-Mail enthält vertrauliche Informationen. Keine weiteren Mails an Dritte.",
        "AVISO LEGAL: Este mensaje es confidencial. No deseamos comunicaciones comerciales.",
    ]:
        cleaned = clean(f"We buy that from our parent firm.\n\n{signature}")

        assert cleaned.written == "We buy that from our parent firm."
        assert cleaned.left_out


def test_what_was_sent_otherwise_is_written() -> None:
    for text in [
        "Lähetetty tarjous ei kiinnosta",
        "Отправлено со склада вчера",
        "Gửi từng báo giá cho tôi nhé",
        "Sendt med posten i går",
    ]:
        assert clean(text).written == text


def test_a_bare_answer_is_not_taken_for_a_signature() -> None:
    for text in [
        *("STOP", "Unsubscribe", "Yep", "No.", "Not interested", "👎", "abmelden"),
        *("+Ana Lopes", "ok"),
    ]:
        assert clean(text).written == text


def test_a_postscript_below_the_signature_is_written() -> None:
    cleaned = clean("Not for us.\n\nBest regards,\nBo Ek\n\nPS: take me off your list")

    assert cleaned.written == "Not for us.\nPS: take me off your list"


def test_html_becomes_text_without_its_quote() -> None:
    for html in [
        """<div dir="ltr">Not for us.</div><br><div class="gmail_quote"><div class="gmail_attr">
        On Monday Ann wrote:</div><blockquote>Demo?</blockquote></div>""",
        """<html><head><style>p{}</style></head><body><p>Not for us.</p>
        <div id="divRplyFwdMsg"><b>From:</b> Ann</div><div>Demo?</div></body></html>""",
        "<p>Not for us.</p><blockquote type=cite><p>Demo?</p></blockquote>",
    ]:
        cleaned = clean(html)

        assert cleaned.written == "Not for us."
        assert "Demo?" in cleaned.quoted


def test_a_from_line_in_a_sentence_is_no_quote() -> None:
    text = "From: what I hear, prices go up.\nWe wait."

    assert clean(text).written == text


def test_a_very_long_text_is_cut_and_read_quickly() -> None:
    assert len(clean("no thanks " * MAX_WRITTEN).written) <= MAX_WRITTEN


def test_html_of_any_kind_shows_what_was_written() -> None:
    for html in [
        "<html><head><meta charset=utf-8><body>Remove me</body></html>",
        "<html><head><title>Offer<p>Remove me</p></html>",
        f"<html><head><style>{'p{} ' * MAX_WRITTEN}</style><body>Remove me",
        "<p>Remove me</p><![x[ y ]]>",
        "<p>Remove me</p><![ y",
        "<p>Remove me<![if !mso]></p><![endif]-->",
    ]:
        assert clean(html).written.startswith("Remove me")


def test_a_head_hides_what_stands_in_it() -> None:
    assert (
        clean("<html><head><title>Offer</title></head><body>Yes.</body></html>").written == "Yes."
    )


def test_an_answer_below_a_very_long_quote_is_read() -> None:
    assert clean("> Tuesday at ten?\n" * 4_000 + "Remove me").written == "Remove me"


def test_letters_that_show_nothing_hide_no_word() -> None:
    for text in ["un&shy;subscribe", "unsub\u200bscribe", "un\u00adsubscribe"]:
        assert clean(f"<p>{text}</p>").written == "unsubscribe"


def cleaned(mail: Callable[[int], str], n: int) -> None:
    clean(mail(n))


def test_hostile_mails_cost_no_more_than_their_length() -> None:
    for hostile, n in [
        (lambda n: "x\n" * n, MAX_WRITTEN // 2),
        (lambda n: "Best\n" * n, MAX_WRITTEN // 5),
        (lambda n: "sent from my phone\n" * n, MAX_WRITTEN // 20),
        (lambda n: "<div>" + "<p>" * n, MAX_EMAIL // 3),
        (lambda n: "<p><b>" * n + "</i></b>" * (n * 3 // 4), MAX_EMAIL // 12),
        (lambda n: "<p>" + "<a " * n, MAX_EMAIL // 3),
        (lambda n: "<p>" + '<a b="' * n, MAX_EMAIL // 6),
        (lambda n: "<p>" + "<!--" * n, MAX_EMAIL // 4),
        (lambda n: "<p>" + "<p a='\">" * n, MAX_EMAIL // 8),
        (lambda n: "x\n" + "a" * n, MAX_WRITTEN),
        (lambda n: "x\n" + "a-" * n, MAX_WRITTEN // 2),
        (lambda n: f"-{' ' * 390}x\n" * n, MAX_EMAIL // 400),
    ]:
        assert_grows_no_faster(partial(cleaned, hostile), n // 32)


def test_torn_html_hides_nothing_that_was_written() -> None:
    for html, text in [
        ("<p>Stop<!-- or --!> now<!-- please", "Stop now please"),
        ("<p>1 < 2, <3 and a<b", "1 < 2, <3 and a<b"),
        ("<a title=\"x < y\" href='z>'>Stop</a>", "Stop"),
        ("<![if !mso]><p>Stop<![endif]></p><?xml a?></>", "Stop"),
        ("<p>No.<div\nclass = 'a gmail_quote'/><blockquote>Buy", "No.\n\n> Buy"),
    ]:
        assert html_to_text(html) == text


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_is_taken_apart_without_an_error(text: str) -> None:
    cleaned = clean(text)

    assert cleaned.written == cleaned.written.strip()
    assert all(cleaned.left_out)


MARKS = (
    *("<div>", "</div>", "<blockquote>", "<p", ">", "> x", "From: a", "Sent: b", "-- ", "\n"),
    *("On x wrote:", "Best,", "a@b.example", "<!--", "]]>", "&#x;", "<br/>", "Bo Ek", "\r\n"),
    *("<![", "<![x[", "<!", "<?", "</", "<head>", "<title>", "<body>", "<style>"),
)


@given(st.lists(st.sampled_from(MARKS), max_size=25))
def test_any_mixture_of_marks_is_taken_apart_without_an_error(parts: list[str]) -> None:
    clean("".join(parts))
    clean("\n".join(parts))


def test_the_original_is_taken_off_in_further_languages() -> None:
    for quoted in [
        "3 марта 2026 г., 10:12 Анна Белова <anna@x.example> написала:\n> Добрый день!",
        "Στις 3 Μαρτίου 2026, η Άννα <anna@x.example> έγραψε:\nΚαλημέρα!",
        "2026. március 3. 10:12 Anna <anna@x.example> írta:\nJó napot!",
        "2026年3月3日 10:12 Anna <anna@x.example>：\n> こんにちは",
        "Anna <anna@x.example>于2026年3月3日写道：\n你好",
        "في 3 مارس 2026 كتب Anna <anna@x.example>:\n> مرحبا",
        "Feladó: Anna <anna@x.example>\nElküldve: 2026. március 3.\nTárgy: Ajánlat\n\nJó napot!",
        "Од: Ана <ana@x.example>\nПослато: 3. март 2026.\nТема: Понуда\n\nЗдраво!",
        "差出人: Anna <anna@x.example>\n送信日時: 2026年3月3日\n件名: ご提案\n\nこんにちは",
        "-----Исходное сообщение-----\nДобрый день!",
        "Anna, 03.03.2026 10:12:\n> Hello!",
    ]:
        found = clean(f"12345 OK\n\n{quoted}")

        assert found.written == "12345 OK"
        assert found.quoted
