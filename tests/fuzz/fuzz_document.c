/* A document, once as text of a database and once as bytes of a file: rows or a reason, and the same rows
 * when it comes again, after whatever came before it. */
#include "fuzz.h"

#include "language/mapping.h"
#include "rows/rows.h"
#include "xml/parser.h"

static const char mapping_text[] =
    "return mapping { source = { table = 't', key = 'id', document = 'd' }, ignore_case = true, namespaces = "
    "{ p = 'u' },"
    " into 't' { each = '//a', columns = { id = source 'id', n = position(),"
    "  a = text { '@x', trim = true }, b = integer { 'v[last()]', bad = 'missing' }, c = xml { 'm', pick = "
    "'first' },"
    "  d = text { './/text()', pick = 'join' }, e = date { 'p:d', bad = 'missing', pick = 'last' },"
    "  f = text(expr [[ case when count_ is null then @x || '!' else count_ end ]]) },"
    " children = { into 'u' { each = 'i', unpivot = { { 'k', '@k' }, { 'l', 'l' } },"
    "  columns = { n = parent 'n', k = label(), v = text { value(), pick = 'first' } } } } },"
    " into 'w' { each = '//*:Payload/parse-xml(.)//*:order', columns = { n = position(), a = text '../@x',"
    "  l = text { '*:line', pick = 'join' }, m = xml { '*:memo/parse-xml(.)/note', pick = 'first' } } } }";

static struct rowan_mapping *mapping;

static enum rowan_status load(struct rowan_parser *parser, struct rowan_rows *rows, struct rowan_slice text,
                              bool bytes, struct rowan_error *err)
{
    const struct rowan_document *document;
    struct rowan_slice key = {"7", 1};
    enum rowan_status st = bytes ? rowan_parser_bytes(parser, text, &document, err)
                                 : rowan_parser_text(parser, text, &document, err);

    rowan_rows_reset(rows);
    return st == ROWAN_OK ? rowan_rows_add(rows, document, &key, err) : st;
}

static void load_twice(struct rowan_parser *parser, struct rowan_rows *rows, struct rowan_slice text,
                       bool bytes)
{
    struct rowan_error err = {0}, again = {0};
    enum rowan_status st = load(parser, rows, text, bytes, &err);
    size_t count = rows->tables[0].count;
    size_t size = rows->bytes;

    if (st != ROWAN_OK)
        must_explain(&err);
    MUST(load(parser, rows, text, bytes, &again) == st);
    MUST(rows->tables[0].count == count && rows->bytes == size && strcmp(err.message, again.message) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rowan_file file = {"m.lua", {mapping_text, sizeof mapping_text - 1}};
    struct rowan_parser *parser = NULL;
    struct rowan_rows *rows = NULL;
    struct rowan_error err = {0};
    char *copy = as_string(data, size);
    struct rowan_slice text = {copy, size};
    struct rowan_slice bytes = {(const char *)data, size}; /* nothing is behind them */

    if (!mapping) /* for the life of the process */
        MUST(rowan_mapping_load(&mapping, &file, 1, NULL, &err) == ROWAN_OK);
    MUST(rowan_parser_new(&parser, mapping->plan->projection, mapping->plan->names, NULL, &err) == ROWAN_OK);
    MUST(rowan_rows_new(&rows, mapping->plan, &err) == ROWAN_OK);
    load_twice(parser, rows, text, false);
    load_twice(parser, rows, bytes, true);
    rowan_rows_free(rows);
    rowan_parser_free(parser);
    free(copy);
    return 0;
}
