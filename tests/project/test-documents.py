#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents say what is there."""

import re
import subprocess

import tap

CLI = tap.BUILD_ROOT / "src" / "cli" / "optischema-cli"
VERB = re.compile(r"^  ([a-z][a-z-]*)(?:  |\s*$)", re.MULTILINE)


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
    shown = subprocess.run([CLI, "--help"], capture_output=True, text=True, check=True).stdout
    manual = (tap.SOURCE_ROOT / "data" / "man" / "optischema-cli.1").read_text(encoding="utf-8")
    verbs = VERB.findall(shown)
    return ["--help shows no verb"] * (not verbs) + [
        verb for verb in verbs if not re.search(rf"^\.(?:B|BR|BI|SS) \"?{verb}\b", manual, re.MULTILINE)
    ]


if __name__ == "__main__":
    tap.run([links, design] + [manual_names_verbs] * CLI.exists())
