"""How django-allauth keeps second factors here."""

import base64
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.contrib.auth.base_user import AbstractBaseUser

from leadqual.core.encryption import cipher

_PURPOSE = "leadqual.two_step"


class TwoStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets are encrypted with a key made from `SECRET_KEY`: a dump opens nothing."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is wrong, has expired or was already used.",
    }

    def get_totp_issuer(self) -> str:
        """Name the product, as the app shows it."""
        return "LeadQual"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the product as whom a passkey is for, not its host."""
        return {**super().get_public_key_credential_rp_entity(), "name": "LeadQual"}

    def encrypt(self, text: str) -> str:
        return cipher(_PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret of the database, also one of a former `SECRET_KEY`.

        One that no key opens becomes a random one, which no code fits.
        """
        try:
            return cipher(_PURPOSE).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002
        """Name a passkey that got no name."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"
