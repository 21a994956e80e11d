"""Lists and saved searches that the team made from what it found."""

import random
import uuid

from leadqual.accounts.models import Member, User
from leadqual.campaigns.models import Verdict
from leadqual.demo.story.campaign_verdicts import TARGETS
from leadqual.demo.story.story_steps import Step, Story
from leadqual.home import visits
from leadqual.leads.models import Company, Contact, ContactList
from leadqual.search.lists.services import add_records, create_list
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.saved_search_changes import record_visit, save_search


def steps(story: Story) -> list[Step]:
    team = story.team
    leaders = ContactQuery(department=("sales",), country=("United Kingdom", "United States"))
    searches = (
        (12, "Sales in the UK and US", leaders, team.owner),
        (8, "Revenue operations", ContactQuery(function=("revenue_operations",)), team.maya),
        (4, "Companies in Germany", CompanyQuery(country=("Germany",)), team.tomas),
    )
    return [
        *(_search_step(story, *search) for search in searches),
        Step(story.at(3, 17, 30), "visit of the owner", lambda _: _visit_home(story)),
        Step(story.at(5, 13), "list of people", lambda chance: _create_call_list(story, chance)),
        Step(story.at(3, 13), "list of companies", lambda chance: _list_liked(story, chance)),
        Step(story.at(1, 16), "list of the fair", lambda chance: _list_fair_guests(story, chance)),
    ]


def _visit_home(story: Story) -> None:
    """Have the owner look at the home page: what came later is new for them."""
    visits.record_visit(Member.objects.get(workspace=story.workspace, user=story.team.owner))


def _search_step(
    story: Story, days_ago: int, name: str, query: ContactQuery | CompanyQuery, author: User
) -> Step:
    def save(_: random.Random) -> None:
        saved = save_search(workspace=story.workspace, name=name, query=query, author=author)
        record_visit(saved=saved, user=story.team.owner)

    return Step(story.at(days_ago, 12), f"search {name}", save)


def _create_call_list(story: Story, chance: random.Random) -> None:
    row = create_list(workspace=story.workspace, name="Call this week", author=story.team.owner)
    people = Contact.objects.filter(workspace=story.workspace, do_not_contact=False)
    people = people.filter(job_title__labels__function__department__slug="sales")
    keys = sorted(set(people.values_list("pk", flat=True)))
    add_records(
        contact_list=row,
        keys=chance.sample(keys, min(24, len(keys))),
        author=story.team.owner,
        request_id=_request_id(chance),
    )


def _list_liked(story: Story, chance: random.Random) -> None:
    row = create_list(
        workspace=story.workspace,
        name="Liked software vendors",
        author=story.team.maya,
        records=ContactList.Records.COMPANIES,
    )
    liked = Verdict.objects.filter(
        workspace=story.workspace,
        campaign__name=TARGETS[0].name,
        value=Verdict.Value.LIKE,
        is_current=True,
    )
    keys = sorted(set(liked.values_list("company", flat=True)))
    add_records(
        contact_list=row,
        keys=keys,
        author=story.team.maya,
        request_id=_request_id(chance),
    )


def _list_fair_guests(story: Story, chance: random.Random) -> None:
    row = create_list(
        workspace=story.workspace,
        name="Munich fair",
        author=story.team.tomas,
        records=ContactList.Records.COMPANIES,
    )
    companies = Company.objects.filter(workspace=story.workspace, country="Germany")
    add_records(
        contact_list=row,
        keys=sorted(companies.values_list("pk", flat=True)),
        author=story.team.tomas,
        request_id=_request_id(chance),
    )


def _request_id(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)
