/*
 * What reading the XML of documents takes, in four ways that take turns: libxml2's bare SAX2 pass, the
 * scanner's (nothing is kept), and what a worker does (the mapping's tree is built) by either.
 *
 *   bench_parse MAPPING FILE ROUNDS
 *
 * FILE is what floor read has written. One line of JSON: the fastest round of each, in seconds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bare_pass.h"
#include "base/clock.h"
#include "base/file.h"
#include "language/mapping.h"
#include "plan/plan.h"
#include "whole_file.h"
#include "xml/parser.h"

enum way { BARE_LIBXML2, BARE_SCANNER, WORKER_LIBXML2, WORKER, WAYS };
static const char *const names[] = {"bare_libxml2", "bare_scanner", "worker_libxml2", "worker"};

struct documents {
    char *texts; /* each with a NUL behind it, as in a page */
    struct rowan_slice *items;
    size_t count;
};

static void die(const char *what) __attribute__((noreturn));

static void die(const char *what)
{
    fprintf(stderr, "bench_parse: %s\n", what);
    exit(1);
}

static void *need(void *memory)
{
    if (!memory)
        die("no memory");
    return memory;
}

static struct rowan_slice read_text(const char *path)
{
    size_t size = 0;
    char *data = whole_file_read(path, &size);

    if (!data)
        die(path);
    return (struct rowan_slice){data, size};
}

static struct documents read_documents(const char *path)
{
    struct rowan_slice all = read_text(path);
    struct documents d = {0};
    size_t at, to = 0;
    uint64_t size;

    for (at = 0; at < all.size; at += sizeof size + size, d.count++)
        memcpy(&size, all.data + at, sizeof size);
    d.texts = need(calloc(1, all.size + d.count + 1));
    d.items = need(calloc(d.count + 1, sizeof *d.items));
    for (size_t i = 0, from = 0; i < d.count; i++) {
        memcpy(&size, all.data + from, sizeof size);
        memcpy(d.texts + to, all.data + from + sizeof size, size);
        d.items[i] = (struct rowan_slice){d.texts + to, size};
        from += sizeof size + size;
        to += size + 1;
    }
    free((char *)all.data);
    return d;
}

/* ---- the ways ---- */

static void read_bare(xmlParserCtxtPtr context, const struct documents *d)
{
    for (size_t i = 0; i < d->count; i++)
        if (!bare_pass_read(context, d->items[i].data, d->items[i].size))
            die("a document is not well-formed");
}

static void read_parsed(struct rowan_parser *parser, const struct documents *d)
{
    const struct rowan_document *document;
    struct rowan_error err;

    for (size_t i = 0; i < d->count; i++)
        if (rowan_parser_text(parser, d->items[i], &document, &err) != ROWAN_OK)
            die(err.message);
}

static struct rowan_parser *new_parser(const struct rowan_projection *projection,
                                       struct rowan_qname_table *table, enum rowan_xml_way way)
{
    struct rowan_limits limits = {.way = way};
    struct rowan_parser *parser;
    struct rowan_error err;

    if (rowan_parser_new(&parser, projection, table, &limits, &err) != ROWAN_OK)
        die(err.message);
    return parser;
}

static struct rowan_mapping *load_mapping(const char *path)
{
    struct rowan_slice text = read_text(path);
    struct rowan_file file = {path, text};
    struct rowan_mapping *mapping;
    struct rowan_error err;

    if (rowan_mapping_load(&mapping, &file, 1, NULL, &err) != ROWAN_OK)
        die(err.message);
    return mapping;
}

int main(int argc, char **argv)
{
    struct rowan_parser *parsers[WAYS] = {NULL};
    int64_t best[WAYS] = {0};
    struct rowan_mapping *mapping;
    xmlParserCtxtPtr context;
    struct documents d;

    if (argc != 4)
        die("bench_parse MAPPING FILE ROUNDS");
    mapping = load_mapping(argv[1]);
    d = read_documents(argv[2]);
    context = need(bare_pass_new());
    parsers[BARE_SCANNER] = new_parser(rowan_projection_new(), mapping->plan->names, ROWAN_XML_SCANNER);
    parsers[WORKER_LIBXML2] = new_parser(mapping->plan->projection, mapping->plan->names, ROWAN_XML_LIBXML2);
    parsers[WORKER] = new_parser(mapping->plan->projection, mapping->plan->names, ROWAN_XML_SCANNER);
    for (int round = 0; round < atoi(argv[3]); round++)
        for (int way = 0; way < WAYS; way++) {
            int64_t began = rowan_clock_now(), took;
            if (way == BARE_LIBXML2)
                read_bare(context, &d);
            else
                read_parsed(parsers[way], &d);
            took = rowan_clock_now() - began;
            if (!best[way] || took < best[way])
                best[way] = took;
        }
    printf("{\"documents\": %zu, \"by_scanner\": %.4f", d.count,
           (double)rowan_parser_counts(parsers[WORKER])->accepted / (double)d.count / atof(argv[3]));
    for (int way = 0; way < WAYS; way++)
        printf(", \"%s\": %.6f", names[way], (double)best[way] / 1e9);
    puts("}");
    return 0; /* what it has is the system's then */
}
