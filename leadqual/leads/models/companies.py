"""Companies of a workspace."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models.records import WorkflowFields, _texts, workflow_indexes


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


class Company(WorkflowFields):
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
            *workflow_indexes("company"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def business_model_words(self) -> str:
        """The business model on a page; that of a company nobody has read yet is not unknown."""
        if self.business_model == self.BusinessModel.UNKNOWN and not self.business_model_version:
            return "Being analyzed"
        return str(self.get_business_model_display())
