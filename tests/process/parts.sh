# shellcheck shell=bash disable=SC2154 # variables of tests/process/run
# Documents whose rows are written in parts.

# Each document is one of these, and workers, and all, are killed while they are loaded, and loaded again.
parts_killed() {
    local documents=$((documents / 10)) command command_line
    local -A which=([run]="" [reload]="--from 1")
    fill "$credit"
    for command in run reload; do
        # shellcheck disable=SC2206 # words
        command_line=("$command" "$credit" ${which[$command]} --workers 2 --chunk 100 --batch-bytes 500)
        start "${command_line[@]}"
        [ "$command" = reload ] || await_documents $((documents / 10))
        kill_workers 2 KILL
        kill_run_and_see_workers_go
        start "${command_line[@]}"
        kill_workers $((kills / 3)) KILL
        await_run 0
        same_as_quiet "$credit"
    done
}

# A folder with one document, and a mapping whose rows have the text of the document's element, so that they are many
# times what is kept of the document.
large_document() { # FOLDER ROWS LAST
    mkdir -p "$1/in"
    {
        printf '<r t="%0300d">\n' 0
        awk -v n="$2" 'BEGIN { for (i = 1; i <= n; i++) printf "<l n=\"%d\"/>", i }'
        echo "$3</r>"
    } >"$1/in/large.xml"
    cat >"$1/large.lua" <<'LUA'
return mapping {
  name = "large", source = { files = "*.xml" },
  into "large_row" {
    each = "/r", key = { "f" }, columns = { f = text(60)(source "path"), t = text(300) "@t" },
    children = { into "large_line" {
      each = "l", key = { "f", "n" },
      columns = { f = parent "f", n = integer "@n", t = parent "t" },
    } },
  },
}
LUA
}

# Rows of 50 MB, of which a megabyte or two are held.
memory_is_bounded() {
    local dir=$folder/large most whole
    large_document "$dir" 150000 ""
    "$rowan" init "$dir/large.lua" --tables --source "files:$dir/in" >"$folder/fill.out" 2>&1 ||
        bad "cannot make the tables: $(tail -n 3 "$folder/fill.out")"
    start_run "$dir/large.lua" --source "files:$dir/in" --workers 1 --batch-bytes 1000000000
    watch_memory
    await_run 0
    whole=$most
    sql "DELETE FROM rowan_ledger" >/dev/null
    sql "DELETE FROM large_line" >/dev/null
    sql "DELETE FROM large_row" >/dev/null
    start_run "$dir/large.lua" --source "files:$dir/in" --workers 1 --batch-bytes 500000
    watch_memory
    await_run 0
    equal "$(sql "SELECT COUNT(*) AS a, MAX(n) AS b FROM large_line")" "150000 150000" "rows"
    [ "$whole" -gt $((most + 40)) ] || bad "a worker takes $most MB with parts, and $whole MB without"
}

# Killed in the middle of one transaction with many parts: nothing is left of it, and the next run has all.
one_document_killed() {
    local dir=$folder/large
    large_document "$dir" 150000 ""
    "$rowan" init "$dir/large.lua" --tables --source "files:$dir/in" >"$folder/fill.out" 2>&1 ||
        bad "cannot make the tables: $(tail -n 3 "$folder/fill.out")"
    for delay in 0.3 0.7 1.2; do
        start_run "$dir/large.lua" --source "files:$dir/in" --workers 1 --batch-bytes 100000
        nap "$delay"
        kill_run_and_see_workers_go
        # It may have been through by then.
        equal "$(sql "SELECT COUNT(*) AS a, COUNT(*) AS b FROM large_line HAVING COUNT(*) NOT IN (0, 150000)")" "" "rows"
    done
    start_run "$dir/large.lua" --source "files:$dir/in" --workers 1 --batch-bytes 100000
    await_run 0
    equal "$(sql "SELECT COUNT(*) AS a, MAX(n) AS b FROM large_line")" "150000 150000" "rows"
    equal "$(sql "SELECT sent AS a, stored AS b FROM rowan_ledger")" "150001 150001" "the ledger's row"
}
