#include "xml/xml_way.h"

#include <stdlib.h>

/* By enum rowan_xml_way, from SCANNER on. */
static const char *const words[] = {"scanner", "libxml2", "both"};

enum rowan_status rowan_xml_way_of_environment(enum rowan_xml_way *way, struct rowan_error *err)
{
    const char *word = getenv("ROWAN_XML");
    char quoted[100];

    *way = ROWAN_XML_SCANNER;
    if (!word || !*word)
        return ROWAN_OK;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(word, words[i]) == 0) {
            *way = (enum rowan_xml_way)(ROWAN_XML_SCANNER + i);
            return ROWAN_OK;
        }
    return rowan_fail(err, ROWAN_CONFIG, "usage", "ROWAN_XML is %s; it may be scanner, libxml2 or both",
                      rowan_quote(quoted, sizeof quoted, rowan_slice_of(word)));
}
