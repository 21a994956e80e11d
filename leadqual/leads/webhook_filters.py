"""What webhooks filter people and companies by: functions of the taxonomy, and countries."""

from collections.abc import Collection

from leadqual.leads.firmographics.geography import country_name, country_names
from leadqual.taxonomy.selectors import living_functions
from leadqual.webhooks.endpoints.filter_values import FilterValues


def _countries() -> Collection[str]:
    return sorted({name for _, name in country_names()})


def _functions() -> Collection[str]:
    return list(living_functions().order_by("slug").values_list("slug", flat=True))


COUNTRIES = FilterValues(_countries, "Use names or ISO codes of countries.", read=country_name)
FUNCTIONS = FilterValues(_functions, "Use slugs of functions.")
