from classifiers.companies.company_text import company_text
from classifiers.companies.placeholder_sentences import without_placeholders
from classifiers.core.types import CompanyRecord


def test_text_is_empty_when_it_says_only_that_nothing_is_told() -> None:
    for text in [
        "This domain is parked.",
        "Coming soon",
        "Website under construction, please visit us later",
        "404 Not Found",
        "We use cookies to improve your experience. Accept all",
        "This domain is for sale. Buy it at GoDaddy.",
        "lorem ipsum dolor sit amet consectetur",
        "Welcome to Veltrona",
        "Veltrona | Official site",
        "Just another WordPress site",
        "Please enable JavaScript to continue",
        "© 2024 Veltrona GmbH. All rights reserved.",
        "Home About Services Contact",
        "We're building something new. Stay tuned!",
        "n/a",
        "...",
        "Diese Seite befindet sich im Aufbau",
        "Site en construction",
        "Página en construcción",
        "Strona w budowie. Zapraszamy wkrótce!",
        "Oldalunk fejlesztés alatt áll",
        "Pagina web este în construcție",
        "Sivusto on rakenteilla",
        "Det här är en parkerad domän",
        "Sitemiz yapım aşamasındadır",
        "Η ιστοσελίδα είναι υπό κατασκευή",
        "Сайт находится в разработке",
        "الموقع قيد الإنشاء",
        "האתר בבנייה",
        "Trang web đang được xây dựng",
        "ただいま準備中です。",
        "网站正在建设中,敬请期待",
        "홈페이지 준비중입니다",
    ]:
        assert without_placeholders(text, name="Veltrona") == ""


def test_rest_of_a_text_is_kept_when_a_sentence_is_a_placeholder() -> None:
    for text, rest in [
        (
            "Our new website is coming soon. We sell candles to families.",
            "We sell candles to families.",
        ),
        ("Coming soon: a dating app for dog owners", "a dating app for dog owners"),
        (
            "We use cookies. Steuerberatung für Handwerksbetriebe.",
            "Steuerberatung für Handwerksbetriebe.",
        ),
    ]:
        assert without_placeholders(text) == rest


def test_text_stays_as_it_is_when_it_says_what_a_company_does() -> None:
    for text in [
        "Buildings under construction",
        "Software for sites under construction",
        "We help restaurants welcome guests",
        "Login and access management for teams",
        "Events hosted by museums",
        "Web hosting provider for agencies",
        "We bake cookies for families",
        "Site monitoring for builders.  Two spaces stay.",
        "連锁药店",
    ]:
        assert without_placeholders(text, name="Veltrona") == text


def test_company_text_is_the_name_alone_when_the_website_is_parked() -> None:
    parked = CompanyRecord("Veltrona", overview="This domain is parked.")

    assert company_text(parked) == company_text(CompanyRecord("Veltrona")) == "Veltrona"
