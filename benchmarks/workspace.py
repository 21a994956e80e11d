"""What the benchmarks of the product begin with: its tables, and a workspace with a manager."""

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.registry.versions.services import register_pretrained
from leadqual.taxonomy.services import load_taxonomy

Say = Callable[[str], None]

_LABELS = """
    INSERT INTO leads_titlelabel (job_title_id, function_id, source, score)
    SELECT t.id, f.id, 'model', 1.0 - 0.3 * (f.id %% 2)
      FROM leads_jobtitle AS t
      JOIN taxonomy_function AS f ON f.id %% 97 = t.id %% 97 AND f.id %% 3 <> t.id %% 3
     WHERE t.workspace_id = %s
"""
_LEVELS = """
    UPDATE leads_jobtitle SET classified_at = now(), level_id = levels.ids[1 + id %% 10]
      FROM (SELECT array_agg(id) AS ids FROM taxonomy_level) AS levels WHERE workspace_id = %s
"""


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


def label_at_random(workspace: Workspace) -> None:
    """Give each title functions and a level, for benchmarks in which what it says does not matter.

    No model reads the titles.
    """
    with connection.cursor() as cursor:
        for statement in (_LABELS, _LEVELS):
            cursor.execute(statement, [workspace.pk])
        cursor.execute("ANALYZE")
