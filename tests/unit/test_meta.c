/* Values of items: their canonical forms, comparing, merging. */
#include <math.h>

#include "core/json.h"
#include "harness/scratch.h"
#include "media/meta.h"

static struct meta a, b, c;
static struct strbuf text;

static void start(void)
{
	meta_release(&a);
	meta_release(&b);
	meta_release(&c);
}

/* What meta_set makes of a value; "-" when it refuses it. */
static const char *canonical(enum meta_field f, const char *value)
{
	start();
	if (meta_set(&a, f, value, &scratch_err) != 0)
		return "-";
	return meta_get(&a, f) ? meta_get(&a, f) : "(none)";
}

static const char *json(const struct meta *m, enum meta_field f)
{
	strbuf_clear(&text);
	meta_field_json(m, f, &text);
	return text.buf;
}

START_TEST(texts)
{
	ck_assert_str_eq(canonical(MF_TITLE, "  The\tMatrix \n"), "The Matrix");
	ck_assert_str_eq(canonical(MF_TITLE, "A\n      B"), "A B");
	ck_assert_str_eq(canonical(MF_TITLE, "A  B"), "A  B");
	ck_assert_str_eq(canonical(MF_PLOT, "one\r\ntwo\rthree\n"), "one\ntwo\nthree");
	ck_assert_str_eq(canonical(MF_PLOT, "a\001b\x7f"
					    "c\xEF\xBF\xBF"
					    "d\xff"),
		"abcd");
	ck_assert_str_eq(canonical(MF_PLOT, " \r\n\t "), "(none)");
	ck_assert_str_eq(canonical(MF_PLOT, ""), "(none)");
	ck_assert_str_eq(canonical(MF_PLOT, NULL), "(none)");
}
END_TEST

START_TEST(numbers)
{
	ck_assert_str_eq(canonical(MF_SEASON_NUMBER, "07"), "7");
	ck_assert_str_eq(canonical(MF_SEASON_NUMBER, " 0 "), "0");
	ck_assert_str_eq(canonical(MF_SEASON_NUMBER, "-1"), "-");
	ck_assert_str_eq(canonical(MF_YEAR, "1799"), "-");
	ck_assert_str_eq(canonical(MF_YEAR, "1999a"), "-");
	ck_assert_str_eq(canonical(MF_YEAR, "99999999999999999999"), "-");
	ck_assert_str_eq(canonical(MF_YEAR, "0"), "(none)");
	ck_assert_str_eq(canonical(MF_USER_RATING, "0"), "(none)");
	ck_assert_str_eq(canonical(MF_USER_RATING, "10"), "10");
	ck_assert_str_eq(canonical(MF_USER_RATING, "11"), "-");
	says("user_rating takes a number from 1 to 10, not '11'");
}
END_TEST

START_TEST(dates)
{
	ck_assert_str_eq(canonical(MF_PREMIERED, "1999-03-31"), "1999-03-31");
	ck_assert_str_eq(canonical(MF_PREMIERED, "2000-02-29"), "2000-02-29");
	ck_assert_str_eq(canonical(MF_PREMIERED, "1900-02-29"), "-");
	ck_assert_str_eq(canonical(MF_PREMIERED, "2000-04-31"), "-");
	ck_assert_str_eq(canonical(MF_PREMIERED, "1999-04-31"), "-");
	ck_assert_str_eq(canonical(MF_PREMIERED, "1999-3-1"), "-");
	ck_assert_str_eq(canonical(MF_PREMIERED, "1999-03-311"), "-");
	ck_assert_str_eq(canonical(MF_AIRED, "31.03.1999"), "-");
	says("aired takes a date (YYYY-MM-DD), not '31.03.1999'");
}
END_TEST

START_TEST(a_refused_value_changes_nothing)
{
	start();
	ok(meta_set(&a, MF_YEAR, "1999", &scratch_err));
	fails(meta_set(&a, MF_YEAR, "soon", &scratch_err), ERR_BAD_VALUE);
	ck_assert_str_eq(meta_get(&a, MF_YEAR), "1999");
	strbuf_clear(&text);
	for (int i = 0; i <= META_MAX_TEXT; i++)
		strbuf_addch(&text, 'x');
	fails(meta_set(&a, MF_PLOT, text.buf, &scratch_err), ERR_TOO_LONG);
	ck_assert_ptr_null(meta_get(&a, MF_PLOT));
}
END_TEST

START_TEST(names_of_fields)
{
	for (int f = 0; f < MF_COUNT; f++)
		ck_assert_int_eq(meta_field_by_name(meta_field_name((enum meta_field)f)), f);
	ck_assert_int_eq(meta_field_by_name("genre"), MF_GENRES);
	ck_assert_int_eq(meta_field_by_name("Actor"), MF_ACTORS);
	ck_assert_int_eq(meta_field_by_name("id"), MF_UNIQUEIDS);
	ck_assert_int_eq(meta_field_by_name("uniqueid"), MF_UNIQUEIDS);
	ck_assert_int_eq(meta_field_by_name("season"), MF_SEASON_NUMBER);
	ck_assert_int_eq(meta_field_by_name("colour"), -1);
	ck_assert_int_eq(meta_field_by_name(""), -1);
}
END_TEST

START_TEST(lists)
{
	start();
	meta_add_name(&a, MF_GENRES, " Drama ");
	meta_add_name(&a, MF_GENRES, "Action / Drama / Crime");
	meta_add_name(&a, MF_GENRES, " / ");
	meta_add_name(&a, MF_GENRES, "AC/DC");
	ck_assert_str_eq(json(&a, MF_GENRES), "[\"Drama\",\"Action\",\"Crime\",\"/\",\"AC/DC\"]");
	meta_clear_field(&a, MF_GENRES);
	ck_assert(!meta_has(&a, MF_GENRES));
	for (int i = 0; i < META_MAX_LIST + 5; i++) {
		strbuf_clear(&text);
		strbuf_addf(&text, "%d", i);
		meta_add_name(&a, MF_TAGS, text.buf);
	}
	ck_assert_uint_eq(a.tags.n, META_MAX_LIST);
}
END_TEST

static void actor(struct meta *m, const char *name, const char *role, int order)
{
	meta_add_person(m, MF_ACTORS, &(struct meta_person){(char *)name, (char *)role, NULL, NULL, order});
}

START_TEST(people)
{
	start();
	actor(&a, "Keanu Reeves", "Neo", 0);
	actor(&a, "Keanu Reeves", "Neo", 5);
	actor(&a, "Keanu Reeves", "Thomas / Neo", -7);
	actor(&a, "", "Nobody", 1);
	ck_assert_uint_eq(a.actors.n, 2);
	ck_assert_int_eq(a.actors.item[1].order, -1);
	actor(&b, "Keanu Reeves", "Neo", 3);
	actor(&b, "Keanu Reeves", "Thomas / Neo", 4);
	ck_assert_msg(meta_field_equal(&a, &b, MF_ACTORS), "the numbers are not the item's");
	meta_add_person(&a, MF_DIRECTORS, &(struct meta_person){.name = (char *)"Lana / Lilly"});
	ck_assert_str_eq(json(&a, MF_DIRECTORS), "[\"Lana\",\"Lilly\"]");
}
END_TEST

static void rate(struct meta *m, const char *source, double value, int max, bool is_default)
{
	meta_add_rating(m, &(struct meta_rating){(char *)source, value, max, -1, is_default});
}

START_TEST(ratings)
{
	start();
	rate(&a, "imdb", 8.7, 0, false);
	rate(&a, "imdb", 3, 10, false);
	rate(&a, "tmdb", 8.2, 10, false);
	rate(&a, "none", 0, 10, false);
	rate(&a, "over", 11, 10, false);
	rate(&a, "odd", NAN, 10, false);
	rate(&a, "", 5, 10, false);
	ck_assert_str_eq(json(&a, MF_RATINGS),
		"[{\"source\":\"imdb\",\"value\":8.7,\"max\":10,\"default\":false},"
		"{\"source\":\"tmdb\",\"value\":8.2,\"max\":10,\"default\":true}]");
	rate(&b, "tmdb", 8.2, 10, true);
	rate(&b, "imdb", 8.7, 10, false);
	ck_assert_msg(meta_field_equal(&a, &b, MF_RATINGS),
		"neither their order nor a default by rule tells them apart");
	meta_clear_field(&b, MF_RATINGS);
	ck_assert(!meta_field_equal(&a, &b, MF_RATINGS));
	ck_assert_int_eq(meta_default_rating(&b), -1);
}
END_TEST

START_TEST(ids)
{
	start();
	meta_add_id(&a, "IMDB", "tt0133093", true);
	meta_add_id(&a, "imdb", "tt1", false);
	meta_add_id(&a, "tmdb", "603", false);
	meta_add_id(&a, "x", "", false);
	ck_assert_uint_eq(a.ids.n, 2);
	ck_assert_str_eq(meta_id(&a, "Imdb"), "tt0133093");
	ck_assert_ptr_null(meta_id(&a, "tvdb"));
	ck_assert_int_eq(meta_default_id(&a), 0);
	meta_add_id(&b, "tmdb", "603", false);
	meta_add_id(&b, "imdb", "tt0133093", true);
	ck_assert(meta_field_equal(&a, &b, MF_UNIQUEIDS));
	a.ids.item[0].is_default = false;
	ck_assert_int_eq(meta_default_id(&a), 1);
	ck_assert(!meta_field_equal(&a, &b, MF_UNIQUEIDS));
}
END_TEST

START_TEST(extra)
{
	start();
	meta_add_extra(&a, "top250", "5");
	meta_add_extra(&a, "code", "1A01");
	meta_add_extra(&a, "showlink", "B");
	meta_add_extra(&a, "showlink", "A");
	meta_add_extra(&a, "showlink", "B");
	meta_add_extra(&a, "", "x");
	ck_assert_str_eq(json(&a, MF_EXTRA),
		"[{\"name\":\"code\",\"value\":\"1A01\"},{\"name\":\"showlink\",\"value\":\"B\"},"
		"{\"name\":\"showlink\",\"value\":\"A\"},{\"name\":\"top250\",\"value\":\"5\"}]");
	ck_assert_str_eq(meta_extra(&a, "showlink"), "B");
	ck_assert_ptr_null(meta_extra(&a, "edition"));
}
END_TEST

START_TEST(set)
{
	start();
	meta_set_collection(&a, " Matrix ", "Films\r\nabout it", "2344");
	ck_assert_str_eq(a.set_overview, "Films\nabout it");
	meta_set_collection(&b, "Matrix", NULL, NULL);
	ck_assert_msg(meta_field_equal(&a, &b, MF_SET), "the overview is the set's and not the film's");
	meta_set_collection(&b, "", "x", "1");
	ck_assert(!meta_has(&b, MF_SET));
	ck_assert_ptr_null(b.set_overview);
}
END_TEST

static void fill(struct meta *m)
{
	ok(meta_set(m, MF_TITLE, "The Matrix", &scratch_err));
	ok(meta_set(m, MF_YEAR, "1999", &scratch_err));
	meta_set_collection(m, "Matrix", "o", "1");
	meta_add_name(m, MF_GENRES, "Action");
	meta_add_name(m, MF_STUDIOS, "Warner");
	meta_add_name(m, MF_COUNTRIES, "USA");
	meta_add_name(m, MF_TAGS, "x");
	actor(m, "Keanu Reeves", "Neo", 0);
	meta_add_person(m, MF_DIRECTORS, &(struct meta_person){.name = (char *)"Lana"});
	meta_add_person(m, MF_WRITERS, &(struct meta_person){.name = (char *)"Lilly"});
	rate(m, "imdb", 8.7, 10, true);
	meta_add_id(m, "imdb", "tt0133093", true);
	meta_add_extra(m, "top250", "5");
}

START_TEST(copies)
{
	start();
	fill(&a);
	meta_copy(&b, &a);
	ck_assert_uint_eq(meta_diff(&a, &b), 0);
	meta_copy(&b, &b);
	meta_copy_field(&a, &a, MF_GENRES);
	ck_assert_uint_eq(meta_diff(&a, &b), 0);
	for (int f = 0; f < MF_COUNT; f++) {
		if (!meta_has(&a, (enum meta_field)f))
			continue;
		meta_clear_field(&b, (enum meta_field)f);
		ck_assert_msg(meta_diff(&a, &b) == MF_BIT(f), "%s", meta_field_name((enum meta_field)f));
		meta_copy_field(&b, &a, (enum meta_field)f);
	}
	ck_assert_uint_eq(meta_diff(&a, &b), 0);
}
END_TEST

/* One field of 'b' from JSON. */
static int from_json(enum meta_field f, const char *text_)
{
	cJSON *v = json_parse(text_, strlen(text_), NULL);

	ck_assert_ptr_nonnull(v);
	int rc = meta_read_json(&b, f, v, &scratch_err);
	cJSON_Delete(v);
	return rc;
}

START_TEST(json_there_and_back)
{
	struct jsonw w;

	start();
	fill(&a);
	for (int f = 0; f < MF_COUNT; f++) {
		strbuf_clear(&text);
		jsonw_init(&w, &text);
		meta_write_json(&a, (enum meta_field)f, &w);
		ok(from_json((enum meta_field)f, text.buf));
	}
	ck_assert_uint_eq(meta_diff(&a, &b), 0);
	ck_assert_str_eq(b.set_overview, "o");
	ok(from_json(MF_ACTORS, "[\"A\",{\"name\":\"B\",\"order\":3}]"));
	ck_assert_int_eq(b.actors.item[1].order, 3);
	ok(from_json(MF_SET, "\"S\""));
	ck_assert_str_eq(b.set_name, "S");
	ok(from_json(MF_SET, "null"));
	ck_assert(!meta_has(&b, MF_SET));
	ok(from_json(MF_TITLE, "1984"));
	ck_assert_str_eq(meta_get(&b, MF_TITLE), "1984");
}
END_TEST

START_TEST(json_that_is_refused)
{
	start();
	fill(&b);
	meta_copy(&a, &b);
	fails(from_json(MF_YEAR, "1984.5"), ERR_BAD_VALUE);
	fails(from_json(MF_YEAR, "[]"), ERR_BAD_VALUE);
	fails(from_json(MF_GENRES, "\"Drama\""), ERR_BAD_VALUE);
	says("genres takes a list");
	fails(from_json(MF_GENRES, "[\"Drama\",7]"), ERR_BAD_VALUE);
	fails(from_json(MF_ACTORS, "[{\"role\":\"R\"}]"), ERR_BAD_VALUE);
	fails(from_json(MF_RATINGS, "[{\"source\":\"imdb\"}]"), ERR_BAD_VALUE);
	fails(from_json(MF_UNIQUEIDS, "[{\"type\":\"imdb\"}]"), ERR_BAD_VALUE);
	fails(from_json(MF_SET, "{\"overview\":\"o\"}"), ERR_BAD_VALUE);
	ck_assert_msg(meta_diff(&a, &b) == 0, "what is refused changes nothing");
}
END_TEST

static void titles(const char *base, const char *disk, const char *ours)
{
	start();
	ok(meta_set(&a, MF_TITLE, base, &scratch_err));
	ok(meta_set(&b, MF_TITLE, disk, &scratch_err));
	ok(meta_set(&c, MF_TITLE, ours, &scratch_err));
}

START_TEST(merge)
{
	static const struct {
		const char *base, *disk, *ours;
		bool locked;
		const char *result; /* and whether it was taken, or is a conflict */
		bool taken, conflict;
	} cases[] = {
		{"a", "a", "a", false, "a", false, false},
		{"a", "b", "a", false, "b", true, false},
		{"a", "a", "b", false, "b", false, false},
		{"a", "b", "b", false, "b", false, false},
		{"a", "b", "c", false, "c", false, true},
		{"a", "b", "a", true, "a", false, true},
		{"a", "a", "b", true, "b", false, false},
		{"a", "b", "b", true, "b", false, false},
		{NULL, "b", NULL, false, "b", true, false},
		{"a", NULL, "a", false, NULL, true, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct meta out = META_INIT;
		uint64_t taken, conflict;

		titles(cases[i].base, cases[i].disk, cases[i].ours);
		fill(&out); /* what it held before does not stay */
		meta_merge3(&out, &a, &b, &c, cases[i].locked ? MF_BIT(MF_TITLE) : 0, &taken, &conflict);
		ck_assert_pstr_eq(meta_get(&out, MF_TITLE), cases[i].result);
		ck_assert_msg(taken == (cases[i].taken ? MF_BIT(MF_TITLE) : 0), "case %zu", i);
		ck_assert_msg(conflict == (cases[i].conflict ? MF_BIT(MF_TITLE) : 0), "case %zu", i);
		ck_assert(!meta_has(&out, MF_GENRES));
		meta_release(&out);
	}
}
END_TEST

START_TEST(merge_of_lists)
{
	uint64_t taken, conflict;

	start();
	fill(&a);
	fill(&b);
	fill(&c);
	meta_add_name(&b, MF_GENRES, "Drama");	     /* on disk */
	actor(&c, "Carrie-Anne Moss", "Trinity", 1); /* here */
	meta_add_id(&b, "tmdb", "603", false);
	meta_add_id(&c, "tmdb", "604", false);
	meta_merge3(&c, &a, &b, &c, 0, &taken, &conflict);
	ck_assert_uint_eq(taken, MF_BIT(MF_GENRES));
	ck_assert_uint_eq(conflict, MF_BIT(MF_UNIQUEIDS));
	ck_assert_str_eq(json(&c, MF_GENRES), "[\"Action\",\"Drama\"]");
	ck_assert_uint_eq(c.actors.n, 2);
	ck_assert_str_eq(meta_id(&c, "tmdb"), "604");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {texts, numbers, dates, a_refused_value_changes_nothing, names_of_fields,
		lists, people, ratings, ids, extra, set, copies, json_there_and_back, json_that_is_refused,
		merge, merge_of_lists};

	strbuf_init(&text);
	return scratch_run("meta", tests, sizeof(tests) / sizeof(tests[0]));
}
