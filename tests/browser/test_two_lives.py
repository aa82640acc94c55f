"""Two people after a yes of ours, on a phone: one starts, the other declines, thinks again, and
declines.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from portal.plumbing import clock
from tests.browser.running import BROWSER_PATIENCE, log_of, running
from tests.browser.test_story import (
    PHONE,
    REASON,
    ROBIN,
    SAM,
    Stage,
    fill_the_offer,
    follow,
    robin_brings_sam_in,
    robin_comes_in,
    robin_writes_news,
    sam_declines,
    sam_reads_the_terms,
    sam_says_why,
    sam_sees_where_it_stands,
)

NEWS = "What we shipped this autumn"
MAY_I = "May I work two days a week from home?"
OF_COURSE = "Yes: two days are yours, from the first week on."
WHO_MEETS = "Who meets me in the morning?"
LINA = "Lina does, at the front desk."
FAREWELL = "We liked how you think, and wish you a good start in Berlin."


@pytest.fixture
def stage(chromium: Browser, url: str, tmp_path: Path) -> Iterator[Stage]:
    """A server on this database; Sam and Robin both look at it on a phone."""
    complaints: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            complaints.append(f"{said.location['url']}: {said.text}")

    with running(url, tmp_path) as at:
        contexts = [chromium.new_context(viewport=PHONE) for _person in range(2)]
        for context in contexts:
            context.set_default_timeout(BROWSER_PATIENCE)
            context.on("console", hear)
        sam, robin = (context.new_page() for context in contexts)
        yield Stage(at, sam, robin, checks=True)
        for context in contexts:
            context.close()
    assert complaints == []
    assert "Traceback" not in log_of(tmp_path)


def test_from_you_have_the_job_to_the_first_day(stage: Stage):
    both_come_in(stage)
    robin_writes_down_what_priya_said(stage)
    robin_offers(stage)
    sam_asks(stage, MAY_I, by=stage.sam.get_by_role("button", name="Ask first"))
    robin_answers(stage, OF_COURSE)
    robin_writes_news(stage)
    sam_sees_news_and_terms(stage)
    sam_accepts(stage)
    robin_begins_the_checklist(stage)
    sam_ticks_something_off(stage)
    sam_asks(stage, WHO_MEETS)
    robin_answers(stage, LINA)
    sam_asks_to_start_today(stage)
    robin_agrees(stage)
    robin_says_that_sam_has_started(stage)
    sam_is_welcomed(stage)


def test_from_an_offer_to_a_cordial_goodbye(stage: Stage):
    both_come_in(stage)
    robin_offers(stage)
    robin_writes_news(stage)
    sam_sees_news_and_terms(stage)
    sam_declines(stage)
    sam_takes_it_back(stage)
    sam_declines(stage)
    sam_says_why(stage)
    robin_thanks(stage)
    sam_reads_the_thanks_and_no_news(stage)
    robin_reads_why(stage)


def both_come_in(stage: Stage) -> None:
    """The whole story looks at these pages closely."""
    stage.checks = False
    robin_comes_in(stage)
    robin_brings_sam_in(stage)
    sam_sees_where_it_stands(stage)
    stage.checks = True


def robin_writes_down_what_priya_said(stage: Stage) -> None:
    robin, sam = stage.robin, stage.sam
    follow(robin.get_by_role("link", name="They were told by word of mouth…"))
    stage.look(robin)
    robin.get_by_label("Who said it, as they know them").fill("Priya Nair")
    robin.get_by_label("On which day").fill(clock.now().date().isoformat())
    follow(robin.get_by_role("button", name="Write it down"))
    expect(robin.get_by_role("status")).to_contain_text("Written down")
    stage.look(robin)
    stage.at.mailbox.wait_for(SAM, "Priya Nair")
    sam.reload()
    expect(sam.get_by_role("heading", level=1)).to_have_text("We would like you to join")
    expect(sam.get_by_text("Priya Nair told you on").first).to_be_visible()
    stage.look(sam)
    robin.goto(f"{stage.at.base}/team/offers/")
    expect(robin.get_by_role("link", name="Sam Okafor")).to_be_visible()
    stage.look(robin)
    follow(robin.get_by_role("link", name="Sam Okafor"))


def robin_offers(stage: Stage) -> None:
    robin, sam = stage.robin, stage.sam
    follow(robin.locator("main a[href$='/offer']"))
    stage.look(robin)
    fill_the_offer(stage)
    stage.look(robin)
    sam.reload()
    expect(sam.get_by_role("heading", level=1)).to_have_text("You have an offer")
    stage.look(sam)


def sam_asks(stage: Stage, question: str, *, by=None) -> None:
    """On the page that `by` leads to, or else in the box of their own page."""
    sam = stage.sam
    if by is not None:
        follow(by)
        stage.look(sam)
    sam.locator("[name=words]").fill(question)
    follow(sam.get_by_role("button", name="Send question"))
    expect(sam.get_by_role("status")).to_have_text("Your question is with us.")
    stage.look(sam)


def robin_answers(stage: Stage, words: str) -> None:
    robin, sam = stage.robin, stage.sam
    robin.goto(f"{stage.at.base}/team/")
    stage.look(robin)
    follow(robin.get_by_role("link", name="Sam Okafor").first)
    robin.locator("#questions details[open] textarea").fill(words)
    follow(robin.get_by_role("button", name="Send answer"))
    expect(robin.get_by_role("status")).to_contain_text("Answered")
    stage.at.mailbox.wait_for(SAM, words)
    sam.reload()
    expect(sam.get_by_text(words)).to_be_visible()
    stage.look(sam)


def sam_sees_news_and_terms(stage: Stage) -> None:
    sam = stage.sam
    sam.goto(f"{stage.at.base}/me/")
    expect(sam.get_by_role("link", name=NEWS)).to_be_visible()
    sam_reads_the_terms(stage)


def sam_accepts(stage: Stage) -> None:
    sam = stage.sam
    follow(sam.get_by_role("button", name="Accept…"))
    stage.look(sam)
    sam.get_by_label("Yes, I want to join").check()
    follow(sam.get_by_role("button", name="Accept the offer"))
    expect(sam.get_by_role("heading", level=1)).to_have_text("You are joining us")
    expect(sam.get_by_role("link", name=NEWS)).to_be_visible()
    stage.look(sam)
    stage.at.mailbox.wait_for(ROBIN, "accepted")


def robin_begins_the_checklist(stage: Stage) -> None:
    robin = stage.robin
    robin.goto(f"{stage.at.base}/team/offers/")
    stage.look(robin)
    follow(robin.get_by_role("link", name="Sam Okafor"))
    stage.look(robin)
    follow(robin.get_by_role("link", name="Checklist"))
    stage.look(robin)
    follow(robin.get_by_role("button", name="Add all of it"))
    expect(robin.get_by_role("status")).to_contain_text("Added")
    stage.look(robin)


def sam_ticks_something_off(stage: Stage) -> None:
    sam = stage.sam
    sam.reload()
    stage.look(sam)
    follow(sam.locator("#checklist").get_by_role("button", name="Done").first)
    expect(sam.locator("#checklist").get_by_role("button", name="Not yet")).to_be_visible()
    stage.look(sam)


def sam_asks_to_start_today(stage: Stage) -> None:
    sam = stage.sam
    follow(sam.get_by_role("link", name="To your page"))
    follow(sam.get_by_role("link", name="Something changed?"))
    stage.look(sam)
    sam.get_by_label("The day you would like to start").fill(clock.now().date().isoformat())
    sam.get_by_label("Anything we should know").fill("My notice ended sooner.")
    follow(sam.get_by_role("button", name="Ask for this day"))
    expect(sam.get_by_role("status")).to_contain_text("Your wish is with us")
    stage.look(sam)


def robin_agrees(stage: Stage) -> None:
    robin, sam = stage.robin, stage.sam
    robin.goto(f"{stage.at.base}/team/")
    stage.look(robin)
    follow(robin.get_by_role("button", name="Answer Sam Okafor"))
    stage.look(robin)
    robin.get_by_label("Yes: the first day is").check()
    follow(robin.get_by_role("button", name="Answer"))
    expect(robin.get_by_role("status")).to_contain_text("Answered")
    stage.look(robin)
    stage.at.mailbox.wait_for(SAM, "first day")
    sam.goto(f"{stage.at.base}/me/")
    expect(sam.get_by_text("that is today")).to_be_visible()
    stage.look(sam)


def robin_says_that_sam_has_started(stage: Stage) -> None:
    robin = stage.robin
    robin.goto(f"{stage.at.base}/team/")
    follow(robin.get_by_role("button", name="Sam Okafor has started"))
    stage.look(robin)
    robin.get_by_label("Yes, they have started").check()
    follow(robin.get_by_role("button", name="Welcome them"))
    expect(robin.get_by_role("status")).to_contain_text("Welcome!")
    expect(robin.get_by_role("heading", name="Closed: hired")).to_be_visible()
    stage.look(robin)


def sam_is_welcomed(stage: Stage) -> None:
    sam = stage.sam
    stage.at.mailbox.wait_for(SAM, "Welcome")
    sam.reload()
    expect(sam.get_by_role("heading", level=1)).to_have_text("Welcome: you are one of us")
    stage.look(sam)


def sam_takes_it_back(stage: Stage) -> None:
    sam = stage.sam
    follow(sam.get_by_role("link", name="undo until"))
    stage.look(sam)
    sam.get_by_label("Yes, take my answer back").check()
    follow(sam.get_by_role("button", name="Take it back"))
    expect(sam.get_by_role("heading", level=1)).to_have_text("Your offer")
    stage.look(sam)
    stage.at.mailbox.wait_for(ROBIN, "took")


def robin_thanks(stage: Stage) -> None:
    robin = stage.robin
    robin.goto(f"{stage.at.base}/team/")
    stage.look(robin)
    robin.get_by_role("button", name="A word to Sam Okafor").click()
    robin.locator("details[open] textarea").fill(FAREWELL)
    stage.look(robin)
    follow(robin.get_by_role("button", name="Send it"))
    expect(robin.get_by_role("status")).to_contain_text("Sent")
    assert robin.get_by_text("May be undone").count() == 0
    stage.look(robin)


def sam_reads_the_thanks_and_no_news(stage: Stage) -> None:
    sam = stage.sam
    stage.at.mailbox.wait_for(SAM, FAREWELL)
    for link in ("To your page", None):
        if link:
            follow(sam.get_by_role("button", name=link))
        expect(sam.get_by_text(FAREWELL)).to_be_visible()
        stage.look(sam)
        assert sam.get_by_text("undo until").count() == 0
        sam.goto(f"{stage.at.base}/me/")
    for path in bare_links(sam):
        sam.goto(path)
        stage.look(sam)
        assert NEWS not in sam.content(), path


def bare_links(page: Page) -> list[str]:
    """All that their page leads to, and the page of news beside it."""
    found = page.locator("a[href^='/']").evaluate_all("all => all.map(one => one.href)")
    inside = {link for link in found if "/me" in link and "undo" not in link}
    base = page.url.partition("/me")[0]
    return sorted({*inside, page.url, f"{base}/me/news/"})


def robin_reads_why(stage: Stage) -> None:
    robin = stage.robin
    robin.goto(f"{stage.at.base}/team/feedback/")
    expect(robin.get_by_text(REASON)).to_be_visible()
    expect(robin.get_by_text("Pay or bonus").first).to_be_visible()
    stage.look(robin)
    robin.goto(f"{stage.at.base}/team/offers/")
    expect(robin.get_by_text("Whoever is told that they have the job")).to_be_visible()
    stage.look(robin)
