/* Nodes that an expression finds follow pick as the matches of a path do; everything else is one text. */
#include "rows/cell_xpath.h"

#include "xml/xpath.h"

static enum rowan_status join(struct rowan_xpath *xpath, const struct rowan_column *column,
                              struct rowan_buffer *joined, struct rowan_slice *out, struct rowan_error *err)
{
    size_t count = rowan_xpath_count(xpath);
    const char *joiner = column->joiner ? column->joiner : "";

    joined->size = 0;
    for (size_t i = 0; i < count; i++) {
        struct rowan_slice part;
        enum rowan_status st = rowan_xpath_text(xpath, i, &part, err);
        if (st != ROWAN_OK)
            return st;
        if ((i > 0 && !rowan_buffer_append_slice(joined, joiner)) ||
            !rowan_buffer_append(joined, part.data, part.size))
            return rowan_out_of_memory(err);
    }
    out->data = joined->data ? joined->data : "";
    out->size = joined->size;
    return ROWAN_OK;
}

enum rowan_status rowan_cell_xpath(struct rowan_xpath *xpath, const struct rowan_row_context *context,
                                   const struct rowan_column *column, struct rowan_buffer *joined,
                                   struct rowan_slice *out, struct rowan_error *err)
{
    enum rowan_status st =
        rowan_xpath_run(xpath, (size_t)column->of, column->xpath, context->document, context->node, err);
    size_t count = st == ROWAN_OK ? rowan_xpath_count(xpath) : 0;

    *out = (struct rowan_slice){NULL, 0};
    if (st != ROWAN_OK || count == 0)
        return st;
    if (count > 1 && column->pick == ROWAN_PICK_ONE)
        return rowan_fail(err, ROWAN_DOCUMENT, "several",
                          "%zu nodes match where one is expected; say pick = \"first\", \"last\" or \"join\"",
                          count);
    if (column->pick == ROWAN_PICK_JOIN)
        return join(xpath, column, joined, out, err);
    return rowan_xpath_text(xpath, column->pick == ROWAN_PICK_LAST ? count - 1 : 0, out, err);
}
