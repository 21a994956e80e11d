"""Legal forms in names of companies."""

import pytest

from classifiers.duplicates.legal_forms import forms_contradict, legal_forms


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Acme Limited", {"ltd"}),
        ("Acme N.V.", {"nv"}),
        ("Acme GmbH & Co. KG", {"gmbh", "kg"}),
        ("ООО Волга", {"ooo"}),
        ("Borówka Sp. z o.o.", {"spzoo"}),
        ("株式会社ほしの", {"株式会社"}),
        ("Acme", set()),
        ("Limited", set()),
    ],
)
def test_legal_forms_are_read(name: str, forms: set[str]) -> None:
    assert legal_forms(name) == forms


@pytest.mark.parametrize(
    ("one", "other", "do"),
    [
        ("Acme GmbH", "Acme AG", True),
        ("Acme LLC", "Acme Corp.", True),
        ("Acme Inc", "Acme Corporation", False),
        ("Acme GmbH", "Acme GmbH & Co. KG", False),
        ("Acme GmbH", "Acme", False),
    ],
)
def test_only_two_forms_contradict(one: str, other: str, *, do: bool) -> None:
    assert forms_contradict(one, other) == forms_contradict(other, one) == do
