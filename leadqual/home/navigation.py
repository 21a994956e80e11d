"""The main navigation, and what Ctrl-K offers: more pages and actions, each of which is a page."""

from django.http import HttpRequest
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.core.pages.panels import Tab, address_of, may_open

_DESTINATIONS = (
    ("search:people", "people", "People"),
    ("search:companies", "company", "Companies"),
    ("campaigns:campaigns", "campaign", "Campaigns"),
    ("labeling:titles", "title", "Titles"),
    ("replies:inbox", "reply", "Replies"),
    ("registry:lab", "lab", "Lab"),
)
_MORE_PAGES = (
    ("reports:team", "people", "Team report"),
    ("search:saved", "search", "Views"),
    ("duplicates:list", "people", "Duplicates"),
    ("search:exports", "export", "Export history"),
    ("replies:uploads", "import", "Upload emails"),
    ("replies:tasks", "check", "Tasks"),
    ("labeling:learned-functions", "title", "Learned functions"),
    ("taxonomy:dictionary", "book", "Dictionary"),
    ("taxonomy:history", "clock", "History of functions"),
    ("registry:models", "lab", "Models"),
    ("lab:comparison", "lab", "Comparison of methods"),
    ("monitoring:page", "warning", "Monitoring"),
    ("monitoring:system_status", "plug", "System status"),
    ("accounts:members", "people", "Members"),
    ("accounts:account", "person", "Your account"),
    ("account_email", "reply", "Change email"),
    ("account_change_password", "lock", "Change password"),
    ("mfa_index", "lock", "Two-step verification"),
    ("mfa_list_webauthn", "key", "Passkeys"),
    ("accounts:sessions", "lock", "Sessions"),
    ("accounts:security", "lock", "Members’ sign-in"),
    ("accounts:api_keys", "key", "API keys"),
    ("accounts:integrations", "plug", "Integrations"),
    ("accounts:api_docs", "book", "API documentation"),
    ("inbound:leads", "plug", "Inbound leads"),
    ("mailboxes:list", "reply", "Mailboxes"),
    ("enrichment:settings", "plus", "Enrichment"),
    ("webhooks:endpoints", "plug", "Webhooks"),
    ("privacy:privacy", "shield", "Privacy"),
    ("search:do_not_contact", "block", "Do not contact"),
    ("imports:suppression_lists", "block", "Suppression lists"),
    ("accounts:audit_log", "clock", "Audit log"),
    ("search:statuses", "settings", "Statuses"),
    ("search:custom_fields", "settings", "Custom fields"),
    ("lead_scores:rules", "star", "Lead score"),
    ("home:recent_changes", "undo", "Recent changes"),
    ("search:deleted_records", "trash", "Deleted records"),
    ("search:fact_reports", "flag", "Reported values"),
    ("accounts:workspaces", "layers", "Workspaces"),
    ("lookup:title", "title", "Look up a job title, company or reply"),
)
# Pages with a URL below another entry than their own.
_PARENT_PAGES = {
    "labeling:costs": "registry:lab",
    "taxonomy:tree": "labeling:titles",
    "duplicates:list": "search:people",
}
ACTIONS = (
    ("campaigns:new", Role.QUALIFIER, "campaign", "New campaign"),
    ("search:new_contact", Role.QUALIFIER, "person", "New person"),
    ("search:new_company", Role.QUALIFIER, "company", "New company"),
    ("search:lists", Role.QUALIFIER, "list", "New list"),
    ("imports:list", Role.MANAGER, "import", "Import contacts or companies"),
    ("replies:uploads", Role.QUALIFIER, "import", "Upload replies"),
    ("replies:new", Role.QUALIFIER, "reply", "Paste a reply"),
    ("search:export", Role.VIEWER, "export", "Export people"),
    ("search:export_companies", Role.VIEWER, "export", "Export companies"),
    ("duplicates:list", Role.QUALIFIER, "people", "Merge duplicates"),
    ("search:do_not_contact", Role.MANAGER, "block", "Add a do-not-contact entry"),
    ("imports:suppression_lists", Role.MANAGER, "block", "Import a suppression list"),
    ("labeling:titles", Role.QUALIFIER, "title", "Correct job titles"),
    ("labeling:new-function", Role.MANAGER, "title", "New function from example titles"),
    ("labeling:function-group", Role.QUALIFIER, "title", "New function group"),
    ("taxonomy:tree", None, "book", "Edit functions"),
    ("registry:models", None, "lab", "Train a candidate model"),
    ("registry:models", None, "lab", "Promote or roll back a model"),
    ("labeling:costs", None, "settings", "Set misclassification costs"),
    ("accounts:members", Role.MANAGER, "people", "Invite a member"),
    ("accounts:api_keys", Role.MANAGER, "key", "Create an API key"),
    ("webhooks:endpoints", Role.MANAGER, "plug", "Create a webhook"),
    ("mailboxes:list", Role.MANAGER, "reply", "Connect a mailbox"),
    ("inbound:new_form", Role.MANAGER, "plug", "New inbound form"),
    ("inbound:new_rule", Role.MANAGER, "plug", "New inbound rule"),
    ("search:statuses", Role.MANAGER, "settings", "New status"),
    ("search:custom_fields", Role.MANAGER, "settings", "New custom field"),
    ("lead_scores:rules", Role.MANAGER, "star", "Edit lead score rules"),
    ("privacy:person", Role.MANAGER, "shield", "Export or erase data of a person"),
    ("accounts:settings", Role.MANAGER, "edit", "Rename the workspace"),
    ("accounts:delete_workspace", Role.MANAGER, "trash", "Export or delete the workspace"),
)
"""URL name, required role (None: staff), icon and label of each action."""

SYNONYMS = {
    "New": "create add",
    "Create": "new add",
    "Add": "new create",
    "Import": "upload csv excel file",
    "Upload": "import emails",
    "Export": "download csv",
    "Invite": "add new user colleague team",
    "Train": "retrain",
    "Connect": "add new",
}
"""First word of an action → further search words."""


def navigation_items(request: HttpRequest) -> list[Tab]:
    """Return the entries of the main navigation."""
    path = request.path
    here = next((to for page, to in _PARENT_PAGES.items() if path.startswith(reverse(page))), None)
    return [
        Tab(
            url := reverse(page),
            words,
            None,
            is_here=page == here if here else path.startswith(url),
            icon_name=icon_name,
        )
        for page, icon_name, words in _DESTINATIONS
    ]


def more_pages(request: HttpRequest) -> list[Tab]:
    """Return additional pages for Ctrl-K that the user may open."""
    return [
        Tab(address_of(page), words, None, is_here=False, icon_name=icon_name)
        for page, icon_name, words in _MORE_PAGES
        if may_open(request, page)
    ]


def palette_actions(request: HttpRequest) -> list[tuple[Tab, str]]:
    """List the actions that the person may do, with further search words for each."""
    member = getattr(request, "member", None)
    if member is None:
        return []
    return [
        (
            Tab(address_of(page), words, None, is_here=False, icon_name=icon_name),
            SYNONYMS.get(words.split()[0], ""),
        )
        for page, role, icon_name, words in ACTIONS
        if (Role(member.role).includes(role) if role else request.user.is_staff)
    ]
