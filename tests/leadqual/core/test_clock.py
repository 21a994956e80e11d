"""The clock that use cases and tables read."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict, undo_verdicts
from leadqual.core import clock
from leadqual.leads.models import Company

PRODUCT = Path(__file__).resolve().parents[3] / "leadqual"
LONG_AGO = datetime(2024, 2, 29, 9, 30, tzinfo=UTC)
REAL_TIME = {"accounts", "core", "privacy", "taxonomy", "lookup"}
"""Apps that ask for the real time: what they date guards access, or is a deadline of the law."""


def test_clock_is_the_real_one_outside_of_the_block_also_after_an_error() -> None:
    with clock.using(lambda: LONG_AGO):
        assert clock.now() == LONG_AGO
    with pytest.raises(ZeroDivisionError), clock.using(lambda: LONG_AGO):
        _ = 1 // 0

    before = timezone.now()
    assert before <= clock.now() <= timezone.now()


@pytest.mark.django_db
def test_what_services_write_in_the_block_is_dated_by_its_clock(
    workspace: Workspace, manager: User
) -> None:
    company = Company.objects.create(workspace=workspace, name="Brightwater", name_key="b")
    with clock.using(lambda: LONG_AGO):
        campaign = create_campaign(workspace=workspace, author=manager, name="Pilot")
        verdict = record_verdict(
            campaign=campaign, company=company, value=Verdict.Value.LIKE, author=manager
        )
    with clock.using(lambda: LONG_AGO + timedelta(hours=1)):
        undone = undo_verdicts(step=verdict, person=manager)

    assert Campaign.objects.get().created_at == LONG_AGO
    assert Verdict.objects.get().created_at == LONG_AGO
    assert undone.undone_at == LONG_AGO + timedelta(hours=1)
    audited = AuditRow.objects.filter(workspace=workspace, action="campaign.created")
    assert audited.get().created_at == LONG_AGO
    record_audit(workspace=workspace, actor=manager, action="campaign.created", subject="x:1")
    assert AuditRow.objects.latest("pk").created_at > LONG_AGO + timedelta(days=365)


def test_use_cases_pages_and_tables_ask_the_clock_for_the_time() -> None:
    """Work that is done under another clock would else be dated partly by the real one."""
    asking = [
        f"{path.relative_to(PRODUCT)}:{node.lineno}"
        for path in PRODUCT.rglob("*.py")
        if not {*path.relative_to(PRODUCT).parts} & (REAL_TIME | {"migrations"})
        if (source := path.read_text(encoding="utf-8"))
        and ("timezone.now" in source or "auto_now" in source)  # Parsing takes much longer.
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute) and ast.unparse(node) == "timezone.now")
        or (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) == "models.DateTimeField"
            and {"auto_now", "auto_now_add"} & {one.arg for one in node.keywords}
        )
    ]

    assert asking == []
