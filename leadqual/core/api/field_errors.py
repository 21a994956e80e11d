"""The list `errors` of a problem: which value is wrong, why, and what would be right."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz, process
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.settings import api_settings

from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.core.requests.readable_values import Path, Problem

MIN_SIMILARITY = 60
MAX_ALLOWED = 100
_Part = str | int
_VALIDATION_STATUSES = {400, 422}
_MAX_LISTED = 20


class ChoiceDetail(ErrorDetail):
    """Says of a value that it is none of those allowed, which are listed with the nearest one."""

    allowed: Sequence[object]
    nearest: str | None

    def __new__(
        cls, text: str, code: str, *, sent: object, allowed: Iterable[object], nearest: str = ""
    ) -> "ChoiceDetail":
        """Make it of a sentence, the code, what was sent and what may be sent.

        Args:
            text: the sentence.
            code: for programs.
            sent: the value that is wrong.
            allowed: what could be sent instead.
            nearest: one of them, where a better comparison than that of letters found it.
        """
        detail: ChoiceDetail = super().__new__(cls, text, code)
        detail.allowed = list(allowed)
        letters = [str(one) for one in detail.allowed]
        detail.nearest = nearest or find_nearest(str(sent), letters)
        if len(detail.allowed) > MAX_ALLOWED:
            detail.allowed = _closest_name(detail.nearest or str(sent), detail.allowed)
        return detail

    def __hash__(self) -> int:
        """Hash as the text, as REST framework does."""
        return hash(str(self))


def error_with_choices(detail: object) -> ValidationError:
    """Return an error that keeps each `ChoiceDetail`: the framework would make texts of them."""
    error = ValidationError()
    error.detail = detail  # type: ignore[assignment]  # of any depth
    return error


def find_nearest(sent: str, allowed: Sequence[str]) -> str | None:
    """Return the name that is most like what was sent; None where none is like it."""
    found = process.extractOne(
        sent[:200].lower(),
        {name: name.lower() for name in allowed},
        scorer=fuzz.ratio,
        score_cutoff=MIN_SIMILARITY,
    )
    return None if found is None else str(found[2])


def _closest_name(sent: str, allowed: Sequence[object]) -> list[object]:
    names = [str(one).lower() for one in allowed]
    wanted = sent[:200].lower()
    found = process.extract(wanted, names, scorer=fuzz.ratio, limit=MAX_ALLOWED)
    return [allowed[at] for _, _, at in found]


def list_errors(detail: object, *, in_body: bool) -> list[dict[str, object]]:
    """Return what a `ValidationError` says as a flat list.

    Args:
        detail: sentences by field, and by the fields of parts.
        in_body: fields are those of the body, named by a JSON pointer, or else parameters.
    """
    return [format_error(path, one, in_body=in_body) for path, one in _walk(detail, ())]


def nest_problems(problems: Mapping[Path, Problem]) -> dict[Any, Any]:
    """Return problems as a `ValidationError` has them: by field, and by number in a list."""
    detail: dict[Any, Any] = {}
    for path, (code, words) in problems.items():
        at = detail
        for part in path[:-1]:
            at = at.setdefault(part, {})
        last = path[-1] if path else api_settings.NON_FIELD_ERRORS_KEY
        at[last] = [ErrorDetail(words, code)]
    return detail


def _walk(detail: Any, path: tuple[_Part, ...]) -> Iterator[tuple[tuple[_Part, ...], str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            is_whole = name == api_settings.NON_FIELD_ERRORS_KEY
            yield from _walk(inner, path if is_whole else (*path, name))
    elif isinstance(detail, list | tuple):
        for n, inner in enumerate(detail):
            is_part = isinstance(inner, Mapping | list | tuple)
            yield from _walk(inner, (*path, n) if is_part else path)
    else:
        yield path, detail


def format_error(path: tuple[_Part, ...], detail: str, *, in_body: bool) -> dict[str, object]:
    """Return an entry of the list.

    Args:
        path: names of fields, and numbers in lists, that lead to the value.
        detail: what is wrong; its `code` and choices are listed where it has them.
        in_body: the value is in the body, or else it is a parameter.
    """
    code = getattr(detail, "code", None) or "invalid"
    body: dict[str, object] = {"code": code, "detail": str(detail)}
    is_header = bool(path) and "-" in str(path[0])
    if in_body and not is_header:
        body["pointer"] = pointer_to(*path)
    elif path:
        body["parameter"] = str(path[0])
    if isinstance(detail, ChoiceDetail):
        if detail.allowed:
            body["allowed"] = list(detail.allowed)
        if detail.nearest is not None:
            body["nearest"] = detail.nearest
    return body


def pointer_to(*path: _Part) -> str:
    """Return the JSON pointer to a value of the body, as the fragment of an address."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "#" + "".join(f"/{part}" for part in parts)


def walk_values(
    part: object, path: tuple[_Part, ...] = ()
) -> Iterator[tuple[tuple[_Part, ...], object]]:
    """Go through all values of a body, outer ones first, with their paths.

    Args:
        part: body, or part of one.
        path: of the part itself, which is not among them.
    """
    items: Iterable[tuple[Any, object]] = ()
    if isinstance(part, Mapping):
        items = part.items()
    elif isinstance(part, list):
        items = enumerate(part)
    for name, value in items:
        yield (*path, name), value
        yield from walk_values(value, (*path, name))


def errors_of(error: LeadqualError, request: Request) -> list[dict[str, object]] | None:
    """Return what an error says of values of a request; None where it is about none.

    One that names no value is about the whole body.
    """
    in_body = request.method not in SAFE_METHODS
    if not error.wrong:
        detail = ErrorDetail(error.message, error.code)
        is_about_body = in_body and error.status in _VALIDATION_STATUSES
        return [format_error((), detail, in_body=True)] if is_about_body else None
    body = request.data if in_body else {}
    return [
        format_error(_path_of(one, body), _detail(one, error), in_body=in_body)
        for one in error.wrong[:_MAX_LISTED]
    ]


def _detail(wrong: WrongValue, error: LeadqualError) -> ChoiceDetail:
    sent = "" if wrong.sent is None else wrong.sent
    return ChoiceDetail(wrong.detail or error.message, error.code, sent=sent, allowed=wrong.allowed)


def _path_of(wrong: WrongValue, body: object) -> tuple[_Part, ...]:
    """Return the path of a wrong value in a body: of the outermost part that holds it."""
    if not wrong.field:
        return ()
    names = (wrong.field,) if isinstance(wrong.field, str) else wrong.field
    fields = [one for one in walk_values(body) if one[0][-len(names) :] == names]
    fields.sort(key=lambda one: len(one[0]))
    for path, value in fields:
        if (inner := _path_inside(value, wrong.sent)) is not None:
            return (*path, *inner)
    return fields[0][0] if fields else names


def _path_inside(value: object, sent: object) -> tuple[_Part, ...] | None:
    """Return where a value holds what was sent: as a whole, by an entry or by a key."""
    if sent is None or value == sent:
        return ()
    if isinstance(value, list) and sent in value:
        return (value.index(sent),)
    if isinstance(value, Mapping) and sent in value:
        return (str(sent),)
    return None
