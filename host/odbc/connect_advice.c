#include "odbc/connect_advice.h"

#include "odbc/dialect.h"

/* What the driver manager says. */
static const struct {
    const char *state;
    const char *text;
    const char *advice;
} manager_rules[] = {
    {"IM002", "",
     "odbcinst -q -s lists the names that odbc.ini has; a string such as Driver=...;Server=...;Database=... "
     "needs none"},
    {"01000", "Can't open lib",
     "odbcinst -q -d lists the drivers that are installed; install the package of this one, or mend Driver"},
    {"IM003", "", "the driver's library cannot be loaded: install its package, or mend odbcinst.ini"},
};

static const char *manager_advice(const struct rowan_diagnosis *d)
{
    for (size_t i = 0; i < sizeof manager_rules / sizeof manager_rules[0]; i++)
        if (strcmp(d->sqlstate, manager_rules[i].state) == 0 && strstr(d->message, manager_rules[i].text))
            return manager_rules[i].advice;
    return NULL;
}

/* A side has variables of its own, which go before those of both. */
static const char *password_advice(enum rowan_side side)
{
    switch (side) {
    case ROWAN_SIDE_SOURCE:
        return "see that UID is right; ROWAN_SOURCE_PASSWORD or ROWAN_SOURCE_PASSWORD_FILE gives the "
               "password";
    case ROWAN_SIDE_TARGET:
        return "see that UID is right; ROWAN_TARGET_PASSWORD or ROWAN_TARGET_PASSWORD_FILE gives the "
               "password";
    case ROWAN_SIDE_BOTH:
        break;
    }
    return ROWAN_ADVISE_PASSWORD;
}

const char *rowan_connect_advice(const struct rowan_diagnosis *d, enum rowan_side side)
{
    const struct rowan_text_rule *rule = rowan_connect_rule(d->message);

    if (!rule)
        return manager_advice(d);
    return rule->advice && strcmp(rule->advice, ROWAN_ADVISE_PASSWORD) == 0 ? password_advice(side)
                                                                            : rule->advice;
}
