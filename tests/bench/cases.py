"""What is measured: rowan, the floor, a Python peer, XMLTABLE. Each case returns one Measure."""
import dataclasses
import json
import os
import resource
import statistics
import subprocess
import sys
import time

from databases import check_output


@dataclasses.dataclass
class Measure:
    case: str
    workers: int
    documents: int
    seconds: float
    rows: int = 0
    bytes: int = 0
    memory: int = 0  # bytes, of the largest worker; 0: not known
    cpu: float = 0  # seconds of processor time of the processes that load
    server: float = 0  # and of the database server
    parts: dict = dataclasses.field(default_factory=dict)  # seconds of read, parse, load
    times_floor: float = 0  # the time against that of the floor in the same round, the middle one of all rounds

    @property
    def per_document(self):
        return self.seconds / self.documents


def median(measures):
    """The middle one of several measurements of one case."""
    middle = sorted(measures, key=lambda m: m.seconds)[(len(measures) - 1) // 2]
    parts = {name: statistics.median(m.parts[name] for m in measures) for name in middle.parts}
    return dataclasses.replace(middle, parts=parts, memory=max(m.memory for m in measures))


class Clock:
    """Wall time of what is done inside a with, and processor time of its commands and of the database's server."""

    def __init__(self, db):
        self.db = db

    def __enter__(self):
        self.began, self.cpu, self.server = time.monotonic(), -self.children(), -self.db.server_cpu()
        return self

    def __exit__(self, *_):
        self.seconds = time.monotonic() - self.began
        self.cpu += self.children()
        self.server += self.db.server_cpu()

    @staticmethod
    def children():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime


def borders(documents, workers):
    """Equal ranges of the keys 1 to documents."""
    cuts = [documents * i // workers for i in range(workers + 1)]
    return [(a + 1, b) for a, b in zip(cuts, cuts[1:])]


def run_rowan(db, documents, workers, *options):
    db.empty()
    with Clock(db) as clock:
        text = db.run_rowan("run", db.mapping, "--workers", workers, "--to", documents, "--quiet", "--json", *options)
    result = json.loads(text)
    if result["loaded"] != documents:
        raise RuntimeError(f"rowan loaded {result['loaded']} documents of {documents}")
    return Measure("rowan", workers, documents, clock.seconds, result["rows"], result["bytes"], result["peak_memory"],
                   clock.cpu, clock.server)


class Floor:
    """The same number of processes, doing one thing only."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def run(self, commands):
        """Begin together; the slowest counts."""
        processes = [subprocess.Popen([self.program, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                     for command in commands]
        for process in processes:
            process.stdout.readline()  # ready
        for process in processes:
            process.stdin.write(b"\n")
            process.stdin.flush()
        results = [json.loads(process.communicate()[0] or "null") for process in processes]
        if None in results:
            raise RuntimeError("floor failed")
        return {"seconds": max(r["seconds"] for r in results),
                **{name: sum(r[name] for r in results) for name in ("documents", "rows", "bytes", "cpu")}}

    def place(self, workers, number):
        return os.path.join(self.folder, f"{workers}.{number}")

    def prepare(self, db, documents, workers):
        """Documents and rows as files, from the database as rowan left it."""
        os.makedirs(self.folder, exist_ok=True)
        for number, (first, last) in enumerate(borders(documents, workers)):
            place = self.place(workers, number)
            db.save_range(place, first, last)
            self.run([["read", db.odbc, str(first), str(last), place + ".documents"]])

    def measure(self, db, documents, workers):
        ranges = borders(documents, workers)
        places = [self.place(workers, number) for number in range(workers)]
        db.empty()
        with Clock(db) as clock:
            read = self.run([["read", db.odbc, str(first), str(last)] for first, last in ranges])
            parse = self.run([["parse", place + ".documents"] for place in places])
            load = self.run([db.floor_load(place, first, last) for place, (first, last) in zip(places, ranges)])
        steps = {"read": read, "parse": parse, "load": load}
        if any(step["documents"] != documents for step in steps.values()):
            raise RuntimeError(f"the floor has not {documents} documents: {steps}")
        parts = {name: step["seconds"] for name, step in steps.items()}
        # The log row is a row of the load, but rowan does not count it.
        return Measure("floor", workers, documents, sum(parts.values()), load["rows"] - documents, read["bytes"],
                       0, sum(step["cpu"] for step in steps.values()), clock.server, parts)


PARSE_ROUNDS = 9


def measure_parse(program, mapping, file):
    """What reading XML takes, in ways that take turns: libxml2 and the scanner bare, and a worker's by either."""
    return json.loads(check_output([program, mapping, file, str(PARSE_ROUNDS)]))


def find_python():
    """A Python that has lxml and pyodbc: the one that runs this, or else the system's."""
    for program in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([program, "-c", "import lxml.etree, pyodbc"], stderr=subprocess.DEVNULL,
                          check=False).returncode == 0:
            return program
    raise RuntimeError("no Python has lxml and pyodbc; Debian's packages are python3-lxml and python3-pyodbc")


def run_peer(db, python, script, documents, workers):
    db.empty()
    with Clock(db) as clock:
        text = check_output([python, script, db.odbc, "--workers", str(workers), "--from", "1", "--to", str(documents)])
    result = json.loads(text)
    return Measure("python", workers, result["documents"], clock.seconds, result["rows"], result["bytes"],
                   result["memory"], clock.cpu, clock.server)


def run_xmltable(db, script, documents, rows, size):
    db.empty()
    with Clock(db) as clock:
        db.sql("", "-v", "first=1", "-v", f"last={documents}", "-f", script)
    return Measure("xmltable", 1, documents, clock.seconds, rows, size, 0, 0, clock.server)
