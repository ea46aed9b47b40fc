#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents say what is there."""

import re
import subprocess

import tap

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


def manual_names_verbs():
    """The man page of optischema-cli describes each verb of --help."""
    shown = subprocess.run(
        [CLI, "--help"], capture_output=True, text=True, check=True, env={"LC_ALL": "C.UTF-8"}
    ).stdout
    manual = (tap.SOURCE_ROOT / "data" / "man" / "optischema-cli.1").read_text(encoding="utf-8")
    manual = manual.replace("\\-", "-")
    verbs = VERB.findall(shown)
    faults = [] if verbs else ["--help shows no verb"]
    for verb in verbs:
        described = rf"^\.(?:B|BI|BR|SS)\b.*\b{verb}\b|\\fB(?:optischema-cli )?{verb}\b"
        if not re.search(described, manual, re.MULTILINE):
            faults.append(f"data/man/optischema-cli.1: no {verb}")
    return faults


if __name__ == "__main__":
    cases = [links, design]
    if CLI.exists():
        cases.append(manual_names_verbs)
    tap.run(cases)
