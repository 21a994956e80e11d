"""Delivery reports of all codes and of many servers, made from tables of their own."""

import re
from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from classifiers.replies.rules.bounce_verdicts import Verdict
from classifiers.replies.rules.bounces import read_report
from tests.growth import assert_grows_no_faster

GONE, BLOCKED, FAILED, PASSING = Verdict.GONE, Verdict.BLOCKED, Verdict.FAILED, Verdict.PASSING
SAYINGS = Path(__file__).parent / "server_answers.tsv"
ADDRESS, SERVER = "ida@spam-filter.example", "MAILER-DAEMON@mx.example"

# Subject → details of the registry of IANA, and some of Microsoft.
REGISTRY = {
    *("0.0", "4.310", "7.501", "7.511", "7.606", "7.649", "7.708", "7.750"),
    *(f"1.{n}" for n in range(11)),
    *(
        f"{subject}.{n}"
        for subject, last in ((2, 4), (3, 6), (4, 7), (5, 6))
        for n in range(last + 1)
    ),
    *(f"6.{n}" for n in range(11)),
    *(f"7.{n}" for n in range(31)),
}
NO_ADDRESS = {"1.1", "1.2", "1.10", "2.1"}
OUR_SENDER = {
    *("1.7", "1.8", "7.0", "7.1", "7.8", "7.9", *(f"7.{n}" for n in range(10, 15))),
    *(f"7.{n}" for n in range(20, 30)),
    *("7.501", "7.511", "7.606", "7.649", "7.708", "7.750"),
}


def sayings() -> Iterator[tuple[str, Verdict]]:
    """Give what servers write, and what it means."""
    for line in SAYINGS.read_text().splitlines():
        verdict, _, says = line.split("\t")
        yield says.replace("\\n", "\n").replace("{}", ADDRESS), Verdict(verdict)


def verdicts(text: str = "", *, fields: str = "") -> set[Verdict]:
    report = read_report(text, sender=SERVER, fields=fields)
    return {one.verdict for one in report.recipients} if report else set()


def fields_of(action: str = "failed", status: str = "", says: str = "") -> str:
    lines = [f"Final-Recipient: rfc822; {ADDRESS}", f"Action: {action}"]
    lines += [f"Status: {status}"] if status else []
    lines += ["Diagnostic-Code: smtp; " + says.replace("\n", "\n    ")] if says else []
    return "Reporting-MTA: dns; blocked.relay.example\n\n" + "\n".join(lines) + "\n"


WRAPPED = """\
This is the mail system at host relay.example. Your message could not be delivered.

<{address}>: host mx.spam.example[192.0.2.9] said:
    {says} (in reply to RCPT TO command)
%%
The following address(es) failed:

  {address}
    SMTP error from remote mail server after RCPT TO:<{address}>:
    host mx.spam.example [192.0.2.9]: {says}

------ This is a copy of the message ------

To: bo@x.example

No such user; blacklist
%%
Hi. This is the qmail-send program at relay.example. This is a permanent error.

<{address}>:
192.0.2.9 does not like recipient.
Remote host said: {says}
Giving up.
%%
The original message was received at Mon, 30 Nov 2026 09:00:00 GMT

   ----- The following addresses had permanent fatal errors -----
<{address}>
    (reason: {says})

   ----- Transcript of session follows -----
>>> RCPT To:<{address}>
<<< {says}
%%
Your message to {address} couldn't be delivered.

The sender's address may not exist, or a security rule blocked it.

Original Message Details
Sender Address:    sales@ours.example
Recipient Address:    {address}

Error Details
Reported error:    {says}
%%
<html><body><p>Your message to</p><p>{address}</p><p>failed: {says}</p></body></html>
"""


def reports_of(says: str) -> Iterator[tuple[str, str]]:
    """Give text and fields of reports in which a server says something."""
    status = next(iter(re.findall(r"[45]\.\d\.\d+", says)), "")
    yield "", fields_of("failed", status, says)
    yield "", fields_of("Failed", "", says)
    yield f"{ADDRESS}\n{says}", fields_of("failed", status or "5.0.0")
    for wrapped in WRAPPED.split("%%\n"):
        yield wrapped.format(address=ADDRESS, says=says), ""


def reports_of_codes() -> Iterator[tuple[str, str, Verdict]]:
    """Give a field and words with each code, and what it means where no word says more."""
    for code, major in product(sorted(REGISTRY), "245"):
        by_code = GONE if code in NO_ADDRESS else BLOCKED if code in OUR_SENDER else FAILED
        for action in ("failed", "delayed", "relayed", "delivered", "expanded"):
            verdict = by_code if (action, major) == ("failed", "5") else PASSING
            for says in ("", f"550-{major}.{code} <{ADDRESS}> Sorry."):
                yield "", fields_of(action, f"{major}.{code}", says), verdict


@pytest.mark.costs("reads more than two thousand reports")
def test_two_thousand_reports_mark_and_blame_whom_they_should() -> None:
    made = list(reports_of_codes())
    for says, verdict in sayings():
        made += [(*parts, verdict) for parts in reports_of(says)]

    found = [(text, fields, verdicts(text, fields=fields), {said}) for text, fields, said in made]

    assert [row for row in found if row[2] != row[3]] == []
    assert len(found) > 2_000


def test_the_words_decide_with_the_code() -> None:
    for status, says, verdict in [
        ("5.1.1", "550 5.7.1 User unknown", GONE),
        ("5.7.1", "550 5.7.1 Account disabled", GONE),
        ("5.7.26", "550 5.7.26 User unknown", BLOCKED),
        ("5.3.4", "550 5.3.4 User unknown", FAILED),
        ("5.1.1", "550 5.1.1 User unknown; blocked using zen.spamhaus.org", BLOCKED),
        ("5.1.1", "550 5.7.1 Rejected", BLOCKED),
        ("5.7.1", "554 5.7.1 Recipient address rejected: Access denied", BLOCKED),
        ("5.1.1", "550 5.1.1 Recipient address rejected: Access denied", GONE),
        ("5.1.1", "450 4.2.1 Try later", PASSING),
        ("5.2.1", "550 5.2.1 Mailbox temporarily disabled", FAILED),
        ("5.5.1", "host localhost[127.0.0.1] said: 500 5.5.1 unknown command", FAILED),
        ("4.4.7", "550 5.1.1 User unknown", PASSING),
        ("5.1.1", "host mx.blacklist.example[192.0.2.1] said: 550 5.1.1 User unknown", GONE),
    ]:
        assert verdicts(fields=fields_of("failed", status, says)) == {verdict}


def test_each_recipient_has_a_verdict_and_the_returned_message_is_named() -> None:
    text = (
        "<ann@x.example>:\n550 5.1.1 User unknown\n\n<bo@x.example>:\n552 5.2.2 Over quota\n\n"
        "--- Below this line is a copy of the message.\n\nReturn-Path: <sales@ours.example>\n"
        "Message-ID: <1@ours.example>\nTo: Ann <ann@x.example>,\n bo@x.example\nSubject: Offer\n"
    )

    report = read_report(text, sender=SERVER)

    assert report is not None
    assert report.is_from_server
    found = [(*one.addresses, one.verdict) for one in report.recipients]
    assert found == [("ann@x.example", GONE), ("bo@x.example", FAILED)]
    assert report.message_ids == ["<1@ours.example>"]
    assert (report.subject, report.receivers) == ("Offer", ["ann@x.example", "bo@x.example"])


def test_both_addresses_of_a_forwarded_message_are_kept_and_words_name_nobody() -> None:
    fields = fields_of("failed", "5.1.1", f"550 <{ADDRESS}>: User unknown")
    forwarded = fields.replace("Final-", "Original-Recipient: rfc822; Ann@x.example\nFinal-")

    report = read_report("", sender="bo@x.example", fields=forwarded)

    assert report is not None
    assert not report.is_from_server
    (recipient,) = report.recipients
    assert list(recipient.addresses) == ["ann@x.example", ADDRESS]
    assert "@" not in recipient.words


def test_what_people_write_is_no_report() -> None:
    text = "Write to ann@x.example: bo@x.example is gone, 550 5.1.1 User unknown"

    assert read_report(text, sender="bo@buyer.example") is None
    assert (
        read_report("Your weekly digest for ann@x.example", sender="postmaster@x.example") is None
    )


def cost(unit: str, n: int) -> None:
    read_report(unit * n, sender=SERVER, fields=unit * n)


def test_hostile_reports_cost_no_more_than_their_length() -> None:
    for unit in (
        "user ",
        "<a@b.example>\n",
        "sender ",
        "Original-Recipient: rfc822;",
        "host a.b",
        "<x",
    ):
        assert_grows_no_faster(partial(cost, unit), 500)
    assert_grows_no_faster(partial(cost, "Final-Recipient: rfc822; a@b.example\n\n"), 20)
