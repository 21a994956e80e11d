"""The app of mailboxes."""

from django.apps import AppConfig


class MailboxesConfig(AppConfig):
    """Mailboxes that are read by IMAP."""

    name = "leadqual.mailboxes"

    def ready(self) -> None:
        """Name the files of the export once the tables can be imported."""
        from leadqual.accounts.workspaces.export_files import register_export_files
        from leadqual.mailboxes.workspace_content import EXPORT_FILES

        register_export_files(*EXPORT_FILES)
