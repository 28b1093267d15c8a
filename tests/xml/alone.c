/*
 * The scanner and the builder by themselves, without libxml2: what they make of documents, as a number per
 * hundred of them. Other processors and MemorySanitizer have no libxml2 to compare with; what they print must
 * be what the scanner of this machine prints, which is compared with libxml2 by test_ways.c.
 *
 *   alone ROUNDS FILE...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grammar.h"
#include "mutate.h"
#include "xml/libxml.h"
#include "xml/scan_runs.h"
#include "xml/scanner.h"

#define VIEWS     3
#define LINE      100   /* documents */
#define CHANGES   20    /* of each file */
#define FILE_SIZE 20000 /* of a file, at most */

/* Stands in for libxml2's: some namespaces are declined, the same ones everywhere. */
bool rowan_libxml_is_uri(const char *text)
{
    return strpbrk(text, " %<>\"{}|\\^`") == NULL;
}

static void *need(const void *memory)
{
    if (memory)
        return (void *)memory;
    fputs("alone: no memory\n", stderr);
    exit(1);
}

/* ---- what a document has become, as a number ---- */

static uint64_t sum;

static void add(const void *data, size_t size)
{
    const unsigned char *bytes = data;

    for (size_t i = 0; i < size; i++)
        sum = (sum ^ bytes[i]) * 0x100000001B3u;
    sum ^= sum >> 29;
    if (sum == 0) /* MemorySanitizer speaks of bytes that nobody wrote where they decide something */
        sum = 1;
}

/* The same whichever way around the processor has its bytes. */
static void add_number(uint64_t n)
{
    unsigned char bytes[8];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(n >> 8 * i);
    add(bytes, sizeof bytes);
}

static void add_text(const char *text)
{
    add_number(text != NULL);
    if (text)
        add(text, strlen(text) + 1);
}

static void add_scopes(const struct rowan_scope *scope, const struct rowan_scope *end)
{
    for (; scope && scope != end; scope = scope->outer) {
        add_text(scope->prefix);
        add_text(scope->uri);
    }
}

static void add_node(const struct rowan_document *document, const struct rowan_node *node)
{
    const struct rowan_source_span *span = node->kind == ROWAN_NODE_ELEMENT ? node->span : NULL;
    struct rowan_slice text = rowan_node_text(document, node);

    add_number(node->kind);
    add_number(node->name);
    add_number(node->order);
    add_number(node->offset);
    if (node->has_text)
        add(text.data, text.size);
    if (span) {
        add_number(span->begin);
        add_number(span->end);
        add_number(span->index);
        add_scopes(span->inside, span->outside);
    }
    for (const struct rowan_node *a = node->attributes; a; a = a->next)
        add_node(document, a);
    for (const struct rowan_node *child = node->first; child; child = child->next)
        add_node(document, child);
    add_number(99);
}

static void add_document(const struct rowan_document *document)
{
    add_text(document->local);
    add_text(document->uri);
    add_number(document->nodes);
    add_number(document->elements);
    add_number(document->others);
    add_node(document, document->root);
}

/* ---- reading ---- */

static const char *const paths[VIEWS][3] = {
    {NULL}, {"//*/@*", "//text()", "//*"}, {"/*/*[2]/@*", "*/b//c/text()", "*/b"}};

struct view {
    struct rowan_arena arena;
    struct rowan_qname_table *names;
    struct rowan_projection *projection;
    struct rowan_parse parse;
    struct rowan_scanner *scanner;
} views[VIEWS];

static void open_view(struct view *v, size_t which)
{
    struct rowan_path_scope scope = {&v->arena, v->names = need(rowan_qname_table_new()), NULL, 0};
    struct rowan_node_set *ends = NULL;
    struct rowan_path *path;

    for (size_t i = 0; i < 3 && paths[which][i]; i++) {
        if (!v->projection)
            v->projection = need(rowan_projection_new());
        if (rowan_path_parse(&path, paths[which][i], &scope, NULL) != ROWAN_OK)
            exit(1);
        ends = rowan_projection_add(v->projection, rowan_projection_root(v->projection), path, true);
    }
    if (ends && !rowan_projection_locate(v->projection, ends))
        exit(1);
    if (!rowan_parse_init(&v->parse, v->projection, v->names, NULL))
        exit(1);
    v->scanner = need(rowan_scanner_new(&v->parse));
}

/* A piece of memory of its own: nothing is read behind the NUL. */
static void read_document(struct rowan_slice text)
{
    char *copy = need(malloc(text.size + 1));

    if (text.size)
        memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    for (size_t i = 0; i < VIEWS; i++) {
        struct view *v = &views[i];
        v->parse.text = (struct rowan_slice){copy, text.size};
        if (rowan_scanner_read(v->scanner) == ROWAN_SCAN_ACCEPTED) {
            add_document(rowan_parse_finish(&v->parse));
        } else {
            add_number(rowan_scanner_why(v->scanner));
            add_number(rowan_scanner_where(v->scanner));
        }
    }
    free(copy);
}

/* ---- where they come from ---- */

#ifdef ALONE_FUZZ
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < VIEWS && !views[i].scanner; i++)
        open_view(&views[i], i); /* for the life of the process */
    read_document((struct rowan_slice){(const char *)data, size});
    return 0;
}
#else

static void close_view(struct view *v)
{
    rowan_scanner_free(v->scanner);
    rowan_parse_clear(&v->parse);
    rowan_projection_free(v->projection);
    rowan_qname_table_free(v->names);
    rowan_arena_clear(&v->arena);
}

/* A change of one of two documents by chance. */
static void read_changed(struct chance *chance, struct rowan_slice text, struct rowan_slice other)
{
    struct rowan_buffer out;

    rowan_buffer_init(&out);
    mutation_draw(chance, text, other, &out);
    read_document(rowan_buffer_slice(&out));
    rowan_buffer_clear(&out);
}

static void read_generated(size_t seed)
{
    struct chance chance = chance_of(seed);
    struct rowan_buffer one, two;

    rowan_buffer_init(&one);
    rowan_buffer_init(&two);
    grammar_document(seed, &one);
    grammar_document(seed + 1, &two);
    read_document(rowan_buffer_slice(&one));
    read_changed(&chance, rowan_buffer_slice(&one), rowan_buffer_slice(&two));
    rowan_buffer_clear(&one);
    rowan_buffer_clear(&two);
}

static void read_file(const char *path)
{
    static char bytes[FILE_SIZE];
    FILE *file = fopen(path, "rb");
    struct rowan_slice text = {bytes, file ? fread(bytes, 1, sizeof bytes, file) : 0};
    struct chance chance = chance_of(text.size);

    if (file)
        fclose(file);
    read_document(text);
    for (int i = 0; i < CHANGES; i++)
        read_changed(&chance, text, text);
}

/* Each byte at each place ends a run, or goes on, as the plain way has it. */
static void compare_runs(void)
{
    char text[40] = "";
    const char *end = text + sizeof text - 1;

    for (int byte = 0; byte < 256; byte++)
        for (size_t at = 0; at < sizeof text - 1; at++) {
            memset(text, 'x', sizeof text - 1);
            text[at] = (char)byte;
            for (const char *p = text; p < end; p += 5)
                if (rowan_run_text(p, end) != rowan_run_text_plain(p) ||
                    rowan_run_name(p, end) != rowan_run_name_plain(p) ||
                    rowan_run_value(p, end, '"') != rowan_run_value_plain(p, '"')) {
                    printf("byte %d at %zu: a run of blocks is not the plain one\n", byte, at);
                    exit(1);
                }
        }
}

int main(int argc, char **argv)
{
    size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;

    compare_runs();
    for (size_t i = 0; i < VIEWS; i++)
        open_view(&views[i], i);
    for (int i = 2; i < argc; i++) {
        read_file(argv[i]);
        if (i % LINE == 0)
            printf("files %d %016llx\n", i, (unsigned long long)sum);
    }
    for (size_t seed = 1; seed <= rounds; seed++) {
        read_generated(seed);
        if (seed % LINE == 0)
            printf("seed %zu %016llx\n", seed, (unsigned long long)sum);
    }
    for (size_t i = 0; i < VIEWS; i++)
        close_view(&views[i]);
    return 0;
}
#endif
