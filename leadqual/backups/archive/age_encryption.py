"""Encryption of backups in the age format, which the `age` command reads too.

What encrypts needs public keys alone, so a server that is broken into gives away no backup. Age
checks every 64 KiB: what was changed or cut off is refused.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from leadqual.backups.errors import BackupError, DamagedBackupError

Recipient = pyrage.x25519.Recipient
Identity = pyrage.x25519.Identity
_SECRET = "AGE-SECRET-KEY-"  # noqa: S105  # how such a line begins
_HEADER = b"age-encryption.org/"
_ARMOR = b"-----BEGIN AGE"

_failed = threading.local()


def new_identity() -> tuple[str, str]:
    """Make a key pair; returns the text of its file and the public key."""
    identity = Identity.generate()
    public = str(identity.to_public())
    return f"# public key: {public}\n{identity}\n", public


def read_recipients(texts: Sequence[str]) -> list[Any]:
    """Read public keys.

    Raises:
        BackupError: one of them is none.
    """
    found = []
    for text in texts:
        try:
            found.append(Recipient.from_str(text))
        except pyrage.RecipientError as error:
            raise BackupError(
                f"BACKUP_RECIPIENTS: {text[:20]} is not an age public key (age1...). "
                "Create a key with `leadqual backup new-key FILE`."
            ) from error
    return found


def read_identities(path: Path, *, passphrase: Callable[[], str] | None = None) -> list[Any]:
    """Read the secret keys of an identity file, as `age-keygen` writes it.

    Args:
        path: of the file, which may itself be encrypted with a passphrase, as `age -p` does it.
        passphrase: asked for it then.

    Raises:
        BackupError: the file cannot be read, has no key, or the passphrase is wrong.
    """
    try:
        content = path.read_bytes()
        if content.startswith((_HEADER, _ARMOR)):
            content = _decrypt_identity_file(content, path, passphrase)
        lines = content.decode().split()
        found = [Identity.from_str(line) for line in lines if line.startswith(_SECRET)]
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, pyrage.IdentityError) as error:
        raise BackupError(f"{path} is not an age identity file.") from error
    if not found:
        raise BackupError(f"{path} has no age secret key ({_SECRET}...).")
    return found


def _decrypt_identity_file(
    content: bytes, path: Path, passphrase: Callable[[], str] | None
) -> bytes:
    if passphrase is None:
        raise BackupError(f"{path} is protected by a passphrase, which a job cannot enter.")
    try:
        return bytes(pyrage.passphrase.decrypt(content, passphrase()))
    except (pyrage.DecryptError, OSError) as error:
        raise BackupError(f"The passphrase of {path} is wrong.") from error


@contextmanager
def open_encrypted(target: BinaryIO, recipients: Sequence[Any]) -> Iterator[BinaryIO]:
    """Yield what encrypts all that is written to it into `target`; plain without recipients.

    Raises:
        OSError: the target could not be written, such as on a full disk.
    """
    if not recipients:
        yield target
        return
    work = _PipeThread(
        lambda source: pyrage.encrypt_io(source, _ErrorRecorder(target), list(recipients))
    )
    with work.writing() as stream:
        yield stream


@contextmanager
def open_decrypted(source: BinaryIO, identities: Sequence[Any]) -> Iterator[BinaryIO]:
    """Yield the plain content of a source; it is read as it is without identities.

    Raises:
        DamagedBackupError: it is encrypted for other keys, was changed, or is cut off.
    """
    if not identities:
        yield source
        return
    work = _PipeThread(lambda sink: pyrage.decrypt_io(source, sink, list(identities)))
    with work.reading() as stream:
        yield stream


class _ErrorRecorder:
    """Remembers why writing failed: age tells it as a text."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target

    def write(self, block: bytes) -> int:
        try:
            return self._target.write(block)
        except OSError as error:
            _failed.error = error
            raise

    def flush(self) -> None:
        self._target.flush()


class _PipeThread:
    """Runs a function of age in a thread, with a pipe between it and this one."""

    def __init__(self, work: Callable[[BinaryIO], None]) -> None:
        self._work = work
        self._error: BaseException | None = None

    @contextmanager
    def writing(self) -> Iterator[BinaryIO]:
        """Yield the end of the pipe that the work reads from."""
        reads, writes = os.pipe()
        thread = self._started(os.fdopen(reads, "rb"))
        broken: BrokenPipeError | None = None
        try:
            with os.fdopen(writes, "wb") as stream:
                yield stream
        except BrokenPipeError as error:  # The work ended before its time, and says why.
            broken = error
        finally:
            thread.join()
        if self._error is not None:
            raise self._error
        if broken is not None:
            raise broken

    @contextmanager
    def reading(self) -> Iterator[BinaryIO]:
        """Yield the end of the pipe that the work writes to; its end is read when that is left."""
        reads, writes = os.pipe()
        thread = self._started(os.fdopen(writes, "wb"))
        try:
            with os.fdopen(reads, "rb") as stream:
                yield stream
                while stream.read(2**20):  # Also checks what follows the content.
                    pass
        except Exception as error:
            thread.join()
            if self._error is not None:  # Whoever reads half a file complains of something else.
                raise self._error from error
            raise
        finally:
            thread.join()
        if self._error is not None:
            raise self._error

    def _started(self, end: BinaryIO) -> threading.Thread:
        thread = threading.Thread(target=self._run, args=(end,))
        thread.start()
        return thread

    def _run(self, end: BinaryIO) -> None:
        _failed.error = None
        try:
            with suppress(BrokenPipeError), end:
                self._work(end)
        except pyrage.DecryptError:
            self._error = DamagedBackupError(
                "The backup is encrypted for another key, or its beginning is damaged."
            )
        except (pyrage.EncryptError, OSError) as error:
            self._error = _failed.error or _cause_of(error)


def _cause_of(error: BaseException) -> BaseException:
    if isinstance(error, OSError) and error.errno is not None:
        return error
    return DamagedBackupError(f"The backup is damaged or cut off ({error}).")
