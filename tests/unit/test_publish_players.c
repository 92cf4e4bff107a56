/* What is published for Jellyfin alone, and the locks that its files have. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "harness/shelf.h"

#define FILM "Solaris"
#define LOCKED                                                                                               \
	"<movie>\n  <title>Solaris</title>\n  <plot>Old words</plot>\n"                                      \
	"  <lockedfields>Overview|Cast|Other</lockedfields>\n</movie>\n"
#define ALL_LOCKED                                                                                           \
	"<movie>\n  <title>Solaris</title>\n  <plot>Old words</plot>\n  "                                    \
	"<lockdata>true</lockdata>\n</movie>\n"

static int64_t film;

static void has_text(const char *name, const char *want, bool there)
{
	char *text = shelf_text(name);

	ck_assert_msg(!strstr(text, want) == !there, "%s in:\n%s", want, text);
	free(text);
}

/* As metarr-edit --lock and --unlock will. */
static void lock(enum meta_field f, bool locked)
{
	struct item it = ITEM_INIT;

	ck_assert_int_eq(item_load(engines_db, ENTITY_MOVIE, film, ITEM_ALL, &it, &engines_err), 1);
	it.field[f].locked = locked;
	shelf_save(&it, MF_BIT(f));
	item_release(&it);
}

static void make_film(const char *nfo)
{
	shelf_make(LIBRARY_MOVIES, "Solaris (1972)");
	film = shelf_film(FILM, "movie.nfo", nfo);
}

START_TEST(backdrops)
{
	make_film(NULL);
	shelf_picture(ENTITY_MOVIE, film, "fanart", NULL, "first");
	shelf_put("fanart.jpg", "first");
	shelf_picture(ENTITY_MOVIE, film, "fanart", "fanart.jpg", "first");
	shelf_put("fanart2.jpg", "first");
	shelf_picture(ENTITY_MOVIE, film, "fanart", "fanart2.jpg", "first");
	shelf_publish(ENTITY_MOVIE, film, 2, 0); /* the NFO, fanart1.jpg */
	ck_assert(!shelf_exists("backdrop1.jpg"));
	shelf_set("players", "kodi,jellyfin");
	shelf_publish(ENTITY_MOVIE, film, 2, 0);
	shelf_is_text("backdrop1.jpg", "first");
	shelf_is_text("backdrop2.jpg", "first");
	ck_assert(!shelf_exists("backdrop.jpg"));
	shelf_publish(ENTITY_MOVIE, film, 0, 0);
	shelf_set("players", NULL);
	shelf_publish(ENTITY_MOVIE, film, 0, 2);
	ck_assert(shelf_exists("fanart2.jpg"));
	shelf_settled();
}
END_TEST

START_TEST(somebodys_backdrop_stays)
{
	make_film(NULL);
	shelf_set("players", "jellyfin");
	shelf_put("fanart1.jpg", "ours");
	shelf_picture(ENTITY_MOVIE, film, "fanart", "fanart1.jpg", "ours");
	shelf_put("backdrop1.jpg", "theirs");
	shelf_publish(ENTITY_MOVIE, film, 1, 0);
	shelf_is_text("backdrop1.jpg", "theirs");
}
END_TEST

START_TEST(locks_are_written_for_jellyfin)
{
	make_film("<movie>\n  <title>Solaris</title>\n  <plot>Old words</plot>\n</movie>\n");
	lock(MF_PLOT, true);
	shelf_publish(ENTITY_MOVIE, film, 0, 0);
	has_text("movie.nfo", "lock", false);
	shelf_set("players", "jellyfin");
	shelf_publish(ENTITY_MOVIE, film, 1, 0);
	has_text("movie.nfo", "<lockedfields>Overview</lockedfields>", true);
	has_text("movie.nfo", "lockdata", false);
	shelf_publish(ENTITY_MOVIE, film, 0, 0);
	lock(MF_PLOT, false);
	shelf_publish(ENTITY_MOVIE, film, 1, 0);
	has_text("movie.nfo", "Overview", false);
}
END_TEST

START_TEST(locks_of_a_new_file)
{
	make_film(NULL);
	shelf_edit(ENTITY_MOVIE, film, MF_PLOT, "Words");
	lock(MF_PLOT, true);
	lock(MF_YEAR, true);
	shelf_set("players", "kodi,jellyfin");
	shelf_publish(ENTITY_MOVIE, film, 1, 0);
	has_text("movie.nfo", "<lockedfields>Overview</lockedfields>", true);
	shelf_publish(ENTITY_MOVIE, film, 0, 0);
}
END_TEST

START_TEST(locks_of_a_file_are_kept)
{
	make_film(LOCKED);
	shelf_publish(ENTITY_MOVIE, film, 0, 0);
	shelf_is_text("movie.nfo", LOCKED);
	lock(MF_TITLE, true);
	shelf_publish(ENTITY_MOVIE, film, 1, 0);
	has_text("movie.nfo", "<lockedfields>Name|Overview|Cast|Other</lockedfields>", true);
	lock(MF_PLOT, false);
	shelf_publish(ENTITY_MOVIE, film, 1, 0);
	has_text("movie.nfo", "<lockedfields>Name|Cast|Other</lockedfields>", true);
}
END_TEST

START_TEST(a_locked_item)
{
	make_film(ALL_LOCKED);
	shelf_publish(ENTITY_MOVIE, film, 0, 0);
	shelf_is_text("movie.nfo", ALL_LOCKED);
	lock(MF_PLOT, false);
	shelf_publish(ENTITY_MOVIE, film, 1, 0);
	has_text("movie.nfo", "<lockdata>false</lockdata>", true);
	has_text("movie.nfo", "<lockedfields>Name</lockedfields>", true);
}
END_TEST

START_TEST(locks_set_on_disk)
{
	make_film(LOCKED);
	shelf_publish(ENTITY_MOVIE, film, 0, 0);
	shelf_put("movie.nfo", "<movie>\n  <title>Solaris</title>\n  <plot>Old words</plot>\n"
			       "  <lockedfields>Name</lockedfields>\n</movie>\n");
	shelf_publish(ENTITY_MOVIE, film, 0, 0);
	ck_assert_int_eq(
		engines_int("SELECT COUNT(*) FROM field_state WHERE field = 'title' AND locked = 1"), 1);
	ck_assert_int_eq(
		engines_int("SELECT COUNT(*) FROM field_state WHERE field = 'plot' AND locked = 0"), 1);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {backdrops, somebodys_backdrop_stays, locks_are_written_for_jellyfin,
		locks_of_a_new_file, locks_of_a_file_are_kept, a_locked_item, locks_set_on_disk};
	Suite *s = suite_create("publish players");

	engines_add(s, "players", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
