"""What of a title can be read, and that noise is no job however long it is."""

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.text.legibility import legible

NOISE = ["a" * 60, "m" * 150, "m" * 10_000, "ж" * 60, "zzzzzzzzzzzz", "hahahahahaha", "asdasdasd"]


def test_noise_is_left_out_and_what_repeats_counts_once() -> None:
    for key, read in [
        ("sales manager", "sales manager"),
        ("vice president, vice president of sales", "vice president, vice president of sales"),
        ("sing sing officer iii", "sing sing officer iii"),
        ("managerrrrr of saleeees", "manager of sales"),
        ("mmmmmm sales manager hahahaha", "sales manager"),
        ("manager manager manager", "manager"),
        ("a / b | c and a / b | c and a / b | c and a", "a / b | c and a"),
        ("sales manager sales manager sales manager", "sales manager"),
        ("softwaresoftwaresoftwa", "softwaresoftwaresoftwa"),
        ("softwaresoftwaresoftware", "software"),
        ("経理経理経理", "経理"),
        ("12 12 12 zzzz", ""),
        ("", ""),
    ]:
        assert legible(key) == read


def test_title_of_noise_is_other_without_level_and_industry(cascade: TitleCascade) -> None:
    for title in NOISE:
        for explain in [True, False]:
            (found,) = cascade.predict([title], explain=explain)

            assert (found.functions, found.level.slug, found.industry) == ((), "other", None)


def test_title_that_repeats_is_what_it_is_said_once(cascade: TitleCascade) -> None:
    for title, once in [
        ("manager " * 1_250, "Manager"),
        ("Sales Manager " * 40, "Sales Manager"),
        ("Nurse mmmmmmmmmmmm", "Nurse"),
    ]:
        long, short = cascade.predict([title, once])

        assert (long.functions, long.level, long.industry) == (
            short.functions,
            short.level,
            short.industry,
        )


def test_thousands_of_letters_and_separators_are_other(cascade: TitleCascade) -> None:
    assert cascade.predict(["a/b|c&" * 1_500])[0].functions == ()
