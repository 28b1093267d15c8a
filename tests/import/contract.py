"""A contract as the oracle reads it: keys in any spelling, paths from the root in lower case."""

import json
import re

MAKERS = ("add_score", "add_indicator", "add_history", "add_report_lookup", "policy_exceptions", "warranty_field",
          "add_collateral")
ROLES = {"last_valid_pr_contact": 0, "last_valid_sec_contact": 1, "authu_contact": "AUTHU"}


def loose(name):
    name = re.sub(r"[^a-z0-9]", "", name.lower())
    return name[3:] if name.startswith("xml") else name


def get(table, *names):
    """The value of the first of these keys that is there and not null."""
    for name in names:
        for key, value in table.items():
            if loose(key) == loose(name) and value is not None:
                return value
    return None


def truth(value, missing):
    if value is None:
        return missing
    return value if isinstance(value, bool) else str(value).lower() in ("true", "yes", "y", "1")


TYPES = {"varchar": "string", "nvarchar": "string", "numeric": "decimal", "integer": "int", "bool": "bit", "datetime2": "datetime",
         "float": "double"}


def items(given, key):
    """A list of objects, or an object of them, whose keys then say what `key` says in a list."""
    if isinstance(given, dict):
        return [{key: name, **one} for name, one in given.items()]
    return given or []


def split_kinds(given):
    """["a", "b(X)"], "a, b(X)" -> [("a", None), ("b", "X")]"""
    if given is None:
        return []
    if isinstance(given, str):
        given = re.findall(r"[^,()]+(?:\([^)]*\))?", given)
    kinds = []
    for one in given:
        match = re.fullmatch(r"\s*(\w+)\s*(?:\(\s*['\"]?(.*?)['\"]?\s*\))?\s*", one)
        if match:
            kinds.append((match[1].lower(), match[2] or None))
    return kinds


def whole_or_text(value):
    """1 and "1" are 1, all else is a text."""
    return int(value) if re.fullmatch(r"[+-]?\d+", str(value).strip()) else str(value)


# The columns that row types fix, for entries that name none.
FIXED = {"add_score": "score", "add_indicator": "value", "add_history": "value", "add_report_lookup": "value",
         "policy_exceptions": "reason_code"}


class Entry:
    def __init__(self, contract, given):
        self.contract = contract
        self.table = get(given, "target_table", "table")
        self.column = get(given, "target_column", "column")
        self.read_type(get(given, "data_type", "type"), get(given, "data_length", "length"))
        self.default = get(given, "default_value", "default")
        if self.default == "":
            self.default = None
        self.kinds = split_kinds(get(given, "mapping_type", "mapping_types"))
        self.expression = get(given, "expression")
        self.column = self.column or FIXED.get(self.maker())
        if self.column == "reason_code" and self.argument("policy_exceptions") is None:
            self.column = "notes"
        if self.expression and not self.has("calculated_field"):
            self.kinds.append(("calculated_field", None))
        self.type_column = get(given, "type_column")
        self.enum_name = get(given, "enum_name", "enum") or self.column
        self.exclude = truth(get(given, "exclude_default_when_record_empty"), False)
        self.required = truth(get(given, "required"), False)
        path = get(given, "xml_path", "path")
        self.nowhere = not path and not get(given, "xml_attribute", "attribute") and not self.expression
        self.read_place(path or contract.written_application, get(given, "xml_attribute", "attribute"))
        for name in ROLES:
            if self.has(name):
                self.role = contract.role(self.path, ROLES[name])
                break
        else:
            self.role = None

    def read_type(self, kind, length):
        """decimal(12,2), or decimal with a length of "12,2" or 2; digits is how many stand before the point at most."""
        match = re.fullmatch(r"(\w+)\s*(?:\((.*)\))?", kind.strip())
        self.type = TYPES.get(match[1].lower(), match[1].lower())
        length = str(length if length is not None else match[2] or "")
        numbers = [] if length.startswith("-") else [int(n) for n in re.findall(r"\d+", length)]
        self.length = numbers[-1] if numbers else 2 if self.type == "decimal" else None
        self.precision = numbers[0] if len(numbers) == 2 else 18

    def read_place(self, path, name):
        if "@" in path:
            path, name = path.rsplit("/@", 1)
        if name and name.startswith("@"):
            name = name[1:]
        if name == "text()":
            name = None
        self.attribute = name
        self.written_path = [step for step in path.split("/") if step]
        self.name = name or self.written_path[-1]
        self.path = self.contract.absolute(path)

    def has(self, kind):
        return any(name == kind for name, _ in self.kinds)

    def argument(self, kind):
        return next((argument for name, argument in self.kinds if name == kind), None)

    def maker(self):
        return next((name for name, _ in self.kinds if name in MAKERS), None)

    def is_flag(self):
        return self.type == "bit" or self.has("char_to_bit") or self.has("boolean_to_bit")

    def bit_table(self):
        return next((self.contract.bits(kind) for kind in ("char_to_bit", "boolean_to_bit") if self.has(kind)), None)

    def is_chained(self):
        """A step before the table of bits, without whose value there is none."""
        return self.role is not None or self.has("calculated_field")

    def always(self):
        """The table of texts has a value for the empty text: so the column has one in any case."""
        if self.has("calculated_field"):
            return False
        if self.has("enum"):
            return "" in self.contract.enum(self)
        table = self.bit_table()
        return table is not None and "" in table and not self.is_chained()

    def is_amount(self):
        return self.type in ("int", "bigint", "smallint", "tinyint", "decimal", "double") and not self.has("enum") \
            and not self.is_flag()

    def makes_row(self, kind):
        """Whether an element of a kind is one by this column: by the words in its name."""
        words = {"contact": "birth|dob|name|ssn|tax|identity|sin", "address": "zip|postal|city|street|state",
                 "employment": "business|employer|company|salary|income|title|zip|city"}.get(kind)
        return words and not self.has("enum") and re.search(f"(?<![a-z])(?:{words})", self.column.lower())


class Rule:
    def __init__(self, contract, given):
        self.kind = re.sub("(contact|address|employment).*", r"\1", (get(given, "element_type", "type") or "").lower())
        parent, child = get(given, "xml_parent_path", "parent_path"), get(given, "xml_child_path", "child_path")
        self.path = contract.absolute(child, contract.absolute(parent) if parent else None)
        self.attributes = {}
        required = get(given, "required_attributes", "attributes") or {}
        for name, allowed in (required if isinstance(required, dict) else dict.fromkeys(required, True)).items():
            if allowed is not False:
                self.attributes[name.lower().lstrip("@")] = allowed if allowed is True else (
                    [str(a) for a in allowed] if isinstance(allowed, list) else [str(allowed)])
        lists = [name for name, allowed in self.attributes.items() if allowed is not True]
        likely = [name for name in lists if re.search("role|type|_tp|kind", name)]
        self.ranking = (likely or lists or [None])[0]
        self.roles = self.attributes[self.ranking] if self.ranking else []
        ids = [name for name, allowed in self.attributes.items() if allowed is True]
        self.id = next((name for name in ids if name.endswith("id")), ids[0] if ids else None)


def below(path, above):
    return path[: len(above)] == above


class Contract:
    def __init__(self, file):
        with open(file, encoding="utf-8-sig") as handle:
            self.given = json.load(handle)
        application = get(self.given, "xml_application_path", "application_path")
        root = get(self.given, "xml_root_element", "root_element")
        self.written_application = application or root
        self.root = (root or application.strip("/").split("/")[0]).strip("/").lower()
        self.application = ()
        self.application = self.absolute(application or root)
        filtering = get(self.given, "element_filtering") or {}
        if isinstance(filtering, dict):
            filtering = get(filtering, "filter_rules")
        self.rules = [Rule(self, one) for one in filtering or []]
        self.enums = get(self.given, "enum_mappings", "enums") or {}
        self.entries = [Entry(self, one) for one in get(self.given, "mappings")]
        self.inner = {entry.path[:n] for entry in self.entries for n in range(1, len(entry.path))}
        self.read_relationships()
        self.tables = self.order_tables()

    # ---- paths

    def absolute(self, path, below=None):
        """Steps from the root, in lower case. A path that begins elsewhere goes on from another path, see import.md."""
        steps = tuple(step.lower() for step in path.split("/") if step)
        if steps and steps[0] == self.root:
            return steps
        base = below or self.application or (self.root,)
        for at in range(len(base) - 1, 0, -1):
            if steps and base[at] == steps[0]:
                return base[:at] + steps
        return base + steps

    def has_inner(self, path):
        """Whether the contract knows of elements in this one."""
        return path in self.inner

    def rule_of(self, path):
        return next((rule for rule in self.rules if rule.path == path), None)

    def known(self, name):
        """Where the elements of a name are: of a filter rule, or of the only path that has them."""
        for rule in self.rules:
            if rule.path[-1] == name:
                return rule.path
        known = {e.path[:n] for e in self.entries for n in range(1, len(e.path) + 1) if e.path[n - 1] == name}
        return known.pop() if len(known) == 1 else None

    def contact_rule(self, path):
        contacts = [rule for rule in self.rules if rule.kind == "contact"]
        for rule in contacts:
            if path[: len(rule.path)] == rule.path:
                return rule
        return contacts[0] if contacts else None

    def role(self, path, which):
        roles = self.contact_rule(path).roles
        named = {0: "PR", 1: "SEC"}.get(which, which)
        return next((role for role in roles if role.upper() == named), roles[which] if isinstance(which, int) else None)

    # ---- tables

    def read_relationships(self):
        self.relationships, self.parent_columns = [], {}
        for given in items(get(self.given, "relationships"), "child_table"):
            parent = get(given, "parent_table", "parent")
            child = get(given, "child_table", "child")
            column = get(given, "foreign_key_column", "foreign_key", "fk")
            self.parent_columns[parent, child] = get(given, "parent_key") or column
            above, path = get(given, "xml_parent_path", "parent_path"), get(given, "xml_child_path", "child_path")
            above = self.absolute(above) if above else None
            self.relationships.append((parent, child, column, self.absolute(path, above) if path else None))

    def order_tables(self):
        listed = get(self.given, "table_insertion_order") or []
        if isinstance(listed, str):
            listed = re.findall(r"\w+", listed)
        used = []
        for entry in self.entries:
            if entry.table not in used:
                used.append(entry.table)
        return [t for t in listed if t in used] + [t for t in used if t not in listed]

    def of(self, table):
        return [entry for entry in self.entries if entry.table == table]

    def maker_of(self, table):
        return next((entry.maker() for entry in self.of(table) if entry.maker()), None)

    def plain(self, table):
        """Entries that say where the table's rows are."""
        return [e for e in self.of(table) if not e.role and not e.has("curr_address_only")]

    def row_paths(self, table):
        """The elements that are rows: those of relationships and filter rules, or else the application."""
        plain = self.plain(table)
        related = list(dict.fromkeys(path for _, child, _, path in self.relationships if child == table and path))
        usable = [path for path in related if (self.rule_of(path) or all(below(e.path, path) for e in plain))
                  and not (below(self.application, path) and path != self.application)]
        if related:
            return usable or [self.application]
        votes = {}
        for entry in plain:
            rules = [rule.path for rule in self.rules if below(entry.path, rule.path)]
            path = max(rules, key=len) if rules else self.application
            votes[path] = votes.get(path, 0) + 1
        top = self.rule_of(max(votes, key=votes.get)) if votes else None
        if not top:
            return [self.application]
        return [path for path in votes if self.rule_of(path) and self.rule_of(path).kind == top.kind]

    def entries_at(self, table, path):
        """Those for rows of this element; an entry of another row element of the table is not."""
        others = [p for p in self.row_paths(table) if p != path]
        return [e for e in self.of(table) if not any(e.path[: len(p)] == p for p in others)]

    def parent_of(self, table, path):
        """(parent table, column) of the relationship that the row's element is nested by."""
        found = [(p, c) for p, child, c, _ in self.relationships if child == table]
        return max(found, key=lambda one: max(len(p) for p in self.row_paths(one[0]))) if found else None

    def foreign_keys(self, table):
        found = [(p, c) for p, child, c, _ in self.relationships if child == table]
        if not found and self.maker_of(table):
            root = self.relationships[0][0] if self.relationships else self.tables[0]
            return [(root, self.application_key())]
        return found

    def application_key(self):
        parents = [p for p, child, _, _ in self.relationships]
        children = [child for _, child, _, _ in self.relationships]
        for parent, child, _, _ in self.relationships:
            if parent not in children:
                return self.parent_columns[parent, child]
        return get(self.given, "key_column") or (parents and self.relationships[0][2])

    def parent_keys(self, table):
        """The columns by which other rows know those of a table."""
        return {self.parent_columns[p, child] for p, child, _, _ in self.relationships if p == table}

    def root_table(self):
        """The parent that is no child, or else the first table with a row for each application."""
        children = [child for _, child, _, _ in self.relationships]
        for parent, _, _, _ in self.relationships:
            if parent in self.tables and parent not in children:
                return parent
        return next((t for t in self.tables if not self.maker_of(t) and self.row_paths(t)[0] == self.application), None)

    # ---- values

    def enum(self, entry):
        for name, table in self.enums.items():
            if name.lower() == entry.enum_name.lower():
                return {label.strip(): whole_or_text(value) for label, value in table.items() if value is not None}
        raise KeyError(entry.enum_name)

    def bits(self, kind):
        table = (get(self.given, "bit_conversions") or {})[kind]
        return {label.strip().lower(): int(value) for label, value in table.items()}

    def widest(self, table):
        """The entry with the type that holds all scores of a table."""
        order = ["tinyint", "smallint", "int", "bigint", "decimal"]
        return max(self.of(table), key=lambda e: (order.index(e.type), e.length or 0))

    def longest(self, table):
        lengths = [e.length for e in self.of(table)]
        return None if None in lengths else max(lengths)

    def type_column(self, table):
        """Where N goes: the enum that has all of a table's numbers says how the column is called."""
        numbers = {int(a) for e in self.of(table) for _, a in e.kinds if a and a.isdigit()}
        used = {e.enum_name for e in self.entries if e.has("enum")}
        for entry in self.of(table):
            if entry.type_column:
                return entry.type_column
        for name, table_ in self.enums.items():
            if "type" in name.lower() and name not in used and numbers and numbers <= {int(v) for v in table_.values() if v is not None}:
                return name
        return "type"

    def slot_number(self, table, name):
        return int(name) if re.fullmatch(r"\d+", name) else name
