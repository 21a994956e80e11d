"""Two people who hold one link, or two links of one address, at the same moment."""

from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.acceptance import NewPerson, accept_with_new_account
from leadqual.accounts.invitations import invite
from leadqual.accounts.models import Invitation, Member, Role, User, Workspace
from leadqual.core.errors import LeadqualError
from tests.leadqual.at_once import together, writers_of
from tests.product import make_manager

pytestmark = pytest.mark.django_db(transaction=True)
ANNA = "anna@people.example"


def token_of(workspace: Workspace, author: User) -> str:
    """Invite the address and return the secret of its link."""
    tokens: list[str] = []

    def note(token: str) -> str:
        tokens.append(token)
        return f"https://leads.example/{token}"

    invite(workspace=workspace, email=ANNA, role=Role.VIEWER, author=author, build_link=note)
    return tokens[0]


def accepted(token: str, password: str) -> bool:
    """Accept with a new account; False where that is refused."""
    try:
        accept_with_new_account(token=token, person=NewPerson(password))
    except LeadqualError:
        return False
    return True


def test_one_link_opened_by_several_at_once_makes_one_account_and_one_member(
    workspace: Workspace,
) -> None:
    token = token_of(workspace, make_manager(workspace))
    passwords = [f"violet-harbor-{number}" for number in range(4)]

    acceptances = [partial(accepted, token, one) for one in passwords]
    results = together(acceptances, behind=writers_of(User))

    assert sorted(results) == [False, False, False, True]
    winner = passwords[results.index(True)]
    assert User.objects.get(email=ANNA).check_password(winner)
    assert Member.objects.filter(user__email=ANNA).count() == 1


def test_links_of_two_workspaces_at_once_make_one_account(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    author = make_manager(workspace)
    Member.objects.create(workspace=other_workspace, user=author, role=Role.MANAGER)
    tokens = [token_of(one, author) for one in (workspace, other_workspace)]

    acceptances = [partial(accepted, one, "violet-harbor") for one in tokens]
    results = together(acceptances, behind=writers_of(User))

    assert sorted(results) == [False, True]
    assert User.objects.filter(email=ANNA).count() == 1
    left = Invitation.objects.get(accepted_at=None)
    assert left.state_at(timezone.now()) == Invitation.State.OPEN  # To be accepted signed in.
    assert Client().get("/account/invitations/").status_code == 404
