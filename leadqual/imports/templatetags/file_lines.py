"""Lines of a file in templates, with the sheet where several are read."""

from leadqual.core.pages.templates import Library
from leadqual.core.templatetags.formats import thousands
from leadqual.imports.columns.sheet_choice import place_of
from leadqual.imports.models import ImportBatch

register = Library()


@register.filter
def file_line(number: int, batch: ImportBatch) -> str:
    """Name a line, as in "Line 1,204" or "Leads 2, line 17"."""
    sheet, line = place_of(batch, number)
    return f"{sheet}, line {thousands(line)}" if sheet else f"Line {thousands(line)}"
