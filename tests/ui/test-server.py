#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window around a server: the demo is started, watched, paused, searched, left and removed."""

import os
import re

import driver

AGE = re.compile(r"^(now|\d+ s ago)$")


def selected(window):
    """The page on the screen, as the switcher tells it."""
    tabs = window.find_all("page tab", where=lambda tab: "selected" in tab.states)
    return tabs[0].name if tabs else None


def wait_page(window, page):
    driver.wait_for(lambda: selected(window) == page, f"{page} is shown")


def main_window(program):
    """The window, without the dialogs before it."""
    return driver.wait_for(
        lambda: len(program.windows) == 1 and program.windows[0], "only the window is open"
    )


def go(program, text):
    """Goes somewhere by the palette."""
    program.press("ctrl+k")
    palette = driver.wait_for(
        lambda: program.windows[0].name == "Go To" and program.windows[0], "the palette opens"
    )
    program.write(text, palette)
    # What was typed counts, however fast.
    program.press("Return", window=palette)
    return main_window(program)


def starts(program):
    """The demo starts when it is asked for, and its numbers come."""
    program.windows[0].find("list", "Ways to begin").find("list item", "Try the Demo").mouse()
    dialog = driver.wait_for(
        lambda: program.windows[0].name == "Demo" and program.windows[0], "the dialog opens"
    )
    dialog.find("push button", re.compile("Start the Demo")).click()
    window = driver.wait_for(
        lambda: main_window(program).name == "Demo" and main_window(program),
        "the demo is shown",
        120,
    )
    wait_page(window, "Overview")
    window.find("label", AGE)
    window.find("list item", re.compile("^Demo, shop on .*, load "))


def pauses(program):
    """Space pauses and goes on; the head and the side say so."""
    window = program.windows[0]
    program.press("ctrl+1", "space")
    # How old the numbers are goes on.
    window.find("label", re.compile("^(now|[0-9]+ (s|min) ago), paused$"))
    window.find("label", re.compile("^([3-9] s|[1-9][0-9]+ s|[0-9]+ min) ago, paused$"))
    window.find("list item", re.compile("^Demo, Paused"))
    program.press("space")
    window.find("label", AGE)


def is_searched(program):
    """The palette leads to a page, an action and a statement; the way back leads back."""
    window = go(program, "advis")
    wait_page(window, "Advisor")
    driver.wait_for(lambda: program.focused().name == "Advisor", "the page has the keyboard")
    # Its text comes a while after its figures.
    program.press("ctrl+2")
    window.find("label", re.compile("order_line"), patience=60)
    program.press("alt+Left")
    window = go(program, "order_line select")
    wait_page(window, "Statements")
    program.press("alt+Left")
    wait_page(window, "Advisor")


def has_names(program):
    """Each control of the window has a name."""
    program.press("ctrl+7")
    wait_page(program.windows[0], "History")
    return driver.find_unnamed(program.windows[0])


def is_left(program):
    """What was seen of a server that is disconnected stays, with a word above it."""
    window = go(program, "disconnect")
    window.find("label", re.compile("^Demo is not watched. Shown is what was seen until"))
    window.find("label", "Not connected")
    window.find("push button", re.compile("Connect$")).click()
    window.find("label", AGE)
    driver.wait_for(
        lambda: not window.has("label", re.compile("^Demo is not watched")), "the word goes"
    )


def is_removed(program):
    """A server is removed by its menu, and the welcome is back."""
    window = program.windows[0]
    window.find("list item", re.compile("^Demo,")).mouse(button=3)
    window.find("menu item", re.compile("Remove")).click()
    dialog = driver.wait_for(
        lambda: len(program.windows) == 2 and program.windows[0], "the question is asked"
    )
    dialog.find("push button", re.compile("Remove$")).click()
    window = main_window(program)
    window.find("list", "Ways to begin")
    window.wait_gone("list item", re.compile("^Demo,"))


def is_shown_again(program):
    """With --demo it is shown without a question."""
    if driver.start_again(program, "--demo") != 0:
        raise driver.Fault("a second start with --demo failed")
    window = program.windows[0]
    wait_page(window, "Overview")
    window.find("label", AGE)


def use(case, program):
    def used():
        return case(program)

    used.__doc__ = case.__doc__
    return used


os.environ["OPTISCHEMA_DEMO_SCALE"] = "0.02"
with driver.Program() as the_program:
    driver.run(
        *(
            use(case, the_program)
            for case in (
                starts,
                pauses,
                is_searched,
                has_names,
                is_left,
                is_removed,
                is_shown_again,
            )
        )
    )
