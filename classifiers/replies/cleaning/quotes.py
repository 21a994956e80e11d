"""Where the quoted original begins: attribution lines and header blocks of common mail programs."""

import re

from mailparser_reply.constants import MAIL_LANGUAGES

# "On Monday, Ann Lee wrote:" in the languages of the product and their neighbors. The library's
# own patterns miss dates without a year and names without an address, so these come first.
_WROTE = (
    "wrote|schrieb|geschrieben|a écrit|écrit|escribió|escribio|escreveu|ha scritto|scrisse|schreef"
    "|skrev|skrifaði|napisał|napisała|napsal|napsala|napísal|napísala|kirjoitti|írta|yazdı|a scris"
    "|napisao|napisala|je napisal|je napisala|pisze|píše|написал|написала|пишет|написав|написала"
    "|пише"
    "|написа|έγραψε|kirjutas|rakstīja|rašė|parašė|va escriure|ha escrit|đã viết|menulis|sumulat"
    "|aliandika|كتب|كتبت|כתב|כתבה|כתבו|نوشت|نے لکھا|ने लिखा|লিখেছেন|எழுதியது|எழுதினார்"
)
# Scripts without spaces have no ends of words, and Indic ones end in signs that are no letters.
_WROTE_UNSPACED = (
    "写道|寫道|เขียนว่า|さん(?:は|が)?書きました|のメール|작성|लिखा|লিখেছেন|எழுதியது|எழுதினார்"
)
_OPENING = (
    "on|am|le|el|em|no dia|a|il|op|den|dnia|w dniu|dne|mon|tue|wed|thu|fri|sat|sun|vom|de"
    "|lun|mar|mer|jeu|ven|sam|dim|seg|ter|qua|qui|sex"
)
_ATTRIBUTION = re.compile(
    rf"^(?:{_OPENING})\b.{{0,240}}\b(?:{_WROTE})\b.{{0,120}}:\s*$"
    rf"|^.{{0,80}}[\w.+-]+@[\w.-]+.{{0,40}}\b(?:{_WROTE})\b(?:.{{0,20}}|\s?\(.{{0,60}}\)\s?):\s*$"
    rf"|^.{{0,120}}\d.{{0,120}}\b(?:{_WROTE})(?:\(a\))?\s?:\s*$"
    rf"|^.{{0,200}}[\d@].{{0,120}}(?:{_WROTE_UNSPACED}).{{0,20}}[:：]\s*$",
    re.IGNORECASE,
)
_FROM = (
    r"from|von|de|da|van|från|fra|frá|od|од|lähettäjä|от|від|kimden|remitente|expéditeur|feladó"
    r"|de la"
    r"|από|saatja|no|nuo|من|מאת|از|प्रेषक|প্রেরক|منجانب|அனுப்புநர்|จาก|từ|dari|daripada|mula kay"
    r"|差出人|送信者|보낸 사람|보낸사람|发件人|寄件者|kutoka|pošiljatelj|пошиљалац|šalje"
)
_OTHER = (
    "sent|date|to|subject|cc|reply-to|gesendet|datum|an|betreff|kopie|envoyé|à|objet|enviado"
    "|enviada"
    "|enviado el|enviado em|fecha|data|para|asunto|assunto|inviato|oggetto|a|verzonden|aan"
    "|onderwerp|skickat|till|ämne|sendt|til|emne|wysłano|do|temat|odesláno|komu|předmět"
    "|gönderme tarihi|konu|tarih|kime|címzett|tárgy|elküldve|dátum|sendt|dato|lähetetty"
    "|vastaanottaja|aihe"
    "|päivämäärä|kopio|sent|til|efni|dagsetning|odoslané|predmet|către|subiect|trimis|dată|до"
    "|относно"
    "|изпратено|дата|тема|кому|отправлено|надіслано|копия|копія|προς|θέμα|στάλθηκε|ημερομηνία|κοιν"
    "|za|poslano|datum|prima|primatelj|naslov|zadeva|шаље|послато|коме|предмет|прима|послато"
    "|датум|saadetud|adressaat|teema"
    "|kuupäev|kam|tēma|nosūtīts|datums|išsiųsta|gauna|إلى|الموضوع|التاريخ|تاريخ الإرسال|אל|נושא"
    "|נשלח|תאריך"
    "|به|موضوع|تاریخ|प्रति|विषय|दिनांक|প্রতি|বিষয়|তারিখ|بنام|பெறுநர்|பொருள்|தேதி|ถึง|เรื่อง"
    "|วันที่|ส่ง"
    "|đến|chủ đề|ngày|đã gửi|kepada|subjek|perihal|tanggal|tarikh|dikirim|dihantar|para kay|paksa"
    "|petsa"
    "|宛先|件名|送信日時|日時|받는 사람|받는사람|제목|날짜|보낸 날짜|收件人|收件者|主题|主旨|主題"
    "|日期|发送时间|寄件日期"
    "|kwa|mada|tarehe|iliyotumwa|enviat|assumpte"
)
_FROM_LINE = re.compile(rf"^\*?(?:{_FROM})\s?[:：]\*?\s*\S", re.IGNORECASE)
_OTHER_LINE = re.compile(rf"^\*?(?:{_OTHER})\s?(?::\*?(?:\s|$)|：)", re.IGNORECASE)
_DIVIDER = re.compile(
    r"^[-_=*\s]{3,}(?:original message|original appointment|forwarded message|forwarded by"
    r"|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht"
    r"|message d'origine|message d’origine|message original|message transféré|message transmis"
    r"|mensaje original|mensaje reenviado|mensagem original|mensagem encaminhada"
    r"|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht"
    r"|ursprungligt meddelande|oprindelig meddelelse|wiadomość oryginalna)\b"
    r"|^(?:begin forwarded message|anfang der weitergeleiteten|début du message réexpédié"
    r"|début du message transféré|inicio del mensaje reenviado"
    r"|início da mensagem encaminhada)\b.{0,60}$",
    re.IGNORECASE,
)
_DASHED_WORDS = re.compile(r"^-{4,}\s*[^\W\d][^-]{2,40}[^\W\d]\s*-{4,}$")
"""Words between dashes, as Outlook writes "Original message" in every language."""
_ENDS_WITH_COLON = re.compile(r"[:：]\s*$")
_SENDER_OR_DATE = re.compile(r"[@<\d]")
_HORIZONTAL_RULE = re.compile(r"^[_=*-]{20,}$")
QUOTED_LINE = re.compile(r"^\s*(?:>|\|\s)")
# Languages whose attribution the library knows and the pattern above does not.
_LIBRARY_ATTRIBUTIONS = tuple(
    re.compile(MAIL_LANGUAGES[language]["wrote_header"], re.IGNORECASE)
    for language in ("ja", "ko", "zh", "da", "sv", "cs", "pl", "nl", "it")
)
_LONGEST_LINE = 400


def quote_begins(lines: list[str], at: int) -> int:
    """Return how many lines the head of a quoted original takes at this place; 0 where none is."""
    line = lines[at].strip()
    if not line or len(line) > _LONGEST_LINE:
        return 0
    if _DIVIDER.match(line) or _DASHED_WORDS.match(line):
        return 1
    if _precedes_quoted_lines(lines, at):
        return 1
    if _is_header_block(lines, at) or (
        _HORIZONTAL_RULE.match(line) and _header_follows(lines, at + 1)
    ):
        return 1
    return _attribution_lines(lines, at)


def end_of_head(lines: list[str], start: int) -> int:
    """Return the first line below the head of a quote: headers, attribution, blank lines."""
    index = start
    while index < len(lines):
        line = lines[index].strip()
        taken = _attribution_lines(lines, index) if line else 1
        if not taken and (_OTHER_LINE.match(line) or _FROM_LINE.match(line)):
            taken = 1
        if not taken:
            break
        index += taken
    return index


def _precedes_quoted_lines(lines: list[str], at: int) -> bool:
    """Whether a line with a date or an address and a colon is right above marked lines."""
    line = lines[at].strip()
    if not (_ENDS_WITH_COLON.search(line) and _SENDER_OR_DATE.search(line)):
        return False
    below = next((other for other in lines[at + 1 : at + 3] if other.strip()), "")
    return bool(QUOTED_LINE.match(below))


def _attribution_lines(lines: list[str], at: int) -> int:
    """Mail programs wrap a long attribution over up to three lines."""
    for count in (1, 2, 3):
        parts = [part.strip() for part in lines[at : at + count]]
        if len(parts) < count or not all(parts):
            return 0
        joined = " ".join(parts)
        if len(joined) > _LONGEST_LINE:
            return 0
        if _ATTRIBUTION.match(joined) or any(
            known.match(joined) for known in _LIBRARY_ATTRIBUTIONS
        ):
            return count
        if re.search(r"[.!?]$", parts[-1]):  # A finished sentence is not half an attribution.
            return 0
    return 0


def _is_header_block(lines: list[str], at: int) -> bool:
    """A `From:` line counts only with two more header lines below it, or one and an address."""
    if not _FROM_LINE.match(lines[at].strip()):
        return False
    below = [line.strip() for line in lines[at + 1 : at + 7]]
    others = sum(bool(_OTHER_LINE.match(line)) for line in below[:5])
    return others >= 2 or (others >= 1 and ("@" in lines[at] or below[:1] != [""]))


def _header_follows(lines: list[str], start: int) -> bool:
    following = [
        index for index in range(start, min(start + 3, len(lines))) if lines[index].strip()
    ]
    return bool(following) and _is_header_block(lines, following[0])
