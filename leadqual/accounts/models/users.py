"""Users, who sign in by email."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac


class UserManager(BaseUserManager["User"]):
    """Creates users who sign in with their email address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create a user; without a password nobody can sign in as them."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None) -> "User":
        """Create a user who may do everything in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True)


class User(AbstractUser):
    """A person who signs in with an email address; staff can edit the taxonomy."""

    username = None  # type: ignore[assignment]  # the address takes its place
    email = models.EmailField(unique=True)

    session_epoch = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Sessions of an earlier epoch are signed out."
    )

    password_reset_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Older passkeys need the password as well, until it was entered with them once.",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    open_memberships: list[Any]
    """Rows of `Member` of the signed-in user, oldest first; set by `UserBackend`."""

    objects = UserManager()  # type: ignore[misc,assignment]  # another manager than AbstractUser's

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return a hash that ends sessions when the password or the epoch changes."""
        django_hash: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]  # not in stubs
        if not self.session_epoch:
            return django_hash
        salted = salted_hmac(
            "leadqual.session_epoch", f"{django_hash} {self.session_epoch}", secret=secret
        )
        return salted.hexdigest()

    @property
    def initials(self) -> str:
        """Two letters for the account button."""
        names = [self.first_name, self.last_name]
        letters = "".join(name[0] for name in names if name) or self.email[:2]
        return letters.upper()
