#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the test cases that `meson test` ran in some build folders.

Prints what the failed ones said, the reasons of the skipped ones, and as its last line
"N passed, N failed, N skipped". A test program that crashed, ran out of time or said less than
it planned is a failed case of its own. Fails if anything failed or nothing ran.
"""

import argparse
import json
import pathlib
import re
import sys

CASE = re.compile(
    r"(?P<indent> *)(?P<result>ok|not ok)\b(?: (?P<number>\d+))?(?: -)? ?(?P<name>[^#]*)"
    r"(?:# *(?P<directive>skip|todo)\S* *(?P<reason>.*))?",
    re.IGNORECASE,
)
SKIP_ALL = re.compile(r"1\.\.0 *(?:# *skip\S* *(?P<reason>.*))?", re.IGNORECASE)
LINES_SHOWN = 200


def read_cases(output):
    """The cases of one program's TAP: (name, "passed" | "failed" | "skipped", reason)."""
    cases = []
    inner = 0
    inner_failed = False
    for line in output.splitlines():
        case = CASE.fullmatch(line.rstrip())
        if not case:
            continue
        name = case["name"].strip() or f"case {case['number']}"
        directive = (case["directive"] or "").lower()
        if directive == "skip":
            result = "skipped"
        elif case["result"].lower() == "ok" or directive == "todo":
            result = "passed"
        else:
            result = "failed"
        if case["indent"]:
            inner += 1
            inner_failed = inner_failed or result == "failed"
        elif inner:
            # The line that sums a group up is no case of its own.
            summed_up = (result == "failed") == inner_failed
            inner, inner_failed = 0, False
            if summed_up:
                continue
        cases.append((name, result, case["reason"] or ""))
    return cases


def read_program(entry):
    """The cases of one entry of meson's log, crashes included."""
    output = entry.get("stdout", "")
    cases = read_cases(output)
    result = entry["result"]
    if result in ("OK", "EXPECTEDFAIL"):
        return cases or [("the program", "passed", "")]
    if result == "SKIP":
        whole = next(filter(None, map(SKIP_ALL.fullmatch, output.splitlines())), None)
        if whole:
            return [("the program", "skipped", whole["reason"] or "")]
        return cases or [("the program: said nothing", "failed", "")]
    # A GLib test program with a failed case ends with status 1 by itself.
    if entry["returncode"] in (0, 1) and any(case[1] == "failed" for case in cases):
        return cases
    return cases + [(f"the program: {result.lower()}", "failed", f"status {entry['returncode']}")]


def read_log(build):
    log = build / "meson-logs" / "testlog.json"
    if not log.exists():
        return
    with log.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def print_failed_program(build, entry, cases):
    print(f"\nFAILED {build.name}: {entry['name']}")
    for name, result, reason in cases:
        if result == "failed":
            print(f"  {name} {reason}".rstrip())
    for stream in ("stdout", "stderr"):
        lines = entry.get(stream, "").splitlines()
        if lines:
            print(f"  --- {stream}, the last {LINES_SHOWN} lines at most")
            print("\n".join("  " + line for line in lines[-LINES_SHOWN:]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("builds", nargs="*", type=pathlib.Path, help="a build folder")
    parser.add_argument("--passed", action="append", default=[], help="a further check's name")
    parser.add_argument("--failed", action="append", default=[], help="a further check's name")
    options = parser.parse_args()

    counts = {
        "passed": len(options.passed),
        "failed": len(options.failed),
        "skipped": 0,
    }
    skips = []
    ran_cases = False
    for build in options.builds:
        for entry in read_log(build):
            cases = read_program(entry)
            for name, result, reason in cases:
                counts[result] += 1
                ran_cases = ran_cases or result != "skipped"
                if result == "skipped":
                    skips.append(f"{build.name}: {entry['name']}: {name}: {reason or 'no reason'}")
            if any(case[1] == "failed" for case in cases):
                print_failed_program(build, entry, cases)

    for skip in skips:
        print(f"SKIPPED {skip}")
    for name in options.failed:
        print(f"FAILED {name}")
    if not ran_cases:
        print("No test ran.")
    print(", ".join(f"{count} {result}" for result, count in counts.items()))

    return 1 if counts["failed"] or not ran_cases else 0


if __name__ == "__main__":
    sys.exit(main())
