"""Which titles hold words that the model never saw, and what is said of them."""

from classifiers.core.artifacts import pretrained
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.network import ALL, NONE, SOME, load_model


def test_words_that_the_model_never_saw_are_told() -> None:
    model = load_model(pretrained("titles"))

    found = [model.familiarity(title) for title in ("sales manager", "sales rheolwr", "rheolwr")]

    assert found == [ALL, SOME, NONE]
    assert model.familiarity("") == ALL


def test_title_of_which_hardly_anything_is_known_says_so(cascade: TitleCascade) -> None:
    for title in ["გაყიდვების მენეჯერი", "Վաճառքի մենեջեր", "ፀሐፊ", "qzwx vbnm"]:
        (answer,) = cascade.predict([title])
        (quick,) = cascade.predict([title], explain=False)

        assert [reason.because for reason in answer.why] == ["nothing known"]
        assert (answer.functions, answer.level.slug, answer.industry) == ((), "other", None)
        assert (quick.functions, quick.level) == (answer.functions, answer.level)


def test_words_made_of_known_pieces_are_read(cascade: TitleCascade) -> None:
    (answer,) = cascade.predict(["Vertriebsinnendienstleiterstellvertreter"])

    assert answer.functions
