"""A slip in the word for a role does not hide that it is one."""

import random

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.text.misspelled_roles import split_corrected_roles, with_corrected_roles
from classifiers.titles.text.normalize import normalize, split


def test_parts_with_a_slip_are_roles_and_keep_it() -> None:
    for title, roles in [
        ("Recriuter & VP Mktg", ("recriuter", "vice president marketing")),
        ("VP Mktg, Recriuter", ("vice president marketing", "recriuter")),
        ("Sales Maneger / Enginer", ("sales maneger", "enginer")),
        ("Nurse & Techer", ("nurse", "techer")),
        ("Recruiter & VP Mktg", ("recruiter", "vice president marketing")),
        ("Sales & Marketing Maneger", ("sales and marketing maneger",)),
        ("Office and Sales Manager", ("office and sales manager",)),  # No slip of "officer".
        ("Advisory and Sales Manager", ("advisory and sales manager",)),  # Nor of "advisor".
        ("Recriuter", ("recriuter",)),
    ]:
        assert split_corrected_roles(normalize(title)) == roles


def test_misspelled_role_beside_another_keeps_its_function(cascade: TitleCascade) -> None:
    right, wrong = cascade.predict(["Recruiter & VP Mktg", "Recriuter & VP Mktg"])

    assert [label.slug for label in right.functions] == ["recruiting", "marketing"]
    assert {label.slug for label in wrong.functions} == {"recruiting", "marketing"}
    assert wrong.level.slug == right.level.slug == "vp"
    assert ("recruiting", "words", "recriuter") in {
        (reason.label, reason.because, reason.text) for reason in wrong.why
    }


def test_what_is_meant_is_only_asked_of_words_for_roles() -> None:
    assert (
        with_corrected_roles("recriuter, vice president markting")
        == "recruiter, vice president markting"
    )
    assert with_corrected_roles("office and sales manager") == "office and sales manager"


def test_every_text_is_split_without_losing_words_of_a_single_role() -> None:
    draw = random.Random(5)
    words = [
        *("recriuter", "maneger", "enginer's", "'techer", "sales", "and", "&", ",", "/", "|"),
        ".",
    ]
    for _ in range(3_000):
        key = normalize(" ".join(draw.choices(words, k=draw.randint(1, 8))))
        found = split_corrected_roles(key)
        assert set(" ".join(found).replace(",", " ").split()) <= set(key.replace(",", " ").split())
        assert found == split(key) or len(found) > 1 or split(key) == (key,)
