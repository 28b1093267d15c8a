/* Asking for tables in other ways, and finding one's way in what was read. */
#include "catalog/catalog.h"

#include <stdlib.h>
#include <string.h>

enum rowan_status rowan_catalog_open_plan(struct rowan_catalog *catalog, struct rowan_connection *db,
                                          const struct rowan_plan *plan, struct rowan_error *err)
{
    const char **names = calloc(plan->table_count + 1, sizeof *names);
    enum rowan_status st;

    memset(catalog, 0, sizeof *catalog);
    if (!names)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < plan->table_count; i++)
        names[i] = plan->tables[i].name;
    st = rowan_catalog_open(catalog, db, plan->target_schema, names, plan->table_count, err);
    free(names);
    return st;
}

void rowan_catalog_close(struct rowan_catalog *catalog)
{
    for (size_t i = 0; i < catalog->count; i++)
        rowan_catalog_free(catalog->tables[i]);
    free(catalog->tables);
    memset(catalog, 0, sizeof *catalog);
}

const struct rowan_catalog_table *rowan_catalog_lookup(const struct rowan_catalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->count; i++)
        if (strcmp(catalog->tables[i]->name, name) == 0)
            return catalog->tables[i];
    return NULL;
}

enum rowan_status rowan_catalog_read(struct rowan_catalog_table **out, struct rowan_connection *db,
                                     const char *schema, const char *table, struct rowan_error *err)
{
    struct rowan_catalog catalog;
    enum rowan_status st = rowan_catalog_open(&catalog, db, schema, &table, 1, err);

    *out = NULL;
    if (st == ROWAN_OK && catalog.count > 0) {
        *out = catalog.tables[0];
        catalog.count = 0;
    }
    rowan_catalog_close(&catalog);
    return st;
}

void rowan_catalog_free(struct rowan_catalog_table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->column_count; i++) {
        free(table->columns[i].name);
        free(table->columns[i].type_name);
        free(table->columns[i].cast_type);
        free(table->columns[i].collation);
        free(table->columns[i].keeps);
    }
    free(table->columns);
    free(table->schema);
    free(table->name);
    free(table);
}

int rowan_catalog_find(const struct rowan_catalog_table *table, const char *column)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, column) == 0)
            return (int)i;
    return -1;
}
