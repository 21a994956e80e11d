"""Legal forms in names of companies."""

from classifiers.duplicates.legal_forms import forms_contradict, legal_forms


def test_legal_forms_are_read() -> None:
    for name, forms in [
        ("Acme Limited", {"ltd"}),
        ("Acme N.V.", {"nv"}),
        ("Acme GmbH & Co. KG", {"gmbh", "kg"}),
        ("ООО Волга", {"ooo"}),
        ("Borówka Sp. z o.o.", {"spzoo"}),
        ("株式会社ほしの", {"株式会社"}),
        ("Acme", set()),
        ("Limited", set()),
    ]:
        assert legal_forms(name) == forms


def test_only_two_forms_contradict() -> None:
    for one, other, do in [
        ("Acme GmbH", "Acme AG", True),
        ("Acme LLC", "Acme Corp.", True),
        ("Acme Inc", "Acme Corporation", False),
        ("Acme GmbH", "Acme GmbH & Co. KG", False),
        ("Acme GmbH", "Acme", False),
    ]:
        assert forms_contradict(one, other) == forms_contradict(other, one) == do
