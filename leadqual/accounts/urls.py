"""Addresses of accounts."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from leadqual.accounts.pages import (
    accept_invitation,
    api_keys,
    audit_log,
    general,
    invitations,
    members,
    sign_in,
)

pages = [
    path("account/login/", login_not_required(sign_in.login), name="login"),
    path("account/logout/", sign_in.logout, name="logout"),
    path("account/workspace/", sign_in.switch, name="switch"),
    path(
        "account/invitations/",
        login_not_required(accept_invitation.accept_invitation),
        name="accept_invitation",
    ),
    path(
        "account/invitations/<str:token>/",
        login_not_required(accept_invitation.open_invitation),
        name="open_invitation",
    ),
    path("settings/", general.general, name="settings"),
    path("settings/name/", general.rename, name="rename"),
    path("settings/title-overlap/", general.set_title_overlap, name="title_overlap"),
    path("settings/members/", members.members, name="members"),
    path("settings/members/<int:member_id>/remove/", members.remove_member, name="remove_member"),
    path("settings/members/<int:member_id>/role/", members.change_role, name="change_role"),
    path(
        "settings/members/invitations/<int:invitation_id>/resend/",
        invitations.resend,
        name="resend_invitation",
    ),
    path(
        "settings/members/invitations/<int:invitation_id>/withdraw/",
        invitations.withdraw,
        name="withdraw_invitation",
    ),
    path("settings/keys/", api_keys.api_keys, name="api_keys"),
    path("settings/keys/<int:key_id>/revoke/", api_keys.revoke_key, name="revoke_key"),
    path("settings/audit-log/", audit_log.audit_log, name="audit_log"),
]
