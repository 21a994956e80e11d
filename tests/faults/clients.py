"""Clients that write by API while parts are killed, each change until it is acknowledged."""

import random
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from threading import Event
from typing import Any

from leadqual_client import LeadQual, Retries, types
from leadqual_client.errors import ApiError, ConnectionFailedError

from tests.faults.acknowledged import Acknowledged

STOP = "Please stop emailing me and remove my address from your list."
INTERESTED = "Thanks for reaching out. Could we talk about this next Tuesday?"
EVENTS: list[types.WebhookEventTypeEnum] = [
    *("import.finished", "reply.classified", "contact.do_not_contact"),
    *("verdict.given", "title.corrected"),
]
DONE = ("done", "failed", "stopped")
_CONFLICT, _TOO_MANY, _SERVER = 409, 429, 500
_AWAY = (502, 503, 504)
_UPSERTED = 40
_VERDICTS: Sequence[types.VerdictInputVerdictEnum] = ("like", "dislike", "skip")
_ROLES = ("Buyer", "Controller", "Sales Engineer", "Recruiter", "Plant Engineer", "Data Analyst")
_RANKS = ("Junior", "Senior", "Lead", "Head", "Director", "Chief")
_FIELDS = ("Pumps", "Valves", "Cranes", "Ports", "Paper", "Glass", "Steel", "Milk", "Rail", "Wind")


@dataclass(frozen=True, slots=True)
class Plan:
    """What clients share.

    Attributes:
        seed: of all that is drawn.
        is_over: set when no further change is begun.
        gives_up: set when what is not acknowledged by now never will be.
        rows: fewest and most rows of a file.
        pause: longest time between two changes of a client, in seconds.
    """

    seed: int
    is_over: Event
    gives_up: Event
    rows: tuple[int, int] = (1_000, 8_000)
    pause: float = 1.0


class NeverAcknowledgedError(Exception):
    """The time was over before a change was acknowledged."""


class Client:
    """One program with a key.

    Args:
        kind: of what it does.
        number: among those that do the same, from 0.
        address: of the installation.
        key: of the API.
        plan: what all clients share.
        acknowledged: takes what was acknowledged.
    """

    def __init__(
        self,
        kind: str,
        number: int,
        address: str,
        key: str,
        plan: Plan,
        acknowledged: Acknowledged,
    ) -> None:
        self.kind = kind
        self.name = f"{kind} {number}"
        self.plan = plan
        self.note = partial(acknowledged.note, kind)
        self.random = random.Random(f"{plan.seed} {self.name}")
        self.api = LeadQual(address, key=key, retries=Retries(most=0), timeout=30)
        self._acknowledged = acknowledged

    def write(
        self, change: Callable[..., Any], *, may_be_refused: bool = False
    ) -> Mapping[str, Any] | None:
        """Send a change with one `Idempotency-Key` until it is answered; None where refused.

        Raises:
            NeverAcknowledgedError: the time is over.
        """
        key = uuid.UUID(int=self.random.getrandbits(128), version=4)
        answer = self._asked(
            partial(change, headers={"Idempotency-Key": str(key)}), may_be_refused=may_be_refused
        )
        return None if answer is None else {**answer, "request_id": str(key)}

    def read(self, question: Callable[[], Any]) -> Any:
        """Ask until there is an answer.

        Raises:
            NeverAcknowledgedError: the time is over.
        """
        return self._asked(question, may_be_refused=False)

    def turns(self) -> Iterator[int]:
        """Yield numbers of changes until no further one is begun."""
        for number in count():
            if self.plan.is_over.wait(self.random.uniform(0, self.plan.pause)):
                return
            yield number

    def _asked(self, question: Callable[[], Any], *, may_be_refused: bool) -> Any:
        while True:
            try:
                answer = question()
            except ConnectionFailedError:
                self._acknowledged.answered(None)
            except ApiError as error:
                is_wrong = self._is_wrong(error, may_be_refused=may_be_refused)
                problem = f"{self.name} was answered {error} ({error.request_id})"
                self._acknowledged.answered(error.status, problem if is_wrong else "")
                if not _is_to_be_sent_again(error):
                    return None
            else:
                self._acknowledged.answered(200)
                return answer
            if self.plan.gives_up.wait(self.random.uniform(0.1, 0.6)):
                raise NeverAcknowledgedError(self.name)

    @staticmethod
    def _is_wrong(error: ApiError, *, may_be_refused: bool) -> bool:
        """Return whether no client should get this answer, whatever was killed."""
        if error.status in _AWAY:
            return False
        return (not _is_to_be_sent_again(error) and not may_be_refused) or error.status == _SERVER


def _is_to_be_sent_again(error: ApiError) -> bool:
    if error.status == _CONFLICT:  # Whoever held the key may have been killed.
        return error.code == "idempotency_in_progress"
    return error.status == _TOO_MANY or error.status >= _SERVER


def import_files(client: Client) -> None:
    """Import one file after the other; each waits for the end of the one before."""
    for number in client.turns():
        n_rows = client.random.randint(*client.plan.rows)
        n_rejected = client.random.randint(0, 5)
        domain = f"file{number}-{client.plan.seed}.example"
        file = _file(client.random, domain=domain, n_rows=n_rows, n_rejected=n_rejected)
        made = client.write(
            partial(
                client.api.create_import,
                {"file": (f"{domain}.csv", file, "text/csv")},
                {"kind": "contacts"},
            )
        )
        if made is None:
            continue
        client.note(id=made["id"], domain=domain, n_rows=n_rows, n_rejected=n_rejected)
        while client.read(partial(client.api.get_import, made["id"]))["status"] not in DONE:
            if client.plan.is_over.wait(1):
                return


def _file(rng: random.Random, *, domain: str, n_rows: int, n_rejected: int) -> bytes:
    """Make a file of people; the last rows say nothing of who they are and are rejected."""
    lines = ["email,first_name,last_name,job_title,company_name"]
    for row in range(n_rows - n_rejected):
        title = f"{rng.choice(_RANKS)} {rng.choice(_ROLES)} {rng.choice(_FIELDS)}"
        company = f"Firm {rng.randrange(200)} {domain}"
        lines.append(f"person{row}@{domain},Ada,Lind{row},{title},{company}")
    lines += [",,,Buyer,"] * n_rejected
    return "\n".join(lines).encode()


def upsert(client: Client) -> None:
    """Send contacts in bulk: each request creates some and changes some of the one before."""
    for number in client.turns():
        first = number * _UPSERTED // 2
        rows: list[types.ContactRowRequest] = [
            {"email": f"bulk{n}@seed{client.plan.seed}.example", "first_name": f"Turn{number}"}
            for n in range(first, first + _UPSERTED)
        ]
        body: types.ContactUpsertsInput = {"contacts": rows, "match_by": "email"}
        made = client.write(partial(client.api.upsert_contacts, body))
        if made is not None:
            client.note(id=made["import_id"], emails=[row["email"] for row in rows], turn=number)


def judge(client: Client) -> None:
    """Like and dislike companies of a campaign of its own, some of them again."""
    companies = [
        one["id"]
        for one in client.read(partial(client.api.list_companies, page_size=200))["results"]
    ]
    campaign = client.write(
        partial(
            client.api.create_campaign,
            {"name": f"{client.name} {client.plan.seed}", "company_ids": companies},
        )
    )
    assert campaign is not None
    for _ in client.turns():
        company = client.random.choice(companies)
        value = client.random.choice(_VERDICTS)
        given = client.write(
            partial(
                client.api.record_verdict, campaign["id"], {"company": company, "verdict": value}
            )
        )
        if given is not None:
            client.note(
                id=given["id"],
                campaign=campaign["id"],
                company=company,
                value=value,
                request_id=given["request_id"],
            )


def correct(client: Client) -> None:
    """Correct titles, some of them again; the quality gate may refuse one."""
    titles = [
        one["id"] for one in client.read(partial(client.api.list_titles, page_size=200))["results"]
    ]
    taxonomy = client.read(client.api.get_taxonomy)
    functions = [one["slug"] for part in taxonomy["departments"] for one in part["functions"]]
    levels = [one["slug"] for one in taxonomy["levels"]]
    for _ in client.turns():
        title = client.random.choice(titles)
        said = [client.random.choice(functions)]
        level = client.random.choice(levels)
        body: types.TitleCorrectionInput = {
            "functions": said,
            "level": level,
            "propagate": False,
        }
        made = client.write(partial(client.api.correct_title, title, body), may_be_refused=True)
        if made is not None:
            client.note(id=made["id"], title=title, functions=said, level=level)


def reply(client: Client) -> None:
    """Add replies of people on record, each once; half of them ask to be left alone."""
    people = [
        (one["id"], one["email"])
        for one in client.read(partial(client.api.list_contacts, page_size=500))["results"]
        if one["email"] and not one["do_not_contact"]
    ]
    client.random.shuffle(people)
    for number in client.turns():
        if number >= len(people):
            return
        contact, sender = people[number]
        says_stop = client.random.random() < 0.5
        message_id = f"<{number}.{client.plan.seed}@faults.example>"
        text = STOP if says_stop else INTERESTED
        body: types.ReplyInput = {"sender": sender, "text": text, "message_id": message_id}
        made = client.write(partial(client.api.create_reply, body))
        if made is not None:
            client.note(
                id=made["id"],
                contact=contact,
                sender=sender,
                message_id=message_id,
                says_stop=says_stop,
            )


WORK: Mapping[str, Callable[[Client], None]] = {
    "imports": import_files,
    "upserts": upsert,
    "verdicts": judge,
    "corrections": correct,
    "replies": reply,
}
"""Kind of entry → what a client does to get them."""
