"""Which titles hold words that the model never saw."""

from classifiers.core.artifacts import pretrained
from classifiers.titles.model.network import ALL, NONE, SOME, familiarity, load_model


def test_words_that_the_model_never_saw_are_told() -> None:
    model = load_model(pretrained("titles"))

    found = [
        familiarity(title, model) for title in ("sales manager", "sales mkurugenzi", "mkurugenzi")
    ]

    assert found == [ALL, SOME, NONE]
    assert familiarity("", model) == ALL
