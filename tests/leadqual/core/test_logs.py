"""Log lines say what happened and where, and nothing that a person wrote."""

import json
import logging
import sys
from pathlib import Path

from leadqual.core.telemetry.server_logs import JsonFormatter

PERSONAL = "ada@port.example"


def _line(event: str, *args: object, **extra: object) -> dict[str, object]:
    record = logging.LogRecord("leadqual.imports", logging.ERROR, "", 0, event, args, None)
    vars(record).update(extra)
    found: dict[str, object] = json.loads(JsonFormatter().format(record))
    return found


def _logged_error() -> dict[str, object]:
    return _line("import failed", exc_info=sys.exc_info(), batch=7)


def test_values_stand_beside_the_event() -> None:
    line = _line("import failed", batch=7)

    assert (line["event"], line["batch"], line["level"]) == ("import failed", 7, "error")
    assert "traceback" not in line


def test_error_is_told_by_its_type_and_place_alone() -> None:
    try:
        float(PERSONAL)
    except ValueError:
        line = _logged_error()

    told = str(line["traceback"])
    assert told.endswith("builtins.ValueError\n")
    assert "test_error_is_told_by_its_type_and_place_alone" in told
    assert PERSONAL not in json.dumps(line)


def test_errors_that_led_to_an_error_are_told_without_their_words() -> None:
    try:
        try:
            float(PERSONAL)
        except ValueError as error:
            raise KeyError(PERSONAL) from error
    except KeyError:
        told = str(_logged_error()["traceback"])

    assert "builtins.ValueError\n\nThe above exception was the direct cause" in told
    assert told.endswith("builtins.KeyError\n")
    assert PERSONAL not in told


def test_code_of_the_system_is_kept(tmp_path: Path) -> None:
    try:
        (tmp_path / PERSONAL).read_text()
    except FileNotFoundError:
        told = str(_logged_error()["traceback"])

    assert told.endswith("builtins.FileNotFoundError [2]\n")
    assert PERSONAL not in told


def test_job_of_celery_is_named_without_its_result_and_its_error() -> None:
    job = {"name": "imports.run", "id": "1", "description": "raised unexpected", "exc": PERSONAL}
    words = "Task %(name)s[%(id)s] %(description)s: %(exc)s"

    line = _line(words, job, data={**job, "args": f"({PERSONAL!r},)", "return_value": PERSONAL})

    assert line["event"] == "Task imports.run[1] raised unexpected: …"
    assert PERSONAL not in json.dumps(line, ensure_ascii=False)
