"""Figures as tables."""


def table(columns, rows):
    """Columns whose name begins with > are right-aligned."""
    right = [name.startswith(">") for name in columns]
    lines = [[name.lstrip(">") for name in columns]] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        print("  " + "  ".join(cell.rjust(width) if is_right else cell.ljust(width)
                               for cell, width, is_right in zip(line, widths, right)).rstrip())


def number(value, digits=0):
    return f"{value:,.{digits}f}" if value else "-"


def per_second(amount, measure):
    return amount / measure.seconds


def parse_line(parse):
    """Reading XML, as shares of libxml2's bare pass."""
    bare = parse["bare_libxml2"]
    shares = ", ".join(f"{name} {parse[key] / bare:.2f}" for name, key in (
        ("scanner bare", "bare_scanner"), ("a worker's", "worker"), ("a worker's by libxml2", "worker_libxml2")))
    print(f"  XML, against libxml2's bare pass of {bare / parse['documents'] * 1e3:.3f} ms/document: {shares}; "
          f"{100 * parse['by_scanner']:.0f} % read by the scanner")


def matrix(measures):
    """One line per case; ratios are of the time per document. That of rowan to the floor is of the same rounds."""
    floor = {m.workers: m for m in measures if m.case == "floor"}
    best = min((m for m in measures if m.case == "rowan"), key=lambda m: m.per_document)
    rows = []
    for m in measures:
        at_floor = m.times_floor or (m.per_document / floor[m.workers].per_document if m.workers in floor else 0)
        same = next((r for r in measures if r.case == "rowan" and r.workers == m.workers), best)
        rows.append([m.case, m.workers, number(m.documents), number(60 / m.per_document), number(per_second(m.rows, m)),
                     number(per_second(m.bytes, m) / 1e6, 1), number(m.per_document * 1e3, 3),
                     number(m.memory / 1048576, 0), number(m.cpu / m.documents * 1e3, 3),
                     number(m.server / m.documents * 1e3, 3), number(at_floor, 2),
                     number(m.per_document / same.per_document, 2)])
    table(["case", ">workers", ">documents", ">documents/min", ">rows/s", ">MB/s", ">ms/document", ">memory MB",
           ">cpu ms", ">server ms", ">x floor", ">x rowan"], rows)
    speeds = [f"{1 / m.times_floor:.2f} with {m.workers}" for m in measures if m.case == "rowan"]
    print(f"  rowan has this share of the floor's speed: {', '.join(speeds)}")
    for m in floor.values():
        shares = ", ".join(f"{name} {seconds / m.documents * 1e3:.3f}" for name, seconds in m.parts.items())
        print(f"  floor of {m.workers}, ms/document: {shares}")
