"""The Jinja2 environment of all pages: the functions and filters that templates use."""

from datetime import datetime
from typing import Any

import jinja2
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.template import defaultfilters
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from leadqual.accounts.pages.settings import account_navigation
from leadqual.accounts.workspaces.selectors import ready_exports
from leadqual.core import clock, formats
from leadqual.core.pages import components
from leadqual.core.pages.function_tree import tree_branches, tree_counts
from leadqual.core.pages.panels import address_of, panel_sections, panel_tabs
from leadqual.core.pages.undo import redo_address, undo_address
from leadqual.home.navigation import more_pages, navigation_items, palette_actions
from leadqual.imports.columns.sheet_choice import name_line
from leadqual.labeling import metric_drop_texts
from leadqual.leads.models import TitleLabel
from leadqual.monitoring.pages.monitored_models import monitored_model, open_alerts
from leadqual.replies.classification import threshold_of
from leadqual.search import title_explanations
from leadqual.search.pages import result_rows

_NAMED_FILTERS = {
    "linebreaksbr": defaultfilters.linebreaksbr,
    "timeuntil": defaultfilters.timeuntil_filter,
    "truncatechars": defaultfilters.truncatechars,
    "truncatewords": defaultfilters.truncatewords,
    "drop_figures": metric_drop_texts.figures,
    "drop_in_plain_words": metric_drop_texts.plain_drop_text,
    "drop_in_short": metric_drop_texts.short_drop_text,
    "drop_in_words": metric_drop_texts.drop_text,
    "large_drops": metric_drop_texts.large_drops,
    "stored_drops": metric_drop_texts.stored_drops,
}


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment for Django's settings; what is missing in a context is empty."""
    pages = jinja2.Environment(**options | {"undefined": jinja2.ChainableUndefined})  # noqa: S701  # Django says so.
    pages.globals |= {function.__name__: function for function in _FUNCTIONS}
    pages.globals["SURE_FROM"] = TitleLabel.SURE_FROM
    pages.filters |= {filter_.__name__: filter_ for filter_ in _FILTERS} | _NAMED_FILTERS
    return pages


def url_for(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the URL of a page."""
    return reverse(name, args=args, kwargs=kwargs)


def url_if_any(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the URL of a page, or "" if an argument is missing."""
    try:
        return url_for(name, *args, **kwargs)
    except NoReverseMatch:
        return ""


def date(value: Any, pattern: str) -> str:
    """Format a date, or a time in the time zone of the installation, as Django does."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return str(defaultfilters.date(value, pattern))


def now(pattern: str) -> str:
    """Return the current time in a format of the filter `date`."""
    return date(clock.now(), pattern)


_FUNCTIONS = (
    account_navigation,
    address_of,
    components.field_control,
    components.icon,
    components.jobs_before,
    components.monogram,
    components.breakdown_lines,
    monitored_model,
    more_pages,
    navigation_items,
    now,
    open_alerts,
    palette_actions,
    panel_sections,
    panel_tabs,
    ready_exports,
    redo_address,
    result_rows.facet_options,
    result_rows.label_reasons,
    result_rows.status_tag,
    result_rows.table_rows,
    static,
    title_explanations.source_of_title,
    title_explanations.why_other,
    threshold_of,
    tree_branches,
    tree_counts,
    undo_address,
    url_for,
    url_if_any,
)
_FILTERS = (
    date,
    defaultfilters.capfirst,
    defaultfilters.default_if_none,
    defaultfilters.filesizeformat,
    defaultfilters.floatformat,
    defaultfilters.json_script,
    defaultfilters.pluralize,
    defaultfilters.slugify,
    defaultfilters.urlencode,
    formats.band,
    formats.breakable,
    formats.commands,
    formats.dialed,
    formats.duration,
    formats.job_words,
    formats.linked,
    formats.more,
    formats.percent,
    formats.probability,
    formats.queue_words,
    formats.rounded_down,
    formats.signed,
    formats.thousands,
    formats.verdict_class,
    name_line,
    naturaltime,
)
