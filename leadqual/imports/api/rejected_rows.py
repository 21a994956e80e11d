"""What stayed out of an import by API: a file to mend and to send again."""

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.core.api.views import AnyAccept
from leadqual.imports.api.imports import find_import
from leadqual.imports.validation.rejected_rows import rejected_rows_file


class ImportLeftOutView(APIView):
    """The rows that stayed out, as a file."""

    read_role = Role.MANAGER
    content_negotiation_class = AnyAccept
    further_errors = (410,)

    @extend_schema(
        operation_id="export_rejected_rows", responses={(200, "text/csv"): OpenApiTypes.BINARY}
    )
    def get(self, request: ApiRequest, batch_id: int) -> StreamingHttpResponse:
        """Download the rejected rows with reasons, to correct and import again."""
        return rejected_rows_file(find_import(request, batch_id))
