#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program goes on without its window where the user wants that, and ends where not."""

import os
import pathlib
import re
import subprocess
import threading

import driver
from gi.repository import Gio, GLib

NOTIFICATIONS = """<node><interface name='org.freedesktop.Notifications'>
<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>
<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>
<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>
<arg type='u' direction='out'/></method>
<method name='CloseNotification'><arg type='u' direction='in'/></method>
<method name='GetCapabilities'><arg type='as' direction='out'/></method>
<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/>
<arg type='s' direction='out'/><arg type='s' direction='out'/></method>
<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>
</interface></node>"""
FOLDER = pathlib.Path(os.environ["XDG_CONFIG_HOME"])


class Desktop(threading.Thread):
    """Shows notifications, as far as the program knows."""

    def __init__(self):
        super().__init__(daemon=True)
        self.shown = {}
        self.ready = threading.Event()
        self.start()
        self.ready.wait()

    def run(self):
        context = GLib.MainContext.new()
        context.push_thread_default()
        self.bus = Gio.DBusConnection.new_for_address_sync(
            os.environ["DBUS_SESSION_BUS_ADDRESS"],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
            None,
            None,
        )
        interface = Gio.DBusNodeInfo.new_for_xml(NOTIFICATIONS).interfaces[0]
        self.bus.register_object("/org/freedesktop/Notifications", interface, self.called)
        Gio.bus_own_name_on_connection(
            self.bus,
            "org.freedesktop.Notifications",
            Gio.BusNameOwnerFlags.NONE,
            lambda *_: self.ready.set(),
            None,
        )
        GLib.MainLoop.new(context, False).run()

    def called(self, _bus, _sender, _path, _interface, method, parameters, invocation):
        values = parameters.unpack()
        answer = None
        if method == "Notify":
            number = values[1] or len(self.shown) + 1
            self.shown[number] = (values[3], values[5])
            answer = GLib.Variant("(u)", (number,))
        elif method == "CloseNotification":
            self.shown.pop(values[0], None)
        elif method == "GetCapabilities":
            answer = GLib.Variant("(as)", (["actions"],))
        elif method == "GetServerInformation":
            answer = GLib.Variant("(ssss)", ("test", "test", "1", "1.2"))
        invocation.return_value(answer)

    def says_it_watches(self):
        return [title for title, _ in self.shown.values() if "goes on watching" in title]


DESKTOP = Desktop()


def save_server(name):
    """A saved connection to where no server is."""
    (FOLDER / "optischema").mkdir(exist_ok=True)
    (FOLDER / "optischema" / "connections.ini").write_text(
        f"[{name}]\nconninfo=host=127.0.0.1 port=1 user=nobody dbname=nothing\n", encoding="utf-8"
    )


def show_server(program):
    """Chooses the saved server at the side: it is tried again and again, which is to watch it."""
    window = program.windows[0]
    window.find("list item", re.compile("^nowhere")).mouse()
    window.find("page tab", "Overview")


def choose(program, *names):
    """Switches things on in the rules of alerts."""
    program.press("ctrl+shift+a")
    dialog = driver.wait_for(
        lambda: program.windows[0].name == "Alerts" and program.windows[0], "the dialog opens"
    )
    dialog.find("page tab", "Rules").click()
    for name in names:
        dialog.find("check box", name).click()
    unnamed = driver.find_unnamed(dialog)
    program.press("Escape")
    driver.wait_for(lambda: len(program.windows) == 1, "the dialog closes")
    return unnamed


def ends_with_its_window():
    """That is so unless it was chosen otherwise."""
    with driver.Program() as program:
        show_server(program)
        program.press("ctrl+w")
        program.wait_end()
    if DESKTOP.says_it_watches():
        raise driver.Fault("it says that it goes on")


def goes_on():
    """The window is closed, the program says that it goes on, and a second start shows it."""
    with driver.Program() as program:
        show_server(program)
        unnamed = choose(program, "Keep watching in the background", "Start with the session")
        program.press("ctrl+w")
        driver.wait_for(lambda: not program.windows, "the window closes")
        driver.wait_for(DESKTOP.says_it_watches, "it says that it goes on")
        program.check_runs()
        if driver.start_again(program) != 0:
            raise driver.Fault("a second start failed")
        driver.wait_for(lambda: program.windows, "the window is back")
        program.windows[0].find("list item", re.compile("^nowhere"))
        driver.wait_for(lambda: not DESKTOP.says_it_watches(), "that is taken back")
    text = (FOLDER / "autostart" / "io.github.optischema.OptiSchema.desktop").read_text("utf-8")
    if "--background" not in text:
        raise driver.Fault(text)
    return unnamed


def starts_without_a_window():
    """With the session: it watches what was watched, a second start shows it, and Quit ends it."""
    program = os.environ["OPTISCHEMA_PROGRAM"]
    with subprocess.Popen([program, "--background"]) as first:
        driver.wait_for(DESKTOP.says_it_watches, "it says that it goes on")
        if subprocess.run([program], check=False).returncode != 0 or first.poll() is not None:
            raise driver.Fault("a second start failed")
        driver.wait_for(lambda: not DESKTOP.says_it_watches(), "the window is there")
        DESKTOP.bus.call_sync(
            "io.github.optischema.OptiSchema",
            "/io/github/optischema/OptiSchema",
            "org.gtk.Actions",
            "Activate",
            GLib.Variant("(sava{sv})", ("quit", [], {})),
            None,
            Gio.DBusCallFlags.NONE,
            -1,
            None,
        )
        if first.wait(driver.PATIENCE) != 0:
            raise driver.Fault(f"it ended with status {first.returncode}")


save_server("nowhere")
driver.run(ends_with_its_window, goes_on, starts_without_a_window)
