/* A dialect's question becomes a statement: its {schema} and {names} become markers. */
#include "catalog/catalog_query.h"

#include <stdlib.h>

#include "odbc/dialect.h"
#include "odbc/statement.h"

/* A statement being made, with the values of its markers. */
struct asking {
    struct rowan_buffer sql;
    struct rowan_param *params;
    size_t count;
    const char *schema;
    const char *const *names;
    size_t name_count;
    const char *name_marker;
};

static bool expand(struct asking *asking, const char *text);

static bool add_value(struct asking *asking, const char *value)
{
    struct rowan_param *params = realloc(asking->params, (asking->count + 1) * sizeof *params);

    if (!params)
        return false;
    asking->params = params;
    params[asking->count++] =
        (struct rowan_param){.kind = ROWAN_PARAM_TEXT, .null = !value, .text = rowan_slice_of(value)};
    return true;
}

/* The marker of a name may have the schema before the name. */
static bool add_names(struct asking *asking)
{
    bool ok = true;

    for (size_t i = 0; i < asking->name_count && ok; i++)
        ok = (i == 0 || rowan_buffer_append_slice(&asking->sql, ", ")) &&
             expand(asking, asking->name_marker) && add_value(asking, asking->names[i]);
    return ok;
}

static bool expand(struct asking *asking, const char *text)
{
    static const char schema[] = "{schema}";
    static const char names[] = "{names}";
    bool ok = true;

    while (*text && ok) {
        size_t plain = strcspn(text, "{");
        ok = rowan_buffer_append(&asking->sql, text, plain);
        text += plain;
        if (strncmp(text, schema, sizeof schema - 1) == 0) {
            ok = ok && rowan_buffer_append_char(&asking->sql, '?') && add_value(asking, asking->schema);
            text += sizeof schema - 1;
        } else if (strncmp(text, names, sizeof names - 1) == 0) {
            ok = ok && add_names(asking);
            text += sizeof names - 1;
        } else if (*text) {
            ok = ok && rowan_buffer_append_char(&asking->sql, *text++);
        }
    }
    return ok;
}

enum rowan_status rowan_catalog_ask(struct rowan_statement **query, struct rowan_connection *db,
                                    const char *text, const char *schema, const char *const *names,
                                    size_t count, struct rowan_error *err)
{
    struct asking asking = {.schema = schema, .names = names, .name_count = count};
    enum rowan_status st;

    *query = NULL;
    asking.name_marker = rowan_connection_dialect(db)->catalog.name_marker;
    rowan_buffer_init(&asking.sql);
    if (expand(&asking, text) && rowan_buffer_string(&asking.sql))
        st = rowan_statement_new(query, db, asking.sql.data, err);
    else
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = rowan_statement_run(*query, asking.params, asking.count, err);
    free(asking.params);
    rowan_buffer_clear(&asking.sql);
    return st;
}
