"""Whether a command on the server is running, for the audit log."""

from contextvars import ContextVar

_is_running: ContextVar[bool] = ContextVar("command_line", default=False)


def is_command_line() -> bool:
    """Return whether a command is running."""
    return _is_running.get()


def note_command_line(*, is_running: bool) -> None:
    """Note that a command has started or ended."""
    _is_running.set(is_running)
