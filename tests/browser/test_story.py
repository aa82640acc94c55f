"""The whole story in a real browser, against a real server, its worker and a mail server."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from config import Config
from portal.plumbing import clock, db
from portal.plumbing.db import transaction
from portal.surveys.actions.invitations import invite_due
from tests.browser.running import BROWSER_PATIENCE, Running, code_in, link_in, log_of, running

PHONE = {"width": 360, "height": 780}
WIDE = {"width": 1180, "height": 800}
SAM = "sam.okafor@example.org"
ROBIN = "robin@northwind.example"
WORDS = "We liked your work and would like you to meet Priya and Jonas."
REASON = "Berlin simply paid more."
COMMENT = "Tell me who will be in the room."


@dataclass
class Stage:
    """The two people, and where it all runs."""

    at: Running
    sam: Page
    robin: Page
    checks: bool

    def look(self, page: Page) -> None:
        """Nothing on this page is out of reach or out of view."""
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
        if self.checks:
            found = Axe().run(page)
            assert not found.response["violations"], f"{page.url}\n{found.generate_report()}"


def follow(way: Locator) -> None:
    """Press it, and wait for the page it leads to: the one before may have the same words."""
    with way.page.expect_navigation():
        way.click()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def stage(
    request: pytest.FixtureRequest, chromium: Browser, url: str, tmp_path: Path
) -> Iterator[Stage]:
    """A server on this database, and a browser each for Sam's phone and Robin's desk."""
    with running(url, tmp_path) as at:
        contexts = [
            chromium.new_context(viewport=size, java_script_enabled=request.param)
            for size in (PHONE, WIDE)
        ]
        for context in contexts:
            context.set_default_timeout(BROWSER_PATIENCE)
        sam, robin = (context.new_page() for context in contexts)
        yield Stage(at, sam, robin, checks=request.param)
        for context in contexts:
            context.close()
    assert "Traceback" not in log_of(tmp_path)


def test_the_whole_story(stage: Stage, config: Config):
    robin_comes_in(stage)
    robin_brings_sam_in(stage)
    sam_sees_where_it_stands(stage)
    robin_gives_an_update(stage)
    robin_sets_an_interview(stage)
    sam_sees_what_comes_next(stage)
    sam_rates_the_interview(stage, config)
    robin_offers(stage)
    robin_writes_news(stage)
    sam_reads_the_offer_and_the_news(stage)
    sam_declines(stage)
    sam_says_why(stage)
    sam_goes_back_to_their_page(stage)
    robin_sees_it_come_back(stage)


def robin_comes_in(stage: Stage) -> None:
    link = stage.at.flask("invite", ROBIN, "--role", "admin", "--name", "Robin Keller").strip()
    robin = stage.robin
    robin.goto(link)
    robin.get_by_label("New password").fill("a long enough password")
    robin.get_by_label("The same once more").fill("a long enough password")
    follow(robin.get_by_role("button", name="Set the password"))
    robin.get_by_label("Mail").fill(ROBIN)
    robin.get_by_label("Password").fill("a long enough password")
    follow(robin.get_by_role("button", name="Sign in"))
    expect(robin.get_by_role("heading", level=1, name="Today")).to_be_visible()
    stage.look(robin)


def robin_brings_sam_in(stage: Stage) -> None:
    robin = stage.robin
    robin.goto(f"{stage.at.base}/team/jobs/add")
    stage.look(robin)
    robin.get_by_label("Title").fill("Backend Engineer")
    robin.get_by_label("Public page").fill("https://northwind.example/jobs/backend")
    follow(robin.locator("main").get_by_role("button").last)
    expect(robin.get_by_role("heading", level=1, name="Backend Engineer")).to_be_visible()
    robin.goto(f"{stage.at.base}/team/candidates/add")
    stage.look(robin)
    robin.get_by_label("Name", exact=True).fill("Sam Okafor")
    robin.get_by_label("How letters greet them").fill("Sam")
    robin.get_by_label("Mail address").fill(SAM)
    robin.get_by_label("Introduce them now").check()
    follow(robin.locator("main").get_by_role("button").last)
    expect(robin.get_by_role("heading", level=1, name="Sam Okafor")).to_be_visible()
    stage.look(robin)


def sam_sees_where_it_stands(stage: Stage) -> None:
    sam = stage.sam
    sam.goto(link_in(stage.at.mailbox.wait_for(SAM, "/l/")))
    stage.look(sam)
    follow(sam.get_by_role("button", name="Continue"))
    expect(sam.get_by_role("heading", level=1)).to_have_text("We have your application")
    assert "/l/" not in sam.url
    expect(sam.get_by_text("You will hear from us by")).to_be_visible()
    stage.look(sam)


def robin_gives_an_update(stage: Stage) -> None:
    robin, sam = stage.robin, stage.sam
    robin.get_by_label("What Sam will read").fill(WORDS)
    robin.locator("#update").get_by_label("Stage").first.select_option(
        label="Interviews: they will read “You are in interviews”"
    )
    follow(robin.get_by_role("button", name="Send update"))
    expect(robin.get_by_role("status")).to_contain_text("Sent")
    sam.reload()
    expect(sam.get_by_role("heading", level=1)).to_have_text("You are in interviews")
    expect(sam.get_by_text(WORDS).first).to_be_visible()
    assert WORDS in stage.at.mailbox.wait_for(SAM, WORDS)


def robin_sets_an_interview(stage: Stage) -> None:
    robin = stage.robin
    follow(robin.get_by_role("link", name="Add a step"))
    stage.look(robin)
    ahead = clock.now() + timedelta(days=2)
    robin.get_by_label("Interview").check()
    robin.get_by_label("What it is called").fill("Meet the team")
    robin.get_by_label("Day").fill(ahead.date().isoformat())
    robin.get_by_label("Time", exact=True).fill("15:00")
    robin.get_by_label("With whom").fill("Priya and Jonas")
    robin.get_by_label("How to prepare").fill("Bring one thing you built.")
    follow(robin.locator("main").get_by_role("button").last)
    expect(robin.get_by_role("heading", level=1, name="Sam Okafor")).to_be_visible()


def sam_sees_what_comes_next(stage: Stage) -> None:
    sam = stage.sam
    assert "Meet the team" in stage.at.mailbox.wait_for(SAM, "Meet the team")
    sam.reload()
    expect(sam.get_by_role("heading", name="Meet the team")).to_be_visible()
    expect(sam.get_by_text("With Priya and Jonas")).to_be_visible()
    with sam.expect_download() as download:
        sam.get_by_role("button", name="Add to calendar").click()
    assert "BEGIN:VEVENT" in Path(download.value.path()).read_text()
    stage.look(sam)


def sam_rates_the_interview(stage: Stage, config: Config) -> None:
    """Three days later, by the clock of the one job that asks: the page itself is of today."""
    sam, engine = stage.sam, db.make_engine(config.database_url)
    later = clock.now() + timedelta(days=3)
    with db.sessions(engine, config)() as session, clock.held_at(later), transaction(session):
        assert len(invite_due(session)) == 1
    engine.dispose()
    sam.reload()
    follow(sam.get_by_role("button", name="Tell us"))
    expect(sam.get_by_text("Not stored with your name.").first).to_be_visible()
    stage.look(sam)
    sam.locator("label", has_text="9").first.click()
    sam.get_by_label("What is one thing we should change?").fill(COMMENT)
    follow(sam.get_by_role("button", name="Send"))
    expect(sam.get_by_role("heading", level=1)).to_have_text("Thank you")
    stage.look(sam)


def robin_offers(stage: Stage) -> None:
    robin = stage.robin
    follow(robin.get_by_role("button", name="Offer…"))
    stage.look(robin)
    fill_the_offer(stage)
    expect(robin.get_by_role("heading", level=1, name="Sam Okafor")).to_be_visible()


def fill_the_offer(stage: Stage) -> None:
    robin, today = stage.robin, clock.now().date()
    robin.get_by_label("What they will read with it").fill("We would be delighted, Sam.")
    robin.get_by_label("Answer by").fill((today + timedelta(days=8)).isoformat())
    robin.get_by_label("First day").fill((today + timedelta(days=43)).isoformat())
    robin.locator("[name=label_0]").fill("Salary")
    robin.locator("[name=value_0]").fill("52,000 a year")
    follow(robin.get_by_role("button", name="Send the offer"))


def robin_writes_news(stage: Stage) -> None:
    robin = stage.robin
    robin.goto(f"{stage.at.base}/team/news/new")
    stage.look(robin)
    robin.get_by_label("Title").fill("What we shipped this autumn")
    robin.get_by_label("Words").fill("Four releases and **one** honest look back.")
    follow(robin.locator("main").get_by_role("button").last)
    expect(robin.get_by_role("status")).to_contain_text("Kept")
    stage.look(robin)
    robin.get_by_label("Nothing in here is confidential").check()
    follow(robin.get_by_role("button", name="Confirm"))
    expect(robin.get_by_role("status")).to_contain_text("Confirmed")
    stage.look(robin)


def sam_reads_the_offer_and_the_news(stage: Stage) -> None:
    sam = stage.sam
    mail = stage.at.mailbox.wait_for(SAM, "offer")
    assert "52,000" not in mail
    sam.goto(f"{stage.at.base}/me/")
    expect(sam.get_by_role("heading", level=1)).to_have_text("You have an offer")
    stage.look(sam)
    follow(sam.get_by_role("link", name="What we shipped this autumn"))
    expect(sam.locator(".post strong")).to_have_text("one")
    stage.look(sam)
    sam.goto(f"{stage.at.base}/me/")
    sam_reads_the_terms(stage)


def sam_reads_the_terms(stage: Stage) -> None:
    sam = stage.sam
    follow(sam.get_by_role("button", name="Read the offer"))
    stage.look(sam)
    follow(sam.get_by_role("button", name="Send me a code"))
    stage.look(sam)
    sam.get_by_label("Code").fill(code_in(stage.at.mailbox.wait_for(SAM, "Here is the code")))
    follow(sam.get_by_role("button", name="Read on"))
    expect(sam.get_by_text("52,000 a year")).to_be_visible()
    stage.look(sam)


def sam_declines(stage: Stage) -> None:
    sam = stage.sam
    follow(sam.get_by_role("link", name="Decline…"))
    stage.look(sam)
    sam.get_by_label("Yes, I decline this offer").check()
    follow(sam.get_by_role("button", name="Decline the offer"))
    expect(sam.get_by_role("heading", level=1)).to_have_text("Thank you for telling us, Sam")
    stage.look(sam)


def sam_says_why(stage: Stage) -> None:
    sam = stage.sam
    sam.get_by_label("Pay or bonus").first.check()
    sam.get_by_label("In your own words").fill(REASON)
    follow(sam.get_by_role("button", name="Send"))
    expect(sam.get_by_role("heading", level=1)).to_have_text("Thank you, Sam")
    stage.look(sam)
    stage.at.mailbox.wait_for(ROBIN, REASON)


def sam_goes_back_to_their_page(stage: Stage) -> None:
    sam = stage.sam
    follow(sam.get_by_role("button", name="To your page"))
    expect(sam.get_by_role("heading", level=1)).to_have_text("You declined our offer")
    assert sam.get_by_text("What we shipped").count() == 0
    stage.look(sam)


def robin_sees_it_come_back(stage: Stage) -> None:
    robin = stage.robin
    robin.goto(f"{stage.at.base}/team/feedback/")
    expect(robin.get_by_text(REASON)).to_be_visible()
    expect(robin.get_by_text("Pay or bonus").first).to_be_visible()
    assert robin.get_by_text(COMMENT).count() == 0
    stage.look(robin)
    for path in ("/team/", "/team/candidates/", "/team/news/", "/team/jobs/", "/team/people/"):
        robin.goto(f"{stage.at.base}{path}")
        stage.look(robin)
