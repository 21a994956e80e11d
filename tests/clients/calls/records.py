"""Calls of operations on contacts, companies, lists, searches, imports and exports."""

from typing import Any
from uuid import uuid4

from leadqual.duplicates.models import DuplicateRun
from leadqual.imports.import_events import COUNTS
from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.leads.models import Company, Contact, ContactList, Export, FactReport
from leadqual.leads.records.change_undo import undo_step
from leadqual.privacy.erasure.erase_person import start_erasure
from leadqual.privacy.erasure.person import Identifiers
from leadqual.search.exports.file_jobs import write_waiting
from tests.clients.calls.call import Call, Keys, author_of

_PERSON = {"email": "quillfeather@port.example"}
_CSV = ("people.csv", b"email,first_name\nada@kelvia.example,Ada\n", "text/csv")


def _change(kind: str) -> Any:
    def body(keys: Keys) -> dict[str, Any]:
        return {"ids": [keys[kind]], "request_id": str(uuid4()), "add_tags": ["vip"]}

    return body


def _import_is(status: str) -> Any:
    def prepare(keys: Keys) -> None:
        ImportBatch.objects.filter(pk=keys["batch_id"]).update(status=status)

    return prepare


def _list_of_companies(_: Keys) -> Keys:
    return {"list_id": ContactList.objects.filter(records="companies")[0].pk}


def _other_contact(keys: Keys) -> Keys:
    others = Contact.objects.exclude(pk=keys["contact_id"])
    return {"other_contact_id": others.filter(do_not_contact=False)[0].pk}


def _no_run(_: Keys) -> None:
    DuplicateRun.objects.all().delete()


def _stored_rows(keys: Keys) -> None:
    batches = ImportBatch.objects.filter(pk=keys["batch_id"])
    batches.update(status="done", n_rows=1, n_updated=1)
    ImportRow.objects.filter(batch__in=batches).update(
        outcome=ImportRow.Outcome.UPDATED, record_id=keys["company_id"]
    )


def _written_file(keys: Keys) -> None:
    Export.objects.filter(pk=keys["export_id"]).update(file_state=Export.FileState.QUEUED)
    write_waiting()


def _erased(keys: Keys) -> None:
    author = author_of(keys)
    workspace = Company.objects.get(pk=keys["company_id"]).workspace
    start_erasure(
        workspace=workspace, identifiers=Identifiers(email=_PERSON["email"]), author=author
    )


def _many(kind: str) -> Any:
    def body(keys: Keys) -> dict[str, Any]:
        return {"ids": [keys[kind]], "request_id": str(uuid4())}

    return body


def _lone_company(keys: Keys) -> Keys:
    workspace_id = Company.objects.get(pk=keys["company_id"]).workspace_id
    made = Company.objects.create(workspace_id=workspace_id, name="Alone", name_key="alone")
    return {"other_company_id": made.pk}


def _undone_change(keys: Keys) -> None:
    contact = Contact.objects.get(pk=keys["contact_id"])
    author = FactReport.objects.get(pk=keys["report_id"]).author
    undo_step(workspace=contact.workspace, step=keys["request_id"], author=author)


def _right_value(keys: Keys) -> None:
    FactReport.objects.filter(pk=keys["report_id"]).update(right_value="Leeds")


def _checked_import(keys: Keys) -> None:
    found = dict.fromkeys(COUNTS, 0)
    ImportBatch.objects.filter(pk=keys["batch_id"]).update(status="checked", plan=found)


_RUNNING = _import_is("running")

RECORDS: dict[str, Call] = {
    "save_contact": Call({"email": "ada@kelvia.example", "first_name": "Ada", "title": "VP Sales"}),
    "update_contact": Call({"city": "Leeds"}),
    "upsert_contacts": Call({"contacts": [{"external_id": "7", "email": "ada@kelvia.example"}]}),
    "change_contacts": Call(_change("contact_id")),
    "add_contact_note": Call({"text": "Met at the trade fair."}),
    "update_note": Call({"text": "Met at the fair."}),
    "report_contact_fact": Call({"field": "city", "right_value": "Leeds"}),
    "look_up_contact": Call(query={"email": "quillfeather@port.example"}),
    "redo_change": Call(prepare=_undone_change),
    "delete_contacts": Call(_many("contact_id")),
    "delete_companies": Call(_many("other_company_id"), prepare=_lone_company),
    "mark_do_not_contact": Call(_many("contact_id")),
    "mark_companies_do_not_contact": Call(_many("company_id")),
    "update_custom_field": Call({"label": "Seats"}),
    "apply_fact_report": Call(prepare=_right_value),
    "save_company": Call({"name": "Kelvia", "domain": "kelvia.example"}),
    "update_company": Call({"city": "Leeds"}),
    "upsert_companies": Call({"companies": [{"external_id": "7", "name": "Kelvia"}]}),
    "change_companies": Call(_change("company_id")),
    "add_company_note": Call({"text": "Called."}),
    "report_company_fact": Call({"field": "city", "right_value": "Leeds"}),
    "look_up_company": Call(query={"domain": "port-0.example"}),
    "create_custom_field": Call({"record": "contact", "label": "Seats", "kind": "number"}),
    "create_status": Call({"label": "Proposal", "color": "blue"}),
    "update_status": Call({"label": "Offer", "position": 1}),
    "archive_status": Call({"successor": "new"}),
    "create_do_not_contact_entry": Call({"value": "stop@kelvia.example"}),
    "create_enrichment_estimate": Call({"records": "companies", "source": "text"}),
    "start_enrichment_run": Call({"records": "companies", "source": "text"}),
    "stop_enrichment_run": Call(problem=(409, "enrichment_state")),
    "create_list": Call({"name": "Trade fair"}),
    "update_list": Call({"name": "Trade fair"}),
    "add_entries": Call(lambda keys: {"ids": [keys["contact_id"]]}),
    "add_company_entries": Call(
        lambda keys: {"ids": [keys["company_id"]]}, prepare=_list_of_companies
    ),
    "add_decision_makers": Call(lambda keys: {"ids": [keys["company_id"]]}),
    "create_search": Call({"name": "Buyers", "query": "function=procurement"}),
    "update_search": Call({"name": "Buyers"}),
    "create_merge": Call(
        lambda keys: {
            "kind": "contact",
            "kept_id": keys["contact_id"],
            "other_id": keys["other_contact_id"],
        },
        prepare=_other_contact,
    ),
    "merge_duplicate": Call({}),
    "start_duplicate_run": Call({"kind": "contact"}, prepare=_no_run),
    "create_import": Call({"kind": "contacts"}, files={"file": _CSV}),
    "add_import_to_list": Call({"name": "From a file"}, prepare=_stored_rows),
    "start_import": Call(prepare=_checked_import),
    "pause_import": Call(prepare=_RUNNING),
    "stop_import": Call(prepare=_RUNNING),
    "resume_import": Call(prepare=_import_is("paused")),
    "undo_import": Call(prepare=_stored_rows),
    "create_suppression_list": Call({"name": "Customers", "kind": "email"}, files={"file": _CSV}),
    "create_inbound_form": Call({"name": "Contact us"}),
    "update_inbound_form": Call({"name": "Contact us"}),
    "create_inbound_lead": Call({"email": "ada@kelvia.example", "title": "VP Sales"}),
    "create_inbound_rule": Call(lambda keys: {"name": "All", "owner": keys["author"]}),
    "update_inbound_rule": Call({"name": "All"}),
    "close_privacy_request": Call({"state": "done"}),
    "lift_erasure": Call(_PERSON, prepare=_erased),
    "get_export_file": Call(prepare=_written_file),
    "find_person": Call(_PERSON),
    "export_person": Call(_PERSON),
    "erase_person": Call(_PERSON),
}
