"""Statements of rowan for SQL Server, as SQLite runs them, and what its catalogue would say of the tables."""

import re

# class, length, precision, scale, code page: as sys.columns has them
SESSION = ["us_english", "ymd", "100000", "-1", "228/2", "\u00e4\u20ac"]


def translate(statement):
    s = re.sub(r"N'", "'", statement)
    s = re.sub(r" OPTION \([^)]*\)$", "", s)
    s = re.sub(r"OFFSET 0 ROWS FETCH NEXT (@P\d+) ROWS ONLY", r"LIMIT \1", s)
    s = re.sub(r"CONVERT\((?:small)?datetime, REPLACE\((@P\d+), ' ', 'T'\), 126\)", r"\1", s)
    s = re.sub(r"CONVERT\(xml, (@P\d+), 1\)", r"\1", s)
    s = re.sub(r"CAST\(doc_key AS varbinary\(380\)\) PERSISTED NOT NULL", "CAST(doc_key AS blob) STORED", s)
    s = re.sub(r"AS (CAST\(doc_key AS blob\)) STORED", r"blob GENERATED ALWAYS AS (\1) STORED", s)
    s = re.sub(r"AS varbinary\(8000\)\)", "AS blob)", s)
    s = re.sub(r"PRIMARY KEY \(feed, doc_key_exact\b", "UNIQUE (feed, doc_key_exact", s)
    s = s.replace("(max)", "")
    s = re.sub(r"CAST\((@P\d+) AS date\)", r"\1", s)
    s = re.sub(r"CONVERT\(nvarchar\(40\), (.*?), \d+\)", r"\1", s)
    s = re.sub(r" WITH \(UPDLOCK, ROWLOCK\)", "", s)
    if re.search(r"\[number\] int NOT NULL IDENTITY", s):
        s = re.sub(r"(\[number\]) int NOT NULL IDENTITY\(1,1\)", r"\1 INTEGER PRIMARY KEY", s)
        s = re.sub(r",\s*PRIMARY KEY \(\[number\]\)", "", s)
    s = re.sub(r"^CREATE SEQUENCE (\S+) AS bigint .*$", r"CREATE TABLE \1 (n INTEGER PRIMARY KEY AUTOINCREMENT)", s)
    s = re.sub(r"^SELECT NEXT VALUE FOR (\S+) FROM \(SELECT TOP \((@P\d+)\) .*$", r"WITH RECURSIVE r(i) AS (SELECT 1 "
               r"UNION ALL SELECT i + 1 FROM r WHERE i < \2) INSERT INTO \1 SELECT NULL FROM r RETURNING n", s)
    s = s.replace(" + NCHAR(1)", " || NCHAR(1)")
    s = re.sub(r"^DELETE t0 FROM (\S+) t0 (.*)$", r"DELETE FROM \1 WHERE rowid IN (SELECT t0.rowid FROM \1 t0 \2)", s)
    return re.sub(r" COLLATE (?!Latin1_General_100_BIN2)\w+", "", s)


def columns_of(db, table):
    """name, type, not null, default, generated, place in the key."""
    return [(c[1], c[2], c[3], c[4], c[6], c[5]) for c in
            db.execute("SELECT * FROM pragma_table_xinfo(?)", [table])]


def describe(table, name, declared, not_null, default, generated, key):
    """A row of the dialect's question about columns."""
    base = re.match(r"\w+", declared or "nvarchar").group(0).lower()
    base = {"integer": "int", "blob": "varbinary"}.get(base, base)
    numbers = [int(n) for n in re.findall(r"\d+", (declared or "").partition("(")[2])]
    length = numbers[0] if numbers and base in ("nvarchar", "varchar", "char", "nchar", "varbinary") else None
    classes = {"datetime2": "timestamp", "smalldatetime": "datetime", "float": "float8", "bit": "bool",
               "money": "decimal", "varchar": "varchar(1252)", "char": "char(1252)", "ntext": "text"}
    precision, scale = (numbers + [0, 0])[:2] if base == "decimal" else (19, 4) if base == "money" else (0, 0)
    fraction = {"datetime": 3, "smalldatetime": 0}.get(base, numbers[0] if numbers else 7)
    cast = base if base in ("int", "bigint", "uniqueidentifier", "xml", "date") else None
    return ["dbo", table, 0, name, base, classes.get(base, base), length, precision, scale, fraction,
            0 if not_null or key else 1, 1 if default is not None or name == "number" else 0, 1 if generated else 0,
            2 if name == "number" else 0, 1, cast or base, 1, 1, None, declared, None, 0,
            0 if table == "fixed" and name == "number" else 1]


def tables_named(db, params):
    """As a collation of names does it that is not sensitive to case."""
    known = {r[0].lower(): r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [known[p.lower()] for p in dict.fromkeys(params) if p and p.lower() in known]


def uniques(db, table):
    keys = [(c[5], c[0]) for c in columns_of(db, table) if c[5]]
    rows = [[table, "PK", 1, 0, name] for _, name in sorted(keys)]
    for _, index, unique, origin, _ in db.execute("SELECT * FROM pragma_index_list(?)", [table]).fetchall():
        if unique and origin != "pk":
            names = [r[2] for r in db.execute("SELECT * FROM pragma_index_info(?)", [index])]
            rows += [[table, index, 0, 0, name] for name in names]
    return rows


def indexes(db, table):
    """Those of uniques, and others."""
    rows = [[t, name, 1, column] for t, name, _, _, column in uniques(db, table)]
    for _, index, unique, _, _ in db.execute("SELECT * FROM pragma_index_list(?)", [table]).fetchall():
        if not unique:
            rows += [[table, index, 0, r[2]] for r in db.execute("SELECT * FROM pragma_index_info(?)", [index])]
    return rows


def checks(db, table):
    """What stands between a constraint's parentheses, up to the next comma; none is spelt as SQL Server would."""
    text = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()[0]
    return [[table, None, name, None, "(%s)" % definition]
            for name, definition in re.findall(r"CONSTRAINT \[?(\w+)\]? CHECK \(((?:[^()]|\([^()]*\))*)\)", text)]


def catalogue(db, statement, params, options):
    """Names and rows for a question to the catalogue or the session; None: it is none."""
    if "@@OPTIONS" in statement:
        on = "SET QUOTED_IDENTIFIER, ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, " \
             "ANSI_NULL_DFLT_ON, XACT_ABORT ON"
        kept = "on" if on in options else "off"
        row = [kept] * 7 + ["off"] * 3 + SESSION
        return ["c%d" % i for i in range(len(row))], [row]
    if "QUOTENAME(USER_NAME())" in statement:
        return ["user"], [["[rowan]"]]
    if "CONNECTIONPROPERTY" in statement:
        return ["place"], [[":1433/rowan"]]
    if "sys.columns t" in statement:
        tables = tables_named(db, params)
        return ["f%d" % i for i in range(23)], [describe(t, *c) for t in tables for c in columns_of(db, t)]
    if "sys.indexes i" in statement and "i.is_hypothetical" in statement:
        return ["a", "b", "c", "d"], [r for t in tables_named(db, params) for r in indexes(db, t)]
    if "sys.indexes i" in statement:
        return ["a", "b", "c", "d", "e"], [r for t in tables_named(db, params) for r in uniques(db, t)]
    if "sys.foreign_keys f" in statement:
        return ["a", "b", "c", "d", "e", "f"], []
    if "sys.check_constraints k" in statement:
        return ["a", "b", "c", "d", "e"], [r for t in tables_named(db, params) for r in checks(db, t)]
    if "SCHEMA_ID(s.name)" in statement:
        return ["a", "b", "c", "d", "e", "f"], [["dbo", 1, 1, 1, 1, 1]]
    if "sys.tables c" in statement:
        return ["a", "b"], [[t, 1] for t in tables_named(db, params)]
    if "s.type = 'SO'" in statement:
        return ["a"], [[t] for t in tables_named(db, params)]
    if "sys.foreign_keys" in statement:
        return ["a", "b", "c", "d", "e"], []
    if "sys.objects o" in statement:
        names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        return ["a", "b", "c"], [["dbo", r[0], 1] for r in names]
    return None
