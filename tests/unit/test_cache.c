/* The cache on disk. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "asset/cache.h"
#include "core/file.h"
#include "harness/scratch.h"

/* SHA-256 of "hello" and of nothing, as sha256sum(1) prints them. */
#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
#define NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static char hash[SHA256_HEX_SIZE];
static struct strbuf rel, data;

static int store(const char *bytes, const char *ext)
{
	return cache_store(scratch("cache"), bytes, strlen(bytes), ext, hash, &rel, &scratch_err);
}

START_TEST(hashes)
{
	sha256_hex("hello", 5, hash);
	ck_assert_str_eq(hash, HELLO);
	sha256_hex("", 0, hash);
	ck_assert_str_eq(hash, NOTHING);
	ck_assert(sha256_is_hex(HELLO));
	ck_assert(!sha256_is_hex(HELLO "0"));
	ck_assert(!sha256_is_hex("2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824"));
	ck_assert(!sha256_is_hex(NULL));
}
END_TEST

START_TEST(store_and_load)
{
	ok(store("hello", "jpg"));
	ck_assert_str_eq(hash, HELLO);
	ck_assert_str_eq(rel.buf, "assets/2c/" HELLO ".jpg");
	ck_assert_str_eq(scratch_read("cache/assets/2c/" HELLO ".jpg"), "hello");
	ck_assert_uint_eq(scratch_count("cache/assets/2c"), 1);
	ok(cache_load(scratch("cache"), rel.buf, hash, &data, &scratch_err));
	ck_assert_str_eq(data.buf, "hello");
	ok(store("", NULL));
	ck_assert_str_eq(rel.buf, "assets/e3/" NOTHING);
}
END_TEST

START_TEST(written_once)
{
	struct file_stamp before, after;

	ok(store("hello", "jpg"));
	ck_assert_int_eq(file_stamp(scratch("cache/assets/2c/" HELLO ".jpg"), &before, &scratch_err), 1);
	ok(store("hello", "jpg"));
	ck_assert_int_eq(file_stamp(scratch("cache/assets/2c/" HELLO ".jpg"), &after, &scratch_err), 1);
	ck_assert(file_stamp_equal(&before, &after));
}
END_TEST

START_TEST(damage_is_found_and_mended)
{
	const char *const damage[] = {"hell", "hullo", ""};

	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		ok(store("hello", "jpg"));
		scratch_write("cache/assets/2c/" HELLO ".jpg", damage[i]);
		fails(cache_load(scratch("cache"), rel.buf, hash, &data, &scratch_err), ERR_BAD_IMAGE);
		says("damaged in the cache");
		ok(store("hello", "jpg"));
		ok(cache_load(scratch("cache"), rel.buf, hash, &data, &scratch_err));
	}
}
END_TEST

START_TEST(a_link_in_the_cache_is_replaced)
{
	ok(store("hello", "jpg"));
	scratch_write("elsewhere", "hello");
	ok(unlink(scratch("cache/assets/2c/" HELLO ".jpg")));
	ok(symlink(scratch("elsewhere"), scratch("cache/assets/2c/" HELLO ".jpg")));
	ok(store("hello", "jpg"));
	struct stat st;
	ok(lstat(scratch("cache/assets/2c/" HELLO ".jpg"), &st));
	ck_assert(S_ISREG(st.st_mode));
	ck_assert_str_eq(scratch_read("elsewhere"), "hello");
}
END_TEST

START_TEST(refused)
{
	fails(store("hello", "../x"), ERR_BAD_VALUE);
	fails(store("hello", "JPG"), ERR_BAD_VALUE);
	fails(store("hello", "waytoolong"), ERR_BAD_VALUE);
	fails(cache_store(scratch("cache"), "", CACHE_MAX_FILE + 1, "jpg", hash, &rel, &scratch_err),
		ERR_TOO_LONG);
	ck_assert_int_ne(access(scratch("cache"), F_OK), 0);
	scratch_write("secret", "hello");
	const char *const leaving[] = {"../secret", "assets/../../secret", "/etc/passwd", "", "..", "a/.."};
	for (size_t i = 0; i < sizeof(leaving) / sizeof(leaving[0]); i++)
		fails(cache_load(scratch("cache"), leaving[i], HELLO, &data, &scratch_err), ERR_BAD_VALUE);
	fails(cache_load(scratch("cache"), "assets/2c/" HELLO, HELLO, &data, &scratch_err), ERR_NOT_FOUND);
	scratch_write("file", "");
	fails(cache_store(scratch("file"), "hello", 5, "jpg", hash, &rel, &scratch_err), ERR_EXISTS);
}
END_TEST

START_TEST(nothing_changes_on_failure)
{
	ok(store("hello", "jpg"));
	ok(cache_load(scratch("cache"), rel.buf, hash, &data, &scratch_err));
	fails(store("other", "../"), ERR_BAD_VALUE);
	ck_assert_str_eq(hash, HELLO);
	ck_assert_str_eq(rel.buf, "assets/2c/" HELLO ".jpg");
	fails(cache_load(scratch("cache"), "assets/nothing", HELLO, &data, &scratch_err), ERR_NOT_FOUND);
	ck_assert_str_eq(data.buf, "hello");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {hashes, store_and_load, written_once, damage_is_found_and_mended,
		a_link_in_the_cache_is_replaced, refused, nothing_changes_on_failure};

	strbuf_init(&rel);
	strbuf_init(&data);
	return scratch_run("cache", tests, sizeof(tests) / sizeof(tests[0]));
}
