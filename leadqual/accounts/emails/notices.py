"""What a page says of emails where they go elsewhere, or do not leave."""

from django.conf import settings

from leadqual.accounts.emails.email_delivery import delayed_since


def email_notes() -> dict[str, object]:
    """Return the context of `accounts/partials/email_folder.html`; one query.

    It speaks of all emails, so it does not tell whether an address has an account.
    """
    is_file = settings.EMAIL_DELIVERY == "file"
    return {
        "email_folder": settings.EMAIL_FILE_PATH if is_file else None,
        "emails_delayed_since": delayed_since(),
    }
