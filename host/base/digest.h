#ifndef ROWAN_DIGEST_H
#define ROWAN_DIGEST_H
/* Digests that nobody can forge, for texts that must be told apart whoever wrote them. */
#include "base/slice.h"

#define ROWAN_SHA256_DIGITS 64

/* The SHA-256 of the text's bytes as small hex digits. Returns out. */
const char *rowan_digest_sha256(struct rowan_slice text, char out[ROWAN_SHA256_DIGITS + 1]);
#endif
