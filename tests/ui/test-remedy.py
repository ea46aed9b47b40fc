#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands out in a plan is handed on to the advisor by the keyboard, and its recommendation read."""

import os
import pathlib
import re
import shutil
import tempfile

import driver
from person import check, check_names, in_turn, wait_closed, wait_live, wait_page

# Enough rows that the missing index is the worst there is, and few enough to be quick.
SCALE = "0.05"
# A demo is built, and a shadow of it.
LONG = 240
HOTTEST = re.compile(r"FROM order_line l JOIN product p .* WHERE l\.order_id = \$1")
BUTTON = "Ask the Advisor"
# So many controls there are at most before one.
TABS = 120

scratch = pathlib.Path(tempfile.mkdtemp(prefix="optischema-remedy-", dir="/var/tmp"))
# A server of root's runs as somebody else.
scratch.chmod(0o1777)
os.environ["OPTISCHEMA_SCRATCH_DIR"] = str(scratch)
os.environ["OPTISCHEMA_DEMO_SCALE"] = SCALE
program = driver.Program("--demo")


def shows_plan():
    """The plan of the hottest statement has a finding that can be handed on."""

    def main_window():
        window = program.windows[0]
        return len(program.windows) == 1 and window.has("page tab") and window

    window = driver.wait_for(main_window, "the demo is shown", LONG)
    page = wait_page(window, "Overview")
    wait_live(window)
    table = page.find("tree table", "Statements")
    table.find("table row", HOTTEST, patience=LONG).mouse(times=2)
    page = wait_page(window, "Statements")
    page.find("push button", "Show Plan").click()
    page = wait_page(window, "Plan")
    page.find("tree table", "Nodes of the plan", patience=LONG)
    finding = page.find("list", "Findings").find("list item", re.compile("order_line"))
    finding.find("push button", BUTTON)
    check_names(window)


def is_reached():
    """Its button is reached and pressed by the keyboard."""
    program.press("ctrl+4")
    for _ in range(TABS):
        node = program.focused()
        if node is not None and node.name == BUTTON:
            break
        program.press("Tab")
    node = program.focused()
    check(node is not None and node.name == BUTTON, f"{node} has the keyboard, not {BUTTON}")
    check(node.role == "push button" and node.is_sensitive, f"it is {node}, {node.states}")
    program.press("Return")


def recommends():
    """The advisor is asked about this statement, and what it recommends is shown."""

    def look():
        program.check_runs()
        return [window for window in program.windows if window.name == "Recommendation"]

    dialog = driver.wait_for(look, "the advisor answers", LONG)[0]
    dialog.find("panel", "Evidence: Simulated", patience=LONG)
    sqls = [node.text for node in dialog.find_all("text", "SQL")]
    check(
        re.match(r"CREATE INDEX CONCURRENTLY .* ON public.order_line .*order_id", sqls[0]),
        f"{sqls}",
    )
    dialog.find("push button", "Try It in the Sandbox")
    check_names(dialog)


def is_kept():
    """Its recommendation is among those of the advisor."""
    program.press("Escape")
    window = wait_closed(program)
    page = wait_page(window, "Advisor")
    page.find("list", re.compile("^Recommendations")).find(
        "list item", re.compile("^Index order_line on order_id, Simulated, ")
    )
    program.quit()


try:
    driver.run(*in_turn(shows_plan, is_reached, recommends, is_kept))
finally:
    if program.process.poll() is None:
        program.explain()
    program.kill()
    shutil.rmtree(scratch, ignore_errors=True)
