"""What an operation on many records says of the IDs that it got."""

from typing import Any

from rest_framework import serializers

IDS_HELP = (
    "IDs. That of a merged record means the record it was merged into. The answer names those "
    "that are unknown or deleted."
)


class ResolvedIdsOutput(serializers.Serializer[Any]):
    """IDs of which nothing was changed now; nothing is left out without being named."""

    unknown_ids = serializers.ListField(
        source="resolved.unknown",
        child=serializers.IntegerField(),
        help_text="IDs of no record of the workspace, or of one that was deleted for good.",
    )
    deleted_ids = serializers.ListField(
        source="resolved.deleted",
        child=serializers.IntegerField(),
        help_text="IDs of deleted records, which can be restored.",
    )
