"""Connections that runs use: webhooks that fill custom fields, and the language model."""

from collections.abc import Sequence
from decimal import Decimal

from cryptography.fernet import InvalidToken
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core.encryption import cipher
from leadqual.core.errors import WrongValue
from leadqual.enrichment.errors import EnrichmentLimitError, EnrichmentSettingError
from leadqual.enrichment.models import LONGEST_NAME, FieldWebhook, LanguageModel
from leadqual.leads.records.custom_fields import fields_of
from leadqual.webhooks.endpoint_secrets import new_secret
from leadqual.webhooks.endpoint_settings import check_url
from leadqual.webhooks.errors import WebhookUrlError

MAX_WEBHOOKS = 20
_PURPOSE = "leadqual.enrichment"


def webhooks_of(workspace: Workspace, kind: str = "") -> QuerySet[FieldWebhook]:
    """Return the field webhooks of a workspace, of one kind of record or of both."""
    rows = FieldWebhook.objects.filter(workspace=workspace)
    return rows.filter(kind=kind) if kind else rows


@transaction.atomic
def create_webhook(
    *, workspace: Workspace, kind: str, name: str, url: str, fields: Sequence[str], author: User
) -> tuple[FieldWebhook, str]:
    """Add a webhook and return it with its secret, which is shown once.

    Raises:
        EnrichmentSettingError: the URL, the name or a field is unusable.
        EnrichmentLimitError: the workspace has as many as it can have.
    """
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)  # So the limit holds.
    if webhooks_of(workspace).count() >= MAX_WEBHOOKS:
        raise EnrichmentLimitError(f"There can be up to {MAX_WEBHOOKS} field webhooks.")
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise EnrichmentSettingError(
            f"Enter a name of up to {LONGEST_NAME} characters.", WrongValue("name")
        )
    _check_url(url, "url")
    known = {field.code for field in fields_of(workspace, kind)}
    if not fields or set(fields) - known:
        raise EnrichmentSettingError(
            "Choose at least one custom field of these records.", WrongValue("fields", fields)
        )
    secret = new_secret()
    row = FieldWebhook(
        workspace=workspace,
        kind=kind,
        name=name,
        url=url.strip(),
        fields=list(dict.fromkeys(fields)),
        secret=_encrypt(secret),
        author=author,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise EnrichmentSettingError(
            f"A field webhook “{name}” already exists. Choose another name.", WrongValue("name")
        ) from error
    _record_audit(workspace, author, "field_webhook.created", f"field_webhook:{row.pk}", name)
    return row, secret


@transaction.atomic
def delete_webhook(*, webhook: FieldWebhook, author: User) -> None:
    """Delete a webhook; its runs and the values that it filled stay."""
    subject = f"field_webhook:{webhook.pk}"
    _record_audit(webhook.workspace, author, "field_webhook.deleted", subject, webhook.name)
    webhook.delete()


def language_model_of(workspace: Workspace) -> LanguageModel | None:
    """Return the language model of a workspace; None while questions are off."""
    return LanguageModel.objects.filter(workspace=workspace).first()


@transaction.atomic
def save_language_model(
    *,
    workspace: Workspace,
    base_url: str,
    model: str,
    author: User,
    api_key: str | None = None,
    input_price: Decimal = Decimal(0),
    output_price: Decimal = Decimal(0),
) -> None:
    """Turn questions on, or change how they are answered.

    Args:
        workspace: whose.
        base_url: without `/chat/completions`.
        model: its name there.
        author: for the audit log.
        api_key: None to keep the stored one; "" for none.
        input_price: US dollars for a million tokens.
        output_price: likewise.

    Raises:
        EnrichmentSettingError: the URL or the name is unusable; nothing was written.
    """
    _check_url(base_url, "base_url")
    if not model.strip():
        raise EnrichmentSettingError("Enter the name of the model.", WrongValue("model"))
    row = language_model_of(workspace) or LanguageModel(workspace=workspace)
    is_new_address = row.base_url != base_url.strip()
    row.base_url, row.model = base_url.strip(), model.strip()
    row.input_price, row.output_price = input_price, output_price
    if api_key is not None:
        row.api_key = _encrypt(api_key)
    elif is_new_address:
        row.api_key = ""  # A key is never sent to another address than it was entered for.
    row.save()
    _record_audit(workspace, author, "language_model.changed", "language_model", row.model)


@transaction.atomic
def delete_language_model(*, workspace: Workspace, author: User) -> None:
    """Turn questions off and forget the API key."""
    row = language_model_of(workspace)
    if row is not None:
        _record_audit(workspace, author, "language_model.deleted", "language_model", row.model)
        row.delete()


def api_key_of(row: LanguageModel) -> str:
    """Return the API key of a model.

    Raises:
        EnrichmentSettingError: `SECRET_KEY` was replaced without a fallback.
    """
    return _decrypt(row.api_key, "The API key of the language model") if row.api_key else ""


def secret_of(webhook: FieldWebhook) -> str:
    """Return what a webhook signs with.

    Raises:
        EnrichmentSettingError: `SECRET_KEY` was replaced without a fallback.
    """
    return _decrypt(webhook.secret, f"The secret of {webhook}")


def _decrypt(stored: str, what: str) -> str:
    try:
        return cipher(_PURPOSE).decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise EnrichmentSettingError(
            f"{what} can no longer be decrypted. Enter it again, or add the connection again."
        ) from error


def _encrypt(text: str) -> str:
    return cipher(_PURPOSE).encrypt(text.encode()).decode() if text else ""


def _check_url(url: str, name: str) -> None:
    try:
        check_url(url)
    except WebhookUrlError as error:
        raise EnrichmentSettingError(error.message, WrongValue(name)) from error


def _record_audit(workspace: Workspace, author: User, action: str, subject: str, name: str) -> None:
    record_audit(workspace=workspace, actor=author, action=action, subject=subject, name=name)
