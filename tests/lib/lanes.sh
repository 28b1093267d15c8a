# shellcheck shell=bash
# Lanes: lists of tests that run side by side, one a database, since most of them wait. Each is a process of its own; it
# prints what it has to say itself, and leaves its figures to be added up.

lanes=() lane_names=()
lane_figures=$(mktemp -d) || exit

# COMMAND prints, and calls lane_ended at its end.
start_lane() { # NAME COMMAND...
    local lane=$1
    shift
    # Who is stopped by a signal cleans up.
    (
        trap - EXIT
        trap 'exit 143' TERM INT
        "$@"
    ) &
    lanes+=($!) lane_names+=("$lane")
}

lane_ended() { # PASSED FAILED OTHERS
    echo "$*" >"$lane_figures/$lane"
}

# Sets passed, failed and others.
await_lanes() {
    local i ok bad rest
    passed=0 failed=0 others=0
    trap 'kill -TERM "${lanes[@]}" 2>/dev/null; wait; rm -rf -- "$lane_figures"; exit 143' TERM INT
    for i in "${!lanes[@]}"; do
        wait "${lanes[i]}"
        if ! read -r ok bad rest 2>/dev/null <"$lane_figures/${lane_names[i]}"; then
            echo "FAILED  ${lane_names[i]} ended before its end"
            ok=0 bad=1 rest=0
        fi
        passed=$((passed + ok)) failed=$((failed + bad)) others=$((others + rest))
    done
    rm -rf -- "$lane_figures"
}
