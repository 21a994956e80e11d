"""Email addresses that users have verified."""

from allauth.account.models import EmailAddress

from leadqual.accounts.models import User


def confirm_address(user: User) -> None:
    """Mark the address of an account as verified, after the user followed a link sent there."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email.lower()).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"primary": True, "verified": True}
    )


def ensure_address(user: User) -> EmailAddress:
    """Return allauth's record of the address of an account; create it unverified if missing."""
    address, _ = EmailAddress.objects.get_or_create(
        user=user,
        email=user.email.lower(),
        defaults={
            "primary": not EmailAddress.objects.filter(user=user, primary=True).exists(),
            "verified": False,
        },
    )
    return address
