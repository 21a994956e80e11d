from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from facet_index.words.folded_terms import fold

LETTERS = st.sampled_from(
    [
        *"aeouAEOUßØłđÞıİςΣæŒäÖüéñçйЁ0 \t-/&.,'’“”–…😀部長エンジ가각ไทยﬁ①½",
        *"ªº×÷\u00a0\u3000\u200b\u0308\u02bc",
        "ae",
        "oe",
        "ue",
        "aa",
        "ll",
        "str",
    ]
)


def test_postgres_folds_as_the_index_does(db: None) -> None:
    @given(st.lists(LETTERS, max_size=12).map("".join) | st.text(max_size=12))
    def check(text: str) -> None:
        text = text.replace("\0", "").encode("utf-8", "ignore").decode()
        with connection.cursor() as cursor:
            cursor.execute("SELECT leads_search_words(%s)", [text])
            found = cursor.fetchone()[0]
        assert " ".join(found.split(" ")).strip(" ") == fold(text), repr(text)

    check()
