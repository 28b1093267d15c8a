/*
 * A page is read whole and its result closed before the first document is handed out, so that no read
 * transaction stays open while documents are loaded (it would keep SQLite from shortening its log). The next
 * page may be read by a thread meanwhile: then the query, its statement and the page being filled are the
 * thread's.
 *
 * Drivers hold a result in memory, so the number of rows asked for follows the size of the documents seen:
 * it begins small, grows fourfold, and is what page_bytes allows at the last page's mean size.
 *
 * Where the target names the keys that are to be done, a page is those documents of the next ones that are
 * still there: the statement always has as many markers.
 */
#include "source/pager.h"

#include <stdlib.h>

#include "base/hex.h"
#include "base/thread.h"
#include "odbc/sql_text.h"
#include "source/chosen_keys.h"
#include "source/pending_keys.h"
#include "source/pending_query.h"
#include "source/revision.h"
#include "odbc/statement.h"

#define FIRST_LIMIT 4
#define MARKED_KEYS 500  /* of one statement, at most, */
#define MARKERS     2000 /* and their parts: SQL Server takes 2,100 */

/* Where a text is in the page's bytes. */
struct cell {
    size_t begin;
    size_t size;
    bool null;
    bool bytes; /* a document whose encoding is its own */
    enum rowan_unread unread;
};

struct page {
    struct rowan_buffer bytes;
    struct cell *cells;
    size_t cell_capacity;
    size_t count; /* documents */
    bool last;    /* none comes after it */
};

struct rowan_pager {
    struct rowan_pending_query query;
    struct rowan_pending_keys *keys; /* NULL: the query finds by itself what is to be done */
    struct rowan_chosen_keys chosen; /* of them, for the next statement */
    struct rowan_buffer sql;
    struct rowan_statement *statement;
    struct rowan_statement *equal; /* documents of keys that are equal to one; made when it is first needed */
    size_t width;                  /* the columns and the document */
    size_t stride; /* cells of a row: those, and the key where it is made of several columns */
    struct rowan_page_limits most;
    size_t limit;                 /* rows to ask for next */
    struct page pages[2];         /* one is handed out, the other filled */
    struct page *filling;         /* what load_page works on */
    const struct page *handed;    /* NULL before the first */
    size_t at;                    /* the next document of it */
    struct rowan_thread *ahead;   /* NULL: pages are read when they are needed */
    struct rowan_slice *texts;    /* of the document that is handed out */
    struct rowan_buffer revision; /* likewise */
};

static bool asks_length(const struct rowan_pager *pager)
{
    return pager->most.document != SIZE_MAX && rowan_connection_dialect(pager->query.db)->octets;
}

static void add_longer(const struct rowan_pager *pager, bool bytes, struct rowan_sql *sql)
{
    const struct rowan_dialect *dialect = sql->server->dialect;
    const char *octets = bytes && dialect->bytes.octets ? dialect->bytes.octets : dialect->octets;
    const char *null = bytes && dialect->bytes.null ? dialect->bytes.null : dialect->null_text;

    rowan_pending_query_add_column(sql, octets, pager->query.table->document);
    rowan_sql_add(sql, " > ");
    rowan_sql_add_number(sql, (long long)pager->most.document);
    rowan_sql_add(sql, " THEN ");
    rowan_sql_add(sql, null ? null : "NULL");
}

/* The branches for values that are bytes in a column of texts. */
static void add_bytes(const struct rowan_pager *pager, struct rowan_sql *sql)
{
    const struct rowan_dialect *dialect = sql->server->dialect;
    const char *name = pager->query.table->document;

    rowan_sql_add(sql, " WHEN NOT ");
    rowan_pending_query_add_column(sql, dialect->is_text, name);
    rowan_sql_add(sql, " THEN CASE WHEN ");
    add_longer(pager, true, sql);
    rowan_sql_add(sql, " ELSE ");
    rowan_pending_query_add_column(sql, dialect->bytes.sql, name);
    rowan_sql_add(sql, " END");
}

/* A driver holds what it fetched several times, so the text of a document that is too long stays where it is.
 * Whether there is one is told by a column that is looked at then only. */
static void add_document(const struct rowan_pager *pager, struct rowan_sql *sql)
{
    const char *name = pager->query.table->document;
    const struct rowan_dialect *dialect = sql->server->dialect;
    bool bytes = pager->query.document_is_bytes;
    const char *format = bytes ? dialect->bytes.sql : asks_length(pager) ? dialect->whole_text : NULL;

    if (!asks_length(pager)) {
        rowan_pending_query_add_column(sql, format, name);
        return;
    }
    rowan_sql_add(sql, "CASE");
    if (dialect->bytes.end)
        add_bytes(pager, sql);
    rowan_sql_add(sql, " WHEN ");
    add_longer(pager, bytes, sql);
    rowan_sql_add(sql, " ELSE ");
    rowan_pending_query_add_column(sql, format, name);
    rowan_sql_add(sql, " END, CASE WHEN ");
    rowan_pending_query_add_column(sql, NULL, name);
    rowan_sql_add(sql, " IS NULL THEN NULL ELSE 1 END");
}

/* SELECT key as text, the other columns, the document. */
static void add_columns(const struct rowan_pager *pager, struct rowan_sql *sql)
{
    const struct rowan_source_table *table = pager->query.table;

    rowan_sql_add(sql, "SELECT ");
    rowan_key_columns_add_texts(&pager->query.key, sql);
    for (size_t i = table->key_count; i < table->column_count; i++) {
        rowan_sql_add(sql, ", ");
        rowan_pending_query_add_column(sql, pager->query.carried[i], table->columns[i].name);
    }
    rowan_sql_add(sql, ", ");
    add_document(pager, sql);
}

static enum rowan_status prepare(struct rowan_pager *pager, struct rowan_error *err)
{
    struct rowan_connection *db = pager->query.db;
    struct rowan_sql sql;

    rowan_statement_free(pager->statement);
    pager->sql.size = 0;
    rowan_sql_begin(&sql, rowan_connection_server(db), &pager->sql, err);
    add_columns(pager, &sql);
    if (pager->keys)
        rowan_pending_query_add_chosen(&pager->query, pager->most.documents, &sql);
    else
        rowan_pending_query_add(&pager->query, &sql);
    rowan_sql_add_page_end(&sql);
    return rowan_statement_prepare(&pager->statement, db, &sql);
}

static void set_limits(struct rowan_pager *pager, const struct rowan_page_limits *limits, bool by_keys,
                       size_t key_count)
{
    size_t marked = MARKERS / key_count < MARKED_KEYS ? MARKERS / key_count : MARKED_KEYS;

    pager->most = *limits;
    if (!pager->most.documents)
        pager->most.documents = 1;
    if (by_keys && pager->most.documents > marked)
        pager->most.documents = marked;
    if (!pager->most.document)
        pager->most.document = SIZE_MAX;
    pager->limit = pager->most.documents < FIRST_LIMIT ? pager->most.documents : FIRST_LIMIT;
}

enum rowan_status rowan_pager_open(struct rowan_pager **out, const struct rowan_endpoint *endpoint,
                                   const struct rowan_source_table *table, const struct rowan_range *range,
                                   const struct rowan_pending *pending,
                                   const struct rowan_page_limits *limits, struct rowan_error *err)
{
    struct rowan_pager *pager = calloc(1, sizeof *pager);
    enum rowan_status st;

    *out = NULL;
    if (!pager)
        return rowan_out_of_memory(err);
    st = rowan_pending_query_open(&pager->query, endpoint, table, range, pending, err);
    pager->width = table->column_count + 1;
    set_limits(pager, limits, pending && pending->filter, table->key_count);
    pager->stride = pager->width + (table->key_count > 1);
    pager->filling = &pager->pages[0];
    if (st == ROWAN_OK && pending && pending->filter)
        st = rowan_pending_keys_open(&pager->keys, &pager->query, pending, err);
    if (st == ROWAN_OK && !(pager->texts = calloc(pager->width, sizeof *pager->texts)))
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = prepare(pager, err);
    if (st != ROWAN_OK) {
        rowan_pager_close(pager);
        return st;
    }
    *out = pager;
    return ROWAN_OK;
}

void rowan_pager_close(struct rowan_pager *pager)
{
    if (!pager)
        return;
    rowan_thread_close(pager->ahead);
    rowan_statement_free(pager->statement);
    rowan_statement_free(pager->equal);
    rowan_pending_keys_close(pager->keys);
    rowan_key_list_clear(&pager->chosen.list);
    rowan_pending_query_clear(&pager->query);
    rowan_buffer_clear(&pager->sql);
    rowan_buffer_clear(&pager->revision);
    for (size_t i = 0; i < 2; i++) {
        rowan_buffer_clear(&pager->pages[i].bytes);
        free(pager->pages[i].cells);
    }
    free(pager->texts);
    free(pager);
}

const char *rowan_pager_sql(const struct rowan_pager *pager)
{
    return pager->sql.data;
}

static bool more_cells(struct page *page, size_t width)
{
    size_t need = (page->count + 1) * width;
    size_t capacity = page->cell_capacity ? page->cell_capacity : 64;
    struct cell *cells;

    if (need <= page->cell_capacity)
        return true;
    while (capacity < need)
        capacity *= 2;
    cells = realloc(page->cells, capacity * sizeof *cells);
    if (!cells)
        return false;
    page->cells = cells;
    page->cell_capacity = capacity;
    return true;
}

/* Take off the end that the query put behind it; it is not there when the driver stopped at a NUL. */
static bool take_end(struct rowan_buffer *bytes, struct cell *cell, const char *end)
{
    size_t size = strlen(end);

    if (bytes->size - cell->begin < size || memcmp(bytes->data + bytes->size - size, end, size) != 0)
        return false;
    bytes->size -= size;
    return true;
}

/* Which kind of value it is, and what it is. */
static enum rowan_status take_document(struct rowan_pager *pager, struct cell *cell, struct rowan_error *err)
{
    const struct rowan_dialect *dialect = rowan_connection_dialect(pager->query.db);
    const struct rowan_byte_rule *rule = &dialect->bytes;
    struct rowan_buffer *bytes = &pager->filling->bytes;

    cell->bytes = pager->query.document_is_bytes ||
                  (rule->end && asks_length(pager) && take_end(bytes, cell, rule->end));
    if (!cell->bytes && dialect->whole_end && asks_length(pager) &&
        !take_end(bytes, cell, dialect->whole_end))
        cell->unread = ROWAN_UNREAD_NUL;
    if (!cell->bytes || !rule->digits || rowan_hex_bytes(bytes, cell->begin))
        return ROWAN_OK;
    if (rule->end) { /* what a driver leaves of a text with a NUL may end like bytes */
        cell->bytes = false;
        cell->unread = ROWAN_UNREAD_NUL;
        return ROWAN_OK;
    }
    return rowan_fail(err, ROWAN_DATABASE, "database",
                      "a document's bytes came as something else than hexadecimal digits");
}

static enum rowan_status read_document(struct rowan_pager *pager, size_t i, struct cell *cell, bool *too_long,
                                       struct rowan_error *err)
{
    const struct rowan_dialect *dialect = rowan_connection_dialect(pager->query.db);
    struct rowan_buffer *bytes = &pager->filling->bytes;
    bool of_bytes = pager->query.document_is_bytes, digits = dialect->bytes.digits;
    size_t most = pager->most.document;
    enum rowan_status st;

    if (most != SIZE_MAX)
        most = most * (digits && (of_bytes || dialect->bytes.end) ? 2 : 1) +
               (dialect->whole_end ? strlen(dialect->whole_end) : 0);
    if (of_bytes && !digits)
        st = rowan_statement_append_bytes(pager->statement, i, most, bytes, &cell->null, too_long, err);
    else
        st = rowan_statement_append_within(pager->statement, i, most, bytes, &cell->null, too_long, err);
    return st == ROWAN_OK && !cell->null && !*too_long ? take_document(pager, cell, err) : st;
}

static enum rowan_status read_cell(struct rowan_pager *pager, size_t i, struct cell *cell,
                                   struct rowan_error *err)
{
    struct rowan_buffer *bytes = &pager->filling->bytes;
    bool too_long = false;
    enum rowan_status st;

    *cell = (struct cell){.begin = bytes->size};
    if (i + 1 == pager->width)
        st = read_document(pager, i, cell, &too_long, err);
    else
        st = rowan_statement_append(pager->statement, i, bytes, &cell->null, err);
    if (too_long)
        cell->unread = ROWAN_UNREAD_LONG;
    cell->size = bytes->size - cell->begin;
    if (st == ROWAN_OK && !rowan_buffer_append_char(bytes, '\0'))
        st = rowan_out_of_memory(err);
    return st;
}

/* Was a document left out that is there? */
static enum rowan_status read_unread(const struct rowan_pager *pager, struct cell *cell,
                                     struct rowan_error *err)
{
    struct rowan_slice told;
    enum rowan_status st = rowan_statement_text(pager->statement, pager->width, &told, err);

    if (st == ROWAN_OK && told.data)
        cell->unread = ROWAN_UNREAD_LONG;
    return st;
}

static struct rowan_slice cell_text(const struct page *page, const struct cell *cell)
{
    struct rowan_slice t = {NULL, 0};

    if (cell->null || cell->unread == ROWAN_UNREAD_LONG)
        return t;
    t.data = page->bytes.data + cell->begin;
    t.size = cell->size;
    return t;
}

static struct rowan_slice row_key(const struct rowan_pager *pager, const struct page *page,
                                  const struct cell *row)
{
    return cell_text(page, &row[pager->stride > pager->width ? pager->width : 0]);
}

/* Behind the row's texts, which are in the same bytes. */
static enum rowan_status join_key(struct rowan_pager *pager, struct cell *row, struct rowan_error *err)
{
    struct page *page = pager->filling;
    struct cell *key = &row[pager->width];
    size_t count = pager->query.key.count;
    size_t most = 1;

    for (size_t i = 0; i < count; i++)
        most += row[i].size * 3 + 1;
    if (!rowan_buffer_reserve(&page->bytes, most)) /* none of them moves from here on */
        return rowan_out_of_memory(err);
    *key = (struct cell){.begin = page->bytes.size};
    for (size_t i = 0; i < count; i++)
        rowan_key_text_add(&page->bytes, cell_text(page, &row[i]), i, count);
    key->size = page->bytes.size - key->begin;
    rowan_buffer_append_char(&page->bytes, '\0');
    return ROWAN_OK;
}

static enum rowan_status read_key(struct rowan_pager *pager, struct cell *row, struct rowan_error *err)
{
    const struct rowan_key_columns *key = &pager->query.key;
    enum rowan_status st;

    for (size_t i = 0; i < key->count; i++) {
        if (row[i].null)
            return rowan_key_columns_null(key, i, err);
        st = rowan_key_columns_check(key, cell_text(pager->filling, &row[i]), err);
        if (st != ROWAN_OK)
            return st;
    }
    return key->count > 1 ? join_key(pager, row, err) : ROWAN_OK;
}

static enum rowan_status read_row(struct rowan_pager *pager, struct rowan_error *err)
{
    struct page *page = pager->filling;
    struct cell *row;
    enum rowan_status st = ROWAN_OK;

    if (!more_cells(page, pager->stride))
        return rowan_out_of_memory(err);
    row = page->cells + page->count * pager->stride;
    for (size_t i = 0; i < pager->width && st == ROWAN_OK; i++)
        st = read_cell(pager, i, &row[i], err);
    if (st == ROWAN_OK && row[pager->width - 1].null && asks_length(pager))
        st = read_unread(pager, &row[pager->width - 1], err);
    if (st == ROWAN_OK)
        st = read_key(pager, row, err);
    page->count += st == ROWAN_OK;
    return st;
}

static void choose_limit(struct rowan_pager *pager)
{
    const struct page *page = pager->filling;
    size_t mean = page->count ? page->bytes.size / page->count : 0;
    size_t limit = pager->limit * 4;

    if (pager->most.bytes && mean && limit > pager->most.bytes / mean)
        limit = pager->most.bytes / mean;
    if (limit > pager->most.documents)
        limit = pager->most.documents;
    pager->limit = limit ? limit : 1;
}

static enum rowan_status run_chosen(struct rowan_pager *pager, struct rowan_error *err)
{
    const struct rowan_key_list *chosen = &pager->chosen.list;
    size_t count;
    enum rowan_status st = rowan_pending_query_chosen_params(&pager->query, chosen->keys, chosen->count,
                                                             pager->most.documents, &count, err);

    return st == ROWAN_OK ? rowan_statement_run(pager->statement, pager->query.params, count, err) : st;
}

static enum rowan_status try_page(struct rowan_pager *pager, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;
    size_t count;

    if (pager->keys)
        return run_chosen(pager, err);
    if (pager->query.moved || !pager->statement)
        st = prepare(pager, err);
    if (st == ROWAN_OK)
        st = rowan_pending_query_params(&pager->query, &count, err);
    if (st != ROWAN_OK)
        return st;
    return rowan_statement_run_page(pager->statement, pager->query.params, count, (int64_t)pager->limit, err);
}

/* A connection that waits while a page is mapped may be closed by a server, a firewall or a pooler. */
static enum rowan_status run_page(struct rowan_pager *pager, struct rowan_error *err)
{
    enum rowan_status st = try_page(pager, err);

    if (rowan_connection_revive(pager->query.db, st))
        st = try_page(pager, err);
    return st;
}

/* The row that was read last is not one of those that are to be done: it came since their keys were read, or
 * its key is equal to one of theirs in the column's collation. */
static void drop_other(struct rowan_pager *pager)
{
    struct page *page = pager->filling;
    const struct cell *row;

    if (!pager->keys)
        return;
    row = &page->cells[(page->count - 1) * pager->stride];
    if (rowan_chosen_keys_take(&pager->chosen, row_key(pager, page, row)))
        return;
    page->bytes.size = row[0].begin;
    page->count--;
}

/* *more: rows are left, as the page is full. */
static enum rowan_status read_page(struct rowan_pager *pager, bool *more, struct rowan_error *err)
{
    struct page *page = pager->filling;
    enum rowan_status st = run_page(pager, err);

    *more = true;
    page->count = 0;
    rowan_buffer_reset(&page->bytes, pager->most.bytes * 2);
    while (st == ROWAN_OK) {
        st = rowan_statement_fetch(pager->statement, more, err);
        if (st != ROWAN_OK || !*more)
            break;
        st = read_row(pager, err);
        if (st == ROWAN_OK)
            drop_other(pager);
        if (pager->most.bytes && page->bytes.size >= pager->most.bytes)
            break; /* the rest comes with the next page */
    }
    if (pager->statement)
        rowan_statement_reset(pager->statement);
    return st;
}

/* ---- keys that are equal, and not the same ---- */

static enum rowan_status run_equal(struct rowan_pager *pager, struct rowan_slice key, struct rowan_error *err)
{
    struct rowan_connection *db = pager->query.db;
    struct rowan_buffer text = {0};
    struct rowan_sql sql;
    size_t count;
    enum rowan_status st = ROWAN_OK;

    if (!pager->equal) {
        rowan_sql_begin(&sql, rowan_connection_server(db), &text, err);
        add_columns(pager, &sql);
        rowan_pending_query_add_equal(&pager->query, &sql);
        st = rowan_statement_prepare(&pager->equal, db, &sql);
        rowan_buffer_clear(&text);
    }
    if (st == ROWAN_OK)
        st = rowan_pending_query_equal_params(&pager->query, key, &count, err);
    return st == ROWAN_OK ? rowan_statement_run(pager->equal, pager->query.params, count, err) : st;
}

/* The row that was read last is in the page already. */
static void drop_known(struct rowan_pager *pager)
{
    struct page *page = pager->filling;
    const struct cell *row = &page->cells[(page->count - 1) * pager->stride];
    struct rowan_slice key = row_key(pager, page, row);

    for (size_t i = page->count - 1; i-- > 0;)
        if (rowan_slice_equal(row_key(pager, page, &page->cells[i * pager->stride]), key)) {
            page->bytes.size = row[0].begin;
            page->count--;
            return;
        }
}

/*
 * The next page begins behind the last key of this one, and so behind all that the database takes for equal
 * to it: in a view, or where an index has another collation than its column, these are documents, too.
 */
static enum rowan_status read_equal(struct rowan_pager *pager, struct rowan_error *err)
{
    struct page *page = pager->filling;
    struct rowan_statement *reading = pager->statement;
    enum rowan_status st;
    bool more = true;

    st = run_equal(pager, row_key(pager, page, &page->cells[(page->count - 1) * pager->stride]), err);
    pager->statement = pager->equal;
    while (st == ROWAN_OK) {
        st = rowan_statement_fetch(pager->equal, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        st = read_row(pager, err);
        if (st == ROWAN_OK)
            drop_known(pager);
    }
    pager->statement = reading;
    if (pager->equal)
        rowan_statement_reset(pager->equal);
    return st;
}

/* The rest of those that are chosen, and the next ones. */
static enum rowan_status choose_keys(struct rowan_pager *pager, struct rowan_error *err)
{
    struct rowan_chosen_keys *chosen = &pager->chosen;
    struct rowan_slice key;
    enum rowan_status st = ROWAN_OK;
    bool more = true;

    while (chosen->list.count < pager->limit) {
        st = rowan_pending_keys_next(pager->keys, &key, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        if (!rowan_chosen_keys_add(chosen, key))
            return rowan_out_of_memory(err);
    }
    return st == ROWAN_OK && !rowan_chosen_keys_place(chosen) ? rowan_out_of_memory(err) : st;
}

/* A page without documents is the end of the range; chosen ones may be gone. */
static enum rowan_status load_chosen(struct rowan_pager *pager, struct rowan_error *err)
{
    struct page *page = pager->filling;
    enum rowan_status st;
    bool more = false;

    page->last = false;
    do {
        page->count = 0;
        st = choose_keys(pager, err);
        if (st != ROWAN_OK || pager->chosen.list.count == 0)
            return st;
        st = read_page(pager, &more, err);
        if (more)
            rowan_key_list_keep_unmarked(&pager->chosen.list);
        else
            rowan_key_list_forget(&pager->chosen.list);
    } while (st == ROWAN_OK && page->count == 0);
    if (st == ROWAN_OK)
        choose_limit(pager);
    return st;
}

/* Fill the page; context is the pager. */
static enum rowan_status load_page(void *context, struct rowan_error *err)
{
    struct rowan_pager *pager = context;
    struct page *page = pager->filling;
    enum rowan_status st;
    bool more;

    if (pager->keys)
        return load_chosen(pager, err);
    st = read_page(pager, &more, err);
    if (st != ROWAN_OK)
        return st;
    page->last = !more && page->count < pager->limit;
    if (page->count == 0)
        return ROWAN_OK;
    choose_limit(pager);
    if (!page->last && pager->query.key.is_loose)
        st = read_equal(pager, err);
    if (st != ROWAN_OK)
        return st;
    if (!rowan_pending_query_move(&pager->query,
                                  row_key(pager, page, &page->cells[(page->count - 1) * pager->stride])))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

enum rowan_status rowan_pager_ahead(struct rowan_pager *pager, struct rowan_error *err)
{
    return rowan_thread_open(&pager->ahead, load_page, pager, err);
}

/* Hand out the page that is filled, and have the other one filled. */
static enum rowan_status next_page(struct rowan_pager *pager, struct rowan_error *err)
{
    bool asked = pager->ahead && rowan_thread_asked(pager->ahead);
    enum rowan_status st = asked ? rowan_thread_wait(pager->ahead, err) : load_page(pager, err);

    if (st != ROWAN_OK)
        return st;
    pager->handed = pager->filling;
    pager->at = 0;
    if (pager->handed->count == 0 || pager->handed->last)
        return ROWAN_OK;
    pager->filling = &pager->pages[pager->handed == &pager->pages[0]];
    if (pager->ahead)
        rowan_thread_ask(pager->ahead);
    return ROWAN_OK;
}

static enum rowan_status read_revision(struct rowan_pager *pager, struct rowan_slice *revision,
                                       struct rowan_error *err)
{
    const struct rowan_source_table *table = pager->query.table;
    size_t column = table->revision_column;

    if (table->revision != ROWAN_REVISION_COLUMN)
        return ROWAN_OK;
    pager->revision.size = 0;
    if (!rowan_revision_append(&pager->revision, &table->columns[column].type, pager->texts[column]))
        return rowan_out_of_memory(err);
    *revision = rowan_buffer_slice(&pager->revision);
    return ROWAN_OK;
}

enum rowan_status rowan_pager_next(struct rowan_pager *pager, struct rowan_item *item, bool *more,
                                   struct rowan_error *err)
{
    const struct cell *cell;
    enum rowan_status st;

    *more = false;
    if (!pager->handed || pager->at == pager->handed->count) {
        if (pager->handed && (pager->handed->last || pager->handed->count == 0))
            return ROWAN_OK;
        st = next_page(pager, err);
        if (st != ROWAN_OK || pager->handed->count == 0)
            return st;
    }
    cell = pager->handed->cells + pager->at++ * pager->stride;
    for (size_t i = 0; i < pager->width; i++)
        pager->texts[i] = cell_text(pager->handed, &cell[i]);
    *item = (struct rowan_item){.key = row_key(pager, pager->handed, cell),
                                .columns = pager->texts,
                                .document = pager->texts[pager->width - 1],
                                .unread = cell[pager->width - 1].unread,
                                .is_bytes = cell[pager->width - 1].bytes};
    *more = true;
    return read_revision(pager, &item->revision, err);
}
