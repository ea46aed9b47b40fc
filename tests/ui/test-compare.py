#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two plans are compared by the keyboard, with no server, and read out by name."""

import os
import pathlib
import re
import subprocess

import driver
from person import check, check_names

PLANS = pathlib.Path(__file__).parent.parent / "data" / "comparison"


def open_plan(program, name):
    """As the file manager does: the program that runs is handed the file."""
    subprocess.run([os.environ["OPTISCHEMA_PROGRAM"], PLANS / name], check=True, timeout=60)
    return program.windows[0].find("label", re.compile(f"From the file {name}"))


def wait_focus(program, role, name):
    def has_it():
        node = program.focused()
        return node is not None and node.role == role and node.name.startswith(name)

    driver.wait_for(has_it, f"{role} {name} has the focus")


def compares():
    """A plan that was shown before is chosen from the menu, read, and left again."""
    with driver.Program(PLANS / "top-1.json") as program:
        window = program.windows[0]
        window.find("label", re.compile("From the file top-1.json"))
        open_plan(program, "top-2.json")
        window.find_all("push button", "What can be done with the plan")[-1].mouse()
        window.find("menu item", re.compile("Compare With"))
        program.press("m")
        window.find("menu item", re.compile("^top-1.json")).click()

        verdict = re.compile("^The second took .* instead of .*: the Sort by placed, id is gone")
        window.find("status bar", verdict)
        changes = window.find("list", "What changed")
        rows = [row.name for row in changes.find_all("list item")]
        check(len(rows) == 2 and rows[0].startswith("The Sort by placed"), f"the changes are {rows}")
        window.find("tree table", "Nodes of the first plan")
        window.find("tree table", "Nodes of the second plan")
        check_names(window)

        # The change has the keyboard; it leads to its nodes.
        wait_focus(program, "list item", "The Sort by placed")
        program.press("Down")
        program.press("Return")
        wait_focus(program, "table row", "Index Scan using orders_placed")
        window.find("status bar", re.compile("^orders is now read through orders_placed"))

        # Where the plan is back there is something to search.
        program.press("Escape")
        program.press("ctrl+f")
        wait_focus(program, "entry", "Search the nodes")


driver.run(compares)
