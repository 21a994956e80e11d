"""What `leadqual companies` adds to the rows of files: business models, or vectors."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from leadqual.cli.files.input_files import Columns, Row

if TYPE_CHECKING:
    from classifiers.companies.business_model.classifier import BusinessModelClassifier
    from classifiers.companies.business_model.costs import Table as Costs
    from classifiers.companies.embeddings.encoder import CompanyEncoder

CLASSIFY_COLUMNS = {"business_model": str, "probability": float, "why": str}
DECIMALS = 6


class BusinessModelWork:
    """Adds business model, probability and why.

    Args:
        costs: of confusions; None answers with the likeliest.
    """

    require: Sequence[str] = ()
    columns: Columns = CLASSIFY_COLUMNS

    def __init__(
        self,
        classifier: "BusinessModelClassifier",
        encoder: "CompanyEncoder",
        costs: "Costs | None",
    ) -> None:
        self._classifier = classifier
        self._encoder = encoder
        self._costs = costs

    def rows(self, chunks: Iterable[list[Row]], names: Mapping[str, str]) -> Iterator[list[Row]]:
        """Yield the rows of each chunk with what is added."""
        from classifiers.companies.business_model.costs import decided
        from classifiers.companies.records import record_from_row

        for rows in chunks:
            records = [record_from_row(row) for row in rows]
            found = self._classifier.read(records, encoder=self._encoder)
            if self._costs is not None:
                found = decided(found, self._costs)
            yield [
                row
                | {
                    names["business_model"]: prediction.business_model,
                    names["probability"]: round(prediction.probability, DECIMALS),
                    names["why"]: "; ".join(f"{e.because}: {e.text}" for e in prediction.why),
                }
                for row, prediction in zip(rows, found, strict=True)
            ]


@dataclass(frozen=True, slots=True, eq=False)
class BusinessModelTask:
    """Business models of companies.

    Args:
        model: folder of the model; None for the one that comes with the product.
        costs: of confusions; None answers with the likeliest.
    """

    model: Path | None = None
    costs: "Costs | None" = None

    def settings(self) -> list[object]:
        """Return what tells this work from other work."""
        costs = None if self.costs is None else self.costs.tolist()
        return ["business models", str(self.model), costs]

    def state(self) -> list[object]:
        from classifiers.companies.business_model.classifier import BusinessModelClassifier
        from classifiers.companies.embeddings.encoder import CompanyEncoder

        return [BusinessModelClassifier.load(self.model).version, CompanyEncoder().version]

    @contextmanager
    def begin(self, *, processes: int) -> Iterator[BusinessModelWork]:  # threads share it
        """Load the model; the encoder is loaded at the first text."""
        from classifiers.companies.business_model.classifier import BusinessModelClassifier
        from classifiers.companies.embeddings.encoder import CompanyEncoder

        classifier = BusinessModelClassifier.load(self.model)
        yield BusinessModelWork(classifier, CompanyEncoder(), self.costs)


class EmbeddingWork:
    """Adds vectors."""

    require: Sequence[str] = ()

    def __init__(self, encoder: "CompanyEncoder") -> None:
        import pyarrow as pa

        self.columns: Columns = {"vector": pa.list_(pa.float32()), "encoder": str}
        self._encoder = encoder

    def rows(self, chunks: Iterable[list[Row]], names: Mapping[str, str]) -> Iterator[list[Row]]:
        """Yield the rows of each chunk with vector and name of the encoder."""
        from classifiers.companies.company_text import company_text
        from classifiers.companies.records import record_from_row

        version = self._encoder.version
        for rows in chunks:
            texts = [company_text(record_from_row(row)) for row in rows]
            vectors = self._encoder.encode(texts).astype("float64").round(DECIMALS).tolist()
            yield [
                row | {names["vector"]: vector, names["encoder"]: version}
                for row, vector in zip(rows, vectors, strict=True)
            ]


@dataclass(frozen=True, slots=True)
class EmbeddingTask:
    """Vectors of companies."""

    def settings(self) -> list[object]:
        """Return what tells this work from other work."""
        return ["vectors", DECIMALS]

    def state(self) -> list[object]:
        from classifiers.companies.embeddings.encoder import CompanyEncoder

        return [CompanyEncoder().version]

    @contextmanager
    def begin(self, *, processes: int) -> Iterator[EmbeddingWork]:  # threads share it
        """Make the encoder ready, which is loaded at the first text."""
        from classifiers.companies.embeddings.encoder import CompanyEncoder

        yield EmbeddingWork(CompanyEncoder())
