"""A reply as the sentence model reads it."""

from dataclasses import dataclass

from classifiers.replies.cleaning.clean import Cleaned
from classifiers.replies.rules.glosses import ENGLISH, Gloss, gloss

MAX_WRITTEN_CHARACTERS = 1_200
"""Characters of the written part; the sentence model reads no more tokens anyway."""


@dataclass(frozen=True, slots=True)
class EncoderInput:
    """A reply as the sentence model reads it.

    Args:
        gloss: of the written part; None for English.
    """

    text: str
    gloss: Gloss | None

    @property
    def language(self) -> str:
        return ENGLISH if self.gloss is None else self.gloss.language


def read(cleaned: Cleaned) -> EncoderInput:
    """Return what is read: what was written, never what it quotes."""
    written = (cleaned.written or cleaned.signature or cleaned.disclaimer)[:MAX_WRITTEN_CHARACTERS]
    translation = gloss(written)
    return EncoderInput(translation.text if translation else written, translation)
