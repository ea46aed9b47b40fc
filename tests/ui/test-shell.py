#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window opens, has its pages, is driven by the keyboard, and ends."""

import os
import pathlib
import re

import driver

PAGES = ["Overview", "Statements", "Activity", "Plan", "Advisor", "Sandbox", "History"]


def selected(window):
    """The page on the screen, as the switcher tells it."""
    tabs = window.find_all("page tab", where=lambda tab: "selected" in tab.states)
    return tabs[0].name if tabs else None


def save_server(name):
    """A saved connection to where no server is."""
    folder = pathlib.Path(os.environ["XDG_CONFIG_HOME"], "optischema")
    folder.mkdir(exist_ok=True)
    (folder / "connections.ini").write_text(
        f"[{name}]\nconninfo=host=127.0.0.1 port=1 user=nobody dbname=nothing\n", encoding="utf-8"
    )


def show_server(program):
    """Chooses the saved server at the side."""
    window = program.windows[0]
    window.find("list item", re.compile("^nowhere")).mouse()
    window.find("page tab", PAGES[0])
    return window


def welcomes():
    """Without a server there are the ways in, and closing the window brings no complaint."""
    with driver.Program() as program:
        window = program.windows[0]
        window.find("list", "Ways to begin")
        if window.has("page tab"):
            raise driver.Fault("there are pages of no server")
        return driver.find_unnamed(window)


def shows_pages():
    """A server has all pages, also when it can't be reached."""
    with driver.Program() as program:
        window = show_server(program)
        # There are switchers for wide and for narrow windows.
        tabs = list(dict.fromkeys(tab.name for tab in window.find_all("page tab")))
        if tabs != PAGES:
            raise driver.Fault(f"the pages are {tabs}")


def switches_by_mouse():
    """The switcher shows the pages."""
    with driver.Program() as program:
        window = show_server(program)
        for page in PAGES[::-1]:
            window.find("page tab", page).click()
            driver.wait_for(lambda page=page: selected(window) == page, f"{page} is shown")


def switches_by_keyboard():
    """Ctrl and a digit shows a page, Alt and an arrow one that was shown before."""
    with driver.Program() as program:
        window = show_server(program)
        for keys, page in (
            ("ctrl+5", "Advisor"),
            ("ctrl+2", "Statements"),
            ("alt+Left", "Advisor"),
            ("alt+Left", "Overview"),
            ("alt+Left", "Overview"),
            ("alt+Right", "Advisor"),
            ("ctrl+7", "History"),
            ("alt+Right", "History"),
        ):
            program.press(keys)
            driver.wait_for(lambda page=page: selected(window) == page, f"{keys} shows {page}")


def find_page_menu(window, page):
    """The button that opens it, not the box around it."""
    return window.find("push button", page, lambda button: "focusable" in button.states)


def switches_when_narrow():
    """Where there is no room for the names, a menu has them, and its button tells the page."""
    with driver.Program() as program:
        window = show_server(program)
        program.resize(360, 640, window)
        button = find_page_menu(window, PAGES[0])
        for page in ("Advisor", "Statements"):
            button.mouse()
            window.find("menu item", page).mouse()
            driver.wait_for(lambda page=page: selected(window) == page, f"{page} is shown")
            button = find_page_menu(window, page)


def remembers():
    """The server that was shown last is shown at the next start."""
    with driver.Program() as program:
        show_server(program)
    with driver.Program() as program:
        program.windows[0].find("page tab", PAGES[0])
        if program.windows[0].name != "nowhere":
            raise driver.Fault(f"the window is called {program.windows[0].name}")


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


save_server("nowhere")
driver.run(
    welcomes,
    shows_pages,
    switches_by_mouse,
    switches_by_keyboard,
    remembers,
    closes,
    is_one,
    # It leaves a narrow window to the next start.
    switches_when_narrow,
)
