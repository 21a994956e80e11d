"""The environment of the installation that runs in a folder, for commands next to it."""

from pathlib import Path

import psutil

from launcher.system.run_file import RunFile

_VARIABLE_NAMES = (
    "DATABASE_URL REDIS_URL SECRET_KEY STATE_DIR HF_HUB_OFFLINE EMAIL_HOST ALERT_WEBHOOK_URL "
    "ERASURE_KEY EMAIL_PLUS_ALIASES SHOWN_DAYS RETENTION_UPLOADS_DAYS RETENTION_REJECTED_ROWS_DAYS "
    "RETENTION_REPLIES_DAYS RETENTION_DELETED_DAYS RETENTION_EMAIL_DAYS ALLOWED_HOSTS HTTPS "
    "TRUSTED_PROXY_HOPS PUBLIC_URL CSRF_TRUSTED_ORIGINS DEBUG COMPANY_ENCODER EMAIL_PORT "
    "EMAIL_HOST_USER EMAIL_HOST_PASSWORD EMAIL_USE_TLS EMAIL_DELIVERY ALERT_WEBHOOK_SECRET "
    "METRICS_TOKEN FILE_STORE DATABASE_DIRECT_URL BACKUP_TO BACKUP_RECIPIENTS BACKUP_IDENTITY_FILE "
    "BACKUP_KEEP_DAYS AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_DEFAULT_REGION AWS_ENDPOINT_URL"
)
NAMES = tuple(_VARIABLE_NAMES.split())
"""How alerts leave: of one that a command opens people hear as of any other. What a command has to
agree on with the installation when it erases people, removes old data or makes a backup. And what
`check` looks at."""

_PROCESS_NAMES = ("web", "worker")


def running_environment(state: Path) -> dict[str, str]:
    """Read where the parts that run in a state folder find their servers.

    Taken from the running processes themselves: no address or password lies in a file for it, and a
    server that the environment named at the start is found too.

    Returns:
        Values of `NAMES`; empty where nothing runs there, or where it belongs to another account.
    """
    run = RunFile(state).read()
    for name in _PROCESS_NAMES:
        entry = run.part(name)
        process = None if entry is None else entry.process.find()
        if process is None:
            continue
        try:
            environment = process.environ()
        except psutil.Error:
            continue
        return {name: environment[name] for name in NAMES if name in environment}
    return {}
