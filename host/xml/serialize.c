/*
 * One pass over a piece of text that the parser has accepted, so nothing is checked here but the piece's end.
 * What an element uses is known only behind it: its declarations are put in then, after the name of the
 * outermost element.
 */
#include "xml/serialize.h"

#include "base/ascii.h"

#define SIZE_FACTOR 2 /* of the document's, and */
#define SIZE_MORE   ((size_t)1 << 20)

/* A declaration in the piece. */
struct declaration {
    struct rowan_slice prefix;
    size_t depth; /* of the element it stands on */
};

struct attribute {
    struct rowan_slice name;
    struct rowan_slice value; /* as written */
};

struct writer {
    struct rowan_serialize *scratch;
    struct rowan_buffer *out;
    const char *at, *end;
    const struct rowan_scope *outside;
    size_t depth;    /* open elements of the piece */
    size_t name_end; /* in out: behind the name of the outermost element in hand */
    size_t limit;    /* for out */
    bool failed;     /* no memory */
};

/* ---- output ---- */

static void put(struct writer *w, const char *data, size_t size)
{
    w->failed = w->failed || !rowan_buffer_append(w->out, data, size);
}

static void put_text(struct writer *w, struct rowan_slice text)
{
    put(w, text.data, text.size);
}

enum place { IN_TEXT, IN_CDATA, IN_VALUE };

/* What a character becomes; NULL: itself. A line end of two characters is one. */
static const char *instead_of(const char *p, const char *end, enum place place)
{
    switch (*p) {
    case '>':
        return "&gt;"; /* also in text: what is left out may have stood between ]] and > */
    case '\r':
        return p + 1 < end && p[1] == '\n' ? "" : place == IN_VALUE ? " " : "\n";
    case '\n':
    case '\t':
        return place == IN_VALUE ? " " : NULL;
    case '"':
        return place == IN_VALUE ? "&quot;" : NULL;
    case '&':
        return place == IN_CDATA ? "&amp;" : NULL;
    case '<':
        return place == IN_CDATA ? "&lt;" : NULL;
    default:
        return NULL;
    }
}

static void put_escaped(struct writer *w, struct rowan_slice text, enum place place)
{
    const char *end = text.data + text.size;
    const char *from = text.data;

    for (const char *p = from; p < end; p++) {
        const char *instead = instead_of(p, end, place);
        if (!instead)
            continue;
        put(w, from, (size_t)(p - from));
        put_text(w, rowan_slice_of(instead));
        from = p + 1;
    }
    put(w, from, (size_t)(end - from));
}

/* ---- input ---- */

static struct rowan_slice until(const char *from, const char *to)
{
    struct rowan_slice text = {from, (size_t)(to - from)};

    return text;
}

static const char *skip_space(const char *p, const char *end)
{
    while (p < end && rowan_ascii_is_space(*p))
        p++;
    return p;
}

/* A name ends where no name goes on. */
static struct rowan_slice read_name(const char *p, const char *end)
{
    const char *from = p;

    while (p < end && !rowan_ascii_is_space(*p) && *p != '=' && *p != '/' && *p != '>')
        p++;
    return until(from, p);
}

/* False at the end of the tag, where *at is then. */
static bool next_attribute(const char **at, const char *end, struct attribute *out)
{
    const char *p = skip_space(*at, end);
    const char *quote;

    out->name = read_name(p, end);
    p = skip_space(p + out->name.size, end);
    *at = p;
    if (out->name.size == 0 || p == end)
        return false;
    p = skip_space(p + 1, end);
    quote = p < end ? memchr(p + 1, *p, (size_t)(end - p - 1)) : NULL;
    if (!quote)
        return false;
    out->value = until(p + 1, quote);
    *at = quote + 1;
    return true;
}

/* Behind what ends with mark. */
static const char *skip_past(const char *p, const char *end, const char *mark)
{
    const char *found = memmem(p, (size_t)(end - p), mark, strlen(mark));

    return found ? found + strlen(mark) : end;
}

static bool begins(const struct writer *w, const char *with)
{
    size_t size = strlen(with);

    return (size_t)(w->end - w->at) >= size && memcmp(w->at, with, size) == 0;
}

/* ---- namespaces ---- */

static struct rowan_slice prefix_of(struct rowan_slice name)
{
    const char *colon = memchr(name.data, ':', name.size);
    struct rowan_slice prefix = {name.data, colon ? (size_t)(colon - name.data) : 0};

    return prefix;
}

static bool is_declaration(struct rowan_slice name, struct rowan_slice *prefix)
{
    bool plain = rowan_slice_equal(name, rowan_slice_of("xmlns"));

    *prefix = plain ? until(name.data, name.data) : until(name.data + 6, name.data + name.size);
    return plain || (name.size > 6 && memcmp(name.data, "xmlns:", 6) == 0);
}

static bool declared_inside(const struct writer *w, struct rowan_slice prefix)
{
    const struct declaration *all = (const void *)w->scratch->declared.data;

    for (size_t i = w->scratch->declared.size / sizeof *all; i > 0; i--)
        if (rowan_slice_equal(all[i - 1].prefix, prefix))
            return true;
    return false;
}

static bool needed_already(const struct writer *w, struct rowan_slice prefix)
{
    const struct rowan_scope *const *all = (const void *)w->scratch->needed.data;

    for (size_t i = 0; i < w->scratch->needed.size / sizeof(const struct rowan_scope *); i++)
        if (rowan_slice_equal(rowan_slice_of(all[i]->prefix), prefix))
            return true;
    return false;
}

/* The prefix is used here. */
static void use(struct writer *w, struct rowan_slice prefix)
{
    const struct rowan_scope *scope = w->outside;

    if (needed_already(w, prefix) || declared_inside(w, prefix))
        return;
    while (scope && !rowan_slice_equal(rowan_slice_of(scope->prefix), prefix))
        scope = scope->outer;
    if (scope && scope->uri[0])
        w->failed =
            w->failed || !rowan_buffer_append(&w->scratch->needed, (const char *)&scope, sizeof scope);
}

/* The value of xsi:type is a name, too; what has another meaning costs a declaration too many. */
static void use_attribute(struct writer *w, const struct attribute *attribute)
{
    struct rowan_slice prefix = prefix_of(attribute->name);
    struct rowan_slice ignored;

    if (prefix.size == 0 || is_declaration(attribute->name, &ignored))
        return;
    use(w, prefix);
    if (rowan_slice_equal(until(prefix.data + prefix.size, attribute->name.data + attribute->name.size),
                          rowan_slice_of(":type")))
        use(w, prefix_of(rowan_slice_trim(attribute->value)));
}

/* What the tag that goes on at p declares holds for its own name, too. */
static void read_declarations(struct writer *w, const char *p)
{
    struct declaration declaration = {.depth = w->depth};
    struct attribute attribute;

    while (next_attribute(&p, w->end, &attribute))
        if (is_declaration(attribute.name, &declaration.prefix))
            w->failed = w->failed || !rowan_buffer_append(&w->scratch->declared, (const char *)&declaration,
                                                          sizeof declaration);
}

static void put_declaration(struct writer *w, const struct rowan_scope *scope)
{
    put_text(w, rowan_slice_of(scope->prefix[0] ? " xmlns:" : " xmlns"));
    put_text(w, rowan_slice_of(scope->prefix));
    put_text(w, rowan_slice_of("=\""));
    put_escaped(w, rowan_slice_of(scope->uri), IN_VALUE);
    put_text(w, rowan_slice_of("\""));
}

/* The outermost element in hand has ended. */
static void insert_declarations(struct writer *w)
{
    const struct rowan_scope *const *needed = (const void *)w->scratch->needed.data;
    size_t count = w->scratch->needed.size / sizeof(const struct rowan_scope *);
    struct rowan_buffer *inserted = &w->scratch->inserted;
    struct rowan_buffer *out = w->out;
    size_t behind = out->size - w->name_end;

    if (count == 0)
        return;
    inserted->size = 0;
    w->out = inserted;
    for (size_t i = 0; i < count; i++)
        put_declaration(w, needed[i]);
    w->out = out;
    w->scratch->needed.size = 0;
    if (w->failed || !rowan_buffer_reserve(out, inserted->size)) {
        w->failed = true;
        return;
    }
    memmove(out->data + w->name_end + inserted->size, out->data + w->name_end, behind);
    memcpy(out->data + w->name_end, inserted->data, inserted->size);
    out->size += inserted->size;
}

/* ---- tags ---- */

/* The element at this depth has ended. */
static void leave(struct writer *w)
{
    struct declaration *all = (void *)w->scratch->declared.data;
    size_t count = w->scratch->declared.size / sizeof *all;

    while (count > 0 && all[count - 1].depth == w->depth)
        count--;
    w->scratch->declared.size = count * sizeof *all;
    if (w->depth == 0)
        insert_declarations(w);
}

static void start_tag(struct writer *w)
{
    struct rowan_slice name = read_name(w->at + 1, w->end);
    const char *p = name.data + name.size;
    struct attribute attribute;

    read_declarations(w, p);
    use(w, prefix_of(name));
    put_text(w, until(w->at, p));
    if (w->depth == 0)
        w->name_end = w->out->size;
    while (next_attribute(&p, w->end, &attribute)) {
        use_attribute(w, &attribute);
        put_text(w, rowan_slice_of(" "));
        put_text(w, attribute.name);
        put_text(w, rowan_slice_of("=\""));
        put_escaped(w, attribute.value, IN_VALUE);
        put_text(w, rowan_slice_of("\""));
    }
    if (p < w->end && *p == '/') {
        put_text(w, rowan_slice_of("/>"));
        leave(w);
        p++;
    } else {
        put_text(w, rowan_slice_of(">"));
        w->depth++;
    }
    w->at = p < w->end ? p + 1 : w->end;
}

static void end_tag(struct writer *w)
{
    struct rowan_slice name = read_name(w->at + 2, w->end);

    put_text(w, until(w->at, name.data + name.size));
    put_text(w, rowan_slice_of(">"));
    w->at = skip_past(w->at, w->end, ">");
    if (w->depth > 0)
        w->depth--;
    leave(w);
}

static void cdata(struct writer *w)
{
    const char *from = w->at + strlen("<![CDATA[");

    w->at = skip_past(from, w->end, "]]>");
    put_escaped(w, until(from, w->at - strlen("]]>")), IN_CDATA);
}

static void text(struct writer *w)
{
    const char *less = memchr(w->at, '<', (size_t)(w->end - w->at));
    const char *to = less ? less : w->end;

    put_escaped(w, until(w->at, to), IN_TEXT);
    w->at = to;
}

static void write_piece(struct writer *w)
{
    while (w->at < w->end && !w->failed && w->out->size <= w->limit) {
        if (*w->at != '<')
            text(w);
        else if (begins(w, "</"))
            end_tag(w);
        else if (begins(w, "<!--"))
            w->at = skip_past(w->at + 4, w->end, "-->");
        else if (begins(w, "<![CDATA["))
            cdata(w);
        else if (begins(w, "<?"))
            w->at = skip_past(w->at, w->end, "?>");
        else
            start_tag(w);
    }
}

/* ---- the whole ---- */

/* From the element to what is in it; an empty piece when it is an empty tag. */
static void go_inside(struct writer *w, const struct rowan_source_span *span)
{
    struct rowan_slice name = read_name(w->at + 1, w->end);
    const char *p = name.data + name.size;
    struct attribute attribute;
    const char *less;

    while (next_attribute(&p, w->end, &attribute))
        ;
    w->outside = span->inside;
    if (p == w->end || *p == '/') {
        w->at = w->end;
        return;
    }
    w->at = p + 1;
    less = memrchr(w->at, '<', (size_t)(w->end - w->at));
    w->end = less ? less : w->at;
}

void rowan_serialize_clear(struct rowan_serialize *serializer)
{
    rowan_buffer_clear(&serializer->declared);
    rowan_buffer_clear(&serializer->needed);
    rowan_buffer_clear(&serializer->inserted);
}

enum rowan_status rowan_serialize_append(struct rowan_serialize *serializer,
                                         const struct rowan_document *document, const struct rowan_node *node,
                                         bool inner, struct rowan_buffer *out, struct rowan_error *err)
{
    const struct rowan_source_span *span = node->kind == ROWAN_NODE_ELEMENT ? node->span : node->first->span;
    struct rowan_slice text = rowan_document_text(document, node);
    struct writer w = {.scratch = serializer, .out = out, .outside = span->outside};

    w.at = text.data + span->begin;
    w.end = text.data + span->end;
    w.limit = out->size + SIZE_FACTOR * document->text.size + SIZE_MORE;
    serializer->declared.size = serializer->needed.size = 0;
    if (inner)
        go_inside(&w, span);
    write_piece(&w);
    if (w.failed)
        return rowan_out_of_memory(err);
    if (out->size > w.limit)
        return rowan_fail(err, ROWAN_DOCUMENT, "limit",
                          "the markup has more than %zu bytes, with the namespaces that are declared in it",
                          w.limit);
    return ROWAN_OK;
}
