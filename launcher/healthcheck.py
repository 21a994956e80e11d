"""`python -m launcher.healthcheck PORT`: exit code 0 when the web server answers."""

import os
import sys

from launcher.supervision.programs import is_web_ready

if __name__ == "__main__":
    hosts = (os.environ.get("ALLOWED_HOSTS") or "localhost").split(",")
    # A name that begins with a dot stands for its subdomains; "*" for any name.
    host = hosts[0].strip().removeprefix(".").replace("*", "localhost")
    sys.exit(0 if is_web_ready(int(sys.argv[1]), host=host) else 1)
