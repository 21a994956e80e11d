"""The certain cases: requests to stop, absence, other mail of machines."""

from classifiers.replies.cleaning.clean import clean
from classifiers.replies.rules.intent_rules import Decision, ReplyRules
from classifiers.replies.rules.phrases import fold
from classifiers.replies.rules.stop_recipients import stop_for_other
from classifiers.replies.rules.stop_words import possible_stop
from tests.growth import assert_grows_no_faster

RULES = ReplyRules()


def decide(text: str, subject: str = "Re: Offer", **headers: str) -> Decision | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RULES.decide(clean(text), subject=subject, headers=named)


def test_a_request_to_stop_is_noticed() -> None:
    for text in [
        "Please remove me from your list.",
        "unsubscribe",
        "STOP",
        "Stop, please!",
        "Lose my address.",
        "Too dear. And take us off your list while you are at it.",
        "Bitte nehmen Sie mich aus dem Verteiler.",
        "Löschen Sie meine Daten.",
        "Merci de me désinscrire.",
        "Retirez-moi de votre liste.",
        "Dejen de escribirme.",
        "Por favor, denme de baja: quiero dar de baja este correo.",
        "Parem de me mandar e-mails.",
        "Quero descadastrar este endereço.",
    ]:
        decision = decide(text)

        assert RULES.asks_to_stop(text) or (decision and decision.intent == "unsubscribe")


def test_stop_alone_is_certain() -> None:
    for text in ["unsubscribe", "STOP", "Stop, please!"]:
        decision = decide(text)

        assert decision is not None
        assert decision.intent == "unsubscribe"


def test_what_only_sounds_like_stopping_is_left_to_the_model() -> None:
    for text in [
        "Please don't stop, I love these.",
        "Don't unsubscribe me, they make my Monday.",
        "Ne me désinscrivez surtout pas !",
        "No deje de escribirme, por favor.",
        "Não parem de escrever, adoro.",
        "Bitte nicht abmelden, ich lese das gern.",
        "Dont ever take me off this list, it is the only sensible thing in here.",
        "Please never take us off, the drivers love it.",
        "Nehmen Sie mich bloß nicht aus dem Verteiler!",
        "Nunca dejen de mandarlo.",
        "Nunca parem de enviar, leio tudo.",
        "This one is not for us.",
        "No thanks, we have one.",
        "We stop by your booth on Friday.",
        "Does the pump stop by itself?",
    ]:
        assert decide(text) is None
        assert RULES.asks_to_stop(text) is None


def test_stop_words_in_signature_footer_or_quote_decide_nothing() -> None:
    text = (
        "Friday at ten is fine.\n\nBest regards,\nBo Ek\nTo unsubscribe click here\n\n"
        "On 5 Jan 2026, Ann wrote:\n> Reply STOP to opt out, or take me off your list"
    )

    assert decide(text) is None


def test_nothing_written_is_empty() -> None:
    decision = decide("\n> Demo on Tuesday?\n")

    assert decision is not None
    assert decision.intent == "empty_body"


def test_a_subject_alone_asks_to_stop() -> None:
    for subject in ["Unsubscribe", "unsubscribe me please", "Abmelden", "STOP"]:
        decision = decide("", subject)

        assert decision is not None
        assert decision.intent == "unsubscribe"
        assert decision.score > 0.99


def test_a_phrase_in_a_subject_alone_goes_to_a_person() -> None:
    decision = decide("", "Please remove me from your list")

    assert decision is not None
    assert decision.intent == "unsubscribe"
    assert decision.score < 0.9


def test_a_subject_of_an_answer_asks_for_nothing() -> None:
    decision = decide("", "Re: unsubscribe")

    assert decision is not None
    assert decision.intent == "empty_body"


def test_an_automatic_notice_of_absence_comes_first() -> None:
    for subject, text in [
        ("Automatic reply: Offer", "I am out of the office until 3 May."),
        ("Abwesenheitsnotiz: Angebot", "Ich bin im Urlaub und ab dem 3. Mai wieder da."),
        ("Réponse automatique : Offre", "Je suis absente jusqu'au 3 mai."),
        ("Respuesta automática: Oferta", "Estoy de vacaciones, vuelvo el 3 de mayo."),
        ("Resposta automática: Oferta", "Estou de férias, volto dia 3."),
        ("Out of office", "Away until Monday. Sales mail: please remove me from your list."),
    ]:
        decision = decide(text, subject)

        assert decision is not None
        assert decision.intent == "out_of_office"


def test_headers_of_a_machine_are_believed() -> None:
    away = decide("Back on Monday.", Auto_Submitted="auto-replied")
    made = decide("Your request has been received.", auto_submitted="auto-generated")
    bounce = decide("I am away", Content_Type="multipart/report; report-type=delivery-status")

    assert [d.intent if d else None for d in (away, made, bounce)] == [
        "out_of_office",
        "other_intents",
        "other_intents",
    ]


def test_a_header_that_says_no_changes_nothing() -> None:
    assert decide("Back on Monday, let us talk then.", Auto_Submitted="no") is None


def test_who_has_left_is_not_absent() -> None:
    text = "Ann Lee is no longer with the company. Please contact Bo Ek."

    found = decide(text, "Automatic reply: Offer")

    assert found is not None
    assert (found.intent, found.text) == ("referral_specific_contacts", "no longer with")


def test_an_automatic_notice_that_names_no_absence_is_left_to_the_model() -> None:
    for text in [
        "Mr Lee has moved on to other things. This mailbox is not monitored.",
        "Frau Ek arbeitet hier nicht. Dieses Postfach wird nicht gelesen, dringend: 110.",
    ]:
        assert decide(text, "Automatic reply: Offer") is None


def test_a_threat_is_no_invitation_to_go_on() -> None:
    assert not RULES.asks_to_continue("If you don't stop I will call my lawyer.")
    assert RULES.asks_to_continue("Please don't stop!")


def test_a_complaint_is_no_invitation_to_go_on() -> None:
    for text in [
        "Warum bin ich immer noch nicht aus dem Verteiler?",
        "Todavía no me eliminaron.",
        "Vocês ainda não me removeram!",
        "Si vous continuez, j'écris à la CNIL.",
        "I do not want to stay on your list.",
    ]:
        assert not RULES.asks_to_continue(text)


def test_letters_of_another_shape_are_read() -> None:
    decision = decide("𝗦𝗧𝗢𝗣")

    assert decision is not None
    assert decision.intent == "unsubscribe"


def test_only_the_words_that_invite_are_left_out() -> None:
    text = "If you don't stop I call my lawyer. Oh please don't stop! Remove me."

    assert RULES._without_continue_requests(fold(text)).startswith("if you don't stop")
    assert RULES.asks_to_stop(text) == "remove me"


def test_many_invitations_cost_no_more_than_their_length() -> None:
    assert_grows_no_faster(lambda n: RULES.asks_to_continue("surtout continuez " * n), 250)


def test_a_hint_of_stop_is_seen_wherever_it_stands() -> None:
    for subject, text in [
        ("unsubscribe", ""),
        ("Re: unsubscribe", "Thanks"),
        ("STOP", "Best regards,\nBo Ek"),
        ("Please remove me from your list", "\n> Shall we talk?"),
        ("Re: Offer", "This email was sent without my consent, remove me."),
        ("Re: Offer", "Legal notice: delete all data you hold on me under Article 17."),
        ("Re: Offer", "Hinweis: Bitte löschen Sie meine Daten"),
        ("Re: Offer", "Warning: stop writing"),
        ("Re: Offer", "To unsubscribe I should click a link that is dead. Take me off."),
        ("Re: Offer", "You process my data without consent. Delete it."),
        ("Re: Offer", "Sent from a list I never joined, remove me."),
        ("Re: Offer", "Best,\nUnsubscribe me"),
    ]:
        assert RULES.hint_of_stop(clean(text), subject=subject, headers={})


def test_no_hint_of_stop_is_seen_where_none_stands() -> None:
    for subject, text in [
        ("Re: Stop wasting money on paper", "No thanks."),
        ("Re: How to stop sending faxes", "Not for us."),
        ("Re: Offer", "Best regards,\nBo Ek\nHead of Purchasing"),
        ("Re: Offer", "CONFIDENTIALITY NOTICE: This message is meant for the addressee."),
        ("", ""),
    ]:
        assert RULES.hint_of_stop(clean(text), subject=subject, headers={}) is None


def test_a_complaint_of_a_mail_provider_is_a_hint_of_stop() -> None:
    kind = {"Content-Type": "multipart/report; report-type=feedback-report"}

    assert RULES.hint_of_stop(clean("This is a report."), subject="", headers=kind)


def test_a_request_to_stop_beside_an_invitation_still_counts() -> None:
    text = "Don't stop the printed one, but remove me from your mailing list."

    assert RULES.asks_to_stop(text) is not None


def test_words_that_may_ask_to_stop_are_found_in_any_language() -> None:
    for text in [
        "U N S U B S C R I B E",
        "Proszę więcej do mnie nie pisać.",
        "Už mi prosím nepište.",
        "Kérem, ne küldjenek több levelet.",
        "Больше не присылайте мне писем!",
        "Будь ласка, не пишіть мені.",
        "Μη μου ξαναστείλετε μήνυμα.",
        "BIR DAHA YAZMAYIN",
        "لا أريد رسائل منكم بعد اليوم",
        "אל תשלחו לי הודעות",
        "लिस्ट से मेरा नाम हटाइए",
        "กรุณาหยุดส่งข้อความ",
        "Xin đừng liên hệ nữa",
        "以后请不要再联系我们",
        "今後のご連絡は控えてください。",
        "앞으로 메일 그만 보내주세요",
        "Älkää lähettäkö enempää viestejä.",
        "Skriv ikke til mig igen",
        "Nu îmi mai trimiteți mesaje.",
        "Prestanite mi slati poruke.",
        "Ärge saatke mulle rohkem kirju.",
        "Lūdzu, vairs nesūtiet man vēstules.",
        "Nebesiųskite man daugiau laiškų.",
        "გთხოვთ, ნუღარ მომწერთ",
        "Jangan kirim email lagi",
        "Msinitumie barua pepe tena",
        "Noch eine Mail, und ich gehe zu meinem Anwalt.",
        "Ще один лист, і буде скарга.",
        "Nechci, abyste mi psali.",
        "ne pishite mne bolshe",
        "Tibagħtulix aktar emails.",
    ]:
        assert possible_stop(text), text


def test_plain_answers_hold_no_words_that_may_ask_to_stop() -> None:
    for text in [
        "Tuesday at ten works for me, thanks.",
        "Wir haben schon einen Anbieter.",
        "Non siamo interessati al momento.",
        "Спасибо, давайте созвонимся во вторник.",
        "ありがとうございます。検討します。",
        "Dziękuję, proszę o ofertę.",
        "Non sono la persona giusta, scriva al collega Bianchi.",
        "Моля, оставете ме в списъка.",
        "Prosím, nechte mě v seznamu.",
        "Too expensive for us.",
    ]:
        assert possible_stop(text) is None, text


def test_a_stop_for_somebody_else_names_them_and_is_no_stop_of_the_writer() -> None:
    for text, name, email in [
        ("stop emailing my boss, write only to me", "", ""),
        ("please remove my colleague Tom from your list", "Tom", ""),
        ("Tom has asked not to be written to", "Tom", ""),
        ("Don't contact Jane Doe anymore.", "Jane Doe", ""),
        ("Stop contacting our CEO Jo Roe (jo@x.example)", "Jo Roe", "jo@x.example"),
        ("Bitte nehmen Sie meine Kollegin Petra Klein aus dem Verteiler.", "Petra Klein", ""),
        ("Merci de retirer ma collègue Claire Petit de votre liste.", "Claire Petit", ""),
        ("Eliminen a mi compañero Luis de la lista.", "Luis", ""),
        ("Removam a minha colega Ana Souza da lista.", "Ana Souza", ""),
        ("El señor Ruiz ya no trabaja aquí, bórrenlo de su lista.", "Ruiz", ""),
        ("O senhor Costa já não trabalha aqui, retirem-no da lista.", "Costa", ""),
        ("M. Dupont a quitté la société, merci de le retirer de la liste.", "Dupont", ""),
        ("Não contactem mais a senhora Matos.", "Matos", ""),
        ("Meine Kollegin bittet darum, keinen Newsletter mehr zu bekommen.", "", ""),
        ("Please remove tom.lee@x.example from your list", "Tom Lee", "tom.lee@x.example"),
    ]:
        found = stop_for_other(text, own=("me@x.example",))

        assert found, text
        named = f"{found.named.first_name} {found.named.last_name}".strip()
        assert (named, found.named.email) == (name, email)


def test_a_stop_that_is_also_for_its_writer_is_the_writers() -> None:
    for text in [
        "Please remove me and my colleague Tom from your list",
        "My boss told me to tell you to stop emailing us",
        "remove me@x.example from your list",
        "Remove Acme GmbH from your list",
        "Stop Spamming",
        "Please remove my name. My colleague Tom is in charge",
        "Señor Ruiz, este correo es privado. Bórrenlo.",
    ]:
        assert stop_for_other(text, own=("me@x.example",)) is None, text


def test_a_standard_subject_of_absence_is_known_in_any_language_but_no_receipt() -> None:
    for subject, text in [
        ("Automatická odpověď: Pumps", "Zpět budu 14. 12. 2026."),
        ("Automatinis atsakymas: Pumps", "Grįšiu gruodžio 14 d."),
        ("자동 회신: Pumps", "12월 7일까지 휴가입니다."),
        ("תשובה אוטומטית: Pumps", "אני בחופשה עד 7 בדצמבר"),
        ("Poissa: Pumps", "Olen lomalla."),
        ("自动回复: Pumps", "2026年12月14日回到办公室。"),
        ("AUTO: Jo Roe is out of the office (returning 12/14/2026)", "Call Tom."),
    ]:
        decision = decide(text, subject)

        assert decision is not None, subject
        assert decision.intent == "out_of_office"
        assert decision.holds_in_any_language
    receipt = decide("Bedankt, we hebben uw vraag ontvangen.", "Automatisch antwoord: Pumps")
    assert receipt is None


def test_a_question_for_the_source_of_an_address_that_also_asks_to_delete_it_is_no_question() -> (
    None
):
    for question in ["How did you get my address?", "Skąd macie mój adres?"]:
        assert RULES.asks_source(question), question
    for text in [
        "How did you get my address? Remove it at once.",
        "Woher haben Sie meine Adresse? Löschen Sie sie.",
        "Comment avez-vous eu mon adresse ? Supprimez-la.",
        "Como conseguiu o meu endereço? Apague-o.",
    ]:
        assert RULES.asks_source(text) is None, text
