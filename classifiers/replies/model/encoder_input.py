"""What the sentence model is shown of a reply."""

from dataclasses import dataclass

from classifiers.replies.cleaning.clean import Cleaned
from classifiers.replies.model.glosses import Gloss, gloss

LONGEST_WRITTEN = 1_200
"""Characters of the written part; the sentence model reads no more tokens anyway."""
BARE = 6
"""A reply of at most so many words is read together with the end of what it answers."""
LONGEST_QUOTED = 240


@dataclass(frozen=True, slots=True)
class EncoderInput:
    """A reply as the sentence model reads it.

    Args:
        text: in English words as far as they are known.
        gloss: of the written part; None for English.
    """

    text: str
    gloss: Gloss | None

    @property
    def is_english(self) -> bool:
        """Whether the words are the writer's own."""
        return self.gloss is None


def read(cleaned: Cleaned) -> EncoderInput:
    """Return what is read; a bare answer with the end of what it answers."""
    written = (cleaned.written or cleaned.signature or cleaned.disclaimer)[:LONGEST_WRITTEN]
    glossed = gloss(written)
    text = glossed.text if glossed else written
    if cleaned.quoted and len(written.split()) <= BARE:
        asked = " ".join(cleaned.quoted.replace(">", " ").split())[-LONGEST_QUOTED:]
        glossed_question = gloss(asked)
        text = f"{text} | {glossed_question.text if glossed_question else asked}"
    return EncoderInput(text, glossed)
