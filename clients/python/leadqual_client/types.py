"""Types of the API. Made by `make client`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

ActionEnum: TypeAlias = Literal[
    "do_not_contact", "propose_contact", "propose_date", "review", "none"
]


class ActivationInput(TypedDict):
    """
    Body of `POST /titles/learned-functions/{id}/activation`.
    """

    accept_metric_drops: NotRequired[bool]


class AffectedTitleOutput(TypedDict):
    """
    A title to which the correction would be propagated.
    """

    id: int
    title: str
    n_contacts: int
    functions: list[str]
    level: str


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


AreaEnum: TypeAlias = Literal["data", "model", "operation"]


class AuditEntryOutput(TypedDict):
    """
    An audit log entry.
    """

    id: int
    created_at: str
    actor: str
    user_id: int
    api_key_id: int
    ip_address: NotRequired[str]
    action: str
    summary: str
    subject: str
    name: NotRequired[str]
    before: Any
    after: Any
    details: NotRequired[Any]


Id: TypeAlias = int


AddTag: TypeAlias = str


RemoveTag: TypeAlias = str


class BulkChangeOutput(TypedDict):
    """
    What a bulk change did.
    """

    changed: int
    unchanged: int
    request_id: str


Title: TypeAlias = int


Function: TypeAlias = str


class BulkCorrectionInput(TypedDict):
    """
    Body of `POST /titles/bulk-corrections`.
    """

    titles: list[Title]
    functions: list[Function]
    level: NotRequired[str]
    industry: NotRequired[str]
    name: NotRequired[str]
    note: NotRequired[str]
    propagate: NotRequired[bool]


class BulkCorrectionOutput(TypedDict):
    """
    A bulk correction.
    """

    id: int
    name: str
    created_at: str
    n_titles: int
    n_current: int
    is_undone: bool


Company: TypeAlias = int


class BulkVerdictOutput(TypedDict):
    """
    A bulk verdict.
    """

    id: int
    verdict: str
    n_companies: int
    request_id: str
    created_at: str
    undone_at: NotRequired[str]


BusinessModelEnum: TypeAlias = Literal["b2b", "b2c", "both", "public", "unknown"]


CompanyId: TypeAlias = int


CategoryEnum: TypeAlias = Literal["positive", "objection", "referral", "unsubscribe", "other"]


ChannelEnum: TypeAlias = Literal["page", "api", "command"]


ChosenBecauseEnum: TypeAlias = Literal[
    "likely", "uncertain", "unexplored", "largest", "new_area", "description", "well_known"
]


Title1: TypeAlias = str


class ClassifyInput(TypedDict):
    """
    Body of `POST /titles/classify`.
    """

    titles: list[Title1]


class CompanyAdditionOutput(TypedDict):
    """
    The result of adding companies to a list.
    """

    n_new: int
    n_existing: int
    n_unknown: int
    request_id: str


class CompanyBrief(TypedDict):
    """
    The company of a contact.
    """

    id: int
    name: str
    domain: NotRequired[str]


class CompanyCorrectionInput(TypedDict):
    """
    Body of `POST /companies/{id}/corrections`.
    """

    business_model: BusinessModelEnum
    note: NotRequired[str]


class CompanyCorrectionOutput(TypedDict):
    """
    A business model correction.
    """

    id: int
    company: int
    business_model: BusinessModelEnum
    note: NotRequired[str]
    is_current: NotRequired[bool]
    created_at: str
    undone_at: NotRequired[str]


class CompanyCountsOutput(TypedDict):
    """
    Number of matching companies, and results of each further filter.
    """

    total: int
    waiting: int
    facets: dict[str, dict[str, int]]


class CompanyEntriesInput(TypedDict):
    """
    Body of `POST /lists/{id}/companies`.
    """

    company_ids: list[CompanyId]


class CompanyOfContactInput(TypedDict):
    """
    The company of a contact, found by its domain or else its name.
    """

    name: str
    domain: NotRequired[str]


class CompanyOutput(TypedDict):
    """
    The company of a card or a row.
    """

    id: int
    external_id: NotRequired[str]
    name: str
    domain: NotRequired[str]
    industry: NotRequired[str]
    business_model: NotRequired[BusinessModelEnum]
    size: NotRequired[str]
    employees: NotRequired[int]
    city: NotRequired[str]
    country: NotRequired[str]


Tag: TypeAlias = str


OtherTitle: TypeAlias = str


PastTitle: TypeAlias = str


class Labels(TypedDict):
    category: NotRequired[str]
    score: NotRequired[float]


class Level(TypedDict):
    label: NotRequired[str]
    score: NotRequired[float]


class Industry(TypedDict):
    label: NotRequired[str]
    score: NotRequired[float]


class CorrectionOutput(TypedDict):
    """
    A correction of `q`, which matched nothing as typed.
    """

    typed: str
    words: str


class CountsOutput(TypedDict):
    """
    Number of matching contacts, and results of each further filter.
    """

    total: int
    companies: int
    waiting: int
    facets: dict[str, dict[str, int]]


CustomFieldKindEnum: TypeAlias = Literal["text", "number", "date", "choice", "link"]


class DecisionMakersInput(TypedDict):
    """
    Body of `POST /lists/{id}/decision-makers`.
    """

    company_ids: list[CompanyId]
    function: NotRequired[list[str]]
    department: NotRequired[list[str]]
    level: NotRequired[list[str]]
    max_per_company: NotRequired[int]
    dry_run: NotRequired[bool]


class DeletionOutput(TypedDict):
    """
    A deleted record. `POST /deletions/{id}/restore` restores it.
    """

    id: int
    deleted_kind: str
    record_id: int
    name: str
    deleted_at: str
    deleted_by: NotRequired[str]
    purged_at: str


class DepartmentScoreOutput(TypedDict):
    """
    Scores for a department: a title counts with its best function there.
    """

    max: float
    mean: float
    sum: float
    department: str


DoNotContactInputKindEnum: TypeAlias = Literal["email", "domain", "phone", "linkedin"]


class DoNotContactOutput(TypedDict):
    """
    A do-not-contact entry of one source. A value can have several entries.
    """

    id: int
    kind: str
    value: str
    covers_plus_aliases: bool
    reason: str
    origin: str
    suppression_list: int
    created_at: str
    lifted_at: str


class DownstreamImpactOutput(TypedDict):
    """
    Lists, saved searches and campaigns that use changed titles, by ID.
    """

    lists: dict[str, str]
    searches: dict[str, str]
    campaigns: dict[str, str]


DuplicateKindEnum: TypeAlias = Literal["contact", "company"]


class DuplicateReasonOutput(TypedDict):
    """
    One comparison of two records, with its evidence.
    """

    code: str
    text: str
    bits: float


DuplicatesEnum: TypeAlias = Literal["last", "first", "reject"]


EmailStateEnum: TypeAlias = Literal["queued", "sent", "delayed", "failed"]


class ErasureOutput(TypedDict):
    """
    Progress of an erasure. `finished_at` is null while a job removes the last traces.
    """

    id: int
    counts: NotRequired[Any]
    n_done: NotRequired[int]
    n_steps: NotRequired[int]
    finished_at: NotRequired[str]


class EventOutput(TypedDict):
    """
    One thing that happened.
    """

    at: str
    kind: str
    words: str
    who: str
    note_id: int


EvidenceEnum: TypeAlias = Literal["none", "weak", "good", "strong"]


class ExcludedVerdictInput(TypedDict):
    """
    Body of `POST /campaigns/{id}/excluded-verdicts`.
    """

    company: int


class ExcludedVerdictOutput(TypedDict):
    """
    A company whose verdicts are excluded from the ranking.
    """

    company: int
    name: str
    author: str
    created_at: str


class FactReport(TypedDict):
    """
    A reported value.
    """

    id: int
    contact_id: int
    company_id: int
    field: str
    value: NotRequired[str]
    right_value: NotRequired[str]
    author: str
    created_at: str


class FactReportInput(TypedDict):
    """
    A value that is wrong.
    """

    field: str
    right_value: NotRequired[str]


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


Choice: TypeAlias = str


class FieldInput(TypedDict):
    """
    Body of `POST /custom-fields`.
    """

    record: DuplicateKindEnum
    label: str
    kind: CustomFieldKindEnum
    choices: NotRequired[list[Choice]]


FormatEnum: TypeAlias = Literal["csv", "xlsx", "parquet", "jsonl", "hubspot", "salesforce"]


class FunctionGroupInput(TypedDict):
    """
    Body of `POST /titles/function-groups`.
    """

    titles: list[Title1]


class FunctionScoreOutput(TypedDict):
    """
    Scores for one function.
    """

    max: float
    mean: float
    sum: float
    function: str
    category: str


GroupEnum: TypeAlias = Literal["fit", "engagement", "timing"]


class GroupScoreOutput(TypedDict):
    """
    Scores for a group of functions: a title counts with its best function there.
    """

    max: float
    mean: float
    sum: float
    functions: list[str]


class IdentifiersInput(TypedDict):
    """
    Identifiers of a person; one is enough, in any format.
    """

    email: NotRequired[str]
    linkedin_url: NotRequired[str]
    external_id: NotRequired[str]
    phone: NotRequired[str]
    contact_id: NotRequired[int]


class ImportCellOutput(TypedDict):
    """
    A skipped cell of an imported row.
    """

    number: int
    sheet: str
    line: int
    column: str
    value: str
    reason: str


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


InterpretationOutputKindEnum: TypeAlias = Literal[
    "job", "place", "size", "business_model", "industry"
]


InvitationOutputStateEnum: TypeAlias = Literal["open", "expired", "void"]


KindEnum: TypeAlias = Literal["contacts", "companies"]


class LabelConflictOutput(TypedDict):
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
    similar_title: int


class LabelOutput(TypedDict):
    """
    One function of a title.
    """

    category: str
    score: float


LearnedFunctionOutputStateEnum: TypeAlias = Literal[
    "active", "on_hold", "rejected", "newer", "replaced", "off"
]


class LearnedWeightsOutput(TypedDict):
    """
    Weights learned from verdicts.
    """

    weights: dict[str, float]
    n_verdicts: int
    n_reasons: int


class LeaseOutput(TypedDict):
    """
    Lease of a title or a group.
    """

    is_mine: bool
    open_by: str


LikeOrDislikeEnum: TypeAlias = Literal["like", "dislike"]


class ListAdditionOutput(TypedDict):
    """
    The result of adding people to a list.
    """

    n_new: int
    n_existing: int
    n_do_not_contact: int
    n_unknown: int
    request_id: str


ContactId: TypeAlias = int


class ListEntriesInput(TypedDict):
    """
    Body of `POST /lists/{id}/entries`.
    """

    contact_ids: list[ContactId]


class ListNameInput(TypedDict):
    """
    Body of `POST /imports/{id}/list`.
    """

    name: str


MatchByEnum: TypeAlias = Literal["any", "email", "external_id", "domain", "linkedin_url"]


class MergeInput(TypedDict):
    """
    Body of `POST /merges`.
    """

    fields_from: NotRequired[dict[str, Literal["kept", "other"]]]
    kind: DuplicateKindEnum
    kept_id: int
    other_id: int


class MergeOutput(TypedDict):
    """
    A merge that can be undone by `POST /merges/{id}/undo`.
    """

    id: int
    kind: str
    kept_id: int
    other_id: int
    score: NotRequired[float]
    step: str
    merged_at: str


class MetricDropOutput(TypedDict):
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


class NamedContactInput(TypedDict):
    """
    Body of `POST /replies/{id}/contact`.
    """

    email: str
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    company_name: NotRequired[str]


class NamedOutput(TypedDict):
    """
    A level or an industry.
    """

    slug: str
    name: str


NeighborOutputVerdictEnum: TypeAlias = Literal[
    "like", "dislike", "example", "customer", "description"
]


class NewerVersionOutput(TypedDict):
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


class Note(TypedDict):
    """
    A note.
    """

    id: int
    text: str
    author: str
    created_at: str
    edited_at: NotRequired[str]


class NoteInput(TypedDict):
    """
    A note to write.
    """

    text: str


NullEnum: TypeAlias = None


class OpinionOutput(TypedDict):
    """
    Verdict of one person.
    """

    author: str
    verdict: LikeOrDislikeEnum


OriginEnum: TypeAlias = Literal["domains", "segment"]


OutcomeEnum: TypeAlias = Literal["created", "updated", "unchanged", "skipped", "rejected"]


class PaginatedDeletionOutputList(TypedDict):
    next: NotRequired[str]
    previous: NotRequired[str]
    results: list[DeletionOutput]


class PaginatedFactReportList(TypedDict):
    next: NotRequired[str]
    previous: NotRequired[str]
    results: list[FactReport]


class PaginatedMergeOutputList(TypedDict):
    next: NotRequired[str]
    previous: NotRequired[str]
    results: list[MergeOutput]


class PairMergeInput(TypedDict):
    """
    Body of `POST /duplicates/{id}/merge`.
    """

    fields_from: NotRequired[dict[str, Literal["kept", "other"]]]
    kept_id: NotRequired[int]


class PairOutput(TypedDict):
    """
    Agreement of two people.
    """

    first: str
    second: str
    n: int
    n_agreed: int
    kappa: float


class PatchedListInput(TypedDict):
    """
    Body of `PATCH /lists/{id}`.
    """

    name: NotRequired[str]


class PatchedNoteInput(TypedDict):
    """
    A note to write.
    """

    text: NotRequired[str]


class PatchedSavedSearchInput(TypedDict):
    """
    Body of `PATCH /searches/{id}`; omitted fields stay unchanged.
    """

    name: NotRequired[str]
    query: NotRequired[str]


class PatchedTitleAgreementInput(TypedDict):
    """
    Body of `PATCH /titles/agreement`.
    """

    double_labeling_percent: NotRequired[int]


class PatchedWorkspaceInput(TypedDict):
    """
    Body of `PATCH /workspace`.
    """

    name: NotRequired[str]


PeriodEnum: TypeAlias = Literal["all", "current", "past"]


class PersonDataOutput(TypedDict):
    """
    Data about a person in one table.
    """

    table: str
    contents: str
    erasure: str
    n_rows: int
    sample: str


class PersonOutput(TypedDict):
    """
    Data about a person, by table.
    """

    contact_ids: list[int]
    tables: list[PersonDataOutput]
    erased_at: str


class PromoteInput(TypedDict):
    """
    Body of `POST /models/{id}/promote`.
    """

    reason: NotRequired[str]


ProposalOutputStateEnum: TypeAlias = Literal["open", "accepted", "dismissed"]


class ProposedFunctionOutput(TypedDict):
    """
    A function of the group.
    """

    function: str
    name: str
    department: str
    share: float
    titles: list[str]
    is_selected: bool


class QualityGateOutput(TypedDict):
    """
    A quality gate of a candidate.
    """

    key: str
    name: str
    live: float
    new: float
    change: float
    unit: str
    allowed: str
    passes: bool
    failure_reason: str


class QueuesOutput(TypedDict):
    """
    Build state of the queues.
    """

    built_at: str
    n_titles: NotRequired[int]
    is_building: bool
    phase: NotRequired[str]
    done: NotRequired[int]
    total: NotRequired[int]
    problem: NotRequired[str]


RecordStatusEnum: TypeAlias = Literal[
    "new", "qualified", "contacted", "replied", "won", "lost", "unqualified"
]


RecordsEnum: TypeAlias = Literal["people", "companies"]


class RemovedLabelOutput(TypedDict):
    """
    A high-confidence function that would be removed from many people.
    """

    function: str
    n_titles: int
    n_contacts: int
    is_in_dictionary: bool


class ReplyInput(TypedDict):
    """
    Body of `POST /replies`.
    """

    sender: NotRequired[str]
    subject: NotRequired[str]
    text: str
    message_id: NotRequired[str]
    headers: NotRequired[dict[str, str]]
    received_at: NotRequired[str]


ReplyOutputStateEnum: TypeAlias = Literal[
    "pending", "taken", "proposed", "review", "none", "undone", "dismissed"
]


class RestoredOutput(TypedDict):
    """
    A restored record.
    """

    name: str


class ReturnInput(TypedDict):
    """
    Body of `POST /suggestions/{id}/return`.
    """

    note: str


RoleEnum: TypeAlias = Literal["viewer", "qualifier", "manager"]


class RotateInput(TypedDict):
    """
    Body of `POST /keys/{id}/rotate`.
    """

    overlap_hours: NotRequired[int]
    expires_in_days: NotRequired[int]


RunOutputStatusEnum: TypeAlias = Literal["queued", "running", "done", "failed"]


class SavedGroupScoreOutput(TypedDict):
    """
    Scores for a saved search that selects functions or departments and nothing else.
    """

    max: float
    mean: float
    sum: float
    functions: list[str]
    search: int
    name: str


class SavedSearchOutput(TypedDict):
    """
    A saved search; of one for people, the number of new people since your last visit.
    """

    id: int
    name: str
    records: RecordsEnum
    query: str
    author: str
    created_at: str
    opened_at: str
    n_new: int


ScopeEnum: TypeAlias = Literal["all", "selected"]


ScopesEnum: TypeAlias = Literal[
    "read", "classify", "write", "replies", "export", "admin", "installation"
]


class ScoredLabelOutput(TypedDict):
    """
    A level or an industry with its probability.
    """

    label: str
    score: float


class SecondLabelOutput(TypedDict):
    """
    A second label. It does not reveal the first one.
    """

    title: int
    is_first: bool


class SeedOutput(TypedDict):
    """
    An example or customer. `company` is null while its domain is unknown.
    """

    id: int
    origin: OriginEnum
    domain: NotRequired[str]
    company: NotRequired[int]
    name: str
    created_at: str


Domain: TypeAlias = str


class SeedsInput(TypedDict):
    """
    Body of `POST /campaigns/{id}/seeds`; at least one of the three.
    """

    domains: NotRequired[list[Domain]]
    company_ids: NotRequired[list[CompanyId]]
    search: NotRequired[str]


class SeedsOutput(TypedDict):
    """
    The result of adding examples.
    """

    n_new: int
    found: list[str]
    unknown: list[str]
    n_duplicates: int
    invalid: list[str]


class SharedFunctionOutput(TypedDict):
    """
    A function of both titles.
    """

    function: str
    scores: list[float]


class SimilarTitleOutput(TypedDict):
    """
    A similar title.
    """

    id: int
    title: str
    n_contacts: int
    functions: list[str]
    similarity: float
    is_sure: bool


class SnoozeInput(TypedDict):
    """
    Body of `POST /replies/{id}/snooze`.
    """

    until: str


class StoredBusinessModelOutput(TypedDict):
    """
    A business model prediction. `ended_at` is null while it is active.

    `model` is `correction` if a person corrected it. `why` is empty where a later version repeated
    the prediction.
    """

    business_model: str
    probability: float
    why: Any
    model: str
    ended_at: str


class StoredIntentOutput(TypedDict):
    """
    A stored intent of a reply; `ended_at` is null while it is active.
    """

    intent: str
    score: float
    source: str
    model: str
    why: Any
    since: str
    ended_at: str


class StoredLabelOutput(TypedDict):
    """
    A function of a stored prediction.
    """

    function: str
    source: NotRequired[str]
    score: float


class StoredPredictionOutput(TypedDict):
    """
    A stored prediction. `ended_at` is null while it is active.
    """

    labels: list[StoredLabelOutput]
    level: str
    industry: str
    source: str
    model: str
    ended_at: str


class StrategyCostOutput(TypedDict):
    """
    Number of cards a strategy would have needed.
    """

    order: str
    verdicts: list[int]


StrategyEnum: TypeAlias = Literal["likely", "uncertain", "unexplored", "largest", "mix"]


SuggestionOutputStateEnum: TypeAlias = Literal["suggested", "accepted", "returned", "withdrawn"]


class SuggestionRequest(TypedDict):
    """
    Body of `POST /titles/{id}/suggestions`.
    """

    functions: list[Function]
    note: NotRequired[str]


class SuppressionLineOutput(TypedDict):
    """
    A rejected line.
    """

    number: int
    value: str
    reason: str


SuppressionListInputKindEnum: TypeAlias = Literal[
    "email", "domain", "phone", "linkedin", "customer"
]


SuppressionListOutputStatusEnum: TypeAlias = Literal[
    "queued", "running", "done", "failed", "undone"
]


TaskEnum: TypeAlias = Literal["find", "merge", "undo"]


class TaxonomyFunctionOutput(TypedDict):
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


class TaxonomyVersionOutput(TypedDict):
    """
    A taxonomy version.
    """

    id: int
    changed_at: str
    author: str
    reason: NotRequired[str]
    n_changes: NotRequired[int]
    changes: list[str]
    restored_version: int


TierEnum: TypeAlias = Literal["A", "B", "C"]


class TimelineOutput(TypedDict):
    """
    A page of a timeline.
    """

    after: str
    results: list[EventOutput]


class TitleAgreementOutput(TypedDict):
    """
    Agreement between labelers on functions of titles.
    """

    double_labeling_percent: int
    n_titles: int
    n_agreed: int
    kappa: float
    alpha: float
    n_open: int
    n_awaiting: int


class TitleChangeOutput(TypedDict):
    """
    A title that a learned function would change.
    """

    id: int
    title: str
    n_contacts: int
    current_functions: list[str]
    new_functions: list[str]


class TitleCorrectionInput(TypedDict):
    """
    Body of `POST /titles/{id}/corrections`.
    """

    functions: list[Function]
    level: str
    industry: NotRequired[str]
    note: NotRequired[str]
    propagate: NotRequired[bool]


class TitleCorrectionOutput(TypedDict):
    """
    A correction of a title.
    """

    id: int
    job_title: int
    functions: list[str]
    level: str
    industry: str
    note: NotRequired[str]
    is_current: NotRequired[bool]
    is_retired: bool
    n_propagated: int
    author: str
    created_at: str
    approved_by: str
    approved_at: NotRequired[str]


class TitleCountOutput(TypedDict):
    """
    Number of titles and their contacts.
    """

    n_titles: int
    n_contacts: int
    is_complete: bool


class TitleGroupOutput(TypedDict):
    """
    A group of similar unclassified titles.
    """

    id: int
    name: str
    n_titles: int
    n_contacts: int


class TitleOutput(TypedDict):
    """
    A stored title with its labels.
    """

    id: int
    title: str
    normalized: str
    n_contacts: NotRequired[int]
    labels: dict[str, dict[str, Any]]
    level: dict[str, Any]
    source: str
    model_version: NotRequired[str]
    why: NotRequired[Any]
    level_why: NotRequired[Any]
    propagated_from: int
    propagated_from_title: str
    is_pending: bool


class TitleReasonOutput(TypedDict):
    """
    What decided a function or the level.
    """

    label: str
    because: str
    text: str
    score: NotRequired[float]


PairItem: TypeAlias = str


Pair: TypeAlias = list[PairItem]


class TitleSimilarityInput(TypedDict):
    """
    Body of `POST /titles/similarity`: either `titles` or `pairs`.
    """

    titles: NotRequired[list[Title1]]
    pairs: NotRequired[list[Pair]]


class TitleSimilarityOutput(TypedDict):
    """
    How similar two titles are, and what that rests on. All numbers are 0 to 1.
    """

    titles: list[str]
    similarity: float
    embedding: float
    functions: float
    wording: float
    level: float
    shared_functions: list[SharedFunctionOutput]
    levels: list[ScoredLabelOutput]


class TrainedFunctionOutput(TypedDict):
    """
    A function that would be learned and applied to other titles.
    """

    function: str
    n_titles: int
    is_known: bool
    n_titles_active: int
    n_titles_pending: int
    metric_drops: list[MetricDropOutput]


TrialStateEnum: TypeAlias = Literal["waiting", "running", "done", "stopped"]


class UndoneOutput(TypedDict):
    """
    What an undo did.
    """

    undone: int
    kept: int


Reason: TypeAlias = int


VerdictInputVerdictEnum: TypeAlias = Literal["like", "dislike", "skip"]


WeightEnum: TypeAlias = Literal[1, 2]


class WeightsInput(TypedDict):
    """
    Body of `PUT /campaigns/{id}/weights`.
    """

    weights: NotRequired[dict[str, float]]
    use_learned: NotRequired[bool]


class WeightsOutput(TypedDict):
    """
    Weights of the factors.
    """

    weights: dict[str, float]
    own: dict[str, float]
    learned: LearnedWeightsOutput


class WorkspaceOutput(TypedDict):
    """
    The workspace that the key or the session is bound to.
    """

    id: int
    name: str
    slug: str
    created_at: str


class AcceptedModelInput(TypedDict):
    """
    Body of `POST /suggestions/{id}/accept-business-model`.
    """

    business_model: BusinessModelEnum


class AgreementOutput(TypedDict):
    """
    Agreement between reviewers, without decisions on disagreements.
    """

    n_companies: int
    n_agreed: int
    alpha: float
    pairs: list[PairOutput]
    n_awaiting: int
    n_open: int


class AlertOutput(TypedDict):
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
    threshold: float
    is_open: bool
    since: str
    opened_at: str
    last_at: str
    closed_at: NotRequired[str]
    acknowledged_at: str
    note: NotRequired[str]
    is_normal: NotRequired[bool]


class ApiKeyOutput(TypedDict):
    """
    An API key, without its secret.
    """

    id: int
    name: str
    prefix: str
    scopes: list[ScopesEnum]
    owner: str
    state: ApiKeyStateEnum
    requests_per_minute: NotRequired[int]
    created_at: str
    rotated_at: NotRequired[str]
    expires_at: NotRequired[str]
    revoked_at: NotRequired[str]
    last_used_at: NotRequired[str]
    last_used_ip: NotRequired[str]
    previous_prefix: NotRequired[str]
    previous_valid_until: NotRequired[str]
    issued_by: NotRequired[int]


class ApiKeySecretOutput(TypedDict):
    """
    An API key with its new secret, which is shown this once.
    """

    id: int
    name: str
    prefix: str
    scopes: list[ScopesEnum]
    owner: str
    state: ApiKeyStateEnum
    requests_per_minute: NotRequired[int]
    created_at: str
    rotated_at: NotRequired[str]
    expires_at: NotRequired[str]
    revoked_at: NotRequired[str]
    last_used_at: NotRequired[str]
    last_used_ip: NotRequired[str]
    previous_prefix: NotRequired[str]
    previous_valid_until: NotRequired[str]
    issued_by: NotRequired[int]
    secret: str


class BulkChangeInput(TypedDict):
    """
    Body of a bulk change; omitted fields stay unchanged.
    """

    ids: list[Id]
    request_id: str
    owner: NotRequired[str]
    status: NotRequired[RecordStatusEnum]
    add_tags: NotRequired[list[AddTag]]
    remove_tags: NotRequired[list[RemoveTag]]


class BulkCorrectionPreviewOutput(TypedDict):
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


class BulkVerdictInput(TypedDict):
    """
    Body of `POST /campaigns/{id}/bulk-verdicts`.
    """

    companies: list[Company]
    verdict: LikeOrDislikeEnum


class CampaignInput(TypedDict):
    """
    Body of `POST /campaigns`.
    """

    name: str
    description: NotRequired[str]
    strategy: NotRequired[StrategyEnum]
    company_ids: NotRequired[list[CompanyId]]


class CampaignOutput(TypedDict):
    """
    A campaign and its progress.
    """

    id: int
    name: str
    description: NotRequired[str]
    strategy: NotRequired[StrategyEnum]
    scope: NotRequired[ScopeEnum]
    double_labeling_percent: int
    exploration_percent: int
    weights: NotRequired[Any]
    created_at: str
    archived_at: NotRequired[str]
    n_companies: int
    n_judged: int
    n_liked: int


class CardOrder(TypedDict):
    """
    Card order of a campaign. Omitted fields stay unchanged.
    """

    strategy: NotRequired[StrategyEnum]
    double_labeling_percent: NotRequired[int]
    exploration_percent: NotRequired[int]


class Company1(TypedDict):
    """
    A company with every field.
    """

    id: int
    name: str
    website: NotRequired[str]
    domain: NotRequired[str]
    external_id: NotRequired[str]
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
    employees: NotRequired[int]
    followers: NotRequired[int]
    founded: NotRequired[int]
    technologies: NotRequired[list[str]]
    total_funding: NotRequired[Decimal]
    alexa_rank: NotRequired[int]
    business_model: NotRequired[BusinessModelEnum]
    business_model_probability: NotRequired[float]
    business_model_probabilities: NotRequired[list[float]]
    business_model_why: NotRequired[Any]
    business_model_note: str
    business_model_version: NotRequired[str]
    standard_industry: str
    sector: str
    size_band: str
    founded_band: str
    funding_band: str
    regions: list[str]
    owner: NotRequired[str]
    status: NotRequired[RecordStatusEnum]
    tags: NotRequired[list[str]]
    custom: NotRequired[Any]
    last_activity_at: NotRequired[str]
    created_at: str
    updated_at: str


class CompanyEntryOutput(TypedDict):
    """
    A company in a list.
    """

    company: Company1
    added_by: str
    request_id: str
    created_at: str


class CompanySaveInput(TypedDict):
    """
    Body of `POST /companies`; omitted fields stay unchanged.
    """

    name: str
    website: NotRequired[str]
    domain: NotRequired[str]
    external_id: NotRequired[str]
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
    employees: NotRequired[int]
    followers: NotRequired[int]
    founded: NotRequired[int]
    technologies: NotRequired[list[str]]
    total_funding: NotRequired[Decimal]
    alexa_rank: NotRequired[int]
    owner: NotRequired[str]
    status: NotRequired[RecordStatusEnum]
    tags: NotRequired[list[Tag]]
    custom: NotRequired[dict[str, Any]]


class CompanySuggestionInput(TypedDict):
    """
    Body of `POST /companies/{id}/suggestions`.
    """

    business_model: BusinessModelEnum | NullEnum
    note: NotRequired[str]


class Contact(TypedDict):
    """
    A contact with the labels of its title.

    Email, phone and LinkedIn URL of people marked Do not contact are empty.
    """

    id: int
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    email: str
    phone: str
    title: NotRequired[str]
    job_title: NotRequired[int]
    other_titles: list[OtherTitle]
    past_titles: list[PastTitle]
    labels: dict[str, Labels]
    level: Level
    industry: Industry
    source: str
    model: str
    why: list[dict[str, Any]]
    level_why: list[dict[str, Any]]
    is_pending: bool
    company: CompanyBrief
    city: NotRequired[str]
    state: NotRequired[str]
    country: NotRequired[str]
    place: NotRequired[str]
    linkedin_url: str
    external_id: NotRequired[str]
    lead_score: NotRequired[int]
    lead_tier: NotRequired[str]
    owner: NotRequired[str]
    status: NotRequired[RecordStatusEnum]
    tags: NotRequired[list[str]]
    custom: NotRequired[Any]
    last_activity_at: NotRequired[str]
    do_not_contact: NotRequired[bool]
    created_at: str
    updated_at: str


class ContactSaveInput(TypedDict):
    """
    Body of `POST /contacts`; omitted fields stay unchanged.
    """

    owner: NotRequired[str]
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


class CorrectionInput(TypedDict):
    """
    Body of `POST /replies/{id}/corrections`.
    """

    intent: IntentEnum


class CorrectionPreviewOutput(TypedDict):
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


class CustomField(TypedDict):
    """
    A custom field.
    """

    id: int
    record: DuplicateKindEnum
    code: str
    label: str
    kind: CustomFieldKindEnum
    choices: NotRequired[list[str]]


class DecisionInput(TypedDict):
    """
    Body of `POST /campaigns/{id}/disagreements`.
    """

    company: int
    verdict: LikeOrDislikeEnum


class DecisionMakersOutput(TypedDict):
    """
    Decision makers of the companies. `added` is null in a dry run.
    """

    contact_ids: list[int]
    n_companies: int
    n_with_people: int
    n_do_not_contact: int
    added: ListAdditionOutput


class DisagreementOutput(TypedDict):
    """
    A company with different verdicts.
    """

    company: int
    name: str
    opinions: list[OpinionOutput]
    counts: str
    decided_by: str


class DoNotContactInput(TypedDict):
    """
    Body of `POST /do-not-contact`.
    """

    value: str
    kind: NotRequired[DoNotContactInputKindEnum]
    reason: NotRequired[str]


class DuplicatePairOutput(TypedDict):
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


class EvaluationOutput(TypedDict):
    """
    An evaluation of a candidate against the live model.
    """

    state: NotRequired[TrialStateEnum]
    live: str
    passes: bool
    quality_gates: list[QualityGateOutput]
    problem: NotRequired[str]
    requested_at: str
    finished_at: NotRequired[str]


class ExportOutput(TypedDict):
    """
    A past export.
    """

    id: int
    author: str
    channel: ChannelEnum
    records: NotRequired[RecordsEnum]
    query: NotRequired[str]
    list: int
    format: FormatEnum
    columns: list[str]
    include_do_not_contact: bool
    n_people: int
    n_sent: NotRequired[int]
    created_at: str
    finished_at: NotRequired[str]


class FactorPointsOutput(TypedDict):
    """
    What one factor adds to a score.
    """

    factor: FactorEnum
    label: str
    group: GroupEnum
    points: int
    max_points: int
    days: int


class FunctionGroupOutput(TypedDict):
    """
    A proposed group of functions. Nothing is stored.
    """

    functions: list[ProposedFunctionOutput]
    unclassified: list[str]
    search: str


class FunctionPreviewOutput(TypedDict):
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


class HeldTitleOutput(TypedDict):
    """
    A title that a contact holds or held, with its labels.
    """

    title: str
    is_current: bool
    is_main: bool
    labels: dict[str, LabelOutput]
    level: str


class ImportInput(TypedDict):
    """
    Body of `POST /imports`, as a multipart form.
    """

    kind: KindEnum
    file: NotRequired[str]
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


class ImportOutput(TypedDict):
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
    contact_list: int
    tags: list[str]
    sheets: Any
    error: str
    plan: Any
    undo: Any
    created_at: str
    started_at: str
    finished_at: str


class ImportRowOutput(TypedDict):
    """
    The outcome of one row.
    """

    number: int
    sheet: str
    line: int
    outcome: OutcomeEnum
    record_id: int
    column: str
    value: str
    reason: str
    kept_reason: str


class InterpretationOutput(TypedDict):
    """
    How some words of `q` were interpreted.
    """

    typed: str
    kind: InterpretationOutputKindEnum
    interpreted_as: str
    without: str


class InvitationInput(TypedDict):
    """
    Body of `POST /invitations`.
    """

    email: str
    role: NotRequired[RoleEnum]


class InvitationOutput(TypedDict):
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
    last_sent_at: NotRequired[str]
    email_state: EmailStateEnum


class LeadScore(TypedDict):
    """
    The lead score of a contact; the points and `limited` add up to it.
    """

    score: int
    tier: TierEnum
    factors: list[FactorPointsOutput]
    limited: int


class LearnedFunctionOutput(TypedDict):
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
    newer: NewerVersionOutput
    coverage: TitleCountOutput
    model_version: str
    created_at: str
    is_retired: bool


class ListEntryOutput(TypedDict):
    """
    A person in a list.
    """

    contact: Contact
    company: NotRequired[int]
    added_by: str
    request_id: str
    created_at: str


class ListOutput(TypedDict):
    """
    A list with its size.
    """

    id: int
    name: str
    records: NotRequired[RecordsEnum]
    author: str
    created_at: str
    n_people: int
    n_do_not_contact: int
    n_companies: int


class MemberOutput(TypedDict):
    """
    A member of the workspace.
    """

    id: int
    email: str
    name: str
    role: RoleEnum
    created_at: str


class ModelOutput(TypedDict):
    """
    One version of one kind.
    """

    id: int
    kind: ModelKindEnum
    version: str
    state: ModelStateEnum
    origin: NotRequired[ModelOriginEnum]
    checksum: str
    data_hash: NotRequired[str]
    code_version: NotRequired[str]
    created_at: str
    promoted_at: NotRequired[str]
    retired_at: str
    evaluation: EvaluationOutput


class NeighborOutput(TypedDict):
    """
    A verdict or an example with its contribution to the score.
    """

    company: int
    name: str
    verdict: NeighborOutputVerdictEnum
    weight: int
    similarity: float
    contribution: float


class NewApiKeyInput(TypedDict):
    """
    Body of `POST /keys`.
    """

    name: str
    scopes: list[ScopesEnum]
    expires_in_days: NotRequired[int]
    requests_per_minute: NotRequired[int]


class NewListInput(TypedDict):
    """
    Body of `POST /lists`.
    """

    name: str
    records: NotRequired[RecordsEnum]


class NewSearchInput(TypedDict):
    """
    Body of `POST /searches`.
    """

    name: str
    query: str
    records: NotRequired[RecordsEnum]


class NextTitleOutput(TypedDict):
    """
    The next title; null if none is available.
    """

    title: TitleOutput
    is_second: bool


class PaginatedAlertOutputList(TypedDict):
    next: NotRequired[str]
    previous: NotRequired[str]
    results: list[AlertOutput]


class PaginatedDuplicatePairOutputList(TypedDict):
    next: NotRequired[str]
    previous: NotRequired[str]
    results: list[DuplicatePairOutput]


class PaginatedExportOutputList(TypedDict):
    next: NotRequired[str]
    previous: NotRequired[str]
    results: list[ExportOutput]


class PaginatedTaxonomyVersionOutputList(TypedDict):
    next: NotRequired[str]
    previous: NotRequired[str]
    results: list[TaxonomyVersionOutput]


class PatchedApiKeyInput(TypedDict):
    """
    Body of `PATCH /keys/{id}`; omitted fields stay unchanged.
    """

    name: NotRequired[str]
    scopes: NotRequired[list[ScopesEnum]]
    requests_per_minute: NotRequired[int]


class PatchedCompanyChange(TypedDict):
    """
    Body of `PATCH /companies/{id}`; omitted fields stay unchanged.
    """

    name: NotRequired[str]
    website: NotRequired[str]
    domain: NotRequired[str]
    external_id: NotRequired[str]
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
    employees: NotRequired[int]
    followers: NotRequired[int]
    founded: NotRequired[int]
    technologies: NotRequired[list[str]]
    total_funding: NotRequired[Decimal]
    alexa_rank: NotRequired[int]
    owner: NotRequired[str]
    status: NotRequired[RecordStatusEnum]
    tags: NotRequired[list[Tag]]
    custom: NotRequired[dict[str, Any]]
    updated_at: NotRequired[str]


class PatchedContactChange(TypedDict):
    """
    Body of `PATCH /contacts/{id}`; omitted fields stay unchanged.
    """

    owner: NotRequired[str]
    status: NotRequired[RecordStatusEnum]
    tags: NotRequired[list[Tag]]
    custom: NotRequired[dict[str, Any]]
    email: NotRequired[str]
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
    updated_at: NotRequired[str]


class PatchedMemberInput(TypedDict):
    """
    Body of `PATCH /members/{id}`.
    """

    role: NotRequired[RoleEnum]


class PersonScoresOutput(TypedDict):
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


class ProposalOutput(TypedDict):
    """
    The contact a reply refers to. `contact` is set once accepted.
    """

    first_name: str
    last_name: str
    email: str
    company_name: str
    state: ProposalOutputStateEnum
    contact: int


class ReplayOutput(TypedDict):
    """
    The last comparison of strategies; null fields before the first.
    """

    progress: float
    finished_at: str
    n_companies: int
    n_likes: int
    likes: list[int]
    costs: list[StrategyCostOutput]


class ReplyOutput(TypedDict):
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
    contact: int
    subject: str
    received_at: str
    state: ReplyOutputStateEnum
    intent: IntentEnum
    category: CategoryEnum
    score: float
    action: ActionEnum
    source: str
    model: str
    is_corrected: bool
    visible_text: str
    removed_text: Any
    why: Any
    returns_on: str
    proposed_contact: ProposalOutput
    attachments: Any
    classified_at: str
    corrected_at: str
    snoozed_until: str


class RunInput(TypedDict):
    """
    Body of `POST /duplicates/runs`.
    """

    kind: DuplicateKindEnum
    task: NotRequired[TaskEnum]
    min_score: NotRequired[float]
    step: NotRequired[str]


class RunOutput(TypedDict):
    """
    A job on the duplicates of a workspace, and how far it is.
    """

    id: int
    kind: DuplicateKindEnum
    task: TaskEnum
    status: NotRequired[RunOutputStatusEnum]
    n_all: NotRequired[int]
    n_done: NotRequired[int]
    n_results: NotRequired[int]
    n_kept: NotRequired[int]
    step: NotRequired[str]
    created_at: str
    finished_at: NotRequired[str]


class ScoreBreakdownOutput(TypedDict):
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


class ShownPredictionOutput(TypedDict):
    """
    A prediction that was shown but not stored.
    """

    labels: list[StoredLabelOutput]
    level: str
    model: str
    n_times: int
    first_at: str
    last_at: str


class SuggestionOutput(TypedDict):
    """
    A suggestion. `author` is null for visitors of Try it.
    """

    id: int
    kind: str
    text: str
    job_title: NotRequired[int]
    company: NotRequired[int]
    functions: NotRequired[Any]
    label: NotRequired[str]
    level: NotRequired[str]
    industry: NotRequired[str]
    note: NotRequired[str]
    author: str
    n_times: NotRequired[int]
    state: NotRequired[SuggestionOutputStateEnum]
    is_open: bool
    answer: NotRequired[str]
    correction: NotRequired[int]
    business_model_correction: NotRequired[int]
    created_at: str
    updated_at: str


class SuppressionListInput(TypedDict):
    """
    Body of `POST /suppression-lists`, as a multipart form.
    """

    file: str
    name: str
    origin: NotRequired[str]
    kind: NotRequired[SuppressionListInputKindEnum]
    column: NotRequired[str]


class SuppressionListOutput(TypedDict):
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
    finished_at: str
    undone_at: str


class TaxonomyDepartmentOutput(TypedDict):
    """
    A department with its functions, in their order.
    """

    slug: str
    name: str
    formerly: NotRequired[list[str]]
    functions: NotRequired[list[TaxonomyFunctionOutput]]


class TaxonomyOutput(TypedDict):
    """
    Departments and functions, levels and industries, in their order.
    """

    version: int
    departments: list[TaxonomyDepartmentOutput]
    levels: list[NamedOutput]
    industries: list[NamedOutput]


class TaxonomyVersionDocumentOutput(TypedDict):
    """
    A taxonomy version with its departments.
    """

    id: int
    changed_at: str
    author: str
    reason: NotRequired[str]
    n_changes: NotRequired[int]
    changes: list[str]
    restored_version: int
    departments: list[TaxonomyDepartmentOutput]


class TitlePredictionOutput(TypedDict):
    """
    Labels of one title.
    """

    title: str
    labels: dict[str, LabelOutput]
    level: ScoredLabelOutput
    industry: ScoredLabelOutput
    source: str
    model: str
    why: list[TitleReasonOutput]
    level_why: list[TitleReasonOutput]


class TitlePredictionsOutput(TypedDict):
    """
    Labels in the order of the titles.
    """

    results: list[TitlePredictionOutput]


class TitleRecordOutput(TypedDict):
    """
    Predictions, corrections and suggestions for a title.
    """

    job_title: int
    predictions: list[StoredPredictionOutput]
    shown: list[ShownPredictionOutput]
    corrections: list[TitleCorrectionOutput]
    suggestions: list[SuggestionOutput]


class TitleSimilaritiesOutput(TypedDict):
    """
    One result for each pair, in the order of the pairs.
    """

    results: list[TitleSimilarityOutput]


class VerdictInput(TypedDict):
    """
    Body of `POST /campaigns/{id}/verdicts`.
    """

    company: int
    verdict: VerdictInputVerdictEnum
    weight: NotRequired[WeightEnum]
    reasons: NotRequired[list[Reason]]


class VerdictOutput(TypedDict):
    """
    A verdict.
    """

    id: int
    company: int
    verdict: str
    weight: NotRequired[WeightEnum]
    reasons: NotRequired[list[int]]
    author: str
    request_id: NotRequired[str]
    created_at: str
    score: NotRequired[float]
    is_final_decision: bool
    is_current: NotRequired[bool]
    undone_at: NotRequired[str]


class CardOutput(TypedDict):
    """
    The next company. If there is none, `company` is null and `empty_reason` gives the reason.
    """

    company: CompanyOutput
    why: ScoreBreakdownOutput
    similarity: float
    chosen_because: ChosenBecauseEnum | NullEnum
    empty_reason: str


class CompanyPageOutput(TypedDict):
    """
    A page of companies.
    """

    next: str
    previous: str
    results: list[Company1]
    interpretations: list[InterpretationOutput]
    corrected: CorrectionOutput


class CompanyRecordOutput(TypedDict):
    """
    Predictions, corrections and suggestions for a company.
    """

    company: int
    name: str
    predictions: list[StoredBusinessModelOutput]
    corrections: list[CompanyCorrectionOutput]
    suggestions: list[SuggestionOutput]


class CompanyRecordsOutput(TypedDict):
    """
    Predictions, corrections and suggestions by company.
    """

    companies: list[CompanyRecordOutput]


class ContactPageOutput(TypedDict):
    """
    A page of contacts.
    """

    next: str
    previous: str
    results: list[Contact]
    interpretations: list[InterpretationOutput]
    corrected: CorrectionOutput


class FunctionPreviewListOutput(TypedDict):
    """
    Functions that would be learned from a correction.
    """

    results: list[FunctionPreviewOutput]


class LearnedFunctionListOutput(TypedDict):
    """
    Learned functions of the workspace.
    """

    results: list[LearnedFunctionOutput]


class RecommendationOutput(TypedDict):
    """
    A row of the ranking.
    """

    rank: int
    company: CompanyOutput
    why: ScoreBreakdownOutput
    similarity: float


class RecommendationsOutput(TypedDict):
    """
    A part of the ranking.
    """

    total: int
    n_verdicts: int
    results: list[RecommendationOutput]


class ReplyRecordOutput(TypedDict):
    """
    Predictions, corrections and suggestions for a reply.
    """

    reply: int
    predictions: list[StoredIntentOutput]
    suggestions: list[SuggestionOutput]


class ReplyRecordsOutput(TypedDict):
    """
    Predictions, corrections and suggestions by reply.
    """

    replies: list[ReplyRecordOutput]
