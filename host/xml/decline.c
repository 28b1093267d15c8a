#include "xml/decline.h"

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
