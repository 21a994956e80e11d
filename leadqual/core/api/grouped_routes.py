"""Addresses in groups by their first part: to find one of hundreds, few are compared."""

from collections.abc import Sequence

from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern


def grouped(patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Return patterns that find the same, those with one first part behind it.

    Args:
        patterns: without a leading slash. What begins with a variable, or has one part alone, stays
            as it is. Groups come in the order of their first pattern: no pattern may also fit an
            address of another group.
    """
    found: list[URLPattern | URLResolver] = []
    groups: dict[str, list[URLPattern | URLResolver]] = {}
    for one in patterns:
        first, slash, rest = str(one.pattern).partition("/")
        if not (isinstance(one, URLPattern) and slash and rest) or "<" in first:
            found.append(one)
            continue
        if first not in groups:
            group = groups[first] = list[URLPattern | URLResolver]()
            found.append(path(f"{first}/", include(group)))
        route = RoutePattern(rest, name=one.name, is_endpoint=True)
        groups[first].append(URLPattern(route, one.callback, one.default_args, one.name))
    return found
