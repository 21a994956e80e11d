"""Calls of operations on titles, business models, replies and tasks."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from classifiers.replies.intents import REFERRAL
from leadqual.core import clock
from leadqual.labeling import business_models as cost_services
from leadqual.labeling.corrections.approvals import approve
from leadqual.labeling.corrections.services import undo_correction
from leadqual.labeling.learned_functions.overrides import activate_override
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.leads.models import JobTitle
from leadqual.replies.corrections import correct_reply
from leadqual.replies.models import Reply
from leadqual.taxonomy.models import Level
from leadqual.taxonomy.selectors import cost_table
from tests.clients.calls.call import Call, Keys, author_of, colleague_of

_LABELS = {"functions": ["procurement"], "level": "manager"}


def _many(keys: Keys) -> dict[str, object]:
    return {"ids": [keys["title_id"]], "functions": ["procurement"]}


def _read_title(keys: Keys) -> None:
    JobTitle.objects.filter(pk=keys["title_id"]).update(level=Level.objects.all()[0])


def _of_company(keys: Keys) -> Keys:
    found = Suggestion.objects.get(pk=keys["suggestion_id"])
    found.pk, found.kind, found.job_title = None, Suggestion.Kind.COMPANY, None
    found.company_id, found.key = keys["company_id"], f"company:{keys['company_id']}"
    found.functions, found.label = None, "b2b"
    found.save()
    return {"suggestion_id": found.pk}


def _costs(_: Keys) -> dict[str, object]:
    costs = [{"actual": "b2b", "predicted": "b2c", "cost": 7}]
    return {"costs": costs, "seen": cost_services.token_of(cost_table())}


def _changed_costs(keys: Keys) -> Keys:
    author = Suggestion.objects.get(pk=keys["suggestion_id"]).author
    assert author is not None
    change = cost_services.change_costs(
        costs={("b2b", "b2c"): 7.0}, seen=cost_services.token_of(cost_table()), author=author
    )
    return {"change_id": change.pk}


_EMAIL = b"""From: Ada <ada@kelvia.example>
To: sales@port.example
Subject: Re: Offer
Message-ID: <1@kelvia.example>
Date: Mon, 2 Nov 2026 10:00:00 +0000

Please unsubscribe me.
"""


def _next_week(_: Keys) -> dict[str, object]:
    return {"until": f"{timezone.now() + timedelta(days=7):%Y-%m-%d}"}


def _names_a_contact(keys: Keys) -> None:
    reply = Reply.objects.get(pk=keys["reply_id"])
    correct_reply(reply=reply, intent=REFERRAL, author=author_of(keys))


def _correction_of_a_colleague(keys: Keys) -> Correction:
    """Approval is by somebody else than the author."""
    rows = Correction.objects.filter(pk=keys["title_correction_id"])
    rows.update(author=colleague_of(keys))
    return rows.get()


def _to_approve(keys: Keys) -> None:
    _correction_of_a_colleague(keys)


def _approved(keys: Keys) -> None:
    approve(correction=_correction_of_a_colleague(keys), reviewer=author_of(keys))


def _undone_correction(keys: Keys) -> None:
    correction = Correction.objects.get(pk=keys["title_correction_id"])
    undo_correction(correction=correction, author=author_of(keys))


def _learned(keys: Keys) -> None:
    """A function that says yes of no title loses no case of the test set."""
    LearnedFunction.objects.filter(pk=keys["learned_id"]).update(bias=-100, threshold=1)


def _activated(keys: Keys) -> None:
    _learned(keys)
    learned = LearnedFunction.objects.get(pk=keys["learned_id"])
    activate_override(learned=learned, author=author_of(keys))


LABELING: dict[str, Call] = {
    "classify_titles": Call({"titles": ["VP Sales"]}),
    "explain_title": Call({"title": "VP Sales"}),
    "compare_titles": Call({"titles": ["VP Sales", "Head of Sales"]}),
    "propose_function_group": Call({"titles": ["VP Sales", "Head of Sales"]}),
    "look_up_title_predictions": Call(query={"title": "VP Sales"}),
    "correct_title": Call(_LABELS),
    "preview_title_correction": Call(_LABELS),
    "preview_learned_functions": Call(_LABELS),
    "record_second_label": Call(_LABELS),
    "undo_second_label": Call(prepare=_approved),
    "suggest_title": Call({"functions": ["procurement"]}),
    "update_title_agreement": Call({"double_labeling_percent": 10}),
    "create_bulk_correction": Call(_many, prepare=_read_title),
    "preview_bulk_correction": Call(_many, prepare=_read_title),
    "accept_suggestion": Call(_LABELS),
    "accept_business_model_suggestion": Call({"business_model": "b2b"}, prepare=_of_company),
    "return_suggestion": Call({"note": "It is a purchasing role."}),
    "approve_title_correction": Call(prepare=_to_approve),
    "withdraw_title_approval": Call(prepare=_approved),
    "return_title_correction": Call({"note": "It is wrong."}, prepare=_to_approve),
    "activate_learned_function": Call({}, prepare=_learned),
    "undo_learned_function_activation": Call(prepare=_activated),
    "classify_companies": Call(
        {"companies": [{"name": "Kelvia", "overview": "Rents berths to shipping lines."}]}
    ),
    "look_up_company_predictions": Call(query=lambda keys: {"company": keys["company_id"]}),
    "correct_company": Call({"business_model": "b2b"}),
    "suggest_company": Call({"business_model": "b2b"}),
    "classify_replies": Call({"replies": [{"text": "Please unsubscribe me."}]}),
    "create_reply": Call({"sender": "ada@kelvia.example", "text": "Please unsubscribe me."}),
    "accept_reply_contact": Call(
        {"email": "bo@kelvia.example", "first_name": "Bo"}, prepare=_names_a_contact
    ),
    "dismiss_reply": Call(prepare=_names_a_contact),
    "correct_reply": Call({"intent": "positive_willing_to_meet"}),
    "snooze_reply": Call(_next_week),
    "create_bulk_reply_correction": Call(lambda keys: {"ids": [keys["reply_id"]]}),
    "undo_reply": Call(prepare=_names_a_contact),
    "snooze_replies": Call(lambda keys: {"ids": [keys["reply_id"]], **_next_week(keys)}),
    "delete_replies": Call(lambda keys: {"ids": [keys["reply_id"]], "request_id": str(uuid4())}),
    "create_reply_upload": Call(files={"file": ("reply.eml", _EMAIL, "message/rfc822")}),
    "create_suggestion": Call({"kind": "title", "title": "VP Sales", "functions": ["sales"]}),
    "redo_title_correction": Call(prepare=_undone_correction),
    "set_confusion_costs": Call(_costs),
    "undo_confusion_costs": Call(prepare=_changed_costs),
    "set_reply_settings": Call({"stops_company": True}),
    "create_task": Call(
        lambda keys: {
            "contact": keys["contact_id"],
            "text": "Call back.",
            "due_on": f"{clock.now().date()}",
        }
    ),
    "update_task": Call({"is_done": True}),
}
