#ifndef ROWAN_DIGEST_H
#define ROWAN_DIGEST_H
/* Digests of texts as small hex digits. Nobody can forge SHA-256: it is for texts that must be told apart
 * whoever wrote them. MD5 is for those who have it already. */
#include "base/slice.h"

#define ROWAN_SHA256_DIGITS 64
#define ROWAN_MD5_DIGITS    32

/* Of the text's bytes; they return out. */
const char *rowan_digest_sha256(struct rowan_slice text, char out[ROWAN_SHA256_DIGITS + 1]);
const char *rowan_digest_md5(struct rowan_slice text, char out[ROWAN_MD5_DIGITS + 1]);
#endif
