"""Fixtures of tests that need Django: quick settings, a workspace, people of each role."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import lru_cache
from typing import Any

import jinja2
import pytest
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.test import Client, RequestFactory, TransactionTestCase, override_settings
from django.test.signals import template_rendered
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Member, Role, Scope, User, Workspace
from leadqual.accounts.sessions import renew_session
from leadqual.accounts.workspaces.selectors import SESSION_KEY
from leadqual.core import clock
from leadqual.labeling import quality_gate
from leadqual.registry.versions import loading
from leadqual.registry.versions.services import register_pretrained
from leadqual.search.index.open_indexes import drop_indexes
from leadqual.search.results.taxonomy import _taxonomy_of
from leadqual.taxonomy import library_values as knowledge
from leadqual.taxonomy.services import load_taxonomy
from tests.clock import FrozenClock
from tests.database import own_copy
from tests.rows import Seed
from tests.servers import have_started, start_servers

PASSWORD = "a-long-test-password"
MANAGER = "manager@leadqual.example"
VERSIONS = 6  # Of the taxonomy, that are kept in the process: tests go to and fro between them.

for module, name in ((knowledge, "_load"), (loading, "_titles"), (quality_gate, "_read_test_set")):
    setattr(module, name, lru_cache(VERSIONS)(getattr(module, name).__wrapped__))


@pytest.fixture(scope="session", autouse=True)
def _plain_static_files() -> Iterator[None]:
    """Names of static files without a hash, for all tests: nothing is collected for them."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}):
        yield


@pytest.fixture(autouse=True)
def _quick_settings(settings: Settings) -> Iterator[None]:
    """Quick hashes, jobs at once, no counting of requests across tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield
    if have_started():
        cache.clear()
    drop_indexes()
    _taxonomy_of.cache_clear()  # Another test may have another taxonomy of the same version.


@pytest.fixture
def frozen() -> Iterator[FrozenClock]:
    """The clock of the product, which stands; other threads and processes read the real one."""
    frozen = FrozenClock(timezone.now())
    with clock.using(frozen):
        yield frozen


def make_workspace() -> Workspace:
    """Create a workspace with nothing in it."""
    return Workspace.objects.create(name="Northwind Sales", slug="northwind")


@pytest.fixture
def workspace(db: None) -> Workspace:
    """A workspace with nothing in it."""
    return make_workspace()


@pytest.fixture
def other_workspace(db: None) -> Workspace:
    """Another tenant, whose rows must never be seen."""
    return Workspace.objects.create(name="Southwind", slug="southwind")


def make_member(workspace: Workspace, email: str, role: Role) -> User:
    """Create a user with a role in a workspace."""
    user = User.objects.create_user(email, PASSWORD, first_name="Mira", last_name="Okafor")
    Member.objects.create(workspace=workspace, user=user, role=role)
    return user


def make_manager(workspace: Workspace) -> User:
    """Create the manager of a workspace."""
    return make_member(workspace, MANAGER, Role.MANAGER)


@pytest.fixture
def manager(workspace: Workspace) -> User:
    """A manager of the workspace."""
    return make_manager(workspace)


@pytest.fixture
def staff(manager: User) -> User:
    """The manager, who is of the staff too."""
    manager.is_staff = True
    manager.save(update_fields=["is_staff"])
    return manager


@pytest.fixture
def qualifier(workspace: Workspace) -> User:
    """A qualifier of the workspace."""
    return make_member(workspace, "qualifier@leadqual.example", Role.QUALIFIER)


@pytest.fixture
def viewer(workspace: Workspace) -> User:
    """A viewer of the workspace."""
    return make_member(workspace, "viewer@leadqual.example", Role.VIEWER)


@pytest.fixture
def stranger(other_workspace: Workspace) -> User:
    """A manager of the other workspace."""
    return make_member(other_workspace, "stranger@leadqual.example", Role.MANAGER)


def client_of(user: User) -> Client:
    """Return a browser in which this user is logged in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    # As after a first page: what a page costs is counted without what a session costs once.
    request = RequestFactory().get("/")
    request.session = client.session
    if member := Member.objects.filter(user=user).order_by("pk").first():
        request.session[SESSION_KEY] = member.workspace_id
        request.session.save()
    assert renew_session(request, user)
    return client


@pytest.fixture
def manager_client(manager: User) -> Client:
    """A browser of the manager."""
    return client_of(manager)


@pytest.fixture
def staff_client(staff: User) -> Client:
    """A browser of the staff."""
    return client_of(staff)


@pytest.fixture
def qualifier_client(qualifier: User) -> Client:
    """A browser of the qualifier."""
    return client_of(qualifier)


@pytest.fixture
def viewer_client(viewer: User) -> Client:
    """A browser of the viewer."""
    return client_of(viewer)


@pytest.fixture
def stranger_client(stranger: User) -> Client:
    """A browser of the manager of the other workspace."""
    return client_of(stranger)


@pytest.fixture
def api(workspace: Workspace, manager: User) -> Client:
    """A program with a manager's key."""
    _, secret = create_api_key(
        workspace=workspace, name="tests", scopes=covered_scopes(Role.MANAGER), author=manager
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def staff_api(workspace: Workspace, staff: User) -> Client:
    """A program with a key that may change what all workspaces share, and nothing else."""
    _, secret = create_api_key(
        workspace=workspace, name="staff", scopes=[Scope.INSTALLATION], author=staff
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def _fill() -> None:
    load_taxonomy()
    register_pretrained()


@pytest.fixture(scope="session", autouse=True)
def _jobs_run_at_once() -> None:
    """Run each job where it is asked for, also in tests without a database."""
    current_app.conf.update(task_always_eager=True, task_eager_propagates=True)


@pytest.fixture(scope="session")
def postgres_and_redis() -> None:
    """Start both: for tests that ask for a database, and by name for those of Redis alone."""
    start_servers()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    postgres_and_redis: None,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Give this process a database with the taxonomy and the models of the product.

    A test that commits leaves them as it found them, too: Django would empty all tables, and the
    next such test would have to fill them again.
    """
    with ExitStack() as at_end:
        with django_db_blocker.unblock():
            at_end.enter_context(own_copy(_fill, anew=request.config.getoption("create_db")))
            cache.clear()  # Servers that stay up remember the run before.
            loading.load_titles()  # Before a test changes rows under the same version.
            seed = Seed.of_now()

        def bring_back(_: TransactionTestCase) -> None:
            seed.bring_back()

        TransactionTestCase._fixture_teardown = bring_back  # type: ignore[attr-defined]
        yield


@pytest.fixture
def taxonomy(db: None) -> None:
    """The taxonomy, dictionary and phrase rules of the product; every test finds them."""


@pytest.fixture
def models(taxonomy: None) -> None:
    """The taxonomy and the models that come with the product, live; every test finds them."""


@pytest.fixture(scope="session", autouse=True)
def _contexts_of_jinja2() -> None:
    """Let the test client keep the values of templates, as Django does for its own."""

    def render(self: jinja2.Template, values: dict[str, Any]) -> str:
        template_rendered.send(sender=self, template=self, context=values)
        return plain(self, values)

    plain = jinja2.Template.render
    jinja2.Template.render = render  # type: ignore[method-assign]
