"""Files, archives and a file that is split, each as a ratio to reading and parsing alone (source_floor.c).

The documents are the same in each: an order with its lines, of which a few values become one row in SQLite, so that most
of the time is the source's. rowan and the floor take turns; a floor is one process."""
import io
import json
import os
import pathlib
import resource
import shutil
import sqlite3
import statistics
import tarfile
import time
import zipfile

from databases import check_output
from report import number, table

DOCUMENTS = 20000
FOLDER = 1000  # files of one
LINES = 20

MAPPING = """
return mapping {
  name   = "orders",
  source = { %s },
  into "purchase_order" {
    each    = "%s",
    key     = { "order_no" },
    columns = {
      order_no = integer "@no",
      buyer    = text(40) "buyer/name",
      lines    = integer(expr [[ count(line) ]]),
      total    = decimal(12, 2)(expr [[ sum(line/price) ]]),
    },
  },
}
"""


def document(i):
    lines = "".join(f'\n  <line n="{n}"><item sku="S-{i * 7 % 991}">Lamp &amp; shade no. {n}</item>'
                    f"<quantity>{n % 5 + 1}</quantity><price>{i % 90}.{n:02d}</price></line>" for n in range(LINES))
    return f'<order no="{i}">\n  <buyer><name>Buyer {i % 97}</name><city>Bruges</city></buyer>{lines}\n</order>'


def path_of(i):
    return f"{i // FOLDER:05d}/{i:08d}.xml"


# Each makes what it is about in a folder, and returns what the mapping says of it and what the floor reads.

def make_files(folder, documents):
    paths = [folder / path_of(i) for i in range(1, documents + 1)]
    for i, path in enumerate(paths, 1):
        path.parent.mkdir(exist_ok=True)
        path.write_text(document(i), encoding="utf8")
    (folder / "list").write_text("".join(f"{path}\n" for path in paths), encoding="utf8")
    return 'files = "**/*.xml"', "/order", ["files", folder / "list"]


def make_zip(folder, documents):
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for i in range(1, documents + 1):
            archive.writestr(path_of(i), document(i))
    return 'files = "**/*.xml"', "/order", ["archive", folder / "all.zip"]


def make_tar(folder, documents):
    with tarfile.open(folder / "all.tar.gz", "w:gz", compresslevel=6) as archive:
        for i in range(1, documents + 1):
            data = document(i).encode()
            entry = tarfile.TarInfo(path_of(i))
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return 'files = "**/*.xml"', "/order", ["archive", folder / "all.tar.gz"]


def make_split(folder, documents):
    with open(folder / "all.xml", "w", encoding="utf8") as file:
        file.write("<orders>\n")
        for i in range(1, documents + 1):
            file.write(document(i) + "\n")
        file.write("</orders>\n")
    return 'files = "*.xml", split = "/orders/order"', "/orders/order", ["split", folder / "all.xml"]


MAKERS = {"files": make_files, "archive, zip": make_zip, "archive, tar.gz": make_tar, "split": make_split}


def processor_time():
    """Of all programs that were started, and of those that they started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Case:
    def __init__(self, args, name, folder, documents):
        self.args, self.folder, self.documents = args, folder, documents
        folder.mkdir()
        says, each, self.floor_command = MAKERS[name](folder, documents)
        self.mapping = folder / "orders.lua"
        self.mapping.write_text(MAPPING % (says, each), encoding="utf8")

    def rowan(self, *arguments):
        return check_output([self.args.rowan, *map(str, arguments)],
                            env={**os.environ, "ROWAN_CONNECT": f"Driver=SQLite3;Database={self.folder}/rows.db"})

    def load(self, workers):
        """Seconds, those of processors, bytes of the largest process, the rows."""
        for file in self.folder.glob("rows.db*"):
            file.unlink()
        self.rowan("init", self.mapping, "--tables")
        began, used = time.monotonic(), processor_time()
        result = json.loads(self.rowan("run", self.mapping, "--workers", workers, "--quiet", "--json"))
        took, used = time.monotonic() - began, processor_time() - used
        if result["loaded"] != self.documents:
            raise RuntimeError(f"rowan loaded {result['loaded']} documents of {self.documents}")
        return took, used, result["peak_memory"], self.rows()

    def rows(self):
        with sqlite3.connect(self.folder / "rows.db") as database:
            return database.execute("SELECT COUNT(*), SUM(order_no), SUM(lines), ROUND(SUM(total), 2) "
                                    "FROM purchase_order").fetchone()

    def floor(self):
        used = processor_time()
        result = json.loads(check_output([self.args.source_floor, *map(str, self.floor_command)]))
        return {**result, "processor": processor_time() - used}


def measure(case, args, say, what):
    floors, loads, processor, memory, found = [], {1: [], 2: []}, {1: [], 2: []}, 0, set()
    for turn in range(args.repeat):
        say(f"{what}, round {turn + 1}")
        floors.append(case.floor())
        for workers, all_of in loads.items():
            took, used, peak, rows = case.load(workers)
            all_of.append(took)
            processor[workers].append(used)
            memory = max(memory, peak)
            found.add(rows)
    return floors, loads, processor, memory, found


def run_sources(args, folder, rows, say):
    documents = args.documents or DOCUMENTS
    results, lines, wanted = [], [], None
    for name in MAKERS:
        say(f"{name}: making {documents:,} documents")
        case = Case(args, name, pathlib.Path(folder) / name.replace(", ", "-"), documents)
        floors, loads, processor, memory, found = measure(case, args, say, name)
        wanted = wanted or found
        rows.compare({"purchase_order": next(iter(wanted))}, {"purchase_order": next(iter(found))}, name)
        if len(found) > 1:
            rows.compare({"purchase_order": (0,)}, {"purchase_order": (1,)}, f"{name}, its own rounds")
        floor = statistics.median(f["seconds"] for f in floors)
        size = floors[0]["bytes"]
        ratios = {workers: statistics.median(load / f["seconds"] for load, f in zip(all_of, floors))
                  for workers, all_of in loads.items()}
        lines.append([name, number(size / 1e6, 1), number(size / 1e6 / floor, 1),
                      *(number(size / 1e6 / statistics.median(all_of), 1) for all_of in loads.values()),
                      *(number(ratio, 2) for ratio in ratios.values()),
                      number(statistics.median(f["processor"] for f in floors), 2),
                      *(number(statistics.median(all_of), 2) for all_of in processor.values()),
                      number(memory / 1048576)])
        results.append({"source": name, "documents": documents, "bytes": size, "floor": floor, "memory": memory,
                        **{f"ratio_{workers}": ratio for workers, ratio in ratios.items()},
                        "floor_processor": statistics.median(f["processor"] for f in floors),
                        **{f"processor_{workers}": statistics.median(all_of)
                           for workers, all_of in processor.items()}})
        shutil.rmtree(case.folder)
    print(f"\n{documents:,} documents of {size / documents / 1e3:.1f} kB, a row each, medians of {args.repeat} rounds")
    table(["source", ">MB", ">floor, MB/s", ">rowan 1, MB/s", ">rowan 2, MB/s", ">x floor, 1", ">x floor, 2",
           ">floor cpu s", ">rowan 1", ">rowan 2", ">memory MB"],
          lines)
    return results
