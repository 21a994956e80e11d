"""Cells of CSV files that a spreadsheet opens and does not run."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_formula(cell: str) -> bool:
    """Say whether a spreadsheet would run a text, wide forms of the signs among them."""
    return cell.lstrip(" ").startswith(FORMULA_STARTS)


def defused(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{cell}" if is_formula(cell) else cell
