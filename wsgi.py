"""The object a server runs. Refuses with one line to serve settings or a database that don't fit."""

import sys

import config
from portal import create_app
from portal.plumbing.schema import AnotherVersion, check_version

HALT = 3
"""The code by which gunicorn knows that starting anew won't help."""

try:
    app = create_app(config.from_environment())
    check_version(app.extensions["engine"])
except (config.Misconfigured, AnotherVersion) as error:
    sys.stderr.write(f"Candor can't start: {error}\n")
    sys.exit(HALT)
