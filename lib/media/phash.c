/* The perceptual hash; see phash.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "media/phash.h"

#define LOW 8 /* rows and columns of frequencies that are looked at */
#define COEFFICIENTS (LOW * LOW)
#define ENERGY_MIN 2.0f /* root of the mean square, in grey levels; noise has 0.3, photographs 8 to 150 */

/* The cosines of the frequencies 1 to LOW, orthonormal. */
static const float *cosines(void)
{
	static float table[LOW * PHASH_SIDE];

	if (table[0] == 0) {
		for (int k = 0; k < LOW; k++) {
			for (int x = 0; x < PHASH_SIDE; x++)
				table[k * PHASH_SIDE + x] =
					(float)(sqrt(2.0 / PHASH_SIDE) *
						cos(acos(-1.0) * (k + 1) * (2 * x + 1) / (2 * PHASH_SIDE)));
		}
	}
	return table;
}

static float dot(const float *a, const float *b)
{
	float sum = 0;

	for (int i = 0; i < PHASH_SIDE; i++)
		sum += a[i] * b[i];
	return sum;
}

static void transform(const float *grey, float out[COEFFICIENTS])
{
	const float *cosine = cosines();
	float half[LOW][PHASH_SIDE]; /* by horizontal frequency, then row */

	for (int y = 0; y < PHASH_SIDE; y++) {
		for (int k = 0; k < LOW; k++)
			half[k][y] = dot(grey + y * PHASH_SIDE, cosine + k * PHASH_SIDE);
	}
	for (int j = 0; j < LOW; j++) {
		for (int k = 0; k < LOW; k++)
			out[j * LOW + k] = dot(half[k], cosine + j * PHASH_SIDE);
	}
}

static int compare(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static float median(const float *values)
{
	float sorted[COEFFICIENTS];

	memcpy(sorted, values, sizeof(sorted));
	qsort(sorted, COEFFICIENTS, sizeof(*sorted), compare);
	return (sorted[COEFFICIENTS / 2 - 1] + sorted[COEFFICIENTS / 2]) / 2;
}

bool phash_of(const float grey[PHASH_SIDE * PHASH_SIDE], uint64_t *hash)
{
	float values[COEFFICIENTS], energy, middle;
	uint64_t bits = 0;

	transform(grey, values);
	energy = 0;
	for (int i = 0; i < COEFFICIENTS; i++)
		energy += values[i] * values[i];
	if (sqrtf(energy / COEFFICIENTS) < ENERGY_MIN)
		return false;
	middle = median(values);
	for (int i = 0; i < COEFFICIENTS; i++)
		bits = bits << 1 | (values[i] > middle);
	*hash = bits;
	return true;
}

int phash_distance(uint64_t a, uint64_t b)
{
	return __builtin_popcountll(a ^ b);
}

void phash_hex(uint64_t hash, char out[PHASH_HEX_SIZE])
{
	for (int i = 0; i < 16; i++)
		out[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
	out[16] = '\0';
}

bool phash_from_hex(const char *hex, uint64_t *hash)
{
	static const char digits[] = "0123456789abcdef";
	uint64_t v = 0;

	if (!hex || strlen(hex) != 16 || strspn(hex, digits) != 16)
		return false;
	for (int i = 0; i < 16; i++)
		v = v << 4 | (uint64_t)(strchr(digits, hex[i]) - digits);
	*hash = v;
	return true;
}
