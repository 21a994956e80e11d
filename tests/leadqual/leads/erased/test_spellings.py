"""Promises about hashes of erased people: another spelling does not bring anybody back."""

import pytest

from leadqual.leads.erased_people import Hasher, Identity

PERSON = Identity(
    emails=["dora.tilde+news@x.example"],
    linkedin_urls=["https://www.linkedin.com/in/jürgen-tilde"],
    external_ids=["CRM-Ä778"],
    phones=["+49 40 1112223"],
    last_names=["Müller-Tilde"],
)


def is_refused(row: Identity, *, erased: Identity = PERSON, shared: tuple[str, ...] = ()) -> bool:
    """Return whether a row is refused once a person was erased."""
    hasher = Hasher(7)
    return not set(hasher.kept_digests(erased, shared)).isdisjoint(hasher.digests(row))


@pytest.mark.parametrize(
    "row",
    [
        *(
            Identity(phones=["040/1112223"], last_names=[name])
            for name in (
                *("Müller-Tilde", "MÜLLER-TILDE ", "Mu\u0308ller-Tilde", "Mueller-Tilde"),
                *("Muller Tilde", "Dr. Müller-Tilde", "Prof. Dr. Müller–Tilde", ""),
            )
        ),
        *(Identity(external_ids=[one]) for one in ("CRM-Ä778", "crm-ä778", " CRM-Ä778 ")),
        *(
            Identity(linkedin_urls=[f"linkedin.com/{one}"])
            for one in ("pub/jürgen-tilde", "in/ju\u0308rgen-tilde", "pub/J%C3%BCrgen-tilde/1/2/3")
        ),
        Identity(emails=["DORA.TILDE@x.example"]),
    ],
)
def test_an_erased_person_is_refused_in_every_spelling(row: Identity) -> None:
    assert is_refused(row)


@pytest.mark.parametrize(
    "row",
    [
        Identity(phones=["040/1112223"], last_names=["Boot"]),
        Identity(phones=["040/1112224"], last_names=["Müller-Tilde"]),
        Identity(external_ids=["CRM-778"], last_names=["Müller-Tilde"]),
        Identity(linkedin_urls=["linkedin.com/company/jürgen-tilde"]),
    ],
)
def test_others_are_not_refused(row: Identity) -> None:
    assert not is_refused(row)


def test_a_number_that_others_have_needs_the_name() -> None:
    row = Identity(emails=["info@x.example"], phones=["040 1112223"])

    assert is_refused(row)
    assert not is_refused(row, shared=("401112223",))


def test_a_number_that_was_erased_by_itself_keeps_everybody_away() -> None:
    row = Identity(phones=["040 1112223"], last_names=["Boot"])

    assert is_refused(row, erased=Identity(phones=["+49 40 1112223"]))
    assert not is_refused(row, erased=Identity(emails=["info@x.example"], phones=["040 1112223"]))
