#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each folder uses only what src/DESIGN.md lets it use."""

import json
import re
import subprocess

import tap

TIERS = [
    ["base"],
    ["postgres", "store", "secrets"],
    ["catalog", "audit"],
    ["statement"],
    ["monitor", "plan", "sandbox"],
    ["advisor"],
    ["trial", "change"],
    ["report"],
    ["server"],
]
# A library's header, and the one folder of the core that may include it.
OWNERS = {
    r"libpq-fe\.h|libpq/.*|pg_config.*\.h": "postgres",
    r"sqlite3.*\.h": "store",
    r"libsecret/.*": "secrets",
    r"pg_query.*|protobuf.*\.h": "statement",
    r"yaml\.h": "plan",
}
TOOLKIT_HEADER = re.compile(r"(?:gtk|gdk|gsk|adwaita|gtksourceview)\b.*\.h$|gtk/|gdk/|gsk/")
TOOLKIT_LIBRARY = re.compile(r"lib(?:gtk|gdk|adwaita|gtksourceview)")

CORE = tap.SOURCE_ROOT / "src" / "core"
UI = tap.SOURCE_ROOT / "src" / "ui"
# Folders of the window that know no page.
UI_SHARED = ("chart", "widgets")


def core_folders():
    return [folder for tier in TIERS for folder in tier]


def folders_seen():
    """For each folder of the core: itself and all to its left."""
    seen = {}
    left = set()
    for tier in TIERS:
        for folder in tier:
            seen[folder] = left | {folder}
        left.update(tier)
    return seen


def all_folders_known():
    """Each folder of the core has its place in the layers."""
    there = {path.name for path in CORE.iterdir() if path.is_dir()}
    return [f"src/core/{name}: not in the layers" for name in sorted(there - set(core_folders()))]


def build_agrees():
    """The build has the same layers."""
    text = (CORE / "meson.build").read_text(encoding="utf-8")
    declared = re.search(r"^core_tiers = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)[1]
    tiers = [re.findall(r"'([a-z]+)'", line) for line in declared.splitlines()]
    return [] if tiers == TIERS else [f"src/core/meson.build: {tiers}, not {TIERS}"]


def headers_have_own_names():
    """No two headers have one name: which is included would depend on where from."""
    folders = {}
    for path in tap.sources("src", suffixes=(".h",)):
        folders.setdefault(path.name, []).append(tap.name_of(path.parent))
    return [f"{name}: in {', '.join(there)}" for name, there in folders.items() if len(there) > 1]


def includes_point_left():
    """A folder includes its own headers and those to its left."""
    homes = {path.name: path.parent.name for path in CORE.rglob("*.h")}
    faults = []
    for folder, seen in folders_seen().items():
        for path in tap.sources(f"src/core/{folder}"):
            for name in tap.includes(path):
                if name.startswith("opt-") and homes.get(name) not in seen:
                    home = homes.get(name, "no folder of the core")
                    faults.append(f"{tap.name_of(path)}: {name} is of {home}")
    return faults


def libraries_have_one_owner():
    """A library is included by the one folder that owns it."""
    faults = []
    for path in tap.sources("src"):
        for name in tap.includes(path):
            for header, owner in OWNERS.items():
                if re.fullmatch(header, name) and path.parent != CORE / owner:
                    faults.append(f"{tap.name_of(path)}: {name} is for src/core/{owner} alone")
    return faults


def pages_know_no_window():
    """A page or widget reaches the window by its actions, and a widget knows no page."""
    homes = {path.name: path.parent for path in UI.rglob("*.h")}
    faults = []
    for path in tap.sources("src/ui"):
        if path.parent == UI:
            continue
        for name in tap.includes(path):
            home = homes.get(name)
            if name.startswith("opt-window"):
                faults.append(f"{tap.name_of(path)}: {name}")
            elif (
                path.parent.name in UI_SHARED
                and home not in (None, UI)
                and home.name not in UI_SHARED
            ):
                faults.append(f"{tap.name_of(path)}: {name} is of {home.name}")
    return faults


def no_toolkit_included():
    """The core and the command line include no GTK."""
    return [
        f"{tap.name_of(path)}: {name}"
        for path in tap.sources("src/core", "src/cli", "src/libexec")
        for name in tap.includes(path)
        if TOOLKIT_HEADER.match(name)
    ]


def no_toolkit_linked():
    """The command line and the helpers link no GTK."""
    targets = json.loads(
        (tap.BUILD_ROOT / "meson-info" / "intro-targets.json").read_text(encoding="utf-8")
    )
    programs = [
        program
        for target in targets
        if target["type"] == "executable"
        and re.search(r"/src/(?:cli|libexec)/meson\.build$", target["defined_in"])
        for program in target["filename"]
    ]
    faults = [] if programs else ["no program was built"]
    for program in programs:
        dynamic = subprocess.run(
            ["readelf", "--dynamic", "--wide", program], capture_output=True, text=True, check=True
        )
        for library in re.findall(r"\(NEEDED\).*\[(.+)\]", dynamic.stdout):
            if TOOLKIT_LIBRARY.match(library):
                faults.append(f"{program}: {library}")
    return faults


if __name__ == "__main__":
    tap.run(
        [
            all_folders_known,
            build_agrees,
            headers_have_own_names,
            includes_point_left,
            libraries_have_one_owner,
            pages_know_no_window,
            no_toolkit_included,
            no_toolkit_linked,
        ]
    )
