# shellcheck shell=bash disable=SC2154,SC2034
# What the cases of tests/process/run are written with. A failed check is remembered, the case goes on.

nap() { sleep "$1"; }

bad() {
    problem=1
    printf '  %s\n' "$*"
}

# A case that this machine does not allow says so; the figures at the end count it apart.
not_run() { # WHY
    reason=$1
}

equal() { # IS SHOULD_BE WHAT
    [ "$1" = "$2" ] || bad "$3: \"$1\" is not \"$2\""
}

sql() { # QUERY with columns a and b, in the database's own dialect also where a case goes without
    env -u ROWAN_DIALECT "$rowan" "$home/tables.lua" --sql "$1"
}

# ---- databases ---------------------------------------------------------------------------------------

# Connection string of database NAME, which is made. A file makes itself.
database_of() { # KIND NAME
    case ${servers[$1]} in
    *rowan.db) echo "${servers[$1]/%rowan.db/$2.db}" ;;
    *)
        ROWAN_CONNECT=${servers[$1]} "$rowan" "$home/tables.lua" --sql "CREATE DATABASE $2" >/dev/null || return
        echo "${servers[$1]/Database=rowan/Database=$2}"
        ;;
    esac
}

# Source table with documents, ledger and target tables.
fill() { # MAPPING
    {
        "$rowan" init "$1" --tables && "$rowan" mock "$credit" --count "$documents"
    } >"$folder/fill.out" 2>&1 || bad "cannot fill the database: $(tail -n 3 "$folder/fill.out")"
}

# All rows are those of a run that nobody disturbed, made once per kind of database and number of documents. What fills
# its database is $filler, if not fill.
same_as_quiet() { # MAPPING [STATUS of the undisturbed run]
    local name quiet
    name=$(basename "$1" .lua)
    quiet=$folder/quiet.$database.$name.$documents
    if [ ! -f "$quiet" ]; then
        (
            ROWAN_CONNECT=$(database_of "$database" "quiet_${name}_$documents") || exit
            export ROWAN_CONNECT
            unset ROWAN_SOURCE ROWAN_TARGET
            "${filler:-fill}" "$1"
            "$rowan" run "$1" --workers 1 --quiet >"$folder/quiet.out" 2>&1 || [ $? = "${2-0}" ] || exit
            "$rowan" "$home/tables.lua" "$1" >"$quiet.part" && mv "$quiet.part" "$quiet"
        )
        [ -f "$quiet" ] || { bad "the undisturbed run failed: $(tail -n 3 "$folder/quiet.out")"; return; }
    fi
    "$rowan" "$home/tables.lua" "$1" >"$folder/rows"
    cmp -s "$quiet" "$folder/rows" || {
        diff "$quiet" "$folder/rows" >"$folder/difference"
        bad "other rows than those of an undisturbed run ($(wc -l <"$folder/difference") lines differ): $(head -n 4 "$folder/difference" | cut -c 1-200)"
    }
}

# ---- runs --------------------------------------------------------------------------------------------

# Before another worker takes the place of one that died. A server that is away may come back later than eight
# such waits take (recovery of half a minute has been seen): cases that have one wait longer.
waits=(--retry-least-ms 50 --retry-most-ms 2000)
patient=(--retry-least-ms 500 --retry-most-ms 30000)

# A job of its own, so that a signal to its group is one to the supervisor and nobody of the test. Whoever runs
# the tests in the background may ignore INT and QUIT, which a program inherits.
start_run() { # MAPPING ARGUMENT...
    start run "$@"
}

start() { # COMMAND MAPPING ARGUMENT...
    set -m
    env --default-signal=INT,QUIT "$rowan" "$@" "${waits[@]}" --quiet >"$folder/run.out" 2>"$folder/run.err" &
    run=$!
    set +m
}

workers_of() { # SUPERVISOR
    pgrep -P "$1"
}

await_run() { # STATUS, or several
    local status=0
    for _ in $(seq 3000); do
        kill -0 "$run" 2>/dev/null || break
        nap 0.1
    done
    if kill -0 "$run" 2>/dev/null; then
        bad "the run does not end: $(tail -n 3 "$folder/run.err")"
        kill -KILL "$run"
    fi
    wait "$run" 2>/dev/null || status=$?
    [[ " $1 " = *" $status "* ]] || bad "exit status $status, not $1: $(tail -n 3 "$folder/run.err")"
}

await_documents() { # COUNT
    local n
    for _ in $(seq 600); do
        n=$(sql 'SELECT COUNT(*) AS a FROM rowan_ledger' 2>/dev/null)
        [ "${n:-0}" -lt "$1" ] || return 0
        kill -0 "$run" 2>/dev/null || return 0
        nap 0.02
    done
    bad "$1 documents are not loaded in time"
}

# fields of /proc/PID/stat from the state on, which is fields[0]: the name before it may have blanks in it.
read_stat() { # PID
    local line
    read -r line 2>/dev/null <"/proc/$1/stat" || return
    read -r -a fields <<<"${line##*) }"
}

# Until a living worker, then in $busy, has burned half a second of processor time.
await_busy_worker() {
    local pid fields
    for _ in $(seq 600); do
        for pid in $(workers_of "$run"); do
            is_alive "$pid" && [ "${fields[11]}" -ge 50 ] && busy=$pid && return 0
        done
        kill -0 "$run" 2>/dev/null || break
        nap 0.1
    done
    bad "no worker is busy"
}

# One after the other, at random, with pauses in which some work gets done.
kill_workers() { # COUNT SIGNAL
    local pids pid
    for _ in $(seq "$1"); do
        [ "$1" = 1 ] || nap 0."$((RANDOM % 4))$((RANDOM % 10))"
        mapfile -t pids < <(workers_of "$run")
        [ ${#pids[@]} -gt 0 ] || { kill -0 "$run" 2>/dev/null && continue || return 0; }
        pid=${pids[RANDOM % ${#pids[@]}]}
        kill -"$2" "$pid" 2>/dev/null
    done
}

# A zombie that nobody has waited for yet is dead, too, and so is who was sent KILL: a busy machine or a slow
# disk may take its time to carry that out, but no instruction of the program is executed any more.
is_alive() { # PID; sets fields
    local pending list
    read_stat "$1" && [ "${fields[0]}" != Z ] && [ "${fields[0]}" != X ] || return
    ((fields[6] & 4)) && return 1 # PF_EXITING
    mapfile -t list < <(sed -n 's/^S[ih][gd]Pnd:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null)
    for pending in "${list[@]}"; do
        ((0x$pending & 0x100)) && return 1
    done
    return 0
}

# Until nothing but perhaps a zombie is left of it.
await_gone() { # PID
    local fields
    for _ in $(seq 300); do
        { read_stat "$1" && [ "${fields[0]}" != Z ]; } || return 0
        nap 0.1
    done
    bad "process $1 does not end"
}

kill_run_and_see_workers_go() {
    local pids pid left fields
    mapfile -t pids < <(workers_of "$run")
    kill -KILL "$run" 2>/dev/null
    wait "$run" 2>/dev/null
    for _ in $(seq 20); do
        left=0
        for pid in "${pids[@]}"; do
            ! is_alive "$pid" || left=$((left + 1))
        done
        [ "$left" != 0 ] || break
        nap 0.05
    done
    [ "$left" = 0 ] || bad "$left workers live on a second after their supervisor was killed"
    for pid in "${pids[@]}"; do
        await_gone "$pid"
    done
}

# ---- cases -------------------------------------------------------------------------------------------

start_server() { # KIND
    [ -z "${servers[$1]-}" ] || return 0
    servers[$1]=$("$root/tests/servers" start "$1" "$folder/$1")
}

clean_up() {
    local kind
    kill -KILL ${run:+"$run"} 2>/dev/null # of a case that was stopped
    for kind in "${!servers[@]}"; do
        [ -z "${servers[$kind]}" ] || "$root/tests/servers" stop "$kind" "$folder/$kind"
    done
    [ ${#mounts[@]} = 0 ] || umount -l "${mounts[@]}"
    if [ "$failed" = 0 ]; then rm -rf -- "$folder"; else echo "kept: $folder"; fi
}

run_case() { # DATABASE NAME
    local begun=$SECONDS reason="" outcome
    problem=0
    {
        if ! start_server "$1"; then
            bad "$1 does not start"
        else
            ROWAN_CONNECT=$(database_of "$1" "$2") || bad "no database"
            export ROWAN_CONNECT
            [ "$problem" != 0 ] || "$2"
        fi
    } >"$folder/case.out" 2>&1
    if [ "$problem" != 0 ]; then
        outcome=FAILED failed=$((failed + 1))
    elif [ -n "$reason" ]; then
        outcome="NOT RUN: $reason," not_run=$((not_run + 1))
    else
        outcome=ok passed=$((passed + 1))
    fi
    # At once, since cases of other databases print, too.
    printf '%s\n' "$(printf '%-10s %-36s %s  %d s\n' "$1" "$2" "$outcome" $((SECONDS - begun)) && cat "$folder/case.out")"
}
