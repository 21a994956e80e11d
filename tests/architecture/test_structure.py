"""The shape of the tree and its names: small folders, one meaning for a name, plain limits."""

import ast
import re
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAX_FILES = 20
LARGER = {
    "benchmarks/results": "figures, one file for each suite",
    "classifiers/data": "data files, no code",
    "docs/decisions": "one file for each decision, in their order",
    "leadqual/leads/migrations": "migrations, in their order",
}
PRODUCT = ("leadqual", "classifiers", "facet_index", "recommender", "launcher")
SHELVES = {
    *("__init__", "admin", "api", "apps", "context", "errors", "forms", "middleware", "models"),
    *("selectors", "serializers", "services", "settings", "tasks", "types", "urls"),
    *("template_context", "audit_values", "preloading", "workspace_content"),
}
"""Names that mean the same in every app."""
GERUNDS = {
    *(
        "boosting",
        "embedding",
        "fitting",
        "folding",
        "guessing",
        "key_matching",
        "loading",
        "monitoring",
    ),
    *(
        "company_ranking",
        "double_labeling",
        "finding",
        "job_timing",
        "model_timing",
        "paging",
        "retraining",
    ),
    *("document_parsing", "query_parsing", "prefork_loading", "preloading", "reading", "staging"),
    *("recording", "referral_matching", "attachment_trimming", "index_building", "tracking"),
    *("tracing", "training", "value_matching", "writing"),
}
"""Gerunds of the field that name a thing."""
PARTICIPLES = {"misspelled", "pending", "saved_mapping", "serializers_saved"}
LIMIT = re.compile(r"^_?(MOST|LEAST|FEWEST)(_|$)")


def committed() -> list[Path]:
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True)
    return [path for name in names.stdout.splitlines() if (path := ROOT / name).exists()]


def modules() -> list[Path]:
    found = [path.relative_to(ROOT) for path in committed() if path.suffix == ".py"]
    return [one for one in found if one.parts[0] in PRODUCT and "migrations" not in one.parts]


def test_no_folder_holds_more_files_than_fit_one_look() -> None:
    folders = Counter(str(path.parent.relative_to(ROOT)) for path in committed())

    assert {name for name, n in folders.items() if n > MAX_FILES} <= set(LARGER)


def test_modules_are_named_for_things_or_for_a_verb_and_its_object() -> None:
    bare = {one.stem for one in modules() if re.search(r"(ing|ed)$", one.stem)}

    assert bare - GERUNDS - PARTICIPLES == set()
    assert (GERUNDS | PARTICIPLES) - {one.stem for one in modules()} == set()


def test_limits_are_named_max_and_min() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {target.id}"
        for path in committed()
        if path.suffix == ".py" and "migrations" not in path.parts
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and LIMIT.match(target.id)
    ]

    assert found == []


def test_a_module_name_stands_for_one_thing() -> None:
    places = defaultdict(set)
    for one in modules():
        if one.stem not in SHELVES:
            places[one.stem].add(one.parent)

    several = {name for name, folders in places.items() if len(folders) > 1}
    assert several - ONE_THING == set(), "name these files for what is special about them"
    assert ONE_THING - several == set()


ONE_THING = {
    *("account", "actions", "agreement", "api_keys", "approvals", "audit", "audit_log"),
    *(
        "blind_review",
        "bulk",
        "bulk_actions",
        "bulk_verdicts",
        "business_models",
        "campaigns",
        "cascade",
    ),
    *("base", "charts", "companies", "comparison", "contacts", "control", "correction_memory"),
    *("corrections", "cost_table", "decision_makers", "deleted_records", "deletion"),
    *("do_not_contact", "effects", "entries", "erased_people", "evaluation"),
    *(
        "explanations",
        "exports",
        "fact_reports",
        "features",
        "fitting",
        "formats",
        "function_groups",
    ),
    *("glosses", "history"),
    *("imports", "incremental", "index_changes", "invitations", "learned_functions"),
    *("learned_weights", "leases", "lists", "logs", "lora", "members", "merges", "metric_drops"),
    *("metrics", "monitoring", "navigation", "partials", "person", "person_scores", "phrases"),
    *("intent_weeks", "mailboxes", "prediction_log", "reply_tasks"),
    *("progress", "queues", "recipe", "records"),
    *("rejected_rows", "replies", "requests", "retention", "saved_searches", "score_breakdown"),
    *("seeds", "sessions", "sign_in", "similar_titles", "single_sign_on", "stored_answers"),
    "strategies",
    *(
        "subjects",
        "suggestions",
        "suppression_lists",
        "system_status",
        "taxonomy",
        "thresholds",
        "title_counts",
    ),
    *("title_similarity",),
    *("titles", "tree", "two_step", "uploads", "vectors", "versions", "word_topics"),
    *("webhooks", "workspace_cascade", "workspaces"),
    *("custom_fields", "notes", "record_changes", "timeline"),
}
"""Nouns that several shelves or packages share, each for the same thing."""


def test_paths_of_tests_in_the_makefile_exist() -> None:
    """An ignored path that has moved would be run again without a word."""
    listed = subprocess.run(
        ["make", "-pn", "test-stop"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    (fast,) = re.findall(r"^FAST := (.+)$", listed, re.M)
    named = [name.removeprefix("--ignore=") for name in fast.split()]

    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []
