# shellcheck shell=bash disable=SC2154,SC2034
# Cases of tests/process/run in which a database refuses something with words that may be about a document or about
# the run.

blame=$home/blame.lua
impatient=(--patience-ms 200)

# Documents 1 to COUNT with one row each.
fill_blame() { # COUNT
    sql "CREATE TABLE docs (id bigint PRIMARY KEY, doc $([ "$database" = mariadb ] && echo 'longtext CHARACTER SET utf8mb4' || echo text))"
    "$rowan" init "$blame" --tables >"$folder/fill.out" 2>&1 || bad "cannot fill the database: $(tail -n 3 "$folder/fill.out")"
    case $database in
    postgresql) sql "INSERT INTO docs SELECT g, '<d><x><a>v' || g || '</a></x></d>' FROM generate_series(1, $1) g" ;;
    mariadb) sql "INSERT INTO docs SELECT seq, CONCAT('<d><x><a>v', seq, '</a></x></d>') FROM seq_1_to_$1" ;;
    sqlite) sql "INSERT INTO docs WITH RECURSIVE s(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM s WHERE g < $1)
                 SELECT g, '<d><x><a>v' || g || '</a></x></d>' FROM s" ;;
    esac
}

# What the database does with each row, as the body of a trigger.
before_insert() { # STATEMENT
    case $database in
    postgresql)
        sql "CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN $1 RETURN NEW; END'"
        sql "CREATE TRIGGER look BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION look()"
        ;;
    *) sql "CREATE TRIGGER look BEFORE INSERT ON p FOR EACH ROW BEGIN $1 END" ;;
    esac
}

# Document KEY is the only one that is not loaded, and the ledger has WORDS about it; no worker died of it.
only_failed() { # KEY COUNT WORDS
    equal "$(sql "SELECT COUNT(*) AS a FROM p")" $(($2 - 1)) "rows of the others"
    equal "$(sql "SELECT doc_key AS a, reason AS b FROM rowan_ledger WHERE status = 'failed'")" "$1 database" "failed"
    equal "$(sql "SELECT COUNT(*) AS a FROM rowan_ledger WHERE message LIKE '%$3%'")" 1 "messages with \"$3\""
    grep -q '"restarts":0' "$folder/run.out" || bad "workers were started again: $(cat "$folder/run.out")"
}

row_level_security() {
    fill_blame 300
    sql "CREATE USER loader"
    sql "GRANT ALL ON ALL TABLES IN SCHEMA public TO loader"
    sql "ALTER TABLE p ENABLE ROW LEVEL SECURITY"
    sql "CREATE POLICY w ON p FOR INSERT TO loader WITH CHECK (id <> 150)"
    ROWAN_CONNECT=${ROWAN_CONNECT/UID=rowan/UID=loader} start_run "$blame" --json
    await_run 1
    only_failed 150 300 'row-level security policy'
}

trigger_meets_missing_table() {
    fill_blame 300
    case $database in
    postgresql) before_insert "IF NEW.id = 150 THEN PERFORM 1 FROM gone; END IF;" 2>&1 | sed 's/^/  /' ;;
    mariadb) before_insert "IF NEW.id = 150 THEN INSERT INTO gone VALUES (1); END IF;" ;;
    esac
    start_run "$blame" --json
    await_run 1
    only_failed 150 300 gone
}

# The canary of a database that nobody described: what is missing is one row's trigger's, and then everybody's.
trigger_meets_missing_table_through_generic() {
    local -x ROWAN_DIALECT=generic
    trigger_meets_missing_table
    sql "DELETE FROM rowan_ledger"
    sql "DELETE FROM p"
    sql "ALTER TABLE p RENAME COLUMN a TO b"
    start_run "$blame" --commit 50
    await_run 2
    sql "ALTER TABLE p RENAME COLUMN b TO a"
    sql "UPDATE docs SET doc = '<d><x><wait>20</wait></x></d>'"
    sql "DELETE FROM docs WHERE id = 150" # of the trigger
    start_run "$blame" --commit 20 --workers 2
    await_documents 100
    sql "ALTER TABLE p RENAME COLUMN a TO b"
    await_run 3
    equal "$(sql "SELECT COUNT(*) AS a FROM rowan_ledger WHERE status = 'failed'")" 0 "failed documents"
    grep -q 'table p takes no rows' "$folder/run.err" || bad "it is not said what is wrong: $(cat "$folder/run.err")"
}

# What a server says when it is in trouble, said about one row for ever.
one_row_in_conflict() { one_row_with 40001; }
one_row_and_a_full_disk() {
    local commit table
    for commit in 500 1; do
        no_room_when 'NEW.id IN (15, 16, 60)'
        start_run "$blame" --json "${impatient[@]}" --workers 1 --commit $commit
        await_run 1
        equal "$(sql "SELECT doc_key AS a, reason AS b FROM rowan_ledger WHERE status = 'failed' ORDER BY 1")" \
            $'15 database\n16 database\n60 database' "documents that failed, --commit $commit"
        equal "$(sql "SELECT COUNT(*) AS a FROM p")" 57 "rows of the others"
        equal "$(sql "SELECT loaded AS a, failed AS b FROM rowan_run WHERE outcome = 'done'")" "57 3" "counted"
        grep -q '"matched":60[,}]' "$folder/run.out" || bad "matches are not 60: $(cat "$folder/run.out")"
        for table in p rowan_ledger rowan_run; do sql "DELETE FROM $table"; done
        sql "DROP TABLE docs"
    done
}

# The database has no room for rows of table p where CONDITION holds, of 60.
no_room_when() { # CONDITION
    fill_blame 60
    case $database in
    postgresql)
        sql "DROP TRIGGER IF EXISTS look ON p"
        sql "DROP FUNCTION IF EXISTS look"
        before_insert "IF $1 THEN RAISE EXCEPTION USING ERRCODE = ''53100'', MESSAGE = ''disk is full''; END IF;"
        ;;
    mariadb)
        sql "DROP TRIGGER IF EXISTS look"
        before_insert "IF $1 THEN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'table is full'; END IF;"
        ;;
    esac
}

# None for anybody, while the ledger has some: nobody is blamed, and when there is some again all go on.
no_room_for_a_while() {
    sql "CREATE TABLE full_now (a int)"
    sql "INSERT INTO full_now VALUES (1)"
    no_room_when 'EXISTS (SELECT 1 FROM full_now)'
    start_run "$blame" --json --workers 2 --patience-ms 50
    await_waiting
    nap 2
    equal "$(sql "SELECT COUNT(*) AS a FROM rowan_ledger")" 0 "documents in the ledger"
    sql "DELETE FROM full_now"
    await_run 0
    equal "$(sql "SELECT COUNT(*) AS a FROM p")" 60 "rows"
    grep -q '"restarts":0' "$folder/run.out" || bad "workers were started again: $(cat "$folder/run.out")"
}
one_row_and_no_connection() { one_row_with 08006; }

one_row_with() { # SQLSTATE
    fill_blame 60
    before_insert "IF NEW.id = 15 THEN RAISE EXCEPTION USING ERRCODE = ''$1'', MESSAGE = ''not this one''; END IF;"
    start_run "$blame" --json "${impatient[@]}"
    await_run 1
    only_failed 15 60 'not this one'
}

# SQLite has rolled the transaction back by itself.
trigger_rolls_back() {
    fill_blame 300
    sql "CREATE TRIGGER look BEFORE INSERT ON p WHEN NEW.id = 150 BEGIN SELECT RAISE(ROLLBACK, 'not this one'); END"
    start_run "$blame" --json
    await_run 1
    only_failed 150 300 'not this one'
}

constraint_rolls_back() {
    fill_blame 300
    sql "DROP TABLE p"
    sql "CREATE TABLE p (id bigint, n bigint, a text CHECK (a <> 'v150'), born text, wait text, PRIMARY KEY (id, n) ON CONFLICT ROLLBACK)"
    sql "INSERT INTO p (id, n) VALUES (150, 1)"
    start_run "$blame" --json
    await_run 1
    equal "$(sql "SELECT COUNT(*) AS a FROM p")" 300 "rows"
    equal "$(sql "SELECT doc_key AS a, reason AS b FROM rowan_ledger WHERE status = 'failed'")" "150 database" "failed"
}

# Batches are made as small as the server's patience asks for, and the summary says so.
statements_take_too_long() {
    fill_blame 400
    before_insert "PERFORM pg_sleep(0.002);"
    sql "ALTER DATABASE statements_take_too_long SET statement_timeout = '300ms'"
    start_run "$blame"
    await_run 0
    equal "$(sql "SELECT COUNT(*) AS a FROM p")" 400 "rows"
    grep -q 'a time passed: set --commit' "$folder/run.out" || bad "the summary says nothing: $(cat "$folder/run.out")"
    grep -qE ' 0$' "$folder/run.out" || bad "workers were started again: $(cat "$folder/run.out")"
}

one_statement_takes_too_long() {
    fill_blame 60
    case $database in
    postgresql)
        before_insert "IF NEW.id = 15 THEN PERFORM pg_sleep(60); END IF;"
        sql "ALTER DATABASE one_statement_takes_too_long SET statement_timeout = '300ms'"
        ;;
    mariadb)
        before_insert "IF NEW.id = 15 THEN DO SLEEP(60); END IF;"
        sql "SET GLOBAL max_statement_time = 0.3"
        ;;
    esac
    start_run "$blame" --json "${impatient[@]}"
    await_run 1
    [ "$database" = postgresql ] || sql "SET GLOBAL max_statement_time = 0"
    case $database in
    postgresql) only_failed 15 60 'statement timeout' ;;
    mariadb) only_failed 15 60 'max_statement_time' ;;
    esac
    ! grep -q commit_that_passed "$folder/run.out" || bad "one document made all batches small: $(cat "$folder/run.out")"
}

# Nothing is written as failed for what somebody does to the table.
column_is_renamed() {
    fill_blame 4000
    sql "UPDATE docs SET doc = '<d><x><wait>2</wait></x></d>'"
    start_run "$blame" --commit 20 --workers 2
    await_documents 100
    sql "ALTER TABLE p RENAME COLUMN a TO b"
    await_run 3
    equal "$(sql "SELECT COUNT(*) AS a FROM rowan_ledger WHERE status = 'failed'")" 0 "failed documents"
    grep -q 'table p takes no rows' "$folder/run.err" || bad "it is not said what is wrong: $(cat "$folder/run.err")"
    sql "ALTER TABLE p RENAME COLUMN b TO a"
    start_run "$blame" --workers 2
    await_run 0
    equal "$(sql "SELECT COUNT(*) AS a FROM p")" 4000 "rows in the end"
}

# The connection that writes waits longer than the server lets it, and so does the one that reads.
connection_is_idle() {
    fill_blame 60
    sql "UPDATE docs SET doc = '<d><x><wait>90</wait></x></d>'"
    case $database in
    postgresql) sql "ALTER DATABASE connection_is_idle SET idle_session_timeout = '1s'" ;;
    mariadb) sql "SET GLOBAL wait_timeout = 1" ;;
    esac
    start_run "$blame" --workers 1 --page 30 --json
    await_run 0
    [ "$database" = postgresql ] || sql "SET GLOBAL wait_timeout = 28800"
    equal "$(sql "SELECT COUNT(*) AS a FROM p")" 60 "rows"
    grep -q '"restarts":0' "$folder/run.out" || bad "workers were started again: $(cat "$folder/run.out")"
}

# A value with characters that the ledger has not stands in its message all the same.
ledger_lacks_characters() {
    case $database in
    postgresql)
        sql "CREATE DATABASE latin TEMPLATE template0 ENCODING LATIN1 LOCALE 'C'"
        ROWAN_CONNECT=${ROWAN_CONNECT/Database=ledger_lacks_characters/Database=latin}
        ;;
    mariadb) sql "ALTER DATABASE ledger_lacks_characters CHARACTER SET latin1" ;;
    esac
    fill_blame 3
    if [ "$database" = mariadb ]; then
        sql "ALTER TABLE rowan_ledger MODIFY message text CHARACTER SET latin1"
        sql "UPDATE docs SET doc = '<d><x><born>Ж</born></x></d>' WHERE id = 2"
    else
        sql "UPDATE docs SET doc = '<d><x><born>&#1046;</born></x></d>' WHERE id = 2"
    fi
    start_run "$blame" --json
    await_run 1
    equal "$(sql "SELECT COUNT(*) AS a FROM p")" 2 "rows of the others"
    equal "$(sql "SELECT COUNT(*) AS a FROM rowan_ledger WHERE message LIKE '%u{416}%'")" 1 "escaped messages"
}

# A source with keys that the target's encoding lacks: such a document fails, under a key that says which it is and is
# no other document's, and later runs pass over it. A key that the ledger has stays as it is beside any message.
ledger_lacks_keys() {
    local keyed=$folder/keyed.lua source=$ROWAN_CONNECT long kept
    sed -e 's/bigint "id"/text(300) "id"/' "$blame" >"$keyed"
    long=$(printf 'Ж%.0s' {1..200})
    sql "CREATE TABLE docs (id varchar(300) COLLATE \"C\" PRIMARY KEY, doc text)"
    sql "INSERT INTO docs SELECT 'k' || g, '<d><x/></d>' FROM generate_series(1, 60) g"
    sql "INSERT INTO docs VALUES ('é', '<d><x/></d>'), ('Ж1', '<d><x/></d>'), ('$long', '<d><x/></d>')"
    sql "INSERT INTO docs VALUES ('\\u{416}1', '<d><x/></d>'), ('ü', '<d><x><born>&#1046;</born></x></d>')"
    sql "CREATE DATABASE latin_keys TEMPLATE template0 ENCODING LATIN1 LOCALE 'C'"
    ROWAN_CONNECT=${ROWAN_CONNECT/Database=ledger_lacks_keys/Database=latin_keys}
    "$rowan" init "$keyed" --tables >"$folder/fill.out" 2>&1 || bad "$(cat "$folder/fill.out")"
    start_run "$keyed" --source "$source" --json
    await_run 1
    equal "$(sql "SELECT COUNT(*) AS a FROM p")" 62 "rows of the others"
    kept=$(sql "SELECT doc_key AS a FROM rowan_ledger WHERE status = 'failed' AND doc_key LIKE '_u{416}1%'")
    [[ $kept = '\u{416}1...'*'#'* ]] || bad "the key is kept as $kept"
    # The text that stands for one key is a document of its own.
    ROWAN_CONNECT=$source sql "INSERT INTO docs VALUES ('$kept', '<d><x/></d>')"
    start_run "$keyed" --source "$source" --json
    await_run 0
    equal "$(sql "SELECT COUNT(*) AS a FROM p")" 63 "rows with that of the literal text"
    equal "$(sql "SELECT doc_key AS a FROM rowan_ledger WHERE reason = 'value'")" ü "the key beside a message"
    equal "$(sql "SELECT COUNT(*) AS a FROM rowan_ledger WHERE status = 'failed'")" 3 "failed"
    start_run "$keyed" --source "$source"
    await_run 0
    grep -q 'nothing to load' "$folder/run.out" || bad "another run said: $(cat "$folder/run.out")"
    ROWAN_CONNECT="$ROWAN_CONNECT" "$rowan" retry "$keyed" --key Ж2 >"$folder/retry.out" 2>&1
    equal $? 2 "status of a retry without a document"
    grep -q 'Ж2: the ledger has no such document' "$folder/retry.out" || bad "$(cat "$folder/retry.out")"
    for key in Ж1 "$long" ü; do
        "$rowan" retry "$keyed" --key "$key" >"$folder/retry.out" 2>&1 || bad "$key: $(cat "$folder/retry.out")"
    done
    equal "$(sql "SELECT COUNT(*) AS a FROM rowan_ledger WHERE status = 'failed'")" 0 "failed after retry"
    # With a revision such a document is tried once for each.
    sed -e 's/document = "doc"/&, revision = integer "rev"/' "$keyed" >"$folder/revised.lua"
    ROWAN_CONNECT=$source sql "ALTER TABLE docs ADD rev integer DEFAULT 1"
    sql "DELETE FROM p"
    start_run "$folder/revised.lua" --source "$source" --feed revised
    await_run 1
    start_run "$folder/revised.lua" --source "$source" --feed revised
    await_run 0
    grep -q 'nothing to load' "$folder/run.out" || bad "a run with revisions said: $(cat "$folder/run.out")"
}

listens() { # PORT
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# A pooler that gives each transaction another session.
pooler() {
    local port own_port pooler documents=600
    command -v pgbouncer >/dev/null || { not_run "there is no pgbouncer"; return; }
    fill_blame "$documents"
    port=$(sed -nE 's/.*Port=([0-9]+).*/\1/p' <<<"$ROWAN_CONNECT")
    own_port=$((port + 1))
    while listens "$own_port"; do own_port=$((own_port + 1)); done
    mkdir -p "$folder/pooler"
    chmod 777 "$folder/pooler"
    cat >"$folder/pooler/ini" <<INI
[databases]
pooler = host=127.0.0.1 port=$port dbname=pooler user=rowan
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $own_port
auth_type = any
pool_mode = transaction
default_pool_size = 2
ignore_startup_parameters = extra_float_digits,options
logfile = $folder/pooler/log
unix_socket_dir =
INI
    if [ "$(id -u)" = 0 ]; then
        runuser -u nobody -- pgbouncer "$folder/pooler/ini" >/dev/null 2>&1 &
    else
        pgbouncer "$folder/pooler/ini" >/dev/null 2>&1 &
    fi
    pooler=$!
    for _ in $(seq 600); do
        ! listens "$own_port" || break
        nap 0.1
    done
    # With the default, which prepares on the server, the connection may fail, and no document.
    ROWAN_CONNECT=${ROWAN_CONNECT/Port=$port/Port=$own_port} start_run "$blame" --workers 4 --chunk 50 --commit 1
    wait "$run"
    case $? in 0 | 3) ;; *) bad "the run ended with $?: $(cat "$folder/run.err")" ;; esac
    equal "$(sql "SELECT COUNT(*) AS a FROM rowan_ledger WHERE status = 'failed'")" 0 "failed documents"
    sql "DELETE FROM p"
    sql "DELETE FROM rowan_ledger"
    for workers in 4 6; do
        ROWAN_CONNECT="${ROWAN_CONNECT/Port=$port/Port=$own_port};UseServerSidePrepare=0" \
            start_run "$blame" --workers "$workers" --chunk 50 --commit 1 --page 20 --json
        await_run 0
        equal "$(sql "SELECT COUNT(*) AS a FROM p")" "$documents" "rows"
        equal "$(sql "SELECT COUNT(*) AS a FROM rowan_ledger WHERE status = 'failed'")" 0 "failed documents"
        grep -q '"restarts":0' "$folder/run.out" || bad "workers were started again: $(cat "$folder/run.out" "$folder/run.err")"
        sql "DELETE FROM p"
        sql "DELETE FROM rowan_ledger"
    done
    kill "$pooler"
    wait "$pooler" 2>/dev/null
}
