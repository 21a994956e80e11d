"""A size counts only where a text says it of its own company."""

from classifiers.companies.stated_sizes import stated_size


def band(people: int) -> str:
    return "small" if people < 51 else "middle" if people < 501 else "large"


def test_the_stated_size_is_found() -> None:
    for text, people in [
        ("We are a team of about 120 people in Kassel.", 120),
        ("Founded in 1950, the company employs 2,400 people worldwide.", 2400),
        ("Today we have more than 300 employees at four sites.", 300),
        ("Acme is a growing team of 40, based in Oslo.", 40),
        ("Our global team of 85 engineers builds bridges.", 85),
        ("Employees: 250", 250),
        ("Wir sind rund 1.200 Mitarbeiterinnen und Mitarbeiter.", 1200),
        ("Acme beschäftigt 60 Mitarbeiter in Wien.", 60),
        ("L'entreprise emploie 180 salariés à Lyon.", 180),
        ("Somos un equipo de 35 personas.", 35),
        ("We employ 10k people.", 10_000),
    ]:
        found = stated_size(text, band_of=band)

        assert found is not None
        assert found.people == people
        assert found.quote in text


def test_other_numbers_are_no_size() -> None:
    for text in [
        "Payroll for companies with 50 employees or more.",
        "We help businesses that have a team of 500 people.",
        "Our software is used by 5,000 employees of our customers.",
        "We trained a team of 300 people at Siemens.",
        "Meals for up to 200 people.",
        "For every team of 20, we offer a free trial.",
        "We have 40 people in Oslo. Our global workforce of 3,000 people builds ships.",
        "We have 100% happy employees.",
        "Companies with 20-50 employees love us.",
        "The town has 8,000 people.",
        "",
    ]:
        assert stated_size(text, band_of=band) is None
