"""Two workspaces with the same companies; the first one holds a row of everything, and a secret."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import ForeignKey, Model
from django.utils import timezone

from leadqual.accounts.models import (
    ApiKey,
    Invitation,
    Member,
    Role,
    User,
    Workspace,
    WorkspaceExport,
)
from leadqual.campaigns.bulk.company_list import judge_many
from leadqual.campaigns.models import Reason, Seed, Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.excluded_verdicts import drop
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.companies.models import MapPlace
from leadqual.core import clock
from leadqual.duplicates.models import DuplicatePair, DuplicateRun, Kind
from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.inbound.models import InboundForm, InboundLead, RoutingRule
from leadqual.labeling.models.corrections import (
    BusinessModelCorrection,
    Correction,
    LearnedFunction,
)
from leadqual.labeling.models.prediction_log import FormerPrediction
from leadqual.labeling.models.queues import (
    BulkCorrection,
    GroupedTitle,
    LabelConflict,
    QueueRun,
    TitleGroup,
)
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.lead_scores.models import LeadScoreRules
from leadqual.leads.merging.services import MergeRequest, merge_records
from leadqual.leads.models import (
    Company,
    Contact,
    ContactFormerEmail,
    CustomField,
    DeletedRecord,
    DoNotContact,
    ErasedPerson,
    Export,
    FactReport,
    FormerBusinessModel,
    Note,
    SearchMatch,
    SuppressionLine,
    SuppressionList,
    WatchedSearch,
)
from leadqual.leads.records.changes import change_record
from leadqual.mailboxes.models import Mailbox
from leadqual.monitoring.models import Alert, FailedJob
from leadqual.privacy.models import Erasure, PrivacyRequest
from leadqual.replies.models import (
    BulkReplyCorrection,
    ProposedContact,
    Reply,
    SentEmail,
    Task,
    Upload,
)
from leadqual.search.lists.bulk_do_not_contact import set_do_not_contact_for_all
from leadqual.search.lists.services import add_companies, add_people, create_list, delete_list
from leadqual.search.query.query import ContactQuery
from leadqual.search.saved.services import delete_search, save_search
from leadqual.search.saved.watches import watch_search
from leadqual.taxonomy.models import Function, Level
from leadqual.webhooks.endpoints.endpoint_settings import EndpointSettings
from leadqual.webhooks.endpoints.services import create_endpoint
from leadqual.webhooks.models import WebhookDelivery, WebhookEvent, WebhookSequence
from tests.leadqual.campaigns.conftest import embed
from tests.leadqual.leads.people import make_contact, make_title

SECRET = "quillfeather"  # stands in every text of the first workspace
FIRST_KEY, LATER_KEY = 7_700_000, 8_800_000
ADDING = UUID("77000000-0000-4000-8000-000000000001")
APPS = (
    "accounts",
    "imports",
    "labelling",
    "leads",
    "matching",
    "privacy",
    "replies",
    "duplicates",
    "inbound",
    "lead_scores",
    "webhooks",
)
N_COMPANIES = 4


def tables() -> list[type[Model]]:
    """Return the models whose rows belong to a workspace."""
    return [model for name in APPS for model in apps.get_app_config(name).get_models()]


def start_keys_at(first: int) -> None:
    """Give new rows keys that are found again in any page."""
    with connection.cursor() as cursor:
        for model in tables():
            cursor.execute(
                "SELECT pg_get_serial_sequence(%s, %s)",
                [model._meta.db_table, str(model._meta.pk.column)],
            )
            (name,) = cursor.fetchone()
            if name:
                cursor.execute(f"ALTER SEQUENCE {name} RESTART WITH {first}")


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


def companies_of(workspace: Workspace) -> list[Company]:
    """Add the companies that both workspaces have: names, addresses, texts and vectors alike."""
    found = []
    for place in range(N_COMPANIES):
        found.append(
            Company.objects.create(
                workspace=workspace,
                name=f"Port {place}",
                name_key=f"port {place}",
                domain=f"port-{place}.example",
                overview="Plans berths.",
                business_model="b2b",
            )
        )
        embed(found[-1], "port", seed=place)
    return found


def secret_rows(workspace: Workspace, author: User) -> dict[str, object]:
    """Add a row of everything that has an address; returns argument of an address → key."""
    start_keys_at(FIRST_KEY)
    member = Member.objects.create(workspace=workspace, user=author, role=Role.MANAGER)
    key = ApiKey.objects.create(
        workspace=workspace,
        name=SECRET,
        prefix=SECRET,
        key_hash="0" * 64,
        created_by=author,
        scopes=["admin"],
    )
    invitation = Invitation.objects.create(
        workspace=workspace,
        email=f"invited-{SECRET}@port.example",
        token_hash="1" * 64,
        invited_by=author,
        expires_at=timezone.now() + timedelta(days=1),
    )
    full_export = WorkspaceExport.objects.create(
        workspace=workspace,
        author=author,
        state=WorkspaceExport.State.DONE,
        expires_at=timezone.now() + timedelta(days=1),
    )
    companies = companies_of(workspace)
    Company.objects.filter(workspace=workspace).update(headquarters=SECRET, city=SECRET)
    FormerBusinessModel.objects.create(
        workspace=workspace,
        company=companies[0],
        business_model="b2c",
        probability=0.5,
        why=[{"label": "b2c", "because": SECRET, "text": SECRET, "score": 0.5}],
        version=SECRET,
    )
    keys = _people(workspace, author, companies[0]) | _campaign(workspace, author, companies)
    batch = ImportBatch.objects.create(
        workspace=workspace,
        kind=ImportBatch.Kind.COMPANIES,
        file=ContentFile(f"name\n{SECRET}\n".encode(), f"{SECRET}.csv"),
        file_name=f"{SECRET}.csv",
        encoding="utf-8",
        delimiter=",",
        columns=[{"name": "name", "guess": "name", "because": "name", "values": [SECRET]}],
        mapping={"name": "name"},
        author=author,
    )
    ImportRow.objects.create(
        batch=batch, number=2, outcome=ImportRow.Outcome.REJECTED, value=SECRET, reason=SECRET
    )
    LeadScoreRules.objects.create(
        workspace=workspace,
        tier_a=70,
        tier_b=40,
        version=FIRST_KEY,
        former={"weights": {SECRET: 1}},
        author=author,
    )
    keys |= _duplicates(workspace, author) | _inbound(workspace, author)
    keys |= _webhook(workspace, author)
    return keys | {
        # Of pages of accounts, which belong to no workspace: nothing is found by them.
        "uidb36": "1",
        "key": "1",
        "provider_id": "1",
        "session_id": 1,
        "pk": 1,
        "key_id": key.pk,
        "member_id": member.pk,
        "invitation_id": invitation.pk,
        "workspace_export_id": full_export.pk,
        "batch_id": batch.pk,
        "version": FIRST_KEY,  # Of its lead score.
        "company_id": companies[0].pk,
        "company_correction_id": _business_model(workspace, author, companies[0]),
    }


def _inbound(workspace: Workspace, author: User) -> dict[str, object]:
    form = InboundForm.objects.create(
        workspace=workspace, name=SECRET, token=f"{SECRET}-{workspace.pk}", author=author
    )
    rule = RoutingRule.objects.create(
        workspace=workspace, position=1, name=SECRET, owner=author, author=author
    )
    contact = make_contact(workspace, f"Lead {SECRET}")
    InboundLead.objects.create(
        workspace=workspace,
        source=InboundLead.Source.FORM,
        form=form,
        contact=contact,
        outcome=InboundLead.Outcome.CREATED,
        facts={
            **dict.fromkeys(("title", "level", "country", "business_model"), SECRET),
            "functions": [SECRET],
            "departments": [SECRET],
            "score": 1,
        },
        message=SECRET,
        rule=rule,
        rule_name=SECRET,
        owner=author,
        reason=SECRET,
        steps=[[SECRET, SECRET]],
    )
    return {"form_id": form.pk, "rule_id": rule.pk}


def _webhook(workspace: Workspace, author: User) -> dict[str, object]:
    wanted = EndpointSettings(
        url=f"https://{SECRET}.example/", event_types=["alert.opened"], description=SECRET
    )
    endpoint, _ = create_endpoint(workspace=workspace, wanted=wanted, author=author)
    event = WebhookEvent.objects.create(
        workspace=workspace, type="alert.opened", sequence=1, data={"signal": SECRET}
    )
    WebhookSequence.objects.create(workspace=workspace, last_number=1)
    now = clock.now()
    delivery = WebhookDelivery.objects.create(
        workspace=workspace,
        event=event,
        endpoint=endpoint,
        next_at=now,
        tried_until=now,
        answer=SECRET,
    )
    alert = Alert.objects.create(
        pk=FIRST_KEY,
        workspace=workspace,
        area=Alert.Area.DATA,
        signal="titles_language",
        since=now,
        opened_at=now,
        last_at=now,
        figure=0.5,
        limit=0.2,
        facts={"shifts": [["de", 0.1, 0.5]], "n": 60},
        note=SECRET,
    )
    failed = FailedJob.objects.create(
        job="watching.count_waiting", error="builtins.OSError", job_id="1", last_at=now
    )
    return {
        "webhook_id": endpoint.pk,
        "delivery_id": delivery.pk,
        "alert_id": alert.pk,
        "failed_job_id": failed.pk,
    }


def _duplicates(workspace: Workspace, author: User) -> dict[str, object]:
    people = [make_contact(workspace, f"Double {SECRET}") for _ in range(4)]
    pair = DuplicatePair.objects.create(
        workspace=workspace,
        kind=Kind.CONTACT,
        contact_a=people[0],
        contact_b=people[1],
        score=0.9,
        reasons=[["name", SECRET, 1.0]],
    )
    merge = MergeRequest(Kind.CONTACT, people[2].pk, people[3].pk)
    merged = merge_records(workspace=workspace, request=merge, author=author)
    run = DuplicateRun.objects.create(
        workspace=workspace,
        kind=Kind.CONTACT,
        task=DuplicateRun.Task.MERGE,
        step=ADDING,
        author=author,
    )
    return {"pair_id": pair.pk, "merge_id": merged.pk, "run_id": run.pk}


def _people(workspace: Workspace, author: User, company: Company) -> dict[str, object]:
    title = make_title(workspace, f"Head of {SECRET}", {"sales": 0.9})
    contact = make_contact(
        workspace,
        f"Jana {SECRET}",
        email=f"{SECRET}@port.example",
        company=company,
        job_title=title,
    )
    change_record(record=contact, values={"city": SECRET}, author=author, step=ADDING)
    ContactFormerEmail.objects.create(
        workspace=workspace, contact=contact, email=f"was-{SECRET}@port.example"
    )
    note = Note.objects.create(workspace=workspace, contact=contact, author=author, text=SECRET)
    report = FactReport.objects.create(
        workspace=workspace, contact=contact, field="city", value=SECRET, author=author
    )
    custom = CustomField.objects.create(
        workspace=workspace,
        record=CustomField.Record.CONTACT,
        code=SECRET,
        label=SECRET,
        kind=CustomField.Kind.TEXT,
        author=author,
    )
    row = create_list(workspace=workspace, name=f"List {SECRET}", author=author)
    add_people(contact_list=row, contact_ids=[contact.pk], author=author, request_id=ADDING)
    of_companies = create_list(
        workspace=workspace, name=f"Companies {SECRET}", author=author, records="companies"
    )
    add_companies(
        contact_list=of_companies,
        company_ids=[company.pk],
        author=author,
        request_id=ADDING,
    )
    deleted = create_list(workspace=workspace, name=f"Former {SECRET}", author=author)
    delete_list(contact_list=deleted, author=author)
    stopped = make_contact(workspace, "Former", email=f"former-{SECRET}@port.example")
    set_do_not_contact_for_all(
        workspace=workspace, contact_ids=[stopped.pk], author=author, request_id=ADDING
    )
    suppressed = SuppressionList.objects.create(
        workspace=workspace,
        name=f"List {SECRET}",
        origin=SECRET,
        file_name=f"{SECRET}.csv",
        status=SuppressionList.Status.DONE,
        author=author,
    )
    SuppressionLine.objects.create(
        suppression_list=suppressed, number=2, value=SECRET, reason="Not read."
    )
    DoNotContact.objects.create(
        workspace=workspace,
        kind=DoNotContact.Kind.DOMAIN,
        value=f"list.{SECRET}.example".lower(),
        key=f"list.{SECRET}.example".lower(),
        reason="suppression list",
        origin=f"list:{suppressed.pk}",
        suppression_list=suppressed,
        author=author,
    )
    entry = DoNotContact.objects.create(
        workspace=workspace,
        kind=DoNotContact.Kind.DOMAIN,
        value=f"{SECRET}.example".lower(),
        key=f"{SECRET}.example".lower(),
        reason="manual",
        origin="settings",
        author=author,
    )
    query = ContactQuery(q=SECRET)
    search = save_search(workspace=workspace, name=f"Search {SECRET}", query=query, author=author)
    watch_search(saved=search, user=author)
    watch = WatchedSearch.objects.get(saved_search=search)
    SearchMatch.objects.create(watch=watch, contact=contact)
    export = Export.objects.create(
        workspace=workspace,
        author=author,
        format="csv",
        way="api",
        n_people=0,
        query=f"q={SECRET}",
        columns=["email"],
    )
    former = save_search(workspace=workspace, name=f"Former {SECRET}", query=query, author=author)
    delete_search(saved=former, author=author)
    correction = Correction.objects.create(
        workspace=workspace,
        job_title=title,
        level=Level.objects.all()[0],
        note=SECRET,
        author=author,
    )
    suggestion = Suggestion.objects.create(
        workspace=workspace,
        kind=Suggestion.Kind.TITLE,
        text=title.title,
        key=title.normalised,
        job_title=title,
        functions=["sales"],
        note=SECRET,
        author=author,
    )
    FormerPrediction.objects.create(
        workspace=workspace, job_title=title, labels=[], level="manager", source=SECRET
    )
    group = TitleGroup.objects.create(
        workspace=workspace, name=f"Group {SECRET}", n_titles=1, n_contacts=1
    )
    GroupedTitle.objects.create(group=group, job_title=title, likeness=1)
    QueueRun.objects.create(workspace=workspace, problem=SECRET)
    LabelConflict.objects.create(
        workspace=workspace,
        job_title=title,
        kind=LabelConflict.Kind.SIMILAR,
        functions=[SECRET],
        beside=title,
        score=1,
        newest=0,
    )
    step = BulkCorrection.objects.create(workspace=workspace, name=f"Step {SECRET}", author=author)
    step.corrections.add(correction)
    learned = LearnedFunction.objects.create(
        workspace=workspace,
        function=Function.objects.get(slug="sales"),
        model_version="none",
        state=LearnedFunction.State.ON_HOLD,
        vector=[0.0] * 192,
        words={},
        bias=0,
        threshold=0,
        n_titles=1,
        recall=0.5,
    )
    return {
        "entry_id": entry.pk,
        "suppression_list_id": suppressed.pk,
        "title_id": title.pk,
        "contact_id": contact.pk,
        "note_id": note.pk,
        "report_id": report.pk,
        "field_id": custom.pk,
        "list_id": row.pk,
        "deleted_list_id": deleted.pk,
        "search_id": search.pk,
        "deleted_search_id": former.pk,
        "export_id": export.pk,
        "request_id": ADDING,
        "title_correction_id": correction.pk,
        "group_id": group.pk,
        "title_step_id": step.pk,
        "learned_id": learned.pk,
        "suggestion_id": suggestion.pk,
        **_replies(workspace, author, contact),
    }


def _replies(workspace: Workspace, author: User, contact: Contact) -> dict[str, object]:
    reply = Reply.objects.create(
        workspace=workspace,
        contact=contact,
        message_id=SECRET,
        sender=f"{SECRET}@port.example",
        subject=SECRET,
        text=SECRET,
        written=SECRET,
        received_at=timezone.now(),
    )
    Reply.objects.filter(pk=reply.pk).update(thread=reply.pk)
    ProposedContact.objects.create(reply=reply, first_name=SECRET, company_name=SECRET)
    privacy_request = PrivacyRequest.objects.create(
        workspace=workspace,
        kind=PrivacyRequest.Kind.ERASURE,
        reply=reply,
        sender=reply.sender,
        received_at=reply.received_at,
        due_on=reply.received_at.date(),
    )
    removed = DeletedRecord.objects.create(
        workspace=workspace,
        kind=DeletedRecord.Kind.REPLY,
        record_id=1,
        name=SECRET,
        rows=[],
        step=ADDING,
        deleted_by=author,
    )
    erased = ErasedPerson.objects.create(workspace=workspace, erased_by=author)
    erasure = Erasure.objects.create(workspace=workspace, person=erased, finished_at=timezone.now())
    upload = Upload.objects.create(workspace=workspace, author=author, file_names=[SECRET])
    upload.mails.create(place=SECRET, outcome="new", reply=reply)
    mailbox = Mailbox.objects.create(
        workspace=workspace,
        name=SECRET,
        host="imap.port.example",
        username=f"{SECRET}@port.example",
        secret=SECRET,
        since=reply.received_at.date(),
        next_check_at=reply.received_at + timedelta(days=9_999),
        author=author,
    )
    mailbox.read_folders.create(name=SECRET, uid_validity=1)
    mailbox.read_emails.create(
        digest="0" * 64, outcome="rejected", reply=reply, folder=SECRET, uid=1, reason=SECRET
    )
    SentEmail.objects.create(
        workspace=workspace,
        message_id=SECRET,
        contact=contact,
        subject=SECRET,
        sent_at=reply.received_at,
    )
    task = Task.objects.create(
        workspace=workspace,
        reply=reply,
        contact=contact,
        owner=author,
        due_on=reply.received_at.date(),
    )
    reply_step = BulkReplyCorrection.objects.create(workspace=workspace, author=author)
    return {
        "reply_id": reply.pk,
        "privacy_request_id": privacy_request.pk,
        "deletion_id": removed.pk,
        "erasure_id": erasure.pk,
        "upload_id": upload.pk,
        "reply_step_id": reply_step.pk,
        "mailbox_id": mailbox.pk,
        "task_id": task.pk,
    }


def _campaign(workspace: Workspace, author: User, companies: list[Company]) -> dict[str, object]:
    campaign = create_campaign(workspace=workspace, name=f"Campaign {SECRET}", author=author)
    one, two, three, _ = companies
    like = record_verdict(campaign=campaign, company=one, value=Verdict.Value.LIKE, author=author)
    step = judge_many(
        campaign=campaign,
        company_ids=[two.pk],
        value=Reason.Verdict.DISLIKE,
        author=author,
        request_id=uuid4(),
    )
    drop(campaign=campaign, company=two, author=author)
    seed = Seed.objects.create(campaign=campaign, company=three, origin=Seed.Origin.DOMAINS)
    for place, company in enumerate(companies):
        MapPlace.objects.create(
            workspace=workspace, company=company, layout=1, encoder="none", x=place / 9, y=0.5
        )
    return {
        "campaign_id": campaign.pk,
        "verdict_id": like.pk,
        "region_id": step.pk,
        "step_id": step.pk,
        "seed_id": seed.pk,
    }


def _business_model(workspace: Workspace, author: User, company: Company) -> int:
    return BusinessModelCorrection.objects.create(
        workspace=workspace,
        company=company,
        business_model="both",
        former={
            "business_model": "b2b",
            "probability": None,
            "probabilities": None,
            "why": [],
            "version": "",
        },
        note=SECRET,
        author=author,
    ).pk
