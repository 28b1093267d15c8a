#!/usr/bin/env python3
"""Contracts with a slip in them: whatever is wrong, there is a message about it, and what is made loads.

    mutate.py ROWAN CONTRACT.json FOLDER COUNT SEED

changes one to three things of the contract at random, COUNT times. The import must end with 0 or 1 and without an error of its
own; if it writes a mapping, `rowan plan` must take it.
"""

import copy
import json
import os
import random
import subprocess
import sys

VALUES = [None, "", " ", "x", "Y", 0, -1, 3, 2.5, True, False, [], {}, ["a"], {"a": 1}, "a/b", "//", "@", "'", '"', "]]", "\n",
          "end", "a-b", "text", "\u00e4\U0001F600", "x" * 300, "add_score(", "decimal(", "()", "CASE", "a.b.c", "/", ".."]


def places_of(value, path=()):
    """Every place of a JSON value."""
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from places_of(value[key], path + (key,))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield from places_of(value[index], path + (index,))


def change(contract, chance):
    path = chance.choice(list(places_of(contract)))
    holder = contract
    for step in path[:-1]:
        holder = holder[step]
    last = path[-1]
    what = chance.randrange(10)
    if what < 2:
        del holder[last]
    elif what < 3 and isinstance(holder, dict):
        holder[chance.choice(["new", "xmlPath", "note"])] = holder.pop(last)
    elif what < 5 and isinstance(holder[last], str) and holder[last]:
        text, at = holder[last], chance.randrange(len(holder[last]))
        holder[last] = chance.choice([text[:at] + text[at + 1:], text[:at] + chance.choice("/'\"()[]@. %") + text[at:],
                                      text[at:] + text[:at], text.upper()])
    elif what < 7:
        other = contract
        for step in chance.choice(list(places_of(contract))):
            other = other[step]
        holder[last] = copy.deepcopy(other)
    else:
        holder[last] = chance.choice(VALUES)
    return path


def run(command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def attempt(rowan, contract, folder, name):
    """What is wrong, or None."""
    file, mapping = os.path.join(folder, name + ".json"), os.path.join(folder, name + ".lua")
    with open(file, "w", encoding="utf-8") as handle:
        json.dump(contract, handle, indent=1)
    done = run([rowan, "import", file])
    said = done.stderr.splitlines()
    own = [line for line in said if not line.startswith(file + ": ") and not line.endswith("the rest of the mapping is whole")]
    if done.returncode not in (0, 1) or own:
        return f"{file}: status {done.returncode}: {own or done.stderr}"
    if done.returncode == 1 and not said:
        return f"{file}: fails and says nothing"
    if not done.stdout:
        return None if done.returncode == 1 else f"{file}: writes nothing and is content"
    with open(mapping, "w", encoding="utf-8") as handle:
        handle.write(done.stdout)
    plan = run([rowan, "plan", mapping])
    return None if plan.returncode == 0 else f"{file}: {plan.stderr.strip()}"


def main():
    rowan, file, folder, count, seed = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]
    os.makedirs(folder, exist_ok=True)
    with open(file, encoding="utf-8") as handle:
        sound = json.load(handle)
    bad = 0
    for number in range(count):
        chance = random.Random(f"{seed}:{number}")
        contract = copy.deepcopy(sound)
        paths = [change(contract, chance) for _ in range(chance.randrange(1, 4)) if contract]
        problem = attempt(rowan, contract, folder, f"{number:04}")
        if problem:
            bad += 1
            print(problem, paths)
    if not bad:
        print(f"{count} changed contracts: each is imported or refused with a message, and what is made loads")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
