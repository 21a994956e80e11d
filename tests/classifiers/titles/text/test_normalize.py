from hypothesis import given
from hypothesis import strategies as st

from classifiers.core.text import words
from classifiers.titles.text.normalize import LONGEST_KEY, normalize, split

PIECES = st.sampled_from(
    [
        *("Head of", "Sales", " & ", "/", " | ", ", ", "(m/w/d)", "@ Acme", " at ", "VP"),
        *("R&D", "/in", "dad", "ex-", "#123456", "🚀", "C.E.O.", "und", "-", "(", "Leiter"),
        *("Sr.", "总监", "兼", "<br>", "&amp;"),
    ]
)


def test_one_spelling_for_each_title() -> None:
    for title, key in [
        ("Snr Mgr Bus Dev", "senior manager business development"),
        ("<b>Sales</b> Manager", "sales manager"),
        ('<a href="/cto">CTO</a><br/>', "chief technology officer"),
        ("Sales &amp; Marketing&nbsp;Lead", "sales and marketing lead"),
        ("VP &lt;b&gt;Sales &#39;EMEA&#39;", "vice president sales emea"),
        ("Director <Europe>", "director europe"),
        ("Vertriebsleiter/in", "vertriebsleiter"),
        ("Vertriebsleiter*in (m/w/d)", "vertriebsleiter"),
        ("Geschäftsführer/Geschäftsführerin", "geschaftsfuhrer"),
        ("Directeur/trice commercial(e) H/F", "directeur commercial"),
        ("Chargé.e de mission", "charge de mission"),
        ("Consultor/a de Marketing", "consultor de marketing"),
        ("Kaufmann/-frau im Einzelhandel", "kaufmann im einzelhandel"),
        ("CTO | dad | ex-Google", "chief technology officer"),
        ("she/her | Recruiter #opentowork", "recruiter"),
        ("CTO at Acme, Inc.", "chief technology officer"),
        ("GPM @ Atlassian", "group product manager"),
        ("Leiter Vertrieb bei Muster GmbH", "leiter vertrieb"),
        ("Attorney at Law", "attorney at law"),
        ("Sr Data Engr (REQ-20431)", "senior data engineer"),
        ("Head of Sales & Office Manager", "head of sales and office manager"),
        ("Talent acq. manager", "talent acquisition manager"),
        ("DHR", "director of human resources"),
        ("Sr. SWE", "senior software engineer"),
        ("V.P. of Sales", "vice president of sales"),
        ("R&D Mgr, Coatings", "research and development manager, coatings"),
        ("C++ / C# Engineer", "c++ / c# engineer"),
        ("  HEAD\tOF\nSALES ", "head | of | sales"),
        ("Co-Founder", "cofounder"),
        ("Have!", "have"),
        ("10/6;", "10 / 6"),
        ("😂🚀", ""),
        ("", ""),
        ("معلم لغة عربية", "معلم لغة عربية"),
    ]:
        assert normalize(title) == key


def test_roles_are_split_only_where_both_sides_are_roles() -> None:
    for title, expected in [
        ("Sales & Marketing Director", ("sales and marketing director",)),
        ("Head of Sales & Office Manager", ("head of sales", "office manager")),
        (
            "Account Executive and Marketing Specialist",
            ("account executive", "marketing specialist"),
        ),
        ("Programmer, Marketing Team", ("programmer, marketing team",)),
        ("CEO / CTO", ("chief executive officer", "chief technology officer")),
        ("Vertriebs- und Marketingleiter", ("vertriebs und marketingleiter",)),
        ("Geschäftsführer und Vertriebsleiter", ("geschaftsfuhrer", "vertriebsleiter")),
        ("营销总监兼销售总监", ("营销总监", "销售总监")),
        ("Assistant to CEO and President", ("assistant to chief executive officer and president",)),
        ("Founder, Author", ("founder",)),
        ("Author", ("author",)),
        ("", ()),
    ]:
        assert split(normalize(title)) == expected


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=12).map("".join)))
def test_never_raises_is_short_and_stays_what_it_is(title: str) -> None:
    key = normalize(title)

    assert len(key) <= LONGEST_KEY
    assert normalize(key) == key
    assert key == key.strip()
    assert all(role for role in split(normalize(title)))
    assert bool(key) == bool(split(normalize(title)))


SERVICE, RESPONSIBILITY = "customer service representative", "corporate social responsibility"


def test_short_forms_of_two_meanings_are_told_apart_by_their_neighbors() -> None:
    for title, key in [
        ("CSR", SERVICE),
        ("CSR II", f"{SERVICE} ii"),
        ("Bank CSR", f"bank {SERVICE}"),
        ("CSR Agent", f"{SERVICE} agent"),
        ("Inbound CSR", f"inbound {SERVICE}"),
        ("CSR Team Lead", f"{SERVICE} team lead"),
        ("Bank Teller/CSR", f"bank teller / {SERVICE}"),
        ("CSR Manager", f"{RESPONSIBILITY} manager"),
        ("CSR Manager, Mining", f"{RESPONSIBILITY} manager, mining"),
        ("Manager, CSR", f"manager, {RESPONSIBILITY}"),
        ("Director - CSR", f"director, {RESPONSIBILITY}"),
        ("Head of CSR", f"head of {RESPONSIBILITY}"),
        ("VP CSR", f"vice president {RESPONSIBILITY}"),
        ("CSR-Lead", f"{RESPONSIBILITY} lead"),
        ("CSR & Sustainability Manager", f"{RESPONSIBILITY} and sustainability manager"),
        ("QA/RA Manager", "quality assurance and regulatory affairs manager"),
        ("RA & QA Specialist", "regulatory affairs and quality assurance specialist"),
    ]:
        assert normalize(title) == key


def test_commands_of_browsers_and_databases_are_no_words_of_a_title() -> None:
    for title, key in [
        ("<script>alert(1)</script>", ""),
        ("<SCRIPT src='x.js'>alert(1)", ""),
        ("Sales Manager <style>b { color: red }</style>", "sales manager"),
        ("'; DROP TABLE titles;--", ""),
        ("Buyer'); delete from titles", "buyer"),
        ("Head of Sales; Selects accounts", "head of sales, selects accounts"),
    ]:
        assert normalize(title) == key


def test_vowel_signs_stay_with_their_letters() -> None:
    for title in [
        "बिक्री प्रबंधक",
        "ผู้จัดการฝ่ายขาย",
        "হিসাবরক্ষক",
        "கணக்காளர்",
        "ຜູ້ຈັດການ",
        "អ្នកគ្រប់គ្រង",
        "မန်နေဂျာ",
    ]:
        assert normalize(title) == title
        assert words(title) == title.split()


def test_points_of_hebrew_and_arabic_do_not_count() -> None:
    for pointed, plain in [("מְנַהֵל", "מנהל"), ("مُدِير", "مدير"), ("مُهَنْدِسٌ", "مهندس")]:
        assert normalize(pointed) == normalize(plain) == plain
