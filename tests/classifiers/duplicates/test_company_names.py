"""Names of companies, read and compared."""

from classifiers.duplicates.company_names import compare_names, read_company


def test_names_are_compared() -> None:
    for one, other, likeness in [
        ("Hartmann & Söhne GmbH", "Hartmann Soehne", "same"),
        ("S.A.P. SE", "SAP", "same"),
        ("Nordic Timber Intl.", "Nordic Timber International AB", "same"),
        ("Quantum Leaf", "QuantumLeaf", "spacing"),
        ("Blauwasser Software GmbH", "Blauwasser", "generic"),
        ("Bayerische Motoren Werke AG", "BMW", "acronym"),
        ("Marelli Costruzioni", "Mareli Costruzioni", "slip"),
        ("Kelvin Grove Dairy", "Kelvin Grove", "part"),
        ("Sparkasse Köln", "Sparkasse Bonn", "branch"),
        ("Siemens AG", "Siemens Energy AG", "branch"),
        ("Becker GmbH", "Becker Holding GmbH", "branch"),
        ("Zielony Park", "ZIELONY PARK SP. Z O.O.", "same"),
        ("Acme", "Umbra", "different"),
        ("", "Umbra", "different"),
    ]:
        left, right = read_company(one), read_company(other)

        assert compare_names(left, right) == compare_names(right, left) == likeness


def test_branches_of_one_name_are_not_one_company() -> None:
    banks = read_company("Sparkasse Köln"), read_company("Sparkasse Bonn")

    assert compare_names(*banks) == "branch"
    assert compare_names(read_company("ACME Inc."), read_company("Acme")) == "same"


def test_a_name_of_nothing_but_legal_forms_is_still_a_name() -> None:
    for name in ["GmbH", "The", "& Co.", "123", "株式会社", "A B C"]:
        assert read_company(name).key
