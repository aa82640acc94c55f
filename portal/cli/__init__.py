"""What the operator types: `flask ...`, one module a group."""

import click

from portal.cli import bounces, db, imports, rounds, seed, team, worker

COMMANDS: tuple[click.Command, ...] = (
    bounces.bounces,
    db.group,
    imports.import_candidates,
    rounds.close_rounds,
    seed.seed,
    seed.demo_links,
    team.invite,
    worker.worker,
)
"""Every command there is."""
