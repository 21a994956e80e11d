"""Promises of the register of personal data."""

from leadqual.privacy.register.checking import unregistered


def test_every_table_and_every_column_of_text_is_registered() -> None:
    assert unregistered() == [], (
        "Say in leadqual/privacy/register which personal data this holds, "
        "or in free.py why it holds none."
    )
