/*
 * Texts are compared exactly, letter for letter, as everywhere in rowan, while databases compare them as a
 * column's collation says: in another order, with A equal to a, without blanks at the end. So a text is
 * compared under a bytewise collation; equality says the same once more in the column's own way, which lets
 * everything through that is equal, and can use an index.
 */
#include "source/where_sql.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/suggest.h"
#include "source/comparand.h"
#include "odbc/sql_text.h"
#include "source/like_pattern.h"
#include "odbc/statement.h"
#include "odbc/padded_text.h"

struct writing {
    struct rowan_where_sql *filter;
    struct rowan_sql sql; /* into the filter's */
    const struct rowan_dialect *dialect;
    const struct rowan_source_table *table;
    const struct rowan_catalog_table *source;
    rowan_where_sql_fn report; /* NULL: the first failure ends it */
    void *context;
    size_t failures;
};

static void fail(struct writing *w, const char *column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What does not fit the table: reported, or it spoils the text. */
static void fail(struct writing *w, const char *column, const char *format, ...)
{
    const struct rowan_location *place = &w->table->where->place;
    char message[400];
    va_list args;

    if (w->sql.status != ROWAN_OK)
        return;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    w->failures++;
    if (w->report)
        w->report(w->context, column, message);
    else
        rowan_sql_spoil(&w->sql,
                        rowan_fail(w->sql.err, ROWAN_MAPPING, "mapping", "where: column \"%s\" of \"%s\": %s",
                                   column, w->table->name, message));
    if (!w->report && place->line > 0)
        rowan_error_prefix(w->sql.err, "%s:%d", place->file, place->line);
}

/* ---- columns ---- */

/* NULL after a failure. */
static const struct rowan_catalog_column *find_column(struct writing *w, const char *name)
{
    int i = rowan_catalog_find(w->source, name);
    struct rowan_suggest nearest;
    char hint[120];

    if (i >= 0)
        return &w->source->columns[i];
    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (size_t c = 0; c < w->source->column_count; c++)
        rowan_suggest_offer(&nearest, w->source->columns[c].name);
    fail(w, name, "the table has no such column%s", rowan_suggest_hint(&nearest, hint, sizeof hint));
    return NULL;
}

static void add_column(struct writing *w, const char *name)
{
    rowan_sql_add(&w->sql, "s.");
    rowan_sql_add_name(&w->sql, NULL, name);
}

/* The column as it is compared with values of its type. */
static void add_own(struct writing *w, const struct rowan_catalog_column *column)
{
    rowan_sql_add(&w->sql, column->compared_as_cast ? "CAST(" : "");
    add_column(w, column->name);
    if (!column->compared_as_cast)
        return;
    rowan_sql_add(&w->sql, " AS ");
    rowan_sql_add(&w->sql, column->cast_type);
    rowan_sql_add(&w->sql, ")");
}

/* The column as a text that compares bytewise. */
static void add_exact(struct writing *w, const struct rowan_catalog_column *column)
{
    const char *cast = rowan_exact_text_cast(w->dialect, column);
    const char *hole = strstr(cast, "%s");

    rowan_sql_add_slice(&w->sql, (struct rowan_slice){cast, (size_t)(hole - cast)});
    add_column(w, column->name);
    rowan_sql_add(&w->sql, hole + 2);
}

/* ---- comparands ---- */

static void add_param(struct writing *w, const char *marker, const struct rowan_param *param)
{
    w->filter->params[w->filter->count++] = *param;
    rowan_sql_add(&w->sql, marker);
}

/* The marker of a text that is compared with add_exact's. */
static void add_exact_param(struct writing *w, const struct rowan_param *param)
{
    add_param(w, w->dialect->exact_marker, param);
}

/* False after a failure for each constant that cannot be compared with the column. */
static bool make_comparands(struct writing *w, const struct rowan_catalog_column *column,
                            const struct rowan_where_side *sides, size_t count, struct rowan_comparand *out)
{
    bool good = true;
    char reason[300];

    for (size_t i = 0; i < count && w->sql.status == ROWAN_OK; i++) {
        rowan_sql_spoil(&w->sql, rowan_comparand_make(&out[i], w->dialect, column, &sides[i],
                                                      &w->filter->arena, reason, w->sql.err));
        if (!*reason)
            continue;
        good = false;
        fail(w, column->name, "%s", reason);
    }
    return good && w->sql.status == ROWAN_OK;
}

static bool all_text(const struct rowan_comparand *comparands, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (comparands[i].param.kind != ROWAN_PARAM_TEXT)
            return false;
    return true;
}

/* Whether the comparands, all texts, may also be compared in the column's own way. */
static bool own_way(const struct writing *w, enum rowan_comparison class,
                    const struct rowan_comparand *comparands, size_t count)
{
    enum rowan_own_equality own = w->dialect->own_equality;

    if (class != ROWAN_COMPARE_TEXT || own == ROWAN_OWN_EQUALITY_NONE)
        return false;
    for (size_t i = 0; own == ROWAN_OWN_EQUALITY_ASCII && i < count; i++)
        if (!rowan_slice_is_ascii(comparands[i].param.text))
            return false;
    return true;
}

/* Whether the column's own way of being equal is exact. */
static bool own_way_is_exact(const struct writing *w, const struct rowan_catalog_column *column)
{
    return w->dialect->equality_is_exact && w->dialect->equality_is_exact(column);
}

/* ---- comparisons ---- */

static const char *const operators[] = {
    [ROWAN_WHERE_EQ] = " = ",  [ROWAN_WHERE_NE] = " <> ", [ROWAN_WHERE_LT] = " < ",
    [ROWAN_WHERE_LE] = " <= ", [ROWAN_WHERE_GT] = " > ",  [ROWAN_WHERE_GE] = " >= "};

/* operator and the comparands behind it: " = ?" or " IN (?, ?)". */
static void add_comparands(struct writing *w, const char *operator, const struct rowan_comparand * comparands,
                           size_t count, bool exact)
{
    rowan_sql_add(&w->sql, operator);
    for (size_t i = 0; i < count; i++) {
        rowan_sql_add(&w->sql, i > 0 ? ", " : "");
        if (exact)
            add_exact_param(w, &comparands[i].param);
        else
            add_param(w, comparands[i].marker, &comparands[i].param);
    }
    rowan_sql_add(&w->sql, strchr(operator, '(') ? ")" : "");
}

/* equal: what is let through must also be equal in the column's own way. */
static void compare(struct writing *w, const struct rowan_catalog_column *column, const char *operator,
                    bool equal, const struct rowan_comparand *comparands, size_t count)
{
    enum rowan_comparison class = w->dialect->comparison(column);
    bool exact = (class == ROWAN_COMPARE_TEXT || class == ROWAN_COMPARE_ANY) && all_text(comparands, count);
    bool own = !exact || (equal && own_way(w, class, comparands, count));

    exact = exact && !(own && own_way_is_exact(w, column));
    if (own) {
        add_own(w, column);
        add_comparands(w, operator, comparands, count, false);
    }
    rowan_sql_add(&w->sql, own && exact ? " AND " : "");
    if (exact) {
        add_exact(w, column);
        add_comparands(w, operator, comparands, count, true);
    }
}

/* Values of both are comparable, each as it is or as exact text. */
static bool same_class(const struct writing *w, const struct rowan_catalog_column *a,
                       const struct rowan_catalog_column *b, enum rowan_comparison *class)
{
    *class = w->dialect->comparison(a);
    if (*class != w->dialect->comparison(b) || *class == ROWAN_COMPARE_NONE || *class == ROWAN_COMPARE_ANY)
        return false;
    if (*class == ROWAN_COMPARE_OWN)
        return strcmp(a->cast_type, b->cast_type) == 0;
    return *class != ROWAN_COMPARE_DATETIME || a->holds == b->holds;
}

static void compare_columns(struct writing *w, const struct rowan_where_node *node,
                            const struct rowan_catalog_column *left)
{
    const struct rowan_catalog_column *right = find_column(w, node->right.column);
    void (*add)(struct writing *, const struct rowan_catalog_column *) = add_own;
    enum rowan_comparison class;

    if (!right)
        return;
    if (!same_class(w, left, right, &class)) {
        fail(w, left->name,
             "values of this column (%s) are not compared with those of \"%s\" (%s); make a view that has "
             "both as one type",
             left->type_name, right->name, right->type_name);
        return;
    }
    if (class == ROWAN_COMPARE_TEXT)
        add = add_exact;
    add(w, left);
    rowan_sql_add(&w->sql, operators[node->op]);
    add(w, right);
}

static void write_comparison(struct writing *w, const struct rowan_where_node *node,
                             const struct rowan_catalog_column *column)
{
    struct rowan_comparand comparand;

    if (node->right.column)
        compare_columns(w, node, column);
    else if (make_comparands(w, column, &node->right, 1, &comparand))
        compare(w, column, operators[node->op], node->op == ROWAN_WHERE_EQ, &comparand, 1);
}

static void write_in(struct writing *w, const struct rowan_where_node *node,
                     const struct rowan_catalog_column *column)
{
    struct rowan_comparand *comparands = calloc(node->count, sizeof *comparands);
    bool mixed;

    if (!comparands)
        rowan_sql_spoil(&w->sql, rowan_out_of_memory(w->sql.err));
    if (comparands && make_comparands(w, column, node->list, node->count, comparands)) {
        mixed = w->dialect->comparison(column) == ROWAN_COMPARE_ANY && !all_text(comparands, node->count) &&
                comparands[0].param.kind == ROWAN_PARAM_TEXT;
        if (mixed)
            fail(w, column->name, "texts and numbers are mixed in one list");
        else
            compare(w, column, " IN (", true, comparands, node->count);
    }
    free(comparands);
}

/* ---- patterns ---- */

static void make_pattern(struct writing *w, const struct rowan_where_node *node, struct rowan_param *param)
{
    struct rowan_buffer out = {0};
    bool ok = rowan_like_pattern_write(node, w->dialect, node->op == ROWAN_WHERE_ILIKE, &out);

    *param = (struct rowan_param){.kind = ROWAN_PARAM_TEXT};
    param->text.data = ok ? rowan_arena_copy(&w->filter->arena, out.data ? out.data : "", out.size) : NULL;
    param->text.size = out.size;
    rowan_buffer_clear(&out);
    if (!param->text.data)
        rowan_sql_spoil(&w->sql, rowan_out_of_memory(w->sql.err));
}

static void write_like(struct writing *w, const struct rowan_where_node *node,
                       const struct rowan_catalog_column *column)
{
    enum rowan_comparison class = w->dialect->comparison(column);
    bool lower = node->op == ROWAN_WHERE_ILIKE;
    struct rowan_param pattern;

    if (class != ROWAN_COMPARE_TEXT && class != ROWAN_COMPARE_ANY) {
        fail(w, column->name, "LIKE is for texts, the column is %s", column->type_name);
        return;
    }
    make_pattern(w, node, &pattern);
    rowan_sql_add(&w->sql, lower ? "lower(" : "");
    add_exact(w, column);
    rowan_sql_add(&w->sql, lower ? ")" : "");
    rowan_sql_add(&w->sql, w->dialect->like);
    add_exact_param(w, &pattern);
    rowan_sql_add(&w->sql, w->dialect->like_escape);
}

/* ---- conditions ---- */

static void write_leaf(struct writing *w, const struct rowan_where_node *node)
{
    const struct rowan_catalog_column *column = find_column(w, node->left.column);

    if (!column)
        return;
    switch (node->op) {
    case ROWAN_WHERE_IN:
        write_in(w, node, column);
        break;
    case ROWAN_WHERE_LIKE:
    case ROWAN_WHERE_ILIKE:
        write_like(w, node, column);
        break;
    case ROWAN_WHERE_IS_NULL:
        add_column(w, column->name);
        rowan_sql_add(&w->sql, " IS NULL");
        break;
    default:
        write_comparison(w, node, column);
    }
}

static void write_node(struct writing *w, const struct rowan_where_node *node)
{
    bool inner = node->op <= ROWAN_WHERE_NOT;
    bool negated = node->op == ROWAN_WHERE_NOT || node->negated;

    if (w->sql.status != ROWAN_OK)
        return;
    rowan_sql_add(&w->sql, negated ? "(NOT (" : "(");
    if (!inner)
        write_leaf(w, node);
    for (const struct rowan_where_node *n = node->first; inner && n; n = n->next) {
        if (n != node->first)
            rowan_sql_add(&w->sql, node->op == ROWAN_WHERE_OR ? " OR " : " AND ");
        write_node(w, n);
    }
    rowan_sql_add(&w->sql, negated ? "))" : ")");
}

/* ---- the whole ---- */

void rowan_where_sql_clear(struct rowan_where_sql *filter)
{
    rowan_buffer_clear(&filter->sql);
    free(filter->params);
    rowan_arena_clear(&filter->arena);
    memset(filter, 0, sizeof *filter);
}

static enum rowan_status write_filter(struct writing *w, const struct rowan_connection *db,
                                      struct rowan_error *err)
{
    const struct rowan_where *where = w->table->where;

    w->dialect = rowan_connection_dialect(db);
    w->filter->params = calloc(where->constants * 2 + 1, sizeof *w->filter->params);
    if (!w->filter->params)
        return rowan_out_of_memory(err);
    rowan_sql_begin(&w->sql, rowan_connection_server(db), &w->filter->sql, err);
    write_node(w, where->root);
    return rowan_sql_end(&w->sql);
}

enum rowan_status rowan_where_sql_make(struct rowan_where_sql *filter, struct rowan_connection *db,
                                       const struct rowan_source_table *table,
                                       const struct rowan_catalog_table *source, struct rowan_error *err)
{
    struct writing w = {.filter = filter, .table = table, .source = source};

    return table->where ? write_filter(&w, db, err) : ROWAN_OK;
}

/* SELECT count(*) of the rows for which the filter, and what rest adds to it, is true. */
static enum rowan_status count_rows(const struct rowan_endpoint *endpoint,
                                    const struct rowan_source_table *table,
                                    const struct rowan_where_sql *filter, const char *rest, int64_t *count,
                                    struct rowan_error *err)
{
    struct rowan_buffer text = {0};
    struct rowan_statement *statement = NULL;
    struct rowan_slice number = {NULL, 0};
    struct rowan_sql sql;
    bool more = false;
    enum rowan_status st;

    rowan_sql_begin(&sql, rowan_connection_server(endpoint->db), &text, err);
    rowan_sql_add(&sql, "SELECT count(*) FROM ");
    rowan_sql_add_name(&sql, endpoint->schema, table->name);
    rowan_sql_add(&sql, filter->sql.size ? " s WHERE " : " s");
    rowan_sql_add_slice(&sql, rowan_buffer_slice(&filter->sql));
    rowan_sql_add(&sql, rest);
    st = rowan_statement_prepare(&statement, endpoint->db, &sql);
    if (st == ROWAN_OK)
        st = rowan_statement_run(statement, filter->params, filter->count, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(statement, &more, err);
    if (st == ROWAN_OK && more)
        st = rowan_statement_text(statement, 0, &number, err);
    *count = number.data ? strtoll(number.data, NULL, 10) : 0;
    rowan_statement_free(statement);
    rowan_buffer_clear(&text);
    return st;
}

enum rowan_status rowan_where_sql_check(const struct rowan_endpoint *endpoint,
                                        const struct rowan_source_table *table,
                                        const struct rowan_catalog_table *source, rowan_where_sql_fn report,
                                        void *context, struct rowan_error *err)
{
    struct rowan_where_sql filter = {0};
    struct writing w = {
        .filter = &filter, .table = table, .source = source, .report = report, .context = context};
    int64_t count;
    enum rowan_status st;

    if (!table->where)
        return ROWAN_OK;
    st = write_filter(&w, endpoint->db, err);
    if (st == ROWAN_OK && w.failures == 0)
        st = count_rows(endpoint, table, &filter, " AND 1 = 0", &count, err);
    if (st == ROWAN_DATABASE && err) { /* such as a text that is none of the database's own enum */
        report(context, NULL, err->message);
        st = ROWAN_OK;
    }
    rowan_where_sql_clear(&filter);
    return st;
}

enum rowan_status rowan_where_sql_count(const struct rowan_endpoint *endpoint,
                                        const struct rowan_source_table *table, int64_t *count,
                                        struct rowan_error *err)
{
    struct rowan_where_sql filter = {0};
    struct rowan_catalog_table *source;
    enum rowan_status st = rowan_catalog_read(&source, endpoint->db, endpoint->schema, table->name, err);

    if (st == ROWAN_OK && !source)
        st = rowan_fail(err, ROWAN_CONFIG, "config", "there is no source table \"%s\"", table->name);
    if (st == ROWAN_OK)
        st = rowan_where_sql_make(&filter, endpoint->db, table, source, err);
    if (st == ROWAN_OK)
        st = count_rows(endpoint, table, &filter, "", count, err);
    rowan_where_sql_clear(&filter);
    rowan_catalog_free(source);
    return st;
}
