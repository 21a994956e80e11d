"""Lists and saved searches that the team made from what it found."""

import random
import uuid

from leadqual.accounts.models import Member, User
from leadqual.campaigns.models import Verdict
from leadqual.demo.story.campaign_verdicts import TARGETS
from leadqual.demo.story.timeline import Scene, Step
from leadqual.home.visits import note_visit
from leadqual.leads.models import Company, Contact, ContactList
from leadqual.search.lists.services import add_records, create_list
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.saved_changes import save_search, visit


def steps(scene: Scene) -> list[Step]:
    team = scene.team
    leaders = ContactQuery(department=("sales",), country=("United Kingdom", "United States"))
    searches = (
        (12, "Sales in the UK and US", leaders, team.owner),
        (8, "Revenue operations", ContactQuery(function=("revenue_operations",)), team.maya),
        (4, "Companies in Germany", CompanyQuery(country=("Germany",)), team.tomas),
    )
    return [
        *(_search(scene, *search) for search in searches),
        Step(scene.at(3, 17, 30), "visit of the owner", lambda _: _visit(scene)),
        Step(scene.at(5, 13), "list of people", lambda chance: _call_list(scene, chance)),
        Step(scene.at(3, 13), "list of companies", lambda chance: _liked(scene, chance)),
        Step(scene.at(1, 16), "list of the fair", lambda chance: _fair(scene, chance)),
    ]


def _visit(scene: Scene) -> None:
    """Have the owner look at the home page: what came later is new for them."""
    note_visit(Member.objects.get(workspace=scene.workspace, user=scene.team.owner))


def _search(
    scene: Scene, days_ago: int, name: str, query: ContactQuery | CompanyQuery, author: User
) -> Step:
    def save(_: random.Random) -> None:
        saved = save_search(workspace=scene.workspace, name=name, query=query, author=author)
        visit(saved=saved, user=scene.team.owner)

    return Step(scene.at(days_ago, 12), f"search {name}", save)


def _call_list(scene: Scene, chance: random.Random) -> None:
    row = create_list(workspace=scene.workspace, name="Call this week", author=scene.team.owner)
    people = Contact.objects.filter(workspace=scene.workspace, do_not_contact=False)
    people = people.filter(job_title__labels__function__department__slug="sales")
    keys = sorted(set(people.values_list("pk", flat=True)))
    add_records(
        contact_list=row,
        keys=chance.sample(keys, min(24, len(keys))),
        author=scene.team.owner,
        request_id=_request_id(chance),
    )


def _liked(scene: Scene, chance: random.Random) -> None:
    row = create_list(
        workspace=scene.workspace,
        name="Liked software vendors",
        author=scene.team.maya,
        records=ContactList.Records.COMPANIES,
    )
    liked = Verdict.objects.filter(
        workspace=scene.workspace,
        campaign__name=TARGETS[0].name,
        value=Verdict.Value.LIKE,
        is_current=True,
    )
    keys = sorted(set(liked.values_list("company", flat=True)))
    add_records(
        contact_list=row,
        keys=keys,
        author=scene.team.maya,
        request_id=_request_id(chance),
    )


def _fair(scene: Scene, chance: random.Random) -> None:
    row = create_list(
        workspace=scene.workspace,
        name="Munich fair",
        author=scene.team.tomas,
        records=ContactList.Records.COMPANIES,
    )
    companies = Company.objects.filter(workspace=scene.workspace, country="Germany")
    add_records(
        contact_list=row,
        keys=sorted(companies.values_list("pk", flat=True)),
        author=scene.team.tomas,
        request_id=_request_id(chance),
    )


def _request_id(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)
