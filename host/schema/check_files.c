#include "schema/check_files.h"

#include "plan/own_tables.h"
#include "source/folder_source.h"

void rowan_check_files(struct rowan_check_context *check, const char *root)
{
    const struct rowan_source_table *source = &check->plan->source;
    struct rowan_check_location spot = {source->place, source->name, NULL};
    struct rowan_error why;
    int64_t count = 0;
    enum rowan_status st = rowan_folder_source_count(root, source, 1, &count, &why);

    check->no_files = st != ROWAN_OK;
    if (st == ROWAN_NO_MEMORY)
        check->status = rowan_out_of_memory(check->err);
    else if (st != ROWAN_OK)
        rowan_check_error(check, &spot, "%.500s; --source files:DIR says where they are", why.message);
    else if (count == 0)
        rowan_check_warning(check, &spot,
                            "no file below %.400s matches; --source files:DIR says where they are", root);
}

void rowan_check_split_table(struct rowan_check_context *check)
{
    struct rowan_check_location spot = {{check->plan->file, 0}, ROWAN_SPLIT_TABLE, NULL};
    struct rowan_catalog_table *table = NULL;

    if (!check->plan->source.split)
        return;
    check->status =
        rowan_catalog_read(&table, check->db, check->endpoint->schema, ROWAN_SPLIT_TABLE, check->err);
    if (check->status == ROWAN_OK && !table)
        rowan_check_warning(
            check, &spot,
            "there is no such table; without it each chunk reads its file from the beginning. "
            "rowan init makes it");
    rowan_catalog_free(table);
}
