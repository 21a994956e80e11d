from classifiers.companies.business_model.features import Token, company_tokens
from classifiers.companies.business_model.organization_names import load_patterns
from classifiers.core.types import CompanyRecord

PATTERNS = load_patterns()


def test_fields_become_tokens_and_missing_ones_add_nothing() -> None:
    found = company_tokens(
        CompanyRecord("Nova Bank", overview="Chain of shops", domain="nova.gov.uk", employees=12),
        PATTERNS,
    )

    assert {
        *(Token("name", "nova bank"), Token("name pattern", "bank"), Token("letters", "^nova")),
        *(Token("overview", "chain of"), Token("customers", "itself commerce")),
        *(Token("kind", "is shop"), Token("domain", ".gov"), Token("size", "11-50")),
    } <= set(found)
    assert {token.field for token in company_tokens(CompanyRecord("Nova"), PATTERNS)} == {
        *("name", "letters")
    }


def test_a_band_of_sizes_is_read_where_the_number_of_employees_is_not_known() -> None:
    for size, employees, band in [
        ("2-10", None, "1-10"),
        ("51-200", None, "51-200"),
        ("501 – 1,000 employees", None, "201-1000"),
        ("1000+", None, "1000+"),
        ("10.001+", None, "1000+"),
        ("51-200", 9, "1-10"),
        ("self-employed", None, None),
        ("9" * 5_000, None, "1000+"),
    ]:
        record = CompanyRecord("Nova", size=size, employees=employees)

        found = company_tokens(record, PATTERNS)

        assert [token.text for token in found if token.field == "size"] == ([band] if band else [])


def test_a_text_told_thousands_of_times_is_told_once() -> None:
    for text in ["Fashion retailer ", "Sells shoes. Sells hats. ", "小売チェーン"]:
        once = company_tokens(CompanyRecord("Nova", overview=text), PATTERNS)

        assert company_tokens(CompanyRecord("Nova", overview=text * 4000), PATTERNS) == once


def test_a_word_counts_a_few_times_at_most() -> None:
    text = "shoes one shoes two shoes three shoes four shoes five shoes six shoes"
    found = company_tokens(CompanyRecord("Nova", overview=text), PATTERNS)

    assert found[Token("overview", "shoes")] == 4


def test_japanese_and_chinese_are_read_by_their_english_words() -> None:
    found = company_tokens(CompanyRecord("札幌市消防局", overview="衣料品の小売店"), PATTERNS)

    assert {Token("name pattern", "fire_brigade"), Token("kind", "is fashion")} <= set(found)
