"""Reject import rows about people who were erased on request."""

from dataclasses import replace

from django.db import transaction

from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.imports.validation.validated_rows import ContactValues, ValidatedRows
from leadqual.imports.validation.values import Rejection
from leadqual.leads.erased_keys import ERASED, ErasedKeys
from leadqual.leads.erased_people import Identity


def without_erased(
    checked: ValidatedRows[ContactValues], erased: ErasedKeys
) -> ValidatedRows[ContactValues]:
    """Reject the rows of erased people without storing any of their values.

    Args:
        checked: rows of people.
        erased: of the workspace; without any, this costs nothing.
    """
    if not erased.digests:
        return checked
    rows = (*checked.good, *checked.rejected_opt_outs)
    excluded = {number for number, row in rows if erased.has(_identity_of(row))}
    if not excluded:
        return checked
    stops = [pair for pair in checked.rejected_opt_outs if pair[0] not in excluded]
    checked = replace(checked, rejected_opt_outs=stops)
    excluded &= {number for number, _ in checked.good}
    return replace(
        checked,
        good=[pair for pair in checked.good if pair[0] not in excluded],
        rejected=[
            *checked.rejected,
            *((number, Rejection("", "", ERASED)) for number in sorted(excluded)),
        ],
        cells=[cell for cell in checked.cells if cell[0] not in excluded],
        stops=checked.stops - excluded,
    )


def forget_upload(batch: ImportBatch) -> None:
    """Delete the file of a finished import if it contains an erased person.

    Sample values of its columns go, too; the rows that are in stay and can be undone.
    """
    rows = batch.rows.filter(outcome=ImportRow.Outcome.REJECTED, reason=ERASED)
    if not rows.exists():
        return
    name, storage = str(batch.file.name), batch.file.storage
    columns = [{**column, "values": []} for column in batch.columns]
    ImportBatch.objects.filter(pk=batch.pk).update(
        file=f"imports/erased-{batch.pk}", columns=columns
    )
    transaction.on_commit(lambda: storage.delete(name))


def _identity_of(row: ContactValues) -> Identity:
    return Identity(
        emails=(row.email,),
        linkedin_urls=(row.linkedin_url,),
        external_ids=(row.external_id,),
        phones=(row.phone,),
        last_names=(row.last_name,),
    )
