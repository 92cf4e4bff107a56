/* What a file and the database say differently, each having changed: left as it is on both sides, while the
 * rest is published, until a person decides. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sha256.h"
#include "harness/shelf.h"
#include "store/revert.h"

#define FILE_OF(title, plot, tag)                                                                            \
	"<movie>\n  <title>" title "</title>\n  <year>1972</year>\n  <plot>" plot "</plot>\n  <tagline>" tag \
	"</tagline>\n</movie>\n"

static void count(int64_t want, const char *sql)
{
	ck_assert_int_eq(engines_int(sql), want);
}

/* One command of a person; its batch. */
static int64_t edit(int64_t id, const char *word, const char *keep)
{
	struct edit e = {0};
	struct edit_job job = {.type = ENTITY_MOVIE, .id = id, .edit = &e, .error = ERROR_INIT};
	int64_t batch = 0;

	if (keep)
		must(edit_keep_side(&e, keep, &engines_err));
	if (!keep)
		must(edit_assign(&e, word, &engines_err));
	else if (word)
		ck_assert(edit_keep_field(&e, word));
	must(edit_items(engines_db, &job, 1, "ann", false, &batch, &engines_err));
	ck_assert_msg(job.error.code == ERR_NONE && job.changed, "%s", job.error.msg.buf);
	edit_job_release(&job);
	edit_release(&e);
	return batch;
}

static int heard(const struct edit_job *job, void *ctx, struct error *err)
{
	*(size_t *)ctx = job->nchange;
	(void)err;
	return 0;
}

/* How many fields and kinds that changes. */
static size_t take_back(int64_t batch)
{
	struct revert_run run = {.number = batch, .by = "ann"};
	size_t changes = 0;

	must(revert_batch_run(engines_db, &run, heard, &changes, &engines_err));
	return changes;
}

/* A film whose plot a person changed here, and another one in the file. */
static int64_t in_conflict(void)
{
	int64_t id;

	shelf_make(LIBRARY_MOVIES, "Solaris");
	id = shelf_film("Solaris", "movie.nfo", FILE_OF("Solaris", "Old.", "Old."));
	shelf_publish(ENTITY_MOVIE, id, 0, 0);
	edit(id, "plot=Mine.", NULL);
	edit(id, "title=Solyaris", NULL);
	shelf_put("movie.nfo", FILE_OF("Solaris", "Theirs.", "New."));
	return id;
}

START_TEST(the_rest_is_published)
{
	int64_t id = in_conflict();

	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	shelf_is_text("movie.nfo", FILE_OF("Solyaris", "Theirs.", "New."));
	count(1, "SELECT COUNT(*) FROM movies WHERE plot = 'Mine.' AND tagline = 'New.' AND state = "
		 "'published' "
		 "AND has_unpublished_changes = 0");
	count(1, "SELECT COUNT(*) FROM field_state WHERE field = 'plot' AND disk_value = '\"Theirs.\"'");
	shelf_publish(ENTITY_MOVIE, id, 0, 0); /* so it stays */
	edit(id, "tagline=Mine.", NULL);
	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	shelf_is_text("movie.nfo", FILE_OF("Solyaris", "Theirs.", "Mine."));
	shelf_settled();
}
END_TEST

START_TEST(ours_is_kept)
{
	int64_t id = in_conflict();

	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	edit(id, "plot", "metarr");
	count(0, "SELECT COUNT(*) FROM field_state WHERE disk_value IS NOT NULL");
	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	shelf_is_text("movie.nfo", FILE_OF("Solyaris", "Mine.", "New."));
}
END_TEST

START_TEST(the_files_is_kept)
{
	int64_t id = in_conflict();

	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	edit(id, NULL, "disk");
	count(1, "SELECT COUNT(*) FROM movies WHERE plot = 'Theirs.'");
	count(1, "SELECT COUNT(*) FROM field_state WHERE field = 'plot' AND source = 'file' AND locked = 1 "
		 "AND disk_value IS NULL");
	count(1, "SELECT COUNT(*) FROM edits WHERE field = 'plot' AND new_value = '\"Theirs.\"'");
	shelf_publish(ENTITY_MOVIE, id, 0, 0);
}
END_TEST

/* The hand-made value is safe again, as if nobody had decided. */
START_TEST(a_decision_that_is_taken_back)
{
	int64_t id = in_conflict(), batch;

	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	batch = edit(id, NULL, "metarr");
	ck_assert_uint_eq(take_back(batch), 1);
	count(1, "SELECT COUNT(*) FROM field_state WHERE disk_value = '\"Theirs.\"' AND field = 'plot'");
	shelf_publish(ENTITY_MOVIE, id, 0, 0);
	shelf_is_text("movie.nfo", FILE_OF("Solyaris", "Theirs.", "New."));
	batch = edit(id, NULL, "disk");
	shelf_publish(ENTITY_MOVIE, id, 0, 0);
	ck_assert_uint_eq(take_back(batch), 1);
	count(1, "SELECT COUNT(*) FROM movies WHERE plot = 'Mine.'");
	count(1, "SELECT COUNT(*) FROM field_state WHERE disk_value = '\"Theirs.\"' AND field = 'plot' "
		 "AND source = 'edit'");
	shelf_publish(ENTITY_MOVIE, id, 0, 0);
	shelf_is_text("movie.nfo", FILE_OF("Solyaris", "Theirs.", "New."));
}
END_TEST

/* What the file said is not there any more. */
START_TEST(a_decision_that_was_published)
{
	int64_t id = in_conflict(), batch;

	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	batch = edit(id, NULL, "metarr");
	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	shelf_is_text("movie.nfo", FILE_OF("Solyaris", "Mine.", "New."));
	ck_assert_uint_eq(take_back(batch), 0);
	count(0, "SELECT COUNT(*) FROM field_state WHERE disk_value IS NOT NULL");
}
END_TEST

START_TEST(a_file_that_is_gone_says_nothing)
{
	int64_t id = in_conflict();
	char *path = shelf_path("movie.nfo");

	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	ck_assert_int_eq(remove(path), 0);
	free(path);
	edit(id, "tagline=Mine.", NULL);
	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	shelf_is_text("movie.nfo",
		"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
		"<movie>\n  <title>Solyaris</title>\n  <plot>Mine.</plot>\n  <tagline>Mine.</tagline>\n"
		"  <year>1972</year>\n</movie>\n");
	count(0, "SELECT COUNT(*) FROM field_state WHERE disk_value IS NOT NULL");
}
END_TEST

/* A poster of a person's choice, and another one that somebody wrote over it, as a scan makes a candidate of
 * it. */
static int64_t replaced_poster(void)
{
	int64_t id;
	struct strbuf sql = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE];
	char *path;

	shelf_make(LIBRARY_MOVIES, "Solaris");
	id = shelf_film("Solaris", "movie.nfo", FILE_OF("Solaris", "Old.", "Old."));
	shelf_picture(ENTITY_MOVIE, id, "poster", NULL, "ours");
	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	shelf_put("poster.jpg", "theirs");
	sha256_hex("theirs", 6, hash);
	path = shelf_path("poster.jpg");
	strbuf_addf(&sql,
		"UPDATE asset_candidates SET selected_by = 'edit'; INSERT INTO asset_candidates "
		"(entity_type, "
		"entity_id, asset_type, provider, local_path, content_hash, is_downloaded, is_selected, "
		"selected_by, created_at) VALUES ('movie', 1, 'poster', 'local', '%s', '%s', 1, 0, 'file', "
		"'')",
		path, hash);
	engines_exec(sql.buf);
	free(path);
	strbuf_release(&sql);
	return id;
}

START_TEST(a_picture_stays_until_somebody_decides)
{
	int64_t id = replaced_poster();

	shelf_publish(ENTITY_MOVIE, id, 0, 0);
	shelf_is_text("poster.jpg", "theirs");
	ck_assert_uint_eq(take_back(edit(id, NULL, "metarr")), 1);
	shelf_publish(ENTITY_MOVIE, id, 0, 0);
	shelf_is_text("poster.jpg", "theirs");
	ck_assert_uint_eq(take_back(edit(id, NULL, "disk")), 1);
	shelf_publish(ENTITY_MOVIE, id, 0, 0);
	edit(id, NULL, "metarr");
	shelf_publish(ENTITY_MOVIE, id, 1, 0);
	shelf_is_text("poster.jpg", "ours");
	shelf_settled();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {the_rest_is_published, ours_is_kept, the_files_is_kept,
		a_decision_that_is_taken_back, a_decision_that_was_published,
		a_file_that_is_gone_says_nothing, a_picture_stays_until_somebody_decides};
	Suite *s = suite_create("publish_conflict");

	engines_add(s, "conflict", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
