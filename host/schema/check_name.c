/* What is there has a name that the database takes, so of the tables that are filled only what is not there
 * is asked about. */
#include "schema/check_name.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "odbc/sql_text.h"

bool rowan_check_name(struct rowan_check_context *check, const struct rowan_check_location *spot,
                      const char *what, const char *name)
{
    const struct rowan_server *server = rowan_connection_server(check->db);
    bool is_spot = strcmp(name, spot->table) == 0 || (spot->column && strcmp(name, spot->column) == 0);
    char limit[40];
    char shown[4 * 80 + 8] = "";

    if (rowan_server_takes_name(server, name))
        return true;
    if (!is_spot)
        snprintf(shown, sizeof shown, " \"%.*s\"", (int)rowan_utf8_prefix(rowan_slice_of(name), 80), name);
    rowan_check_error(check, spot, "the %s's name%s is longer than the %s that %s takes", what, shown,
                      rowan_server_name_limit(server, limit, sizeof limit), check->dialect->title);
    return false;
}

bool rowan_check_column_name(struct rowan_check_context *check, const struct rowan_check_location *spot)
{
    return rowan_check_name(check, spot, "column", spot->column);
}

bool rowan_check_names(struct rowan_check_context *check, const struct rowan_target_table *made)
{
    struct rowan_check_location spot = {made->table->place, made->table->name, NULL};
    bool fits = rowan_check_name(check, &spot, "table", made->table->name);

    for (size_t i = 0; i < made->count; i++) {
        const struct rowan_column *column = made->columns[i].first;
        spot = (struct rowan_check_location){column->place, made->table->name, column->name};
        rowan_check_column_name(check, &spot);
    }
    return fits;
}
