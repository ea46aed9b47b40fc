# SPDX-License-Identifier: GPL-3.0-or-later
"""The little that these tests share: where the project is, and TAP."""

import os
import pathlib
import re

SOURCE_ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD_ROOT = pathlib.Path(os.environ.get("OPTISCHEMA_BUILD_ROOT", SOURCE_ROOT / "_build"))

COMMENT_OR_STRING = re.compile(
    r"""/\*.*?\*/ | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])+'""",
    re.DOTALL | re.VERBOSE,
)


class Skip(Exception):
    """Raised by a case that can't be tried here; its text is the reason."""


def sources(*folders, suffixes=(".c", ".h")):
    """The C files below some folders of the project, sorted."""
    return sorted(
        path
        for folder in folders
        for path in (SOURCE_ROOT / folder).rglob("*")
        if path.suffix in suffixes
    )


def name_of(path):
    return path.relative_to(SOURCE_ROOT).as_posix()


def without_comments(text):
    """C without its comments, with the lines where they were."""

    def blank(match):
        token = match[0]
        return "\n" * token.count("\n") + " " if token.startswith("/") else token

    return COMMENT_OR_STRING.sub(blank, text)


def includes(path):
    """The names that a C file includes, as they are written."""
    text = without_comments(path.read_text(encoding="utf-8"))
    return re.findall(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', text, re.MULTILINE)


def run(cases):
    """Runs cases, each a function that returns the faults it found, one text each."""
    print(f"1..{len(cases)}")
    for number, case in enumerate(cases, start=1):
        name = case.__doc__.splitlines()[0].rstrip(".")
        try:
            faults = case()
        except Skip as reason:
            print(f"ok {number} {name} # SKIP {reason}")
            continue
        print(f"{'not ok' if faults else 'ok'} {number} {name}")
        for fault in faults:
            print(f"# {fault}")
