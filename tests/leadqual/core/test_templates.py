"""What every page relies on: components, formats, stylesheets, icons, the content policy."""

import re
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User
from leadqual.core import formats
from leadqual.core.pages.components import (
    icon_names,
    monogram,
)
from leadqual.core.pages.score_breakdowns import fold_lines, round_lines
from leadqual.core.pages.undo import undo_address
from leadqual.home.navigation import navigation_items

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS = ROOT / "leadqual" / "static" / "css"
SCRIPTS = ROOT / "leadqual" / "static" / "js"
TOKENS = CSS / "base" / "tokens.css"
# JSON in a script element is data: the policy lets it stand, and nothing runs it.
INLINE = re.compile(
    r"<style|\sstyle=|<script(?![^>]*\s(?:src=|type=\"application/json\"))"
    r"|\son[a-z]+=\"|javascript:|hx-on"
)


# The marker of a browser is hidden in these.
FOLDED = re.compile(
    r'<details class="(?:plain|folded|facet)".*?<summary[^>]*>\s*(.{30})', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a score breakdown."""

    name: str
    value: float
    note: str = ""


@dataclass(frozen=True)
class Folding(Line):
    """A line of a score breakdown that may be folded."""

    is_minor: bool = False
    is_minor_at_zero: bool = False


class NoteForm(forms.Form):
    """A form with a help text."""

    words = forms.CharField(help_text="At most ten.", max_length=10)


MACROS = """\
{%- from "components/charts/bars.html" import probability_bar, progress_bar, score_bar -%}
{%- from "components/score_breakdown.html" import breakdown -%}
{%- from "components/field.html" import form_field -%}
{%- from "components/label.html" import label_chip -%}
"""


def render(source: str, **context: object) -> str:
    return cast("Jinja2", engines["jinja2"]).env.from_string(MACROS + source).render(context)


def test_numbers_are_written_as_the_product_writes_them() -> None:
    for filtered, expected in (
        (formats.thousands(4381), "4,381"),
        (formats.thousands(-1200), "−1,200"),
        (formats.thousands(None), "–"),
        (formats.signed(0.624), "+0.62"),
        (formats.signed(-0.1), "−0.10"),
        (formats.signed(-0.001), "0.00"),
        (formats.signed(None), "–"),
        (formats.probability(0.943), "0.94"),
        (formats.percent(0.31), "31%"),
        (formats.percent(0.573, 1), "57.3%"),
        (formats.percent(None), "–"),
        (formats.verdict_class(0.3), "like"),
        (formats.verdict_class(-0.3), "dislike"),
        (formats.verdict_class(0.004), "muted"),
    ):
        assert filtered == expected


@given(st.lists(st.floats(min_value=-1, max_value=1), min_size=1, max_size=30))
def test_lines_of_a_score_breakdown_add_up_to_the_rounded_sum(values: list[float]) -> None:
    lines = round_lines([Line("near", value) for value in values])

    assert round(sum(line.value for line in lines), 2) == round(round(sum(values) * 100) / 100, 2)
    for line, value in zip(lines, values, strict=True):
        assert abs(line.value - value) <= 0.0100001


def test_bars_of_a_score_breakdown_with_a_scale_add_up_on_it() -> None:
    lines = round_lines([Line("near", 0.5), Line("far", 0.3), Line("unlike", -0.2)], scale=1)

    assert [(line.start, line.bar) for line in lines] == [
        (0.0, 0.5),
        (0.5, 0.3),
        (pytest.approx(0.8), -0.2),
    ]
    html = render('{{ breakdown(lines, "Similar companies", scale=1) }}', lines=lines)
    assert html.count('class="score"') == 4
    assert 'x="160.0" y="1" width="20.0"' in html
    assert html.count('x="100.0" y="1" width="60.0"') == 1


def test_score_breakdown_prints_the_sum_of_the_lines_it_shows() -> None:
    lines = [Line("Ostrow Labs", 0.214), Line("Stellwerk", 0.214), Line("Fjord Bakery", -0.1)]

    html = render('{{ breakdown(lines, "Similar companies", "3 of 9 verdicts") }}', lines=lines)

    cells = re.findall(r">([+−]?[\d.]+)</td>", html)
    *shown, total = [float(cell.replace("−", "-")) for cell in cells]
    assert round(sum(shown), 2) == total == 0.33
    assert '<td class="num">+0.33</td>' in html
    assert 'class="num dislike">−0.10<' in html


@given(
    values=st.lists(st.tuples(st.floats(min_value=-1, max_value=1), st.booleans()), max_size=12),
    folds_zero=st.booleans(),
)
def test_folded_lines_add_up_with_those_that_are_shown(
    values: list[tuple[float, bool]], *, folds_zero: bool
) -> None:
    folding = [
        Folding("near", value, is_minor=is_minor, is_minor_at_zero=folds_zero)
        for value, is_minor in values
    ]
    lines = round_lines(folding, scale=1)

    found = fold_lines(lines)

    total = round(sum(line.value for line in lines), 2)
    assert round(sum(line.value for line in found.shown), 2) == total
    assert len(found.folded) == sum(
        is_minor or (folds_zero and not line.value)
        for line, (_, is_minor) in zip(lines, values, strict=True)
    )
    assert bool(found.words) == bool(found.folded)


def test_score_breakdown_without_lines_is_zero() -> None:
    assert '<td class="num">0.00</td>' in render('{{ breakdown(lines, "Nothing") }}', lines=[])


def test_a_label_says_by_its_shape_how_sure_it_is() -> None:
    for arguments, kind, words in (
        ('"Sales", 0.70', '"label"', "0.70"),
        ('"Sales", 0.69', '"label unsure"', "0.69"),
        ('"Sales", 1.0, is_person=True', '"label person"', "(confirmed by a person)"),
        ('""', '"label other"', "Unclassified"),
    ):
        html = render(f"{{{{ label_chip({arguments}) }}}}")

        assert f"class={kind}" in html
        assert words in html


def test_a_probability_stands_beside_its_threshold() -> None:
    html = render("{{ probability_bar(0.94, 0.55) }}{{ probability_bar(0.21, 0.5) }}")

    assert 'aria-label="0.94, threshold 0.55"' in html
    assert '<rect class="tick" x="54.60"' in html
    assert '<rect class="neutral" y="2" width="21.0"' in html


def test_a_score_starts_at_the_axis_and_goes_to_its_side() -> None:
    html = render("{{ score_bar(0.62) }}{{ score_bar(-0.58) }}")

    assert '<rect class="plus" x="100.0" y="1" width="62.0"' in html
    assert '<rect class="minus" x="42.0" y="1" width="58.0"' in html


def test_progress_of_nothing_is_an_empty_bar() -> None:
    assert '<progress max="1" value="0"' in render("{{ progress_bar(0, 0) }}")
    assert 'aria-label="128 of 2,400 judged"' in render('{{ progress_bar(128, 2400, "judged") }}')


def test_a_wrong_field_is_joined_to_its_help_and_its_error() -> None:
    form = NoteForm({"words": "far too many words"})

    html = render('{{ form_field(form.words, "Your words", autocomplete="off") }}', form=form)

    assert 'aria-describedby="id_words-help id_words-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_words-error"' in html
    assert 'autocomplete="off"' in html
    assert '<label for="id_words">Your words</label>' in html


def test_unknown_icons_are_refused() -> None:
    with pytest.raises(LookupError, match="unicorn"):
        render('{{ icon("unicorn") }}')


def test_undo_address_comes_from_the_tags_of_a_message() -> None:
    found = [undo_address(tags) for tags in ("undo:/x/7/", "", "note undo:/y/", None)]

    assert found == ["/x/7/", "", "/y/", ""]


def test_tree_shows_state_counts_and_boxes_to_a_browser_without_script() -> None:
    function = SimpleNamespace(
        code="revops", name="Revenue <Operations>", count=1986, is_ticked=True
    )
    department = SimpleNamespace(
        code="sales",
        name="Sales",
        count=21640,
        is_ticked=False,
        is_mixed=True,
        is_open=True,
        open_url="?open=sales",
        functions=[function],
    )

    html = render('{% include "components/tree.html" %}', departments=[department])

    assert "<li data-open>" in html
    assert 'data-state="mixed"' in html
    assert 'name="function" value="revops" checked' in html
    assert re.search(r'id="count-function-revops"[^>]*>1,986<', html)
    assert "Revenue &lt;Operations&gt;" in html


def test_no_template_needs_inline_style_or_script() -> None:
    assert [path for path in TEMPLATES if INLINE.search(path.read_text())] == []


def test_every_partial_names_its_context_in_the_first_line() -> None:
    partials = [path for path in TEMPLATES if {"partials", "components"} & set(path.parts)]
    first_line = re.compile(r"\{# .+Context: .+ #\}\n")

    assert partials != []
    assert [path for path in partials if not first_line.match(path.read_text())] == []


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    icon = re.compile(r'(?:{% icon |icon_name=)"([a-z-]+)"')

    assert {name for path in TEMPLATES for name in icon.findall(path.read_text())} <= icon_names()


def test_no_style_of_all_pages_depends_on_what_the_body_has() -> None:
    """Each press in the queue would work the styles of the whole page out anew."""
    for path in CSS.rglob("*.css"):
        text = path.read_text()
        assert not re.search(r"(body|:root|html)[^\s{]*:has\(", text), path
        assert not re.search(r"\[aria-busy[^\]]*\] +>? *\*", text), path


def test_every_custom_property_that_is_used_is_a_token() -> None:
    sheets = "".join(path.read_text() for path in CSS.rglob("*.css"))
    defined = TOKENS.read_text() + (CSS / "map/colors.css").read_text()
    tokens = set(re.findall(r"^\s+(--[a-z0-9-]+):", defined, re.M))

    scripts = "".join(path.read_text() for path in SCRIPTS.rglob("*.js"))
    set_by_scripts = set(re.findall(r'setProperty\("(--[a-z0-9-]+)"', scripts))
    used_without = set(re.findall(r"var\((--[a-z0-9-]+)\)", sheets))
    with_default = set(re.findall(r"var\((--[a-z0-9-]+),", sheets))

    assert used_without <= tokens
    assert with_default <= tokens | set_by_scripts


def test_a_monogram_is_the_first_letters_of_a_name() -> None:
    for name, letters in (
        ("Anna Maria Weber", "AW"),
        ("plumeo", "P"),
        ("Müller & Söhne", "MS"),
        ("田中 太郎", "田太"),
        ("…", ""),
        ("", ""),
    ):
        drawn = monogram(name)

        assert f'data-letters="{letters}"' in drawn
        assert drawn.endswith("></span>")  # Nothing to read or to copy.
        assert drawn == monogram(name)  # The same tint every time.
        assert 'aria-hidden="true"' in drawn


def test_a_monogram_escapes_what_stands_in_a_name() -> None:
    assert "<b" not in monogram("<b>Anna</b>", "<b>")[1:]


def _luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


WORDS, SHAPES = 4.5, 3.0  # WCAG 2.2 AA


NEEDED = (
    ("text", "bg surface sunken hover accent-soft like-soft warn-soft danger-soft mark", WORDS),
    ("muted", "bg surface sunken hover accent-soft", WORDS),
    ("accent", "bg surface accent-soft", WORDS),
    ("on-ink", "ink", WORDS),
    ("on-brand", "brand", WORDS),
    ("text", "tint-1 tint-2 tint-3 tint-4 tint-5 tint-6 track", WORDS),
    ("brand", "bg surface sunken", SHAPES),
    ("like", "bg surface like-soft", WORDS),
    ("dislike", "bg surface dislike-soft", WORDS),
    ("warn", "warn-soft", WORDS),
    ("danger", "bg surface danger-soft", WORDS),
    ("edge", "bg surface sunken track", SHAPES),
    ("like-fill", "surface track", SHAPES),
    ("dislike-fill", "surface track", SHAPES),
    ("ink", "surface track", SHAPES),
)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colors_keep_the_contrast_that_people_need(theme: int) -> None:
    text = TOKENS.read_text()
    pairs = re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", text)
    colors = {name: (light, dark)[theme] for name, light, dark in pairs}

    for color, grounds, needed in NEEDED:
        for ground in grounds.split():
            assert _contrast(colors[color], colors[ground]) >= needed, (color, ground)


def test_sign_in_is_a_page_without_navigation_under_a_strict_policy() -> None:
    response = Client().get("/account/login/")

    assert response.status_code == 200
    assert b'class="nav"' not in response.content
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert b'"allowEval":false' in response.content


def test_an_error_page_needs_no_workspace() -> None:
    request = RequestFactory().get("/nowhere/")
    request.user = AnonymousUser()

    html = render_to_string("errors/500.html", {"number": "7f3a20c1"}, request)

    assert "7f3a20c1" in html
    assert 'class="nav"' not in html


@pytest.mark.django_db
def test_settings_give_a_viewer_nothing_to_press(viewer_client: Client) -> None:
    for path in ("/settings/", "/settings/members/", "/settings/keys/"):
        html = viewer_client.get(path).content.decode()

        main = html[html.index("<main") : html.index("</main>")]
        assert "<form" not in main, path


@pytest.mark.django_db
def test_a_new_key_is_shown_once(manager_client: Client) -> None:
    answer = manager_client.post(
        "/settings/keys/", {"name": "CRM sync", "scopes": ["read", "write"], "expires": "90"}
    )
    later = manager_client.get("/settings/keys/")

    found = re.search(r'id="new-key">(lq_[\w-]+)<', answer.content.decode())
    assert found is not None
    assert found[1] not in later.content.decode()
    assert "CRM sync" in later.content.decode()


@pytest.mark.django_db
def test_a_form_from_an_old_page_is_refused_in_the_words_of_the_product() -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post(
        "/account/login/", {"login": "a@b.example"}, headers={"Referer": "/account/login/"}
    )

    assert response.status_code == 403
    assert "This page has expired" in response.content.decode()
    assert "Go back" in response.content.decode()


@pytest.mark.django_db
def test_guessing_passwords_ends_on_a_page_of_the_product(
    manager: User, settings: Settings
) -> None:
    limits = settings.ACCOUNT_RATE_LIMITS
    settings.ACCOUNT_RATE_LIMITS = {**limits, "login_failed_here": "2/15m/key"}
    client = Client()
    guess = {"login": manager.email, "password": "wrong"}

    answers = [client.post("/account/login/", guess) for _ in range(3)]

    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "Too many requests" in answers[-1].content.decode()


def test_one_place_of_the_bar_is_lit() -> None:
    for path, here in (
        ("/companies/7/", "Companies"),
        ("/companies/costs/apply/", "Lab"),
        ("/campaigns/3/map/", "Campaigns"),
    ):
        items = navigation_items(RequestFactory().get(path))
        assert [item.words for item in items if item.is_here] == [here]


def test_what_can_be_unfolded_shows_that_it_can() -> None:
    folded = [start for path in TEMPLATES for start in FOLDED.findall(path.read_text("utf-8"))]

    assert len(folded) > 10
    assert [start for start in folded if not start.startswith('{{ icon("chevron") }}')] == []


def test_line_of_a_score_shows_hostile_names_as_text() -> None:
    hostile = '"><script>alert(1)</script>'
    line = SimpleNamespace(
        name=hostile,
        value=-0.25,
        url="/companies/7/?a=1&b=2",
        note=hostile,
        icon="up",
        drop_url="/drop/",
        drop_words=f"Exclude {hostile}: score changes by",
    )
    source = "{{ breakdown([line], 'Companies', form=form, scale=1) }}"

    with_cross, without = (render(source, line=line, form=form) for form in ("drop", ""))

    for html in (with_cross, without):
        assert "<script" not in html
        assert 'href="/companies/7/?a=1&amp;b=2"' in html
        assert '<rect class="minus" x="75.0" y="1" width="25.0" height="8"/>' in html
        assert '<td class="num dislike">−0.25</td>' in html
    assert 'form="drop" formaction="/drop/" title="Exclude &#34;&gt;&lt;script' in with_cross
    assert "score changes by +0.25</span></button>" in with_cross
    assert "<button" not in without


def test_comment_of_a_template_ends_on_its_line_else_it_is_shown() -> None:
    folder = Path(__file__).parents[3] / "templates"
    lines = [
        (path.name, line)
        for path in folder.rglob("*.html")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.count("{#") != line.count("#}")
    ]

    assert len(list(folder.rglob("*.html"))) > 100
    assert lines == []


def test_what_is_missing_is_empty_at_any_depth() -> None:
    assert (
        render("[{{ gone.part.of_it }}]{% for part in gone.parts %}{{ part }}{% endfor %}") == "[]"
    )
