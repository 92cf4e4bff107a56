/* What was published, what is wrong with it, and putting it back, on both engines. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "harness/pictures.h"
#include "harness/shelf.h"
#include "publish/apply.h"
#include "publish/recover.h"
#include "publish/restore.h"

#define NFO "<movie>\n<title>Solaris</title>\n</movie>\n"

static struct conf conf;
static struct mender mender;
static struct restorer restorer;
static int64_t film;

/* A film with an NFO and a poster of ours, published. */
static void setup(void)
{
	shelf_make(LIBRARY_MOVIES, "Solaris (1972)");
	film = shelf_film("Solaris (1972)", NULL, NULL);
	shelf_picture(ENTITY_MOVIE, film, "poster", NULL, "the poster");
	shelf_publish(ENTITY_MOVIE, film, 2, 0);
	mender = (struct mender){.db = engines_db,
		.cache_dir = shelf_pub.cache_dir,
		.sources = {.db = engines_db, .conf = &conf, .trusts = true}};
	restorer = (struct restorer){.pub = &shelf_pub, .mender = &mender};
}

static void gone(const char *name)
{
	char *path = shelf_path(name);

	ck_assert_int_eq(unlink(path), 0);
	free(path);
}

static void restores(size_t files, size_t good)
{
	struct restore_report report = {0};

	must(restore_item(&restorer, ENTITY_MOVIE, film, &report, &engines_err));
	ck_assert_uint_eq(report.publish.written, files);
	ck_assert_uint_eq(report.good, good);
	restore_report_release(&report);
	shelf_settled();
}

START_TEST(all_comes_back)
{
	char *nfo;

	setup();
	nfo = shelf_text("movie.nfo");
	shelf_edit(ENTITY_MOVIE, film, MF_PLOT, "Not yet published");
	gone("movie.nfo");
	gone("poster.jpg");
	restores(2, 0);
	shelf_is_text("movie.nfo", nfo);
	shelf_is_text("poster.jpg", "the poster");
	restores(0, 2);
	ck_assert_int_eq(engines_int("SELECT has_unpublished_changes FROM movies"), 1);
	ck_assert_int_eq(
		engines_int("SELECT COUNT(*) FROM publish_log WHERE revision = -1 AND success = 1"), 1);
	free(nfo);
}
END_TEST

/* The plan of a recovery up to its first commit, as a crash would leave it. */
static void crash_after_begin(bool renamed)
{
	struct restore_report report = {0};
	struct plan plan;
	struct publish p = {0};
	size_t i, done;

	must(restore_plan(&restorer, ENTITY_MOVIE, film, &plan, &report, &engines_err));
	p.type = ENTITY_MOVIE;
	p.entity_id = film;
	p.library_id = shelf_lib.id;
	p.revision = PUBLISH_NO_REVISION;
	p.folder = xstrdup("Solaris (1972)");
	for (i = 0; i < plan.n; i++) {
		struct plan_entry *e = &plan.entry[i];
		struct strbuf temp = STRBUF_INIT, dir = STRBUF_INIT;

		if (e->action == PLAN_KEEP)
			continue;
		ALLOC_GROW(p.row, p.nrow + 1, p.arow);
		p.row[p.nrow] = (struct journal_row){.path = xstrdup(e->path),
			.action = e->action == PLAN_FOLDER ? JOURNAL_MKDIR : JOURNAL_WRITE,
			.asset_type = xstrdup_or_null(e->asset_type)};
		if (e->action == PLAN_WRITE) {
			path_dir(&dir, e->path);
			file_temp_name(&temp, dir.buf);
			p.row[p.nrow].new_hash = xstrdup(e->new_hash);
			p.row[p.nrow].new_kind = e->new_kind;
			p.row[p.nrow].temp_path = strbuf_detach(&temp, NULL);
		}
		p.nrow++;
		ALLOC_GROW(p.displaced, p.ndisplaced + 1, p.adisplaced);
		p.displaced[p.ndisplaced++] =
			(struct displaced){.path = xstrdup(e->path), .is_dir = e->action == PLAN_FOLDER};
		strbuf_release(&dir);
	}
	must(publog_begin(engines_db, &p, &engines_err));
	must(apply_stage(&shelf_pub, &p, &engines_err));
	if (renamed) {
		p.nrow--; /* all but the last file */
		must(apply_rename(&p, &done, &engines_err));
		p.nrow++;
	}
	publish_release(&p);
	plan_release(&plan);
	restore_report_release(&report);
}

static void lose_folder(void)
{
	char *dir = shelf_path("");

	gone("movie.nfo");
	gone("poster.jpg");
	gone("Solaris (1972).mkv");
	ck_assert_int_eq(rmdir(dir), 0);
	free(dir);
	restorer.folders = true;
}

static size_t recovered(void)
{
	size_t count = 0;

	must(recover_library(&shelf_pub, &count, &engines_err));
	shelf_settled();
	return count;
}

START_TEST(killed_before_a_rename)
{
	setup();
	lose_folder();
	crash_after_begin(false);
	ck_assert(shelf_exists(""));
	ck_assert_uint_eq(recovered(), 1);
	/* What was made for it is gone again. */
	ck_assert(!shelf_exists(""));
	restores(2, 0);
	shelf_is_text("poster.jpg", "the poster");
}
END_TEST

START_TEST(killed_between_renames)
{
	setup();
	shelf_edit(ENTITY_MOVIE, film, MF_PLOT, "Not yet published");
	lose_folder();
	crash_after_begin(true);
	ck_assert_uint_eq(recovered(), 1);
	restores(0, 2);
	/* Finished, it is still no publish of what the item says. */
	ck_assert_int_eq(engines_int("SELECT has_unpublished_changes FROM movies"), 1);
}
END_TEST

START_TEST(folder_only_on_demand)
{
	struct restore_report report = {0};
	setup();
	lose_folder();
	restorer.folders = false;
	ck_assert_int_eq(restore_item(&restorer, ENTITY_MOVIE, film, &report, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_NOT_FOUND);
	error_clear(&engines_err);
	restore_report_release(&report);
	ck_assert(!shelf_exists(""));
	/* And the library's never. */
	restorer.folders = true;
	ck_assert_int_eq(rmdir(shelf_lib.path), 0);
	ck_assert_int_eq(restore_item(&restorer, ENTITY_MOVIE, film, &report, &engines_err), -1);
	error_clear(&engines_err);
	restore_report_release(&report);
	ck_assert_int_ne(access(shelf_lib.path, F_OK), 0);
	shelf_settled();
}
END_TEST

/* ---- damage ---------------------------------------------------------------------------------------------
 */

struct trial {
	const char *kind, *published, *stands;
	size_t len; /* of what stands; 0: it is a text */
	enum damage damage;
};

static enum damage judge(const struct trial *t, bool same_stamp, struct child_pool *images)
{
	struct strbuf bytes = STRBUF_INIT, published = STRBUF_INIT;
	struct published_file f = {.path = shelf_path("file"), .kind = (char *)t->kind};
	char hash[SHA256_HEX_SIZE];
	struct standing now;
	enum damage damage;

	strbuf_addstr(&published, t->published);
	strbuf_add(&bytes, t->stands, t->len ? t->len : strlen(t->stands));
	must(file_write(f.path, bytes.buf, bytes.len, NULL, NULL, &engines_err));
	must(standing_look(f.path, &now, NULL, &engines_err));
	sha256_hex(published.buf, published.len, hash);
	f.hash = hash;
	f.size = same_stamp ? now.stamp.size : now.stamp.size + 1;
	f.mtime_ns = now.stamp.mtime_ns;
	must(damage_of(&f, &now, &bytes, &published, images, &damage, &engines_err));
	free(f.path);
	strbuf_release(&bytes);
	strbuf_release(&published);
	return damage;
}

START_TEST(what_damage_is)
{
	static const struct trial trials[] = {
		{"nfo", NFO, NFO, 0, DAMAGE_NONE},
		{"nfo", NFO, "", 0, DAMAGE_EMPTY},
		{"nfo", NFO, "<movie>\n<tit", 0, DAMAGE_CUT},
		{"nfo", NFO, "<movie>\n<tit\0\0\0", 15, DAMAGE_CUT},
		{"nfo", NFO, "\0\0\0\0", 4, DAMAGE_CUT},
		{"nfo", NFO, "<movie>\0\0<title>Solaris</title>\n</movie>\n", 40, DAMAGE_UNREADABLE},
		{"nfo", NFO, "a scene group's greetings", 0, DAMAGE_UNREADABLE},
		{"nfo", NFO, "<movie><title>Mine</title></movie>", 0, DAMAGE_CHANGED},
		{"nfo", NFO, "<movie><title>Mine</tit", 0, DAMAGE_CHANGED},
		{"nfo", NFO, "https://www.themoviedb.org/movie/593", 0, DAMAGE_CHANGED},
		{"nfo", NFO, "\xff\xfe<\0m\0o\0v\0i\0e\0/\0>\0", 18, DAMAGE_CHANGED},
		{"nfo", NFO "<!-- more -->", NFO, 0, DAMAGE_CUT},
	};
	size_t i;

	setup();
	for (i = 0; i < sizeof(trials) / sizeof(trials[0]); i++)
		ck_assert_msg(judge(&trials[i], false, NULL) == trials[i].damage, "trial %zu", i);
	/* Nobody wrote it when size and time are as they were. */
	ck_assert_int_eq(judge(&trials[7], true, NULL), DAMAGE_ROTTEN);
}
END_TEST

START_TEST(pictures)
{
	struct strbuf path = STRBUF_INIT, file = STRBUF_INIT;
	struct trial t = {"artwork", "the poster", "no picture", 0, 0};
	struct child_pool *images;

	setup();
	ck_assert_ptr_nonnull(getenv("METARR_TEST_BUILD"));
	path_join(&path, getenv("METARR_TEST_BUILD"), "bin/metarr-image");
	images = child_pool_new((const char *const[]){path.buf, "-p", NULL}, 1, NULL);
	ck_assert_int_eq(judge(&t, false, images), DAMAGE_UNREADABLE);
	picture_jpeg(&file, 1, 60, 90, (struct picture_jpeg){0});
	t.stands = file.buf;
	t.len = file.len;
	ck_assert_int_eq(judge(&t, false, images), DAMAGE_CHANGED);
	t.len = file.len / 2; /* the half of another picture, which is none either */
	ck_assert_int_eq(judge(&t, false, images), DAMAGE_UNREADABLE);
	child_pool_free(images);
	strbuf_release(&path);
	strbuf_release(&file);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {all_comes_back, killed_before_a_rename, killed_between_renames,
		folder_only_on_demand, what_damage_is, pictures};
	Suite *s = suite_create("restore");

	engines_add(s, "restore", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
