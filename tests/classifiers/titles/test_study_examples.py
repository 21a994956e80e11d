"""The titles with which the study behind the product made its points.

Where the guideline says otherwise than the study, the guideline holds, and the case says why.
"""

from classifiers.titles.cascade import TitleCascade

EXAMPLES = [
    # The study gave sales alone; by the guideline the support of sales is sales operations, too.
    ("Sales and Office Support", {"sales", "sales_operations", "office_operations"}, None),
    ("account executive and marketing specialist", {"sales", "marketing"}, "specialist"),
    ("Vice President", set(), "vp"),
    ("VP of Op", {"operations"}, "vp"),
    # The study gave project management alone; the guideline names the field beside it.
    ("Marketing Projects Manager", {"technical_project_management", "marketing"}, "manager"),
    ("HR Program Manager", {"technical_project_management", "human_resources"}, "manager"),
    ("Recriuter", {"recruiting"}, "specialist"),
    # No such rank, but a field: digital is digital marketing.
    ("Digital overlord", {"digital_marketing"}, "other"),
    ("Traffic Coordinator", {"advertising"}, "lead"),
    # Sustainability is corporate strategy.
    ("Head of decarbonization", {"corporate_strategy"}, "vp"),
]


def test_title_of_the_study_is_read_by_the_guideline(cascade: TitleCascade) -> None:
    for title, functions, level in EXAMPLES:
        (answer,) = cascade.predict([title])

        assert {label.slug for label in answer.functions} == functions
        assert level is None or answer.level.slug == level


def test_fields_slips_and_people_served_are_told_apart(cascade: TitleCascade) -> None:
    for title, functions in [
        ("Product, Marketing", {"product_management", "marketing"}),
        ("HR, Payroll", {"human_resources", "compensation_benefits"}),
        # What is unclear in one part takes nothing from the others.
        ("SEO, UI/UX, Mktg Ops", {"search_marketing", "product_design", "marketing_operations"}),
        ("SEO, Zorblax, Mktg Ops", {"search_marketing", "marketing_operations"}),
        ("Elecrtician", {"construction"}),
        ("EA to the Chairman", {"office_operations"}),
        ("Executive Recruiter – CFO search", {"recruiting"}),
    ]:
        (answer,) = cascade.predict([title])

        assert {label.slug for label in answer.functions} == functions


def test_text_that_names_no_job_has_no_function_and_no_level(cascade: TitleCascade) -> None:
    for text in ["Todd Boney", "qzwx vbnm", "王建国"]:
        (answer,) = cascade.predict([text])

        assert (answer.functions, answer.level.slug) == ((), "other")
