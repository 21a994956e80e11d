"""The interface of sources."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from leadqual.enrichment.models import EnrichmentResult
from leadqual.leads.records.record_values import Record

Outcome = EnrichmentResult.Outcome
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source found for one record.

    Args:
        values: field → value, as `fill_records` takes it.
        evidence: field → the page or words that its value was read from.
        detail: one line for the log.
        retry_after: try again after this many seconds, if attempts are left; None if it is final.
        n_input_tokens, n_output_tokens: used by a language model.
    """

    outcome: Outcome
    values: Mapping[str, object] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    detail: str = ""
    retry_after: int | None = None
    n_input_tokens: int = 0
    n_output_tokens: int = 0


class Source(Protocol):
    """Finds values of records.

    Attributes:
        max_at_once: records asked about at the same time, in threads, where `ask` makes no query;
            with 1 it runs in the thread of the job and may.
        max_attempts: for one record.
    """

    max_at_once: int
    max_attempts: int

    def ask(self, record: Record, key: int) -> Answer:
        """Return what was found for a record.

        Args:
            record: with all that the source reads.
            key: of the result; the same at each attempt.

        Raises:
            SourceUnusableError: no record can be filled.
        """
        ...


def plain_text(text: str, max_length: int) -> str:
    """Return text without control characters, cut at the end of a sentence where there is one."""
    clean = _CONTROL_CHARACTERS.sub(" ", text).strip()
    if len(clean) <= max_length:
        return clean
    cut = clean[:max_length]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", "\n", "。"))
    return cut[: end + 1].strip() if end > max_length // 2 else f"{cut.rpartition(' ')[0]}…"
