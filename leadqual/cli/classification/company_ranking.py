"""Ranking a file of companies for one or many campaigns."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import typer
from numpy.typing import NDArray

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.company_rows import record_from_row
from classifiers.companies.company_text import company_text, has_text
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.trades import load_trades
from classifiers.core.types import CompanyRecord
from leadqual.cli.files.formats import Table, open_table
from leadqual.cli.files.input_files import FileError, Row, text_of
from leadqual.cli.files.progress import open_bar
from recommender.ranking.factors import features_from_records
from recommender.ranking.ranker import Ranker, Ranking
from recommender.ranking.scale import outlook
from recommender.ranking.space import Space, smooth
from recommender.ranking.word_topics import WordTopics
from recommender.types import Features

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Campaign:
    """A search: a name and the ids that were judged."""

    name: str
    liked: tuple[str, ...]
    disliked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Companies:
    """The companies of a file, each id once, in their order."""

    ids: tuple[str, ...]
    records: tuple[CompanyRecord, ...]
    business_models: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class JudgedCampaign:
    """A campaign with the judged companies of the file.

    Args:
        verdicts: 1 for a like and -1 for a dislike, in the order of `rows`.
    """

    campaign: Campaign
    rows: NDArray[np.intp]
    verdicts: NDArray[np.int8]


def read_ids(path: str) -> tuple[str, ...]:
    """Read a file of ids, one a line.

    Raises:
        FileError: it cannot be read.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise FileError(f"{path} does not exist.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{path} is not UTF-8 text with one id per line.") from error
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def read_campaigns(path: str) -> list[Campaign]:
    """Read campaigns from JSONL (or another table) with `campaign`, `liked` and `disliked`.

    Raises:
        FileError: a column is missing or a list cannot be read.
    """
    table = open_table(path, require=["campaign"])
    rows = [row for chunk in table.chunks for row in chunk]
    return [
        Campaign(
            text_of(row.get("campaign")),
            _read_id_list(row.get("liked")),
            _read_id_list(row.get("disliked")),
        )
        for row in rows
    ]


def read_companies(table: Table) -> Companies:
    """Read all companies; rows without an id and repeated ids are left out and counted."""
    found: dict[str, Row] = {}
    without, repeated = 0, 0
    with open_bar("Reading companies", total=table.total) as progress:
        for rows in table.chunks:
            for row in rows:
                key = text_of(row.get("id")).strip()
                without += not key
                repeated += key in found
                if key:
                    found.setdefault(key, row)
            progress.at(table.position())
    _print_count(without, "row without an id was skipped.", "rows without an id were skipped.")
    repeats = "an id; only the first row of each id is used."
    _print_count(repeated, f"row repeats {repeats}", f"rows repeat {repeats}")
    return Companies(
        ids=tuple(found),
        records=tuple(record_from_row(row) for row in found.values()),
        business_models=tuple(
            text_of(row.get("business_model")).strip().casefold() or None for row in found.values()
        ),
    )


def judged_campaigns(companies: Companies, campaigns: Sequence[Campaign]) -> list[JudgedCampaign]:
    """Find the judged companies of each campaign; one that has none is passed over with a note.

    Raises:
        FileError: no campaign has any.
    """
    rows_of = {key: row for row, key in enumerate(companies.ids)}
    found = [_judge_campaign(campaign, rows_of) for campaign in campaigns]
    known_searches = [search for search in found if len(search.rows)]
    if not known_searches:
        raise FileError(
            "None of the liked or disliked ids can be used, so there is nothing to rank by."
        )
    for search in found:
        if not len(search.rows):
            name = search.campaign.name
            _print_note(f"skipped campaign {name}: none of its ids can be used.")
            continue
        _report_unknown(search, rows_of)
    return known_searches


def ranked_rows(
    companies: Companies, searches: Sequence[JudgedCampaign], *, top: int
) -> Iterator[list[Row]]:
    """Embed the companies once and yield the best of each campaign, best first."""
    features = _features_of(companies)
    last = np.array([not has_text(record) for record in companies.records], dtype=np.bool_)
    with open_bar("Ranking", total=len(searches)) as progress:
        for done, search in enumerate(searches, start=1):
            campaign = search.campaign
            known = {*campaign.liked, *campaign.disliked}
            exclude = np.fromiter((key in known for key in companies.ids), bool, len(features))
            ranker = Ranker().fit(features.take(search.rows), search.verdicts)
            ranking = ranker.rank(features, top=top, exclude=exclude, last=last)
            ids = [companies.ids[row] for row in search.rows]
            yield [
                {
                    "campaign": campaign.name,
                    "id": companies.ids[row],
                    "name": companies.records[row].name,
                }
                | _result_row(ranking, row, ids, [companies.records[at].name for at in search.rows])
                for row in ranking.order.tolist()
            ]
            progress.at(done)


def _features_of(companies: Companies) -> Features:
    texts = [company_text(record) for record in companies.records]
    encoder = CompanyEncoder()
    with open_bar("Embedding companies", total=len(texts)) as progress:
        embedded = 0

        def move(count: int) -> None:
            nonlocal embedded
            embedded += count
            progress.at(embedded)

        vectors = encoder.encode(texts, progress=move)
    space = Space.of(vectors, centre=encoder.centre, trades=load_trades(encoder))
    return smooth(
        features_from_records(
            companies.records,
            space.place(vectors),
            words=WordTopics().fit_transform(texts),
            business_models=_business_models_of(companies, vectors, encoder),
        )
    )


def _business_models_of(
    companies: Companies, vectors: NDArray[np.float32], encoder: CompanyEncoder
) -> list[str | None]:
    """Return what the file says of each company; what is likeliest where it says nothing."""
    found = list(companies.business_models)
    rows = [row for row, known_model in enumerate(found) if not known_model]
    if not rows:
        return found
    classifier = BusinessModelClassifier.load()
    known = vectors[rows] if classifier.reads(encoder.version) else None
    predictions = classifier.predict([companies.records[row] for row in rows], vectors=known)
    for row, prediction in zip(rows, predictions, strict=True):
        found[row] = prediction.business_model
    return found


def _judge_campaign(campaign: Campaign, rows_of: Mapping[str, int]) -> JudgedCampaign:
    contradictions = set(campaign.liked) & set(campaign.disliked)
    likes = _known_ids(campaign.liked, rows_of, without=contradictions)
    dislikes = _known_ids(campaign.disliked, rows_of, without=contradictions)
    verdicts = np.array([1] * len(likes) + [-1] * len(dislikes), dtype=np.int8)
    return JudgedCampaign(campaign, np.array([*likes, *dislikes], dtype=np.intp), verdicts)


def _report_unknown(search: JudgedCampaign, rows_of: Mapping[str, int]) -> None:
    """Note the judged ids that count nothing."""
    campaign = search.campaign
    about = f" of campaign {campaign.name}" if campaign.name else ""
    _print_count(
        len(set(campaign.liked) & set(campaign.disliked)),
        f"id{about} is both liked and disliked; it is ignored.",
        f"ids{about} are both liked and disliked; they are ignored.",
    )
    _print_count(
        len({*campaign.liked, *campaign.disliked} - set(rows_of)),
        f"liked or disliked id{about} is not in the file; it is ignored.",
        f"liked or disliked ids{about} are not in the file; they are ignored.",
    )


def _known_ids(
    ids: Sequence[str], rows_of: Mapping[str, int], *, without: Collection[str]
) -> list[int]:
    return [rows_of[key] for key in dict.fromkeys(ids) if key in rows_of and key not in without]


def _result_row(ranking: Ranking, row: int, ids: Sequence[str], names: Sequence[str]) -> Row:
    explanation = ranking.explain(row)
    shown = [
        contribution
        for contribution in explanation.contributions
        if round(contribution.contribution, DECIMALS)
    ]
    neighbors = [
        f"{ids[part.verdict_index]}:{round(part.contribution, DECIMALS):.{DECIMALS}f}"
        for part in shown
    ]
    return {
        "score": round(float(ranking.scores[row]), DECIMALS),
        "outlook": outlook(float(ranking.scores[row])),
        "evidence": round(float(ranking.evidence[row]), DECIMALS),
        "neighbors": ";".join(neighbors),
        "neighbor_names": ";".join(
            " ".join(names[part.verdict_index].replace(";", ",").split()) for part in shown
        ),
    }


def _read_id_list(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("["):
            try:
                value = json.loads(text)
            except ValueError as error:
                raise FileError(f"This list of ids could not be parsed: {text[:60]}") from error
        else:
            value = text.split(";")
    entries = value if isinstance(value, list | tuple) else [value]
    keys = (text_of(entry).strip() for entry in entries)
    return tuple(dict.fromkeys(key for key in keys if key))


def _print_count(count: int, one: str, many: str) -> None:
    if count:
        _print_note(f"{count} {one if count == 1 else many}")


def _print_note(what: str) -> None:
    typer.echo(f"Note: {what}", err=True)
