"""Jobs on contacts and titles."""

from celery import shared_task

from leadqual.core.jobs import Job
from leadqual.core.locks import hold_once
from leadqual.leads.do_not_contact import repair
from leadqual.leads.record_sums import merge_sums
from leadqual.search.exports import file_jobs
from leadqual.search.index import index_file_job
from leadqual.search.watches import run_all_watches, send_digests


@shared_task(name=Job.KEEP_FACETS)
def keep_facets() -> None:
    """Build the facet index files that are missing or out of date."""
    index_file_job.keep_facets()


@shared_task(name=Job.FOLD_TITLE_SUMS)
def fold_title_sums() -> None:
    """Merge the many rows that hold sums over titles and records into one."""
    merge_sums()


@shared_task(name=Job.REPAIR_DO_NOT_CONTACT)
def repair_do_not_contact() -> None:
    """Repair flags of contacts that differ from the entries, and report how many did."""
    repair.repair_all()


@shared_task(name=Job.WATCH_SEARCHES, expires=300)
def watch_searches() -> None:
    """Run the views that are watched, and report new matches."""
    run_all_watches()


@shared_task(name=Job.SEND_MATCH_DIGESTS)
def send_match_digests() -> None:
    """Email new matches of watched views to the people who watch them."""
    send_digests()


@shared_task(name=Job.WRITE_EXPORTS)
def write_exports() -> None:
    """Write the files of waiting exports, and delete expired exports."""
    with hold_once("leads.write_exports") as is_ours:
        if is_ours:
            file_jobs.delete_expired()
            file_jobs.write_waiting()
