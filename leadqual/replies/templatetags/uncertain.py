"""An uncertain intent in the list of replies."""

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString

from leadqual.core.pages.templates import Library
from leadqual.replies.intents import threshold_of
from leadqual.replies.models import Reply
from leadqual.search.templatetags.titles import scored

register = Library()


@register.simple_tag
def uncertain_tag(reply: Reply, thresholds: Mapping[str, float]) -> SafeString:
    """Render that an intent is uncertain, with its score if that is the reason, else on hover."""
    sure_from = threshold_of(reply, thresholds) or 0.0
    return format_html(
        '<span class="tag warn">{}</span>', scored("Uncertain", reply.score, sure_from=sure_from)
    )
