"""App config: registers files, record counts and webhooks of a workspace."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """Contacts, companies, job titles, search and lists."""

    name = "leadqual.leads"

    def ready(self) -> None:
        """Register files, counts, filters and checks once models can be imported."""
        from leadqual.accounts.workspaces.export_files import register_export_files
        from leadqual.leads.workspace_content import EXPORT_FILES

        register_export_files(*EXPORT_FILES)
        from leadqual.accounts.workspaces.quotas import Quota, register_counter
        from leadqual.leads.record_sums import count_companies, count_contacts

        register_counter(Quota.CONTACTS, "contacts", count_contacts)
        register_counter(Quota.COMPANIES, "companies", count_companies)
        from leadqual.leads.record_events import COUNTRIES, FUNCTIONS
        from leadqual.webhooks.endpoint_settings import register_filter_values

        register_filter_values("country", COUNTRIES)
        register_filter_values("function", FUNCTIONS)
        from leadqual.leads.do_not_contact.outgoing_values import outgoing_stored_rows
        from leadqual.webhooks.messages import register_person_filter

        register_person_filter(outgoing_stored_rows)
