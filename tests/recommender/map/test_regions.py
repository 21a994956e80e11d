"""Regions of the map: parted by straight lines, named by their own words."""

import numpy as np

from recommender.regions import MAX_REGIONS, name_by_phrases, name_by_words, split


def heaps(sizes: list[int]) -> np.ndarray:
    """Points in heaps along a line."""
    chance = np.random.default_rng(0)
    middles = [(0.1 + 0.8 * at / max(len(sizes) - 1, 1), 0.5) for at in range(len(sizes))]
    return np.concatenate(
        [chance.normal(middle, 0.01, (n, 2)) for middle, n in zip(middles, sizes, strict=True)]
    )


def test_heaps_are_regions_and_the_largest_is_the_first() -> None:
    sizes = [5, 20, 5, 5, 5, 5, 5, 5]

    labels = split(heaps(sizes))

    heap_of = np.repeat(np.arange(8), sizes)
    assert [len(np.unique(labels[heap_of == heap])) for heap in range(8)] == [1] * 8
    assert (labels[heap_of == 1] == 0).all()
    assert len(np.unique(labels)) == MAX_REGIONS


def test_the_same_places_give_the_same_regions() -> None:
    places = np.random.default_rng(1).random((500, 2))

    np.testing.assert_array_equal(split(places), split(places))


def test_places_without_extent_are_at_most_one_region() -> None:
    for places in [np.zeros((0, 2)), np.full((40, 2), 0.5), np.zeros((3, 2))]:
        assert set(split(places).tolist()) <= {0}


def test_a_region_is_named_by_what_the_others_do_not_say() -> None:
    freight = ["We plan freight for carriers in Europe."] * 6 + ["Freight and a yard."] * 2
    clinics = ["We plan beds for clinics in Europe."] * 8

    names = name_by_words([freight, clinics])

    assert "freight" in names[0].casefold()
    assert "carriers" in names[0].casefold()
    assert "clinics" in names[1].casefold()
    assert all("plan" not in name.casefold() for name in names)


def test_no_word_and_no_form_of_it_names_two_regions() -> None:
    ports = ["Ports plan berths."] * 8 + ["A port has cranes and berths."] * 4
    yards = ["Port yards stack containers."] * 6 + ["A yard has containers and berths."] * 3
    clinics = ["Clinics plan beds for patients."] * 9

    names = [name.casefold().split(", ") for name in name_by_words([ports, yards, clinics])]

    words = [word.removesuffix("s") for name in names for word in name]
    assert len(words) == len(set(words))
    assert "port" in {word.removesuffix("s") for word in names[0]}
    assert {"containers", "yards"} & set(names[1])
    assert all(1 <= len(name) <= 3 for name in names)


def test_a_word_that_all_regions_say_names_none() -> None:
    freight = ["Our platform plans freight."] * 8
    clinics = ["Our platform plans beds."] * 8

    names = name_by_words([freight, clinics])

    assert "platform" not in " ".join(names).casefold()


def test_a_region_whose_texts_share_no_word_has_no_name() -> None:
    assert name_by_words([[], ["One thing."], [""]]) == ["", "", ""]


def test_words_that_say_nothing_name_no_region() -> None:
    freight = ["Carriers fahren nach Kiel whereas others wait"] * 3
    clinics = ["Clinics and doctors"] * 3

    name = name_by_words([freight, clinics], stop_words=frozenset({"nach"}))[0].casefold()

    assert "nach" not in name
    assert "whereas" not in name
    assert "carriers" in name


def of(*phrases: str) -> frozenset[str]:
    return frozenset(phrases)


def test_a_region_is_named_by_a_phrase_in_sentence_case() -> None:
    clinics = [of("Health Care", "Dental Clinic")] * 6 + [of("Health Care")] * 2
    wages = [of("Technology", "HR Software")] * 8

    assert name_by_phrases([clinics, wages]) == ["Dental clinics", "HR software"]


def test_a_second_phrase_names_what_the_first_leaves_out() -> None:
    money = [of("Banking")] * 3 + [of("Insurance")] * 3 + [of(f"Niche {n}") for n in range(4)]
    freight = [of("Freight")] * 9 + [of("Food and Beverage")]

    assert name_by_phrases([money, freight]) == ["Banking and insurance", "Freight"]


def test_no_phrase_and_no_part_of_it_names_two_regions() -> None:
    first = [of("Software", "Accounting Software")] * 9
    second = [of("Software", "Construction")] * 5 + [of("Software")] * 4
    third = [of("Restaurants")] * 20

    names = name_by_phrases([first, second, third])

    assert names == ["Accounting software", "Construction", "Restaurants"]


def test_a_region_without_phrases_of_its_own_has_no_name() -> None:
    assert name_by_phrases([[of("Software")] * 5, [of("Software")] * 5, []]) == ["", "", ""]
