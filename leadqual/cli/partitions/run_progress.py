"""The progress of a command over many files: rows, files and the time that is left."""

from collections.abc import Mapping, Sequence

from leadqual.cli.partitions.partition_files import Partition

PERCENT = 100


class RunProgress:
    """Counts rows and partitions, and estimates what remains by the bytes of the input.

    Args:
        written: name → row count of each partition that an earlier command wrote.
        now: seconds of a monotonic clock.
    """

    def __init__(
        self, partitions: Sequence[Partition], written: Mapping[str, int], *, now: float
    ) -> None:
        self._begun = now
        self._n_partitions = len(partitions)
        self._n_done = len(written)
        self._bytes = sum(partition.size for partition in partitions)
        self._bytes_before = sum(
            partition.size for partition in partitions if partition.name in written
        )
        self._bytes_done = self._bytes_before
        self._rows_before = self._rows = sum(written.values())
        self._percent = self._percent_done()

    def add(self, partition: Partition, rows: int, *, now: float) -> str:
        """Count a partition that is done; return a line where another percent is reached, or ""."""
        self._n_done += 1
        self._rows += rows
        self._bytes_done += partition.size
        percent = self._percent_done()
        if percent == self._percent and self._n_done < self._n_partitions:
            return ""
        self._percent = percent
        return self._line(max(now - self._begun, 1e-9))

    def _percent_done(self) -> int:
        return PERCENT * self._bytes_done // max(self._bytes, 1)

    def _line(self, seconds: float) -> str:
        rate = (self._rows - self._rows_before) / seconds
        here = self._bytes_done - self._bytes_before
        seconds_left = (self._bytes - self._bytes_done) * seconds / max(here, 1)
        return (
            f"{self._percent} %: {self._n_done:,} of {self._n_partitions:,} files, "
            f"{self._rows:,} rows, {rate:,.0f} rows per second, "
            f"about {_format_duration(seconds_left)} left"
        )


def _format_duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
