"""What a page of documents costs when the ledger is small and when it is large: the ledger is made up, the statement
is the one that rowan pages with."""
import os
import statistics
import subprocess
import sys
import time

from cases import find_python
from report import number, table

HOME = os.path.dirname(os.path.abspath(__file__))
DOCUMENTS = 20000  # in the source; every second one is in the ledger
PAGE = 500
ROUNDS = 7
MAPPING = "credit_application"
COLUMNS = "(mapping, doc_key, status, row_count, run_id, logged_at)"

# Runs under the Python that has pyodbc: prints, for each page of all rounds but the first, its milliseconds and those
# of a piece of work that is always the same, which tell how slow the machine is then.
PAGES = """
import sys, time, pyodbc
connect, sql, rounds, page = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
sys.path.append(sys.argv[5])
from probe import probe
cursor = pyodbc.connect(connect, autocommit=True).cursor()
for turn in range(rounds):
    low = 0
    while True:
        began = time.perf_counter()
        rows = cursor.execute(sql, low, 'credit_application', page).fetchall()
        took = time.perf_counter() - began
        if len(rows) < page:
            break
        low = int(rows[-1][0])
        slow = probe()
        if turn:
            print(took * 1e3, slow * 1e3)
"""


def spread(db, step):
    """Keys as far apart as those of a table from which most rows are loaded already."""
    db.execute(f"UPDATE app_xml SET app_id = -app_id * {step}")
    db.execute("UPDATE app_xml SET app_id = -app_id")


def fill_ledger(db, size, step):
    """Size rows: every second document of the source, and keys between them."""
    db.execute("DELETE FROM processing_log")
    least = f"k.n % {step} <> 0 OR k.n / {step} % 2 = 0" if size > DOCUMENTS else "k.n % 2 = 0"
    key = "k.n" if size > DOCUMENTS else f"k.n * {step}"
    db.execute(f"INSERT INTO processing_log {COLUMNS} SELECT '{MAPPING}', CAST({key} AS {db.text_type}), 'loaded', 16, "
               f"'bench', '2024-01-01 00:00:00' FROM {db.series(max(size, DOCUMENTS))} WHERE {least}")
    db.settle()


def page_statement(db):
    """What rowan says, with the place from which a later page goes on."""
    script = ("local rowan = require 'rowan' local m = rowan.mapping.load(arg[1]) "
              "io.write(rowan.odbc.connect(os.getenv 'ROWAN_CONNECT'):pager_sql(m))")
    path = f"{db.folder}-pages.lua"
    with open(path, "w", encoding="utf8") as file:
        file.write(script)
    sql = db.run_rowan(path, db.mapping).decode()
    return sql.replace(" WHERE ", ' WHERE s."app_id" > CAST(? AS bigint) AND ', 1)


def measure(db, python, sql):
    done = subprocess.run([python, "-Bc", PAGES, db.odbc, sql, str(ROUNDS), str(PAGE), HOME], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode()[-2000:])
    lines = [tuple(map(float, line.split())) for line in done.stdout.splitlines()]
    return [statistics.median(column) for column in zip(*lines)], len(lines)


def run_ledger(databases, size, say):
    python = find_python()
    results = []
    step = max(1, size // DOCUMENTS)
    for db in databases:
        say(f"{db.name}: making {DOCUMENTS:,} small documents")
        db.fill("small", DOCUMENTS)
        db.empty()
        spread(db, step)
        sql = page_statement(db)
        lines = []
        for rows in (DOCUMENTS // 2, size):
            say(f"{db.name}: a ledger of {rows:,} rows")
            began = time.monotonic()
            fill_ledger(db, rows, step)
            say(f"{db.name}: made in {time.monotonic() - began:.0f} s")
            (page, same), count = measure(db, python, sql)
            lines.append((rows, count, page, same))
        print(f"\n{db.name}: a page of {PAGE} documents of 3.6 kB, median")
        _, _, first, first_same = lines[0]
        table([">ledger rows", ">pages", ">ms/page", ">of the smaller", ">on a steady machine"],
              [[number(rows), count, f"{page:.2f}", f"{page / first:.2f}", f"{page / first / (same / first_same):.2f}"]
               for rows, count, page, same in lines])
        sys.stdout.flush()
        results += [{"database": db.name, "ledger": rows, "page_ms": page, "probe_ms": same}
                    for rows, _, page, same in lines]
        db.drop()
    return results
