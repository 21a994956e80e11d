"""The page on which an invited person joins; open to anyone who has the link."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from leadqual.accounts import acceptance
from leadqual.accounts.invitation_states import InvitationNotValidError, invitation_of
from leadqual.accounts.models import Invitation, Member, User
from leadqual.accounts.page_routes import route
from leadqual.accounts.pages.forms import NewAccountForm
from leadqual.accounts.services import account_with
from leadqual.accounts.single_sign_on import NEW_USER_KEY
from leadqual.accounts.workspaces.selectors import SESSION_KEY
from leadqual.core.errors import LeadqualError

_TOKEN_KEY = "invitation_token"  # noqa: S105  # where the session keeps it


@route("account/invitations/<str:token>/", methods="GET HEAD")
@login_not_required
@never_cache
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Move the secret from the URL to the session, to keep it out of history and `Referer`.

    Nothing is accepted here, because email scanners open links, too.
    """
    if invitation_of(token) is None:
        return _limit_referrer(_unknown_page(request))
    request.session[_TOKEN_KEY] = token
    return _limit_referrer(redirect("accounts:accept_invitation"))


@route("account/invitations/", methods="GET HEAD POST")
@login_not_required
@never_cache
def accept_invitation(request: HttpRequest) -> HttpResponse:
    """Show the invitation; on POST, join, or sign out to join with another account."""
    token = request.session.get(_TOKEN_KEY, "")
    invitation = invitation_of(token)
    if invitation is None:
        return _limit_referrer(_unknown_page(request))
    if invitation.state_at(timezone.now()) != Invitation.State.OPEN:
        return _limit_referrer(_closed_page(request, invitation))
    if request.method == "POST" and request.POST.get("invitation") == str(invitation.pk):
        return _limit_referrer(_answer_form(request, invitation, token))
    return _limit_referrer(_page(request, invitation))


def _answer_form(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    if "sign_out" in request.POST:
        logout(request)
        request.session[_TOKEN_KEY] = token
        return redirect("accounts:accept_invitation")
    user = request.user
    try:
        if isinstance(user, User):
            member = acceptance.accept_as(token=token, user=user)
        else:
            form = NewAccountForm(request.POST, email=invitation.email)
            if not form.is_valid():
                return _page(request, invitation, form=form, status=422)
            member = acceptance.accept_with_new_account(token=token, person=_new_person(form))
            return _enter_workspace(request, member, _sign_in(request, member.user))
    except InvitationNotValidError:  # accepted or withdrawn in the meantime
        invitation.refresh_from_db()
        return _closed_page(request, invitation)
    except LeadqualError as error:
        messages.error(request, error.message)
        return redirect("accounts:accept_invitation")
    return _enter_workspace(request, member, redirect(_home_page()))


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in the new user, through the provider if single sign-on is the only way in."""
    if settings.OIDC_ONLY:
        request.session[NEW_USER_KEY] = user.pk
        return redirect("openid_connect_login", "sso")
    response: HttpResponse = perform_login(
        request, user, email_verification="none", redirect_url=_home_page()
    )
    return response


def _home_page() -> str:
    return reverse("home:dashboard")


def _new_person(form: NewAccountForm) -> acceptance.NewPerson:
    values = form.cleaned_data
    return acceptance.NewPerson(values.get("password"), values["first_name"], values["last_name"])


def _enter_workspace(request: HttpRequest, member: Member, response: HttpResponse) -> HttpResponse:
    request.session.pop(_TOKEN_KEY, None)
    request.session[SESSION_KEY] = member.workspace_id
    role = member.get_role_display().lower()
    messages.success(request, f"You joined {member.workspace} as {role}.")
    return response


def _page(
    request: HttpRequest,
    invitation: Invitation,
    *,
    form: NewAccountForm | None = None,
    status: int = 200,
) -> HttpResponse:
    here = resolve_url("accounts:accept_invitation")
    user = request.user
    is_invited_user = isinstance(user, User) and user.email.lower() == invitation.email
    context = {
        "invitation": invitation,
        "is_theirs": is_invited_user,
        "has_account": account_with(invitation.email) is not None,
        "form": form or NewAccountForm(email=invitation.email),
        "login_url": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': here})}",
    }
    return render(request, "accounts/invitation.html", context, status=status)


def _closed_page(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    context = {"invitation": invitation, "state": invitation.state_at(timezone.now())}
    return render(request, "accounts/invitation_closed.html", context, status=410)


def _unknown_page(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/invitation_closed.html", {"state": "unknown"}, status=404)


def _limit_referrer(response: HttpResponse) -> HttpResponse:
    """Send other sites the origin only; it is not omitted, because forms need it."""
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
