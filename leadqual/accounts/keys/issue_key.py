"""Which keys were created with which key: what came from a key ends with it."""

from leadqual.accounts.models import ApiKey


def issuers_of(key: ApiKey) -> set[int]:
    """Return the primary keys of the key with which a key was created, of its own, and so on."""
    found: set[int] = set()
    issuer = key.issued_by_id
    while issuer is not None and issuer not in found:
        found.add(issuer)
        issuer = ApiKey.objects.values_list("issued_by_id", flat=True).get(pk=issuer)
    return found


def keys_issued_by(key: ApiKey) -> list[ApiKey]:
    """Lock and return the keys that were created with a key, or with one of those, and work."""
    rows = ApiKey.objects.select_for_update(of=("self",)).select_related("workspace")
    found: dict[int, ApiKey] = {key.pk: key}
    level = [key.pk]
    while level:
        issued = rows.filter(issued_by__in=level).exclude(pk__in=found).order_by("pk")
        new = {row.pk: row for row in issued}
        found |= new
        level = list(new)
    return [row for row in found.values() if row.pk != key.pk and row.revoked_at is None]
