"""Phrases around a request to stop that change whether somebody looks, and never what is said.

Denied: "do not remove me" asks for the opposite of what its words ask for, "you have not removed
me" repeats it; which of the two only a person tells. Weak: "please don't follow up" hardly differs
from a plain refusal, but is not to be filed unseen. Both in folded text, see `phrases.fold`.
"""

import re

_DENIED = re.compile(
    r"""
    (?:\b(?:not|never|dont|wont|no\s+need)|n't)\s+
      (?:(?:ever|even|think|thinking|of|want|wanted|wish|need|to|be|been|ask|asked|like|dare|yet|i|you
        |we|me|us|going|planning|meant?|intend|just|simply|under|any|circumstances)\s+){0,6}
      (?:(?:unsubscrib|remov|delet|stop|cancel|strik|discontinu)\w*
        |(?:tak(?:e|en|ing)|leav(?:e|ing)|left)\s+(?:[\w']+\s+){0,2}off|opt(?:ing|ed)?[ -]?out)\b
    | \bwhy\s+(?:did|have)\s+(?:you|these|they)\s+stop\w* | \bput\s+(?:me|us)\s+back
    # German
    | \b(?:nicht|nie|niemals)\s+(?:\w+\s+){0,3}?(?:abmeld|abgemeld|austrag|ausgetrag|losch|gelosch
        |entfern|aufhor|streich|gestrich|abbestell)\w*
    | \b(?:losch|entfern|streich|nehm|trag|werf)\w*\s+(?:(?:sie|bitte)\s+)?
        (?:mich|uns|(?:mein|unser)\w*\s+\w+)\s+(?:[\w']+\s+){0,2}?(?:nicht|nie|niemals)\b
    | \bhor\w*\s+(?:(?:sie|bitte)\s+){0,2}(?:nicht|nie|niemals)\b
    # French
    | \b(?:ne\s+|n')(?:(?:me|nous|vous|pas|plus|jamais|veux|voulons|souhaite\w*|desire)\s+|m'){0,4}
        (?:etre\s+)?(?:retir|supprim|desabonn|desinscri|enlev|ray|effac|arret|cess)\w*
    # Spanish
    | \bno\s+(?:(?:me|nos|quiero|queremos|deseo|deseamos|pedi|se)\s+){0,3}(?:ser\s+)?
        (?:elimin|borr|quit|saqu|retir|cancel|suprim|par[ea]n?\b|dej\w*\s+de)\w*
    | \bno\s+(?:(?:me|nos|quiero|queremos|deseo|pedi)\s+){0,2}(?:dar|den|de)(?:me|nos)?\s+
        (?:de\s+)?baja
    # Portuguese
    | \bnao\s+(?:(?:me|nos|quero|queremos|desejo|pedi|os|o|as|a|ser)\s+){0,3}(?:remov|retir|tir|apag
        |exclu|elimin|cancel|descadastr|desinscr|par(?:e|em|ar)\b|deix\w*\s+de)\w*
    """,
    re.VERBOSE,
)
_IF = re.compile(r"\b(?:if|unless|until|falls|wenn|bis|si|se|tant que)\b[^.!?]{0,40}$")
"""A threat: whoever says what happens otherwise asks to stop."""
_LONGEST_IF = 60
_WEAK = re.compile(
    r"""
    (?:\b(?:do\s+not|dont|never)|\bdon't)\s+(?:(?:please|ever|bother|try|to)\s+)*
      (?:follow\w*[ -]?up|chas\w+|reach\w*\s+out|(?:writ|contact|e-?mail|mail|messag|call|ping
        |approach)\w*\s+(?:me|us|back|again|to\s+(?:me|us)))\b
    # German
    | \b(?:nicht|nie)\s+(?:(?:mehr|wieder|noch\s+einmal)\s+)?
        (?:nachfass|nachhak|anschreib|kontaktier)\w*
    | \b(?:schreib|meld|kontaktier|ruf)\w*\s+(?:sie\s+)?(?:mir|mich|uns|sich)\s+(?:bitte\s+)?
        nicht\s+(?:mehr|wieder|nochmal)\b
    # French
    | \bne\s+(?:(?:pas|plus)\s+)?(?:(?:me|nous)\s+|m')(?:relanc|recontact|ecri)\w*
    | \binutile\s+de\s+(?:me\s+|nous\s+|m')(?:relanc|recontact|ecri)\w*
    # Spanish
    | \bno\s+(?:(?:me|nos)\s+)?vuelv\w+\s+a\s+(?:escrib|contact|llam|envi|mand|molest)\w*
    # Portuguese
    | \bnao\s+(?:(?:me|nos)\s+)?(?:volt|torn)\w+\s+a\s+(?:(?:me|nos)\s+)?
        (?:escrev|contact|ligar|envi|mand|incomod)\w*
    """,
    re.VERBOSE,
)


def denied_stop(folded: str) -> str:
    """Return the words that deny a request to stop; empty where none do, or in a threat."""
    for match in _DENIED.finditer(folded):
        if not _IF.search(folded[max(0, match.start() - _LONGEST_IF) : match.start()]):
            return match.group()
    return ""


def weak_stop(folded: str) -> str:
    """Return the words that may ask not to be written to again; empty where none do."""
    match = _WEAK.search(folded)
    return match.group() if match else ""
