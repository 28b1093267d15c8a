#include "xml/unpack.h"

#include "base/expand.h"

static enum rowan_status fail_broken(struct rowan_error *err, enum rowan_compression kind, const char *why)
{
    return rowan_fail(err, ROWAN_DOCUMENT, "compressed",
                      "the document is compressed (%s), and cannot be expanded: %s",
                      rowan_compression_name(kind), why);
}

enum rowan_status rowan_unpack(struct rowan_slice *bytes, const struct rowan_limits *limits,
                               struct rowan_buffer *out, struct rowan_error *err)
{
    enum rowan_compression kind = rowan_compression_of(*bytes);
    size_t begin = out->size;
    const char *why;

    if (kind == ROWAN_COMPRESSION_NONE)
        return ROWAN_OK;
    switch (rowan_expand(kind, *bytes, limits->document_bytes, out, &why)) {
    case ROWAN_EXPANDED_LONG:
        return rowan_fail(err, ROWAN_DOCUMENT, "limit",
                          "the document is compressed (%s), and expands to more than %zu bytes, %s",
                          rowan_compression_name(kind), limits->document_bytes,
                          limits->are_settings ? "max_text of the source" : "the limit");
    case ROWAN_EXPANDED_BROKEN:
        return fail_broken(err, kind, why);
    case ROWAN_EXPANDED_NO_MEMORY:
        return rowan_out_of_memory(err);
    case ROWAN_EXPANDED:
        break;
    }
    *bytes = (struct rowan_slice){out->data + begin, out->size - begin};
    if (rowan_compression_of(*bytes) != ROWAN_COMPRESSION_NONE)
        return fail_broken(err, kind, "what comes out is compressed, too");
    return ROWAN_OK;
}
