"""Companies, contacts, job titles and custom fields of a workspace, and sums over them."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower, Now

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.clock import ClockedField
from leadqual.leads.models.statuses import FIRST_STATUS, LONGEST_STATUS_CODE
from leadqual.taxonomy.models import Function, Industry, Level

# Shared by contacts and companies: owner and sales status.

MAX_LEAD_SCORE = 100
LONGEST_LABEL = 60
LONGEST_CODE = 60


def _tags() -> "models.TextField[str, str]":
    return models.TextField()


class WorkedOn(models.Model):
    """Owner, status, tags, custom fields, last activity and origin of a record."""

    external_source = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text="Tool that the external ID came from; empty where none is known.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="owned_%(class)s_records",
        null=True,
        blank=True,
        db_index=False,
    )
    status = models.CharField(
        max_length=LONGEST_STATUS_CODE,
        default=FIRST_STATUS,
        db_default=FIRST_STATUS,
        help_text="Code of one of the statuses of the workspace.",
    )
    tags = ArrayField(
        _tags(),
        default=list,
        db_default=Value([], ArrayField(_tags())),
        blank=True,
        help_text="In alphabetical order.",
    )
    custom = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text="Code of a custom field → value.",
    )
    last_activity_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Last activity; empty if there was none since it was created.",
    )

    class Meta:
        abstract = True


def worked_on_indexes(table: str) -> list[Any]:
    """Return the indexes of these fields, without rows that have no value."""
    return [
        models.Index(fields=["owner"], condition=Q(owner__isnull=False), name=f"{table}_by_owner"),
        models.Index(fields=["workspace"], condition=~Q(tags=[]), name=f"{table}_tagged"),
        GinIndex(fields=["tags"], condition=~Q(tags=[]), name=f"{table}_by_tag"),
        GinIndex(fields=["custom"], condition=~Q(custom={}), name=f"{table}_by_custom"),
        models.Index(
            fields=["workspace", "last_activity_at"],
            condition=Q(last_activity_at__isnull=False),
            name=f"{table}_by_activity",
        ),
    ]


def _texts(help_text: str) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.TextField(), default=list, blank=True, help_text=help_text)


def _derived(length: int, help_text: str) -> "models.CharField[str, str]":
    """Return a column filled by the database, see `leadqual.leads.firmographics.derivation`."""
    return models.CharField(
        max_length=length,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text=f"{help_text} Derived by the database.",
    )


class Company(WorkedOn):
    """An organization, as imported; all fields but the name are optional."""

    class BusinessModel(models.TextChoices):
        B2B = "b2b", "B2B"
        B2C = "b2c", "B2C"
        BOTH = "both", "Both"
        PUBLIC = "public", "Public"
        UNKNOWN = "unknown", "Unknown"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="companies")
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, help_text="Name without case and legal form.")
    domain = models.CharField(
        max_length=253, null=True, blank=True, help_text="Registrable domain."
    )
    external_id = models.CharField(
        max_length=100, null=True, blank=True, help_text="ID in your system."
    )
    website = models.TextField(blank=True, default="")
    linkedin_url = models.TextField(blank=True, default="")
    overview = models.TextField(blank=True, default="")
    industry = models.CharField(max_length=200, blank=True, default="")
    categories = _texts("Categories of the company.")
    specialties = _texts("Specialties of the company.")
    sic_codes = _texts("Codes of the Standard Industrial Classification.")
    technologies = _texts("Technologies the company uses.")
    hubs = _texts("Communities the company belongs to.")
    events = _texts("Recent events of the company.")
    type = models.CharField(max_length=100, blank=True, default="")
    ownership_type = models.CharField(max_length=100, blank=True, default="")
    size = models.CharField(max_length=20, blank=True, default="", help_text="Band, e.g. 51-200.")
    employees = models.PositiveIntegerField(null=True, blank=True)
    followers = models.PositiveIntegerField(null=True, blank=True)
    founded = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Founding year.")
    headquarters = models.CharField(max_length=300, blank=True, default="")
    city = models.CharField(max_length=150, blank=True, default="")
    state = models.CharField(max_length=150, blank=True, default="")
    country = models.CharField(
        max_length=100, blank=True, default="", help_text="Country in English."
    )
    total_funding = models.DecimalField(
        max_digits=16, decimal_places=2, null=True, blank=True, help_text="In US dollars."
    )
    alexa_rank = models.PositiveIntegerField(null=True, blank=True)
    standard_industry = _derived(200, "Standard name of the industry; the raw one if unknown.")
    sector = _derived(60, "Group of the industry.")
    size_band = _derived(20, "Size, or the band of the employees.")
    founded_band = _derived(20, "Band of founding years.")
    funding_band = _derived(20, "Band of total funding.")
    regions = ArrayField(
        models.TextField(),
        default=list,
        blank=True,
        editable=False,
        db_default=Value([], output_field=ArrayField(models.TextField())),
        help_text="Regions of the country; derived by the database.",
    )
    business_model = models.CharField(
        max_length=7, choices=BusinessModel, default=BusinessModel.UNKNOWN
    )
    business_model_probability = models.FloatField(null=True, blank=True)
    business_model_probabilities = ArrayField(
        models.FloatField(),
        null=True,
        blank=True,
        help_text="Probabilities of all five, adding up to 1, in the order of `BusinessModel`.",
    )
    business_model_why = models.JSONField(default=list, blank=True)
    business_model_version = models.CharField(max_length=80, blank=True, default="")
    business_model_earlier = models.JSONField(
        null=True,
        blank=True,
        help_text="[version, probability, end] of former predictions of the same business model.",
    )
    facts_changed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When size, country or business model of the company last changed.",
    )
    created_at = ClockedField(auto_now_add=True, db_default=Now())
    updated_at = ClockedField(auto_now=True, db_default=Now())

    class Meta:
        verbose_name_plural = "companies"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "domain"], name="company_domain_once"),
            models.UniqueConstraint(
                fields=["workspace", "external_id"], name="company_external_id_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="company_has_name"),
            models.CheckConstraint(condition=~Q(domain=""), name="company_domain_not_empty"),
            models.CheckConstraint(
                condition=Q(founded=None) | Q(founded__range=(1000, 2100)), name="company_founded"
            ),
            models.CheckConstraint(
                condition=Q(business_model__in=["b2b", "b2c", "both", "public", "unknown"]),
                name="company_business_model",
            ),
            models.CheckConstraint(
                condition=Q(business_model_probability=None)
                | Q(business_model_probability__range=(0, 1)),
                name="company_business_model_probability",
            ),
            models.CheckConstraint(
                condition=Q(business_model_probabilities=None)
                | Q(business_model_probabilities__len=5),
                name="company_business_model_probabilities",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "name_key"], name="company_by_name_key"),
            models.Index(fields=["workspace", "updated_at", "id"], name="company_by_updated_at"),
            models.Index(
                fields=["workspace", "linkedin_url"],
                condition=~Q(linkedin_url=""),
                name="company_by_linkedin_url",
            ),
            *worked_on_indexes("company"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def business_model_words(self) -> str:
        """The business model on a page; that of a company nobody has read yet is not unknown."""
        if self.business_model == self.BusinessModel.UNKNOWN and not self.business_model_version:
            return "Being analyzed"
        return str(self.get_business_model_display())


# Job titles of a workspace and their functions.


class JobTitle(models.Model):
    """A distinct normalized title; classified once, however many contacts have it."""

    # Each index costs every classified title: those of levels and industries would find a tenth of
    # all titles, and one of workspaces is in front of others.
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="job_titles", db_index=False
    )
    title = models.CharField(max_length=1000, help_text="Title as first written.")
    normalised = models.CharField(max_length=200)
    signature = models.CharField(
        max_length=200,
        default="",
        db_default="",
        blank=True,
        help_text=(
            "Words without rank, order and spelling; close variants share one. Empty: "
            "not computed yet."
        ),
    )
    n_contacts = models.PositiveIntegerField(default=0, help_text="Contacts with this title.")
    level = models.ForeignKey(
        Level,
        on_delete=models.PROTECT,
        related_name="job_titles",
        null=True,
        blank=True,
        db_index=False,
    )
    level_score = models.FloatField(null=True, blank=True)
    industry = models.ForeignKey(
        Industry,
        on_delete=models.PROTECT,
        related_name="job_titles",
        null=True,
        blank=True,
        db_index=False,
    )
    industry_score = models.FloatField(null=True, blank=True)
    source = models.CharField(
        max_length=60, blank=True, default="", help_text="`dictionary`, `rules`, `model`, joined."
    )
    model_version = models.CharField(max_length=80, blank=True, default="")
    surest = models.FloatField(
        default=-1.0,
        db_default=-1.0,
        help_text="Highest score of its labels, 0 if it has none; -1: not stored yet.",
    )
    why = models.JSONField(default=list, blank=True, help_text="Evidence for the functions.")
    level_why = models.JSONField(
        default=list,
        db_default=Value([], output_field=models.JSONField()),
        blank=True,
        help_text="Evidence for the level. Empty: not stored yet.",
    )
    classified_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty until it is classified."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "normalised"], name="job_title_once"),
            models.CheckConstraint(
                condition=Q(level_score=None) | Q(level_score__range=(0, 1)),
                name="job_title_level_score",
            ),
            models.CheckConstraint(
                condition=Q(industry_score=None) | Q(industry_score__range=(0, 1)),
                name="job_title_industry_score",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "id"],
                condition=Q(classified_at=None),
                name="job_title_waiting",
            ),
            models.Index(fields=["workspace", "-n_contacts"], name="job_title_by_contacts"),
            models.Index(fields=["workspace", "signature"], name="job_title_by_signature"),
            models.Index(
                fields=["workspace", "surest", "-n_contacts", "id"],
                condition=Q(surest__gt=0.0, surest__lt=1.0) & ~Q(source="correction"),
                name="job_title_by_surest",
            ),
            # Only for classified titles: trigrams are the most expensive part of a new row.
            GinIndex(
                fields=["normalised"],
                opclasses=["gin_trgm_ops"],
                condition=Q(level__isnull=False),
                name="title_trigrams",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TitleLabel(models.Model):
    """A current function of a job title; corrections are in `labeling.Correction`."""

    class Source(models.TextChoices):
        DICTIONARY = "dictionary", "dictionary"
        RULES = "rules", "phrase rule"
        MODEL = "model", "model"
        CORRECTION = "correction", "a person"

    MADE_BY_JOBS = True  # Corrections have their own rows, which keep a title.
    SURE_FROM = 0.70
    """Labels with a lower score are drawn dashed, and the title needs review."""

    # Both have an index that begins with them below.
    job_title = models.ForeignKey(
        JobTitle, on_delete=models.CASCADE, related_name="labels", db_index=False
    )
    function = models.ForeignKey(
        Function, on_delete=models.PROTECT, related_name="title_labels", db_index=False
    )
    source = models.CharField(max_length=10, choices=Source)
    score = models.FloatField(help_text="Probability, 0 to 1; 1 for dictionary and people.")

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["job_title", "function"], name="title_label_once"),
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="title_label_score"),
            models.CheckConstraint(
                condition=Q(source__in=["dictionary", "rules", "model", "correction"]),
                name="title_label_source",
            ),
        ]
        indexes = [models.Index(fields=["function", "job_title"], name="title_label_by_function")]

    def __str__(self) -> str:
        return f"{self.job_title} is {self.function} ({self.source})"


# Contacts of a workspace.


class Contact(WorkedOn):
    """A person with a title at a company."""

    # Each index slows imports. Those by email, phone and name are in `leads/sql` and migrations.
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="contacts", db_index=False
    )
    company = models.ForeignKey(
        Company, on_delete=models.SET_NULL, related_name="contacts", null=True, blank=True
    )
    job_title = models.ForeignKey(
        JobTitle,
        on_delete=models.PROTECT,
        related_name="contacts",
        null=True,
        blank=True,
        db_index=False,
    )
    title = models.CharField(
        max_length=1000, blank=True, default="", help_text="Job title as written."
    )
    other_titles = models.TextField(
        blank=True, default="", db_default="", help_text="Further current titles, one per line."
    )
    past_titles = models.TextField(
        blank=True, default="", db_default="", help_text="Former titles, one per line."
    )
    first_name = models.CharField(max_length=150, blank=True, default="")
    last_name = models.CharField(max_length=150, blank=True, default="")
    email = models.CharField(
        max_length=254, null=True, blank=True, help_text="Email address in lowercase."
    )
    phone = models.CharField(max_length=60, blank=True, default="")
    linkedin_url = models.CharField(max_length=500, null=True, blank=True)
    external_id = models.CharField(
        max_length=100, null=True, blank=True, help_text="ID in your system."
    )
    city = models.CharField(max_length=150, blank=True, default="")
    state = models.CharField(max_length=150, blank=True, default="")
    country = models.CharField(
        max_length=100, blank=True, default="", help_text="Country in English."
    )
    place = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Location as imported, if city, state and country differ from it.",
    )
    do_not_contact = models.BooleanField(
        default=False, db_default=False, help_text="Whether an active do-not-contact entry matches."
    )
    paused_until = models.DateField(
        null=True,
        blank=True,
        help_text="Return date of an absent person: exports leave them out until then.",
    )
    title_changed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the job title last became another one."
    )
    lead_score = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="0 to 100; empty until it was computed."
    )
    lead_tier = models.CharField(
        max_length=1, blank=True, default="", db_default="", help_text="A, B or C."
    )
    do_not_contact_at = models.DateTimeField(
        null=True, blank=True, help_text="When an entry last changed do_not_contact."
    )
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="`updated_at` before do_not_contact_at."
    )
    created_at = ClockedField(auto_now_add=True, db_default=Now())
    updated_at = ClockedField(auto_now=True, db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "email"], name="contact_email_once"),
            models.UniqueConstraint(
                fields=["workspace", "external_id"], name="contact_external_id_once"
            ),
            models.UniqueConstraint(
                fields=["workspace", "linkedin_url"], name="contact_linkedin_url_once"
            ),
            models.CheckConstraint(
                condition=~Q(email="") & ~Q(external_id="") & ~Q(linkedin_url=""),
                name="contact_keys_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(email=None) | Q(email=Lower(F("email"))), name="contact_email_lower"
            ),
            models.CheckConstraint(
                condition=Q(lead_score=None) | Q(lead_score__range=(0, MAX_LEAD_SCORE)),
                name="contact_lead_score",
            ),
            models.CheckConstraint(
                condition=Q(lead_tier__in=["", "A", "B", "C"]), name="contact_lead_tier"
            ),
        ]
        indexes = [
            models.Index(fields=["job_title", "workspace"], name="contact_by_title"),
            models.Index(fields=["workspace", "created_at"], name="contact_by_created_at"),
            models.Index(fields=["workspace", "updated_at", "id"], name="contact_by_updated_at"),
            models.Index(
                fields=["workspace", "paused_until"],
                condition=Q(paused_until__isnull=False),
                name="contact_paused",
            ),
            *worked_on_indexes("contact"),
        ]

    def __str__(self) -> str:
        """Return the display name: the name, else the first of the addresses."""
        name = f"{self.first_name} {self.last_name}".strip() or self.email
        profile = (self.linkedin_url or "").rstrip("/").rpartition("/")[2]
        return name or profile or self.phone or self.external_id or f"Person {self.pk}"

    @property
    def is_paused(self) -> bool:
        """Whether the person is away today and should not be contacted until they are back."""
        return self.paused_until is not None and self.paused_until > clock.now().date()


# Custom fields of contacts and companies.


class CustomField(models.Model):
    """A custom field; values are in the column `custom` of each record, by code."""

    class Record(models.TextChoices):
        CONTACT = "contact", "People"
        COMPANY = "company", "Companies"

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        DATE = "date", "Date"
        CHOICE = "choice", "Choice"
        LINK = "link", "Link"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="custom_fields")
    record = models.CharField(max_length=7, choices=Record)
    code = models.CharField(max_length=LONGEST_CODE, help_text="Never changes; used by the API.")
    label = models.CharField(max_length=LONGEST_LABEL)
    kind = models.CharField(max_length=6, choices=Kind)
    choices = ArrayField(
        models.CharField(max_length=100),
        default=list,
        blank=True,
        help_text="Allowed values of a choice field.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="custom_fields"
    )
    created_at = ClockedField(auto_now_add=True)
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was deleted; values are kept for an undo."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "record", "code"], name="custom_field_code_once"
            ),
            models.UniqueConstraint(
                fields=["workspace", "record", "label"],
                condition=Q(deleted_at=None),
                name="custom_field_label_once",
            ),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(label=""), name="custom_field_has_name"
            ),
            models.CheckConstraint(
                condition=Q(record__in=["contact", "company"]), name="custom_field_record"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["text", "number", "date", "choice", "link"]),
                name="custom_field_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.label


# Sums over job titles and records of a workspace; written by triggers, in the same transaction.


class TitleSum(models.Model):
    """What one statement added to, or subtracted from, the sums over job titles.

    Written by triggers on job titles. Rows are added and never changed, so that writers do not
    block each other. A workspace's sums are the total of its rows; a job merges them into one.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.DO_NOTHING, related_name="title_sums", db_constraint=False
    )
    n_titles = models.BigIntegerField(help_text="Titles.")
    n_pending = models.BigIntegerField(help_text="Titles waiting to be classified.")
    n_people = models.BigIntegerField(help_text="Contacts with a title.")
    n_known = models.BigIntegerField(help_text="Contacts whose title is in the dictionary.")
    n_other = models.BigIntegerField(
        help_text="Contacts with a classified title without a function."
    )

    def __str__(self) -> str:
        return f"{self.n_titles} titles of {self.workspace_id}"


class RecordSum(models.Model):
    """How many contacts and companies a statement added to a workspace, or deleted from it.

    Written like `TitleSum`; the total of its rows is the size of the tables.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.DO_NOTHING, related_name="record_sums", db_constraint=False
    )
    n_contacts = models.BigIntegerField(default=0, db_default=0, help_text="Contacts.")
    n_companies = models.BigIntegerField(default=0, db_default=0, help_text="Companies.")

    def __str__(self) -> str:
        return f"{self.n_contacts} contacts, {self.n_companies} companies of {self.workspace_id}"
