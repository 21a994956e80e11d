"""Files and entries of Redis that a running product writes."""

from leadqual.privacy.register.entries import CONTACTS, REPLIERS, USERS, Files

_NONE = "nothing to erase"

FILES = (
    Files(
        place="uploads/imports/*",
        holds="uploaded contacts and companies",
        whose=(CONTACTS,),
        erased="a file that holds the person is deleted; the import stays and can be undone",
        kept="RETENTION_UPLOADS_DAYS",
    ),
    Files(
        place="uploads/suppression/*",
        holds="uploaded suppression lists",
        whose=(CONTACTS,),
        erased="lists that wait are read at once, which deletes the file",
        kept="until their lines are read, minutes after the upload",
    ),
    Files(
        place="facets/*",
        holds="contacts of large workspaces, as the search counts them",
        whose=(CONTACTS,),
        erased="written again without the person",
        kept="until they are written again",
    ),
    Files(
        place="indexes/*",
        holds="texts of companies of large workspaces",
        whose=(CONTACTS,),
        erased="deleted and written again where a company's text named the person",
        kept="until they are written again",
    ),
    Files(
        place="exports/*",
        holds="exports of a whole workspace: what its tables hold",
        whose=(CONTACTS, REPLIERS, USERS),
        erased="deleted, whoever is in them; one that is being written begins anew",
        kept="until the export expires",
    ),
    Files(
        place="email/*",
        holds="emails that the product wrote to files, for lack of an SMTP server",
        whose=(USERS, CONTACTS),
        erased="emails to the person are deleted where nobody has an account with the address",
        kept="RETENTION_EMAIL_DAYS",
    ),
    Files(
        place="logs/*",
        holds="",
        whose=(),
        erased=_NONE,
        kept="the last three starts; log lines carry keys of rows, never names or texts",
    ),
    Files(
        place="models/*",
        holds="",
        whose=(),
        erased="weights are not retrained; the next training no longer sees the person's replies",
        kept="until a model is deleted",
    ),
    Files(place="lab/*", holds="", whose=(), erased=_NONE, kept="until deleted by hand"),
    Files(place="static/*", holds="", whose=(), erased=_NONE, kept="until the next start"),
    Files(
        place="servers/*",
        holds="the files of Postgres and Redis: what the tables hold",
        whose=(CONTACTS, REPLIERS, USERS),
        erased="with the rows; see “What stays for a while”",
        kept="as the tables",
    ),
    Files(
        place="demo.json",
        holds="sign-in of the demo workspace",
        whose=(USERS,),
        erased=_NONE,
        kept="until `make clean`",
    ),
    Files(
        place="erasure.key",
        holds="",
        whose=(),
        erased=_NONE,
        kept="as long as the installation: without it erased people are not recognized",
    ),
    *(
        Files(place=name, holds="", whose=(), erased=_NONE, kept="while LeadQual runs here")
        for name in (
            *("run.json", "lock", "secret", "elsewhere.json", "beat-schedule*", "*.pid"),
            "settings*",
        )
    ),
)

REDIS = (
    Files(
        place="Redis: jobs and their schedule",
        holds="",
        whose=(),
        erased=_NONE,
        kept="until a job is done; jobs carry keys of rows only",
    ),
    Files(
        place="Redis: cached counts",
        holds="",
        whose=(),
        erased=_NONE,
        kept="at most a day",
    ),
    Files(
        place="Redis: sessions",
        holds="as the table of sessions",
        whose=(USERS,),
        erased="messages that name the person go from sessions of members",
        kept="two weeks after the last sign-in",
    ),
)
