/*
 * The rules are tables, most telling first: SQLSTATE exact, SQLSTATE class, native code of a dialect.
 * Unknown is ROWAN_DATABASE: the transaction is rolled back and the document blamed, never retried for ever.
 */
#include "odbc/classify_error.h"

#include <string.h>

struct state_rule {
    const char *state; /* five characters, or the first two as a class */
    enum rowan_status status;
};

struct native_rule {
    const char *dialect;
    long native;
    enum rowan_status status;
};

static const struct state_rule connect_rules[] = {
    {"IM", ROWAN_CONFIG},    /* no such DSN, driver cannot be loaded */
    {"01000", ROWAN_CONFIG}, /* unixODBC: "Can't open lib" */
    {"28", ROWAN_CONFIG},    /* password, role */
    {"3D", ROWAN_CONFIG},    /* no such database */
    {"08001", ROWAN_LOST},   {"08", ROWAN_LOST}, {"HYT", ROWAN_LOST}, {"57P", ROWAN_LOST}, {"53", ROWAN_LOST},
};

static const struct state_rule state_rules[] = {
    {"23505", ROWAN_DUPLICATE},
    {"40001", ROWAN_BUSY},
    {"40P01", ROWAN_BUSY},
    {"55P03", ROWAN_BUSY},
    {"57P", ROWAN_LOST},
    {"08", ROWAN_LOST},
    {"25P03", ROWAN_LOST},
    {"42S02", ROWAN_CONFIG},
    {"42P01", ROWAN_CONFIG},
    {"42501", ROWAN_CONFIG},
    {"25006", ROWAN_CONFIG},
    {"57014", ROWAN_BUSY}, /* cancelled by somebody, or by a limit of time: says nothing about the document */
    {"53", ROWAN_LOST},    /* disk or memory of the server at its end: heals, and is no document's fault */
    {"58", ROWAN_LOST},
    {"HY001", ROWAN_LOST}, /* memory of the driver: the same */
    {"HYT", ROWAN_LOST},   /* no answer in time: what became of the statement is not known */
};

static const struct native_rule native_rules[] = {
    {"mariadb", 1062, ROWAN_DUPLICATE}, {"mariadb", 1586, ROWAN_DUPLICATE}, {"mariadb", 1205, ROWAN_BUSY},
    {"mariadb", 1213, ROWAN_BUSY},      {"mariadb", 1020, ROWAN_BUSY},      {"mariadb", 2006, ROWAN_LOST},
    {"mariadb", 2013, ROWAN_LOST},      {"mariadb", 1053, ROWAN_LOST},      {"mariadb", 1927, ROWAN_LOST},
    {"mariadb", 1142, ROWAN_CONFIG},    {"mariadb", 1290, ROWAN_CONFIG},    {"mariadb", 1021, ROWAN_LOST},
    {"mariadb", 1114, ROWAN_LOST},      {"mariadb", 1030, ROWAN_LOST},      {"mariadb", 1037, ROWAN_LOST},
    {"mariadb", 1038, ROWAN_LOST},      {"mariadb", 1041, ROWAN_LOST},      {"mariadb", 2008, ROWAN_LOST},
    {"mariadb", 1317, ROWAN_BUSY},      {"mariadb", 1969, ROWAN_BUSY},      {"mariadb", 3024, ROWAN_BUSY},
    {"sqlite", 7, ROWAN_LOST},          {"sqlite", 8, ROWAN_CONFIG},        {"sqlite", 10, ROWAN_LOST},
    {"sqlite", 11, ROWAN_CONFIG},       {"sqlite", 13, ROWAN_LOST},         {"sqlite", 26, ROWAN_CONFIG},
    {"sqlite", 5, ROWAN_BUSY},          {"sqlite", 6, ROWAN_BUSY},
};

/* Texts that name a cause at connect where the driver's state does not. */
static const struct {
    const char *text;
    enum rowan_status status;
} connect_texts[] = {
    {"password authentication failed", ROWAN_CONFIG},
    {"no password supplied", ROWAN_CONFIG},
    {"no pg_hba.conf entry", ROWAN_CONFIG},
    {"does not exist", ROWAN_CONFIG},
    {"Access denied", ROWAN_CONFIG},
    {"Unknown database", ROWAN_CONFIG},
    {"Can't connect to", ROWAN_LOST}, /* MariaDB: HY000 for everything */
    {"Too many connections", ROWAN_LOST},
    {"Lost connection", ROWAN_LOST},
};

static bool match_state(const struct state_rule *rules, size_t count, const char *state,
                        enum rowan_status *out)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(state, rules[i].state, strlen(rules[i].state)) == 0) {
            *out = rules[i].status;
            return true;
        }
    return false;
}

static enum rowan_status diagnose_connect(const struct rowan_diagnosis *d)
{
    enum rowan_status st = ROWAN_CONFIG;

    for (size_t i = 0; i < sizeof connect_texts / sizeof connect_texts[0]; i++)
        if (strstr(d->message, connect_texts[i].text))
            return connect_texts[i].status;
    match_state(connect_rules, sizeof connect_rules / sizeof connect_rules[0], d->sqlstate, &st);
    return st;
}

static bool is_sqlite_no_table(const struct rowan_diagnosis *d)
{
    return (d->native & 0xff) == 1 && strstr(d->message, "no such table");
}

static bool is_sqlite_duplicate(const struct rowan_diagnosis *d)
{
    return (d->native & 0xff) == 19 &&
           (strstr(d->message, "UNIQUE constraint failed") || strstr(d->message, "is not unique") ||
            strstr(d->message, "must be unique"));
}

/* The driver's own marks in front: "[unixODBC][ma-3.1.15]ERROR: ". */
static const char *skip_marks(const char *s)
{
    for (;;) {
        while (rowan_ascii_is_space(*s))
            s++;
        const char *end = *s == '[' ? strchr(s, ']') : NULL;
        if (!end)
            break;
        s = end + 1;
    }
    if (strncmp(s, "ERROR: ", 7) == 0)
        s += 7;
    return s;
}

/* A database says why it refuses a document, at least by a state for its data, its constraints or the
 * statement. A driver that is out of memory may have no words left, and any other state. */
static bool says_nothing(const struct rowan_diagnosis *d)
{
    static const char *const blaming[] = {"21", "22", "23", "42", "44"};

    for (size_t i = 0; i < sizeof blaming / sizeof blaming[0]; i++)
        if (strncmp(d->sqlstate, blaming[i], 2) == 0)
            return false;
    return *skip_marks(d->message) == '\0';
}

enum rowan_status rowan_classify_error(const struct rowan_diagnosis *d)
{
    enum rowan_status st = ROWAN_DATABASE;
    bool sqlite = strcmp(d->dialect, "sqlite") == 0;
    long native = sqlite ? d->native & 0xff : d->native; /* extended result codes */

    if (d->connecting)
        return diagnose_connect(d);
    if (d->dead)
        return ROWAN_LOST;
    for (size_t i = 0; i < sizeof native_rules / sizeof native_rules[0]; i++)
        if (native == native_rules[i].native && strcmp(d->dialect, native_rules[i].dialect) == 0)
            return native_rules[i].status;
    if (sqlite && is_sqlite_duplicate(d))
        return ROWAN_DUPLICATE;
    if (sqlite && is_sqlite_no_table(d))
        return ROWAN_CONFIG;
    if (!match_state(state_rules, sizeof state_rules / sizeof state_rules[0], d->sqlstate, &st) &&
        says_nothing(d))
        return ROWAN_LOST;
    return st;
}

void rowan_classify_error_clean(char *message)
{
    const char *from = skip_marks(message);
    char *noise = strstr(message, "Error while executing the query");
    char *to = message;

    if (noise && noise >= from)
        *noise = '\0';
    for (; *from; from++) {
        char c = rowan_ascii_is_space(*from) ? ' ' : *from;
        if (c == ' ' && to > message && to[-1] == ' ')
            continue;
        *to++ = c;
    }
    while (to > message && (to[-1] == ' ' || to[-1] == ';'))
        to--;
    *to = '\0';
}
