"""Python client of the LeadQual API.

from leadqual_client import LeadQual

with LeadQual("https://leadqual.example", key="lq_...") as leadqual:
    found = leadqual.classify_titles({"titles": ["VP Sales"]})
    for contact in leadqual.each(leadqual.list_contacts, country=["Germany"]):
        print(contact["email"])
"""

from leadqual_client.client import LeadQual
from leadqual_client.errors import ApiError, ConnectionFailedError, LeadQualError
from leadqual_client.transport import Retries

__all__ = ["ApiError", "ConnectionFailedError", "LeadQual", "LeadQualError", "Retries"]
