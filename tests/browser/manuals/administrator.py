"""What an administrator sees, walked as docs/manuals/administrator.md tells it."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from data_schemas.rights import Role
from tests.app.signing_in import NAMES, everybody
from tests.browser.manuals.world import World, at, sign_in


def the_pages(browser: Browser, world: World, language: str) -> None:
    """People and health, signed in as somebody who sees no recording."""
    everybody(world.site)
    screen = at(browser, world, language)
    sign_in(screen, NAMES[Role.ADMIN])
    screen.heading("People")
    expect(screen.page.get_by_text(NAMES[Role.OWNER], exact=True).first).to_be_visible()
    press = screen.page.get_by_role("button", name=screen.says("Let in"), exact=True)
    expect(press).to_be_visible()
    screen.picture("administrator-people", high=1000)
    links = screen.page.get_by_test_id("stSidebarNavLink")
    expect(links.filter(has_text=screen.says("Search"))).to_have_count(0)
    screen.go("Health")
    expect(screen.page.get_by_text(screen.says("Backup of the keys")).first).to_be_visible()
    screen.picture("administrator-health", high=1000)
    screen.page.context.close()
