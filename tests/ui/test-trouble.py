#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong is explained where it went wrong, and the way on is offered there."""

import os
import pathlib
import re

import cluster
import driver
from person import (
    NUMBER,
    check,
    check_names,
    find_dialog,
    read_connections,
    wait_closed,
    wait_live,
)

NAME = "shop"
WRONG = re.compile('password authentication failed for user "ann"')
NONE_GIVEN = re.compile("no password")
LOST = re.compile(f"^{NAME} is lost. Shown is what was seen until ")
WORK = "SELECT count(*) FROM generate_series(1, 100000)"
SEEN = re.compile(r"SELECT count\(\*\) FROM generate_series")

server = cluster.Cluster()


def check_error(alert, cause, step):
    """An error in place: what happened, what to do, and the server's words on demand."""
    alert.find("label", cause)
    alert.find("label", step)
    check(not alert.has("label", re.compile("SQLSTATE")), "the server's words came unasked", alert)
    alert.find("push button", "What the server said").mouse()
    return alert.find("label", re.compile("SQLSTATE")).text


def wrong_password():
    """A wrong password is told with its cause, and the right one connects for this session."""
    with driver.Program() as program:
        window = program.windows[0]
        window.find("list", "Ways to begin").find("list item", re.compile("^Connect")).mouse()
        dialog = find_dialog(program, "Connect to a Server")
        dialog.find("text", "Address").type(server.address)
        dialog.find("text", "Name").enter(NAME)
        dialog.find("text", "Password").type("open barley")
        # There is no keyring: nothing is promised that can't be kept.
        dialog.find("status bar", re.compile("no keyring service.*this session only"))
        program.press("Return")
        alert = dialog.find("alert", WRONG)
        check_names(window, dialog)
        said = check_error(alert, WRONG, re.compile("[Cc]heck the password"))
        check("28P01" in said, f"it says {said}")
        check(not window.has("page tab"), "a server is shown that nobody could connect to", window)
        check(not window.has("list item", re.compile(NAME)), "the server is listed", window)

        dialog.find("text", "Password").enter(cluster.PASSWORD)
        dialog.wait_gone("alert")
        program.press("Return")
        window.find("page tab", "Overview")
        wait_live(wait_closed(program))
        check_names(window)
    kept = read_connections()
    check(NAME in kept and cluster.PASSWORD not in kept, f"this is kept: {kept}")


def no_keyring():
    """Without a keyring the password is asked for in each session."""
    with driver.Program() as program:
        window = program.windows[0]
        page = window.find("panel", "Overview")
        page.find("alert", NONE_GIVEN)
        check_names(window)
        check(
            not page.has("label", NUMBER), "there are figures of what nobody has connected to", page
        )
        page.find("push button", "Try Again").click()
        dialog = find_dialog(program, "Password")
        dialog.find("status bar", re.compile("no keyring service.*this session only"))
        check_names(dialog)
        # The keyboard is where the password goes.
        program.write("open barley")
        program.press("Return")
        dialog.find("alert", WRONG)
        dialog.find("text", "Password").enter(cluster.PASSWORD)
        program.press("Return")
        wait_live(wait_closed(program))


def use_server(page):
    """Has the server do something until it is seen, and returns what is seen of it."""

    def look():
        server.run(WORK)
        rows = page.find("tree table", "Statements").rows()
        return [row for row in rows if SEEN.search(row[0])]

    return driver.wait_for(look, "the statement is listed")[0]


def read_load(program, page):
    """The chart of the load as a table, the newest first."""
    page.find("image", re.compile("^Load")).mouse(button=3)
    page.find("menu item", "Show as table").click()
    table = find_dialog(program, re.compile("^Load"))
    check_names(table)
    table.find("table cell")
    rows = table.rows()[1:]
    program.press("Escape")
    wait_closed(program)
    # Below the mouse charts tell what was there, and not what is now.
    driver.xdotool("mousemove", 2590, 1590)
    return rows


def comes_back():
    """A server that goes is missed at once; back again, it is watched by itself, with a gap."""
    password_file = pathlib.Path(os.environ["HOME"], ".pgpass")
    password_file.write_text(f"*:*:*:{cluster.USER}:{cluster.PASSWORD}\n", encoding="utf-8")
    password_file.chmod(0o600)
    with driver.Program() as program:
        window = program.windows[0]
        page = wait_live(window)
        use_server(page)
        driver.wait_for(lambda: len(read_load(program, page)) > 2, "the load is seen")

        server.stop()
        window.find("label", LOST)
        window.find("label", re.compile("on socket"))
        window.find("label", "Not connected")
        window.find("list item", re.compile(f"^{NAME}, Can’t be reached"))
        # What was seen stays to be read.
        check(page.find("panel", "Calls/s").has("label", NUMBER), "the figures went", page)
        check(any(SEEN.search(row[0]) for row in page.rows()), "the statements went", page)
        window.find("push button", "Details").click()
        window.find("alert", re.compile("on socket"))
        program.press("Escape")
        check_names(window)

        server.start()
        page = wait_live(window)
        driver.wait_for(lambda: not window.has("label", LOST), "the banner goes")

        def has_gap():
            rows = read_load(program, page)
            known = [all(value != "–" for value in row[1:]) for row in rows]
            # Known before it, unknown in between, known again.
            gap = known.index(False) if False in known else 0
            return True in known[:gap] and True in known[gap:]

        # Soon, as the table shows the newest.
        driver.wait_for(has_gap, "the chart has a gap")
        use_server(page)
        check_names(window)


with server:
    driver.run(wrong_password, no_keyring, comes_back)
