# shellcheck shell=bash disable=SC2154,SC2034 # variables of tests/process/run
# Documents that change while they are loaded.

revisions() { # COMMAND NUMBER
    "$rowan" "$home/revisions.lua" "$@" >"$folder/fill.out" 2>&1 || bad "revisions.lua: $(head -n 2 "$folder/fill.out")"
}

# Tables with rows of somebody else, of which one is of a customer whom documents name, and newer than they are.
changing_tables() { # MAPPING
    "$rowan" init "$1" --tables >"$folder/fill.out" 2>&1 || bad "init: $(tail -n 3 "$folder/fill.out")"
    sql "INSERT INTO customer (no, as_of, name) VALUES ('C3', 5000, 'foreign'), ('F', NULL, 'foreign')" >/dev/null
    sql "INSERT INTO purchase (id, order_no) VALUES (-1, 'foreign')" >/dev/null
    sql "INSERT INTO purchase_line (id, purchase_id, order_no, line_no) \
        VALUES ('00000000-0000-8000-8000-000000000001', -1, 'foreign', 1)" >/dev/null
}

last_revisions_alone() { # MAPPING
    changing_tables "$1"
    revisions fill "$documents"
    revisions last "$documents"
}

# Texts change, are refused, go and come again while two runs load them in parts, and somebody takes away what is gone;
# all of them are killed. In the end there is what the last texts make, as if there had been no others, and what was
# somebody else's.
changing_killed() {
    local changing=$home/changing.lua documents=$((documents / 20)) filler=last_revisions_alone round other taker
    local in_parts=(--workers 2 --chunk 50 --commit 20 --batch-bytes 500)
    changing_tables "$changing"
    revisions fill "$documents"
    for round in 2 3 4 ${long:+5 6 7 8 9 10 11 12}; do
        "$rowan" run "$changing" "${in_parts[@]}" "${waits[@]}" --quiet >"$folder/other.out" 2>&1 &
        other=$!
        start_run "$changing" "${in_parts[@]}"
        "$rowan" unload "$changing" --gone --forget --commit 10 >"$folder/unload.out" 2>&1 &
        taker=$!
        revisions change "$round"
        kill_workers 3 KILL
        kill -KILL "$other" "$taker" 2>/dev/null
        wait "$other" "$taker" 2>/dev/null
        kill_run_and_see_workers_go
    done
    # At rest there are documents of all kinds.
    start_run "$changing" --workers 1
    await_run "0 1"
    [ "$(sql "SELECT COUNT(*) AS a FROM rowan_ledger WHERE status = 'stale'")" != 0 ] || bad "no document was stale"
    revisions last "$documents"
    "$rowan" run "$changing" "${in_parts[@]}" "${waits[@]}" --quiet >"$folder/other.out" 2>&1 &
    other=$!
    start_run "$changing" "${in_parts[@]}"
    kill_workers $((kills / 3)) KILL
    await_run 0
    wait "$other" || bad "the other run: $(tail -n 3 "$folder/other.out")"
    "$rowan" unload "$changing" --gone --forget >"$folder/unload.out" 2>&1 ||
        bad "not all that is gone is unloaded: $(tail -n 3 "$folder/unload.out")"
    "$rowan" retry "$changing" >"$folder/retry.out" 2>&1 # those that were refused when they went have no rows
    same_as_quiet "$changing"
    equal "$(sql "SELECT COUNT(*) AS a, COUNT(DISTINCT l.id) AS b FROM purchase_line l JOIN purchase p \
        ON p.id = l.purchase_id AND p.order_no = l.order_no")" \
        "$(sql 'SELECT COUNT(*) AS a, COUNT(*) AS b FROM purchase_line')" "lines of their purchases, and all lines"
}

# Texts that are the same are looked at, and again by who does a dead worker's chunk: they are counted once.
unchanged_killed() {
    local digests=$folder/digests.lua
    sed 's/document = "xml"/&, revision = digest()/; s/, via = slowly//' "$slow" >"$digests"
    grep -q 'digest()' "$digests" || bad "no revision"
    fill "$digests"
    start_run "$digests" --workers 2
    await_run 0
    start_run "$digests" --changed --workers 2 --chunk $((documents / 4)) --commit 20 --json
    kill_workers "$kills" KILL
    await_run 0
    equal "$(grep -oE '"(already_loaded|loaded|failed)":[0-9]+' "$folder/run.out" | sort | tr '\n' ' ')" \
        "\"already_loaded\":$documents \"failed\":0 \"loaded\":0 " "documents that were counted"
}
