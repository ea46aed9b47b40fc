#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way: from a live server to its hottest statement, its plan, a recommendation that is
tried, applied, confirmed by the workload and undone, and what the log says of it."""

import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

import driver
from person import (
    check,
    check_names,
    find_dialog,
    in_turn,
    read_fact,
    run_cli,
    to_number,
    wait_closed,
    wait_live,
    wait_page,
)

# Enough rows that the missing index is the worst there is, and few enough to be quick.
SCALE = "0.05"
# A change can be judged by what was counted for half a minute before it. In seconds.
WATCHED = 45
# A demo is built, rows are copied, and a workload is watched for 40 seconds.
LONG = 240
HOTTEST = re.compile(r"FROM order_line l JOIN product p .* WHERE l\.order_id = \$1")
TITLE = "Index order_line on order_id"
INDEXES = (
    "SELECT count(*) FROM pg_index WHERE indrelid = 'order_line'::regclass AND indisvalid"
    " AND indkey[0] = (SELECT attnum FROM pg_attribute"
    " WHERE attrelid = 'order_line'::regclass AND attname = 'order_id')"
)

scratch = pathlib.Path(tempfile.mkdtemp(prefix="optischema-way-", dir="/var/tmp"))
# A server of root's runs as somebody else.
scratch.chmod(0o1777)
os.environ["OPTISCHEMA_SCRATCH_DIR"] = str(scratch)
os.environ["OPTISCHEMA_DEMO_SCALE"] = SCALE
program = driver.Program("--demo")
# What is learnt on the way.
seen = {}


def ask_server(sql):
    """Asks the demo's server itself."""
    done = subprocess.run(
        ["psql", "-XAtq", "-d", seen["conninfo"], "-c", sql],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def find_pill(node, evidence):
    return node.find("panel", f"Evidence: {evidence}", patience=LONG)


def shows_figures():
    """The demo starts, and the overview shows what it does."""

    def main_window():
        window = program.windows[0]
        return len(program.windows) == 1 and window.has("page tab") and window

    window = driver.wait_for(main_window, "the demo is shown", LONG)
    page = wait_page(window, "Overview")
    wait_live(window)
    seen["live"] = time.monotonic()
    seen["conninfo"] = json.loads(run_cli("demo", "status", "--json"))["conninfo"]

    rate = page.find("panel", "Calls/s").find("label", re.compile("^[0-9.]+\u00a0/s"))
    check(to_number(rate.text) > 0, f"there are {rate.text} calls")
    latency = page.find("panel", "Mean latency").find("label", re.compile("^[0-9.]+\u00a0[mµ]?s"))
    check(to_number(latency.text) > 0, f"they take {latency.text}")
    page.find("panel", "Load (active sessions)").find("label", re.compile("^[0-9]"))

    table = page.find("tree table", "Statements")

    def hottest():
        # Its text comes after its figures.
        return [row for row in table.rows()[1:2] if HOTTEST.search(row[0])]

    row = driver.wait_for(hottest, "the hottest statement is known", LONG)[0]
    check(to_number(row[1]) > 10, f"its load is {row[1]}")
    check(to_number(row[2]) > 0, f"its calls are {row[2]}")
    check(to_number(row[3]) > 0, f"it takes {row[3]}")
    check_names(window)

    # The wheel scrolls the page, also over a table that does not scroll by itself.
    place = table.extents[1]
    table.find("table row", HOTTEST).mouse(button=5, times=3)
    driver.wait_for(lambda: table.extents[1] < place, "the page scrolls")
    table.find("table row", HOTTEST).mouse(button=4, times=5)
    driver.wait_for(lambda: table.extents[1] == place, "the page scrolls back")


def shows_statement():
    """The hottest statement is opened, with its SQL and its figures."""
    window = program.windows[0]
    table = window.find("panel", "Overview").find("tree table", "Statements")
    table.find("table row", HOTTEST).mouse(times=2)
    page = wait_page(window, "Statements")
    sql = page.find("text", "SQL")
    check(HOTTEST.search(" ".join(sql.text.split())), f"its SQL is {sql.text}")
    for name in ("Share of time", "Total time", "Calls", "Mean time", "Rows a call", "Hit ratio"):
        figure = page.find("panel", re.compile(f"^{name}: [0-9]"))
        check(to_number(figure.name) > 0, f"{figure.name}")
    check_names(window)


def shows_plan():
    """Its plan is a tree of nodes with their costs."""
    window = program.windows[0]
    window.find("panel", "Statements").find("push button", "Show Plan").click()
    page = wait_page(window, "Plan")
    tree = page.find("tree table", "Nodes of the plan", patience=LONG)
    tree.find("panel", re.compile("^Seq Scan on order_line"))
    rows = tree.rows()[1:]
    check(len(rows) >= 3, f"the plan has {rows}")
    for row in rows:
        check(to_number(row[-1]) > 0, f"a node without a cost: {row}")
    costs = [to_number(row[-1]) for row in rows]
    check(costs[0] == max(costs), f"the whole costs less than a part: {costs}")
    page.find("list", "Findings").find("list item", re.compile("order_line"))
    check_names(window)


def recommends():
    """The advisor recommends the index that is missing, and says what it rests on."""
    window = program.windows[0]
    program.press("ctrl+5")
    page = wait_page(window, "Advisor")
    page.find("push button", "Look for Recommendations").click()
    page.find("progress bar")
    found = page.find("list", re.compile("^Recommendations"), patience=LONG)
    check_names(window)
    found.find("list item", re.compile(f"^{TITLE}, Simulated, ")).mouse()
    dialog = find_dialog(program, "Recommendation")
    find_pill(dialog, "Simulated")
    check_names(dialog)
    sqls = [node.text for node in dialog.find_all("text", "SQL")]
    check(re.match("CREATE INDEX CONCURRENTLY .* ON public.order_line", sqls[0]), f"{sqls}")
    check(re.match("DROP INDEX CONCURRENTLY ", sqls[1]), f"{sqls}")
    seen["sql"], seen["undo"] = sqls
    cost = read_fact(dialog, re.compile("cost, simulated"))
    before, after = map(to_number, cost.split("→"))
    check(before > after > 0, f"the cost is {cost}")


def tries():
    """A trial in the sandbox measures it: it is better."""
    dialog = find_dialog(program, "Recommendation")
    dialog.find("push button", "Try It in the Sandbox").click()
    dialog.find("progress bar", re.compile("."))
    dialog.find("panel", "Verdict: Better", patience=LONG)
    check_names(dialog)
    program.press("alt+Left")
    find_pill(find_dialog(program, "Recommendation"), "Measured")
    check(ask_server(INDEXES) == "0", "the trial has changed the server")


def applies():
    """It is applied by the owner of the table, after its SQL was shown."""
    driver.wait_for(
        lambda: time.monotonic() - seen["live"] > WATCHED, "the workload was watched before"
    )
    dialog = find_dialog(program, "Recommendation")
    dialog.find("push button", "Apply…").click()
    step = dialog.find("panel", "Make the change?")
    sql = step.find("text", "SQL").text
    check(sql.rstrip(";") == seen["sql"].rstrip(";"), f"{sql} is not {seen['sql']}")
    step.find("text", "Sign in as the role").enter("shop_owner")
    check_names(dialog)
    check(ask_server(INDEXES) == "0", "the index is there too early")
    step.find("push button", "Create Index", lambda node: "sensitive" in node.states).click()
    dialog.find("label", "Applied", patience=LONG)
    check(ask_server(INDEXES) == "1", "there is no index on the server")
    check_names(dialog)


def confirms():
    """The workload's own counters confirm it."""
    dialog = program.windows[0]
    dialog.find("push button", "Watch What It Does").click()
    dialog.find("progress bar", re.compile("."))
    dialog.find("label", "Applied, confirmed by the workload", patience=LONG)
    dialog.find("label", "Confirmed")
    for when in ("Before", "After"):
        fact = read_fact(dialog, when)
        measured = re.match("([0-9.]+\u00a0[mµ]?s) a call, ([0-9.]+) calls in ", fact)
        check(measured, f"{when}: {fact}")
        seen[when] = measured.groups()
    check_names(dialog)


def undoes():
    """It is undone, and the index is gone."""
    dialog = program.windows[0]
    dialog.find("push button", "Undo…").click()
    step = dialog.find("panel", "Undo the change?")
    sql = step.find("text", "SQL").text
    check(sql.rstrip(";") == seen["undo"].rstrip(";"), f"{sql} is not {seen['undo']}")
    step.find("text", "Sign in as the role").enter("shop_owner")
    check_names(dialog)
    step.find("push button", "Drop Index").click()
    dialog.find("label", re.compile("^Undone"), patience=LONG)
    check(ask_server(INDEXES) == "0", "the index is still on the server")
    program.press("Escape")
    wait_closed(program)


def is_written_down():
    """The history lists all that was done with its times, as the command line does."""
    window = program.windows[0]
    program.press("ctrl+7")
    page = wait_page(window, "History")
    changes = page.find("list", "Changes, the newest first")
    changes.find("list item", TITLE).mouse()
    changes.find("label", "What the log says")
    check_names(window)
    texts = [label.text for label in changes.find_all("label")]
    sqls = [node.text for node in changes.find_all("text", "SQL")]

    (told,) = json.loads(run_cli("history", "--json"))["changes"]
    check((told["state"], told["verdict"]) == ("undone", "confirmed"), f"it tells {told}")
    check([told["sql"], told["undo_sql"]] == sqls, f"{told} is not {sqls}")
    check(told["user"] == "shop_owner", f"it tells {told}")
    for event, key in (
        ("Written down, with its undo", "prepared_at"),
        ("Applied", "applied_at"),
        ("Undone", "undone_at"),
    ):
        time = datetime.datetime.fromisoformat(told[key].replace("Z", "+00:00"))
        shown = texts[texts.index(event) - 1]
        check(shown == f"{time.astimezone():%Y-%m-%d %H:%M:%S}", f"{event}: {shown}, {told[key]}")
    verdict = [text for text in texts if text.startswith("Confirmed by the workload\n")][0]
    calls = f"from {seen['Before'][1]} calls before and {seen['After'][1]} after"
    check(calls in verdict, f"{verdict}; {seen}")
    check(re.match(r"[0-9-]+ [0-9:]+$", texts[texts.index(verdict) - 1]), "it has no time")


def find_processes():
    """What still runs of all that was started here."""
    found = []
    for environment in pathlib.Path("/proc").glob("[0-9]*/environ"):
        try:
            ours = bytes(scratch) in environment.read_bytes()
            command = environment.with_name("cmdline").read_text(encoding="utf-8")
        except OSError:
            continue
        if ours and environment.parent.name != str(os.getpid()):
            found.append(command.replace("\0", " "))
    return found


def ends():
    """It ends well, and leaves no process and no file behind."""
    program.quit()
    # The demo ends with it, a moment later.
    driver.wait_for(lambda: not list(scratch.iterdir()), f"{scratch} is emptied", LONG)
    driver.wait_for(lambda: not find_processes(), "all processes end", LONG)


try:
    driver.run(
        *in_turn(
            shows_figures,
            shows_statement,
            shows_plan,
            recommends,
            tries,
            applies,
            confirms,
            undoes,
            is_written_down,
            ends,
        )
    )
finally:
    if program.process.poll() is None:
        program.explain()
    program.kill()
    shutil.rmtree(scratch, ignore_errors=True)
