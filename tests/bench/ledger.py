"""What a page of documents costs when the ledger is small and when it is large: both ledgers are made up, the statement
is the one that rowan pages with. They take turns, for a machine changes its speed while a large ledger is made."""
import os
import statistics
import subprocess
import sys

from cases import find_python
from report import number, table

HOME = os.path.dirname(os.path.abspath(__file__))
DOCUMENTS = 20000  # in the source; every second one is in the ledger
PAGE = 500
ROUNDS = 7
MAPPING = "credit_application"
COLUMNS = "(feed, doc_key, status, sent, stored, run_id, logged_at)"

# Runs under the Python that has pyodbc: goes through all pages twice, and prints for each of the second time its
# milliseconds and those of a piece of work that is always the same, which tell how slow the machine is then.
PAGES = """
import sys, time, pyodbc
connect, sql, page = sys.argv[1], sys.argv[2], int(sys.argv[3])
sys.path.append(sys.argv[4])
from probe import probe
cursor = pyodbc.connect(connect, autocommit=True).cursor()
for turn in range(2):
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
    """Size rows: every second document of the source, and keys between them. Returns the name of the table."""
    name = f"ledger_{size}"
    least = f"k.n % {step} <> 0 OR k.n / {step} % 2 = 0" if size > DOCUMENTS else "k.n % 2 = 0"
    key = "k.n" if size > DOCUMENTS else f"k.n * {step}"
    db.execute(f"INSERT INTO rowan_ledger {COLUMNS} SELECT '{MAPPING}', CAST({key} AS {db.text_type}), 'loaded', 16, 16, "
               f"'bench', '2024-01-01 00:00:00' FROM {db.series(max(size, DOCUMENTS))} WHERE {least}")
    db.settle()
    rename(db, "rowan_ledger", name)
    db.run_rowan("init", db.mapping)
    return name


def rename(db, old, new):
    db.execute(f"ALTER TABLE {old} RENAME TO {new}")


def page_statement(db):
    """What rowan says, with the place from which a later page goes on."""
    script = ("local rowan = require 'rowan' local m = rowan.mapping.load(arg[1]) "
              "io.write(rowan.odbc.connect(os.getenv 'ROWAN_CONNECT'):pager_sql(m))")
    path = f"{db.folder}-pages.lua"
    with open(path, "w", encoding="utf8") as file:
        file.write(script)
    sql = db.run_rowan(path, db.mapping).decode()
    return sql.replace(" WHERE ", ' WHERE s."app_id" > CAST(? AS bigint) AND ', 1)


def measure(db, python, sql, name):
    """Medians of a page's milliseconds and of those of the piece of work that is always the same."""
    rename(db, name, "rowan_ledger")
    done = subprocess.run([python, "-Bc", PAGES, db.odbc, sql, str(PAGE), HOME], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    rename(db, "rowan_ledger", name)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode()[-2000:])
    return [statistics.median(column) for column in zip(*(map(float, line.split()) for line in done.stdout.splitlines()))]


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
        sizes, names = (DOCUMENTS // 2, size), []
        for rows in sizes:
            say(f"{db.name}: making a ledger of {rows:,} rows")
            names.append(fill_ledger(db, rows, step))
        db.execute("DROP TABLE rowan_ledger")
        db.flush()
        rounds = []
        for turn in range(ROUNDS):
            say(f"{db.name}: round {turn + 1}")
            rounds.append([measure(db, python, sql, name) for name in names])
        print(f"\n{db.name}: a page of {PAGE} documents of 3.6 kB, medians of {ROUNDS} rounds")
        lines = []
        for which, rows in enumerate(sizes):
            page = statistics.median(turn[which][0] for turn in rounds)
            ratios = [turn[which][0] / turn[0][0] for turn in rounds]
            steady = [turn[which][0] / turn[which][1] / (turn[0][0] / turn[0][1]) for turn in rounds]
            lines.append([number(rows), f"{page:.2f}", f"{statistics.median(ratios):.2f}",
                          f"{statistics.median(steady):.2f}", f"{min(ratios):.2f} to {max(ratios):.2f}"])
            results.append({"database": db.name, "ledger": rows, "page_ms": page, "ratio": statistics.median(ratios)})
        table([">ledger rows", ">ms/page", ">of the smaller", ">on a steady machine", ">in single rounds"], lines)
        sys.stdout.flush()
        db.drop()
    return results
