#ifndef PLAN_CASE_H
#define PLAN_CASE_H
/* What the tests of plans share: building a plan by hand, loading documents into rows, rows as one text. */
#include "unit.h"

#include "base/buffer.h"
#include "plan/plan_builder.h"
#include "rows/rows.h"
#include "xml/parser.h"

struct plan_case {
    struct rowan_plan *plan;
    struct rowan_parser *parser;
    struct rowan_rows *rows;
    struct rowan_error err;
    struct rowan_slice source_columns[4];
};

static const struct rowan_type integer_type = {.kind = ROWAN_INTEGER};
static const struct rowan_type bigint_type = {.kind = ROWAN_BIGINT};
static const struct rowan_type text_type = {.kind = ROWAN_TEXT};

/* A plan with a source and no tables. */
static inline void case_begin(struct plan_case *c)
{
    memset(c, 0, sizeof *c);
    assert_ok(rowan_plan_new(&c->plan, "dir/case.lua", rowan_slice_of("text"), &c->err), c->err);
    assert_ok(rowan_plan_source(c->plan, "intake", "docs", "doc", &c->err), c->err);
    assert_ok(rowan_plan_source_column(c->plan, "id", &bigint_type, &c->err), c->err);
    c->source_columns[0] = rowan_slice_of("7");
}

static inline int case_table(struct plan_case *c, const char *name, const char *each, int parent)
{
    int index = -1;

    assert_ok(
        rowan_plan_table(c->plan, name, (struct rowan_location){NULL, 10}, each, parent, &index, &c->err),
        c->err);
    return index;
}

static inline enum rowan_status case_try(struct plan_case *c, int table, struct rowan_column_spec spec)
{
    spec.place.line = spec.place.line ? spec.place.line : 20;
    return rowan_plan_column(c->plan, table, &spec, &c->err);
}

/* case_column(c, table, .name = "a", .type = &text_type, PATHS("@a"), ...) */
#define case_column(c, table, ...)                                                                           \
    assert_ok(case_try(c, table, (struct rowan_column_spec){__VA_ARGS__}), (c)->err)
#define VIA(number)                                                                                          \
    .via = (const struct rowan_via[]){{.transform = ROWAN_TEXT_FUNCTION_CALL, .function = number}},          \
    .via_count = 1
#define PATHS(...)                                                                                           \
    .paths = (const char *const[]){__VA_ARGS__},                                                             \
    .path_count = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)

static inline void case_key(struct plan_case *c, int table, const char *first, const char *second)
{
    const char *const names[] = {first, second};

    assert_ok(rowan_plan_key(c->plan, table, names, second ? 2 : 1, &c->err), c->err);
}

static inline void case_freeze(struct plan_case *c)
{
    assert_ok(rowan_plan_freeze(c->plan, &c->err), c->err);
    assert_ok(rowan_parser_new(&c->parser, c->plan->projection, c->plan->names, NULL, &c->err), c->err);
    assert_ok(rowan_rows_new(&c->rows, c->plan, &c->err), c->err);
}

static inline enum rowan_status case_load(struct plan_case *c, const char *xml)
{
    const struct rowan_document *document;
    enum rowan_status st = rowan_parser_text(c->parser, rowan_slice_of(xml), &document, &c->err);

    return st == ROWAN_OK ? rowan_rows_add(c->rows, document, c->source_columns, &c->err) : st;
}

static inline void case_end(struct plan_case *c)
{
    rowan_rows_free(c->rows);
    rowan_parser_free(c->parser);
    rowan_plan_free(c->plan);
}

/* "table\n" and one line per row, cells between bars, NULL as ~. The caller frees. */
static inline char *case_show(const struct rowan_rows *rows, size_t first, size_t last)
{
    struct rowan_buffer out = {0};
    bool ok = true;

    for (size_t t = 0; t < rows->plan->table_count; t++) {
        size_t begin, end;
        rowan_rows_range(rows, t, first, last, &begin, &end);
        ok = ok && rowan_buffer_format(&out, "%s\n", rows->plan->tables[t].name);
        for (size_t r = begin; r < end; r++) {
            for (size_t i = 0; i < rows->plan->tables[t].column_count; i++) {
                const struct rowan_cells *cells = &rows->tables[t].cells[i];
                struct rowan_value v = rowan_cells_get(cells, r);
                ok = ok && rowan_buffer_append_slice(&out, i ? "|" : " ");
                if (v.null)
                    ok = ok && rowan_buffer_append_slice(&out, "~");
                else if (cells->integer)
                    ok = ok && rowan_buffer_append_int(&out, v.number);
                else
                    ok = ok && v.text.data && rowan_buffer_append(&out, v.text.data, v.text.size);
            }
            ok = ok && rowan_buffer_append_slice(&out, "\n");
        }
    }
    assert_true(ok);
    return rowan_buffer_string(&out);
}

static inline void case_expect(const struct plan_case *c, const char *wanted)
{
    char *shown = case_show(c->rows, 0, c->rows->documents);

    assert_string_equal(shown, wanted);
    free(shown);
}

/* Loading the document fails with this reason and this whole message. */
static inline void case_refuse(struct plan_case *c, const char *xml, const char *reason, const char *message)
{
    size_t documents = c->rows->documents;

    memset(&c->err, 0, sizeof c->err);
    assert_int_equal(case_load(c, xml), ROWAN_DOCUMENT);
    assert_int_equal(c->err.status, ROWAN_DOCUMENT);
    assert_string_equal(c->err.message, message);
    assert_string_equal(c->err.reason, reason);
    assert_int_equal(c->rows->documents, documents);
}

/* Adding the column fails with this whole message. */
static inline void case_refuse_column(struct plan_case *c, int table, const char *message,
                                      struct rowan_column_spec spec)
{
    size_t columns = c->plan->tables[table].column_count;

    memset(&c->err, 0, sizeof c->err);
    assert_int_equal(case_try(c, table, spec), ROWAN_MAPPING);
    assert_int_equal(c->err.status, ROWAN_MAPPING);
    assert_string_equal(c->err.message, message);
    assert_int_equal(c->plan->tables[table].column_count, columns);
}
#endif
