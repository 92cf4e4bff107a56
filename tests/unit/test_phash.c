/* The perceptual hash on pictures that are drawn here; real ones are in tests/cli/image.bats. */
#include <math.h>

#include "harness/scratch.h"
#include "media/phash.h"

#define N PHASH_SIDE

static float grey[N * N];

/* Blobs of light whose places depend on the seed. */
static void draw(unsigned seed)
{
	for (int i = 0; i < N * N; i++)
		grey[i] = 40;
	for (int blob = 0; blob < 6; blob++) {
		int bx = (int)((seed = seed * 1103515245u + 12345u) >> 16) % N;
		int by = (int)((seed = seed * 1103515245u + 12345u) >> 16) % N;

		for (int i = 0; i < N * N; i++) {
			int row = i / N;
			float dx = (float)(i % N - bx), dy = (float)(row - by);

			grey[i] += 60 * expf(-(dx * dx + dy * dy) / 30);
		}
	}
}

static uint64_t hash(void)
{
	uint64_t h = 0;

	ck_assert(phash_of(grey, &h));
	return h;
}

START_TEST(half_of_the_bits_are_set)
{
	for (unsigned seed = 1; seed < 20; seed++) {
		draw(seed);
		ck_assert_int_eq(__builtin_popcountll(hash()), 32);
	}
}
END_TEST

START_TEST(brightness_and_contrast_do_not_matter)
{
	uint64_t before;

	draw(7);
	before = hash();
	for (int i = 0; i < N * N; i++)
		grey[i] = grey[i] * 0.7f + 30;
	ck_assert_int_le(phash_distance(before, hash()), 2);
}
END_TEST

START_TEST(noise_moves_little_another_picture_much)
{
	uint64_t before, noisy;
	unsigned seed = 99;

	draw(7);
	before = hash();
	for (int i = 0; i < N * N; i++)
		grey[i] += (float)((seed = seed * 1103515245u + 12345u) >> 30) - 1.5f;
	noisy = hash();
	ck_assert_int_le(phash_distance(before, noisy), PHASH_SAME);
	for (unsigned other = 100; other < 120; other++) {
		draw(other);
		ck_assert_int_gt(phash_distance(before, hash()), PHASH_SIMILAR);
	}
}
END_TEST

/* The lowest frequency along one side. */
static float wave(int x)
{
	return cosf(3.14159265f * (float)(2 * x + 1) / (2 * N));
}

START_TEST(the_first_bit_is_the_lowest_frequency)
{
	/* One cosine alone: its coefficient is over the median, all others are at it. */
	for (int y = 0; y < N; y++) {
		for (int x = 0; x < N; x++)
			grey[y * N + x] = 128 + 100 * wave(x) * wave(y);
	}
	ck_assert_uint_eq(hash() >> 63, 1);
}
END_TEST

START_TEST(flat_pictures_have_none)
{
	uint64_t h = 42;

	for (int i = 0; i < N * N; i++)
		grey[i] = 90;
	ck_assert(!phash_of(grey, &h));
	for (int i = 0; i < N * N; i++) {
		int row = i / N;

		grey[i] = (float)row * 8; /* a plain gradient */
	}
	ck_assert(!phash_of(grey, &h));
	ck_assert_uint_eq(h, 42);
}
END_TEST

START_TEST(hex_and_back)
{
	char hex[PHASH_HEX_SIZE];
	uint64_t h = 0;

	phash_hex(0x00ff123456789abcULL, hex);
	ck_assert_str_eq(hex, "00ff123456789abc");
	ck_assert(phash_from_hex(hex, &h));
	ck_assert_uint_eq(h, 0x00ff123456789abcULL);
	ck_assert(!phash_from_hex("00FF123456789abc", &h));
	ck_assert(!phash_from_hex("00ff123456789ab", &h));
	ck_assert(!phash_from_hex(NULL, &h));
	ck_assert_int_eq(phash_distance(0, ~0ULL), 64);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {half_of_the_bits_are_set, brightness_and_contrast_do_not_matter,
		noise_moves_little_another_picture_much, the_first_bit_is_the_lowest_frequency,
		flat_pictures_have_none, hex_and_back};

	return scratch_run("phash", tests, sizeof(tests) / sizeof(tests[0]));
}
