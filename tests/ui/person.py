# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does in the window, and sees, in whichever test."""

import os
import pathlib
import re

import driver

# How old the numbers are.
AGE = re.compile(r"^(now|\d+ s ago)$")
NUMBER = re.compile("^[0-9]")


def check(condition, what, node=None):
    if not condition:
        raise driver.Fault(f"{what}\nThere is:\n{node.dump()}" if node else what)


def check_names(*windows):
    """Everything in them has a name."""
    for window in windows:
        # One without a role never says where the focus is.
        check(window.role in ("frame", "dialog", "alert"), f"{window} is no window")
        unnamed = driver.find_unnamed(window)
        check(not unnamed, "without a name: " + "\n".join(unnamed))


def find_dialog(program, title):
    """The dialog of this title, a string or a pattern, when it is there."""

    def look():
        program.check_runs()
        return [
            window for window in program.windows[:-1] if driver.name_matches(window.name, title)
        ]

    return driver.wait_for(look, f"the dialog {title!r} opens")[0]


def wait_closed(program):
    """Waits until no dialog is open, and returns the window."""

    def look():
        windows = program.windows
        return len(windows) == 1 and windows

    return driver.wait_for(look, "the dialog closes")[0]


def selected_page(window):
    """The page on the screen, as the switcher tells it."""
    tabs = window.find_all("page tab", where=lambda tab: "selected" in tab.states)
    return tabs[0].name if tabs else None


def wait_page(window, name):
    """Waits until a page is on the screen, and returns it."""
    driver.wait_for(lambda: selected_page(window) == name, f"{name} is shown")
    return window.find("panel", name)


def wait_live(window):
    """Waits until numbers come."""
    window.find("label", AGE)
    page = window.find("panel", "Overview")
    page.find("panel", "Calls/s").find("label", NUMBER)
    return page


def save_connection(name, address):
    """What the dialog would keep of a connection."""
    folder = pathlib.Path(os.environ["XDG_CONFIG_HOME"], "optischema")
    folder.mkdir(exist_ok=True)
    (folder / "connections.ini").write_text(f"[{name}]\nconninfo={address}\n", encoding="utf-8")


def read_connections():
    """All that is kept of connections."""
    folder = pathlib.Path(os.environ["XDG_CONFIG_HOME"], "optischema")
    return (folder / "connections.ini").read_text(encoding="utf-8")
