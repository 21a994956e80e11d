"""Addresses of accounts."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from leadqual.accounts import views

pages = [
    path("account/login/", login_not_required(views.login), name="login"),
    path("account/logout/", views.logout, name="logout"),
    path("account/workspace/", views.switch, name="switch"),
    path("settings/", views.settings, name="settings"),
    path("settings/name/", views.rename, name="rename"),
    path("settings/title-overlap/", views.set_title_overlap, name="title_overlap"),
    path("settings/keys/", views.create_key, name="create_key"),
    path("settings/keys/<int:key_id>/revoke/", views.revoke_key, name="revoke_key"),
    path("settings/members/", views.add_member, name="add_member"),
    path("settings/members/<int:member_id>/remove/", views.remove_member, name="remove_member"),
    path("settings/members/<int:member_id>/role/", views.change_role, name="change_role"),
]
