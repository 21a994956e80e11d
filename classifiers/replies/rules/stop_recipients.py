"""Whom a request to stop is for: its writer, or somebody else whom the reply names.

Only in the languages that the model was taught: in all others a person reads what asks to stop.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from classifiers.replies.rules.phrases import fold, load_phrases
from classifiers.replies.rules.proposals import ADDRESS, NamedContact, name_at
from classifiers.replies.rules.stop_words import possible_stop

_CAPITAL = r"[^\W\d_a-zß-ÿ][\w'’-]+"
_NAME = rf"{_CAPITAL}(?:\s+(?:(?:de|da|do|del|di|van|von|der|den)\s+)*{_CAPITAL}){{0,2}}"
_CLAUSE = re.compile(
    r"(?:[.!?](?=\s|$)|[;,–—\n]|(?i:\b(?:but|instead|rather|sondern|aber|stattdessen|plutôt"
    r"|sino|pero|mai?s(?!\s+(?:a|à|al|aos?|o|de|para|e-?mails?|correos|mensa\w+)\b)"
    r"|and (?:please )?(?:write|e-?mail|contact|call|talk|send|use|ask|reach)"
    r"|und (?:schreiben|wenden|kontaktieren)|et (?:écrivez|contactez)|y (?:escrib|contact)\w*"
    r"|e (?:escrev|contat|contact)\w*)\b))"
)
# "My boss asks, to be left alone": what is asked for stays with who asks.
_ASKS_COMMA = re.compile(r"(?i)\b(bittet|bat|gebeten|asks|asked|pide|prie|pede)((?:\s+\w+){0,2}),")
_SHORTENED = re.compile(r"(?i)\b(mr|mrs|ms|dr|hr|fr|m|mme|mlle|sr|sra)\.")
_NO_CONTACT = re.compile(
    r"\b(?:do not|don'?t|never|no longer)\s+(?:\w+\s+){0,2}?(?:e-?mail|contact|writ|call"
    r"|messag|bother|send)\w*"
    r"|\b(?:nicht|nie|keine)\b.{0,40}\b(?:schreib|kontaktier|anschreib|angeschrieben|mail)\w*"
    r"|\b(?:schreib|kontaktier)\w*\b.{0,40}\b(?:nicht|nie)\b"
    r"|\bne\s+(?:\w+\s+){0,2}(?:ecri|contact|envoy|appel)\w*"
    r"|\b(?:no|nao)\s+(?:\w+\s+)?(?:escrib|escrev|contact|contat|envi|llam)\w*"
)
# The writer, as who is to be left alone; folded.
_WRITER = re.compile(
    r"\b(?:me|us|myself|ourselves|mich|mir|uns|moi|nous|mi|nos)\b|\bm'"
    r"|\b(?:my|our|this|mein\w*|unser\w*|mon|ma|mes|notre|mi|mis|nuestr\w+|meus?|minhas?|noss\w+)\s+"
    r"(?:own\s+)?(?:e-?mail\w*|mail\w*|address\w*|adress\w*|name|namen|inbox|postfach|data|daten"
    r"|details|number|nummer|contact\w*|account|konto|profile|record|entry|company|firma|firm"
    r"|unternehmen|domain|subscription|nom|donnees|numero|societe|entreprise|boite|correo|direccion"
    r"|datos|nombre|empresa|endereco|dados|nome|contato)\b(?!'s)(?!\s+of\b)"
    r"|\b\w+(?:ez|en|an|ar|er|ir|em)-?(?:me|nos|moi|nous)\b"
)
_PERSON = (
    r"(?:boss|bosses|colleagues?|co-?workers?|manager|ceo|cfo|cto|director|head|wife|husband|father"
    r"|mother|dad|mum|mom|son|daughter|brother|sister|partner|assistante?|team ?mates?|staff"
    r"|employees?|secretary|supervisor|predecessor|friends?|clients?|customers?|chef\w*|kolleg\w+"
    r"|vorgesetzt\w+"
    r"|gesch[aä]ftsf[uü]hr\w+|mitarbeit\w+|a(?:ss|s)isten\w+|vorg[aä]nger\w*|sekret[aä]r\w+"
    r"|frau|mann|vater|mutter|sohn|tochter|bruder|schwester|coll[eè]gues?|patron\w*|responsable|directeur|directrice"
    r"|femme|mari|p[eè]re|m[eè]re|jef[ea]s?|compa[nñ]er[oa]s?|coleg[ao]s?|director\w*|gerente|espos[oa]"
    r"|padre|madre|hij[oa]|chefe|diretor\w*|marido|mulher|pai|m[aã]e|filh[oa]|soci[oa])"
)
_RELATION_OF_WRITER = re.compile(
    r"\b(?:my|our|mein\w*|unser\w*|mon|ma|mes|notre|nos|mi|mis|nuestr\w+|meus?|minhas?|noss\w+)\s+"
    rf"(?:[\w-]+\s+){{0,2}}?{_PERSON}\b"
)
_WAS_ASKED = re.compile(r"\b(?:told|asked|asks|tells) (?:me|us)\b")
_PRONOUN = re.compile(r"\b(?:him|her|ihn|ihm)\b")
# Of whoever is named before: "ya no trabaja aquí, bórrenlo". They may stand for an address, too.
_PRONOUN_AT_VERB = re.compile(
    r"\b(?:le|la|lui|l')\s*\w+(?:er|ir|re)\b|\w[ernm]-?[ln][oae]\b|\wa-l[oa]\b"
)
_TITLE = (
    r"(?i:\b(?:mr|mrs|ms|miss|dr|herrn?|frau|m|mme|mlle|monsieur|madame|sr|sra|senora?|señora?"
    r"|senhora?|don|doña|dona)\b\.?)"
)
_TITLED = re.compile(rf"{_TITLE}\s+({_NAME})")
# Behind a verb; German writes nouns with capitals, too, so that there two words have to be a name.
_NAME_AFTER_VERB = re.compile(
    r"(?i:\b(?:remov|delet|unsubscrib|tak|contact|email|e-mail|mail|call|messag|bother|drop|exclud"
    r"|eras|pester|spamm)(?:e|ing|s)?|\bwrit(?:e|ing)\s+to|\bsend(?:ing)?\s+(?:\w+\s+){0,2}to"
    r"|\b(?:retir|supprim|desinscri|désinscri|enlev|effac)\w*|\b(?:écri\w+|contacte\w*)\s+(?:plus\s+)?à"
    r"|\b(?:elimin|quit|borr|suprim|remov|retir|exclu|apagu)\w*(?:\s+a[o]?)?"
    r"|\b(?:escrib\w+|contact\w+|den de baja|escrev\w+)\s+(?:más\s+|mais\s+)?(?:a|al|para|ao?)"
    r")\s+"
    rf"({_NAME})"
)
_GERMAN = re.compile(
    r"(?i:\b(?:entfern|lösch|nehm|streich|trag|schreib|kontaktier)\w*\s+sie)\s+"
    r"((?!\S*(?i:mail|adress|daten|verteil|list|newsletter|werbung))"
    r"[A-ZÄÖÜ][\w'’-]+\s+[A-ZÄÖÜ][\w'’-]+)(?=\s)"
)
_REFUSES = (
    r"(?:(?:has|have|had)\s+(?:\w+\s+)?(?:asked|requested|told|opted|unsubscribed)|asked|asks"
    r"|requested|requests|wants|wishes|prefers|would\s+(?:like|prefer|rather)|does\s*n.t\s+(?:want|wish)"
    r"|does\s+not\s+(?:want|wish)|no longer\s+w\w+|opted|möchte|will|wünscht"
    r"|hat\s+(?:darum\s+)?gebeten|bittet|ne\s+(?:veut|souhaite|désire)|souhaite|demande|a\s+demandé|préfère"
    r"|no\s+(?:quiere|desea)|ha\s+pedido|pidió|pide|solicita|não\s+(?:quer|deseja)|pediu|pede|solicitou)\b"
)
_NO_NAME = (
    rf"(?!(?i:{_PERSON}"
    r"|i|we|you|please|he|she|it|they|this|that|who|my|our|ich|wir|sie|er|bitte|je|nous|il|elle"
    r"|mein\w*|unser\w*|mon|ma|notre|mi|nuestr\w+|meus?|minhas?|noss\w+"
    r"|yo|nosotros|eu|nós|él|ella|ele|ela|everyone|nobody|management|company)\b)"
)
_NAME_REFUSES = re.compile(rf"(?:^|\s){_NO_NAME}({_NAME})\s+(?i:{_REFUSES})")
_PRONOUN_REFUSES = re.compile(
    rf"\b(?:he|she|er|il|elle|el|ella|ele|ela)\s+{fold(_REFUSES)}", re.IGNORECASE
)
_PERSON_NAMED = re.compile(rf"(?i:\b{_PERSON})\s+({_NAME})")
_NO_PERSON = re.compile(
    r"(?i)\b(?:gmbh|ag|ltd|llc|inc|corp|sarl|sas|s\.?a|lists?|emails?|mails?|spam|newsletters?"
    r"|adress\w*|address\w*|daten|data|verteiler|listen?|werbung|kontakt\w*)\b"
)


@dataclass(frozen=True, slots=True)
class StopForOther:
    """A request to stop that is for somebody else than its writer.

    Args:
        named: who it is, as far as the reply says.
    """

    words: str
    named: NamedContact


def stop_for_other(written: str, *, own: Collection[str] = ()) -> StopForOther | None:
    """Return for whom a reply asks to stop if that is not its writer; None for the writer, or none.

    Where one part of a reply asks for its writer, the whole reply does.

    Args:
        written: what the person newly wrote.
        own: addresses of the writer, in lower case.
    """
    clauses = list(_clauses(written))
    stops = [clause for clause in clauses if _asks_to_stop(clause)]
    has_left = any(map(_names_departed, clauses))
    if not stops or not all(_is_for_other(clause, own, has_left=has_left) for clause in stops):
        return None
    words = stops[0]
    email = next((other for clause in stops for other in _other_addresses(clause, own)), "")
    name = next(filter(None, map(_name_in, stops)), "") or _name_in(written)
    first, _, last = " ".join(name.split()).partition(" ")
    if email and not name:
        first, last = name_at(email, [])
    return StopForOther(" ".join(words.split()), NamedContact(first, last, email))


def _asks_to_stop(clause: str) -> bool:
    folded = fold(clause)
    phrases = load_phrases().in_folded(folded, group="stop_certain")
    return bool(possible_stop(clause) or phrases or _NO_CONTACT.search(folded))


def _names_departed(clause: str) -> bool:
    departure = load_phrases().in_folded(fold(clause), group="left_company")
    return bool(departure and _name_in(clause))


def _clauses(written: str) -> Iterator[str]:
    for clause in _CLAUSE.split(_ASKS_COMMA.sub(r"\1\2", _SHORTENED.sub(r"\1", written))):
        if clause.strip():
            yield clause.strip()


def _is_for_other(clause: str, own: Collection[str], *, has_left: bool) -> bool:
    folded = fold(ADDRESS.sub(" ", clause))
    refuses = _NAME_REFUSES.search(clause) or _PRONOUN_REFUSES.search(folded)
    person = _RELATION_OF_WRITER.search(folded)
    if _WRITER.search(_WAS_ASKED.sub(" ", _RELATION_OF_WRITER.sub(" ", folded))):
        return False
    pronoun = _PRONOUN.search(folded) or (has_left and _PRONOUN_AT_VERB.search(folded))
    return bool(refuses or person or pronoun or _name_in(clause) or _other_addresses(clause, own))


def _other_addresses(clause: str, own: Collection[str]) -> list[str]:
    found = (match.group().rstrip(".").lower() for match in ADDRESS.finditer(clause))
    return [address for address in found if own and address not in own]


def _name_in(text: str) -> str:
    """Return the name of somebody else in a text; empty where there is none."""
    if text.isupper():
        return ""
    plain = ADDRESS.sub(" ", text)
    for pattern in (_TITLED, _PERSON_NAMED, _NAME_REFUSES, _GERMAN, _NAME_AFTER_VERB):
        match = pattern.search(plain)
        if match and not _NO_PERSON.search(match.group(1)):
            return match.group(1).removesuffix("'s").removesuffix("’s")
    return ""
