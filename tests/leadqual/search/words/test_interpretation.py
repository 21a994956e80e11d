"""What people ask in words of their own, by the index and by the tables."""

import pytest

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.typo_correction import corrected_search
from leadqual.search.words.company_word_parsing import parse_company_words
from leadqual.search.words.word_parsing import parse_contact_words
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_company, make_contact, make_title
from tests.leadqual.search.words.conftest import Ask

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("models"),
]


def _add(workspace: Workspace) -> None:
    soft = make_company(
        workspace,
        "Plangrid",
        industry="Software",
        country="Germany",
        size="201-500",
        business_model="b2b",
        domain="plangrid.example",
    )
    bank = make_company(
        workspace, "Bank of Rye", industry="Banking", country="United States", size="10001+"
    )
    levels = {level.slug: level for level in Level.objects.all()}
    titles = {
        text: make_title(
            workspace, text, dict.fromkeys(functions.split(), 1.0), level=levels[level]
        )
        for text, functions, level in (
            ("VP Sales", "sales", "vp"),
            ("Vertriebsleiter", "sales", "vp"),
            ("Head of IT", "information_technology", "vp"),
            ("IT Manager", "information_technology", "manager"),
            ("CTO", "it_executive engineering", "c_level"),
        )
    }
    for name, title, company in (
        ("Ada Abel", "VP Sales", soft),
        ("Ben Berg", "Vertriebsleiter", bank),
        ("Cem Cole", "Head of IT", soft),
        ("Dora Dahl", "IT Manager", soft),
        ("Eve Ende", "Head of IT", bank),
        ("Finn Falk", "CTO", bank),
        ("Vp Sales", "IT Manager", bank),
    ):
        make_contact(
            workspace, name, job_title=titles[title], company=company, country=company.country
        )


@pytest.mark.slow
def test_a_job_is_found_however_it_is_named(workspace: Workspace, people: Ask) -> None:
    _add(workspace)

    for words in ("vp of sales", "vice president sales", "Vertriebsleiter", "head of sales"):
        assert {"Ada Abel", "Ben Berg"} <= set(people(words)), words
        assert not {"Cem Cole", "Finn Falk"} & set(people(words)), words
    assert people("vertriebsleiter")[0] == "Ben Berg"


@pytest.mark.slow
def test_questions_are_read_as_conditions(workspace: Workspace, people: Ask) -> None:
    _add(workspace)

    question = "heads of IT in DACH at B2B software companies with 50 to 500 people"
    assert people(question) == ["Cem Cole"]
    # Managers run it where nobody is above them: they come last.
    assert people("who runs IT in Germany") == ["Cem Cole", "Dora Dahl"]
    assert people("heads of IT in the US") == ["Eve Ende"]
    assert people("IT managers at banks") == ["Vp Sales"]
    read = parse_contact_words(workspace.pk, question).interpretations
    assert [(one.kind, one.label) for one in read] == [
        ("job", "Information Technology, VP & Head, other senior leaders"),
        ("place", "DACH"),
        ("business_model", "B2B"),
        ("industry", "Software"),
        ("size", "51 to 500 employees"),
    ]
    assert read[0].without == (
        '"heads" "of" "IT" in DACH at B2B software companies with 50 to 500 people'
    )
    assert read[1].without == "heads of IT in at B2B software companies with 50 to 500 people"


def test_places_and_sizes_in_a_row_are_alternatives(workspace: Workspace, people: Ask) -> None:
    _add(workspace)

    for row in (
        *("Deutschland, Österreich und USA", "Germany Austria US", "Germany and in the US"),
        *("Germany, US and Austria", "US and Germany"),
    ):
        assert people(f"heads of IT in {row}") == ["Cem Cole", "Eve Ende"], row
    assert people("heads of IT in Germany, not in the US") == ["Cem Cole"]
    words = "CTO in Berlin, Hamburg and Paris, 11-50 or 51-200 employees"
    (_, *read) = parse_contact_words(workspace.pk, words).interpretations
    assert [one.label for one in read] == [
        *("Berlin", "or Hamburg", "or Paris"),
        *("11-50 employees", "or 51-200 employees"),
    ]
    assert read[2].without == "CTO in Berlin, Hamburg 11-50 or 51-200 employees"
    (_, city, country) = parse_contact_words(workspace.pk, "CTO Berlin, Germany").interpretations
    assert (city.label, country.label) == ("Berlin", "Germany")


def test_what_follows_an_excluded_value_in_its_list_is_excluded_with_it(
    workspace: Workspace, people: Ask
) -> None:
    _add(workspace)

    for words in ("in Germany or Austria", "in Germany and France", "in Germany, Austria or Spain"):
        assert people(f"heads of IT not {words}") == ["Eve Ende"], words
    (_, place) = parse_contact_words(workspace.pk, "CTO not in Germany or Austria").interpretations
    assert (place.label, place.without) == ("not Germany or Austria", "CTO")
    (kind, place) = parse_company_words(workspace.pk, "not banks in Spain").interpretations
    assert (kind.label, place.label) == ("not Banking", "Spain")


def test_one_or_another_company_is_found_by_name_and_by_industry(
    workspace: Workspace, people: Ask, companies: Ask
) -> None:
    _add(workspace)

    for words in ("Plangrid OR Rye", "banks or software"):
        assert sorted(companies(words)) == ["Bank of Rye", "Plangrid"], words
    assert people("Rye OR Plangrid CTO") == ["Finn Falk"]


def test_numbers_alone_are_sizes_where_they_can_be(workspace: Workspace) -> None:
    for words, labels in {
        "sales 1000+": ["1001 to 10001+ employees"],
        "sales 50-200": ["51-200 employees"],
        "sales 2019-2023": list[str](),
        "sales 9-5": list[str](),
    }.items():
        (_, *read) = parse_contact_words(workspace.pk, words).interpretations
        assert [one.label for one in read] == labels


def test_people_are_a_line_of_work_or_those_who_do_one(workspace: Workspace) -> None:
    (job,) = parse_contact_words(workspace.pk, "head of people").interpretations
    assert job.label.startswith("Human Resources, VP & Head")
    (job, model) = parse_contact_words(
        workspace.pk, "everyone in finance at B2C companies"
    ).interpretations
    assert (job.kind, job.label, model.label) == ("job", "Finance", "B2C")


def test_words_for_companies_that_say_which_ones_are_read(workspace: Workspace) -> None:
    for words, labels in {
        "CTO startups Berlin": ["startups", "Berlin"],
        "marketing manager manufacturers": ["manufacturers"],
        "CTOs of robotics startups": ["Robotics"],
        "CTO at SMBs in Germany": ["1 to 200 employees", "Germany"],
        "CTO at mid-market companies": ["51 to 1000 employees"],
        "CTO at companies in Berlin": ["Berlin"],
        "CTO at procurement startups": ["procurement"],
    }.items():
        (job, *read) = parse_contact_words(workspace.pk, words).interpretations
        assert job.kind == "job", words
        assert [one.label for one in read] == labels, words
    (kind, _) = parse_company_words(workspace.pk, "startups in Berlin").interpretations
    assert (kind.label, kind.without) == ("startups", '"startups" in Berlin')
    assert parse_company_words(workspace.pk, "software for small businesses").interpretations == ()


def test_whole_names_and_quoted_words_are_taken_as_typed(workspace: Workspace, people: Ask) -> None:
    _add(workspace)

    assert people("vp sales") == ["Ada Abel", "Vp Sales"]
    assert parse_contact_words(workspace.pk, "vp sales").interpretations == ()
    assert people('"vp" "sales"') == ["Ada Abel", "Vp Sales"]
    assert parse_contact_words(workspace.pk, '"vertriebsleiter"').interpretations == ()


def test_companies_are_asked_for_in_words(workspace: Workspace, companies: Ask) -> None:
    _add(workspace)

    assert companies("software companies in Germany with 200 to 500 employees") == ["Plangrid"]
    assert companies("banks in the US") == ["Bank of Rye"]
    assert (
        parse_company_words(workspace.pk, "b2b companies in EMEA").interpretations[1].label
        == "EMEA"
    )


@pytest.mark.slow
def test_jobs_of_questions_are_read_beside_what_companies_do(
    workspace: Workspace, people: Ask
) -> None:
    _add(workspace)

    for question, labels in {
        "CEOs of fintech companies in New York": [
            *("Executive, CEO", "Financial Technology", "New York"),
        ],
        "CTOs of robotics startups": ["IT Executive", "Robotics"],
        "who is in charge of purchasing in the UK": ["Sourcing & Procurement", "United Kingdom"],
        "marketing people at underwater welding companies": ["Marketing", "underwater welding"],
    }.items():
        people(question)
        description = [
            one.label for one in parse_contact_words(workspace.pk, question).interpretations
        ]
        assert len(description) == len(labels), question
        assert all(map(str.startswith, description, labels)), question


def test_leaders_of_another_level_come_behind(workspace: Workspace, people: Ask) -> None:
    for name, title, level in (("Abe Able", "CIO", "c_level"), ("Zoe Zorn", "Head of IT", "vp")):
        _with_title(workspace, name, title, "information_technology", level)

    assert people("heads of IT") == ["Zoe Zorn", "Abe Able"]
    assert people("VP IT") == ["Zoe Zorn"]


def test_a_title_is_found_as_typed_then_spelled_out_then_as_read(
    workspace: Workspace, people: Ask
) -> None:
    _with_title(workspace, "Ann Amt", "Responsable commercial", "sales", "vp")
    _with_title(workspace, "Bo Bell", "Regional Vice President of Sales", "sales", "vp")
    _with_title(workspace, "Cy Cobb", "VP Sales", "sales", "vp")
    _with_title(workspace, "Di Dorn", "Mechanical Engineer", "engineering", "specialist")

    assert people("vp sales") == ["Cy Cobb", "Bo Bell", "Ann Amt"]
    assert people("mechanical enginer") == ["Di Dorn"]
    assert people("Mechancial Engineer") == ["Di Dorn"]


def test_equal_jobs_find_equal_people(workspace: Workspace, people: Ask) -> None:
    _with_title(workspace, "Ann Amt", "IT-Leiterin", "information_technology", "vp")
    _with_title(workspace, "Bo Bell", "VP Information Technology", "information_technology", "vp")
    _with_title(workspace, "Cy Cobb", "CIO", "information_technology", "c_level")
    make_contact(workspace, "Di Dorn", title="Head of IT")  # Not read yet.
    _with_title(workspace, "Ed Esch", "Head of Sales", "sales", "vp")

    typed = ("head of it", "it leiter", "IT-Leiter", "Leiter IT")
    found = {words: people(words) for words in typed}

    assert found["head of it"][0] == "Di Dorn"
    others = {words: set(names) - {"Di Dorn"} for words, names in found.items()}
    assert others == {words: {"Ann Amt", "Bo Bell", "Cy Cobb"} for words in typed}


def test_words_of_a_level_are_no_misspellings(workspace: Workspace) -> None:
    make_contact(workspace, "Precision Maker", title="CIO")

    for words in ("IT decision makers", "without decision makers", "c-level"):
        query, correction = corrected_search(workspace, ContactQuery(q=words))
        assert (query.q, correction) == (words, None)


def test_people_at_companies_of_a_kind_are_found_by_what_these_do(
    workspace: Workspace, people: Ask
) -> None:
    seller = make_company(workspace, "Seller", overview="Sells to every software house.")
    school = make_company(workspace, "School", industry="Education Software")
    for name, company in (("Ada Abel", seller), ("Ben Berg", school), ("Cem Cole", None)):
        make_contact(workspace, name, title="Cook", company=company)

    assert people("cook at software companies") == ["Ben Berg"]


def _with_title(
    workspace: Workspace, name: str, title: str, functions: str, level: str, **fields: object
) -> None:
    labels = dict.fromkeys(functions.split(), 1.0)
    row = make_title(workspace, title, labels, level=Level.objects.get(slug=level))
    make_contact(workspace, name, job_title=row, **fields)


@pytest.mark.slow
def test_a_city_is_found_by_its_names_in_other_languages(workspace: Workspace, people: Ask) -> None:
    _add(workspace)
    make_contact(workspace, "Gus Gold", title="Cook", city="Munich")
    make_contact(workspace, "Hal Hunt", title="Cook", city="München")  # As the API was told.
    make_contact(workspace, "Ida Iwan", title="Cook", city="Aachen")

    for words in ("münchen", "Muenchen", "munich", "München cook", "cook in Monaco di Baviera"):
        assert set(people(words)) == {"Gus Gold", "Hal Hunt"}, words
    assert people("Aix-la-Chapelle") == ["Ida Iwan"]
    assert people("Aix") == []
    (read,) = parse_contact_words(workspace.pk, "münchen").interpretations
    assert (read.kind, read.label, read.without) == ("place", "Munich", '"münchen"')
    assert parse_contact_words(workspace.pk, "Munich").interpretations == ()


HEADS, CTO = {"Cem Cole", "Eve Ende"}, {"Finn Falk"}


def test_operators_and_levels_work_on_meaning(workspace: Workspace, people: Ask) -> None:
    _add(workspace)

    for words, found in {
        "CTO OR head of IT": HEADS | CTO,
        "head of IT or CTO": HEADS | CTO,
        "head of IT or CTO at banks": {"Eve Ende"} | CTO,
        "IT not manager": HEADS,
        "IT NOT manager": HEADS,
        "IT -manager": HEADS,
        "head of IT not in Germany": {"Eve Ende"},
        "not in Germany head of IT": {"Eve Ende"},
        "head of IT no banks": {"Cem Cole"},
        "cto usa": CTO,
        "c-level": CTO,
        "C-Suite at banks": CTO,
        "IT decision makers": HEADS,
        "decision makers in Germany": {"Ada Abel", "Cem Cole"},
        "head of it 201-500": {"Cem Cole"},
        "head of it software germany": {"Cem Cole"},
        "cto software": set[str](),
    }.items():
        assert set(people(words)) == found, words
    for words in ("Jordan Banks", "uma tanaka", "it", "in", "who", "the", "50 people"):
        people(words)  # Odd words never fail.
    Contact.objects.filter(first_name="Ada").update(
        linkedin_url="https://www.linkedin.com/in/ada-abel-12"
    )
    for url in (
        "linkedin.com/in/ada-abel-12",
        "https://de.linkedin.com/in/ada-abel-12/?trk=people",
    ):
        assert people(url) == ["Ada Abel"]


def test_chief_officers_who_founded_their_company_are_found(
    workspace: Workspace, people: Ask
) -> None:
    for name, title, functions, level in (
        ("Ada Abel", "Founder and CTO", "founder it_executive engineering", "owner"),
        ("Ben Berg", "CTO", "it_executive engineering", "c_level"),
        ("Cem Cole", "CIO", "it_executive information_technology", "c_level"),
    ):
        _with_title(workspace, name, title, functions, level)

    assert people("CTO") == ["Ben Berg", "Ada Abel"]
    assert set(people("CTO OR CIO")) == {"Ada Abel", "Ben Berg", "Cem Cole"}


def test_words_that_name_no_level_find_all_who_do_the_work(
    workspace: Workspace, people: Ask
) -> None:
    for name, title, level in (
        ("Abe Able", "Accountant", "specialist"),
        ("Ben Berg", "Financial Controller", "manager"),
        ("Cem Cole", "VP Accounting", "vp"),
    ):
        _with_title(workspace, name, title, "accounting", level=level)

    assert people("controller") == ["Ben Berg", "Abe Able"]
    assert set(people("Buchhalter")) == set(people("controller"))
    (read,) = parse_contact_words(workspace.pk, "controller").interpretations
    assert read.label == "Accounting, up to manager"


def test_business_development_is_found_only_if_it_is_called_so(
    workspace: Workspace, people: Ask
) -> None:
    for name, title, function in (
        ("Abe Able", "Inside Sales Director", "inside_sales"),
        ("Ben Berg", "Business Development Representative", "business_development"),
        ("Cem Cole", "Head of Business Development", "business_development"),
    ):
        _with_title(workspace, name, title, function, level="specialist")

    assert people("SDR") == people("bdr") == ["Ben Berg", "Abe Able"]


def test_a_city_is_shown_beside_other_words_and_is_a_whole_word(
    workspace: Workspace, people: Ask
) -> None:
    _with_title(workspace, "Abe Able", "Buyer", "procurement", level="specialist", city="Paris")
    parish = make_company(workspace, "Parish of Wexcombe")
    _with_title(
        workspace, "Ben Berg", "Purchaser", "procurement", level="specialist", company=parish
    )

    assert people("buyer Paris") == ["Abe Able"]
    _, city = parse_contact_words(workspace.pk, "buyer Paris").interpretations
    assert (city.kind, city.label, city.without) == ("place", "Paris", 'buyer "Paris"')


def test_what_is_excluded_is_shown_and_removed_with_its_word(workspace: Workspace) -> None:
    (job, place) = parse_contact_words(workspace.pk, "CTO not in Germany").interpretations

    assert (place.kind, place.label, place.without) == ("place", "not Germany", "CTO")
    assert job.without == '"CTO" not in Germany'
    (_, place) = parse_contact_words(workspace.pk, "CTO not in the UK").interpretations
    assert (place.label, place.without) == ("not United Kingdom", "CTO")
    read = parse_contact_words(workspace.pk, "CTO OR CIO or DPO").interpretations
    assert [one.label.startswith("or ") for one in read] == [False, True, True]
    assert [one.without for one in read] == ["CIO or DPO", "CTO or DPO", "CTO OR CIO"]


def test_short_and_other_names_of_a_job_are_known(workspace: Workspace) -> None:
    for words, label in {
        "revops": "Revenue Operations",
        "Rev Ops": "Revenue Operations",
        "rev-ops": "Revenue Operations",
        "sales ops": "Sales Operations",
        "cybersecurity": "Information Security",
        "DPO": "Privacy",
    }.items():
        (one,) = parse_contact_words(workspace.pk, words).interpretations
        assert one.label == label
    sdr, bdr = (parse_contact_words(workspace.pk, words) for words in ("SDR", "BDR"))

    assert sdr.interpretations[0].label == bdr.interpretations[0].label
    assert parse_contact_words(workspace.pk, "Prokurist").interpretations == ()


def test_a_name_is_no_operator(workspace: Workspace, people: Ask) -> None:
    make_contact(workspace, "No Limit")

    assert people("No Limit") == ["No Limit"]
    assert parse_company_words(workspace.pk, "Sans Souci").clauses[0].is_excluded is False


def test_words_that_descriptions_have_are_spelled_right(workspace: Workspace) -> None:
    make_contact(workspace, "Abe Able", title="Underwriter")
    query = ContactQuery(q="underwater weaver", sort="relevance")

    _, corrected = corrected_search(workspace, query)
    assert corrected is not None
    make_company(workspace, "Diveco", overview="Underwater welding.")
    assert corrected_search(workspace, query) == (query, None)


def test_agencies_alone_are_an_industry(workspace: Workspace, companies: Ask) -> None:
    make_company(workspace, "Spree", industry="Advertising Services", city="Berlin")
    make_company(workspace, "Kreuz", industry="Law Practice", city="Berlin")

    assert companies("agencies in Berlin") == ["Spree"]
