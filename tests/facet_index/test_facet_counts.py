import numpy as np
import pyarrow as pa
import pytest

from facet_index import facet_counts as counting
from facet_index import index_builder, row_sets
from facet_index.facet_counts import MANY_ROWS, count
from facet_index.index_builder import build
from facet_index.types import FacetQuery, TitleRow
from tests.facet_index.makers import TAXONOMY, built, tables_of
from tests.facet_index.plain import SCHEMA, Plain, firm, person


@pytest.fixture(params=["bitmaps", "left out", "columns"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """All ways of counting, with few bitmaps for long facets."""
    monkeypatch.setattr(counting, "MANY_ROWS", 1_000 if request.param == "columns" else -1)
    monkeypatch.setattr(counting, "MIN_SHARE", 0.0)
    monkeypatch.setattr(row_sets, "SPARSE_SHARE", 2.0 if request.param == "left out" else 0.0)
    monkeypatch.setattr(index_builder, "MAX_BITMAPS", 4)
    return str(request.param)


def world(n_of_city: dict[str, int]) -> Plain:
    plain = Plain(TAXONOMY)
    plain.put_titles([TitleRow(1, level="head", labels=[("ops", 0.6)]), TitleRow(2, level="clerk")])
    plain.put_companies([firm(1, "Port", technologies=("sap", "aws"))])
    cities = [city for city, n in n_of_city.items() for _ in range(n)]
    plain.put_contacts(
        [
            person(1 + place, title=1 + place % 2, company=place % 3 % 2, city=city)
            for place, city in enumerate(cities)
        ]
    )
    return plain


CITIES = {"Bonn": 9, "Rome": 7, "Wien": 7, "Oslo": 5, "Graz": 5, "Pisa": 5, "Kiel": 1}


@pytest.mark.parametrize("came", ["at once", "bit by bit"])
def test_value_that_grew_since_the_index_was_built_is_counted_among_the_first(
    way: str, came: str
) -> None:
    index = built(world(CITIES))
    new = [person(1_000 + n, city="Lima" if n % 2 else "Kiel") for n in range(40)]

    for rows in [new] if came == "at once" else [new[n : n + 4] for n in range(0, 40, 4)]:
        index.put_contacts(rows)

    cities = count(index, FacetQuery(), most=2).by_facet["city"]
    assert cities == {"Kiel": 21, "Lima": 20}


def test_counts_are_right_on_both_sides_of_many_rows() -> None:
    plain = world(CITIES)
    n = MANY_ROWS + 2
    rng = np.random.default_rng(0)
    codes = {"title": rng.integers(0, 3, n), "company": rng.integers(0, 2, n)}
    cities = np.array(["", *(f"city {one}" for one in range(400))])
    city = np.minimum(rng.pareto(1, n) * 20, 400).astype(int)
    city[0], is_left_out = 1, rng.random(n) < 0.1
    texts = dict.fromkeys(
        ("country", "written", "last_name", "first_name", "grade"), np.full(n, "")
    )
    columns = {"key": np.arange(1, n + 1), **codes, "city": cities[city], **texts}
    columns["do_not_contact"] = np.where(is_left_out, "yes", "no")
    tables = tables_of(plain) | {"contacts": pa.table(columns)}

    index = build(TAXONOMY, SCHEMA, **tables)

    for least in (0, 1):
        mine = np.ones(n, dtype=bool)
        if least:
            mine[: n - MANY_ROWS] = False
            index.drop_contacts([1, 2])
        counts = count(index, FacetQuery(), most=10)
        of_city = np.bincount(city[mine])[1:]
        last = np.sort(of_city)[-10]
        wanted = {f"city {place}": int(one) for place, one in enumerate(of_city) if one >= last}
        assert counts.total == mine.sum() == n - 2 * least
        assert counts.by_facet["city"] == wanted
        assert counts.by_facet["level"] == {
            "head": np.count_nonzero(codes["title"][mine] == 1),
            "clerk": np.count_nonzero(codes["title"][mine] == 2),
        }
        assert counts.by_facet["technology"]["sap"] == np.count_nonzero(codes["company"][mine])
        assert counts.by_facet["do_not_contact"]["yes"] == np.count_nonzero(is_left_out[mine])
