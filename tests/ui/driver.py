# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses the program as a person would: finds things by their role and name, as a screen reader does
(AT-SPI), and presses real keys and buttons (xdotool). To be run by with-session --display."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from screen import Screen  # noqa: E402

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "project"))
import tap  # noqa: E402

# For what would never come; no measurement. Sanitizers are slow, and a demo takes a while to start.
PATIENCE = 120
PAUSE = 0.03
# Of what there was where something was not found.
LINES_SHOWN = 150
# What GLib prints when a programmer made a mistake.
COMPLAINT = re.compile(r"\b(?:WARNING|CRITICAL|ERROR)\b|runtime error:|Sanitizer")
# There is no service for notifications, and GLib says so where an alert is told.
NO_NOTIFICATIONS = "unable to send notifications through org.freedesktop.Notifications"
# A widget without a name of its own is called after its type.
TYPE_NAME = re.compile(r"(?:Gtk|Adw|Opt)[A-Z]\w+")

# GTK has no cache that could be read as a whole, and libatspi says so each time.
GLib.log_set_handler("dbind", GLib.LogLevelFlags.LEVEL_WARNING, lambda *_: None, None)
Atspi.init()
Atspi.set_timeout(5000, 15000)
# What they are made of is theirs.
OPAQUE_ROLES = {"page tab", "scroll bar"}
ARRANGING_ROLES = {"panel", "filler", "scroll bar", "scroll pane", "separator", "image"}


class Fault(AssertionError):
    """Something is not as it was expected."""


def wait_for(condition, what, patience=PATIENCE):
    """Waits until the condition returns something true, and returns that."""
    end = time.monotonic() + patience
    while True:
        start = time.monotonic()
        found = condition()
        if found:
            return found
        now = time.monotonic()
        if now > end:
            raise Fault(f"{what}: not within {patience} s")
        # To look is work for the program, too, which has other things to do.
        time.sleep(max(PAUSE, 2 * (now - start)))


def says_something(name):
    """Whether a name is one, and not just the type's."""
    return bool(name.strip()) and not TYPE_NAME.fullmatch(name)


def name_matches(name, wanted):
    """Whether a name is the wanted one, a string or a pattern."""
    if wanted is None:
        return True
    if isinstance(wanted, re.Pattern):
        return wanted.search(name) is not None
    if name == wanted:
        return True
    # GTK 4.8 calls the button "_Apply": "_Apply Apply".
    wanted = wanted.replace("_", "")
    return name == f"{wanted} {wanted}" or (
        name.endswith(" " + wanted) and name.replace("_", "") == f"{wanted} {wanted}"
    )


class Node:
    """A thing on the screen."""

    def __init__(self, program, accessible):
        self.program = program
        self.accessible = accessible

    def __repr__(self):
        return f"<{self.role} {self.name!r}>"

    def _ask(self, question, otherwise):
        """What is gone answers nothing."""
        try:
            answer = question()
        except GLib.Error:
            return otherwise
        return otherwise if answer is None else answer

    # ---- What it is ----

    @property
    def role(self):
        return self._ask(self.accessible.get_role_name, "")

    @property
    def name(self):
        return self._ask(self.accessible.get_name, "")

    @property
    def description(self):
        return self._ask(self.accessible.get_description, "")

    @property
    def states(self):
        return {
            state.value_nick
            for state in self._ask(lambda: self.accessible.get_state_set().get_states(), [])
        }

    @property
    def actions(self):
        action = self._ask(self.accessible.get_action_iface, None)
        if action is None:
            return []
        return [
            self._ask(lambda i=i: Atspi.Action.get_action_name(action, i), "")
            for i in range(self._ask(lambda: Atspi.Action.get_n_actions(action), 0))
        ]

    @property
    def text(self):
        """What is written in it: an entry's text, a label's."""
        text = self._ask(self.accessible.get_text_iface, None)
        if text is None:
            return self.name
        return self._ask(
            lambda: Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text)), ""
        )

    @property
    def extents(self):
        """Its place in its window: x, y, width and height; None if it has none."""
        component = self._ask(self.accessible.get_component_iface, None)
        if component is None:
            return None
        place = self._ask(
            lambda: Atspi.Component.get_extents(component, Atspi.CoordType.WINDOW), None
        )
        return place and (place.x, place.y, place.width, place.height)

    @property
    def has_extent(self):
        """Whether it was ever given room, as what is folded or on a page not yet shown was not."""
        extents = self.extents
        return extents is None or (extents[2] > 0 and extents[3] > 0)

    @property
    def is_sensitive(self):
        return "sensitive" in self.states

    @property
    def window(self):
        """The window that it is in."""
        node, parent = self, self.parent
        while parent and parent.role != "application":
            node, parent = parent, parent.parent
        return node

    # ---- What is around it ----

    @property
    def parent(self):
        parent = self._ask(self.accessible.get_parent, None)
        return parent and Node(self.program, parent)

    @property
    def children(self):
        for i in range(self._ask(self.accessible.get_child_count, 0)):
            child = self._ask(lambda i=i: self.accessible.get_child_at_index(i), None)
            if child is not None:
                yield Node(self.program, child)

    def walk(self, depth=0, hidden=None):
        """All that is visible in it, from the top, with its depth.

        GTK 4.8 does not tell what is on a page that is not shown. What was never shown has no room;
        the others are known by the tab that is not selected.
        """
        hidden = set() if hidden is None else hidden
        role = self.role
        yield self, depth
        if role == "page tab":
            (hidden.discard if "selected" in self.states else hidden.add)(self.name)
        if role in OPAQUE_ROLES or (role in ARRANGING_ROLES and not self.has_extent):
            return
        for child in self.children:
            if "visible" not in child.states:
                continue
            if hidden and child.role == "panel" and child.name in hidden:
                continue
            yield from child.walk(depth + 1, hidden)

    def dump(self):
        """It and what is on the screen of it, a line each, without what only arranges it."""
        self.accessible.clear_cache()
        lines = []
        for node, depth in self.walk():
            role, name = node.role, node.name
            if (role in ARRANGING_ROLES and not says_something(name)) or not node.has_extent:
                continue
            states = " ".join(sorted(node.states - {"visible", "sensitive"}))
            fixed = "" if node.is_sensitive else "insensitive "
            lines.append(f"{' ' * depth}{role} {name!r} {fixed}{states}".rstrip())
        return "\n".join(lines)

    # ---- Finding things in it ----

    def find_all(self, role=None, name=None, where=None):
        """What there is now of this role, with this name (a string or a pattern), of which where()
        holds."""
        self.accessible.clear_cache()
        return [
            node
            for node, _ in self.walk()
            if (role is None or node.role == role)
            and name_matches(node.name, name)
            and node.has_extent
            and (where is None or where(node))
        ]

    def has(self, role=None, name=None, where=None):
        return bool(self.find_all(role, name, where))

    def find(self, role=None, name=None, where=None, patience=PATIENCE):
        """The first such thing, as soon as there is one."""
        what = f"{role or 'anything'} {name.pattern if isinstance(name, re.Pattern) else name!r}"

        def look():
            self.program.check_runs()
            return self.find_all(role, name, where)

        try:
            return wait_for(look, what, patience)[0]
        except Fault as fault:
            lines = self.dump().splitlines()
            if len(lines) > LINES_SHOWN:
                lines[LINES_SHOWN:] = [f"and {len(lines) - LINES_SHOWN} more"]
            raise Fault("\n".join([str(fault), "There is:", *lines])) from None

    def wait_gone(self, role=None, name=None, patience=PATIENCE):
        """Waits until there is no such thing."""
        wait_for(lambda: not self.has(role, name), f"{role} {name!r} goes", patience)

    def rows(self):
        """The texts of each cell of each row on the screen of a table or list."""
        self.accessible.clear_cache()
        rows = []
        for row in self.find_all(where=lambda node: node.role in ("table row", "list item")):
            cells = [child for child in row.children if child.role == "table cell"] or [row]
            rows.append(
                [
                    " ".join(label.text for label in cell.find_all("label") if label.text)
                    for cell in cells
                ]
            )
        return rows

    # ---- Using it ----

    def act(self, action):
        """Does an action by its name."""
        names = self.actions
        if action not in names:
            raise Fault(f"{self} has no action {action!r}, but {names}")
        Atspi.Action.do_action(self.accessible.get_action_iface(), names.index(action))

    def click(self):
        """Presses it, as assistive technology does; with the mouse where that can't."""
        if "sensitive" not in self.states:
            raise Fault(f"{self} is not sensitive")
        if "click" in self.actions:
            self.act("click")
        else:
            self.mouse()

    def mouse(self, button=1, times=1):
        """Moves the mouse to its middle and clicks."""
        x, y, width, height = self.extents
        window = self.window
        handle = self.program.focus(window)
        edge = self.program.edge(window)
        x, y = edge + x + width // 2, edge + y + height // 2
        # Where nothing moves below a mouse that rests, GTK does not learn that it is there again after
        # a dialog was closed.
        for start in (1, 0):
            xdotool("mousemove", "--window", handle, x + start, y)
        xdotool("click", "--repeat", times, "--delay", 60, button)

    def type(self, text):
        """Clicks into it and types."""
        self.mouse()
        xdotool("type", "--delay", 8, text)

    def enter(self, text):
        """Types this text instead of what there was."""
        self.mouse()
        xdotool("key", "--delay", 20, "ctrl+a", "BackSpace")
        xdotool("type", "--delay", 8, text)
        wait_for(lambda: self.text == text, f"{self} has the text {text!r}")

    def select(self, index):
        """Selects a row of a table or list by its number among those on the screen."""
        container = self
        if self.accessible.get_selection_iface() is None:
            container = self.find(where=lambda node: node.accessible.get_selection_iface())
        Atspi.Selection.select_child(container.accessible.get_selection_iface(), index)

    def wait_text(self, wanted, patience=PATIENCE):
        """Waits until its text is the wanted one, a string or a pattern, and returns it."""

        def look():
            self.program.check_runs()
            self.accessible.clear_cache()
            text = self.text
            return name_matches(text, wanted) and (text or " ")

        try:
            return wait_for(look, f"{self} says {wanted}", patience)
        except Fault as fault:
            raise Fault(f"{fault}; it says {self.text!r}") from None


def xdotool(*words):
    """Runs xdotool, and returns what it prints."""
    done = subprocess.run(
        ["xdotool", *map(str, words)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Fault(f"xdotool {' '.join(map(str, words))}: {done.stderr.strip()}")
    return done.stdout.strip()


def _find_focused(node, but=None):
    """What has the keyboard in a part of a window, but for a part of that which was looked at."""
    node.accessible.clear_cache()
    states = node.states
    if "visible" not in states:
        return None
    if "focused" in states:
        return node
    for child in node.children:
        if but is None or child.accessible != but.accessible:
            found = _find_focused(child)
            if found:
                return found
    return None


class Program(Node):
    """A running program, and the root of all that it shows."""

    _focus_before = None

    def __init__(self, *arguments, environment=None, command=None):
        self.command = [command or os.environ["OPTISCHEMA_PROGRAM"], *arguments]
        self.variables = {**os.environ, **(environment or {})}
        if "ASAN_OPTIONS" in self.variables:
            # To unwind the libraries' frames at each allocation makes GTK ten times slower, and without
            # them a library's leak can't be told from ours: the widgets' own tests look for leaks.
            self.variables["ASAN_OPTIONS"] += ":fast_unwind_on_malloc=1:detect_leaks=0"
        self._titles = set()
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen(
            self.command,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=self.errors,
            stderr=self.errors,
        )
        super().__init__(self, None)
        try:
            self.accessible = wait_for(self._look_on_the_bus, "the program is on the bus")
        except BaseException:
            self.kill()
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None and self.process.poll() is None:
                self.quit()
            elif kind is not None:
                self.explain()
        finally:
            self.kill()

    def _look_on_the_bus(self):
        self.check_runs()
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for child in Node(self, desktop).children:
            pid = self._ask(child.accessible.get_process_id, 0)
            if pid == self.process.pid and self._ask(child.accessible.get_child_count, 0) > 0:
                return child.accessible
        return None

    def explain(self):
        """For the reader of a failed test."""
        print("# " + self.said().replace("\n", "\n# "), file=sys.stderr)
        folder = os.environ.get("OPTISCHEMA_TEST_PICTURES")
        if folder:
            Screen().picture().save(f"{folder}/failed-{self.process.pid}.png")

    def said(self):
        """What it wrote on its standard output and error."""
        self.errors.flush()
        self.errors.seek(0)
        return self.errors.read()

    def check_runs(self):
        status = self.process.poll()
        if status is not None:
            raise Fault(f"the program ended, status {status}:\n{self.said()}")

    # ---- Its windows ----

    @property
    def windows(self):
        """Its windows, the one that was opened last first."""
        self.accessible.clear_cache()
        return [child for child in self.children if "visible" in child.states][::-1]

    def handles(self):
        """The X server's numbers of its windows, and their titles."""
        try:
            numbers = xdotool("search", "--onlyvisible", "--pid", self.process.pid).split()
        except Fault:
            return {}
        return {number: xdotool("getwindowname", number) for number in numbers}

    def _closed_titles(self, windows):
        """The titles of windows that were closed. Where the program is slow, such a window is on
        the screen for a moment yet, and would take what is meant for the one below it."""
        titles = {window.name for window in windows}
        self._titles |= titles
        return self._titles - titles

    def handle(self, window=None):
        """The X server's number of a window, or of the one that was opened last."""

        def look():
            self.check_runs()
            windows = self.windows
            # A dialog changes its title with its step.
            title = (window or windows[0]).name
            handles = self.handles()
            if self._closed_titles(windows) & set(handles.values()):
                return []
            return [number for number, name in handles.items() if name == title][-1:]

        return wait_for(look, f"{window or 'a window'} is on the screen")[0]

    def focus(self, window=None):
        """Gives a window, or the one that was opened last, the keyboard; returns its number."""
        handle = self.handle(window)
        if xdotool("getwindowfocus", "-f") != handle:
            xdotool("windowfocus", "--sync", handle)
        return handle

    def _geometry(self, window):
        """Where on the screen all of a window is: x, y, width, height."""
        lines = xdotool("getwindowgeometry", "--shell", self.handle(window)).splitlines()
        values = dict(line.split("=") for line in lines)
        return tuple(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def edge(self, window=None):
        """How wide the edge is that GTK draws around a window where nothing manages windows."""
        window = window or self.windows[0]
        return max(0, (self._geometry(window)[2] - window.extents[2]) // 2)

    def geometry(self, window=None):
        """Where on the screen the inside of a window is: x, y, width, height."""
        window = window or self.windows[0]
        x, y, width, height = self._geometry(window)
        edge = self.edge(window)
        return x + edge, y + edge, width - 2 * edge, height - 2 * edge

    def resize(self, width, height, window=None):
        """Makes the inside of a window this large, as dragging its corner would: what is in it may
        have to fold first before it can be narrower."""
        window = window or self.windows[0]

        def pull():
            edge = self.edge(window)
            xdotool("windowsize", self.handle(window), width + 2 * edge, height + 2 * edge)
            return (window.extents or ())[2:] == (width, height)

        wait_for(pull, f"the window is {width} wide")

    def centre(self, window, parent):
        """Moves a dialog to the middle of its window, as a window manager does."""
        left, top, width, height = self._geometry(parent)
        own = self._geometry(window)
        x, y = left + (width - own[2]) // 2, top + (height - own[3]) // 2
        xdotool("windowmove", self.handle(window), max(0, x), max(0, y))

    def press(self, *keys, window=None):
        """Presses keys, such as "ctrl+k" and "Escape", one after the other."""
        self.focus(window)
        for key in keys:
            xdotool("key", "--delay", 20, key)

    def write(self, text, window=None):
        """Types a text to where the keyboard goes."""
        self.focus(window)
        xdotool("type", "--delay", 8, text)

    def focused(self):
        """What has the keyboard in the window that was opened last."""
        window = self.windows[0]
        # Most often it is still where it was, or near there.
        place, seen = self._focus_before, None
        while place and place.role:
            found = _find_focused(place, seen)
            if found:
                if found.window.accessible == window.accessible:
                    self._focus_before = found
                    return found
                break
            if place.accessible == window.accessible:
                return None
            place, seen = place.parent, place
        self._focus_before = _find_focused(window)
        return self._focus_before

    def picture(self, window=None, with_pointer=False):
        """A window as it is on the screen, once nothing moves in it."""
        rectangle = self.geometry(window)
        screen = Screen()
        if not with_pointer:
            xdotool("mousemove", screen.width - 1, screen.height - 1)
        return screen.settled(*rectangle)

    # ---- Its end ----

    def quit(self):
        """Quits as a user does. It has to end well, and without a complaint."""
        self.press("ctrl+q")
        self.wait_end()

    def wait_end(self, status=0, patience=PATIENCE):
        """Waits for its end, and checks that it ended well."""
        try:
            ended = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            raise Fault(f"the program did not end within {patience} s:\n{self.dump()}") from None
        if ended != status:
            raise Fault(f"the program ended with status {ended}, not {status}:\n{self.said()}")
        self.check_silent()

    def check_silent(self):
        """No library and no sanitizer complained."""
        complaints = [
            line
            for line in self.said().splitlines()
            if COMPLAINT.search(line) and NO_NOTIFICATIONS not in line
        ]
        if complaints:
            raise Fault("the program complained:\n" + "\n".join(complaints))

    def kill(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGKILL)
                self.process.wait()
        self.errors.close()


def start_again(program, *arguments):
    """Starts the program a second time, and returns the status with which that ends. What it says
    is read with what the first one says."""
    return subprocess.run(
        [*program.command, *arguments],
        env=program.variables,
        stdout=program.errors,
        stderr=program.errors,
        timeout=PATIENCE,
        check=False,
    ).returncode


def find_unnamed(root):
    """Controls without a name that says what they are, and what a reader would hear instead."""
    root.accessible.clear_cache()
    return [
        f"{node.role} {node.name!r} at {node.extents}"
        for node, _ in root.walk()
        if is_control(node)
        and node.has_extent
        and not says_something(node.name)
    ]


# Lists of things, which a reader announces by name.
LIST_ROLES = {"list", "list box", "table", "tree", "tree table"}
# They take the keyboard for what is in them.
FRAME_ROLES = {"frame", "dialog", "scroll pane", "table row", "list item", "filler"}


def is_control(node):
    """Whether a person can do something with it, or has to be told what it lists or pictures."""
    role = node.role
    if role in FRAME_ROLES:
        return False
    return "focusable" in node.states or role in LIST_ROLES or (
        role == "image" and node.name.startswith("Opt")
    )


def run(*cases):
    """Runs cases, each a function that raises Fault, as a TAP program."""

    def attempt(case):
        def attempted():
            try:
                return case() or []
            except Fault as fault:
                places = traceback.extract_tb(fault.__traceback__)
                place = [frame for frame in places if frame.filename == sys.argv[0]][-1:]
                line = (place or places)[-1].lineno
                return f"line {line}: {fault}".splitlines()
            except Exception:  # pylint: disable=broad-except
                return traceback.format_exc().splitlines()

        attempted.__doc__ = case.__doc__
        return attempted

    tap.run([attempt(case) for case in cases])
