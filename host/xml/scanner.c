#include "xml/scanner.h"

#include <stdlib.h>

struct rowan_scanner {
    struct rowan_parse *parse;
    enum rowan_decline why;
    size_t where;
};

const char *rowan_decline_name(enum rowan_decline why)
{
    static const char *const names[ROWAN_DECLINES] = {
        [ROWAN_DECLINE_NONE] = "none",
        [ROWAN_DECLINE_DOCTYPE] = "doctype",
        [ROWAN_DECLINE_DECLARATION] = "declaration",
        [ROWAN_DECLINE_MARKUP] = "markup",
        [ROWAN_DECLINE_NAME] = "name",
        [ROWAN_DECLINE_NAMESPACE] = "namespace",
        [ROWAN_DECLINE_CHARACTER] = "character",
        [ROWAN_DECLINE_REFERENCE] = "reference",
        [ROWAN_DECLINE_LIMIT] = "limit",
    };

    return names[why];
}

struct rowan_scanner *rowan_scanner_new(struct rowan_parse *parse)
{
    struct rowan_scanner *s = calloc(1, sizeof *s);

    if (s)
        s->parse = parse;
    return s;
}

void rowan_scanner_free(struct rowan_scanner *s)
{
    free(s);
}

enum rowan_scan rowan_scanner_read(struct rowan_scanner *s)
{
    s->why = ROWAN_DECLINE_MARKUP;
    s->where = 0;
    return ROWAN_SCAN_DECLINED;
}

enum rowan_decline rowan_scanner_why(const struct rowan_scanner *s)
{
    return s->why;
}

size_t rowan_scanner_where(const struct rowan_scanner *s)
{
    return s->where;
}
