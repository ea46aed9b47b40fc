#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way by the keyboard alone: from the welcome to the demo, to a statement, its plan, a
recommendation, its trial, the change and its undo. After each key something on the screen has the
focus, and says what it is."""

import os
import re
import time

import driver
from person import AGE, check, find_dialog, in_turn, wait_closed, wait_page
from screen import Screen

PAUSED = re.compile("^(now|[0-9]+ (s|min) ago), paused$")

LONG = 180
HOTTEST = re.compile(r"FROM order_line l JOIN product p .* WHERE l\.order_id = \$1")
# Of a statement whose statistics were gathered in between the shadow may plan another way.
ADVICE = re.compile(r"^\d+ recommendations?\. Simulated: \d+")
TITLE = "Index order_line on order_id"
PAGES = ["Overview", "Statements", "Activity", "Plan", "Advisor", "Sandbox", "History"]
# More stops than any window has.
MANY = 60
# What a frame around a control changes of it, at least: so many of 255 of a pixel.
VISIBLE = 24
# How far the frame around a button is from its label, at most.
EDGE = 14

os.environ["OPTISCHEMA_DEMO_SCALE"] = "0.05"
program = driver.Program()


# ---- The focus -----------------------------------------------------------------------------------


def is_on_screen(node):
    """Whether some of it is inside of its window."""
    x, y, width, height = node.extents
    left, top, right, bottom = 0, 0, *node.window.extents[2:]
    return x < right and y < bottom and x + width > left and y + height > top


def is_named(node):
    """Whether a reader hears what it is."""
    return driver.says_something(node.name)


def matches(node, role, name):
    return (role is None or node.role == role) and driver.name_matches(node.name, name)


def wait_focus(role=None, name=None, patience=20):
    """Waits until such a thing has the focus, and returns it."""
    program.focus()
    wanted = f"{role or 'anything'} {name.pattern if isinstance(name, re.Pattern) else name!r}"

    def look():
        program.check_runs()
        node = program.focused()
        return node is not None and matches(node, role, name) and node

    try:
        node = driver.wait_for(look, f"{wanted} has the focus", patience)
    except driver.Fault as fault:
        raise driver.Fault(f"{fault}; {program.focused()} has it") from None
    # It is scrolled to with the next frame, which a busy machine draws late.
    driver.wait_for(
        lambda: is_on_screen(node), f"{node} has the focus, and is on the screen", patience
    )
    check(is_named(node), f"{node} has the focus, but no name")
    return node


def press(*keys):
    """Presses keys, one after the other: each leaves the focus on something that can be seen."""
    for key in keys:
        program.press(key)
        node = wait_focus()
    return node


def go_to(role, name, key="Tab", where=None):
    """Presses a key until such a thing has the focus, and returns it."""
    passed = []
    for _ in range(MANY):
        node = program.focused()
        if node and matches(node, role, name) and (where is None or where(node)):
            return node
        passed.append(repr(press(key)))
    raise driver.Fault(f"{key} does not lead to {role} {name!r}, but to {passed}")


def looks(rectangle):
    return Screen().settled(*rectangle, patience=1)


def wait_place(node):
    """Where it is, once it is laid out."""
    places = [None]

    def look():
        time.sleep(0.2)
        places.append(node.extents)
        return places[-1] == places[-2] and places[-1]

    return driver.wait_for(look, f"{node} stays where it is")


def n_changed(node, rectangle, key, back):
    """Of how many pixels a node's look is another when it has the focus."""
    other = press(key)
    check(repr(other) != repr(node) or other.extents != node.extents, f"{key} stays on {node}")
    plain = looks(rectangle)
    # In this order: GTK hides the frame a few seconds after the last key.
    press(back)
    focused = looks(rectangle)
    return sum(
        max(abs(a - b) for a, b in zip(focused.pixel(i, j), plain.pixel(i, j))) >= VISIBLE
        for i in range(focused.width)
        for j in range(focused.height)
    )


def check_shows_focus(node, key="Tab", back="shift+Tab"):
    """It looks different when it has not the focus any more."""
    left, top = program.geometry()[:2]
    x, y, width, height = wait_place(node)
    # Its place is that of what is in it, and the frame is around all of it.
    edge = EDGE if node.role == "push button" else EDGE // 3
    rectangle = (left + x - edge, top + y - edge, width + 2 * edge, height + 2 * edge)
    # The focus is told before it is drawn: on a busy machine both looks can be the same old one.
    driver.wait_for(
        lambda: n_changed(node, rectangle, key, back) > width + height,
        f"the pixels of {node} show that it has the focus",
    )
    return wait_focus(node.role, node.name)


def is_within(name):
    """For what is in a thing of this name."""

    def look(node):
        while node and node.role != "application":
            if node.name == name:
                return True
            node = node.parent
        return False

    return look


# ---- The way -------------------------------------------------------------------------------------


def press_into_dialog(key, title):
    """Opens a dialog that begins with an entry, of which GTK 4.8 does not tell its focus."""
    program.press(key)
    find_dialog(program, title)


def begins():
    """The welcome page leads to the demo."""
    wait_focus()
    check_shows_focus(go_to("push button", "Main menu"))
    check_shows_focus(go_to("list item", "Connect to a Server…", where=is_within("Servers")))
    # A server's address can be typed at once, and Escape leads back.
    press_into_dialog("Return", "Connect to a Server")
    program.write("host=nowhere")
    find_dialog(program, "Connect to a Server").find("text", "Address").wait_text("host=nowhere")
    program.press("Escape")
    wait_closed(program)
    wait_focus("list item", "Connect to a Server…")
    go_to("list item", "Try the Demo", where=is_within("Ways to begin"))
    check_shows_focus(program.focused())
    press("Return")
    find_dialog(program, "Demo")
    wait_focus("push button", "_Start the Demo")
    program.press("Escape")
    wait_closed(program)
    wait_focus("list item", "Try the Demo")
    press("Return")
    wait_focus("push button", "_Start the Demo")


def starts_demo():
    """The demo starts; who waits for it can't begin it twice."""
    press("Return")
    wait_focus("panel", "Starting the demo")
    press("Return")
    wait_focus("panel", "Starting the demo")
    press("Tab")
    wait_focus("push button", "Cancel")
    driver.wait_for(
        lambda: len(program.windows) == 1 and program.windows[0].has("label", AGE),
        "the demo is shown",
        LONG,
    )
    wait_focus("panel", "Overview")


def opens_statement():
    """The hottest statement is found with the arrows, and opened."""
    window = program.windows[0]
    page = wait_page(window, "Overview")
    page.find("table row", HOTTEST, patience=LONG)
    check_shows_focus(go_to("push button", "_All Statements"))
    go_to("table row", None)
    press("Home", "Down", "Up", "j", "k")
    go_to("table row", HOTTEST, "Down")
    # It would be read from another place once a poll has brought others before it.
    check_shows_focus(program.focused(), "Down", "Up")
    press("Return")
    page = wait_page(window, "Statements")
    wait_focus("push button", "Back to all statements")
    sql = go_to("text", "SQL")
    check(HOTTEST.search(" ".join(sql.text.split())), f"its SQL is {sql.text}")
    check(page.has("push button", "Show Plan"), "there is no way to its plan")


def n_rows(tree):
    return len(tree.rows()) - 1


def reads_plan():
    """Its plan is walked through, folded and unfolded, and a node's details are read."""
    window = program.windows[0]
    press("alt+p")
    page = wait_page(window, "Plan")
    tree = page.find("tree table", "Nodes of the plan")
    tree.find("panel", re.compile("^Seq Scan on order_line"))
    wait_focus("panel", "Plan")
    go_to("table row", None)
    root = press("Home")
    check(root.name.startswith("Nested Loop"), f"the first node is {root}")
    n = n_rows(tree)
    check(n >= 3, f"the plan has {n} nodes")
    press("Left")
    driver.wait_for(lambda: n_rows(tree) == 1, "the plan is folded")
    press("Right")
    driver.wait_for(lambda: n_rows(tree) == n, "the plan is unfolded")
    press("Down")
    node = wait_focus("table row", re.compile("^Seq Scan on order_line"))
    check_shows_focus(node, "Up", "Down")
    press("Return")
    page.find("panel", "Node").find("label", re.compile("^Seq Scan on order_line"))
    wait_focus()
    # Back and forth leads to the same places.
    press("alt+Left")
    wait_page(window, "Statements")
    press("alt+Right")
    wait_page(window, "Plan")
    wait_focus(node.role, node.name)


def advises():
    """The advisor is asked, cancelled, and asked again."""
    window = program.windows[0]
    press("ctrl+5")
    page = wait_page(window, "Advisor")
    wait_focus("panel", "Advisor")
    go_to("push button", "_Look for Recommendations")
    press("Return")
    wait_focus("panel", "Looking for recommendations")
    press("Tab")
    wait_focus("push button", "Cancel")
    press("Return")
    wait_focus("panel", "Advisor")
    page.find("label", "No recommendations yet")
    go_to("push button", "_Look for Recommendations")
    press("Return")
    wait_focus("panel", "Looking for recommendations")
    page.find("label", ADVICE, patience=LONG)
    wait_focus("panel", "Advisor")
    page.find("label", re.compile("the shadow agrees with the server on"))
    row = go_to("list item", re.compile(f"^{TITLE}, Simulated, "))
    check_shows_focus(row)


def opens_recommendation():
    """A recommendation is opened from the list, and tells all that would run."""
    press("Return")
    dialog = find_dialog(program, "Recommendation")
    check_shows_focus(wait_focus("push button", "_Try It in the Sandbox"))
    sql = go_to("text", "SQL")
    check(re.match("CREATE INDEX CONCURRENTLY ", sql.text), f"it would run {sql.text}")
    go_to("push button", "_Try It in the Sandbox", "shift+Tab")
    return driver.find_unnamed(dialog)


def cancels_trial():
    """A trial is cancelled while it works: nothing is known then."""
    press("Return")
    dialog = find_dialog(program, "Trial")
    wait_focus("panel", re.compile("^Trying "))
    press("Tab")
    wait_focus("push button", "Cancel")
    press("Return")
    dialog.find("label", re.compile("^The trial was cancelled"))
    wait_focus("push button", "_Try Again")


def tries():
    """Tried again, it is better."""
    press("Return")
    wait_focus("panel", re.compile("^Trying "))
    # Enter does not cancel it.
    press("Return")
    dialog = find_dialog(program, "Trial")
    dialog.find("panel", "Verdict: Better", patience=LONG)
    dialog.find(name=re.compile("^Without: "))
    wait_focus("push button", "_Apply…")
    press("Escape")
    dialog = find_dialog(program, "Recommendation")
    wait_focus("push button", "_Apply…")
    dialog.find("panel", "Evidence: Measured")
    return driver.find_unnamed(dialog)


def applies():
    """The change is made by the owner of the table, who is proposed, after its SQL was shown."""
    press("Return")
    dialog = find_dialog(program, "Make the change?")
    wait_focus("push button", "Create _Index")
    # Forth and back again: on the other way are entries, of which GTK 4.8 does not tell their focus.
    sql = go_to("text", "SQL")
    check(re.match("CREATE INDEX CONCURRENTLY ", sql.text), f"it would run {sql.text}")
    dialog.find("text", re.compile("Sign in as the role")).wait_text("shop_owner")
    faults = driver.find_unnamed(dialog)
    go_to("push button", "Create _Index", "shift+Tab")
    press("Return")
    dialog = find_dialog(program, "Change")
    dialog.find("label", "Applied")
    wait_focus("push button", "_Watch What It Does")
    return faults + driver.find_unnamed(dialog)


def is_kept_at_work():
    """Who leaves while it is watched is asked; cancelled it says nothing new."""
    press("Return")
    wait_focus("panel", re.compile("."))
    find_dialog(program, "Change").find("progress bar")
    press("Escape")
    driver.wait_for(lambda: len(program.windows) == 3, "the question is asked")
    wait_focus("push button", "_Go On in the Background")
    go_to("push button", "_Cancel the Work")
    press("Return")
    find_dialog(program, "Change")
    wait_focus("push button", "_Watch What It Does")


def is_undone():
    """It is undone, and Escape leads back to the list."""
    press("alt+u")
    find_dialog(program, "Undo the change?")
    wait_focus("push button", "Drop _Index")
    press("Return")
    dialog = find_dialog(program, "Change")
    dialog.find("label", "Undone")
    wait_focus()
    program.press("Escape")
    wait_closed(program)
    wait_focus("list item", re.compile(f"^{TITLE}, "))


def is_written_down():
    """The history has it, with each step."""
    window = program.windows[0]
    press("ctrl+7")
    page = wait_page(window, "History")
    wait_focus("panel", "History")
    changes = page.find("list", "Changes, the newest first")
    row = go_to("list item", TITLE, where=is_within("Changes, the newest first"))
    check_shows_focus(row, "shift+Tab", "Tab")
    press("Return")
    changes.find("label", re.compile("^Undo started"))
    wait_focus("list item", TITLE)
    press("Tab")
    wait_focus("list item", f"Details of {TITLE}")
    sql = go_to("text", "SQL")
    check(re.match("CREATE INDEX CONCURRENTLY ", sql.text), f"it ran {sql.text}")
    go_to("list item", TITLE, "shift+Tab")
    return driver.find_unnamed(window)


def keeps_trials():
    """What was tried is on the page of the sandbox, which is not wiped by a slip of the finger."""
    window = program.windows[0]
    press("ctrl+6")
    page = wait_page(window, "Sandbox")
    wait_focus("panel", "Sandbox")
    go_to("list item", TITLE, where=is_within("Trials"))
    press("Return")
    page.find("push button", "Show the _Recommendation")
    press("Tab")
    wait_focus("list item", f"Details of {TITLE}")
    go_to("push button", "Show the _Recommendation")
    press("Return")
    find_dialog(program, "Recommendation")
    wait_focus()
    program.press("Escape")
    wait_closed(program)
    wait_focus()
    press("ctrl+6")
    go_to("push button", "_Stop and Wipe…")
    press("Return")
    driver.wait_for(lambda: len(program.windows) == 2, "the question is asked")
    wait_focus("push button", "_Keep It")
    program.press("Escape")
    wait_closed(program)
    wait_focus("push button", "_Stop and Wipe…")
    return driver.find_unnamed(window)


def goes_anywhere():
    """Each page by its number, and back and forward."""
    window = program.windows[0]
    for i, name in enumerate(PAGES):
        press(f"ctrl+{i + 1}")
        wait_page(window, name)
        wait_focus()
    press("alt+Left")
    wait_page(window, "Sandbox")
    press("alt+Right")
    wait_page(window, "History")
    wait_focus()


def searches():
    """The statements are searched, and Escape shows all again."""
    window = program.windows[0]
    press("ctrl+2")
    page = wait_page(window, "Statements")
    press("ctrl+f")
    program.write("no such statement")
    page.find("label", "No statement matches")
    press("Escape")
    page.find("table row", HOTTEST)
    return driver.find_unnamed(page)


def selected_row(dialog):
    rows = dialog.find_all("list item", where=lambda row: "selected" in row.states)
    return rows[0].name if rows else None


def chooses():
    """What has a name is gone to by that, and Escape stays."""
    window = program.windows[0]
    program.press("ctrl+k")
    dialog = find_dialog(program, "Go To")
    entry = wait_focus()
    program.write("conn")
    dialog.find("list item", "Connect to a server…, Ctrl+N")
    driver.wait_for(lambda: selected_row(dialog) == "Connect to a server…, Ctrl+N", "it is first")
    # The keyboard stays there, so this is what a reader says.
    check(entry.description == "Connect to a server…", f"it says {entry.description}")
    wait_focus(entry.role, entry.name)
    program.press("Escape")
    wait_closed(program)
    wait_focus()

    program.press("ctrl+k")
    dialog = find_dialog(program, "Go To")
    program.write("p")
    driver.wait_for(lambda: selected_row(dialog) == "Plan, Ctrl+4", "the page is first")
    faults = driver.find_unnamed(dialog)
    program.press("Down")
    driver.wait_for(lambda: selected_row(dialog) == "Pause, or go on, Space", "the next is selected")
    program.press("Return")
    wait_closed(program)
    window.find("label", PAUSED)
    wait_focus()
    return faults


def goes_on():
    """Space goes on and pauses where nothing else wants it."""
    window = program.windows[0]
    press("ctrl+1")
    chart = re.compile("^Calls/s: ")
    go_to("image", chart)
    press("space")
    window.find("label", AGE)
    press("space")
    window.find("label", PAUSED)
    press("space")
    window.find("label", AGE)
    wait_focus("image", chart)


def opens_menu():
    """F10 opens the menu, and Escape leads back to its button."""
    press("ctrl+1")
    press("F10")
    wait_focus("check box")
    # The arrows stay in the choice of a style.
    go_to("menu item", re.compile("Keyboard Shortcuts"))
    press("Escape")
    wait_focus("push button", "Main menu")


def helps():
    """The keys are told, and Escape leads back."""
    before = wait_focus()
    program.press("ctrl+question")
    dialog = find_dialog(program, "Keyboard Shortcuts")
    wait_focus("push button", "Search the shortcuts")
    dialog.find("label", "Connect to a server")
    dialog.find("label", "N")
    program.press("Escape")
    wait_closed(program)
    wait_focus(before.role, before.name)


def quits():
    """Ctrl+Q ends it, also in front of a dialog."""
    press("ctrl+5")
    go_to("list item", re.compile(f"^{TITLE}, "))
    press("Return")
    find_dialog(program, "Recommendation")
    wait_focus()
    program.quit()


try:
    driver.run(
        *in_turn(
            begins,
            starts_demo,
            opens_statement,
            reads_plan,
            advises,
            opens_recommendation,
            cancels_trial,
            tries,
            applies,
            is_kept_at_work,
            is_undone,
            is_written_down,
            keeps_trials,
            goes_anywhere,
            searches,
            chooses,
            goes_on,
            opens_menu,
            helps,
            quits,
        )
    )
finally:
    if program.process.poll() is None:
        program.explain()
    program.kill()
