"""Corrections of titles, and which of them apply to close variants."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.dictionary import Entry
from classifiers.titles.text.misspelled_roles import shorter
from classifiers.titles.text.signature import Signatures, Spelling, alphabet_of, default_signatures


@dataclass(frozen=True, slots=True)
class StoredCorrection:
    """A person's correction of a title.

    Args:
        number: grows with time; of two corrections that a title may follow the later one counts.
        signature: of the title; "" where the correction is for this title alone.
        overruled: functions that the dictionary gave to the title; None where it did not know it.
    """

    number: int
    key: str
    signature: str
    entry: Entry
    overruled: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class CloseVariant:
    """A title without a correction of its own, close to one that was corrected.

    Args:
        level: slug of its own level; "" where it was not read yet.
        matched: functions that the dictionary gives to it; None where it does not know it.
    """

    key: str
    signature: str
    level: str = ""
    matched: frozenset[str] | None = None


def follows(correction: StoredCorrection, title: CloseVariant) -> bool:
    """Return whether a correction is propagated to a close variant of its title.

    What the dictionary knows of the variant is a second opinion: it follows only where the
    dictionary gave the same to both titles.
    """
    if title.key == correction.key:
        return False
    return title.matched is None or title.matched == correction.overruled


class CorrectionMemory:
    """All corrections of a workspace; answers for their titles and for the neighbors of these.

    Args:
        corrections: active ones, at most one for each key.
    """

    def __init__(
        self, corrections: Iterable[StoredCorrection], signatures: Signatures | None = None
    ) -> None:
        self._signatures = signatures or default_signatures()
        self._by_number = {correction.number: correction for correction in corrections}
        self.entries: dict[str, Entry] = {}
        self._neighbors: dict[str, tuple[StoredCorrection, ...]] = {}
        self._spelled: dict[str, tuple[tuple[str, StoredCorrection], ...]] = {}
        """Words that no list knows, with the correction whose signature holds them."""
        self._living: tuple[Taxonomy, CorrectionMemory] | None = None
        for correction in self._by_number.values():
            self._add(correction)

    def __len__(self) -> int:
        return len(self._by_number)

    @property
    def corrections(self) -> Collection[StoredCorrection]:
        """Return the active ones."""
        return self._by_number.values()

    def changed(
        self, *, added: Iterable[StoredCorrection], removed: Collection[int]
    ) -> "CorrectionMemory":
        """Return a memory with other corrections; this one stays: others may be reading it."""
        other = CorrectionMemory((), self._signatures)
        other._by_number = dict(self._by_number)
        other.entries = dict(self.entries)
        other._neighbors = dict(self._neighbors)
        other._spelled = dict(self._spelled)
        for number in removed:
            other._remove_titles(number)
        for correction in added:
            other._remove_titles(correction.number)
            other._by_number[correction.number] = correction
            other._add(correction)
        return other

    def living(self, taxonomy: Taxonomy) -> "CorrectionMemory":
        """Return the memory as it counts with a taxonomy; kept until another one is in use.

        Functions that were retired are left out. A correction whose functions are all retired says
        nothing; it is not a correction to Other. What it overruled has the slugs of now.
        """
        if self._living is None or self._living[0] is not taxonomy:
            self._living = (taxonomy, self._under(taxonomy))
        return self._living[1]

    def _under(self, taxonomy: Taxonomy) -> "CorrectionMemory":
        changed, voided = [], []
        for correction in self.corrections:
            former, overruled = correction.entry.functions, correction.overruled
            functions = tuple(slug for slug in former if slug in taxonomy.by_slug)
            if overruled is not None:
                overruled = frozenset(taxonomy.now(overruled))
            if former and not functions:
                voided.append(correction.number)
            elif (functions, overruled) != (former, correction.overruled):
                entry = replace(correction.entry, functions=functions)
                changed.append(replace(correction, entry=entry, overruled=overruled))
        if not changed and not voided:
            return self
        return self.changed(added=changed, removed=voided)

    def has_candidates(self, signature: str) -> bool:
        """Return quickly whether `neighbor` may find something; True is no promise."""
        if signature in self._neighbors:
            return True
        return bool(self._spelled) and any(_unknown(signature, self._signatures.spelling))

    def candidates(self, signature: str) -> Iterator[StoredCorrection]:
        """Yield the corrections of which titles of a signature are close variants."""
        yield from self._neighbors.get(signature, ())
        if self._spelled:
            yield from self._spelled_alike(signature)

    def neighbor(self, title: CloseVariant) -> StoredCorrection | None:
        """Return the correction that a title follows, the latest where it may follow several."""
        reaching = [
            candidate for candidate in self.candidates(title.signature) if follows(candidate, title)
        ]
        return max(reaching, key=lambda correction: correction.number, default=None)

    def _add(self, correction: StoredCorrection) -> None:
        self.entries[correction.key] = correction.entry
        if not correction.signature:
            return
        self._neighbors[correction.signature] = (
            *self._neighbors.get(correction.signature, ()),
            correction,
        )
        for word, rest in _unknown(correction.signature, self._signatures.spelling):
            for variant in shorter(word):
                index = _insertion_key(rest, variant)
                self._spelled[index] = (*self._spelled.get(index, ()), (word, correction))

    def _remove_titles(self, number: int) -> None:
        correction = self._by_number.pop(number, None)
        if correction is None:
            return
        newer = [row for row in self._neighbors.get(correction.signature, ()) if row != correction]
        if self.entries.get(correction.key) == correction.entry:
            del self.entries[correction.key]
        if newer:
            self._neighbors[correction.signature] = tuple(newer)
        else:
            self._neighbors.pop(correction.signature, None)
        for word, rest in _unknown(correction.signature, self._signatures.spelling):
            for variant in shorter(word):
                index = _insertion_key(rest, variant)
                kept = [row for row in self._spelled.get(index, ()) if row[1] != correction]
                if kept:
                    self._spelled[index] = tuple(kept)
                else:
                    self._spelled.pop(index, None)

    def _spelled_alike(self, signature: str) -> Iterator[StoredCorrection]:
        for word, rest in _unknown(signature, self._signatures.spelling):
            for variant in shorter(word):
                for other, correction in self._spelled.get(_insertion_key(rest, variant), ()):
                    if other != word and (
                        other[:1] == word[:1] and OSA.distance(other, word, score_cutoff=1) <= 1
                    ):
                        yield correction


def same_spelling(signature: str, signatures: Signatures | None = None) -> list[str]:
    """Return every signature that differs by one typo in a word that no list knows.

    What `CorrectionMemory.neighbor` finds from the side of the neighbor, this finds from the
    side of the corrected title, so that an index on signatures can be asked: some 500 for each
    unknown word.
    """
    spelling = (signatures or default_signatures()).spelling
    return [
        " ".join(sorted({*rest, other}))
        for word, rest in _unknown(signature, spelling)
        for other in _one_typo_away(word)
        if not spelling.knows(other)
    ]


def _unknown(signature: str, spelling: Spelling) -> Iterator[tuple[str, list[str]]]:
    """Yield each word that no list knows, with the other words of the signature."""
    tokens = signature.split()
    for word in tokens:
        if alphabet_of(word) and not spelling.knows(word):
            yield word, [other for other in tokens if other != word]


def _insertion_key(rest: list[str], variant: str) -> str:
    return f"{' '.join(rest)}|{variant}"


def _one_typo_away(word: str) -> set[str]:
    letters = alphabet_of(word)
    cuts = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    missing = {before + after[1:] for before, after in cuts if after}
    swapped = {before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1}
    wrong = {before + letter + after[1:] for before, after in cuts if after for letter in letters}
    more = {before + letter + after for before, after in cuts for letter in letters}
    return {other for other in missing | swapped | wrong | more if alphabet_of(other)} - {word}
