/* Kept answers: what is saved is found, deflated, until it is too old; a damaged one is not there. */
#include <string.h>

#include "harness/engines.h"
#include "store/reply.h"

static struct reply made(const char *url, const char *body, int64_t fresh_s)
{
	struct reply r = {.url = (char *)url, .provider = (char *)"tmdb", .status = 200, .fresh_s = fresh_s};

	r.etag = (char *)"\"e1\"";
	strbuf_init(&r.body);
	strbuf_init(&r.packed);
	strbuf_addstr(&r.body, body);
	return r;
}

static int found(const char *url, struct reply *out)
{
	reply_release(out);
	return reply_find(engines_db, url, out, &engines_err);
}

START_TEST(what_is_saved_is_found)
{
	struct reply list[3], r = {.url = NULL};
	struct strbuf big = STRBUF_INIT;
	int i;

	strbuf_init(&r.body);
	for (i = 0; i < 30000; i++)
		strbuf_addf(&big, "{\"number\":%d}", i % 100);
	list[0] = made("https://a.example/1", big.buf, 60);
	list[1] = made("https://a.example/2", "{}", 0);
	list[2] = made("https://a.example/3", "", 60);
	list[2].status = 404;
	list[2].etag = NULL;
	must(reply_save(engines_db, list, 3, &engines_err));
	ck_assert_int_eq(found("https://a.example/1", &r), 1);
	ck_assert_str_eq(r.body.buf, big.buf);
	ck_assert_str_eq(r.etag, "\"e1\"");
	ck_assert_str_eq(r.provider, "tmdb");
	ck_assert_int_eq(r.status, 200);
	ck_assert(r.fresh);
	ck_assert_int_lt(
		engines_int("SELECT length(body) FROM provider_cache WHERE url = 'https://a.example/1'"),
		(int64_t)big.len / 20);
	ck_assert_int_eq(found("https://a.example/2", &r), 1);
	ck_assert_str_eq(r.body.buf, "{}");
	ck_assert(!r.fresh);
	ck_assert_int_eq(found("https://a.example/3", &r), 1);
	ck_assert_int_eq(r.status, 404);
	ck_assert_uint_eq(r.body.len, 0);
	ck_assert_ptr_null(r.etag);
	ck_assert(r.fresh);
	ck_assert_int_eq(found("https://a.example/4", &r), 0);
	/* A later answer takes its place. */
	strbuf_addstr(&list[1].body, " ");
	list[1].fresh_s = 10;
	must(reply_save(engines_db, &list[1], 1, &engines_err));
	ck_assert_int_eq(found("https://a.example/2", &r), 1);
	ck_assert_str_eq(r.body.buf, "{} ");
	ck_assert(r.fresh);
	for (i = 0; i < 3; i++)
		strbuf_release(&list[i].body);
	strbuf_release(&big);
	reply_release(&r);
}
END_TEST

START_TEST(what_is_damaged_is_not_there)
{
	static const char *const harm[] = {"body_size = 3", "body_size = 1", "body_size = 99999999999",
		"body_size = -1", "body = NULL, body_size = 0"};
	struct reply list[1] = {made("https://a.example/1", "{}", 60)}, r = {.url = NULL};
	struct strbuf sql = STRBUF_INIT;
	size_t i;

	strbuf_init(&r.body);
	for (i = 0; i < sizeof(harm) / sizeof(harm[0]); i++) {
		must(reply_save(engines_db, list, 1, &engines_err));
		strbuf_clear(&sql);
		strbuf_addf(&sql, "UPDATE provider_cache SET %s", harm[i]);
		engines_exec(sql.buf);
		/* One without a body is what it says. */
		ck_assert_int_eq(found("https://a.example/1", &r), i == 4);
		ck_assert_uint_eq(r.body.len, 0);
	}
	strbuf_release(&sql);
	strbuf_release(&list[0].body);
	reply_release(&r);
}
END_TEST

START_TEST(what_is_old_is_dropped)
{
	struct reply list[2] = {made("https://a.example/1", "{}", 60), made("https://a.example/2", "{}", 60)};
	int64_t dropped = 0;

	must(reply_save(engines_db, list, 2, &engines_err));
	engines_exec("UPDATE provider_cache SET fetched_at = '2001-01-01 00:00:00.000', fresh_until = "
		     "'2001-01-01 00:00:01.000' WHERE url = 'https://a.example/1'");
	must(reply_expire(engines_db, 180, &dropped, &engines_err));
	ck_assert_int_eq(dropped, 1);
	ck_assert_int_eq(
		engines_int("SELECT COUNT(*) FROM provider_cache WHERE url = 'https://a.example/2'"), 1);
	strbuf_release(&list[0].body);
	strbuf_release(&list[1].body);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		what_is_saved_is_found, what_is_damaged_is_not_there, what_is_old_is_dropped};
	Suite *s = suite_create("reply");

	engines_add(s, "reply", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
