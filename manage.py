#!/usr/bin/env python
"""Command line of Django."""

import gc
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadqual.settings")
    if sys.argv[1:2] == ["migrate"]:
        gc.disable()  # A fifth of the time went into looking for garbage among classes of models.
    execute_from_command_line(sys.argv)
