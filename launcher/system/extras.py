"""Packages that are installed only where they are needed, by `make stores` or `make telemetry`."""

from importlib.util import find_spec

EXTRAS = {"stores": ("s3fs",), "telemetry": ("opentelemetry.sdk", "sentry_sdk")}
"""Extra of pyproject.toml → modules that show whether it is installed."""


def missing_extra(extra: str) -> str:
    """Return what to do where an extra is not installed; "" where it is."""
    if all(map(_is_installed, EXTRAS[extra])):
        return ""
    return (
        f"This needs packages that are not installed. Run `make {extra}`; without make: "
        f'pip install "leadqual[{extra}]".'
    )


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # Its parent is not installed.
        return False
