/* SHA-256 as hex; see sha256.h. */
#include <openssl/evp.h>
#include <string.h>

#include "core/alloc.h"
#include "core/sha256.h"

void sha256_hex(const void *data, size_t len, char out[SHA256_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[32];
	unsigned n = sizeof(sum);

	if (!EVP_Digest(data, len, sum, &n, EVP_sha256(), NULL) || n != sizeof(sum))
		BUG("libcrypto has no SHA-256");
	for (unsigned i = 0; i < n; i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
	out[2 * n] = '\0';
}

bool sha256_is_hex(const char *s)
{
	return s && strlen(s) == SHA256_HEX_SIZE - 1 && strspn(s, "0123456789abcdef") == SHA256_HEX_SIZE - 1;
}
