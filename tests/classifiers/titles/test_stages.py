import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.core.probabilities import fit_temperature
from classifiers.core.taxonomy import Taxonomy
from classifiers.core.types import Evidence, Label
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.confirmed_shares import Shares
from classifiers.titles.dictionary import Dictionary, Entry, load_dictionary
from classifiers.titles.model.role_answers import StageAnswer, join
from classifiers.titles.phrase_rules import PhraseMatch, PhraseRules, load_phrases
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.calibration import fit_platt, fit_thresholds

RULES = PhraseRules({"sales": ["sales"], "sales engineer": ["sales_engineering"], "king of": []})
SALES = Entry(("sales",), "director", "")


def test_dictionary_does_not_mind_small_words_and_commas() -> None:
    dictionary = Dictionary({"Director of Sales": SALES})

    assert dictionary.predict(["director, sales", "sales director", ""]) == [
        ("Director of Sales", SALES),
        None,
        None,
    ]


def test_longest_phrase_wins_and_uses_up_its_words() -> None:
    assert RULES.predict(["senior sales engineer", "sales, engineer"]) == [
        PhraseMatch({"sales_engineering": "sales engineer"}, ("sales engineer",)),
        PhraseMatch({"sales": "sales"}, ("sales",)),
    ]


def test_phrase_without_functions_says_other() -> None:
    assert RULES.predict(["king of hearts"]) == [PhraseMatch({}, ("king of",))]


def test_entries_and_phrases_carry_the_share_at_which_people_confirmed_them(
    cascade: TitleCascade,
) -> None:
    shares = Shares(
        {
            ("title", "sales director"): (15, 15),
            ("title", "ninja"): (5, 0),
            ("part", "ninja"): (10, 0),
            ("phrase", "sales engineer"): (1, 1),
            ("phrase", "sales lord"): (15, 5),
        }
    )
    own = TitleCascade(
        taxonomy=cascade.taxonomy,
        model=cascade.model,
        dictionary=Dictionary(
            {"Sales Director": SALES, "Ninja": Entry(("design",), "specialist", "")}, shares
        ),
        phrases=PhraseRules(
            {"sales engineer": ["sales_engineering"], "sales lord": ["sales"]}, shares
        ),
    )

    found = own.predict(["Sales Director", "Ninja", "sales lord", "senior sales engineer"])

    assert [answer.functions for answer in found] == [
        (Label("sales", 0.875),),
        (Label("design", 0.0833),),
        (Label("sales", 0.4167),),
        (Label("sales_engineering", 0.7222),),
    ]


def test_share_of_what_nobody_met_is_that_of_all_others() -> None:
    shares = Shares({("title", "ninja"): (95, 0), ("title", "ceo"): (5, 5)})

    assert shares.of("title", "ninja") == 0.025
    assert shares.of("title", "wizard") == 0.5
    assert Shares({}).of("phrase", "ninja") == 1.0


@given(st.lists(st.text(alphabet="abc ", max_size=20)))
def test_rules_leave_strangers_to_the_next_stage_one_by_one(titles: list[str]) -> None:
    assert RULES.predict(titles) == [None] * len(titles)


def test_no_rules_match_nothing() -> None:
    assert PhraseRules({}).predict(["sales", ""]) == [None, None]


def test_what_a_joint_sets_beside_a_phrase_is_a_role_of_its_own() -> None:
    for role, parts in [
        ("head of sales and king of hearts", ("head of sales", "king of hearts")),
        ("head of king of and marketing", ("head of king of", "marketing")),
        ("marketing and director of sales", ("marketing", "director of sales")),
        ("sales engineer / marketing | art", ("sales engineer", "marketing | art")),
        ("art and marketing sales engineer", ("art and marketing sales engineer",)),
        ("sales engineer, art and marketing", ("sales engineer, art and marketing",)),
        ("wholesales and marketing", ("wholesales and marketing",)),
        ("art and marketing", ("art and marketing",)),
    ]:
        assert RULES.split_jobs((role,)) == parts


# Parts beside each other are weighed, and jobs that hardly anybody holds together weigh less.
MAX_SWALLOWED = 0.08


def test_hardly_a_phrase_of_the_product_swallows_the_job_beside_it(cascade: TitleCascade) -> None:
    for title in ["{} & Marketing", "Marketing & {}", "{} / Marketing Manager"]:
        phrases = [phrase for phrase in load_phrases() if not phrase.endswith(" of")]

        found = cascade.predict([title.format(phrase) for phrase in phrases], explain=False)

        swallowed = [
            answer.title
            for answer, phrase in zip(found, phrases, strict=True)
            if not {*load_phrases()[phrase], "marketing"}
            <= {label.slug for label in answer.functions}
        ]
        assert len(swallowed) <= MAX_SWALLOWED * len(phrases), swallowed


def test_seeds_name_only_what_the_taxonomy_knows(taxonomy: Taxonomy) -> None:
    entries = load_dictionary()

    assert len(entries) > 500
    for entry in entries.values():
        assert set(entry.functions) <= set(taxonomy.by_slug)
        assert entry.level in taxonomy.level_ranks
        assert not entry.industry or entry.industry in taxonomy.industries
        assert len(entry.functions) <= 3
    assert {slug for slugs in load_phrases().values() for slug in slugs} <= set(taxonomy.by_slug)


def test_seeds_hold_each_title_once() -> None:
    assert len(Dictionary(load_dictionary())) == len(load_dictionary())
    assert all(normalize(phrase) for phrase in load_phrases())


def test_professions_that_are_bound_to_an_industry_name_it() -> None:
    for functions, industry in [
        ("lawyer legal_counsel litigation labor_employment_law", "financial_law_services"),
        ("nursing doctor dentistry pharmacy", "health_fitness"),
        ("teacher professor", "science_education"),
    ]:
        bound = {
            title: entry.industry
            for title, entry in load_dictionary().items()
            if not set(functions.split()).isdisjoint(entry.functions)
        }

        assert len(bound) > 20
        assert {title for title, named in bound.items() if named != industry} == set()


def test_no_entry_says_the_industry_other() -> None:
    assert "other" not in {entry.industry for entry in load_dictionary().values()}


def test_dictionary_of_the_product_knows() -> None:
    for title, functions, level in [
        ("Διευθυντής Πωλήσεων", "sales", "director"),
        ("영업 이사", "sales", "director"),
        ("مدير المبيعات", "sales", "manager"),
        ("Giám đốc kinh doanh", "sales", "director"),
        ("मानव संसाधन प्रबंधक", "human_resources", "manager"),
        ("ผู้จัดการฝ่ายขาย", "sales", "manager"),
        ("Direktur Utama", "executive", "owner"),
        ("Головний бухгалтер", "accounting", "manager"),
        ("Ügyvezető igazgató", "executive", "owner"),
        ("Inginer Software", "software_development", "specialist"),
        ("עורכת דין", "lawyer", "specialist"),
        ("Ostopäällikkö", "procurement", "manager"),
        ("Salgssjef", "sales", "manager"),
        ("Real Estate Financial Analyst", "real_estate_finance", "specialist"),
        ("QA/RA Manager", "quality_management|regulatory_affairs", "manager"),
        ("Head of CSR", "corporate_strategy", "vp"),
        ("CSR I", "customer_service", "specialist"),
        ("We are hiring!", "", "other"),
    ]:
        found = Dictionary(load_dictionary()).find(normalize(title))

        assert found is not None
        assert found[1].functions == tuple(filter(None, functions.split("|")))
        assert found[1].level == level


def test_joining_takes_the_most_senior_level_and_three_functions_with_chiefs_first(
    taxonomy: Taxonomy,
) -> None:
    chief = Label("c_level", 0.9)
    answers = [
        StageAnswer(
            (Label("finance_executive", 1.0), Label("finance", 1.0)), chief, None, "dictionary"
        ),
        StageAnswer(
            (Label("operations_executive", 0.9), Label("operations", 0.9)), chief, None, "model"
        ),
        StageAnswer((), Label("owner", 0.7), Label("manufacturing", 0.6), "model"),
    ]

    joined = join(answers, taxonomy=taxonomy)

    assert [label.slug for label in joined.functions] == [
        "finance_executive",
        "finance",
        "operations_executive",
    ]
    assert joined.level == Label("owner", 0.7)
    assert joined.industry == Label("manufacturing", 0.6)
    assert joined.source == "dictionary + model"


def test_joining_keeps_the_best_score_and_only_reasons_of_labels_given(taxonomy: Taxonomy) -> None:
    level = Label("manager", 1.0)
    sure, stray = Evidence("sales", "dictionary", "sales"), Evidence("tax", "words", "tax")
    answers = [
        StageAnswer((Label("sales", 0.4),), level, None, "model"),
        StageAnswer((Label("sales", 1.0),), level, None, "dictionary", (sure, stray)),
    ]

    joined = join(answers, taxonomy=taxonomy)

    assert joined.functions == (Label("sales", 1.0),)
    assert joined.why == (sure,)


def test_joining_nothing_is_other(taxonomy: Taxonomy) -> None:
    joined = join([], taxonomy=taxonomy)

    assert (joined.functions, joined.level.slug, joined.source) == ((), "other", "model")


def test_platt_undoes_slopes_and_a_shift() -> None:
    random = np.random.default_rng(1)
    one, two = random.normal(size=(2, 4_000, 1)).astype(np.float32) * 2
    truth = random.random(one.shape) < 1 / (1 + np.exp(-(0.5 * one + 0.25 * two - 1)))

    found = fit_platt([one, two], truth)

    assert found == pytest.approx((0.5, 0.25, -1), abs=0.15)


def test_temperature_cools_boasting_scores() -> None:
    logits = np.array([[5.0, 0.0]] * 10, dtype=np.float32)
    truth = np.array([0] * 6 + [1] * 4)

    assert fit_temperature(logits, truth) > 5


def test_threshold_separates_a_frequent_label_and_a_rare_one_leans_on_the_rest() -> None:
    chances = np.zeros((400, 2), dtype=np.float32)
    truth = np.zeros((400, 2), dtype=np.bool_)
    chances[:200, 0], truth[:200, 0] = 0.8, True
    chances[200:, 0] = 0.6
    chances[0, 1], truth[0, 1] = 0.2, True

    thresholds = fit_thresholds(chances, truth)

    assert 0.6 < thresholds[0] <= 0.8
    assert thresholds[1] > 0.2
