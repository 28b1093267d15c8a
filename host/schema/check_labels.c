/* Labels are a list of SQL's texts, 'a','b', as the type of MariaDB has them and PostgreSQL makes them. */
#include "schema/check_labels.h"

#include "base/ascii.h"
#include "odbc/dialect.h"
#include "odbc/statement.h"

/* ---- labels ---- */

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

static void read_labels(struct rowan_check_context *check, const struct rowan_catalog_column *c,
                        struct rowan_buffer *out)
{
    const char *type = c->cast_type;
    const char *open = type ? strchr(type, '(') : NULL;

    if (!type)
        return;
    if (check->dialect->catalog.labels && c->holds == ROWAN_HOLDS_OTHER)
        ask(check, check->dialect->catalog.labels, type, out);
    else if (check->dialect->catalog.labels_in_type && open &&
             (rowan_ascii_same_prefix(type, "enum(", 5) || rowan_ascii_same_prefix(type, "set(", 4)) &&
             !rowan_buffer_append(out, open + 1, strlen(open) - 2))
        check->status = rowan_out_of_memory(check->err);
}

/* Compare with the literal at *at, and step behind it and its comma. */
static bool take_label(const char **at, const char *end, struct rowan_slice value)
{
    const char *s = *at + 1;
    size_t i = 0;
    bool same = true;

    for (; s < end; s++) {
        if (*s == '\'' && !(s + 1 < end && s[1] == '\''))
            break;
        s += *s == '\'';
        same = same && i < value.size && value.data[i] == *s;
        i++;
    }
    *at = s + 2;
    return same && i == value.size;
}

static bool is_label(const struct rowan_buffer *labels, struct rowan_slice value)
{
    const char *at = labels->data;
    const char *end = at + labels->size;

    while (at < end && *at == '\'')
        if (take_label(&at, end, value))
            return true;
    return at < end; /* written in another way than is understood here */
}

static void check_value(struct rowan_check_context *check, const struct rowan_check_location *spot,
                        const struct rowan_buffer *labels, struct rowan_slice value)
{
    char shown[100];

    if (!is_label(labels, value))
        rowan_check_error(check, spot, "the column takes %.*s, and not %s", (int)labels->size, labels->data,
                          rowan_quote(shown, sizeof shown, value));
}

static void check_enum(struct rowan_check_context *check, const struct rowan_check_location *spot,
                       const struct rowan_buffer *labels, const struct rowan_labels *values)
{
    for (size_t i = 0; i < values->count; i++)
        check_value(check, spot, labels, rowan_slice_of(values->items[i].value));
}

static void check_values(struct rowan_check_context *check, const struct rowan_check_location *spot,
                         const struct rowan_column *column, const struct rowan_buffer *labels)
{
    if (rowan_type_is_integer(&column->type))
        rowan_check_error(check, spot, "the column takes %.*s: a number would be the place of one of them",
                          (int)labels->size, labels->data);
    else if (column->origin == ROWAN_FROM_CONSTANT && column->via_count == 0)
        check_value(check, spot, labels, column->constant);
    else if (column->type.labels)
        check_enum(check, spot, labels, column->type.labels);
    else
        rowan_check_warning(check, spot,
                            "the column takes %.*s: a document with another text fails; an enum { ... } says "
                            "which there are",
                            (int)labels->size, labels->data);
    if (column->origin != ROWAN_FROM_CONSTANT && !column->otherwise.null && column->otherwise.text.data &&
        !rowan_type_is_integer(&column->type))
        check_value(check, spot, labels, column->otherwise.text);
}

void rowan_check_labels(struct rowan_check_context *check, const struct rowan_check_location *spot,
                        const struct rowan_column *column, const struct rowan_catalog_column *c)
{
    struct rowan_buffer labels;

    rowan_buffer_init(&labels);
    read_labels(check, c, &labels);
    if (check->status == ROWAN_OK && labels.size)
        check_values(check, spot, column, &labels);
    rowan_buffer_clear(&labels);
}

/* ---- conflicts ---- */

/* Behind a comment or a text in quotes that begins here; s itself when none does. */
static const char *skip_quoted(const char *s)
{
    const char *end = NULL;

    if (s[0] == '-' && s[1] == '-')
        end = strchr(s, '\n');
    else if (s[0] == '/' && s[1] == '*')
        end = strstr(s + 2, "*/") ? strstr(s + 2, "*/") + 1 : NULL;
    else if (*s == '\'' || *s == '"' || *s == '`')
        end = strchr(s + 1, *s);
    else
        return s;
    return end ? end + 1 : s + strlen(s);
}

static bool is_word(const char *s, size_t size, const char *word)
{
    return size == strlen(word) && rowan_ascii_same_prefix(s, word, size);
}

static size_t word_size(const char *s)
{
    size_t n = 0;

    while (rowan_ascii_is_letter(s[n]) || rowan_ascii_is_digit(s[n]) || s[n] == '_')
        n++;
    return n;
}

/* The word behind ON CONFLICT that throws a row away, or NULL. */
static const char *throws_away(const char *s)
{
    int met = 0; /* 1: ON, 2: ON CONFLICT */

    while (*s) {
        const char *next = skip_quoted(s);
        size_t n = next == s ? word_size(s) : 0;
        if (n && met == 2 && is_word(s, n, "REPLACE"))
            return "REPLACE";
        if (n && met == 2 && is_word(s, n, "IGNORE"))
            return "IGNORE";
        if (n)
            met = is_word(s, n, "ON") ? 1 : met == 1 && is_word(s, n, "CONFLICT") ? 2 : 0;
        s = next != s ? next : s + (n ? n : 1);
    }
    return NULL;
}

void rowan_check_conflicts(struct rowan_check_context *check, const struct rowan_check_location *spot)
{
    struct rowan_buffer text;
    const char *word = NULL;

    if (!check->dialect->catalog.table_text || check->endpoint->schema || check->status != ROWAN_OK)
        return;
    rowan_buffer_init(&text);
    ask(check, check->dialect->catalog.table_text, spot->table, &text);
    if (check->status == ROWAN_OK && rowan_buffer_string(&text))
        word = throws_away(text.data);
    if (word)
        rowan_check_error(
            check, spot,
            "the table has ON CONFLICT %s: rows would be thrown away without a word; make it anew "
            "without that",
            word);
    rowan_buffer_clear(&text);
}
