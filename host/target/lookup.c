/*
 * Keys are put in order, each once, and asked for a block at a time. What comes is told apart by its bytes; a
 * row that has the bytes of none was found by the column's own way of being equal, so the keys of the block
 * that have no row are asked for one by one then.
 */
#include "target/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "odbc/dialect.h"
#include "target/lookup_sql.h"
#include "value/compare.h"
#include "value/convert.h"

#define TEXTS_KEPT ((size_t)64 * 1024)

/* A key that rows have. */
struct lookup_key {
    uint64_t hash;
    size_t begin, size; /* of its bytes */
    size_t row;         /* the first that has it */
    size_t found;
};

struct found_cell {
    bool null, bad;
    int64_t number;
    size_t begin, size;
};

/* Statements for one key, for some, and for a whole block. */
enum block_size { BLOCK_ONE, BLOCK_SOME, BLOCK_WHOLE, BLOCK_SIZES };

struct rowan_lookup {
    struct rowan_connection *db;
    char *table;
    struct rowan_lookup_column *columns;
    struct rowan_type *types; /* as which cells are read */
    bool *pads;
    size_t key_count, count;
    struct rowan_lookup_part *parts;
    bool loose;
    struct rowan_statement *statements[BLOCK_SIZES];
    size_t blocks[BLOCK_SIZES]; /* keys of each */
    struct rowan_param *params;
    struct rowan_buffer *rooms; /* of their digits */
    struct lookup_key *keys;
    size_t keys_used, keys_room;
    struct rowan_buffer bytes; /* of the keys */
    size_t *slots;             /* 1 + index in keys; 0 is free */
    size_t slot_count;         /* a power of two */
    size_t *of_row, *sorted, *spare;
    size_t row_room;
    struct found_cell *cells;
    size_t found_used, found_room;
    struct rowan_buffer texts; /* of found cells */
    struct rowan_buffer scratch, raw;
};

/* The rows that are looked up. */
struct row_set {
    rowan_cell_fn cell;
    const void *context;
    size_t begin;
};

/* ---- opening ---- */

/* As which type a cell is read: what the mapping makes of a text is done, so only the value counts. */
static struct rowan_type read_type(const struct rowan_type *type)
{
    struct rowan_type read = *type;

    read.length = 0;
    if (type->kind == ROWAN_BOOLEAN || type->kind == ROWAN_BIT)
        read.kind = ROWAN_BOOLEAN;
    else if (rowan_type_is_integer(type))
        read.kind = ROWAN_BIGINT;
    else if (type->kind == ROWAN_ENUM || type->kind == ROWAN_XML || type->kind == ROWAN_BINARY)
        read.kind = ROWAN_TEXT;
    return read;
}

static enum rowan_status open_column(struct rowan_lookup *lookup, size_t i,
                                     const struct rowan_catalog_table *table, struct rowan_error *err)
{
    const struct rowan_server *server = rowan_connection_server(lookup->db);
    int c = rowan_catalog_find(table, lookup->columns[i].name);
    const struct rowan_catalog_column *found = c < 0 ? NULL : &table->columns[c];

    if (!found)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "the table \"%s\" has no column \"%s\"", table->name,
                          lookup->columns[i].name);
    lookup->types[i] = read_type(lookup->columns[i].type);
    lookup->pads[i] = found->pads && found->holds == ROWAN_HOLDS_TEXT;
    if (i >= lookup->key_count)
        return ROWAN_OK;
    lookup->loose = lookup->loose || rowan_lookup_is_loose(server->dialect, found);
    return rowan_lookup_part(&lookup->parts[i], server, found, lookup->columns[i].type, err);
}

static enum rowan_status prepare_all(struct rowan_lookup *lookup, const char *schema,
                                     const struct rowan_catalog_table *table, bool locked,
                                     struct rowan_error *err)
{
    struct rowan_buffer text = {0};
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < BLOCK_SIZES && st == ROWAN_OK; i++) {
        struct rowan_sql sql;
        text.size = 0;
        rowan_sql_begin(&sql, rowan_connection_server(lookup->db), &text, err);
        rowan_lookup_add_select(&sql, schema, table, lookup->parts, lookup->columns, lookup->key_count,
                                lookup->count, lookup->blocks[i], locked);
        st = rowan_statement_prepare(&lookup->statements[i], lookup->db, &sql);
    }
    rowan_buffer_clear(&text);
    return st;
}

static void choose_blocks(struct rowan_lookup *lookup)
{
    const struct rowan_lookup_rule *rule = &rowan_connection_dialect(lookup->db)->lookup;
    size_t most = rule->keys;

    if (rule->params && most * lookup->key_count > rule->params)
        most = rule->params / lookup->key_count;
    lookup->blocks[BLOCK_ONE] = 1;
    lookup->blocks[BLOCK_WHOLE] = most ? most : 1;
    lookup->blocks[BLOCK_SOME] = most > 10 ? 10 : lookup->blocks[BLOCK_WHOLE];
}

static bool reserve(struct rowan_lookup *lookup, const struct rowan_lookup_column *columns)
{
    size_t params = lookup->blocks[BLOCK_WHOLE] * lookup->key_count;

    lookup->columns = calloc(lookup->count, sizeof *lookup->columns);
    lookup->types = calloc(lookup->count, sizeof *lookup->types);
    lookup->pads = calloc(lookup->count, sizeof *lookup->pads);
    lookup->parts = calloc(lookup->key_count, sizeof *lookup->parts);
    lookup->params = calloc(params, sizeof *lookup->params);
    lookup->rooms = calloc(params, sizeof *lookup->rooms);
    if (!lookup->columns || !lookup->types || !lookup->pads || !lookup->parts || !lookup->params ||
        !lookup->rooms)
        return false;
    memcpy(lookup->columns, columns, lookup->count * sizeof *columns);
    return true;
}

enum rowan_status rowan_lookup_open(struct rowan_lookup **out, const struct rowan_endpoint *target,
                                    const struct rowan_catalog_table *table,
                                    const struct rowan_lookup_column *columns, size_t key_count, size_t count,
                                    bool locked, struct rowan_error *err)
{
    struct rowan_lookup *lookup = calloc(1, sizeof *lookup);
    enum rowan_status st;

    *out = NULL;
    if (!lookup)
        return rowan_out_of_memory(err);
    lookup->db = target->db;
    lookup->key_count = key_count;
    lookup->count = count;
    choose_blocks(lookup);
    lookup->table = strdup(table->name);
    st = lookup->table && reserve(lookup, columns) ? ROWAN_OK : rowan_out_of_memory(err);
    if (st == ROWAN_OK && locked && !rowan_connection_dialect(target->db)->lookup.lock)
        st = rowan_fail(err, ROWAN_MAPPING, "mapping", "with %s it is not known how rows are locked",
                        rowan_connection_dialect(target->db)->title);
    for (size_t i = 0; i < count && st == ROWAN_OK; i++)
        st = open_column(lookup, i, table, err);
    if (st == ROWAN_OK)
        st = prepare_all(lookup, target->schema, table, locked, err);
    if (st != ROWAN_OK) {
        rowan_error_prefix(err, "table %s", table->name);
        rowan_lookup_close(lookup);
        return st;
    }
    *out = lookup;
    return ROWAN_OK;
}

void rowan_lookup_close(struct rowan_lookup *lookup)
{
    if (!lookup)
        return;
    for (size_t i = 0; i < BLOCK_SIZES; i++)
        rowan_statement_free(lookup->statements[i]);
    for (size_t i = 0; lookup->rooms && i < lookup->blocks[BLOCK_WHOLE] * lookup->key_count; i++)
        rowan_buffer_clear(&lookup->rooms[i]);
    rowan_buffer_clear(&lookup->bytes);
    rowan_buffer_clear(&lookup->texts);
    rowan_buffer_clear(&lookup->scratch);
    rowan_buffer_clear(&lookup->raw);
    free(lookup->table);
    free(lookup->columns);
    free(lookup->types);
    free(lookup->pads);
    free(lookup->parts);
    free(lookup->params);
    free(lookup->rooms);
    free(lookup->keys);
    free(lookup->slots);
    free(lookup->of_row);
    free(lookup->sorted);
    free(lookup->spare);
    free(lookup->cells);
    free(lookup);
}

/* ---- the keys of the rows ---- */

/* Room for so many rows, each with a key of its own. */
static bool reserve_rows(struct rowan_lookup *lookup, size_t rows)
{
    size_t slots = 64;
    void *room;

    while (slots < rows * 2)
        slots *= 2;
    if (rows > lookup->row_room) {
        size_t **lists[] = {&lookup->of_row, &lookup->sorted, &lookup->spare};
        for (size_t i = 0; i < 3; i++) {
            if (!(room = realloc(*lists[i], rows * sizeof(size_t))))
                return false;
            *lists[i] = room;
        }
        if (!(room = realloc(lookup->keys, rows * sizeof *lookup->keys)))
            return false;
        lookup->keys = room;
        lookup->row_room = rows;
    }
    if (slots > lookup->slot_count) {
        if (!(room = realloc(lookup->slots, slots * sizeof *lookup->slots)))
            return false;
        lookup->slots = room;
        lookup->slot_count = slots;
    }
    memset(lookup->slots, 0, lookup->slot_count * sizeof *lookup->slots);
    return true;
}

static const char *bytes_of(const struct rowan_lookup *lookup, const struct lookup_key *key)
{
    return lookup->bytes.data + key->begin;
}

/* The key with these bytes, or the free slot where it belongs. */
static size_t *find_slot(struct rowan_lookup *lookup, uint64_t hash, struct rowan_slice bytes)
{
    size_t mask = lookup->slot_count - 1;

    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        const struct lookup_key *key = lookup->slots[i] ? &lookup->keys[lookup->slots[i] - 1] : NULL;
        if (!key || (key->hash == hash && key->size == bytes.size &&
                     memcmp(bytes_of(lookup, key), bytes.data, bytes.size) == 0))
            return &lookup->slots[i];
    }
}

static size_t append_new_key(struct rowan_lookup *lookup, struct lookup_key key)
{
    lookup->keys[lookup->keys_used] = key;
    return lookup->keys_used++;
}

/* Note which key a row has. */
static bool add_row(struct rowan_lookup *lookup, const struct row_set *rows, size_t row)
{
    struct lookup_key key = {.begin = lookup->bytes.size, .row = row, .found = ROWAN_LOOKUP_NONE};
    size_t *of_row = &lookup->of_row[row - rows->begin];
    struct rowan_slice bytes;
    bool has_null = false;
    size_t *slot;

    for (size_t i = 0; i < lookup->key_count; i++) {
        struct rowan_value value = rows->cell(rows->context, i, row);
        has_null = has_null || value.null;
        if (!rowan_value_append_key(&lookup->bytes, lookup->columns[i].type, &value))
            return false;
    }
    key.size = lookup->bytes.size - key.begin;
    bytes = (struct rowan_slice){lookup->bytes.data + key.begin, key.size};
    key.hash = rowan_hash_slice(ROWAN_HASH_BEGIN, bytes);
    if (has_null) {
        *of_row = append_new_key(lookup, key);
        return true;
    }
    slot = find_slot(lookup, key.hash, bytes);
    if (*slot)
        lookup->bytes.size = key.begin;
    else
        *slot = append_new_key(lookup, key) + 1;
    *of_row = *slot - 1;
    return true;
}

/* ---- their order ---- */

static int compare_keys(const struct rowan_lookup *lookup, const struct row_set *rows, size_t a, size_t b)
{
    int order = 0;

    for (size_t i = 0; i < lookup->key_count && order == 0; i++) {
        struct rowan_value one = rows->cell(rows->context, i, lookup->keys[a].row);
        struct rowan_value other = rows->cell(rows->context, i, lookup->keys[b].row);
        order = rowan_value_compare(lookup->columns[i].type, &one, &other);
    }
    return order;
}

static void merge(const struct rowan_lookup *lookup, const struct row_set *rows, const size_t *from,
                  size_t *to, size_t left, size_t middle, size_t right)
{
    size_t i = left, j = middle;

    for (size_t k = left; k < right; k++) {
        bool first = j >= right || (i < middle && compare_keys(lookup, rows, from[i], from[j]) <= 0);
        to[k] = first ? from[i++] : from[j++];
    }
}

/* lookup->sorted becomes the keys in their order: runs are merged that are twice as long each time. */
static void sort_keys(struct rowan_lookup *lookup, const struct row_set *rows)
{
    size_t count = lookup->keys_used;

    for (size_t i = 0; i < count; i++)
        lookup->sorted[i] = i;
    for (size_t width = 1; width < count; width *= 2) {
        size_t *swap = lookup->sorted;
        for (size_t left = 0; left < count; left += 2 * width) {
            size_t middle = left + width < count ? left + width : count;
            size_t right = middle + width < count ? middle + width : count;
            merge(lookup, rows, lookup->sorted, lookup->spare, left, middle, right);
        }
        lookup->sorted = lookup->spare;
        lookup->spare = swap;
    }
}

/* ---- what is found ---- */

static bool reserve_found(struct rowan_lookup *lookup)
{
    size_t room = lookup->found_room ? lookup->found_room * 2 : 64;
    struct found_cell *cells;

    if (lookup->found_used < lookup->found_room)
        return true;
    cells = realloc(lookup->cells, room * lookup->count * sizeof *cells);
    if (!cells)
        return false;
    lookup->cells = cells;
    lookup->found_room = room;
    return true;
}

/* A CHAR(n) may come with what fills it up, which no value of ours ends with. */
static struct rowan_slice without_filling(const struct rowan_lookup *lookup, size_t column)
{
    struct rowan_slice text = rowan_buffer_slice(&lookup->raw);

    while (lookup->pads[column] && text.size && text.data[text.size - 1] == ' ')
        text.size--;
    return text;
}

static enum rowan_status read_cell(struct rowan_lookup *lookup, struct rowan_statement *statement,
                                   size_t column, struct found_cell *cell, struct rowan_error *err)
{
    static const struct rowan_value_rules rules = {.keep_empty = true};
    struct rowan_value value = {0};
    struct rowan_slice text;
    enum rowan_status st;

    memset(cell, 0, sizeof *cell);
    lookup->raw.size = 0;
    st = rowan_statement_append(statement, column, &lookup->raw, &cell->null, err);
    if (st != ROWAN_OK || cell->null)
        return st;
    text = without_filling(lookup, column);
    st = rowan_convert(&lookup->types[column], &rules, text, &lookup->scratch, &value, NULL);
    if (st == ROWAN_NO_MEMORY)
        return rowan_out_of_memory(err);
    cell->bad = st != ROWAN_OK || value.null;
    if (!cell->bad)
        text = value.text;
    cell->number = value.number;
    cell->begin = lookup->texts.size;
    cell->size = text.size;
    return rowan_buffer_append(&lookup->texts, text.data, text.size) ? ROWAN_OK : rowan_out_of_memory(err);
}

static enum rowan_status read_row(struct rowan_lookup *lookup, struct rowan_statement *statement,
                                  struct rowan_error *err)
{
    enum rowan_status st = reserve_found(lookup) ? ROWAN_OK : rowan_out_of_memory(err);

    for (size_t i = 0; i < lookup->count && st == ROWAN_OK; i++)
        st = read_cell(lookup, statement, i, &lookup->cells[lookup->found_used * lookup->count + i], err);
    if (st == ROWAN_OK)
        lookup->found_used++;
    return st;
}

struct rowan_value rowan_lookup_cell(const struct rowan_lookup *lookup, size_t found, size_t column)
{
    const struct found_cell *cell = &lookup->cells[found * lookup->count + column];
    struct rowan_value value = {.null = cell->null, .bad = cell->bad, .number = cell->number};

    if (!cell->null && (cell->bad || !rowan_type_is_integer(lookup->columns[column].type)))
        value.text =
            (struct rowan_slice){lookup->texts.data ? lookup->texts.data + cell->begin : "", cell->size};
    return value;
}

/* Give the row that was read last to the key that has its bytes, if there is one. */
static enum rowan_status match(struct rowan_lookup *lookup, struct rowan_error *err)
{
    size_t begin = lookup->bytes.size, found = lookup->found_used - 1;
    struct rowan_slice bytes;
    size_t *slot;

    for (size_t i = 0; i < lookup->key_count; i++) {
        struct rowan_value value = rowan_lookup_cell(lookup, found, i);
        if (!rowan_value_append_key(&lookup->bytes, lookup->columns[i].type, &value))
            return rowan_out_of_memory(err);
    }
    bytes = (struct rowan_slice){lookup->bytes.data + begin, lookup->bytes.size - begin};
    slot = find_slot(lookup, rowan_hash_slice(ROWAN_HASH_BEGIN, bytes), bytes);
    lookup->bytes.size = begin;
    if (*slot)
        lookup->keys[*slot - 1].found = found;
    return ROWAN_OK;
}

/* ---- questions ---- */

/* The markers of a statement that has room for more keys: the last one stands there again. */
static bool fill_params(struct rowan_lookup *lookup, const struct row_set *rows, const size_t *keys,
                        size_t count, size_t block)
{
    size_t n = 0;

    for (size_t k = 0; k < block; k++) {
        size_t row = lookup->keys[keys[k < count ? k : count - 1]].row;
        for (size_t i = 0; i < lookup->key_count; i++, n++) {
            struct rowan_value value = rows->cell(rows->context, i, row);
            if (!rowan_lookup_param(&lookup->parts[i], &value, &lookup->rooms[n], &lookup->params[n]))
                return false;
        }
    }
    return true;
}

/* Ask for at most a block of keys. *all: rows that came. */
static enum rowan_status ask(struct rowan_lookup *lookup, const struct row_set *rows, const size_t *keys,
                             size_t count, size_t *all, struct rowan_error *err)
{
    enum block_size size = BLOCK_ONE;
    struct rowan_statement *statement;
    enum rowan_status st;
    bool more = true;

    while (lookup->blocks[size] < count)
        size++;
    *all = 0;
    statement = lookup->statements[size];
    if (!fill_params(lookup, rows, keys, count, lookup->blocks[size]))
        return rowan_out_of_memory(err);
    st = rowan_statement_run(statement, lookup->params, lookup->blocks[size] * lookup->key_count, err);
    while (st == ROWAN_OK && (st = rowan_statement_fetch(statement, &more, err)) == ROWAN_OK && more) {
        st = read_row(lookup, statement, err);
        if (st == ROWAN_OK)
            st = match(lookup, err);
        ++*all;
    }
    return st == ROWAN_OK ? rowan_statement_finish(statement, err) : st;
}

/* Keys without a row, of a column for which a may be A: whether there are rows for them, and then which. */
static enum rowan_status ask_again(struct rowan_lookup *lookup, const struct row_set *rows, size_t *keys,
                                   size_t count, struct rowan_error *err)
{
    size_t all = 0, left = 0;
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < count; i++)
        if (lookup->keys[keys[i]].found == ROWAN_LOOKUP_NONE)
            lookup->spare[left++] = keys[i];
    if (left)
        st = ask(lookup, rows, lookup->spare, left, &all, err);
    for (size_t i = 0; i < left && all && st == ROWAN_OK; i++) {
        size_t rows_of_one;
        st = ask(lookup, rows, &lookup->spare[i], 1, &rows_of_one, err);
        if (st == ROWAN_OK && rows_of_one)
            lookup->keys[lookup->spare[i]].found = lookup->found_used - 1;
    }
    return st;
}

/* A key with NULL is asked for as well: nothing is equal to it. */
static enum rowan_status ask_all(struct rowan_lookup *lookup, const struct row_set *rows,
                                 struct rowan_error *err)
{
    size_t most = lookup->blocks[BLOCK_WHOLE], count, all;
    enum rowan_status st = ROWAN_OK;

    for (size_t first = 0; first < lookup->keys_used && st == ROWAN_OK; first += count) {
        count = lookup->keys_used - first < most ? lookup->keys_used - first : most;
        st = ask(lookup, rows, lookup->sorted + first, count, &all, err);
        if (st == ROWAN_OK && lookup->loose && all)
            st = ask_again(lookup, rows, lookup->sorted + first, count, err);
    }
    return st;
}

/* ---- the whole ---- */

/* Keys are numbered in their order from now on. */
static void number_keys(struct rowan_lookup *lookup, size_t rows)
{
    for (size_t i = 0; i < lookup->keys_used; i++)
        lookup->spare[lookup->sorted[i]] = i;
    for (size_t i = 0; i < rows; i++)
        lookup->of_row[i] = lookup->spare[lookup->of_row[i]];
}

enum rowan_status rowan_lookup_rows(struct rowan_lookup *lookup, rowan_cell_fn cell, const void *context,
                                    size_t begin, size_t end, struct rowan_error *err)
{
    struct row_set rows = {cell, context, begin};
    enum rowan_status st;

    lookup->keys_used = lookup->found_used = 0;
    rowan_buffer_reset(&lookup->bytes, TEXTS_KEPT);
    rowan_buffer_reset(&lookup->texts, TEXTS_KEPT);
    if (begin == end)
        return ROWAN_OK;
    if (!reserve_rows(lookup, end - begin))
        return rowan_out_of_memory(err);
    for (size_t row = begin; row < end; row++)
        if (!add_row(lookup, &rows, row))
            return rowan_out_of_memory(err);
    sort_keys(lookup, &rows);
    st = ask_all(lookup, &rows, err);
    if (st == ROWAN_OK)
        number_keys(lookup, end - begin);
    else if (st != ROWAN_LOST && st != ROWAN_NO_MEMORY)
        rowan_error_prefix(err, "table %s", lookup->table);
    return st;
}

size_t rowan_lookup_found(const struct rowan_lookup *lookup, size_t i)
{
    return lookup->keys[lookup->sorted[lookup->of_row[i]]].found;
}

size_t rowan_lookup_keys(const struct rowan_lookup *lookup)
{
    return lookup->keys_used;
}

size_t rowan_lookup_key(const struct rowan_lookup *lookup, size_t i)
{
    return lookup->of_row[i];
}

const struct rowan_lookup_part *rowan_lookup_parts(const struct rowan_lookup *lookup)
{
    return lookup->parts;
}
