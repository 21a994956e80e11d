"""The account of a person: name, email, password, and how they sign in."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.models import User
from leadqual.accounts.pages.forms import NameForm
from leadqual.accounts.routing import WorkspaceRequest, route


@route("account/")
def account(request: HttpRequest) -> HttpResponse:
    """Show the account of the person who is signed in."""
    user = _person(request)
    names = {"first_name": user.first_name, "last_name": user.last_name}
    return _page(request, NameForm(initial=names))


def _person(request: HttpRequest) -> User:
    return cast("WorkspaceRequest", request).user


def _page(request: HttpRequest, form: NameForm, *, status: int = 200) -> HttpResponse:
    return render(request, "accounts/account/profile.html", {"form": form}, status=status)


@route("account/name/", methods="POST")
def change_name(request: HttpRequest) -> HttpResponse:
    """Save the name of the person."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    user = _person(request)
    user.first_name = form.cleaned_data["first_name"]
    user.last_name = form.cleaned_data["last_name"]
    user.save(update_fields=["first_name", "last_name"])
    messages.success(request, "Name saved.")
    return redirect("accounts:account")
