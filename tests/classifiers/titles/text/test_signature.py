"""Titles of one job have one signature."""

from hypothesis import given
from hypothesis import strategies as st

from classifiers.titles.text.normalize import normalize
from classifiers.titles.text.signature import Ranks, Signatures, Spelling, signature


def test_order_rank_and_spelling_do_not_matter() -> None:
    for title, other in [
        ("Sales Engineer", "Engineer, Sales"),
        ("Sales Engineer", "Senior Sales Engineer"),
        ("Director of Marketing", "Marketing Director"),
        ("VP Marketing", "Marketing Manager"),
        ("VP Marketing", "Head of Marketing"),
        ("Team Lead Procurement", "Procurement Specialist"),
        ("Recruiter", "Recriuter"),
        ("Recruiter", "Junior Recruitter"),
        ("Vertriebsleiter", "Leiter Vertrieb"),
        ("Sales Manger", "Sales Manager"),
        ("Ingénieur commercial", "ingenieur commercial senior"),
    ]:
        assert signature(normalize(title)) == signature(normalize(other))


def test_other_jobs_have_another_signature() -> None:
    for title, other in [
        ("Sales Engineer", "Engineer"),
        ("Account Manager", "Accounts Manager"),
        ("Executive Assistant", "Executive Director"),
        ("Managing Director", "Director"),
        ("Head Chef", "Head of Sales"),
        ("Marketing and Communications Manager", "Marketing Communications Manager"),
        ("Export Manager", "Expert Manager"),
        ("Neurologist", "Urologist"),
        ("Senior Manager", "Manager"),
        ("Sales Coordinator", "Sales Manager"),
        ("Data Entry Clerk", "Data Clerk"),
    ]:
        assert signature(normalize(title)) != signature(normalize(other))


@given(st.text(max_size=80))
def test_every_title_has_a_signature_that_fits_its_column(title: str) -> None:
    key = normalize(title)

    assert bool(signature(key)) == bool(key)
    assert len(signature(key)) <= 200


@given(st.lists(st.sampled_from(["sales", "engineer", "nurse", "xyzzyx", "data"]), min_size=1))
def test_order_never_matters(words: list[str]) -> None:
    assert signature(" ".join(words)) == signature(" ".join(reversed(words)))


def test_slip_that_could_be_two_words_is_left_alone() -> None:
    spelling = Spelling({"marine": 5, "marina": 5})

    assert spelling.repair("marinx") == "marinx"
    assert Spelling({"marine": 15, "marina": 5}).repair("marinx") == "marine"


def test_two_slips_with_another_end_are_another_word() -> None:
    spelling = Spelling({"innovation": 9, "superintendent": 3})

    assert spelling.repair("innovative") == "innovative"
    assert spelling.repair("superitendnet") == "superitendnet"
    assert spelling.repair("supeintndent") == "superintendent"


def test_word_that_is_known_is_no_slip() -> None:
    made = Signatures(Ranks.load(), Spelling({"nurse": 9, "purse": 1, "nurses": 1}))

    assert made.of("purse") == "purse"
    assert made.of("nurses") == "nurses"
