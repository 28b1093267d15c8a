#ifndef ROWAN_ENDPOINT_H
#define ROWAN_ENDPOINT_H
/*
 * Where a source's or a target's tables are, or a source's files. A plan says what they are called; a run, or
 * a script, says where, and the two ends of a run need not be in one place.
 */
struct rowan_connection;

struct rowan_endpoint {
    struct rowan_connection *db;
    const char *schema; /* NULL: the connection's default; the plan's own does not count here */
    const char *root;   /* the folder of files, which have neither; NULL: tables */
};
#endif
