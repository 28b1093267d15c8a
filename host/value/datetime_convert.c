/* A date that was read becomes what its type holds. */
#include "value/datetime_convert.h"

#include "value/assumed_zone.h"
#include "value/datetime_format.h"

/* What the type does not hold is dropped or moved as the rules say. */
static enum rowan_status apply_rules(enum rowan_kind kind, const struct rowan_value_rules *rules,
                                     struct rowan_slice text, struct rowan_datetime *m, bool *changed,
                                     struct rowan_error *err)
{
    bool down = rules->rounding == ROWAN_ROUNDING_DOWN;

    if (kind == ROWAN_DATE && m->timed && !down)
        return rowan_value_fail(err, text, "has a time of day; say rounding = \"down\" to drop it");
    if (m->zoned && !m->absolute && rules->zone == ROWAN_ZONE_ERROR)
        return rowan_value_fail(err, text, "has an offset; say zone = \"utc\" or zone = \"drop\"");
    if (kind != ROWAN_DATE && m->fraction_size > ROWAN_DATETIME_FRACTION && !down)
        return rowan_value_fail(err, text, "has %zu digits of a second, %s holds %d; say rounding = \"down\"",
                                m->fraction_size, rowan_kind_name(kind), ROWAN_DATETIME_FRACTION);
    *changed = kind == ROWAN_DATE ? m->timed : m->fraction_size > ROWAN_DATETIME_FRACTION;
    rowan_datetime_cut_fraction(m);
    if (m->zoned && rules->zone == ROWAN_ZONE_UTC && !rowan_datetime_to_utc(kind, m))
        return rowan_value_fail(err, text, "leaves the years 0001 to 9999 in UTC");
    return ROWAN_OK;
}

enum rowan_status rowan_datetime_convert(enum rowan_kind kind, const struct rowan_value_rules *rules,
                                         struct rowan_slice text, struct rowan_buffer *scratch,
                                         struct rowan_value *out, struct rowan_error *err)
{
    struct rowan_datetime m = {0};
    char printed[ROWAN_DATETIME_PRINTED], what[ROWAN_ASSUMED_WHY];
    const char *why = rules->formats ? rowan_datetime_read(rules->formats, kind, text, &m)
                                     : rowan_datetime_read_iso(kind, text, &m);
    enum rowan_status st;

    if (why)
        return rowan_datetime_fail(rules->formats, kind, text, why, err);
    if (rules->assumed)
        why = rowan_assumed_zone_apply(rules->assumed, &m, what);
    if (why)
        return rowan_value_fail(err, text, "%s", why);
    if (kind == ROWAN_DATE && text.size == 10 && m.iso) { /* nothing but a date */
        out->text = text;
        return ROWAN_OK;
    }
    st = apply_rules(kind, rules, text, &m, &out->is_changed, err);
    if (st != ROWAN_OK)
        return st;
    return rowan_value_keep(scratch, printed, rowan_datetime_print(kind, &m, printed), out, err);
}
