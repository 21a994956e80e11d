"""Replies that ask for their data, or for its erasure (GDPR Art. 15 and 17), found by rules.

Precision first: "remove me from your list" asks to stop and is no request to erase. Both may be in
one reply. Only what the person newly wrote may be given: footers of emails speak of these rights.
"""

import re
from collections.abc import Sequence
from functools import cache

from classifiers.core.text import DATA, is_written_without_spaces, read_table
from classifiers.replies.rules.phrases import fold

ERASURE_WORDS = DATA / "replies/erasure.csv"
"""For each language: words for deleting, and words for one's own data."""
ACCESS, ERASURE = "access", "erasure"

_LAW = (
    r"(?:gdpr|ds-?gvo|rgpd|r\.g\.p\.d\.|avg|rodo|eu-dsgvo|dataskyddsförordning\w*|gdpr-\w+"
    r"|databeskyttelsesforordning\w*|personvernforordning\w*|tietosuoja-asetu\w*|κανονισμ\w*|гдпр)"
)
_ARTICLE = (
    r"(?:\bart(?:icle|icolul|ikel|ikkel|ículo|igo|icolo|ikla|ykuł\w*|\.)?|\bčl(?:\.|ánk\w*|ena?)?"
    r"|\bčlan\w*"
    r"|\bчл(?:\.|ана?|ен)?|\bст(?:\.|ать\w+)|\bάρθρο\w*|\bmadde|\bstraipsn\w*|\bpant\w*"
    r"|\bartikl\w*)"
    r"\s*\.?\s*{number}\b(?!\d)|\b{number}\.?\s*(?:artikl\w*|cikk\w*|pant\w*|straipsn\w*|madde\w*)"
)
_MY_DATA = r"(?:all (?:of )?)?(?:my|our)\s+(?:\w+\s+){0,2}(?:data|information|records)\b"

# Who asks what a product does with data is no person who wants to be forgotten.
_ABOUT_THE_PRODUCT = re.compile(
    r"\b(?:your (?:tool|platform|software|product|system|solution|app)\b.{0,60}\?"
    r"|after (?:the|our|a) (?:trial|contract|subscription)"
    r"|(?:how|does|do|kann|wie) \w+ (?:\w+ )?(?:tool|platform|software|product|lösung|plattform)"
    r"|do you (?:delete|erase)|how do you|when do you|warehouse|data cent(?:er|re)s?)",
    re.IGNORECASE,
)
_ABOUT_LIST = re.compile(
    r"\bfrom (?:your|the|this) (?:mailing |email |contact )?list\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?。])\s+(?=[A-ZÀ-ÝА-ЯΑ-Ω¿¡])|\n\s*\n")
_SPACES = re.compile(r"\s+")
_MAX_CHARACTERS = 20_000
_MAX_DISTANCE = 60
# Chinese, Japanese, Korean and Thai mark no words.
_UNSPACED = re.compile(
    "|".join(
        f"(?:{delete}).{{0,20}}(?:{data})|(?:{data}).{{0,20}}(?:{delete})"
        for delete, data in (
            (
                "删除|刪除|删掉|刪掉|清除|抹除",
                "(?:我|本人|我们|我們)的?(?:所有|全部|个人|個人)*(?:信息|数据|資料|资料|資訊|個資)",
            ),
            ("删除|刪除|清除", "个人信息|个人数据|個人資料|個資"),
            ("削除|消去|抹消", "個人情報|個人データ|私の(?:データ|情報)|当社の(?:データ|情報)"),
            ("삭제|파기|지워", "개인정보|제 정보|저의 정보|내 정보|제 데이터"),
            ("ลบ|ทำลาย", "ข้อมูลส่วนบุคคล|ข้อมูลของ(?:ผม|ฉัน|ดิฉัน|เรา|บริษัท)|ข้อมูลทั้งหมดของ"),
        )
    )
)
"""Header that says that a message went to an address for such requests; see `asks_by_address`."""


def _law_pattern(number: int) -> str:
    article = _ARTICLE.format(number=number)
    return rf"(?:{article}).{{0,40}}\b{_LAW}\b|\b{_LAW}\b.{{0,40}}(?:{article})"


_ERASURE = (
    _law_pattern(17),
    # English
    r"\bright (?:to be forgotten|to erasure|of erasure)\b",
    rf"\b(?:delete|erase|wipe|purge|destroy|remove|deletion of|erasure of)\b.{{0,25}}{_MY_DATA}",
    rf"{_MY_DATA}.{{0,40}}\b(?:deleted|erased|wiped|purged|destroyed)\b",
    r"\b(?:delete|erase|purge)\b.{0,40}\b(?:about|on) me\b",
    # German
    r"\b(?:lösch\w*|loesch\w*|vernicht\w*)\b.{0,40}\b(?:meine[rn]?|unsere[rn]?)\b.{0,30}\bdaten\b",
    r"\b(?:meine|unsere|alle|sämtliche)\b.{0,40}\bdaten\b.{0,60}\b(?:ge)?(?:lösch|loesch)\w*",
    r"\brecht auf (?:vergessenwerden|löschung)\b",
    r"\blöschung\b.{0,30}\b(?:meiner|unserer|aller|sämtlicher)\b.{0,30}\bdaten\b",
    # French
    r"\b(?:supprim\w+|effac\w+|suppression|effacement)\b.{0,30}\b(?:mes|nos)\s+(?:données|donnees)",
    r"\bdroit (?:à|a) l['’ ]?\s*(?:effacement|oubli)\b",
    # Spanish, Portuguese, Italian
    r"\b(?:elimin\w+|borr\w+|suprim\w+|supresión|cancel\w+)\b.{0,30}\bmis\s+datos\b",
    r"\bderecho (?:de supresión|a la supresión|al olvido)\b",
    r"\b(?:elimin\w+|apag\w+|exclu\w+|remo\w+|delet\w+)\b.{0,30}\b(?:d?os )?meus\s+dados\b",
    r"\bdireito (?:ao esquecimento|ao apagamento|à eliminação)\b",
    r"\b(?:cancell\w+|elimin\w+)\b.{0,30}\bmiei\s+dati\b",
    r"\bdiritto all['’]\s*(?:oblio|cancellazione)\b",
    # Dutch, Danish, Norwegian, Swedish
    r"\bverwijder\w*\b.{0,30}\bmijn\s+(?:persoons)?gegevens\b",
    r"\bmijn\s+(?:persoons)?gegevens\b.{0,40}\bverwijder\w*",
    r"\brecht op (?:vergetelheid|gegevenswissing)\b",
    r"\bslet\w*\b.{0,30}\bmine\s+(?:person)?(?:data|oplysninger|opplysninger)",
    r"\bradera\b.{0,30}\bmina\s+(?:person)?uppgifter\b",
    # Polish, Romanian, Turkish, Greek, Russian
    r"\busu[nń]\w*\b.{0,30}\b(?:moje|moich)\s+(?:\w+\s+)?dan\w+",
    r"\b[sșş]terge\w*\b.{0,30}\bdatele\s+mele\b",
    r"\bverilerimi\w*\b.{0,30}\bsil\w*",
    r"\bδιαγρ\w+.{0,30}δεδομ\w+\s+μου\b",
    r"\bудал\w+.{0,30}\b(?:мои|моих)\s+(?:\w+\s+)?данн\w+",
)
_ACCESS = (
    _law_pattern(15),
    # English
    r"\bsubject access request\b|\bdsar\b|\bright of access\b",
    (
        r"\b(?:copy of|all(?: the)?|what|which|any)\b.{0,40}\b(?:data|information)\b.{0,30}"
        r"\byou\b.{0,20}\b(?:hold|have|store|stored|process|keep)\b.{0,30}"
        r"\b(?:about|on|concerning|regarding) me\b"
    ),
    r"\bcopy of (?:all )?(?:my|the) personal (?:data|information)\b",
    # German
    r"\b(?:selbstauskunft|auskunftsersuchen|auskunftsanspruch|datenauskunft|auskunftsrecht)\b",
    r"\bauskunft\b.{0,60}\b(?:gespeichert\w*|meine[rn]?|mich)\b.{0,40}\bdaten\b",
    r"\bwelche\b.{0,30}\bdaten\b.{0,40}\b(?:über mich|von mir|zu meiner person)\b",
    # French
    r"\bdroit d['’]\s*acc[eè]s\b",
    (
        r"\b(?:quelles|copie de|toutes les|l['’]ensemble des)\b.{0,30}\bdonn[eé]es\b.{0,50}"
        r"\b(?:me concernant|sur moi|à mon sujet)\b"
    ),
    r"\bcopie de mes donn[eé]es\b",
    # Spanish, Portuguese, Italian
    r"\bderecho de acceso\b|\bcopia de mis datos\b",
    r"\bqu[eé] datos\b.{0,40}\b(?:sobre mí|sobre mi|míos)\b",
    r"\bdireito de acesso\b|\bcópia dos meus dados\b",
    r"\b(?:que|quais) dados\b.{0,40}\bsobre mim\b",
    r"\bdiritto di accesso\b|\bcopia dei miei dati\b",
    # Dutch, Polish
    r"\binzageverzoek\b|\brecht op inzage\b",
    r"\bprawo dostępu do\b.{0,20}\bdanych\b",
)


def _compiled(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_PATTERNS = {ACCESS: _compiled(_ACCESS), ERASURE: _compiled(_ERASURE)}
"""Characters between a word for deleting and one's own data, in either order."""


@cache
def _erasure_pattern() -> re.Pattern[str]:
    """Words for deleting near words for one's own data, of one language each, in folded text."""
    parts = []
    for row in read_table(ERASURE_WORDS):
        delete = _alternatives(row["delete"].split())
        data = _alternatives(row["data"].split("|"))
        parts.append(
            rf"{delete}.{{0,{_MAX_DISTANCE}}}?{data}|{data}.{{0,{_MAX_DISTANCE}}}?{delete}"
        )
    return re.compile("|".join(parts))


def _alternatives(words: Sequence[str]) -> str:
    found = (re.escape(fold(word)).replace(r"\*", r"\w*") for word in words)
    return rf"(?<!\w)(?:{'|'.join(found)})(?!\w)"


def _asks_to_delete(text: str) -> bool:
    if is_written_without_spaces(text) and _UNSPACED.search(text):
        return True
    return bool(_erasure_pattern().search(fold(text)))


def privacy_requests(written: str) -> frozenset[str]:
    """Return what a person asks for: `access` and `erasure`; mostly nothing."""
    found: set[str] = set()
    for sentence in _SENTENCE.split(written[:_MAX_CHARACTERS]):
        text = _SPACES.sub(" ", sentence)
        if _ABOUT_THE_PRODUCT.search(text):
            continue
        found.update(kind for kind, pattern in _PATTERNS.items() if pattern.search(text))
        if _asks_to_delete(text):
            found.add(ERASURE)
        if ERASURE in found and _ABOUT_LIST.search(text) and " data" not in text.lower():
            found.discard(ERASURE)
    return frozenset(found)
