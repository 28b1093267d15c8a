/*
 * The steps from a document to one value: select, pick one match, call `via`, convert to the column's
 * type, fall back to the default, insist on required. Each refusal gets its place in name_place.
 */
#include "plan/cell.h"

#include <stdlib.h>
#include <string.h>

#include "plan/expr.h"

struct rowan_rows_work {
    const struct rowan_plan *plan;
    struct rowan_selector *selector;
    struct rowan_nodes nodes;    /* of the path in hand */
    struct rowan_nodes *each;    /* per table */
    struct rowan_buffer scratch; /* the converted value */
    struct rowan_buffer called;  /* what via returned */
    struct rowan_buffer joined;  /* pick = "join" */
    struct rowan_expr_scratch expr;
    uint32_t line; /* of the node that the value in hand is from */
};

struct rowan_rows_work *rowan_rows_work_new(const struct rowan_plan *plan)
{
    struct rowan_rows_work *work = calloc(1, sizeof *work);

    if (!work)
        return NULL;
    work->plan = plan;
    work->selector = rowan_selector_new();
    work->each = calloc(plan->table_count + 1, sizeof *work->each);
    if (!work->selector || !work->each) {
        rowan_rows_work_free(work);
        return NULL;
    }
    return work;
}

void rowan_rows_work_free(struct rowan_rows_work *work)
{
    if (!work)
        return;
    for (size_t t = 0; work->each && t < work->plan->table_count; t++)
        rowan_nodes_clear(&work->each[t]);
    free(work->each);
    rowan_nodes_clear(&work->nodes);
    rowan_selector_free(work->selector);
    rowan_buffer_clear(&work->scratch);
    rowan_buffer_clear(&work->called);
    rowan_buffer_clear(&work->joined);
    rowan_expr_scratch_clear(&work->expr);
    free(work);
}

struct rowan_nodes *rowan_rows_work_each(struct rowan_rows_work *work, size_t table)
{
    return &work->each[table];
}

enum rowan_status rowan_cell_each(struct rowan_rows_work *work, const struct rowan_scene *scene,
                                  const struct rowan_path *each, struct rowan_nodes *out,
                                  struct rowan_error *err)
{
    return rowan_select(work->selector, scene->document, each, scene->node, out, err);
}

static enum rowan_status no_memory(struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_NO_MEMORY, "memory", "no memory for a value");
}

/* "line 7: contact.born (credit.lua:31), path "@dob": " before what went wrong. */
static void name_place(const struct rowan_rows_work *work, const struct rowan_table *table,
                       const struct rowan_column *column, struct rowan_error *err)
{
    char path[160] = "";

    if (column->expr)
        snprintf(path, sizeof path, ", expr");
    else if (column->path_count)
        snprintf(path, sizeof path, ", path \"%.100s\"%s", column->paths[0]->text,
                 column->path_count > 1 ? " and others" : "");
    rowan_error_prefix(err, "line %u: %s.%s (%s:%d)%s", (unsigned)work->line, table->name, column->name,
                       column->place.file, column->place.line, path);
}

/* ---- texts ---- */

static enum rowan_status join(struct rowan_rows_work *work, const struct rowan_document *document,
                              const struct rowan_column *column, struct rowan_text *out,
                              struct rowan_error *err)
{
    struct rowan_text joiner = rowan_text_of(column->joiner ? column->joiner : "");
    bool ok = true;

    work->joined.size = 0;
    for (size_t i = 0; ok && i < work->nodes.count; i++) {
        struct rowan_text part = rowan_node_text(document, work->nodes.items[i]);
        ok = (i == 0 || rowan_buffer_append(&work->joined, joiner.data, joiner.size)) &&
             rowan_buffer_append(&work->joined, part.data, part.size);
    }
    if (!ok)
        return no_memory(err);
    out->data = work->joined.data ? work->joined.data : "";
    out->size = work->joined.size;
    return ROWAN_OK;
}

/* The text of one path; data stays NULL when nothing matches. */
static enum rowan_status path_text(struct rowan_rows_work *work, const struct rowan_scene *scene,
                                   const struct rowan_column *column, size_t i, struct rowan_text *out,
                                   struct rowan_error *err)
{
    struct rowan_nodes *nodes = &work->nodes;
    const struct rowan_node *node;
    enum rowan_status st =
        rowan_select(work->selector, scene->document, column->paths[i], scene->node, nodes, err);

    out->data = NULL;
    out->size = 0;
    if (st != ROWAN_OK || nodes->count == 0)
        return st;
    node = nodes->items[column->pick == ROWAN_PICK_LAST ? nodes->count - 1 : 0];
    work->line = node->line;
    if (nodes->count > 1 && column->pick == ROWAN_PICK_ONE)
        return rowan_fail(err, ROWAN_DOCUMENT, "several",
                          "%zu nodes match where one is expected; say pick = \"first\", \"last\" or \"join\"",
                          nodes->count);
    if (column->pick == ROWAN_PICK_JOIN)
        return join(work, scene->document, column, out, err);
    *out = rowan_node_text(scene->document, node);
    return ROWAN_OK;
}

static bool is_missing(const struct rowan_column *column, struct rowan_text text)
{
    return !text.data || (text.size == 0 && !column->rules.keep_empty);
}

/* Strict as in SQL: a missing input means that via is not called and there is no value. Results of
 * join would share one buffer, so each text is kept in the arguments' own. */
static enum rowan_status call_via(struct rowan_rows_work *work, const struct rowan_column *column,
                                  const struct rowan_text *arguments, size_t count, struct rowan_text *out,
                                  struct rowan_error *err)
{
    bool null = false;
    enum rowan_status st;

    out->data = NULL;
    out->size = 0;
    for (size_t i = 0; i < count; i++)
        if (is_missing(column, arguments[i]))
            return ROWAN_OK;
    work->called.size = 0;
    st = work->plan->call(work->plan->call_context, column->via, arguments, count, &work->called, &null, err);
    if (st == ROWAN_OK && !null) {
        out->data = work->called.data ? work->called.data : "";
        out->size = work->called.size;
    }
    return st;
}

/* A result may lie in a joined operand, which does not live on. */
static enum rowan_status keep_result(struct rowan_rows_work *work, struct rowan_text *out,
                                     struct rowan_error *err)
{
    work->called.size = 0;
    if (!rowan_buffer_append(&work->called, out->data, out->size))
        return no_memory(err);
    out->data = work->called.data ? work->called.data : "";
    return ROWAN_OK;
}

static enum rowan_status call_expr(struct rowan_rows_work *work, const struct rowan_scene *scene,
                                   const struct rowan_column *column, const struct rowan_text *operands,
                                   struct rowan_text *out, struct rowan_error *err)
{
    struct rowan_text result;
    enum rowan_status st;

    work->line = scene->node->line;
    st = rowan_expr_eval(column->expr, operands, &work->expr, &result, err);
    if (st == ROWAN_OK && column->via >= 0)
        return call_via(work, column, &result, 1, out, err);
    *out = result;
    if (st == ROWAN_OK && result.data && column->pick == ROWAN_PICK_JOIN)
        return keep_result(work, out, err);
    return st;
}

/* Several texts make one, by via or by an expression. */
static enum rowan_status paths_via(struct rowan_rows_work *work, const struct rowan_scene *scene,
                                   const struct rowan_column *column, struct rowan_text *out,
                                   struct rowan_error *err)
{
    struct rowan_text arguments[ROWAN_PATHS_MAX];
    struct rowan_buffer joined[ROWAN_PATHS_MAX];
    size_t count = column->path_count;
    enum rowan_status st = ROWAN_OK;
    size_t i;

    for (i = 0; st == ROWAN_OK && i < count; i++) {
        rowan_buffer_init(&joined[i]);
        st = path_text(work, scene, column, i, &arguments[i], err);
        if (st == ROWAN_OK && column->expr && is_missing(column, arguments[i]))
            arguments[i].data = NULL;
        if (st == ROWAN_OK && column->pick == ROWAN_PICK_JOIN && arguments[i].data) {
            joined[i] = work->joined;
            rowan_buffer_init(&work->joined);
        }
    }
    if (st == ROWAN_DOCUMENT && column->expr)
        rowan_error_prefix(err, "path \"%.100s\"", column->paths[i - 1]->text);
    if (st == ROWAN_OK)
        st = column->expr ? call_expr(work, scene, column, arguments, out, err)
                          : call_via(work, column, arguments, count, out, err);
    while (i > 0)
        rowan_buffer_clear(&joined[--i]);
    return st;
}

static struct rowan_text position_text(struct rowan_rows_work *work, size_t position)
{
    struct rowan_text none = {NULL, 0};

    work->joined.size = 0;
    if (!rowan_buffer_append_int(&work->joined, (long long)position))
        return none;
    return rowan_buffer_text(&work->joined);
}

/* The text a column starts from, before conversion; data NULL means there is none. */
static enum rowan_status source_text(struct rowan_rows_work *work, const struct rowan_scene *scene,
                                     const struct rowan_column *column, struct rowan_text *out,
                                     struct rowan_error *err)
{
    struct rowan_text one = {NULL, 0};

    switch (column->origin) {
    case ROWAN_FROM_PATHS:
        if (column->via >= 0)
            return paths_via(work, scene, column, out, err);
        return path_text(work, scene, column, 0, out, err);
    case ROWAN_FROM_EXPR:
        return paths_via(work, scene, column, out, err);
    case ROWAN_FROM_SOURCE:
        one = scene->carried[column->of];
        break;
    case ROWAN_FROM_CONSTANT:
        if (column->via < 0)
            return ROWAN_OK; /* converted when the mapping was loaded */
        one = column->constant;
        break;
    case ROWAN_FROM_RUN:
        one = scene->run[column->of];
        break;
    case ROWAN_FROM_POSITION:
        one = position_text(work, scene->position);
        break;
    case ROWAN_FROM_PARENT:
        return rowan_fail(err, ROWAN_USAGE, "usage", "a parent's cell is copied by the rows");
    }
    if (column->via >= 0)
        return call_via(work, column, &one, 1, out, err);
    *out = one;
    return ROWAN_OK;
}

/* ---- the value ---- */

static enum rowan_status convert(struct rowan_rows_work *work, const struct rowan_column *column,
                                 struct rowan_text text, struct rowan_value *value, struct rowan_error *err)
{
    value->null = true;
    if (!text.data)
        return ROWAN_OK;
    return rowan_value_convert(&column->type, &column->rules, text, &work->scratch, value, err);
}

enum rowan_status rowan_cell_make(struct rowan_rows_work *work, const struct rowan_scene *scene,
                                  const struct rowan_table *table, const struct rowan_column *column,
                                  struct rowan_value *value, struct rowan_error *err)
{
    struct rowan_text text = {NULL, 0};
    enum rowan_status st = ROWAN_OK;

    work->line = scene->node->line;
    if (column->origin != ROWAN_FROM_PARENT) {
        st = source_text(work, scene, column, &text, err);
        if (st == ROWAN_OK)
            st = convert(work, column, text, value, err);
    }
    if (st == ROWAN_OK && value->null)
        *value = column->otherwise;
    if (st == ROWAN_OK && value->null && (column->required || column->is_key))
        st = rowan_fail(err, ROWAN_DOCUMENT, "required", "a required value is missing%s",
                        text.data ? " (the text is empty)" : "");
    if (st == ROWAN_DOCUMENT)
        name_place(work, table, column, err);
    return st;
}
