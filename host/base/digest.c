#include "base/digest.h"

#include <nettle/sha2.h>

const char *rowan_digest_sha256(struct rowan_slice text, char out[ROWAN_SHA256_DIGITS + 1])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[SHA256_DIGEST_SIZE];
    struct sha256_ctx context;

    sha256_init(&context);
    sha256_update(&context, text.size, (const uint8_t *)text.data);
    sha256_digest(&context, sizeof bytes, bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[ROWAN_SHA256_DIGITS] = '\0';
    return out;
}
