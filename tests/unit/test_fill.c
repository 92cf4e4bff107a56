/* What several providers' answers are filled with in the same way. */
#include "harness/answered.h"
#include "harness/scratch.h"
#include "provider/fill.h"

static void url_is(const char *url, const char *base, const char *expected)
{
	struct strbuf out = STRBUF_INIT;

	strbuf_addstr(&out, "of before");
	ck_assert(fill_url(&out, url, base) == (expected != NULL));
	ck_assert_str_eq(out.buf, expected ? expected : "");
	strbuf_release(&out);
}

START_TEST(addresses)
{
	url_is("https://x/y.jpg", NULL, "https://x/y.jpg");
	url_is("http://x/y.jpg", NULL, "https://x/y.jpg");
	url_is("http://x/y.jpg", "https://b", "https://x/y.jpg");
	url_is("/y.jpg", "https://b", "https://b/y.jpg");
	url_is("y.jpg", "https://b", "https://b/y.jpg");
	url_is("/y.jpg", NULL, NULL);
	url_is("ftp://x/y.jpg", "https://b", NULL);
	url_is("file:///y.jpg", NULL, NULL);
	url_is("https://", "https://b", NULL);
	url_is(" http://x/a b.jpg\n", NULL, "https://x/a%20b.jpg");
	url_is("/a b.jpg", "https://b", "https://b/a%20b.jpg");
	url_is(" ", "https://b", NULL);
	url_is("", "https://b", NULL);
	url_is(NULL, "https://b", NULL);
}
END_TEST

static void trailer_is(const char *url, const char *id)
{
	struct strbuf expected = STRBUF_INIT;
	struct meta m = META_INIT;

	if (id)
		strbuf_addf(&expected, "plugin://plugin.video.youtube/play/?video_id=%s", id);
	ck_assert(fill_trailer(&m, url) == (id != NULL));
	field_is(&m, MF_TRAILER_URL, expected.buf);
	meta_release(&m);
	strbuf_release(&expected);
}

START_TEST(trailers)
{
	trailer_is("https://www.youtube.com/watch?v=uY4fme_AvW4", "uY4fme_AvW4");
	trailer_is("http://youtube.com/watch?v=a-b&t=3", "a-b");
	trailer_is("https://youtu.be/abc?t=3", "abc");
	trailer_is("https://www.youtube.com/embed/abc", "abc");
	trailer_is("https://www.youtube.com/watch?v=", NULL);
	trailer_is("https://vimeo.com/1", NULL);
	trailer_is(NULL, NULL);
}
END_TEST

START_TEST(actors)
{
	struct answer out = ANSWER_INIT;

	fill_actor(&out, "Ann Able", "Kim", "https://x/a.jpg");
	fill_actor(&out, "Ann Able", "Kim", "https://x/other.jpg");
	fill_actor(&out, "Bo Baker", NULL, NULL);
	fill_actor(&out, "AC/DC", NULL, "https://x/acdc.jpg");
	fill_actor(&out, NULL, "Nobody", "https://x/n.jpg");
	field_is(&out.meta, MF_ACTORS, "Ann Able as Kim, Bo Baker, AC/DC");
	ck_assert_int_eq(out.meta.actors.item[2].order, 2);
	ck_assert_str_eq(out.meta.actors.item[2].thumb, "https://x/acdc.jpg");
	ck_assert_uint_eq(out.pictures.n, 1);
	picture_is(picture_of(&out, "actor/Ann_Able", 0), "https://x/a.jpg", NULL, NULL);
	for (int i = 0; i < 2 * FILL_CAST_MAX; i++) {
		struct strbuf name = STRBUF_INIT;

		strbuf_addf(&name, "Person %d", i);
		fill_actor(&out, name.buf, NULL, "https://x/p.jpg");
		strbuf_release(&name);
	}
	ck_assert_uint_eq(out.meta.actors.n, FILL_CAST_MAX);
	ck_assert_uint_eq(out.pictures.n, FILL_FACES_MAX - 2); /* two of the first have none */
	answer_release(&out);
}
END_TEST

START_TEST(ids_and_numbers)
{
	struct meta m = META_INIT;

	meta_add_id(&m, "tvdb", "78878", false);
	meta_add_id(&m, "tmdb", "0603", false);
	meta_add_id(&m, "tvmaze", "13/../x", false);
	ck_assert_str_eq(fill_number(&m, "tvdb"), "78878");
	ck_assert_ptr_null(fill_number(&m, "tmdb"));
	ck_assert_ptr_null(fill_number(&m, "tvmaze"));
	ck_assert_ptr_null(fill_number(&m, "imdb"));
	ck_assert_ptr_null(fill_number(NULL, "tvdb"));
	ck_assert_str_eq(fill_imdb("tt0133093"), "tt0133093");
	ck_assert_ptr_null(fill_imdb("tt"));
	ck_assert_ptr_null(fill_imdb("nm0000206"));
	ck_assert_ptr_null(fill_imdb("tt01?x=1"));
	ck_assert_ptr_null(fill_imdb(NULL));
	ck_assert_int_eq(fill_year("1999-03-31"), 1999);
	ck_assert_int_eq(fill_year("1999"), 1999);
	ck_assert_int_eq(fill_year("199"), 0);
	ck_assert_int_eq(fill_year("19990331"), 0);
	ck_assert_int_eq(fill_year(NULL), 0);
	meta_release(&m);
}
END_TEST

START_TEST(a_year_by_the_premiere)
{
	struct meta m = META_INIT;

	fill_year_of_premiere(&m);
	field_is(&m, MF_YEAR, NULL);
	ok(meta_set(&m, MF_PREMIERED, "1999-03-31", &scratch_err));
	fill_year_of_premiere(&m);
	field_is(&m, MF_YEAR, "1999");
	ok(meta_set(&m, MF_PREMIERED, "2000-01-01", &scratch_err));
	fill_year_of_premiere(&m);
	field_is(&m, MF_YEAR, "1999");
	meta_release(&m);
}
END_TEST

START_TEST(queries)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addstr(&path, "q=");
	fill_encode(&path, "Ä & B~c/d?e=f%");
	ck_assert_str_eq(path.buf, "q=%C3%84%20%26%20B~c%2Fd%3Fe%3Df%25");
	strbuf_release(&path);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		addresses, trailers, actors, ids_and_numbers, a_year_by_the_premiere, queries};

	return scratch_run("fill", tests, sizeof(tests) / sizeof(tests[0]));
}
