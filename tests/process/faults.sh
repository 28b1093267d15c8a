# shellcheck shell=bash disable=SC2154,SC2034
# Cases of tests/process/run in which something is done to the run from outside: to its connections, its
# transactions, its disk, its processes.

# ---- connections cut at COMMIT -------------------------------------------------------------------------

# Put a proxy between the database and who connects after this. It notes its cuts in $folder/cuts.
start_proxy() { # HOW EVERY
    local port
    port=$(sed -nE 's/.*Port=([0-9]+).*/\1/p' <<<"$ROWAN_CONNECT")
    rm -f "$folder/cuts"
    "$build/tests/process_proxy" "$database" "$port" "$1" "$2" >"$folder/cuts" 2>"$folder/proxy.err" &
    proxy=$!
    for _ in $(seq 100); do
        [ ! -s "$folder/cuts" ] || break
        nap 0.05
    done
    proxied=${ROWAN_CONNECT/Port=$port/Port=$(head -n 1 "$folder/cuts")}
}

stop_proxy() {
    kill -KILL "$proxy"
    wait "$proxy" 2>/dev/null
}

# Whether a transaction whose COMMIT was cut off is done is found out from the ledger: nothing is lost, doubled
# or counted wrong.
cut_commits() { # HOW
    local documents=1000 proxy proxied sums ledger cuts
    fill "$credit"
    start_proxy "$1" 9
    ROWAN_CONNECT=$proxied start_run "$credit" --workers 2 --chunk 250 --commit 20 --json
    await_run 0
    cuts=$(grep -c "^$1\$" "$folder/cuts")
    [ "$cuts" -ge 4 ] || bad "only $cuts commits were cut off: $(cat "$folder/cuts" "$folder/proxy.err")"
    ! grep -q unanswered "$folder/cuts" || bad "the server did not commit in time"
    stop_proxy
    same_as_quiet "$credit"
    sums=$(sql "SELECT loaded AS a, stored AS b FROM rowan_run WHERE outcome = 'done'")
    ledger=$(sql "SELECT COUNT(*) AS a, SUM(stored) AS b FROM rowan_ledger WHERE status = 'loaded'")
    equal "$sums" "$ledger" "what the run counted, and what the ledger holds"
    equal "${sums% *}" "$documents" "documents loaded"
}

commit_is_not_answered() { cut_commits answered; }
commit_does_not_arrive() { cut_commits unsent; }
commit_arrives_late() { cut_commits late; }

# ---- transactions that are in each other's way ---------------------------------------------------------

rival() { # WHAT [NUMBER]
    "$rowan" "$home/rival.lua" "$@" || bad "the second session failed"
}

# How often the server has found a deadlock, or refused a transaction for its isolation.
conflicts() { # postgresql: MESSAGE
    case $database in
    postgresql) grep -cE "ERROR: +$1" "$folder/postgresql/data/server.log" ;;
    mariadb) sql "SELECT variable_value AS a FROM information_schema.global_status
                   WHERE variable_name = 'INNODB_DEADLOCKS'" ;;
    esac
}

# Nothing died and nothing is counted twice: the transaction was begun again where it failed.
ended_without_restart() {
    grep -q '"restarts":0' "$folder/run.out" || bad "workers were started again: $(cat "$folder/run.out")"
    same_as_quiet "$credit"
    equal "$(sql "SELECT loaded AS a FROM rowan_run WHERE outcome = 'done'")" "$documents" "documents counted"
}

deadlocks() {
    local documents=1000 before refused
    fill "$credit"
    [ "$database" = postgresql ] || rival audit >/dev/null
    before=$(conflicts 'deadlock detected')
    start_run "$credit" --workers 2 --commit 10 --json
    await_documents 1
    refused=$(rival deadlock 4)
    await_run 0
    before=$(($(conflicts 'deadlock detected') - before - refused))
    [ "$before" -ge 2 ] || bad "$before of the run's transactions were ended by a deadlock"
    ended_without_restart
}

serialization_failures() {
    local documents=600 before
    fill "$credit"
    rival audit >/dev/null
    sql "ALTER DATABASE serialization_failures SET default_transaction_isolation = 'repeatable read'"
    before=$(conflicts 'could not serialize')
    start_run "$credit" --workers 3 --chunk 100 --commit 10 --json
    await_run 0
    before=$(($(conflicts 'could not serialize') - before))
    [ "$before" -ge 5 ] || bad "only $before transactions were refused for their isolation"
    ended_without_restart
}

# Only the statement is rolled back by a lock that is waited for too long, so the transaction has to be.
lock_wait_times_out() {
    local documents=600
    fill "$credit"
    rival audit >/dev/null
    sql 'SET GLOBAL innodb_lock_wait_timeout = 1'
    start_run "$credit" --workers 2 --commit 10 --json
    await_documents 1
    rival hold 3 >/dev/null
    await_run 0
    ended_without_restart
}

# The tries of one worker have an end before that of the lock: it goes, and another one comes later.
busy_for_long() {
    local waits=("${patient[@]}")
    local documents=600
    fill "$credit"
    start_run "$credit" --workers 2 --commit 10 --json --connect "$ROWAN_CONNECT;Timeout=20"
    await_documents 1
    rival hold 7 >/dev/null
    await_run 0
    ! grep -q '"restarts":0' "$folder/run.out" || bad "the tries of a worker have no end"
    same_as_quiet "$credit"
    equal "$(sql "SELECT loaded AS a FROM rowan_run WHERE outcome = 'done'")" "$documents" "documents counted"
}

# ---- connections ended by the server -------------------------------------------------------------------

end_one_connection() {
    case $database in
    postgresql)
        sql "SELECT pg_terminate_backend(pid) AS a FROM pg_stat_activity
              WHERE pid <> pg_backend_pid() AND datname = current_database() ORDER BY random() LIMIT 1" >/dev/null
        ;;
    mariadb)
        local id
        id=$(sql "SELECT id AS a FROM information_schema.processlist
                   WHERE id <> CONNECTION_ID() AND db = DATABASE() ORDER BY RAND() LIMIT 1")
        [ -z "$id" ] || sql "KILL CONNECTION $id" 2>/dev/null
        ;;
    esac
}

# One at a time: the others of the run, even the same worker's, go on.
one_connection_is_ended() {
    local documents=4000 ended=0
    fill "$slow"
    start_run "$slow" --workers 2 --chunk 500 --commit 10 --json
    await_documents 1
    while [ "$ended" -lt 5 ] && kill -0 "$run" 2>/dev/null; do
        end_one_connection && ended=$((ended + 1))
        nap 0.0"$((RANDOM % 10))"
    done
    await_run 0
    [ "$ended" -ge 3 ] || bad "only $ended connections were ended before the run was over"
    same_as_quiet "$slow"
    equal "$(sql "SELECT loaded AS a FROM rowan_run WHERE outcome = 'done'")" "$documents" "documents counted"
}

# An operator, or a time limit of the server, cancels statements: no document is to blame.
statements_are_cancelled() {
    local documents=2000 id cancelled=0
    fill "$credit"
    start_run "$credit" --workers 2 --commit 1 --json # slow enough that statements are met under way
    await_documents 1
    while [ "$cancelled" -lt 20 ] && kill -0 "$run" 2>/dev/null; do
        case $database in
        postgresql)
            id=$(sql "SELECT COUNT(pg_cancel_backend(pid)) AS a FROM pg_stat_activity
                       WHERE pid <> pg_backend_pid() AND datname = current_database() AND state = 'active'")
            cancelled=$((cancelled + id))
            ;;
        mariadb)
            for id in $(sql "SELECT id AS a FROM information_schema.processlist
                              WHERE id <> CONNECTION_ID() AND db = DATABASE() AND command <> 'Sleep'"); do
                sql "KILL QUERY $id" 2>/dev/null && cancelled=$((cancelled + 1))
            done
            ;;
        esac
    done
    await_run 0
    [ "$cancelled" -ge 3 ] || bad "only $cancelled statements were cancelled"
    same_as_quiet "$credit"
}

# ---- disks that are full -------------------------------------------------------------------------------

# A file system of its own at FOLDER, which the database's account owns.
mount_small() { # FOLDER SIZE
    mkdir -p "$1"
    mount -t tmpfs -o "size=$2" rowan-test "$1" || return
    mounts+=("$1")
    chmod 755 "$1"
    [ "$database" = sqlite ] || chown --reference="$folder/$database/data" "$1"
}

resize() { # FOLDER SIZE
    mount -o "remount,size=$2" "$1" || bad "cannot resize $1"
}

# Room for a run to begin in, where ledger and tables share it.
leave_little() { # FOLDER
    local used
    [ "$database" = sqlite ] || return 0
    used=$(df --output=used -BM "$1" | tail -n 1)
    resize "$1" "$((${used//[^0-9]/} + 1))m"
}

# What stands in the way is named in the log of the run, which waits and goes on when there is room. (MariaDB 10.11
# has no such case: its server ends itself when a rollback finds no room.)
disk_full() {
    local waits=("${patient[@]}")
    local documents=2000 small=$folder/$database/small
    if [ "$(id -u)" != 0 ]; then
        not_run "only root may mount a small file system"
        return
    fi
    case $database in
    postgresql)
        mount_small "$small" 256k || { not_run "a small file system cannot be mounted"; return; }
        fill "$credit"
        sql "CREATE TABLESPACE small LOCATION '$small'"
        sql "ALTER TABLE contact SET TABLESPACE small"
        ;;
    sqlite)
        mount_small "$small" 200m || { not_run "a small file system cannot be mounted"; return; }
        ROWAN_CONNECT="Driver=SQLite3;Database=$small/disk_full.db"
        fill "$credit"
        leave_little "$small"
        ;;
    esac
    # It takes longer than a document that is to blame is given, and each run stops where it shall.
    start_run "$credit" --workers 2 --chunk 500 --json --log-level warn --patience-ms 100 --database-deadline 2
    await_run 3
    grep -q 'no room for 2 seconds (database_deadline)' "$folder/run.out" ||
        bad "it does not say how long there was no room: $(cat "$folder/run.out")"
    leave_little "$small"
    start_run "$credit" --workers 2 --chunk 500 --json --log-level warn --patience-ms 100
    await_waiting
    kill -TERM "$run"
    await_run 143
    leave_little "$small"
    start_run "$credit" --workers 2 --chunk 500 --json --log-level warn --patience-ms 100
    await_waiting
    nap 2
    kill -0 "$run" 2>/dev/null || bad "the run did not wait for room: $(cat "$folder/run.out")"
    equal "$(sql "SELECT COUNT(*) AS a FROM rowan_ledger WHERE status = 'failed'")" 0 "documents that are blamed"
    resize "$small" 200m
    await_run 0
    grep -qE '"waits_for_room":[1-9]' "$folder/run.out" || bad "waits are not counted: $(cat "$folder/run.out")"
    grep -q '"restarts":0' "$folder/run.out" || bad "workers were started again: $(cat "$folder/run.out")"
    same_as_quiet "$credit"
    [ "$database" = sqlite ] || # where a run's row may find no room either
        equal "$(sql "SELECT SUM(loaded) AS a FROM rowan_run")" "$documents" "documents counted"
}

# Until the log says that the run waits, and why.
await_waiting() {
    for _ in $(seq 200); do
        ! grep -qiE 'waiting .* for room in the database: .*(no space left|is full)' "$folder/run.err" || return
        nap 0.1
    done
    bad "the log does not say that the disk is full: $(cat "$folder/run.err")"
}

# ---- workers that are stopped, and have too little -----------------------------------------------------

# A stopped worker is killed when the time of its document is over; the document itself is not to blame.
# Whoever is stopped between two chunks has no document, so it is done to more than one.
worker_is_stopped() {
    local documents=4000 pids stopped=0
    fill "$slow"
    start_run "$slow" --workers 2 --deadline 2 --database-deadline 5 --json
    await_documents 1
    while [ "$stopped" -lt 2 ] && kill -0 "$run" 2>/dev/null; do
        mapfile -t pids < <(workers_of "$run")
        [ ${#pids[@]} -gt 0 ] && kill -STOP "${pids[RANDOM % ${#pids[@]}]}" && stopped=$((stopped + 1))
        nap 0.1
    done
    await_run 0
    ! grep -q '"restarts":0' "$folder/run.out" || bad "no stopped worker was killed"
    same_as_quiet "$slow"
}

# Until $run ends by itself, or has said WORDS and gone on for a second: what stands in its way will not go away.
await_complaint() { # WORDS
    local left=20
    for _ in $(seq 1200); do
        kill -0 "$run" 2>/dev/null || return 0
        ! grep -qiE "$1" "$folder/limit.err" || left=$((left - 1))
        [ "$left" -gt 0 ] || break
        nap 0.05
    done
    kill -TERM "$run"
}

# A limit of the system that is too low ends a run with a message, or not at all; rows are never half there, and
# the same command ends it when the limit is gone. STEP by step until the limit is high enough.
with_limit() { # WHAT FIRST STEP WORDS
    local documents=300 limit=$2 tries=0 status message blamed wrong=0
    fill "$credit"
    while [ $((++tries)) -lt 40 ]; do
        (ulimit "-$1" "$limit" && exec "$rowan" run "$credit" --workers 2 --chunk 100 --commit 10 \
            --quiet --json) >"$folder/limit.out" 2>"$folder/limit.err" &
        run=$!
        await_complaint "$4"
        wait "$run"
        status=$?
        message=$(cat "$folder/limit.err" "$folder/limit.out")
        message=${message//peak_memory/} # a figure, and not what is said
        blamed=$(sql "SELECT doc_key AS a, message AS b FROM rowan_ledger WHERE status = 'failed'")
        [ -z "$blamed" ] || bad "with a limit of $limit documents were blamed: $blamed; $message"
        case $status in
        0) break ;;
        13[0-9]) bad "with a limit of $limit it died: $message" ;;
        esac
        grep -qiE "$4" <<<"$message" ||
            bad "with a limit of $limit it ended with status $status and said: $message"
        wrong=$((wrong + 1))
        limit=$((limit + $3))
    done
    [ "$wrong" -gt 0 ] || bad "a limit of $2 was no limit"
    [ "$status" = 0 ] || bad "a limit of $limit is still too low: $message"
    start_run "$credit" --workers 2
    await_run 0
    same_as_quiet "$credit"
}

few_descriptors() { with_limit n 6 4 'too many open files'; }
# Memory for any document but one.
memory_for_all_but_one() {
    local documents=20 large=$folder/large.lua
    cat >"$large" <<'LUA'
return mapping { name = "large", source = { table = "app_xml", key = bigint "app_id", document = "xml" },
  into "large_application" { each = "/CreditApplication", key = { "app_id" },
    columns = { app_id = source "app_id", elements = integer { xpath "count(//b)" } } } }
LUA
    fill "$large"
    sql "UPDATE app_xml SET xml = '<CreditApplication>' || replace(hex(zeroblob(3000000)), '00', '<b/>') ||
        '</CreditApplication>' WHERE app_id = 10" >/dev/null
    (ulimit -v 300000 && exec "$rowan" run "$large" --workers 1 --commit 1 --quiet) >"$folder/run.out" 2>"$folder/run.err"
    equal $? 1 "exit status"
    equal "$(sql "SELECT doc_key AS a, reason AS b FROM rowan_ledger WHERE status = 'failed'")" "10 crashed" \
        "the document that is too large"
    equal "$(sql "SELECT COUNT(*) AS a FROM large_application")" 19 "rows of the others"
    grep -q 'the whole tree of a document: out of memory' "$folder/run.err" || bad "no word of memory: $(cat "$folder/run.err")"
}

# unixODBC 2.3.11 and MariaDB's driver go through null pointers when memory ends: a worker dies of that, when it starts,
# when it reads ahead, and when it asks a connection of its own whose fault a failure is.
little_memory() {
    with_limit v 36000 2000 \
        'memory|failed to map|cannot open|connect failed|no thread|ended while (starting|reading|writing [^:]*): SIGSEGV'
}
