"""Secrets come from the environment or from files that it names."""

from pathlib import Path

import pytest

from launcher.supervision.programs import child_environment
from launcher.system.environment_secrets import SecretFileError, read_secret, server_url


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "DATABASE_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


def written(folder: Path, text: str) -> str:
    path = folder / "secret"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_value_of_the_environment_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", " of the environment ")

    assert read_secret("SECRET_KEY") == " of the environment "


def test_a_file_gives_its_text_without_the_line_break(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", written(tmp_path, "of the file\n"))

    assert read_secret("SECRET_KEY") == "of the file"


def test_nothing_given_is_empty() -> None:
    assert read_secret("SECRET_KEY") == ""


def test_a_secret_that_is_given_twice_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "one")
    monkeypatch.setenv("SECRET_KEY_FILE", written(tmp_path, "two"))

    with pytest.raises(
        SecretFileError, match="SECRET_KEY and SECRET_KEY_FILE are both set"
    ) as told:
        read_secret("SECRET_KEY")
    assert "two" not in str(told.value)


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe\xff"])
def test_a_file_without_a_secret_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("SECRET_KEY_FILE", str(path))

    with pytest.raises(SecretFileError, match=f"SECRET_KEY_FILE: {path}"):
        read_secret("SECRET_KEY")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://lead@db:5432/lead", "postgresql://lead:a%2Fb%40c%3A@db:5432/lead"),
        ("redis://redis:6379/0", "redis://:a%2Fb%40c%3A@redis:6379/0"),
        ("postgresql://lead:own@db/lead", "postgresql://lead:own@db/lead"),
        ("", ""),
    ],
)
def test_a_password_goes_into_an_address_without_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str, expected: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DATABASE_PASSWORD_FILE", written(tmp_path, "a/b@c:\n"))

    assert server_url("DATABASE_URL", filled_from="DATABASE_PASSWORD") == expected


def test_parts_get_values_and_no_files_beside_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", written(tmp_path, "of the file"))
    monkeypatch.delenv("ERASURE_KEY", raising=False)
    monkeypatch.setenv("ERASURE_KEY_FILE", written(tmp_path, "of the file"))

    environment = child_environment(
        state=tmp_path, database_url="d", redis_url="r", secret="s" * 9, erasure_key="e"
    )

    assert (environment["SECRET_KEY"], environment["ERASURE_KEY"]) == ("s" * 9, "of the file")
    assert not {"SECRET_KEY_FILE", "ERASURE_KEY_FILE"} & environment.keys()
