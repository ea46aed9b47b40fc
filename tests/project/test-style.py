#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sources look as CONTRIBUTING.md says."""

import collections
import pathlib
import re
import shutil
import subprocess
from xml.etree import ElementTree

import tap

FORMATTER_MAJOR = 14
LINES_AT_MOST = 600
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"

SQL_WORDS = (
    "ALTER|ANALYZE|BEGIN|CALL|CLUSTER|COMMENT ON|COMMIT|COPY|CREATE|DEALLOCATE|DELETE FROM|DISCARD"
    "|DO|DROP|EXECUTE|EXPLAIN|GRANT|INSERT INTO|LISTEN|LOCK TABLE|NOTIFY|PRAGMA|PREPARE|REINDEX"
    "|RELEASE|RESET|REVOKE|ROLLBACK|SAVEPOINT|SELECT|SET|SHOW|START TRANSACTION|TRUNCATE|UPDATE"
    "|VACUUM|VALUES|WITH"
)
# A literal that starts as a statement does. A lone word is a name (a command tag, a keyword).
SQL_LITERAL = re.compile(rf'"\s*(?:{SQL_WORDS})\s+[\w%*(${{\\][^"]*')
SQL_SMALL = re.compile(r'"\s*(?:select\s.*\sfrom\s|insert into\s|delete from\s|create (?:index|table)\s)')
SQL_FILE = re.compile(r"postgres/sql/[a-z_-]+/[a-z-]+\.[0-9]+\.sql")
# What is given to the parser, and to no server.
SQL_FOR_THE_PARSER = ("src/core/statement/opt-clause.c",)
MESSAGE = re.compile(r"(?:\bN?_|\bngettext|\bC_|\bNC_)\s*\(\s*$")


def layout():
    """clang-format has nothing to change."""
    if not shutil.which("clang-format"):
        raise tap.Skip("clang-format is not installed")
    version = subprocess.run(["clang-format", "--version"], capture_output=True, text=True, check=True)
    major = int(re.search(r"version (\d+)", version.stdout)[1])
    if major != FORMATTER_MAJOR:
        raise tap.Skip(f"clang-format {FORMATTER_MAJOR} decides, this one is {major}")

    checked = subprocess.run(
        ["clang-format", "--dry-run", *tap.sources("src", "tests")],
        capture_output=True,
        text=True,
        check=True,
    )
    places = collections.Counter(
        line.split(":", 1)[0].removeprefix(f"{tap.SOURCE_ROOT}/")
        for line in checked.stderr.splitlines()
        if "-Wclang-format-violations" in line
    )
    return [f"clang-format -i {name} # {count} places" for name, count in places.items()]


def length():
    """No file is longer than 600 lines."""
    faults = []
    for path in tap.sources("src", "tests"):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > LINES_AT_MOST:
            faults.append(f"{tap.name_of(path)}: {lines} lines, {LINES_AT_MOST} at most")
    return faults


def licence():
    """Each file names its licence at its top."""
    faults = []
    for path in tap.sources("src", "tests"):
        with path.open(encoding="utf-8") as lines:
            if lines.readline() != f"/* {LICENCE} */\n":
                faults.append(f"{tap.name_of(path)}: its first line is not the licence's")
    scripts = [
        path
        for folder in (".ci", "build-aux", "tests/project", "tests/support", "tests/ui")
        for path in (tap.SOURCE_ROOT / folder).iterdir()
        if path.suffix in (".py", ".sh", "") and path.is_file()
    ]
    for path in sorted(scripts):
        with path.open(encoding="utf-8") as lines:
            if not any(LICENCE in next(lines, "") for _ in range(2)):
                faults.append(f"{tap.name_of(path)}: no licence in its first two lines")
    return faults


def header_guards():
    """Headers use #pragma once."""
    return [
        f"{tap.name_of(path)}: no #pragma once"
        for path in tap.sources("src", "tests", suffixes=(".h",))
        if "#pragma once\n" not in path.read_text(encoding="utf-8")
    ]


def sql():
    """There is no SQL in C."""
    faults = []
    for path in tap.sources("src"):
        if tap.name_of(path) in SQL_FOR_THE_PARSER:
            continue
        text = tap.without_comments(path.read_text(encoding="utf-8"))
        for match in tap.COMMENT_OR_STRING.finditer(text):
            literal = match[0]
            if not (SQL_LITERAL.match(literal) or SQL_SMALL.match(literal)):
                continue
            if MESSAGE.search(text, max(0, match.start() - 40), match.start()):
                continue
            line = text.count("\n", 0, match.start()) + 1
            faults.append(f"{tap.name_of(path)}:{line}: {literal[:60]}")
    return faults


def sql_files():
    """Each SQL file is listed among the resources, and named as CONTRIBUTING.md says."""
    core = tap.SOURCE_ROOT / "src" / "core"
    listed = set(re.findall(r">([^<>]+\.sql)</file>", (core / "core.gresource.xml").read_text("utf-8")))
    names = {path.relative_to(core).as_posix() for path in core.rglob("*.sql")}
    faults = [f"src/core/{name}: not in core.gresource.xml" for name in sorted(names - listed)]
    for name in sorted(names):
        if name.startswith("postgres/") and not SQL_FILE.fullmatch(name):
            faults.append(f"src/core/{name}: not sql/<feature>/<name>.<version>.sql")
    return faults


def ui_files():
    """Each .ui file is well-formed, listed among the resources, and named after its template."""
    folder = tap.SOURCE_ROOT / "src" / "ui"
    resources = (folder / "ui.gresource.xml").read_text("utf-8")
    listed = set(re.findall(r">([^<>]+\.ui)</file>", resources))
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.ui")}
    faults = [f"src/ui/{name}: not in ui.gresource.xml" for name in sorted(names - listed)]
    for name in sorted(names):
        try:
            root = ElementTree.parse(folder / name).getroot()
        except ElementTree.ParseError as error:
            faults.append(f"src/ui/{name}: {error}")
            continue
        if root.tag != "interface" or root.get("domain") != "optischema":
            faults.append(f'src/ui/{name}: not an interface with domain="optischema"')
        stem = "".join(word.capitalize() for word in pathlib.Path(name).stem.split("-"))
        for template in root.iter("template"):
            if template.get("class") not in (stem, "GtkListItem"):
                faults.append(f"src/ui/{name}: has the template of {template.get('class')}")
    return faults


if __name__ == "__main__":
    tap.run([layout, length, licence, header_guards, sql, sql_files, ui_files])
