"""What is written or answered ends with an action or a person, as mail programs send it."""

from base64 import b64encode

from classifiers.replies.intents import WILLING_TO_MEET
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact
from leadqual.replies.classification import classify_reply
from leadqual.replies.models import ProposedContact, Reply, Task
from leadqual.replies.receiving.services import receive_raw
from tests.leadqual.replies.conftest import ADDRESS, is_blocked
from tests.rolled_back import rolled_back

HEAD = (
    "From: Henrik Sand <henrik@nordkran.example>\r\nTo: Demo <demo@leadqual.example>\r\n"
    "Date: Thu, 26 Nov 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\n"
)
PLAIN = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"


def received(workspace: Workspace, raw: str) -> Reply:
    reply, _ = receive_raw(workspace=workspace, raw=raw.encode())
    classify_reply(reply_id=reply.pk)
    reply.refresh_from_db()
    return reply


def plain(subject: str, text: str, *headers: str) -> str:
    lines = "".join(f"{header}\r\n" for header in headers)
    return f"{HEAD}Subject: {subject}\r\n{PLAIN}{lines}\r\n{text}\r\n"


def calendar(method: str, status: str, comment: str = "") -> str:
    lines = [
        *("BEGIN:VCALENDAR", "PRODID:-//Example//EN", "VERSION:2.0", f"METHOD:{method}"),
        *("BEGIN:VEVENT", "UID:call-1@leadqual.example", "DTSTAMP:20261126T080000Z"),
        *("DTSTART:20261201T090000Z", "SUMMARY:Call about pumps"),
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={status};CN=Henrik",
        " Sand;X-NUM-GUESTS=0:mailto:henrik@nordkran.example",
        *([f"COMMENT:{comment}"] if comment else []),
        *("END:VEVENT", "END:VCALENDAR"),
    ]
    return "\r\n".join(lines)


def invitation(
    subject: str, text: str, part: str, *headers: str, packed: bool = False, kind: str = ""
) -> str:
    content, encoding = (b64encode(part.encode()).decode(), "base64") if packed else (part, "7bit")
    method = part.partition("METHOD:")[2].split("\r\n")[0]
    kind = kind or f"text/calendar; charset=utf-8; method={method}"
    lines = "".join(f"{header}\r\n" for header in headers)
    return (
        f"{HEAD}Subject: {subject}\r\n{lines}"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        f"--b\r\n{PLAIN}\r\n{text}\r\n"
        f"--b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
        f"{content}\r\n--b--\r\n"
    )


ACCEPTED = calendar("REPLY", "ACCEPTED")
GOOGLE = (
    "Henrik Sand has accepted this invitation.\r\n\r\nCall about pumps\r\nTuesday Dec 1, 2026\r\n"
    "\r\nInvitation from Google Calendar: https://calendar.google.com/calendar/\r\n"
)


def test_who_accepts_an_invitation_gets_the_task_of_a_meeting(
    workspace: Workspace, contact: Contact
) -> None:
    for raw in [
        invitation("Accepted: Call about pumps", "", ACCEPTED),  # Outlook
        invitation("Accepted: Call about pumps", "", ACCEPTED, packed=True),  # Exchange
        invitation("Zugesagt: Termin", GOOGLE, ACCEPTED, "Auto-Submitted: auto-generated"),
        invitation("Accepté : Appel", " \r\n", ACCEPTED),
        invitation("Henrik Sand accepted", "", ACCEPTED, kind='application/ics; name="a.ics"'),
        invitation("=?utf-8?b?5om/6Ku+?=: x", "", ACCEPTED),
        plain("Aceptado: Llamada", ""),  # The calendar part was left out on the way.
        plain("Angenommen: Termin", "\r\n"),
    ]:
        with rolled_back():
            reply = received(workspace, raw)

            assert (reply.intent, reply.state) == (WILLING_TO_MEET, "none")
            assert Task.objects.get(reply=reply).contact == contact


def test_an_acceptance_of_a_stranger_is_for_a_person(workspace: Workspace, models: None) -> None:
    reply = received(workspace, invitation("Accepted: Call", "", ACCEPTED))

    assert (reply.intent, reply.action, reply.state) == (WILLING_TO_MEET, "none", "review")

    Contact.objects.create(workspace=workspace, email=ADDRESS, last_name="Sand")
    reply = received(workspace, plain("Accepted: Another call", ""))

    assert reply.state == "none"
    assert Task.objects.filter(reply=reply).exists()


def test_any_other_answer_of_a_calendar_is_read_by_a_person(
    workspace: Workspace, contact: Contact
) -> None:
    for raw, intent in [
        (invitation("Declined: Call", "", calendar("REPLY", "DECLINED")), "objection_no_reason"),
        (
            invitation("Mit Vorbehalt: Call", "", calendar("REPLY", "TENTATIVE")),
            "positive_misc_reasons",
        ),
        (invitation("New Time Proposed", "", calendar("COUNTER", "TENTATIVE")), WILLING_TO_MEET),
        (invitation("Invitation: Call", "", calendar("REQUEST", "NEEDS-ACTION")), WILLING_TO_MEET),
        (invitation("Canceled: Call", "", calendar("CANCEL", "ACCEPTED")), "objection_bad_timing"),
        (plain("Abgelehnt: Termin", ""), "objection_no_reason"),
        (plain("Rifiutato: Chiamata", ""), "objection_no_reason"),
        (plain("Tentative: Call", ""), "positive_misc_reasons"),
    ]:
        with rolled_back():
            reply = received(workspace, raw)

            assert (reply.intent, reply.action, reply.state) == (intent, "review", "review")
            assert not Task.objects.filter(reply=reply).exists()


def test_what_somebody_writes_beside_an_answer_is_read(
    workspace: Workspace, contact: Contact
) -> None:
    part = calendar("REPLY", "DECLINED", r"Please remove me from your list\, thanks.")

    reply = received(workspace, invitation("Declined: Call", "", part))

    assert reply.written == "Please remove me from your list, thanks."
    assert reply.intent == "unsubscribe"
    assert is_blocked(contact)


def test_a_mail_program_asks_to_unsubscribe(workspace: Workspace, contact: Contact) -> None:
    for raw in [
        plain("unsubscribe", "This message was automatically generated by Gmail."),
        plain(
            "unsubscribe",
            "Apple Mail sent this email to unsubscribe from the message “A question”.",
            "Auto-Submitted: auto-replied",
            "X-Apple-Unsubscribe: true",
        ),
        plain("", "iOS Mail sent this email to unsubscribe from the message “A question”."),
        plain("", "Apple Mail a envoyé cet e-mail.", "X-Apple-Unsubscribe: true"),
        plain("unsubscribe", ""),
        plain("Unsubscribe", "unsubscribe"),
        plain("", "unsubscribe"),
        plain("unsubscribe:94accd5c8deb0d0ec50a609dd1b723a", ""),
        plain("unsubscribe <a8f3-k29>", "This message was automatically generated by Gmail."),
        plain("Unsubscribe 4471", "Unsubscribe 4471\r\n\r\nSent from Yahoo Mail for iPhone"),
        plain("Abmelden", "Diese E-Mail wurde automatisch erzeugt."),
        plain("Désabonnement", "Ce message a été généré automatiquement."),
        plain("unsubscribe", "unsubscribe\r\n\r\nGet Outlook for iOS", "Auto-Submitted: no"),
        plain("unsubscribe", "This is an automated message.", "Auto-Submitted: auto-generated"),
    ]:
        with rolled_back():
            reply = received(workspace, raw)

            assert (reply.intent, reply.action, reply.state) == (
                "unsubscribe",
                "do_not_contact",
                "taken",
            )
            assert is_blocked(contact)


def test_who_writes_about_unsubscribing_is_not_stopped_without_a_person(
    workspace: Workspace, contact: Contact
) -> None:
    for raw in [
        plain("Re: unsubscribe", "This message was automatically generated by Gmail."),
        plain("unsubscribe", "How do we unsubscribe our own customers with your product?"),
    ]:
        with rolled_back():
            reply = received(workspace, raw)

            assert reply.action != "do_not_contact"
            assert not is_blocked(contact)


LEFT = (
    "Thank you for your message. Mia Test no longer works at Kunde AG since 31 October 2026. "
    "Please contact Jonas Feld (jonas.feld@kunde.example, +49 30 5550199) instead. "
    "Your message was not forwarded."
)
MOVED = (
    "Hi, please note that I changed jobs and my new address is mia.test@neufirma.example. "
    "This mailbox is no longer read."
)
AUTO = "Auto-Submitted: auto-generated"


def test_a_successor_or_a_new_address_is_proposed(workspace: Workspace, contact: Contact) -> None:
    for raw, name, email in [
        (
            plain("Automatische Antwort: A question about your pumps", LEFT, AUTO),
            "Jonas Feld",
            "jonas.feld@kunde.example",
        ),
        (
            plain(
                "Automatische Antwort: Pumpen",
                "Frau Test hat das Unternehmen verlassen. Bitte wenden Sie sich an "
                "jonas.feld@kunde.example.",
            ),
            "Jonas Feld",
            "jonas.feld@kunde.example",
        ),
        (
            plain(
                "Réponse automatique : pompes",
                "Mia Test a quitté la société. Merci de contacter Luc Morel "
                "(luc.morel@kunde.example).",
            ),
            "Luc Morel",
            "luc.morel@kunde.example",
        ),
        (
            plain(
                "Respuesta automática: bombas",
                "Mia Test ya no trabaja en la empresa. Contacte con Ana Ruiz, ana@kunde.example.",
            ),
            "Ana Ruiz",
            "ana@kunde.example",
        ),
        (plain("Automatic reply: new address", MOVED), "Mia Test", "mia.test@neufirma.example"),
        (
            plain(
                "Automatische Antwort: Pumpen",
                "Meine neue E-Mail-Adresse lautet mia.test@neufirma.example. Dieses Postfach wird "
                "nicht mehr gelesen.",
            ),
            "Mia Test",
            "mia.test@neufirma.example",
        ),
        (
            plain("Réponse automatique", "Ma nouvelle adresse : mia.test@neufirma.example", AUTO),
            "Mia Test",
            "mia.test@neufirma.example",
        ),
    ]:
        with rolled_back():
            reply = received(workspace, raw)

            assert (reply.intent, reply.action) == ("referral_specific_contacts", "propose_contact")
            assert reply.back_on is None
            proposed = ProposedContact.objects.get(reply=reply)
            assert (f"{proposed.first_name} {proposed.last_name}", proposed.email) == (name, email)


def test_a_change_that_is_not_certain_is_for_a_person(
    workspace: Workspace, contact: Contact
) -> None:
    for raw in [
        plain("Automatic reply: pumps", "Mia Test has left the company.", AUTO),
        plain("Auto", "Mój nowy adres e-mail: mia.test@neufirma.example.", AUTO),
        plain("Re: pumps", "By the way, my new email address is mia.test@neufirma.example."),
    ]:
        with rolled_back():
            assert received(workspace, raw).state in {"review", "proposed"}


SMIME = (  # Outlook and Apple Mail
    f"{HEAD}Subject: Re: Offer\r\n"
    'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\n'
    "Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CAMIA=\r\n"
)
PGP = "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA1rb8\r\n=aBcD\r\n-----END PGP MESSAGE-----\r\n"


def part(kind: str, content: str, *headers: str) -> str:
    lines = "".join(f"{header}\r\n" for header in headers)
    return f"--b\r\nContent-Type: {kind}\r\n{lines}\r\n{content}\r\n"


def mixed(kind: str, *parts: str) -> str:
    return (
        f"{HEAD}Subject: Re: Offer\r\nContent-Type: {kind}; boundary=b\r\n\r\n"
        f"{''.join(parts)}--b--\r\n"
    )


def test_what_is_encrypted_is_for_a_person(workspace: Workspace, contact: Contact) -> None:
    for raw in [
        SMIME,
        mixed(  # PGP/MIME
            'multipart/encrypted; protocol="application/pgp-encrypted"',
            part("application/pgp-encrypted", "Version: 1"),
            part("application/octet-stream", PGP, 'Content-Disposition: inline; filename="a.asc"'),
        ),
        mixed(  # A gateway packed it.
            "multipart/mixed",
            part("text/plain", ""),
            part("application/x-pkcs7-mime", "MIAG", "Content-Transfer-Encoding: base64"),
        ),
        plain("Re: Offer", PGP),
        plain("Re: Offer", f"{PGP}\r\n-- \r\nHenrik Sand\r\n"),
    ]:
        with rolled_back():
            reply = received(workspace, raw)

            assert (reply.intent, reply.state) == ("", "review")
            assert {"may be an answer": "encrypted"}.items() <= {
                one["because"]: one["text"] for one in reply.why
            }.items()


def test_a_file_without_a_text_is_for_a_person(workspace: Workspace, contact: Contact) -> None:
    pdf = part("application/pdf", "JVBERi0=", 'Content-Disposition: attachment; filename="a.pdf"')

    reply = received(workspace, mixed("multipart/mixed", part("text/plain", ""), pdf))

    assert (reply.intent, reply.state) == ("other_intents", "review")
    assert reply.why[0]["text"] == "application/pdf"


def test_a_logo_or_a_signature_says_nothing(workspace: Workspace, contact: Contact) -> None:
    logo = part("image/png", "iVBO", "Content-ID: <logo>", "Content-Disposition: inline")
    sign = part("application/pkcs7-signature", "MIAG", "Content-Disposition: attachment")

    reply = received(workspace, mixed("multipart/mixed", part("text/plain", ""), logo, sign))

    assert (reply.intent, reply.state) == ("empty_body", "none")
