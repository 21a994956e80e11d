"""Every check of an installation by its name."""

from collections.abc import Mapping, Sequence

from leadqual.monitoring.checks.database_checks import (
    check_clock,
    check_database,
    check_migrations,
)
from leadqual.monitoring.checks.finding import Check, Finding
from leadqual.monitoring.checks.folder_checks import check_disk, check_permissions
from leadqual.monitoring.checks.isolation_checks import check_row_security
from leadqual.monitoring.checks.model_checks import check_models
from leadqual.monitoring.checks.process_checks import (
    check_email,
    check_processes,
    check_queues,
    check_versions,
)
from leadqual.monitoring.checks.redis_checks import check_redis
from leadqual.monitoring.checks.setting_checks import check_settings

_CHECKS: dict[str, Check] = {
    "settings": check_settings,
    "database": check_database,
    "migrations": check_migrations,
    "row-security": check_row_security,
    "redis": check_redis,
    "disk": check_disk,
    "permissions": check_permissions,
    "models": check_models,
    "clock": check_clock,
    "processes": check_processes,
    "versions": check_versions,
    "queues": check_queues,
    "email": check_email,
}


def checks() -> Mapping[str, Check]:
    """Return all checks by name, in the order in which they run."""
    return _CHECKS


def findings_of(name: str) -> Sequence[Finding]:
    """Run one check; returns what is wrong."""
    return list(_CHECKS[name]())
