"""What a delivery report says of each recipient; `read_report` is the one place that decides.

Fields of RFC 3464 where a report has them, else the words of the server: "<ann@x.example>: 550
5.1.1 User unknown". The words decide with the code, as servers do not agree on codes (RFC 3463 and
the registry of IANA). In this order:

1. A 4.x.x, 2.x.x, a delay or a delivery says nothing against the address.
2. Words that reject the sender or call it spam (block list, reputation, SPF) win over any code:
   "5.1.1 blocked using Spamhaus" is about us, and so is "User unknown" in answer to MAIL FROM.
3. A full mailbox, a loop, a size or a temporary fault is neither.
4. Clear words that the address does not exist or is switched off count with a code about addresses,
   a general one, or a general policy code ("550 5.7.1 No such user", as Yandex says it). A code of
   its own kind (5.3.4, 5.7.26) stands.
5. Words of a policy ("denied", "restricted") say more than a code about addresses.
6. Then the code: 5.1.1, 5.1.2, 5.1.10 and 5.2.1 mean that the address is gone. "Mailbox
   unavailable" without a word of policy does, too, and "Recipient address rejected: Access denied"
   with 5.4.1, as Exchange Online says it. What is left says nothing against the address.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

FAILED_RECIPIENTS = "x-failed-recipients"
"""Header with the addresses that failed, as some servers write it; anybody can."""
MAX_ADDRESSES = 20
MAX_WORDS = 300
_MAX_CHARACTERS = 200_000
_MAX_ANSWER = 10_000
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_MACHINE = re.compile(
    r"(?:mail(?:er)?[-_.]?daemon|postmaster|double-bounce|bounces?|mail-?delivery(?:-?\w+)?"
    r"|microsoftexchange[0-9a-f]{16,})@",
    re.IGNORECASE,
)

_BLOCK = re.compile(r"\n[ \t]*\n+")
_UNFOLD = re.compile(r"\r?\n[ \t]+")
_TO = re.compile(r"(?im)^[> ]*(?:to|cc):(.*)$")
_SUBJECT = re.compile(r"(?im)^[> ]*subject:(.*)$")
_MESSAGE_ID = re.compile(r"(?im)^[> ]*message-id:\s*(<[^<>\s]{1,290}>)")
_RECIPIENT = re.compile(
    r"(?im)^(?:original|final)-recipient:(?:[^;\n]*;)?\s*<?([^\s<>;]+@[^\s<>;]+)"
)
_FIELD = re.compile(r"(?im)^(action|status|diagnostic-code):[ \t]*(.*)$")
_TAG = re.compile(r"<(?!\S+@)[^<>]*>")
_COPY = re.compile(
    r"(?im)^.{0,20}(?:copy of (?:the|your) message|original message(?! was received| details)"
    r"|unsent message)"
    r"|^>?[ \t]*(?:received|return-path|message-id):"
)
_HEAD = re.compile(
    r"(?im)^[ \t>*-]*(?:recipient(?: address)?:|to:)?[ \t]*<?([\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)>?"
    r"(?=[ \t:,(]|\.?[ \t]*$)"
)
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_CODE = re.compile(r"(?<![\d.])[45]\.\d\.\d{1,3}(?!\.?\d)")
_ANSWER = re.compile(r"(?<![\d.:#-])([45]\d\d)(?=[ \-_#]|$)")
_LETTERS = re.compile(r"[^\W\d_]{3}.*[^\W\d_]{3}", re.DOTALL)
_NAMES = re.compile(
    r"(?:\bhost|\bmx|\bserver)\s+[\w-]+(?:\.[\w-]+)+(?:\s*\[[^\]\s]*\])?"
    r"|\bhost\s+\S+\s+said\b|https?://\S+|\bsmtp;|\bsaid\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"[<(\[\"']\s*[>)\]\"']")
# Behind these stands what the last server said, before them what it may mean.
_ERROR = re.compile(
    r"(?:reported error|gemeldeter fehler|erreur signalée|error notificado) ?:"
    r"|remote server returned|the response (?:from the remote server )?was:",
    re.IGNORECASE,
)
_SAYS_SO = re.compile(
    r"\b[45]\.\d{1,3}\.\d{1,3}\b|\b[45]\d\d\b|fail|undeliver|n[o'’]t (?:be )?deliver|permanent"
    r"|return(?:ed|ing)|reject|unable to|unzustellbar|nicht zugestellt|не доставлен|退信",
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
_NEITHER = re.compile(
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
_WHO = (
    r"(?:users?|recipients?|mail[ ]?box(?:es)?|accounts?|address(?:es|ee)?|alias|person|customer"
    r"|inbox|local[ -]part)"
)
_DOES_NOT = r"(?:does[ ]?n[o'’]t|do[ ]?n[o'’]t)"
_GONE = re.compile(
    rf"""
    \b{_WHO}(?:[ ](?:is|was|are))?[ ]unknown
    | (?:unknown|non-?existent|bad)[- ](?:local[ ]|virtual[ ]|or[ ]illegal[ ]|e?-?mail[ ])?
      (?:{_WHO}|domain|hosts?)
    | \bno[ ]such[ ](?:local[ ]|e?-?mail[ ])?(?:{_WHO}|id|host|domain|name|here)
    | \bno[ ](?:valid[ ])?{_WHO}(?:[ ](?:here|by|with|of|found|available)|,)
    | \bno[ ]one[ ]at[ ]this
    | \b{_WHO}\b(?:(?![.;]\s)[^\n]){{0,90}}?
      (?:(?:{_DOES_NOT}|no[ ]longer|not)[ ]exist
        |(?:not|n['’]t|n['’]t[ ]be|could[ ]not[ ]be)[ ](?:found|known|listed|present|recogni[sz]ed)
        |not[ ](?:an?[ ])?(?:valid|active|known|local|member[ ]of[ ]domain)\b|missing[ ]home
        |no[ ]longer[ ](?:valid|active|available|on|in[ ]use|with|accept\w*)
        |\b(?:invalid|disabled|inactive|deactivated|suspend(?:ed)?|terminated)\b
        |(?:is|was|has[ ]been)[ ](?:now[ ])?
         (?:closed|deleted|removed|blocked|cancell?ed|locked|expired))
    | \b(?:invalid|disabled|inactive|deactivated|suspended)[ ](?:e?-?mail[ ])?{_WHO}
    | {_DOES_NOT}[ ]have[ ]an?[ ](?:\S+[ ])?account
    | not[ ]an?[ ](?:valid|known|active|local)[ ]{_WHO}
    | \b{_WHO}[ ](?:closed|deleted|removed|expired) | not[ ]our[ ]customer | possibly[ ]incorrect
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
_OF_SENDER = re.compile(
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
_IS_GONE = {"1.1", "1.2", "1.10", "2.1"}
# Servers use these for addresses, too; all others mean what they say.
_GENERAL = {"", "0.0", "2.0", "3.0", "4.0", "4.1", "4.4", "4.310", "7.0", "7.1"}
_IS_SENDER = {"1.7", "1.8"}
# Of the recipient's mailbox or of what a message needs, not of who we are.
_NOT_OF_SENDER = {f"7.{n}" for n in (2, 3, 4, 5, 6, 7, 15, 16, 17, 18, 19, 30)}
_AUTOMATIC = re.compile(
    r"^\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|svar)"
    r"|autoreply|out of (?:the )?office|ooo\b|abwesenheit|automatische antwort"
    r"|abwesend|reponse automatique|absence|absent"
    r"|respuesta automatica|fuera de (?:la )?oficina|ausente|ausencia|resposta automatica"
    r"|fora do escritorio|risposta automatica|fuori ufficio|automatisch antwoord|afwezig|autosvar)"
)
REPLY_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|antw|sv|res|rif|vs|odp|fwd?|wg|tr|rv|enc)(?:\[\d+\])?\s?:|re\b)"
)
_ANSWERS = re.compile(
    r"^\s*(?:(?:re|aw|antw|sv|res|rif|vs|odp|fwd?|wg|tr|rv|enc|r|i|ynt|ilt|rep|ref|atb|va|sfb|doorst"
    r"|отв|ответ|на|απ|σχετ|回复|回覆|答复|返信|转发|轉寄|転送|회신|전달|رد|השב|תשובה)"
    r"(?:\[\d+\])?\s?[:：]\s*)+"
)
_BY_PROGRAM = frozenset(
    {"", "no subject", "kein betreff", "ohne betreff", "sans objet", "sin asunto"}
)
_BREAK = re.compile(r"\s(?:[-–—|/]|//|>>|--)\s")


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


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """A recipient of a delivery report.

    Args:
        addresses: the one written to and the one forwarded to, in lower case; often the same.
        words: of the server, without addresses.
    """

    addresses: Sequence[str]
    verdict: Verdict
    words: str


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A delivery report, and the message that came back with it.

    Args:
        is_from_server: whether it has no envelope sender or comes from the address of a server.
        receivers: addresses of To and Cc of the returned message, in lower case.
        subject: its subject, as it stands in the header.
        message_ids: that the returned message has.
    """

    recipients: Sequence[FailedRecipient]
    is_from_server: bool
    receivers: Sequence[str] = ()
    subject: str = ""
    message_ids: Sequence[str] = ()


def read_report(
    text: str,
    *,
    sender: str,
    failed: str = "",
    fields: str = "",
    returned: str = "",
    has_envelope_sender: bool = True,
) -> DeliveryReport | None:
    """Read a delivery report; None where a message is none.

    Args:
        text: what the message says, plain or HTML; a copy of the returned message may stand below.
        sender: address it comes from; only words of a server are read.
        failed: value of the header `X-Failed-Recipients`.
        fields: content of its part `message/delivery-status`.
        returned: headers of the returned message.
        has_envelope_sender: False with "Return-Path: <>".
    """
    is_machine = bool(_MACHINE.match(sender.strip()))
    if not (is_machine or failed or fields):
        return None
    words, copy = _split(text[:_MAX_CHARACTERS])
    headers = _UNFOLD.sub(" ", returned[:_MAX_CHARACTERS] or copy)
    receivers = _addresses(" ".join(_TO.findall(headers)))
    recipients = list(islice(_in_fields(fields[:_MAX_CHARACTERS], words), MAX_ADDRESSES))
    if not recipients and (failed or is_machine):
        named = _named(words, failed) or receivers
        recipients = _in_words(words, [one for one in named if one != sender.lower()], bool(failed))
    if not recipients:
        return None
    return DeliveryReport(
        recipients,
        is_from_server=is_machine or not has_envelope_sender,
        receivers=receivers,
        subject=next(iter(_SUBJECT.findall(headers)), "").strip(),
        message_ids=_MESSAGE_ID.findall(headers)[:3],
    )


# Where it says so.


def _split(text: str) -> tuple[str, str]:
    """Return what a server says, and the copy of the message below it."""
    if "</" in text:
        text = _TAG.sub(" ", text)
    found = _COPY.search(text)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def _addresses(text: str) -> list[str]:
    found = (match.group().rstrip(".").lower() for match in _ADDRESS.finditer(text))
    return list(dict.fromkeys(found))[:MAX_ADDRESSES]


def _in_fields(fields: str, text: str) -> Iterator[FailedRecipient]:
    for block in _BLOCK.split(_UNFOLD.sub(" ", fields.replace("\r\n", "\n"))):
        if addresses := list(dict.fromkeys(a.lower() for a in _RECIPIENT.findall(block))):
            found = {name.lower(): value.strip() for name, value in _FIELD.findall(block)}
            status = next(iter(_STATUS.findall(found.get("status", ""))), "")
            words = found.get("diagnostic-code", "")
            if not _LETTERS.search(_without_names(words)):
                words = f"{words} {_about(text, addresses)}"
            action = found.get("action", "failed").split()[:1]
            is_failure = action in ([], ["failed"]) or action[0].lower().startswith("fail")
            verdict = _verdict(words, status) if is_failure else Verdict.PASSING
            yield FailedRecipient(addresses, verdict, _shown(words))


def _named(text: str, failed: str) -> list[str]:
    """Return the addresses that a server names, those that begin a line before all others."""
    return _addresses(failed) or _addresses("\n".join(_HEAD.findall(text))) or _addresses(text)


def _in_words(text: str, named: Sequence[str], is_failure: bool) -> list[FailedRecipient]:
    """Return the recipients whose delivery failed, each with the words behind the address."""
    found = []
    for address in named:
        words = _about(text, [address])
        verdict = _verdict(words, "")
        if is_failure or verdict == Verdict.GONE or _SAYS_SO.search(text):
            found.append(FailedRecipient([address], verdict, _shown(words)))
    return found


def _about(text: str, addresses: Sequence[str]) -> str:
    """Return the part of a text behind the line that begins with an address, or all of it."""
    heads = list(_HEAD.finditer(text))
    for at, head in enumerate(heads):
        others = (one.start() for one in heads[at + 1 :] if one.group(1) != head.group(1))
        if head.group(1).lower() in addresses:
            part = text[head.end() : next(others, len(text))]
            return part if _LETTERS.search(_without_names(part)) else text
    return text


# What the words and the code mean.


def _verdict(words: str, status: str) -> Verdict:
    """Decide by words and code, as the module says.

    Args:
        words: of the server.
        status: field `Status`; empty where there is none.
    """
    words = _ERROR.split(words[:_MAX_ANSWER])[-1]
    code = next(iter(_CODE.findall(words)), "")
    answer = next(iter(_ANSWER.findall(words)), "")
    plain = _without_names(words)
    is_failure = all(one.startswith("5") for one in (status, code or answer) if one)
    if not is_failure or (not status and _PASSING.search(plain)):
        return Verdict.PASSING
    # The words are those of the last server; the field may be what another one made of them.
    found = _by_words(plain, (code if code and code != "5.0.0" else status or code)[2:])
    is_of_sender = found == Verdict.GONE and _OF_SENDER.search(plain)
    return Verdict.BLOCKED if is_of_sender else found


def _by_words(plain: str, code: str) -> Verdict:
    is_about_addresses = code in _GENERAL | _IS_GONE or code.startswith(("1.", "5."))
    is_policy = code.startswith("7.") and code not in _NOT_OF_SENDER
    is_general_policy = is_policy and code in _GENERAL
    if _REJECTS_SENDER.search(plain) or code in _IS_SENDER:
        return Verdict.BLOCKED
    if _NEITHER.search(plain) and (is_general_policy or not is_policy):
        return Verdict.FAILED
    if is_about_addresses and _GONE.search(plain):
        return Verdict.GONE
    is_denied = bool(_ACCESS_DENIED.search(plain))
    if is_policy or (is_about_addresses and not is_denied and _POLICY.search(plain)):
        return Verdict.BLOCKED
    is_gone = code in _IS_GONE or (code == "4.1" and is_denied)
    is_unavailable = is_about_addresses and bool(_UNAVAILABLE.search(plain))
    return Verdict.GONE if is_gone or is_unavailable else Verdict.FAILED


def _without_names(words: str) -> str:
    """Return words without addresses and hosts: a name such as spam.example means nothing."""
    return " ".join(_EMPTY.sub(" ", _NAMES.sub(" ", _ADDRESS.sub(" ", words))).split())


def _shown(words: str) -> str:
    return " ".join(_ADDRESS.sub("…", words).split())[:MAX_WORDS]


# What the subject of an email says by itself: an answer, or a notice of absence.


"""What stands before the subject of an answer, folded."""


def own_words_of(folded: str) -> str:
    """Return what a folded subject says beside the one that it answers; mostly nothing.

    A subject that begins a thread is the writer's own; of an answer, what stands behind a dash may
    be: "Re: Pumps - call me".
    """
    head = _ANSWERS.sub("", folded).strip()
    if head.strip("()[]<> ") in _BY_PROGRAM or is_automatic_subject(folded):
        return ""
    if head == folded.strip():
        return head
    return head if _BREAK.search(head) else ""


def is_automatic_subject(folded: str) -> bool:
    """Whether a folded subject is one that mail programs put on notices of absence."""
    return bool(_AUTOMATIC.search(folded))
