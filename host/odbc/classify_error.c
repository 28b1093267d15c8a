/*
 * The rules are tables, most telling first: the dialect's own, SQLSTATE exact, SQLSTATE class.
 * Unknown is ROWAN_DATABASE: the transaction is rolled back and the document blamed, never retried for ever.
 */
#include "odbc/classify_error.h"

#include <string.h>

#include "odbc/dialect.h"

struct state_rule {
    const char *state; /* five characters, or the first two as a class */
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
    {"23505", ROWAN_DUPLICATE}, {"40001", ROWAN_BUSY},    {"40P01", ROWAN_BUSY}, {"55P03", ROWAN_BUSY},
    {"57P", ROWAN_LOST},        {"08", ROWAN_LOST},       {"25P03", ROWAN_LOST}, {"25006", ROWAN_CONFIG},
    {"57014", ROWAN_TIMEOUT},  /* or cancelled by somebody, which is tried with fewer rows, too */
    {"26000", ROWAN_LOST},     /* a pooler gave somebody else the session that a statement was prepared in, */
    {"42P05", ROWAN_LOST},     /* or the session of somebody else */
    {"42601", ROWAN_DATABASE}, /* syntax */
    {"42", ROWAN_CONFIG},      /* a table, a column, a right, a type: the database is not as it was */
    {"53100", ROWAN_NO_ROOM},   {"57011", ROWAN_NO_ROOM}, {"53", ROWAN_LOST}, /* memory of the server, or
                                                                                 connections, at their end:
                                                                                 heals, and is no document's
                                                                                 fault */
    {"58", ROWAN_LOST},         {"HY001", ROWAN_LOST}, /* memory of the driver: the same */
    {"HYT", ROWAN_LOST}, /* no answer in time: what became of the statement is not known */
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

bool rowan_native_status(const struct rowan_native_rule *rules, size_t count, long native,
                         enum rowan_status *status)
{
    for (size_t i = 0; i < count; i++)
        if (rules[i].native == native) {
            *status = rules[i].status;
            return true;
        }
    return false;
}

/* Before a connection stands nobody knows whose message it is. */
const struct rowan_text_rule *rowan_connect_rule(const char *message)
{
    for (const struct rowan_dialect *const *d = rowan_dialects; *d; d++)
        for (const struct rowan_text_rule *rule = (*d)->connect_errors; rule && rule->text; rule++)
            if (strstr(message, rule->text))
                return rule;
    return NULL;
}

static enum rowan_status classify_connect(const struct rowan_diagnosis *d)
{
    const struct rowan_text_rule *rule = rowan_connect_rule(d->message);
    enum rowan_status st = rule ? rule->status : ROWAN_CONFIG;

    if (!rule)
        match_state(connect_rules, sizeof connect_rules / sizeof connect_rules[0], d->sqlstate, &st);
    return st;
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

    if (d->connecting)
        return classify_connect(d);
    if (d->dead)
        return ROWAN_LOST;
    if (d->dialect && d->dialect->classify && d->dialect->classify(d, &st))
        return st;
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
