"""Tables without personal data, each with the reason.

A table may name a user as its author: that link is erased with the account and needs no entry.
"""

_TAXONOMY = "the taxonomy: functions, levels and words that all workspaces share"
_COUNTS = "counts and figures"
_MODEL = "a model, its figures, and keys of rows"
_JOB = "how far a job is"
_LINK = "a link between rows that are registered themselves"
_COMPANY = "numbers that stand for a company"

FREE: dict[str, str] = {
    **dict.fromkeys(
        ("auth.Permission", "auth.Group", "auth.Group_permissions", "contenttypes.ContentType"),
        "of Django: names of tables and permissions",
    ),
    **dict.fromkeys(("accounts.User_groups", "accounts.User_user_permissions"), _LINK),
    "socialaccount.SocialApp": "settings of an identity provider",
    "accounts.Workspace": "name of a company or team",
    "accounts.Member": "role of a user",
    "accounts.WorkspaceExport": "how far an export is; the file is among the files",
    **dict.fromkeys(
        (
            *("taxonomy.TaxonomyVersion", "taxonomy.TaxonomyDraft", "taxonomy.Department"),
            *("taxonomy.Function", "taxonomy.FormerSlug", "taxonomy.Level", "taxonomy.Industry"),
            *("taxonomy.RepresentativeTitle", "taxonomy.DictionaryEntry", "taxonomy.PhraseRule"),
            *("taxonomy.DictionaryEntry_functions", "taxonomy.PhraseRule_functions"),
            *("taxonomy.ConfusionCost", "taxonomy.OtherTool", "taxonomy.CrosswalkName"),
        ),
        _TAXONOMY,
    ),
    "taxonomy.DraftEffect": _COUNTS,
    "taxonomy.DraftEffectPart": "titles that a draft would relabel, computed again for each draft",
    **dict.fromkeys(
        (
            *("registry.Trial", "registry.TrialPart", "registry.Shadow", "registry.ShadowPart"),
            *("registry.ShadowDifference", "registry.Training", "registry.ModelVersion"),
            "registry.EncoderTrades",
        ),
        _MODEL,
    ),
    "leads.TitleLabel": "labels of a title",
    "leads.FacetChange": "keys of changed rows",
    "leads.FacetState": _JOB,
    "leads.SearchVisit": "when a user opened a search",
    "leads.PeopleColumns": "columns that a user wants to see",
    "leads.TitleSum": _COUNTS,
    "imports.ImportMade": "keys of companies and titles",
    **dict.fromkeys(
        (
            *("labelling.ChanceRun", "labelling.QueueRun", "labelling.Spread"),
            "labelling.Revision",
        ),
        _JOB,
    ),
    "labelling.TitleLease": "which title a user has open",
    "labelling.CarriedFunction": _LINK,
    "labelling.GroupedTitle": _LINK,
    "labelling.Doubt": "titles with labels that disagree, by key",
    "labelling.Correction_functions": _LINK,
    "labelling.LearnedTitle": _LINK,
    **dict.fromkeys(
        ("matching.DescriptionVector", "matching.CompanyVector", "matching.CompanyReading"),
        _COMPANY,
    ),
    **dict.fromkeys(
        ("matching.CampaignCompany", "matching.Seed", "matching.MapPlace", "matching.Dropped"),
        "companies of a campaign",
    ),
    "matching.Replay": _COUNTS,
    "matching.Region": "a step on many companies",
    **dict.fromkeys(("matching.Verdict", "matching.Verdict_reasons"), "verdicts on companies"),
    "matching.Lease": "which company a user has open",
    "replies.ReplyStep": "a step on many replies",
    **dict.fromkeys(
        (
            *("watching.WatchedUntil", "watching.DayProfile", "watching.ModelDay"),
            *("watching.HourFigure", "watching.Limit"),
        ),
        _COUNTS,
    ),
    "privacy.RetentionRun": _COUNTS,
    "watching.Delivery": "whether an alert was sent",
}
