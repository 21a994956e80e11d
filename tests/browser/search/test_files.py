"""A file is dropped, sent and settled in a real browser; people leave as a file."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Export
from tests.leadqual.leads.exporting.files import read_excel
from tests.leadqual.leads.people import make_contact

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]

DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  const box = document.querySelector("h1"); // Beside the field: it is taken all the same.
  for (const kind of ["dragover", "drop"]) {
    box.dispatchEvent(
      new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
  }
}"""


def test_bad_file_is_refused_in_place_and_the_next_one_is_dropped_and_shown(
    desk: Page, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/imports/")
    field = desk.get_by_label("Choose or drop a CSV or Excel file")

    field.set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": b"{}"})
    expect(desk.get_by_role("alert")).to_contain_text("looks like JSON")
    desk.evaluate(DROP, ["fair.csv", "Name,E-Mail\nAnn Lee,ann@acme.example\n"])

    expect(desk.get_by_role("heading", level=1)).to_have_text("fair.csv")
    expect(desk.get_by_role("combobox", name="Field for E-Mail")).to_have_value("Email")
    assert ImportBatch.objects.count() == 1


@pytest.mark.slow
def test_people_of_a_search_leave_as_a_workbook(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    make_contact(workspace, "Ann Lee", email="ann@acme.example", phone="+49 89 1")
    make_contact(workspace, "Bo Roe", email="bo@acme.example")
    desk.goto(f"{live_server.url}/people/?q=ann")

    desk.get_by_role("button", name="Export").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Export 1 person")
    desk.get_by_role("radio", name="Excel").check()
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Download").click()

    assert re.fullmatch(r"people-[\d-]+\.xlsx", download.value.suggested_filename)
    (row,) = read_excel(download.value.path().read_bytes())
    assert (row["first_name"], row["phone"]) == ("Ann", "+49 89 1")
    assert Export.objects.get().n_sent == 1
