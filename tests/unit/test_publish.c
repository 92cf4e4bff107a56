/* Publishing on real folders, on both engines: the plan, the six steps, every place where a crash can be. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "asset/cache.h"
#include "core/alloc.h"
#include "core/path.h"
#include "harness/shelf.h"
#include "media/nfo.h"
#include "publish/apply.h"
#include "publish/content.h"
#include "publish/diff.h"
#include "publish/publish.h"
#include "publish/recover.h"
#include "store/candidate.h"
#include "store/nfotext.h"
#include "store/seen.h"

#define NFO_OLD                                                                                              \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<movie>\r\n  <!-- mine -->\r\n  "                     \
	"<title>Solaris</title>\r\n"                                                                         \
	"  <plot>Old words</plot>\r\n  <mine x=\"1\"/>\r\n</movie>\r\n"

static int64_t item_id;

/* The film as a scan would have stored it, with the NFO that stands there or none. */
static void make_item(struct item *it, const char *nfo)
{
	memset(it, 0, sizeof(*it));
	it->type = ENTITY_MOVIE;
	it->library_id = shelf_lib.id;
	it->file_path = shelf_path("Solaris (1972).mkv");
	it->folder = xstrdup("Solaris (1972)");
	it->state = xstrdup("discovered");
	shelf_field(it, MF_TITLE, "Solaris", nfo ? SOURCE_NFO : SOURCE_NAME);
	shelf_field(it, MF_YEAR, "1972", SOURCE_NAME);
	if (nfo) {
		char hash[SHA256_HEX_SIZE];

		sha256_hex(nfo, strlen(nfo), hash);
		shelf_put("movie.nfo", nfo);
		it->nfo_path = shelf_path("movie.nfo");
		it->naming = NAMING_SHORT;
		it->nfo_hash = xstrdup(hash);
		shelf_field(it, MF_PLOT, "Old words", SOURCE_NFO);
	}
	item_id = shelf_save(it, MF_BIT(MF_TITLE) | MF_BIT(MF_YEAR) | MF_BIT(MF_PLOT));
}

static void setup_film(struct item *it, const char *nfo)
{
	shelf_make(LIBRARY_MOVIES, "Solaris (1972)");
	shelf_put("Solaris (1972).mkv", "video");
	make_item(it, nfo);
}

/* ---- the ways of a publish ------------------------------------------------------------------------------
 */

START_TEST(new_nfo)
{
	struct item it;
	struct file_stamp first, second;
	char *path;

	setup_film(&it, NULL);
	shelf_publish(ENTITY_MOVIE, item_id, 1, 0);
	path = shelf_path("movie.nfo");
	ck_assert_int_eq(file_stamp(path, &first, &engines_err), 1);
	shelf_publish(ENTITY_MOVIE, item_id, 0, 0);
	ck_assert_int_eq(file_stamp(path, &second, &engines_err), 1);
	ck_assert(file_stamp_equal(&first, &second));
	ck_assert_int_eq(
		engines_int(
			"SELECT COUNT(*) FROM movies WHERE state = 'published' AND has_unpublished_changes = "
			"0 "
			"AND published_nfo_hash = nfo_hash AND nfo_path IS NOT NULL AND naming = 'short'"),
		1);
	ck_assert_int_eq(
		engines_int("SELECT COUNT(*) FROM displaced_files WHERE existed = 0 AND hash IS NULL"), 1);
	shelf_settled();
	free(path);
	item_release(&it);
}
END_TEST

/* A picture of more bytes than any disk has, by the cache's word. */
START_TEST(no_room)
{
	struct item it;
	struct publish_report report = {0};

	setup_film(&it, NULL);
	shelf_picture(ENTITY_MOVIE, item_id, "poster", NULL, "poster");
	engines_exec("UPDATE cache_inventory SET file_size = 4611686018427387904");
	ck_assert_int_eq(publish_item(&shelf_pub, ENTITY_MOVIE, item_id, &report, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_NO_SPACE);
	ck_assert(!shelf_exists("movie.nfo"));
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM publish_log"), 0);
	error_clear(&engines_err);
	publish_report_release(&report);
	item_release(&it);
}
END_TEST

START_TEST(without_the_video)
{
	struct item it;
	struct publish_report report = {0};

	setup_film(&it, NULL);
	ck_assert_int_eq(unlink(it.file_path), 0);
	ck_assert_int_eq(publish_item(&shelf_pub, ENTITY_MOVIE, item_id, &report, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_NOT_FOUND);
	ck_assert(!shelf_exists("movie.nfo"));
	error_clear(&engines_err);
	publish_report_release(&report);
	item_release(&it);
}
END_TEST

START_TEST(old_nfo_stays)
{
	struct item it;

	setup_film(&it, NFO_OLD);
	shelf_publish(ENTITY_MOVIE, item_id, 0, 0);
	shelf_is_text("movie.nfo", NFO_OLD);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM publish_log"), 0);
	item_release(&it);
}
END_TEST

START_TEST(edit_in_place)
{
	struct item it;
	struct strbuf got = STRBUF_INIT;
	char *path;
	struct stat st;

	setup_film(&it, NFO_OLD);
	path = shelf_path("movie.nfo");
	ck_assert_int_eq(chmod(path, 0640), 0);
	shelf_edit(ENTITY_MOVIE, item_id, MF_PLOT, "New & better");
	shelf_publish(ENTITY_MOVIE, item_id, 1, 0);
	must(file_read(path, 1 << 20, &got, &engines_err));
	ck_assert_ptr_nonnull(strstr(got.buf, "<plot>New &amp; better</plot>\r\n"));
	ck_assert_ptr_nonnull(strstr(got.buf, "<!-- mine -->\r\n"));
	ck_assert_ptr_nonnull(strstr(got.buf, "<mine x=\"1\"/>\r\n"));
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0640);
	ck_assert_int_eq(
		engines_int("SELECT COUNT(*) FROM displaced_files d JOIN nfo_texts t ON t.hash = d.hash"), 1);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM nfo_versions WHERE origin = 'published'"), 1);
	shelf_publish(ENTITY_MOVIE, item_id, 0, 0);
	shelf_settled();
	strbuf_release(&got);
	free(path);
	item_release(&it);
}
END_TEST

START_TEST(diff_is_the_publish)
{
	struct item it;
	struct plan plan;
	struct strbuf diff = STRBUF_INIT, command = STRBUF_INIT, want = STRBUF_INIT, got = STRBUF_INIT;
	struct diff all = DIFF_INIT;
	char *path, *file;

	setup_film(&it, NFO_OLD);
	shelf_edit(ENTITY_MOVIE, item_id, MF_PLOT, "One\nTwo");
	shelf_edit(ENTITY_MOVIE, item_id, MF_TAGLINE, "Said once");
	must(plan_make(&shelf_pub, ENTITY_MOVIE, item_id, &plan, &engines_err));
	diff_add(&all, &plan, &shelf_pub, false);
	diff_text(&all, &diff);
	ck_assert(!strncmp(diff.buf, "# files: 0 identical, 1 changed, 0 added, 0 removed\n", 52));
	diff_release(&all);
	ck_assert(!plan_is_empty(&plan));
	plan_release(&plan);
	shelf_is_text("movie.nfo", NFO_OLD);

	path_join(&command, engines_dir(), "Copy");
	strbuf_addstr(&command, "/Solaris (1972)");
	must(file_mkdirs(command.buf, NULL, &engines_err));
	strbuf_addstr(&command, "/movie.nfo");
	must(file_write(command.buf, NFO_OLD, strlen(NFO_OLD), NULL, NULL, &engines_err));
	path = strbuf_detach(&command, NULL);
	strbuf_addf(&command, "%s/diff", engines_dir());
	file = strbuf_detach(&command, NULL);
	must(file_write(file, diff.buf, diff.len, NULL, NULL, &engines_err));
	strbuf_addf(&command, "patch -s --binary -p1 -d '%s/Copy' < '%s'", engines_dir(), file);
	ck_assert_int_eq(system(command.buf), 0);

	shelf_publish(ENTITY_MOVIE, item_id, 1, 0);
	must(file_read(path, 1 << 20, &got, &engines_err));
	free(path);
	path = shelf_path("movie.nfo");
	must(file_read(path, 1 << 20, &want, &engines_err));
	ck_assert_str_eq(got.buf, want.buf);
	free(path);
	free(file);
	strbuf_release(&diff);
	strbuf_release(&command);
	strbuf_release(&want);
	strbuf_release(&got);
	item_release(&it);
}
END_TEST

START_TEST(pictures)
{
	struct item it;

	setup_film(&it, NFO_OLD);
	shelf_put("poster.jpg", "poster one");
	shelf_picture(ENTITY_MOVIE, item_id, "poster", "poster.jpg", "poster one");
	shelf_publish(ENTITY_MOVIE, item_id, 0, 0);
	engines_exec("UPDATE asset_candidates SET provider = 'tmdb', local_path = NULL");
	shelf_publish(ENTITY_MOVIE, item_id, 0, 0); /* the same bytes under the same name */
	shelf_picture(ENTITY_MOVIE, item_id, "fanart", "fanart.jpg", "fanart one");
	shelf_publish(ENTITY_MOVIE, item_id, 1, 0);
	shelf_is_text("fanart.jpg", "fanart one");
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM published_files WHERE asset_type = 'fanart'"), 1);
	engines_exec("DELETE FROM asset_candidates WHERE asset_type = 'fanart'");
	shelf_publish(ENTITY_MOVIE, item_id, 0, 1);
	ck_assert(!shelf_exists("fanart.jpg"));
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM published_files WHERE asset_type = 'fanart'"), 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM displaced_files d JOIN cache_inventory c ON "
				     "c.content_hash = d.hash"),
		1);
	shelf_settled();
	item_release(&it);
}
END_TEST

START_TEST(foreign_files_stay)
{
	struct item it;
	struct plan plan;

	setup_film(&it, NFO_OLD);
	shelf_put("poster.jpg", "somebody's own");
	shelf_picture(ENTITY_MOVIE, item_id, "poster", "poster.jpg", "what was scanned");
	must(plan_make(&shelf_pub, ENTITY_MOVIE, item_id, &plan, &engines_err));
	ck_assert_uint_eq(plan.nwarning, 1);
	plan_release(&plan);
	shelf_publish(ENTITY_MOVIE, item_id, 0, 0);
	shelf_is_text("poster.jpg", "somebody's own");
	item_release(&it);
}
END_TEST

START_TEST(a_link_is_replaced)
{
	struct item it;
	char *path, *text;

	setup_film(&it, NFO_OLD);
	shelf_put("elsewhere.txt", NFO_OLD);
	path = shelf_path("movie.nfo");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(symlink("elsewhere.txt", path), 0);
	shelf_edit(ENTITY_MOVIE, item_id, MF_PLOT, "Through a link");
	shelf_publish(ENTITY_MOVIE, item_id, 1, 0);
	shelf_is_text("elsewhere.txt", NFO_OLD);
	text = engines_text("SELECT link_text FROM displaced_files");
	ck_assert_str_eq(text, "elsewhere.txt");
	free(text);
	free(path);
	item_release(&it);
}
END_TEST

START_TEST(disk_is_taken_over)
{
	struct item it;
	struct strbuf text = STRBUF_INIT;
	char *value;

	setup_film(&it, NFO_OLD);
	shelf_publish(ENTITY_MOVIE, item_id, 0, 0);
	shelf_edit(ENTITY_MOVIE, item_id, MF_TAGLINE, "Ours");
	strbuf_addstr(&text, "<movie>\n<title>Solaris</title>\n<plot>By hand</plot>\n</movie>\n");
	shelf_put("movie.nfo", text.buf);
	shelf_publish(ENTITY_MOVIE, item_id, 1, 0);
	value = engines_text("SELECT plot FROM movies");
	ck_assert_str_eq(value, "By hand");
	free(value);
	strbuf_clear(&text);
	must(file_read((value = shelf_path("movie.nfo")), 1 << 20, &text, &engines_err));
	ck_assert_ptr_nonnull(strstr(text.buf, "<plot>By hand</plot>"));
	ck_assert_ptr_nonnull(strstr(text.buf, "<tagline>Ours</tagline>"));
	free(value);
	strbuf_release(&text);
	item_release(&it);
}
END_TEST

/* ---- crashes, at every place ----------------------------------------------------------------------------
 */

/* The journal of a publish that replaces the NFO and a poster, adds a banner and removes a logo. */
static void journal(struct publish *p)
{
	static const struct {
		const char *name, *old, *new, *type;
	} rows[] = {{"poster.jpg", "old poster", "new poster", "poster"},
		{"banner.jpg", NULL, "new banner", "banner"},
		{"movie.nfo", NFO_OLD, "<movie><title>New</title></movie>\n", NULL},
		{"clearlogo.png", "old logo", NULL, "clearlogo"}};
	struct strbuf bytes = STRBUF_INIT, temp = STRBUF_INIT, dir = STRBUF_INIT;
	struct standing st;
	char hash[SHA256_HEX_SIZE];
	size_t i;

	memset(p, 0, sizeof(*p));
	p->type = ENTITY_MOVIE;
	p->entity_id = item_id;
	p->library_id = shelf_lib.id;
	p->revision = engines_int("SELECT revision FROM movies");
	p->folder = xstrdup("Solaris (1972)");
	p->nrow = p->ndisplaced = 4;
	p->row = xcalloc(4, sizeof(*p->row));
	p->displaced = xcalloc(4, sizeof(*p->displaced));
	for (i = 0; i < 4; i++) {
		struct journal_row *row = &p->row[i];
		enum content_kind kind = rows[i].type ? CONTENT_CACHE : CONTENT_NFO;

		row->path = shelf_path(rows[i].name);
		row->asset_type = xstrdup_or_null(rows[i].type);
		row->action = rows[i].new ? JOURNAL_WRITE : JOURNAL_REMOVE;
		if (rows[i].old)
			shelf_put(rows[i].name, rows[i].old);
		must(standing_look(row->path, &st, &bytes, &engines_err));
		must(standing_displaced(row->path, &st, kind, &p->displaced[i], &engines_err));
		if (rows[i].old) {
			row->old_hash = xstrdup(st.hash);
			row->old_kind = kind;
			must(content_keep(
				&shelf_pub, st.hash, kind, &bytes, row->path, rows[i].type, &engines_err));
		}
		if (rows[i].new) {
			strbuf_clear(&bytes);
			strbuf_addstr(&bytes, rows[i].new);
			sha256_hex(bytes.buf, bytes.len, hash);
			must(content_keep(
				&shelf_pub, hash, kind, &bytes, row->path, rows[i].type, &engines_err));
			row->new_hash = xstrdup(hash);
			row->new_kind = kind;
			if (!rows[i].type)
				p->nfo_hash = xstrdup(hash);
		}
		strbuf_clear(&dir);
		path_dir(&dir, row->path);
		file_temp_name(&temp, dir.buf);
		row->temp_path = xstrdup(temp.buf);
	}
	must(publog_begin(engines_db, p, &engines_err));
	strbuf_release(&bytes);
	strbuf_release(&temp);
	strbuf_release(&dir);
}

static void is_old(void)
{
	shelf_is_text("poster.jpg", "old poster");
	shelf_is_text("movie.nfo", NFO_OLD);
	shelf_is_text("clearlogo.png", "old logo");
	ck_assert(!shelf_exists("banner.jpg"));
}

static void is_new(void)
{
	shelf_is_text("poster.jpg", "new poster");
	shelf_is_text("banner.jpg", "new banner");
	shelf_is_text("movie.nfo", "<movie><title>New</title></movie>\n");
	ck_assert(!shelf_exists("clearlogo.png"));
}

static void no_temporaries(const struct publish *p)
{
	struct file_stamp stamp;
	size_t i;

	for (i = 0; i < p->nrow; i++)
		if (p->row[i].temp_path)
			ck_assert_int_eq(file_stamp(p->row[i].temp_path, &stamp, &engines_err), 0);
}

static void recover(size_t want)
{
	size_t count = 0;

	must(recover_library(&shelf_pub, &count, &engines_err));
	ck_assert_uint_eq(count, want);
	shelf_settled();
}

/* Carries out the first n renames, as a publish that is killed then. */
static void renames(const struct publish *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (p->row[i].action == JOURNAL_REMOVE)
			must(file_remove(p->row[i].path, &engines_err));
		else
			must(file_commit(p->row[i].temp_path, p->row[i].path, &engines_err));
}

START_TEST(killed_before_the_renames)
{
	struct item it;
	struct publish p;
	int staged;

	setup_film(&it, NFO_OLD);
	for (staged = 0; staged < 2; staged++) {
		journal(&p);
		if (staged)
			must(apply_stage(&shelf_pub, &p, &engines_err));
		recover(1);
		is_old();
		no_temporaries(&p);
		publish_release(&p);
	}
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM displaced_files"), 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM publish_log WHERE success = 0"), 2);
	item_release(&it);
}
END_TEST

START_TEST(killed_among_the_renames)
{
	struct item it;
	struct publish p;
	size_t n;

	setup_film(&it, NFO_OLD);
	for (n = 1; n <= 4; n++) {
		char *banner = shelf_path("banner.jpg");

		must(file_remove(banner, &engines_err));
		free(banner);
		journal(&p);
		must(apply_stage(&shelf_pub, &p, &engines_err));
		renames(&p, n);
		recover(1);
		is_new();
		no_temporaries(&p);
		publish_release(&p);
	}
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM movies WHERE state = 'published'"), 1);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM displaced_files"), 16);
	item_release(&it);
}
END_TEST

START_TEST(recovery_leaves_what_is_foreign)
{
	struct item it;
	struct publish p;

	setup_film(&it, NFO_OLD);
	journal(&p);
	must(apply_stage(&shelf_pub, &p, &engines_err));
	renames(&p, 1);
	shelf_put("movie.nfo", "<movie><title>Somebody</title></movie>");
	recover(1);
	shelf_is_text("poster.jpg", "new poster");
	shelf_is_text("banner.jpg", "new banner");
	shelf_is_text("movie.nfo", "<movie><title>Somebody</title></movie>");
	publish_release(&p);
	item_release(&it);
}
END_TEST

START_TEST(recovery_without_temporaries)
{
	struct item it;
	struct publish p;

	setup_film(&it, NFO_OLD);
	journal(&p);
	must(apply_stage(&shelf_pub, &p, &engines_err));
	renames(&p, 1);
	must(apply_unstage(&p, &engines_err)); /* somebody tidied up */
	recover(1);
	is_new();
	publish_release(&p);
	item_release(&it);
}
END_TEST

START_TEST(temporary_that_stays)
{
	struct item it;
	struct publish p;
	size_t count = 0;

	setup_film(&it, NFO_OLD);
	journal(&p);
	ck_assert_int_eq(mkdir(p.row[0].temp_path, 0700), 0); /* nothing that unlink() takes */
	ck_assert_int_eq(recover_library(&shelf_pub, &count, &engines_err), -1);
	ck_assert_uint_eq(count, 0);
	ck_assert_int_eq(rmdir(p.row[0].temp_path), 0);
	recover(1); /* the journal still knew of it */
	is_old();
	publish_release(&p);
	item_release(&it);
}
END_TEST

/* Between the last look and the rename. */
START_TEST(written_at_the_last_moment)
{
	struct item it;
	struct publish p;
	size_t done;

	setup_film(&it, NFO_OLD);
	journal(&p);
	must(apply_stage(&shelf_pub, &p, &engines_err));
	shelf_put("movie.nfo", "<movie><title>Somebody</title></movie>");
	ck_assert_int_eq(apply_rename(&p, &done, &engines_err), -1);
	ck_assert_str_eq(error_name(engines_err.code), "changed_meanwhile");
	must(apply_undo(&shelf_pub, &p, done, &engines_err));
	shelf_is_text("movie.nfo", "<movie><title>Somebody</title></movie>");
	shelf_is_text("poster.jpg", "old poster");
	ck_assert(!shelf_exists("banner.jpg"));
	no_temporaries(&p);
	publish_release(&p);
	item_release(&it);
}
END_TEST

START_TEST(appeared_at_the_last_moment)
{
	struct item it;
	struct publish p;
	size_t done;

	setup_film(&it, NFO_OLD);
	journal(&p);
	must(apply_stage(&shelf_pub, &p, &engines_err));
	shelf_put("banner.jpg", "somebody's");
	ck_assert_int_eq(apply_rename(&p, &done, &engines_err), -1);
	ck_assert_str_eq(error_name(engines_err.code), "changed_meanwhile");
	must(apply_undo(&shelf_pub, &p, done, &engines_err));
	shelf_is_text("banner.jpg", "somebody's");
	shelf_is_text("poster.jpg", "old poster");
	publish_release(&p);
	item_release(&it);
}
END_TEST

/* Somebody wrote in the same moment, and the publish was killed before it could see that. */
START_TEST(killed_before_the_look)
{
	struct item it;
	struct publish p;

	setup_film(&it, NFO_OLD);
	journal(&p);
	must(apply_stage(&shelf_pub, &p, &engines_err));
	renames(&p, 2);
	shelf_put("movie.nfo", "<movie><title>Somebody</title></movie>");
	ck_assert_int_eq(file_exchange(p.row[2].temp_path, p.row[2].path, &engines_err), 1);
	shelf_put("clearlogo.png", "somebody's");
	must(file_commit(p.row[3].path, p.row[3].temp_path, &engines_err));
	recover(1);
	shelf_is_text("poster.jpg", "new poster");
	shelf_is_text("movie.nfo", "<movie><title>Somebody</title></movie>");
	shelf_is_text("clearlogo.png", "somebody's");
	no_temporaries(&p);
	publish_release(&p);
	item_release(&it);
}
END_TEST

START_TEST(removed_at_the_last_moment)
{
	struct item it;
	struct publish p;
	size_t done;

	setup_film(&it, NFO_OLD);
	journal(&p);
	must(apply_stage(&shelf_pub, &p, &engines_err));
	shelf_put("clearlogo.png", "somebody's");
	ck_assert_int_eq(apply_rename(&p, &done, &engines_err), -1);
	ck_assert_str_eq(error_name(engines_err.code), "changed_meanwhile");
	ck_assert_uint_eq(done, 3);
	must(apply_undo(&shelf_pub, &p, done, &engines_err));
	shelf_is_text("clearlogo.png", "somebody's");
	shelf_is_text("poster.jpg", "old poster");
	no_temporaries(&p);
	publish_release(&p);
	item_release(&it);
}
END_TEST

START_TEST(failure_puts_back)
{
	struct item it;
	struct publish p;
	struct stat before, after;
	size_t done;
	char *poster;

	setup_film(&it, NFO_OLD);
	poster = shelf_path("poster.jpg");
	shelf_put("poster.jpg", "old poster");
	ck_assert_int_eq(chmod(poster, 0604), 0);
	journal(&p);
	ck_assert_int_eq(chmod(poster, 0604), 0);
	ck_assert_int_eq(stat(poster, &before), 0);
	must(apply_stage(&shelf_pub, &p, &engines_err));
	ck_assert_int_eq(unlink(p.row[2].temp_path), 0); /* the NFO's: the third rename fails */
	ck_assert_int_eq(apply_rename(&p, &done, &engines_err), -1);
	ck_assert_uint_eq(done, 2);
	must(apply_undo(&shelf_pub, &p, done, &engines_err));
	is_old();
	no_temporaries(&p);
	ck_assert_int_eq(stat(poster, &after), 0);
	ck_assert_int_eq(after.st_mode, before.st_mode);
	ck_assert_int_eq(after.st_mtim.tv_sec, before.st_mtim.tv_sec);
	ck_assert_int_eq(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
	must(publog_drop(engines_db, &p, "a rename failed", &engines_err));
	shelf_settled();
	publish_release(&p);
	free(poster);
	item_release(&it);
}
END_TEST

int main(void)
{
	const TTest *const ways[] = {new_nfo, no_room, without_the_video, old_nfo_stays, edit_in_place,
		diff_is_the_publish, pictures, foreign_files_stay, a_link_is_replaced, disk_is_taken_over};
	const TTest *const crashes[] = {killed_before_the_renames, killed_among_the_renames,
		recovery_leaves_what_is_foreign, recovery_without_temporaries, temporary_that_stays,
		written_at_the_last_moment, appeared_at_the_last_moment, killed_before_the_look,
		removed_at_the_last_moment, failure_puts_back};
	Suite *s = suite_create("publish");

	engines_add(s, "publish", ENGINES_MIGRATED, ways, sizeof(ways) / sizeof(ways[0]));
	engines_add(s, "crashes", ENGINES_MIGRATED, crashes, sizeof(crashes) / sizeof(crashes[0]));
	return engines_run(s);
}
