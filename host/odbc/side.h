#ifndef ROWAN_SIDE_H
#define ROWAN_SIDE_H
/* Which side of a run a connection is, where these are two: said in front of messages about the database.
 * What the target says about a document is left alone. */
enum rowan_side { ROWAN_SIDE_BOTH, ROWAN_SIDE_SOURCE, ROWAN_SIDE_TARGET };
#endif
