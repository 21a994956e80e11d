"""Invented people, some of them twice in other words, some beside a look-alike."""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import product

from leadqual.demo.people_names import DATA

SEED = 1_122
_STARTS = (
    *("Ber", "Kal", "Mor", "Vin", "Tar", "Hol", "Sten", "Lor", "Gran", "Pel", "Rav", "Dun", "Fal"),
    *("Wes", "Nor", "Zel", "Kov", "Bran", "Ost", "Mal", "Ren", "Hal", "Cor", "Var", "Lin", "Sol"),
)
_MIDDLES = ("", "a", "e", "en", "in", "er", "o", "an")
_ENDS = (
    *("berg", "mann", "son", "sen", "ström", "ski", "ova", "ic", "ez", "ini", "ard", "well"),
    *("ton", "ley", "dal", "feld", "bauer", "müller", "lund", "escu", "idis", "yan", "kov", "ek"),
)
_NICKNAMES = {
    "William": "Bill",
    "Robert": "Bob",
    "Elizabeth": "Liz",
    "Katharina": "Kathi",
    "Alexander": "Alex",
    "Christopher": "Chris",
    "Margaret": "Peggy",
    "Michael": "Mike",
    "Johannes": "Hannes",
    "Francesca": "Franca",
    "Thomas": "Tom",
    "Susan": "Sue",
}
_FOLDED = {"ö": "oe", "ü": "ue", "ä": "ae", "ß": "ss", "ø": "o", "ł": "l", "ı": "i"}
_TRADES = ("Logistics", "Software", "Foods", "Metals", "Clinics", "Energy", "Optics", "Robotics")
_FORMS = ("GmbH", "Ltd", "Inc.", "AB", "S.A.", "BV")
_CITIES = ("Berlin", "London", "Austin", "Malmö", "Lyon", "Utrecht", "Porto", "Kraków")
_TITLES = ("CFO", "Head of Sales", "Buyer", "Data Engineer", "HR Manager", "Plant Manager")
_LARGE = 400
"""People at each of the large companies, where people of one name meet."""


@dataclass(frozen=True)
class Person:
    """One invented row."""

    first: str
    last: str
    company: str
    email: str = ""
    phone: str = ""
    city: str = ""
    title: str = ""


@dataclass
class Known:
    """Rows, and what is known of pairs of them (places in `rows`)."""

    rows: list[Person] = field(default_factory=list)
    duplicates: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    look_alikes: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


def known_people(n: int) -> Known:
    """Return `n` people of whom no two share name and company, duplicates, look-alikes."""
    chance = random.Random(SEED)
    known = Known(rows=_originals(n, chance))
    kinds = [
        *((known.duplicates, name, change) for name, change in _DUPLICATES.items()),
        *((known.look_alikes, name, change) for name, change in _LOOK_ALIKES.items()),
    ]
    for at in chance.sample(range(n), n // 5):
        is_twice = chance.random() < 0.5  # as many as look-alikes
        into, name, change = chance.choice(
            [one for one in kinds if (one[0] is known.duplicates) is is_twice]
        )
        if other := change(known.rows[at], chance):
            into.setdefault(name, []).append((at, len(known.rows)))
            known.rows.append(other)
    return known


def _originals(n: int, chance: random.Random) -> list[Person]:
    firsts = [*_names("first_names.txt"), *_NICKNAMES]
    invented = ["".join(parts) for parts in product(_STARTS, _MIDDLES, _ENDS)]
    lasts = [*_names("last_names.txt"), *invented]
    chance.shuffle(lasts)
    weights = [1 / (rank + 20) for rank in range(len(lasts))]
    n_companies = max(n // 12, 2)
    companies = [
        f"{chance.choice(lasts)} {chance.choice(_TRADES)} {at} {chance.choice(_FORMS)}"
        for at in range(n_companies)
    ]
    sizes = [_LARGE if at < n_companies // 100 else 8 for at in range(n_companies)]
    rows: list[Person] = []
    seen: set[tuple[str, str, str]] = set()
    while len(rows) < n:
        first, last = chance.choice(firsts), chance.choices(lasts, weights)[0]
        company = chance.choices(companies, sizes)[0]
        if (first, last, company) in seen:
            continue
        seen.add((first, last, company))
        rows.append(
            Person(
                first,
                last,
                company,
                email=_email(first, last, company, chance),
                phone=_phone(chance) if chance.random() < 0.4 else "",
                city=chance.choice(_CITIES),
                title=chance.choice(_TITLES),
            )
        )
    return rows


def _names(file: str) -> list[str]:
    return (DATA / file).read_text(encoding="utf-8").split("\n")[:-1]


def _email(first: str, last: str, company: str, chance: random.Random) -> str:
    domain = _ascii(company.lower()).replace(" ", "-").replace(".", "")
    form = chance.choice(("{f}.{l}", "{f0}{l}", "{f}", "{f0}.{l}"))
    number = chance.randrange(1000)  # So that no two share one.
    local = form.format(
        f=_ascii(first.lower()), f0=_ascii(first.lower())[0], l=_ascii(last.lower())
    )
    return f"{local}{number if form == '{f}' else ''}@{domain}.example"


def _phone(chance: random.Random) -> str:
    return f"+49 {chance.randrange(30, 999)} {chance.randrange(10**6, 10**7)}"


def _ascii(text: str) -> str:
    for letter, plain in _FOLDED.items():
        text = text.replace(letter, plain)
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _private(one: Person, chance: random.Random) -> str:
    local = f"{_ascii(one.first.lower())}{_ascii(one.last.lower())[:6]}{chance.randrange(99)}"
    return f"{local}@mail.example"


def _second_address(one: Person, chance: random.Random) -> Person:
    return replace(one, email=_private(one, chance), phone="")


def _slip(one: Person, chance: random.Random) -> Person:
    at = chance.randrange(1, len(one.last) - 1)
    swapped = one.last[:at] + one.last[at + 1] + one.last[at] + one.last[at + 2 :]
    last = swapped if swapped != one.last else one.last[:at] + one.last[at + 1 :]
    return replace(one, last=last, email="")


def _plain_letters(one: Person, _chance: random.Random) -> Person | None:
    last, first = _ascii(one.last), _ascii(one.first)
    if (last, first) == (one.last, one.first):
        return None
    return replace(one, last=last, first=first, email="", phone="")


def _nickname(one: Person, _chance: random.Random) -> Person | None:
    other = _NICKNAMES.get(one.first)
    return replace(one, first=other, email="", phone="") if other else None


def _swapped(one: Person, _chance: random.Random) -> Person:
    return replace(one, first=one.last, last=one.first, email="", phone="")


def _initial(one: Person, _chance: random.Random) -> Person:
    return replace(one, first=f"{one.first[0]}.", email="", phone="")


def _other_company(one: Person, chance: random.Random) -> Person | None:
    if not one.phone:
        return None
    company = f"{chance.choice(_TRADES)} Partners {chance.randrange(10**6)}"
    plain = one.phone.replace("+49 ", "0").replace(" ", "")
    return replace(one, company=company, phone=plain, email="", title="")


def _company_form(one: Person, _chance: random.Random) -> Person:
    return replace(one, company=one.company.rsplit(" ", 1)[0].upper(), email="", phone="")


def _capitals(one: Person, _chance: random.Random) -> Person:
    return replace(one, first=one.first.upper(), last=one.last.upper(), email="", title="")


def _namesake(one: Person, chance: random.Random) -> Person:
    company = f"{chance.choice(_TRADES)} Works {chance.randrange(10**6)} Ltd"
    return Person(
        one.first,
        one.last,
        company,
        email=_email(one.first, one.last, company, chance),
        city=chance.choice(_CITIES),
        title=chance.choice(_TITLES),
    )


def _relative(one: Person, chance: random.Random) -> Person:
    first = chance.choice(
        [name for name in ("Ines", "Oskar", "Paulo", "Greta") if name != one.first]
    )
    email = _email(first, one.last, one.company, chance)
    return replace(one, first=first, email=email, title=chance.choice(_TITLES))


def _junior(one: Person, chance: random.Random) -> Person:
    email = f"jr{chance.randrange(10**6)}@{one.email.split('@')[1]}"
    return replace(one, last=f"{one.last} Jr.", email=email, phone="", title=chance.choice(_TITLES))


def _colleague(one: Person, chance: random.Random) -> Person:
    last = one.last + chance.choice(("i", "e", "sen"))
    email = _email(one.first, last, one.company, chance)
    return replace(one, last=last, email=email, phone="", title=chance.choice(_TITLES))


_Change = Callable[[Person, random.Random], Person | None]
_DUPLICATES: dict[str, _Change] = {
    "a second email address": _second_address,
    "a slip in the last name": _slip,
    "accents left out": _plain_letters,
    "a nickname": _nickname,
    "first and last name swapped": _swapped,
    "an initial for the first name": _initial,
    "another company, the same phone number": _other_company,
    "the company without its legal form": _company_form,
    "capitals, no email": _capitals,
}
_LOOK_ALIKES: dict[str, _Change] = {
    "the same name at another company": _namesake,
    "a relative at the same company and phone": _relative,
    "junior and senior": _junior,
    "a similar last name at the same company": _colleague,
}
