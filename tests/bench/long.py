"""Does a long run end as fast as it began?"""
import json
import os
import statistics
import subprocess
import time

from probe import probe
from report import number, table


def peak_memory(pid):
    """Bytes a process had at most so far."""
    with open(f"/proc/{pid}/status", encoding="utf8") as file:
        fields = dict(line.split(":", 1) for line in file)
    return int(fields["VmHWM"].split()[0]) * 1024


def watch(process):
    """Memory of the process's children in the order in which they came, [(seconds, peak)] for each; and probes of
    the machine, [(seconds, how slow)]."""
    seen, slow, began = {}, [], time.monotonic()
    while process.poll() is None:
        slow.append((time.monotonic() - began, probe()))
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="utf8") as file:
            children = file.read().split()
        for pid in children:
            try:
                seen.setdefault(pid, []).append((time.monotonic() - began, peak_memory(pid)))
            except (OSError, KeyError):
                pass  # it has ended
        time.sleep(0.1)
    return list(seen.values()), slow


def tenths(points, documents):
    """When each tenth of the documents began, and when the last ended; points are (seconds, documents)."""
    ends, at = [0.0], 0
    for tenth in range(1, 11):
        goal = documents * tenth / 10
        while at < len(points) - 1 and points[at][1] < goal:
            at += 1
        (t0, n0), (t1, n1) = points[max(at - 1, 0)], points[at]
        ends.append(t1 if n1 == n0 else t0 + (t1 - t0) * (goal - n0) / (n1 - n0))
    return ends


def paces(ends, slow, documents):
    """Documents a second in each tenth; and the same on a machine that had kept the speed of the second tenth."""
    plain = [documents / 10 / max(b - a, 1e-9) for a, b in zip(ends, ends[1:])]
    middle = [statistics.median([took for at, took in slow if a <= at <= b] or [took for _, took in slow])
              for a, b in zip(ends, ends[1:])]
    return plain, [pace * took / middle[1] for pace, took in zip(plain, middle)]


def one_long(db, script, documents, chunk):
    db.empty()
    log = os.path.join(db.folder, "progress")
    with subprocess.Popen([db.rowan, script, db.mapping, str(chunk), log], stdout=subprocess.PIPE,
                          env={**os.environ, "ROWAN_CONNECT": db.connect}) as process:
        memory, slow = watch(process)
        result = json.loads(process.stdout.read() or "null")
    if not result or result["loaded"] != documents:
        raise RuntimeError(f"the long run loaded {result and result['loaded']} documents of {documents}")
    with open(log, encoding="utf8") as file:
        points = [tuple(map(float, line.split())) for line in file]
    points = [(0.0, 0.0)] + points + [(result["seconds"], float(documents))]
    return result, paces(tenths(points, documents), slow, documents), memory


def show_long(documents, chunk, result, speeds, memory):
    plain, steady = speeds
    # The processes that plan and finish live shorter than those that load.
    shortest = sorted(map(len, memory), reverse=True)[:result["chunks"]][-1]
    workers = [life for life in memory if len(life) >= shortest]
    first, last = workers[0], workers[-1]
    early = last[len(last) // 10]
    print(f"\n{documents:,} documents in chunks of {chunk:,}: {result['seconds']:.1f} s, "
          f"{result['chunks']} chunks, {number(documents / result['seconds'] * 60)} documents/minute")
    table(["tenth", ">documents/s", ">of the second", ">on a steady machine"],
          [[i + 1, number(pace), f"{pace / plain[1]:.2f}", f"{even / steady[1]:.2f}"]
           for i, (pace, even) in enumerate(zip(plain, steady))])
    print(f"  peak memory of a worker, MB: the first {first[-1][1] / 1048576:.1f}, the last "
          f"{last[-1][1] / 1048576:.1f}, which had {early[1] / 1048576:.1f} after a tenth of its life")
    return {"chunk": chunk, "documents": documents, "seconds": result["seconds"], "tenths": plain,
            "tenths_on_a_steady_machine": steady, "first_memory": first[-1][1], "last_memory": last[-1][1],
            "early_memory": early[1], "peak_memory": result["peak_memory"]}


def show_long_medians(results):
    """The end against the second tenth, the middle one of all runs with the same chunks."""
    ratios = {}
    for run in results:
        for key in ("tenths", "tenths_on_a_steady_machine"):
            ratios.setdefault((run["chunk"], key), []).append(run[key][9] / run[key][1])
    print("\nlast tenth against the second, medians")
    table([">chunks of", ">runs", ">documents/s", ">on a steady machine"],
          [[number(chunk), len(ratios[chunk, key]), *(f"{statistics.median(ratios[chunk, name]):.2f}"
                                                      for name in (key, "tenths_on_a_steady_machine"))]
           for chunk, key in ratios if key == "tenths"])


def run_long(db, script, documents, repeat, say):
    """One worker; with a new process every 10,000 documents, and with one process for all, in turn."""
    say(f"making {documents:,} small documents")
    db.fill("small", documents)
    results = []
    for turn in range(repeat):
        for chunk in (10000, documents):
            say(f"loading them in chunks of {chunk:,}, round {turn + 1}")
            results.append(show_long(documents, chunk, *one_long(db, script, documents, chunk)))
    show_long_medians(results)
    db.drop()
    return results
