"""URLs of accounts under the names that django-allauth expects."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from leadqual.accounts.pages import account
from leadqual.accounts.pages.security import (
    passwords,
    sign_in,
    single_sign_on,
    two_step,
)

# Pages of django-allauth under the names that it expects.
allauth = [
    path("account/login/", login_not_required(sign_in.login), name="account_login"),
    path("account/logout/", login_not_required(sign_in.logout), name="account_logout"),
    # There is no sign-up, but django-allauth needs the URL.
    path("account/signup/", login_not_required(sign_in.to_login), name="account_signup"),
    path("account/inactive/", sign_in.inactive, name="account_inactive"),
    path("account/confirm-access/", sign_in.confirm_access, name="account_reauthenticate"),
    path("account/password/", passwords.change, name="account_change_password"),
    path("account/password/set/", passwords.set_first, name="account_set_password"),
    path("account/password/reset/", passwords.reset, name="account_reset_password"),
    path("account/password/reset/sent/", passwords.reset_sent, name="account_reset_password_done"),
    path(
        "account/password/reset/<str:uidb36>/<str:key>/",
        passwords.reset_from_link,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/complete/",
        passwords.reset_complete,
        name="account_reset_password_from_key_done",
    ),
    path("account/email/", account.email, name="account_email"),
    path("account/email/confirm/<str:key>/", account.confirm_email, name="account_confirm_email"),
    path("account/sso/", single_sign_on.connections, name="socialaccount_connections"),
    path("account/sso/signup/", login_not_required(sign_in.to_login), name="socialaccount_signup"),
    path(
        "account/sso/canceled/",
        login_not_required(single_sign_on.canceled),
        name="socialaccount_login_cancelled",
    ),
    path(
        "account/sso/failed/",
        login_not_required(single_sign_on.failed),
        name="socialaccount_login_error",
    ),
    path("account/sso/<str:provider_id>/", single_sign_on.sign_in, name="openid_connect_login"),
    path(
        "account/sso/<str:provider_id>/callback/",
        single_sign_on.callback,
        name="openid_connect_callback",
    ),
    path("account/two-step/", two_step.overview, name="mfa_index"),
    path("account/two-step/code/", two_step.ask, name="mfa_authenticate"),
    path("account/two-step/confirm-access/", two_step.confirm_access, name="mfa_reauthenticate"),
    path("account/two-step/app/", two_step.add_app, name="mfa_activate_totp"),
    path("account/two-step/app/remove/", two_step.remove_app, name="mfa_deactivate_totp"),
    path(
        "account/two-step/recovery-codes/",
        two_step.recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/two-step/recovery-codes/new/",
        two_step.new_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/two-step/recovery-codes/download/",
        two_step.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/passkeys/", two_step.passkeys, name="mfa_list_webauthn"),
    path("account/passkeys/add/", two_step.add_passkey, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/rename/", two_step.rename_passkey, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", two_step.remove_passkey, name="mfa_remove_webauthn"),
    path("account/passkeys/sign-in/", two_step.sign_in_by_passkey, name="mfa_login_webauthn"),
    path(
        "account/passkeys/confirm-access/",
        two_step.confirm_by_passkey,
        name="mfa_reauthenticate_webauthn",
    ),
]
