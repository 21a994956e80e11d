"""What people said of titles, and which of it holds for a title that is only like theirs."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.lookup import Entry
from classifiers.titles.text.normalize import shorter
from classifiers.titles.text.signature import Signatures, Spelling, alphabet_of, default_signatures

# When a correction is propagated to a title: the one rule, whoever asks.


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
    dictionary said the same of both titles.
    """
    if title.key == correction.key:
        return False
    return title.matched is None or title.matched == correction.overruled


class CorrectionMemory:
    """All sayings of a workspace; answers for their titles and for the neighbors of these.

    Args:
        sayings: active ones, at most one for each key.
    """

    def __init__(
        self, sayings: Iterable[StoredCorrection], signatures: Signatures | None = None
    ) -> None:
        self._signatures = signatures or default_signatures()
        self._by_number = {saying.number: saying for saying in sayings}
        self.entries: dict[str, Entry] = {}
        self._neighbors: dict[str, tuple[StoredCorrection, ...]] = {}
        self._spelled: dict[str, tuple[tuple[str, StoredCorrection], ...]] = {}
        """Words that no list knows, with the correction whose signature holds them."""
        self._living: tuple[Taxonomy, CorrectionMemory] | None = None
        for saying in self._by_number.values():
            self._enter(saying)

    def __len__(self) -> int:
        return len(self._by_number)

    @property
    def sayings(self) -> Collection[StoredCorrection]:
        """Return the active ones."""
        return self._by_number.values()

    def changed(
        self, *, added: Iterable[StoredCorrection], removed: Collection[int]
    ) -> "CorrectionMemory":
        """Return a book with other sayings; this one stays as it is, others may be reading it."""
        other = CorrectionMemory((), self._signatures)
        other._by_number = dict(self._by_number)
        other.entries = dict(self.entries)
        other._neighbors = dict(self._neighbors)
        other._spelled = dict(self._spelled)
        for number in removed:
            other._strike(number)
        for saying in added:
            other._strike(saying.number)
            other._by_number[saying.number] = saying
            other._enter(saying)
        return other

    def living(self, taxonomy: Taxonomy) -> "CorrectionMemory":
        """Return the book as it counts with a taxonomy; kept until another one is in use.

        Functions that were retired are left out. A saying whose functions are all retired says
        nothing; it is no word of Other. What it overruled has the slugs of now.
        """
        if self._living is None or self._living[0] is not taxonomy:
            self._living = (taxonomy, self._under(taxonomy))
        return self._living[1]

    def _under(self, taxonomy: Taxonomy) -> "CorrectionMemory":
        changed, silent = [], []
        for saying in self.sayings:
            said, overruled = saying.entry.functions, saying.overruled
            functions = tuple(slug for slug in said if slug in taxonomy.by_slug)
            if overruled is not None:
                overruled = frozenset(taxonomy.now(overruled))
            if said and not functions:
                silent.append(saying.number)
            elif (functions, overruled) != (said, saying.overruled):
                entry = replace(saying.entry, functions=functions)
                changed.append(replace(saying, entry=entry, overruled=overruled))
        if not changed and not silent:
            return self
        return self.changed(added=changed, removed=silent)

    def may_reach(self, signature: str) -> bool:
        """Say quickly whether `neighbor` may find something; True is no promise."""
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
        reaching = [one for one in self.candidates(title.signature) if follows(one, title)]
        return max(reaching, key=lambda saying: saying.number, default=None)

    def _enter(self, saying: StoredCorrection) -> None:
        self.entries[saying.key] = saying.entry
        if not saying.signature:
            return
        self._neighbors[saying.signature] = (
            *self._neighbors.get(saying.signature, ()),
            saying,
        )
        for word, rest in _unknown(saying.signature, self._signatures.spelling):
            for variant in shorter(word):
                place = _place(rest, variant)
                self._spelled[place] = (*self._spelled.get(place, ()), (word, saying))

    def _strike(self, number: int) -> None:
        saying = self._by_number.pop(number, None)
        if saying is None:
            return
        newer = [row for row in self._neighbors.get(saying.signature, ()) if row != saying]
        if self.entries.get(saying.key) == saying.entry:
            del self.entries[saying.key]
        if newer:
            self._neighbors[saying.signature] = tuple(newer)
        else:
            self._neighbors.pop(saying.signature, None)
        for word, rest in _unknown(saying.signature, self._signatures.spelling):
            for variant in shorter(word):
                place = _place(rest, variant)
                kept = [row for row in self._spelled.get(place, ()) if row[1] != saying]
                if kept:
                    self._spelled[place] = tuple(kept)
                else:
                    self._spelled.pop(place, None)

    def _spelled_alike(self, signature: str) -> Iterator[StoredCorrection]:
        for word, rest in _unknown(signature, self._signatures.spelling):
            for variant in shorter(word):
                for other, saying in self._spelled.get(_place(rest, variant), ()):
                    if other != word and (
                        other[:1] == word[:1] and OSA.distance(other, word, score_cutoff=1) <= 1
                    ):
                        yield saying


def same_spelling(signature: str, signatures: Signatures | None = None) -> list[str]:
    """Return every signature that differs by one slip in a word that no list knows.

    What `CorrectionMemory.neighbor` finds from the side of the neighbor, this finds from the
    side of the corrected title, so that an index on signatures can be asked: some 500 for each
    unknown word.
    """
    spelling = (signatures or default_signatures()).spelling
    return [
        " ".join(sorted({*rest, other}))
        for word, rest in _unknown(signature, spelling)
        for other in _one_slip_away(word)
        if not spelling.knows(other)
    ]


def _unknown(signature: str, spelling: Spelling) -> Iterator[tuple[str, list[str]]]:
    """Give each word that no list knows, with the other words of the signature."""
    said = signature.split()
    for word in said:
        if alphabet_of(word) and not spelling.knows(word):
            yield word, [other for other in said if other != word]


def _place(rest: list[str], variant: str) -> str:
    return f"{' '.join(rest)}|{variant}"


def _one_slip_away(word: str) -> set[str]:
    letters = alphabet_of(word)
    cuts = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    missing = {before + after[1:] for before, after in cuts if after}
    swapped = {before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1}
    wrong = {before + letter + after[1:] for before, after in cuts if after for letter in letters}
    more = {before + letter + after for before, after in cuts for letter in letters}
    return {other for other in missing | swapped | wrong | more if alphabet_of(other)} - {word}
