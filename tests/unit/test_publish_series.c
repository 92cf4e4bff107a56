/* Publishing series, seasons and episodes: one show on disk, on both engines. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "harness/shelf.h"
#include "media/nfo.h"
#include "store/lock.h"

#define FILE_NAME "Season 1/Show - S01E01E02"

static int64_t series, season, episode[2];

static void add_series(void)
{
	struct item it = ITEM_INIT;

	it.type = ENTITY_SERIES;
	it.library_id = shelf_lib.id;
	it.file_path = shelf_path("");
	it.folder = xstrdup("Show (2001)");
	it.state = xstrdup("discovered");
	shelf_field(&it, MF_TITLE, "Show", SOURCE_NAME);
	shelf_field(&it, MF_YEAR, "2001", SOURCE_NAME);
	series = shelf_save(&it, MF_BIT(MF_TITLE) | MF_BIT(MF_YEAR));
	item_release(&it);
}

static void add_season(void)
{
	struct item it = ITEM_INIT;

	it.type = ENTITY_SEASON;
	it.library_id = shelf_lib.id;
	it.series_id = series;
	it.file_path = shelf_path("Season 1");
	it.folder = xstrdup("Show (2001)/Season 1");
	it.state = xstrdup("discovered");
	shelf_field(&it, MF_SEASON_NUMBER, "1", SOURCE_NAME);
	shelf_field(&it, MF_TITLE, "Season 1", SOURCE_NFO);
	season = shelf_save(&it, MF_BIT(MF_SEASON_NUMBER) | MF_BIT(MF_TITLE));
	item_release(&it);
}

static void add_episode(int number)
{
	const char *const titles[] = {"First", "Second"}, *const numbers[] = {"1", "2"};
	struct item it = ITEM_INIT;

	it.type = ENTITY_EPISODE;
	it.library_id = shelf_lib.id;
	it.series_id = series;
	it.file_path = shelf_path(FILE_NAME ".mkv");
	it.folder = xstrdup("Show (2001)/Season 1");
	it.state = xstrdup("discovered");
	shelf_field(&it, MF_TITLE, titles[number], SOURCE_EDIT);
	shelf_field(&it, MF_SEASON_NUMBER, "1", SOURCE_NAME);
	shelf_field(&it, MF_EPISODE_NUMBER, numbers[number], SOURCE_NAME);
	episode[number] =
		shelf_save(&it, MF_BIT(MF_TITLE) | MF_BIT(MF_SEASON_NUMBER) | MF_BIT(MF_EPISODE_NUMBER));
	item_release(&it);
}

static void make_show(void)
{
	shelf_make(LIBRARY_TVSHOWS, "Show (2001)");
	shelf_put(FILE_NAME ".mkv", "video");
	add_series();
	add_season();
	add_episode(0);
	add_episode(1);
}

/* The titles of an NFO's roots, each with a bar after it. */
static void titles_are(const char *name, const char *want)
{
	struct strbuf got = STRBUF_INIT;
	struct nfo nfo = NFO_INIT;
	char *text = shelf_text(name);
	size_t i;

	must(nfo_read(&nfo, text, strlen(text), &engines_err));
	for (i = 0; i < nfo.n; i++)
		strbuf_addf(&got, "%s|", meta_get(&nfo.item[i].meta, MF_TITLE));
	ck_assert_str_eq(got.buf, want);
	nfo_release(&nfo);
	strbuf_release(&got);
	free(text);
}

START_TEST(a_new_show)
{
	make_show();
	shelf_publish(ENTITY_SERIES, series, 1, 0);
	titles_are("tvshow.nfo", "Show|");
	shelf_publish(ENTITY_SEASON, season, 0, 0);
	ck_assert(!shelf_exists("Season 1/season.nfo"));
	shelf_publish(ENTITY_EPISODE, episode[1], 1, 0);
	titles_are(FILE_NAME ".nfo", "Second|");
	shelf_publish(ENTITY_EPISODE, episode[0], 1, 0);
	shelf_publish(ENTITY_EPISODE, episode[1], 0, 0);
	shelf_publish(ENTITY_EPISODE, episode[0], 0, 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(DISTINCT nfo_hash) FROM episodes"), 1);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM episodes WHERE state = 'published'"), 2);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM publish_log WHERE folder <> 'Show (2001)'"), 0);
	shelf_settled();
}
END_TEST

START_TEST(seasons_for_jellyfin)
{
	make_show();
	shelf_set("players", "kodi,jellyfin");
	shelf_picture(ENTITY_SEASON, season, "poster", NULL, "of the season");
	shelf_publish(ENTITY_SEASON, season, 2, 0);
	ck_assert(shelf_exists("season01-poster.jpg"));
	titles_are("Season 1/season.nfo", "Season 1|");
	shelf_publish(ENTITY_SEASON, season, 0, 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM seasons WHERE naming = 'short'"), 1);
	shelf_settled();
}
END_TEST

START_TEST(one_root_of_two)
{
	make_show();
	shelf_put(FILE_NAME ".nfo", "<episodedetails><season>1</season><episode>1</episode><title>First</"
				    "title></episodedetails>\n"
				    "<episodedetails><season>1</season><episode>2</episode><title>Second</"
				    "title><mine/></episodedetails>\n");
	shelf_publish(ENTITY_EPISODE, episode[0], 0, 0);
	shelf_publish(ENTITY_EPISODE, episode[1], 0, 0);
	shelf_edit(ENTITY_EPISODE, episode[1], MF_TITLE, "Other");
	shelf_publish(ENTITY_EPISODE, episode[1], 1, 0);
	titles_are(FILE_NAME ".nfo", "First|Other|");
	shelf_publish(ENTITY_EPISODE, episode[0], 0, 0);
	titles_are(FILE_NAME ".nfo", "First|Other|");
}
END_TEST

START_TEST(pictures)
{
	make_show();
	shelf_picture(ENTITY_SERIES, series, "poster", NULL, "of the series");
	shelf_publish(ENTITY_SERIES, series, 2, 0);
	shelf_is_text("poster.jpg", "of the series");
	shelf_picture(ENTITY_SEASON, season, "poster", NULL, "of the season");
	shelf_publish(ENTITY_SEASON, season, 1, 0);
	shelf_is_text("season01-poster.jpg", "of the season");
	shelf_picture(ENTITY_EPISODE, episode[0], "thumb", NULL, "of the episode");
	shelf_publish(ENTITY_EPISODE, episode[0], 2, 0);
	shelf_is_text(FILE_NAME "-thumb.jpg", "of the episode");
	engines_exec("DELETE FROM asset_candidates WHERE entity_type = 'season'");
	shelf_publish(ENTITY_SEASON, season, 0, 1);
	ck_assert(!shelf_exists("season01-poster.jpg"));
	ck_assert(shelf_exists("poster.jpg"));
	shelf_publish(ENTITY_SERIES, series, 0, 0);
	shelf_settled();
}
END_TEST

/* The episodes of one file have one thumb, the first one's; it goes with the last of them. */
START_TEST(one_thumb_of_two)
{
	make_show();
	shelf_picture(ENTITY_EPISODE, episode[0], "thumb", NULL, "a picture");
	shelf_picture(ENTITY_EPISODE, episode[1], "thumb", NULL, "a picture");
	shelf_publish(ENTITY_EPISODE, episode[0], 2, 0);
	shelf_publish(ENTITY_EPISODE, episode[1], 1, 0);
	shelf_picture(ENTITY_EPISODE, episode[1], "thumb", NULL, "another");
	engines_exec("DELETE FROM published_files WHERE asset_type = 'thumb' AND entity_id = (SELECT MAX(id) "
		     "FROM episodes)"); /* as one that came later */
	shelf_publish(ENTITY_EPISODE, episode[1], 0, 0);
	shelf_is_text(FILE_NAME "-thumb.jpg", "a picture");
	engines_exec("DELETE FROM asset_candidates WHERE entity_id = (SELECT MAX(id) FROM episodes)");
	shelf_picture(ENTITY_EPISODE, episode[1], "thumb", NULL, "a picture");
	shelf_publish(ENTITY_EPISODE, episode[1], 0, 0);
	engines_exec("DELETE FROM asset_candidates WHERE entity_id = (SELECT MIN(id) FROM episodes)");
	shelf_publish(ENTITY_EPISODE, episode[0], 0, 0);
	shelf_is_text(FILE_NAME "-thumb.jpg", "a picture");
	engines_exec("DELETE FROM asset_candidates");
	shelf_publish(ENTITY_EPISODE, episode[1], 0, 1);
	ck_assert(!shelf_exists(FILE_NAME "-thumb.jpg"));
	shelf_settled();
}
END_TEST

START_TEST(actors_stand_in_the_shows_folder)
{
	make_show();
	shelf_picture(ENTITY_SERIES, series, "actor/Tom_Doe", NULL, "face");
	shelf_picture(ENTITY_EPISODE, episode[0], "actor/Tom_Doe", NULL, "face");
	shelf_publish(ENTITY_EPISODE, episode[0], 2, 0);
	shelf_is_text(".actors/Tom_Doe.jpg", "face");
	shelf_publish(ENTITY_SERIES, series, 1, 0);
	engines_exec("DELETE FROM asset_candidates WHERE entity_type = 'episode'");
	shelf_publish(ENTITY_EPISODE, episode[0], 0, 0);
	ck_assert(shelf_exists(".actors/Tom_Doe.jpg"));
	engines_exec("DELETE FROM asset_candidates");
	shelf_publish(ENTITY_SERIES, series, 0, 1);
	ck_assert(!shelf_exists(".actors"));
	shelf_settled();
}
END_TEST

START_TEST(the_show_is_one_lock)
{
	struct publish_report report = {0};
	struct db *other;
	struct db_lock *lock = NULL;

	make_show();
	other = engines_open();
	ck_assert_int_eq(lock_folder(&lock, other, shelf_lib.id, "Show (2001)", 0, &engines_err), 1);
	ck_assert_int_eq(publish_item(&shelf_pub, ENTITY_EPISODE, episode[0], &report, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_BUSY);
	db_unlock(lock);
	db_close(other);
	error_clear(&engines_err);
	shelf_publish(ENTITY_EPISODE, episode[0], 1, 0);
	publish_report_release(&report);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {a_new_show, seasons_for_jellyfin, one_root_of_two, pictures,
		one_thumb_of_two, actors_stand_in_the_shows_folder, the_show_is_one_lock};
	Suite *s = suite_create("publish series");

	engines_add(s, "series", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
