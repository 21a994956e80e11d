"""Which email addresses were proven to belong to the person of an account."""

from allauth.account.models import EmailAddress

from leadqual.accounts.models import User


def confirm_address(user: User) -> None:
    """Note that the person of this account reads its address: they followed a link sent there."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email.lower()).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"primary": True, "verified": True}
    )


def ensure_address(user: User) -> EmailAddress:
    """Return the address of an account as allauth keeps it, unproven where it is new to it."""
    address, _ = EmailAddress.objects.get_or_create(
        user=user,
        email=user.email.lower(),
        defaults={
            "primary": not EmailAddress.objects.filter(user=user, primary=True).exists(),
            "verified": False,
        },
    )
    return address
