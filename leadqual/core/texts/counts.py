"""Numbers with their nouns."""


def counted(n: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun: "1 company", "2,400 companies".

    Args:
        n: how many.
        noun: for one.
        nouns: for any other number; empty adds an "s".
    """
    return f"{n:,} {noun if n == 1 else nouns or noun + 's'}"
