"""Promises about requests for data and for erasure: found where they are, and nowhere else."""

from classifiers.replies.rules.requests import privacy_requests

ERASURE = """
Please delete my data.
Please delete all of my personal data from your systems and confirm.
I want you to erase any information you have on me, my data included.
Kindly remove all my personal information from your database.
I request the erasure of my personal data under Article 17 GDPR.
I hereby exercise my right to be forgotten.
Pursuant to GDPR Art. 17, confirm deletion.
I would like my data to be deleted without undue delay.
Delete everything you have about me.
Unsubscribe me and delete all my data immediately!
Bitte löschen Sie alle meine Daten.
Hiermit fordere ich die Löschung meiner personenbezogenen Daten.
Ich verlange die Löschung sämtlicher über mich gespeicherter Daten nach Art. 17 DSGVO.
Ich mache von meinem Recht auf Vergessenwerden Gebrauch.
Meine Daten sind umgehend zu löschen.
Merci de supprimer mes données personnelles.
J'exerce mon droit à l'effacement.
Je demande la suppression de mes données conformément à l'article 17 du RGPD.
Veuillez effacer toutes mes données de vos fichiers.
Por favor, eliminen mis datos personales.
Ejerzo mi derecho de supresión.
Solicito la supresión de mis datos conforme al artículo 17 del RGPD.
Por favor apaguem todos os meus dados.
Solicito a eliminação dos meus dados pessoais.
Vi chiedo di cancellare i miei dati personali.
Gelieve al mijn persoonsgegevens te verwijderen.
Slet venligst alle mine persondata.
Vänligen radera alla mina personuppgifter.
Proszę usunąć moje dane osobowe.
Vă rog să ștergeți... ștergerea: ștergeți toate datele mele.
Lütfen kişisel verilerimi silin.
Παρακαλώ διαγράψτε τα προσωπικά δεδομένα μου.
Удалите, пожалуйста, мои персональные данные.
Scrub everything you have on me, please.
Vymažte prosím všetky moje údaje.
Smažte prosím moje osobní údaje.
Kérem, töröljék az adataimat.
Poistakaa kaikki tietoni järjestelmästänne.
Palun kustutage minu andmed.
Lūdzu, izdzēsiet manus datus.
Prašau ištrinti mano duomenis.
Моля, изтрийте личните ми данни.
Molim vas da obrišete moje podatke.
Prosim, izbrišite moje podatke.
Избришите моје податке.
Прошу видалити мої персональні дані.
يرجى حذف بياناتي الشخصية.
נא למחוק את כל המידע שלי.
لطفا اطلاعات من را حذف کنید.
कृपया मेरा डेटा हटा दें।
অনুগ্রহ করে আমার তথ্য মুছে ফেলুন।
براہ کرم میرا ڈیٹا حذف کر دیں۔
தயவுசெய்து எனது தரவை நீக்கவும்.
กรุณาลบข้อมูลส่วนบุคคลของผม
Vui lòng xóa dữ liệu của tôi.
Mohon hapus semua data saya.
Sila padam data peribadi saya.
Pakibura o burahin ang aking data.
私の個人情報を削除してください。
제 개인정보를 모두 삭제해 주세요.
请删除我的个人信息。
請刪除我的個人資料。
Tafadhali futa taarifa zangu.
Suprimiu les meves dades, si us plau.
Med stöd av artikel 17 i dataskyddsförordningen begär jag radering.
"""
ACCESS = """
Please send me a copy of all data you hold about me.
What personal data do you store about me?
This is a subject access request.
Under Article 15 GDPR I ask for access.
I am exercising my right of access.
Which information do you have on me?
Ich bitte um Auskunft über die zu meiner Person gespeicherten Daten.
Welche Daten haben Sie über mich gespeichert?
Auskunftsersuchen nach Art. 15 DSGVO.
Je souhaite exercer mon droit d'accès.
Quelles données détenez-vous me concernant ?
Quiero ejercer mi derecho de acceso.
Quais dados vocês têm sobre mim?
Graag ontvang ik inzage: dit is een inzageverzoek.
"""
NEITHER = """
Please remove me from your list.
Unsubscribe.
Take me off your mailing list, thanks.
Remove my details from your mailing list.
Stop emailing me.
Bitte nehmen Sie mich aus dem Verteiler.
Keine weiteren E-Mails bitte.
Merci de me désinscrire.
No me escriban más, por favor.
We are GDPR compliant and interested in your offer.
How do you delete all our data after the trial ends?
Does your platform erase our data after the contract?
Our data is in Snowflake, can you connect to it?
I deleted your first email, sorry. Can you send all information again?
Please send me all information about your product.
What data do you have on companies in Poland?
Which data sources do you use?
My data team would like a demo next week.
We wiped our old CRM last year.
Article 17 of the contract is fine with us.
Can you share a copy of the presentation?
Could you delete the second invite? I accepted the first one.
Wir haben alle Daten in SAP und suchen eine Lösung.
Löschen Sie bitte den Termin am Montag, Dienstag passt besser.
Welche Daten brauchen Sie von uns für ein Angebot?
Quelles données utilisez-vous pour le scoring ?
Nos données sont dans Salesforce.
Envíeme más datos sobre el producto.
Please delete the duplicate meeting from my calendar.
I will have access to the budget in Art. 15 of our plan.
Who has the right of way here?
We purge all records every quarter, so send it again in January.
"""


def lines(text: str) -> list[str]:
    """Return the lines of a set."""
    return text.strip().splitlines()


def test_a_request_to_erase_is_found() -> None:
    for text in lines(ERASURE):
        assert "erasure" in privacy_requests(text)


def test_a_request_for_access_is_found() -> None:
    for text in lines(ACCESS):
        assert "access" in privacy_requests(text)


def test_an_ordinary_reply_asks_for_neither() -> None:
    for text in lines(NEITHER):
        assert privacy_requests(text) == frozenset()


def test_one_reply_may_ask_for_both() -> None:
    text = "Tell me what data you hold about me.\n\nThen delete all my data."

    assert privacy_requests(text) == {"access", "erasure"}


def test_the_sets_are_large_enough() -> None:
    assert len(lines(ERASURE)) + len(lines(ACCESS)) + len(lines(NEITHER)) >= 60
