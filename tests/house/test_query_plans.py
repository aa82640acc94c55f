"""No page, form, job or letter reads a table that grows from end to end: what each says to the
database is explained by the database itself, whatever it knows of how many rows there are.

SQLite is asked before anybody counted its rows; PostgreSQL is forbidden to read whole tables and to
join by reading both sides whole, so that it does so only where no index helps.
"""

import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.routing import Rule

from portal import schedule
from portal.mail.listing import Shown
from portal.plumbing import schema
from portal.team.rights import Role
from tests.asked import asked
from tests.forms import FORMS, Browsers, address
from tests.make import Make

SMALL = {
    "absences", "checklist_template_items", "checklist_templates",
    "column_maps", "company", "departments", "ending_batches", "holidays",
    "import_runs", "job_members",
    "jobs", "kept_mails", "letter_switches", "mail_heartbeat", "people_to_know", "posts",
    "stage_templates", "stages", "survey_rounds", "survey_snapshots", "survey_versions",
    "surveys", "team_invitations", "team_sessions",
