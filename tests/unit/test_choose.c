/*
 * The choice among candidates: each verdict, and thousands of shuffled lists against a slow choice that is
 * made another way.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asset/choose.h"
#include "core/alloc.h"
#include "harness/scratch.h"
#include "media/phash.h"

#define MOST 60

static char *listed[] = {(char *)"tmdb", (char *)"fanart.tv"};
static char *german[] = {(char *)"de"};
static const struct meta_names languages = {german, 1, 1};

static struct art_rule rule_of(int max)
{
	return (struct art_rule){.type = ART_FANART,
		.max_count = max,
		.weight = {0.3, 0.4, 0.2, 0.1},
		.similarity = 0.9,
		.providers = {listed, 2, 2},
		.language_rank = true};
}

/* An image of so many pixels that was judged: its hash, or "" for a flat one. */
static struct candidate picture(int64_t id, int64_t width, const char *hash)
{
	return (struct candidate){.id = id,
		.asset_type = (char *)ART_FANART,
		.provider = (char *)"tmdb",
		.width = width,
		.height = width / 2,
		.vote_average = -1,
		.perceptual_hash = (char *)(*hash ? hash : NULL),
		.phash_done = true};
}

/* The verdicts as words in the order of 'ids': "taken behind". */
static void verdicts(
	struct candidate *c, size_t n, const struct art_rule *rule, bool locked, const char *want)
{
	const struct candidate *list[MOST] = {NULL};
	struct strbuf got = STRBUF_INIT;
	struct choice choice;
	size_t i, k;

	for (i = 0; i < n; i++)
		list[i] = &c[i];
	choice_make(&choice, list, n, rule, &languages, locked);
	for (i = 0; i < n; i++)
		for (k = 0; k < n; k++)
			if (choice.row[k].c == list[i])
				strbuf_addf(&got, "%s%s%s", i ? " " : "", verdict_name(choice.row[k].verdict),
					choice.row[k].unjudged ? "?" : "");
	ck_assert_str_eq(got.buf, want);
	strbuf_release(&got);
	choice_release(&choice);
}

#define H1 "ffff0000ffff0000"
#define H1_6 "ffff0000ffff003f" /* six bits away */
#define H1_8 "ffff0000ffff00ff"
#define H2 "00000000ffffffff"

START_TEST(best_first)
{
	struct candidate c[] = {picture(1, 1000, H1), picture(2, 3000, H2), picture(3, 2000, "")};
	struct art_rule rule = rule_of(1);

	verdicts(c, 3, &rule, false, "behind taken behind");
	rule.max_count = 2;
	verdicts(c, 3, &rule, false, "behind taken taken");
	rule.max_count = 0;
	verdicts(c, 3, &rule, false, "behind behind behind");
	rule = rule_of(3);
	rule.min_width = 1500;
	verdicts(c, 3, &rule, false, "too_small taken taken");
	rule.min_height = 1200;
	verdicts(c, 3, &rule, false, "too_small taken too_small");
	c[1].is_rejected = true;
	verdicts(c, 3, &rule, false, "too_small rejected too_small");
	verdicts(c, 0, &rule, false, "");
}
END_TEST

START_TEST(doubles)
{
	struct candidate c[] = {
		picture(1, 3000, H1), picture(2, 2000, H1_6), picture(3, 1000, H1_8), picture(4, 900, "")};
	struct art_rule rule = rule_of(3);

	verdicts(c, 4, &rule, false, "taken duplicate taken taken");
	rule.similarity = 0.95;
	verdicts(c, 4, &rule, false, "taken taken duplicate taken");
	rule.similarity = 0.9;
	c[0].perceptual_hash = c[1].perceptual_hash = NULL; /* flat ones are nobody's double, */
	verdicts(c, 4, &rule, false, "taken taken taken behind");
	c[0].content_hash = c[1].content_hash = (char *)"the same bytes"; /* but these are the same */
	c[0].is_downloaded = c[1].is_downloaded = true;
	verdicts(c, 4, &rule, false, "taken duplicate taken taken");
}
END_TEST

/* One whose bytes were collected can be chosen where they can be had again. */
START_TEST(collected)
{
	struct candidate c[] = {picture(1, 3000, ""), picture(2, 2000, "")};
	struct art_rule rule = rule_of(1);

	c[0].content_hash = (char *)"collected";
	verdicts(c, 2, &rule, false, "collected taken");
	c[0].provider_url = (char *)"https://i/1";
	verdicts(c, 2, &rule, false, "taken behind");
	c[0].provider_url = NULL;
	c[0].is_rejected = true;
	verdicts(c, 2, &rule, false, "rejected taken");
}
END_TEST

START_TEST(hashes_that_are_wanted)
{
	struct candidate c[] = {
		picture(1, 3000, ""), picture(2, 2000, ""), picture(3, 1000, H2), picture(4, 900, "")};
	struct art_rule rule = rule_of(2);

	c[0].phash_done = c[1].phash_done = c[3].phash_done = false;
	verdicts(c, 4, &rule, false, "taken? taken? behind behind");
	c[0].perceptual_hash = c[1].perceptual_hash = (char *)H1;
	c[0].phash_done = c[1].phash_done = true;
	verdicts(c, 4, &rule, false, "taken duplicate taken behind");
	rule.max_count = 3;
	verdicts(c, 4, &rule, false, "taken duplicate taken taken?");
	rule.max_count = 1; /* where one is wanted nothing needs a hash */
	c[0].phash_done = c[1].phash_done = false;
	verdicts(c, 3, &rule, false, "taken duplicate behind");
	c[1].perceptual_hash = NULL;
	verdicts(c, 3, &rule, false, "taken behind behind");
}
END_TEST

START_TEST(pictures_of_the_library)
{
	struct candidate c[] = {picture(1, 100, H1), picture(2, 3000, H2), picture(3, 2000, "")};
	struct art_rule rule = rule_of(2);

	c[0].provider = (char *)"local";
	c[0].is_selected = true;
	c[0].selected_by = (char *)SELECTED_LOCAL;
	verdicts(c, 3, &rule, false, "taken taken behind");
	rule.min_width = 1000; /* for the others */
	verdicts(c, 3, &rule, false, "taken taken behind");
	rule.max_count = 0;
	verdicts(c, 3, &rule, false, "taken behind behind");
	rule = rule_of(2);
	rule.replace_local = true;
	verdicts(c, 3, &rule, false, "behind taken taken");
	c[1].perceptual_hash = (char *)H1; /* looks like the one that stays */
	rule.replace_local = false;
	verdicts(c, 3, &rule, false, "taken duplicate taken");
	c[0].is_rejected = true;
	verdicts(c, 3, &rule, false, "rejected taken taken");
}
END_TEST

START_TEST(locked)
{
	struct candidate c[] = {picture(1, 100, H1), picture(2, 3000, H2), picture(3, 2000, "")};
	struct art_rule rule = rule_of(2);

	verdicts(c, 3, &rule, true, "locked locked locked");
	c[0].is_selected = true;
	c[0].selected_by = (char *)SELECTED_AUTO;
	verdicts(c, 3, &rule, true, "taken locked locked");
	verdicts(c, 3, &rule, false, "behind taken taken");
	c[0].selected_by = (char *)"manual";
	verdicts(c, 3, &rule, false, "taken locked locked");
	c[1].is_rejected = true;
	verdicts(c, 3, &rule, false, "taken rejected locked");
}
END_TEST

START_TEST(threshold)
{
	ck_assert_int_eq(choice_bits(0.9), 6);
	ck_assert_int_eq(choice_bits(0.95), 3);
	ck_assert_int_eq(choice_bits(1), 0);
	ck_assert_int_eq(choice_bits(0), 64);
	ck_assert_int_eq(choice_bits(0.90625), 6);
}
END_TEST

/* The slow way: what is best of what is left is looked for among all, each time, by rules that are written
 * down once more. */

static double slow_score(const struct candidate *c)
{
	double votes = 50, language = 0, provider = 0, width = (double)c->width;

	if (c->vote_count > 0 && c->vote_average >= 0)
		votes = c->vote_average * 10;
	else if (c->vote_count > 0 && !strcmp(c->provider, "fanart.tv"))
		votes = 50 + 50.0 * (double)c->vote_count / (double)(c->vote_count + 10);
	if (!c->language)
		language = 25;
	else if (!strcmp(c->language, "de"))
		language = 100;
	else if (!strcmp(c->language, "en"))
		language = 50;
	if (!strcmp(c->provider, "tmdb"))
		provider = 100;
	else if (!strcmp(c->provider, "fanart.tv"))
		provider = 80;
	width = width / 2000 * 100 > 100 ? 100 : width / 2000 * 100;
	return 0.3 * width + 0.4 * votes + 0.2 * language + 0.1 * provider;
}

static int slow_rank(const struct candidate *c)
{
	return !c->language ? 2 : !strcmp(c->language, "de") ? 0 : !strcmp(c->language, "en") ? 1 : 3;
}

static int slow_place(const struct candidate *c)
{
	return !strcmp(c->provider, "tmdb") ? 0 : !strcmp(c->provider, "fanart.tv") ? 1 : 2;
}

static bool slow_better(const struct candidate *a, const struct candidate *b)
{
	double sa = slow_score(a), sb = slow_score(b);

	if (slow_rank(a) != slow_rank(b))
		return slow_rank(a) < slow_rank(b);
	if (sa > sb + 1e-9 || sb > sa + 1e-9)
		return sa > sb;
	if (a->width * a->height != b->width * b->height)
		return a->width * a->height > b->width * b->height;
	if (a->vote_count != b->vote_count)
		return a->vote_count > b->vote_count;
	if (slow_place(a) != slow_place(b))
		return slow_place(a) < slow_place(b);
	return strcmp(a->provider_url, b->provider_url) < 0;
}

static bool slow_alike(const struct candidate *a, const struct candidate *b)
{
	uint64_t x, y;
	int i, bits = 0;

	if (!a->perceptual_hash || !b->perceptual_hash)
		return false;
	x = strtoull(a->perceptual_hash, NULL, 16);
	y = strtoull(b->perceptual_hash, NULL, 16);
	for (i = 0; i < 64; i++)
		bits += (x >> i & 1) != (y >> i & 1);
	return bits <= 6;
}

/* The ids, in the order in which they were taken. */
static void slow_choice(const struct candidate *c, size_t n, const struct art_rule *rule, struct strbuf *out)
{
	bool gone[MOST] = {false};
	const struct candidate *taken[MOST];
	int64_t ntaken = 0, i;

	while (ntaken < rule->max_count) {
		int best = -1;
		bool alike = false;

		for (i = 0; i < (int64_t)n; i++)
			if (!gone[i] && !c[i].is_rejected && c[i].width >= rule->min_width &&
				(best < 0 || slow_better(&c[i], &c[best])))
				best = (int)i;
		if (best < 0)
			break;
		gone[best] = true;
		for (i = 0; i < ntaken; i++)
			alike |= slow_alike(taken[i], &c[best]);
		if (alike)
			continue;
		taken[ntaken++] = &c[best];
		strbuf_addf(out, "%lld ", (long long)c[best].id);
	}
}

static unsigned below(unsigned n)
{
	return (unsigned)random() % n;
}

static void random_candidate(struct candidate *c, int64_t id, char url[32], char hash[17])
{
	static const char *const providers[] = {"tmdb", "fanart.tv", "tvmaze"};
	static const char *const spoken[] = {"de", "en", "ja", NULL};
	static const int64_t widths[] = {680, 1000, 2000, 3000};

	snprintf(url, 32, "https://x/%u/%lld", below(4), (long long)id);
	snprintf(hash, 17, "%08x%08x", below(3) * 0x11111111u, below(2) ? 0xff00ff0fu : 0xff00ff00u);
	*c = (struct candidate){.id = id,
		.asset_type = (char *)ART_POSTER,
		.provider = (char *)providers[below(3)],
		.provider_url = url,
		.language = (char *)spoken[below(4)],
		.width = widths[below(4)],
		.height = 1000 * (int64_t)below(2),
		.vote_average = below(3) ? (double)below(11) : -1,
		.vote_count = below(3),
		.perceptual_hash = below(5) ? hash : NULL,
		.phash_done = true,
		.is_rejected = !below(8)};
}

static void fast_choice(const struct candidate *c, size_t n, const struct art_rule *rule, struct strbuf *out)
{
	const struct candidate *list[MOST] = {NULL};
	struct choice choice;
	size_t i;

	for (i = 0; i < n; i++)
		list[i] = &c[i];
	for (i = n; i > 1; i--) { /* in any order */
		size_t other = below((unsigned)i);
		const struct candidate *moved = list[i - 1];

		list[i - 1] = list[other];
		list[other] = moved;
	}
	choice_make(&choice, list, n, rule, &languages, false);
	for (i = 0; i < n; i++)
		if (choice.row[i].verdict == VERDICT_TAKEN)
			strbuf_addf(out, "%lld ", (long long)choice.row[i].c->id);
	ck_assert(!choice.unjudged);
	choice_release(&choice);
}

START_TEST(as_the_slow_one)
{
	struct candidate c[MOST];
	char url[MOST][32], hash[MOST][17];
	struct strbuf want = STRBUF_INIT, got = STRBUF_INIT;
	int round, k;

	srandom(7);
	for (round = 0; round < 1000; round++) {
		struct art_rule rule = rule_of((int)below(5));
		size_t n = below(MOST), i;

		rule.min_width = below(2) ? 1000 : 0;
		for (i = 0; i < n; i++)
			random_candidate(&c[i], (int64_t)i + 1, url[i], hash[i]);
		strbuf_clear(&want);
		slow_choice(c, n, &rule, &want);
		for (k = 0; k < 3; k++) {
			strbuf_clear(&got);
			fast_choice(c, n, &rule, &got);
			ck_assert_str_eq(got.buf, want.buf);
		}
	}
	strbuf_release(&want);
	strbuf_release(&got);
}
END_TEST

static void decided(
	const struct candidate *a, const struct candidate *b, const struct art_rule *rule, const char *want)
{
	const struct candidate *list[] = {b, a};
	struct strbuf got = STRBUF_INIT;
	struct choice choice;

	choice_make(&choice, list, 2, rule, &languages, false);
	choice_decided(&choice, &got);
	ck_assert_str_eq(got.buf, want);
	choice_release(&choice);
	strbuf_release(&got);
}

START_TEST(what_decided)
{
	struct candidate a = picture(1, 1920, H1), b = picture(2, 960, H2);
	struct art_rule rule = rule_of(1);

	decided(&a, &b, &rule, "score: 65.00 to 57.50, most of it by resolution (+7.50)");
	a.asset_type = b.asset_type = (char *)ART_POSTER;
	b.language = (char *)"ja";
	decided(&a, &b, &rule, "language: no text before ja");
	b.is_rejected = true;
	decided(&a, &b, &rule, "the second is rejected");
	b.is_rejected = false;
	rule.min_width = 1000;
	decided(&a, &b, &rule, "the second is too small");
	b.provider = (char *)"local";
	b.is_selected = true;
	decided(&a, &b, &rule, "it stands in the library, where replace_local is no");
	b.selected_by = (char *)"manual";
	decided(&a, &b, &rule, "locked: a person chose");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {best_first, doubles, collected, hashes_that_are_wanted,
		pictures_of_the_library, locked, threshold, as_the_slow_one, what_decided};

	return scratch_run("choose", tests, sizeof(tests) / sizeof(tests[0]));
}
