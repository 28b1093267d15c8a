"""What two endpoints cost against one: loading, and passing over documents that are loaded already. The two ways take
turns, so that their ratio is that of the same machine."""
import statistics

from cases import Clock, run_rowan
from report import number, table

PASSED = 1000000
LOADING, PASSING = 1.1, 5  # the most that two may take of one


def second(db, two):
    """The same documents at another place are another feed's."""
    return ["--source", db.inbox, "--feed", "two"] if two else []


def load(db, documents, workers, two):
    return run_rowan(db, documents, workers, *second(db, two)).seconds


def pass_over(db, two):
    """Seconds of a run that finds nothing to load."""
    with Clock(db) as clock:
        db.run_rowan("run", db.mapping, "--quiet", *second(db, two))
    return clock.seconds


def fill_loaded(db, count):
    """So many documents with a row in the ledger."""
    db.empty()
    db.replace_documents(count)
    for feed in ("credit_application", "two"):
        db.execute(f"INSERT INTO rowan_ledger (feed, doc_key, status, sent, stored, run_id, logged_at) SELECT '{feed}', "
                   f"CAST(k.n AS {db.text_type}), 'loaded', 16, 16, 'bench', '2024-01-01 00:00:00' "
                   f"FROM {db.series(count)}")
    db.settle()
    db.flush()


def rounds(args, say, what, measure):
    """Pairs of seconds, of one endpoint and of two."""
    pairs = []
    for turn in range(args.repeat):
        say(f"{what}, round {turn + 1}")
        pairs.append((measure(False), measure(True)))
    return pairs


def line(what, pairs, most):
    ratios = [two / one for one, two in pairs]
    middle = statistics.median(ratios)
    return [what, f"{statistics.median(one for one, _ in pairs):.2f}", f"{statistics.median(two for _, two in pairs):.2f}",
            f"{middle:.2f}", f"{min(ratios):.2f} to {max(ratios):.2f}", f"{most}", "" if middle <= most else "MORE"]


def run_endpoints(databases, args, counts, say):
    results = []
    for db in databases:
        lines = []
        for profile in args.profiles:
            documents = args.documents or counts[profile]
            say(f"{db.name}, {profile}: making {documents:,} documents")
            db.fill(profile, documents)
            for workers in (1, 2):
                what = f"loading {number(documents)} {profile}, {workers} workers"
                pairs = rounds(args, say, f"{db.name}, {what}", lambda two: load(db, documents, workers, two))
                lines.append(line(what, pairs, LOADING))
        what = f"passing over {number(args.passed)}"
        say(f"{db.name}: making {args.passed:,} documents that are loaded")
        fill_loaded(db, args.passed)
        lines.append(line(what, rounds(args, say, f"{db.name}, {what}", lambda two: pass_over(db, two)), PASSING))
        db.drop()
        print(f"\n{db.name}: two endpoints against one, medians of {args.repeat} rounds")
        table(["", ">one, s", ">two, s", ">ratio", ">in single rounds", ">at most", ""], lines)
        results += [{"database": db.name, "what": what, "one": float(one), "two": float(two), "ratio": float(ratio)}
                    for what, one, two, ratio, *_ in lines]
    return results
