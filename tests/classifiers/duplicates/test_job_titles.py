"""Titles of two records of one name."""

from classifiers.duplicates.job_titles import compare_titles


def test_titles_are_compared_by_field_and_rank() -> None:
    for one, other, likeness in [
        ("VP Engineering", "Vice President of Engineering", "same"),
        ("Director of Operations", "operations director", "same"),
        ("CFO", "Chief Financial Officer", "same"),
        ("Head of Sales", "Head of Logistics", "different"),
        ("Chief Accountant", "Chief Engineer", "different"),
        ("Account Executive", "Account Manager", "different"),
        ("Geschäftsführer", "Lehrling", "different"),
        ("Data Scientist", "Senior Data Scientist", "unknown"),
        ("Ingénieure", "Ingénieur", "unknown"),
        ("Buyer", "", "unknown"),
    ]:
        assert compare_titles(one, other) == compare_titles(other, one) == likeness
