/* SHA-256 of bytes in memory, with the processor's own instructions where it has them: a report states the hash of every
 * input, and inputs can be a gigabyte. Knows nothing of files. */
#pragma once
#include <glib.h>

#define SHA256_BYTES 32

void sha256_digest(const void *bytes, gsize n_bytes, guint8 digest[SHA256_BYTES]);

/* 64 hex digits. Transfer full. */
char *sha256_hex(const void *bytes, gsize n_bytes);
