"""The facets, one table row each, from which everything else derives.

That is: parameters of URLs, API and command line; columns of the index and the changes that the
triggers record for it; checkboxes and labels of the pages.
"""

from leadqual.companies.business_models import BUSINESS_MODEL_NAMES
from leadqual.leads.firmographics.bands import FOUNDED, FUNDING, labels
from leadqual.leads.firmographics.industries import sectors, standard_industry
from leadqual.leads.firmographics.sales_regions import regions
from leadqual.search.facet_types import Facet, Kind, Source, by_param, from_source, workflow_facets

FACETS = (
    Facet("function", "Functions", Source.TREE, has_chip_label=False),
    Facet("department", "Departments", Source.TREE, has_chip_label=False),
    Facet(
        "unclassified",
        "Unclassified",
        Source.TREE,
        choices={"1": "Unclassified"},
        has_chip_label=False,
    ),
    Facet("level", "Level", Source.TITLE, "level", is_open=True),
    Facet(
        "lead_tier",
        "Lead tier",
        Source.CONTACT,
        "lead_tier",
        choices={"A": "Tier A", "B": "Tier B", "C": "Tier C"},
        has_chip_label=False,
    ),
    Facet("country", "Country", Source.CONTACT, "country", is_long=True, is_open=True),
    Facet("city", "City", Source.CONTACT, "city", is_long=True),
    Facet("size", "Company size", Source.COMPANY, "size_band", is_band=True, is_open=True),
    Facet(
        "company_industry",
        "Company industry",
        Source.COMPANY,
        "standard_industry",
        is_long=True,
        standard=standard_industry,
    ),
    Facet(
        "business_model",
        "Business model",
        Source.COMPANY,
        "business_model",
        choices=BUSINESS_MODEL_NAMES,
        has_chip_label=False,
    ),
    Facet("technology", "Technology", Source.COMPANY, "technologies", Kind.TEXTS, is_long=True),
    Facet("industry", "Title industry", Source.TITLE, "industry"),
    Facet(
        "do_not_contact",
        "Do not contact",
        Source.CONTACT,
        "do_not_contact",
        Kind.FLAG,
        choices={"no": "Exclude", "yes": "Only"},
        chip_choices={"no": "excluded", "yes": "only"},
        can_exclude=False,
    ),
    *workflow_facets(Source.CONTACT),
    Facet("tag", "Tag", Source.CONTACT, "tags", Kind.TEXTS, is_long=True),
)
"""Facets of people, in the order of the page and of URLs."""

RANKS = (
    Facet(
        "lead_score",
        "Lead score",
        Source.CONTACT,
        "lead_score",
        choices={str(score): str(score) for score in range(100, -1, -1)},
    ),
)
"""Columns of people for sorting only, in the order of their choices."""

MEMBERSHIPS = (
    Facet("list", "List", Source.MEMBERSHIP),
    Facet("campaign", "Campaign", Source.MEMBERSHIP),
    Facet("import", "Import", Source.MEMBERSHIP),
)
"""Memberships of people, by key; they narrow every count."""

COMPANY_FACETS = (
    Facet(
        "sector",
        "Sector",
        Source.COMPANY,
        "sector",
        choices={sector: sector for sector in sectors()},
    ),
    Facet(
        "industry",
        "Industry",
        Source.COMPANY,
        "standard_industry",
        is_long=True,
        standard=standard_industry,
    ),
    Facet("size", "Size", Source.COMPANY, "size_band", is_band=True, is_open=True),
    Facet(
        "region",
        "Region",
        Source.COMPANY,
        "regions",
        Kind.TEXTS,
        choices={region: region for region in regions()},
    ),
    Facet("country", "Country", Source.COMPANY, "country", is_long=True, is_open=True),
    Facet("city", "City", Source.COMPANY, "city", is_long=True),
    Facet("founded", "Founded", Source.COMPANY, "founded_band", choices=labels(FOUNDED)),
    Facet("funding", "Funding", Source.COMPANY, "funding_band", choices=labels(FUNDING)),
    Facet(
        "business_model",
        "Business model",
        Source.COMPANY,
        "business_model",
        choices=BUSINESS_MODEL_NAMES,
        has_chip_label=False,
    ),
    Facet("technology", "Technology", Source.COMPANY, "technologies", Kind.TEXTS, is_long=True),
    *workflow_facets(Source.COMPANY),
    Facet("tag", "Tag", Source.COMPANY, "tags", Kind.TEXTS, is_long=True),
)
"""Facets of companies, in the order of the page and of URLs."""

STAFF = (
    Facet("has_department", "Has people in", Source.TREE, can_exclude=False),
    Facet("has_function", "Has people in function", Source.TREE, can_exclude=False),
    Facet("has_level", "Has people at level", Source.TITLE, "level", can_exclude=False),
)
"""Facets of companies by their people; one person must match all of them."""

VERDICT = Facet(
    "verdict",
    "Verdict",
    Source.MEMBERSHIP,
    choices={"liked": "Liked in a campaign", "disliked": "Disliked", "none": "No verdict yet"},
    chip_choices={"liked": "liked", "disliked": "disliked", "none": "none"},
    can_exclude=False,
)
"""Verdicts on companies in any campaign; like the people, they narrow every count."""

COMPANY_MEMBERSHIPS = (
    Facet("list", "List", Source.MEMBERSHIP),
    Facet("import", "Import", Source.MEMBERSHIP),
)
"""Memberships of companies, by key; read from the tables for each search."""

COMPANY_SCOPES = (*STAFF, VERDICT)
"""Filters of companies other than their own facets."""


IN_TREE = tuple(by_param(from_source(FACETS, Source.TREE)))
"""Parameters of the function tree."""


TYPED = frozenset(
    facet.param for facet in from_source(FACETS, Source.CONTACT, Source.COMPANY) if facet.is_typed
)
"""Facets of people whose values can be typed."""

COMPANY_TYPED = frozenset(facet.param for facet in COMPANY_FACETS if facet.is_typed)
"""Facets of companies whose values can be typed."""
