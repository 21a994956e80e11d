"""Pages of people and companies."""

import re

import pytest
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import Member, User, Workspace
from leadqual.leads.models import Company, Contact, DoNotContact, JobTitle, PeopleColumns
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_company, make_contact, make_people, make_title

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
HARD = (
    *("?open=sales&confidence=0.7&sort=level", "?contact=1&contact=2&company=1&since=5"),
    *("?function=alchemy&level=emperor&confidence=x&sort=y&company=z", "?after=xx&person=0"),
    *("?since=x&saved=1", "?saved=x", "?saved=99999999999999999999&before=%FF"),
    *("?q=%00", "?country=%27%22%3E%3Cscript%3E", "?person=99999999999999999999"),
)


def html_of(response: HttpResponseBase) -> str:
    """Return a page with every white space as one blank."""
    content: bytes = response.content  # type: ignore[attr-defined]  # no page here is streamed
    return " ".join(content.decode().split())


@pytest.fixture
def jana(workspace: Workspace) -> Contact:
    """A person with two labels at a company."""
    title = make_title(
        workspace,
        "Head of Revenue Operations",
        {"revenue_operations": 0.94, "sales": 0.72},
        why=[
            {"label": "revenue_operations", "because": "words", "text": "revenue operations"},
            {"label": "sales", "because": "similar title", "text": "Head of Sales", "score": 0.84},
        ],
    )
    company = make_company(workspace, "Kelvia GmbH", domain="kelvia.example", overview="Docks.")
    return make_contact(
        workspace, "Jana Brandt", email="j@kelvia.example", job_title=title, company=company
    )


def test_people_page_and_partial_answer_every_address(
    viewer_client: Client, workspace: Workspace
) -> None:
    make_people(workspace, seed=4, n=6)
    for address in HARD:
        page = viewer_client.get(f"/people/{address}")

        assert page.status_code == 200, address
        assert b"<script>" not in page.content.split(b"</head>")[1]
    partial = viewer_client.get(f"/people/{HARD[0]}", headers=HTMX)
    assert partial.status_code == 200
    assert b"<html" not in partial.content


def test_row_shows_labels_and_tree_shows_ticks_and_counts(
    viewer_client: Client, jana: Contact
) -> None:
    html = html_of(viewer_client.get("/people/?function=revenue_operations"))

    assert '<span class="num">1</span> person' in html
    assert "Jana Brandt" in html
    assert re.search(r'label">\s*<span class="n">Revenue Operations</span></span>', html)
    assert "<b>Revenue Operations 0.94</b>" in html  # On hover.
    assert re.search(r'value="revenue_operations" checked', html)
    assert re.search(r'class="node root" data-state="mixed">(?s:.){,400}value="sales"', html)
    assert re.search(r'id="count-function-sales"[^>]*>1<', html)
    assert 'aria-label="Remove Revenue Operations"' in html


def test_filter_values_that_do_not_exist_find_nobody_and_are_chips(
    viewer_client: Client, jana: Contact
) -> None:
    for params in (
        {"country": "Atlantis"},
        {"technology": "Kobol", "size": "7-8", "industry": "magic"},
        {"function": "alchemy", "level": "emperor", "unclassified": "2"},
        {"list": "Narnia", "company": "999998", "do_not_contact": "maybe"},
    ):
        html = html_of(viewer_client.get("/people/", params))

        assert "Jana Brandt" not in html
        assert html.count('class="chip"') == len(params)
        for param, value in params.items():
            assert f"“{value}”" in html
            assert re.search(rf'type="(hidden|checkbox)"[^>]* name="{param}"', html)


def test_filter_value_in_another_spelling_is_taken_and_a_near_one_is_offered(
    viewer_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, "Jana Brandt", country="Germany", city="Köln")
    make_company(workspace, "Kelvia", country="Germany")

    take = html_of(viewer_client.get("/people/?country=GERMANY&city=koln"))
    near = html_of(viewer_client.get("/people/?country=Germny"))
    companies = html_of(viewer_client.get("/companies/?country=Germny"))

    assert "Jana Brandt" in take
    assert "There is no" not in take
    assert "There is no country “Germny”." in near
    assert '<a class="touch" href="?country=Germany">Germany</a>' in near
    assert 'href="?country=Germany"' in companies
    assert "Kelvia" not in companies


def test_htmx_gets_results_and_counts_and_the_canonical_address(
    viewer_client: Client, jana: Contact
) -> None:
    address = "/people/?q=&city=&confidence=0&function=sales&department=sales&sort=name"
    headers = {**HTMX, "HX-Trigger": "search"}

    response = viewer_client.get(address, headers=headers)

    html = html_of(response)
    assert response.headers["HX-Push-Url"] == "/people/?department=sales"
    assert "HX-Request" in response.headers["Vary"]
    assert '"function-revenue_operations": "1"' in html
    assert 'id="options-country" hx-swap-oob="true"' in html


def test_person_and_title_of_other_say_why_none_is_shown(
    viewer_client: Client, workspace: Workspace
) -> None:
    why = [{"label": "sales", "because": "below threshold", "text": "0.38", "score": 0.214}]
    said = "The most likely is Sales at 0.21 (threshold 0.38)."
    title = make_title(workspace, "Ninja", source="model", why=why)
    person = make_contact(workspace, "Jana Brandt", job_title=title)

    assert said in html_of(viewer_client.get(f"/people/?person={person.pk}"))
    assert said in html_of(viewer_client.get(f"/titles/{title.pk}/"))


def test_person_opens_beside_the_search_with_the_why(viewer_client: Client, jana: Contact) -> None:
    page = html_of(viewer_client.get(f"/people/?level=manager&person={jana.pk}"))
    address = f"/people/{jana.pk}/?function=sales"
    partial = viewer_client.get(address, headers=HTMX)
    without_script = viewer_client.get(address)

    assert "<mark>Revenue</mark> <mark>Operations</mark>" in page  # open though not found
    assert "Most similar known title: “Head of Sales” 0.84." in page
    assert "1 person has this title" in page
    assert partial.headers["HX-Push-Url"] == f"/people/?function=sales&person={jana.pk}"
    assert "<mark>Revenue</mark>" in html_of(partial)
    opened = f"/people/?function=sales&person={jana.pk}"
    assert without_script.headers["Location"] == f"{opened}#person"


def test_correction_form_says_its_reach_before_the_button(
    qualifier_client: Client, viewer_client: Client, workspace: Workspace, jana: Contact
) -> None:
    make_contact(workspace, "Ada Abel", job_title=jana.job_title)
    level = Level.objects.get(slug="manager")
    JobTitle.objects.filter(contacts=jana).update(level=level)

    html = html_of(qualifier_client.get(f"/people/?person={jana.pk}"))
    as_viewer = html_of(viewer_client.get(f"/people/?person={jana.pk}"))

    assert f'action="/titles/{jana.job_title_id}/correct/"' in html
    assert re.search(r"It applies to <b>2 people</b>(?s:.)*Correct for 2 people", html)
    assert html.count("Correct for 2 people") > 1
    assert "This also confirms the level Manager." in html
    assert 'name="functions" value="revenue_operations" checked' in html
    assert f'name="next" value="/people/?person={jana.pk}#person"' in html
    assert "Correct for" not in as_viewer


def test_corrected_title_is_found_under_its_new_function_at_once(
    qualifier_client: Client, jana: Contact
) -> None:
    body = {
        "functions": ["revenue_operations"],
        "typed": "Marketing",
        "level": "vp",
        "next": f"/people/?person={jana.pk}",
    }

    answer = qualifier_client.post(f"/titles/{jana.job_title_id}/correct/", body, headers=HTMX)

    assert answer.headers["Location"] == f"/people/?person={jana.pk}"
    html = html_of(qualifier_client.get("/people/?function=marketing"))
    assert '<span class="num">1</span> person' in html
    assert "(confirmed by a person)" in html
    assert '<span class="num">0</span> people' in (
        html_of(qualifier_client.get("/people/?function=sales"))
    )


def test_the_panel_says_how_to_reach_a_person_and_never_offers_it_for_do_not_contact(
    qualifier_client: Client, jana: Contact
) -> None:
    Contact.objects.filter(pk=jana.pk).update(phone="+49 (0)30 123-45 ext. 6")

    html = html_of(qualifier_client.get(f"/people/?person={jana.pk}"))

    assert 'href="mailto:j@kelvia.example"' in html
    assert 'href="tel:+4903012345"' in html
    assert html.count("data-copy=") == 2
    qualifier_client.post(f"/people/{jana.pk}/do-not-contact/")
    html = html_of(qualifier_client.get(f"/people/?person={jana.pk}"))
    assert "mailto:" not in html
    assert "tel:" not in html


def test_notes_on_a_person_are_no_notes_on_the_search(
    qualifier_client: Client, jana: Contact
) -> None:
    qualifier_client.post(f"/people/{jana.pk}/notes/", {"text": "Likes cranes"})

    page = qualifier_client.get(f"/people/?person={jana.pk}")

    assert "Likes cranes" in html_of(page)
    assert not page.context["notes"]


def test_do_not_contact_is_set_and_undone_from_the_panel(
    qualifier_client: Client, jana: Contact
) -> None:
    back = {"next": f"/people/?person={jana.pk}#person"}

    answer = qualifier_client.post(f"/people/{jana.pk}/do-not-contact/", back)
    page = html_of(qualifier_client.get(f"/people/?person={jana.pk}"))

    assert answer.headers["Location"] == back["next"]
    assert "Allow contact again" in page
    assert f'action="/people/{jana.pk}/allow/"' in page
    assert DoNotContact.objects.get(derived_from=None).value == "j@kelvia.example"
    elsewhere = {"next": "https://evil.example/"}
    answer = qualifier_client.post(f"/people/{jana.pk}/allow/", elsewhere)
    assert answer.headers["Location"] == back["next"]  # No other site.
    jana.refresh_from_db()
    assert not jana.do_not_contact


def test_viewer_cannot_stop_or_allow(viewer_client: Client, jana: Contact) -> None:
    for action in ("do-not-contact", "allow"):
        assert viewer_client.post(f"/people/{jana.pk}/{action}/").status_code == 403

    assert DoNotContact.objects.count() == 0


def test_empty_workspace_says_where_people_come_from(viewer_client: Client) -> None:
    assert "No people yet" in html_of(viewer_client.get("/people/"))
    assert "No companies yet" in html_of(viewer_client.get("/companies/"))


def test_companies_page_lists_filters_and_counts(viewer_client: Client, jana: Contact) -> None:
    response = viewer_client.get("/companies/?sort=people&business_model=unknown", headers=HTMX)
    assert response.status_code == 200

    Company.objects.update(employees=46)
    html = html_of(viewer_client.get("/companies/?q=kelvia"))

    assert "Kelvia GmbH" in html
    assert "46 employees" in html
    assert "46 employees" in html_of(viewer_client.get("/people/"))
    assert re.search(r'href="/people/\?company=\d+"[^>]*>1 contact<', html)


def test_company_page_leads_to_its_people_by_department(
    viewer_client: Client, jana: Contact
) -> None:
    html = html_of(viewer_client.get(f"/companies/{jana.company_id}/"))

    assert "Docks." in html
    assert f"/people/?department=sales&amp;company={jana.company_id}" in html
    assert f'hx-get="/companies/{jana.company_id}/similar/"' in html
    found = viewer_client.get(f"/people/?department=sales&company={jana.company_id}")
    assert '<span class="num">1</span> person' in html_of(found)


def test_address_of_a_site_that_could_run_script_is_no_link(
    viewer_client: Client, workspace: Workspace
) -> None:
    company = make_company(workspace, website="javascript:alert(1)")
    contact = make_contact(workspace, linkedin_url="javascript:alert(2)")

    pages = (f"/companies/{company.pk}/", f"/people/?person={contact.pk}")

    assert all("javascript:" not in html_of(viewer_client.get(page)) for page in pages)


def test_person_of_another_workspace_is_not_there(stranger_client: Client, jana: Contact) -> None:
    address = f"/people/{jana.pk}/"

    assert stranger_client.get(address).status_code == 404
    for action in ("do-not-contact", "allow"):
        assert stranger_client.post(f"{address}{action}/").status_code == 404
    assert DoNotContact.objects.count() == 0


def test_nothing_of_another_workspace_shows(stranger_client: Client, jana: Contact) -> None:
    for address in (
        f"/people/?person={jana.pk}",
        f"/people/?company={jana.company_id}",
        f"/people/?panel=export&contact={jana.pk}",
        "/companies/",
    ):
        response = stranger_client.get(address)
        content = b"".join(response) if response.streaming else response.content
        assert response.status_code == 200
        assert b"Jana" not in content, address
        assert b"Kelvia" not in content, address
    assert stranger_client.get(f"/companies/{jana.company_id}/").status_code == 404


def test_page_costs_the_same_queries_however_many_people(
    viewer_client: Client,
    workspace: Workspace,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_people(workspace, seed=1, n=12)

    with django_assert_max_num_queries(10):
        viewer_client.get("/people/?function=sales&level=manager")
    with django_assert_max_num_queries(6):
        viewer_client.get("/companies/?size=51-200")


def test_a_place_that_cannot_be_read_is_said(viewer_client: Client, workspace: Workspace) -> None:
    make_contact(workspace, company=make_company(workspace))

    for address in ("/people/?before=x", "/companies/?after=x"):
        assert "The cursor is invalid" in html_of(viewer_client.get(address))


def test_a_correction_can_be_undone_from_the_person_later(
    manager_client: Client, viewer_client: Client, jana: Contact
) -> None:
    address = f"/people/?person={jana.pk}"
    assert "Corrected by" not in html_of(manager_client.get(address))
    correct = f"/titles/{jana.job_title_id}/correct/"
    manager_client.post(correct, {"functions": ["marketing"], "level": "manager"})

    later = html_of(manager_client.get(address))

    assert "Corrected by Mira Okafor" in later
    (undo,) = set(re.findall(r'action="(/titles/corrections/\d+/undo/)"', later))
    assert "this correction" not in html_of(viewer_client.get(address))
    back = manager_client.post(undo, {"next": address})
    assert back.headers["Location"] == address
    assert "Corrected by" not in html_of(manager_client.get(address))


def test_job_title_has_a_column_of_its_own_in_place_of_the_line_below_the_name(
    manager_client: Client, manager: User, jana: Contact
) -> None:
    below, column = '<span class="sub" data-edit="title"', '<td data-edit="title"'
    assert below in html_of(manager_client.get("/people/"))

    PeopleColumns.objects.create(member=Member.objects.get(user=manager), columns=["title"])

    html = html_of(manager_client.get("/people/"))
    assert column in html
    assert below not in html


def test_export_list_and_campaign_are_buttons_of_a_form_that_works_without_script(
    manager_client: Client, jana: Contact
) -> None:
    html = html_of(manager_client.get("/people/?q=jana"))

    (form,) = re.findall(r'<form id="picked".*?</form>', html)
    assert 'action="/people/"' in form
    assert '<input type="hidden" name="q" value="jana">' in form
    buttons = re.findall(r'<button[^>]*form="picked"[^>]*>', html)
    names = re.findall(r'name="panel" value="([\w-]+)"', "".join(buttons))
    beside = ["export", "change", "add-to-campaign", "add-to-list"]
    under_more = ["do-not-contact", "enrich", "merge", "delete"]
    assert list(dict.fromkeys(names)) == beside + under_more
    export, _, add, *_ = buttons
    assert 'type="button"' not in export + add
    assert "Export 1 person" in html_of(manager_client.get("/people/?q=jana&panel=export"))
    assert manager_client.get("/people/?q=jana&panel=add-to-campaign").status_code == 200


def test_values_are_left_out_with_one_press_and_come_back_by_their_chip(
    viewer_client: Client, workspace: Workspace
) -> None:
    for slug in ("manager", "director"):
        title = make_title(workspace, f"A {slug}", level=Level.objects.get(slug=slug))
        make_contact(workspace, f"Jana {slug.capitalize()}", job_title=title)

    everyone = html_of(viewer_client.get("/people/"))
    html = html_of(viewer_client.get("/people/?exclude=level:manager"))

    button = 'name="add_exclude" value="level:manager" title="Exclude Manager"'
    both = html_of(viewer_client.get("/people/?exclude=level:manager&add_exclude=level:director"))

    assert button in everyone
    assert "Jana" not in both
    assert both.count('type="hidden" name="exclude"') > 1
    assert "Jana Director" in html
    assert "Jana Manager" not in html
    assert "Exclude level" in html
    assert 'title="Leave out Manager"' not in html  # It is left out already.
    hidden = '<input type="hidden" name="exclude" value="level:manager">'
    assert hidden in html


def test_words_as_typed_that_find_nobody_can_be_interpreted_again(
    viewer_client: Client, workspace: Workspace
) -> None:
    level = Level.objects.get(slug="vp")
    title = make_title(workspace, "Head of Revenue", {"sales": 0.9}, level=level)
    make_contact(workspace, "Ada Abel", job_title=title)

    found = html_of(viewer_client.get("/people/?q=vp+sales"))
    typed = html_of(viewer_client.get("/people/", {"q": '"vp" "sales"'}))
    nothing = html_of(viewer_client.get("/people/", {"q": '"xyzzy"'}))

    assert "Ada Abel" in found
    assert "Ada Abel" not in typed
    assert re.search(r'href="/people/\?q=vp\+sales">Interpret “vp sales” ', typed)
    assert "Interpret" not in nothing
