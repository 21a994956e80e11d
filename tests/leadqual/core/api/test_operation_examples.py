"""Examples of the description come from tests and are what the description says."""

import json

from leadqual.core.api.schema.operation_examples import EXAMPLES, recorded_examples
from tests.described_answers import description, misfits_of

MAX_SIZE = 400_000  # Bytes; the description is read whole by every program.
_HELD_BACK = ("lq_", "whsec_")


def test_examples_are_what_the_description_says() -> None:
    misfits = {name: misfits_of(name, one) for name, one in recorded_examples().items()}

    assert {name: found for name, found in misfits.items() if found} == {}


def test_examples_are_in_the_description_and_hold_no_secret() -> None:
    text = EXAMPLES.read_text(encoding="utf-8")
    operation = description()["paths"]["/api/v1/contacts/lookup"]["get"]
    (shown,) = operation["responses"]["200"]["content"]["application/json"]["examples"].values()

    assert shown["value"] == json.loads(text)["look_up_contact"]["response"]
    assert len(text) < MAX_SIZE
    assert not any(mark in text for mark in _HELD_BACK)
