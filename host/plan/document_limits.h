#ifndef ROWAN_DOCUMENT_LIMITS_H
#define ROWAN_DOCUMENT_LIMITS_H
/* What the source says of its documents: how much one may be and make, and what is let pass. */
#include "plan/plan.h"

enum rowan_document_setting {
    ROWAN_DOCUMENT_MAX_TEXT, /* bytes of its text */
    ROWAN_DOCUMENT_MAX_TREE, /* bytes of what the mapping keeps of it */
    ROWAN_DOCUMENT_MAX_ROWS,
    ROWAN_DOCUMENT_SETTINGS
};

/* "max_text" and so on. */
const char *rowan_document_setting_name(enum rowan_document_setting setting);
/* ROWAN_MAPPING: the value is out of its range. */
enum rowan_status rowan_plan_document_limit(struct rowan_plan *plan, enum rowan_document_setting setting,
                                            int64_t value, struct rowan_error *err);
/* Attributes have the values that the internal DTD subset declares for them. */
void rowan_plan_dtd_defaults(struct rowan_plan *plan);
/* White space before an XML declaration is passed over. */
void rowan_plan_leading_space(struct rowan_plan *plan);
/* ROWAN_MAPPING: a column shows the document's own text, which lacks what a DTD gives. */
enum rowan_status rowan_plan_check_defaults(const struct rowan_plan *plan, struct rowan_error *err);
#endif
