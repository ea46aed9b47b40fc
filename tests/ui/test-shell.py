#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window opens, has its pages, is driven by the keyboard, and ends."""

import driver

PAGES = ["Overview", "Statements", "Plan", "Advisor", "Sandbox", "History"]


def selected(window):
    """The page on the screen, as the switcher tells it."""
    tabs = window.find_all("page tab", where=lambda tab: "selected" in tab.states)
    return tabs[0].name if tabs else None


def opens():
    """The window opens with all pages and closes without a complaint."""
    with driver.Program() as program:
        window = program.windows[0]
        # There are switchers for wide and for narrow windows.
        tabs = list(dict.fromkeys(tab.name for tab in window.find_all("page tab")))
        if tabs != PAGES:
            raise driver.Fault(f"the pages are {tabs}")


def switches_by_mouse():
    """The switcher shows the pages."""
    with driver.Program() as program:
        window = program.windows[0]
        for page in PAGES[::-1]:
            window.find("page tab", page).click()
            driver.wait_for(lambda page=page: selected(window) == page, f"{page} is shown")


def closes():
    """Closing the only window ends the program."""
    with driver.Program() as program:
        program.press("ctrl+w")
        program.wait_end()


def is_one():
    """A second start hands over to the first."""
    with driver.Program() as program:
        second = driver.start_again(program)
        if second != 0 or len(program.windows) != 1:
            raise driver.Fault(f"status {second}, {len(program.windows)} windows")


driver.run(opens, switches_by_mouse, closes, is_one)
