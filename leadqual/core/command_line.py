"""Whether a command at the server is what runs: the audit log says so."""

from contextvars import ContextVar

_is_running: ContextVar[bool] = ContextVar("command_line", default=False)


def is_command_line() -> bool:
    """Return whether a command is what runs now."""
    return _is_running.get()


def note_command_line(*, is_running: bool) -> None:
    """Say that a command begins to change something, or that it ended."""
    _is_running.set(is_running)
