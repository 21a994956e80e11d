import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadqual.search.words.search_text import Group, Part, read_groups


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("anna schmidt", (Group((Part("anna"),)), Group((Part("schmidt"),)))),
        ('"head of sales"', (Group((Part("head of sales", is_phrase=True),)),)),
        ("„head of sales“", (Group((Part("head of sales", is_phrase=True),)),)),
        ("cto -intern", (Group((Part("cto"),)), Group((Part("intern"),), is_excluded=True))),
        (
            '-"chief of staff"',
            (Group((Part("chief of staff", is_phrase=True),), is_excluded=True),),
        ),
        ("cto OR cio", (Group((Part("cto"), Part("cio"))),)),
        ("cto | cio head", (Group((Part("cto"), Part("cio"))), Group((Part("head"),)))),
        ("co-founder", (Group((Part("co-founder"),)),)),
        ("OR cto", (Group((Part("cto"),)),)),
        ("cto OR", (Group((Part("cto"),)),)),
        ('cto "', (Group((Part("cto"),)),)),
        ("cto or cio", (Group((Part("cto"),)), Group((Part("or"),)), Group((Part("cio"),)))),
        ("- cto", (Group((Part("-"),)), Group((Part("cto"),)))),
        ("", ()),
    ],
)
def test_signs_are_read(text: str, groups: tuple[Group, ...]) -> None:
    assert read_groups(text) == groups


@given(st.text(alphabet=st.sampled_from('ab "-|OR„“@. ')) | st.text())
def test_nothing_makes_it_fail(text: str) -> None:
    for group in read_groups(text):
        assert group.parts
