#!/usr/bin/env python3
"""What a contract makes of documents, worked out without rowan: the second opinion of tests/import.

    oracle.py CONTRACT.json DOCUMENT.xml...

prints an object per row, {"file", "table", "row"}, with the columns that get a value, and for a document that
fails {"file", "failed"}. Documents are taken as a tree by the standard library and rules are applied to elements
one by one; no path, plan or expression of rowan is made. docs/internals/import.md has the decisions that
both sides keep to.
"""

import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from decimal import Decimal

import expressions
import values
from contract import Contract

STARTED = "<started>"
UNCALCULATED = "\0"  # a text that no table knows
NOTHING = ("null", "none")


class Failure(Exception):
    """The document fails; nothing of it is loaded."""


# ---- the document ------------------------------------------------------------------------------------


class Document:
    def __init__(self, path, contract):
        self.contract = contract
        self.root = ElementTree.parse(path).getroot()
        self.above = {child: parent for parent in self.root.iter() for child in parent}
        self.order = {element: number for number, element in enumerate(self.root.iter())}

    def path_of(self, element):
        names = []
        while element is not None:
            names.insert(0, element.tag.lower())
            element = self.above.get(element)
        return tuple(names)

    def exists(self, element):
        """Elements that fail their filter rule do not exist, nor does what is in them."""
        while element is not None:
            rule = self.contract.rule_of(self.path_of(element))
            if rule and not valid(rule, element):
                return False
            element = self.above.get(element)
        return True

    def all(self, path):
        """The elements at an absolute path that exist, in document order."""
        return [e for e in self.root.iter() if self.path_of(e) == path and self.exists(e)]

    def named(self, name):
        return [element for element in self.root.iter() if element.tag.lower() == name]

    def inside(self, element, path):
        """Those at a path that lie in an element, or the element itself."""
        return [e for e in self.all(path) if element in self.lineage(e)]

    def lineage(self, element):
        line = [element]
        while line[-1] in self.above:
            line.append(self.above[line[-1]])
        return line


def attribute(element, name, inner=False):
    """The text of an attribute (None: of the element), or None. Names match without regard to case.

    Of an element that has others in it only what stands directly in it counts, and of that the last piece that is not
    blank.
    """
    if name is None and inner:
        return next((text for text in reversed([element.text, *(child.tail for child in element)])
                    if text and text.strip()), None)
    if name is None:
        return "".join(element.itertext())
    for own, text in element.attrib.items():
        if own.lower() == name.lower():
            return text
    return None


def valid(rule, element):
    for name, allowed in rule.attributes.items():
        text = attribute(element, name)
        if allowed is True:
            if not text:
                return False
        elif (text or "") not in allowed:
            return False
    return True


def last_text(elements, name, inner=False):
    """Of several elements the last that has the attribute, and not blank, counts; of one a blank text is one."""
    texts = [text for text in (attribute(element, name, inner) for element in elements) if text]
    shown = [text for text in texts if text.strip()]
    return (shown or texts or [None])[-1]


# ---- where an entry's elements are, seen from a row --------------------------------------------------


class Place:
    """A row that is to be made: its element and the path of it."""

    def __init__(self, document, element, path):
        self.document, self.element, self.path = document, element, path

    def elements(self, entry):
        document, contract = self.document, self.document.contract
        role = entry.role
        if role:
            return self.of_contact(entry, contract.contact_rule(entry.path), role)
        if entry.has("curr_address_only"):
            return self.preferred_address(entry)
        return self.plain(entry.path)

    def plain(self, path):
        """Those in the nearest element that the path shares with the row's, or else all of the document."""
        document = self.document
        for anchor in document.lineage(self.element):
            anchor_path = document.path_of(anchor)
            if path[: len(anchor_path)] == anchor_path:
                return document.inside(anchor, path)
        return []

    def of_contact(self, entry, rule, role):
        document = self.document
        contacts = [c for c in document.all(rule.path) if attribute(c, rule.ranking) == role]
        if not contacts:
            return []
        found = document.inside(contacts[-1], entry.path)
        return [e for e in found if self.is_preferred(e, entry.path, rule.path)]

    def is_preferred(self, element, path, below):
        """The elements between the contact and the value have the preferred type where a rule ranks them."""
        for one in self.document.lineage(element):
            one_path = self.document.path_of(one)
            rule = self.document.contract.rule_of(one_path)
            if rule and rule.ranking and len(one_path) > len(below):
                if attribute(one, rule.ranking) != rule.attributes[rule.ranking][0]:
                    return False
        return True

    def preferred_address(self, entry):
        contract = self.document.contract
        found = self.plain(entry.path)
        contact = contract.contact_rule(entry.path)
        if contact and self.path[: len(contact.path)] != contact.path:
            return self.of_contact(entry, contact, contact.roles[0])
        return [e for e in found if self.is_preferred(e, entry.path, contact.path if contact else ())]


# ---- values ------------------------------------------------------------------------------------------


class Cell:
    """A value and whether the document itself gave it (a default is not of its own)."""

    def __init__(self, value, own, text=None):
        self.value, self.own, self.text = value, own, text


def calculated(place, entry):
    document = place.document
    elements = place.elements(entry)

    def lookup(names):
        if len(names) == 1:
            return last_text(elements, names[0])
        element, name = names[-2].lower(), names[-1]
        for one in document.lineage(place.element):
            if one.tag.lower() == element:
                return attribute(one, name)
        own = [n for n in range(len(entry.path), 0, -1) if entry.path[n - 1] == element]
        path = entry.path[: own[0]] if own else document.contract.known(element)
        found = place.plain(path) if path and len(names) == 2 else document.named(element)
        return last_text(found, name)

    try:
        value = expressions.evaluate(entry.expression, lookup)
    except expressions.Failure:
        return None if entry.bit_table() is None else UNCALCULATED  # no value; but a flag is 0
    if isinstance(value, (bool, expressions.Unknown)):
        return condition_text(entry, value)
    return value


def condition_text(entry, value):
    """A condition as a value: what a bit table or a number says for true and false, or the words."""
    for kind in ("char_to_bit", "boolean_to_bit"):
        if entry.has(kind):
            yes = [text for text, number in entry.contract.bits(kind).items() if number == 1]
            return sorted(yes)[0] if value else None
    if entry.type in values.RANGES or entry.type == "decimal":
        return "1" if value else "0"
    return None if value is expressions.UNKNOWN else "true" if value else "false"


def raw_text(place, entry):
    if entry.nowhere:
        return None
    if entry.has("calculated_field"):
        return calculated(place, entry)
    inner = entry.attribute is None and place.document.contract.has_inner(entry.path)
    return last_text(place.elements(entry), entry.attribute, inner)


def transform(text, kinds):
    """numbers_only and extract_numeric, left to right; the empty result is missing."""
    for name, _ in kinds:
        if text is None:
            return None
        if name == "numbers_only":
            text = re.sub(r"[^0-9]", "", text)
        elif name == "extract_numeric":
            text = values.first_number(text) or ""
        else:
            continue
        text = text or None
    return text


def labelled(table, text):
    for label, value in table.items():
        if label.lower() == text.strip().lower():
            return value
    return None


def converted(entry, text):
    """The value of a text, or None when it does not convert."""
    if entry.has("enum") and not entry.has("calculated_field"):
        return values.retype(entry, labelled(entry.contract.enum(entry), text))
    table = entry.bit_table()
    if table is not None:
        return values.retype(entry, table.get(text.strip().lower()))
    return values.convert(entry, text)


def default_of(entry):
    """For what is missing."""
    if entry.default is not None:
        return values.default(entry, entry.default)
    if entry.has("default_getutcdate_if_null"):
        return STARTED
    if entry.has("enum") and not entry.has("calculated_field"):
        return values.retype(entry, entry.contract.enum(entry).get(""))
    if entry.bit_table() is not None and not entry.is_chained():
        return values.retype(entry, entry.bit_table().get("", 0))
    return None


def for_unknown(entry):
    """For what is there and does not convert: the enum's own default, or what a flag has for want of anything."""
    if entry.has("enum") and not entry.has("calculated_field"):
        return values.retype(entry, entry.contract.enum(entry).get(""))
    if entry.bit_table() is not None:
        if entry.default is not None:
            return values.default(entry, entry.default)
        return values.retype(entry, 0 if entry.is_chained() else entry.bit_table().get("", 0))
    return None


def or_enum(place, entry, text):
    """What was calculated stays; where nothing was, the enum is asked about the attribute's own text."""
    if text is not None or not entry.has("calculated_field") or not entry.has("enum") or entry.attribute is None:
        return text
    own = last_text(place.elements(entry), entry.attribute)
    table = entry.contract.enum(entry)
    value = labelled(table, own) if own else None
    value = table.get("") if value is None else value
    return None if value is None else str(value)


def cell(place, entry, without=()):
    text = or_enum(place, entry, transform(raw_text(place, entry), entry.kinds))
    without = () if entry.has("calculated_field") else without
    if text is None or not text.strip() or text.strip().lower() in without:
        value = default_of(entry)
        own = False
    else:
        value = converted(entry, text)
        own = value is not None
        value = for_unknown(entry) if value is None else value
    if value is None and entry.required:
        raise Failure(f"{entry.table}.{entry.column}: no value")
    return Cell(value, own, text)


# ---- rows of elements --------------------------------------------------------------------------------


def contact_winners(document, rule, contacts, id_of):
    """Of contacts with one id the later one, but a higher-ranked role before a lower one."""
    best = {}
    for number, contact in enumerate(contacts):
        key = id_of(contact)
        rank = rule.roles.index(attribute(contact, rule.ranking)) if rule.ranking else 0
        if key is None:
            best[("alone", number)] = (rank, contact)
        elif key not in best or rank <= best[key][0]:
            best[key] = (rank, contact)
    kept = {contact for _, contact in best.values()}
    return [contact for contact in contacts if contact in kept]


class Loader:
    def __init__(self, contract, document):
        self.contract, self.document = contract, document
        self.rows = {}  # table -> [(element, row)]

    def load(self):
        for table in self.contract.tables:
            self.rows[table] = []
            maker = self.contract.maker_of(table)
            if maker:
                getattr(self, maker)(table)
            else:
                self.elements(table)
        return [(table, row) for table in self.contract.tables for _, row in self.rows[table]]

    def application(self):
        found = self.document.all(self.contract.application)
        if not found:
            raise Failure("no application")
        return found

    def elements(self, table):
        for path in self.contract.row_paths(table):
            entries = self.contract.entries_at(table, path)
            rule = self.contract.rule_of(path)
            found = self.document.all(path)
            parent = self.contract.parent_of(table, path)
            if parent:
                found = [e for e in found if self.parent_row(parent[0], e) is not None]
            if rule and rule.kind == "contact":
                found = self.winners(table, rule, found, entries)
            for element in found:
                self.add_row(table, element, path, entries)

    def winners(self, table, rule, found, entries):
        ids = [e for e in entries if e.path == rule.path and e.attribute and e.attribute.lower() == rule.id]
        if not ids:
            return found

        def id_of(contact):
            return cell(Place(self.document, contact, rule.path), ids[0]).value

        return contact_winners(self.document, rule, found, id_of)

    def parent_row(self, table, element):
        for one in self.document.lineage(element):
            for made, row in self.rows.get(table, []):
                if made is one:
                    return row
        return None

    def keys(self, table, element, path):
        row = {}
        for parent, column in self.contract.foreign_keys(table):
            above = self.parent_row(parent, element)
            row[column] = above[self.contract.parent_columns.get((parent, table), column)] if above else None
        return row

    def add_row(self, table, element, path, entries):
        place = Place(self.document, element, path)
        row = self.keys(table, element, path)
        keys = set(row)
        made, late = [], None
        for entry in entries:
            if entry.column in keys:
                continue
            try:
                made.append((entry, cell(place, entry)))
            except Failure as failure:  # of no matter if the row is not made
                late = late or failure
        if self.is_row(table, element, path, entries, made):
            if late:
                raise late
            self.rows[table].append((element, {**row, **{entry.column: one.value for entry, one in made}}))

    def is_row(self, table, element, path, entries, made):
        """Contacts, addresses and jobs need what makes them one, other rows a value that says something."""
        rule = self.contract.rule_of(path)
        if rule:
            meant = [e for e in entries if e.path == path and e.attribute and e.makes_row(rule.kind)]
            if meant:
                texts = [(e, attribute(element, e.attribute)) for e in meant]
                return any(text and text.strip(" \t\r\n0." if e.is_amount() else None) for e, text in texts)
        if table == self.contract.root_table() or (rule and rule.kind == "contact"):
            return True
        return any(e.always() for e in entries) or any(
            one.own and one.value is not None and e.column not in self.contract.parent_keys(table)
            and not (e.is_amount() and one.value == 0)
            and not (rule and e.path == path and (e.attribute or "").lower() in rule.attributes) for e, one in made)

    # ---- rows of attributes

    def each_place(self):
        for element in self.application():
            yield Place(self.document, element, self.contract.application)

    def put(self, table, place, row):
        self.rows[table].append((place.element, {**self.keys(table, place.element, place.path), **row}))

    def add_score(self, table):
        for place in self.each_place():
            for entry in self.contract.of(table):
                text = transform(raw_text(place, entry), entry.kinds)
                value = values.convert(self.contract.widest(table), text) if text and text.strip() else None
                if value is not None:
                    self.put(table, place, {"score_identifier": entry.argument("add_score"), "score": value})

    def add_indicator(self, table):
        for place in self.each_place():
            for entry in self.contract.of(table):
                text = transform(raw_text(place, entry), entry.kinds) or ""
                if text.strip().upper() in ("Y", "YES", "TRUE", "T", "1"):
                    value = 1 if entry.column == "value" and entry.type != "string" else "1"
                    self.put(table, place, {"indicator": entry.argument("add_indicator"), "value": value})

    def lookup_value(self, table, place, entry):
        text = (transform(raw_text(place, entry), entry.kinds) or "").strip()
        if not text or text.lower() in NOTHING:
            return None
        return text[: self.contract.longest(table)]

    def add_history(self, table):
        for place in self.each_place():
            for entry in self.contract.of(table):
                value = self.lookup_value(table, place, entry)
                if value is not None:
                    self.put(table, place, {"name": f"[{entry.name}]", "source": f"[{entry.written_path[-1]}]",
                                            "value": value})

    def add_report_lookup(self, table):
        for place in self.each_place():
            for entry in self.contract.of(table):
                value = self.lookup_value(table, place, entry)
                if value is not None:
                    self.put(table, place, {"name": entry.name, "value": value,
                                            "source_report_key": entry.argument("add_report_lookup")})

    @staticmethod
    def is_said(entry, one):
        """A value that says something: no flag, nothing calculated, no zero."""
        return not entry.is_flag() and not entry.has("calculated_field") and not (entry.is_amount() and one.value == 0)

    def slots(self, table, kind):
        """(N, entries) in the order of their first mention."""
        found = {}
        for entry in self.contract.of(table):
            found.setdefault(entry.argument(kind), []).append(entry)
        shared = found.pop(None, [])
        return [(name, entries, shared) for name, entries in found.items()]

    def slot_rows(self, table, kind, number_column, counts):
        for place in self.each_place():
            for name, entries, shared in self.slots(table, kind):
                number = self.contract.slot_number(table, name)
                row, late, makes_row = {number_column: number}, None, False
                for entry in entries + shared:
                    try:
                        made = cell(place, entry, NOTHING if kind != "policy_exceptions" and entry.type == "string" else ())
                    except Failure as failure:
                        late = late or failure
                        continue
                    row[entry.column] = made.value
                    makes_row = makes_row or (entry not in shared and made.own and counts(entry, made))
                if makes_row and late:
                    raise late
                if makes_row:
                    self.put(table, place, row)

    def policy_exceptions(self, table):
        self.slot_rows(table, "policy_exceptions", self.contract.type_column(table), lambda e, c: True)

    def warranty_field(self, table):
        self.slot_rows(table, "warranty_field", self.contract.type_column(table), self.is_said)

    def add_collateral(self, table):
        self.slot_rows(table, "add_collateral", "sort_order", self.is_said)


# ---- all of them -------------------------------------------------------------------------------------


def printable(value):
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return value


def main():
    contract = Contract(sys.argv[1])
    for path in sys.argv[2:]:
        try:
            rows = Loader(contract, Document(path, contract)).load()
        except Failure as failure:
            print(json.dumps({"file": path, "failed": str(failure)}))
            continue
        for table, row in rows:
            row = {name: printable(value) for name, value in row.items() if value is not None}
            print(json.dumps({"file": path, "table": table, "row": row}, ensure_ascii=False))


if __name__ == "__main__":
    main()
