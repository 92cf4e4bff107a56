/*
 * SHA-256 in the form in which contents are named everywhere: 64 lower-case hex digits. Through libcrypto.
 */
#ifndef CORE_SHA256_H
#define CORE_SHA256_H

#include <stdbool.h>
#include <stddef.h>

#define SHA256_HEX_SIZE 65 /* with the NUL */

void sha256_hex(const void *data, size_t len, char out[SHA256_HEX_SIZE]);
/* The same of bytes that come one after the other. The caller ends what it began: that frees. */
struct sha256;
struct sha256 *sha256_begin(void);
void sha256_add(struct sha256 *sum, const void *data, size_t len);
void sha256_end(struct sha256 *sum, char out[SHA256_HEX_SIZE]);
/* True for exactly 64 lower-case hex digits; NULL: false. */
bool sha256_is_hex(const char *s);

#endif
