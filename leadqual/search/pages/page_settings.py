"""Settings of a workspace and its member for a search page, read in one query."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leadqual.accounts.page_routes import WorkspaceRequest
from leadqual.leads.models import CustomField, SalesStatus
from leadqual.leads.records.statuses import Statuses
from leadqual.search.columns.table_columns import Column, table_columns
from leadqual.search.lists.selectors import read_names
from leadqual.search.pages.opened_view import ViewTab
from leadqual.search.results.kinds import Kind

MAX_NAMES = 60
"""Maximum views in tabs and menu; the others are on their own page."""
_FIELDS = """
    (SELECT json_agg(json_build_object(
                'id', id, 'code', code, 'label', label, 'kind', kind, 'choices', choices)
            ORDER BY id)
       FROM leads_customfield
      WHERE workspace_id = %(workspace)s AND record = %(record)s AND deleted_at IS NULL)
"""
_STATUSES = """
    (SELECT json_agg(json_build_object(
                'id', id, 'code', code, 'label', label, 'color', color, 'kind', kind,
                'archived_at', archived_at)
            ORDER BY position, id)
       FROM leads_salesstatus WHERE workspace_id = %(workspace)s)
"""
_VIEWS = """
    (SELECT json_agg(json_build_object(
                'id', id, 'name', name, 'is_private', is_private, 'n_new', n_new)
            ORDER BY position, name, id)
       FROM (SELECT id, name, is_private, position,
                    (SELECT count(*)
                       FROM leads_watchedsearch AS w
                       JOIN leads_searchwatcher AS mine
                         ON mine.watch_id = w.id AND mine.user_id = %(user)s
                       JOIN leads_searchvisit AS v
                         ON v.saved_search_id = w.saved_search_id AND v.user_id = %(user)s
                       JOIN leads_searchmatch AS m
                         ON m.watch_id = w.id AND m.found_at > v.opened_at
                      WHERE w.saved_search_id = s.id) AS n_new
               FROM leads_savedsearch AS s
              WHERE workspace_id = %(workspace)s AND records = %(records)s AND deleted_at IS NULL
                AND (NOT is_private OR author_id = %(user)s)
              ORDER BY position, name, id LIMIT %(most_saved)s) AS shown)
"""


@dataclass(frozen=True, slots=True)
class PageSettings:
    """Settings of a workspace and its member for a search page.

    Args:
        fields: custom fields, in order.
        known: code → column that the table can show.
        chosen: codes of the columns that the member chose, or of the default ones.
        statuses: sales statuses of the workspace.
        widths: column → pixels, where the member changed them.
        views: the first views for these records, in order.
        names: result of `read_names`.
    """

    fields: Sequence[CustomField]
    known: Mapping[str, Column]
    chosen: Sequence[str]
    statuses: Statuses
    widths: Mapping[str, int]
    views: Sequence[ViewTab]
    names: Mapping[str, dict[str, str]]

    def columns(self, columns_of_view: Iterable[str]) -> list[Column]:
        """Return the columns of the open view, or else those of the member."""
        view_columns = [code for code in columns_of_view if code in self.known]
        return [self.known[code] for code in view_columns or self.chosen]


def page_settings(request: WorkspaceRequest, kind: Kind) -> PageSettings:
    """Read the settings that a search page needs for any search; one query."""
    from_member = f"FROM {kind.chosen._meta.db_table} WHERE member_id = %(member)s"
    found = read_names(
        request.workspace,
        kind.records,
        {
            "fields": _FIELDS,
            "columns": f"(SELECT columns {from_member})",
            "widths": f"(SELECT widths::json {from_member})",
            "statuses": _STATUSES,
            "views": _VIEWS,
        },
        user=request.user,
        record=kind.code,
        member=request.member.pk,
        most_saved=MAX_NAMES,
    )
    fields = [CustomField(**row) for row in found.pop("fields") or ()]
    statuses = Statuses.of(SalesStatus(**row) for row in found.pop("statuses") or ())
    known = table_columns(kind.columns, fields, statuses)
    chosen = [row for row in found.pop("columns") or () if row in known]
    widths = found.pop("widths") or {}
    views = [ViewTab(**row) for row in found.pop("views") or ()]
    return PageSettings(
        fields, known, chosen or kind.default_columns, statuses, widths, views, found
    )
