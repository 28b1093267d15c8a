"""How many documents per transaction?"""
import dataclasses

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
