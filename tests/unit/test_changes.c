/* What changed at providers. */
#include "harness/answers.h"
#include "harness/scratch.h"

#define NOW "2024-03-10 12:00:00.000"

static struct answers answers;
static struct change_list list;

struct question {
	const struct provider *provider;
	enum entity type;
	const char *since;
};

static enum ask_state ask(struct ask *a, void *ctx)
{
	struct question *q = ctx;
	size_t had = list.n;
	enum ask_state state = q->provider->changed(a, q->type, q->since, NOW, &list, &scratch_err);

	ck_assert(state == ASK_ANSWERED || list.n == had);
	return state;
}

static enum ask_state changed(const struct provider *p, enum entity type, const char *since)
{
	struct question q = {p, type, since};

	change_list_release(&list);
	return answers_run(&answers, ask, &q);
}

/* The list as "1 2 3". */
static void list_is(const char *expected)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < list.n; i++)
		strbuf_addf(&text, "%s%d", i ? " " : "", (int)list.id[i]);
	ck_assert_str_eq(text.buf, expected);
	strbuf_release(&text);
}

static void release(void)
{
	change_list_release(&list);
	answers_release(&answers);
}

START_TEST(of_tmdb)
{
	answers_init(&answers);
	answers_put(&answers, PROVIDER_TMDB, "movie/changes?start_date=2024-03-01&end_date=2024-03-08&page=1",
		"{\"results\":[{\"id\":9,\"adult\":null},{\"id\":3}],\"page\":1,\"total_pages\":3}");
	answers_put(&answers, PROVIDER_TMDB, "movie/changes?start_date=2024-03-01&end_date=2024-03-08&page=2",
		"{\"results\":[{\"id\":9},null,{\"id\":\"4\"},{\"id\":null}]}");
	answers_put(&answers, PROVIDER_TMDB, "movie/changes?start_date=2024-03-01&end_date=2024-03-08&page=3",
		"{\"results\":[{\"id\":1}]}");
	answers_put(&answers, PROVIDER_TMDB, "movie/changes?start_date=2024-03-08&end_date=2024-03-11&page=1",
		"{\"results\":[{\"id\":550}],\"total_pages\":1}");
	ck_assert_int_eq(changed(&provider_tmdb, ENTITY_MOVIE, "2024-03-01 12:00:00.000"), ASK_ANSWERED);
	list_is("1 3 4 9 550");
	ck_assert_uint_eq(answers_asked(&answers), 4);
	ck_assert_int_eq(answers.rounds, 3);
	ck_assert(change_list_has(&list, "9") && change_list_has(&list, "550"));
	ck_assert(!change_list_has(&list, "2") && !change_list_has(&list, "x"));

	answers_put(&answers, PROVIDER_TMDB, "tv/changes?start_date=2024-03-10&end_date=2024-03-11&page=1",
		"{\"results\":[],\"total_pages\":1}");
	ck_assert_int_eq(changed(&provider_tmdb, ENTITY_SERIES, "2024-03-10 11:00:00.000"), ASK_ANSWERED);
	list_is("");
	ck_assert(!change_list_has(&list, "9"));
	answers_put(&answers, PROVIDER_TMDB, "tv/changes?start_date=2024-03-09&end_date=2024-03-11&page=1",
		"{\"results\":[{\"id\":1}],\"total_pages\":501}");
	ck_assert_int_eq(changed(&provider_tmdb, ENTITY_SERIES, "2024-03-09 11:00:00.000"), ASK_NOTHING);
	ck_assert_int_eq(changed(&provider_tmdb, ENTITY_SERIES, "2024-02-01 11:00:00.000"), ASK_NOTHING);
	ck_assert_int_eq(changed(&provider_tmdb, ENTITY_SET, "2024-03-09 11:00:00.000"), ASK_NOTHING);
	release();
}
END_TEST

START_TEST(of_tvdb)
{
	answers_init(&answers);
	answers_put(&answers, PROVIDER_TVDB, "updates?since=1709985600&type=series",
		"{\"status\":\"success\",\"data\":[{\"recordId\":5,\"methodInt\":2},{\"recordId\":6,"
		"\"methodInt\":3,"
		"\"mergeToId\":2},{\"recordId\":null},7],\"links\":{\"next\":\"https://x/?page=1\"}}");
	answers_put(&answers, PROVIDER_TVDB, "updates?since=1709985600&type=series&page=1",
		"{\"status\":\"success\",\"data\":[{\"recordId\":1}],\"links\":{\"next\":null}}");
	answers_put(&answers, PROVIDER_TVDB, "updates?since=1709985600&type=episodes",
		"{\"status\":\"success\",\"data\":[{\"recordId\":99,\"seriesId\":5},{\"recordId\":98,"
		"\"seriesId\":\"8\"}"
		"],\"links\":null}");
	ck_assert_int_eq(changed(&provider_tvdb, ENTITY_SERIES, "2024-03-09 12:00:00.000"), ASK_ANSWERED);
	list_is("1 2 5 6 8");
	ck_assert_int_eq(answers.rounds, 3);
	ck_assert_int_eq(changed(&provider_tvdb, ENTITY_MOVIE, "2024-03-09 12:00:00.000"), ASK_NOTHING);
	answers_fail(&answers, PROVIDER_TVDB, "updates?since=1709985601&type=movies", ERR_TIMEOUT);
	ck_assert_int_eq(changed(&provider_tvdb, ENTITY_MOVIE, "2024-03-09 12:00:01.000"), ASK_FAILED);
	ck_assert_int_eq(changed(&provider_tvdb, ENTITY_SERIES, "2024-01-01 12:00:00.000"), ASK_NOTHING);
	ck_assert_int_eq(changed(&provider_tvdb, ENTITY_EPISODE, "2024-03-09 12:00:00.000"), ASK_NOTHING);
	release();
}
END_TEST

START_TEST(of_fanarttv)
{
	answers_init(&answers);
	answers_put(&answers, PROVIDER_FANARTTV, "movies/latest?date=1709985600",
		"[{\"tmdb_id\":\"17610\",\"imdb_id\":\"tt1045778\",\"new_images\":\"1\"},{\"tmdb_id\":5651},{"
		"},null]");
	answers_put(&answers, PROVIDER_FANARTTV, "tv/latest?date=1709985600",
		"[{\"id\":\"79349\"},{\"thetvdb_id\":\"75682\"}]");
	ck_assert_int_eq(changed(&provider_fanarttv, ENTITY_MOVIE, "2024-03-09 12:00:00.000"), ASK_ANSWERED);
	list_is("5651 17610");
	ck_assert_int_eq(changed(&provider_fanarttv, ENTITY_SERIES, "2024-03-09 12:00:00.000"), ASK_ANSWERED);
	list_is("75682 79349");
	answers_put(&answers, PROVIDER_FANARTTV, "tv/latest?date=1709985601", "{}");
	ck_assert_int_eq(changed(&provider_fanarttv, ENTITY_SERIES, "2024-03-09 12:00:01.000"), ASK_FAILED);
	ck_assert_int_eq(changed(&provider_fanarttv, ENTITY_SEASON, "2024-03-09 12:00:00.000"), ASK_NOTHING);
	release();
}
END_TEST

START_TEST(of_tvmaze)
{
	answers_init(&answers);
	answers_put(&answers, PROVIDER_TVMAZE, "updates/shows?since=day",
		"{\"13\":1709990000,\"180\":1709985599,\"7\":\"soon\",\"x\":1709990000,\"2\":1709985600}");
	ck_assert_int_eq(changed(&provider_tvmaze, ENTITY_SERIES, "2024-03-09 12:00:01.000"), ASK_ANSWERED);
	list_is("13");
	answers_put(&answers, PROVIDER_TVMAZE, "updates/shows?since=week",
		"{\"13\":1709490000,\"2\":1709985600,\"3\":1709985599}");
	ck_assert_int_eq(changed(&provider_tvmaze, ENTITY_SERIES, "2024-03-09 12:00:00.000"), ASK_ANSWERED);
	list_is("2");
	ck_assert_int_eq(changed(&provider_tvmaze, ENTITY_SERIES, "2024-03-04 00:00:00.000"), ASK_ANSWERED);
	list_is("2 3");
	answers_put(&answers, PROVIDER_TVMAZE, "updates/shows?since=month", "{\"14\":1709290000}");
	ck_assert_int_eq(changed(&provider_tvmaze, ENTITY_SERIES, "2024-03-01 00:00:00.000"), ASK_ANSWERED);
	list_is("14");
	ck_assert_int_eq(changed(&provider_tvmaze, ENTITY_SERIES, "2024-01-01 00:00:00.000"), ASK_NOTHING);
	ck_assert_int_eq(changed(&provider_tvmaze, ENTITY_MOVIE, "2024-03-09 12:00:00.000"), ASK_NOTHING);
	release();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {of_tmdb, of_tvdb, of_fanarttv, of_tvmaze};

	return scratch_run("changes", tests, sizeof(tests) / sizeof(tests[0]));
}
