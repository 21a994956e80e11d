"""Types of the API. Made by `make client`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, NotRequired, TypeAlias

from typing_extensions import TypedDict


class AcknowledgementInput(TypedDict, closed=True):
    """
    Body of `POST /alerts/{id}/acknowledge`.
    """

    note: NotRequired[str]
    is_normal: NotRequired[bool]


ActionEnum: TypeAlias = Literal[
    "do_not_contact", "propose_contact", "propose_date", "review", "none"
]


class ActivationInput(TypedDict, closed=True):
    """
    Body of `POST /titles/learned-functions/{id}/activation`.
    """

    accept_metric_drops: NotRequired[bool]


class AffectedTitleOutput(TypedDict, closed=True):
    """
    A title to which the correction would be propagated.
    """

    id: int
    title: str
    n_contacts: int
    functions: list[str]
    level: str


class AlertThresholdsInput(TypedDict, closed=True):
    """
    Body of `PUT /alert-thresholds`.
    """

    thresholds: dict[str, float]


ApiKeyStateEnum: TypeAlias = Literal[
    "active",
    "expires_soon",
    "api_key_revoked",
    "api_key_expired",
    "api_key_owner_removed",
    "api_key_owner_inactive",
    "two_step_required",
    "workspace_deleted",
]


class AppliedReportOutput(TypedDict, closed=True):
    """
    An applied report.
    """

    field: str
    value: str
    request_id: str | None


AreaEnum: TypeAlias = Literal["data", "model", "operation"]


class AuditEntryOutput(TypedDict, closed=True):
    """
    An audit log entry.
    """

    id: int
    created_at: str
    actor: str
    user_id: int | None
    api_key_id: int | None
    ip_address: str | None
    action: str
    summary: str
    subject: str
    name: str
    before: Any
    after: Any
    details: Any


class AuditEntryPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[AuditEntryOutput]


BlankEnum: TypeAlias = Literal[""]


Id: TypeAlias = int


AddTag: TypeAlias = str


RemoveTag: TypeAlias = str


class BulkChangeOutput(TypedDict, closed=True):
    """
    What a bulk change did.
    """

    changed: int
    unchanged: int
    request_id: str


Title: TypeAlias = int


Function: TypeAlias = str


class BulkCorrectionInput(TypedDict, closed=True):
    """
    Body of `POST /titles/bulk-corrections`.
    """

    titles: list[Title]
    functions: list[Function]
    level: NotRequired[str]
    industry: NotRequired[str | None]
    name: NotRequired[str]
    note: NotRequired[str]
    propagate: NotRequired[bool]


class BulkCorrectionOutput(TypedDict, closed=True):
    """
    A bulk correction.
    """

    id: int
    name: str
    created_at: str
    n_titles: int
    n_current: int
    is_undone: bool


class BulkDeletionInput(TypedDict, closed=True):
    """
    Body of a bulk deletion.
    """

    request_id: str
    ids: list[Id]


class BulkDeletionOutput(TypedDict, closed=True):
    """
    What a bulk deletion did.
    """

    deleted: int
    kept: int
    request_id: str


Reply: TypeAlias = int


class BulkReplyCorrectionOutput(TypedDict, closed=True):
    """
    A bulk correction.
    """

    id: int
    n_replies: int


class BulkRestorationOutput(TypedDict, closed=True):
    """
    What was restored of a bulk deletion.
    """

    restored: int
    kept: int


Company: TypeAlias = int


class BulkVerdictOutput(TypedDict, closed=True):
    """
    A bulk verdict.
    """

    id: int
    verdict: str
    n_companies: int
    request_id: str
    created_at: str
    undone_at: str | None


class CampaignAdditionOutput(TypedDict, closed=True):
    """
    What an addition changed. Send all but `n_new` to undo it.
    """

    n_new: int
    after: int
    upto: int
    was_all: bool


class CampaignAdditionUndoInput(TypedDict, closed=True):
    """
    Body of `POST /campaigns/{id}/companies/undo`: values of the addition.
    """

    after: int
    upto: int
    was_all: NotRequired[bool]


CompanyId: TypeAlias = int


class CampaignCompaniesInput(TypedDict, closed=True):
    """
    Body of `POST /campaigns/{id}/companies`.
    """

    company_ids: list[CompanyId]


Domain: TypeAlias = str


CategoryEnum: TypeAlias = Literal["positive", "objection", "referral", "unsubscribe", "other"]


class ChangedTitleOutput(TypedDict, closed=True):
    """
    A title of your workspaces that would change.
    """

    title: str
    n_contacts: int
    now: list[str]
    then: list[str]


ChannelEnum: TypeAlias = Literal["page", "api", "command"]


ChosenBecauseEnum: TypeAlias = Literal[
    "likely", "uncertain", "unexplored", "largest", "new_area", "description", "well_known"
]


Title1: TypeAlias = str


class ClassifyInput(TypedDict, closed=True):
    """
    Body of `POST /titles/classify`: `titles`, or `title` for one.
    """

    titles: NotRequired[list[Title1]]
    title: NotRequired[str]
    explain: NotRequired[bool]


ClosePrivacyRequestInputStateEnum: TypeAlias = Literal["done", "declined"]


class CompanyAdditionOutput(TypedDict, closed=True):
    """
    The result of adding companies to a list.
    """

    n_new: int
    n_existing: int
    n_unknown: int
    request_id: str


class CompanyBrief(TypedDict, closed=True):
    """
    The company of a contact.
    """

    id: int
    external_id: str | None
    name: str
    domain: str | None


Tag: TypeAlias = str


class CompanyCountsOutput(TypedDict, closed=True):
    """
    Number of matching companies, and results of each further filter.
    """

    total: int
    waiting: int
    facets: dict[str, dict[str, int]]


class CompanyEntriesInput(TypedDict, closed=True):
    """
    Body of `POST /lists/{id}/companies`.
    """

    company_ids: list[CompanyId]


CompanyMatchByEnum: TypeAlias = Literal["any", "domain", "external_id", "linkedin_url"]


class CompanyOfContactInput(TypedDict, closed=True):
    """
    The company of a contact, found by its domain or else its name.
    """

    name: str
    domain: NotRequired[str | None]


class CompanyReasonOutput(TypedDict, closed=True):
    """
    A field or word that decided.
    """

    label: str
    because: str
    text: str
    score: float | None


class CompanyRowRequest(TypedDict, closed=True):
    """
    A company. Fields that are omitted, null or empty stay unchanged.
    """

    name: NotRequired[str | None]
    website: NotRequired[str | None]
    domain: NotRequired[str | None]
    external_id: NotRequired[str | None]
    linkedin_url: NotRequired[str | None]
    overview: NotRequired[str | None]
    industry: NotRequired[str | None]
    categories: NotRequired[list[str]]
    specialties: NotRequired[list[str]]
    sic_codes: NotRequired[list[str]]
    hubs: NotRequired[list[str]]
    events: NotRequired[list[str]]
    type: NotRequired[str | None]
    ownership_type: NotRequired[str | None]
    size: NotRequired[str | None]
    headquarters: NotRequired[str | None]
    city: NotRequired[str | None]
    state: NotRequired[str | None]
    country: NotRequired[str | None]
    employees: NotRequired[float | None]
    followers: NotRequired[float | None]
    founded: NotRequired[float | None]
    technologies: NotRequired[list[str]]
    total_funding: NotRequired[float | None]
    alexa_rank: NotRequired[float | None]
    owner: NotRequired[str | None]
    status: NotRequired[str | None]
    tags: NotRequired[list[str]]
    custom: NotRequired[dict[str, Any]]


class CompanyUpsertsInput(TypedDict, closed=True):
    """
    Body of `POST /companies/bulk-upserts`.
    """

    companies: list[CompanyRowRequest]
    match_by: NotRequired[CompanyMatchByEnum]


ConfusionLabelEnum: TypeAlias = Literal["b2b", "b2c", "both", "public", "unknown"]


OtherTitle: TypeAlias = str


PastTitle: TypeAlias = str


ContactMatchByEnum: TypeAlias = Literal["any", "email", "external_id", "linkedin_url"]


class Labels(TypedDict, closed=True):
    category: str
    score: float


class Level(TypedDict, closed=True):
    label: str
    score: float | None


class Industry(TypedDict, closed=True):
    label: str
    score: float | None


class CorrectionOutput(TypedDict, closed=True):
    """
    A correction of `q`, which matched nothing as typed.
    """

    typed: str
    words: str


class CountsOutput(TypedDict, closed=True):
    """
    Number of matching contacts, and results of each further filter.
    """

    total: int
    companies: int
    waiting: int
    facets: dict[str, dict[str, int]]


CustomFieldKindEnum: TypeAlias = Literal["text", "number", "date", "choice", "link"]


class DecisionMakersInput(TypedDict, closed=True):
    """
    Body of `POST /lists/{id}/decision-makers`.
    """

    company_ids: list[CompanyId]
    function: NotRequired[list[str]]
    department: NotRequired[list[str]]
    level: NotRequired[list[str]]
    max_per_company: NotRequired[int]
    dry_run: NotRequired[bool]


class DeleteRepliesInput(TypedDict, closed=True):
    """
    Body of `POST /replies/delete`.
    """

    replies: list[Reply]
    request_id: str


class DeletedRepliesOutput(TypedDict, closed=True):
    """
    What was deleted.
    """

    deleted: int
    kept: int
    request_id: str


class DeletionOutput(TypedDict, closed=True):
    """
    A deleted record. `POST /deletions/{id}/restore` restores it.
    """

    id: int
    deleted_kind: str
    record_id: int
    external_id: str | None
    name: str
    deleted_at: str
    deleted_by: NotRequired[str | None]
    purged_at: str | None


class DeletionPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[DeletionOutput]


class DepartmentScoreOutput(TypedDict, closed=True):
    """
    Scores for a department: a title counts with its best function there.
    """

    max: float
    mean: float
    sum: float
    department: str


DoNotContactInputKindEnum: TypeAlias = Literal["email", "domain", "phone", "linkedin"]


class DoNotContactOutput(TypedDict, closed=True):
    """
    A do-not-contact entry of one source. A value can have several entries.
    """

    id: int
    kind: str
    value: str
    covers_plus_aliases: bool
    reason: str
    origin: str
    suppression_list: int | None
    created_at: str
    lifted_at: str | None


class DoNotContactPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[DoNotContactOutput]


class DoNotContactStepInput(TypedDict, closed=True):
    """
    Body of `POST /contacts/do-not-contact`.
    """

    request_id: str
    ids: list[Id]


class DoNotContactStepOutput(TypedDict, closed=True):
    """
    What one step marked.
    """

    n_new: int
    n_already: int
    n_without_address: int
    request_id: str


class DoNotContactUndoneOutput(TypedDict, closed=True):
    """
    What an undo did.
    """

    n_allowed: int


class DownstreamImpactOutput(TypedDict, closed=True):
    """
    Lists, saved searches and campaigns that use changed titles, by ID.
    """

    lists: dict[str, str]
    searches: dict[str, str]
    campaigns: dict[str, str]


class DraftChangeOutput(TypedDict, closed=True):
    """
    A change of a draft.
    """

    key: str
    words: str


class DraftInput(TypedDict, closed=True):
    """
    Body of `PUT /taxonomy/drafts/{id}`.
    """

    document: dict[str, Any]


DraftPreviewOutputStateEnum: TypeAlias = Literal["none", "running", "done", "failed"]


DuplicateKindEnum: TypeAlias = Literal["contact", "company"]


class DuplicateReasonOutput(TypedDict, closed=True):
    """
    One comparison of two records, with its evidence.
    """

    code: str
    text: str
    bits: float


DuplicatesEnum: TypeAlias = Literal["last", "first", "reject"]


class EmailCountsOutput(TypedDict, closed=True):
    """
    What became of the emails that were read.
    """

    n_replies: int
    n_sent: int
    n_unrelated: int
    n_skipped: int


EmailStateEnum: TypeAlias = Literal["queued", "sent", "delayed", "failed"]


EmptyReasonEnum: TypeAlias = Literal[
    "archived",
    "no_companies",
    "not_embedded",
    "description_unread",
    "all_judged",
    "second_wanted",
    "all_skipped",
    "all_leased",
]


class ErasureOutput(TypedDict, closed=True):
    """
    Progress of an erasure. `finished_at` is null while a job removes the last traces.
    """

    id: int
    counts: Any
    n_done: int
    n_steps: int
    finished_at: str | None


class EventOutput(TypedDict, closed=True):
    """
    One thing that happened.
    """

    at: str
    kind: str
    words: str
    who: str
    note_id: int | None


class EventPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[EventOutput]


EventTypeEnum: TypeAlias = Literal[
    "webhook.test",
    "contact.created",
    "contact.updated",
    "contact.deleted",
    "contact.do_not_contact",
    "company.created",
    "company.updated",
    "company.deleted",
    "title.labeled",
    "title.corrected",
    "verdict.given",
    "recommendation.new",
    "saved_search.matched",
    "reply.classified",
    "import.finished",
    "export.finished",
    "model.promoted",
    "alert.opened",
]


EvidenceEnum: TypeAlias = Literal["none", "weak", "good", "strong"]


class ExcludedVerdictInput(TypedDict, closed=True):
    """
    Body of `POST /campaigns/{id}/excluded-verdicts`.
    """

    company: int


class ExcludedVerdictOutput(TypedDict, closed=True):
    """
    A company whose verdicts are excluded from the ranking.
    """

    company: int
    name: str
    author: str
    created_at: str


class ExcludedVerdictPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[ExcludedVerdictOutput]


class ExplainTitleInput(TypedDict, closed=True):
    """
    Body of `POST /titles/explain`.
    """

    title: str


class ExplainedFunctionOutput(TypedDict, closed=True):
    """
    A function of the title, and why it has it.
    """

    slug: str
    name: str
    department: str
    source: str
    score: float
    threshold: float | None
    why: str


ExportOutputFileStateEnum: TypeAlias = Literal["queued", "running", "done", "failed", "expired"]


class FactReport(TypedDict, closed=True):
    """
    A reported value.
    """

    id: int
    contact_id: int | None
    company_id: int | None
    field: str
    value: str
    right_value: str
    author: str
    created_at: str


class FactReportInput(TypedDict, closed=True):
    """
    A value that is wrong.
    """

    field: str
    right_value: NotRequired[str]


class FactReportPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[FactReport]


class FactorAucOutput(TypedDict, closed=True):
    """
    How well a factor tells good outcomes from others.
    """

    auc: float | None
    n_good: int
    n_other: int


FactorEnum: TypeAlias = Literal[
    "campaign_score",
    "function",
    "level",
    "company_size",
    "country",
    "business_model",
    "positive_reply",
    "negative_reply",
    "verdicts",
    "new_in_role",
    "new_in_workspace",
]


class FactorQualityOutput(TypedDict, closed=True):
    """
    How well a factor predicted.
    """

    factor: FactorEnum
    likes: FactorAucOutput | None
    replies: FactorAucOutput


class FailedJobOutput(TypedDict, closed=True):
    """
    A job that failed. Nothing of the records that it worked on is kept.
    """

    id: int
    job: str
    arguments: Any
    error: str
    description: str
    code: str
    place: str
    job_id: str
    request_id: str
    n: int
    first_at: str
    last_at: str
    rerun_at: str | None


class FailedJobPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[FailedJobOutput]


Choice: TypeAlias = str


class FieldChangeInput(TypedDict, closed=True):
    """
    Body of `PATCH /custom-fields/{id}`.
    """

    label: NotRequired[str]
    choices: NotRequired[list[Choice]]


class FieldInput(TypedDict, closed=True):
    """
    Body of `POST /custom-fields`.
    """

    record: DuplicateKindEnum
    label: str
    kind: CustomFieldKindEnum
    choices: NotRequired[list[Choice]]


class FolderOutput(TypedDict, closed=True):
    """
    How far a folder is read.
    """

    name: str
    is_sent: bool
    n_left: int
    checked_at: str | None


FormatEnum: TypeAlias = Literal["csv", "xlsx", "parquet", "jsonl", "hubspot", "salesforce"]


class FoundFolderOutput(TypedDict, closed=True):
    """
    A folder of the server.
    """

    name: str
    is_sent: bool
    is_read: bool


class FunctionBalanceOutput(TypedDict, closed=True):
    """
    What a function would lose and gain.
    """

    name: str
    titles_lost: int
    contacts_lost: int
    titles_gained: int
    contacts_gained: int


class FunctionGroupInput(TypedDict, closed=True):
    """
    Body of `POST /titles/function-groups`.
    """

    titles: list[Title1]


class FunctionScoreOutput(TypedDict, closed=True):
    """
    Scores for one function.
    """

    max: float
    mean: float
    sum: float
    function: str
    category: str


GroupEnum: TypeAlias = Literal["fit", "engagement", "timing"]


class GroupScoreOutput(TypedDict, closed=True):
    """
    Scores for a group of functions: a title counts with its best function there.
    """

    max: float
    mean: float
    sum: float
    functions: list[str]


class IdentifiersInput(TypedDict, closed=True):
    """
    Identifiers of a person; one is enough, in any format.
    """

    email: NotRequired[str]
    linkedin_url: NotRequired[str]
    external_id: NotRequired[str]
    phone: NotRequired[str]
    contact_id: NotRequired[int]


class ImportCellOutput(TypedDict, closed=True):
    """
    A skipped cell of an imported row.
    """

    number: int
    sheet: str
    line: int
    column: str
    value: str
    reason: str


class ImportCellPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[ImportCellOutput]


Sheet: TypeAlias = str


ImportOutputStatusEnum: TypeAlias = Literal[
    "mapping",
    "checking",
    "checked",
    "queued",
    "running",
    "paused",
    "done",
    "failed",
    "stopped",
    "undoing",
    "undone",
]


class InboundForm(TypedDict, closed=True):
    """
    A form on a website.
    """

    id: int
    name: str
    address: str
    redirect_url: str
    overwrites: bool
    is_active: bool
    created_at: str


class InboundFormChangeInput(TypedDict, closed=True):
    """
    Body of `PATCH /inbound-forms/{id}`; omitted fields stay unchanged.
    """

    name: NotRequired[str]
    redirect_url: NotRequired[str]
    overwrites: NotRequired[bool]
    is_active: NotRequired[bool]


class InboundFormInput(TypedDict, closed=True):
    """
    Body of `POST /inbound-forms`.
    """

    name: str
    redirect_url: NotRequired[str]
    overwrites: NotRequired[bool]
    is_active: NotRequired[bool]


class InboundFormPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[InboundForm]


class InboundLeadInput(TypedDict, closed=True):
    """
    Body of `POST /inbound-leads`; the person is found by the email.
    """

    email: str
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    title: NotRequired[str]
    company: NotRequired[str]
    website: NotRequired[str]
    phone: NotRequired[str]
    city: NotRequired[str]
    state: NotRequired[str]
    country: NotRequired[str]
    message: NotRequired[str]


InboundOutcomeEnum: TypeAlias = Literal["created", "updated", "refused"]


class InboundRule(TypedDict, closed=True):
    """
    A routing rule; the first that matches a lead decides.
    """

    id: int
    position: int
    name: str
    owner: str
    departments: list[str]
    levels: list[str]
    countries: list[str]
    min_score: int | None
    max_score: int | None


Department: TypeAlias = str


Level1: TypeAlias = str


Country: TypeAlias = str


class InboundRuleChangeInput(TypedDict, closed=True):
    """
    Body of `PATCH /inbound-rules/{id}`; omitted fields stay unchanged.
    """

    name: NotRequired[str]
    owner: NotRequired[str]
    departments: NotRequired[list[Department]]
    levels: NotRequired[list[Level1]]
    countries: NotRequired[list[Country]]
    min_score: NotRequired[int | None]
    max_score: NotRequired[int | None]
    position: NotRequired[int]


class InboundRuleInput(TypedDict, closed=True):
    """
    Body of `POST /inbound-rules`; conditions that are left out match every lead.
    """

    name: str
    owner: str
    departments: NotRequired[list[Department]]
    levels: NotRequired[list[Level1]]
    countries: NotRequired[list[Country]]
    min_score: NotRequired[int | None]
    max_score: NotRequired[int | None]


class InboundRulePage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[InboundRule]


InboundSourceEnum: TypeAlias = Literal["form", "api"]


IntentEnum: TypeAlias = Literal[
    "positive_willing_to_meet",
    "positive_need_information",
    "positive_misc_reasons",
    "objection_already_has_solution",
    "objection_bad_timing",
    "objection_financial",
    "objection_no_reason",
    "objection_not_right_person",
    "objection_other_reasons",
    "referral_specific_contacts",
    "unsubscribe",
    "out_of_office",
    "empty_body",
    "other_intents",
]


class IntentProbabilityOutput(TypedDict, closed=True):
    """
    Another likely intent with its probability.
    """

    intent: IntentEnum
    score: float


InterpretationOutputKindEnum: TypeAlias = Literal[
    "job", "place", "size", "business_model", "industry"
]


InvitationOutputStateEnum: TypeAlias = Literal["open", "expired", "void"]


KindEnum: TypeAlias = Literal["contacts", "companies"]


class LabelConflictOutput(TypedDict, closed=True):
    """
    A title with conflicting labels.
    """

    job_title: int
    title: str
    n_contacts: int
    kind: str
    functions: list[str]
    suggested_functions: list[str]
    score: float
    similar_title: int | None


class LabelConflictPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[LabelConflictOutput]


class LabelOutput(TypedDict, closed=True):
    """
    One function of a title.
    """

    category: str
    score: float


class LeadFactsOutput(TypedDict, closed=True):
    """
    What the rules were asked about.
    """

    title: str
    functions: list[str]
    function_names: NotRequired[list[str]]
    departments: list[str]
    department_names: NotRequired[list[str]]
    level: str
    level_name: NotRequired[str]
    country: str
    business_model: str
    score: int


class LeadScoreQualityOutput(TypedDict, closed=True):
    """
    How well each factor predicted.
    """

    factors: list[FactorQualityOutput]


class LeadScoreRules(TypedDict, closed=True):
    """
    The rules by which the workspace scores contacts.
    """

    weights: dict[str, int]
    half_lives: dict[str, int]
    fits: dict[str, dict[str, str]]
    tier_a: int
    tier_b: int
    version: int


class LeadScoreRulesInput(TypedDict, closed=True):
    """
    Rules of the lead score; parts that are left out stay as they are.
    """

    fits: NotRequired[dict[str, dict[str, str]]]
    weights: NotRequired[dict[str, int]]
    half_lives: NotRequired[dict[str, int]]
    tier_a: NotRequired[int]
    tier_b: NotRequired[int]


LearnedFunctionOutputStateEnum: TypeAlias = Literal[
    "active", "on_hold", "rejected", "newer", "replaced", "off"
]


class LearnedWeightsOutput(TypedDict, closed=True):
    """
    Weights learned from verdicts.
    """

    weights: dict[str, float]
    n_verdicts: int
    n_reasons: int


class LeaseOutput(TypedDict, closed=True):
    """
    Lease of a title or a group.
    """

    is_mine: bool
    open_by: str


LikeOrDislikeEnum: TypeAlias = Literal["like", "dislike"]


class ListAdditionOutput(TypedDict, closed=True):
    """
    The result of adding people to a list.
    """

    n_new: int
    n_existing: int
    n_do_not_contact: int
    n_unknown: int
    request_id: str


ContactId: TypeAlias = int


class ListEntriesInput(TypedDict, closed=True):
    """
    Body of `POST /lists/{id}/entries`.
    """

    contact_ids: list[ContactId]


class ListInput(TypedDict, closed=True):
    """
    Body of `PATCH /lists/{id}`.
    """

    name: str


class ListNameInput(TypedDict, closed=True):
    """
    Body of `POST /imports/{id}/list`.
    """

    name: str


Folder: TypeAlias = str


MailboxOutputStateEnum: TypeAlias = Literal["active", "paused", "off"]


class MapLayoutOutput(TypedDict, closed=True):
    """
    What became of the map.
    """

    is_done: bool


MatchByEnum: TypeAlias = Literal["any", "email", "external_id", "domain", "linkedin_url"]


class MergeInput(TypedDict, closed=True):
    """
    Body of `POST /merges`.
    """

    fields_from: NotRequired[dict[str, Literal["kept", "other"]]]
    kind: DuplicateKindEnum
    kept_id: int
    other_id: int


class MergeOutput(TypedDict, closed=True):
    """
    A merge that can be undone by `POST /merges/{id}/undo`.
    """

    id: int
    kind: str
    kept_id: int
    kept_external_id: str | None
    other_id: int
    former_external_id: str | None
    score: float | None
    step: str
    merged_at: str


class MergePage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[MergeOutput]


class MetricDropOutput(TypedDict, closed=True):
    """
    A metric drop of a function or level on the frozen test set.
    """

    kind: str
    label: str
    before: float
    after: float
    without_corrections: float
    n_titles: int
    n_lost: int
    n_wrong: int
    margin: float
    is_above_margin: bool


ModeEnum: TypeAlias = Literal["both", "create", "update"]


ModelKindEnum: TypeAlias = Literal["titles", "companies", "replies", "encoder"]


ModelOriginEnum: TypeAlias = Literal["shipped", "registered", "retrained"]


ModelStateEnum: TypeAlias = Literal["candidate", "live", "retired"]


NameEnum: TypeAlias = Literal[
    "drift_index",
    "drift_chance",
    "drift_rows",
    "model_changed",
    "model_precision",
    "model_calibration",
    "model_agreement",
    "failures",
    "slow_pages",
    "slow_api",
    "queue",
]


class NamedContactInput(TypedDict, closed=True):
    """
    Body of `POST /replies/{id}/contact`.
    """

    email: str
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    company_name: NotRequired[str | None]


class NamedLabelOutput(TypedDict, closed=True):
    """
    A level or an industry with its probability.
    """

    slug: str
    name: str
    score: float


class NamedOutput(TypedDict, closed=True):
    """
    A level or an industry.
    """

    slug: str
    name: str


NeighborOutputVerdictEnum: TypeAlias = Literal[
    "like", "dislike", "example", "customer", "description"
]


class NewDraftInput(TypedDict, closed=True):
    """
    Body of `POST /taxonomy/drafts`.
    """

    name: str
    document: NotRequired[dict[str, Any]]


Column: TypeAlias = str


NewSuggestionInputKindEnum: TypeAlias = Literal["title", "company", "reply"]


class NewerVersionOutput(TypedDict, closed=True):
    """
    A newer version of a learned function that is not active.
    """

    id: int
    n_titles: int
    recall: float
    metric_drops: list[MetricDropOutput]
    is_weak: bool
    model_version: str
    created_at: str


class Note(TypedDict, closed=True):
    """
    A note.
    """

    id: int
    text: str
    author: str
    created_at: str
    edited_at: str | None


class NoteInput(TypedDict, closed=True):
    """
    A note to write.
    """

    text: str


NullEnum: TypeAlias = None


class OpinionOutput(TypedDict, closed=True):
    """
    Verdict of one person.
    """

    author: str
    verdict: LikeOrDislikeEnum


OriginEnum: TypeAlias = Literal["domains", "segment"]


OutcomeEnum: TypeAlias = Literal["created", "updated", "unchanged", "skipped", "rejected"]


class PairMergeInput(TypedDict, closed=True):
    """
    Body of `POST /duplicates/{id}/merge`.
    """

    fields_from: NotRequired[dict[str, Literal["kept", "other"]]]
    kept_id: NotRequired[int]


class PairOutput(TypedDict, closed=True):
    """
    Agreement of two people.
    """

    first: str
    second: str
    n: int
    n_agreed: int
    kappa: float | None


PartEnum: TypeAlias = Literal["web", "worker", "beat"]


PeriodEnum: TypeAlias = Literal["all", "current", "past"]


class PersonDataOutput(TypedDict, closed=True):
    """
    Data about a person in one table.
    """

    table: str
    contents: str
    erasure: str
    n_rows: int
    sample: str


class PersonOutput(TypedDict, closed=True):
    """
    Data about a person, by table.
    """

    contact_ids: list[int]
    tables: list[PersonDataOutput]
    erased_at: str | None


PrivacyRequestOutputStateEnum: TypeAlias = Literal["open", "done", "declined"]


class PromoteInput(TypedDict, closed=True):
    """
    Body of `POST /models/{id}/promote`.
    """

    reason: NotRequired[str]


ProposalOutputStateEnum: TypeAlias = Literal["open", "accepted", "dismissed"]


class ProposedFunctionOutput(TypedDict, closed=True):
    """
    A function of the group.
    """

    function: str
    name: str
    department: str
    share: float
    titles: list[str]
    is_selected: bool


class QualityGateOutput(TypedDict, closed=True):
    """
    A quality gate of a candidate.
    """

    key: str
    name: str
    live: float | None
    new: float | None
    change: float | None
    unit: str
    allowed: str
    passes: bool
    failure_reason: str


class QueueOutput(TypedDict, closed=True):
    """
    What waits in one queue.
    """

    name: str
    length: int
    oldest_seconds: float


class QueuesOutput(TypedDict, closed=True):
    """
    Build state of the queues.
    """

    built_at: str | None
    n_titles: int
    is_building: bool
    phase: str
    done: int
    total: int
    problem: str


QuotaEnum: TypeAlias = Literal["contacts", "companies", "jobs", "requests"]


class QuotaUsageOutput(TypedDict, closed=True):
    """
    How much of a limit is used.
    """

    quota: QuotaEnum
    used: int | None
    limit: int | None


ReasonFactorEnum: TypeAlias = Literal[
    "text", "words", "industry", "size", "place", "age", "technologies", "business_model"
]


class ReasonInput(TypedDict, closed=True):
    """
    Why the taxonomy is changed; shown in its history.
    """

    reason: str


class ReasonLineInput(TypedDict, closed=True):
    """
    A reason; its place in the list is its key, 1 to 9.
    """

    text: str
    factor: NotRequired[ReasonFactorEnum | BlankEnum]
    direction: NotRequired[int]


class ReasonOutput(TypedDict, closed=True):
    """
    A reason of verdicts.
    """

    id: int
    position: int | None
    text: str
    factor: str
    direction: int


class ReasonsInput(TypedDict, closed=True):
    """
    Body of `PUT /campaigns/{id}/reasons`; a list that is left out stays.
    """

    like: NotRequired[list[ReasonLineInput]]
    dislike: NotRequired[list[ReasonLineInput]]


class ReasonsOutput(TypedDict, closed=True):
    """
    The reasons that a campaign offers.
    """

    like: list[ReasonOutput]
    dislike: list[ReasonOutput]


class RebaseInput(TypedDict, closed=True):
    """
    Body of `POST /taxonomy/drafts/{id}/rebase`.
    """

    draft_wins: NotRequired[bool]


RecordStatusEnum: TypeAlias = Literal[
    "new", "qualified", "contacted", "replied", "won", "lost", "unqualified"
]


RecordsEnum: TypeAlias = Literal["people", "companies"]


class RemovedCompaniesOutput(TypedDict, closed=True):
    """
    What was removed.
    """

    n_removed: int


class RemovedLabelOutput(TypedDict, closed=True):
    """
    A high-confidence function that would be removed from many people.
    """

    function: str
    n_titles: int
    n_contacts: int
    is_in_dictionary: bool


class ReplyInput(TypedDict, closed=True):
    """
    Body of `POST /replies`.
    """

    sender: NotRequired[str]
    subject: NotRequired[str]
    text: str
    message_id: NotRequired[str]
    headers: NotRequired[dict[str, str]]
    received_at: NotRequired[str | None]


ReplyOutputStateEnum: TypeAlias = Literal[
    "pending", "taken", "proposed", "review", "none", "undone", "dismissed"
]


class ReplyReasonOutput(TypedDict, closed=True):
    """
    A word or phrase that decided.
    """

    label: str
    because: str
    text: str
    score: float | None


class ReplySettingsBody(TypedDict, closed=True):
    """
    What follows replies without a person.
    """

    stops_company: bool


class ReplySettingsBodyRequest(TypedDict, closed=True):
    """
    What follows replies without a person.
    """

    stops_company: bool


class ReplyUploadInput(TypedDict, closed=True):
    """
    Body of `POST /replies/uploads`, as a multipart form.
    """

    file: bytes


class ReplyUploadOutput(TypedDict, closed=True):
    """
    An upload with its numbers of messages.
    """

    id: int
    author: str
    file_names: list[str]
    n_new: int
    n_known: int
    n_rejected: int
    created_at: str
    finished_at: str | None


class ReplyUploadPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[ReplyUploadOutput]


RequestKindEnum: TypeAlias = Literal["access", "erasure"]


class ResendInput(TypedDict, closed=True):
    """
    Body of `POST /webhooks/{id}/resend`.
    """

    since: str
    until: str
    with_delivered: NotRequired[bool]


class ResentAlertOutput(TypedDict, closed=True):
    """
    Messages that are sent again.
    """

    n_messages: int


class ResentOutput(TypedDict, closed=True):
    """
    How many events are sent again.
    """

    n_deliveries: int


class RestoredOutput(TypedDict, closed=True):
    """
    A restored record.
    """

    name: str


class ReturnInput(TypedDict, closed=True):
    """
    Body of `POST /suggestions/{id}/return`.
    """

    note: str


class RevertInput(TypedDict, closed=True):
    """
    Body of `POST /taxonomy/drafts/{id}/revert`.
    """

    key: str


RoleEnum: TypeAlias = Literal["viewer", "qualifier", "manager"]


class RotateInput(TypedDict, closed=True):
    """
    Body of `POST /keys/{id}/rotate`.
    """

    overlap_hours: NotRequired[int]
    expires_in_days: NotRequired[int | None]


class RoutingStepOutput(TypedDict, closed=True):
    """
    One rule that was asked.
    """

    rule: str
    result: str


RunOutputStatusEnum: TypeAlias = Literal["queued", "running", "done", "failed"]


class RunningJobOutput(TypedDict, closed=True):
    """
    A job that runs now.
    """

    job: str
    since: str


class RunningPartOutput(TypedDict, closed=True):
    """
    A process that serves requests, runs jobs or sends what is due.
    """

    part: PartEnum
    host: str
    pid: int
    since: str
    version: str
    n_processes: int
    jobs: list[RunningJobOutput]


class SavedGroupScoreOutput(TypedDict, closed=True):
    """
    Scores for a saved search that selects functions or departments and nothing else.
    """

    max: float
    mean: float
    sum: float
    functions: list[str]
    search: int
    name: str


class SavedSearchChangeInput(TypedDict, closed=True):
    """
    Body of `PATCH /searches/{id}`; omitted fields stay unchanged.
    """

    name: NotRequired[str]
    query: NotRequired[str]


class SavedSearchOutput(TypedDict, closed=True):
    """
    A saved search; of one for people, the number of new people since your last visit.
    """

    id: int
    name: str
    records: RecordsEnum
    query: str
    author: str
    created_at: str
    opened_at: str | None
    n_new: int | None


class SavedSearchPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[SavedSearchOutput]


ScopeEnum: TypeAlias = Literal["all", "selected"]


ScopesEnum: TypeAlias = Literal[
    "read", "classify", "write", "replies", "export", "admin", "installation"
]


class ScoredLabelOutput(TypedDict, closed=True):
    """
    A level or an industry with its probability.
    """

    label: str
    score: float


class SearchMatchOutput(TypedDict, closed=True):
    """
    A person or company that a watched search matched for the first time.
    """

    id: int
    contact_id: int | None
    company_id: int | None
    found_at: str


class SearchMatchPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[SearchMatchOutput]


class SecondLabelOutput(TypedDict, closed=True):
    """
    A second label. It does not reveal the first one.
    """

    title: int
    is_first: bool


SecurityEnum: TypeAlias = Literal["tls", "starttls"]


class SeedOutput(TypedDict, closed=True):
    """
    An example or customer. `company` is null while its domain is unknown.
    """

    id: int
    origin: OriginEnum
    domain: str
    company: int | None
    name: str
    created_at: str


class SeedPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[SeedOutput]


class SeedsInput(TypedDict, closed=True):
    """
    Body of `POST /campaigns/{id}/seeds`; at least one of the three.
    """

    domains: NotRequired[list[Domain]]
    company_ids: NotRequired[list[CompanyId]]
    search: NotRequired[str]


class SeedsOutput(TypedDict, closed=True):
    """
    The result of adding examples.
    """

    n_new: int
    found: list[str]
    unknown: list[str]
    n_duplicates: int
    invalid: list[str]


class SentTestOutput(TypedDict, closed=True):
    """
    A test by one channel.
    """

    channel: str
    problem: str


class SentTestsOutput(TypedDict, closed=True):
    """
    Tests by all channels that are set up.
    """

    sent: list[SentTestOutput]


class ShadowOutput(TypedDict, closed=True):
    """
    Shadow mode of a candidate. `ended_at` is null while it runs.
    """

    live: str
    started_at: str
    ends_at: str
    ended_at: str | None


class SharedFunctionOutput(TypedDict, closed=True):
    """
    A function of both titles.
    """

    function: str
    scores: list[float]


SignInEnum: TypeAlias = Literal["password", "oauth"]


class SimilarTitleOutput(TypedDict, closed=True):
    """
    A similar title.
    """

    id: int
    title: str
    n_contacts: int
    functions: list[str]
    similarity: float
    is_sure: bool


class SimilarTitlePage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[SimilarTitleOutput]


class SkippedValueOutput(TypedDict, closed=True):
    """
    A value that was left out of a row that went in.
    """

    field: str
    reason: str


class SnoozeInput(TypedDict, closed=True):
    """
    Body of `POST /replies/{id}/snooze`.
    """

    until: str | None


class SnoozeRepliesInput(TypedDict, closed=True):
    """
    Body of `POST /replies/snooze`.
    """

    replies: list[Reply]
    until: str | None


class SnoozedRepliesOutput(TypedDict, closed=True):
    """
    What changed.
    """

    replies: list[int]


StepEnum: TypeAlias = Literal["gather", "fit", "register", "done", "stopped"]


class StoredBusinessModelOutput(TypedDict, closed=True):
    """
    A business model prediction. `ended_at` is null while it is active.

    `model` is `correction` if a person corrected it. `why` is empty where a later version repeated
    the prediction.
    """

    business_model: str
    probability: float
    why: Any
    model: str
    ended_at: str | None


class StoredIntentOutput(TypedDict, closed=True):
    """
    A stored intent of a reply; `ended_at` is null while it is active.
    """

    intent: str
    score: float | None
    source: str
    model: str
    why: Any
    since: str
    ended_at: str | None


class StoredLabelOutput(TypedDict, closed=True):
    """
    A function of a stored prediction.
    """

    function: str
    source: NotRequired[str]
    score: float


class StoredPredictionOutput(TypedDict, closed=True):
    """
    A stored prediction. `ended_at` is null while it is active.
    """

    labels: list[StoredLabelOutput]
    level: str
    industry: str
    source: str
    model: str
    ended_at: str | None


class StrategyCostOutput(TypedDict, closed=True):
    """
    Number of cards a strategy would have needed.
    """

    order: str
    verdicts: list[int]


StrategyEnum: TypeAlias = Literal["likely", "uncertain", "unexplored", "largest", "mix"]


SuggestionOutputStateEnum: TypeAlias = Literal["suggested", "accepted", "returned", "withdrawn"]


class SuggestionRequestRequest(TypedDict, closed=True):
    """
    Body of `POST /titles/{id}/suggestions`.
    """

    functions: list[Function] | None
    note: NotRequired[str]


class SuppressionLineOutput(TypedDict, closed=True):
    """
    A rejected line.
    """

    number: int
    value: str
    reason: str


class SuppressionLinePage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[SuppressionLineOutput]


SuppressionListInputKindEnum: TypeAlias = Literal[
    "email", "domain", "phone", "linkedin", "customer"
]


SuppressionListOutputStatusEnum: TypeAlias = Literal[
    "queued", "running", "done", "failed", "undone"
]


class SystemStatusOutput(TypedDict, closed=True):
    """
    The installation now.
    """

    not_ready: list[str]
    versions: list[str]
    queues: list[QueueOutput]
    processes: list[RunningPartOutput]


TaskEnum: TypeAlias = Literal["find", "merge", "undo"]


class TaskInput(TypedDict, closed=True):
    """
    Changes of a task: what is left out stays.
    """

    owner: NotRequired[int]
    due_on: NotRequired[str]
    is_done: NotRequired[bool]


class TaskOutput(TypedDict, closed=True):
    """
    A task: arrange the meeting that a person is willing to have.
    """

    id: int
    contact: int
    reply: int
    owner: int | None
    due_on: str
    is_done: bool
    created_at: str
    done_at: str | None


class TaskPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[TaskOutput]


class TaxonomyDraftOutput(TypedDict, closed=True):
    """
    A draft of the taxonomy.
    """

    id: int
    name: str
    author: str
    is_open: bool
    based_on: int
    edits: int
    created_at: str
    edited_at: str
    published_as: int | None
    discarded_at: str | None


class TaxonomyDraftPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[TaxonomyDraftOutput]


class TaxonomyFunctionOutput(TypedDict, closed=True):
    """
    A function.
    """

    slug: str
    name: str
    about: NotRequired[str]
    formerly: NotRequired[list[str]]
    titles: NotRequired[list[str]]
    threshold: NotRequired[float]
    called: NotRequired[dict[str, str]]


class TaxonomyVersionOutput(TypedDict, closed=True):
    """
    A taxonomy version.
    """

    id: int
    changed_at: str
    author: str | None
    reason: str
    n_changes: int
    changes: list[str]
    restored_version: int | None


class TaxonomyVersionPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[TaxonomyVersionOutput]


class TestEventInput(TypedDict, closed=True):
    """
    Body of `POST /webhooks/{id}/test`.
    """

    event_type: NotRequired[EventTypeEnum]


class ThresholdCountOutput(TypedDict, closed=True):
    """
    A count of the probabilities of the workspace.
    """

    requested_at: str | None
    n_done: int
    n_titles: int
    problem: str


TierEnum: TypeAlias = Literal["A", "B", "C"]


class TierMoveOutput(TypedDict, closed=True):
    """
    Contacts that move from one tier to another.
    """

    now: str
    then: str
    n_contacts: int


class TitleAgreementInput(TypedDict, closed=True):
    """
    Body of `PATCH /titles/agreement`.
    """

    double_labeling_percent: int


class TitleAgreementOutput(TypedDict, closed=True):
    """
    Agreement between labelers on functions of titles.
    """

    double_labeling_percent: int
    n_titles: int
    n_agreed: int
    kappa: float | None
    alpha: float | None
    n_open: int
    n_awaiting: int


class TitleChangeOutput(TypedDict, closed=True):
    """
    A title that a learned function would change.
    """

    id: int
    title: str
    n_contacts: int
    current_functions: list[str]
    new_functions: list[str]


class TitleCorrectionInput(TypedDict, closed=True):
    """
    Body of `POST /titles/{id}/corrections`.
    """

    functions: list[Function]
    level: str
    industry: NotRequired[str | None]
    note: NotRequired[str]
    propagate: NotRequired[bool]


class TitleCorrectionOutput(TypedDict, closed=True):
    """
    A correction of a title.
    """

    id: int
    job_title: int
    functions: list[str]
    level: str
    industry: str | None
    note: str
    is_current: bool
    is_retired: bool
    n_propagated: int
    author: str
    created_at: str
    approved_by: str | None
    approved_at: str | None


class TitleCorrectionPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[TitleCorrectionOutput]


class TitleCountOutput(TypedDict, closed=True):
    """
    Number of titles and their contacts.
    """

    n_titles: int
    n_contacts: int
    is_complete: bool


class TitleExplanationOutput(TypedDict, closed=True):
    """
    What a title means, and why.
    """

    headline: str
    parts: list[str]
    functions: list[ExplainedFunctionOutput]
    why_unclassified: str
    level: NamedLabelOutput
    why_level: str
    industry: NamedLabelOutput | None
    model: str


class TitleGroupOutput(TypedDict, closed=True):
    """
    A group of similar unclassified titles.
    """

    id: int
    name: str
    n_titles: int
    n_contacts: int


class TitleGroupPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[TitleGroupOutput]


class TitleOutput(TypedDict, closed=True):
    """
    A stored title with its labels.
    """

    id: int
    title: str
    normalized: str
    n_contacts: int
    labels: dict[str, dict[str, Any]]
    level: dict[str, Any] | None
    source: str
    model_version: str
    why: Any
    level_why: Any
    propagated_from: int | None
    propagated_from_title: str | None
    is_pending: bool


class TitlePage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[TitleOutput]


class TitleReasonOutput(TypedDict, closed=True):
    """
    What decided a function or the level.
    """

    label: str
    because: str
    text: str
    score: NotRequired[float]


PairItem: TypeAlias = str


Pair: TypeAlias = list[PairItem]


class TitleSimilarityInput(TypedDict, closed=True):
    """
    Body of `POST /titles/similarity`: either `titles` or `pairs`.
    """

    titles: NotRequired[list[Title1]]
    pairs: NotRequired[list[Pair]]


class TitleSimilarityOutput(TypedDict, closed=True):
    """
    How similar two titles are, and what that rests on. All numbers are 0 to 1.
    """

    titles: list[str]
    similarity: float
    embedding: float
    functions: float
    wording: float
    level: float | None
    shared_functions: list[SharedFunctionOutput]
    levels: list[ScoredLabelOutput]


TrainInputKindEnum: TypeAlias = Literal["titles", "companies", "replies"]


class TrainedFunctionOutput(TypedDict, closed=True):
    """
    A function that would be learned and applied to other titles.
    """

    function: str
    n_titles: int
    is_known: bool
    n_titles_active: int | None
    n_titles_pending: int | None
    metric_drops: list[MetricDropOutput]


class TrainingOutput(TypedDict, closed=True):
    """
    A training. `candidate` is the version that it made, once it is done.
    """

    id: int
    kind: str
    step: StepEnum
    progress: float
    problem: str
    base: str
    candidate: int | None
    requested_at: str
    finished_at: str | None


TrialStateEnum: TypeAlias = Literal["waiting", "running", "done", "stopped"]


class UndoneOutput(TypedDict, closed=True):
    """
    What an undo did.
    """

    undone: int
    kept: int


class UndoneRepliesOutput(TypedDict, closed=True):
    """
    What an undo did.
    """

    undone: int
    kept: int


Category: TypeAlias = str


Specialty: TypeAlias = str


SicCode: TypeAlias = str


Technology: TypeAlias = str


class UnstoredCompanyInput(TypedDict, closed=True):
    """
    A company to classify. The more is known, the better; `overview` matters most.
    """

    name: str
    domain: NotRequired[str | None]
    website: NotRequired[str | None]
    overview: NotRequired[str | None]
    industry: NotRequired[str | None]
    categories: NotRequired[list[Category]]
    specialties: NotRequired[list[Specialty]]
    sic_codes: NotRequired[list[SicCode]]
    technologies: NotRequired[list[Technology]]
    type: NotRequired[str | None]
    ownership_type: NotRequired[str | None]
    size: NotRequired[str | None]
    employees: NotRequired[int | None]
    country: NotRequired[str | None]


class UnstoredReplyInput(TypedDict, closed=True):
    """
    A reply to classify.
    """

    subject: NotRequired[str]
    text: str
    headers: NotRequired[dict[str, str]]


UploadedEmailOutputOutcomeEnum: TypeAlias = Literal["new", "known", "rejected"]


class UpsertResultOutput(TypedDict, closed=True):
    """
    The outcome of one row.
    """

    index: int
    outcome: OutcomeEnum
    id: int | None
    external_id: str | None
    field: str
    reason: str
    skipped_values: list[SkippedValueOutput]


class UpsertsOutput(TypedDict, closed=True):
    """
    The outcome of each row, in the order of the request.
    """

    import_id: int | None
    created: int
    updated: int
    unchanged: int
    skipped: int
    rejected: int
    skipped_values: int
    results: list[UpsertResultOutput]


Reason: TypeAlias = int


VerdictInputVerdictEnum: TypeAlias = Literal["like", "dislike", "skip"]


WebhookDeliveryOutputStateEnum: TypeAlias = Literal["waiting", "sent", "failed"]


WebhookEventTypeEnum: TypeAlias = Literal[
    "contact.created",
    "contact.updated",
    "contact.deleted",
    "contact.do_not_contact",
    "company.created",
    "company.updated",
    "company.deleted",
    "title.labeled",
    "title.corrected",
    "verdict.given",
    "recommendation.new",
    "saved_search.matched",
    "reply.classified",
    "import.finished",
    "export.finished",
    "model.promoted",
    "alert.opened",
]


CountryItem: TypeAlias = str


FunctionItem: TypeAlias = str


ListItem: TypeAlias = str


SavedSearchItem: TypeAlias = str


CampaignItem: TypeAlias = str


IntentItem: TypeAlias = str


class WebhookFilters(TypedDict, closed=True):
    """
    Filter: values, one of which an event must have. Summaries are not filtered.
    """

    country: NotRequired[list[CountryItem]]
    function: NotRequired[list[FunctionItem]]
    list: NotRequired[list[ListItem]]
    saved_search: NotRequired[list[SavedSearchItem]]
    campaign: NotRequired[list[CampaignItem]]
    intent: NotRequired[list[IntentItem]]


class WebhookFiltersRequest(TypedDict, closed=True):
    """
    Filter: values, one of which an event must have. Summaries are not filtered.
    """

    country: NotRequired[list[CountryItem]]
    function: NotRequired[list[FunctionItem]]
    list: NotRequired[list[ListItem]]
    saved_search: NotRequired[list[SavedSearchItem]]
    campaign: NotRequired[list[CampaignItem]]
    intent: NotRequired[list[IntentItem]]


class WebhookInput(TypedDict, closed=True):
    """
    Body of `POST /webhooks`.
    """

    url: str
    event_types: list[WebhookEventTypeEnum]
    description: NotRequired[str]
    filters: NotRequired[WebhookFiltersRequest]
    with_rows: NotRequired[bool]
    is_active: NotRequired[bool]


class WebhookMessageOutput(TypedDict, closed=True):
    """
    What the receiver gets.
    """

    type: str
    timestamp: str
    sequence: int | None
    workspace_id: int
    is_summary: bool
    data: Any


class WebhookOutput(TypedDict, closed=True):
    """
    A webhook, without its secret.
    """

    id: int
    url: str
    description: str
    event_types: list[WebhookEventTypeEnum]
    filters: WebhookFilters
    with_rows: bool
    is_active: bool
    disabled_reason: str
    failing_since: str | None
    previous_secret_until: str | None
    n_waiting: int
    n_failed: int
    created_by: str
    created_at: str
    updated_at: str


class WebhookPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[WebhookOutput]


class WebhookSecretOutput(TypedDict, closed=True):
    """
    A webhook with its new secret, which is shown this once.
    """

    id: int
    url: str
    description: str
    event_types: list[WebhookEventTypeEnum]
    filters: WebhookFilters
    with_rows: bool
    is_active: bool
    disabled_reason: str
    failing_since: str | None
    previous_secret_until: str | None
    n_waiting: int
    n_failed: int
    created_by: str
    created_at: str
    updated_at: str
    secret: str


class WeekShareOutput(TypedDict, closed=True):
    """
    Replies of one week with an intent.
    """

    week: str
    n: int
    n_all: int
    share: float | None
    low: float
    high: float


WeightEnum: TypeAlias = Literal[1, 2]


class WeightsInput(TypedDict, closed=True):
    """
    Body of `PUT /campaigns/{id}/weights`.
    """

    weights: NotRequired[dict[str, float]]
    use_learned: NotRequired[bool]


class WeightsOutput(TypedDict, closed=True):
    """
    Weights of the factors.
    """

    weights: dict[str, float]
    own: dict[str, float]
    learned: LearnedWeightsOutput | None


class WorkspaceDeleteInput(TypedDict, closed=True):
    """
    Body of `POST /workspace/delete`.
    """

    name: str
    without_export: NotRequired[bool]


WorkspaceExportOutputFileStateEnum: TypeAlias = Literal["queued", "running", "done", "failed"]


class WorkspaceInput(TypedDict, closed=True):
    """
    Body of `PATCH /workspace`.
    """

    name: str


class WorkspaceOutput(TypedDict, closed=True):
    """
    The workspace that the key or the session is bound to.
    """

    id: int
    name: str
    slug: str
    created_at: str


class WorkspaceUsageOutput(TypedDict, closed=True):
    """
    The limits of the workspace, each with what is used of it.
    """

    quotas: list[QuotaUsageOutput]


class FieldCompanyOfRowRequest(TypedDict, closed=True):
    """
    The company of a contact, found by its domain or else its name; created if it is new.
    """

    name: NotRequired[str | None]
    domain: NotRequired[str | None]


class ProblemError(TypedDict, closed=True):
    """
    One wrong value.
    """

    code: str
    detail: str
    pointer: NotRequired[str]
    parameter: NotRequired[str]
    allowed: NotRequired[list[str | int | bool]]
    nearest: NotRequired[str]


class AcceptedModelInput(TypedDict, closed=True):
    """
    Body of `POST /suggestions/{id}/accept-business-model`.
    """

    business_model: ConfusionLabelEnum


class AgreementOutput(TypedDict, closed=True):
    """
    Agreement between reviewers, without decisions on disagreements.
    """

    n_companies: int
    n_agreed: int
    alpha: float | None
    pairs: list[PairOutput]
    n_awaiting: int
    n_open: int


class AlertOutput(TypedDict, closed=True):
    """
    An alert. `closed_at` is null while it is open.
    """

    id: int
    area: AreaEnum
    signal: str
    title: str
    description: str
    recommended_action: str
    figure: float
    threshold: float | None
    is_open: bool
    since: str
    opened_at: str
    last_at: str
    closed_at: str | None
    acknowledged_at: str | None
    note: str
    is_normal: bool


class AlertPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[AlertOutput]


class AlertThresholdOutput(TypedDict, closed=True):
    """
    A threshold of alerts.
    """

    name: NameEnum
    label: str
    value: float
    default: float
    lowest: float
    highest: float


class AlertThresholdsOutput(TypedDict, closed=True):
    """
    All thresholds of alerts.
    """

    thresholds: list[AlertThresholdOutput]


class ApiKeyInput(TypedDict, closed=True):
    """
    Body of `PATCH /keys/{id}`; omitted fields stay unchanged.
    """

    name: NotRequired[str]
    scopes: NotRequired[list[ScopesEnum]]
    requests_per_minute: NotRequired[int | None]


class ApiKeyOutput(TypedDict, closed=True):
    """
    An API key, without its secret.
    """

    id: int
    name: str
    prefix: str
    scopes: list[ScopesEnum]
    owner: str
    state: ApiKeyStateEnum
    requests_per_minute: int | None
    created_at: str
    rotated_at: str | None
    expires_at: str | None
    revoked_at: str | None
    last_used_at: str | None
    last_used_ip: str | None
    previous_prefix: str
    previous_valid_until: str | None
    issued_by: int | None


class ApiKeyPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[ApiKeyOutput]


class ApiKeySecretOutput(TypedDict, closed=True):
    """
    An API key with its new secret, which is shown this once.
    """

    id: int
    name: str
    prefix: str
    scopes: list[ScopesEnum]
    owner: str
    state: ApiKeyStateEnum
    requests_per_minute: int | None
    created_at: str
    rotated_at: str | None
    expires_at: str | None
    revoked_at: str | None
    last_used_at: str | None
    last_used_ip: str | None
    previous_prefix: str
    previous_valid_until: str | None
    issued_by: int | None
    secret: str


class BulkChangeInput(TypedDict, closed=True):
    """
    Body of a bulk change; omitted fields stay unchanged.
    """

    ids: list[Id]
    request_id: str
    owner: NotRequired[str | None]
    status: NotRequired[RecordStatusEnum]
    add_tags: NotRequired[list[AddTag]]
    remove_tags: NotRequired[list[RemoveTag]]


class BulkCorrectionPreviewOutput(TypedDict, closed=True):
    """
    Impact of a bulk correction.
    """

    n_titles: int
    n_contacts: int
    n_propagated: int
    propagated_titles: list[AffectedTitleOutput]
    downstream_impact: DownstreamImpactOutput
    metric_drops: list[MetricDropOutput]
    is_rejected: bool


class BulkReplyCorrectionInput(TypedDict, closed=True):
    """
    Body of `POST /replies/bulk-corrections`.
    """

    replies: list[Reply]
    intent: NotRequired[IntentEnum]


class BulkVerdictInput(TypedDict, closed=True):
    """
    Body of `POST /campaigns/{id}/bulk-verdicts`.
    """

    companies: list[Company]
    verdict: LikeOrDislikeEnum


class BusinessModelProbabilityOutput(TypedDict, closed=True):
    """
    A business model with its probability.
    """

    business_model: ConfusionLabelEnum
    probability: float


class CampaignChangeInput(TypedDict, closed=True):
    """
    Body of `PATCH /campaigns/{id}`; omitted fields stay unchanged.
    """

    name: NotRequired[str]
    description: NotRequired[str]
    strategy: NotRequired[StrategyEnum]
    scope: NotRequired[ScopeEnum]
    double_labeling_percent: NotRequired[int]
    exploration_percent: NotRequired[int]
    archived: NotRequired[bool]


class CampaignInput(TypedDict, closed=True):
    """
    Body of `POST /campaigns`.
    """

    name: str
    description: NotRequired[str]
    strategy: NotRequired[StrategyEnum]
    company_ids: NotRequired[list[CompanyId]]


class CampaignOutput(TypedDict, closed=True):
    """
    A campaign and its progress.
    """

    id: int
    name: str
    description: str
    strategy: StrategyEnum
    scope: ScopeEnum
    double_labeling_percent: int
    exploration_percent: int
    weights: Any
    created_at: str
    archived_at: str | None
    n_companies: int
    n_judged: int
    n_liked: int


class CampaignPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[CampaignOutput]


class CampaignPreviewInput(TypedDict, closed=True):
    """
    Body of `POST /campaigns/preview`; nothing of it is saved.
    """

    description: NotRequired[str]
    strategy: NotRequired[StrategyEnum]
    domains: NotRequired[list[Domain]]
    search: NotRequired[str]


class CardOrder(TypedDict, closed=True):
    """
    Card order of a campaign. Omitted fields stay unchanged.
    """

    strategy: NotRequired[StrategyEnum]
    double_labeling_percent: NotRequired[int]
    exploration_percent: NotRequired[int]


class CardOrderRequest(TypedDict, closed=True):
    """
    Card order of a campaign. Omitted fields stay unchanged.
    """

    strategy: NotRequired[StrategyEnum]
    double_labeling_percent: NotRequired[int]
    exploration_percent: NotRequired[int]


class ClassifyCompaniesInput(TypedDict, closed=True):
    """
    Body of `POST /companies/classify`.
    """

    companies: list[UnstoredCompanyInput]


class ClassifyRepliesInput(TypedDict, closed=True):
    """
    Body of `POST /replies/classify`.
    """

    replies: list[UnstoredReplyInput]


class ClosePrivacyRequestInput(TypedDict, closed=True):
    """
    Body of `POST /privacy-requests/{id}/close`.
    """

    state: ClosePrivacyRequestInputStateEnum
    reason: NotRequired[str]


class Company1(TypedDict, closed=True):
    """
    A company with every field.
    """

    id: int
    name: str
    website: str
    domain: str | None
    external_id: str | None
    linkedin_url: str
    overview: str
    industry: str
    categories: list[str]
    specialties: list[str]
    sic_codes: list[str]
    hubs: list[str]
    events: list[str]
    type: str
    ownership_type: str
    size: str
    headquarters: str
    city: str
    state: str
    country: str
    employees: int | None
    followers: int | None
    founded: int | None
    technologies: list[str]
    total_funding: Decimal | None
    alexa_rank: int | None
    business_model: ConfusionLabelEnum
    business_model_probability: float | None
    business_model_probabilities: list[float] | None
    business_model_why: Any
    business_model_note: str
    business_model_version: str
    standard_industry: str
    sector: str
    size_band: str
    founded_band: str
    funding_band: str
    regions: list[str]
    owner: NotRequired[str | None]
    status: RecordStatusEnum
    tags: list[str]
    custom: Any
    last_activity_at: str | None
    created_at: str
    updated_at: str


class CompanyChangeRequest(TypedDict, closed=True):
    """
    Body of `PATCH /companies/{id}`; omitted fields stay unchanged.
    """

    name: NotRequired[str]
    website: NotRequired[str]
    domain: NotRequired[str | None]
    external_id: NotRequired[str | None]
    linkedin_url: NotRequired[str]
    overview: NotRequired[str]
    industry: NotRequired[str]
    categories: NotRequired[list[str]]
    specialties: NotRequired[list[str]]
    sic_codes: NotRequired[list[str]]
    hubs: NotRequired[list[str]]
    events: NotRequired[list[str]]
    type: NotRequired[str]
    ownership_type: NotRequired[str]
    size: NotRequired[str]
    headquarters: NotRequired[str]
    city: NotRequired[str]
    state: NotRequired[str]
    country: NotRequired[str]
    employees: NotRequired[int | None]
    followers: NotRequired[int | None]
    founded: NotRequired[int | None]
    technologies: NotRequired[list[str]]
    total_funding: NotRequired[Decimal | None]
    alexa_rank: NotRequired[int | None]
    owner: NotRequired[str | None]
    status: NotRequired[RecordStatusEnum]
    tags: NotRequired[list[Tag]]
    custom: NotRequired[dict[str, Any]]
    updated_at: NotRequired[str]


class CompanyClassificationOutput(TypedDict, closed=True):
    """
    The business model of one company.
    """

    business_model: ConfusionLabelEnum
    probability: float
    probabilities: list[BusinessModelProbabilityOutput]
    why: list[CompanyReasonOutput]
    model: str


class CompanyClassificationsOutput(TypedDict, closed=True):
    """
    Business models in the order of the companies.
    """

    results: list[CompanyClassificationOutput]


class CompanyCorrectionInput(TypedDict, closed=True):
    """
    Body of `POST /companies/{id}/corrections`.
    """

    business_model: ConfusionLabelEnum
    note: NotRequired[str]


class CompanyCorrectionOutput(TypedDict, closed=True):
    """
    A business model correction.
    """

    id: int
    company: int
    business_model: ConfusionLabelEnum
    note: str
    is_current: bool
    created_at: str
    undone_at: str | None


class CompanyCorrectionPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[CompanyCorrectionOutput]


class CompanyEntryOutput(TypedDict, closed=True):
    """
    A company in a list.
    """

    company: Company1
    added_by: str
    request_id: str
    created_at: str


class CompanyEntryPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[CompanyEntryOutput]


class CompanyOutput(TypedDict, closed=True):
    """
    The company of a card or a row.
    """

    id: int
    external_id: str | None
    name: str
    domain: str | None
    industry: str
    business_model: ConfusionLabelEnum
    size: str
    employees: int | None
    city: str
    country: str


class CompanySaveInput(TypedDict, closed=True):
    """
    Body of `POST /companies`; omitted fields stay unchanged.
    """

    name: str
    website: NotRequired[str]
    domain: NotRequired[str | None]
    external_id: NotRequired[str | None]
    linkedin_url: NotRequired[str]
    overview: NotRequired[str]
    industry: NotRequired[str]
    categories: NotRequired[list[str]]
    specialties: NotRequired[list[str]]
    sic_codes: NotRequired[list[str]]
    hubs: NotRequired[list[str]]
    events: NotRequired[list[str]]
    type: NotRequired[str]
    ownership_type: NotRequired[str]
    size: NotRequired[str]
    headquarters: NotRequired[str]
    city: NotRequired[str]
    state: NotRequired[str]
    country: NotRequired[str]
    employees: NotRequired[int | None]
    followers: NotRequired[int | None]
    founded: NotRequired[int | None]
    technologies: NotRequired[list[str]]
    total_funding: NotRequired[Decimal | None]
    alexa_rank: NotRequired[int | None]
    owner: NotRequired[str | None]
    status: NotRequired[RecordStatusEnum]
    tags: NotRequired[list[Tag]]
    custom: NotRequired[dict[str, Any]]


class CompanySuggestionInput(TypedDict, closed=True):
    """
    Body of `POST /companies/{id}/suggestions`.
    """

    business_model: ConfusionLabelEnum | NullEnum
    note: NotRequired[str]


class ConfusionCostField(TypedDict, closed=True):
    """
    What one confusion costs.
    """

    actual: ConfusionLabelEnum
    predicted: ConfusionLabelEnum
    cost: float


class ConfusionCostFieldRequest(TypedDict, closed=True):
    """
    What one confusion costs.
    """

    actual: ConfusionLabelEnum
    predicted: ConfusionLabelEnum
    cost: float


class ConfusionCostsInput(TypedDict, closed=True):
    """
    Body of `PUT /confusion-costs`.
    """

    costs: list[ConfusionCostFieldRequest]
    seen: str


class ConfusionCostsOutput(TypedDict, closed=True):
    """
    What confusions cost.
    """

    costs: list[ConfusionCostField]
    token: str
    change_id: int | None


class ConnectionTestOutput(TypedDict, closed=True):
    """
    The result of a sign-in that worked.
    """

    folders: list[FoundFolderOutput]


class ContactChangeRequest(TypedDict, closed=True):
    """
    Body of `PATCH /contacts/{id}`; omitted fields stay unchanged.
    """

    owner: NotRequired[str | None]
    status: NotRequired[RecordStatusEnum]
    tags: NotRequired[list[Tag]]
    custom: NotRequired[dict[str, Any]]
    email: NotRequired[str | None]
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    title: NotRequired[str]
    other_titles: NotRequired[list[OtherTitle]]
    past_titles: NotRequired[list[PastTitle]]
    company: NotRequired[CompanyOfContactInput | None]
    phone: NotRequired[str]
    linkedin_url: NotRequired[str | None]
    external_id: NotRequired[str | None]
    city: NotRequired[str]
    state: NotRequired[str]
    country: NotRequired[str]
    updated_at: NotRequired[str]


class ContactOutput(TypedDict, closed=True):
    """
    A contact with the labels of its title.

    Email, phone and LinkedIn URL of people marked Do not contact are empty.
    """

    id: int
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    title: str
    job_title: int | None
    other_titles: list[OtherTitle]
    past_titles: list[PastTitle]
    labels: dict[str, Labels]
    level: Level | None
    industry: Industry | None
    source: str
    model: str
    why: list[dict[str, Any]]
    level_why: list[dict[str, Any]]
    is_pending: bool
    company: CompanyBrief | None
    city: str
    state: str
    country: str
    place: str
    linkedin_url: str | None
    external_id: str | None
    lead_score: int | None
    lead_tier: str
    owner: NotRequired[str | None]
    status: RecordStatusEnum
    tags: list[str]
    custom: Any
    last_activity_at: str | None
    do_not_contact: bool
    created_at: str
    updated_at: str


class ContactRowRequest(TypedDict, closed=True):
    """
    A contact. Fields that are omitted, null or empty stay unchanged.
    """

    external_id: NotRequired[str | None]
    owner: NotRequired[str | None]
    status: NotRequired[str | None]
    tags: NotRequired[list[str]]
    custom: NotRequired[dict[str, Any]]
    email: NotRequired[str | None]
    first_name: NotRequired[str | None]
    last_name: NotRequired[str | None]
    title: NotRequired[str | None]
    other_titles: NotRequired[list[str]]
    past_titles: NotRequired[list[str]]
    phone: NotRequired[str | None]
    linkedin_url: NotRequired[str | None]
    city: NotRequired[str | None]
    state: NotRequired[str | None]
    country: NotRequired[str | None]
    company: NotRequired[FieldCompanyOfRowRequest | None]


class ContactSaveInput(TypedDict, closed=True):
    """
    Body of `POST /contacts`; omitted fields stay unchanged.
    """

    owner: NotRequired[str | None]
    status: NotRequired[RecordStatusEnum]
    tags: NotRequired[list[Tag]]
    custom: NotRequired[dict[str, Any]]
    email: str
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    title: NotRequired[str]
    other_titles: NotRequired[list[OtherTitle]]
    past_titles: NotRequired[list[PastTitle]]
    company: NotRequired[CompanyOfContactInput]
    phone: NotRequired[str]
    linkedin_url: NotRequired[str]
    external_id: NotRequired[str]
    city: NotRequired[str]
    state: NotRequired[str]
    country: NotRequired[str]


class ContactUpsertsInput(TypedDict, closed=True):
    """
    Body of `POST /contacts/bulk-upserts`.
    """

    contacts: list[ContactRowRequest]
    match_by: NotRequired[ContactMatchByEnum]


class CorrectionInput(TypedDict, closed=True):
    """
    Body of `POST /replies/{id}/corrections`.
    """

    intent: IntentEnum


class CorrectionPreviewOutput(TypedDict, closed=True):
    """
    Other titles that a correction would change.
    """

    n_titles: int
    n_contacts: int
    titles: list[AffectedTitleOutput]
    metric_drops: list[MetricDropOutput]
    is_rejected: bool
    learned_functions: list[TrainedFunctionOutput]
    warnings: list[RemovedLabelOutput]
    downstream_impact: DownstreamImpactOutput


class CustomField(TypedDict, closed=True):
    """
    A custom field.
    """

    id: int
    record: DuplicateKindEnum
    code: str
    label: str
    kind: CustomFieldKindEnum
    choices: list[str]


class CustomFieldPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[CustomField]


class DecisionInput(TypedDict, closed=True):
    """
    Body of `POST /campaigns/{id}/disagreements`.
    """

    company: int
    verdict: LikeOrDislikeEnum


class DecisionMakersOutput(TypedDict, closed=True):
    """
    Decision makers of the companies. `added` is null in a dry run.
    """

    contact_ids: list[int]
    n_companies: int
    n_with_people: int
    n_do_not_contact: int
    added: ListAdditionOutput | None


class DisagreementOutput(TypedDict, closed=True):
    """
    A company with different verdicts.
    """

    company: int
    name: str
    opinions: list[OpinionOutput]
    counts: str
    decided_by: str | None


class DisagreementPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[DisagreementOutput]


class DoNotContactInput(TypedDict, closed=True):
    """
    Body of `POST /do-not-contact`.
    """

    value: str
    kind: NotRequired[DoNotContactInputKindEnum]
    reason: NotRequired[str]


class DraftPreviewOutput(TypedDict, closed=True):
    """
    What a draft would change. `state` is `none` until it is requested for the last edit.
    """

    state: DraftPreviewOutputStateEnum
    n_done: int
    n_titles: int
    problem: str
    counts: dict[str, int]
    functions: list[FunctionBalanceOutput]
    examples: list[ChangedTitleOutput]
    refused: list[str]


class DuplicatePairOutput(TypedDict, closed=True):
    """
    A possible duplicate: two records.
    """

    id: int
    kind: DuplicateKindEnum
    first_id: int
    second_id: int
    score: float
    reasons: list[DuplicateReasonOutput]
    found_at: str


class DuplicatePairPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[DuplicatePairOutput]


class EvaluationOutput(TypedDict, closed=True):
    """
    An evaluation of a candidate against the live model.
    """

    state: TrialStateEnum
    live: str
    passes: bool
    quality_gates: list[QualityGateOutput]
    problem: str
    requested_at: str
    finished_at: str | None


class EventTypeOutput(TypedDict, closed=True):
    """
    A type of event, with the filters that it can be narrowed by and an example.
    """

    type: WebhookEventTypeEnum
    description: str
    filters: list[str]
    example: dict[str, Any]


class EventTypePage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[EventTypeOutput]


class ExportOutput(TypedDict, closed=True):
    """
    A past export.
    """

    id: int
    author: str
    channel: ChannelEnum
    records: RecordsEnum
    query: str
    list: int | None
    format: FormatEnum
    columns: list[str]
    include_do_not_contact: bool
    n_people: int
    n_sent: int
    created_at: str
    finished_at: str | None
    file_state: ExportOutputFileStateEnum | BlankEnum
    n_bytes: int
    expires_at: str | None
    problem: str


class ExportPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[ExportOutput]


class FactorPointsOutput(TypedDict, closed=True):
    """
    What one factor adds to a score.
    """

    factor: FactorEnum
    label: str
    group: GroupEnum
    points: int
    max_points: int
    days: int | None


class FunctionGroupOutput(TypedDict, closed=True):
    """
    A proposed group of functions. Nothing is stored.
    """

    functions: list[ProposedFunctionOutput]
    unclassified: list[str]
    search: str


class FunctionPreviewOutput(TypedDict, closed=True):
    """
    A function that would be learned from a correction.
    """

    function: str
    n_changes: int
    n_contacts: int
    changes: list[TitleChangeOutput]
    n_evaluated: int
    n_titles: int
    is_complete: bool
    recall: float
    is_on_hold: bool
    metric_drops: list[MetricDropOutput]


class HeldTitleOutput(TypedDict, closed=True):
    """
    A title that a contact holds or held, with its labels.
    """

    title: str
    is_current: bool
    is_main: bool
    labels: dict[str, LabelOutput]
    level: str


class ImportInput(TypedDict, closed=True):
    """
    Body of `POST /imports`, as a multipart form.
    """

    kind: KindEnum
    file: NotRequired[bytes]
    url: NotRequired[str]
    mapping: NotRequired[Any]
    template: NotRequired[str]
    mode: NotRequired[ModeEnum]
    match_by: NotRequired[MatchByEnum]
    duplicates: NotRequired[DuplicatesEnum]
    only_empty: NotRequired[bool]
    list_name: NotRequired[str]
    tags: NotRequired[list[Tag]]
    sheets: NotRequired[list[Sheet]]
    dry_run: NotRequired[bool]


class ImportOutput(TypedDict, closed=True):
    """
    An import and its progress. The five outcomes add up to `n_rows`.

    `plan` has the same counts from the dry run, `undo` those of the undo.
    """

    id: int
    kind: KindEnum
    status: ImportOutputStatusEnum
    file_name: str
    encoding: str
    delimiter: str
    mapping: Any
    percent: int
    mode: ModeEnum
    match_by: MatchByEnum
    duplicates: DuplicatesEnum
    n_rows_all: int
    n_rows: int
    n_created: int
    n_updated: int
    n_unchanged: int
    n_skipped: int
    n_rejected: int
    n_cells: int
    only_empty: bool
    source: str
    list_name: str
    contact_list: int | None
    tags: list[str]
    sheets: Any
    error: str
    plan: Any
    undo: Any
    created_at: str
    started_at: str | None
    finished_at: str | None


class ImportPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[ImportOutput]


class ImportRowOutput(TypedDict, closed=True):
    """
    The outcome of one row.
    """

    number: int
    sheet: str
    line: int
    outcome: OutcomeEnum
    record_id: int | None
    column: str
    value: str
    reason: str
    kept_reason: str


class ImportRowPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[ImportRowOutput]


class InboundLead(TypedDict, closed=True):
    """
    One lead that came: what it is, which rule decided, and why.
    """

    id: int
    source: InboundSourceEnum
    form: int | None
    contact: int | None
    outcome: InboundOutcomeEnum
    facts: LeadFactsOutput | None
    message: str
    rule: str
    owner: NotRequired[str | None]
    reason: str
    steps: list[RoutingStepOutput]
    created_at: str


class InboundLeadPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[InboundLead]


class IntentWeeksOutput(TypedDict, closed=True):
    """
    One intent, week by week, the oldest first.
    """

    intent: str
    name: str
    n: int
    weeks: list[WeekShareOutput]


class IntentWeeksPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[IntentWeeksOutput]


class InterpretationOutput(TypedDict, closed=True):
    """
    How some words of `q` were interpreted.
    """

    typed: str
    kind: InterpretationOutputKindEnum
    interpreted_as: str
    without: str


class InvitationInput(TypedDict, closed=True):
    """
    Body of `POST /invitations`.
    """

    email: str
    role: NotRequired[RoleEnum]


class InvitationOutput(TypedDict, closed=True):
    """
    A pending invitation, without its link.
    """

    id: int
    email: str
    role: RoleEnum
    state: InvitationOutputStateEnum
    invited_by: str
    created_at: str
    expires_at: str
    last_sent_at: str | None
    email_state: EmailStateEnum


class InvitationPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[InvitationOutput]


class LeadScore(TypedDict, closed=True):
    """
    The lead score of a contact; the points and `limited` add up to it.
    """

    score: int
    tier: TierEnum
    factors: list[FactorPointsOutput]
    limited: int


class LeadScorePreviewOutput(TypedDict, closed=True):
    """
    What other rules would change.
    """

    n_compared: int
    n_contacts: int
    moves: list[TierMoveOutput]


class LearnedFunctionOutput(TypedDict, closed=True):
    """
    A function learned from the corrections of the workspace.
    """

    id: int
    function: str
    state: LearnedFunctionOutputStateEnum
    n_titles: int
    recall: float
    replaces: list[str]
    metric_drops: list[MetricDropOutput]
    accepted_metric_drops: list[MetricDropOutput]
    newer: NewerVersionOutput | None
    coverage: TitleCountOutput
    model_version: str
    created_at: str
    is_retired: bool


class LearnedFunctionPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[LearnedFunctionOutput]


class ListEntryOutput(TypedDict, closed=True):
    """
    A person in a list.
    """

    contact: ContactOutput
    company: int | None
    added_by: str
    request_id: str
    created_at: str


class ListEntryPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[ListEntryOutput]


class ListOutput(TypedDict, closed=True):
    """
    A list with its size.
    """

    id: int
    name: str
    records: RecordsEnum
    author: str
    created_at: str
    n_people: int
    n_do_not_contact: int
    n_companies: int


class ListPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[ListOutput]


class MailboxChangeInput(TypedDict, closed=True):
    """
    Changes of a mailbox: what is left out stays.

    Another `host`, `port`, `security`, `username` or `sign_in` needs the `secret` again.
    """

    name: NotRequired[str]
    host: NotRequired[str]
    port: NotRequired[int]
    security: NotRequired[SecurityEnum]
    username: NotRequired[str]
    sign_in: NotRequired[SignInEnum]
    secret: NotRequired[str]
    folders: NotRequired[list[Folder]]
    sent_folder: NotRequired[str]
    since: NotRequired[str]
    known_only: NotRequired[bool]


class MailboxInput(TypedDict, closed=True):
    """
    A mailbox to connect.
    """

    name: NotRequired[str]
    host: str
    port: NotRequired[int]
    security: NotRequired[SecurityEnum]
    username: str
    sign_in: NotRequired[SignInEnum]
    secret: str
    folders: NotRequired[list[Folder]]
    sent_folder: NotRequired[str]
    since: NotRequired[str]
    known_only: NotRequired[bool]


class MailboxOutput(TypedDict, closed=True):
    """
    A mailbox, how far it is read, and how the last check went. No secret is shown.

    `n_left` emails are left for the next check. `problem` says why the last check failed; a
    mailbox whose sign-in failed five times in a row is `off`.
    """

    id: int
    name: str
    host: str
    port: int
    security: SecurityEnum
    username: str
    sign_in: SignInEnum
    folders: list[str]
    sent_folder: str
    since: str
    known_only: bool
    state: MailboxOutputStateEnum
    problem: str
    n_left: int
    checked_at: str | None
    next_check_at: str
    created_at: str
    counts: EmailCountsOutput
    progress: list[FolderOutput]


class MailboxPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[MailboxOutput]


class MemberInput(TypedDict, closed=True):
    """
    Body of `PATCH /members/{id}`.
    """

    role: RoleEnum


class MemberOutput(TypedDict, closed=True):
    """
    A member of the workspace.
    """

    id: int
    email: str
    name: str
    role: RoleEnum
    created_at: str


class MemberPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[MemberOutput]


class ModelOutput(TypedDict, closed=True):
    """
    One version of one kind.
    """

    id: int
    kind: ModelKindEnum
    version: str
    state: ModelStateEnum
    origin: ModelOriginEnum
    checksum: str
    data_hash: str
    code_version: str
    created_at: str
    promoted_at: str | None
    retired_at: str | None
    evaluation: EvaluationOutput | None


class ModelPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[ModelOutput]


class NeighborOutput(TypedDict, closed=True):
    """
    A verdict or an example with its contribution to the score.
    """

    company: int | None
    name: str
    verdict: NeighborOutputVerdictEnum
    weight: int
    similarity: float
    contribution: float


class NewApiKeyInput(TypedDict, closed=True):
    """
    Body of `POST /keys`.
    """

    name: str
    scopes: list[ScopesEnum]
    expires_in_days: NotRequired[int | None]
    requests_per_minute: NotRequired[int | None]


class NewExportInput(TypedDict, closed=True):
    """
    Body of `POST /exports`.
    """

    records: NotRequired[RecordsEnum]
    query: NotRequired[str]
    format: NotRequired[FormatEnum]
    columns: NotRequired[list[Column]]
    include_do_not_contact: NotRequired[bool]


class NewListInput(TypedDict, closed=True):
    """
    Body of `POST /lists`.
    """

    name: str
    records: NotRequired[RecordsEnum]


class NewSearchInput(TypedDict, closed=True):
    """
    Body of `POST /searches`.
    """

    name: str
    query: str
    records: NotRequired[RecordsEnum]


class NewSuggestionInput(TypedDict, closed=True):
    """
    Body of `POST /suggestions`: `title`, or `name` and `overview`, or `subject` and `text`.
    """

    kind: NewSuggestionInputKindEnum
    title: NotRequired[str]
    name: NotRequired[str]
    overview: NotRequired[str]
    subject: NotRequired[str]
    text: NotRequired[str]
    functions: NotRequired[list[Function]]
    label: NotRequired[str]
    note: NotRequired[str]


class NextTitleOutput(TypedDict, closed=True):
    """
    The next title; null if none is available.
    """

    title: TitleOutput | None
    is_second: bool


class PersonScoresOutput(TypedDict, closed=True):
    """
    Scores of a contact over current and past titles.
    """

    contact: int
    period: PeriodEnum
    n_titles: int
    titles: list[HeldTitleOutput]
    functions: list[FunctionScoreOutput]
    departments: list[DepartmentScoreOutput]
    groups: list[GroupScoreOutput]
    saved_groups: list[SavedGroupScoreOutput]


class PrivacyRequestOutput(TypedDict, closed=True):
    """
    A request of a person for their data or for its erasure.
    """

    id: int
    request_kind: RequestKindEnum
    state: PrivacyRequestOutputStateEnum
    reply: int | None
    sender: str
    received_at: str
    due_on: str
    reason: str
    closed_at: str | None


class PrivacyRequestPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[PrivacyRequestOutput]


class ProposalOutput(TypedDict, closed=True):
    """
    The contact a reply refers to. `contact` is set once accepted.
    """

    first_name: str
    last_name: str
    email: str
    company_name: str
    state: ProposalOutputStateEnum
    contact: int | None


class ReplayOutput(TypedDict, closed=True):
    """
    The last comparison of strategies; null fields before the first.
    """

    progress: float | None
    finished_at: str | None
    n_companies: int
    n_likes: int
    likes: list[int]
    costs: list[StrategyCostOutput]


class ReplyClassificationOutput(TypedDict, closed=True):
    """
    The intent of one reply, and the action that LeadQual would take.
    """

    intent: IntentEnum
    category: CategoryEnum
    score: float
    action: ActionEnum
    visible_text: str
    source: str
    model: str
    why: list[ReplyReasonOutput]
    others: list[IntentProbabilityOutput]


class ReplyClassificationsOutput(TypedDict, closed=True):
    """
    Intents in the order of the replies.
    """

    results: list[ReplyClassificationOutput]


class ReplyOutput(TypedDict, closed=True):
    """
    A reply with its intent and action; `pending` until it is classified.

    Replies of one conversation have the same `thread`. `returns_on` is when an absent writer
    is back, `proposed_contact` whom a referral names. `attachments` came with it and are not kept.
    Until `snoozed_until` a reply is hidden from the inbox.
    """

    id: int
    message_id: str
    thread: int
    sender: str
    contact: int | None
    subject: str
    received_at: str
    state: ReplyOutputStateEnum
    intent: IntentEnum | BlankEnum
    category: CategoryEnum | BlankEnum
    score: float | None
    action: ActionEnum
    source: str
    model: str
    is_corrected: bool
    visible_text: str
    removed_text: Any
    why: Any
    returns_on: str | None
    proposed_contact: ProposalOutput | None
    attachments: Any
    classified_at: str | None
    corrected_at: str | None
    snoozed_until: str | None


class ReplyPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[ReplyOutput]


class RunInput(TypedDict, closed=True):
    """
    Body of `POST /duplicates/runs`.
    """

    kind: DuplicateKindEnum
    task: NotRequired[TaskEnum]
    min_score: NotRequired[float]
    step: NotRequired[str]


class RunOutput(TypedDict, closed=True):
    """
    A job on the duplicates of a workspace, and how far it is.
    """

    id: int
    kind: DuplicateKindEnum
    task: TaskEnum
    status: RunOutputStatusEnum
    n_all: int
    n_done: int
    n_results: int
    n_kept: int
    step: str | None
    created_at: str
    finished_at: str | None


class RunPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[RunOutput]


class ScoreBreakdownOutput(TypedDict, closed=True):
    """
    Score breakdown. `neighbors` and `others` add up to the score, and so do `factors`.
    """

    score: float
    outlook: str
    evidence: EvidenceEnum
    neighbors: list[NeighborOutput]
    others: float
    n_others: int
    n_verdicts: int
    n_examples: int
    factors: dict[str, float]
    excluded_neighbors: list[NeighborOutput]


class ShownPredictionOutput(TypedDict, closed=True):
    """
    A prediction that was shown but not stored.
    """

    labels: list[StoredLabelOutput]
    level: str
    model: str
    n_times: int
    first_at: str
    last_at: str


class SuggestionOutput(TypedDict, closed=True):
    """
    A suggestion. `author` is null for visitors of Try it.
    """

    id: int
    kind: str
    text: str
    job_title: int | None
    company: int | None
    functions: Any
    label: str
    level: str
    industry: str
    note: str
    author: str | None
    n_times: int
    state: SuggestionOutputStateEnum
    is_open: bool
    answer: str
    correction: int | None
    business_model_correction: int | None
    created_at: str
    updated_at: str


class SuggestionPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[SuggestionOutput]


class SuppressionListInput(TypedDict, closed=True):
    """
    Body of `POST /suppression-lists`, as a multipart form.
    """

    file: bytes
    name: str
    origin: NotRequired[str]
    kind: NotRequired[SuppressionListInputKindEnum]
    column: NotRequired[str]


class SuppressionListOutput(TypedDict, closed=True):
    """
    A suppression list and its progress.
    """

    id: int
    name: str
    origin: str
    file_name: str
    status: SuppressionListOutputStatusEnum
    error: str
    n_lines: int
    n_entries: int
    n_repeated: int
    n_rejected: int
    n_people: int
    created_at: str
    finished_at: str | None
    undone_at: str | None


class SuppressionListPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[SuppressionListOutput]


class TaxonomyDepartmentOutput(TypedDict, closed=True):
    """
    A department with its functions, in their order.
    """

    slug: str
    name: str
    formerly: NotRequired[list[str]]
    functions: NotRequired[list[TaxonomyFunctionOutput]]


class TaxonomyOutput(TypedDict, closed=True):
    """
    Departments and functions, levels and industries, in their order.
    """

    version: int
    departments: list[TaxonomyDepartmentOutput]
    levels: list[NamedOutput]
    industries: list[NamedOutput]


class TaxonomyVersionDocumentOutput(TypedDict, closed=True):
    """
    A taxonomy version with its departments.
    """

    id: int
    changed_at: str
    author: str | None
    reason: str
    n_changes: int
    changes: list[str]
    restored_version: int | None
    departments: list[TaxonomyDepartmentOutput] | None


class TitlePredictionOutput(TypedDict, closed=True):
    """
    Labels of one title.
    """

    title: str
    labels: dict[str, LabelOutput]
    level: ScoredLabelOutput
    industry: ScoredLabelOutput | None
    source: str
    model: str
    why: list[TitleReasonOutput]
    level_why: list[TitleReasonOutput]


class TitlePredictionsOutput(TypedDict, closed=True):
    """
    Labels in the order of the titles.
    """

    results: list[TitlePredictionOutput]


class TitleRecordOutput(TypedDict, closed=True):
    """
    Predictions, corrections and suggestions for a title.
    """

    job_title: int | None
    predictions: list[StoredPredictionOutput]
    shown: list[ShownPredictionOutput]
    corrections: list[TitleCorrectionOutput]
    suggestions: list[SuggestionOutput]


class TitleSimilaritiesOutput(TypedDict, closed=True):
    """
    One result for each pair, in the order of the pairs.
    """

    results: list[TitleSimilarityOutput]


class TrainInput(TypedDict, closed=True):
    """
    Body of `POST /models/train`.
    """

    kind: TrainInputKindEnum


class UploadedEmailOutput(TypedDict, closed=True):
    """
    What became of one message.
    """

    id: int
    place: str
    outcome: UploadedEmailOutputOutcomeEnum
    reply: int | None
    reason: str


class UploadedEmailPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[UploadedEmailOutput]


class VerdictInput(TypedDict, closed=True):
    """
    Body of `POST /campaigns/{id}/verdicts`.
    """

    company: int
    verdict: VerdictInputVerdictEnum
    weight: NotRequired[WeightEnum]
    reasons: NotRequired[list[Reason]]


class VerdictOutput(TypedDict, closed=True):
    """
    A verdict.
    """

    id: int
    company: int
    verdict: str
    weight: WeightEnum
    reasons: list[int]
    author: str
    request_id: str
    created_at: str
    score: float | None
    is_final_decision: bool
    is_current: bool
    undone_at: str | None


class VerdictPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[VerdictOutput]


class WebhookChangeInput(TypedDict, closed=True):
    """
    Body of `PATCH /webhooks/{id}`; omitted fields stay unchanged.
    """

    url: NotRequired[str]
    event_types: NotRequired[list[WebhookEventTypeEnum]]
    description: NotRequired[str]
    filters: NotRequired[WebhookFiltersRequest]
    with_rows: NotRequired[bool]
    is_active: NotRequired[bool]


class WebhookDeliveryOutput(TypedDict, closed=True):
    """
    One event on its way to one webhook, with the last answer of the receiver.
    """

    id: int
    webhook_id: int
    message_id: str
    event_type: str
    sequence: int | None
    state: WebhookDeliveryOutputStateEnum
    n_attempts: int
    created_at: str
    attempted_at: str | None
    next_at: str
    status: int | None
    answer: str
    duration_ms: int | None
    problem: str
    message: WebhookMessageOutput


class WebhookDeliveryPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[WebhookDeliveryOutput]


class WorkspaceExportOutput(TypedDict, closed=True):
    """
    An export of the whole workspace: a ZIP of CSV files, written by a job.
    """

    id: int
    author: str
    file_state: WorkspaceExportOutputFileStateEnum
    n_rows: int
    n_rows_total: int
    n_bytes: int
    created_at: str
    finished_at: str | None
    expires_at: str | None


class WorkspaceExportPage(TypedDict, closed=True):
    next: str | None
    previous: str | None
    results: list[WorkspaceExportOutput]


class Problem(TypedDict):
    """
    A problem (RFC 9457). Programs rely on `code`, which never changes; some codes come with further members.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: NotRequired[str]
    record_id: NotRequired[int]
    errors: NotRequired[list[ProblemError]]


class CardOutput(TypedDict, closed=True):
    """
    The next company. If there is none, `company` is null and `empty_reason` gives the reason.
    """

    company: CompanyOutput | None
    why: ScoreBreakdownOutput | None
    similarity: float | None
    chosen_because: ChosenBecauseEnum | NullEnum
    empty_reason: EmptyReasonEnum | NullEnum


class CompanyPageOutput(TypedDict, closed=True):
    """
    A page of companies.
    """

    next: str | None
    previous: str | None
    results: list[Company1]
    interpretations: list[InterpretationOutput]
    corrected: CorrectionOutput | None


class CompanyRecordOutput(TypedDict, closed=True):
    """
    Predictions, corrections and suggestions for a company.
    """

    company: int
    name: str
    predictions: list[StoredBusinessModelOutput]
    corrections: list[CompanyCorrectionOutput]
    suggestions: list[SuggestionOutput]


class CompanyRecordsOutput(TypedDict, closed=True):
    """
    Predictions, corrections and suggestions by company.
    """

    companies: list[CompanyRecordOutput]


class ContactPageOutput(TypedDict, closed=True):
    """
    A page of contacts.
    """

    next: str | None
    previous: str | None
    results: list[ContactOutput]
    interpretations: list[InterpretationOutput]
    corrected: CorrectionOutput | None


class DraftDocumentOutput(TypedDict, closed=True):
    """
    What a draft says.
    """

    departments: list[TaxonomyDepartmentOutput]
    dictionary: NotRequired[dict[str, Any]]
    phrases: NotRequired[dict[str, Any]]


class FunctionPreviewListOutput(TypedDict, closed=True):
    """
    Functions that would be learned from a correction.
    """

    results: list[FunctionPreviewOutput]


class RecommendationOutput(TypedDict, closed=True):
    """
    A row of the ranking.
    """

    rank: int
    company: CompanyOutput
    why: ScoreBreakdownOutput | None
    similarity: float | None


class RecommendationsOutput(TypedDict, closed=True):
    """
    A page of the ranking.
    """

    total: int
    n_verdicts: int
    next: str | None
    previous: str | None
    results: list[RecommendationOutput]


class ReplyRecordOutput(TypedDict, closed=True):
    """
    Predictions, corrections and suggestions for a reply.
    """

    reply: int
    predictions: list[StoredIntentOutput]
    suggestions: list[SuggestionOutput]


class ReplyRecordsOutput(TypedDict, closed=True):
    """
    Predictions, corrections and suggestions by reply.
    """

    replies: list[ReplyRecordOutput]


class TaxonomyDraftDocument(TypedDict, closed=True):
    """
    A draft of the taxonomy with its document.
    """

    id: int
    name: str
    author: str
    is_open: bool
    based_on: int
    edits: int
    created_at: str
    edited_at: str
    published_as: int | None
    discarded_at: str | None
    is_stale: bool
    changes: list[DraftChangeOutput]
    document: DraftDocumentOutput


class CampaignPreviewOutput(TypedDict, closed=True):
    """
    What a campaign would begin with.
    """

    found: list[str]
    unknown: list[str]
    invalid: list[str]
    n_customers: int
    cards: list[CardOutput]
