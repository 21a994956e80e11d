"""An installation of version 0.1.0 upgrades, and keeps every row."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tests.database import empty_database

RECORDED = (
    ("accounts", "0001_initial"),
    ("accounts", "0002_title_overlap"),
    ("core", "0001_extensions"),
    ("imports", "0001_initial"),
    ("imports", "0002_dry_run_and_undo"),
    ("imports", "0003_settled_columns"),
    ("imports", "0004_header_line"),
    ("imports", "0005_owes_counts"),
    ("imports", "0006_settled_options"),
    ("labelling", "0001_initial"),
    ("labelling", "0002_online_learning"),
    ("labelling", "0003_learned_titles"),
    ("labelling", "0004_correction_learned_before"),
    ("labelling", "0005_falls_of_levels"),
    ("labelling", "0006_business_model_correction"),
    ("labelling", "0007_newer_learned_functions"),
    ("labelling", "0008_queues_of_titles"),
    ("labelling", "0009_carried_functions"),
    ("labelling", "0010_suggestions_and_records"),
    ("labelling", "0011_chances_of_functions"),
    ("labelling", "0012_suggestions_on_companies"),
    ("labelling", "0013_shown_by_age"),
    ("labelling", "0014_approvals"),
    ("labelling", "0015_title_leases"),
    ("labelling", "0016_second_words"),
    ("leads", "0001_initial"),
    ("leads", "0002_contact_name_without_case"),
    ("leads", "0003_job_title_signature"),
    ("leads", "0004_job_title_signature_indexes"),
    ("leads", "0005_job_title_room"),
    ("leads", "0006_contact_lists_and_probabilities"),
    ("leads", "0007_contact_list_deleted_at"),
    ("leads", "0008_facet_changes"),
    ("leads", "0009_exports"),
    ("leads", "0010_saved_searches"),
    ("leads", "0011_contact_by_created_at"),
    ("leads", "0012_people_columns"),
    ("leads", "0013_company_columns_of_the_index"),
    ("leads", "0014_fewer_contact_indexes"),
    ("leads", "0015_job_title_surest"),
    ("leads", "0016_job_title_surest_indexes"),
    ("leads", "0017_former_business_models"),
    ("leads", "0018_title_sums"),
    ("matching", "0001_initial"),
    ("matching", "0002_map"),
    ("matching", "0003_any_encoder"),
    ("matching", "0004_map_places"),
    ("matching", "0005_seeds_and_drops"),
    ("matching", "0006_no_landmarks"),
    ("matching", "0007_description_vectors"),
    ("matching", "0008_overlap"),
    ("matching", "0009_predicted_score"),
    ("matching", "0010_strategy_mix"),
    ("matching", "0011_replays"),
    ("matching", "0012_leases_ahead"),
    ("registry", "0001_initial"),
    ("registry", "0002_desired_encoder"),
    ("registry", "0003_encoders_beside"),
    ("registry", "0004_candidates"),
    ("registry", "0005_trial_tries"),
    ("replies", "0001_initial"),
    ("replies", "0002_threads"),
    ("replies", "0003_uploads"),
    ("replies", "0004_proposals"),
    ("replies", "0005_steps"),
    ("taxonomy", "0001_initial"),
    ("taxonomy", "0002_dictionary_level_optional"),
    ("taxonomy", "0003_confusion_cost"),
    ("taxonomy", "0004_crosswalk"),
    ("taxonomy", "0005_merged_and_former_slugs"),
    ("taxonomy", "0006_drafts_and_documents"),
    ("taxonomy", "0007_draft_effects"),
    ("watching", "0001_watching"),
)
"""What version 0.1.0 wrote into `django_migrations` for the apps of the product."""
SQUASHED = "version_0_1_0"
RENAMED_VALUES = {
    "imports_importbatch": {"duplicates", "plan"},
    "imports_importrow": {"outcome"},
    "labelling_learnedfunction": {"state"},
    "leads_savedsearch": {"query"},
    "replies_uploadedmail": {"outcome"},
}
Models = Callable[[str, str], type[models.Model]]
Rows = dict[str, list[dict[str, Any]]]


def record_version() -> None:
    """Let the database say what it said when version 0.1.0 had been installed."""
    recorder = MigrationRecorder(connection)
    apps = {app for app, _ in RECORDED}
    since = ("privacy", "duplicates", "lead_scores", "inbound", "mailboxes", "webhooks", "backups")
    recorder.migration_qs.filter(app__in=[*apps, *since]).delete()
    for app, name in RECORDED:
        recorder.record_applied(app, name)


def later_migrations(executor: MigrationExecutor) -> set[tuple[str, str]]:
    """Name those of the product that version 0.1.0 did not have."""
    replaced = {name for one in executor.loader.disk_migrations.values() for name in one.replaces}
    return {
        key
        for key, one in executor.loader.disk_migrations.items()
        if type(one).__module__.startswith("leadqual.")
        and not one.replaces
        and key not in replaced | set(RECORDED)
    }


@pytest.mark.django_db
def test_only_later_migrations_run_where_version_0_1_0_is_installed() -> None:
    record_version()

    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())

    assert {(one.app_label, one.name) for one, _ in plan} == later_migrations(executor)


@pytest.mark.django_db
def test_nothing_runs_where_a_later_version_is_installed() -> None:
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.filter(name__contains=SQUASHED).delete()
    recorder.migration_qs.filter(name="0002_facet_and_sum_triggers").delete()

    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)

    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())


def test_each_migration_of_version_0_1_0_is_replaced_once() -> None:
    migrations = MigrationExecutor(None).loader.disk_migrations
    replaced = [name for one in migrations.values() for name in one.replaces]

    assert sorted([*replaced, ("core", "0001_extensions")]) == sorted(RECORDED)


@pytest.fixture
def _installed(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), empty_database():
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("_installed")
def test_an_installation_of_version_0_1_0_upgrades_without_losing_a_row() -> None:
    executor = MigrationExecutor(connection)
    installed = [
        key
        for key in executor.loader.graph.nodes
        if key[1] == "0002_facet_and_sum_triggers" or (SQUASHED in key[1] and key[0] != "leads")
    ]
    executor.migrate(installed)
    write_rows(executor.loader.project_state(installed).apps.get_model)
    record_version()
    before = stored_rows()

    executor = MigrationExecutor(connection)
    later = later_migrations(executor)
    executor.migrate(executor.loader.graph.leaf_nodes())

    after = stored_rows()
    assert {table: len(rows) for table, rows in before.items()} == {
        table: len(after[table]) for table in before
    }
    for table, rows in before.items():
        for row, now in zip(rows, after[table], strict=True):
            # Some columns have another name since, or other words for their values.
            kept = row.keys() & now.keys() - RENAMED_VALUES.get(table, set())
            assert {column: row[column] for column in kept} == {
                column: now[column] for column in kept
            }, table
    assert later <= set(MigrationRecorder(connection).applied_migrations())
    assert [row["value"] for row in after["leads_donotcontact"]] == ["stop@leadqual.example"]
    assert [row["do_not_contact"] for row in after["leads_contact"]] == [True, False]
    (batch,), (row,) = after["imports_importbatch"], after["imports_importrow"]
    assert (batch["n_rejected"], batch["plan"]) == (1, {"n_rows": 1, "n_rejected": 1})
    assert (batch["duplicates"], row["outcome"]) == ("reject", "rejected")
    assert [row["state"] for row in after["labelling_learnedfunction"]] == ["on_hold"]
    assert [row["outcome"] for row in after["replies_uploadedmail"]] == ["rejected"]
    assert [row["query"] for row in after["leads_savedsearch"]] == ["exclude=level%3Ahead"]


def write_rows(get: Models) -> None:
    """Write rows into the main tables, as version 0.1.0 has them."""

    def add(app: str, model: str, **values: object) -> Any:
        return get(app, model)._default_manager.create(**values)

    workspace = add("accounts", "Workspace", name="W", slug="w")
    user = add("accounts", "User", email="a@leadqual.example")
    add("accounts", "Member", workspace=workspace, user=user, role="manager")
    own = {"workspace": workspace}
    department = add("taxonomy", "Department", slug="sales", name="Sales")
    function = add("taxonomy", "Function", slug="sales", name="Sales", department=department)
    level = add("taxonomy", "Level", slug="head", name="Head", rank=1)
    company = add("leads", "Company", **own, name="K", name_key="k", domain="k.example")
    title = add("leads", "JobTitle", **own, title="Head of Sales", normalised="head of sales")
    add("leads", "TitleLabel", job_title=title, function=function, source="model", score=1.0)
    of_contact = {**own, "company": company, "job_title": title, "first_name": "A"}
    add("leads", "Contact", **of_contact, email="stop@leadqual.example", do_not_contact=True)
    contact = add("leads", "Contact", **of_contact, email="go@leadqual.example")
    add("leads", "DoNotContact", **own, email="stop@leadqual.example", reason="asked")
    contacts = add("leads", "ContactList", **own, name="L", author=user)
    add(
        "leads",
        "ListEntry",
        contact_list=contacts,
        contact=contact,
        added_by=user,
        request_id=uuid4(),
    )
    correction = add("labelling", "Correction", **own, job_title=title, author=user, level=level)
    correction.functions.add(function)
    campaign = add("matching", "Campaign", **own, name="Ports", author=user)
    of_campaign = {"campaign": campaign, "company": company}
    verdict = add("matching", "Verdict", **own, **of_campaign, author=user, value="like")
    verdict.reasons.add(add("matching", "Reason", campaign=campaign, verdict="like", text="R"))
    add("replies", "Reply", **own, text="Please stop", received_at=timezone.now())
    upload = add("replies", "Upload", **own, author=user, file_names=["a.eml"])
    add("replies", "UploadedMail", upload=upload, place="a", outcome="refused", reason="No text")
    add("leads", "SavedSearch", **own, author=user, name="S", query="no=level%3Ahead")
    learned = {"vector": [], "words": {}, "bias": 0, "threshold": 0, "n_titles": 1, "recall": 0.4}
    add("labelling", "LearnedFunction", **own, **learned, function=function, state="held")
    plan = {"n_rows": 1, "n_refused": 1}
    batch = add(
        "imports",
        "ImportBatch",
        **own,
        author=user,
        kind="contacts",
        duplicates="refuse",
        plan=plan,
        **plan,
    )
    add("imports", "ImportRow", batch=batch, number=2, outcome="refused", reason="No email")
    add("imports", "SettledColumns", **own, author=user, kind="contacts", columns=["a"], mapping={})


def stored_rows() -> Rows:
    """Read the rows of all tables of the product, in the order of their keys."""
    apps = {app for app, _ in RECORDED}
    with connection.cursor() as cursor:
        found: Rows = {}
        for table in connection.introspection.table_names(cursor):
            if table.split("_")[0] in apps:
                cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t ORDER BY t::text')
                rows = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor]
                found[table] = sorted(rows, key=lambda row: row.get("id", 0))
    return found
