"""Files below `STATE_DIR` that hold or name an erased person."""

import re
import shutil
from pathlib import Path

from django.conf import settings

from leadqual.accounts.models import Workspace
from leadqual.accounts.workspaces.exporting import withdraw_exports
from leadqual.leads.facet_index.folders import read_current
from leadqual.leads.facet_index.keeping import build_files
from leadqual.leads.models import Company
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.traces import REDACTED, Traces

_MAX_LOG = 64 * 2**20


def renew_facets(workspace: Workspace, _person: Person, _traces: Traces) -> int:
    """Write the files of the search again without the person, where a workspace has some."""
    if read_current(workspace.pk) is not None:
        build_files(workspace.pk)
    return 0  # Nobody counts them: they hold what the tables hold.


def renew_company_files(workspace: Workspace, _person: Person, _traces: Traces) -> int:
    """Delete the company files where a company's text was redacted; a job writes them again."""
    home = Path(settings.STATE_DIR) / "indexes"
    folders = list(home.glob(f"{workspace.pk}-*"))
    redacted = Company.objects.filter(workspace=workspace, overview__contains=REDACTED)
    if not folders or not redacted.exists():
        return 0
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return len(folders)


def delete_exports(workspace: Workspace, _person: Person, _traces: Traces) -> int:
    """Delete exports of the whole workspace: they hold everybody. Returns how many files went.

    One that is being written begins anew.
    """
    return withdraw_exports(workspace.pk)


def delete_emails(_workspace: Workspace, _person: Person, traces: Traces) -> int:
    """Delete emails that were written to files and name the person; returns how many."""
    n_files = 0
    for path in _files("email"):
        if traces.are_in(path.read_text(encoding="utf-8", errors="replace")):
            path.unlink(missing_ok=True)
            n_files += 1
    return n_files


def mask_logs(_workspace: Workspace, _person: Person, traces: Traces) -> int:
    """Overwrite traces in logs, in their place: whoever writes a log has it open.

    LeadQual logs no names; the database server quotes values where a statement fails.
    """
    if not traces.pattern:
        return 0
    n_files = 0
    pattern = re.compile(traces.pattern, re.IGNORECASE)
    for path in _files("logs"):
        if path.stat().st_size > _MAX_LOG:
            continue
        raw = path.read_bytes()
        text = raw.decode("utf-8", errors="surrogateescape")
        places = [found.span() for found in pattern.finditer(text)]
        if not places:
            continue
        with path.open("r+b") as file:
            for start, end in places:
                first = len(text[:start].encode("utf-8", errors="surrogateescape"))
                length = len(text[start:end].encode("utf-8", errors="surrogateescape"))
                file.seek(first)
                file.write(b"*" * length)
        n_files += 1
    return n_files


def _files(name: str) -> list[Path]:
    home = Path(settings.STATE_DIR) / name
    return [path for path in sorted(home.rglob("*")) if path.is_file()] if home.is_dir() else []
