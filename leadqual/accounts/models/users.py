"""People who sign in."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac


class UserManager(BaseUserManager["User"]):
    """Makes users that log in with their mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create a user; without a password nobody can log in as them."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None) -> "User":
        """Create a user who may do everything in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True)


class User(AbstractUser):
    """A person who logs in with a mail address; staff edit the taxonomy."""

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
    """Rows of `Member`, oldest first, of whoever a session belongs to; see `UserBackend`."""

    objects = UserManager()  # type: ignore[misc,assignment]  # another manager than AbstractUser's

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must know to go on: it changes with the password and the epoch."""
        own: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]  # not in stubs
        if not self.session_epoch:
            return own
        salted = salted_hmac("leadqual.session_epoch", f"{own} {self.session_epoch}", secret=secret)
        return salted.hexdigest()

    @property
    def initials(self) -> str:
        """Two letters for the round button of the account."""
        names = [self.first_name, self.last_name]
        letters = "".join(name[0] for name in names if name) or self.email[:2]
        return letters.upper()
