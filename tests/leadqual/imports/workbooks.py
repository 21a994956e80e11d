"""Workbooks to import: good ones, and bad ones."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable

import openpyxl

PEOPLE: list[list[object]] = [
    ["Name", "E-Mail", "Position", "Phone"],
    ["Ann Lee", "ann@acme.example", "CEO", 498912],
    ["Bo Roe", "bo@acme.example", "CFO", "+49 89 13"],
]


def workbook(*sheets: tuple[str, Iterable[Iterable[object]]]) -> bytes:
    """Write sheets by name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Change one part of a workbook."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", 8) as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(text) if part == name else text)
    return target.getvalue()


def with_shared_texts(content: bytes) -> bytes:
    """Put the texts of a workbook into one table, as Excel writes them."""
    texts: list[str] = []

    def shared(found: re.Match[bytes]) -> bytes:
        texts.append(found[1].decode())
        return b' t="s"><v>%d</v></c>' % (len(texts) - 1)

    inline = rb' t="inlineStr"><is><t>([^<]*)</t></is></c>'
    content = with_part(content, "xl/worksheets/sheet1.xml", lambda t: re.sub(inline, shared, t))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    told = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    content = with_part(
        content, "[Content_Types].xml", lambda t: t.replace(b"</Types>", told.encode())
    )
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a") as archive:
        namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        items = "".join(f"<si><t>{text}</t></si>" for text in texts)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{namespace}">{items}</sst>')
    return target.getvalue()
