/* See database.h. */
#include "database.h"

#include "base/ascii.h"
#include "schema/ddl.h"
#include "target/ledger.h"
#include "target/ledger_tables.h"
#include "odbc/statement.h"

struct rowan_error err;

static struct rowan_buffer answer;

struct rowan_connection *connect_again(void)
{
    const char *given = getenv("ROWAN_TEST_CONNECT");
    struct rowan_buffer prepared;
    struct rowan_connection *db = NULL;

    if (!given)
        fail_msg("ROWAN_TEST_CONNECT is not set; use tests/database/run");
    rowan_buffer_init(&prepared);
    assert_ok(rowan_connection_string_prepare(&prepared, given, NULL, &err), err);
    assert_ok(rowan_connection_open(&db, prepared.data, ROWAN_SIDE_BOTH, &err), err);
    rowan_buffer_clear(&prepared);
    return db;
}

int open_database(void **state)
{
    *state = connect_again();
    return 0;
}

int close_database(void **state)
{
    rowan_connection_close(*state);
    rowan_buffer_clear(&answer);
    return 0;
}

bool dialect_is(const struct rowan_connection *db, const char *name)
{
    return strcmp(rowan_connection_dialect(db)->name, name) == 0;
}

/* Words for types that SQL Server has others for, or takes for something else. */
static const char *const other_types[][2] = {
    {"TIMESTAMP", "datetime2(6)"},
    {"TEXT", "nvarchar(max)"},
    {"BLOB", "varbinary(max)"},
    {"VARCHAR", "nvarchar"},
    {"BOOLEAN", "bit"},
    {"DOUBLE", "float"},
    {"PRECISION", ""},
};

static const char *other_type(struct rowan_slice word)
{
    for (size_t i = 0; i < COUNT(other_types); i++)
        if (word.size == strlen(other_types[i][0]) &&
            rowan_ascii_same_prefix(word.data, other_types[i][0], word.size))
            return other_types[i][1];
    return NULL;
}

/* The statement as the database takes it, in out. */
static const char *in_its_words(struct rowan_connection *db, const char *sql, struct rowan_buffer *out)
{
    if (!dialect_is(db, "sqlserver") || strncmp(sql, "CREATE TABLE", 12) != 0)
        return sql;
    while (*sql) {
        struct rowan_slice word = {sql, strspn(sql, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")};
        const char *other = other_type(word);
        word.size += word.size == 0;
        assert_true(other ? rowan_buffer_append_slice(out, other)
                          : rowan_buffer_append(out, word.data, word.size));
        sql += word.size;
    }
    assert_non_null(rowan_buffer_string(out));
    return out->data;
}

void run_sql(struct rowan_connection *db, const char *sql)
{
    struct rowan_buffer out = {0};

    if (rowan_connection_exec(db, in_its_words(db, sql, &out), &err) != ROWAN_OK)
        fail_msg("%s: %s", sql, err.message);
    rowan_buffer_clear(&out);
}

void try_sql(struct rowan_connection *db, const char *sql)
{
    struct rowan_buffer out = {0};

    rowan_connection_exec(db, in_its_words(db, sql, &out), NULL);
    rowan_buffer_clear(&out);
}

const char *ask(struct rowan_connection *db, const char *sql)
{
    struct rowan_statement *query;
    struct rowan_slice text = {NULL, 0};
    bool more;

    if (rowan_statement_new(&query, db, sql, &err) != ROWAN_OK ||
        rowan_statement_run(query, NULL, 0, &err) != ROWAN_OK)
        fail_msg("%s: %s", sql, err.message);
    assert_ok(rowan_statement_fetch(query, &more, &err), err);
    if (more)
        assert_ok(rowan_statement_text(query, 0, &text, &err), err);
    answer.size = 0;
    if (text.data)
        assert_true(rowan_buffer_append(&answer, text.data, text.size));
    assert_non_null(rowan_buffer_string(&answer));
    rowan_statement_free(query);
    return text.data ? answer.data : NULL;
}

void assert_answer(struct rowan_connection *db, const char *sql, const char *wanted)
{
    const char *got = ask(db, sql);

    if (!wanted || !got) {
        if (wanted != got)
            fail_msg("%s: \"%s\" instead of \"%s\"", sql, got ? got : "(none)", wanted ? wanted : "(none)");
    } else {
        assert_string_equal(got, wanted);
    }
}

struct rowan_param int_param(int64_t n)
{
    return (struct rowan_param){.kind = ROWAN_PARAM_INT, .number = n};
}

struct rowan_param text_param(const char *s)
{
    return (struct rowan_param){.kind = ROWAN_PARAM_TEXT, .null = !s, .text = rowan_slice_of(s)};
}

/* --- the ledger --- */

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 65536);

    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, 65535, file) > 0);
    fclose(file);
    return text;
}

static void remove_comments(char *text)
{
    for (char *s; (s = strstr(text, "--"));) {
        size_t n = strcspn(s, "\n");
        memset(s, ' ', n);
    }
}

/* A name of a ledger's definition, in braces there, and what stands for it here. */
static const struct {
    const char *mark, *name;
} ledger_names[] = {
    {"{version}", ROWAN_VERSION_TABLE},  {"{feed}", ROWAN_FEED_TABLE},
    {"{ledger}", ROWAN_LEDGER_TABLE},    {"{run}", ROWAN_RUN_TABLE},
    {"{mapping}", ROWAN_MAPPING_TABLE},  {"{ledger_alone}", ROWAN_LEDGER_TABLE},
    {"{failed}", "rowan_ledger_failed"},
};

static void run_statement(struct rowan_connection *db, const char *sql)
{
    struct rowan_buffer out;

    rowan_buffer_init(&out);
    while (*sql) {
        size_t skip = 0;

        for (size_t i = 0; i < sizeof ledger_names / sizeof *ledger_names && !skip; i++) {
            size_t n = strlen(ledger_names[i].mark);

            if (strncmp(sql, ledger_names[i].mark, n) != 0)
                continue;
            assert_true(rowan_buffer_append_slice(&out, ledger_names[i].name));
            skip = n;
        }
        if (!skip) {
            assert_true(rowan_buffer_append_char(&out, *sql));
            skip = 1;
        }
        sql += skip;
    }
    run_sql(db, rowan_buffer_string(&out));
    rowan_buffer_clear(&out);
}

void make_ledger(struct rowan_connection *db)
{
    char path[100];
    char *text;

    for (size_t i = 0; i + 1 < rowan_ledger_table_count; i++) { /* the last one is not rowan's own */
        snprintf(path, sizeof path, "DROP TABLE %s", rowan_ledger_tables[i]);
        try_sql(db, path);
    }
    snprintf(path, sizeof path, "sql/%s/001-ledger.sql", rowan_connection_dialect(db)->name);
    text = read_file(path);
    remove_comments(text);
    for (char *s = text, *end; (end = strstr(s, ";\n")); s = end + 2) {
        *end = '\0';
        run_statement(db, s);
    }
    snprintf(path, sizeof path, "INSERT INTO " ROWAN_VERSION_TABLE " VALUES (%d, '2024-01-01 00:00:00')",
             ROWAN_LEDGER_VERSION);
    run_sql(db, path);
    free(text);
}

/* --- the plan --- */

static void add_column(struct rowan_plan *plan, int table, const char *name, const struct rowan_type *type,
                       const char *path, bool required)
{
    struct rowan_column_spec spec = {.name = name, .type = type, .origin = ROWAN_FROM_PATHS};

    spec.place.line = table * 10 + 11;
    spec.paths = &path;
    spec.path_count = 1;
    spec.required = required;
    assert_ok(rowan_plan_column(plan, table, &spec, &err), err);
}

static void add_made(struct rowan_plan *plan, int table, const char *name, const struct rowan_type *type,
                     enum rowan_origin origin, const char *of)
{
    struct rowan_column_spec spec = {.name = name, .type = type, .origin = origin, .of = of};

    spec.required = true;
    assert_ok(rowan_plan_column(plan, table, &spec, &err), err);
}

struct rowan_plan *make_plan(bool integer_key, const char *schema)
{
    static const struct rowan_type big = {.kind = ROWAN_BIGINT}, small = {.kind = ROWAN_INTEGER};
    static const struct rowan_type key_text = {.kind = ROWAN_TEXT, .length = 40}, text = {.kind = ROWAN_TEXT};
    static const struct rowan_type price = {.kind = ROWAN_DECIMAL, .precision = 20, .scale = 4};
    static const struct rowan_type day = {.kind = ROWAN_DATE}, flag = {.kind = ROWAN_BOOLEAN};
    static const struct rowan_type sku = {.kind = ROWAN_TEXT, .length = 20};
    const char *order_key[] = {"id"}, *line_key[] = {"order_id", "line_no"};
    const struct rowan_type *key = integer_key ? &big : &key_text;
    struct rowan_plan *plan;
    int order, line;

    assert_ok(rowan_plan_new(&plan, "orders.lua", rowan_slice_of("text"), &err), err);
    assert_ok(rowan_plan_name(plan, "orders", "1", &err), err);
    assert_ok(rowan_plan_source(plan, schema, "src", "xml", &err), err);
    if (schema)
        assert_ok(rowan_plan_target(plan, schema, &err), err);
    assert_ok(rowan_plan_source_column(plan, "id", key, &err), err);
    assert_ok(rowan_plan_table(plan, "customer_order", (struct rowan_location){NULL, 10}, "/order", -1,
                               &order, &err),
              err);
    add_made(plan, order, "id", NULL, ROWAN_FROM_SOURCE, "id");
    add_column(plan, order, "note", &text, "note", false);
    add_column(plan, order, "price", &price, "price", false);
    add_column(plan, order, "day", &day, "@day", false);
    add_column(plan, order, "flag", &flag, "@flag", false);
    assert_ok(rowan_plan_key(plan, order, order_key, 1, &err), err);
    assert_ok(
        rowan_plan_table(plan, "order_line", (struct rowan_location){NULL, 20}, "line", order, &line, &err),
        err);
    add_made(plan, line, "order_id", NULL, ROWAN_FROM_PARENT, "id");
    add_made(plan, line, "line_no", &small, ROWAN_FROM_POSITION, NULL);
    add_column(plan, line, "sku", &sku, "@sku", true);
    assert_ok(rowan_plan_key(plan, line, line_key, 2, &err), err);
    assert_ok(rowan_plan_freeze(plan, &err), err);
    return plan;
}

static void run_all(struct rowan_connection *db, struct rowan_buffer *sql)
{
    char *s = rowan_buffer_string(sql);

    assert_non_null(s);
    for (char *end; *s; s = end) {
        end = strstr(s, ";\n");
        if (end) {
            *end = '\0';
            end += 2;
        } else {
            end = s + strlen(s);
        }
        run_sql(db, s);
    }
    rowan_buffer_clear(sql);
}

struct rowan_endpoint source_of(struct rowan_connection *db, const struct rowan_plan *plan)
{
    return (struct rowan_endpoint){.db = db, .schema = plan->source.schema};
}

struct rowan_endpoint target_of(struct rowan_connection *db, const struct rowan_plan *plan)
{
    return (struct rowan_endpoint){.db = db, .schema = plan->target_schema};
}

struct ledger_of {
    struct rowan_connection *db;
    const struct rowan_plan *plan;
};

static void condition(void *target, const char *key, bool is_long, struct rowan_sql *sql,
                      struct rowan_param *param)
{
    const struct ledger_of *of = target;
    struct rowan_endpoint endpoint = target_of(of->db, of->plan);
    struct rowan_ledger *ledger;
    enum rowan_status st = rowan_ledger_open(&ledger, &endpoint, of->plan, NULL, "r", sql->err);

    rowan_sql_spoil(sql, st);
    if (st == ROWAN_OK)
        rowan_ledger_condition(ledger, key, is_long, sql, param);
    rowan_ledger_close(ledger);
    *param = text_param(of->plan->name); /* the ledger's own is gone */
}

static enum rowan_status filter(void *context, const struct rowan_slice *keys,
                                const struct rowan_slice *revisions, size_t count, bool *pending,
                                struct rowan_error *why)
{
    const struct ledger_of *of = context;
    struct rowan_endpoint endpoint = target_of(of->db, of->plan);
    struct rowan_ledger *ledger;
    enum rowan_status st = rowan_ledger_open(&ledger, &endpoint, of->plan, NULL, "r", why);

    if (st == ROWAN_OK)
        st = rowan_ledger_filter(ledger, keys, revisions, count, pending, why);

    rowan_ledger_close(ledger);
    return st;
}

bool two_endpoints(void)
{
    return getenv("ROWAN_TEST_TWO_ENDPOINTS") != NULL;
}

const struct rowan_pending *pending_of(struct rowan_connection *db, const struct rowan_plan *plan)
{
    static struct ledger_of of;
    static const struct rowan_pending by_condition = {.condition = condition, .target = &of};
    static const struct rowan_pending by_keys = {.filter = filter, .target = &of};

    of = (struct ledger_of){db, plan};
    return two_endpoints() ? &by_keys : &by_condition;
}

void make_tables(struct rowan_connection *db, const struct rowan_plan *plan)
{
    struct rowan_endpoint source = source_of(db, plan), target = target_of(db, plan);
    struct rowan_buffer sql;

    try_sql(db, "DROP TABLE order_line");
    try_sql(db, "DROP TABLE customer_order");
    try_sql(db, "DROP TABLE src");
    rowan_buffer_init(&sql);
    assert_ok(rowan_ddl_source(rowan_connection_server(db), source.schema, plan, false, &sql, &err), err);
    run_all(db, &sql);
    assert_ok(rowan_ddl_target(rowan_connection_server(db), target.schema, plan, true, &sql, &err), err);
    run_all(db, &sql);
}
