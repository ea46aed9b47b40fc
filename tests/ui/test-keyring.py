#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords in the keyring: kept, found again, and asked for where the keyring is locked."""

import re
import threading

from gi.repository import Gio, GLib

import cluster
import driver
from person import (
    check,
    check_names,
    find_dialog,
    read_connections,
    wait_closed,
    wait_live,
    wait_page,
)

NAME = "shop"
SECRETS = "org.freedesktop.secrets"
COLLECTION = "/org/freedesktop/secrets/collection/login"

server = cluster.Cluster()
bus = Gio.bus_get_sync(Gio.BusType.SESSION)


class Prompter:
    """The dialog in which the keyring asks for its own password, and that nobody answers."""

    INTERFACE = """
      <node><interface name="org.gnome.keyring.internal.Prompter">
        <method name="BeginPrompting"><arg name="callback" type="o" direction="in"/></method>
        <method name="PerformPrompt">
          <arg name="callback" type="o" direction="in"/><arg name="type" type="s" direction="in"/>
          <arg name="properties" type="a{sv}" direction="in"/>
          <arg name="exchange" type="s" direction="in"/>
        </method>
        <method name="StopPrompting"><arg name="callback" type="o" direction="in"/></method>
      </interface></node>"""

    def __init__(self):
        self.asked = threading.Event()
        self.loop = GLib.MainLoop(GLib.MainContext())
        self.thread = threading.Thread(target=self._serve)

    def _serve(self):
        context = self.loop.get_context()
        context.push_thread_default()
        own = Gio.DBusConnection.new_for_address_sync(
            Gio.dbus_address_get_for_bus_sync(Gio.BusType.SESSION),
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
        )
        interface = Gio.DBusNodeInfo.new_for_xml(self.INTERFACE).interfaces[0]
        own.register_object("/org/gnome/keyring/Prompter", interface, self._called, None, None)
        Gio.bus_own_name_on_connection(
            own, "org.gnome.keyring.SystemPrompter", Gio.BusNameOwnerFlags.NONE
        )
        self.loop.run()
        own.close_sync()
        context.pop_thread_default()

    def _called(self, _bus, _sender, _path, _interface, method, _arguments, invocation):
        if method == "BeginPrompting":
            self.asked.set()
        invocation.return_value(None)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.vanish()

    def vanish(self):
        """It is closed without an answer."""
        self.loop.quit()
        self.thread.join()


def lock():
    """Locks the keyring."""
    bus.call_sync(
        SECRETS, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "Lock",
        GLib.Variant("(ao)", ([COLLECTION],)), None, Gio.DBusCallFlags.NONE, -1,
    )  # fmt: skip


def keeps():
    """A password that is kept is found again, and is in no file."""
    with driver.Program() as program:
        window = program.windows[0]
        program.press("ctrl+n")
        dialog = find_dialog(program, "Connect to a Server")
        # What is a password goes where it is not shown.
        dialog.find("text", "Address").type(f"{server.address} password={cluster.PASSWORD}")
        dialog.find("text", "Password").wait_text(cluster.PASSWORD)
        dialog.find("text", "Address").wait_text(re.compile("dbname=postgres *$"))
        dialog.find("text", "Name").enter(NAME)
        dialog.find("label", "The password is kept in the keyring.")
        check_names(dialog)
        program.press("Return")
        window.find("page tab", "Overview")
        wait_live(wait_closed(program))
    kept = read_connections()
    check(NAME in kept and cluster.PASSWORD not in kept, f"this is kept: {kept}")
    with driver.Program() as program:
        wait_live(program.windows[0])


def is_locked():
    """A locked keyring holds nothing up, is explained, and can be done without."""
    lock()
    with Prompter() as prompter:
        with driver.Program() as program:
            window = program.windows[0]
            page = wait_page(window, "Overview")
            driver.wait_for(prompter.asked.is_set, "the keyring asks for its password")
            page.find("label", "Connecting…")
            # Meanwhile the window answers.
            program.press("ctrl+5")
            wait_page(window, "Advisor")
            program.press("ctrl+1")
            wait_page(window, "Overview")
            check(page.has("label", "Connecting…"), "it did not wait for the keyring", page)
            prompter.vanish()
            page.find("alert", re.compile("keyring is locked"))
            page.find("label", re.compile("Unlock the keyring"))
            check_names(window)

            page.find("push button", "Try Again").click()
            dialog = find_dialog(program, "Password")
            check_names(dialog)
            program.write(cluster.PASSWORD)
            program.press("Return")
            dialog.find("label", "The password was not stored")
            dialog.find("alert", re.compile("keyring is locked"))
            dialog.find("push button", "Keep It for This Session Only").click()
            wait_live(wait_closed(program))


with server:
    driver.run(keeps, is_locked)
