#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a recommendation by its trial to the change and its undo, by the keyboard alone."""

import os
import re

import driver

ADVICE = re.compile(r"^\d+ recommendations?\. Simulated: \d+\.$")


def top(program, name):
    """The window that was opened last, once it has that name."""
    return driver.wait_for(
        lambda: program.windows and program.windows[0].name == name and program.windows[0],
        f"{name} is shown",
        patience=60,
    )


def wait_focus(program, name):
    """Enter would press that button."""
    driver.wait_for(
        lambda: program.focused() and re.search(name, program.focused().name),
        f"{name} has the keyboard",
    )


def starts(program):
    """The demo starts, and is asked something."""
    # The window has the server's name, as the dialog has it that starts the demo.
    window = driver.wait_for(
        lambda: len(program.windows) == 1
        and program.windows[0].name == "Demo"
        and program.windows[0].has("label", re.compile(r"^(now|\d+ s ago)$"))
        and program.windows[0],
        "the demo is shown",
        180,
    )
    # Its text comes a while after its figures.
    program.press("ctrl+2")
    window.find("label", re.compile("order_line"), patience=60)


def advises(program):
    """The advisor finds what helps the demo, and says what that rests on."""
    window = program.windows[0]
    program.press("ctrl+4")
    window.find("push button", re.compile("Look for Recommendations"))
    window.find("label", "No recommendations yet")
    program.press("alt+l")
    window.find("label", ADVICE, patience=120)
    window.find("label", re.compile("the shadow agrees with the server on"))
    return driver.find_unnamed(window)


def is_opened(program):
    """A recommendation is opened from the list, and tells all that would run."""
    window = program.windows[0]
    row = window.find("list item", re.compile("^Index .*, Simulated, "))
    driver.wait_for(lambda: program.press("Tab") or "focused" in row.states, "it is reached")
    program.press("Return")
    dialog = top(program, "Recommendation")
    wait_focus(program, "Try It in the Sandbox")
    dialog.find("text", "SQL").wait_text(re.compile("CREATE INDEX CONCURRENTLY"))
    return driver.find_unnamed(dialog)


def is_tried(program):
    """It is tried, and is better; Escape goes back and Enter forth."""
    program.press("Return")
    dialog = top(program, "Trial")
    dialog.find("push button", re.compile("Try Again"), patience=120)
    dialog.find("label", "Better")
    dialog.find(name=re.compile("^Without: "))
    program.press("Escape")
    top(program, "Recommendation")
    wait_focus(program, "Apply")
    dialog.find("panel", "Evidence: Measured")
    return driver.find_unnamed(dialog)


def is_applied(program):
    """The change is made by the owner of the table, who is proposed."""
    program.press("Return")
    dialog = top(program, "Make the change?")
    wait_focus(program, "Create Index")
    dialog.find("text", re.compile("Sign in as the role")).wait_text("shop_owner")
    faults = driver.find_unnamed(dialog)
    program.press("Return")
    dialog = top(program, "Change")
    dialog.find("label", "Applied")
    wait_focus(program, "Watch What It Does")
    return faults + driver.find_unnamed(dialog)


def is_kept_at_work(program):
    """Who leaves while it is watched is asked; cancelled it says nothing new."""
    program.press("Return")
    dialog = program.windows[0]
    dialog.find("progress bar")
    program.press("Escape")
    driver.wait_for(lambda: len(program.windows) == 3, "the question is asked")
    program.windows[0].find("push button", re.compile("Cancel the Work")).click()
    dialog = top(program, "Change")
    wait_focus(program, "Watch What It Does")


def is_undone(program):
    """It is undone."""
    program.press("alt+u")
    top(program, "Undo the change?")
    wait_focus(program, "Drop Index")
    program.press("Return")
    dialog = top(program, "Change")
    dialog.find("label", "Undone")
    program.press("Escape")
    driver.wait_for(lambda: len(program.windows) == 1, "the dialog is closed")


def is_written_down(program):
    """The history has it, with each step."""
    window = program.windows[0]
    program.press("ctrl+6")
    row = window.find("list", "Changes, the newest first").find(
        "label", re.compile("^Index .* on ")
    )
    row.mouse()
    window.find("label", re.compile("^Undo started"))
    return driver.find_unnamed(window)


def use(case, program):
    def used():
        return case(program)

    used.__doc__ = case.__doc__
    return used


if __name__ == "__main__":
    os.environ["OPTISCHEMA_DEMO_SCALE"] = "0.05"
    with driver.Program("--demo") as running:
        driver.run(
            *(
                use(case, running)
                for case in (
                    starts,
                    advises,
                    is_opened,
                    is_tried,
                    is_applied,
                    is_kept_at_work,
                    is_undone,
                    is_written_down,
                )
            )
        )
