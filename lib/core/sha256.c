/* SHA-256 as hex; see sha256.h. */
#include <openssl/evp.h>
#include <string.h>

#include "core/alloc.h"
#include "core/sha256.h"

static void to_hex(const unsigned char *sum, unsigned n, char out[SHA256_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned i = 0; i < n; i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
	out[2 * n] = '\0';
}

void sha256_hex(const void *data, size_t len, char out[SHA256_HEX_SIZE])
{
	unsigned char sum[32];
	unsigned n = sizeof(sum);

	if (!EVP_Digest(data, len, sum, &n, EVP_sha256(), NULL) || n != sizeof(sum))
		BUG("libcrypto has no SHA-256");
	to_hex(sum, n, out);
}

struct sha256 *sha256_begin(void)
{
	EVP_MD_CTX *sum = EVP_MD_CTX_new();

	if (!sum || !EVP_DigestInit_ex(sum, EVP_sha256(), NULL))
		BUG("libcrypto has no SHA-256");
	return (struct sha256 *)sum;
}

void sha256_add(struct sha256 *sum, const void *data, size_t len)
{
	if (!EVP_DigestUpdate((EVP_MD_CTX *)sum, data, len))
		BUG("libcrypto cannot go on with a SHA-256");
}

void sha256_end(struct sha256 *sum, char out[SHA256_HEX_SIZE])
{
	unsigned char bytes[32];
	unsigned n = sizeof(bytes);

	if (!EVP_DigestFinal_ex((EVP_MD_CTX *)sum, bytes, &n) || n != sizeof(bytes))
		BUG("libcrypto cannot end a SHA-256");
	EVP_MD_CTX_free((EVP_MD_CTX *)sum);
	to_hex(bytes, n, out);
}

bool sha256_is_hex(const char *s)
{
	return s && strlen(s) == SHA256_HEX_SIZE - 1 && strspn(s, "0123456789abcdef") == SHA256_HEX_SIZE - 1;
}
