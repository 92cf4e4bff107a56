/* Many items at once: groups that share their commits, and queues of groups. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "harness/shelf.h"
#include "publish/bulk.h"
#include "publish/recover.h"
#include "store/lock.h"

#define MANY 70

static int64_t film[MANY];
static char order[MANY * 4]; /* tags in the order of their outcomes; small letters for failures */
static struct bulk *bulk;
static struct db_lock *lock;

static void film_name(char name[32], int n, const char *file)
{
	snprintf(name, 32, "Film %02d/%s", n, file);
}

static void add_film(int n)
{
	struct item it = ITEM_INIT;
	char name[32];

	film_name(name, n, "film.mkv");
	shelf_put(name, "video");
	it.type = ENTITY_MOVIE;
	it.library_id = shelf_lib.id;
	it.file_path = shelf_path(name);
	it.folder = xstrdup(path_relative(it.file_path, shelf_lib.path));
	*strrchr(it.folder, '/') = '\0';
	it.state = xstrdup("identified");
	shelf_field(&it, MF_TITLE, "Film", SOURCE_EDIT);
	film[n] = shelf_save(&it, MF_BIT(MF_TITLE));
	item_release(&it);
}

static void make_films(int n)
{
	int i;

	shelf_make(LIBRARY_MOVIES, "All");
	for (i = 0; i < n; i++)
		add_film(i);
}

static bool has_nfo(int n)
{
	char name[32];

	film_name(name, n, "movie.nfo");
	return shelf_exists(name);
}

static void tasks(struct publish_task *task, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		task[i] = (struct publish_task){.type = ENTITY_MOVIE, .id = film[i], .err = ERROR_INIT};
	publish_group(&shelf_pub, task, n);
}

static void release(struct publish_task *task, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		publish_task_release(&task[i]);
}

/* Somebody has the folder of a film. */
static struct db *hold(int n)
{
	struct db *other = engines_open();
	char folder[40];

	snprintf(folder, sizeof(folder), "All/Film %02d", n);
	ck_assert_int_eq(lock_folder(&lock, other, shelf_lib.id, folder, 0, &engines_err), 1);
	return other;
}

static void let_go(struct db *other)
{
	db_unlock(lock);
	db_close(other);
}

START_TEST(a_group_in_two_commits)
{
	struct publish_task task[5];
	size_t i;

	make_films(5);
	tasks(task, 5);
	for (i = 0; i < 5; i++) {
		ck_assert_msg(task[i].err.code == ERR_NONE, "%s", task[i].err.msg.buf);
		ck_assert_uint_eq(task[i].report.written, 1);
		ck_assert(has_nfo((int)i));
	}
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM publish_log WHERE success = 1"), 5);
	ck_assert_int_eq(engines_int("SELECT COUNT(DISTINCT displaced_at) FROM displaced_files"), 1);
	ck_assert_int_eq(engines_int("SELECT COUNT(DISTINCT published_at) FROM publish_log"), 1);
	shelf_settled();
	release(task, 5);
}
END_TEST

START_TEST(failures_are_each_ones_own)
{
	struct publish_task task[4];
	char *video;

	make_films(4);
	video = shelf_path("Film 01/film.mkv");
	must(file_remove(video, &engines_err));
	film[2] = 99;
	tasks(task, 4);
	ck_assert_int_eq(task[0].err.code, ERR_NONE);
	ck_assert_int_eq(task[1].err.code, ERR_NOT_FOUND);
	ck_assert_str_eq(task[2].err.msg.buf, "there is no movie:99");
	ck_assert_int_eq(task[3].err.code, ERR_NONE);
	ck_assert(has_nfo(0) && !has_nfo(1) && has_nfo(3));
	shelf_settled();
	release(task, 4);
	free(video);
}
END_TEST

/* A commit that one item spoils is tried for each alone: here the log refuses the item's folder. */
START_TEST(one_cannot_spoil_the_others_commit)
{
	struct publish_task task[3];

	make_films(3);
	engines_exec("CREATE TRIGGER no_log BEFORE INSERT ON publish_log WHEN NEW.folder = 'All/Film 01' "
		     "BEGIN SELECT RAISE(ABORT, 'not this one'); END");
	tasks(task, 3);
	ck_assert_int_eq(task[0].err.code, ERR_NONE);
	ck_assert_int_eq(task[1].err.code, ERR_DATABASE);
	ck_assert_int_eq(task[2].err.code, ERR_NONE);
	ck_assert(has_nfo(0) && !has_nfo(1) && has_nfo(2));
	shelf_settled();
	release(task, 3);
}
END_TEST

START_TEST(one_cannot_spoil_the_others_end)
{
	struct publish_task task[3];
	size_t count = 0;

	make_films(3);
	engines_exec(
		"CREATE TRIGGER no_end BEFORE UPDATE ON movies WHEN NEW.id = 2 AND NEW.state = 'published' "
		"BEGIN SELECT RAISE(ABORT, 'not this one'); END");
	tasks(task, 3);
	ck_assert_int_eq(task[0].err.code, ERR_NONE);
	ck_assert_int_eq(task[1].err.code, ERR_DATABASE);
	ck_assert_int_eq(task[2].err.code, ERR_NONE);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM publish_log WHERE open = 1"), 1);
	ck_assert(has_nfo(1)); /* its journal stands, and the next who comes finishes it */
	engines_exec("DROP TRIGGER no_end");
	must(recover_library(&shelf_pub, &count, &engines_err));
	ck_assert_uint_eq(count, 1);
	shelf_settled();
	release(task, 3);
}
END_TEST

START_TEST(a_folder_that_is_held_does_not_hold_up)
{
	struct publish_task task[3];
	struct db *other;

	make_films(3);
	other = hold(1);
	tasks(task, 3);
	ck_assert(!task[0].busy && task[1].busy && !task[2].busy);
	ck_assert_int_eq(task[1].err.code, ERR_BUSY);
	ck_assert(has_nfo(0) && !has_nfo(1) && has_nfo(2));
	let_go(other);
	shelf_settled();
	release(task, 3);
}
END_TEST

/* The same item twice: the second finds the work done. */
START_TEST(who_touches_the_same_path_follows)
{
	struct publish_task task[2];

	make_films(1);
	film[1] = film[0];
	tasks(task, 2);
	ck_assert_int_eq(task[0].err.code, ERR_NONE);
	ck_assert_int_eq(task[1].err.code, ERR_NONE);
	ck_assert_uint_eq(task[0].report.written, 1);
	ck_assert_uint_eq(task[1].report.written, 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM publish_log"), 1);
	shelf_settled();
	release(task, 2);
}
END_TEST

/* ---- queues -----------------------------------------------------------------------------------------------
 */

static int enter(int64_t library_id, void *ctx, struct error *err)
{
	(void)ctx;
	return library_id == shelf_lib.id ? 0 : error_set(err, ERR_LIBRARY_ABSENT, "no such library");
}

static int out(void *tag, struct publish_task *task, void *ctx)
{
	const char *name = tag;

	(void)ctx;
	strcat(order, task->err.code != ERR_NONE ? "!" : "");
	strcat(order, name);
	return !strcmp(name, "stop");
}

static void drop(void *tag)
{
	strcat(order, "~");
	strcat(order, tag);
}

static void queue(void)
{
	static const struct bulk_calls calls = {enter, out};

	order[0] = '\0';
	bulk = bulk_new(&shelf_pub, &calls, NULL);
}

static void add(int n, const char *tag)
{
	ck_assert_int_eq(bulk_add(bulk, ENTITY_MOVIE, film[n], shelf_lib.id, (void *)tag), 0);
}

START_TEST(outcomes_in_the_order_of_coming)
{
	make_films(3);
	queue();
	add(2, "c");
	add(0, "a");
	ck_assert_int_eq(bulk_add(bulk, ENTITY_MOVIE, 1, shelf_lib.id + 1, (void *)"x"), 0);
	add(1, "b");
	ck_assert_str_eq(order, "");
	ck_assert_int_eq(bulk_work(bulk), 0);
	ck_assert_str_eq(order, "ca!xb");
	ck_assert_int_eq(bulk_end(bulk), 0);
	bulk_free(bulk, drop);
	ck_assert_str_eq(order, "ca!xb");
	shelf_settled();
}
END_TEST

START_TEST(a_full_group_is_worked_on)
{
	int i;

	make_films(MANY);
	queue();
	for (i = 0; i < MANY; i++)
		add(i, "o");
	ck_assert_uint_eq(strlen(order), MANY / PUBLISH_GROUP * PUBLISH_GROUP);
	ck_assert_int_eq(bulk_end(bulk), 0);
	ck_assert_uint_eq(strlen(order), MANY);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM movies WHERE state = 'published'"), MANY);
	ck_assert_int_eq(engines_int("SELECT COUNT(DISTINCT published_at) FROM publish_log"), 3);
	bulk_free(bulk, drop);
	shelf_settled();
}
END_TEST

START_TEST(held_folders_come_later)
{
	struct db *holder;

	make_films(4);
	holder = hold(1);
	queue();
	add(0, "a");
	add(1, "b");
	add(2, "c");
	ck_assert_int_eq(bulk_work(bulk), 0);
	ck_assert_str_eq(order, "a");
	ck_assert(has_nfo(2) && !has_nfo(1));
	let_go(holder);
	add(3, "d");
	ck_assert_int_eq(bulk_work(bulk), 0);
	ck_assert_str_eq(order, "abcd");
	bulk_free(bulk, drop);
	shelf_settled();
}
END_TEST

START_TEST(held_folders_are_given_up)
{
	struct db *holder;

	make_films(3);
	holder = hold(0);
	queue();
	add(0, "a");
	add(1, "b");
	ck_assert_int_eq(bulk_end(bulk), 0);
	ck_assert_str_eq(order, "!ab");
	let_go(holder);
	bulk_free(bulk, drop);
	shelf_settled();
}
END_TEST

START_TEST(whoever_reads_may_stop)
{
	make_films(3);
	queue();
	add(0, "a");
	add(1, "stop");
	add(2, "c");
	ck_assert_int_eq(bulk_end(bulk), 1);
	ck_assert_str_eq(order, "astop");
	bulk_free(bulk, drop);
	ck_assert_str_eq(order, "astop~c");
	shelf_settled();
}
END_TEST

int main(void)
{
	const TTest *const groups[] = {a_group_in_two_commits, failures_are_each_ones_own,
		a_folder_that_is_held_does_not_hold_up, who_touches_the_same_path_follows};
	const TTest *const sqlite[] = {one_cannot_spoil_the_others_commit, one_cannot_spoil_the_others_end};
	const TTest *const queues[] = {outcomes_in_the_order_of_coming, a_full_group_is_worked_on,
		held_folders_come_later, held_folders_are_given_up, whoever_reads_may_stop};
	Suite *s = suite_create("publish_group");

	engines_add(s, "groups", ENGINES_MIGRATED, groups, sizeof(groups) / sizeof(groups[0]));
	engines_add(
		s, "commits", ENGINES_MIGRATED | ENGINES_SQLITE, sqlite, sizeof(sqlite) / sizeof(sqlite[0]));
	engines_add(s, "queues", ENGINES_MIGRATED, queues, sizeof(queues) / sizeof(queues[0]));
	return engines_run(s);
}
