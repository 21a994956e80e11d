"""Actions of the command palette (Ctrl-K), each of which opens a page."""

from django.urls import NoReverseMatch
from jinja2.runtime import Context

from leadqual.accounts.models import Role
from leadqual.core.pages.panels import Tab, address_of
from leadqual.core.pages.templates import Library

register = Library()

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

ALSO_CALLED = {
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


@register.simple_tag(takes_context=True)
def palette_actions(context: Context) -> list[tuple[Tab, str]]:
    """List the actions that the person may do, with further search words for each."""
    request = context.get("request")
    member = getattr(request, "member", None)
    if request is None or member is None:
        return []
    found: list[tuple[Tab, str]] = []
    for page, role, icon_name, words in ACTIONS:
        if not (Role(member.role).includes(role) if role else request.user.is_staff):
            continue
        try:
            url = address_of(page)
        except NoReverseMatch:  # A feature that is not installed has no actions.
            continue
        also = ALSO_CALLED.get(words.split()[0], "")
        found.append((Tab(url, words, None, is_here=False, icon_name=icon_name), also))
    return found
