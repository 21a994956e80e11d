"""Names in one spelling."""

from classifiers.duplicates.name_spellings import fold, words_of


def test_one_name_has_one_spelling() -> None:
    for spellings in [
        ("Müller", "Mueller", "MULLER", "Mu\u0308ller"),
        ("Groß", "Gross", "gross"),
        ("Søren", "Soeren", "Soren"),
        ("Łukasz", "Lukasz"),
        ("Щербаков", "Shcherbakov"),
        ("Yıldırım", "Yildirim", "YILDIRIM"),
    ]:
        assert len({fold(one) for one in spellings}) == 1


def test_different_names_stay_different() -> None:
    names = ["Meier", "Meyer", "Maier", "Müller", "Miller", "Moller"]

    assert len({fold(name) for name in names}) == len(names)


def test_words_are_split_at_signs() -> None:
    assert words_of("O'Neil-Smith, M.") == ["o", "neil", "smith", "m"]
