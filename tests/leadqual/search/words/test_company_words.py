"""What words of a company search find, in order; each case by the index and by the tables."""

import pytest

from leadqual.accounts.models import Workspace
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.search.words.conftest import Ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def test_small_words_need_not_be_there_where_others_are(
    workspace: Workspace, companies: Ask
) -> None:
    make_company(workspace, "Inn Soft", overview="Software. Hotels run on it.")
    make_company(workspace, "For", overview="Nothing of the kind.")

    assert companies("software for hotels") == ["Inn Soft"]
    assert companies("logiciel hotels OR software") == []
    assert companies("für die Software") == ["Inn Soft"]
    assert companies("for") == ["For"]


def test_phrase_is_found_as_typed_in_one_field(workspace: Workspace, companies: Ask) -> None:
    make_company(workspace, "Ada", overview="Machine learning for banks.")
    make_company(workspace, "Bea", overview="Learning how a machine works.")
    make_company(workspace, "Machine", overview="Learning with fun.")
    make_company(workspace, "Cox", overview="Machine-Learning in clinics.")

    assert companies('"machine learning"') == ["Ada", "Cox"]
    assert companies('"machine learning" -clinic') == ["Ada"]
    assert companies('-"machine learning" machine') == ["Machine", "Bea"]
    assert companies('"of the machine"') == []


def test_minus_leaves_out_what_begins_with_a_word_of_four_letters(
    workspace: Workspace, companies: Ask
) -> None:
    make_company(workspace, "Sunny", overview="Solar roofing.")
    make_company(workspace, "Heliac", overview="Solar heat for the oil industry.")

    assert companies("solar -roof") == ["Heliac"]
    assert companies("solar -oi") == ["Heliac", "Sunny"]


def test_one_word_or_two_is_one_name(workspace: Workspace, companies: Ask) -> None:
    make_company(workspace, "CircuitHub", domain="circuithub.example")
    make_company(workspace, "Plan Grid")
    make_company(workspace, "Grid Plan")

    assert companies("circuit hub") == ["CircuitHub"]
    assert companies("plangrid") == ["Plan Grid"]
    assert companies("plangrad") == []


def test_more_is_said_by_the_name_than_by_the_description(
    workspace: Workspace, companies: Ask
) -> None:
    busy = make_company(workspace, "Zeta", overview="Payroll for shops.")
    make_company(workspace, "Anna", overview="Tools. Payroll as well.")
    make_company(workspace, "Beta", overview="Payroll for schools.")
    make_company(workspace, "Payroll Now", overview="Runs it.")
    make_company(workspace, "Payroll", overview="Runs it, too.")
    make_company(workspace, "Gamma", overview="Payroll.", specialties=["Payroll"])
    make_contact(workspace, "Eva Lund", company=busy)

    found = ["Payroll", "Payroll Now", "Gamma", "Zeta", "Beta", "Anna"]
    assert companies("payroll") == found


def test_city_of_a_company_comes_before_one_that_it_tells_of(
    workspace: Workspace, companies: Ask
) -> None:
    make_company(workspace, "Aero", overview="Flies to Lisbon, Lisbon and Lisbon.", city="Porto")
    make_company(workspace, "Zinc", overview="Sells metal.", city="Lisbon")

    assert companies("lisbon") == ["Zinc", "Aero"]


@pytest.mark.slow
def test_industry_categories_and_specialties_are_searched(
    workspace: Workspace, companies: Ask
) -> None:
    gate = make_company(workspace, "Gatewarden", specialties=["Zero trust access"])
    make_company(workspace, "Milk", industry="Dairy farming", categories=["Food", "Zero sugar"])

    assert companies("zero trust") == ["Gatewarden"]
    assert companies('"zero trust"') == ["Gatewarden"]
    assert companies("dairy food") == ["Milk"]
    assert companies("zero -sugar") == ["Gatewarden"]
    gate.specialties = ["Firewalls"]
    gate.save()
    assert companies("zero trust") == []
    assert companies("firewalls") == ["Gatewarden"]


def test_what_words_are_read_as_comes_before_a_text_that_says_them(
    workspace: Workspace, companies: Ask
) -> None:
    make_company(
        workspace, "Abacus", overview="Sells insurance companies tools.", country="United States"
    )
    make_company(workspace, "Beacon", industry="Insurance", country="United States")
    make_company(workspace, "Coral", industry="Insurance", country="Spain")

    assert companies("insurance companies in the United States") == ["Beacon"]
    assert companies("insurance") == ["Beacon", "Coral", "Abacus"]


def test_any_words_are_answered(workspace: Workspace, companies: Ask) -> None:
    make_company(workspace, "Acme", overview="Tools.")

    for words in (
        *("\0", '"', '""', "- -", "-", "a" * 190, "OR OR"),
        *("%_\\", "(x", "für", "山田 会社", '"* ("'),
    ):
        assert companies(words) in ([], ["Acme"])
