"""Who is erased in the tests, and how a text is searched for traces of them."""

import base64
import io
from urllib.parse import quote

from openpyxl import Workbook

EMAIL = "zdenka.quastenberg@kranwerk.example"
PRIVATE = "zdenka.quastenberg@mailbox.example"
FORMER = ("zq@oldfirm.example", "zq@verlag.example", "zq.novak@uni.example")
"""Emails that the person had before, on the running installation."""
PHONE = "+49 (0)89 7654 3219"
LINKEDIN = "https://www.linkedin.com/in/zdenka-quastenberg-4711"
EXTERNAL_ID = "CRM-889911"
CITY = "Wismar"
"""Names nobody, and is in the activity log alone."""
COLLEAGUE = "boris.tamm@kranwerk.example"
WORDS = "We moved the harbor cranes to Rostock last winter and need a planner."
NEEDLES = (
    *("quastenberg", "zdenka", "7654 3219", "76543219", "crm-889911", "harbor cranes"),
    *("zq@oldfirm", "zq@verlag", "zq.novak", "wismar"),
)
CSV = f"""Email,First name,Last name,Phone,LinkedIn,Id,Job title,Company
{EMAIL},Zdenka,Quastenberg,{PHONE},{LINKEDIN},{EXTERNAL_ID},Head of Sales,Kranwerk
{COLLEAGUE},Boris,Tamm,,,CRM-1,Assistant to Zdenka Quastenberg,Kranwerk
"""


def workbook() -> bytes:
    """Return an Excel file with the person, and a second sheet that names them."""
    book = Workbook()
    book.active.append(["Email", "First name", "Last name", "Job title"])
    book.active.append([EMAIL, "Zdenka", "Quastenberg", "VP Sales"])
    book.create_sheet("Notes").append([EMAIL])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def forms_of(needle: str) -> set[bytes]:
    """Return a text in the forms in which it may lie in a dump."""
    forms = {needle.encode(), quote(needle).lower().encode(), needle.encode("utf-16-le")}
    return forms | {needle.encode("utf-16-be")}


def traces_in(content: bytes, needles: tuple[str, ...] = NEEDLES) -> list[str]:
    """Return the needles that a content holds in any form: case, UTF-16, URL, base64, hex."""
    lowered = content.lower()
    found = [one for one in needles if any(form in lowered for form in forms_of(one))]
    for one in needles:
        for text in {one, one.title(), one.upper()}:
            inner = {base64.b64encode(text.encode()[cut:])[1:-3] for cut in range(3)}
            if len(one) > 9 and any(len(part) > 8 and part in content for part in inner):
                found.append(f"base64 of {one}")
        if one.encode().hex().encode() in lowered:
            found.append(f"hex of {one}")
    return found
