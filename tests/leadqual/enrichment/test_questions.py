"""Questions to a language model: quotes are checked, unknown is an answer, costs come first."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.enrichment.connections import language_model_of, save_language_model
from leadqual.enrichment.errors import EnrichmentSettingError
from leadqual.enrichment.models import EnrichmentRun
from leadqual.enrichment.runs import estimate, start_run, undo_run
from leadqual.leads.models import CustomField
from leadqual.leads.records.fills import field_sources
from tests.leadqual.enrichment.conftest import MakeCompany, Run, outcomes
from tests.leadqual.webhooks.receiver import Received, Receiver
from tests.rolled_back import rolled_back

pytestmark = pytest.mark.django_db
QUESTION = "Do they sell to hospitals?"
OVERVIEW = "We build pumps.\nOur customers are hospitals in Europe."
Answering = Callable[..., None]


@pytest.fixture
def model(workspace: Workspace, manager: User, receiver: Receiver) -> Receiver:
    """An OpenAI-compatible server on this machine, set up with a key and prices."""
    save_language_model(
        workspace=workspace,
        base_url=receiver.url,
        model="small",
        author=manager,
        api_key="sk-1",
        input_price=Decimal(2),
    )
    return receiver


@pytest.fixture
def answering(model: Receiver) -> Answering:
    """Let the model answer with a text or an object."""

    def answer(content: object, status: int = 200) -> None:
        text = content if isinstance(content, str) else json.dumps(content)
        body = {
            "choices": [{"message": {"role": "assistant", "content": text}}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 20},
        }
        model.answer = lambda _: (status, {}, json.dumps(body).encode())

    return answer


def told(answer: str = "hospitals", source: str = "overview", quote: str = "") -> dict[str, object]:
    quote = quote or "Our customers are hospitals"
    return {"answer": answer, "source": source, "quote": quote, "is_unknown": False}


def test_an_answer_with_a_quote_from_its_field_is_written_beside_its_source(
    answering: Answering,
    model: Receiver,
    company: MakeCompany,
    field: Callable[..., CustomField],
    run: Run,
    manager: User,
) -> None:
    field("Hospitals")
    row = company(overview=OVERVIEW)
    answering(f"```json\n{json.dumps(told(quote='our customers are  HOSPITALS'))}\n```")

    done = run("question", question=QUESTION, field="hospitals")

    row.refresh_from_db()
    assert row.custom == {"hospitals": "hospitals"}
    assert "hospitals" in field_sources(row)["custom.hospitals"].evidence.lower()
    assert (done.n_input_tokens, done.n_output_tokens) == (100, 20)
    undo_run(run=done, author=manager)
    row.refresh_from_db()
    assert row.custom == {}


def test_the_model_gets_the_question_and_one_record_alone(
    answering: Answering,
    model: Receiver,
    company: MakeCompany,
    field: Callable[..., CustomField],
    run: Run,
) -> None:
    field("Hospitals")
    company("Acme", overview=OVERVIEW)
    company("Basalt", overview="We sell stones to everyone.")
    answering(told())

    run("question", question=QUESTION, field="hospitals")

    sent = [_user_message(one) for one in model.received]
    assert {one["record"]["name"] for one in sent} == {"Acme", "Basalt"}
    assert {one["question"] for one in sent} == {QUESTION}
    assert all(("Acme" in str(one)) != ("Basalt" in str(one)) for one in sent)
    assert {one.headers["authorization"] for one in model.received} == {"Bearer sk-1"}


def test_an_answer_that_nothing_proves_is_unknown(
    answering: Answering, company: MakeCompany, field: Callable[..., CustomField], run: Run
) -> None:
    for answer in [
        {"answer": "", "source": "", "quote": "", "is_unknown": True},
        told(quote="They sell to every hospital of the world"),
        told(source="nothing"),
        told(source="name"),
        told(quote="a"),
        told(answer="Clinics"),
        told(answer="our hospital"),
        *map(told, ("Unknown", "N/A", "n/a.", "Not stated", "-", "none", "unbekannt")),
        {**told(), "is_unknown": "no"},
        {"answer": {"a": 1}, "source": ["overview"], "quote": 3, "is_unknown": False},
    ]:
        with rolled_back():
            field("Hospitals")
            row = company(overview=OVERVIEW)
            answering(answer)

            done = run("question", question=QUESTION, field="hospitals")

            row.refresh_from_db()
            assert outcomes(done) == {"Acme": "unknown"}
            assert row.custom == {}


def test_an_answer_fills_an_empty_field_and_replaces_a_value_only_if_told_to(
    answering: Answering, company: MakeCompany, field: Callable[..., CustomField], run: Run
) -> None:
    field("Hospitals", "choice", ("Yes", "No"))
    rows = [company("Acme", overview=OVERVIEW, custom={"hospitals": "No"})]
    rows.append(company("Basalt", overview=OVERVIEW))
    answering(told("Yes"))
    found = []

    for replaces in (False, True):
        done = run("question", question=QUESTION, field="hospitals", replaces=replaces)
        for row in rows:
            row.refresh_from_db()
        found.append((outcomes(done), [row.custom["hospitals"] for row in rows]))

    assert found[0] == ({"Basalt": "filled"}, ["No", "Yes"])
    assert found[1] == ({"Acme": "filled", "Basalt": "unchanged"}, ["Yes", "Yes"])


def test_answers_go_into_a_new_field_each_time_unless_one_is_chosen(
    answering: Answering, company: MakeCompany, run: Run
) -> None:
    row = company(overview=OVERVIEW)
    answering(told())

    runs = [run("question", question=QUESTION, field="new_field") for _ in range(2)]

    row.refresh_from_db()
    fields = {one.code: one.label for one in CustomField.objects.all()}
    assert row.custom == {one.field: "hospitals" for one in runs}
    assert [fields[one.field] for one in runs] == [QUESTION, f"{QUESTION} 2"]


def test_an_answer_that_is_no_choice_of_the_field_is_not_written(
    answering: Answering, company: MakeCompany, field: Callable[..., CustomField], run: Run
) -> None:
    field("Hospitals", "choice", ("Yes", "No"))
    row = company(overview=OVERVIEW)
    answering(told(answer="Perhaps"))

    done = run("question", question=QUESTION, field="hospitals")

    row.refresh_from_db()
    assert outcomes(done) == {"Acme": "unknown"}
    assert row.custom == {}


def test_a_text_that_is_no_json_fails_for_its_record_alone(
    answering: Answering, company: MakeCompany, field: Callable[..., CustomField], run: Run
) -> None:
    field("Hospitals")
    company(overview=OVERVIEW)
    answering("Yes, I think so.")

    done = run("question", question=QUESTION, field="hospitals")

    assert outcomes(done) == {"Acme": "failed"}
    assert done.n_input_tokens == 100


def test_a_wrong_key_ends_the_run(
    answering: Answering,
    model: Receiver,
    company: MakeCompany,
    field: Callable[..., CustomField],
    run: Run,
) -> None:
    field("Hospitals")
    company(overview=OVERVIEW)
    answering("", status=401)

    done = run("question", question=QUESTION, field="hospitals")

    assert done.status == EnrichmentRun.Status.FAILED
    assert len(model.received) == 1


def question_run(workspace: Workspace) -> EnrichmentRun:
    return EnrichmentRun(
        workspace=workspace,
        kind="company",
        source="question",
        question=QUESTION,
        field="hospitals",
    )


def test_records_tokens_and_cost_are_known_before_anything_is_sent(
    model: Receiver, company: MakeCompany, field: Callable[..., CustomField], workspace: Workspace
) -> None:
    field("Hospitals")
    keys = [company(f"Acme {n}", overview=OVERVIEW).pk for n in range(3)]
    new = question_run(workspace)

    found = estimate(run=new, keys=keys)

    assert found.n_records == 3
    assert 500 < found.n_tokens < 5_000
    assert 0 < found.cost < Decimal("0.01")
    assert model.received == []


def test_questions_are_off_until_a_model_is_set_up(
    workspace: Workspace, manager: User, company: MakeCompany, field: Callable[..., CustomField]
) -> None:
    field("Hospitals")
    new, keys = question_run(workspace), [company().pk]

    with pytest.raises(EnrichmentSettingError):
        start_run(run=new, keys=keys, author=manager)


def test_a_key_is_stored_encrypted_and_never_sent_to_another_address(
    model: Receiver, workspace: Workspace, manager: User
) -> None:
    before = language_model_of(workspace)

    save_language_model(
        workspace=workspace, base_url="https://other.example/v1", model="small", author=manager
    )

    after = language_model_of(workspace)
    assert before is not None
    assert after is not None
    assert before.api_key
    assert "sk-1" not in before.api_key
    assert after.api_key == ""


def _user_message(received: Received) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(received.message["messages"][1]["content"])
    return found
