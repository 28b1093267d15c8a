"""Two questions that are not asked by default: how many documents per transaction, and does a long run stay fast."""
import dataclasses
import json
import os
import subprocess
import time

from cases import median, run_rowan
from report import number, table

COMMITS = (1, 10, 50, 100, 200, 500, 1000)


def run_commits(databases, args, counts, say):
    """Documents per minute by documents per transaction; rounds go through all sizes in turn."""
    results = []
    for db in databases:
        for profile in [p for p in args.profiles if p != "medium"]:
            documents = args.documents or counts[profile]
            say(f"{db.name}, {profile}: making {documents:,} documents")
            db.fill(profile, documents)
            rounds = {}
            for turn in range(args.repeat):
                for commit in COMMITS:
                    some = min(documents, 1000 + 50 * commit)  # small transactions are slow
                    for workers in (1, 2):
                        say(f"{db.name}, {profile}: {commit} per transaction, {workers} workers, round {turn + 1}")
                        rounds.setdefault((commit, workers), []).append(
                            run_rowan(db, some, workers, "--commit", commit))
            db.drop()
            results += show_commits(db, profile, {key: median(measures) for key, measures in rounds.items()})
    return results


def show_commits(db, profile, middle):
    print(f"\n{db.name}, {profile}: documents/minute by documents per transaction")
    table(["commit", ">1 worker", ">2 workers", ">cpu ms", ">server ms", ">memory MB"],
          [[commit, *(number(60 / middle[commit, workers].per_document) for workers in (1, 2)),
            number(one.cpu / one.documents * 1e3, 3), number(one.server / one.documents * 1e3, 3),
            number(one.memory / 1048576)] for commit in COMMITS for one in [middle[commit, 1]]])
    return [{"database": db.name, "profile": profile, "commit": commit, **dataclasses.asdict(m)}
            for (commit, _), m in middle.items()]


def peak_memory(pid):
    """Bytes a process had at most so far."""
    with open(f"/proc/{pid}/status", encoding="utf8") as file:
        fields = dict(line.split(":", 1) for line in file)
    return int(fields["VmHWM"].split()[0]) * 1024


def watch(process):
    """Memory of the process's children in the order in which they came, [(seconds, peak)] for each."""
    seen, began = {}, time.monotonic()
    while process.poll() is None:
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="utf8") as file:
            children = file.read().split()
        for pid in children:
            try:
                seen.setdefault(pid, []).append((time.monotonic() - began, peak_memory(pid)))
            except (OSError, KeyError):
                pass  # it has ended
        time.sleep(0.1)
    return list(seen.values())


def tenths(points, documents):
    """Documents a second in each tenth of the documents; points are (seconds, documents)."""
    ends, at = [0.0], 0
    for tenth in range(1, 11):
        goal = documents * tenth / 10
        while at < len(points) - 1 and points[at][1] < goal:
            at += 1
        (t0, n0), (t1, n1) = points[max(at - 1, 0)], points[at]
        ends.append(t1 if n1 == n0 else t0 + (t1 - t0) * (goal - n0) / (n1 - n0))
    return [documents / 10 / max(b - a, 1e-9) for a, b in zip(ends, ends[1:])]


def one_long(db, script, documents, chunk):
    db.empty()
    log = os.path.join(db.folder, "progress")
    with subprocess.Popen([db.rowan, script, db.mapping, str(chunk), log], stdout=subprocess.PIPE,
                          env={**os.environ, "ROWAN_CONNECT": db.connect}) as process:
        memory = watch(process)
        result = json.loads(process.stdout.read() or "null")
    if not result or result["loaded"] != documents:
        raise RuntimeError(f"the long run loaded {result and result['loaded']} documents of {documents}")
    with open(log, encoding="utf8") as file:
        points = [tuple(map(float, line.split())) for line in file]
    points = [(0.0, 0.0)] + points + [(result["seconds"], float(documents))]
    return result, tenths(points, documents), memory


def run_long(db, script, documents, say):
    """One worker; with a new process every 10,000 documents, and with one process for all."""
    say(f"making {documents:,} small documents")
    db.fill("small", documents)
    results = []
    for chunk in (10000, documents):
        say(f"loading them in chunks of {chunk:,}")
        result, speed, memory = one_long(db, script, documents, chunk)
        # The processes that plan and finish live shorter than those that load.
        shortest = sorted(map(len, memory), reverse=True)[:result["chunks"]][-1]
        workers = [life for life in memory if len(life) >= shortest]
        first, last = workers[0], workers[-1]
        early = last[len(last) // 10]
        print(f"\n{documents:,} documents in chunks of {chunk:,}: {result['seconds']:.1f} s, "
              f"{result['chunks']} chunks, {number(documents / result['seconds'] * 60)} documents/minute")
        table(["tenth", ">documents/s", ">of the first"],
              [[i + 1, number(pace), f"{pace / speed[0]:.2f}"] for i, pace in enumerate(speed)])
        print(f"  peak memory of a worker, MB: the first {first[-1][1] / 1048576:.1f}, the last "
              f"{last[-1][1] / 1048576:.1f}, which had {early[1] / 1048576:.1f} after a tenth of its life")
        results.append({"chunk": chunk, "documents": documents, "seconds": result["seconds"], "tenths": speed,
                        "first_memory": first[-1][1], "last_memory": last[-1][1], "early_memory": early[1], "peak_memory": result["peak_memory"]})
    db.drop()
    return results
