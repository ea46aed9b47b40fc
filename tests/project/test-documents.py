#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents say what is there."""

import re
import subprocess

import tap

WINDOW = tap.BUILD_ROOT / "src" / "ui" / "optischema"
CLI = tap.BUILD_ROOT / "src" / "cli" / "optischema-cli"
# "  verb", and what it takes or, after more space, what it does
VERB = re.compile(r"^  ([a-z][a-z-]*)(?:  | [A-Z\[(<]|$)", re.MULTILINE)


def documents():
    return sorted([*tap.SOURCE_ROOT.glob("*.md"), *(tap.SOURCE_ROOT / "src").glob("*.md")])


def links():
    """Each link to a file of the project leads to one."""
    faults = []
    for path in documents():
        for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                faults.append(f"{tap.name_of(path)}: {target}")
    return faults


def design():
    """src/DESIGN.md has a paragraph on each folder of the core."""
    text = (tap.SOURCE_ROOT / "src" / "DESIGN.md").read_text(encoding="utf-8")
    return [
        f"src/core/{folder.name}"
        for folder in sorted((tap.SOURCE_ROOT / "src" / "core").iterdir())
        if folder.is_dir() and any(folder.glob("*.c")) and f"\n**{folder.name}/**" not in text
    ]


def shown_by(*command):
    return subprocess.run(
        command, capture_output=True, text=True, check=True, env={"LC_ALL": "C.UTF-8"}
    ).stdout


def manual_names_verbs():
    """The man page of optischema-cli describes each verb of --help."""
    shown = shown_by(CLI, "--help")
    manual = (tap.SOURCE_ROOT / "data" / "man" / "optischema-cli.1").read_text(encoding="utf-8")
    manual = manual.replace("\\-", "-")
    verbs = VERB.findall(shown)
    faults = [] if verbs else ["--help shows no verb"]
    for verb in verbs:
        described = rf"^\.(?:B|BI|BR|SS)\b.*\b{verb}\b|\\fB(?:optischema-cli )?{verb}\b"
        if not re.search(described, manual, re.MULTILINE):
            faults.append(f"data/man/optischema-cli.1: no {verb}")
    return faults


def manual_names_options():
    """The man page of optischema-cli describes each option of each verb."""
    manual = (tap.SOURCE_ROOT / "data" / "man" / "optischema-cli.1").read_text(encoding="utf-8")
    described = set(re.findall(r"--[a-z][a-z-]*", manual.replace("\\-", "-")))
    faults = []
    for verb in VERB.findall(shown_by(CLI, "--help")):
        if verb == CLI.name:
            continue
        shown = shown_by(CLI, verb, "--help")
        options = set(re.findall(r"^  (?:-\w, )?(--[a-z][a-z-]*)", shown, re.MULTILINE))
        if not options:
            faults.append(f"{verb} --help shows no option")
        faults.extend(
            f"data/man/optischema-cli.1: no {option} of {verb}"
            for option in sorted(options - described)
        )
    return faults


def manual_names_window_options():
    """The man page of optischema describes each option of --help."""
    manual = (tap.SOURCE_ROOT / "data" / "man" / "optischema.1").read_text(encoding="utf-8")
    described = set(re.findall(r"--[a-z][a-z-]*", manual.replace("\\-", "-")))
    shown = shown_by(WINDOW, "--help")
    # What belongs to GLib is told by --help-all.
    options = set(re.findall(r"^  (?:-\w, )?(--[a-z][a-z-]*)", shown, re.MULTILINE))
    options.discard("--help-gapplication")
    faults = [] if "--version" in options else ["--help shows no option"]
    return faults + [
        f"data/man/optischema.1: no {option}" for option in sorted(options - described)
    ]


if __name__ == "__main__":
    cases = [links, design]
    if CLI.exists():
        cases.extend([manual_names_verbs, manual_names_options])
    if WINDOW.exists():
        cases.append(manual_names_window_options)
    tap.run(cases)
