"""Addresses of imports."""

from leadqual.imports.api import bulk_upserts as bulk_upserts_api
from leadqual.imports.api import imports as imports_api
from leadqual.imports.api import suppression_lists as suppression_lists_api

api = [*imports_api.api, *bulk_upserts_api.api, *suppression_lists_api.api]
