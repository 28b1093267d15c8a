#!/usr/bin/python3
"""Statements that came to tests/tds/server.py, through a parser that knows T-SQL.

    tests/tds/statements.py shape FILE     prints them sorted, without what differs from run to run
    tests/tds/statements.py parse FILE     says which ones sqlfluff does not take
"""

import re
import sys

# What sqlfluff 1.4 wrongly refuses, and what stands there instead while it parses.
WRONG = [
    # a number of rows that is a parameter
    (r" OFFSET 0 ROWS FETCH NEXT @P\d+ ROWS ONLY", ""),
    # a number of a sequence
    (r"^SELECT NEXT VALUE FOR \S+ FROM", "SELECT 1 FROM"),
    # settings of a session
    (r"^SET (LANGUAGE|DATEFORMAT|DATEFIRST|LOCK_TIMEOUT|ROWCOUNT|TEXTSIZE) \w+$", "SELECT 1"),
    # several settings at once
    (r"^SET [A-Z_]+(, [A-Z_]+)+ (ON|OFF)$", "SELECT 1"),
    # a computed column with others behind it
    (r"doc_key_exact AS CAST\(doc_key AS varbinary\(380\)\) PERSISTED NOT NULL,", ""),
    # it takes twice as long for each level of brackets: a key of several columns, and the ledger behind its bounds
    (r"REPLACE\(REPLACE\((.*?), N'%', N'%25'\), N'/', N'%2F'\)", r"\1"),
    (r"^(SELECT .* s\.\[batch\] .* CASE WHEN DATALENGTH.*) AND \(SELECT 1 FROM .*\) IS NULL ", r"\1 "),
    # hours
    (r"^.* FROM sys\.columns t .*$", "SELECT 1"),
]
# A table of a question to the catalogue.
NAMED = r"OBJECT_ID\(QUOTENAME\(COALESCE\(@P\d+, SCHEMA_NAME\(\)\)\) \+ N'\.' \+ QUOTENAME\(@P\d+\)\)"

# The columns of a key, by its values.
KEY = r"\((?:s\.)?\[\w+\] = @P\d+(?: AND (?:s\.)?\[\w+\] = @P\d+)+\)"

# What the test asks and makes itself.
OWN = re.compile(r"^(DROP TABLE|SELECT @@VERSION|SELECT COUNT\(\*\) AS n FROM (?!.*WHERE feed))")


def shape(lines):
    """Without times, and with inserts of one number of rows for each table: others are the same but longer. A
    question to the catalogue stands once, whatever the number of tables; one for documents or to the ledger has one or
    two keys."""
    seen = set()
    for line in lines:
        if OWN.match(line):
            continue
        line = re.sub(r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d'", "'2024-03-05 10:00:00'", line)
        if "VALUES (@P" in line and "), (" in line:
            line = line[:line.index("), (") + 1]
        line = re.sub("(%s)(, %s)+" % (NAMED, NAMED), r"\1", line)
        line = re.sub("(%s)(?: OR %s)+" % (KEY, KEY), r"\1", line)
        line = re.sub(r" IN \((@P\d+|CAST\(@P\d+ AS \w+\))(?:, (?:@P\d+|CAST\(@P\d+ AS \w+\)))+\)", r" IN (\1)", line)
        line = re.sub(r"( UNION ALL SELECT 1[ ,].*?) UNION ALL SELECT 2[ ,].*$", r"\1", line)
        seen.add(line)
    return sorted(seen)


def parse(lines):
    from sqlfluff.core import Linter
    linter = Linter(dialect="tsql")
    bad = 0
    for line in lines:
        text = line
        for pattern, instead in WRONG:
            text = re.sub(pattern, instead, text)
        violations = linter.parse_string(text + "\n").violations
        if violations:
            bad += 1
            print("FAILED  %s\n  %s" % (line[:300], violations[0].desc()[:300]))
    print("%d passed, %d failed" % (len(lines) - bad, bad))
    return bad == 0


def main():
    verb, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        lines = [l.rstrip("\n") for l in file]
    if verb == "parse":
        sys.exit(0 if parse(lines) else 1)
    print("\n".join(shape(lines)))


main()
