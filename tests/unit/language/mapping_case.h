#ifndef MAPPING_CASE_H
#define MAPPING_CASE_H
/* What the tests of mappings share: a mapping from text, one document, and what becomes of it. */
#include "unit.h"

#include "base/buffer.h"
#include "language/mapping.h"
#include "rows/rows.h"
#include "xml/parser.h"

struct loaded {
    struct rowan_mapping *mapping;
    struct rowan_parser *parser;
    struct rowan_rows *rows;
    struct rowan_error err;
    char shown[ROWAN_MESSAGE_MAX + 100];
};

static inline enum rowan_status load_text(struct loaded *l, struct rowan_slice text)
{
    struct rowan_file file = {"m.lua", text};

    memset(l, 0, sizeof *l);
    return rowan_mapping_load(&l->mapping, &file, 1, NULL, &l->err);
}

static inline void load_mapping(struct loaded *l, const char *text)
{
    assert_ok(load_text(l, rowan_slice_of(text)), l->err);
    assert_ok(
        rowan_parser_new(&l->parser, l->mapping->plan->projection, l->mapping->plan->names, NULL, &l->err),
        l->err);
    assert_ok(rowan_rows_new(&l->rows, l->mapping->plan, &l->err), l->err);
}

static inline void unload(struct loaded *l)
{
    rowan_rows_free(l->rows);
    rowan_parser_free(l->parser);
    rowan_mapping_free(l->mapping);
}

/* "! " and the message, but for what the document has, which tests of rows/ compare. */
static inline const char *show_failure(struct loaded *l)
{
    char *end = strstr(l->err.message, "; the document has ");

    assert_true(rowan_utf8_length(rowan_slice_of(l->err.message)) > 0);
    snprintf(l->shown, sizeof l->shown, "! %.*s",
             end ? (int)(end - l->err.message) : (int)sizeof l->err.message, l->err.message);
    return l->shown;
}

/* The cells of the first row of the first table between bars, "~" for NULL, or how it failed. */
static inline const char *first_row(struct loaded *l, const char *xml)
{
    const struct rowan_document *document;
    struct rowan_slice source_columns[1] = {{"7", 1}};
    struct rowan_buffer out = {0};
    enum rowan_status st = rowan_parser_text(l->parser, rowan_slice_of(xml), &document, &l->err);

    rowan_rows_reset(l->rows);
    if (st == ROWAN_OK)
        st = rowan_rows_add(l->rows, document, source_columns, &l->err);
    if (st != ROWAN_OK)
        return show_failure(l);
    for (size_t i = 0; i < l->mapping->plan->tables[0].column_count; i++) {
        const struct rowan_cells *cells = &l->rows->tables[0].cells[i];
        struct rowan_value v = rowan_cells_get(cells, 0);
        rowan_buffer_append_slice(&out, i ? "|" : "");
        if (v.null)
            rowan_buffer_append_slice(&out, "~");
        else if (cells->integer)
            rowan_buffer_append_int(&out, v.number);
        else
            rowan_buffer_append(&out, v.text.data, v.text.size);
    }
    snprintf(l->shown, sizeof l->shown, "%s", rowan_buffer_string(&out));
    rowan_buffer_clear(&out);
    return l->shown;
}

/* A mapping with the statements before it and these columns of table t at /r. */
#define MAPPING(before, columns)                                                                             \
    before                                                                                                   \
        " return mapping { source = { table = 'd', key = 'id', document = 'x' }, into 't' { each = '/r', "   \
        "columns = { " columns " } } }"
/* One text column, made of path a by the function with this body of argument a. */
#define VIA(before, body) MAPPING(before, "v = text { 'a', via = function(a) " body " end }")

/* Load, convert <r><a>x</a></r>, and say what came; or "load: " and the message. */
static inline const char *outcome(const char *text)
{
    static char shown[ROWAN_MESSAGE_MAX + 100];
    struct loaded l;

    if (load_text(&l, rowan_slice_of(text)) != ROWAN_OK) {
        assert_null(l.mapping);
        assert_int_equal(l.err.status, ROWAN_MAPPING);
        assert_true(rowan_utf8_length(rowan_slice_of(l.err.message)) > 0);
        snprintf(shown, sizeof shown, "load: %s", l.err.message);
        return shown;
    }
    rowan_mapping_free(l.mapping);
    load_mapping(&l, text);
    snprintf(shown, sizeof shown, "%s", first_row(&l, "<r><a>x</a></r>"));
    unload(&l);
    return shown;
}

#define assert_outcome(text, wanted) assert_string_equal(outcome(text), wanted)
/* Only that it fails, here or there, with this in the message. */
#define assert_fails(text, part)                                                                             \
    do {                                                                                                     \
        const char *got = outcome(text);                                                                     \
        if ((got[0] != '!' && strncmp(got, "load: ", 6) != 0) || !strstr(got, part))                         \
            fail_msg("wanted a failure with \"%s\", got: %s", part, got);                                    \
    } while (0)
#endif
