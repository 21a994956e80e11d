"""Short checks of the secrets of an installation: they tell another key, and nothing of the key."""

import hashlib
from collections.abc import Mapping

SECRET, ERASURE = "secret", "erasure.key"
_DIGITS = 8  # Of SHA-256: enough to tell two keys apart, too few to guess one by.


def checks_of(keys: Mapping[str, str]) -> dict[str, str]:
    return {
        name: hashlib.sha256(f"leadqual backup {name}\n{key}".encode()).hexdigest()[:_DIGITS]
        for name, key in keys.items()
        if key
    }
