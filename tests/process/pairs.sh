# shellcheck shell=bash disable=SC2154,SC2034
# Cases of tests/process/run once more with source and target in two databases. What cases ask by sql is the target's
# to say.

# Run CASE so.
in_two() { # SOURCE TARGET CASE
    local database=$2 pair=$3_$1_$2
    if ! start_server "$1" || ! start_server "$2"; then
        bad "$1 or $2 does not start"
        return
    fi
    ROWAN_SOURCE=$(database_of "$1" "${pair}_of") ROWAN_TARGET=$(database_of "$2" "${pair}_in") ||
        bad "no databases"
    export ROWAN_SOURCE ROWAN_TARGET
    ROWAN_CONNECT=$ROWAN_TARGET
    [ "$problem" != 0 ] || "$3"
    unset ROWAN_SOURCE ROWAN_TARGET
}

# Define CASE_SOURCE_to_TARGET for each case, and add it to pairs.
pair_cases() { # SOURCE TARGET CASE...
    local source=$1 target=$2 name
    shift 2
    for name; do
        eval "${name}_${source}_to_$target() { in_two $source $target $name; }"
        pairs+=("${name}_${source}_to_$target")
    done
}

# ---- cases that need two -------------------------------------------------------------------------------

# The source's server ends the connections by which keys and documents are read.
source_connections_are_cut() {
    local documents=4000 cut=0 count
    fill "$slow"
    start_run "$slow" --workers 2 --chunk 500 --commit 10
    await_documents 1
    while [ "$cut" -lt 10 ] && kill -0 "$run" 2>/dev/null; do
        count=$(ROWAN_CONNECT=$ROWAN_SOURCE sql "SELECT COUNT(pg_terminate_backend(pid)) AS a FROM pg_stat_activity
                                                  WHERE pid <> pg_backend_pid() AND datname = current_database()")
        cut=$((cut + ${count:-0}))
        nap 0.0"$((RANDOM % 10))"
    done
    await_run 0
    [ "$cut" -ge 3 ] || bad "only $cut connections were cut before the run was over"
    same_as_quiet "$slow"
    equal "$(sql "SELECT loaded AS a FROM rowan_run WHERE outcome = 'done'")" "$documents" "documents counted"
}

# Documents come and go while others are loaded: each that stays is loaded once, none that is not there.
source_changes() {
    local documents=3000 wanted
    fill "$slow"
    start_run "$slow" --workers 2 --chunk 300 --commit 10
    await_documents 100
    ROWAN_CONNECT=$ROWAN_SOURCE sql "DELETE FROM app_xml WHERE app_id > 2500" >/dev/null
    "$rowan" mock "$credit" --count 500 --start 5000 >/dev/null || bad "no more documents"
    await_run 0
    start_run "$slow" --workers 2
    await_run 0
    wanted=$(ROWAN_CONNECT=$ROWAN_SOURCE sql "SELECT COUNT(*) AS a FROM app_xml")
    equal "$wanted" 3000 "documents in the source"
    equal "$(sql "SELECT COUNT(*) AS a FROM rowan_ledger")" \
        "$(sql "SELECT SUM(loaded) AS a FROM rowan_run")" "documents in the ledger, and what the runs counted"
    equal "$(sql "SELECT COUNT(*) AS a FROM rowan_ledger WHERE LENGTH(doc_key) = 4 AND doc_key >= '5000'")" 500 \
        "documents that came later"
}
