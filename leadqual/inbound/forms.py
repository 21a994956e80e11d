"""Writes of inbound forms by managers: create, change, new address."""

import secrets
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction

from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import WrongValue
from leadqual.inbound.edits import check_name, record_edit
from leadqual.inbound.errors import InboundFormError
from leadqual.inbound.models import InboundForm

MAX_FORMS = 50
_TOKEN_BYTES = 24
_LONGEST_URL = 500
_is_url = URLValidator(schemes=["https", "http"])


@dataclass(frozen=True, slots=True)
class FormValues:
    """The values of a form.

    Args:
        name: up to 80 characters.
        redirect_url: page that visitors see afterwards; "" for a thank-you page.
        overwrites: values of the form replace those on record.
        is_active: the address takes leads.
    """

    name: str
    redirect_url: str = ""
    overwrites: bool = False
    is_active: bool = True


def create_form(*, workspace: Workspace, values: FormValues, author: User) -> InboundForm:
    """Add a form with an address that nobody can guess.

    Raises:
        InboundFormError: a value is unusable, or there are too many forms; nothing is written.
    """
    checked = _check_values(values)
    with transaction.atomic():
        Workspace.objects.select_for_update(no_key=True).get(
            pk=workspace.pk
        )  # So that the limit holds.
        if InboundForm.objects.filter(workspace=workspace).count() >= MAX_FORMS:
            raise InboundFormError(f"There can be up to {MAX_FORMS} forms.")
        form = InboundForm(
            workspace=workspace,
            author=author,
            token=secrets.token_urlsafe(_TOKEN_BYTES),
            **asdict(checked),
        )
        _save(form)
        record_edit(form, author, "inbound_form.created", after=asdict(checked))
    return form


def change_form(*, form: InboundForm, values: FormValues, author: User) -> None:
    """Change a form; its address stays.

    Raises:
        InboundFormError: a value is unusable; nothing is written.
    """
    checked, before = _check_values(values), asdict(values_of(form))
    with transaction.atomic():
        for name, value in asdict(checked).items():
            setattr(form, name, value)
        _save(form)
        record_edit(form, author, "inbound_form.changed", before=before, after=asdict(checked))


def renew_address(*, form: InboundForm, author: User) -> None:
    """Give a form another address; the former one takes nothing any more."""
    with transaction.atomic():
        form.token = secrets.token_urlsafe(_TOKEN_BYTES)
        form.save(update_fields=["token"])
        record_edit(form, author, "inbound_form.address_renewed")


def values_of(form: InboundForm) -> FormValues:
    """Return the values of a form."""
    return FormValues(form.name, form.redirect_url, form.overwrites, form.is_active)


def _check_values(values: FormValues) -> FormValues:
    name = check_name(values.name, InboundFormError)
    url = values.redirect_url.strip()
    if url:
        try:
            _is_url(url)
        except ValidationError as error:
            raise InboundFormError(
                "Enter a full address, such as https://example.com/.", WrongValue("redirect_url")
            ) from error
        if len(url) > _LONGEST_URL or "@" in urlsplit(url).netloc:
            raise InboundFormError(
                "Enter an address without a password, up to 500 characters.",
                WrongValue("redirect_url"),
            )
    return FormValues(name, url, values.overwrites, values.is_active)


def _save(form: InboundForm) -> None:
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError as error:
        raise InboundFormError(
            f"A form “{form.name}” already exists. Nothing was changed. Choose another name.",
            WrongValue("name", form.name),
        ) from error
