"""Does row-level security hold where the settings ask for it?"""

from collections.abc import Iterator

from leadqual.accounts.row_security.role_setup import row_security_problems
from leadqual.monitoring.checks.finding import Finding


def check_row_security() -> Iterator[Finding]:
    """Look for the role and for tables without a policy; nothing where it is switched off."""
    for problem in row_security_problems():
        yield Finding(
            problem, "Each `manage.py migrate` sets up what it may; see docs/security.md."
        )
