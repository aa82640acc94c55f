"""What the operator types: `flask ...`, one module a group."""

import click

from portal.cli import backup, bounces, db, doctor, imports, rounds, seed, setup, team, worker

COMMANDS: tuple[click.Command, ...] = (
    backup.backup,
    backup.mail_resume,
    backup.restore,
    bounces.bounces,
    db.group,
    doctor.doctor,
    imports.import_candidates,
    rounds.close_rounds,
    seed.seed,
    seed.demo_links,
    setup.setup,
    team.invite,
    worker.worker,
)
"""Every command there is."""
