#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the pictures of the window: run by build-aux/pictures.

A scene brings the program to where there is something to see. Each is pictured in all looks, one after
the other, in one run of the program on one demo, so that all pictures tell the same story.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "ui"))

import driver  # noqa: E402
from gi.repository import Gio  # noqa: E402
from person import find_dialog, run_cli, wait_page  # noqa: E402

# What the README and the software centres show: the picture, and its name there.
PUBLISHED = {
    "overview-light.png": "overview-light.png",
    "overview-dark.png": "overview-dark.png",
    "blocking-light.png": "activity-light.png",
    "hour-light.png": "history-light.png",
    "plan-light.png": "plan-light.png",
    "plan_graph-light.png": "graph-light.png",
    "trial-light.png": "sandbox-light.png",
}
# The name, width and height, colour scheme and contrast of each look.
LOOKS = [
    ("light", 1200, 800, "default", False),
    ("dark", 1200, 800, "prefer-dark", False),
    ("contrast", 1200, 800, "default", True),
    ("narrow", 360, 640, "default", False),
    ("wide", 2560, 1440, "default", False),
]
# Until charts have something to show, in seconds.
WATCHED = 120
# For what takes its time: a demo that is built, a trial.
LONG = 300
CORNER = 12
HOTTEST = re.compile(r"FROM order_line l JOIN product p .* WHERE l\.order_id = \$1")
# Plans that others were tried on, too: one of many parts, and two of one statement.
PLANS = ROOT / "tests" / "data" / "plans"
HARD_PLAN = "055_partitionwise_join_agg.json"
COMPARED = ROOT / "tests" / "data" / "comparison"
# What a person does who forgets to commit: it is what the shop sells most.
FORGOTTEN = """
SET application_name = 'stocktaking';
BEGIN;
UPDATE inventory SET quantity = quantity + 10 WHERE product_id <= 20;
"""
# Until some wait for that, in seconds.
FORGOTTEN_FOR = 40
# Until a look has come into force and all is drawn anew.
LOOK_SECONDS = 0.5
# In the list of ranges.
LAST_MINUTES = 1
LAST_HOUR = 2
# Until a range that was chosen is read from the history and drawn.
SHOWN_AFTER = 2


def publish(source, target):
    target.mkdir(parents=True, exist_ok=True)
    for name, published in PUBLISHED.items():
        shutil.copyfile(source / name, target / published)


class Photographer:
    """A run of the program, and where its pictures go."""

    def __init__(self, program, folder, watched):
        self.program = program
        self.folder = folder
        self.watched = watched
        self.window = program.windows[0]
        self.interface = Gio.Settings.new("org.gnome.desktop.interface")
        # Of dialogs, by their names, as they were opened.
        self.sizes = {}
        self.contrast = Gio.Settings.new("org.gnome.desktop.a11y.interface")
        # Who is in the way of others, if somebody is.
        self.session = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.session is not None:
            self.session.communicate()

    def hold_up(self):
        """Somebody begins a transaction on the demo, and leaves it open until the end."""
        conninfo = json.loads(run_cli("demo", "status", "--json"))["conninfo"]
        self.session = subprocess.Popen(
            ["psql", "-Xq", "-d", conninfo + " user=shop_owner"],
            stdin=subprocess.PIPE,
            text=True,
        )
        print(FORGOTTEN, file=self.session.stdin, flush=True)

    def look(self, width, height, scheme, high_contrast):
        self.interface.set_string("color-scheme", scheme)
        self.contrast.set_boolean("high-contrast", high_contrast)
        Gio.Settings.sync()
        self.program.resize(width, height, self.window)
        time.sleep(LOOK_SECONDS)

    def shoot(self, scene):
        """One picture of the window for each look; a dialog is in front of it."""
        for name, *look in LOOKS:
            self.look(*look)
            for dialog in self.program.windows[:-1]:
                self.fit(dialog)
                self.program.centre(dialog, self.window)
            picture = self.program.picture(self.window)
            picture.save(self.folder / f"{scene}-{name}.png", radius=CORNER)
            print(f"{scene}-{name}.png", flush=True)
        self.look(*LOOKS[0][1:])

    def fit(self, dialog):
        """A dialog that is larger than its window is made as small, as a small screen would."""
        room = self.window.extents[2:]
        size = self.sizes.setdefault(dialog.name, dialog.extents[2:])
        fitting = tuple(min(own, there) for own, there in zip(size, room))
        if dialog.extents[2:] != fitting:
            self.program.resize(*fitting, dialog)

    def press(self, *keys):
        self.program.press(*keys)

    def show_page(self, page):
        self.window.find("page tab", page).click()
        return wait_page(self.window, page)

    def find_dialog(self, title):
        return find_dialog(self.program, title)

    def wait_closed(self):
        driver.wait_for(lambda: len(self.program.windows) == 1, "the dialog closes", LONG)

    def close_dialogs(self):
        """Escape goes back a page, and closes a dialog on its first."""

        def closed():
            if len(self.program.windows) > 1:
                self.press("Escape")
            return len(self.program.windows) == 1

        driver.wait_for(closed, "the dialogs close")


# ---- The scenes, in the order in which they happen ------------------------------------------


def welcome(camera):
    """No server yet."""


def connect(camera):
    """Where to connect."""
    camera.press("ctrl+n")
    camera.find_dialog("Connect to a Server")


def demo(camera):
    """What the demo is."""
    camera.close_dialogs()
    camera.window.find("list", "Ways to begin").find("list item", "Try the Demo").mouse()
    camera.find_dialog("Demo")


def overview(camera):
    """The demo, watched for some minutes."""
    camera.find_dialog("Demo").find("push button", "Start the Demo").click()
    camera.wait_closed()
    camera.show_page("Overview")
    camera.window.find("list item", re.compile("^Demo, .* load "), patience=LONG)
    time.sleep(camera.watched)


def statements(camera):
    """The statements, the hottest first."""
    camera.show_page("Statements")


def activity(camera):
    """Who does what, and the load by what sessions wait for."""
    camera.show_page("Activity")


def choose_range(camera, number):
    """The time that all pages show, by its number in the list."""
    camera.window.find("combo box", "What time is shown").mouse()
    camera.press("Home", *["Down"] * number, "Return")


def hour(camera):
    """The overview of the last hour: of less, if it was watched for less."""
    camera.show_page("Overview")
    choose_range(camera, LAST_HOUR)
    camera.window.find("image", re.compile("^Calls/s: "))
    time.sleep(SHOWN_AFTER)


def statements_hour(camera):
    """The statements of the last hour."""
    camera.show_page("Statements")
    time.sleep(SHOWN_AFTER)


def activity_hour(camera):
    """The load of the last hour."""
    camera.show_page("Activity")
    time.sleep(SHOWN_AFTER)


def alerts(camera):
    """What fires, and what did."""
    camera.press("ctrl+shift+a")
    camera.find_dialog("Alerts")


def statement(camera):
    """All of one statement."""
    camera.close_dialogs()
    choose_range(camera, LAST_MINUTES)
    page = camera.show_page("Statements")
    page.find("table row", HOTTEST).find("table cell").mouse(times=2)
    page.find("push button", "Show Plan")


def plan(camera):
    """Its plan."""
    camera.window.find("push button", "Show Plan").click()
    camera.window.find("tree table", "Nodes of the plan", patience=LONG)


def open_plan(camera, path):
    """As the file manager does: the program that runs is handed the file."""
    subprocess.run([os.environ["OPTISCHEMA_PROGRAM"], path], check=True, timeout=60)
    name = re.escape(path.name)
    camera.window.find("label", re.compile(f"From the file {name}"), patience=LONG)


def show_plan_as(camera, way):
    camera.window.find("page tab", way).click()
    time.sleep(LOOK_SECONDS)


def plan_graph(camera):
    """A plan of two tables in parts, as a graph."""
    open_plan(camera, PLANS / HARD_PLAN)
    show_plan_as(camera, "Graph")


def plan_icicle(camera):
    """The same as an icicle."""
    show_plan_as(camera, "Icicle")


def plan_statistics(camera):
    """The same summed up."""
    show_plan_as(camera, "Statistics")


def plan_comparison(camera):
    """Two plans of one statement."""
    show_plan_as(camera, "Tree")
    open_plan(camera, COMPARED / "top-1.json")
    open_plan(camera, COMPARED / "top-2.json")
    camera.window.find_all("push button", "What can be done with the plan")[-1].mouse()
    camera.window.find("menu item", re.compile("Compare With"))
    camera.press("m")
    camera.window.find("menu item", re.compile("^top-1.json")).click()
    camera.window.find("list", "What changed")


def palette(camera):
    """The way to anywhere."""
    camera.press("ctrl+k")
    dialog = camera.find_dialog("Go To")
    camera.program.write("order", dialog)


def advisor(camera):
    """The recommendations."""
    camera.close_dialogs()
    page = camera.show_page("Advisor")
    page.find("push button", "Look for Recommendations").click()
    page.find("list", re.compile("^Recommendations"), patience=LONG)


def recommendation(camera):
    """One of them, and what it rests on."""
    page = camera.show_page("Advisor")
    page.find("list item", re.compile("^Index order_line on order_id")).mouse()
    camera.find_dialog("Recommendation")


def trial(camera):
    """Tried in the sandbox."""
    dialog = camera.program.windows[0]
    dialog.find("push button", "Try It in the Sandbox").click()
    dialog.find("panel", re.compile("^Verdict: "), patience=LONG)


def apply(camera):
    """The question before anything is changed."""
    dialog = camera.program.windows[0]
    dialog.find("panel", "Trial").find("push button", "Apply…").click()
    dialog.find("panel", "Make the change?").find("text", "Sign in as the role").enter("shop_owner")


def change(camera):
    """Applied, and confirmed by the workload."""
    dialog = camera.program.windows[0]
    step = dialog.find("panel", "Make the change?")
    step.find("push button", "Create Index", lambda node: "sensitive" in node.states).click()
    dialog.find("label", "Applied", patience=LONG)
    dialog.find("push button", "Watch What It Does").click()
    dialog.find("label", "Confirmed", patience=LONG)


def history(camera):
    """What was changed."""
    camera.close_dialogs()
    camera.show_page("History").find("list", re.compile("^Changes"))


def sandbox(camera):
    """The sandbox, and what was tried in it."""
    camera.show_page("Sandbox")


def confirmed(camera):
    """The overview after the change."""
    camera.show_page("Overview")
    time.sleep(min(camera.watched, WATCHED))


def blocking(camera):
    """Who holds up whom, and the load while they wait."""
    camera.hold_up()
    page = camera.show_page("Activity")
    page.find("push button", re.compile(r"^Blocking \("), patience=LONG).click()
    time.sleep(FORGOTTEN_FOR)


SCENES = [
    welcome,
    connect,
    demo,
    overview,
    statements,
    activity,
    hour,
    statements_hour,
    activity_hour,
    alerts,
    statement,
    plan,
    plan_graph,
    plan_icicle,
    plan_statistics,
    plan_comparison,
    palette,
    advisor,
    recommendation,
    trial,
    apply,
    change,
    history,
    sandbox,
    confirmed,
    blocking,
]


def take(folder, wanted, watched):
    """Takes the pictures of the wanted scenes, or of all; returns how many scenes failed."""
    names = [scene.__name__ for scene in SCENES]
    wanted = wanted or names
    # Each begins where the one before it ended.
    last = max(names.index(name) for name in wanted)
    failed = 0
    with driver.Program() as program, Photographer(program, folder, watched) as camera:
        for scene in SCENES[: last + 1]:
            try:
                scene(camera)
                if scene.__name__ in wanted:
                    camera.shoot(scene.__name__)
            except driver.Fault as fault:
                failed += 1
                print(f"{scene.__name__}: {fault}", file=sys.stderr)
        camera.close_dialogs()
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--publish", action="store_true", help="copy the best of FOLDER to TARGET")
    parser.add_argument("--list", action="store_true", help="list the scenes")
    parser.add_argument(
        "--watched", type=float, default=WATCHED, metavar="SECONDS", help="of the demo first"
    )
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("scenes", nargs="*", metavar="scene")
    options = parser.parse_args()

    if options.list:
        for scene in SCENES:
            print(f"{scene.__name__:<16} {scene.__doc__}")
    elif options.publish:
        publish(options.folder, pathlib.Path(options.scenes[0]))
    else:
        sys.exit(take(options.folder, options.scenes, options.watched) > 0)


if __name__ == "__main__":
    main()
