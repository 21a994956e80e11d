"""Columns that say who must not be contacted, by the names of exporters in many languages."""

from leadqual.imports.columns.guessing import guess_mapping
from leadqual.imports.columns.opt_outs import (
    find_opt_outs,
    is_plain_opt_out,
    means_opt_out,
    opt_out_field,
)

STOP, GO = "do_not_contact", "may_contact"


def test_a_column_is_known_by_the_name_that_its_exporter_uses() -> None:
    for name, field in [
        ("Do Not Call", STOP),  # Salesforce, Zoho, SugarCRM
        ("DoNotCall", STOP),
        ("Email Opt Out", STOP),
        ("HasOptedOutOfEmail", STOP),
        ("Do_Not_Contact__c", STOP),
        ("doNotContact", STOP),  # Mautic
        ("Unsubscribed from all email", STOP),  # HubSpot
        ("Opted out of email", STOP),
        ("Do not allow Emails", STOP),  # Dynamics 365
        ("donotbulkemail", STOP),
        ("Is Unsubscribed", STOP),  # SharpSpring
        ("EMAIL_BLACKLISTED", STOP),  # Brevo
        ("UNSUB_TIME", STOP),  # Mailchimp
        ("Unsubscribed", STOP),
        ("dnc", STOP),
        ("suppressed", STOP),
        ("Person - Do not contact", STOP),
        ("Nicht kontaktieren", STOP),
        ("Ne pas contacter", STOP),
        ("no llamar", STOP),
        ("Non contattare", STOP),
        ("Não contactar", STOP),
        ("Niet contacteren", STOP),
        ("Nie kontaktować", STOP),
        ("Kontakta inte", STOP),
        ("Må ikke kontaktes", STOP),
        ("Kontakt ikke", STOP),
        ("Älä ota yhteyttä", STOP),
        ("Nekontaktovat", STOP),
        ("Leiratkozott", STOP),
        ("Dezabonat", STOP),
        ("İletişim kurmayın", STOP),
        ("Не беспокоить", STOP),
        ("Μην επικοινωνείτε", STOP),
        ("配信停止", STOP),
        ("请勿联系", STOP),
        ("수신거부", STOP),
        ("لا تتصل", STOP),
        ("Subscribed", GO),
        ("Email Opt In", GO),
        ("Accepts Email Marketing", GO),  # Shopify
        ("Send Marketing Materials", GO),  # Dynamics 365
        ("Einwilligung", GO),
        ("Do not contact reason", ""),
        ("Contact", ""),
        ("Subscription type", ""),
        ("Fax Opt Out Date", ""),
    ]:
        assert opt_out_field(name) == field


def test_a_name_that_says_less_is_believed_with_its_values() -> None:
    for name, values, field in [
        ("Opted out of email: One to One", ["true"], STOP),  # HubSpot, one for each subscription
        ("Opted out of email: One to One", ["because of the price"], ""),
        ("Person - Marketing status", ["Subscribed", "No consent", "Unsubscribed"], STOP),
        ("Email status", ["Verified", "Guessed"], ""),
        ("Email status", [], ""),
        ("Status", ["Active", "Unsubscribed", "Bounced"], STOP),  # ActiveCampaign
        ("GDPR Opt Out", ["Yes", "", "No"], STOP),
        ("Is Opt Out", ["1", "0"], STOP),
        ("Opted Out Email", ["true", "false"], STOP),
        ("Opt out of marketing", ["no", "yes"], STOP),
        ("Email opt-out (Y/N)", ["Y", "N"], STOP),
        ("Do not contact (GDPR)", ["x"], STOP),
        ("DND", ["true", "false"], STOP),  # GoHighLevel
        ("Mobile DNC", ["true", "false"], STOP),  # Cognism
        ("Do not contact via email", ["no"], STOP),
        ("Unsubscribe from All", ["Yes", "No"], STOP),
        ("Keine E-Mails zulassen", ["Zulassen", "Nicht zulassen"], STOP),  # Dynamics 365
        ("Désinscrit de tous les e-mails", ["Oui", "Non"], STOP),  # HubSpot
        ("Von allen E-Mails abgemeldet", ["Ja", "Nein"], STOP),
        ("Får ej kontaktas", ["Ja", "Nej"], STOP),
        ("メール配信停止", ["はい"], STOP),
        ("メールオプトアウト", ["はい", "いいえ"], STOP),
        ("Consentement RGPD", ["Oui", "Non"], GO),
        ("Consenso GDPR", ["Sì", "No"], GO),
        ("Zgoda na marketing", ["Tak", "Nie"], GO),
        ("E-posta izni", ["Evet", "Hayır"], GO),
        ("KVKK onayı", ["Evet", "Hayır"], GO),
        ("Marketing allowed", ["yes", "no"], GO),
        ("No consent given", ["yes", "no"], STOP),
        ("Opt out reason", ["too many emails"], ""),
        ("Consent source", ["web", "event"], ""),
        ("Blog newsletter consent", ["yes", "no"], ""),
        ("is_active_subscriber", ["0", "1"], GO),
        ("メール配信", ["可", "不可"], GO),
        ("メール配信可否", ["許可", "拒否"], GO),
        ("メール配信停止", ["いいえ", "はい"], STOP),
        ("メール配信", ["春号", "夏号"], ""),
        ("Cookie consent", ["yes", "no"], ""),
        ("Consent manager used", ["OneTrust", "Cookiebot"], ""),
        ("Status", ["Active", "In preparation"], ""),  # Of a record.
        ("Canceló la suscripción a todos los correos", ["true"], STOP),
        ("May we contact you about future events?", ["Yes", "No"], GO),
        ("メール送信除外", ["0", "1"], STOP),
        ("Status", ["New", "Do Not Contact", "Contacted"], ""),  # Of a sale, which says so, too.
    ]:
        assert opt_out_field(name, values) == field


def test_a_file_may_have_several_and_none_is_taken_for_another_field() -> None:
    header = ["Email", "Do Not Call", "Email Opt Out", "Subscribed", "Status"]
    rows = [["ann@acme.example", "0", "1", "no", "New"]]

    found = [one.field for one in guess_mapping("contacts", header, rows)]

    assert found == ["email", STOP, STOP, GO, "status"]


def test_yes_and_no_are_read_in_many_languages_and_the_other_way_round() -> None:
    for yes, no in [
        *[("Yes", "No"), ("TRUE", "FALSE"), ("1", "0"), ("Y", "n"), ("x", "off"), ("✓", "✗")],
        *[("Ja", "Nein"), ("WAHR", "FALSCH"), ("Oui", "Non"), ("VRAI", "FAUX"), ("Sí", "No")],
        *[("VERDADERO", "FALSO"), ("Sì", "No"), ("VERO", "FALSO"), ("Sim", "Não")],
        *[("ja", "nee"), ("WAAR", "ONWAAR"), ("Tak", "Nie"), ("PRAWDA", "FAŁSZ"), ("Ja", "Nej")],
        *[("Ja", "Nei"), ("Kyllä", "Ei"), ("TOSI", "EPÄTOSI"), ("Ano", "Ne"), ("Áno", "Nie")],
        *[("Igen", "Nem"), ("IGAZ", "HAMIS"), ("Da", "Nu"), ("Evet", "Hayır"), ("DOĞRU", "YANLIŞ")],
        *[("Да", "Нет"), ("ИСТИНА", "ЛОЖЬ"), ("Так", "Ні"), ("Ναι", "Όχι"), ("Taip", "Ne")],
        *[("Jā", "Nē"), ("Jah", "Ei"), ("はい", "いいえ"), ("是", "否"), ("예", "아니요")],
        *[("نعم", "لا"), ("כן", "לא"), ("Có", "Không"), ("Ya", "Tidak")],
    ]:
        assert [means_opt_out(STOP, yes), means_opt_out(STOP, no)] == [True, False]
        assert [means_opt_out(GO, yes), means_opt_out(GO, no)] == [False, True]


def test_words_mean_the_same_whatever_the_column_is_called() -> None:
    for field in [STOP, GO]:
        for stop in (
            "Unsubscribed",
            "Opted-out",
            "Do Not Allow",
            "No consent",
            "abgemeldet",
            "DNC",
        ):
            assert means_opt_out(field, stop) is True, stop
        for stop in ("unsubscribed 2024-03-01", "opt-out (GDPR)", "abgemel\u200bdet am 3.4.2024"):
            assert means_opt_out(field, stop) is True, stop
        for go in (
            "Opted in on 2024-03-01",
            "subscribed 1/3/24",
            "Subscribed",
            "Opted in",
            "Allow",
            "Abonné",
            "May be contacted",
        ):
            assert means_opt_out(field, go) is False, go


def test_a_day_is_that_of_opting_out_or_in() -> None:
    for day in ("2024-03-01", "2024-03-01 10:00:00", "01.03.2024", "3/1/24", "1709251200"):
        assert [means_opt_out(STOP, day), means_opt_out(GO, day)] == [True, False], day
    for answer in ("yes, 2024-03-01", "ja (seit 1.3.2024)", "Oui\u00a0le 01/03/2024"):
        assert [means_opt_out(STOP, answer), means_opt_out(GO, answer)] == [True, False], answer
    for answer in ("no since 2024-03-01", "nein\u200b, 1.3.2024"):
        assert [means_opt_out(STOP, answer), means_opt_out(GO, answer)] == [False, True], answer


def test_day_zero_of_a_database_says_nothing() -> None:
    for cell in [
        "0000-00-00 00:00:00",
        "0000-00-00",
        "1970-01-01T00:00:00Z",
        "1900-01-00",
        "00/00/0000",
    ]:
        assert means_opt_out(STOP, cell) is False
        assert means_opt_out(GO, cell) is False


def test_what_is_neither_is_not_guessed() -> None:
    for cell in ["no newsletter", "maybe", "yes and no", "2", "ask Ben", "call only", "ja, aber"]:
        assert means_opt_out(STOP, cell) is None
        assert means_opt_out(GO, cell) is None


def test_plain_words_are_opt_outs_in_any_cell_and_tag() -> None:
    for cell in [
        *(
            "blocklisted",
            "Blacklisted",
            "UNSUBSCRIBED",
            "Opted-out",
            "do_not_email",
            "DoNotContact",
        ),
        *("DNC", "Suppressed", "Complained", "Spam complaint", "Hard bounced", "Revoked consent"),
        *("abgemeldet", "Désabonné", "dado de baja", "disiscritto", "uitgeschreven", "Wypisany"),
        *("unsubscribed 2024-03-01", "Unsubscribed on 1 March 2024", "abgemeldet am 3.4.2024"),
        *("désabonné le 03/04/2024", "dado de baja el 3/4/2024", "disiscritto dal 03.04.2024"),
        *("descadastrado em 3 de abril de 2024", "uitgeschreven op 3-4-2024", "wypisany od 2024"),
        *("avregistrerad 2024-04-03", "afmeldt den 3. april 2024", "odhlášen dne 3.4.2024"),
        *(
            "отписан с 03.04.2024",
            "2024年4月3日 配信停止",
            "配信停止（2024/04/03）",
            "退订 2024-04-03",
        ),
        *("2024-03-01T10:00:00Z unsubscribed", "opt-out (GDPR)", "status: unsubscribed"),
        *("Email status = Unsubscribed", "Kunde hat sich abgemeldet", "do not contact: yes"),
        *("un\u200bsub\u00adscribed", "opted\u00a0out", "\ufeffDo\u202fnot\u2007contact\u2060"),
        *("(Do not call!)", "VIP; Do not contact", '["unsubscribed"]', "отписан", "配信停止"),
    ]:
        assert is_plain_opt_out(cell), cell
    for cell in [
        *("VIP, blocked, Baja", "Donald", "No email", "enabled", "declined", "Robinson", ""),
        *(
            "no",
            "0",
            "false",
            "不可",
            "拒否",
            "no 2024-03-01",
            "not unsubscribed",
            "never opted out",
        ),
        *("nicht abgemeldet", "unsubscribed: no", "Do not contact before 2025", "2024-03-01"),
        "Asked whether customers who have unsubscribed may be called by the sales team of the shop",
    ]:
        assert not is_plain_opt_out(cell), cell


def test_a_word_of_several_meanings_counts_among_words_about_contact() -> None:
    for name, values, found in [
        ("Situación", {"activo", "Baja", ""}, {"Baja"}),
        ("List", {"subscribed", "cleaned"}, {"cleaned"}),
        ("Status", {"regular", "Blocked"}, {"Blocked"}),
        ("Demanda", {"Alta", "Media", "Baja"}, set()),
        ("Prioridad", {"Alta", "Baja"}, set()),
        ("Webinar", {"accepted", "declined", "pending"}, set()),
    ]:
        assert find_opt_outs(name, values) == found


def test_values_of_such_columns_are_opt_outs() -> None:
    for cell in ["0", "false", "No"]:
        assert means_opt_out(GO, cell) is True
    for cell in ["不可", "拒否", "不要", "配信停止"]:
        assert means_opt_out(GO, cell) is True
    for cell in ["可", "許可", "希望する"]:
        assert means_opt_out(GO, cell) is False
