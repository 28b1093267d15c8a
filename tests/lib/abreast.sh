# shellcheck shell=bash disable=SC2154
# Parts of the suite, two at a time: one that mostly waits for servers and processes beside one that computes, while
# there are both. A part is a job of its own. What it prints goes into its log, which is shown when the part has ended, or
# as it comes if it is the only one.
#
# Who calls has part_NAME for each part, log_file, heading, and the lists passed, failed, failures and times.

abreast=2
declare -A part_of=() begun_at=() # by the process

# The next one to begin, in $next: of those that wait one at a time, as long as there are others.
choose_next() {
    local part other waiting="" busy=""
    next=""
    for part in "${to_do[@]}"; do
        if [[ " ${mostly_waiting[*]} " = *" $part "* ]]; then : "${waiting:=$part}"; else : "${busy:=$part}"; fi
    done
    next=${waiting:-$busy}
    for other in "${part_of[@]}"; do
        if [[ " ${mostly_waiting[*]} " = *" $other "* ]]; then next=${busy:-$waiting}; fi
    done
    [ -n "$next" ]
}

begin_part() { # PART
    local part=$1 log other left=()
    log=$(log_file "$part")
    for other in "${to_do[@]}"; do [ "$other" = "$part" ] || left+=("$other"); done
    to_do=("${left[@]}")
    if [ -n "$alone" ]; then heading "$part"; else echo "($part begins)"; fi
    # A job has a process group of its own, and signals are not ignored in it as they are in what & starts.
    set -m
    ("part_$part") >"$log" 2>&1 </dev/null &
    set +m
    part_of[$!]=$part begun_at[$!]=$SECONDS
    [ -z "$alone" ] || show_log "$log" $!
}

show_log() { # LOG PROCESS
    tail -n +1 -s 0.1 -f --pid="$2" -- "$1" &
    shown_by=$!
}

# Its figures are added to passed and failed.
end_part() { # PROCESS STATUS
    local part=${part_of[$1]} seconds=$((SECONDS - begun_at[$1])) status=$2 log ok=0 bad=0
    unset "part_of[$1]"
    log=$(log_file "$part")
    if [ -z "$alone" ]; then
        heading "$part, $seconds s"
        cat "$log"
    fi
    read -r ok bad < <(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$log" | tail -n 1) || true
    : "${ok:=0}" "${bad:=0}"
    if [ "$status" != 0 ] && [ "$bad" = 0 ]; then
        echo "$part: ended with exit status $status"
        bad=1
    elif [ "$status" = 0 ] && [ "$ok" = 0 ]; then
        echo "$part: reported no result"
        bad=1
    fi
    if [ "$bad" != 0 ]; then failures+=("$part"); fi
    times+=("$(printf '%-12s %4d s' "$part" "$seconds")")
    passed=$((passed + ok)) failed=$((failed + bad))
}

# Sets family, the processes of all parts with what they have started and still wait for, and those of it that are
# scripts.
find_family() {
    local -A children=() program=()
    local process parent what
    while read -r process parent what _; do
        children[$parent]+=" $process" program[$process]=${what##*/}
    done < <(ps -eo pid=,ppid=,args=)
    family=("${!part_of[@]}") scripts=()
    local i
    for ((i = 0; i < ${#family[@]}; i++)); do
        process=${family[i]}
        # shellcheck disable=SC2206 # one process a word
        family+=(${children[$process]-})
        if [ "${program[$process]-}" = bash ]; then scripts+=("$process"); fi
    done
}

await_family() {
    local process
    for process in "${family[@]}"; do
        for _ in $(seq 600); do
            kill -0 "$process" 2>/dev/null || break
            sleep 0.1
        done
    done
}

# Ctrl-C: all that was started ends. Scripts stop their servers when they are told, and are waited for. First they are
# halted, so that they begin nothing while everybody is being found.
end_all_parts() { # STATUS
    local family=() scripts=() halted=-1 i process
    trap '' INT TERM HUP
    echo "stopped; waiting for servers to end" >&2
    while find_family && [ ${#scripts[@]} -gt "$halted" ]; do
        halted=${#scripts[@]}
        kill -STOP "${scripts[@]}" 2>/dev/null || true
    done
    kill -TERM "${family[@]}" 2>/dev/null || true
    # Children go on first: what is halted and has no parent is hung up.
    for ((i = ${#scripts[@]} - 1; i >= 0; i--)); do kill -CONT "${scripts[i]}" 2>/dev/null || true; done
    await_family
    for process in "${!part_of[@]}"; do kill -KILL -- "-$process" 2>/dev/null || true; done
    exit "$1"
}

run_parts() { # PART...
    local to_do=("$@") alone="" shown_by next status ended
    [ $# != 1 ] || alone=yes
    trap 'end_all_parts 130' INT
    trap 'end_all_parts 143' TERM HUP
    while :; do
        while [ ${#part_of[@]} -lt "$abreast" ] && choose_next; do begin_part "$next"; done
        [ ${#part_of[@]} != 0 ] || break
        status=0
        wait -n -p ended "${!part_of[@]}" || status=$?
        [ -z "$alone" ] || wait "$shown_by"
        end_part "$ended" "$status"
    done
    trap - INT TERM HUP
}
