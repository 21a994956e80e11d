"""An uncertain intent in the list of replies."""

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString

from leadqual.core.pages.templates import Library
from leadqual.core.templatetags.formats import probability
from leadqual.replies.intents import threshold_of
from leadqual.replies.models import Reply

register = Library()


@register.simple_tag
def uncertain_tag(reply: Reply, thresholds: Mapping[str, float]) -> SafeString:
    """Render that an intent is uncertain, with its score if that is the reason, else on hover."""
    if reply.score is None:
        return SafeString('<span class="tag warn">Uncertain</span>')
    threshold, score = threshold_of(reply, thresholds), probability(reply.score)
    is_low = threshold is not None and reply.score < threshold
    return format_html(
        '<span class="tag warn" title="Score {}">Uncertain{}</span>',
        score,
        f" {score}" if is_low else "",
    )
