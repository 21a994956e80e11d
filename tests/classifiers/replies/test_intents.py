from collections import Counter

from classifiers.replies.intents import ACTIONS, CATEGORIES, INTENT_TABLE, category_of


def test_each_intent_has_a_slug_a_key_and_a_label_of_its_own() -> None:
    for values in (
        [intent.slug for intent in INTENT_TABLE],
        [intent.key.casefold() for intent in INTENT_TABLE],
        [intent.label for intent in INTENT_TABLE],
    ):
        assert Counter(values).most_common(1)[0][1] == 1


def test_every_category_has_an_intent_and_every_intent_a_category() -> None:
    assert {intent.category for intent in INTENT_TABLE} == set(CATEGORIES)
    assert category_of("an intent that was retired") == "other"


def test_actions_are_those_that_the_product_can_take() -> None:
    assert set(ACTIONS.values()) == {"do_not_contact", "propose_contact", "propose_date"}
