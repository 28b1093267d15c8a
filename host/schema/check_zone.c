/*
 * A value without an offset is sent as it is written, in a session whose zone is UTC. zone = "utc" says that
 * this is meant; what a run or a column with a zone of the source gives is in UTC by itself.
 */
#include "schema/check_zone.h"

static bool source_is_zoned(const struct rowan_check_context *check, const struct rowan_column *column)
{
    int c;

    if (check->plan->source.is_files)
        return true;
    c = check->source ? rowan_catalog_find(check->source, check->plan->source.columns[column->of].name) : -1;

    return c >= 0 && check->source->columns[c].zoned;
}

static bool is_utc(const struct rowan_check_context *check, const struct rowan_column *column)
{
    if (column->rules.zone == ROWAN_ZONE_UTC || column->origin == ROWAN_FROM_RUN)
        return true;
    return column->origin == ROWAN_FROM_SOURCE && source_is_zoned(check, column);
}

void rowan_check_zone(struct rowan_check_context *check, const struct rowan_check_location *spot,
                      const struct rowan_column *column, const struct rowan_catalog_column *c)
{
    char type[60];

    if (!c->zoned || !rowan_kind_is_datetime(column->type.kind) || is_utc(check, column))
        return;
    rowan_check_warning(check, spot,
                        "the column is %s, and a %s without an offset is taken as UTC: say zone = \"utc\" if "
                        "that is right, or have a column without a zone",
                        c->type_name, rowan_type_print(&column->type, type, sizeof type));
}
