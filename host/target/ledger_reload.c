/* A seek for each key, many in one statement. */
#include "target/ledger_reload.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define HASH_NONFATAL_OOM            1
#define uthash_nonfatal_oom(waiting) ((waiting)->lost = true)
#include <uthash.h>

#include "target/ledger_change.h"
#include "target/ledger_tables.h"

#define KEYS_AT_ONCE 50

/* What was read of a document that is on its way. They need not come in the order of their keys: members of
 * an archive come in its own. */
struct waiting {
    UT_hash_handle hh;
    bool lost; /* there was no memory to keep it */
    struct rowan_ledger_row row;
    size_t size;
    char key[];
};

struct rowan_ledger_reload {
    struct rowan_ledger *ledger;
    char *of_run, *of_key;
    char (*hashes)[17]; /* of the version that is meant */
    size_t hash_count;
    bool of_version;
    bool keep;
    struct rowan_statement *statement; /* made when it is first needed */
    bool by_revision;
    pthread_mutex_t lock; /* of those that wait */
    struct waiting *waiting;
};

static bool copy(char **to, const char *text)
{
    *to = text ? strdup(text) : NULL;
    return *to || !text;
}

/* The mappings that runs of this version had. */
static enum rowan_status read_hashes(struct rowan_ledger_reload *reload, const struct rowan_endpoint *target,
                                     const char *version, struct rowan_error *err)
{
    struct rowan_param params[2] = {rowan_param_text(rowan_ledger_feed(reload->ledger)),
                                    rowan_param_text(version)};
    struct rowan_statement *query = NULL;
    struct rowan_slice text = {NULL, 0};
    bool more = true;
    enum rowan_status st =
        rowan_ledger_tables_prepare(&query, target, "SELECT DISTINCT mapping_hash FROM ", ROWAN_RUN_TABLE,
                                    " WHERE feed = ? AND version = ?", err);

    if (st == ROWAN_OK)
        st = rowan_statement_run(query, params, 2, err);
    while (st == ROWAN_OK) {
        char(*grown)[17];
        st = rowan_statement_fetch(query, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        st = rowan_statement_text(query, 0, &text, err);
        grown = st == ROWAN_OK ? realloc(reload->hashes, (reload->hash_count + 1) * sizeof *grown) : NULL;
        if (st == ROWAN_OK && !grown)
            st = rowan_out_of_memory(err);
        if (st != ROWAN_OK)
            break;
        reload->hashes = grown;
        snprintf(grown[reload->hash_count++], sizeof *grown, "%.*s", (int)text.size,
                 text.data ? text.data : "");
    }
    rowan_statement_free(query);
    return st;
}

enum rowan_status rowan_ledger_reload_open(struct rowan_ledger_reload **out, struct rowan_ledger *ledger,
                                           const struct rowan_reload_choice *choice, bool keep,
                                           struct rowan_error *err)
{
    struct rowan_ledger_reload *reload = calloc(1, sizeof *reload);
    enum rowan_status st = ROWAN_OK;

    *out = NULL;
    if (!reload)
        return rowan_out_of_memory(err);
    pthread_mutex_init(&reload->lock, NULL);
    reload->ledger = ledger;
    reload->keep = keep;
    reload->of_version = choice->of_version != NULL;
    reload->by_revision = choice->by_revision;
    if (!copy(&reload->of_run, choice->of_run) || !copy(&reload->of_key, choice->of_key))
        st = rowan_out_of_memory(err);
    else if (choice->of_version)
        st = read_hashes(reload, rowan_ledger_target(ledger), choice->of_version, err);
    if (st != ROWAN_OK) {
        rowan_ledger_reload_close(reload);
        return st;
    }
    *out = reload;
    return ROWAN_OK;
}

static void forget_waiting(struct rowan_ledger_reload *reload)
{
    struct waiting *waiting, *next;

    HASH_ITER(hh, reload->waiting, waiting, next)
    {
        /* cppcheck-suppress uninitvar; HASH_ITER sets it */
        HASH_DEL(reload->waiting, waiting);
        free(waiting);
    }
}

void rowan_ledger_reload_close(struct rowan_ledger_reload *reload)
{
    if (!reload)
        return;
    rowan_statement_free(reload->statement);
    forget_waiting(reload);
    free(reload->of_run);
    free(reload->of_key);
    free(reload->hashes);
    pthread_mutex_destroy(&reload->lock);
    free(reload);
}

/* ---- what was read ---- */

static struct waiting *find(const struct rowan_ledger_reload *reload, struct rowan_slice key)
{
    struct waiting *found;

    HASH_FIND(hh, reload->waiting, key.data, key.size, found);
    return found;
}

/* A document that is read a second time was asked about again. */
static bool put(struct rowan_ledger_reload *reload, struct rowan_slice key,
                const struct rowan_ledger_row *row)
{
    struct waiting *waiting = calloc(1, sizeof *waiting + key.size + 1), *before;
    bool good;

    if (!waiting)
        return false;
    waiting->row = *row;
    waiting->size = key.size;
    memcpy(waiting->key, key.data, key.size);
    pthread_mutex_lock(&reload->lock);
    before = find(reload, key);
    if (before)
        HASH_DEL(reload->waiting, before);
    HASH_ADD_KEYPTR(hh, reload->waiting, waiting->key, waiting->size, waiting);
    pthread_mutex_unlock(&reload->lock);
    free(before);
    good = !waiting->lost;
    if (!good)
        free(waiting);
    return good;
}

bool rowan_ledger_reload_take(struct rowan_ledger_reload *reload, struct rowan_slice key,
                              struct rowan_ledger_row *row)
{
    struct waiting *found;

    pthread_mutex_lock(&reload->lock);
    found = find(reload, key);
    if (found)
        HASH_DEL(reload->waiting, found);
    pthread_mutex_unlock(&reload->lock);
    if (!found)
        return false;
    *row = found->row;
    free(found);
    return true;
}

/* ---- the question ---- */

static enum rowan_status prepare(struct rowan_ledger_reload *reload, struct rowan_error *err)
{
    struct rowan_connection *db = rowan_ledger_target(reload->ledger)->db;
    struct rowan_buffer text = {0};
    struct rowan_sql sql;
    enum rowan_status st;

    if (reload->statement)
        return ROWAN_OK;
    rowan_sql_begin(&sql, rowan_connection_server(db), &text, err);
    for (size_t i = 0; i < KEYS_AT_ONCE; i++) {
        rowan_sql_add(&sql, i ? " UNION ALL SELECT " : "SELECT ");
        rowan_sql_add_number(&sql, (long long)i);
        rowan_sql_add(&sql, i ? ", " ROWAN_LEDGER_ROW : " AS n, " ROWAN_LEDGER_ROW);
        rowan_ledger_add_row(reload->ledger, &sql);
    }
    st = rowan_statement_prepare(&reload->statement, db, &sql);
    rowan_buffer_clear(&text);
    return st;
}

/* The answer to one part of a question. */
struct answer {
    struct rowan_ledger_row rows[KEYS_AT_ONCE];
    bool there[KEYS_AT_ONCE];
    bool ascii[KEYS_AT_ONCE]; /* the ledger lacks characters of the key: the document has failed */
};

static enum rowan_status read_answer(struct rowan_statement *query, size_t count, struct answer *answer,
                                     struct rowan_error *err)
{
    struct rowan_slice place = {NULL, 0};
    bool more = true;
    enum rowan_status st = ROWAN_OK;

    while (st == ROWAN_OK) {
        size_t at;
        st = rowan_statement_fetch(query, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        st = rowan_statement_text(query, 0, &place, err);
        at = st == ROWAN_OK && place.data ? (size_t)strtoul(place.data, NULL, 10) : count;
        if (st != ROWAN_OK || at >= count)
            continue;
        st = rowan_ledger_row_read(query, 1, &answer->rows[at], err);
        answer->there[at] = st == ROWAN_OK;
    }
    return st;
}

/* The last key stands in for those that are not there. */
static enum rowan_status ask(struct rowan_ledger_reload *reload, const struct rowan_slice *keys, size_t count,
                             bool ascii, struct answer *answer, struct rowan_error *err)
{
    struct rowan_param params[2 * KEYS_AT_ONCE];
    enum rowan_status st = prepare(reload, err);

    memset(answer, 0, sizeof *answer);
    rowan_ledger_forget(reload->ledger);
    for (size_t i = 0; i < KEYS_AT_ONCE && st == ROWAN_OK; i++) {
        struct rowan_slice key = keys[i < count ? i : count - 1];
        struct rowan_slice kept =
            ascii ? rowan_ledger_kept_ascii(reload->ledger, key) : rowan_ledger_kept(reload->ledger, key);
        params[2 * i] = rowan_param_text(rowan_ledger_feed(reload->ledger));
        params[2 * i + 1] = (struct rowan_param){.kind = ROWAN_PARAM_TEXT, .text = kept};
        if (!kept.data)
            st = rowan_out_of_memory(err);
    }
    if (st == ROWAN_OK)
        st = rowan_statement_run(reload->statement, params, (size_t)2 * KEYS_AT_ONCE, err);
    if (st == ROWAN_OK)
        st = read_answer(reload->statement, count, answer, err);
    if (reload->statement)
        rowan_statement_reset(reload->statement);
    return st;
}

/* A key with characters that the ledger lacks makes the whole question fail: such a document may have failed,
 * and stands there in ASCII. */
static enum rowan_status ask_each(struct rowan_ledger_reload *reload, const struct rowan_slice *keys,
                                  size_t count, struct answer *answer, struct rowan_error *err)
{
    enum rowan_status st = ask(reload, keys, count, false, answer, err);

    if (st != ROWAN_DATABASE)
        return st;
    memset(answer, 0, sizeof *answer);
    st = ROWAN_OK;
    for (size_t i = 0; i < count && st == ROWAN_OK; i++) {
        struct answer one;
        st = ask(reload, keys + i, 1, false, &one, err);
        answer->ascii[i] = st == ROWAN_DATABASE && !rowan_slice_is_ascii(keys[i]);
        if (answer->ascii[i])
            st = ask(reload, keys + i, 1, true, &one, err);
        answer->there[i] = st == ROWAN_OK && one.there[0];
        answer->rows[i] = one.rows[0];
    }
    return st;
}

static bool is_of_version(const struct rowan_ledger_reload *reload, const struct rowan_ledger_row *row)
{
    size_t i = 0;

    while (i < reload->hash_count && strcmp(reload->hashes[i], row->hash) != 0)
        i++;
    return !reload->of_version || i < reload->hash_count;
}

bool rowan_ledger_reload_is_same(const struct rowan_ledger_row *row, struct rowan_slice revision)
{
    return row->is_tried && rowan_slice_equal(rowan_slice_of(row->tried), revision);
}

/* revision NULL: not known yet. */
static bool is_another(const struct rowan_ledger_reload *reload, const struct rowan_slice *revision,
                       const struct rowan_ledger_row *row)
{
    if (row->status == ROWAN_LEDGER_UNLOADED || strcmp(rowan_ledger_run(reload->ledger), row->run_id) == 0)
        return false;
    return !revision || !rowan_ledger_reload_is_same(row, *revision);
}

static bool is_meant(const struct rowan_ledger_reload *reload, struct rowan_slice key,
                     const struct rowan_ledger_row *row)
{
    if (row->status == ROWAN_LEDGER_FAILED) /* that is for a new run, after a retry */
        return false;
    if (reload->of_key && !rowan_slice_equal(key, rowan_slice_of(reload->of_key)))
        return false;
    if (!is_of_version(reload, row))
        return false;
    if (reload->of_run && strcmp(reload->of_run, row->run_id) != 0)
        return false;
    return strcmp(rowan_ledger_run(reload->ledger), row->run_id) != 0;
}

static bool is_pending(const struct rowan_ledger_reload *reload, struct rowan_slice key,
                       const struct rowan_slice *revision, const struct rowan_ledger_row *row)
{
    if (!row)
        return reload->by_revision;
    return reload->by_revision ? is_another(reload, revision, row) : is_meant(reload, key, row);
}

static enum rowan_status filter_part(struct rowan_ledger_reload *reload, const struct rowan_slice *keys,
                                     const struct rowan_slice *revisions, size_t count, bool *pending,
                                     struct rowan_error *err)
{
    struct answer answer;
    enum rowan_status st = ask_each(reload, keys, count, &answer, err);

    if (st != ROWAN_OK && rowan_connection_revive(rowan_ledger_target(reload->ledger)->db, st))
        st = ask_each(reload, keys, count, &answer, err);
    for (size_t i = 0; i < count && st == ROWAN_OK; i++) {
        const struct rowan_ledger_row *row = answer.there[i] ? &answer.rows[i] : NULL;
        pending[i] = is_pending(reload, keys[i], revisions ? &revisions[i] : NULL, row);
        if (pending[i] && row && !answer.ascii[i] && reload->keep && !put(reload, keys[i], row))
            st = rowan_out_of_memory(err);
    }
    return st;
}

enum rowan_status rowan_ledger_reload_filter(void *context, const struct rowan_slice *keys,
                                             const struct rowan_slice *revisions, size_t count, bool *pending,
                                             struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < count && st == ROWAN_OK; i += KEYS_AT_ONCE) {
        size_t left = count - i;
        st = filter_part(context, keys + i, revisions ? revisions + i : NULL,
                         left < KEYS_AT_ONCE ? left : KEYS_AT_ONCE, pending + i, err);
    }
    return st;
}
