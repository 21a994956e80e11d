"""Words that say how other words belong together."""

IN_PLACE = frozenset({"in", "from", "across", "near", "aus", "en", "au", "aux", "de", "nach"})
BREAKS = frozenset(
    {
        *(
            "at",
            "in",
            "from",
            "with",
            "within",
            "across",
            "near",
            "whose",
            "working",
        ),
        *("bei", "aus", "mit", "chez", "dans", "avec", "en", "con", "based", "located", "which"),
    }
)
"""What a name of a job does not go beyond: a company or a place follows."""

SMALL_WORDS = frozenset(
    {
        *("a", "an", "the", "of", "for", "to", "and", "or", "our", "all", "any", "are", "is", "be"),
        *(
            "find",
            "who",
            "that",
            "show",
            "me",
            "list",
            "get",
            "us",
            "i",
            "want",
            "need",
            "looking",
            "give",
        ),
        *("people", "persons", "contacts", "someone", "anyone", "everyone", "person"),
        *("der", "die", "das", "den", "dem", "des", "und", "oder", "fur", "von", "vom", "zu", "im"),
        *("le", "la", "les", "du", "de", "d", "l", "et", "ou", "pour", "un", "une", "des"),
        *("el", "los", "las", "y", "o", "para", "por", "del", "da", "do", "dos", "di", "e", "il"),
        *("what", "which", "where", "how", "can", "do", "does", "on", "by", "as", "their", "its"),
    }
)
"""What nobody looks for beside other words, folded."""

COMPANY_NOUNS = frozenset(
    {
        *("companies", "company", "firms", "firm", "businesses", "business", "startups", "startup"),
        *("vendors", "vendor", "providers", "provider", "organizations", "organisations"),
        *("agencies", "brands", "manufacturers", "suppliers", "makers", "enterprises", "employers"),
        *("unternehmen", "firmen", "hersteller", "anbieter", "entreprises", "societes", "empresas"),
        *("aziende", "bedrijven", "corporations", "smbs", "smes", "scaleups"),
    }
)
"""Words for companies, folded."""

WHO_RUNS = (
    *(("who", verb) for verb in ("runs", "leads", "heads", "manages", "owns", "directs")),
    *(("people", "who", verb) for verb in ("run", "lead", "head", "manage", "own")),
    ("who", "is", "in", "charge", "of"),
    ("who", "is", "responsible", "for"),
    ("in", "charge", "of"),
    ("responsible", "for"),
    ("decision", "makers", "in"),
    ("decision", "makers", "for"),
    ("decision", "makers"),
)
"""Beginnings of questions for those who run something, folded; longer ones first."""

LEADERS = frozenset({"head", "heads", "leader", "leaders", "boss", "leiter", "chef"})
"""Words for those who run something, whatever their level is called, folded."""

STAFF = frozenset(
    {"people", "team", "teams", "staff", "everyone", "anyone", "leute", "mitarbeiter"}
)
"""Words for everybody who does some work, folded: the whole department is meant."""
