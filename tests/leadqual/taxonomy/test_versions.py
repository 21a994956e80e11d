"""Each change of the taxonomy leaves a version: who, why, and what it then said."""

import pytest

from leadqual.accounts.models import User
from leadqual.taxonomy.models import PhraseRule, TaxonomyVersion
from leadqual.taxonomy.services import note_change, set_costs
from leadqual.taxonomy.versions import document_before, document_of, live_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def test_version_that_nobody_noted_is_found_when_a_draft_begins() -> None:
    noted = live_version()
    assert live_version() == noted
    PhraseRule.objects.create(phrase="owl keeper")

    found = live_version()

    assert found.pk > noted.pk
    assert (found.reason, found.author) == ("Initial state", None)
    assert found.sentences == ["Phrase rule: “owl keeper” means Unclassified."]
    assert document_before(found) == document_of(noted)


def test_change_of_costs_has_no_document_and_does_not_count_as_one() -> None:
    live = live_version()
    PhraseRule.objects.create(phrase="owl keeper")
    note_change("by hand")

    author = User.objects.create_superuser("staff@leadqual.example", "x")
    set_costs({("b2b", "b2c"): 3.0}, reason="dear", author=author)

    newest = TaxonomyVersion.objects.latest("pk")
    assert (newest.document, newest.author) == (None, author)
    assert live_version().reason == "by hand"
    assert live_version().pk > live.pk
