#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop reads is as it wants it: entry, metadata, settings, icons, translations."""

import re
import shutil
import subprocess
import xml.etree.ElementTree

import tap

ID = "io.github.optischema.OptiSchema"
DATA = tap.SOURCE_ROOT / "data"
BUILT = tap.BUILD_ROOT / "data"
UI = tap.SOURCE_ROOT / "src" / "ui"
SVG = "{http://www.w3.org/2000/svg}"
ICON = re.compile(r'[">]([a-z0-9][a-zA-Z0-9.-]*-symbolic)[<"]')
ADWAITA = ("/usr/share/icons/Adwaita", "/usr/share/icons/hicolor")


def complaints(*command):
    """What a validator says, one line each; nothing where it is content."""
    if not shutil.which(command[0]):
        raise tap.Skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).splitlines()
    return [] if done.returncode == 0 else said or [f"{command[0]} failed"]


def built(name):
    path = BUILT / name
    if not path.exists():
        raise tap.Skip("built without the window")
    return path


def entry():
    """The desktop entry is valid."""
    return complaints("desktop-file-validate", str(built(f"{ID}.desktop")))


def metadata():
    """The metadata is valid."""
    return complaints("appstreamcli", "validate", "--no-net", str(built(f"{ID}.metainfo.xml")))


def settings():
    """The schema of the settings is valid."""
    return complaints("glib-compile-schemas", "--strict", "--dry-run", str(DATA))


def translations():
    """Each translation is valid, and so is the template."""
    po = tap.SOURCE_ROOT / "po"
    places = [
        line
        for line in (po / "POTFILES.in").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    faults = complaints(
        "xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
        "--output=/dev/null", f"--directory={tap.SOURCE_ROOT}", *places,
    )  # fmt: skip
    for path in sorted(po.glob("*.po")):
        faults += complaints("msgfmt", "--check", "--output-file=/dev/null", str(path))
    return faults


def one_name():
    """Entry, metadata, settings and service have the application's own name."""
    schema = xml.etree.ElementTree.parse(DATA / f"{ID}.gschema.xml").getroot().find("schema")
    component = xml.etree.ElementTree.parse(DATA / f"{ID}.metainfo.xml.in").getroot()
    desktop = (DATA / f"{ID}.desktop.in").read_text(encoding="utf-8")
    service = built(f"{ID}.service").read_text(encoding="utf-8")
    names = {
        "the schema's id": schema.get("id"),
        "the schema's path": schema.get("path").strip("/").replace("/", "."),
        "the metadata's id": component.findtext("id"),
        "the metadata's launchable": component.findtext("launchable").removesuffix(".desktop"),
        "the entry's icon": re.search(r"^Icon=(.*)$", desktop, re.MULTILINE)[1],
        "the service": re.search(r"^Name=(.*)$", service, re.MULTILINE)[1],
    }
    build = (tap.SOURCE_ROOT / "meson.build").read_text(encoding="utf-8")
    names["meson.build"] = re.search(r"^application_id = '(.*)'", build, re.MULTILINE)[1]
    return [f"{what}: {name}" for what, name in names.items() if name != ID]


def release():
    """The metadata knows this version, and its pictures are there."""
    component = xml.etree.ElementTree.parse(DATA / f"{ID}.metainfo.xml.in").getroot()
    build = (tap.SOURCE_ROOT / "meson.build").read_text(encoding="utf-8")
    version = re.search(r"^  version: '(.*)'", build, re.MULTILINE)[1]
    latest = component.find("releases/release").get("version")
    faults = [] if latest == version else [f"the latest release is {latest}, this is {version}"]
    for image in component.iterfind("screenshots/screenshot/image"):
        name = image.text.strip().rpartition("/data/")[2]
        if not (DATA / name).is_file():
            faults.append(f"{image.text.strip()}: no data/{name}")
    return faults


def icon_files():
    return sorted([*(DATA / "icons").rglob("*.svg"), *(UI / "icons").glob("*.svg")])


def icons():
    """Icons have their size; symbolic ones are filled paths, which can take the text's colour."""
    faults = [] if icon_files() else ["there are none"]
    for path in icon_files():
        root = xml.etree.ElementTree.parse(path).getroot()
        symbolic = path.stem.endswith("-symbolic")
        size = "16" if symbolic else "128"
        if (root.get("width"), root.get("height")) != (size, size):
            faults.append(f"{tap.name_of(path)}: not {size} × {size}")
        if not symbolic:
            continue
        for element in root.iter():
            if element is not root and element.tag != f"{SVG}path":
                faults.append(f"{tap.name_of(path)}: {element.tag.removeprefix(SVG)}")
            if element.get("stroke"):
                faults.append(f"{tap.name_of(path)}: a stroke, which GTK would fill")
    return faults


def icons_listed():
    """Each icon is among the resources."""
    listed = (UI / "ui.gresource.xml").read_text(encoding="utf-8")
    return [f"{tap.name_of(path)}" for path in icon_files() if f"/{path.name}<" not in listed]


def icons_exist():
    """Each icon that the window names is ours or Adwaita's."""
    theirs = {
        line.rpartition("/")[2].removesuffix(".svg")
        for folder in ADWAITA
        for line in subprocess.run(
            ["find", folder, "-name", "*-symbolic.svg"], capture_output=True, text=True, check=False
        ).stdout.splitlines()
    }
    if not theirs:
        raise tap.Skip("Adwaita's icons are not installed")
    known = theirs | {path.stem for path in icon_files()}
    return [
        f"{tap.name_of(path)}: {name}"
        for path in tap.sources("src/ui", suffixes=(".c", ".h", ".ui"))
        for name in ICON.findall(path.read_text(encoding="utf-8"))
        if name not in known
    ]


if __name__ == "__main__":
    tap.run(
        [
            entry,
            metadata,
            settings,
            translations,
            one_name,
            release,
            icons,
            icons_listed,
            icons_exist,
        ]
    )
