"""A workspace of a million companies for `scale`: made from real texts, put in by COPY.

Each vector is that of one real company with a part of another one's and some noise, so groups and
directions are those of real companies; so are topics. Facts are drawn.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from classifiers.companies.company_rows import record_from_row
from classifiers.companies.company_text import company_text
from classifiers.companies.datasets import read_rows
from classifiers.companies.embeddings.encoder import CompanyEncoder
from leadqual.companies import readings
from leadqual.companies.models import N_TOPICS, CompanyReading, CompanyVector
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder
from recommender.ranking.factors import unit_rows
from recommender.ranking.word_topics import WordTopics

N_TEXTS = 3_000
_CHUNK = 20_000
_COMPANIES = """
    INSERT INTO leads_company ({columns})
    SELECT {values} FROM leads_company t, generate_series(%(first)s, %(last)s) n
     WHERE t.id = %(template)s
"""
# Of a template every field is kept that is not drawn here from the number of the company.
_DRAWN = {
    "id": "n",
    "name": "'Company ' || n",
    "name_key": "'company ' || n",
    "domain": "'company-' || n || '.example'",
    "industry": "'Industry ' || (hashint4(n) & 127) %% 90",
    "employees": "nullif(exp((hashint4(n + 1) & 1023) / 115.0)::int, 1)",
    "founded": "1950 + (hashint4(n + 2) & 1023) %% 75",
    "country": "(ARRAY['Germany','France','Spain','Italy',''])[1 + (hashint4(n + 3) & 1023) %% 5]",
    "city": "'City ' || (hashint4(n + 4) & 1023) %% 400",
    "technologies": "ARRAY['tool ' || (hashint4(n + 5) & 63), 'tool ' || (hashint4(n + 6) & 63)]",
    "business_model": "(ARRAY['b2b','b2c','both','public'])[1 + (hashint4(n + 7) & 1023) %% 4]",
}


@dataclass(frozen=True, slots=True)
class Base:
    """Real companies that the others are made from."""

    vectors: NDArray[np.float32]
    topics: NDArray[np.float32]


def base_of(folder: Path) -> Base:
    """Read real companies and embed them."""
    rows = [row for row in read_rows(folder / "pool.jsonl.gz") if row.get("description")]
    texts = [company_text(record_from_row(row)) for row in rows[:N_TEXTS]]
    topics = WordTopics().fit_transform(texts)
    wide = np.zeros((len(texts), N_TOPICS), dtype=np.float32)
    wide[:, : topics.shape[1]] = topics
    return Base(CompanyEncoder().encode(texts), wide)


def fill(
    workspace_id: int, base: Base, n: int, *, raw: Path, progress: Callable[[str], None]
) -> int:
    """Put `n` companies with vectors and readings into the tables; returns the first key.

    The vectors are written to the file `raw` as well, as halves, for the peers.

    The index of pgvector is dropped: `build_hnsw` makes it in one go.
    """
    template = Company.objects.create(workspace_id=workspace_id, name="Template", name_key="t")
    first = template.pk + 1
    last = first + n - 1
    names = [str(field.column) for field in Company._meta.concrete_fields]
    values = ", ".join(_DRAWN.get(name, f"t.{name}") for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            _COMPANIES.format(columns=", ".join(names), values=values),
            {"first": first, "last": last, "template": template.pk},
        )
        progress(f"{n:,} companies")
        cursor.execute("SELECT setval(pg_get_serial_sequence('leads_company', 'id'), %s)", [last])
    template.delete()
    revision = readings.next_revision()
    rows = _rows(base, n, raw)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX company_vector_hnsw")
    _copy(rows, first=first, workspace_id=workspace_id, revision=revision)
    progress("vectors")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return first


def _rows(
    base: Base, n: int, raw: Path
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    rng = np.random.default_rng(0)
    centre = base.vectors.mean(axis=0)
    middle = unit_rows(base.vectors - centre)
    n_dimensions = base.vectors.shape[1]
    kept = np.lib.format.open_memmap(raw, "w+", np.float16, (n, n_dimensions))
    for start in range(0, n, _CHUNK):
        size = min(_CHUNK, n - start)
        one, other = rng.integers(len(middle), size=(2, size))
        share = rng.uniform(0.3, 0.9, (size, 1)).astype(np.float32)
        noise = unit_rows(rng.standard_normal((size, n_dimensions)).astype(np.float32))
        apart = unit_rows(middle[one] + share * middle[other] + np.float32(0.3) * noise)
        vectors_here = unit_rows(centre + np.float32(0.9) * apart)
        kept[start : start + size] = vectors_here
        yield (
            vectors_here,
            unit_rows(base.topics[one] + share * base.topics[other]),
        )


def _halves(n_dimensions: int) -> list[tuple[str, str | tuple[str, int]]]:
    """Return the fields of a halfvec in the binary format of COPY."""
    return [("length", ">i4"), ("head", ">i2", 2), ("values", ">f2", n_dimensions)]  # type: ignore[list-item]


def _copy(
    rows: Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]],
    *,
    first: int,
    workspace_id: int,
    revision: int,
) -> None:
    """Write vectors and readings in the binary format of COPY, thousands of rows at once."""
    encoder = load_encoder().version.encode()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (extract(epoch FROM max(updated_at)) * 1000000)::bigint FROM leads_company"
        )
        # Postgres counts microseconds from the year 2000 on.
        read_at = cursor.fetchone()[0] - 946_684_800_000_000
    start = first
    for text, topics in rows:
        keys = np.arange(start, start + len(text))
        start += len(text)
        shared = {"workspace_id": workspace_id, "company_id": keys, "encoder": encoder}
        _copy_block(
            CompanyVector,
            shared | {"text_hash": b"0" * 64, "vector": text, "created_at": read_at},
            len(keys),
        )
        _copy_block(
            CompanyReading,
            shared | {"company_updated_at": read_at, "revision": revision, "topics": topics},
            len(keys),
        )


def _copy_block(model: type, values: dict[str, object], n: int) -> None:
    fields: list[tuple[str, object]] = [("n_fields", ">i2")]
    for name, value in values.items():
        if isinstance(value, bytes):
            fields.append((name, [("length", ">i4"), ("value", f"S{len(value)}")]))
        elif isinstance(value, np.ndarray) and value.ndim == 2:  # vectors
            fields.append((name, _halves(value.shape[1])))
        else:
            fields.append((name, [("length", ">i4"), ("value", ">i8")]))
    block = np.zeros(n, dtype=np.dtype(fields))
    block["n_fields"] = len(values)
    for name, value in values.items():
        part = block[name]
        part["length"] = part.dtype.itemsize - 4
        if "values" in (part.dtype.names or ()):
            part["head"] = (value.shape[1], 0)  # type: ignore[attr-defined]
            part["values"] = value
        else:
            part["value"] = value
    columns = ", ".join(values)
    head = b"PGCOPY\n\xff\r\n\0" + bytes(8)
    with (
        connection.cursor() as cursor,
        cursor.copy(
            f"COPY {model._meta.db_table} ({columns}) FROM STDIN (FORMAT BINARY)"  # type: ignore[attr-defined]
        ) as copy,
    ):
        copy.write(head)
        copy.write(block.tobytes())
        copy.write(b"\xff\xff")
