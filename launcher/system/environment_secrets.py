"""Values that an environment variable or the file that it names holds."""

import os
from pathlib import Path
from urllib.parse import quote, urlsplit

from launcher.errors import LocalError


class SecretFileError(LocalError):
    """A secret that is given twice, or by a file that cannot be read; the text names it."""


def read_secret(name: str) -> str:
    """Return the value of a variable, or the text of the file that `NAME_FILE` names.

    Blanks and line breaks around the text of a file are no part of it.

    Returns:
        The value; empty where neither variable is set.

    Raises:
        SecretFileError: both variables are set, or the file is missing, unreadable or empty.
    """
    value, path = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if not path:
        return value
    if value:
        raise SecretFileError(f"{name} and {name}_FILE are both set. Keep one of them.")
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretFileError(
            f"{name}_FILE: {path} cannot be read ({type(error).__name__})."
        ) from error
    if not text:
        raise SecretFileError(f"{name}_FILE: {path} is empty.")
    return text


def server_url(name: str, *, filled_from: str) -> str:
    """Return the address of a server, with its password where the address holds none.

    Returns:
        The address; empty where none is given.

    Raises:
        SecretFileError: as in `read_secret`.
    """
    url, secret = read_secret(name), read_secret(filled_from)
    parts = urlsplit(url)
    if not url or not secret or parts.password is not None:
        return url
    user, _, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{quote(secret, safe='')}@{place}").geturl()
