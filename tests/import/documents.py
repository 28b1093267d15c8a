#!/usr/bin/env python3
"""Make documents for a contract, the same for the same seed: what the contract names, well and badly filled.

    documents.py CONTRACT.json FOLDER COUNT SEED
"""

import os
import random
import re
import sys
from xml.sax.saxutils import escape, quoteattr

from contract import Contract, get

WORDS = ["Ash", "d'Angelo", "Zo\u00eb", "M\u00fcller & Co", "x", "A longer text than most columns hold, in words", "null",
         "None", "<b>", "100%", "web_shop", "DEALER", "Gold", "MONTH", "Y", "true", "now", "a \U0001F600 b", "12"]
NUMBERS = ["0", "0.00", "7", "12", "24", "30", "48", "-3", "+5", "1.5", "99.995", "1,234", "$2,500.50", "(80)", "n/a", "twelve",
           "300", "40000", "123456789012", "$ 0", "007", "1 000", "12 months", "about -7.25 %", "12,34", "1,23"]
DATES = ["2024-02-29", "2023-02-29", "1999-12-31T23:59:59", "2024-05-01T00:00:00Z", "2024-05-01T10:20:30.123456789+02:00",
         "2/29/2024", "12/31/1999", "1/2/2024 3:04 PM", "01/02/2024 13:04:05", "5/6/2024 7:08:09.5", "6/31/2024", "2024-13-01",
         "soon", "2024-05-01 10:20"]
FLAGS = ["Y", "N", "y", "J", "true", "false", "TRUE", "1", "0", "T", "yes", "null", "?"]
EMPTY = ["", " ", "   "]


class Generator:
    def __init__(self, contract, seed):
        self.contract, self.random = contract, random.Random(seed)
        self.attributes = {}  # path -> {attribute or None: [entries]}
        for entry in contract.entries:
            if entry.has("calculated_field"):
                self.expression(entry)
            else:
                self.add(entry.path, entry.attribute, entry)
        for rule in contract.rules:
            for name in rule.attributes:
                self.add(rule.path, name, None)
        self.paths = {path[:n] for path in self.attributes for n in range(1, len(path) + 1)}
        self.paths |= {contract.application[:n] for n in range(1, len(contract.application) + 1)}
        self.repeated = {rule.path for rule in contract.rules} | {path for *_, path in contract.relationships if path}

    def add(self, path, name, entry):
        known = self.attributes.setdefault(path, {})
        name = next((own for own in known if own and name and own.lower() == name.lower()), name)
        known.setdefault(name, []).append(entry)

    def expression(self, entry):
        text = re.sub(r"'[^']*'|\"[^\"]*\"", " ", entry.expression)
        for name in re.findall(r"\[([^\]]+)\]|\b([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\b(?!\s*\()", text):
            parts = (name[0] or name[1]).split(".")
            if len(parts) == 1 and not re.fullmatch(r"(?i)case|when|then|else|end|and|or|not|like|is|null|empty|in|between"
                                                    r"|true|day", parts[0]):
                self.add(entry.path, parts[0], None)

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, percent):
        return self.random.randrange(100) < percent

    # ---- values

    def value(self, entries):
        """A text for an attribute that these entries read."""
        known = [entry for entry in entries if entry]
        if any(entry.required for entry in known) and self.chance(97):
            return self.good(self.pick([entry for entry in known if entry.required]))
        if self.chance(8):
            return self.pick(EMPTY)
        entry = self.pick(known) if known else None
        if entry and self.chance(75):
            return self.good(entry) if self.chance(70) else self.pick(self.pool(entry))
        return self.pick(self.pick([WORDS, NUMBERS, DATES, FLAGS]))

    def pool(self, entry):
        return DATES if entry.type.startswith("date") else FLAGS if entry.is_flag() else \
            WORDS if entry.type == "string" else NUMBERS

    def good(self, entry):
        if entry.has("enum"):
            label = self.pick(list(self.contract.enum(entry)) or ["?"])
            return self.pick([label, label.upper(), label.lower(), f" {label} "]) or self.pick(EMPTY)
        for kind in ("char_to_bit", "boolean_to_bit"):
            if entry.has(kind):
                return self.pick(list(self.contract.bits(kind)))
        if entry.type.startswith("date"):
            return f"20{self.random.randrange(10, 30)}-0{self.random.randrange(1, 10)}-1{self.random.randrange(10)}"
        if entry.type == "string":
            return self.pick(WORDS)
        return str(self.random.randrange(1, 200)) + self.pick(["", "", ".5", ".125"])

    def ruled_value(self, path, name, entries):
        """Most elements keep their rule; ids are few, so that some are the same."""
        rule = self.contract.rule_of(path)
        allowed = next((a for own, a in rule.attributes.items() if own == name.lower()), None) if rule else None
        if isinstance(allowed, list) and self.chance(92):
            return self.pick(allowed)
        if allowed is True and self.chance(92):
            numeric = any(entry and entry.type != "string" for entry in entries)
            return str(self.random.randrange(1, 4)) if numeric else self.pick(WORDS)
        return self.value(entries)

    # ---- elements

    def start(self, path):
        parts = []
        for name, entries in self.attributes.get(path, {}).items():
            required = any(entry and entry.required for entry in entries)
            if name and self.chance(98 if required else 72):
                parts.append(f" {name}={quoteattr(self.ruled_value(path, name, entries))}")
        return parts

    def element(self, path, indent):
        name = self.written(path)
        inner = []
        children = sorted(p for p in self.paths if len(p) == len(path) + 1 and p[:-1] == path)
        self.random.shuffle(children)
        for child in children:
            for _ in range(self.count(child)):
                inner.append("\n" + self.element(child, indent + 1))
        text = self.attributes.get(path, {}).get(None)
        if text and self.chance(80):
            inner.insert(self.random.randrange(len(inner) + 1), escape(self.value(text)))
        start = " " * indent + "<" + name + "".join(self.start(path))
        return start + ("/>" if not inner else ">" + "".join(inner) + f"</{name}>")

    def count(self, path):
        if path == self.contract.application[: len(path)]:
            return 1
        if path in self.repeated and path != self.contract.application:
            return self.pick([0, 1, 1, 2, 3])
        return self.pick([0, 1, 1, 1, 1, 1, 1, 2])

    def written(self, path):
        return path[-1].upper() if self.chance(2) else path[-1]

    def document(self):
        return self.element(self.contract.application[:1], 0) + "\n"


def main():
    contract, folder, count, seed = Contract(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    assert get(contract.given, "mappings")
    os.makedirs(folder, exist_ok=True)
    for number in range(count):
        generator = Generator(contract, f"{seed}:{number}")
        with open(os.path.join(folder, f"{number:04}.xml"), "w", encoding="utf-8") as handle:
            handle.write(generator.document())


if __name__ == "__main__":
    main()
