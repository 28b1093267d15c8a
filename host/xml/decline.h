#ifndef ROWAN_DECLINE_H
#define ROWAN_DECLINE_H
/* Why the scanner left a document to libxml2. */
enum rowan_decline {
    ROWAN_DECLINE_NONE,
    ROWAN_DECLINE_DOCTYPE,
    ROWAN_DECLINE_DECLARATION, /* an XML declaration that is not of the usual form */
    ROWAN_DECLINE_MARKUP,      /* tags, comments, instructions that are not as they should be */
    ROWAN_DECLINE_NAME,        /* what does not look like a name */
    ROWAN_DECLINE_NAMESPACE,   /* a declaration that is odd, a prefix that is not declared */
    ROWAN_DECLINE_CHARACTER,   /* a byte that XML or UTF-8 does not allow there */
    ROWAN_DECLINE_REFERENCE,   /* neither a number nor one of the five entities */
    ROWAN_DECLINE_LIMIT,       /* near one of the limits */
    ROWAN_DECLINES
};

/* A word or two, for reports. */
const char *rowan_decline_name(enum rowan_decline why);
#endif
