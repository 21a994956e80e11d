"""The template engine for pages: Jinja2 with Django's filters and the functions of all apps.

Names are resolved as in Django templates: keys before attributes, methods are called, and missing
values are empty. Admin and email templates use Django's engine (`templates/django/`).
"""

import pkgutil
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import wraps
from importlib import import_module
from typing import Any, TypeVar, overload

import jinja2
from django.contrib.humanize.templatetags import humanize
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template import defaultfilters
from django.template.backends import jinja2 as jinja2_backend
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.safestring import SafeData, mark_safe
from jinja2 import ChainableUndefined, nodes, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

F = TypeVar("F", bound=Callable[..., Any])
Values = Mapping[str, Any]
_NO_KEYS = (str, bytes, list, tuple, QuerySet)
_has_keys: dict[type, bool] = {}


class Missing(ChainableUndefined):
    """A missing value: renders as empty, and every order comparison is false."""

    def _compare(self, _other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _compare  # type: ignore[assignment]


class Template(jinja2_backend.Template):
    """A template whose context overrides the values of context processors."""

    def render(self, context: Values | None = None, request: HttpRequest | None = None) -> str:
        values: dict[str, Any] = {}
        if request is not None:
            values["request"] = request
            values["csrf_input"] = csrf_input_lazy(request)
            values["csrf_token"] = csrf_token_lazy(request)
            for processor in self.backend.template_context_processors:
                values |= processor(request)
        return str(self.template.render(values | dict(context or {})))


class Templates(jinja2_backend.Jinja2):
    """The template backend for Django's settings."""

    def get_template(self, template_name: str) -> Template:
        """Return a template by name.

        Raises:
            TemplateDoesNotExist: Django asks the next backend.
            TemplateSyntaxError: it is not valid Jinja2.
        """
        return Template(super().get_template(template_name).template, self)


class CallingContext(Context):
    """Template context that calls functions when their value is used."""

    def resolve_or_missing(self, key: str) -> Any:
        value = super().resolve_or_missing(key)
        return value if key in self.environment.globals else _called(value)


class Library:
    """Template functions and filters of an app."""

    def __init__(self) -> None:
        self.functions: dict[str, Callable[..., Any]] = {}
        self.filters: dict[str, Callable[..., Any]] = {}

    @overload
    def filter(self, name: F) -> F: ...

    @overload
    def filter(self, name: str, function: F) -> F: ...

    def filter(self, name: Any, function: Any = None) -> Any:
        """Register a filter under its own name or another one."""
        if function is None:
            name, function = name.__name__, name
        self.filters[name] = function
        return function

    @overload
    def simple_tag(self, function: F) -> F: ...

    @overload
    def simple_tag(self, *, takes_context: bool) -> Callable[[F], F]: ...

    def simple_tag(self, function: Any = None, *, takes_context: bool = False) -> Any:
        """Register a template function, optionally with the context as its first argument."""

        def add(found: F) -> F:
            self.functions[found.__name__] = pass_context(found) if takes_context else found
            return found

        return add if function is None else add(function)

    def inclusion_tag(self, template: str, *, takes_context: bool = False) -> Callable[[F], F]:
        """Register a function that returns the context for a template; the result is rendered."""

        def decorate(function: F) -> F:
            @pass_context
            @wraps(function)
            def text(context: Context, *args: Any, **kwargs: Any) -> Markup:
                first = (context,) if takes_context else ()
                values = function(*first, *args, **kwargs)
                return _part(context, template, values)

            self.functions[function.__name__] = text
            return function

        return decorate


class Environment(jinja2.Environment):
    """Jinja2 environment that resolves names as in Django templates."""

    context_class = CallingContext

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"undefined": Missing, "finalize": _shown})
        self.globals |= {"url_for": url_for, "url_if_any": url_if_any, "static": static}
        self.globals |= {"now": now, "render_part": render_part}
        self.tests["none"] = lambda value: value is None or isinstance(value, Missing)
        for module in (defaultfilters, humanize):
            self._add(module.register.filters, missing="")
        for app in pkgutil.iter_modules(import_module("leadqual").__path__, "leadqual."):
            if app.ispkg:
                self._add_app(app.name)

    def _add_app(self, app: str) -> None:
        try:
            package = import_module(f"{app}.templatetags")
        except ModuleNotFoundError:
            return
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            library: Library = import_module(module.name).register
            self.globals |= library.functions
            self._add(library.filters)

    def _add(self, filters: Mapping[str, Callable[..., Any]], missing: str | None = None) -> None:
        for name, function in filters.items():
            self.filters[name] = _filter(function, missing)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Make loops over None empty."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Or(loop.iter, nodes.Tuple([], "load"))
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look up a key, else an attribute, and call the value if possible."""
        kind = type(obj)
        if (by_key := _has_keys.get(kind)) is None:
            by_key = hasattr(kind, "__getitem__") and not issubclass(kind, _NO_KEYS)
            _has_keys[kind] = by_key
        if by_key:
            try:
                return _called(obj[attribute])
            except (TypeError, LookupError, AttributeError, ValueError):
                pass
        try:
            value = getattr(obj, attribute)
        except AttributeError:
            return self.undefined(obj=obj, name=attribute)
        return _called(value) if callable(value) else value

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an item; items of None are undefined."""
        return self.undefined() if obj is None else super().getitem(obj, argument)


def _called(value: Any) -> Any:
    if not callable(value) or isinstance(value, Missing):
        return value
    if getattr(value, "do_not_call_in_templates", False):
        return value
    return "" if getattr(value, "alters_data", False) else value()


def _filter(function: Callable[..., Any], missing: str | None) -> Callable[..., Any]:
    """Wrap a Django filter for Jinja2; `missing` replaces missing values."""
    is_local = getattr(function, "expects_localtime", False)
    is_safe = getattr(function, "is_safe", False)

    def filtered(value: Any, *args: Any) -> Any:
        if isinstance(value, Missing):
            value = missing
        elif is_local and isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.localtime(value)
        found = function(value, *args)
        if is_safe and isinstance(value, SafeData) and isinstance(found, str):
            return mark_safe(found)  # noqa: S308  # It was safe, and the filter keeps it so.
        return found

    return filtered


def _shown(value: Any) -> Any:
    """Return the output for a value; dates are localized.

    Objects become strings first, because their text may be marked safe (e.g. messages).
    """
    if isinstance(value, str | int | float | Missing | None):
        return value
    if isinstance(value, date | time):
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.localtime(value)
        return formats.localize(value)
    return value if hasattr(value, "__html__") else str(value)


def url_for(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the URL of a page."""
    return reverse(name, args=args, kwargs=kwargs)


def url_if_any(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the URL of a page, or "" if there is none."""
    try:
        return url_for(name, *args, **kwargs)
    except NoReverseMatch:
        return ""


def now(pattern: str) -> str:
    """Return the current time in a format of Django's `date` filter."""
    return formats.date_format(timezone.localtime(), pattern)


@pass_context
def render_part(context: Context, template: str, **values: Any) -> Markup:
    """Render a template with only the given values."""
    return _part(context, template, values)


def _part(context: Context, template: str, values: Values) -> Markup:
    kept = {name: context.get(name) for name in ("request", "csrf_input", "csrf_token")}
    return Markup(context.environment.get_template(template).render(kept | dict(values)))  # noqa: S704
