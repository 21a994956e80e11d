from facet_index.facet_values import ValueCodes


def test_each_value_has_the_next_code_and_keeps_it() -> None:
    values = ValueCodes(["b", "a"])

    assert values.add(["a", "c", "", "c", "b"]).tolist() == [2, 3, 0, 3, 1]
    assert list(values.texts) == ["", "b", "a", "c"]
    assert len(values) == 4


def test_empty_and_unknown_values_find_nothing() -> None:
    values = ValueCodes(["a"])

    assert [values.code(text) for text in ("", "b", "a")] == [-1, -1, 1]


def test_known_values_have_their_codes_and_unknown_ones_stay_out() -> None:
    values = ValueCodes(["a"])

    assert values.known_codes(["b", "a", ""]).tolist() == [0, 1, 0]
    assert len(values) == 2
    assert values.add([]).dtype == values.known_codes([]).dtype == "int32"
