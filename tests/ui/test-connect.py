#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connecting to a server that asks for a password, with a keyring that is open. The last case locks
it."""

import contextlib
import os
import pathlib
import re
import socket

import cluster
import driver
from gi.repository import Gio, GLib
from person import check, check_names, find_dialog, wait_closed

NAME = "postgres@local"
ONLINE = re.compile(f"^{NAME}, postgres on .*, load ")

server = cluster.Cluster()


def make_address(user=cluster.USER, password=cluster.PASSWORD):
    """A URI with all that is needed, as it may be pasted."""
    secret = password.replace(" ", "%20")
    return f"postgresql://{user}:{secret}@/postgres?host={server.folder}"


def find_file():
    return pathlib.Path(os.environ["XDG_CONFIG_HOME"], "optischema", "connections.ini")


def read_saved():
    """What is kept of connections, if anything is."""
    file = find_file()
    return file.read_text(encoding="utf-8") if file.exists() else ""


def check_saved():
    saved = read_saved()
    check(NAME in saved and cluster.PASSWORD not in saved, f"this is kept: {saved}")


@contextlib.contextmanager
def ask():
    """The program, with nothing saved, and the dialog that connects. It is closed in the end."""
    find_file().unlink(missing_ok=True)
    with driver.Program() as program:
        program.press("ctrl+n")
        yield program, find_dialog(program, "Connect to a Server")
        if len(program.windows) > 1:
            program.press("Escape")
            wait_closed(program)


def find_entry(dialog, name):
    return dialog.find("text", re.compile("^" + name))


def wait_entry(dialog, name, text):
    driver.wait_for(lambda: find_entry(dialog, name).text == text, f"{name} is {text!r}")


def wait_online(program):
    return wait_closed(program).find("list item", ONLINE)


def fills_fields():
    """An address fills the fields, and the fields the address; its password is seen in neither."""
    with ask() as (program, dialog):
        program.write("postgresql://ann:hush@db.example.org:5433/shop")
        wait_entry(dialog, "Address", "postgresql://ann@db.example.org:5433/shop")
        wait_entry(dialog, "Name", "shop@db.example.org")
        wait_entry(dialog, "Host", "db.example.org")
        wait_entry(dialog, "Port", "5433")
        wait_entry(dialog, "Database", "shop")
        wait_entry(dialog, "User", "ann")
        wait_entry(dialog, "Password", "hush")
        find_entry(dialog, "Host").enter("other")
        wait_entry(dialog, "Address", "postgresql://ann@other:5433/shop")
        check_names(dialog)


def tells_wrong_address():
    """What is wrong with an address is said where it is, until it is mended."""
    with ask() as (program, dialog):
        program.write("postgresql://h/d?foo=bar")
        program.press("Return")
        dialog.find("status bar", re.compile("foo.*\n.*postgresql://"))
        check(not dialog.has("alert"), "it was connected to", dialog)
        find_entry(dialog, "Address").enter("postgresql://h/d")
        dialog.wait_gone("status bar", re.compile("foo"))


def keeps_password():
    """Connection and password are there in the next session: one in a file, one in the keyring."""
    with ask() as (program, dialog):
        program.write(make_address())
        program.press("Return")
        wait_online(program)
    check_saved()
    with driver.Program() as program:
        program.windows[0].find("list item", re.compile(f"^{NAME}, ")).mouse()
        wait_online(program)


def keeps_nothing():
    """For this session only: nothing is left of it."""
    with ask() as (program, dialog):
        program.write(make_address())
        dialog.find("combo box", "Keep").mouse()
        program.press("Down", "Down", "Return", window=dialog)
        dialog.find("label", re.compile("forgotten when OptiSchema ends"))
        program.press("alt+o", window=dialog)
        wait_online(program)
    check(not read_saved(), f"this is kept: {read_saved()}")


def tests():
    """A test says what the server is, and is left again with all that was given."""
    with ask() as (program, dialog):
        program.write(make_address())
        program.press("alt+t")
        dialog = find_dialog(program, "Test Result")
        dialog.find("status bar", "Ready: it can be watched.")
        dialog.find("label", re.compile("^PostgreSQL .*, tested$"))
        dialog.find("label", re.compile("^ann, pg_monitor"))
        dialog.find("image", "In order")
        check_names(dialog)
        dialog.find("push button", "Back").click()
        wait_entry(find_dialog(program, "Connect to a Server"), "Database", "postgres")


def tells_what_lacks():
    """A server that lacks something is not added before that was seen."""
    with ask() as (program, dialog):
        program.write(make_address("nosy", "nosy"))
        program.press("Return")
        dialog = find_dialog(program, "Test Result")
        dialog.find("status bar", re.compile("lacks what the work needs"))
        dialog.find("label", re.compile("may not read other users' statistics"))
        dialog.find("image", "Missing")
        dialog.find("text", where=lambda node: "GRANT pg_monitor TO nosy;" in node.text)
        check_names(dialog)
        check(not read_saved(), "it was added", dialog)
        dialog.find("push button", "Connect Anyway").click()
        wait_closed(program).find("list item", re.compile(f"^{NAME}, "))


def is_cancelled():
    """A server that does not answer is waited for until that is cancelled."""
    with socket.create_server(("127.0.0.1", 0)) as silent, ask() as (program, dialog):
        program.write(f"postgresql://ann@127.0.0.1:{silent.getsockname()[1]}/shop")
        program.press("Return")
        dialog.find("label", "Connecting")
        button = dialog.find("push button", "Connect")
        check(not button.is_sensitive, "one attempt is not enough", dialog)
        # The other one, in the head of the dialog, closes it.
        dialog.find_all("push button", "Cancel")[-1].click()
        driver.wait_for(lambda: button.is_sensitive, "it can be tried again")
        check(not dialog.has("alert"), "what was cancelled is an error", dialog)


def is_added_anyway():
    """A server that can't be reached today can be kept for tomorrow."""
    with ask() as (program, dialog):
        program.write("postgresql://ann@/postgres?host=/nonexistent")
        program.press("Return")
        dialog.find("alert", re.compile("/nonexistent"))
        dialog.find("push button", "Add It Anyway").click()
        window = wait_closed(program)
        window.find("list item", re.compile(f"^{NAME}, Can’t be reached"))
    check_saved()


def tells_taken_name():
    """A name that is taken is told, and nothing is connected to."""
    with ask() as (program, dialog):
        program.write(make_address())
        program.press("Return")
        wait_online(program)
        program.press("ctrl+n")
        dialog = find_dialog(program, "Connect to a Server")
        program.write(make_address())
        wait_entry(dialog, "Name", f"{NAME} 2")
        find_entry(dialog, "Name").enter(NAME)
        dialog.find("status bar", re.compile(f"There is a connection named “{NAME}” already."))
        program.press("alt+o")
        check(find_entry(dialog, "Name").window.name == dialog.name, "the dialog is gone")


def lock_keyring():
    keyring = Gio.DBusProxy.new_for_bus_sync(
        Gio.BusType.SESSION,
        Gio.DBusProxyFlags.NONE,
        None,
        "org.freedesktop.secrets",
        "/org/freedesktop/secrets",
        "org.freedesktop.Secret.Service",
    )
    (collection,) = keyring.call_sync(
        "ReadAlias", GLib.Variant("(s)", ("default",)), Gio.DBusCallFlags.NONE, -1
    ).unpack()
    locked, _ = keyring.call_sync(
        "Lock", GLib.Variant("(ao)", ([collection],)), Gio.DBusCallFlags.NONE, -1
    ).unpack()
    check(locked == [collection], f"locked is {locked}")


def explains_lock():
    """A locked keyring is explained; the password can be kept for the session only."""
    lock_keyring()
    with ask() as (program, dialog):
        program.write(make_address())
        program.press("Return")
        alert = dialog.find("alert", re.compile("keyring is locked"))
        alert.find("label", "The password was not stored")
        alert.find("label", re.compile("Unlock the keyring"))
        check_names(dialog)
        check(not read_saved(), "it was kept though its password was not", dialog)
        dialog.find("push button", "Try Again").click()
        dialog.find("alert", re.compile("keyring is locked"))
        dialog.find("push button", "Keep It for This Session Only").click()
        wait_online(program)
    check_saved()


with server:
    server.run("CREATE ROLE nosy LOGIN PASSWORD 'nosy'")
    driver.run(
        fills_fields,
        tells_wrong_address,
        keeps_password,
        keeps_nothing,
        tests,
        tells_what_lacks,
        is_cancelled,
        is_added_anyway,
        tells_taken_name,
        explains_lock,
    )
