#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a C file with the types that some C files define, so that no test forgets one.

list-types.py OUTPUT FILE...
"""

import pathlib
import re
import sys

DEFINITION = re.compile(
    r"^G_DEFINE_(?:FINAL_)?TYPE(?:_WITH_CODE|_WITH_PRIVATE)?\s*\(\s*(\w+),\s*(\w+),", re.MULTILINE
)


def main():
    output, *files = sys.argv[1:]
    types = sorted(
        definition.groups()
        for file in files
        if file.endswith(".c")
        for definition in DEFINITION.finditer(pathlib.Path(file).read_text(encoding="utf-8"))
    )
    lines = ["/* Written by list-types.py. */", '#include "ui-types.h"', ""]
    lines += [f"GType {prefix}_get_type (void);" for _, prefix in types]
    lines += ["", "const UiType ui_types[] = {"]
    lines += [f'  {{ "{name}", {prefix}_get_type }},' for name, prefix in types]
    lines += ["};", "const gsize ui_n_types = G_N_ELEMENTS (ui_types);", ""]
    pathlib.Path(output).write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
