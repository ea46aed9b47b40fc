# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does in the window, and sees, in whichever test."""

import os
import pathlib
import re
import subprocess

import driver

# How old the numbers are.
AGE = re.compile(r"^(now|\d+ s ago)$")
NUMBER = re.compile("^[0-9]")
# "2.91 ms", "1.2 M", "38 %"; the space is one where no line breaks.
VALUE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:\u00a0([kMGT])?)?")
SCALES = {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


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


def to_number(text):
    """The first number in a text as it is shown, without its unit: 1500 of "1.5 k rows"."""
    value = VALUE.search(text)
    check(value, f"there is no number in {text!r}")
    return float(value[1]) * SCALES.get(value[2], 1)


def read_fact(node, title):
    """What a row of this title says."""
    row = node.find("list item", title)
    return " ".join(label.text for label in row.find_all("label")[1:])


def run_cli(*words, status=0):
    """What the command line prints beside the window."""
    done = subprocess.run(
        [os.environ["OPTISCHEMA_CLI"], *words], capture_output=True, text=True, check=False
    )
    check(done.returncode == status, f"{words}: status {done.returncode}, {done.stderr}")
    return done.stdout


def in_turn(*cases):
    """Cases of which each needs that the one before went well."""
    failed = []

    def follow(case):
        def followed():
            if failed:
                raise driver.Fault(f"after a failure: {failed[0]}")
            failed.append(case.__doc__.splitlines()[0])
            faults = case()
            failed.clear()
            return faults

        followed.__doc__ = case.__doc__
        return followed

    return [follow(case) for case in cases]
