"""Pages of two-step verification: authenticator app, passkeys, recovery codes."""

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn

overview = base.index
ask = base.authenticate
confirm_access = base.reauthenticate
add_app = totp.activate_totp
remove_app = totp.deactivate_totp
recovery_codes = codes.view_recovery_codes
new_recovery_codes = codes.generate_recovery_codes
download_recovery_codes = codes.download_recovery_codes
passkeys = webauthn.list_webauthn
add_passkey = webauthn.add_webauthn
rename_passkey = webauthn.edit_webauthn
remove_passkey = webauthn.remove_webauthn
sign_in_by_passkey = webauthn.login_webauthn
confirm_by_passkey = webauthn.reauthenticate_webauthn
