"""The number of people that a company's own text says it has: "our team of 120"; None if unsure.

Texts also count customers, users and other companies' people. A number counts only next to words
that make it the company's own, and only if all such numbers fall into one band.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MAX_PEOPLE = 3_000_000
_NUMBER = (
    r"(?P<n>\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3})+|\d{1,7})(?![\d%])(?P<more>\s?\+|\s?k\b(?!\w))?"
)
_ABOUT = (
    r"(?:(?:about|around|approximately|approx\.|some|roughly|nearly|almost|over|more than|"
    r"rund|etwa|ca\.|circa|über|ueber|mehr als|knapp|environ|près de|plus de|quelque|"
    r"más de|cerca de|unos|alrededor de|mais de|oltre|circa|più di|ongeveer|meer dan|ruim|"
    r"około|ponad|omkring|över|över|cirka)\s+)?"
)
_PEOPLE = (
    r"(?:(?:full[- ]time|dedicated|talented|skilled|passionate|highly|qualified|motivated|"
    r"experienced|professional|engagierte|qualifizierte|motivierte|fest angestellte)\s+){0,2}"
    r"(?:employees|team members|staff members|staff|people|professionals|colleagues|coworkers|"
    r"mitarbeiter(?:innen und mitarbeiter|:innen|\*innen|innen|n)?|mitarbeitenden?|beschäftigten?|"
    r"angestellte[n]?|collaborateurs|salariés|employés|personnes|personas|pessoas|persone|personen|empleados|trabajadores|"
    r"colaboradores|funcionários|dipendenti|collaboratori|medewerkers|werknemers|pracowników|"
    r"anställda|medarbetare|ansatte|medarbejdere)\b"
)
_OWN_PHRASE = (
    r"(?:we (?:are|have|employ|now have|currently have|currently employ)|we['’]re|"
    r"(?:the )?(?:company|firm|group|business|agency) (?:has|employs|currently has)|"
    r"(?:has|have|with|employs?|employing) (?:a (?:team|staff|workforce) of)|"
    r"(?:our|a|the|small|growing|global|dedicated) (?:\w+ ){0,2}(?:team|staff|workforce) of|"
    r"employs|employing|workforce of|headcount of|team of|"
    r"wir (?:sind|haben|beschäftigen)|beschäftigt|beschäftigen|unsere|unser team (?:aus|von)|"
    r"(?:ein|einem) team (?:aus|von)|team von|"
    r"nous sommes|emploie|une équipe de|équipe de|nos|compte|effectif de|"
    r"somos|empleamos|un equipo de|equipo de|cuenta con|contamos con|nuestros|"
    r"uma equipe de|equipa de|equipe de|siamo|un team di|team di|impiega|"
    r"wij zijn|ons team van|team van|telt|zatrudniamy|zatrudnia|zespół|vi är|vi er)"
)
_NEXT = r"(?:and|in|at|across|based|located|who|that|with|engineers|developers|experts)"
_LABEL = (
    r"(?:number of )?(?:employees|team size|company size|headcount|mitarbeiter(?:zahl)?|effectif|"
    r"empleados|dipendenti|medewerkers)"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_OWN_PHRASE}\s+{_ABOUT}{_NUMBER}\s*{_PEOPLE}",
        rf"\b(?:team|staff|workforce|headcount) of {_ABOUT}{_NUMBER}(?=\s*[.,;)]|\s+{_NEXT}\b)",
        rf"\b{_LABEL}\s*[:=]\s*{_ABOUT}{_NUMBER}(?![-–\d])",
    )
)
# Before the number: whoever has these people is somebody else.
_OTHER_OWNERS = re.compile(
    r"\b(?:customers?|clients?|compan(?:y|ies)|businesses|firms?|organi[sz]ations|enterprises|teams|"
    r"helps?|helped|train(?:s|ed)?|serv(?:es|ing|ed)|support(?:s|ed|ing)?|for|up to|every|"
    r"acquired|former(?:ly)?|previously|was|were|had|led|managed|grew|scaled|worked|unternehmen|"
    r"kunden|betriebe|für|bis zu|pour|entreprises|clientes|empresas|para|aziende|clienti)"
    r"(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
_CONTEXT = 60


@dataclass(frozen=True, slots=True)
class StatedSize:
    """How many people a text says that its company has.

    Args:
        quote: the words that say so.
    """

    people: int
    quote: str


def stated_size(text: str, *, band_of: Callable[[int], str]) -> StatedSize | None:
    """Return the size that a text states; None if it states none, or several.

    Args:
        text: of a company about itself.
        band_of: number of people → code of its band.
    """
    found = [size for pattern in _PATTERNS for size in _matches(pattern, text)]
    if not found or len({band_of(size.people) for size in found}) > 1:
        return None
    return found[0]


def _matches(pattern: re.Pattern[str], text: str) -> Sequence[StatedSize]:
    return [
        StatedSize(people, " ".join(match.group().split()))
        for match in pattern.finditer(text)
        if (people := _parse_number(match))
        and not _OTHER_OWNERS.search(text[: match.start()][-_CONTEXT:])
    ]


def _parse_number(match: re.Match[str]) -> int:
    number = int(re.sub(r"\D", "", match.group("n")))
    if (match.group("more") or "").strip().lower() == "k":
        number *= 1_000
    return number if 1 < number <= MAX_PEOPLE else 0
