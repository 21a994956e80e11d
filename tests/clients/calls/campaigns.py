"""Calls of operations on campaigns."""

from leadqual.campaigns.models import Verdict
from recommender.types import FACTORS
from tests.clients.calls.call import Call, Keys


def _no_verdicts(_: Keys) -> None:
    Verdict.objects.all().delete()


CAMPAIGNS: dict[str, Call] = {
    "create_campaign": Call({"name": "Ports"}),
    "update_campaign": Call({"name": "Harbors", "archived": True}),
    "preview_campaign": Call({"domains": ["port-3.example"]}),
    "add_campaign_companies": Call(lambda keys: {"company_ids": [keys["company_id"]]}),
    "undo_campaign_companies": Call({"after": 0, "upto": 0, "was_all": False}),
    "set_reasons": Call({"like": [{"text": "Right size"}]}),
    "create_bulk_verdict": Call(
        lambda keys: {"companies": [keys["company_id"]], "verdict": "dislike"},
        prepare=_no_verdicts,
    ),
    "decide_disagreement": Call(
        lambda keys: {"company": keys["company_id"], "verdict": "like"},
        problem=(409, "nothing_to_settle"),
    ),
    "start_replay": Call(problem=(409, "too_few_verdicts")),
    "exclude_verdicts": Call(lambda keys: {"company": keys["company_id"]}),
    "set_order": Call({"strategy": "mix"}),
    "add_seeds": Call({"domains": ["port-3.example"]}),
    "record_verdict": Call(lambda keys: {"company": keys["company_id"], "verdict": "like"}),
    "set_weights": Call({"weights": dict.fromkeys(FACTORS, 1)}),
}
