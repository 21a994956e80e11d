"""Texts as people send them."""


def without_signs(text: str, longest: int) -> str:
    """Return a line without what cannot be shown or stored, cut where it is too long.

    Args:
        text: of any length; line breaks and control characters become blanks.
        longest: characters of what is returned.
    """
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:longest]
