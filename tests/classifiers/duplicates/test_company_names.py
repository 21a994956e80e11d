"""Names of companies, read and compared."""

from classifiers.duplicates.company_names import compare_names, parse_company_name


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
        left, right = parse_company_name(one), parse_company_name(other)

        assert compare_names(left, right) == compare_names(right, left) == likeness


def test_branches_of_one_name_are_not_one_company() -> None:
    banks = parse_company_name("Sparkasse Köln"), parse_company_name("Sparkasse Bonn")

    assert compare_names(*banks) == "branch"
    assert compare_names(parse_company_name("ACME Inc."), parse_company_name("Acme")) == "same"


def test_a_name_of_nothing_but_legal_forms_is_still_a_name() -> None:
    for name in ["GmbH", "The", "& Co.", "123", "株式会社", "A B C"]:
        assert parse_company_name(name).key
