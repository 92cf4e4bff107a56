/* Another naming for films that have files: asked for, shown, carried out by the same journal. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "harness/shelf.h"
#include "publish/diff.h"

#define FILM "Solaris"
#define NFO "<movie>\n  <title>Solaris</title>\n  <plot>Words</plot>\n  <mine/>\n</movie>\n"

static int64_t film;

/* movie.nfo, a poster of the user's, one from a provider, and a picture that is nobody's business. */
static void make_film(void)
{
	shelf_make(LIBRARY_MOVIES, "Solaris (1972)");
	film = shelf_film(FILM, "movie.nfo", NFO);
	shelf_put("poster.jpg", "poster");
	shelf_picture(ENTITY_MOVIE, film, "poster", "poster.jpg", "poster");
	shelf_put("fanart2.jpg", "second");
	shelf_picture(ENTITY_MOVIE, film, "fanart", "fanart2.jpg", "second");
	shelf_picture(ENTITY_MOVIE, film, "clearlogo", NULL, "logo");
	shelf_put("keyart.jpg", "theirs");
	shelf_publish(ENTITY_MOVIE, film, 1, 0);
	ck_assert(shelf_exists("clearlogo.jpg"));
}

static void all_are(bool is_long)
{
	static const char *const names[] = {"poster.jpg", "fanart2.jpg", "clearlogo.jpg"};
	static const char *const bytes[] = {"poster", "second", "logo"};
	struct strbuf name = STRBUF_INIT;
	size_t i;

	for (i = 0; i < 3; i++) {
		strbuf_clear(&name);
		strbuf_addf(&name, "%s-%s", FILM, names[i]);
		shelf_is_text(is_long ? name.buf : names[i], bytes[i]);
		ck_assert(!shelf_exists(is_long ? names[i] : name.buf));
	}
	shelf_is_text(is_long ? FILM ".nfo" : "movie.nfo", NFO);
	ck_assert(!shelf_exists(is_long ? "movie.nfo" : FILM ".nfo"));
	shelf_is_text("keyart.jpg", "theirs");
	strbuf_release(&name);
}

START_TEST(only_when_asked)
{
	make_film();
	shelf_set("names", "long");
	shelf_publish(ENTITY_MOVIE, film, 0, 0);
	all_are(false);
	shelf_pub.rename = true;
	shelf_publish(ENTITY_MOVIE, film, 4, 4);
	all_are(true);
	shelf_publish(ENTITY_MOVIE, film, 0, 0);
	shelf_pub.rename = false;
	shelf_publish(ENTITY_MOVIE, film, 0, 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM movies WHERE naming = 'long'"), 1);
	ck_assert_int_eq(
		engines_int("SELECT COUNT(*) FROM asset_candidates WHERE local_path LIKE '%/Solaris-%'"), 2);
	shelf_settled();
}
END_TEST

START_TEST(and_back)
{
	make_film();
	shelf_pub.rename = true;
	shelf_set("names", "long");
	shelf_publish(ENTITY_MOVIE, film, 4, 4);
	shelf_set("names", "short");
	shelf_publish(ENTITY_MOVIE, film, 4, 4);
	all_are(false);
	shelf_publish(ENTITY_MOVIE, film, 0, 0);
}
END_TEST

START_TEST(shown_first)
{
	struct plan plan;
	struct diff diff = DIFF_INIT;
	struct strbuf text = STRBUF_INIT;

	make_film();
	shelf_pub.rename = true;
	shelf_set("names", "long");
	must(plan_make(&shelf_pub, ENTITY_MOVIE, film, &plan, &engines_err));
	diff_add(&diff, &plan, &shelf_pub, false);
	diff_text(&diff, &text);
	ck_assert_ptr_nonnull(strstr(text.buf, "# files: 0 identical, 0 changed, 4 added, 4 removed\n"));
	ck_assert_ptr_nonnull(strstr(text.buf, "# remove Solaris (1972)/poster.jpg"));
	ck_assert_ptr_nonnull(strstr(text.buf, "+++ /dev/null\n"));
	ck_assert_ptr_nonnull(strstr(text.buf, "+  <plot>Words</plot>\n"));
	plan_release(&plan);
	diff_release(&diff);
	strbuf_release(&text);
	all_are(false);
}
END_TEST

START_TEST(with_an_edit)
{
	char *text;

	make_film();
	shelf_edit(ENTITY_MOVIE, film, MF_PLOT, "Other words");
	shelf_pub.rename = true;
	shelf_set("names", "long");
	shelf_publish(ENTITY_MOVIE, film, 4, 4);
	text = shelf_text(FILM ".nfo");
	ck_assert_ptr_nonnull(strstr(text, "<plot>Other words</plot>"));
	ck_assert_ptr_nonnull(strstr(text, "<mine/>"));
	free(text);
}
END_TEST

START_TEST(what_somebody_changed)
{
	char *text;

	make_film();
	shelf_put("poster.jpg", "newer");
	shelf_put("movie.nfo", "<movie>\n  <title>Solaris</title>\n  <plot>Theirs</plot>\n</movie>\n");
	shelf_pub.rename = true;
	shelf_set("names", "long");
	shelf_publish(ENTITY_MOVIE, film, 3, 3);
	shelf_is_text("poster.jpg", "newer");
	text = shelf_text(FILM ".nfo");
	ck_assert_ptr_nonnull(strstr(text, "<plot>Theirs</plot>"));
	free(text);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM movies WHERE plot = 'Theirs'"), 1);
}
END_TEST

/* An NFO under the new name, which no player read, gives way; a picture there that is nobody's does not. */
START_TEST(the_new_name_is_taken)
{
	make_film();
	shelf_put(FILM ".nfo", "<movie><title>Stale</title></movie>\n");
	shelf_put(FILM "-poster.jpg", "theirs");
	shelf_pub.rename = true;
	shelf_set("names", "long");
	shelf_publish(ENTITY_MOVIE, film, 3, 3);
	shelf_is_text(FILM ".nfo", NFO);
	shelf_is_text(FILM "-poster.jpg", "theirs");
	shelf_is_text("poster.jpg", "poster");
}
END_TEST

START_TEST(a_shared_folder_has_no_choice)
{
	make_film();
	shelf_film("Stalker", NULL, NULL);
	shelf_pub.rename = true;
	shelf_set("names", "short");
	shelf_publish(ENTITY_MOVIE, film, 1, 1); /* the logo, which Metarr had written */
	ck_assert(shelf_exists("movie.nfo"));
	ck_assert(shelf_exists("poster.jpg"));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {only_when_asked, and_back, shown_first, with_an_edit,
		what_somebody_changed, the_new_name_is_taken, a_shared_folder_has_no_choice};
	Suite *s = suite_create("publish rename");

	engines_add(s, "rename", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
