"""What `flask` runs: the application or, where its settings don't fit, a word about which and the
one command that helps.
"""

import click
from flask import Flask
from flask.cli import AppGroup

from config import Misconfigured
from portal import create_app as whole
from portal.cli.setup import setup


def create_app() -> Flask:
    """The application; without settings, one that has nothing but `flask setup`."""
    try:
        return whole()
    except Misconfigured as fault:
        bare = Flask("portal")
        bare.extensions["fault"] = fault
        bare.cli = _Helpless(fault)
        return bare


class _Helpless(AppGroup):
    def __init__(self, fault: Misconfigured) -> None:
        super().__init__()
        self._fault = fault
        self.add_command(setup)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """`setup`. Raises the fault for every other."""
        if cmd_name != "setup":
            raise self._fault
        return setup
