/*
 * libxml2's SAX2 events -> projected tree. The parser context is reused; names are compared by their
 * pointers in its dictionary, so a context whose dictionary has grown is replaced. A subtree that no
 * path can touch costs one counter per element. docs/internals/xml.md says why each refusal is there.
 */
#include "xml/parser.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "xml/automaton.h"
#include "xml/name_cache.h"

#define DEFAULT_DOCUMENT_BYTES ((size_t)256 << 20)
#define DEFAULT_TREE_BYTES     ((size_t)256 << 20)
#define DEFAULT_ATTRIBUTES     10000
#define KEEP_BYTES             ((size_t)4 << 20) /* memory that stays between documents */
#define DEPTH_MAX              256               /* libxml2's own limit without XML_PARSE_HUGE */
#define NAMES_MAX              20000             /* distinct names of a context before it is replaced */

#if LIBXML_VERSION >= 21200
typedef const xmlError *error_pointer; /* the signature changed with 2.12 */
#else
typedef xmlErrorPtr error_pointer;
#endif

/* An element that is open and kept. */
struct frame {
    struct rowan_node *node;
    struct rowan_node *previous; /* its elder sibling, to take it out again */
    struct rowan_state *state;
};

struct rowan_parser {
    xmlParserCtxtPtr context;
    xmlSAXHandler sax;
    struct rowan_automaton *automaton; /* NULL: keep everything */
    struct rowan_names *names;
    struct rowan_limits limits;
    struct rowan_name_cache cache;
    struct rowan_arena arena;
    struct rowan_buffer characters;
    struct rowan_document document;
    struct frame frames[DEPTH_MAX + 2];
    size_t depth;      /* frames in use */
    size_t skip;       /* open elements below the last frame that are not kept */
    size_t text_depth; /* frames whose string-value is being collected */
    bool text_goes_on; /* the next characters belong to the text node in hand */
    uint32_t order;
    struct rowan_error error; /* the first of this document */
};

/* ---- refusing ---- */

static int line_of(const struct rowan_parser *p)
{
    return p->context->input ? p->context->input->line : 0;
}

static void refuse(struct rowan_parser *p, const char *reason, const char *what)
{
    if (p->error.status != ROWAN_OK)
        return;
    rowan_fail(&p->error, ROWAN_DOCUMENT, reason, "line %d: %s", line_of(p), what);
    xmlStopParser(p->context);
}

static void refuse_memory(struct rowan_parser *p)
{
    bool full = p->arena.limit && p->arena.held + ((size_t)1 << 20) > p->arena.limit;

    if (p->error.status != ROWAN_OK)
        return;
    if (full)
        rowan_fail(&p->error, ROWAN_DOCUMENT, "limit",
                   "line %d: the mapping keeps more than %zu MB of this document", line_of(p),
                   p->limits.tree_bytes >> 20);
    else
        rowan_fail(&p->error, ROWAN_NO_MEMORY, "memory", "no memory for the document");
    xmlStopParser(p->context);
}

/* libxml2's messages end in a newline and speak to C programmers now and then. */
static void on_error(void *user, error_pointer error)
{
    struct rowan_parser *p = user;
    const char *reason = "xml";
    char what[400];

    if (error->level < XML_ERR_ERROR || p->error.status != ROWAN_OK)
        return;
    if (error->code == XML_ERR_NO_MEMORY) {
        refuse_memory(p);
        return;
    }
    snprintf(what, sizeof what, "%s", error->message ? error->message : "not well-formed");
    what[strcspn(what, "\n")] = '\0';
    if (strstr(what, "Excessive depth")) {
        reason = "limit";
        snprintf(what, sizeof what, "elements are nested deeper than %d", DEPTH_MAX);
    } else if (strstr(what, "HUGE") || strstr(what, "too long") || strstr(what, "Huge input")) {
        reason = "limit";
        snprintf(what, sizeof what, "one text, name or attribute value is longer than 10 MB");
    } else if (error->code == XML_ERR_INVALID_ENCODING || error->code == XML_ERR_UNKNOWN_ENCODING ||
               error->code == XML_ERR_UNSUPPORTED_ENCODING || error->code == XML_I18N_CONV_FAILED) {
        reason = "encoding";
    }
    rowan_fail(&p->error, ROWAN_DOCUMENT, reason, "line %d: %s", error->line, what);
    xmlStopParser(p->context);
}

/* ---- the tree ---- */

static struct rowan_node *new_node(struct rowan_parser *p, enum rowan_node_kind kind,
                                   struct rowan_node *parent, uint32_t name)
{
    struct rowan_node *node = rowan_arena_alloc(&p->arena, sizeof *node);

    if (!node) {
        refuse_memory(p);
        return NULL;
    }
    node->kind = (uint8_t)kind;
    node->parent = parent;
    node->name = name;
    node->order = p->order++;
    node->line = (uint32_t)line_of(p);
    p->document.nodes++;
    return node;
}

static void append_child(struct rowan_node *parent, struct rowan_node *node)
{
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
}

/*
 * SAX2 hands attribute values with references already decoded, except that & comes as "&#38;" while
 * entities are not substituted: it is the only sequence that begins with & here.
 */
static char *copy_value(struct rowan_parser *p, const char *value, size_t size, size_t *length)
{
    char *copy = rowan_arena_copy(&p->arena, value, size);
    size_t from = 0;
    size_t to = 0;

    *length = size;
    if (!copy || !memchr(copy, '&', size))
        return copy;
    while (from < size) {
        copy[to++] = copy[from];
        from += copy[from] == '&' && size - from >= 5 && memcmp(copy + from, "&#38;", 5) == 0 ? 5 : 1;
    }
    *length = to;
    return copy;
}

/* localname, prefix, URI, value, end: five pointers per attribute. */
static void add_attributes(struct rowan_parser *p, struct rowan_node *element,
                           const struct rowan_state *state, int count, const xmlChar **attributes)
{
    struct rowan_node *last = NULL;

    for (int i = 0; i < count; i++, attributes += 5) {
        uint32_t name = rowan_name_cache_id(&p->cache, attributes[0], attributes[2]);
        struct rowan_node *node;
        if (state && !rowan_state_wants(state, name))
            continue;
        node = new_node(p, ROWAN_NODE_ATTRIBUTE, element, name);
        if (!node)
            return;
        node->line = element->line;
        node->data =
            copy_value(p, (const char *)attributes[3], (size_t)(attributes[4] - attributes[3]), &node->end);
        if (!node->data) {
            refuse_memory(p);
            return;
        }
        node->has_text = 1;
        if (last)
            last->next = node;
        else
            element->attributes = node;
        last = node;
    }
}

static void push_frame(struct rowan_parser *p, struct rowan_node *node, struct rowan_state *state)
{
    struct frame *frame = &p->frames[p->depth++];

    frame->node = node;
    frame->previous = node->parent ? node->parent->last : NULL;
    frame->state = state;
    if (node->parent)
        append_child(node->parent, node);
    if (!state || state->text) {
        node->begin = p->characters.size;
        p->text_depth++;
    }
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
                     const xmlChar **attributes)
{
    struct rowan_parser *p = user;
    struct rowan_state *state = NULL;
    struct rowan_node *node;
    uint32_t name;

    (void)prefix, (void)namespace_count, (void)namespaces, (void)defaulted;
    p->text_goes_on = false;
    if ((size_t)attribute_count > p->limits.attributes) {
        refuse(p, "limit", "an element has too many attributes");
        return;
    }
    if (p->skip) {
        p->skip++;
        return;
    }
    name = rowan_name_cache_id(&p->cache, local, uri);
    if (p->automaton) {
        state = rowan_automaton_step(p->automaton, p->frames[p->depth - 1].state, name);
        if (!state) {
            refuse_memory(p);
            return;
        }
        if (state->count == 0) {
            p->skip = 1;
            return;
        }
    }
    if (p->depth >= DEPTH_MAX + 1) {
        refuse(p, "limit", "elements are nested too deep");
        return;
    }
    node = new_node(p, ROWAN_NODE_ELEMENT, p->frames[p->depth - 1].node, name);
    if (!node)
        return;
    push_frame(p, node, state);
    if (attribute_count && (!state || state->attributes))
        add_attributes(p, node, state, attribute_count, attributes);
}

/* An element that only led to others, and led to none, goes out again. */
static void drop_if_idle(struct rowan_parser *p, const struct frame *frame)
{
    struct rowan_node *node = frame->node;

    if (!frame->state || frame->state->keep || node->first || node->attributes)
        return;
    node->parent->last = frame->previous;
    if (frame->previous)
        frame->previous->next = NULL;
    else
        node->parent->first = NULL;
    p->document.nodes--;
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    struct rowan_parser *p = user;
    struct frame *frame;

    (void)local, (void)prefix, (void)uri;
    p->text_goes_on = false;
    if (p->skip) {
        p->skip--;
        return;
    }
    if (p->depth < 2)
        return;
    frame = &p->frames[--p->depth];
    if (!frame->state || frame->state->text) {
        frame->node->end = p->characters.size;
        frame->node->has_text = 1;
        p->text_depth--;
    }
    drop_if_idle(p, frame);
}

/* text() nodes: what stands together between two tags is one node, however many events it comes in. */
static void extend_text_node(struct rowan_parser *p, const struct frame *frame, size_t size)
{
    struct rowan_node *node = frame->node->last;

    if (!p->text_goes_on || !node || node->kind != ROWAN_NODE_TEXT) {
        node = new_node(p, ROWAN_NODE_TEXT, frame->node, 0);
        if (!node)
            return;
        node->line = frame->node->line;
        node->begin = p->characters.size - size;
        node->has_text = 1;
        append_child(frame->node, node);
    }
    node->end = p->characters.size;
    p->text_goes_on = true;
}

static void on_characters(void *user, const xmlChar *data, int size)
{
    struct rowan_parser *p = user;
    const struct frame *frame = &p->frames[p->depth - 1];
    bool as_node = !p->skip && p->depth > 1 && (!frame->state || frame->state->text_nodes);

    if (!p->text_depth && !as_node)
        return;
    if (!rowan_buffer_append(&p->characters, (const char *)data, (size_t)size)) {
        refuse_memory(p);
        return;
    }
    if (as_node)
        extend_text_node(p, frame, (size_t)size);
}

static void on_comment(void *user, const xmlChar *value)
{
    (void)value;
    ((struct rowan_parser *)user)->text_goes_on = false;
}

static void on_instruction(void *user, const xmlChar *target, const xmlChar *data)
{
    (void)target, (void)data;
    ((struct rowan_parser *)user)->text_goes_on = false;
}

/* ---- what a loader must not accept ---- */

static void on_entity(void *user, const xmlChar *name, int type, const xmlChar *public_id,
                      const xmlChar *system_id, xmlChar *content)
{
    (void)name, (void)type, (void)public_id, (void)system_id, (void)content;
    refuse(user, "limit", "entity declarations are refused");
}

static void on_unparsed(void *user, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id,
                        const xmlChar *notation)
{
    (void)name, (void)public_id, (void)system_id, (void)notation;
    refuse(user, "limit", "entity declarations are refused");
}

static void on_attribute_declaration(void *user, const xmlChar *element, const xmlChar *name, int type,
                                     int kind, const xmlChar *value, xmlEnumerationPtr tree)
{
    (void)element, (void)name, (void)type, (void)kind;
    xmlFreeEnumeration(tree);
    if (value)
        refuse(user, "limit", "a default for an attribute in the DTD is refused");
}

static xmlEntityPtr on_get_entity(void *user, const xmlChar *name)
{
    char shown[100];
    char what[200];

    rowan_quote(shown, sizeof shown, rowan_text_of((const char *)name));
    snprintf(what, sizeof what, "reference to the entity %s, which is not one of the five of XML", shown);
    refuse(user, "xml", what);
    return NULL;
}

static void set_handlers(xmlSAXHandler *sax)
{
    memset(sax, 0, sizeof *sax);
    sax->initialized = XML_SAX2_MAGIC;
    sax->startElementNs = on_start;
    sax->endElementNs = on_end;
    sax->characters = on_characters;
    sax->ignorableWhitespace = on_characters;
    sax->cdataBlock = on_characters;
    sax->comment = on_comment;
    sax->processingInstruction = on_instruction;
    sax->entityDecl = on_entity;
    sax->unparsedEntityDecl = on_unparsed;
    sax->attributeDecl = on_attribute_declaration;
    sax->getEntity = on_get_entity;
    sax->getParameterEntity = on_get_entity;
    sax->serror = on_error;
}

/* ---- life ---- */

static bool renew_context(struct rowan_parser *p)
{
    if (p->context)
        xmlFreeParserCtxt(p->context);
    rowan_name_cache_reset(&p->cache);
    p->context = xmlNewParserCtxt();
    if (!p->context)
        return false;
    *p->context->sax = p->sax;
    p->context->userData = p;
    return true;
}

static void set_limits(struct rowan_parser *p, const struct rowan_limits *limits)
{
    if (limits)
        p->limits = *limits;
    if (!p->limits.document_bytes)
        p->limits.document_bytes = DEFAULT_DOCUMENT_BYTES;
    if (!p->limits.tree_bytes)
        p->limits.tree_bytes = DEFAULT_TREE_BYTES;
    if (!p->limits.attributes)
        p->limits.attributes = DEFAULT_ATTRIBUTES;
}

enum rowan_status rowan_parser_new(struct rowan_parser **out, const struct rowan_projection *projection,
                                   struct rowan_names *names, const struct rowan_limits *limits,
                                   struct rowan_error *err)
{
    struct rowan_parser *p = calloc(1, sizeof *p);

    *out = NULL;
    if (!p)
        goto no_memory;
    p->names = names;
    set_limits(p, limits);
    set_handlers(&p->sax);
    rowan_arena_init(&p->arena, p->limits.tree_bytes);
    rowan_buffer_init(&p->characters);
    rowan_name_cache_init(&p->cache, names, projection == NULL);
    if (projection) {
        p->automaton = rowan_automaton_new(projection, rowan_names_count(names));
        if (!p->automaton)
            goto no_memory;
    }
    xmlInitParser();
    if (!renew_context(p))
        goto no_memory;
    *out = p;
    return ROWAN_OK;
no_memory:
    rowan_parser_free(p);
    return rowan_fail(err, ROWAN_NO_MEMORY, "memory", "no memory for a parser");
}

void rowan_parser_free(struct rowan_parser *p)
{
    if (!p)
        return;
    if (p->context)
        xmlFreeParserCtxt(p->context);
    rowan_automaton_free(p->automaton);
    rowan_name_cache_clear(&p->cache);
    rowan_arena_clear(&p->arena);
    rowan_buffer_clear(&p->characters);
    free(p);
}

/* ---- one document ---- */

static bool begin_document(struct rowan_parser *p)
{
    struct rowan_node *root;
    struct rowan_state *state = NULL;

    if ((p->context == NULL || p->cache.count > NAMES_MAX) && !renew_context(p))
        return false;
    rowan_arena_reset(&p->arena, KEEP_BYTES);
    rowan_buffer_reset(&p->characters, KEEP_BYTES);
    memset(&p->document, 0, sizeof p->document);
    p->depth = p->skip = p->text_depth = 0;
    p->text_goes_on = false;
    p->order = 0;
    p->error.status = ROWAN_OK;
    root = rowan_arena_alloc(&p->arena, sizeof *root);
    if (p->automaton)
        state = rowan_automaton_start(p->automaton);
    if (!root || (p->automaton && !state))
        return false;
    root->kind = ROWAN_NODE_ROOT;
    root->order = p->order++;
    p->document.root = root;
    push_frame(p, root, state);
    return true;
}

static enum rowan_status run(struct rowan_parser *p, struct rowan_text text, int options,
                             const struct rowan_document **out, struct rowan_error *err)
{
    xmlDocPtr tree;

    if (text.size > p->limits.document_bytes)
        return rowan_fail(err, ROWAN_DOCUMENT, "limit", "the document has %zu bytes, the limit is %zu",
                          text.size, p->limits.document_bytes);
    if (!begin_document(p))
        return rowan_fail(err, ROWAN_NO_MEMORY, "memory", "no memory for the document");
    tree = xmlCtxtReadMemory(p->context, text.data, (int)text.size, NULL, NULL, options | XML_PARSE_NONET);
    if (tree)
        xmlFreeDoc(tree); /* with our handlers there is none */
    if (p->error.status == ROWAN_OK && (!p->context->wellFormed || p->context->errNo == XML_ERR_NO_MEMORY))
        rowan_fail(&p->error, ROWAN_DOCUMENT, "xml", "line %d: not well-formed", line_of(p));
    if (p->error.status != ROWAN_OK) {
        if (err)
            *err = p->error;
        return p->error.status;
    }
    p->document.root->end = p->characters.size;
    p->document.root->has_text = 1;
    p->document.characters = p->characters.data ? p->characters.data : "";
    *out = &p->document;
    return ROWAN_OK;
}

static struct rowan_text skip_bom(struct rowan_text text)
{
    if (text.size >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0) {
        text.data += 3;
        text.size -= 3;
    }
    return text;
}

enum rowan_status rowan_parser_text(struct rowan_parser *p, struct rowan_text text,
                                    const struct rowan_document **out, struct rowan_error *err)
{
    struct rowan_text start;

    *out = NULL;
    text = skip_bom(text);
    start = rowan_text_trim(text);
    if (start.size == 0)
        return rowan_fail(err, ROWAN_DOCUMENT, "xml", "the document is empty");
    if (start.data[0] != '<')
        return rowan_fail(err, ROWAN_DOCUMENT, "xml", "line 1: the document does not begin with <");
    if (memchr(text.data, '\0', text.size))
        return rowan_fail(err, ROWAN_DOCUMENT, "encoding", "the document holds a NUL byte");
    return run(p, text, XML_PARSE_IGNORE_ENC, out, err);
}

/* UTF-16 is full of zero bytes and rightly so; in any other encoding a NUL hides what follows. */
static bool looks_like_utf16(struct rowan_text bytes)
{
    const unsigned char *b = (const unsigned char *)bytes.data;

    if (bytes.size < 2)
        return false;
    return (b[0] == 0xFF && b[1] == 0xFE) || (b[0] == 0xFE && b[1] == 0xFF);
}

enum rowan_status rowan_parser_bytes(struct rowan_parser *p, struct rowan_text bytes,
                                     const struct rowan_document **out, struct rowan_error *err)
{
    *out = NULL;
    if (bytes.size == 0)
        return rowan_fail(err, ROWAN_DOCUMENT, "xml", "the document is empty");
    if (!looks_like_utf16(bytes) && memchr(bytes.data, '\0', bytes.size))
        return rowan_fail(err, ROWAN_DOCUMENT, "encoding", "the document holds a NUL byte");
    return run(p, bytes, 0, out, err);
}
