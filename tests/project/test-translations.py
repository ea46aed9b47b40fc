#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Translators get to see every message.

With --update it puts po/POTFILES.in right.
"""

import re
import sys

import tap

# What is translated beside C: the window's pages, and what the desktop reads.
MARKED_XML = re.compile(r'translatable="yes"')
DATA = ("*.desktop.in", "*.gschema.xml", "*.metainfo.xml.in")
MARKED = re.compile(r"(?<!\w)(?:N?_|N?C_|g_dngettext|ngettext|g_dgettext)\s*\(")
PLACES = tap.SOURCE_ROOT / "po" / "POTFILES.in"


def listed_files():
    lines = PLACES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def marked_files():
    marked = set()
    for path in tap.sources("src"):
        text = tap.without_comments(path.read_text(encoding="utf-8"))
        if MARKED.search(tap.COMMENT_OR_STRING.sub('""', text)):
            marked.add(tap.name_of(path))
    for path in tap.sources("src", suffixes=(".ui",)):
        if MARKED_XML.search(path.read_text(encoding="utf-8")):
            marked.add(tap.name_of(path))
    for pattern in DATA:
        marked.update(tap.name_of(path) for path in (tap.SOURCE_ROOT / "data").glob(pattern))
    return marked


def update():
    PLACES.write_text(
        "# The files with a message. tests/project/test-translations.py --update writes this list.\n"
        + "".join(f"{name}\n" for name in sorted(marked_files())),
        encoding="utf-8",
    )


def all_listed():
    """Each file with a message is in po/POTFILES.in, and no other."""
    marked = marked_files()
    listed = set(listed_files())
    return [f"{name}: add it" for name in sorted(marked - listed)] + [
        f"{name}: nothing to translate there" for name in sorted(listed - marked)
    ]


def sorted_once():
    """po/POTFILES.in is sorted and names each file once."""
    listed = listed_files()
    return [] if listed == sorted(set(listed)) else ["run tests/project/test-translations.py --update"]


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        update()
        sys.exit()
    tap.run([all_listed, sorted_once])
