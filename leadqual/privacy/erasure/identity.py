"""Resolve identifiers to all identifiers of the same person."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Coalesce

from classifiers.replies.cleaning.clean import clean
from leadqual.accounts.models import Workspace
from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.imports.models import ImportBatch, ImportChange, ImportRow
from leadqual.labeling.models.predictions import ShownPrediction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.prediction_log import key_of, text_hash
from leadqual.leads.do_not_contact.contact_keys import (
    aliases_are_same,
    email_base,
    email_keys,
    linkedin_key,
    normalize_email,
    phone_key,
    phone_keys,
)
from leadqual.leads.do_not_contact.host_keys import fold
from leadqual.leads.erased_people import normalize_name
from leadqual.leads.models import Contact, DeletedRecord, DoNotContact, MergedRecord
from leadqual.privacy.erasure.do_not_contact import phones_of_others, split_entries
from leadqual.privacy.erasure.former_keys import (
    KEYS,
    Former,
    exclude_taken,
    former_keys_in,
    former_keys_of,
    holders,
    last_holders,
    unshared_former_keys,
)
from leadqual.privacy.erasure.person import Identifiers, Person
from leadqual.replies.models import ProposedContact, Reply

Name = tuple[str, str]
_NO_NAME: Name = ("", "")

_MAX_ROUNDS = 3
_MIN_LINE_LENGTH = 25
_MIN_NAME_LENGTH = 3


def find_namesakes(
    workspace: Workspace,
    *,
    contact_ids: Collection[int],
    keys: Former,
    phones: Collection[str],
    names: Collection[Name],
) -> list[Contact]:
    """Return the other contacts that are the same person by a key and the name.

    An address was given to somebody else by mistake, or passed on: the key alone is not enough.
    People share switchboards: besides a phone number, first and last name must be the same.

    Args:
        workspace: whose contacts.
        contact_ids: contacts of the person.
        keys: column of `KEYS` → values of the person.
        phones: of the person.
        names: of the person, former ones as well.
    """
    former = former_keys_of(workspace, contact_ids)
    known = {column: {*keys.get(column, ()), *former.get(column, ())} for column in KEYS}
    wanted = Q(pk__in=list(holders(workspace, known)))
    for column in KEYS:
        wanted |= Q(**{f"{column}__in": known[column]})
    others = Contact.objects.filter(workspace=workspace).exclude(pk__in=contact_ids)
    by_key = others.filter(wanted)
    same = [
        one for one in by_key if any(_is_same(_name_of(one), name) for name in names or [_NO_NAME])
    ]
    return [
        *same,
        *_filter_by_phone(others.exclude(pk__in=[one.pk for one in same]), phones, names),
    ]


def _filter_by_phone(
    others: QuerySet[Contact], phones: Collection[str], names: Collection[Name]
) -> Iterator[Contact]:
    known = {key for phone in phones for key in phone_keys(phone)}
    named = Q(pk=None)
    for first, last in names:
        if first and last:
            named |= Q(first_name__iexact=first, last_name__iexact=last)
    for one in others.filter(named).exclude(phone="") if known else ():
        if known.intersection(phone_keys(one.phone)):
            yield one


def _name_of(contact: Contact) -> Name:
    return contact.first_name, contact.last_name


def _is_same(one: Name, other: Name) -> bool:
    """Return whether two names may be one; a name that is missing contradicts none."""
    first, last = map(normalize_name, one)
    other_first, other_last = map(normalize_name, other)
    whole, other_whole = first + last, other_first + other_last
    if whole in ("", other_whole, other_last + other_first) or not other_whole:
        return True
    if not (first and last and other_first and other_last):  # One name alone.
        return whole in (other_first, other_last) or other_whole in (first, last)
    short, long = sorted((first, other_first), key=len)
    return last == other_last and len(short) == 1 and long.startswith(short)


@dataclass(slots=True)
class _Findings:
    """What is known so far."""

    emails: set[str] = field(default_factory=set)
    linkedin_urls: set[str] = field(default_factory=set)
    external_ids: set[str] = field(default_factory=set)
    known_ids: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    names: set[tuple[str, str]] = field(default_factory=set)
    contact_ids: set[int] = field(default_factory=set)


def identify(workspace: Workspace, identifiers: Identifiers) -> Person:
    """Find all identifiers of a person, and the rows about them.

    A contact that is found gives its other identifiers, also those that it had before, which may
    find another contact of the same person. A phone number that a contact has finds another one
    only under the same first and last name: people share switchboards.

    Raises:
        LeadqualError: none is given, or it cannot be read.
    """
    found = _search_given(workspace, identifiers)
    for _ in range(_MAX_ROUNDS):
        before = len(found.contact_ids)
        _add_contacts(workspace, found)
        if len(found.contact_ids) == before:
            break
    _add_second_addresses(workspace, found)
    deleted_ids = _read_deleted(workspace, found)
    _add_contacts(workspace, found)
    return _person(workspace, found, deleted_ids)


def _search_given(workspace: Workspace, given: Identifiers) -> _Findings:
    if not given:
        raise LeadqualError(
            "Enter an email, an external ID, a LinkedIn URL or a phone number.",
            WrongValue("", allowed=("email", "linkedin_url", "external_id", "phone", "contact_id")),
            code="no_identifier",
            status=422,
        )
    found = _Findings()
    if given.email:
        found.emails.update(email_keys(given.email))
    if given.linkedin_url:
        found.linkedin_urls.add(linkedin_key(given.linkedin_url) or given.linkedin_url.strip())
    if given.external_id:
        found.external_ids.add(given.external_id.strip())
    contacts = Contact.objects.filter(workspace=workspace)
    if given.contact_id is not None:
        found.contact_ids.update(contacts.filter(pk=given.contact_id).values_list("pk", flat=True))
    if given.phone:
        key = phone_key(given.phone)
        if not key:
            raise LeadqualError(
                "This phone number is too short to identify a person.",
                WrongValue("phone", given.phone),
                code="no_identifier",
                status=422,
            )
        found.phones.add(given.phone.strip())
        last = r"[^0-9]*".join(key)
        some = contacts.filter(phone__iregex=last).values_list("pk", "phone")
        found.contact_ids.update(pk for pk, phone in some if key in phone_keys(phone))
    _read_contacts(contacts.filter(pk__in=found.contact_ids), found)
    return found


def _add_contacts(workspace: Workspace, found: _Findings) -> None:
    wanted = Q(pk__in=found.contact_ids) | Q(external_id__in=found.external_ids)
    wanted |= Q(linkedin_url__in=found.linkedin_urls) | _has_email("email", found.emails)
    known = dict(zip(KEYS, (found.emails, found.linkedin_urls, found.external_ids), strict=True))
    wanted |= Q(pk__in=list(last_holders(workspace, known)))
    _read_contacts(Contact.objects.filter(wanted, workspace=workspace), found)
    same = find_namesakes(
        workspace,
        contact_ids=found.contact_ids,
        keys=known,
        phones=found.phones,
        names=found.names,
    )
    _read_contacts(same, found)
    _add_former(found, unshared_former_keys(workspace, found.contact_ids))


def _read_contacts(contacts: Iterable[Contact], found: _Findings) -> None:
    for contact in contacts:
        found.contact_ids.add(contact.pk)
        found.emails.update(email_keys(contact.email or ""))
        found.linkedin_urls.update(filter(None, [contact.linkedin_url]))
        found.external_ids.update(filter(None, [contact.external_id]))
        found.known_ids.update(filter(None, [contact.external_id]))
        found.phones.update(filter(None, [contact.phone]))
        if contact.first_name or contact.last_name:
            found.names.add((contact.first_name, contact.last_name))


def _add_former(found: _Findings, former: Former) -> None:
    """Add what the person had before; a former name counts in addition to the current one."""
    found.emails.update(form for one in former.get("email", ()) for form in email_keys(one))
    found.linkedin_urls |= former.get("linkedin_url", set())
    found.external_ids |= former.get("external_id", set())
    found.known_ids |= former.get("external_id", set())
    found.phones |= former.get("phone", set())
    for first, last in list(found.names):
        found.names |= {(first, one) for one in former.get("last_name", ())}
        found.names |= {(one, last) for one in former.get("first_name", ())}


def _has_email(column: str, emails: Iterable[str]) -> Q:
    """Match a column against all equivalent forms of an address."""
    wanted = Q(**{f"{column}__in": list(emails)})
    if aliases_are_same():
        for local, _, domain in {email_base(one).partition("@") for one in emails}:
            start, end = f"{column}__startswith", f"{column}__endswith"
            wanted |= Q(**{start: f"{local}+", end: f"@{domain}"})
    return wanted


def _add_second_addresses(workspace: Workspace, found: _Findings) -> None:
    """Add addresses from which the person answered in a thread of theirs, and their names.

    Somebody else may answer there, too: an address counts where a name of the person is in it.
    """
    names = [
        name.casefold() for pair in found.names for name in pair if len(name) >= _MIN_NAME_LENGTH
    ]
    replies = Reply.objects.filter(workspace=workspace, contact__in=found.contact_ids)
    theirs = replies.exclude(sender__in=found.emails).values_list("sender", flat=True)
    for sender in theirs.order_by().distinct():
        if any(name in sender.partition("@")[0] for name in names):
            found.emails.update(email_keys(sender))
    proposals = ProposedContact.objects.filter(
        _has_email("email", found.emails), reply__workspace=workspace
    )
    for first, last in proposals.values_list("first_name", "last_name"):
        if first or last:
            found.names.add((first, last))


def _read_deleted(workspace: Workspace, found: _Findings) -> list[int]:
    """Find deleted contacts and replies of the person, and what they say about who it is.

    A record that was merged into another one is the same person as that one.
    """
    merges = MergedRecord.objects.filter(workspace=workspace, kept_contact__isnull=False)
    merged_into = dict(merges.values_list("deletion_id", "kept_contact_id"))
    deleted = DeletedRecord.objects.filter(workspace=workspace).exclude(
        kind=DeletedRecord.Kind.COMPANY
    )
    ids: list[int] = []
    n_before = -1
    while n_before < len(ids):  # A record may lead to another one.
        n_before = len(ids)
        _read_deleted_once(workspace, found, deleted.exclude(pk__in=ids), merged_into, ids)
    return ids


def _read_deleted_once(
    workspace: Workspace,
    found: _Findings,
    deleted: QuerySet[DeletedRecord],
    merged_into: Mapping[int, int],
    ids: list[int],
) -> None:
    keys = {*found.emails, *found.linkedin_urls, *found.external_ids}
    there = Contact.objects.filter(workspace=workspace)
    held = there.filter(email__in=found.emails).exclude(pk__in=found.contact_ids)
    former_keys = keys.difference(held.values_list("email", flat=True))
    for record in deleted.iterator():
        first: dict[str, str] = next(
            (row["fields"] for row in record.rows if row["pk"] == record.record_id), {}
        )
        theirs = {first.get(name) for name in ("email", "linkedin_url", "external_id", "sender")}
        kept_id = merged_into.get(record.pk)
        former = former_keys_in(record.rows)
        is_former = any(former_keys & former.get(column, set()) for column in KEYS)
        if not theirs & keys and not is_former and kept_id not in found.contact_ids:
            continue
        ids.append(record.pk)
        if kept_id is not None:
            found.contact_ids.add(kept_id)
            found.emails.update(email_keys(first.get("email") or ""))
            found.external_ids.update(filter(None, [first.get("external_id")]))
        if record.kind == DeletedRecord.Kind.CONTACT:
            found.names.add((first.get("first_name", ""), first.get("last_name", "")))
            found.phones.update(filter(None, [first.get("phone")]))
            found.linkedin_urls.update(filter(None, [first.get("linkedin_url")]))
            found.emails.update(email_keys(first.get("email") or ""))
            found.external_ids.update(filter(None, [first.get("external_id")]))
            _add_former(found, exclude_taken(workspace, former, found.contact_ids))


def _person(workspace: Workspace, found: _Findings, deleted_ids: list[int]) -> Person:
    emails = sorted(found.emails)
    replies = list(
        Reply.objects.filter(
            _has_email("sender", emails) | Q(sender="", contact__in=found.contact_ids),
            workspace=workspace,
        )
        .order_by("pk")
        .only("pk", "thread", "message_id", "written", "text")
    )
    written = [*replies, *_deleted_replies(deleted_ids)]
    for reply in written:  # One that no model has read yet.
        reply.written = reply.written or clean(reply.text).written
    contact_ids = sorted(found.contact_ids)
    rows = ImportRow.objects.filter(
        batch__workspace=workspace, batch__kind=ImportBatch.Kind.CONTACTS, record_id__in=contact_ids
    )
    changes = ImportChange.objects.filter(
        batch__workspace=workspace, kind=ImportChange.Kind.CONTACTS, record_id__in=contact_ids
    )
    proposals = ProposedContact.objects.filter(
        _has_email("email", emails) | Q(contact__in=contact_ids), reply__workspace=workspace
    )
    texts = {one for reply in written for one in (reply.text, reply.written)}
    hashes = {text_hash("reply", one) for one in texts}
    suggested = Suggestion.objects.filter(
        workspace=workspace, kind=Suggestion.Kind.REPLY, key__in={key_of("reply", t) for t in texts}
    )
    own, shared = split_entries(
        workspace,
        entries_about(
            workspace,
            emails=found.emails,
            phones=found.phones,
            linkedin_urls=found.linkedin_urls,
            external_ids=found.external_ids,
            contact_ids=contact_ids,
            names=found.names,
        ),
        contact_ids=contact_ids,
        deleted_ids=deleted_ids,
    )
    shown = ShownPrediction.objects.filter(workspace=workspace, text_hash__in=hashes)
    person = Person(
        workspace_id=workspace.pk,
        emails=emails,
        linkedin_urls=sorted(found.linkedin_urls),
        external_ids=sorted(found.external_ids),
        known_ids=sorted(found.known_ids),
        phones=sorted(found.phones),
        names=sorted(found.names),
        contact_ids=contact_ids,
        reply_ids=[reply.pk for reply in replies],
        threads=sorted({reply.thread for reply in replies if reply.thread}),
        message_ids=[reply.message_id for reply in replies],
        lines=sorted({line for reply in written for line in lines_of(reply)}),
        proposal_ids=list(proposals.values_list("pk", flat=True)),
        do_not_contact_ids=own,
        shared_entry_ids=shared,
        import_row_ids=list(rows.values_list("pk", flat=True)),
        import_change_ids=list(changes.values_list("pk", flat=True)),
        prediction_ids=list(shown.values_list("pk", flat=True)),
        suggestion_ids=list(suggested.values_list("pk", flat=True)),
        deleted_ids=deleted_ids,
    )
    return replace(person, shared_phones=sorted(phones_of_others(workspace, person)))


def _deleted_replies(deleted_ids: list[int]) -> Iterator[Reply]:
    """Yield deleted replies of the person as they were, with what they said alone."""
    kind = DeletedRecord.Kind.REPLY
    for record in DeletedRecord.objects.filter(pk__in=deleted_ids, kind=kind):
        for row in record.rows:
            if row["pk"] == record.record_id and "text" in row["fields"]:
                yield Reply(text=row["fields"]["text"], written=row["fields"].get("written", ""))


def entries_about(
    workspace: Workspace,
    *,
    emails: Iterable[str],
    phones: Iterable[str],
    linkedin_urls: Iterable[str],
    external_ids: Iterable[str],
    contact_ids: Iterable[int],
    names: Collection[tuple[str, str]],
) -> list[int]:
    kinds = DoNotContact.Kind
    ends = {f":{fold(last).strip()}" for _, last in names} | {""}
    numbers = {f"{key}{end}" for phone in phones for key in phone_keys(phone) for end in ends}
    urls = {linkedin_key(url) for url in linkedin_urls} - {""}
    wanted = (
        (Q(kind__in=[kinds.EMAIL, kinds.ALIAS]) & _has_email("value", _lowercase(emails)))
        | Q(kind=kinds.LINKEDIN, key__in=[*urls, *linkedin_urls])
        | Q(kind=kinds.PHONE, key__in=numbers)
        | Q(kind=kinds.CONTACT, key__in=[str(key) for key in contact_ids])
    )
    wanted |= Q(kind=kinds.EXTERNAL_ID, key__in=[f"contact:{key}" for key in external_ids])
    entries = DoNotContact.objects.filter(workspace=workspace)
    found = entries.filter(wanted)
    root = Coalesce("derived_from", "pk", output_field=BigIntegerField())
    named = entries.filter(kind=kinds.NAME, derived_from__in=found.values(root=root))
    full = {" ".join(fold(f"{first} {last}").split()) for first, last in names}
    theirs = [pk for pk, key in named.values_list("pk", "key") if key.partition("\n")[2] in full]
    return [*found.values_list("pk", flat=True), *theirs]


def _lowercase(emails: Iterable[str]) -> list[str]:
    return [normalize_email(email) for email in emails]


def lines_of(reply: Reply) -> set[str]:
    """Return the longer lines of a reply, as they are found again where they are quoted."""
    lines = {" ".join(line.split()) for line in (reply.written or reply.text).splitlines()}
    return {line for line in lines if len(line) >= _MIN_LINE_LENGTH}
