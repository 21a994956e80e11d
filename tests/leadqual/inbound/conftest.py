"""A form and rules of a workspace with taxonomy and models."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.inbound.forms import FormValues, create_form
from leadqual.inbound.models import InboundForm, RoutingRule
from leadqual.inbound.routing import RuleValues, create_rule


@pytest.fixture
def form(workspace: Workspace, manager: User, models: None) -> InboundForm:
    return create_form(workspace=workspace, values=FormValues("Demo request"), author=manager)


@pytest.fixture
def rules(
    workspace: Workspace, manager: User, qualifier: User, models: None
) -> tuple[RoutingRule, RoutingRule]:
    """First sales in Germany for the qualifier, then everybody for the manager."""
    sales = RuleValues("German sales", qualifier.pk, departments=["sales"], countries=["DE"])
    rest = RuleValues("Everybody else", manager.pk)
    return (
        create_rule(workspace=workspace, values=sales, author=manager),
        create_rule(workspace=workspace, values=rest, author=manager),
    )
