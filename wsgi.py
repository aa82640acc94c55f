"""The object a server runs; refuses with one line what does not fit, settings or database."""

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
