"""What the benchmarks of the product begin with: its tables, and a workspace with a manager."""

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.registry.versions.services import register_pretrained
from leadqual.taxonomy.services import load_taxonomy

Say = Callable[[str], None]


def begin(say: Say) -> tuple[Workspace, User]:
    """Make tables, taxonomy, models and static files, and an empty workspace with its manager."""
    say("tables")
    call_command("migrate", verbosity=0)
    load_taxonomy()
    register_pretrained()
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    workspace = Workspace.objects.create(name="Large", slug="large")
    person = User.objects.create_user("owner@large.example", "invented-for-this-run")
    Member.objects.create(workspace=workspace, user=person, role=Role.MANAGER)
    return workspace, person
