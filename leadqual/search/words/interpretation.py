"""Interpret search words as jobs, places, sizes and kinds of companies, by rules and title model.

Words are read from left to right: first sizes, places and kinds of companies, then jobs among the
rest, split at small words. Words without an interpretation are searched as typed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from facet_index.words.clauses import (
    OF_COMPANY,
    Alternative,
    Clause,
    Term,
    literal,
    whole_words,
    with_values,
)
from facet_index.words.folded_terms import fold, terms
from leadqual.leads.firmographics.geography import City
from leadqual.leads.firmographics.industries import by_key, industry_key
from leadqual.search.words.connecting_words import (
    AND_WORDS,
    BREAK_WORDS,
    COMPANY_NOUNS,
    GERMAN_LEADER_ENDINGS,
    LEADER_QUESTIONS,
    LEADER_WORDS,
    NEGATION_WORDS,
    OR_OPERATORS,
    OR_WORDS,
    PLACE_PREPOSITIONS,
    SMALL_WORDS,
    STAFF_WORDS,
)
from leadqual.search.words.places import MAX_WORDS as MAX_PLACE_WORDS
from leadqual.search.words.places import NAMES, Place, read_city, read_place
from leadqual.search.words.sizes import read_size
from leadqual.search.words.titles import MAX_WORDS as MAX_TITLE_WORDS
from leadqual.search.words.titles import (
    SENIOR,
    STAFF_LEVELS,
    TitleWords,
    correct_spelling,
    is_chief,
    read_level,
    read_title,
    with_leaders,
)

MAX_WORDS = 7
_CUSTOMERS = frozenset({"for", "fur", "pour", "para", "to"})
"""Words before those whom a company sells to, folded: "software for small businesses"."""
_MODELS = {"b2b": "B2B", "b2c": "B2C"}
_MAX_INDUSTRY_WORDS = 4
_STRICT_NEGATIONS = frozenset({"not", "nicht", "without", "except", "excluding", "excl"})
"""In searches for companies, whose names begin with "No" and "Sans"."""
_AGENCIES = frozenset({"agency", "agencies", "agentur", "agenturen", "agences", "agencias"})
_AGENCY_INDUSTRIES = ("Advertising and Marketing", "Public Relations")
_STEMS = {
    **dict.fromkeys(("startup", "startups"), "startup"),
    **dict.fromkeys(("scaleup", "scaleups"), "scaleup"),
    **dict.fromkeys(("manufacturers", "makers"), "manufactur"),
    **dict.fromkeys(("vendor", "vendors"), "vendor"),
    **dict.fromkeys(("provider", "providers"), "provider"),
    "suppliers": "supplier",
    "brands": "brand",
    "hersteller": "herstell",
    "anbieter": "anbieter",
}
"""Words for companies, folded, that say which ones → what such companies' texts have."""
_COUNTRY_US = "usa"
"""Key of "US" in capitals; "us" in small letters is the pronoun."""
_SINGLE_VALUE_KINDS = frozenset({"place", "size"})
"""Kinds of interpretations of which a record has one value only."""
_LIST_WORDS = SMALL_WORDS | BREAK_WORDS
"""Words that may be between the values of a list, folded."""
_NOT_INDUSTRY_WORDS = (
    (SMALL_WORDS - {"and", "of"}) | BREAK_WORDS | NEGATION_WORDS | COMPANY_NOUNS | _MODELS.keys()
)

TitleLookup = Callable[[TitleWords], Iterator[Alternative]]
"""A title → equivalent stored titles."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The interpretation of some words.

    Args:
        kind: `job`, `place`, `size`, `business_model`, `industry` or `similar`.
        positions: indexes of the words in the search, from 0.
        is_word: without this interpretation the words are searched as typed.
        is_or: it is an alternative to the one before it.
    """

    typed: str
    kind: str
    label: str
    positions: tuple[int, ...]
    is_word: bool = True
    is_or: bool = False


@dataclass(slots=True)
class InterpretedWords:
    """Clauses and interpretations of consecutive words."""

    clauses: list[Clause] = field(default_factory=list)
    found: list[Interpretation] = field(default_factory=list)
    typed: set[int] = field(default_factory=set)
    """Indexes of words searched as typed."""
    excluded: set[int] = field(default_factory=set)
    """Those of them that nothing found may have."""


class WordInterpreter:
    """Interprets consecutive words.

    Args:
        first: index of the first word in the search.
        of_people: the search is for people, else for companies.
    """

    def __init__(
        self, words: Sequence[str], first: int, *, of_people: bool, equivalent_titles: TitleLookup
    ) -> None:
        self._words = [word.rstrip(",;:?!") or word for word in words]
        self._commas = {position for position, word in enumerate(words) if word.endswith(",")}
        self._folded = [_COUNTRY_US if word == "US" else fold(word) for word in self._words]
        self._offset = first
        self._of_people = of_people
        self._prefix = OF_COMPANY if of_people else ""
        self._equivalent_titles = equivalent_titles
        self._unread = set(range(len(words)))
        self._reading = InterpretedWords()
        self._clause_positions: list[tuple[int, ...]] = []
        self._negations = NEGATION_WORDS if of_people else _STRICT_NEGATIONS
        self._connecting = SMALL_WORDS | BREAK_WORDS | self._negations
        self._negated = {
            position
            for position in range(1, len(words))
            if any(self._negates(before, position) for before in range(position))
        }
        content = {n for n, key in enumerate(self._folded) if key not in self._connecting}
        if content <= self._negated and "NOT" not in words:  # A name such as "No Limit".
            self._negated = set()

    def read(self) -> InterpretedWords:
        """Return clauses and interpretations of the words."""
        for start in range(len(self._words)):
            if start in self._unread:
                self._read_company(start)
        if self._of_people:
            for segment in self._segments():
                self._read_job(segment)
        if self._reading.found:
            self._read_industries()
            self._read_nouns()
        for position in range(1, len(self._words) - 1):
            if self._is_or(position):
                self._join(position - 1, position + 1)
        self._join_lists()
        self._reading.typed = self._find_uninterpreted()
        self._reading.excluded = self._reading.typed & self._negated
        return self._reading

    def _negates(self, before: int, position: int) -> bool:
        """Return whether a word excludes what begins at another one: "not in Germany"."""
        between = self._folded[before + 1 : position]
        is_content = self._folded[position] not in self._connecting
        is_negation = self._words[before] == "NOT" or self._folded[before] in self._negations
        if self._words[before] == "Not" and not self._of_people:  # A name.
            is_negation = False
        return is_content and is_negation and set(between) <= _LIST_WORDS

    def _is_or(self, position: int) -> bool:
        return self._words[position] in OR_OPERATORS or self._folded[position] in OR_WORDS

    def _join_lists(self) -> None:
        """Join what a record has only one of: "in Germany, Austria and the UK"."""
        last = len(self._words) - 1
        for before in range(last):
            after = before + 1
            while after < last and after in self._unread and self._folded[after] in _LIST_WORDS:
                after += 1
            if self._is_list(before, after):
                self._join(before, after)

    def _is_list(self, before: int, after: int) -> bool:
        """Return whether two words are read as values of one facet, or as two cities."""
        left, right = self._clause_at(before), self._clause_at(after)
        if left is None or right is None:
            return False
        clauses = self._reading.clauses[left], self._reading.clauses[right]
        is_one = (
            clauses[0].facets == clauses[1].facets and self._kind(before) in _SINGLE_VALUE_KINDS
        )
        between = self._folded[before + 1 : after]
        is_listed = before in self._commas or (between and AND_WORDS.issuperset(between))
        return is_one and bool(is_listed or not clauses[0].is_excluded)

    def _clause_at(self, position: int) -> int | None:
        """Return which clause a word is read as."""
        return next(
            (
                n
                for n, positions_of_clause in enumerate(self._clause_positions)
                if position in positions_of_clause
            ),
            None,
        )

    def _kind(self, position: int) -> str:
        positions_of_clause = self._offset + position
        return next(
            (
                interpretation.kind
                for interpretation in self._reading.found
                if positions_of_clause in interpretation.positions
            ),
            "",
        )

    def _join(self, before: int, after: int) -> None:
        """Join what two words are read as into one clause: two jobs, or two others.

        What is excluded excludes the next one with it: "not in Germany or Austria".
        """
        clauses = self._reading.clauses
        left, right = self._clause_at(before), self._clause_at(after)
        if left is None or right is None or left == right:
            return
        first_clause, second_clause = clauses[left], clauses[right]
        if first_clause.is_job != second_clause.is_job or second_clause.is_excluded:
            return
        if first_clause.is_excluded and self._kind(before) != self._kind(after):
            return
        alternatives = dict.fromkeys((*first_clause.alternatives, *second_clause.alternatives))
        preferred = dict.fromkeys((*first_clause.preferred, *second_clause.preferred))
        close = dict.fromkeys((*first_clause.close, *second_clause.close))
        clauses[left] = replace(
            first_clause,
            alternatives=tuple(alternatives),
            preferred=tuple(preferred),
            close=tuple(close),
        )
        between = range(before + 1, after)
        positions_of_clause = tuple(
            sorted({*self._clause_positions[left], *between, *self._clause_positions[right]})
        )
        if first_clause.is_excluded:
            self._show_as_one(positions_of_clause)
        else:
            self._show_joined(before, after)
        self._clause_positions[left] = positions_of_clause
        self._unread.difference_update(between)
        del clauses[right], self._clause_positions[right]

    def _show_joined(self, before: int, after: int) -> None:
        """Let what is left of an "or" and what is right of it each go without it."""
        first = self._offset
        between = range(first + before + 1, first + after)
        for n, interpretation in enumerate(self._reading.found):
            is_right = first + after in interpretation.positions
            if not is_right and first + before not in interpretation.positions:
                continue
            # The one in the middle goes with the "or" before it.
            positions = (
                interpretation.positions
                if interpretation.is_or
                else tuple(sorted({*interpretation.positions, *between}))
            )
            is_or = is_right or interpretation.is_or
            self._reading.found[n] = replace(
                interpretation, positions=positions, is_word=False, is_or=is_or
            )

    def _show_as_one(self, positions_of_clause: tuple[int, ...]) -> None:
        """Show what is excluded together as one: without the first the others would be wanted."""
        positions_in_search = tuple(self._offset + position for position in positions_of_clause)
        shown = [
            interpretation
            for interpretation in self._reading.found
            if set(interpretation.positions) <= set(positions_in_search)
        ]
        shown.sort(key=lambda first_clause: first_clause.positions)
        label = " or ".join(interpretation.label for interpretation in shown)
        joined = replace(
            shown[0],
            typed=self._typed(positions_of_clause),
            label=label,
            positions=positions_in_search,
        )
        self._reading.found = [
            interpretation for interpretation in self._reading.found if interpretation not in shown
        ] + [joined]

    def _read_company(self, start: int) -> None:
        """Read a size, place or kind of company that begins at a word."""
        self._read_size(start) or self._read_place(start) or self._read_kind(start)

    def _read_size(self, start: int) -> bool:
        if self._word_before(start) in _CUSTOMERS:
            return False
        for end in self._possible_ends(start, MAX_WORDS):
            bands = read_size(self._words[start:end])
            if bands:
                label = f"{bands[0]} employees"
                if len(bands) > 1:
                    label = f"{bands[0].partition('-')[0]} to {_band_end(bands[-1])} employees"
                self._interpret(
                    "size", label, range(start, end), [with_values({"size": bands})], is_word=False
                )
                return True
        return False

    def _read_place(self, start: int) -> bool:
        """Read a country, region or city; the longest name wins."""
        for end in self._possible_ends(start, MAX_PLACE_WORDS):
            positions = range(start, end)
            place = read_place(self._words[start:end])
            if place is not None and self._is_place(start, place):
                self._interpret_place(positions, place)
                return True
            city = read_city(self._words[start:end])
            if city is not None:
                self._interpret_city(positions, city)
                return True
        return False

    def _interpret_place(self, positions: range, place: Place) -> None:
        alternatives = [with_values({f"{self._prefix}country": place.countries})]
        if self._of_people:
            alternatives.append(with_values({"country": place.countries}))
        named = [position for position in positions if self._folded[position] not in SMALL_WORDS]
        words = literal(self._typed(named))
        is_region = len(place.countries) > 1
        if words is not None and not is_region:
            alternatives.append(words)
        self._interpret("place", place.name, positions, alternatives, is_word=not is_region)

    def _interpret_city(self, positions: range, city: City) -> None:
        """Match a city also by its English and local names."""
        typed = self._typed(positions)
        found = (literal(name) for name in (typed, city.name, *city.others[:1]))
        alternatives = list(dict.fromkeys(words for words in found if words is not None))
        is_only_word = len(self._words) == 1
        if fold(city.name) == fold(typed) and is_only_word:  # Also a name: Florence.
            self._add_clause(positions, alternatives)
            return
        if not is_only_word:  # "Paris" is no parish.
            alternatives = [Alternative(whole_words(option.terms)) for option in alternatives]
        self._interpret("place", city.name, positions, alternatives)

    def _is_place(self, start: int, place: Place) -> bool:
        is_name = fold(place.name) in NAMES
        return (
            not is_name or len(self._words) == 1 or self._word_before(start) in PLACE_PREPOSITIONS
        )

    def _read_kind(self, start: int) -> bool:
        """Read a business model, or an industry before a word for companies or after "at"."""
        if model := _MODELS.get(self._folded[start]):
            values = with_values({"business_model": [self._folded[start], "both"]})
            self._interpret("business_model", model, [start], [values], is_word=False)
            return True
        is_whole = start in self._negated or self._word_before(start) in {"", *self._connecting}
        if is_whole and self._folded[start] in _AGENCIES:
            agencies = with_values({f"{self._prefix}industry": _AGENCY_INDUSTRIES})
            self._interpret("industry", "agencies", [start], [agencies], is_word=False)
            return True
        for end in self._possible_ends(start, _MAX_INDUSTRY_WORDS):
            is_noun = end < len(self._words) and self._folded[end] in COMPANY_NOUNS
            is_at_end = self._ends_phrase(end) and self._may_begin_kind(start)
            is_at_end = is_at_end and not self._is_work(start, end)
            if not (is_noun or is_at_end) or _NOT_INDUSTRY_WORDS.intersection(
                self._folded[start:end]
            ):
                continue
            if is_noun and self._is_job(start, end):
                continue
            typed = " ".join(self._words[start:end])
            industry = _known_industry(typed)
            if not industry and not (is_noun and self._of_people and self._is_kind(start, end)):
                continue
            # "brauerei" is first of all a word; the industry is a further meaning.
            is_asked = is_noun or self._of_people
            named = {f"{self._prefix}industry": [industry]}
            alternatives = [with_values(named, is_broad=not is_asked)] if industry else []
            alternatives += self._description_alternatives(
                typed, is_known=bool(industry) and is_asked
            )
            self._interpret("industry", industry or typed, range(start, end), alternatives)
            if is_noun:
                self._unread.discard(end)
            return True
        return False

    def _is_job(self, start: int, end: int) -> bool:
        """Return whether words before one for companies name people: "CTO startups"."""
        if read_level(self._words[start : end + 1]):  # Decision makers.
            return True
        typed = self._words[start:end]
        title = (
            read_title(typed) if self._of_people and not _known_industry(" ".join(typed)) else None
        )
        if title is None or not title.is_confirmed:
            return False
        return bool(title.levels) or title.is_staff

    def _is_work(self, start: int, end: int) -> bool:
        """Return whether words say what people do: "everyone in finance"."""
        before = self._folded[: start - 1] if start and self._of_people else []
        if not before or not set(before) <= SMALL_WORDS | STAFF_WORDS:
            return False
        title = read_title(self._words[start:end])
        return title is not None and title.is_confirmed and bool(title.functions)

    def _read_nouns(self) -> None:
        """Read words for companies that say which ones: "startups in Berlin"."""
        for position in sorted(self._unread):
            stem = _STEMS.get(self._folded[position])
            if stem:
                stem_terms = (Term(stem, is_prefix=True),)
                descriptions = (
                    Alternative(employer=stem_terms) if self._of_people else Alternative(stem_terms)
                )
                found = [Alternative(topics=stem_terms), descriptions]
                self._interpret("industry", self._words[position], [position], found)

    def _read_industries(self) -> None:
        """Read industries after a job: "CTO software"."""
        if not self._of_people:
            return
        for start in range(len(self._words)):
            for end in self._possible_ends(start, _MAX_INDUSTRY_WORDS):
                typed = " ".join(self._words[start:end])
                industry = _known_industry(typed) if start in self._unread else ""
                if industry and not _NOT_INDUSTRY_WORDS.intersection(self._folded[start:end]):
                    named = with_values({f"{self._prefix}industry": [industry]})
                    descriptions = self._description_alternatives(typed, is_known=True)
                    self._interpret("industry", industry, range(start, end), [named, *descriptions])
                    break

    def _is_kind(self, start: int, end: int) -> bool:
        """Return whether words before one for companies describe these: "robotics startups"."""
        if not SMALL_WORDS.isdisjoint(self._folded[start:end]):
            return False
        return end - start == 1 or self._word_before(start) in BREAK_WORDS | SMALL_WORDS

    def _description_alternatives(self, typed: str, *, is_known: bool) -> list[Alternative]:
        """Return alternatives by words on what companies do, and by texts if unknown.

        An insurer has insurance as its industry; other companies only mention it.
        """
        words = literal(typed)
        if words is None:
            return []
        terms = tuple(Term(term.text) for term in words.terms)
        if is_known:
            return [Alternative(topics=terms)]
        if self._of_people:
            return [Alternative(topics=terms), Alternative(employer=terms, is_broad=True)]
        return [Alternative(terms)]

    def _may_begin_kind(self, start: int) -> bool:
        """Return whether a kind of company may begin here: after "at" or "or", or on its own."""
        if start > 1 and self._is_or(start - 1) and self._kind(start - 2) == "industry":
            return True
        if self._of_people:
            return self._word_before(start) in BREAK_WORDS
        is_only_word = start == 0 or start - 1 not in self._unread
        return is_only_word or self._word_before(start) in BREAK_WORDS | self._negations

    def _ends_phrase(self, end: int) -> bool:
        if end == len(self._words) or end not in self._unread:
            return True
        return self._folded[end] in BREAK_WORDS or self._is_or(end)

    def _possible_ends(self, start: int, most: int) -> Iterator[int]:
        """Yield possible ends of uninterpreted words that begin here, longest first."""
        last = start
        while last < min(len(self._words), start + most) and last in self._unread:
            last += 1
        yield from range(last, start, -1)

    def _word_before(self, start: int) -> str:
        return self._folded[start - 1] if start else ""

    def _segments(self) -> Iterator[list[int]]:
        """Yield runs of uninterpreted words, split at words such as "at" and "in"."""
        segment: list[int] = []
        phrase_positions: set[int] = set()
        for position in range(len(self._words)):
            if not segment:
                phrase_positions = set(self._leading_phrase(range(position, len(self._words))))
            is_break = (
                self._folded[position] in BREAK_WORDS | self._negations
                and position not in phrase_positions
            )
            is_break = is_break or self._is_or(position)
            if position not in self._unread or is_break:
                yield segment
                segment = []
            else:
                segment.append(position)
        yield segment

    def _read_job(self, segment: list[int]) -> None:
        """Read a job in some words, or a question for who runs it."""
        phrase = self._leading_phrase(segment)
        found = self._find_job(self._without_small(segment[len(phrase) :]))
        if found is None:
            positions = [
                position
                for position in segment
                if self._folded[position] not in BREAK_WORDS | SMALL_WORDS
            ]
            if phrase and (level := read_level(self._typed(positions).split())):
                self._interpret_level(positions, level)
            return
        positions, title = found
        is_leader_question = bool(phrase and title.functions)
        if is_leader_question:
            title = with_leaders(title)
            self._unread -= set(segment[: len(phrase)])
        keys = {key for position in segment for key in terms(self._words[position])}
        broad, label = (
            _broad_alternative(keys, title, is_leader_question=is_leader_question),
            title.label,
        )
        if (
            title.functions
            and not (is_leader_question or title.also_functions)
            and _names_leaders(keys)
        ):
            broad, label = (
                _title_alternative(title, SENIOR, is_broad=True),
                f"{label}, other senior leaders",
            )
        alternatives, preferred = self._job_alternatives(
            positions, title, is_leader_question=is_leader_question
        )
        if broad:
            alternatives.append(broad)
        job = Clause((), is_job=True, preferred=tuple(preferred), close=_close_alternatives(title))
        self._interpret(
            "job", label, positions, alternatives, is_word=not is_leader_question, job=job
        )

    def _job_alternatives(
        self, positions: Sequence[int], title: TitleWords, *, is_leader_question: bool
    ) -> tuple[list[Alternative], list[Alternative]]:
        """Return what finds the people of a job, and what only orders them.

        Jobs in the dictionary find people by function and level, whatever words name them; words
        as typed only find titles without a function, and names. Other jobs are also found as typed.
        """
        is_known = title.is_confirmed or is_leader_question
        values = (
            _title_alternative(title, title.levels)
            if is_known
            else with_values(_title_values(title))
        )
        if is_leader_question:
            return [values], []
        equivalent, literal_titles = (
            [*self._equivalent_titles(title)],
            [*self._literal_titles(positions, title)],
        )
        if not title.is_confirmed or not title.functions:
            return [*equivalent, values, *literal_titles], []
        other_names = with_values({"function": (title.other_names_function,)})
        found = [
            values,
            *(replace(other_names, terms=_whole_terms(words)) for words in title.other_names),
            *equivalent,
        ]
        found += [replace(option, only_unclassified=True) for option in literal_titles]
        if len(positions) == 1:
            found += [replace(option, only_names=True) for option in literal_titles]
        literal_names = (literal(words, is_phrase=True) for words in title.other_names)
        return found, [
            *literal_titles,
            *(option for option in literal_names if option is not None),
        ]

    def _interpret_level(self, positions: Sequence[int], level: TitleWords) -> None:
        values = with_values({"level": level.levels})
        job = Clause((), is_job=True, close=_close_alternatives(level))
        self._interpret("job", level.label, positions, [values], is_word=False, job=job)

    def _literal_titles(self, positions: Sequence[int], title: TitleWords) -> Iterator[Alternative]:
        """Yield a job as typed, and spelled out: "VP Sales" is "vice president sales"."""
        small = SMALL_WORDS - {"people"} if self._is_field(positions) else SMALL_WORDS
        kept = [
            self._words[position] for position in positions if self._folded[position] not in small
        ]
        corrected_words = correct_spelling(title.normalised).split()
        content_words = [word for word in corrected_words if fold(word) not in small]
        found = (literal(" ".join(words)) for words in (kept, content_words))
        yield from dict.fromkeys(words for words in found if words is not None)

    def _leading_phrase(self, segment: Sequence[int]) -> Sequence[int]:
        """Return leading words such as "who runs"."""
        for words in LEADER_QUESTIONS:
            if tuple(self._folded[position] for position in segment[: len(words)]) == words:
                return segment[: len(words)]
        return ()

    def _find_job(self, segment: list[int]) -> tuple[list[int], TitleWords] | None:
        """Return the job of all words, or of the longest part in the dictionary."""
        if not segment or len(segment) > MAX_TITLE_WORDS:
            return None
        if job_with_level := self._find_job_with_level(segment):
            return job_with_level
        whole = read_title([self._words[position] for position in segment])
        if whole is not None and whole.is_confirmed:
            return segment, whole
        part = self._find_part(segment, whole)
        if part is None and whole is not None:
            return segment, whole
        return part

    def _find_job_with_level(self, segment: list[int]) -> tuple[list[int], TitleWords] | None:
        """Return a job at the levels that words before or after it name: "IT decision makers"."""
        words = [self._words[position] for position in segment]
        for size in range(min(2, len(words)), 0, -1):
            for level_words, rest in ((words[-size:], words[:-size]), (words[:size], words[size:])):
                level = read_level(level_words)
                if level is None:
                    continue
                title = read_title(rest) if rest else None
                if title is None or not title.functions:
                    return (segment, level) if not rest else None
                label = f"{title.label}, {level.label}"
                job = replace(title, levels=level.levels, label=label, normalised="")
                return segment, job
        return None

    def _find_part(
        self, segment: list[int], whole: TitleWords | None
    ) -> tuple[list[int], TitleWords] | None:
        """Return the longest part in the dictionary that has all labels of the whole."""
        for size in range(len(segment) - 1, 0, -1):
            for start in range(len(segment) - size + 1):
                part = segment[start : start + size]
                title = read_title([self._words[position] for position in part])
                if title is None or not title.is_confirmed:
                    continue
                if whole is None or (
                    set(whole.functions) <= set(title.functions)
                    and set(whole.levels) <= set(title.levels)
                ):
                    return part, title
        return None

    def _without_small(self, segment: list[int]) -> list[int]:
        while segment and self._folded[segment[0]] in SMALL_WORDS:
            segment = segment[1:]
        while segment and self._folded[segment[-1]] in SMALL_WORDS and not self._is_field(segment):
            segment = segment[:-1]
        return segment

    def _is_field(self, segment: Sequence[int]) -> bool:
        """Return whether a segment ends in people as a line of work: "head of people"."""
        return [self._folded[position] for position in segment[-2:]] == ["of", "people"]

    def _interpret(
        self,
        kind: str,
        label: str,
        positions: Sequence[int],
        alternatives: Sequence[Alternative],
        *,
        is_word: bool = True,
        job: Clause | None = None,
    ) -> None:
        """Interpret words; `job` is a clause without alternatives if they name one."""
        negated = min(self._negated.intersection(positions), default=None)  # "not in the UK"
        if negated is not None:
            before = max(n for n in range(negated) if self._negates(n, negated))
            positions = range(before, positions[-1] + 1)
            label, is_word = f"not {label}", False
        self._add_clause(positions, alternatives, job=job)
        typed = self._typed(positions)
        positions_of_clause = tuple(self._offset + position for position in positions)
        self._reading.found.append(Interpretation(typed, kind, label, positions_of_clause, is_word))

    def _typed(self, positions: Sequence[int]) -> str:
        return " ".join(self._words[position] for position in positions)

    def _add_clause(
        self,
        positions: Sequence[int],
        alternatives: Sequence[Alternative],
        *,
        job: Clause | None = None,
    ) -> None:
        is_excluded = not self._negated.isdisjoint(positions)
        if is_excluded:  # Of what is meant more widely nothing is excluded.
            alternatives = [
                option for option in alternatives if not option.is_broad
            ] or alternatives
        self._unread -= set(positions)
        self._clause_positions.append(tuple(positions))
        clause = job or Clause(())
        self._reading.clauses.append(
            replace(clause, alternatives=tuple(alternatives), is_excluded=is_excluded)
        )

    def _find_uninterpreted(self) -> set[int]:
        """Return uninterpreted words; small words only if nothing was interpreted."""
        if len(self._unread) == 1 and not self._reading.found:
            return self._unread
        small = self._connecting | (COMPANY_NOUNS if self._reading.found else frozenset())
        kept = {
            position
            for position in self._unread
            if self._folded[position] not in small
            or (
                self._words[position] in OR_OPERATORS
                and {position - 1, position + 1} <= self._unread
            )
        }
        return kept if kept or self._reading.found else self._unread


def _title_alternative(
    title: TitleWords, levels: Sequence[str], *, is_broad: bool = False
) -> Alternative:
    """Return what finds people with all functions of a title, at one of some levels."""
    values: list[tuple[str, tuple[str, ...]]] = [("function", (slug,)) for slug in title.functions]
    if levels:
        values.append(("level", tuple(levels)))
    return Alternative(values=tuple(values), is_broad=is_broad)


def _broad_alternative(
    keys: Collection[str], title: TitleWords, *, is_leader_question: bool
) -> Alternative | None:
    """Return what words may mean further, which comes last; None for most."""
    found = None
    if title.also_functions:
        found = with_values({"function": title.also_functions}, is_broad=True)
    elif is_leader_question:  # Managers are in charge if there is nobody above them.
        found = _title_alternative(title, ("manager",), is_broad=True)
    elif title.is_staff:
        found = _title_alternative(title, STAFF_LEVELS, is_broad=True)
    elif title.functions and not title.levels and not STAFF_WORDS.isdisjoint(keys):
        found = with_values({"department": title.departments}, is_broad=True)
    elif len(title.functions) > 1 and not title.is_chief:  # Both come before either.
        found = with_values(_title_values(title), is_broad=True)
    return found


def _names_leaders(keys: Iterable[str]) -> bool:
    return any(key in LEADER_WORDS or key.endswith(GERMAN_LEADER_ENDINGS) for key in keys)


def _title_values(title: TitleWords) -> dict[str, Sequence[str]]:
    named = {"function": title.functions, "level": title.levels}
    return {facet: slugs for facet, slugs in named.items() if slugs}


def _close_alternatives(title: TitleWords) -> tuple[Alternative, ...]:
    """Return what comes near a title: its functions at other levels; nothing without a level."""
    if not title.levels:
        return ()
    if not title.functions:
        return (with_values({"level": (*SENIOR, *STAFF_LEVELS)}),)
    functions = [slug for slug in title.functions if not is_chief(slug)]
    if not title.is_chief or not functions:
        return (with_values({"function": title.functions}),)
    return (with_values({"function": functions, "level": SENIOR}),)


def _whole_terms(words: str) -> tuple[Term, ...]:
    return tuple(Term(word) for word in words.split())


def _known_industry(typed: str) -> str:
    known = by_key()
    key = industry_key(typed)
    return known.get(key) or known.get(key.removesuffix("s")) or ""


def _band_end(band: str) -> str:
    return band.partition("-")[2] or band
