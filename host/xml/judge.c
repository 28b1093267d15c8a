#include "xml/judge.h"

#include <stdlib.h>

#include "xml/document_difference.h"
#include "xml/inner_document.h"
#include "xml/input_check.h"
#include "xml/sax.h"

struct rowan_judge {
    struct rowan_parse parse;
    struct rowan_sax *sax;
};

struct rowan_judge *rowan_judge_new(const struct rowan_parse *parse)
{
    struct rowan_judge *j = calloc(1, sizeof *j);

    if (!j)
        return NULL;
    if (rowan_parse_init(&j->parse, parse->projection, parse->names, &parse->limits))
        j->sax = rowan_sax_new(&j->parse);
    if (j->sax)
        return j;
    rowan_judge_free(j);
    return NULL;
}

void rowan_judge_free(struct rowan_judge *j)
{
    if (!j)
        return;
    rowan_sax_free(j->sax);
    rowan_parse_clear(&j->parse);
    free(j);
}

static enum rowan_status refused(const struct rowan_error *why, struct rowan_error *err)
{
    if (why->status != ROWAN_DOCUMENT) {
        if (err)
            *err = *why;
        return why->status;
    }
    return rowan_fail(err, ROWAN_DOCUMENT, "scanner",
                      "rowan's scanner accepts the document and libxml2 does not: %s", why->message);
}

static enum rowan_status read_text(void *judge, struct rowan_error *err)
{
    struct rowan_judge *j = judge;
    enum rowan_status st = rowan_input_check(j->parse.text, &j->parse.limits, err);

    if (st != ROWAN_OK)
        return st;
    if (!rowan_sax_read(j->sax))
        return rowan_out_of_memory(err);
    *err = j->parse.error;
    return err->status;
}

enum rowan_status rowan_judge_compare(struct rowan_judge *j, const struct rowan_document *document,
                                      struct rowan_error *err)
{
    char difference[ROWAN_DIFFERENCE_MAX];
    struct rowan_error why;

    j->parse.text = document->text;
    if (read_text(j, &why) != ROWAN_OK ||
        rowan_inner_documents_read(&j->parse, read_text, j, &why) != ROWAN_OK)
        return refused(&why, err);
    if (!rowan_document_differs(document, rowan_parse_finish(&j->parse), j->parse.names, difference,
                                sizeof difference))
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_DOCUMENT, "scanner",
                      "rowan's scanner and libxml2 read the document differently; first the scanner's: %s",
                      difference);
}
