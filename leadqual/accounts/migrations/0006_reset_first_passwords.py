"""Accounts whose first password a manager saw get none: their owners set one by email.

Until now whoever added a person was shown the first password of the new account, and nobody but
staff could change it. Such an account is told by its date: it was created within the transaction
that wrote `member.added` to the audit log. Its sessions end with its password.
"""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import migrations
from django.db.models import Exists, OuterRef

_TRANSACTION = timedelta(seconds=30)  # Hashing a password on a busy machine; seen: under one.
_CHUNK = 500


def reset(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    AuditRow = apps.get_model("accounts", "AuditRow")
    added = AuditRow.objects.filter(
        action="member.added",
        created_at__gte=OuterRef("date_joined"),
        created_at__lte=OuterRef("date_joined") + _TRANSACTION,
    )
    users = User.objects.filter(Exists(added)).exclude(password__startswith="!")
    for user in users.order_by("pk").iterator(chunk_size=_CHUNK):
        user.password = make_password(None)
        user.save(update_fields=["password"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_invitation")]

    operations = [migrations.RunPython(reset, migrations.RunPython.noop)]
