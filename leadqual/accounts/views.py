"""Signing in, changing workspace, settings."""

from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from leadqual.accounts import services
from leadqual.accounts.forms import (
    ApiKeyForm,
    MemberForm,
    RoleForm,
    TitleOverlapForm,
    WorkspaceForm,
)
from leadqual.accounts.middleware import SESSION_KEY
from leadqual.accounts.models import ApiKey, Member, Role
from leadqual.accounts.requests import WorkspaceRequest, needs_role
from leadqual.accounts.selectors import members_of

login = LoginView.as_view(template_name="accounts/login.html", redirect_authenticated_user=True)
logout = LogoutView.as_view()


@require_POST
def switch(request: WorkspaceRequest) -> HttpResponse:
    """Go to another workspace of the person."""
    wanted = request.POST.get("workspace", "")
    memberships = Member.objects.filter(user=request.user)
    is_key = wanted.isascii() and wanted.isdigit()
    if not is_key or not memberships.filter(workspace_id=wanted).exists():
        messages.error(request, "You are no member of that workspace.")
    else:
        request.session[SESSION_KEY] = int(wanted)
    return redirect("home:dashboard")


@require_GET
def settings(request: WorkspaceRequest) -> HttpResponse:
    """Show members, keys and the name of the workspace."""
    return render(request, "accounts/settings.html", _settings_context(request))


def _settings_context(request: WorkspaceRequest, **more: object) -> dict[str, object]:
    return {
        "members": members_of(request.workspace),
        "api_keys": request.workspace.api_keys.select_related("created_by"),
        "roles": Role,
        "key_form": ApiKeyForm(),
        "member_form": MemberForm(),
        "workspace_form": WorkspaceForm(initial={"name": request.workspace.name}),
        "overlap_form": TitleOverlapForm(initial={"percent": request.workspace.title_overlap}),
        "may_manage": Role(request.member.role).includes(Role.MANAGER),
        "memberships": Member.objects.filter(user=request.user).select_related("workspace"),
        "audit_rows": request.workspace.audit_rows.select_related("actor").order_by("-pk")[:50],
        **more,
    }


@require_POST
@needs_role(Role.MANAGER)
def rename(request: WorkspaceRequest) -> HttpResponse:
    """Give the workspace another name."""
    form = WorkspaceForm(request.POST)
    if not form.is_valid():
        context = _settings_context(request, workspace_form=form)
        return render(request, "accounts/settings.html", context, status=422)
    services.rename_workspace(
        workspace=request.workspace, name=form.cleaned_data["name"], author=request.user
    )
    messages.success(request, "The workspace has its new name.")
    return redirect("accounts:settings")


@require_POST
@needs_role(Role.MANAGER)
def set_title_overlap(request: WorkspaceRequest) -> HttpResponse:
    """Say how many titles two people label, in percent."""
    form = TitleOverlapForm(request.POST)
    if not form.is_valid():
        context = _settings_context(request, overlap_form=form)
        return render(request, "accounts/settings.html", context, status=422)
    percent = form.cleaned_data["percent"]
    services.set_title_overlap(workspace=request.workspace, percent=percent, author=request.user)
    messages.success(request, f"{percent} % of the titles are labelled by two people from now on.")
    return redirect("accounts:settings")


@require_POST
@needs_role(Role.MANAGER)
def create_key(request: WorkspaceRequest) -> HttpResponse:
    """Create an API key and show its secret, this once."""
    form = ApiKeyForm(request.POST)
    if not form.is_valid():
        context = _settings_context(request, key_form=form)
        return render(request, "accounts/settings.html", context, status=422)
    _, secret = services.create_api_key(
        workspace=request.workspace,
        name=form.cleaned_data["name"],
        role=Role(form.cleaned_data["role"]),
        author=request.user,
    )
    context = _settings_context(request, new_secret=secret)
    return render(request, "accounts/settings.html", context, status=201)


@require_POST
@needs_role(Role.MANAGER)
def revoke_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    """Make an API key useless."""
    keys = ApiKey.objects.filter(workspace=request.workspace, revoked_at=None)
    services.revoke_api_key(key=get_object_or_404(keys, pk=key_id), author=request.user)
    messages.success(request, "The key is revoked; requests with it are refused from now on.")
    return redirect("accounts:settings")


@require_POST
@needs_role(Role.MANAGER)
def add_member(request: WorkspaceRequest) -> HttpResponse:
    """Let a person in; the first password of a new account is shown, this once."""
    form = MemberForm(request.POST)
    if form.is_valid():
        try:
            member, password = services.add_member(
                workspace=request.workspace,
                email=form.cleaned_data["email"],
                role=Role(form.cleaned_data["role"]),
                author=request.user,
            )
        except services.AlreadyMemberError as error:
            form.add_error("email", error.message)
    if not form.is_valid():
        context = _settings_context(request, member_form=form)
        return render(request, "accounts/settings.html", context, status=422)
    if password is None:
        messages.success(request, f"{member.user} is in the workspace now.")
        return redirect("accounts:settings")
    context = _settings_context(request, new_member=member, new_password=password)
    return render(request, "accounts/settings.html", context, status=201)


@require_POST
@needs_role(Role.MANAGER)
def remove_member(request: WorkspaceRequest, member_id: int) -> HttpResponse:
    """Take a person out of the workspace."""
    member = get_object_or_404(members_of(request.workspace), pk=member_id)
    try:
        services.remove_member(member=member, author=request.user)
        messages.success(request, f"{member.user} is no longer in the workspace.")
    except services.LastManagerError as error:
        messages.error(request, error.message)
    return redirect("accounts:settings")


@require_POST
@needs_role(Role.MANAGER)
def change_role(request: WorkspaceRequest, member_id: int) -> HttpResponse:
    """Give a member another role."""
    form = RoleForm(request.POST)
    member = get_object_or_404(members_of(request.workspace), pk=member_id)
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        services.change_role(member=member, role=role, author=request.user)
        messages.success(request, f"{member.user} is now {role.label}.")
    else:
        messages.error(request, "That is no role; nothing has changed.")
    return redirect("accounts:settings")
