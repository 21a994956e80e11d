"""The verdict on one recipient of a delivery report, by its words and its code."""

import re
from enum import StrEnum

ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_HOST_NAMES = re.compile(
    r"(?:\bhost|\bmx|\bserver)\s+[\w-]+(?:\.[\w-]+)+(?:\s*\[[^\]\s]*\])?"
    r"|\bhost\s+\S+\s+said\b|https?://\S+|\bsmtp;|\bsaid\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"[<(\[\"']\s*[>)\]\"']")

_MAX_ANSWER = 10_000
_CODE = re.compile(r"(?<![\d.])[45]\.\d\.\d{1,3}(?!\.?\d)")
_ANSWER = re.compile(r"(?<![\d.:#-])([45]\d\d)(?=[ \-_#]|$)")
# After these comes what the last server said, before them what it may mean.
_ERROR = re.compile(
    r"(?:reported error|gemeldeter fehler|erreur signalée|error notificado) ?:"
    r"|remote server returned|the response (?:from the remote server )?was:",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"will (?:be )?(?:retr|keep trying|continue to try)|\bdelayed\b|temporar|warning message only"
    r"|gr[ae]y-?list|not yet been delivered",
    re.IGNORECASE,
)
# The list by which a server rejects, who we are to it, or what it takes the message for.
_REJECTS_SENDER = re.compile(
    r"""
    (?:block|black|deny|reject|sperr)[ -]?list | \b(?:dns|r)bls?\b
    | spamhaus|spamcop|sorbs\b|surbl|uribl
    | blocked[ ]using | (?<!not[ ])\blisted[ ](?:in|on|at|by|as)\b(?![ ]a[ ]best) | \bban(?:ned|s)\b
    | (?<![\w@/.-])(?:anti)?spam[a-z]*(?![\w@]|\.\w|-\w) | \bspm\b | \bjunk\b | \bube\b
    | unsolicited | suspici | reputation | mass[ ]mailer | \bbulk\b | complaints
    | open[ ](?:proxy|relay) | dynamic[ ]ip | (?:from|by|for)[ ]your[ ]ip | purported
    | from[ ]your[ ](?:(?:e-?mail[ ])?address|domain|server)
    | (?:unable[ ]to|unauthori[sz]ed)[ ]relay | rcpthosts | mismatch(?:es|ed)[ ](?:client|with)
    | resolve[ ]your[ ]
    | (?:bad|invalid|unknown|unverified|unroutable|unauthori[sz]ed)[ ](?:sender|ip|mail[ ]from)\b
    | rate[ -]limit | (?:ip|domain)[ ]frequency | \bip=\d | ask[ ]your[ ]postmaster
    | unauthenticated | \b(?:spf|dkim|dmarc|rdns|ptr)\b | sender[ ]policy[ ]framework
    | reverse[ ](?:dns|lookup|hostname) | \b(?:he|eh)lo\b[^\n]{0,30}?(?:reject|invalid|not[ ])
    | (?:authentication|authenticate)[ ](?:is[ ])?(?:check|requir|fail)\w*
    | failed[ ]to[ ]authenticate
    | not[ ](?:authori[sz]ed|allowed|permitted)[ ]to[ ](?:send|relay|submit|use)
    | (?:sender|sending|mail[ ]from|from[ ]address|return[- ]path|envelope[ ]from|client[ ]host
       |your[ ](?:ip|server|host|network|domain|organi[sz]ation|account|access
         |(?:e-?mail[ ])?address))\b
      (?:[^\n.;]|\.(?=\w)){0,60}?
      (?:reject|block|denied|refus|not[ ]|has[ ]no[ ]|n['’]t|verif|invalid|unknown|limit|disabled
        |listed)
    | (?:messages|mail|email|traffic|connections)[ ]from[ ][^\n]{0,60}?
      (?:reject|block|denied|refus|not[ ]|n['’]t)
    | (?:verification|callout)[ ]failed | daily[ ](?:\w+[ ]){0,2}(?:limit|quota) | send-?as-?denied
    | envelope[ ]blocked | blocked[ ]senders? | too[ ]many[ ](?:invalid[ ])?recipients
    | \b(?:mi|dt):[a-z]{3}\b | liste[ ]noire | lista[ ](?:negra|nera) | ч[её]рн\w+[ ]спис | \bспам
    | 垃圾 | 黑名[单單] | 迷惑メール | スパム | ブラックリスト | 스팸 | 차단
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OTHER_FAILURE = re.compile(
    r"""
    quota | (?:mailbox|inbox|mail[ ]?drop|account|postfach)[ ](?:is[ ]|has[ ]|ist[ ])?(?:full|voll)
    | storage | syntax | exceed
    | too[ ](?:large|big|long) | (?:maximum|max\.?)[ ](?:message[ ])?size
    | \bloop(?:s|ing)?\b | \bhops?\b | receiving[ ](?:e?-?mail|messages)[ ](?:too|at) | size[ ]limit
    | temporar | try[ ]again[ ]later | found,[ ]try[ ]again
    | out[ ]of[ ](?:disk[ ])?space | insufficient | virus | malware | infected
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MAILBOX_WORDS = (
    r"(?:users?|recipients?|mail[ ]?box(?:es)?|accounts?|address(?:es|ee)?|alias|person|customer"
    r"|inbox|local[ -]part)"
)
_DOES_NOT = r"(?:does[ ]?n[o'’]t|do[ ]?n[o'’]t)"
_GONE = re.compile(
    rf"""
    \b{_MAILBOX_WORDS}(?:[ ](?:is|was|are))?[ ]unknown
    | (?:unknown|non-?existent|bad)[- ](?:local[ ]|virtual[ ]|or[ ]illegal[ ]|e?-?mail[ ])?
      (?:{_MAILBOX_WORDS}|domain|hosts?)
    | \bno[ ]such[ ](?:local[ ]|e?-?mail[ ])?(?:{_MAILBOX_WORDS}|id|host|domain|name|here)
    | \bno[ ](?:valid[ ])?{_MAILBOX_WORDS}(?:[ ](?:here|by|with|of|found|available)|,)
    | \bno[ ]one[ ]at[ ]this
    | \b{_MAILBOX_WORDS}\b(?:(?![.;]\s)[^\n]){{0,90}}?
      (?:(?:{_DOES_NOT}|no[ ]longer|not)[ ]exist
        |(?:not|n['’]t|n['’]t[ ]be|could[ ]not[ ]be)[ ](?:found|known|listed|present|recogni[sz]ed)
        |not[ ](?:an?[ ])?(?:valid|active|known|local|member[ ]of[ ]domain)\b|missing[ ]home
        |no[ ]longer[ ](?:valid|active|available|on|in[ ]use|with|accept\w*)
        |\b(?:invalid|disabled|inactive|deactivated|suspend(?:ed)?|terminated)\b
        |(?:is|was|has[ ]been)[ ](?:now[ ])?
         (?:closed|deleted|removed|blocked|cancell?ed|locked|expired))
    | \b(?:invalid|disabled|inactive|deactivated|suspended)[ ](?:e?-?mail[ ])?{_MAILBOX_WORDS}
    | {_DOES_NOT}[ ]have[ ]an?[ ](?:\S+[ ])?account
    | not[ ]an?[ ](?:valid|known|active|local)[ ]{_MAILBOX_WORDS}
    | \b{_MAILBOX_WORDS}[ ](?:closed|deleted|removed|expired) | not[ ]our[ ]customer
    | possibly[ ]incorrect
    | recip(?:ient)?notfound | badrcptto | archived[ ]recipient
    | nosuchuser | nonexistentdomain | nxdomain | null[ ]?mx
    | unroute?able[ ](?:mail[ ]domain|address) | indicated[ ]no[ ]smtp[ ]service
    | \b(?:host|domain)\b[^\n]{{0,80}}?(?:not[ ]found|(?:{_DOES_NOT}|not|must)[ ]exist|\bunknown\b)
    | name[ ]or[ ]service[ ]not[ ]known
    | couldn['’]t[ ]find[ ]any[ ]host | no[ ]longer[ ]accepts[ ]mail
    | \#5\.1\.0[ ]address[ ]rejected
    | (?:empf\S{{1,2}}nger|benutzer|adress|postfach|konto)[^\n]{{0,60}}?
      (?:unbekannt|nicht[ ](?:gefunden|gültig|bekannt)|existiert[ ]nicht|deaktiviert|gesperrt
        |gelöscht)
    | unbekannter[ ](?:empf\S{{1,2}}nger|benutzer) | n['’]existe[ ](?:pas|plus) | n[oã]o?[ ]existe
    | inesistente | sconosciut | inconnu | desconocid | desconhecid | onbekend | bestaat[ ]niet
    | introuvable | non[ ]esiste | nie[ ]istnieje
    | \bn(?:o|on|ão)[ ](?:(?:è[ ]stat[oa]|foi|se|se[ ]ha)[ ])?(?:trovat|encontr)
    | d[ée]sactivé | (?:compte|adresse|bo[iî]te)[^\n]{{0,40}}?supprimé | dada?[ ]de[ ]baja
    | des(?:activ|ativ|habilit)ad[ao] | disattivat | disabilitat
    | не[ ](?:существует|найден) | заблокирован | нет[ ]так | отключ[её]н
    | 不存在 | 用户未找到 | 无此用户 | 存在し(?:ません|ない)
    | 見つかりません | 宛先不明 | 존재하지[ ]않
    """,
    re.IGNORECASE | re.VERBOSE,
)
_POLICY = re.compile(
    r"\bblocked\b|polic(?:y|ies)|\bdenied\b|(?<!connection )refus|prohibit"
    r"|local user only|not (?:allowed|permitted)|not authori[sz]ed"
    r"|(?:message|mail) (?:was )?(?:rejected|refused|not accepted)"
    r"|rejected (?:due|by|for|as)|abuse|forbidden|go away|no access"
    r"|(?:content|filter) reject|confirmation|restrict|unacceptable|security",
    re.IGNORECASE,
)
# What answers a command that names the sender, or speaks of the sender's address.
_ABOUT_SENDER = re.compile(
    r"(?:in reply to|after) (?:pipelined )?(?:mail from|[eh][he]lo)|from[ -]header|header[ -]from"
    r"|(?<!if )you are not|not subscri|list of (?:\w+ )?senders"
    r"|(?:dom[aií]\w+|adress\w*|indirizzo|direcci[óo]n|endereço|адрес|домен)"
    r" (?:de l['’]|d['’]|del |do )?"
    r"(?:exp[ée]diteur|[ée]metteur|remitente|remetente|mittente|отправителя)(?! ?:)"
    r"|absender(?:adress|domain)\w*(?! ?:)|(?:发件人|送信者|送信元)(?!\w{0,6} ?[:：])",
    re.IGNORECASE,
)
_ACCESS_DENIED = re.compile(r"recipient (?:address )?rejected: access denied", re.IGNORECASE)
_UNAVAILABLE = re.compile(
    r"(?:mailbox|account|recipient|user)[ <>:]+(?:is |currently )*(?:unavailable|not available)"
    r"|unavailable (?:mail )?user",
    re.IGNORECASE,
)
_GONE_CODES = {"1.1", "1.2", "1.10", "2.1"}
# Servers use these for addresses, too; all others mean what they say.
_GENERAL_CODES = {"", "0.0", "2.0", "3.0", "4.0", "4.1", "4.4", "4.310", "7.0", "7.1"}
_SENDER_CODES = {"1.7", "1.8"}
# Of the recipient's mailbox or of what a message needs, not of who we are.
_RECIPIENT_CODES = {f"7.{n}" for n in (2, 3, 4, 5, 6, 7, 15, 16, 17, 18, 19, 30)}


class Verdict(StrEnum):
    """What a server says of a recipient."""

    GONE = "gone"
    """The address does not exist or is switched off."""
    BLOCKED = "blocked"
    """The sender was rejected."""
    FAILED = "failed"
    """It failed for another reason: a full mailbox, the size, a loop, or none that is clear."""
    PASSING = "passing"
    """It was delayed, delivered or relayed."""


def verdict_of(words: str, status: str) -> Verdict:
    """Decide by words and code, as the module says.

    Args:
        words: of the server.
        status: field `Status`; empty where there is none.
    """
    words = _ERROR.split(words[:_MAX_ANSWER])[-1]
    code = next(iter(_CODE.findall(words)), "")
    answer = next(iter(_ANSWER.findall(words)), "")
    plain = without_names(words)
    is_failure = all(text.startswith("5") for text in (status, code or answer) if text)
    if not is_failure or (not status and _PASSING.search(plain)):
        return Verdict.PASSING
    # The words are those of the last server; the field may be what another one made of them.
    found = _verdict_by_words(plain, (code if code and code != "5.0.0" else status or code)[2:])
    is_of_sender = found == Verdict.GONE and _ABOUT_SENDER.search(plain)
    return Verdict.BLOCKED if is_of_sender else found


def _verdict_by_words(plain: str, code: str) -> Verdict:
    is_about_addresses = code in _GENERAL_CODES | _GONE_CODES or code.startswith(("1.", "5."))
    is_policy = code.startswith("7.") and code not in _RECIPIENT_CODES
    is_general_policy = is_policy and code in _GENERAL_CODES
    if _REJECTS_SENDER.search(plain) or code in _SENDER_CODES:
        return Verdict.BLOCKED
    if _OTHER_FAILURE.search(plain) and (is_general_policy or not is_policy):
        return Verdict.FAILED
    if is_about_addresses and _GONE.search(plain):
        return Verdict.GONE
    is_denied = bool(_ACCESS_DENIED.search(plain))
    if is_policy or (is_about_addresses and not is_denied and _POLICY.search(plain)):
        return Verdict.BLOCKED
    is_gone = code in _GONE_CODES or (code == "4.1" and is_denied)
    is_unavailable = is_about_addresses and bool(_UNAVAILABLE.search(plain))
    return Verdict.GONE if is_gone or is_unavailable else Verdict.FAILED


def without_names(words: str) -> str:
    """Return words without addresses and hosts: a name such as spam.example means nothing."""
    return " ".join(_EMPTY.sub(" ", _HOST_NAMES.sub(" ", ADDRESS.sub(" ", words))).split())
