"""Jobs on contacts and titles."""

from celery import shared_task

from leadqual.core.jobs import Job
from leadqual.core.locks import only_here
from leadqual.leads.do_not_contact import contact_keys
from leadqual.leads.record_sums import fold_sums
from leadqual.search.exports import file_jobs
from leadqual.search.index import open_indexes
from leadqual.search.saved import look_at_all, send_digests


@shared_task(name=Job.KEEP_FACETS)
def keep_facets() -> None:
    """Make the files of facet indexes that are missing or behind."""
    open_indexes.keep_facets()


@shared_task(name=Job.FOLD_TITLE_SUMS)
def fold_title_sums() -> None:
    """Make one row of the many that hold the sums over titles and records."""
    fold_sums()


@shared_task(name=Job.REPAIR_DO_NOT_CONTACT)
def repair_do_not_contact() -> None:
    """Repair flags of contacts that differ from the entries, and report how many did."""
    contact_keys.repair_all()


@shared_task(name=Job.WATCH_SEARCHES, expires=300)
def watch_searches() -> None:
    """Ask the saved searches that are watched, and report what is new."""
    look_at_all()


@shared_task(name=Job.SEND_MATCH_DIGESTS)
def send_match_digests() -> None:
    """Email new matches of watched searches to who watches them."""
    send_digests()


@shared_task(name=Job.WRITE_EXPORTS)
def write_exports() -> None:
    """Write the files of exports that wait, and delete those whose time is over."""
    with only_here("leads.write_exports") as is_ours:
        if is_ours:
            file_jobs.delete_expired()
            file_jobs.write_waiting()
