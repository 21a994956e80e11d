"""Two workspaces with the same companies; the first one holds a row of everything, and a secret."""

from collections.abc import Container
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import ForeignKey, Model
from django.utils import timezone

from leadqual.accounts import models as accounts
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Reason, Seed, Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.exclusions import exclude
from leadqual.campaigns.verdicts.services import record_bulk, record_verdict
from leadqual.companies.models import MapPlace
from leadqual.core import clock
from leadqual.duplicates.models import DuplicatePair, DuplicateRun, Kind
from leadqual.enrichment import models as enrichment
from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.inbound.models import InboundForm, InboundLead, RoutingRule
from leadqual.labeling.models import corrections as labels
from leadqual.labeling.models import learned, queues
from leadqual.labeling.models.predictions import FormerPrediction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.lead_scores.models import LeadScoreRules
from leadqual.leads import models as leads
from leadqual.leads.merging.services import MergeRequest, merge_records
from leadqual.leads.models import Company, Contact
from leadqual.leads.records.changes import change_record
from leadqual.mailboxes.models import Mailbox
from leadqual.monitoring.models import Alert, FailedJob
from leadqual.privacy.models import Erasure, PrivacyRequest
from leadqual.replies import models as replies
from leadqual.reports.share_links import create_link
from leadqual.search.lists.bulk_do_not_contact import set_do_not_contact_for_all
from leadqual.search.lists.services import add_records, create_list, delete_list
from leadqual.search.query.query import ContactQuery
from leadqual.search.saved_search_changes import delete_search, save_search
from leadqual.search.watches import watch_search
from leadqual.taxonomy.drafts.services import start_draft
from leadqual.taxonomy.models import Function, Level
from leadqual.webhooks.endpoint_settings import EndpointSettings
from leadqual.webhooks.endpoints import create_endpoint
from leadqual.webhooks.models import WebhookDelivery, WebhookEvent, WebhookSequence
from tests.leadqual.campaigns.conftest import embed
from tests.leadqual.leads.people import make_contact, make_title

SECRET = "quillfeather"  # stands in every text of the first workspace
FIRST_KEY, LATER_KEY = 7_700_000, 8_800_000
ADDING = UUID("77000000-0000-4000-8000-000000000001")
APPS = [app.label for app in apps.get_app_configs() if app.name.startswith("leadqual.")]
N_COMPANIES = 4


def tables() -> list[type[Model]]:
    """Return the models whose rows belong to a workspace."""
    return [model for name in APPS for model in apps.get_app_config(name).get_models()]


def start_keys_at(first: int) -> None:
    """Give new rows keys that are found again in any page."""
    with connection.cursor() as cursor:
        for model in tables():
            names = [model._meta.db_table, str(model._meta.pk.column)]
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", names)
            (name,) = cursor.fetchone()
            if name:
                cursor.execute(f"ALTER SEQUENCE {name} RESTART WITH {first}")


@cache
def ways_to_workspace(model: type[Model]) -> list[str]:
    """Return the chains of foreign keys from a table to the workspaces, shortest first.

    No chain meets a table twice: rows may name others of their own table.
    """
    ways: list[str] = []
    edge: list[tuple[str, type[Model], frozenset[type[Model]]]] = [("", model, frozenset({model}))]
    while edge:
        path, here, met = edge.pop(0)
        for field in here._meta.concrete_fields:
            if not isinstance(field, ForeignKey):
                continue
            other, way = field.related_model, f"{path}{field.name}"
            if other is Workspace:
                ways.append(f"{way}_id")
            elif other._meta.app_label in APPS and other is not User and other not in met:
                edge.append((f"{way}__", other, met | {other}))
    return ways


def fingerprints(workspace: Workspace, of: Container[str] | None = None) -> dict[str, str]:
    """Return the fingerprint of all rows of a workspace in each table, or in some."""
    parts: list[str] = []
    values: list[Any] = []
    for model in tables():
        table, ways = model._meta.db_table, ways_to_workspace(model)
        if ways and (of is None or table in of):
            found = model._default_manager.filter(**{ways[0]: workspace.pk}).order_by("pk")
            text, given = found.values_list().query.sql_with_params()
            parts.append(f"SELECT '{table}', md5(string_agg(x::text, '')) FROM ({text}) x")
            values += given
    return _read(" UNION ALL ".join(parts), values) if parts else {}


def n_writes() -> dict[str, int]:
    """Return how many rows of each table this transaction wrote or deleted so far."""
    return _read("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")


def _read(sql: str, values: list[Any] | None = None) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(cursor.fetchall())


def keys_for(
    secret: dict[str, object], route: str, arguments: tuple[str, ...]
) -> dict[str, object]:
    """Return a key of the first workspace for each argument of an address.

    Raises:
        LookupError: nothing stands for an argument.
    """
    kind = "title" if "titles/" in route else "company"
    keys = secret | {"correction_id": secret[f"{kind}_correction_id"]}
    if kind == "title":
        keys["step_id"] = keys["title_step_id"]
    if route.rstrip("/").endswith("/restore"):
        keys |= {"list_id": keys["deleted_list_id"], "search_id": keys["deleted_search_id"]}
    if missing := [name for name in arguments if name not in keys]:
        raise LookupError(
            f"Nothing stands for {missing} of {route}: add such a row, and its key, to "
            "`secret_rows` in tests/two_workspaces.py."
        )
    return {name: keys[name] for name in arguments}


def companies_of(workspace: Workspace) -> list[Company]:
    """Add the companies that both workspaces have: names, addresses, texts and vectors alike."""
    found = []
    for place in range(N_COMPANIES):
        company = Company.objects.create(
            workspace=workspace,
            name=f"Port {place}",
            name_key=f"port {place}",
            domain=f"port-{place}.example",
            overview="Plans berths.",
            business_model="b2b",
        )
        embed(company, "port", seed=place)
        found.append(company)
    return found


def secret_rows(workspace: Workspace, author: User) -> dict[str, object]:
    """Add a row of everything that has an address; returns argument of an address → key."""
    start_keys_at(FIRST_KEY)
    by: dict[str, Any] = {"workspace": workspace, "author": author}
    companies = companies_of(workspace)
    Company.objects.filter(workspace=workspace).update(headquarters=SECRET, city=SECRET)
    contact, keys = _person(companies[0], by)
    return {
        # Of pages of accounts, which belong to no workspace: nothing is found by them.
        "uidb36": "1",
        "key": "1",
        "provider_id": "1",
        "session_id": 1,
        "pk": 1,
        **_account(workspace, author),
        **keys,
        **_lists(contact, companies[0], by),
        **_entries(by),
        **_titles(contact, by),
        **_replies(contact, by),
        **_campaign(companies, by),
        **_companies(companies[0], by),
        **_import(by),
        **_duplicates(by),
        **_inbound(by),
        **_enrichment(companies[0], by),
        **_shared(by),
        **_webhook(by),
    }


def _account(workspace: Workspace, author: User) -> dict[str, object]:
    own: dict[str, Any] = {"workspace": workspace}
    later = timezone.now() + timedelta(days=1)
    member = accounts.Member.objects.create(**own, user=author, role=accounts.Role.MANAGER)
    key = accounts.ApiKey.objects.create(
        **own, name=SECRET, prefix=SECRET, key_hash="0" * 64, created_by=author, scopes=["admin"]
    )
    email, code = f"invited-{SECRET}@port.example", "1" * 64
    invitation = accounts.Invitation.objects.create(
        **own, email=email, token_hash=code, invited_by=author, expires_at=later
    )
    export = accounts.WorkspaceExport.objects.create(
        **own, author=author, state=accounts.WorkspaceExport.State.DONE, expires_at=later
    )
    return {
        "key_id": key.pk,
        "member_id": member.pk,
        "invitation_id": invitation.pk,
        "workspace_export_id": export.pk,
    }


def _person(company: Company, by: dict[str, Any]) -> tuple[Contact, dict[str, object]]:
    workspace, author = by["workspace"], by["author"]
    contact = make_contact(
        workspace,
        f"Jana {SECRET}",
        email=f"{SECRET}@port.example",
        company=company,
        job_title=make_title(workspace, f"Head of {SECRET}", {"sales": 0.9}),
    )
    change_record(record=contact, values={"city": SECRET}, author=author, step=ADDING)
    of_contact: dict[str, Any] = {"workspace": workspace, "contact": contact}
    leads.ContactFormerKey.objects.create(**of_contact, value=f"was-{SECRET}@port.example")
    note = leads.Note.objects.create(**of_contact, author=author, text=SECRET)
    report = leads.FactReport.objects.create(
        **of_contact, author=author, field="city", value=SECRET
    )
    kind, record = leads.CustomField.Kind.TEXT, leads.CustomField.Record.CONTACT
    field = leads.CustomField.objects.create(
        **by, record=record, code=SECRET, label=SECRET, kind=kind
    )
    status = leads.SalesStatus.objects.create(
        workspace=workspace, code=SECRET, label=SECRET, position=8
    )
    archived = leads.SalesStatus.objects.create(
        workspace=workspace,
        code=f"was-{SECRET}",
        label=f"Former {SECRET}",
        position=9,
        archived_at=timezone.now(),
    )
    keys = {"contact_id": contact.pk, "note_id": note.pk, "report_id": report.pk}
    keys |= {"field_id": field.pk, "status_id": status.pk, "archived_status_id": archived.pk}
    return contact, {**keys, "field": "owner"}


def _lists(contact: Contact, company: Company, by: dict[str, Any]) -> dict[str, object]:
    author = by["author"]
    row = create_list(**by, name=f"List {SECRET}")
    add_records(contact_list=row, keys=[contact.pk], author=author, request_id=ADDING)
    of_companies = create_list(**by, name=f"Companies {SECRET}", records="companies")
    add_records(contact_list=of_companies, keys=[company.pk], author=author, request_id=ADDING)
    deleted = create_list(**by, name=f"Former {SECRET}")
    delete_list(contact_list=deleted, author=author)
    query = ContactQuery(q=SECRET)
    search = save_search(**by, name=f"Search {SECRET}", query=query)
    watch_search(saved=search, user=author)
    watch = leads.WatchedSearch.objects.get(saved_search=search)
    leads.SearchMatch.objects.create(watch=watch, contact=contact)
    former = save_search(**by, name=f"Former {SECRET}", query=query)
    delete_search(saved=former, author=author)
    export = leads.Export.objects.create(
        **by, format="csv", way="api", n_people=0, query=f"q={SECRET}", columns=["email"]
    )
    return {
        "list_id": row.pk,
        "deleted_list_id": deleted.pk,
        "search_id": search.pk,
        "deleted_search_id": former.pk,
        "export_id": export.pk,
        "request_id": ADDING,
    }


def _entries(by: dict[str, Any]) -> dict[str, object]:
    stopped = make_contact(by["workspace"], "Former", email=f"former-{SECRET}@port.example")
    set_do_not_contact_for_all(**by, ids=[stopped.pk], request_id=ADDING)
    suppressed = leads.SuppressionList.objects.create(
        **by,
        name=f"List {SECRET}",
        origin=SECRET,
        file_name=f"{SECRET}.csv",
        status=leads.SuppressionList.Status.DONE,
    )
    leads.SuppressionLine.objects.create(
        suppression_list=suppressed, number=2, value=SECRET, reason="Not read."
    )
    for domain, given in (
        (f"list.{SECRET}.example", {"reason": "suppression list", "suppression_list": suppressed}),
        (f"{SECRET}.example", {"reason": "manual"}),
    ):
        origin = f"list:{suppressed.pk}" if len(given) > 1 else "settings"
        kind = leads.DoNotContact.Kind.DOMAIN
        entry = leads.DoNotContact.objects.create(
            **by, kind=kind, value=domain, key=domain, origin=origin, **given
        )
    return {"entry_id": entry.pk, "suppression_list_id": suppressed.pk}


def _titles(contact: Contact, by: dict[str, Any]) -> dict[str, object]:
    title = contact.job_title
    assert title is not None
    of_title: dict[str, Any] = {"workspace": by["workspace"], "job_title": title}
    level = Level.objects.all()[0]
    correction = labels.Correction.objects.create(
        **of_title, author=by["author"], level=level, note=SECRET
    )
    suggestion = Suggestion.objects.create(
        **of_title,
        author=by["author"],
        kind=Suggestion.Kind.TITLE,
        text=title.title,
        key=title.normalised,
        functions=["sales"],
        note=SECRET,
    )
    FormerPrediction.objects.create(**of_title, labels=[], level="manager", source=SECRET)
    group = queues.TitleGroup.objects.create(
        workspace=by["workspace"], name=f"Group {SECRET}", n_titles=1, n_contacts=1
    )
    queues.GroupedTitle.objects.create(group=group, job_title=title, likeness=1)
    queues.QueueRun.objects.create(workspace=by["workspace"], problem=SECRET)
    similar = queues.LabelConflict.Kind.SIMILAR
    queues.LabelConflict.objects.create(
        **of_title, kind=similar, functions=[SECRET], beside=title, score=1, newest=0
    )
    step = queues.BulkCorrection.objects.create(**by, name=f"Step {SECRET}")
    step.corrections.add(correction)
    learned_function = learned.LearnedFunction.objects.create(
        workspace=by["workspace"],
        function=Function.objects.get(slug="sales"),
        model_version="none",
        state=learned.LearnedFunction.State.ON_HOLD,
        vector=[0.0] * 192,
        words={},
        bias=0,
        threshold=0,
        n_titles=1,
        recall=0.5,
    )
    draft = start_draft(name=f"Draft {SECRET}", author=by["author"])
    return {
        "draft_id": draft.pk,
        "title_id": title.pk,
        "title_correction_id": correction.pk,
        "group_id": group.pk,
        "title_step_id": step.pk,
        "learned_id": learned_function.pk,
        "suggestion_id": suggestion.pk,
    }


def _replies(contact: Contact, by: dict[str, Any]) -> dict[str, object]:
    workspace, author = by["workspace"], by["author"]
    now = timezone.now()
    reply = replies.Reply.objects.create(
        workspace=workspace,
        contact=contact,
        sender=f"{SECRET}@port.example",
        received_at=now,
        **dict.fromkeys(("message_id", "subject", "text", "written"), SECRET),
    )
    replies.Reply.objects.filter(pk=reply.pk).update(thread=reply.pk)
    replies.ProposedContact.objects.create(reply=reply, first_name=SECRET, company_name=SECRET)
    of_reply: dict[str, Any] = {"workspace": workspace, "reply": reply, "due_on": now.date()}
    task = replies.Task.objects.create(**of_reply, contact=contact, owner=author, text=SECRET)
    erasure_of, reply_of = PrivacyRequest.Kind.ERASURE, leads.DeletedRecord.Kind.REPLY
    request = PrivacyRequest.objects.create(
        **of_reply, kind=erasure_of, sender=reply.sender, received_at=now
    )
    removed = leads.DeletedRecord.objects.create(
        workspace=workspace,
        deleted_by=author,
        kind=reply_of,
        record_id=1,
        name=SECRET,
        rows=[],
        step=ADDING,
    )
    erased = leads.ErasedPerson.objects.create(workspace=workspace, erased_by=author)
    erasure = Erasure.objects.create(workspace=workspace, person=erased, finished_at=now)
    upload = replies.Upload.objects.create(**by, file_names=[SECRET])
    upload.mails.create(place=SECRET, outcome="new", reply=reply)
    mailbox = Mailbox.objects.create(
        **by,
        host="imap.port.example",
        username=f"{SECRET}@port.example",
        name=SECRET,
        secret=SECRET,
        since=now.date(),
        next_check_at=now + timedelta(days=9_999),
    )
    mailbox.read_folders.create(name=SECRET, uid_validity=1)
    mailbox.read_emails.create(
        digest="0" * 64, outcome="rejected", reply=reply, folder=SECRET, uid=1, reason=SECRET
    )
    replies.SentEmail.objects.create(
        workspace=workspace, contact=contact, message_id=SECRET, subject=SECRET, sent_at=now
    )
    return {
        "reply_id": reply.pk,
        "privacy_request_id": request.pk,
        "deletion_id": removed.pk,
        "erasure_id": erasure.pk,
        "upload_id": upload.pk,
        "reply_step_id": replies.BulkReplyCorrection.objects.create(**by).pk,
        "mailbox_id": mailbox.pk,
        "task_id": task.pk,
    }


def _campaign(companies: list[Company], by: dict[str, Any]) -> dict[str, object]:
    author = by["author"]
    campaign = create_campaign(**by, name=f"Campaign {SECRET}")
    one, two, three, _ = companies
    like = record_verdict(campaign=campaign, company=one, value=Verdict.Value.LIKE, author=author)
    step = record_bulk(
        campaign=campaign,
        company_ids=[two.pk],
        value=Reason.Verdict.DISLIKE,
        author=author,
        request_id=uuid4(),
    )
    exclude(campaign=campaign, company=two, author=author)
    seed = Seed.objects.create(campaign=campaign, company=three, origin=Seed.Origin.DOMAINS)
    for place, company in enumerate(companies):
        point: dict[str, Any] = {"layout": 1, "encoder": "none", "x": place / 9, "y": 0.5}
        MapPlace.objects.create(workspace=by["workspace"], company=company, **point)
    return {
        "campaign_id": campaign.pk,
        "verdict_id": like.pk,
        "region_id": step.pk,
        "step_id": step.pk,
        "seed_id": seed.pk,
    }


def _companies(company: Company, by: dict[str, Any]) -> dict[str, object]:
    leads.FormerBusinessModel.objects.create(
        workspace=by["workspace"],
        company=company,
        business_model="b2c",
        probability=0.5,
        why=[{"label": "b2c", "because": SECRET, "text": SECRET, "score": 0.5}],
        version=SECRET,
    )
    former: dict[str, object] = {"business_model": "b2b", "why": [], "version": ""}
    former |= {"probability": None, "probabilities": None}
    correction = labels.BusinessModelCorrection.objects.create(
        **by, company=company, business_model="both", former=former, note=SECRET
    )
    former = {"weights": {SECRET: 1}}
    LeadScoreRules.objects.create(**by, tier_a=70, tier_b=40, version=FIRST_KEY, former=former)
    return {
        "company_id": company.pk,
        "company_correction_id": correction.pk,
        "version": FIRST_KEY,  # Of its lead score.
    }


def _import(by: dict[str, Any]) -> dict[str, object]:
    name = f"{SECRET}.csv"
    batch = ImportBatch.objects.create(
        **by,
        kind=ImportBatch.Kind.COMPANIES,
        file=ContentFile(f"name\n{SECRET}\n".encode(), name),
        file_name=name,
        encoding="utf-8",
        delimiter=",",
        columns=[{"name": "name", "guess": "name", "because": "name", "values": [SECRET]}],
        mapping={"name": "name"},
    )
    outcome = ImportRow.Outcome.REJECTED
    ImportRow.objects.create(batch=batch, number=2, outcome=outcome, value=SECRET, reason=SECRET)
    return {"batch_id": batch.pk}


def _duplicates(by: dict[str, Any]) -> dict[str, object]:
    one, two, three, four = (make_contact(by["workspace"], f"Double {SECRET}") for _ in range(4))
    pair = DuplicatePair.objects.create(
        workspace=by["workspace"],
        kind=Kind.CONTACT,
        contact_a=one,
        contact_b=two,
        score=0.9,
        reasons=[["name", SECRET, 1.0]],
    )
    merged = merge_records(**by, request=MergeRequest(Kind.CONTACT, three.pk, four.pk))
    run = DuplicateRun.objects.create(
        **by, kind=Kind.CONTACT, task=DuplicateRun.Task.MERGE, step=ADDING
    )
    return {"pair_id": pair.pk, "merge_id": merged.pk, "run_id": run.pk}


def _inbound(by: dict[str, Any]) -> dict[str, object]:
    workspace, author = by["workspace"], by["author"]
    form = InboundForm.objects.create(**by, name=SECRET, token=f"{SECRET}-{workspace.pk}")
    rule = RoutingRule.objects.create(**by, position=1, name=SECRET, owner=author)
    facts: dict[str, object] = dict.fromkeys(("title", "level", "country"), SECRET)
    facts |= {"business_model": SECRET, "functions": [SECRET], "departments": [SECRET], "score": 1}
    InboundLead.objects.create(
        workspace=workspace,
        source=InboundLead.Source.FORM,
        form=form,
        contact=make_contact(workspace, f"Lead {SECRET}"),
        outcome=InboundLead.Outcome.CREATED,
        facts=facts,
        rule=rule,
        owner=author,
        steps=[[SECRET, SECRET]],
        **dict.fromkeys(("message", "rule_name", "reason"), SECRET),
    )
    return {"form_id": form.pk, "rule_id": rule.pk}


def _enrichment(company: Company, by: dict[str, Any]) -> dict[str, object]:
    own = {"workspace": by["workspace"]}
    enrichment.LanguageModel.objects.create(
        **own, base_url=f"https://{SECRET}.example/v1", model=SECRET
    )
    webhook = enrichment.FieldWebhook.objects.create(
        **by, kind="company", name=SECRET, url=f"https://{SECRET}.example/", fields=[SECRET]
    )
    run = enrichment.EnrichmentRun.objects.create(
        **by,
        kind="company",
        source="question",
        webhook=webhook,
        status="stopped",
        step=uuid4(),
        **dict.fromkeys(("query", "question", "field", "problem"), SECRET),
    )
    enrichment.EnrichmentResult.objects.create(run=run, company=company, detail=SECRET)
    return {"enrichment_id": run.pk, "field_webhook_id": webhook.pk}


def _shared(by: dict[str, Any]) -> dict[str, object]:
    made = create_link(**by, days=30)
    return {"link_id": made.link.pk}


def _webhook(by: dict[str, Any]) -> dict[str, object]:
    own, now = {"workspace": by["workspace"]}, clock.now()
    address, kinds = f"https://{SECRET}.example/", ["alert.opened"]
    wanted = EndpointSettings(url=address, event_types=kinds, description=SECRET)
    endpoint, _ = create_endpoint(**by, wanted=wanted)
    event = WebhookEvent.objects.create(
        **own, type="alert.opened", sequence=1, data={"signal": SECRET}
    )
    WebhookSequence.objects.create(**own, last_number=1)
    delivery = WebhookDelivery.objects.create(
        **own, event=event, endpoint=endpoint, next_at=now, tried_until=now, answer=SECRET
    )
    alert = Alert.objects.create(
        **own,
        area=Alert.Area.DATA,
        signal="titles_language",
        **dict.fromkeys(("since", "opened_at", "last_at"), now),
        figure=0.5,
        limit=0.2,
        note=SECRET,
        facts={"shifts": [["de", 0.1, 0.5]], "n": 60},
    )
    failed = FailedJob.objects.create(
        job="monitoring.count_waiting", error="builtins.OSError", job_id="1", last_at=now
    )
    return {
        "webhook_id": endpoint.pk,
        "delivery_id": delivery.pk,
        "alert_id": alert.pk,
        "failed_job_id": failed.pk,
    }
