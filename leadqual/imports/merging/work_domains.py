"""Companies without a domain get that of the work emails of their people in a file."""

from collections import Counter
from collections.abc import Mapping

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from leadqual.imports.import_locks import lock_workspace
from leadqual.imports.merging.companies import fill_empty
from leadqual.imports.merging.merge_rules import MergeRules
from leadqual.imports.models import ImportBatch, ImportChange
from leadqual.leads.company_identity import matches_domain
from leadqual.leads.websites import domain_of_address, read_website

_MAX_HOSTS = 20
"""Of one company; its people at more hosts do not agree."""

_MIN_AGREEING = 2
"""People whose domain says nothing of the name of their company."""

_HOSTS_QUERY = """
    SELECT company.id, company.name, company.website, host, count(*) FROM (
        SELECT DISTINCT record_id FROM imports_importrow
        WHERE batch_id = %s AND outcome IN ('created', 'updated', 'unchanged')
    ) row JOIN leads_contact person ON person.id = row.record_id AND person.workspace_id = %s
    JOIN leads_company company ON company.id = person.company_id AND company.domain IS NULL
    CROSS JOIN lower(split_part(person.email, '@', 2)) AS host WHERE host <> ''
    GROUP BY company.id, host"""
_TAKEN_DOMAINS_QUERY = """
    SELECT domain FROM leads_company
    WHERE workspace_id = %(workspace)s AND domain = ANY(%(domains)s)
    UNION SELECT domain FROM leads_mergedrecord
    WHERE workspace_id = %(workspace)s AND domain = ANY(%(domains)s)"""


def fill_domains(batch: ImportBatch, rules: MergeRules) -> None:
    """Fill the domains of companies that people of a finished import work at; undo empties them.

    All people of the file at a company must agree; mailboxes for anybody do not count. A domain
    that several companies would get, or that another one has, is nobody's. Where it does not fit
    the name of the company, two people must have it.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            lock_workspace(batch.workspace_id)
            domains = _free_domains(cursor, batch.workspace_id, _agreed_domains(cursor, batch))
            fill_empty(cursor, {key: {"domain": domain} for key, domain in domains.items()}, rules)
    except IntegrityError:  # Somebody just gave one of them to another company.
        return


def count_filled_domains(batch: ImportBatch) -> int:
    """Count the companies that got the domain of work emails."""
    if batch.kind != ImportBatch.Kind.CONTACTS:
        return 0
    changes = batch.changes.filter(kind=ImportChange.Kind.COMPANIES, after__has_key="domain")
    return changes.count()


def _agreed_domains(cursor: CursorWrapper, batch: ImportBatch) -> dict[int, str]:
    """Return company → the only domain that its people have."""
    cursor.execute(_HOSTS_QUERY, [batch.pk, batch.workspace_id])
    companies: dict[int, tuple[str, str]] = {}
    found: dict[int, Counter[str]] = {}
    for key, name, website, host, n_people in cursor:
        companies[key] = name, website
        if (domain := domain_of_address(f"@{host}")) and len(found.get(key, ())) < _MAX_HOSTS:
            found.setdefault(key, Counter())[domain] += n_people
    return {
        key: domain
        for key, ((domain, n_people), *others) in (
            (key, domains.most_common()) for key, domains in found.items()
        )
        if not others and _is_plausible(*companies[key], domain, n_people)
    }


def _is_plausible(name: str, website: str, domain: str, n_people: int) -> bool:
    site = read_website(website) if website else None
    if site and site.domain and site.domain != domain:
        return False
    return n_people >= _MIN_AGREEING or matches_domain(name, domain)


def _free_domains(
    cursor: CursorWrapper, workspace_id: int, domains: Mapping[int, str]
) -> dict[int, str]:
    """Leave out domains of several companies, and those that another one has or had."""
    cursor.execute(
        _TAKEN_DOMAINS_QUERY, {"workspace": workspace_id, "domains": list(set(domains.values()))}
    )
    taken = {domain for (domain,) in cursor}
    shared = {domain for domain, n in Counter(domains.values()).items() if n > 1}
    return {key: domain for key, domain in domains.items() if domain not in taken | shared}
