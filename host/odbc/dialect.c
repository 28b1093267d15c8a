/*
 * The list of databases: the only place that names them all.
 */
#include "odbc/dialect.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/status.h"

extern const struct rowan_dialect rowan_dialect_sqlserver, rowan_dialect_postgresql, rowan_dialect_sqlite,
    rowan_dialect_mariadb, rowan_dialect_generic;

const struct rowan_dialect *const rowan_dialects[] = {
    &rowan_dialect_sqlserver, /* its words for a server that is not there have those for a database in them */
    &rowan_dialect_postgresql,
    &rowan_dialect_sqlite,
    &rowan_dialect_mariadb,
    &rowan_dialect_generic, /* the last is for all others */
    NULL,
};

static bool name_has(const char *name, const char *word)
{
    for (; word && *name; name++)
        if (rowan_ascii_same_prefix(name, word, strlen(word)))
            return true;
    return false;
}

const struct rowan_dialect *rowan_dialect_find(const char *dbms_name)
{
    const struct rowan_dialect *const *d = rowan_dialects;

    while (d[1] && !name_has(dbms_name, (*d)->dbms_word))
        d++;
    return *d;
}

const struct rowan_dialect *rowan_dialect_named(const char *name)
{
    for (const struct rowan_dialect *const *d = rowan_dialects; *d; d++)
        if (strcmp((*d)->name, name) == 0)
            return *d;
    return NULL;
}

enum rowan_status rowan_dialect_unknown(const char *name, struct rowan_error *err)
{
    rowan_fail(err, ROWAN_CONFIG, "config", "there is no dialect \"%.40s\": known are", name);
    for (const struct rowan_dialect *const *d = rowan_dialects; err && *d; d++) {
        size_t n = strlen(err->message);
        snprintf(err->message + n, sizeof err->message - n, "%s %s", d == rowan_dialects ? "" : ",",
                 (*d)->name);
    }
    return ROWAN_CONFIG;
}
