"""Who may take whom, what stands on record, and who is in the file."""

from typing import cast

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from leadqual.accounts.models import AuditRow, Role, User, Workspace
from leadqual.core.errors import NotAllowedError
from leadqual.leads.errors import UnknownColumnError, UnknownFormatError
from leadqual.leads.models import Contact, ContactList, Export
from leadqual.leads.services import set_do_not_contact
from leadqual.search.exports import exported_rows as rows_module
from leadqual.search.exports.export_columns import DEFAULT_COLUMNS, MARK
from leadqual.search.exports.export_formats import FORMATS
from leadqual.search.exports.services import (
    ExportOptions,
    ExportRequester,
    ExportStream,
    start_export,
)
from leadqual.search.query.query import ContactQuery
from tests.leadqual.leads.exporting.files import read_csv, read_file
from tests.leadqual.leads.people import make_company, make_contact, make_title, stop

pytestmark = pytest.mark.django_db


def started(
    workspace: Workspace,
    author: User,
    query: ContactQuery | None = None,
    role: Role = Role.QUALIFIER,
    **wanted: object,
) -> ExportStream:
    return start_export(
        workspace=workspace,
        query=query or ContactQuery(),
        requester=ExportRequester(author, role, Export.Way.PAGE),
        options=ExportOptions(**wanted),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("kind", FORMATS)
def test_file_holds_the_search_with_its_labels(
    workspace: Workspace, other_workspace: Workspace, qualifier: User, kind: str
) -> None:
    title = make_title(workspace, "Head of RevOps", {"revenue_operations": 0.94, "marketing": 0.6})
    company = make_company(workspace, "Kelvia", domain="kelvia.example", employees=70)
    make_contact(
        workspace, email="j@kelvia.example", job_title=title, company=company, country="Germany"
    )
    make_contact(workspace, "Far Away", country="Peru")
    make_contact(other_workspace, "Foreign Row", country="Germany")

    sending = started(workspace, qualifier, ContactQuery(country=("Germany",)), format=kind)
    found = read_file(kind, b"".join(sending.blocks))

    assert len(found) == 1
    assert list(found[0]) == DEFAULT_COLUMNS["people"]
    assert found[0]["functions"] == "Revenue Operations; Marketing"
    assert found[0]["departments"] == "Sales; Marketing"
    assert (found[0]["company"], found[0]["company_size"]) == ("Kelvia", "51-200")


def test_people_come_in_the_order_of_the_search(workspace: Workspace, qualifier: User) -> None:
    for name, company in (("Ute Brandt", "A"), ("Ben Abel", "C"), ("Ada Abel", "B")):
        make_contact(workspace, name, company=make_company(workspace, company))

    by_name = read_csv(b"".join(started(workspace, qualifier).blocks))
    query = ContactQuery(sort="company")
    by_company = read_csv(b"".join(started(workspace, qualifier, query).blocks))

    assert [row["first_name"] for row in by_name] == ["Ada", "Ben", "Ute"]
    assert [row["first_name"] for row in by_company] == ["Ute", "Ada", "Ben"]


def test_people_who_must_not_be_contacted_stay(workspace: Workspace, qualifier: User) -> None:
    make_contact(workspace, "Never Write", email="no@x.example", do_not_contact=True)

    for asked in ((), ("yes",), ("no", "yes")):
        sending = started(workspace, qualifier, ContactQuery(do_not_contact=asked))

        assert read_csv(b"".join(sending.blocks)) == []
        assert sending.export.n_people == 0


def test_who_is_stopped_while_the_file_is_sent_stays(
    workspace: Workspace, qualifier: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module, "CHUNK", 1)
    make_contact(workspace, "Ada Abel", email="a@x.example")
    last = make_contact(workspace, "Ute Zorn", email="z@x.example")

    sending = started(workspace, qualifier)
    head, first = next(sending.blocks), next(sending.blocks)
    set_do_not_contact(
        workspace=workspace,
        email=str(last.email),
        reason="unsubscribe",
        origin="reply:1",
        author=None,
    )
    rest = list(sending.blocks)

    assert [row["first_name"] for row in read_csv(b"".join([head, first, *rest]))] == ["Ada"]
    export = Export.objects.get()
    assert (export.n_people, export.n_sent) == (2, 1)


def test_managers_take_them_only_by_name_and_it_is_marked_and_recorded(
    workspace: Workspace, qualifier: User, manager: User
) -> None:
    make_contact(workspace, "May Write")
    make_contact(workspace, "Never Write", email="no@x.example", do_not_contact=True)

    with pytest.raises(NotAllowedError):
        started(workspace, qualifier, has_stopped=True)
    assert Export.objects.count() == 0
    unasked = read_csv(b"".join(started(workspace, manager, role=Role.MANAGER).blocks))
    sending = started(workspace, manager, role=Role.MANAGER, has_stopped=True, columns=["email"])
    asked = read_csv(b"".join(sending.blocks))

    assert [row["first_name"] for row in unasked] == ["May"]
    assert [(row["email"], row[MARK]) for row in asked] == [("", "no"), ("no@x.example", "yes")]
    audit = AuditRow.objects.filter(action="contacts.exported").latest("pk")
    assert audit.details["with_do_not_contact"] is True
    assert Export.objects.filter(has_stopped=True).count() == 1


def test_each_export_is_recorded_with_who_what_and_how_many(
    workspace: Workspace, qualifier: User
) -> None:
    make_contact(workspace, country="Germany")
    make_contact(workspace, country="Peru")

    sending = started(workspace, qualifier, ContactQuery(country=("Germany",)), columns=["email"])
    list(sending.blocks)

    export = Export.objects.get()
    assert (export.author, export.way, export.format) == (qualifier, "page", "csv")
    assert (export.query, export.columns) == ("country=Germany", ["email"])
    assert (export.n_people, export.n_sent) == (1, 1)
    assert export.finished_at is not None
    audit = AuditRow.objects.get(action="contacts.exported")
    assert audit.actor == qualifier
    assert (audit.details["query"], audit.details["n_people"]) == ("country=Germany", 1)


def test_file_that_is_not_taken_whole_says_how_far_it_came(
    workspace: Workspace, qualifier: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module, "CHUNK", 1)
    for name in ("A A", "B B", "C C"):
        make_contact(workspace, name)
    sending = started(workspace, qualifier)

    next(sending.blocks)
    next(sending.blocks)
    sending.blocks.close()  # type: ignore[attr-defined]  # as the server does it

    export = Export.objects.get()
    assert (export.n_people, export.n_sent, export.finished_at) == (3, 1, None)


def test_what_cannot_be_is_refused_and_not_recorded(workspace: Workspace, qualifier: User) -> None:
    with pytest.raises(UnknownFormatError):
        started(workspace, qualifier, format="pdf")
    with pytest.raises(UnknownColumnError, match="password"):
        started(workspace, qualifier, columns=["email", "password"])
    with pytest.raises(NotAllowedError):
        started(workspace, qualifier, role=Role.VIEWER)
    assert Export.objects.count() == 0


def test_list_leaves_without_those_who_must_not_be_contacted(
    qualifier_client: Client, berlin: ContactList
) -> None:
    stop(Contact.objects.get(last_name="Öz"))

    response = cast(
        "StreamingHttpResponse",
        qualifier_client.post(
            f"/people/lists/{berlin.pk}/export/", {"format": "csv", "columns": ["first_name"]}
        ),
    )

    assert read_csv(b"".join(cast("list[bytes]", response.streaming_content))) == [
        {"first_name": "Ada"}
    ]
    export = Export.objects.get()
    assert (export.contact_list, export.query) == (berlin, "")
    assert AuditRow.objects.filter(action="list.exported", subject=f"list:{berlin.pk}").exists()
