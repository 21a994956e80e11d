"""The address that forms post to: open, limited, and saying little."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.inbound.forms import FormValues, change_form, renew_address
from leadqual.inbound.models import InboundForm, InboundLead
from leadqual.inbound.pages import public_form
from leadqual.leads.models import Contact

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
BODY = "email=jana%40port.example&title=Head+of+Sales&utm=x&fax="


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


def test_form_posts_become_contacts_and_visitors_are_thanked(
    visitor: Client, form: InboundForm
) -> None:
    answer = visitor.post(f"/inbound/{form.token}/", BODY, content_type=FORM)

    assert answer.status_code == 200
    assert not answer.cookies
    contact = Contact.objects.get()
    assert (contact.email, contact.workspace) == ("jana@port.example", form.workspace)
    assert InboundLead.objects.get().form == form


def test_json_is_taken_and_other_websites_may_send_it(visitor: Client, form: InboundForm) -> None:
    path = f"/inbound/{form.token}/"
    asked = visitor.options(path)
    answer = visitor.post(path, {"email": "a@b.example", "title": 7}, content_type=JSON)

    assert (answer.status_code, answer.json()) == (202, {"status": "received"})
    assert asked.headers["Access-Control-Allow-Headers"] == "Content-Type"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert Contact.objects.get().title == ""


def test_visitors_are_sent_to_the_page_of_the_form_and_nowhere_else(
    visitor: Client, form: InboundForm, manager: User
) -> None:
    values = FormValues(form.name, "https://port.example/thanks")
    change_form(form=form, values=values, author=manager)
    body = f"{BODY}&redirect_url=https%3A%2F%2Fevil.example&next=https%3A%2F%2Fevil.example"

    answer = visitor.post(f"/inbound/{form.token}/", body, content_type=FORM)

    assert (answer.status_code, answer.headers["Location"]) == (303, "https://port.example/thanks")


def test_spam_is_thanked_and_stored_nowhere(visitor: Client, form: InboundForm) -> None:
    answer = visitor.post(f"/inbound/{form.token}/", f"{BODY}1", content_type=FORM)

    assert answer.status_code == 200
    assert not Contact.objects.exists()
    assert not InboundLead.objects.exists()


def test_what_cannot_be_taken_is_refused(visitor: Client, form: InboundForm) -> None:
    for body, content_type, status in [
        ("email=nobody", FORM, 422),
        ("x=1", FORM, 422),
        ("email=a%40b.example&title=%00", FORM, 422),
        ("{", JSON, 400),
        ("[" * 100_00 + "]" * 100_00, JSON, 400),
        ("[1]", JSON, 400),
        ('{"email": ["a@b.example"]}', JSON, 422),
        ("email=a%40b.example", "text/plain", 415),
        ("email=a%40b.example&message=" + "x" * 30_000, FORM, 413),
    ]:
        answer = visitor.post(f"/inbound/{form.token}/", body, content_type=content_type)

        assert answer.status_code == status
        assert not Contact.objects.exists()


def test_only_active_addresses_of_living_workspaces_answer(
    visitor: Client, form: InboundForm, manager: User, workspace: Workspace
) -> None:
    former = form.token
    renew_address(form=form, author=manager)
    for token in (former, "x", "%00"):
        gone = visitor.post(f"/inbound/{token}/", BODY, content_type=FORM)
        assert gone.status_code == 404
    assert visitor.get(f"/inbound/{form.token}/").status_code == 404
    Workspace.objects.filter(pk=workspace.pk).update(deleted_at="2026-01-01T00:00Z")
    assert visitor.post(f"/inbound/{form.token}/", BODY, content_type=FORM).status_code == 404
    assert not Contact.objects.exists()


def test_programs_get_a_problem_for_an_unknown_address(visitor: Client) -> None:
    gone = visitor.post("/inbound/x/", BODY, content_type=FORM, headers={"accept": JSON})
    page = visitor.post("/inbound/x/", BODY, content_type=FORM)

    assert (gone.status_code, gone.json()["code"]) == (404, "not_found")
    assert gone.headers["Content-Type"] == "application/problem+json"
    assert page.headers["Content-Type"].startswith("text/html")


def test_posts_of_one_network_are_limited(
    visitor: Client, form: InboundForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_form, "MAX_PER_MINUTE", 2)
    monkeypatch.setattr(public_form, "MINUTE", 86_400)  # No window ends within the test.
    path = f"/inbound/{form.token}/"

    statuses = [visitor.post(path, BODY, content_type=FORM).status_code for _ in range(3)]
    elsewhere = visitor.post(path, BODY, content_type=FORM, REMOTE_ADDR="198.51.100.7")

    assert statuses == [200, 200, 429]
    assert elsewhere.status_code == 200


def test_known_and_erased_people_get_the_same_answer(visitor: Client, form: InboundForm) -> None:
    path = f"/inbound/{form.token}/"

    first = visitor.post(path, BODY, content_type=FORM)
    second = visitor.post(path, BODY, content_type=FORM)

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert InboundLead.objects.count() == 2


def test_each_wrong_field_of_a_form_is_pointed_at(visitor: Client, form: InboundForm) -> None:
    body = '{"email": "nobody", "city": "%s"}' % ("x" * 151)
    answer = visitor.post(f"/inbound/{form.token}/", body, content_type=JSON)

    errors = {one["pointer"]: one["code"] for one in answer.json()["errors"]}
    assert errors == {"#/email": "invalid", "#/city": "max_length"}
