#include "xml/parser.h"

#include <stdlib.h>
#include <string.h>

#include "xml/decode.h"
#include "xml/inner_document.h"
#include "xml/input_check.h"
#include "xml/judge.h"
#include "xml/sax.h"
#include "xml/unpack.h"
#include "xml/xml_way.h"

struct rowan_parser {
    struct rowan_parse parse;
    struct rowan_scanner *scanner;
    struct rowan_sax *sax;
    struct rowan_judge *judge;    /* NULL: one way is enough */
    struct rowan_buffer expanded; /* of compressed bytes */
    struct rowan_buffer decoded;  /* the text of bytes */
    struct rowan_scan_counts counts;
};

enum rowan_status rowan_parser_new(struct rowan_parser **out, const struct rowan_projection *projection,
                                   struct rowan_qname_table *names, const struct rowan_limits *limits,
                                   struct rowan_error *err)
{
    struct rowan_limits said = limits ? *limits : (struct rowan_limits){0};
    enum rowan_status st =
        said.way == ROWAN_XML_AS_SAID ? rowan_xml_way_of_environment(&said.way, err) : ROWAN_OK;
    struct rowan_parser *p;

    *out = NULL;
    if (st != ROWAN_OK)
        return st;
    p = calloc(1, sizeof *p);
    if (!p)
        goto no_memory;
    rowan_buffer_init(&p->expanded);
    rowan_buffer_init(&p->decoded);
    if (!rowan_parse_init(&p->parse, projection, names, &said))
        goto no_memory;
    p->scanner = rowan_scanner_new(&p->parse);
    p->sax = rowan_sax_new(&p->parse);
    if (p->parse.limits.way == ROWAN_XML_BOTH)
        p->judge = rowan_judge_new(&p->parse);
    if (!p->scanner || !p->sax || (p->parse.limits.way == ROWAN_XML_BOTH && !p->judge))
        goto no_memory;
    *out = p;
    return ROWAN_OK;
no_memory:
    rowan_parser_free(p);
    return rowan_out_of_memory(err);
}

void rowan_parser_free(struct rowan_parser *p)
{
    if (!p)
        return;
    rowan_judge_free(p->judge);
    rowan_scanner_free(p->scanner);
    rowan_sax_free(p->sax);
    rowan_parse_clear(&p->parse);
    rowan_buffer_clear(&p->expanded);
    rowan_buffer_clear(&p->decoded);
    free(p);
}

/* Which way a document went is counted, not that of those in its texts; the first document of a way may use
 * what others have left. */
static enum rowan_scan scan(struct rowan_parser *p)
{
    enum rowan_scan scanned = rowan_scanner_read(p->scanner);

    if (p->parse.inner)
        ;
    else if (scanned == ROWAN_SCAN_ACCEPTED)
        p->counts.accepted++;
    else if (scanned == ROWAN_SCAN_DECLINED)
        p->counts.declined[rowan_scanner_why(p->scanner)]++;
    p->parse.automaton_used = true;
    return scanned;
}

static enum rowan_status read_by_libxml(struct rowan_parser *p, struct rowan_error *err)
{
    enum rowan_status st = rowan_input_check(p->parse.text, &p->parse.limits, err);

    if (st != ROWAN_OK)
        return st;
    if (!rowan_sax_read(p->sax))
        return rowan_out_of_memory(err);
    if (rowan_parse_has_failed(&p->parse) && err)
        *err = p->parse.error;
    return p->parse.error.status;
}

static enum rowan_status read_text(struct rowan_parser *p, enum rowan_scan *scanned, struct rowan_error *err)
{
    *scanned = p->parse.limits.way == ROWAN_XML_LIBXML2 ? ROWAN_SCAN_DECLINED : scan(p);
    if (*scanned == ROWAN_SCAN_NO_MEMORY)
        return rowan_out_of_memory(err);
    return *scanned == ROWAN_SCAN_DECLINED ? read_by_libxml(p, err) : ROWAN_OK;
}

static enum rowan_status read_inner(void *parser, struct rowan_error *err)
{
    enum rowan_scan scanned;

    return read_text(parser, &scanned, err);
}

static enum rowan_status run(struct rowan_parser *p, struct rowan_slice text,
                             const struct rowan_document **out, struct rowan_error *err)
{
    const struct rowan_document *document = NULL;
    enum rowan_scan scanned;
    enum rowan_status st;

    p->parse.text = rowan_input_begin(text, p->parse.limits.leading_space);
    st = read_text(p, &scanned, err);
    if (st == ROWAN_OK)
        st = rowan_inner_documents_read(&p->parse, read_inner, p, err);
    if (st == ROWAN_OK)
        document = rowan_parse_finish(&p->parse);
    if (st == ROWAN_OK && scanned == ROWAN_SCAN_ACCEPTED && p->judge)
        st = rowan_judge_compare(p->judge, document, err);
    if (st == ROWAN_OK)
        *out = document;
    return st;
}

enum rowan_status rowan_parser_text(struct rowan_parser *p, struct rowan_slice text,
                                    const struct rowan_document **out, struct rowan_error *err)
{
    *out = NULL;
    if (!text.data)
        text.data = "";
    if (text.data[text.size] != '\0')
        return rowan_fail(err, ROWAN_USAGE, "usage", "the text of a document is not followed by a NUL byte");
    return run(p, text, out, err);
}

static enum rowan_status decode(struct rowan_parser *p, struct rowan_slice bytes,
                                const struct rowan_document **out, struct rowan_error *err)
{
    enum rowan_status st = rowan_decode(bytes, &p->decoded, err);

    if (st != ROWAN_OK)
        return st;
    if (!rowan_buffer_string(&p->decoded))
        return rowan_out_of_memory(err);
    return run(p, rowan_buffer_slice(&p->decoded), out, err);
}

static enum rowan_status read_bytes(struct rowan_parser *p, struct rowan_slice bytes, bool in_place,
                                    const struct rowan_document **out, struct rowan_error *err)
{
    char name[ROWAN_ENCODING_NAME];
    size_t mark;
    enum rowan_status st;

    *out = NULL;
    if (bytes.size > p->parse.limits.document_bytes)
        return rowan_input_too_large(bytes.size, &p->parse.limits, err);
    rowan_buffer_reset(&p->expanded, ROWAN_PARSE_KEEP);
    rowan_buffer_reset(&p->decoded, ROWAN_PARSE_KEEP);
    st = rowan_unpack(&bytes, &p->parse.limits, &p->expanded, err);
    if (st != ROWAN_OK)
        return st;
    if (p->expanded.size) { /* this parser's own */
        if (!rowan_buffer_string(&p->expanded))
            return rowan_out_of_memory(err);
        bytes = rowan_buffer_slice(&p->expanded);
        in_place = true;
    }
    if (p->parse.limits.leading_space)
        bytes = rowan_input_skip_space(bytes);
    if (!in_place || bytes.size == 0)
        return decode(p, bytes, out, err);
    st = rowan_encoding_of(bytes, name, &mark, err);
    if (st != ROWAN_OK || name[0])
        return st == ROWAN_OK ? decode(p, bytes, out, err) : st;
    return run(p, (struct rowan_slice){bytes.data + mark, bytes.size - mark}, out, err);
}

enum rowan_status rowan_parser_bytes(struct rowan_parser *p, struct rowan_slice bytes,
                                     const struct rowan_document **out, struct rowan_error *err)
{
    return read_bytes(p, bytes, false, out, err);
}

enum rowan_status rowan_parser_bytes_in_place(struct rowan_parser *p, struct rowan_slice bytes,
                                              const struct rowan_document **out, struct rowan_error *err)
{
    *out = NULL;
    if (bytes.data && bytes.data[bytes.size] != '\0')
        return rowan_fail(err, ROWAN_USAGE, "usage",
                          "the bytes of a document are not followed by a NUL byte");
    return read_bytes(p, bytes, true, out, err);
}

const struct rowan_document *rowan_parser_document(const struct rowan_parser *p)
{
    return &p->parse.builder.document;
}

size_t rowan_parser_reach(const struct rowan_parser *p, const struct rowan_path *path)
{
    const struct rowan_automaton *automaton = p->parse.builder.automaton;
    size_t reached = 0;

    while (automaton && reached < path->count && path->steps[reached].places &&
           rowan_automaton_reached(automaton, path->steps[reached].places))
        reached++;
    return reached;
}

static enum rowan_status read_once(void *parser, struct rowan_error *err)
{
    struct rowan_parser *p = parser;

    if (!rowan_sax_read_once(p->sax))
        return rowan_out_of_memory(err);
    return p->parse.error.status;
}

bool rowan_parser_locate(struct rowan_parser *p, struct rowan_node_path *const *paths, size_t count)
{
    bool ok;

    p->parse.paths = paths;
    p->parse.path_count = count;
    ok = rowan_sax_read_once(p->sax) && !rowan_parse_has_failed(&p->parse) &&
         rowan_inner_documents_read(&p->parse, read_once, p, NULL) == ROWAN_OK;
    p->parse.paths = NULL;
    return ok;
}

const struct rowan_scan_counts *rowan_parser_counts(const struct rowan_parser *p)
{
    return &p->counts;
}
