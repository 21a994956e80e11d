"""Calls of operations on campaigns."""

from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company
from recommender.types import FACTORS
from tests.clients.calls.call import Call, Keys, colleague_of


def _no_verdicts(_: Keys) -> None:
    Verdict.objects.all().delete()


def _judged_differently(keys: Keys) -> None:
    campaign = Campaign.objects.get(pk=keys["campaign_id"])
    company = Company.objects.get(pk=keys["company_id"])
    value = Verdict.Value.DISLIKE
    record_verdict(campaign=campaign, company=company, value=value, author=colleague_of(keys))


CAMPAIGNS: dict[str, Call] = {
    "create_campaign": Call({"name": "Ports"}),
    "update_campaign": Call({"name": "Harbors", "archived": True}),
    "preview_campaign": Call({"domains": ["port-3.example"]}),
    "add_campaign_companies": Call(lambda keys: {"ids": [keys["company_id"]]}),
    "undo_campaign_companies": Call({"after": 0, "upto": 0, "was_all": False}),
    "set_reasons": Call({"like": [{"text": "Right size"}]}),
    "create_bulk_verdict": Call(
        lambda keys: {"ids": [keys["company_id"]], "verdict": "dislike"},
        prepare=_no_verdicts,
    ),
    "decide_disagreement": Call(
        lambda keys: {"company": keys["company_id"], "verdict": "like"},
        prepare=_judged_differently,
    ),
    "exclude_verdicts": Call(lambda keys: {"company": keys["company_id"]}),
    "set_order": Call({"strategy": "mix"}),
    "add_seeds": Call({"domains": ["port-3.example"]}),
    "record_verdict": Call(lambda keys: {"company": keys["company_id"], "verdict": "like"}),
    "set_weights": Call({"weights": dict.fromkeys(FACTORS, 1)}),
}
