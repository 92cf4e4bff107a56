/* The cache, looked through by the hashes of its objects and mended from the libraries, on both engines. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asset/cache.h"
#include "asset/mend.h"
#include "core/path.h"
#include "harness/shelf.h"

#define BAD 200 /* objects that a bit is flipped in: the even ones have their bytes in a library, too */
#define SOUND 50

static struct conf conf;
static struct mender mender;
static int64_t film;

static void setup(void)
{
	shelf_make(LIBRARY_MOVIES, "Solaris (1972)");
	film = shelf_film("Solaris (1972)", NULL, NULL);
	mender = (struct mender){.db = engines_db,
		.cache_dir = shelf_pub.cache_dir,
		.sources = {.db = engines_db, .conf = &conf, .trusts = true}};
}

static void cached_path(const char *bytes, struct strbuf *path)
{
	struct strbuf rel = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE];

	sha256_hex(bytes, strlen(bytes), hash);
	cache_relpath(&rel, hash, "jpg");
	strbuf_clear(path);
	path_join(path, shelf_pub.cache_dir, rel.buf);
	strbuf_release(&rel);
}

static void overwrite(const char *path, const char *data, size_t len)
{
	FILE *f = fopen(path, "r+b");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(data, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

static void flip(const char *path, unsigned n)
{
	struct strbuf bytes = STRBUF_INIT;

	must(file_read(path, 1 << 20, &bytes, &engines_err));
	bytes.buf[n % bytes.len] ^= (char)(1 << n % 8);
	overwrite(path, bytes.buf, bytes.len);
	strbuf_release(&bytes);
}

static int add_object(struct db *db, void *ctx, struct error *err)
{
	return cache_object_add(db, ctx, err);
}

/* Bytes in the cache that were published as a picture of the film; they stand there where 'stands'. */
static void picture(const char *name, const char *bytes, bool stands)
{
	struct strbuf sql = STRBUF_INIT, rel = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE], *path = shelf_path(name);
	struct cache_object o = {.content_hash = hash,
		.asset_type = (char *)"fanart",
		.file_size = (int64_t)strlen(bytes),
		.has_alpha = -1};

	must(cache_store(shelf_pub.cache_dir, bytes, strlen(bytes), "jpg", hash, &rel, &engines_err));
	o.file_path = rel.buf;
	must(db_transact(engines_db, DB_WRITE, add_object, &o, &engines_err));
	strbuf_addf(&sql,
		"INSERT INTO published_files (path, entity_type, entity_id, kind, asset_type, hash) "
		"VALUES ('%s', 'movie', %lld, 'artwork', 'fanart', '%s')",
		path, (long long)film, hash);
	engines_exec(sql.buf);
	if (stands)
		shelf_put(name, bytes);
	strbuf_release(&sql);
	strbuf_release(&rel);
	free(path);
}

struct seen {
	int found, mended, lost, failed;
};

static int see(const struct cache_object *o, const struct mending *m, const struct error *why, void *ctx)
{
	struct seen *s = ctx;

	ck_assert(sha256_is_hex(o->content_hash));
	ck_assert(m->was != OBJECT_GOOD);
	s->found++;
	s->mended += m->mended;
	s->lost += !m->mended && why->code == ERR_NONE;
	s->failed += why->code != ERR_NONE;
	return 0;
}

static struct seen mend(size_t good)
{
	struct seen s = {0};
	size_t sound = 0;

	must(mend_all(&mender, see, &s, &sound, &engines_err));
	ck_assert_uint_eq(sound, good);
	return s;
}

static size_t quarantined(void)
{
	struct strbuf command = STRBUF_INIT;
	size_t n = 0;
	FILE *f;

	strbuf_addf(&command, "ls '%s/quarantine' 2>/dev/null | wc -l", shelf_pub.cache_dir);
	f = popen(command.buf, "r");
	ck_assert_int_eq(fscanf(f, "%zu", &n), 1);
	pclose(f);
	strbuf_release(&command);
	return n;
}

START_TEST(flipped_bits)
{
	struct strbuf path = STRBUF_INIT;
	char name[32], bytes[64];
	struct seen s;
	int i;

	setup();
	for (i = 0; i < BAD + SOUND; i++) {
		snprintf(name, sizeof(name), "fanart%d.jpg", i);
		snprintf(bytes, sizeof(bytes), "picture number %d of many", i);
		picture(name, bytes, i % 2 == 0);
		cached_path(bytes, &path);
		if (i < BAD)
			flip(path.buf, (unsigned)i * 7);
	}
	mender.look_only = true;
	s = mend(SOUND);
	ck_assert_int_eq(s.found, BAD);
	ck_assert_int_eq(s.mended, 0);
	ck_assert_uint_eq(quarantined(), 0);

	mender.look_only = false;
	s = mend(SOUND);
	ck_assert_int_eq(s.found, BAD);
	ck_assert_int_eq(s.mended, BAD / 2);
	ck_assert_int_eq(s.lost, BAD / 2);
	ck_assert_int_eq(s.failed, 0);
	ck_assert_uint_eq(quarantined(), BAD);
	/* What was lost is missing now, and nothing is taken away twice. */
	s = mend(SOUND + BAD / 2);
	ck_assert_int_eq(s.found, BAD / 2);
	ck_assert_int_eq(s.lost, BAD / 2);
	ck_assert_uint_eq(quarantined(), BAD);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM cache_inventory"), BAD + SOUND);
	strbuf_release(&path);
}
END_TEST

/* A file that bears the right name in the library and other bytes is no source. */
START_TEST(source_by_hash_alone)
{
	struct strbuf path = STRBUF_INIT;
	struct seen s;

	setup();
	picture("poster.jpg", "the right bytes", false);
	shelf_put("poster.jpg", "the wrong bytes");
	cached_path("the right bytes", &path);
	flip(path.buf, 3);
	s = mend(0);
	ck_assert_int_eq(s.lost, 1);
	shelf_put("poster.jpg", "the right bytes");
	s = mend(0);
	ck_assert_int_eq(s.mended, 1);
	s = mend(1);
	ck_assert_int_eq(s.found, 0);
	strbuf_release(&path);
}
END_TEST

START_TEST(missing_and_empty)
{
	struct strbuf path = STRBUF_INIT;
	struct mending m = MENDING_INIT;
	char hash[SHA256_HEX_SIZE];

	setup();
	picture("poster.jpg", "bytes", true);
	sha256_hex("bytes", 5, hash);
	cached_path("bytes", &path);
	ck_assert_int_eq(unlink(path.buf), 0);
	must(mend_hash(&mender, hash, &m, &engines_err));
	ck_assert_int_eq(m.was, OBJECT_MISSING);
	ck_assert(m.mended);
	mending_release(&m);
	ck_assert_int_eq(truncate(path.buf, 0), 0);
	must(mend_hash(&mender, hash, &m, &engines_err));
	ck_assert_int_eq(m.was, OBJECT_DAMAGED);
	ck_assert(m.mended);
	ck_assert_uint_eq(quarantined(), 1);
	mending_release(&m);
	must(mend_hash(&mender, hash, &m, &engines_err));
	ck_assert_int_eq(m.was, OBJECT_GOOD);
	mending_release(&m);
	ck_assert_int_eq(mend_hash(&mender, "beef", &m, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_NOT_FOUND);
	error_clear(&engines_err);
	strbuf_release(&path);
}
END_TEST

/* Two damaged files of one name stay in quarantine both. */
START_TEST(twice)
{
	struct strbuf path = STRBUF_INIT;
	struct seen s;

	setup();
	picture("poster.jpg", "bytes", true);
	cached_path("bytes", &path);
	flip(path.buf, 0);
	s = mend(0);
	ck_assert_int_eq(s.mended, 1);
	flip(path.buf, 1);
	s = mend(0);
	ck_assert_int_eq(s.mended, 1);
	ck_assert_uint_eq(quarantined(), 2);
	strbuf_release(&path);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {flipped_bits, source_by_hash_alone, missing_and_empty, twice};
	Suite *s = suite_create("mend");

	engines_add(s, "cache", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
