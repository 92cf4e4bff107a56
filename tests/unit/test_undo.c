/* Taking back, on real folders and both engines: what commands do not show. */
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "core/alloc.h"
#include "harness/shelf.h"
#include "publish/original.h"
#include "publish/undo.h"
#include "store/edit.h"

#define NFO "<movie>\n<title>Solaris</title>\n<plot>Found</plot>\n</movie>\n"

static int64_t film;

static void setup(void)
{
	shelf_make(LIBRARY_MOVIES, "Solaris (1972)");
	film = shelf_film("Solaris (1972)", "movie.nfo", NFO);
	engines_exec("UPDATE nfo_versions SET seen_at = '2001-01-01 00:00:00.000'");
}

/* As metarr-edit would; the batch. */
static int64_t edit(const char *word, const char *lock, const char *unlock)
{
	struct edit e = {0};
	struct edit_job job = {.type = ENTITY_MOVIE, .id = film, .edit = &e, .error = ERROR_INIT};
	int64_t batch = 0;

	if (word)
		must(edit_assign(&e, word, &engines_err));
	if (lock)
		must(edit_lock(&e, lock, true, &engines_err));
	if (unlock)
		must(edit_lock(&e, unlock, false, &engines_err));
	must(edit_items(engines_db, &job, 1, "ann", false, &batch, &engines_err));
	ck_assert_int_eq(job.error.code, ERR_NONE);
	edit_job_release(&job);
	edit_release(&e);
	return batch;
}

struct told {
	size_t changes, kept;
};

static int tell(const struct edit_job *job, void *ctx, struct error *err)
{
	struct told *told = ctx;

	(void)err;
	told->changes += job->nchange;
	told->kept += job->kept.n;
	return 0;
}

static int64_t take_back(int64_t number, struct told *told)
{
	struct revert_run run = {.number = number, .by = "ann"};

	*told = (struct told){0};
	must(revert_batch_run(engines_db, &run, tell, told, &engines_err));
	return run.batch;
}

static void original(bool changed, size_t files)
{
	struct original_report report = {0};

	must(original_item(&shelf_pub, ENTITY_MOVIE, film, changed, &report, &engines_err));
	ck_assert_uint_eq(report.n, files);
	original_report_release(&report);
	shelf_settled();
}

START_TEST(choice_by_hand_comes_back)
{
	struct told told;
	int64_t batch;

	setup();
	shelf_picture(ENTITY_MOVIE, film, "poster", NULL, "poster");
	engines_exec("UPDATE asset_candidates SET selected_by = 'ann'");
	batch = edit(NULL, NULL, "poster");
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM asset_candidates WHERE selected_by = 'ann'"), 0);
	batch = take_back(batch, &told);
	ck_assert_uint_eq(told.changes, 1);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM asset_candidates WHERE selected_by = 'ann'"), 1);
	ck_assert_int_ne(batch, 0);
}
END_TEST

/* Discards, and says what became of it. */
static void discard(struct told *told)
{
	const struct revert_to to = {.version = REVERT_PUBLISHED, .edits = true};
	struct edit_job job = {
		.type = ENTITY_MOVIE, .id = film, .means = &revert_to_means, .ctx = &to, .error = ERROR_INIT};
	int64_t batch = 0;

	must(edit_items(engines_db, &job, 1, "ann", false, &batch, &engines_err));
	ck_assert_int_eq(job.error.code, ERR_NONE);
	*told = (struct told){job.nchange, job.kept.n};
	edit_job_release(&job);
}

#define CHOOSE(hash)                                                                                         \
	"UPDATE asset_candidates SET is_selected = 0; UPDATE asset_candidates SET is_selected = 1, "         \
	"selected_by = 'ann', selected_at = '2999-01-01 00:00:00.000' WHERE id = (SELECT " hash              \
	"(id) FROM asset_candidates); UPDATE movies SET has_unpublished_changes = 1, revision = revision + " \
	"1"

/* The poster that was published is chosen again, and nothing is left to be published; a locked kind stays. */
START_TEST(chosen_pictures)
{
	struct told told;

	setup();
	shelf_picture(ENTITY_MOVIE, film, "poster", NULL, "first");
	shelf_publish(ENTITY_MOVIE, film, 1, 0);
	shelf_picture(ENTITY_MOVIE, film, "banner", NULL, "second");
	engines_exec("UPDATE asset_candidates SET asset_type = 'poster'");
	engines_exec(CHOOSE("MAX"));
	discard(&told);
	ck_assert_uint_eq(told.changes, 1);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1"), 1);
	ck_assert_int_eq(
		engines_int("SELECT CASE WHEN (SELECT MIN(id) FROM asset_candidates) = (SELECT id FROM "
			    "asset_candidates WHERE is_selected = 1) THEN 1 ELSE 0 END"),
		1);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM movies WHERE has_unpublished_changes = 0"), 1);
	shelf_publish(ENTITY_MOVIE, film, 0, 0);
	shelf_is_text("poster.jpg", "first");
	engines_exec(CHOOSE("MAX"));
	edit(NULL, "poster", NULL);
	engines_exec("UPDATE edit_batches SET made_at = '2001-01-01 00:00:00.000'");
	discard(&told);
	ck_assert_uint_eq(told.changes, 0);
	ck_assert_uint_eq(told.kept, 1);
}
END_TEST

static void to_version(const struct revert_to *to)
{
	struct edit_job job = {
		.type = ENTITY_MOVIE, .id = film, .means = &revert_to_means, .ctx = to, .error = ERROR_INIT};
	struct publish_report report = {0};
	int64_t batch = 0;

	must(undo_to_version(&shelf_pub, &job, "ann", &batch, &report, &engines_err));
	edit_job_release(&job);
	publish_report_release(&report);
}

static size_t count_writes(const struct plan *plan)
{
	size_t i, n = 0;

	for (i = 0; i < plan->n; i++)
		n += plan->entry[i].action == PLAN_WRITE;
	return n;
}

/* A version is the pictures, too, who chose them, and the locks of their kinds. */
START_TEST(pictures_of_a_version)
{
	struct revert_to to = {.version = 1};
	struct plan plan;

	setup();
	shelf_picture(ENTITY_MOVIE, film, "poster", NULL, "first");
	shelf_publish(ENTITY_MOVIE, film, 1, 0); /* version 1: pictures alone */
	engines_exec("UPDATE asset_candidates SET is_selected = 0, selected_by = NULL");
	shelf_picture(ENTITY_MOVIE, film, "banner", NULL, "second");
	engines_exec("UPDATE asset_candidates SET asset_type = 'poster'; UPDATE movies SET revision = "
		     "revision + 1, has_unpublished_changes = 1");
	shelf_publish(ENTITY_MOVIE, film, 1, 0); /* version 2 */
	shelf_is_text("poster.jpg", "second");
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM nfo_versions"), 3);
	ck_assert_int_eq(engines_int("SELECT COUNT(DISTINCT hash) FROM nfo_versions"), 1);

	must(undo_plan(&shelf_pub, ENTITY_MOVIE, film, &to, &plan, &engines_err));
	ck_assert_uint_eq(count_writes(&plan), 1);
	plan_release(&plan);
	to_version(&to);
	shelf_is_text("poster.jpg", "first");
	ck_assert_int_eq(engines_int("SELECT MIN(id) FROM asset_candidates WHERE is_selected = 1"),
		engines_int("SELECT MIN(id) FROM asset_candidates"));

	to.version = 0; /* before there were any */
	to_version(&to);
	ck_assert(!shelf_exists("poster.jpg"));

	edit(NULL, "poster", NULL); /* as it is: none */
	to.version = 2;
	to_version(&to);
	ck_assert(!shelf_exists("poster.jpg"));
	to.edits = true;
	to_version(&to);
	shelf_is_text("poster.jpg", "second");
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM field_state WHERE field = 'poster'"), 0);
	shelf_settled();
}
END_TEST

START_TEST(only_what_is_still_there)
{
	struct told told;
	int64_t batch;

	setup();
	batch = edit("plot=One", "title", NULL);
	edit("plot=Two", NULL, NULL);
	take_back(batch, &told);
	ck_assert_uint_eq(told.changes, 1); /* the lock of the title */
	ck_assert_uint_eq(told.kept, 1);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM movies WHERE plot = 'Two'"), 1);
	take_back(batch, &told); /* once more: nothing is left of it */
	ck_assert_uint_eq(told.changes, 0);
}
END_TEST

START_TEST(a_batch_that_there_is_not)
{
	struct revert_run run = {.number = 7, .by = "ann"};

	setup();
	ck_assert_int_eq(revert_batch_run(engines_db, &run, tell, NULL, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_NOT_FOUND);
	error_clear(&engines_err);
}
END_TEST

/* A dry run is a dry run, and the plan is what would be written. */
START_TEST(plan_of_a_version)
{
	struct revert_to to = {.version = 0, .edits = true};
	struct plan plan;

	setup();
	edit("plot=New", NULL, NULL);
	shelf_publish(ENTITY_MOVIE, film, 1, 0);
	must(undo_plan(&shelf_pub, ENTITY_MOVIE, film, &to, &plan, &engines_err));
	ck_assert_str_eq(plan.nfo.buf, NFO);
	plan_release(&plan);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM movies WHERE plot = 'New'"), 1);
	to.version = 99;
	ck_assert_int_eq(undo_plan(&shelf_pub, ENTITY_MOVIE, film, &to, &plan, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_NOT_FOUND);
	error_clear(&engines_err);
	plan_release(&plan);
}
END_TEST

/* Mode, time and attributes of a file that Metarr replaced, and that somebody dressed anew since. */
START_TEST(a_file_is_dressed_as_it_was)
{
	struct timespec times[2] = {{1000000000, 0}, {1000000000, 987654321}};
	char *path, value[8] = "";
	struct stat st;
	bool attributes;

	setup();
	path = shelf_path("movie.nfo");
	attributes = !setxattr(path, "user.mine", "yes", 3, 0);
	ck_assert_int_eq(chmod(path, 0604), 0);
	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	edit("plot=New", NULL, NULL);
	shelf_publish(ENTITY_MOVIE, film, 1, 0);
	ck_assert_int_eq(chmod(path, 0666), 0);
	if (attributes) {
		ck_assert_int_eq(setxattr(path, "user.mine", "no", 2, 0), 0);
		ck_assert_int_eq(setxattr(path, "user.more", "no", 2, 0), 0);
	}
	original(false, 1);
	shelf_is_text("movie.nfo", NFO);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0604);
	ck_assert_int_eq(st.st_mtim.tv_sec, 1000000000);
	ck_assert_int_eq(st.st_mtim.tv_nsec, 987654321);
	if (attributes) {
		ck_assert_int_eq(getxattr(path, "user.mine", value, sizeof(value)), 3);
		ck_assert_int_eq(getxattr(path, "user.more", value, sizeof(value)), -1);
	}
	free(path);
}
END_TEST

/* What is found after it was put back is what is put back next. */
START_TEST(found_anew)
{
	setup();
	edit("plot=New", NULL, NULL);
	shelf_publish(ENTITY_MOVIE, film, 1, 0);
	original(false, 1);
	original(false, 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM movies WHERE last_published_at IS NULL AND "
				     "has_unpublished_changes = 1 AND published_nfo_hash IS NULL AND plot = "
				     "'New'"),
		1);
	shelf_publish(ENTITY_MOVIE, film, 1, 0);
	original(false, 1);
	shelf_is_text("movie.nfo", NFO);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM displaced_files"), 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM published_files"), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {choice_by_hand_comes_back, chosen_pictures, pictures_of_a_version,
		only_what_is_still_there, a_batch_that_there_is_not, plan_of_a_version,
		a_file_is_dressed_as_it_was, found_anew};
	Suite *s = suite_create("undo");

	engines_add(s, "undo", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
