"""Words of searches that connect other words, folded."""

PLACE_PREPOSITIONS = frozenset(
    {"in", "from", "across", "near", "aus", "en", "au", "aux", "de", "nach"}
)
BREAK_WORDS = frozenset(
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
"""Words that end a job title: a company or place follows."""
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
"""Words that are ignored next to others, folded."""
OR_OPERATORS = frozenset({"OR", "|", "||"})
"""Words that join what is on both sides, as they are typed."""
OR_WORDS = frozenset({"or", "oder", "ou"})
"""Words that join two jobs, folded."""
AND_WORDS = frozenset({"and", "und", "et", "y", "e", "nor"})
"""Words between the values of a list, folded."""
NEGATION_WORDS = frozenset(
    {
        *("not", "no", "without", "except", "excluding", "excl"),
        *("nicht", "kein", "keine", "ohne", "ausser", "pas", "sans", "sauf", "sin", "excepto"),
    }
)
"""Words that exclude what follows, folded."""
COMPANY_NOUNS = frozenset(
    {
        *("companies", "company", "firms", "firm", "businesses", "business", "startups", "startup"),
        *("vendors", "vendor", "providers", "provider", "organizations", "organisations"),
        *("agencies", "brands", "manufacturers", "suppliers", "makers", "enterprises", "employers"),
        *("unternehmen", "firmen", "hersteller", "anbieter", "entreprises", "societes", "empresas"),
        *("aziende", "bedrijven", "corporations", "smbs", "smes", "scaleups"),
        *("competitors", "alternatives", "lookalikes"),
    }
)
"""Words for companies, folded."""
LEADER_QUESTIONS = (
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
"""Beginnings of questions for people who run something, folded; longer ones first."""
LEADER_WORDS = frozenset(
    {"head", "heads", "leader", "leaders", "boss", "leiter", "leiterin", "chef"}
)
"""Words for people who run something, at any level, folded."""
GERMAN_LEADER_ENDINGS = ("leiter", "leiterin")
"""Ends of German words for them: "Vertriebsleiter"."""
STAFF_WORDS = frozenset(
    {"people", "team", "teams", "staff", "everyone", "anyone", "leute", "mitarbeiter"}
)
"""Words for everybody in some line of work, folded: they mean the whole department."""
