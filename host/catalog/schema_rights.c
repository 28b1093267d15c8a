#include "catalog/schema_rights.h"

#include <stdio.h>
#include <string.h>

#include "catalog/catalog_query.h"
#include "odbc/dialect.h"
#include "odbc/statement.h"

enum { FIELD_NAME, FIELD_CHOSEN, FIELD_THERE, FIELD_MAY_USE, FIELD_SEES_ALL, FIELD_MAY_CREATE, FIELDS };

static bool is_true(struct rowan_slice text)
{
    return text.size == 1 && text.data[0] == '1';
}

static enum rowan_status read_row(struct rowan_schema_rights *rights, struct rowan_statement *query,
                                  struct rowan_error *err)
{
    struct rowan_slice field = {NULL, 0};
    enum rowan_status st = rowan_statement_text(query, FIELD_NAME, &field, err);
    bool *const flags[FIELDS] = {[FIELD_CHOSEN] = &rights->chosen,
                                 [FIELD_THERE] = &rights->there,
                                 [FIELD_MAY_USE] = &rights->may_use,
                                 [FIELD_SEES_ALL] = &rights->sees_all,
                                 [FIELD_MAY_CREATE] = &rights->may_create};

    if (st == ROWAN_OK && field.size < sizeof rights->name)
        snprintf(rights->name, sizeof rights->name, "%.*s", (int)field.size, field.data ? field.data : "");
    for (size_t i = FIELD_CHOSEN; i < FIELDS && st == ROWAN_OK; i++) {
        st = rowan_statement_text(query, i, &field, err);
        *flags[i] = st == ROWAN_OK && is_true(field);
    }
    return st;
}

enum rowan_status rowan_schema_rights_read(struct rowan_schema_rights *rights, struct rowan_connection *db,
                                           const char *schema, struct rowan_error *err)
{
    const char *text = rowan_connection_dialect(db)->catalog.schema_rights;
    struct rowan_statement *query = NULL;
    bool more = false;
    enum rowan_status st;

    *rights = (struct rowan_schema_rights){.known = false};
    if (!text)
        return ROWAN_OK;
    st = rowan_catalog_ask(&query, db, text, schema, NULL, 0, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &more, err);
    if (st == ROWAN_OK && more)
        st = read_row(rights, query, err);
    rights->known = st == ROWAN_OK && more;
    rowan_statement_free(query);
    return st;
}
