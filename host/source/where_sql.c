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
#include "odbc/dialect.h"
#include "source/like_pattern.h"

struct writing {
    struct rowan_where_sql *filter;
    struct rowan_connection *db;
    const struct rowan_dialect *dialect;
    const struct rowan_source_table *table;
    const struct rowan_catalog_table *source;
    rowan_where_sql_fn report; /* NULL: the first complaint ends it */
    void *context;
    size_t complaints;
    struct rowan_error *err;
};

static enum rowan_status complain(struct writing *w, const char *column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ROWAN_OK when complaints are only collected. */
static enum rowan_status complain(struct writing *w, const char *column, const char *format, ...)
{
    const struct rowan_location *place = &w->table->where->place;
    char message[400];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    w->complaints++;
    if (!w->report)
        return rowan_fail(w->err, ROWAN_MAPPING, "mapping", "%s:%d: where: column \"%s\" of \"%s\": %s",
                          place->file, place->line, column, w->table->name, message);
    w->report(w->context, column, message);
    return ROWAN_OK;
}

static enum rowan_status put(struct writing *w, const char *text)
{
    return rowan_buffer_append_slice(&w->filter->sql, text) ? ROWAN_OK : rowan_out_of_memory(w->err);
}

/* ---- columns ---- */

/* *out is NULL after a complaint. */
static enum rowan_status find_column(struct writing *w, const char *name,
                                     const struct rowan_catalog_column **out)
{
    int i = rowan_catalog_find(w->source, name);
    struct rowan_suggest nearest;
    char hint[120];

    *out = i < 0 ? NULL : &w->source->columns[i];
    if (*out)
        return ROWAN_OK;
    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (size_t c = 0; c < w->source->column_count; c++)
        rowan_suggest_offer(&nearest, w->source->columns[c].name);
    return complain(w, name, "the table has no such column%s",
                    rowan_suggest_hint(&nearest, hint, sizeof hint));
}

static enum rowan_status put_column(struct writing *w, const char *name)
{
    enum rowan_status st = put(w, "s.");

    return st == ROWAN_OK ? rowan_connection_quote(w->db, &w->filter->sql, NULL, name, w->err) : st;
}

/* The column as a text that compares bytewise. */
static enum rowan_status put_exact(struct writing *w, const char *name)
{
    const char *cast = w->dialect->exact_text;
    const char *hole = strstr(cast, "%s");
    enum rowan_status st = ROWAN_OK;

    if (!rowan_buffer_append(&w->filter->sql, cast, (size_t)(hole - cast)))
        return rowan_out_of_memory(w->err);
    st = put_column(w, name);
    return st == ROWAN_OK ? put(w, hole + 2) : st;
}

/* ---- constants ---- */

static enum rowan_status put_param(struct writing *w, const char *marker, const struct rowan_param *param)
{
    w->filter->params[w->filter->count++] = *param;
    return put(w, marker);
}

/* The marker of a text that is compared with put_exact's. */
static enum rowan_status put_exact_param(struct writing *w, const struct rowan_param *param)
{
    return put_param(w, w->dialect->exact_marker, param);
}

/* Complaints about each constant that cannot be compared with the column; *good says that there was none. */
static enum rowan_status make_constants(struct writing *w, const struct rowan_catalog_column *column,
                                        const struct rowan_where_side *sides, size_t count,
                                        struct rowan_comparand *out, bool *good)
{
    enum rowan_status st = ROWAN_OK;
    char reason[300];

    *good = true;
    for (size_t i = 0; i < count && st == ROWAN_OK; i++) {
        st = rowan_comparand_make(&out[i], w->dialect, column, &sides[i], &w->filter->arena, reason, w->err);
        if (st == ROWAN_OK && *reason) {
            *good = false;
            st = complain(w, column->name, "%s", reason);
        }
    }
    return st;
}

static bool all_text(const struct rowan_comparand *constants, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (constants[i].param.kind != ROWAN_PARAM_TEXT)
            return false;
    return true;
}

/* Whether the constants, all texts, may also be compared in the column's own way. */
static bool own_way(const struct writing *w, enum rowan_comparison class,
                    const struct rowan_comparand *constants, size_t count)
{
    enum rowan_own_equality own = w->dialect->own_equality;

    if (class != ROWAN_COMPARE_TEXT || own == ROWAN_OWN_EQUALITY_NONE)
        return false;
    for (size_t i = 0; own == ROWAN_OWN_EQUALITY_ASCII && i < count; i++)
        for (size_t k = 0; k < constants[i].param.text.size; k++)
            if ((unsigned char)constants[i].param.text.data[k] >= 0x80)
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

/* operator and the constants behind it: " = ?" or " IN (?, ?)". */
static enum rowan_status put_constants(struct writing *w, const char *operator,
                                       const struct rowan_comparand * constants, size_t count, bool exact)
{
    bool list = strstr(operator, "(") != NULL;
    enum rowan_status st = put(w, operator);

    for (size_t i = 0; i < count && st == ROWAN_OK; i++) {
        if (i > 0)
            st = put(w, ", ");
        if (st == ROWAN_OK)
            st = exact ? put_exact_param(w, &constants[i].param)
                       : put_param(w, constants[i].marker, &constants[i].param);
    }
    return st == ROWAN_OK && list ? put(w, ")") : st;
}

/* equal: what is let through must also be equal in the column's own way. */
static enum rowan_status compare_constants(struct writing *w, const struct rowan_catalog_column *column,
                                           const char *operator, bool equal,
                                           const struct rowan_comparand *constants, size_t count)
{
    enum rowan_comparison class = w->dialect->comparison(column);
    bool exact = (class == ROWAN_COMPARE_TEXT || class == ROWAN_COMPARE_ANY) && all_text(constants, count);
    bool own = !exact || (equal && own_way(w, class, constants, count));
    enum rowan_status st = ROWAN_OK;

    exact = exact && !(own && own_way_is_exact(w, column));
    if (own) {
        st = put_column(w, column->name);
        if (st == ROWAN_OK)
            st = put_constants(w, operator, constants, count, false);
    }
    if (own && exact && st == ROWAN_OK)
        st = put(w, " AND ");
    if (exact && st == ROWAN_OK) {
        st = put_exact(w, column->name);
        if (st == ROWAN_OK)
            st = put_constants(w, operator, constants, count, true);
    }
    return st;
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

static enum rowan_status compare_columns(struct writing *w, const struct rowan_where_node *node,
                                         const struct rowan_catalog_column *left)
{
    const struct rowan_catalog_column *right;
    enum rowan_comparison class;
    enum rowan_status st = find_column(w, node->right.column, &right);

    if (st != ROWAN_OK || !right)
        return st;
    if (!same_class(w, left, right, &class))
        return complain(
            w, left->name,
            "values of this column (%s) are not compared with those of \"%s\" (%s); make a view that has "
            "both as one type",
            left->type_name, right->name, right->type_name);
    st = class == ROWAN_COMPARE_TEXT ? put_exact(w, left->name) : put_column(w, left->name);
    if (st == ROWAN_OK)
        st = put(w, operators[node->op]);
    if (st == ROWAN_OK)
        st = class == ROWAN_COMPARE_TEXT ? put_exact(w, right->name) : put_column(w, right->name);
    return st;
}

static enum rowan_status write_comparison(struct writing *w, const struct rowan_where_node *node,
                                          const struct rowan_catalog_column *column)
{
    struct rowan_comparand constant;
    enum rowan_status st;
    bool good;

    if (node->right.column)
        return compare_columns(w, node, column);
    st = make_constants(w, column, &node->right, 1, &constant, &good);
    if (st != ROWAN_OK || !good)
        return st;
    return compare_constants(w, column, operators[node->op], node->op == ROWAN_WHERE_EQ, &constant, 1);
}

static enum rowan_status write_in(struct writing *w, const struct rowan_where_node *node,
                                  const struct rowan_catalog_column *column)
{
    struct rowan_comparand *constants = calloc(node->count, sizeof *constants);
    enum rowan_status st = constants ? ROWAN_OK : rowan_out_of_memory(w->err);
    bool good = false;

    if (st == ROWAN_OK)
        st = make_constants(w, column, node->list, node->count, constants, &good);
    if (st == ROWAN_OK && good && w->dialect->comparison(column) == ROWAN_COMPARE_ANY &&
        !all_text(constants, node->count) && constants[0].param.kind == ROWAN_PARAM_TEXT)
        st = complain(w, column->name, "texts and numbers are mixed in one list");
    else if (st == ROWAN_OK && good)
        st = compare_constants(w, column, " IN (", true, constants, node->count);
    free(constants);
    return st;
}

/* ---- patterns ---- */

static enum rowan_status make_pattern(struct writing *w, const struct rowan_where_node *node,
                                      struct rowan_param *param)
{
    struct rowan_buffer out = {0};
    bool ok = rowan_like_pattern_write(node, w->dialect->glob, node->op == ROWAN_WHERE_ILIKE, &out);

    *param = (struct rowan_param){.kind = ROWAN_PARAM_TEXT};
    param->text.data = ok ? rowan_arena_copy(&w->filter->arena, out.data ? out.data : "", out.size) : NULL;
    param->text.size = out.size;
    rowan_buffer_clear(&out);
    return param->text.data ? ROWAN_OK : rowan_out_of_memory(w->err);
}

static enum rowan_status write_like(struct writing *w, const struct rowan_where_node *node,
                                    const struct rowan_catalog_column *column)
{
    enum rowan_comparison class = w->dialect->comparison(column);
    bool lower = node->op == ROWAN_WHERE_ILIKE;
    struct rowan_param pattern;
    enum rowan_status st;

    if (class != ROWAN_COMPARE_TEXT && class != ROWAN_COMPARE_ANY)
        return complain(w, column->name, "LIKE is for texts, the column is %s", column->type_name);
    st = make_pattern(w, node, &pattern);
    if (st == ROWAN_OK && lower)
        st = put(w, "lower(");
    if (st == ROWAN_OK)
        st = put_exact(w, column->name);
    if (st == ROWAN_OK)
        st = put(w, lower ? ")" : "");
    if (st == ROWAN_OK)
        st = put(w, w->dialect->like);
    if (st == ROWAN_OK)
        st = put_exact_param(w, &pattern);
    return st == ROWAN_OK ? put(w, w->dialect->like_escape) : st;
}

/* ---- conditions ---- */

static enum rowan_status write_leaf(struct writing *w, const struct rowan_where_node *node)
{
    const struct rowan_catalog_column *column;
    enum rowan_status st = find_column(w, node->left.column, &column);

    if (st != ROWAN_OK || !column)
        return st;
    switch (node->op) {
    case ROWAN_WHERE_IN:
        return write_in(w, node, column);
    case ROWAN_WHERE_LIKE:
    case ROWAN_WHERE_ILIKE:
        return write_like(w, node, column);
    case ROWAN_WHERE_IS_NULL:
        st = put_column(w, column->name);
        return st == ROWAN_OK ? put(w, " IS NULL") : st;
    default:
        return write_comparison(w, node, column);
    }
}

static enum rowan_status write_node(struct writing *w, const struct rowan_where_node *node)
{
    bool inner = node->op <= ROWAN_WHERE_NOT;
    enum rowan_status st = put(w, node->op == ROWAN_WHERE_NOT || node->negated ? "(NOT (" : "(");

    if (st == ROWAN_OK && !inner)
        st = write_leaf(w, node);
    for (const struct rowan_where_node *n = node->first; inner && n && st == ROWAN_OK; n = n->next) {
        if (n != node->first)
            st = put(w, node->op == ROWAN_WHERE_OR ? " OR " : " AND ");
        if (st == ROWAN_OK)
            st = write_node(w, n);
    }
    if (st != ROWAN_OK)
        return st;
    return put(w, node->op == ROWAN_WHERE_NOT || node->negated ? "))" : ")");
}

/* ---- the whole ---- */

void rowan_where_sql_clear(struct rowan_where_sql *filter)
{
    rowan_buffer_clear(&filter->sql);
    free(filter->params);
    rowan_arena_clear(&filter->arena);
    memset(filter, 0, sizeof *filter);
}

static enum rowan_status write_filter(struct writing *w)
{
    const struct rowan_where *where = w->table->where;

    w->dialect = rowan_connection_dialect(w->db);
    w->filter->params = calloc(where->constants * 2 + 1, sizeof *w->filter->params);
    return w->filter->params ? write_node(w, where->root) : rowan_out_of_memory(w->err);
}

enum rowan_status rowan_where_sql_make(struct rowan_where_sql *filter, struct rowan_connection *db,
                                       const struct rowan_source_table *table,
                                       const struct rowan_catalog_table *source, struct rowan_error *err)
{
    struct writing w = {.filter = filter, .db = db, .table = table, .source = source, .err = err};

    return table->where ? write_filter(&w) : ROWAN_OK;
}

/* SELECT count(*) of the rows for which the filter, and what rest adds to it, is true. */
static enum rowan_status count_rows(const struct rowan_endpoint *endpoint,
                                    const struct rowan_source_table *table,
                                    const struct rowan_where_sql *filter, const char *rest, int64_t *count,
                                    struct rowan_error *err)
{
    struct rowan_buffer sql = {0};
    struct rowan_statement *query = NULL;
    struct rowan_slice text = {NULL, 0};
    bool more = false;
    enum rowan_status st = ROWAN_OK;

    if (!rowan_buffer_append_slice(&sql, "SELECT count(*) FROM "))
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = rowan_connection_quote(endpoint->db, &sql, endpoint->schema, table->name, err);
    if (st == ROWAN_OK &&
        (!rowan_buffer_append_slice(&sql, " s") ||
         (filter->sql.size && (!rowan_buffer_append_slice(&sql, " WHERE ") ||
                               !rowan_buffer_append(&sql, filter->sql.data, filter->sql.size))) ||
         !rowan_buffer_append_slice(&sql, rest) || !rowan_buffer_string(&sql)))
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = rowan_statement_new(&query, endpoint->db, sql.data, err);
    if (st == ROWAN_OK)
        st = rowan_statement_run(query, filter->params, filter->count, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &more, err);
    if (st == ROWAN_OK && more)
        st = rowan_statement_text(query, 0, &text, err);
    *count = text.data ? strtoll(text.data, NULL, 10) : 0;
    rowan_statement_free(query);
    rowan_buffer_clear(&sql);
    return st;
}

enum rowan_status rowan_where_sql_check(const struct rowan_endpoint *endpoint,
                                        const struct rowan_source_table *table,
                                        const struct rowan_catalog_table *source, rowan_where_sql_fn report,
                                        void *context, struct rowan_error *err)
{
    struct rowan_where_sql filter = {0};
    struct writing w = {.filter = &filter,
                        .db = endpoint->db,
                        .table = table,
                        .source = source,
                        .report = report,
                        .context = context,
                        .err = err};
    int64_t count;
    enum rowan_status st;

    if (!table->where)
        return ROWAN_OK;
    st = write_filter(&w);
    if (st == ROWAN_OK && w.complaints == 0)
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
