"""The client of the cache."""

from django.core.cache import cache

from leadqual.core.hints import SharedClient


def test_commands_share_one_client() -> None:
    client = cache._cache  # type: ignore[attr-defined]  # of the backend
    assert isinstance(client, SharedClient)

    assert client.get_client("one") is client.get_client("other", write=True)
