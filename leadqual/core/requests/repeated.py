"""A request that another one overtook is answered from its start again."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.utils.datastructures import MultiValueDict

from leadqual.core.database.overtaken import run_again

T = TypeVar("T")


def answer_again(request: Any, answer: Callable[[], T]) -> T:
    """Answer a request, and again where another one was faster and nothing was committed.

    Args:
        request: of Django or of REST framework.
        answer: gives the answer; it finds body and files as they came.
    """
    return run_again(answer, before=partial(_rewind_files, request))


def _rewind_files(request: Any) -> None:
    files = getattr(request, "_files", None)  # A body that nobody read yet is not read here.
    for _, group in files.lists() if isinstance(files, MultiValueDict) else ():
        for file in group:
            file.seek(0)
