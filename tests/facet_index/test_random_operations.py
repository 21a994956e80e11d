"""After any operations the index says what plain Python says: counts, rows and their orders."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from facet_index import company_search, index_builder, orders, result_rows
from facet_index import facet_counts as counting
from facet_index import row_sets as finding
from facet_index.facet_counts import count
from facet_index.index import FacetIndex
from facet_index.selection import select
from facet_index.types import CompanyRow, ContactRow, FacetQuery, TitleRow
from facet_index.words import word_index
from tests.examples import examples
from tests.facet_index.makers import (
    SORTS,
    TAXONOMY,
    built,
    company_questions,
    company_rows,
    contact_rows,
    opened,
    questions,
    title_rows,
)
from tests.facet_index.plain import SCHEMA, Plain


class Operations(RuleBasedStateMachine):
    """An index beside plain rows."""

    def __init__(self) -> None:
        super().__init__()
        self.plain = Plain(TAXONOMY)
        self.index = FacetIndex.empty(TAXONOMY, SCHEMA)
        self.home = TemporaryDirectory()
        self.is_written = False

    def teardown(self) -> None:
        self.home.cleanup()

    @initialize(
        titles=title_rows(),
        companies=company_rows(),
        contacts=contact_rows(),
        chunk=st.sampled_from((2, 4_096)),
        sparse=st.sampled_from((0, 64)),
    )
    def begin(
        self,
        titles: list[TitleRow],
        companies: list[CompanyRow],
        contacts: list[ContactRow],
        *,
        chunk: int,
        sparse: int,
    ) -> None:
        orders._CHUNK, orders._SPARSE_FACTOR = chunk, sparse
        self.put_titles(titles)
        self.put_companies(companies)
        self.put_contacts(contacts)

    @rule(rows=title_rows())
    def put_titles(self, rows: list[TitleRow]) -> None:
        self.plain.put_titles(rows)
        self.index.put_titles(rows)

    @rule(rows=company_rows())
    def put_companies(self, rows: list[CompanyRow]) -> None:
        self.plain.put_companies(rows)
        self.index.put_companies(rows)

    @rule(rows=contact_rows())
    def put_contacts(self, rows: list[ContactRow]) -> None:
        self.plain.put_contacts(rows)
        self.index.put_contacts(rows)

    @rule(keys=st.lists(st.integers(1, 7), max_size=2))
    def drop_companies(self, keys: list[int]) -> None:
        left = [one for one in self.plain.contacts.values() if one.company in keys]
        self.plain.drop_companies(keys)
        self.index.put_contacts([replace(one, company=0) for one in left])
        self.index.drop_companies(keys)

    @rule(keys=st.lists(st.integers(1, 45), max_size=5))
    def drop_contacts(self, keys: list[int]) -> None:
        self.plain.drop_contacts(keys)
        self.index.drop_contacts(keys)

    @rule()
    def build_anew(self) -> None:
        self.index = built(self.plain)

    @precondition(lambda self: not self.is_written)  # Waiting for the disk takes long.
    @rule()
    def write_and_open(self) -> None:
        self.is_written = True
        self.index = opened(self.plain, Path(self.home.name) / "index")

    @rule(query=questions(), most=st.sampled_from((None, 1, 2, 3)))
    def ask_for_counts(self, query: FacetQuery, most: int | None) -> None:
        wanted = self.plain.counts(query, most)
        for many_rows, sparse, many in ((-1, 0.0, 0.0), (-1, 2.0, 2.0), (500_000, 0.0, 0.5)):
            note(f"bitmaps from {many_rows + 1} rows on, of those left out below {sparse}")
            counting.MANY_ROWS = many_rows
            counting.MIN_SHARE = 0.0
            finding.SPARSE_SHARE, finding._MOST_ROWS_SHARE = sparse, many
            assert count(self.index, query, most=most) == wanted

    @rule()
    def tick_each_box_alone(self) -> None:
        for facet, counts in self.plain.counts(FacetQuery()).by_facet.items():
            for value, n in counts.items():
                assert len(select(self.index, FacetQuery({facet: [value]})).total) == n

    @rule(
        query=questions(),
        sort=st.sampled_from(SORTS),
        is_backward=st.booleans(),
        page=st.integers(1, 7),
    )
    def ask_for_all_pages(
        self, query: FacetQuery, sort: str, *, is_backward: bool, page: int
    ) -> None:
        wanted = sorted(
            self.plain.found(query),
            key=lambda one: self.plain.key(one, sort),
            reverse=is_backward,
        )

        keys: list[int] = []
        start_key = None
        while here := result_rows.take(
            self.index, query, page, sort=sort, start_key=start_key, is_backward=is_backward
        ):
            keys += [key for *_, key in here]
            assert len(keys) <= len(wanted)  # No row comes twice.
            start_key = here[-1]

        assert keys == [one.key for one in wanted]

    @rule(query=company_questions(), most=st.sampled_from((None, 1, 2, 3)))
    def ask_for_counts_of_companies(self, query: FacetQuery, most: int | None) -> None:
        wanted = self.plain.company_counts(query, most)
        assert company_search.count(self.index, query, most=most) == wanted

    @rule(
        query=company_questions(),
        sort=st.sampled_from(("name", "people")),
        is_backward=st.booleans(),
        page=st.integers(1, 3),
    )
    def ask_for_all_pages_of_companies(
        self, query: FacetQuery, sort: str, *, is_backward: bool, page: int
    ) -> None:
        wanted = sorted(
            (self.plain.company_key(one, sort) for one in self.plain.found_companies(query)),
            reverse=is_backward,
        )

        found: list[tuple[object, ...]] = []
        start_key = None
        while here := company_search.take(
            self.index, query, page, sort=sort, start_key=start_key, is_backward=is_backward
        ):
            found += here
            assert len(found) <= len(wanted)  # No company comes twice.
            start_key = here[-1]

        assert found == wanted

    @rule(
        query=questions(),
        sort=st.sampled_from(SORTS),
        is_backward=st.booleans(),
        cursor=contact_rows().map(lambda rows: rows[0]),
    )
    def ask_beyond_a_place_where_nobody_need_be(
        self, query: FacetQuery, sort: str, *, is_backward: bool, cursor: ContactRow
    ) -> None:
        start_key = self.plain.key(cursor, sort)
        found = {self.plain.key(one, sort): one.key for one in self.plain.found(query)}
        wanted = sorted((key for key in found), reverse=is_backward)

        here = result_rows.take(
            self.index, query, 5, sort=sort, start_key=start_key, is_backward=is_backward
        )

        behind = [key for key in wanted if (key < start_key if is_backward else key > start_key)]
        assert [key for *_, key in here] == [found[key] for key in behind[:5]]


@pytest.mark.costs("runs long sequences of operations")
def test_index_says_what_plain_python_says_after_any_operations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changed = [(counting, name) for name in ("MANY_ROWS", "MIN_SHARE")]
    changed += [(finding, name) for name in ("SPARSE_SHARE", "_MOST_ROWS_SHARE")]
    for module, name in (*changed, (orders, "_CHUNK"), (orders, "_SPARSE_FACTOR")):
        monkeypatch.setattr(module, name, getattr(module, name))  # The machine changes them.
    monkeypatch.setattr(index_builder, "MAX_BITMAPS", 2)
    monkeypatch.setattr(orders, "_MAX_CHUNKS", 2)
    monkeypatch.setattr(word_index, "_SLICE", 2)

    run_state_machine_as_test(
        Operations,
        settings=settings(
            max_examples=examples(80),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
