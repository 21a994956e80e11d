"""Colleagues in the sample workspace, whom nobody can sign in as."""

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.demo.story.story_steps import Team

_COLLEAGUES = (
    ("maya.lindqvist@leadqual.example", "Maya", "Lindqvist", Role.MANAGER),
    ("tomas.ferreira@leadqual.example", "Tomás", "Ferreira", Role.QUALIFIER),
)
EMAILS = tuple(email for email, *_ in _COLLEAGUES)


def create_team(workspace: Workspace, owner: User) -> Team:
    """Create the colleagues, or find them; they have no password and are not active."""
    found = []
    for email, first_name, last_name, role in _COLLEAGUES:
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User(email=email, first_name=first_name, last_name=last_name, is_active=False)
            user.set_unusable_password()
            user.save()
        Member.objects.get_or_create(workspace=workspace, user=user, defaults={"role": role})
        found.append(user)
    maya, tomas = found
    return Team(owner, maya, tomas)
