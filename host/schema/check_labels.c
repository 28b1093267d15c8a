/* Labels of MariaDB are in the column's type; PostgreSQL makes the same list of those of an enum. */
#include "schema/check_labels.h"

#include "catalog/table_text.h"
#include "odbc/dialect.h"
#include "odbc/statement.h"

/* ---- labels ---- */

struct labels {
    struct rowan_column_labels labels;
    struct rowan_buffer text; /* the list, with quotes */
};

/* The first column of the first row; data NULL: there is none. */
static void ask(struct rowan_check_context *check, const char *question, const char *name,
                struct rowan_buffer *out)
{
    struct rowan_param param = {.kind = ROWAN_PARAM_TEXT, .text = rowan_slice_of(name)};
    struct rowan_statement *query = NULL;
    struct rowan_slice text = {NULL, 0};
    bool more = false;
    enum rowan_status st = rowan_statement_new(&query, check->db, question, check->err);

    if (st == ROWAN_OK)
        st = rowan_statement_run(query, &param, 1, check->err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &more, check->err);
    if (st == ROWAN_OK && more)
        st = rowan_statement_text(query, 0, &text, check->err);
    if (st == ROWAN_OK && text.data && !rowan_buffer_append(out, text.data, text.size))
        st = rowan_out_of_memory(check->err);
    rowan_statement_free(query);
    check->status = st;
}

/* As the column's type has them, or as the database lists them; text is that list, for people. */
static void read_labels(struct rowan_check_context *check, const struct rowan_catalog_column *c,
                        struct rowan_column_labels *labels, struct rowan_buffer *text)
{
    const char *list = c->cast_type ? strchr(c->cast_type, '(') : NULL;
    bool ok = true;

    if (c->labels.text && list)
        ok = rowan_buffer_append(text, list + 1, strlen(list) - 2);
    else if (check->dialect->catalog.labels && c->holds == ROWAN_HOLDS_OTHER && c->cast_type)
        ask(check, check->dialect->catalog.labels, c->cast_type, text);
    if (check->status != ROWAN_OK || (ok && text->size == 0))
        return;
    ok = ok && rowan_buffer_string(text);
    if (ok && c->labels.text)
        ok = rowan_column_labels_copy(labels, &c->labels);
    else if (ok)
        ok = rowan_column_labels_read(labels, text->data);
    if (!ok)
        check->status = rowan_out_of_memory(check->err);
}

static void check_value(struct rowan_check_context *check, const struct rowan_check_location *spot,
                        const struct labels *labels, struct rowan_slice value)
{
    char shown[100];

    if (!rowan_column_labels_have(&labels->labels, value))
        rowan_check_error(check, spot, "the column takes %.300s, and not %s", labels->text.data,
                          rowan_quote(shown, sizeof shown, value));
}

static void check_enum(struct rowan_check_context *check, const struct rowan_check_location *spot,
                       const struct labels *labels, const struct rowan_labels *values)
{
    for (size_t i = 0; i < values->count; i++)
        check_value(check, spot, labels, rowan_slice_of(values->items[i].value));
}

static void check_values(struct rowan_check_context *check, const struct rowan_check_location *spot,
                         const struct rowan_column *column, const struct labels *labels)
{
    if (rowan_type_is_integer(&column->type))
        rowan_check_error(check, spot, "the column takes %.300s: a number would be the place of one of them",
                          labels->text.data);
    else if (column->origin == ROWAN_FROM_CONSTANT && column->via_count == 0)
        check_value(check, spot, labels, column->constant);
    else if (column->type.labels)
        check_enum(check, spot, labels, column->type.labels);
    else
        rowan_check_warning(
            check, spot,
            "the column takes %.300s: a document with another text fails; an enum { ... } says "
            "which there are",
            labels->text.data);
    if (column->origin != ROWAN_FROM_CONSTANT && !column->otherwise.null && column->otherwise.text.data &&
        !rowan_type_is_integer(&column->type))
        check_value(check, spot, labels, column->otherwise.text);
}

void rowan_check_labels(struct rowan_check_context *check, const struct rowan_check_location *spot,
                        const struct rowan_column *column, const struct rowan_catalog_column *c)
{
    struct labels labels = {.labels = {.text = NULL}};

    rowan_buffer_init(&labels.text);
    read_labels(check, c, &labels.labels, &labels.text);
    if (check->status == ROWAN_OK && labels.labels.text)
        check_values(check, spot, column, &labels);
    rowan_column_labels_clear(&labels.labels);
    rowan_buffer_clear(&labels.text);
}

/* ---- conflicts ---- */

void rowan_check_conflicts(struct rowan_check_context *check, const struct rowan_check_location *spot)
{
    struct rowan_buffer text;
    const char *word = NULL;

    if (!check->dialect->catalog.table_text || check->endpoint->schema || check->status != ROWAN_OK)
        return;
    rowan_buffer_init(&text);
    ask(check, check->dialect->catalog.table_text, spot->table, &text);
    if (check->status == ROWAN_OK)
        word = rowan_table_text_conflict(rowan_buffer_slice(&text));
    if (word)
        rowan_check_error(
            check, spot,
            "the table has ON CONFLICT %s: rows would be thrown away without a word; make it anew "
            "without that",
            word);
    rowan_buffer_clear(&text);
}
