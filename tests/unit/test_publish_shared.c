/* Pictures that several items have in common: of actors and of sets, until the last owner goes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "harness/shelf.h"
#include "store/lock.h"

static char *sets;

/* The folder of sets, beside the library. */
static void with_sets(void)
{
	struct strbuf path = STRBUF_INIT;

	path_join(&path, engines_dir(), "Sets");
	must(file_mkdirs(path.buf, NULL, &engines_err));
	sets = strbuf_detach(&path, NULL);
	shelf_pub.sets = shelf_pub.sets_there = sets;
}

static bool in_sets(const char *name, const char *want)
{
	struct strbuf path = STRBUF_INIT, got = STRBUF_INIT;
	bool there;

	path_join(&path, sets, name);
	there = access(path.buf, F_OK) == 0;
	if (there && want) {
		must(file_read(path.buf, 100, &got, &engines_err));
		ck_assert_str_eq(got.buf, want);
	}
	strbuf_release(&path);
	strbuf_release(&got);
	return there;
}

static int64_t film(const char *name, const char *set)
{
	int64_t id = shelf_film(name, NULL, NULL);
	struct item it = ITEM_INIT;

	ck_assert_int_eq(item_load(engines_db, ENTITY_MOVIE, id, ITEM_ALL, &it, &engines_err), 1);
	meta_set_collection(&it.meta, set, NULL, NULL);
	snprintf(it.field[MF_SET].source, sizeof(it.field[MF_SET].source), "%s", set ? SOURCE_EDIT : "");
	shelf_save(&it, MF_BIT(MF_SET));
	item_release(&it);
	return id;
}

static void leaves(int64_t id, const char *set)
{
	struct item it = ITEM_INIT;

	ck_assert_int_eq(item_load(engines_db, ENTITY_MOVIE, id, ITEM_ALL, &it, &engines_err), 1);
	meta_set_collection(&it.meta, set, NULL, NULL);
	it.field[MF_SET].locked = true;
	shelf_save(&it, MF_BIT(MF_SET));
	item_release(&it);
}

START_TEST(a_sets_pictures)
{
	int64_t a, b, set;

	shelf_make(LIBRARY_MOVIES, "Films");
	with_sets();
	a = film("Alien", "Alien: All");
	b = film("Aliens", "Alien: All");
	set = engines_int("SELECT id FROM sets");
	shelf_picture(ENTITY_SET, set, "poster", NULL, "poster");
	shelf_picture(ENTITY_SET, set, "fanart", NULL, "fanart");
	shelf_publish(ENTITY_MOVIE, a, 3, 0); /* with the NFO; their folder is made */
	ck_assert(in_sets("Alien_ All/poster.jpg", "poster") && in_sets("Alien_ All/fanart.jpg", "fanart"));
	shelf_publish(ENTITY_MOVIE, b, 1, 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM published_files WHERE asset_type = 'poster'"), 2);
	shelf_publish(ENTITY_MOVIE, b, 0, 0);

	/* Another poster: whoever comes first writes it, and the other one owns it, too. */
	shelf_picture(ENTITY_SET, set, "poster", NULL, "another");
	shelf_publish(ENTITY_MOVIE, b, 1, 0);
	ck_assert(in_sets("Alien_ All/poster.jpg", "another"));
	shelf_publish(ENTITY_MOVIE, a, 0, 0);

	leaves(a, NULL);
	shelf_publish(ENTITY_MOVIE, a, 1, 0); /* its NFO */
	ck_assert(in_sets("Alien_ All/poster.jpg", "another"));
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM published_files WHERE asset_type = 'poster'"), 1);
	leaves(b, NULL);
	shelf_publish(ENTITY_MOVIE, b, 1, 2);
	ck_assert(!in_sets("Alien_ All", NULL) && in_sets("", NULL));
	shelf_settled();
	free(sets);
}
END_TEST

START_TEST(only_a_folder_that_is_there)
{
	struct publish_report report = {0};
	int64_t id;

	shelf_make(LIBRARY_MOVIES, "Films");
	with_sets();
	id = film("Alien", "Alien");
	shelf_picture(ENTITY_SET, engines_int("SELECT id FROM sets"), "poster", NULL, "poster");
	ck_assert_int_eq(rmdir(sets), 0);
	must(publish_item(&shelf_pub, ENTITY_MOVIE, id, &report, &engines_err));
	ck_assert_uint_eq(report.written, 1);
	ck_assert_uint_eq(report.nwarning, 1);
	ck_assert_ptr_nonnull(strstr(report.warning[0], "the folder of sets"));
	ck_assert_int_eq(access(sets, F_OK), -1);
	publish_report_release(&report);
	shelf_pub.sets = NULL; /* no folder is named: nothing is said */
	must(publish_item(&shelf_pub, ENTITY_MOVIE, id, &report, &engines_err));
	ck_assert_uint_eq(report.nwarning, 0);
	publish_report_release(&report);
	free(sets);
}
END_TEST

/* Somebody's own picture in the folder of a set is not ours to replace. */
START_TEST(somebodys_picture_of_a_set)
{
	struct publish_report report = {0};
	struct strbuf path = STRBUF_INIT;
	int64_t id;

	shelf_make(LIBRARY_MOVIES, "Films");
	with_sets();
	id = film("Alien", "Alien");
	shelf_picture(ENTITY_SET, engines_int("SELECT id FROM sets"), "poster", NULL, "poster");
	path_join(&path, sets, "Alien");
	must(file_mkdirs(path.buf, NULL, &engines_err));
	strbuf_addstr(&path, "/poster.jpg");
	must(file_write(path.buf, "mine", 4, NULL, NULL, &engines_err));
	must(publish_item(&shelf_pub, ENTITY_MOVIE, id, &report, &engines_err));
	ck_assert_uint_eq(report.nwarning, 1);
	ck_assert(in_sets("Alien/poster.jpg", "mine"));
	publish_report_release(&report);
	strbuf_release(&path);
	free(sets);
}
END_TEST

/* One at a time writes there, whatever folder the film is in. */
START_TEST(the_folder_of_sets_is_locked)
{
	struct publish_report report = {0};
	struct db *other = engines_open();
	struct db_lock *lock = NULL;
	int64_t id;

	shelf_make(LIBRARY_MOVIES, "Films");
	with_sets();
	id = film("Alien", "Alien");
	ck_assert_int_eq(lock_sets(&lock, other, 0, &engines_err), 1);
	shelf_publish(ENTITY_MOVIE, id, 1, 0); /* nothing of it is there */
	shelf_picture(ENTITY_SET, engines_int("SELECT id FROM sets"), "poster", NULL, "poster");
	ck_assert_int_eq(publish_item(&shelf_pub, ENTITY_MOVIE, id, &report, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_BUSY);
	ck_assert(!in_sets("Alien", NULL));
	error_clear(&engines_err);
	publish_report_release(&report);
	db_unlock(lock);
	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	ck_assert(in_sets("Alien/poster.jpg", "poster"));
	db_close(other);
	free(sets);
}
END_TEST

START_TEST(actors_of_a_shared_folder)
{
	int64_t a, b;

	shelf_make(LIBRARY_MOVIES, "Films");
	a = film("Alien", NULL);
	b = film("Aliens", NULL);
	shelf_picture(ENTITY_MOVIE, a, "actor/Sigourney_Weaver", NULL, "face");
	shelf_picture(ENTITY_MOVIE, b, "actor/Sigourney_Weaver", NULL, "face");
	shelf_picture(ENTITY_MOVIE, b, "actor/Bill_Paxton", NULL, "other");
	shelf_publish(ENTITY_MOVIE, a, 2, 0);
	shelf_is_text(".actors/Sigourney_Weaver.jpg", "face");
	shelf_publish(ENTITY_MOVIE, b, 2, 0);
	shelf_is_text(".actors/Bill_Paxton.jpg", "other");
	shelf_publish(ENTITY_MOVIE, a, 0, 0);

	engines_exec("DELETE FROM asset_candidates WHERE entity_id = (SELECT MIN(id) FROM movies)");
	shelf_publish(ENTITY_MOVIE, a, 0, 0);
	shelf_is_text(".actors/Sigourney_Weaver.jpg", "face");
	engines_exec("DELETE FROM asset_candidates WHERE asset_type = 'actor/Sigourney_Weaver'");
	shelf_publish(ENTITY_MOVIE, b, 0, 1);
	ck_assert(!shelf_exists(".actors/Sigourney_Weaver.jpg"));
	ck_assert(shelf_exists(".actors/Bill_Paxton.jpg"));
	engines_exec("DELETE FROM asset_candidates");
	shelf_publish(ENTITY_MOVIE, b, 0, 1);
	ck_assert(!shelf_exists(".actors"));
	shelf_settled();
}
END_TEST

/* Two films with a picture each of one actor: the first one's stays, without a word. */
START_TEST(two_pictures_of_one_actor)
{
	struct publish_report report = {0};
	int64_t a, b;

	shelf_make(LIBRARY_MOVIES, "Films");
	a = film("Alien", NULL);
	b = film("Aliens", NULL);
	shelf_picture(ENTITY_MOVIE, a, "actor/Sigourney_Weaver", NULL, "young");
	shelf_picture(ENTITY_MOVIE, b, "actor/Sigourney_Weaver", NULL, "older");
	shelf_publish(ENTITY_MOVIE, a, 2, 0);
	must(publish_item(&shelf_pub, ENTITY_MOVIE, b, &report, &engines_err));
	ck_assert_uint_eq(report.written, 1);
	ck_assert_uint_eq(report.nwarning, 0);
	shelf_is_text(".actors/Sigourney_Weaver.jpg", "young");
	publish_report_release(&report);
}
END_TEST

START_TEST(as_the_library_says)
{
	int64_t id;

	shelf_make(LIBRARY_MOVIES, "Films");
	id = film("Alien", NULL);
	shelf_picture(ENTITY_MOVIE, id, "actor/John_Hurt", NULL, "face");
	shelf_set("actors", "no");
	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	ck_assert(!shelf_exists(".actors"));
	shelf_set("actors", "yes");
	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	shelf_put(".actors/Somebody_Else.jpg", "mine");
	shelf_set("actors", "no");
	shelf_publish(ENTITY_MOVIE, id, 0, 1);
	ck_assert(!shelf_exists(".actors/John_Hurt.jpg"));
	shelf_is_text(".actors/Somebody_Else.jpg", "mine");
}
END_TEST

/* What was found in .actors stays as it is, comes back when it is gone, and another choice takes its place.
 */
START_TEST(found_in_the_folder)
{
	int64_t id;

	shelf_make(LIBRARY_MOVIES, "Films");
	id = film("Alien", NULL);
	shelf_put(".actors/John_Hurt.png", "face");
	shelf_picture(ENTITY_MOVIE, id, "actor/John_Hurt", ".actors/John_Hurt.png", "face");
	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	shelf_is_text(".actors/John_Hurt.png", "face");
	engines_exec("UPDATE asset_candidates SET is_selected = 0");
	shelf_picture(ENTITY_MOVIE, id, "actor/John_Hurt", NULL, "new");
	engines_exec("UPDATE asset_candidates SET is_selected = 0 WHERE provider = 'local'");
	shelf_publish(ENTITY_MOVIE, id, 1, 1);
	shelf_is_text(".actors/John_Hurt.jpg", "new");
	ck_assert(!shelf_exists(".actors/John_Hurt.png"));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {a_sets_pictures, only_a_folder_that_is_there,
		somebodys_picture_of_a_set, the_folder_of_sets_is_locked, actors_of_a_shared_folder,
		two_pictures_of_one_actor, as_the_library_says, found_in_the_folder};
	Suite *s = suite_create("publish_shared");

	engines_add(s, "publish_shared", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
