"""Over https, as in production: cookies that say so, headers that say so, forms that go through."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.running import BROWSER_PATIENCE, running


def test_a_teammate_signs_in_over_https(chromium: Browser, url: str, tmp_path: Path):
    with running(url, tmp_path, https=True) as at:
        link = at.flask("invite", "ada@northwind.example", "--role", "admin").strip()
        context = chromium.new_context(ignore_https_errors=True)
        context.set_default_timeout(BROWSER_PATIENCE)
        page = context.new_page()
        page.goto(link)
        page.get_by_label("New password").fill("a long enough password")
        page.get_by_label("The same once more").fill("a long enough password")
        with page.expect_navigation():
            page.get_by_role("button", name="Set the password").click()
        answer = page.goto(f"{at.base}/")

        assert answer is not None
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        cookies = {cookie["name"]: cookie for cookie in context.cookies()}
        assert {name for name in cookies if name.startswith("__Host-")} == set(cookies)
        assert all(cookie["secure"] and cookie["httpOnly"] for cookie in cookies.values())
        page.get_by_label("Your mail address").fill("sam@example.org")
        page.get_by_role("button").last.click()
        expect(page).to_have_url(f"{at.base}/sent")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        context.close()
