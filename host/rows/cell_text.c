/*
 * A cell's text: from its path or another origin, calculated, through the steps of `via`. Results lie in the
 * document or in the work's buffers.
 */
#include "rows/cell_text.h"

#include "rows/document_text.h"
#include "rows/hash_text.h"
#include "rows/match_walk.h"
#include "rows/missing_text.h"
#include "rows/path_text.h"

/* ---- what is missing ---- */

/* A text that counts as missing. */
static void take_for_missing(struct rowan_row_workspace *work, const struct rowan_column *column,
                             struct rowan_slice text)
{
    rowan_trace_step(work->trace, column, "counts as missing", (struct rowan_slice){NULL, 0});
    if (text.size > 0)
        rowan_row_workspace_change(work, column, ROWAN_CHANGE_NULL_IF);
}

/* ---- xpath ---- */

static enum rowan_status join_found(struct rowan_xpath *xpath, const struct rowan_column *column,
                                    struct rowan_buffer *joined, struct rowan_slice *out,
                                    struct rowan_error *err)
{
    size_t count = rowan_xpath_count(xpath);
    const char *joiner = column->joiner ? column->joiner : "";
    size_t parts = 0;

    joined->size = 0;
    for (size_t i = 0; i < count; i++) {
        struct rowan_slice part;
        enum rowan_status st = rowan_xpath_text(xpath, i, &part, err);
        if (st != ROWAN_OK)
            return st;
        if (!column->rules.keep_empty && !rowan_path_text_holds(column, part))
            continue;
        if ((parts++ > 0 && !rowan_buffer_append_slice(joined, joiner)) ||
            !rowan_buffer_append(joined, part.data, part.size))
            return rowan_out_of_memory(err);
    }
    out->data = joined->data ? joined->data : "";
    out->size = joined->size;
    return ROWAN_OK;
}

/* The first or last that is not empty; when all are, an empty text. */
static enum rowan_status pick_found(struct rowan_xpath *xpath, const struct rowan_column *column,
                                    struct rowan_slice *out, struct rowan_error *err)
{
    size_t count = rowan_xpath_count(xpath);
    bool last = column->pick == ROWAN_PICK_LAST;
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; st == ROWAN_OK && i < count; i++) {
        st = rowan_xpath_text(xpath, last ? count - 1 - i : i, out, err);
        if (column->rules.keep_empty || rowan_path_text_holds(column, *out))
            break;
    }
    return st;
}

/* string(x) of what is not there is an empty text: an xpath that gives nothing else matches nothing. */
static void note_xpath(struct rowan_row_workspace *work, const struct rowan_column *column, bool some)
{
    uint8_t *seen = &work->coverage->paths[rowan_path_use_xpath(work->plan, column)];

    if (some)
        *seen = ROWAN_SELECT_MATCHED;
    else if (!*seen)
        *seen = rowan_select_nothing(0, false);
}

/* count(x) and concat(x, y) give something whether x is there or not, so the names are looked for, too. */
static void note_names(struct rowan_row_workspace *work)
{
    const struct rowan_plan *plan = work->plan;

    for (size_t i = plan->path_count - plan->xpath_name_count; i < plan->path_count; i++) {
        uint8_t *seen = &work->coverage->paths[i];
        if (*seen != ROWAN_SELECT_MATCHED)
            *seen = rowan_xpath_has(work->xpath, plan->paths[i].name) ? ROWAN_SELECT_MATCHED
                                                                      : rowan_select_nothing(0, false);
    }
    work->names_noted = true;
}

/* Nodes that an expression finds follow pick as the matches of a path do; everything else is one text, which
 * lives until xpath evaluates again. */
static enum rowan_status xpath_text(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                    const struct rowan_column *column, struct rowan_slice *out,
                                    struct rowan_error *err)
{
    struct rowan_xpath *xpath = work->xpath;
    enum rowan_status st =
        rowan_xpath_run(xpath, (size_t)column->of, column->xpath, context->document, context->node, err);
    size_t count = st == ROWAN_OK ? rowan_xpath_count(xpath) : 0;

    *out = (struct rowan_slice){NULL, 0};
    if (st == ROWAN_OK && count > 1 && column->pick == ROWAN_PICK_ONE)
        st = rowan_path_text_several(count, err);
    else if (st == ROWAN_OK && count > 0 && column->pick == ROWAN_PICK_JOIN)
        st = join_found(xpath, column, &work->joined, out, err);
    else if (st == ROWAN_OK && count > 0)
        st = pick_found(xpath, column, out, err);
    if (st == ROWAN_OK)
        note_xpath(work, column, count > 1 || out->size > 0);
    if (st == ROWAN_OK && !work->names_noted)
        note_names(work);
    return st;
}

/* ---- via ---- */

/* The text of a buffer, which is "" and not NULL while the buffer has no memory. */
static struct rowan_slice buffer_text(const struct rowan_buffer *buffer)
{
    return (struct rowan_slice){buffer->data ? buffer->data : "", buffer->size};
}

static enum rowan_status run_step(struct rowan_row_workspace *work, const struct rowan_column *column,
                                  const struct rowan_via *step, const struct rowan_slice *arguments,
                                  size_t count, struct rowan_buffer *to, struct rowan_slice *out,
                                  struct rowan_error *err)
{
    bool null = false;
    bool call = step->transform == ROWAN_TEXT_FUNCTION_CALL;
    enum rowan_part before = rowan_profile_enter(work->profile, call ? ROWAN_PART_LUA : ROWAN_PART_CONVERT);
    enum rowan_status st = ROWAN_OK;

    to->size = 0;
    if (call)
        st = work->plan->call(work->plan->call_context, step->function, arguments, count, to, &null, err);
    else
        st = rowan_text_function_run(step->transform, step->notation ? &column->writing.notation : NULL,
                                     arguments[0], to, err);
    rowan_profile_enter(work->profile, before);
    *out = null ? (struct rowan_slice){NULL, 0} : buffer_text(to);
    return st;
}

/* Strict as in SQL: a missing input means that there is no call and no value, unless the column asks to be
 * called with nil. */
static bool prepare_arguments(struct rowan_row_workspace *work, const struct rowan_column *column,
                              struct rowan_slice *arguments, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!rowan_missing_text(column, arguments[i]))
            continue;
        if (arguments[i].data)
            take_for_missing(work, column, arguments[i]);
        if (!column->lenient)
            return false;
        arguments[i] = (struct rowan_slice){NULL, 0};
    }
    return true;
}

static void trace_via(const struct rowan_row_workspace *work, const struct rowan_column *column,
                      const struct rowan_via *step, struct rowan_slice text)
{
    const char *name =
        step->transform == ROWAN_TEXT_FUNCTION_CALL ? "function" : rowan_text_function_name(step->transform);

    rowan_trace_step(work->trace, column, name, text);
}

static enum rowan_status run_via(struct rowan_row_workspace *work, const struct rowan_column *column,
                                 struct rowan_slice *arguments, size_t count, struct rowan_slice *out,
                                 struct rowan_error *err)
{
    struct rowan_slice text = {NULL, 0};
    enum rowan_status st = ROWAN_OK;

    *out = text;
    if (!prepare_arguments(work, column, arguments, count))
        return ROWAN_OK;
    for (size_t i = 0; st == ROWAN_OK && i < column->via_count; i++) {
        st = run_step(work, column, &column->via[i], i ? &text : arguments, i ? 1 : count, &work->via[i % 2],
                      &text, err);
        if (st != ROWAN_OK)
            return st;
        trace_via(work, column, &column->via[i], text);
        if (!text.data || (text.size == 0 && !column->rules.keep_empty))
            break;
    }
    *out = text;
    return st;
}

/* ---- expressions ---- */

/* A result may lie in a joined operand, which does not live on. */
static enum rowan_status keep_result(struct rowan_row_workspace *work, struct rowan_slice *out,
                                     struct rowan_error *err)
{
    work->via[0].size = 0;
    if (!rowan_buffer_append(&work->via[0], out->data, out->size))
        return rowan_out_of_memory(err);
    *out = buffer_text(&work->via[0]);
    return ROWAN_OK;
}

static enum rowan_status call_expr(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                   const struct rowan_column *column, const struct rowan_slice *operands,
                                   struct rowan_slice *out, struct rowan_error *err)
{
    struct rowan_slice result;
    enum rowan_status st;

    work->node = context->node;
    st = rowan_match_walk_eval(work, context, column, operands, &result, err);
    if (st == ROWAN_OK)
        rowan_trace_step(work->trace, column, "expr", result);
    if (st == ROWAN_OK && column->via_count)
        return run_via(work, column, &result, 1, out, err);
    *out = result;
    if (st == ROWAN_OK && result.data && column->pick == ROWAN_PICK_JOIN)
        return keep_result(work, out, err);
    return st;
}

/* ---- several paths ---- */

static enum rowan_status paths_via(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                   const struct rowan_column *column, struct rowan_slice *out,
                                   struct rowan_error *err)
{
    struct rowan_operand_texts texts;
    enum rowan_status st =
        rowan_path_text_collect(work, context, column, column->paths, column->path_count, &texts, err);

    if (st == ROWAN_DOCUMENT && column->expr)
        rowan_error_prefix(err, "path \"%.100s\"", column->paths[texts.count - 1]->text);
    if (st == ROWAN_OK && column->expr) {
        rowan_missing_text_drop(work, column, &texts);
        st = call_expr(work, context, column, texts.items, out, err);
    } else if (st == ROWAN_OK) {
        st = run_via(work, column, texts.items, texts.count, out, err);
    }
    rowan_operand_texts_clear(&texts);
    return st;
}

/* ---- all origins ---- */

static enum rowan_status number_text(struct rowan_row_workspace *work, size_t number, struct rowan_slice *out,
                                     struct rowan_error *err)
{
    work->joined.size = 0;
    if (!rowan_buffer_append_int(&work->joined, (long long)number))
        return rowan_out_of_memory(err);
    *out = rowan_buffer_slice(&work->joined);
    return ROWAN_OK;
}

static enum rowan_status one_text(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                  const struct rowan_column *column, struct rowan_slice *out,
                                  struct rowan_error *err)
{
    switch (column->origin) {
    case ROWAN_FROM_PATHS:
        return rowan_path_text(work, context, column, column->paths[0], out, err);
    case ROWAN_FROM_XPATH:
        return xpath_text(work, context, column, out, err);
    case ROWAN_FROM_SOURCE:
        *out = context->source_columns[column->of];
        break;
    case ROWAN_FROM_CONSTANT:
        if (column->via_count) /* else converted when the mapping was loaded */
            *out = column->constant;
        break;
    case ROWAN_FROM_RUN:
        *out = context->run[column->of];
        break;
    case ROWAN_FROM_POSITION:
        return number_text(work, context->position, out, err);
    case ROWAN_FROM_LEVEL:
        return number_text(work, context->level, out, err);
    case ROWAN_FROM_ORDINAL:
        return number_text(work, work->ordinal, out, err);
    case ROWAN_FROM_HASH:
        return rowan_hash_text(work, column, out, err);
    case ROWAN_FROM_SEQUENCE:
    case ROWAN_FROM_IDENTITY:
    case ROWAN_FROM_EXISTING:
        return number_text(work, ++work->numbered, out, err);
    case ROWAN_FROM_VALUE:
        *out = context->readings[column->of];
        break;
    case ROWAN_FROM_LABEL:
    case ROWAN_FROM_FIELD:
        *out = context->expanded[column->of];
        break;
    case ROWAN_FROM_EXPR:
    case ROWAN_FROM_PARENT:
    case ROWAN_FROM_ABOVE:
        return rowan_fail(err, ROWAN_USAGE, "usage", "a cell of this kind is not made of one text");
    }
    return ROWAN_OK;
}

/* What a column without a path starts from. */
static void trace_origin(const struct rowan_row_workspace *work, const struct rowan_column *column,
                         struct rowan_slice text)
{
    static const char *const names[] = {
        [ROWAN_FROM_POSITION] = "position",
        [ROWAN_FROM_SOURCE] = "source",
        [ROWAN_FROM_CONSTANT] = "constant",
        [ROWAN_FROM_RUN] = "run",
        [ROWAN_FROM_VALUE] = "value of the pair",
        [ROWAN_FROM_LABEL] = "label of the pair",
        [ROWAN_FROM_FIELD] = "field of the row",
        [ROWAN_FROM_XPATH] = "xpath",
        [ROWAN_FROM_LEVEL] = "level",
        [ROWAN_FROM_ORDINAL] = "ordinal",
        [ROWAN_FROM_HASH] = "hash",
    };

    if (work->trace && column->origin < sizeof names / sizeof names[0] && names[column->origin])
        rowan_trace_step(work->trace, column, names[column->origin], text);
}

enum rowan_status rowan_cell_text(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                  const struct rowan_column *column, struct rowan_slice *out,
                                  struct rowan_error *err)
{
    enum rowan_status st;

    if (column->origin == ROWAN_FROM_EXPR || (column->origin == ROWAN_FROM_PATHS && column->via_count))
        return paths_via(work, context, column, out, err);
    st = one_text(work, context, column, out, err);
    if (st == ROWAN_OK)
        trace_origin(work, column, *out);
    if (st == ROWAN_OK && column->via_count)
        return run_via(work, column, &(struct rowan_slice){out->data, out->size}, 1, out, err);
    if (st == ROWAN_OK && out->data && column->null_if.count && rowan_missing_text(column, *out)) {
        take_for_missing(work, column, *out);
        *out = (struct rowan_slice){NULL, 0};
    }
    return st;
}

enum rowan_status rowan_cell_text_lenient(struct rowan_row_workspace *work,
                                          const struct rowan_row_context *context,
                                          const struct rowan_column *column, struct rowan_slice *text,
                                          bool *bad, struct rowan_error *err)
{
    struct rowan_error own;
    enum rowan_status st;

    *bad = false;
    if (!column->bad || (!column->expr && !column->xpath && !column->writing.notation.point))
        return rowan_cell_text(work, context, column, text, err);
    st = rowan_cell_text(work, context, column, text, &own);
    if (st == ROWAN_DOCUMENT && strcmp(own.reason, "value") == 0) {
        rowan_row_workspace_change(work, column, ROWAN_CHANGE_BAD);
        *text = (struct rowan_slice){NULL, 0};
        *bad = true;
        return ROWAN_OK;
    }
    if (st != ROWAN_OK && err)
        *err = own;
    return st;
}

/* ---- rows by a function ---- */

enum rowan_status rowan_cell_text_records(struct rowan_row_workspace *work,
                                          const struct rowan_row_context *context,
                                          const struct rowan_table *table, struct rowan_record_batch *out,
                                          struct rowan_error *err)
{
    const struct rowan_column *row_function = table->row_function;
    struct rowan_operand_texts texts;
    enum rowan_part before;
    enum rowan_status st;

    rowan_record_batch_begin(out, table->given_count);
    work->node = context->node;
    st = rowan_path_text_collect(work, context, row_function, row_function->paths, row_function->path_count,
                                 &texts, err);
    before = rowan_profile_enter(work->profile, ROWAN_PART_LUA);
    if (st == ROWAN_OK)
        work->node = context->node;
    if (st == ROWAN_OK && prepare_arguments(work, row_function, texts.items, texts.count))
        st = work->plan->call_rows(work->plan->call_context, row_function->via[0].function, texts.items,
                                   texts.count, (const char *const *)table->given, table->given_count, out,
                                   err);
    rowan_profile_enter(work->profile, before);
    rowan_operand_texts_clear(&texts);
    if (st == ROWAN_DOCUMENT) {
        rowan_document_text_tell(work, context, row_function, err);
        rowan_row_workspace_place(work, table, row_function, err);
    }
    return st;
}
