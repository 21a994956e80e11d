"""The data of a workspace: companies, contacts and their titles."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from leadqual.accounts.models import Workspace
from leadqual.taxonomy.models import Function, Industry, Level


def _texts(help_text: str) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.TextField(), default=list, blank=True, help_text=help_text)


class Company(models.Model):
    """An organisation, as imported; every field but the name may be missing."""

    class BusinessModel(models.TextChoices):
        B2B = "b2b", "B2B"
        B2C = "b2c", "B2C"
        BOTH = "both", "Both"
        PUBLIC = "public", "Public"
        UNKNOWN = "unknown", "Unknown"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="companies")
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, help_text="Name without case and legal form.")
    domain = models.CharField(max_length=253, null=True, blank=True, help_text="Registrable.")
    external_id = models.CharField(max_length=100, null=True, blank=True, help_text="Theirs.")
    website = models.TextField(blank=True, default="")
    linkedin_url = models.TextField(blank=True, default="")
    overview = models.TextField(blank=True, default="")
    industry = models.CharField(max_length=200, blank=True, default="")
    categories = _texts("What it counts itself to.")
    specialties = _texts("What it says it is good at.")
    sic_codes = _texts("Standard Industrial Classification.")
    technologies = _texts("What it runs on.")
    hubs = _texts("Places and scenes it belongs to.")
    events = _texts("What was heard of it.")
    type = models.CharField(max_length=100, blank=True, default="")
    ownership_type = models.CharField(max_length=100, blank=True, default="")
    size = models.CharField(max_length=20, blank=True, default="", help_text="Band, e.g. 51-200.")
    employees = models.PositiveIntegerField(null=True, blank=True)
    followers = models.PositiveIntegerField(null=True, blank=True)
    founded = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Year.")
    headquarters = models.CharField(max_length=300, blank=True, default="")
    city = models.CharField(max_length=150, blank=True, default="")
    state = models.CharField(max_length=150, blank=True, default="")
    country = models.CharField(max_length=100, blank=True, default="", help_text="English name.")
    total_funding = models.DecimalField(
        max_digits=16, decimal_places=2, null=True, blank=True, help_text="US dollars."
    )
    alexa_rank = models.PositiveIntegerField(null=True, blank=True)
    business_model = models.CharField(
        max_length=7, choices=BusinessModel, default=BusinessModel.UNKNOWN
    )
    business_model_probability = models.FloatField(null=True, blank=True)
    business_model_probabilities = ArrayField(
        models.FloatField(),
        null=True,
        blank=True,
        help_text="Of all five, adding up to 1, in the order of `BusinessModel`.",
    )
    business_model_why = models.JSONField(default=list, blank=True)
    business_model_version = models.CharField(max_length=80, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

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
            models.Index(fields=["workspace", "country"], name="company_by_country"),
            models.Index(fields=["workspace", "industry"], name="company_by_industry"),
            models.Index(fields=["workspace", "size"], name="company_by_size"),
            models.Index(
                fields=["workspace", "linkedin_url"],
                condition=~Q(linkedin_url=""),
                name="company_by_linkedin_url",
            ),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="company_name_trigrams"),
        ]

    def __str__(self) -> str:
        return self.name


class JobTitle(models.Model):
    """One distinct normalised title; classified once, however many contacts carry it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="job_titles")
    title = models.CharField(max_length=1000, help_text="As it was first written.")
    normalised = models.CharField(max_length=200)
    signature = models.CharField(
        max_length=200,
        default="",
        db_default="",
        blank=True,
        help_text=(
            "Words beside rank, order and spelling: alike titles have one. Empty: to be made."
        ),
    )
    n_contacts = models.PositiveIntegerField(default=0, help_text="Contacts that carry it.")
    level = models.ForeignKey(
        Level, on_delete=models.PROTECT, related_name="job_titles", null=True, blank=True
    )
    level_score = models.FloatField(null=True, blank=True)
    industry = models.ForeignKey(
        Industry, on_delete=models.PROTECT, related_name="job_titles", null=True, blank=True
    )
    industry_score = models.FloatField(null=True, blank=True)
    source = models.CharField(
        max_length=60, blank=True, default="", help_text="`dictionary`, `rules`, `model`, joined."
    )
    model_version = models.CharField(max_length=80, blank=True, default="")
    why = models.JSONField(default=list, blank=True, help_text="Evidence of the whole answer.")
    classified_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty while it waits for the job."
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
            models.Index(fields=["id"], condition=Q(classified_at=None), name="job_title_pending"),
            models.Index(fields=["workspace", "-n_contacts"], name="job_title_by_contacts"),
            models.Index(fields=["workspace", "signature"], name="job_title_by_signature"),
            models.Index(fields=["id"], condition=Q(signature=""), name="job_title_unsigned"),
            GinIndex(fields=["normalised"], opclasses=["gin_trgm_ops"], name="job_title_trigrams"),
        ]

    def __str__(self) -> str:
        return self.title


class TitleLabel(models.Model):
    """A function that a job title carries now; what people said is in `labelling.Correction`."""

    class Source(models.TextChoices):
        DICTIONARY = "dictionary", "dictionary"
        RULES = "rules", "phrase rule"
        MODEL = "model", "model"
        CORRECTION = "correction", "a person"

    job_title = models.ForeignKey(JobTitle, on_delete=models.CASCADE, related_name="labels")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="title_labels")
    source = models.CharField(max_length=10, choices=Source)
    score = models.FloatField(help_text="Probability, 0 to 1; 1 for dictionary and people.")

    class Meta:
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


class Contact(models.Model):
    """A person with a title at a company."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="contacts")
    company = models.ForeignKey(
        Company, on_delete=models.SET_NULL, related_name="contacts", null=True, blank=True
    )
    job_title = models.ForeignKey(
        JobTitle, on_delete=models.PROTECT, related_name="contacts", null=True, blank=True
    )
    title = models.CharField(max_length=1000, blank=True, default="", help_text="As written.")
    first_name = models.CharField(max_length=150, blank=True, default="")
    last_name = models.CharField(max_length=150, blank=True, default="")
    email = models.CharField(max_length=254, null=True, blank=True, help_text="Lower case.")
    phone = models.CharField(max_length=60, blank=True, default="")
    linkedin_url = models.CharField(max_length=500, null=True, blank=True)
    external_id = models.CharField(max_length=100, null=True, blank=True, help_text="Theirs.")
    city = models.CharField(max_length=150, blank=True, default="")
    state = models.CharField(max_length=150, blank=True, default="")
    country = models.CharField(max_length=100, blank=True, default="", help_text="English name.")
    do_not_contact = models.BooleanField(
        default=False, db_default=False, help_text="Follows from the active DoNotContact rows."
    )
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

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
        ]
        indexes = [
            models.Index(
                "workspace", Lower("last_name"), Lower("first_name"), "id", name="contact_by_name"
            ),
            models.Index(fields=["workspace", "country"], name="contact_by_country"),
            models.Index(fields=["workspace", "job_title"], name="contact_by_job_title"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or f"contact {self.pk}"


class DoNotContact(models.Model):
    """An address that must never be written to again, with the trail of why."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="do_not_contacts"
    )
    email = models.CharField(max_length=254, help_text="Lower case.")
    reason = models.CharField(max_length=60, help_text="E.g. `unsubscribe` or `manual`.")
    origin = models.CharField(max_length=120, blank=True, help_text="E.g. `reply:17`.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="do_not_contacts",
        null=True,
        blank=True,
        help_text="Empty where the product acted by itself.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="lifted_do_not_contacts",
        null=True,
        blank=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=Q(lifted_at=None),
                name="do_not_contact_once",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower(F("email"))) & ~Q(email=""), name="do_not_contact_email"
            ),
        ]

    def __str__(self) -> str:
        return f"do not contact {self.pk}"


class ContactList(models.Model):
    """People that are gathered to be written to."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="contact_lists")
    name = models.CharField(max_length=120)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contact_lists"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text="Nobody sees it from then on; its people stay for an undo."
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"],
                condition=Q(deleted_at=None),
                name="contact_list_name_once",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="contact_list_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ListEntry(models.Model):
    """A person in a list; who must not be contacted stays in it, and leaves exports at once."""

    contact_list = models.ForeignKey(ContactList, on_delete=models.CASCADE, related_name="entries")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="list_entries")
    company = models.ForeignKey(
        Company,
        on_delete=models.SET_NULL,
        related_name="list_entries",
        null=True,
        blank=True,
        help_text="As whose decision maker the person was added.",
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="list_entries"
    )
    request_id = models.UUIDField(
        help_text="Of the adding, made by the page: counts once, and is undone as one step."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "list entries"
        constraints = [
            models.UniqueConstraint(
                fields=["contact_list", "contact"], name="list_entry_contact_once"
            )
        ]
        indexes = [
            models.Index(fields=["contact_list", "request_id"], name="list_entry_by_request")
        ]

    def __str__(self) -> str:
        return f"{self.contact} in {self.contact_list}"
