/*
 * The floor under rowan: what cannot be left out, each alone and with nothing around it.
 *
 *   floor read   CONNECT FIRST LAST [FILE]          the documents, in keyset pages through ODBC
 *   floor parse  FILE                               a SAX2 pass over documents that read put into FILE
 *   floor copy   CONNINFO FOLDER GROUP TABLE...     COPY of FOLDER/TABLE to PostgreSQL
 *   floor insert DATABASE RESULT FIRST LAST GROUP TABLE...   rows of one SQLite file into another
 *
 * What is written has been read into memory before: "ready" is printed then, and work begins when a line
 * comes on standard input, so that several processes begin together. GROUP is documents per transaction.
 * The first column of a copied file is the document's key, by which a group is cut. Every mistake ends the
 * program. One line of JSON is the result.
 */
#include <inttypes.h>
#include <libpq-fe.h>
#include <sql.h>
#include <sqlext.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "bare_pass.h"
#include "whole_file.h"

#define PAGE       500 /* as rowan: documents per query, */
#define PAGE_BYTES ((int64_t)4 << 20)
#define FIRST_PAGE 4
#define TABLES_MAX 32

struct result {
    int64_t documents;
    int64_t rows;
    int64_t bytes;
    double began;
    double cpu; /* used before it began */
};

static void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

static void die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("floor: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static void *grow(void *old, size_t size)
{
    void *p = realloc(old, size);

    if (!p)
        die("no memory");
    return p;
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double cpu_of(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

static void await_start(struct result *result)
{
    struct rusage usage;

    puts("ready");
    fflush(stdout);
    if (getchar() == EOF)
        exit(1);
    getrusage(RUSAGE_SELF, &usage);
    result->cpu = cpu_of(&usage);
    result->began = seconds();
}

static void print(const struct result *result)
{
    double took = seconds() - result->began;
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    printf("{\"documents\": %" PRId64 ", \"rows\": %" PRId64 ", \"bytes\": %" PRId64
           ", \"seconds\": %.6f, \"cpu\": %.6f}\n",
           result->documents, result->rows, result->bytes, took, cpu_of(&usage) - result->cpu);
}

/* ---- read ------------------------------------------------------------------------------------------ */

struct reader {
    SQLHENV env;
    SQLHDBC dbc;
    SQLHSTMT statement;
    int64_t low, high, limit;
    char *cell;
    size_t capacity;
    size_t longest[5]; /* by column, from 1 */
    FILE *out;
    struct result result;
};

static void check_odbc(SQLRETURN code, SQLSMALLINT kind, SQLHANDLE handle)
{
    SQLCHAR state[6], text[400] = "";
    SQLINTEGER native;

    if (SQL_SUCCEEDED(code))
        return;
    SQLGetDiagRec(kind, handle, 1, state, &native, text, sizeof text, NULL);
    die("%s", (char *)text);
}

static void connect_reader(struct reader *r, const char *connect)
{
    SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &r->env);
    SQLSetEnvAttr(r->env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0);
    SQLAllocHandle(SQL_HANDLE_DBC, r->env, &r->dbc);
    check_odbc(
        SQLDriverConnect(r->dbc, NULL, (SQLCHAR *)connect, SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT),
        SQL_HANDLE_DBC, r->dbc);
    SQLAllocHandle(SQL_HANDLE_STMT, r->dbc, &r->statement);
}

static void prepare_page(struct reader *r)
{
    static const char sql[] =
        "SELECT CAST(s.app_id AS varchar(20)), s.received_at, s.channel, s.xml FROM app_xml s "
        "WHERE s.app_id > CAST(? AS bigint) AND s.app_id <= CAST(? AS bigint) ORDER BY s.app_id LIMIT ?";
    int64_t *values[] = {&r->low, &r->high, &r->limit};

    check_odbc(SQLPrepare(r->statement, (SQLCHAR *)sql, SQL_NTS), SQL_HANDLE_STMT, r->statement);
    for (SQLUSMALLINT i = 0; i < 3; i++)
        check_odbc(SQLBindParameter(r->statement, i + 1, SQL_PARAM_INPUT, SQL_C_SBIGINT, SQL_BIGINT, 0, 0,
                                    values[i], 0, NULL),
                   SQL_HANDLE_STMT, r->statement);
}

/*
 * Returns the length of the text that is in r->cell then. A driver is offered what the column's longest text
 * needed so far and no more: that of SQLite fills all of it, with zeros behind the text.
 */
static size_t read_cell(struct reader *r, SQLUSMALLINT column)
{
    size_t room = r->longest[column] + 1;
    size_t have = 0;
    SQLLEN rest;

    for (;;) {
        if (have + room > r->capacity) {
            r->capacity = (have + room) * 2;
            r->cell = grow(r->cell, r->capacity);
        }
        check_odbc(SQLGetData(r->statement, column, SQL_C_CHAR, r->cell + have, (SQLLEN)room, &rest),
                   SQL_HANDLE_STMT, r->statement);
        if (rest == SQL_NULL_DATA)
            return 0;
        if (rest != SQL_NO_TOTAL && (size_t)rest < room)
            break;
        have += room - 1;
        room = rest == SQL_NO_TOTAL ? room * 2 : (size_t)rest - (room - 1) + 1;
    }
    have += (size_t)rest;
    if (have > r->longest[column])
        r->longest[column] = have;
    return have;
}

static void keep_document(struct reader *r, size_t size)
{
    uint64_t length = size;

    if (!r->out)
        return;
    if (fwrite(&length, sizeof length, 1, r->out) != 1 || fwrite(r->cell, 1, size, r->out) != size)
        die("cannot write");
}

/* Returns how many documents the page had. */
static int64_t read_page(struct reader *r, int64_t *bytes)
{
    int64_t count = 0;
    SQLRETURN code;

    *bytes = 0;
    check_odbc(SQLExecute(r->statement), SQL_HANDLE_STMT, r->statement);
    while ((code = SQLFetch(r->statement)) != SQL_NO_DATA) {
        size_t size;
        check_odbc(code, SQL_HANDLE_STMT, r->statement);
        read_cell(r, 1);
        r->low = strtoll(r->cell, NULL, 10);
        read_cell(r, 2);
        read_cell(r, 3);
        size = read_cell(r, 4);
        keep_document(r, size);
        *bytes += (int64_t)size;
        count++;
    }
    SQLCloseCursor(r->statement);
    return count;
}

static void next_limit(struct reader *r, int64_t count, int64_t bytes)
{
    int64_t limit = r->limit * 4;

    if (bytes > 0 && limit > PAGE_BYTES * count / bytes)
        limit = PAGE_BYTES * count / bytes;
    r->limit = limit > PAGE ? PAGE : limit > 0 ? limit : 1;
}

static void run_read(int argc, char **argv)
{
    struct reader r = {.limit = FIRST_PAGE, .capacity = (size_t)1 << 16, .longest = {0, 40, 40, 40, 4000}};
    int64_t count, bytes;

    r.low = strtoll(argv[3], NULL, 10) - 1;
    r.high = strtoll(argv[4], NULL, 10);
    if (argc > 5 && !(r.out = fopen(argv[5], "wb")))
        die("cannot write %s", argv[5]);
    r.cell = grow(NULL, r.capacity);
    connect_reader(&r, argv[2]);
    prepare_page(&r);
    await_start(&r.result);
    while ((count = read_page(&r, &bytes)) > 0) {
        r.result.documents += count;
        r.result.bytes += bytes;
        next_limit(&r, count, bytes);
    }
    print(&r.result);
    if (r.out && fclose(r.out) != 0)
        die("cannot write %s", argv[5]);
    free(r.cell);
    SQLFreeHandle(SQL_HANDLE_STMT, r.statement);
    SQLDisconnect(r.dbc);
    SQLFreeHandle(SQL_HANDLE_DBC, r.dbc);
    SQLFreeHandle(SQL_HANDLE_ENV, r.env);
}

/* ---- files ----------------------------------------------------------------------------------------- */

struct text {
    char *data;
    size_t size;
    size_t at; /* where reading is */
};

static struct text read_text(const char *path)
{
    struct text t = {NULL, 0, 0};

    t.data = whole_file_read(path, &t.size);
    if (!t.data)
        die("cannot read %s", path);
    return t;
}

/* ---- parse ----------------------------------------------------------------------------------------- */

static void run_parse(const char *path)
{
    struct text all = read_text(path);
    struct result result = {0};
    xmlParserCtxtPtr context = bare_pass_new();

    if (!context)
        die("no memory");
    await_start(&result);
    while (all.at < all.size) {
        uint64_t size;
        memcpy(&size, all.data + all.at, sizeof size);
        all.at += sizeof size;
        if (!bare_pass_read(context, all.data + all.at, size))
            die("document %" PRId64 " is not well-formed", result.documents);
        all.at += size;
        result.bytes += (int64_t)size;
        result.documents++;
    }
    print(&result);
    xmlFreeParserCtxt(context);
    free(all.data);
}

/* ---- copy ------------------------------------------------------------------------------------------ */

static void check_pq(PGconn *connection, PGresult *answer, ExecStatusType wanted)
{
    if (PQresultStatus(answer) != wanted)
        die("%s", PQerrorMessage(connection));
    PQclear(answer);
}

/* Key of the line that reading stands at; INT64_MAX at the end. */
static int64_t key_at(const struct text *t)
{
    return t->at < t->size ? strtoll(t->data + t->at, NULL, 10) : INT64_MAX;
}

/* COPY takes all lines up to this key. */
static void copy_group(PGconn *connection, const char *sql, struct text *t, int64_t to, struct result *result)
{
    size_t from = t->at;
    PGresult *answer;

    while (key_at(t) <= to) {
        t->at += strcspn(t->data + t->at, "\n") + 1;
        result->rows++;
    }
    if (t->at == from)
        return;
    check_pq(connection, PQexec(connection, sql), PGRES_COPY_IN);
    if (PQputCopyData(connection, t->data + from, (int)(t->at - from)) != 1 ||
        PQputCopyEnd(connection, NULL) != 1)
        die("%s", PQerrorMessage(connection));
    answer = PQgetResult(connection);
    check_pq(connection, answer, PGRES_COMMAND_OK);
    while ((answer = PQgetResult(connection)))
        PQclear(answer);
}

/* The key of the group's last document: the first table has one row per document. */
static int64_t group_end(const struct text *first, int group, struct result *result)
{
    struct text t = *first;
    int64_t key = -1;

    for (int i = 0; i < group && t.at < t.size; i++) {
        key = key_at(&t);
        t.at += strcspn(t.data + t.at, "\n") + 1;
        result->documents++;
    }
    return key;
}

/* rowan_ledger's key is not its first column, so its file and its COPY begin with doc_key. */
static void copy_statement(char *sql, size_t size, const char *table)
{
    const char *columns = strcmp(table, "rowan_ledger") == 0
                              ? "(doc_key, feed, status, sent, stored, mapping_hash, run_id, logged_at)"
                              : "";

    snprintf(sql, size, "COPY %s %s FROM STDIN", table, columns);
}

static void run_copy(const char *conninfo, const char *folder, int group, int count, char **tables)
{
    struct text files[TABLES_MAX] = {{0}};
    char sql[TABLES_MAX][200];
    struct result result = {0};
    PGconn *connection = PQconnectdb(conninfo);

    if (PQstatus(connection) != CONNECTION_OK)
        die("%s", PQerrorMessage(connection));
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, tables[i]);
        files[i] = read_text(path);
        copy_statement(sql[i], sizeof sql[i], tables[i]);
    }
    await_start(&result);
    while (files[0].at < files[0].size) {
        int64_t to = group_end(&files[0], group, &result);
        check_pq(connection, PQexec(connection, "BEGIN"), PGRES_COMMAND_OK);
        for (int i = 0; i < count; i++)
            copy_group(connection, sql[i], &files[i], to, &result);
        check_pq(connection, PQexec(connection, "COMMIT"), PGRES_COMMAND_OK);
    }
    print(&result);
    PQfinish(connection);
    for (int i = 0; i < count; i++)
        free(files[i].data);
}

/* ---- insert ---------------------------------------------------------------------------------------- */

struct table {
    sqlite3_stmt *insert;
    sqlite3_value **values; /* row after row */
    int64_t *keys;          /* per row */
    int width;
    size_t rows, capacity, at;
};

static void check_sqlite(sqlite3 *database, int code)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
        die("%s", sqlite3_errmsg(database));
}

static void execute(sqlite3 *database, const char *sql)
{
    check_sqlite(database, sqlite3_exec(database, sql, NULL, NULL, NULL));
}

static void keep_row(struct table *t, sqlite3_stmt *select)
{
    if (t->rows == t->capacity) {
        t->capacity = t->capacity ? t->capacity * 2 : 1024;
        t->values = grow(t->values, t->capacity * (size_t)t->width * sizeof *t->values);
        t->keys = grow(t->keys, t->capacity * sizeof *t->keys);
    }
    t->keys[t->rows] = sqlite3_column_int64(select, t->width); /* behind the table's own columns */
    for (int i = 0; i < t->width; i++)
        t->values[t->rows * (size_t)t->width + (size_t)i] =
            sqlite3_value_dup(sqlite3_column_value(select, i));
    t->rows++;
}

static void read_table(struct table *t, sqlite3 *from, const char *name, char **argv)
{
    const char *key = strcmp(name, "rowan_ledger") == 0 ? "CAST(doc_key AS INTEGER)" : "app_id";
    sqlite3_stmt *select;
    char *sql = sqlite3_mprintf("SELECT *, %s AS floor_key FROM %s WHERE floor_key BETWEEN %s AND %s "
                                "ORDER BY floor_key, rowid",
                                key, name, argv[4], argv[5]);

    if (strcmp(name, "rowan_ledger") == 0) /* it has no rowid */
        sql[strlen(sql) - strlen(", rowid")] = '\0';
    check_sqlite(from, sqlite3_prepare_v2(from, sql, -1, &select, NULL));
    sqlite3_free(sql);
    t->width = sqlite3_column_count(select) - 1;
    while (sqlite3_step(select) == SQLITE_ROW)
        keep_row(t, select);
    check_sqlite(from, sqlite3_finalize(select));
}

static void prepare_insert(struct table *t, sqlite3 *to, const char *name)
{
    char *sql = sqlite3_mprintf("INSERT INTO %s VALUES (?", name);

    for (int i = 1; i < t->width; i++) {
        char *longer = sqlite3_mprintf("%s,?", sql);
        sqlite3_free(sql);
        sql = longer;
    }
    sql = sqlite3_mprintf("%z)", sql);
    check_sqlite(to, sqlite3_prepare_v2(to, sql, -1, &t->insert, NULL));
    sqlite3_free(sql);
}

static void insert_group(struct table *t, sqlite3 *database, int64_t to, struct result *result)
{
    for (; t->at < t->rows && t->keys[t->at] <= to; t->at++) {
        sqlite3_value **row = t->values + t->at * (size_t)t->width;
        for (int i = 0; i < t->width; i++)
            check_sqlite(database, sqlite3_bind_value(t->insert, i + 1, row[i]));
        check_sqlite(database, sqlite3_step(t->insert));
        check_sqlite(database, sqlite3_reset(t->insert));
        result->rows++;
    }
}

static void free_table(struct table *t)
{
    for (size_t i = 0; i < t->rows * (size_t)t->width; i++)
        sqlite3_value_free(t->values[i]);
    free(t->values);
    free(t->keys);
    sqlite3_finalize(t->insert);
}

static sqlite3 *open_sqlite(const char *path)
{
    sqlite3 *database;

    check_sqlite(NULL, sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL));
    sqlite3_busy_timeout(database, 100000);
    return database;
}

static void run_insert(char **argv, int count, char **names)
{
    struct table tables[TABLES_MAX] = {{0}};
    struct result result = {0};
    sqlite3 *from = open_sqlite(argv[3]);
    sqlite3 *to = open_sqlite(argv[2]);
    size_t group = strtoul(argv[6], NULL, 10);

    execute(to, "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON");
    for (int i = 0; i < count; i++) {
        read_table(&tables[i], from, names[i], argv);
        prepare_insert(&tables[i], to, names[i]);
    }
    sqlite3_close(from);
    await_start(&result);
    while (tables[0].at < tables[0].rows) {
        size_t last = tables[0].at + group < tables[0].rows ? tables[0].at + group : tables[0].rows;
        result.documents += (int64_t)(last - tables[0].at);
        execute(to, "BEGIN IMMEDIATE");
        for (int i = 0; i < count; i++)
            insert_group(&tables[i], to, tables[0].keys[last - 1], &result);
        execute(to, "COMMIT");
    }
    print(&result);
    for (int i = 0; i < count; i++)
        free_table(&tables[i]);
    sqlite3_close(to);
}

/* ---- main ------------------------------------------------------------------------------------------ */

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    if (strcmp(what, "read") == 0 && argc >= 5)
        run_read(argc, argv);
    else if (strcmp(what, "parse") == 0 && argc == 3)
        run_parse(argv[2]);
    else if (strcmp(what, "copy") == 0 && argc > 5 && argc - 5 <= TABLES_MAX)
        run_copy(argv[2], argv[3], atoi(argv[4]), argc - 5, argv + 5);
    else if (strcmp(what, "insert") == 0 && argc > 7 && argc - 7 <= TABLES_MAX)
        run_insert(argv, argc - 7, argv + 7);
    else
        die("see the head of floor.c for its arguments");
    return 0;
}
