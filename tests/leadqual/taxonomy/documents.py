"""Small taxonomies, written out and drawn at random, and what a draft changes in words."""

from hypothesis import strategies as st

from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenDepartment,
    WrittenFunction,
)
from leadqual.taxonomy.drafts.services import draft_changes
from leadqual.taxonomy.models import TaxonomyDraft

SLUGS = ("a", "b", "c", "d", "e")
HOMES = ("x", "y", "z")


def small() -> Document:
    """Two departments, three functions, three entries and two phrases."""
    return Document(
        departments=(WrittenDepartment("sales", "Sales"), WrittenDepartment("it", "IT")),
        functions=(
            WrittenFunction(
                "selling", "Selling", "sales", titles=frozenset({"Seller", "Closer", "Sales Coach"})
            ),
            WrittenFunction("coaching", "Coaching", "sales", called={"crm": "Coach"}),
            WrittenFunction("coding", "Coding", "it", threshold=0.4),
        ),
        dictionary={
            "seller": Meaning(frozenset({"selling"}), "manager"),
            "sales coach": Meaning(frozenset({"selling", "coaching"})),
            "code monkey": Meaning(frozenset({"coding"})),
        },
        phrases={"sales coach": frozenset({"coaching"}), "queen": frozenset()},
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw any taxonomy of a few slugs that keeps to the rules."""
    homes = draw(st.lists(st.sampled_from(HOMES), min_size=1, unique=True))
    slugs = draw(st.lists(st.sampled_from(SLUGS), min_size=1, unique=True))
    lead_to_homes = _aliases(draw, homes, HOMES)
    leads = _aliases(draw, slugs, SLUGS)
    words = st.frozensets(st.sampled_from(["Ada", "Bo", "Cy"]), max_size=2)
    functions = tuple(
        WrittenFunction(
            slug=slug,
            name=draw(st.sampled_from(["One", "Two"])) + " " + slug,
            department=draw(st.sampled_from(homes)),
            about=draw(st.sampled_from(["", "said"])),
            formerly=leads[slug],
            titles=draw(words),
            threshold=draw(st.sampled_from([None, 0.25, 0.5])),
            called=draw(
                st.dictionaries(
                    st.sampled_from(["linkedin", "hubspot"]), st.sampled_from(["P", "Q"])
                )
            ),
        )
        for slug in slugs
    )
    meant = st.frozensets(st.sampled_from(slugs), max_size=2)
    meanings = st.builds(Meaning, meant, st.sampled_from(["", "manager"]), st.sampled_from([""]))
    keys = st.sampled_from(["seller", "buyer", "owl keeper"])
    return Document(
        departments=tuple(
            WrittenDepartment(
                slug, draw(st.sampled_from(["Um", "Vo"])) + " " + slug, lead_to_homes[slug]
            )
            for slug in homes
        ),
        functions=functions,
        dictionary=draw(st.dictionaries(keys, meanings)),
        phrases=draw(st.dictionaries(keys, meant)),
    )


def _aliases(
    draw: st.DrawFn, living: list[str], slugs: tuple[str, ...]
) -> dict[str, frozenset[str]]:
    """Let each slug that nobody has lead to one of the living, or to none."""
    free = [slug for slug in slugs if slug not in living]
    leads = {slug: draw(st.sampled_from(["", *living])) for slug in free}
    return {slug: frozenset(one for one, to in leads.items() if to == slug) for slug in living}


def words_of(draft: TaxonomyDraft) -> list[str]:
    """Return the changes of a draft as its page says them."""
    draft.refresh_from_db()
    return [change.words for change in draft_changes(draft)]
