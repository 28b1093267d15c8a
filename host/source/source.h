#ifndef ROWAN_SOURCE_H
#define ROWAN_SOURCE_H
/*
 * Where documents come from: the port that a worker's loop knows, and what a source asks a target. A source
 * of another kind embeds struct rowan_source as its first member and fills in the functions.
 *
 * Documents have keys that are texts here. A range of keys is opened, read document by document in the
 * source's order, and closed; ranges are made of the boundaries that the source itself found. One range is
 * open at a time.
 */
#include "base/slice.h"
#include "base/status.h"
#include "odbc/statement.h"
#include "odbc/sql_text.h"

struct rowan_record_marks;

/* A range of keys. A text with data NULL is open at that end. */
struct rowan_range {
    struct rowan_slice after; /* exclusive */
    struct rowan_slice from;  /* inclusive; only one of after and from is given */
    struct rowan_slice to;    /* inclusive */
};

/*
 * The question which documents are still to be done. Who holds the target answers it, in one of two ways; a
 * source takes the one that it can use. NULL in its place: all documents of the range are to be done.
 */
struct rowan_pending {
    /* For a source in the target's own database: add a condition that is true for documents to be done. key
     * is SQL for a document's key as text; is_long: it may be longer than ROWAN_KEY_CHARACTERS. The condition
     * has one marker, whose value *param is; it lives as long as target does. */
    void (*condition)(void *target, const char *key, bool is_long, struct rowan_sql *sql,
                      struct rowan_param *param);
    /* For any other: which of these keys are to be done. revisions: which text each of them has, as
     * source/revision.h says it; NULL: that is not known. Asked by the thread that reads ahead, if there is
     * one. */
    enum rowan_status (*filter)(void *target, const struct rowan_slice *keys,
                                const struct rowan_slice *revisions, size_t count, bool *pending,
                                struct rowan_error *err);
    void *target;
    const struct rowan_record_marks *marks; /* of files that are split; NULL: nobody keeps any */
    bool whole; /* who asks needs all keys: a file that is split and cannot be read to its end is a failure */
};

/* Why a document is not read. */
enum rowan_unread {
    ROWAN_UNREAD_NOT,
    ROWAN_UNREAD_LONG,   /* more bytes than are read */
    ROWAN_UNREAD_NUL,    /* a NUL ends it for the driver, and the text goes on behind it */
    ROWAN_UNREAD_REFUSED /* the item says why */
};

/* One document, of which next sets all. Its texts live until the next call of next or close. */
struct rowan_item {
    struct rowan_slice key;            /* as one text */
    struct rowan_slice revision;       /* source/revision.h; data NULL: no column says it */
    const struct rowan_slice *columns; /* one per column of the plan's source */
    struct rowan_slice document;       /* data NULL: there is none. The byte behind the text is NUL */
    enum rowan_unread unread;          /* there is one, and this is why document has none of it, or not all */
    bool is_bytes;                     /* its encoding is what it says itself, not UTF-8 */
    const char *reason, *message;      /* REFUSED: for the ledger */
    const char *place;                 /* of a part of a file: where it is, for messages; or NULL */
};

/* The key of a piece's last document, and how many documents the piece has. Other than ROWAN_OK ends it. */
typedef enum rowan_status (*rowan_boundary_fn)(void *context, struct rowan_slice key, int64_t count,
                                               struct rowan_error *err);

struct rowan_source {
    /* The source asks for pending keys (filter): its documents are not in the target's database, or their
     * keys are no text there. */
    bool filters;
    /* Range texts are copied. */
    enum rowan_status (*open)(struct rowan_source *source, const struct rowan_range *range,
                              const struct rowan_pending *pending, struct rowan_error *err);
    /* From now on the source may read ahead in a thread of its own. NULL: it never does. */
    enum rowan_status (*read_ahead)(struct rowan_source *source, struct rowan_error *err);
    /* *more is false at the end of the range. */
    enum rowan_status (*next)(struct rowan_source *source, struct rowan_item *item, bool *more,
                              struct rowan_error *err);
    /* End the range; no harm when none is open. */
    void (*close)(struct rowan_source *source);
    /* Cut a range into pieces of chunk documents that are to be done; the last may have fewer. limit 0: no
     * limit for all of them together. No range is open. */
    enum rowan_status (*boundaries)(struct rowan_source *source, const struct rowan_range *range,
                                    const struct rowan_pending *pending, int64_t chunk, int64_t limit,
                                    rowan_boundary_fn take, void *context, struct rowan_error *err);
};
#endif
