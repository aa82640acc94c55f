"""The steps of `flask setup` that write rows: company, mail, answers, the first admin."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import click
from flask import Flask
from sqlalchemy.orm import Session

from config import Config, Misconfigured
from portal.audit import trail
from portal.company.actions import check_zone, set_company
from portal.company.queries import CompanyFacts, company
from portal.mail.beginning import beginning
from portal.mail.straight import send_straight
from portal.plumbing import schema
from portal.plumbing.addresses import address
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.plumbing.text import one_line
from portal.team import actions as team
from portal.team.queries import admins, teammate_at
from portal.team.rights import Role

_OPTIONS = {"company": "name", "legal_name": "legal_name", "time_zone": "time_zone"}
"""What each is among the company's facts."""


@dataclass(frozen=True)
class _Desk:
    """What the steps work with."""

    app: Flask
    session: Session
    told: Mapping[str, str]
    asks: bool

    @property
    def config(self) -> Config:
        config = self.app.extensions["config"]
        assert isinstance(config, Config)
        return config


def walk(app: Flask, told: Mapping[str, str], *, asks: bool) -> bool:
    """Each step: what is set, and what was told or is asked; whether nothing is left open.

    Raises UsageError (exit 2) for an option that is wrong.
    """
    try:
        schema.check_version(app.extensions["engine"])
        with app.extensions["sessions"]() as session:
            desk = _Desk(app, session, told, asks)
            done = [step(desk) for step in (_company, _mail, _answers, _admin)]
            return all(done)
    except Refusal as refusal:
        raise click.UsageError(str(refusal)) from refusal
    except (Misconfigured, schema.AnotherVersion) as fault:
        raise click.ClickException(str(fault)) from fault


def _company(desk: _Desk) -> bool:
    """Written only where it differs."""
    is_named, before = beginning(desk.session).is_named, company(desk.session)
    given = _asked_facts(before, is_named=is_named) if desk.asks else _told_facts(desk.told)
    now = replace(before, **given)
    if not is_named and "name" not in given:
        return _say("Company", "nameless: --company NAME", is_done=False)
    if now != before or not is_named:
        with transaction(desk.session):
            set_company(desk.session, now, by=trail.SYSTEM)
    law = now.legal_name or "no name in law yet: --legal-name NAME"
    return _say("Company", f"{now.name}, {now.time_zone}; {law}", is_done=bool(now.legal_name))


def _told_facts(told: Mapping[str, str]) -> dict[str, Any]:
    return {fact: one_line(told[option]) for option, fact in _OPTIONS.items() if option in told}


def _asked_facts(before: CompanyFacts, *, is_named: bool) -> dict[str, Any]:
    """What is set already is offered, so that Enter keeps it."""
    name = before.name if is_named else None
    return {
        "name": click.prompt("Company, as candidates know it", name, value_proc=_words),
        "legal_name": click.prompt("Its name in law", before.legal_name or None, value_proc=_words),
        "time_zone": click.prompt("Time zone", before.time_zone, value_proc=_that(check_zone)),
    }


def _mail(desk: _Desk) -> bool:
    """A test, where somebody says whom to."""
    to = desk.told.get("test_mail", "")
    if desk.asks:
        to = click.prompt("Mail a test to (Enter: not now)", "", show_default=False)
    if not to:
        has_left = beginning(desk.session).has_mailed
        said = "mails have left" if has_left else "not tried: --test-mail ADDRESS"
        return _say("Mail", said, is_done=has_left)
    house = company(desk.session)
    desk.session.rollback()
    try:
        send_straight(desk.config, desk.app.extensions["sessions"], one_line(to), company=house)
    except Refusal as refusal:
        return _say("Mail", str(refusal), is_done=False)
    return _say("Mail", f"the server took a test for {to}: look whether it arrived", is_done=True)


def _answers(desk: _Desk) -> bool:
    return _say("Answers", f"go to {desk.config.reply_to} (PORTAL_REPLY_TO)", is_done=True)


def _admin(desk: _Desk) -> bool:
    there = admins(desk.session)
    to, name = desk.told.get("admin", ""), desk.told.get("admin_name", "")
    if desk.asks and not there:
        to = click.prompt("Mail address of the first admin", value_proc=_that(address))
        name = click.prompt("Their name", to.partition("@")[0])
    if to:
        return _say("Admin", f"{to} chooses a password at {_link(desk, to, name)}", is_done=True)
    who = [one.name if one.password_hash else f"{one.name} (no password yet)" for one in there]
    said = ", ".join(who) or "nobody yet: --admin ADDRESS --admin-name NAME"
    return _say("Admin", said, is_done=bool(there))


def _link(desk: _Desk, to: str, name: str) -> str:
    """The address for a first password; another one, where the last was not used."""
    with transaction(desk.session):
        there = teammate_at(desk.session, to)
        if there is None:
            called = one_line(name) or to.partition("@")[0]
            key = team.invite(desk.session, to, name=called, role=Role.ADMIN, by=None)
        else:
            key = team.invite_again(desk.session, there.ref, by=None)
    return f"{desk.config.base_url}/team/password/{key}"


def _words(typed: str) -> str:
    if not one_line(typed):
        raise click.UsageError("That can't be left empty.")
    return one_line(typed)


def _that(fits: Callable[[str], object]) -> Callable[[str], str]:
    """Asked again, with words, for as long as it doesn't fit."""

    def read(typed: str) -> str:
        try:
            fits(one_line(typed))
        except Refusal as refusal:
            raise click.UsageError(str(refusal)) from refusal
        return one_line(typed)

    return read


def _say(what: str, said: str, *, is_done: bool) -> bool:
    click.echo(f"{'done' if is_done else 'open'}  {what}: {said}")
    return is_done
