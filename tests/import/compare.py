#!/usr/bin/env python3
"""Compare the rows of an imported mapping with the oracle's, row for row and value for value.

    compare.py ROWAN CONTRACT.json MAPPING.lua DOCUMENT.xml...

prints what differs and ends with 1, or says how many documents, rows and values are the same.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter

HOME = os.path.dirname(os.path.abspath(__file__))


def lines_of(command):
    done = subprocess.run(command, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr, done.returncode


def by_file(lines):
    """file -> Counter of (table, row as text), or the text of a failure."""
    found = {}
    for line in lines:
        if "failed" in line:
            found[line["file"]] = line["failed"]
            continue
        row = {name: value for name, value in line["row"].items() if value is not None}
        text = json.dumps(row, sort_keys=True, ensure_ascii=False)
        found.setdefault(line["file"], Counter())[line["table"], text] += 1
    return found


def started(rows):
    """What `rowan try` shows for the time at which the run began."""
    return [{**line, "row": {n: "<started>" if v == "1970-01-01 00:00:00" else v for n, v in line["row"].items()}}
            for line in rows]


def failures(stderr, files):
    found = {}
    for line in stderr.splitlines():
        for file in files:
            if line.startswith(file + ": "):
                found[file] = line
    return found


def show(sign, rows):
    for (table, text), count in sorted(rows.items()):
        for _ in range(count):
            print(f"  {sign} {table} {text}")


def compare(file, ours, theirs):
    """Whether both say the same; prints where they do not."""
    if isinstance(theirs, str) or isinstance(ours, str):
        if isinstance(theirs, str) and isinstance(ours, str):
            return True
        print(f"{file}:\n  rowan:  {ours if isinstance(ours, str) else 'loads'}\n"
              f"  oracle: {theirs if isinstance(theirs, str) else 'loads'}")
        return False
    if ours == theirs:
        return True
    print(f"{file}: - rowan, + oracle")
    show("-", ours - theirs)
    show("+", theirs - ours)
    return False


def tried(rowan, mapping, files):
    """The rows of all documents, those with twin keys among them, which chance makes: their rows are compared, too."""
    with open(mapping, encoding="utf-8") as file:
        text = re.sub(r"^( *)key += \{.*\},$", r"\g<0>\n\1database_may_drop = true,", file.read(), flags=re.M)
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        return lines_of([rowan, "try", "--json", file.name, *files])


def main():
    rowan, contract, mapping, *files = sys.argv[1:]
    rows, stderr, _ = tried(rowan, mapping, files)
    rows = [line for line in rows if "row" in line]  # beside notes and faults, which are read as text
    ours = {**by_file(started(rows)), **failures(stderr, files)}
    wanted, problem, status = lines_of([sys.executable, os.path.join(HOME, "oracle.py"), contract, *files])
    if status != 0:
        print(problem)
        return 1
    theirs = by_file(wanted)
    bad = [file for file in files if not compare(file, ours.get(file, Counter()), theirs.get(file, Counter()))]
    if bad:
        return 1
    loaded = [found for found in theirs.values() if not isinstance(found, str)]
    cells = sum(len(json.loads(text)) * count for found in loaded for (_, text), count in found.items())
    print(f"{len(files)} documents, {len(files) - len(loaded)} of them fail in both, "
          f"{sum(sum(found.values()) for found in loaded)} rows, {cells} values")
    return 0


sys.exit(main())
