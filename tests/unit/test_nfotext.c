/* Texts of NFOs are bytes; versions are added when something was seen that is not the newest one. */
#include <string.h>

#include "harness/items.h"
#include "store/nfotext.h"

#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HASH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const char bytes[] = "\xff\xfe<\0m\0o\0v\0i\0e\0>\0\0\0'\\x41";

static int put(struct db *db, void *ctx, struct error *err)
{
	(void)ctx;
	if (nfotext_put(db, HASH_A, bytes, sizeof(bytes), err) || nfotext_put(db, HASH_A, "other", 5, err))
		return -1;
	return nfotext_put(db, HASH_B, "", 0, err);
}

START_TEST(texts)
{
	struct strbuf out = STRBUF_INIT;

	items_write(put, NULL);
	ck_assert_int_eq(nfotext_get(engines_db, HASH_A, &out, &engines_err), 1);
	ck_assert(out.len == sizeof(bytes) && !memcmp(out.buf, bytes, sizeof(bytes)));
	strbuf_clear(&out);
	ck_assert_int_eq(nfotext_get(engines_db, HASH_B, &out, &engines_err), 1);
	ck_assert_int_eq(out.len, 0);
	ck_assert_int_eq(nfotext_get(engines_db, "none", &out, &engines_err), 0);
	ck_count((int)sizeof(bytes), "SELECT MAX(size) FROM nfo_texts");
	strbuf_release(&out);
}
END_TEST

struct seen_nfo {
	const char *hash, *path;
	enum nfo_origin origin;
	int64_t publish;
};

static int add(struct db *db, void *ctx, struct error *err)
{
	const struct seen_nfo *s = ctx;

	return nfo_version_add(db, ENTITY_MOVIE, 1, s->hash, s->path, s->origin, s->publish, err);
}

START_TEST(versions)
{
	struct seen_nfo seen[] = {{HASH_A, "/f/A/movie.nfo", NFO_FOUND, 0},
		{HASH_A, "/f/A/movie.nfo", NFO_FILE, 0}, {HASH_B, "/f/A/movie.nfo", NFO_PUBLISHED, 5},
		{HASH_B, "/f/A/A.nfo", NFO_FILE, 0}, {HASH_A, "/f/A/A.nfo", NFO_FILE, 0}};
	struct nfo_version *v = NULL;
	size_t i, n = 0;

	items_new(items_library("films", "/f"), "/f", "A");
	for (i = 0; i < 5; i++)
		items_write(add, &seen[i]);
	must(nfo_versions_of(engines_db, ENTITY_MOVIE, 1, &v, &n, &engines_err));
	ck_assert_int_eq(n, 4);
	ck_assert(v[0].version == 0 && v[0].origin == NFO_FOUND && v[1].origin == NFO_PUBLISHED);
	ck_assert(v[3].version == 3 && v[3].origin == NFO_FILE);
	ck_assert_str_eq(v[3].hash, HASH_A);
	ck_assert_str_eq(v[2].path, "/f/A/A.nfo");
	ck_assert_int_eq(strlen(v[2].seen_at), DB_INSTANT_SIZE - 1);
	ck_count(5, "SELECT publish_id FROM nfo_versions WHERE version = 1");
	nfo_versions_free(v, n);
	must(nfo_versions_of(engines_db, ENTITY_SERIES, 1, &v, &n, &engines_err));
	ck_assert_int_eq(n, 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {texts, versions};
	Suite *s = suite_create("nfotext");

	engines_add(s, "nfotext", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
