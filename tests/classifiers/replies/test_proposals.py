"""Whom a reply names, and when its writer is back."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from classifiers.replies.rules.proposals import NamedContact, named_contact, return_date
from tests.growth import assert_grows_no_faster

TODAY = date(2026, 11, 20)


def test_reads_whom_a_reply_names() -> None:
    for written, expected in [
        ("Please contact my colleague Ana Lopes.", NamedContact("Ana", "Lopes", "")),
        ("Talk to Wiebke, she runs trade shows.", NamedContact("Wiebke", "", "")),
        ("Wenden Sie sich an Frau Merle Huber.", NamedContact("Merle", "Huber", "")),
        ("Hable con la Ing. Marta Ruiz.", NamedContact("Marta", "Ruiz", "")),
        ("+ Yusuf Harbinger", NamedContact("Yusuf", "Harbinger", "")),
        ("Hi Bo, our buyer is Ana de la Cruz.", NamedContact("Ana", "de la Cruz", "")),
        ("Write to ana.lopes@x.example.", NamedContact("Ana", "Lopes", "ana.lopes@x.example")),
        ("Ask Ana Lopes (ANA@buyer.example)", NamedContact("Ana", "Lopes", "ana@buyer.example")),
        ("We already have a vendor.", None),
        (
            "I am with Falkrel Cold Stores now. Maren Oakes took over, maren.oakes@ash.example.",
            NamedContact("Maren", "Oakes", "maren.oakes@ash.example"),
        ),
        (
            "I am with Kestrel Cold Stores now. Maren Oakes took over, maren.oakes@ash.example.",
            NamedContact("Maren", "Oakes", "maren.oakes@ash.example"),
        ),
    ]:
        assert named_contact(written) == expected


def test_reads_the_day_of_return() -> None:
    for written, expected in [
        ("I am back on 3 May.", date(2027, 5, 3)),
        ("Out until February 14, 2027.", date(2027, 2, 14)),
        ("Ich bin bis 6.5. weg.", date(2027, 5, 6)),
        ("Wieder da ab dem 15.01.2027.", date(2027, 1, 15)),
        ("Absent jusqu'au 1er décembre.", date(2026, 12, 1)),
        ("Vuelvo el 3 de mayo de 2027.", date(2027, 5, 3)),
        ("Volto dia 7 de janeiro.", date(2027, 1, 7)),
        ("Away 12/25/2026.", date(2026, 12, 25)),
        ("From 1 to 2 December, then from 5 to 9 December.", date(2026, 12, 9)),
        ("Return on 2026-12-01", date(2026, 12, 1)),
        ("I left on 3 May 2026.", None),
        ("Back on 31 February.", None),
        ("Back soon.", None),
        ("Away from 10 November to 27 November.", date(2026, 11, 27)),
        ("Bis 2.1. in Urlaub, seit 16.11.", date(2027, 1, 2)),
        ("Ausente del 18 de noviembre al 1 de diciembre.", date(2026, 12, 1)),
        ("I was away until 10 November.", None),
        ("Out 16/11/2026 - 24/11/2026", date(2026, 11, 24)),
        ("Fora até 3 out 2027", date(2027, 10, 3)),
        ("Between May 1 and 12 I will be getting married.", date(2027, 5, 12)),
        ("Out December 20-27, 2026.", date(2026, 12, 27)),
        ("Away Dec 20th through 3 January.", date(2027, 1, 3)),
        ("Away until December 20 and 3 colleagues with me.", date(2026, 12, 20)),
        ("Back May 3 - 9:30 in the morning.", date(2027, 5, 3)),
        ("Sarò assente fino al 4 dicembre.", date(2026, 12, 4)),
        ("Jestem na urlopie, wracam 7 grudnia.", date(2026, 12, 7)),
        ("Palaan töihin 7. joulukuuta.", date(2026, 12, 7)),
        ("Я в отпуске, вернусь 7 декабря.", date(2026, 12, 7)),
        ("Повернуся 7.12.2026.", date(2026, 12, 7)),
        ("12月7日に戻ります。", date(2026, 12, 7)),
        ("2027년 1월 4일에 복귀합니다.", date(2027, 1, 4)),
        ("Tôi sẽ trở lại vào ngày 7 tháng 12.", date(2026, 12, 7)),
        ("سأعود في 7 ديسمبر", date(2026, 12, 7)),
        ("Vissza: 2026. 12. 07.", date(2026, 12, 7)),
        ("Zpět 7. 12.", date(2026, 12, 7)),
        ("Ik ben terug op 7-12-2026.", date(2026, 12, 7)),
        ("Tillbaka den 7/12.", date(2026, 12, 7)),
        ("12/7(月)まで休みます。", date(2026, 12, 7)),
        ("2026/12/07 に戻ります。", date(2026, 12, 7)),
        ("Reach our hotline 24/7.", None),
    ]:
        assert return_date(written, today=TODAY) == expected


def test_the_day_of_return_is_the_next_one_when_the_last_day_is_included() -> None:
    for written in [
        "I am away until 4 December inclusive.",
        "Out of office through and including work, up to and including 4 December.",
        "Out up to and including Friday, December 4.",
        "On leave until December 4, 2026 (inclusive).",
        "Ich bin bis einschließlich 4. Dezember im Urlaub.",
        "Ich bin bis 04.12.2026 einschließlich nicht im Büro.",
        "Absent jusqu'au 4 décembre inclus.",
        "Estaré fuera hasta el 4 de diciembre inclusive.",
        "Estarei fora até 4 de dezembro, inclusive.",
        "Sono in ferie fino al 4 dicembre compreso.",
        "Ik ben afwezig tot en met 4 december.",
        "Jag är ledig till och med den 4 december.",
        "Jestem na urlopie do 4 grudnia włącznie.",
        "Mám dovolenou do 4. prosince včetně.",
        "Я в отпуске по 4 декабря.",
        "Я в отпуске до 4 декабря включительно.",
        "4 Aralık dahil izindeyim.",
        "December 4-ig bezárólag szabadságon vagyok.",
        "В отпуск съм до 4 декември включително.",
        "Na godišnjem sam do uključivo 4. prosinca.",
        "Απουσιάζω έως και τις 4 Δεκεμβρίου.",
        "Ég er í fríi til og með 4. desember.",
        "Jien bil-leave sal-4 ta' Diċembru inkluż.",
        "我休假至12月4日(含)。",
    ]:
        assert return_date(written, today=TODAY) == date(2026, 12, 5)


def test_a_day_of_return_that_is_named_itself_wins_over_the_last_day_of_absence() -> None:
    written = "Away until 4 December inclusive, back in the office on 7 December."

    assert return_date(written, today=TODAY) == date(2026, 12, 7)


def test_the_last_days_of_the_calendar_name_no_day_of_return() -> None:
    assert return_date("Back on 3 May.", today=date(9999, 12, 31)) is None
    assert return_date("Back on 3 May 2027.", today=date(9999, 12, 31)) is None


def test_a_long_word_costs_no_more_than_its_length() -> None:
    assert_grows_no_faster(lambda n: named_contact("a" * n), 5_000)


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(written: str) -> None:
    named_contact(written)
    return_date(written, today=TODAY)
