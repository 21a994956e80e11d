"""The quick ways of stage 1 give what its plain steps give."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.core.taxonomy import Taxonomy
from classifiers.core.text import fold, fold_by_character
from classifiers.titles.dictionary import load_dictionary
from classifiers.titles.text.normalize import STEPS, Normalizer, Vocabulary, default_normalizer
from classifiers.titles.training.dataset import read_written
from tests.examples import examples

ODD = (
    *("(m/w/d)", "m", "w", "/", "|", "-", "–", "&", ",", "and", "at", "bei", "@", "Sr."),
    *("J.", "A", "R&D", "(North America)", "(R & D, Bus Dev)", "(m / w / d)", "(a", "b)"),
    *("@Acme", "at Acme Co", "at law", "(Berlin)", "H/F", "div", "d'affaires", "m,", "x,"),
    *("und", "et", "C.E.O.", "V.P.", "ex", "dad", "Head of", "'", "it's", "(in)"),
    *("Leiter(in)", "Leiter*in", "e.V.", "Node.js", ".NET", "#1", "12", "REQ-12345", "Inc."),
    *("+", "Sales/Marketing", "and/or", "(e)", "(HR)", "[x]", "Co-", "-in", "law", "author"),
    *("é", "总监", "兼", "Ünal", "", " ", "\xa0", "\u200b", "e\u0301", "Ãª", "\ud800"),
)
PIECES = st.one_of(st.sampled_from(ODD), st.text(max_size=8))


def written_titles(taxonomy: Taxonomy) -> Iterator[str]:
    yield from (title.title for title in read_written())
    yield from load_dictionary()
    yield from (title for function in taxonomy.functions for title in function.titles)


def plainly(normalizer: Normalizer, title: str) -> str:
    """Normalize a title without pieces, at a tenth of the speed."""
    return normalizer._settled(normalizer._first_pass(title))


def test_pieces_give_what_the_plain_steps_give_on_every_written_title(taxonomy: Taxonomy) -> None:
    normalizer = default_normalizer()
    titles = list(written_titles(taxonomy))

    assert [normalizer.normalize(title) for title in titles] == [
        plainly(normalizer, title) for title in titles
    ]


def test_pieces_give_what_the_plain_steps_give_on_thousands_of_mixed_titles(
    taxonomy: Taxonomy,
) -> None:
    """Short forms of several words, joints and odd marks meet at random, 2,000 times."""
    drawn = random.Random(7)
    vocabulary = Vocabulary.load()
    short = [" ".join(form) for form in vocabulary.abbreviations.forms]
    short += [word for form in vocabulary.abbreviations.forms for word in form]
    real = [word for title in written_titles(taxonomy) for word in title.split()]
    normalizer = Normalizer(vocabulary)

    for _ in range(2_000):
        title = " ".join(
            drawn.choice(drawn.choice((real, short, ODD))) for _ in range(drawn.randint(1, 7))
        )
        assert normalizer.normalize(title) == plainly(normalizer, title), title


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(PIECES, max_size=8).map(" ".join))
def test_pieces_give_what_the_plain_steps_give_on_any_text(title: str) -> None:
    normalizer = default_normalizer()

    assert normalizer.normalize(title) == plainly(normalizer, title)


def test_most_titles_are_read_from_pieces() -> None:
    titles = [title.title for title in read_written()]
    pieces = default_normalizer().pieces

    assert sum(pieces.join(title) is not None for title in titles) > 0.8 * len(titles)


@pytest.mark.parametrize("name", STEPS)
@settings(max_examples=examples(100), deadline=None)
@given(text=st.text(alphabet="aim wf1.,/|-#&+():;*@_'in{}[]req", max_size=30).map(fold))
def test_a_text_without_the_marks_of_a_step_stays_as_it_is(name: str, text: str) -> None:
    step = STEPS[name]

    if step.marks.search(text) is None:
        assert step.pattern.search(text) is None
    assert step(text) == step.pattern.sub(step.replacement, text)


@settings(max_examples=examples(300))
@given(st.text())
def test_folding_by_letters_gives_what_the_plain_steps_give(text: str) -> None:
    assert fold(text) == (fold_by_character(text) if text else "")


def test_every_letter_folds_alike_wherever_it_stands() -> None:
    for code in range(0x3100):
        for text in (chr(code), f"a{chr(code)}b", f"ж{chr(code)}é"):
            assert fold(text) == fold_by_character(text), ascii(text)


def test_memory_of_pieces_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classifiers.titles.text.word_cache.MAX_PIECES", 50)
    normalizer = Normalizer(Vocabulary.load())

    for number in range(500):
        normalizer.normalize(f"Sales Mgr, Team{number:04}x")

    assert len(normalizer.pieces) <= 50
    assert normalizer.normalize("Sr. Dev, Berlin") == "senior developer, berlin"
