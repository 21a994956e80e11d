"""The rules of passwords as a short list, as forms show them."""

from django.contrib.auth.password_validation import get_default_password_validators
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WORDS = {
    "MinimumLengthValidator": "At least 12 characters; a few unrelated words are easy to remember",
    "MaximumLengthValidator": "Up to 1,000 characters, including spaces and any script",
    "CommonPasswordValidator": "Not a common password",
    "UserAttributeSimilarityValidator": "Not similar to your name or email",
    "RepeatedTextValidator": "Not a repeated text or “LeadQual”",
}


def password_rules() -> SafeString:
    """Return the rules of all validators; one without words of its own here says them itself."""
    validators = get_default_password_validators()
    lines = [_WORDS.get(type(one).__name__) or one.get_help_text() for one in validators]
    return format_html(
        "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in lines))
    )
