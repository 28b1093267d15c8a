/*
 * A connection string is "key=value;..." where a value that begins with "{" ends at the next single "}"
 * ("}}" is a brace). Drivers differ in how they decode what they are given, so the user's own text is
 * passed on as it is and ours is put behind it; only the keys that rowan must know are looked at.
 */
#include "odbc/connection_string.h"

#include "base/ascii.h"

#include "odbc/dialect.h"

struct pair {
    struct rowan_slice key;
    struct rowan_slice value; /* with its braces */
};

/* The driver manager's own keys that make it write a file that has the password in it. */
static const struct rowan_refused_key manager_keys[] = {
    {"Trace", ROWAN_WRITES_PASSWORD},
    {"TraceFile", ROWAN_WRITES_PASSWORD},
    {"SAVEFILE", ROWAN_WRITES_PASSWORD},
    {NULL, NULL},
};

static bool key_is(struct rowan_slice key, const char *name)
{
    return key.size == strlen(name) && rowan_ascii_same_prefix(key.data, name, key.size);
}

static bool contains(struct rowan_slice text, const char *word)
{
    size_t size = strlen(word);

    for (size_t i = 0; i + size <= text.size; i++)
        if (rowan_ascii_same_prefix(text.data + i, word, size))
            return true;
    return false;
}

/* The end of a value that begins at s; NULL when its brace is never closed. */
static const char *value_end(const char *s)
{
    if (*s != '{')
        return s + strcspn(s, ";");
    for (s++; *s; s++) {
        if (*s != '}')
            continue;
        if (s[1] != '}')
            return s + 1;
        s++;
    }
    return NULL;
}

/* Take the next pair off *rest. False at the end, and for a text without "=" or with an open brace: then
 * *rest does not stand at the terminator. */
static bool next_pair(const char **rest, struct pair *out)
{
    const char *s = *rest;
    const char *end;

    while (*s == ';' || rowan_ascii_is_space(*s))
        s++;
    *rest = s;
    if (!*s || !s[strcspn(s, "=;")] || s[strcspn(s, "=;")] == ';')
        return false;
    out->key.data = s;
    out->key.size = strcspn(s, "=");
    s += out->key.size + 1;
    while (rowan_ascii_is_space(*s))
        s++;
    end = value_end(s);
    if (!end)
        return false;
    out->key = rowan_slice_trim(out->key);
    out->value.data = s;
    out->value.size = (size_t)(end - s);
    end += strcspn(end, ";");
    *rest = *end ? end + 1 : end;
    return true;
}

static bool find_key(const char *given, const char *name, struct rowan_slice *value)
{
    struct pair pair;

    while (next_pair(&given, &pair)) {
        if (!key_is(pair.key, name))
            continue;
        *value = pair.value;
        return true;
    }
    return false;
}

/* The dialect whose driver it names; *known is false where no driver is named, as in a DSN. */
static const struct rowan_dialect *dialect_of(const char *given, bool *known)
{
    struct rowan_slice driver;

    *known = find_key(given, "Driver", &driver);
    for (const struct rowan_dialect *const *d = rowan_dialects; *known && *d; d++)
        for (const char *const *word = (*d)->driver_words; word && *word; word++)
            if (contains(driver, *word))
                return *d;
    return NULL;
}

static bool is_off(struct rowan_slice value)
{
    static const char *const words[] = {"", "0", "{0}", "no", "off", "false", "{}"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (key_is(value, words[i]))
            return true;
    return false;
}

static enum rowan_status refuse_listed(const struct pair *pair, const struct rowan_refused_key *keys,
                                       struct rowan_error *err)
{
    for (; keys && keys->name; keys++)
        if (key_is(pair->key, keys->name) && !is_off(pair->value))
            return rowan_fail(err, ROWAN_CONFIG, "config", "connection string: %s is refused, because %s",
                              keys->name, keys->why);
    return ROWAN_OK;
}

static enum rowan_status refuse_keys(const char *given, struct rowan_error *err)
{
    struct pair pair;
    enum rowan_status st = ROWAN_OK;

    while (st == ROWAN_OK && next_pair(&given, &pair)) {
        st = refuse_listed(&pair, manager_keys, err);
        for (const struct rowan_dialect *const *d = rowan_dialects; *d && st == ROWAN_OK; d++)
            st = refuse_listed(&pair, (*d)->refused_keys, err);
    }
    if (st != ROWAN_OK)
        return st;
    if (*given)
        return rowan_fail(
            err, ROWAN_CONFIG, "config",
            "connection string: expected key=value pairs separated by \";\", values with \";\" in "
            "braces");
    return ROWAN_OK;
}

/* In braces, so that no driver decodes "+" or "%" in it. */
static bool append_braced(struct rowan_buffer *out, const char *value)
{
    bool ok = rowan_buffer_append_char(out, '{');

    for (; *value && ok; value++) {
        ok = rowan_buffer_append_char(out, *value);
        if (*value == '}')
            ok = ok && rowan_buffer_append_char(out, '}');
    }
    return ok && rowan_buffer_append_char(out, '}');
}

static bool is_plain(const char *value)
{
    for (; *value; value++)
        if (!rowan_ascii_is_digit(*value) && !rowan_ascii_is_letter(*value) && *value != '_' &&
            *value != '-' && *value != '.')
            return false;
    return true;
}

static bool append_password(struct rowan_buffer *out, const char *given, const char *password)
{
    struct rowan_slice value;

    if (!password || find_key(given, "PWD", &value) || find_key(given, "Password", &value))
        return true;
    if (!rowan_buffer_append_slice(out, ";PWD="))
        return false;
    return is_plain(password) ? rowan_buffer_append_slice(out, password) : append_braced(out, password);
}

static bool append_missing(struct rowan_buffer *out, const char *given, const char *const *pairs)
{
    struct rowan_slice value;
    bool ok = true;

    for (; pairs && *pairs && ok; pairs += 2)
        ok = find_key(given, pairs[0], &value) ||
             (rowan_buffer_append_char(out, ';') && rowan_buffer_append_slice(out, pairs[0]) &&
              rowan_buffer_append_char(out, '=') && rowan_buffer_append_slice(out, pairs[1]));
    return ok;
}

/* What rowan needs and the user did not say. A DSN gets all of them, as drivers ignore what is not theirs. */
static bool append_defaults(struct rowan_buffer *out, const char *given)
{
    bool known, ok = true;
    const struct rowan_dialect *dialect = dialect_of(given, &known);

    for (const struct rowan_dialect *const *d = rowan_dialects; *d && ok; d++)
        if (!known || *d == dialect)
            ok = append_missing(out, given, (*d)->defaults);
    return ok;
}

enum rowan_status rowan_connection_string_prepare(struct rowan_buffer *out, const char *given,
                                                  const char *password, struct rowan_error *err)
{
    struct rowan_buffer dsn;
    struct rowan_slice base = given ? rowan_slice_trim(rowan_slice_of(given)) : rowan_slice_of("");
    enum rowan_status st = ROWAN_OK;
    bool ok;

    if (base.size == 0)
        return rowan_fail(err, ROWAN_CONFIG, "config", "no connection string is given");
    rowan_buffer_init(&dsn);
    ok = memchr(base.data, '=', base.size) || rowan_buffer_append_slice(&dsn, "DSN=");
    while (base.size > 0 && base.data[base.size - 1] == ';')
        base.size--;
    if (!ok || !rowan_buffer_append(&dsn, base.data, base.size) || !rowan_buffer_string(&dsn)) {
        st = rowan_out_of_memory(err);
        goto done;
    }
    st = refuse_keys(dsn.data, err);
    if (st != ROWAN_OK)
        goto done;
    ok = rowan_buffer_append(out, dsn.data, dsn.size) && append_password(out, dsn.data, password) &&
         append_defaults(out, dsn.data) && rowan_buffer_string(out);
    if (!ok)
        st = rowan_out_of_memory(err);
done:
    if (dsn.data)
        explicit_bzero(dsn.data, dsn.capacity);
    rowan_buffer_clear(&dsn);
    return st;
}

/* pqopt is psqlodbc's way to hand libpq options on, the password among them. */
static bool is_secret(struct rowan_slice key)
{
    return contains(key, "pwd") || contains(key, "pass") || contains(key, "secret") ||
           contains(key, "token") || key_is(key, "pqopt");
}

bool rowan_connection_string_mask(struct rowan_buffer *out, const char *given)
{
    struct pair pair;
    bool first = true;

    if (!strchr(given, '='))
        return rowan_buffer_append_slice(out, given) && rowan_buffer_string(out);
    while (next_pair(&given, &pair)) {
        bool ok = first || rowan_buffer_append_char(out, ';');
        first = false;
        ok = ok && rowan_buffer_append(out, pair.key.data, pair.key.size) &&
             rowan_buffer_append_char(out, '=');
        if (!ok)
            return false;
        if (is_secret(pair.key))
            ok = rowan_buffer_append_slice(out, "***");
        else
            ok = rowan_buffer_append(out, pair.value.data, pair.value.size);
        if (!ok)
            return false;
    }
    /* What could not be read is not shown: there may be a secret in it. */
    if (*given && !rowan_buffer_append_slice(out, first ? "***" : ";***"))
        return false;
    return rowan_buffer_string(out) != NULL;
}
