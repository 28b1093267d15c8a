#include "schema/check_schema.h"

#include <stdio.h>
#include <string.h>

#include "odbc/dialect.h"
#include "schema/fix_rights.h"

static const char *const end_names[] = {"source", "target"};

/* An empty schema is no mend for documents that are not there. */
static void say_missing(struct rowan_check_context *check, const struct rowan_check_location *spot,
                        enum rowan_check_end end)
{
    const struct rowan_schema_rights *rights = &check->rights;

    if (check->dialect->user_query && end == ROWAN_CHECK_TARGET) {
        rowan_fix_create_schema(&check->fix, rights->name, !rights->sees_all);
        if (!rights->may_use && !rights->may_create)
            rowan_fix_grant_schema(&check->fix, rights->name);
    }
    rowan_check_error(check, spot, "there is no schema \"%.128s\"%s, where the %s is", rights->name,
                      rights->sees_all ? "" : ", or the database user has no rights in it", end_names[end]);
}

static void say_useless(struct rowan_check_context *check, const struct rowan_check_location *spot,
                        enum rowan_check_end end)
{
    rowan_fix_grant_schema(&check->fix, check->rights.name);
    rowan_check_error(check, spot, "the database user may not use the schema \"%.128s\", where the %s is",
                      check->rights.name, end_names[end]);
}

/* Source and target are often in one. */
static bool was_said(struct rowan_check_context *check)
{
    if (check->said_of == check->db && strcmp(check->schema_said, check->rights.name) == 0)
        return true;
    check->said_of = check->db;
    snprintf(check->schema_said, sizeof check->schema_said, "%s", check->rights.name);
    return false;
}

bool rowan_check_schema(struct rowan_check_context *check, const struct rowan_check_location *spot,
                        enum rowan_check_end end)
{
    struct rowan_schema_rights *rights = &check->rights;

    check->status = rowan_schema_rights_read(rights, check->db, check->endpoint->schema, check->err);
    if (check->status != ROWAN_OK || !rights->known)
        return check->status == ROWAN_OK;
    if (!*rights->name) {
        rowan_check_error(check, spot,
                          "the connection has no schema of its own, where the %s would be: say one in the "
                          "mapping, or Database in the connection string",
                          end_names[end]);
        return false;
    }
    if (!rights->chosen)
        check->here.schema = rights->name;
    if (rights->there && (rights->may_use || was_said(check)))
        return true;
    if (rights->there)
        say_useless(check, spot, end);
    else
        say_missing(check, spot, end);
    return check->status == ROWAN_OK;
}
