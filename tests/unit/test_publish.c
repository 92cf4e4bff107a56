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
#include "harness/engines.h"
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

static struct library lib;
static struct publisher pub;
static struct strbuf cache = STRBUF_INIT, film = STRBUF_INIT;
static int64_t item_id;

/* ---- a small library ------------------------------------------------------------------------------------
 */

static char *in_film(const char *name)
{
	struct strbuf path = STRBUF_INIT;

	path_join(&path, film.buf, name);
	return strbuf_detach(&path, NULL);
}

static void put(const char *name, const char *text)
{
	char *path = in_film(name);

	must(file_write(path, text, strlen(text), NULL, NULL, &engines_err));
	free(path);
}

static void is_text(const char *name, const char *want)
{
	struct strbuf got = STRBUF_INIT;
	char *path = in_film(name);

	must(file_read(path, 1 << 20, &got, &engines_err));
	ck_assert_str_eq(got.buf, want);
	strbuf_release(&got);
	free(path);
}

static bool exists(const char *name)
{
	struct file_stamp stamp;
	char *path = in_film(name);
	int rc = file_stamp(path, &stamp, &engines_err);

	free(path);
	ck_assert_int_ge(rc, 0);
	return rc == 1 || stamp.is_link;
}

static void make_library(void)
{
	struct strbuf root = STRBUF_INIT;

	memset(&lib, 0, sizeof(lib));
	path_join(&root, engines_dir(), "Films");
	strbuf_clear(&film);
	path_join(&film, root.buf, "Solaris (1972)");
	strbuf_clear(&cache);
	path_join(&cache, engines_dir(), "cache");
	must(file_mkdirs(film.buf, NULL, &engines_err));
	lib.name = xstrdup("films");
	lib.path = strbuf_detach(&root, NULL);
	lib.enabled = true;
	must(library_add(engines_db, &lib, &engines_err));
	memset(&pub, 0, sizeof(pub));
	pub = (struct publisher){.db = engines_db,
		.cache_dir = cache.buf,
		.lib = &lib,
		.root = lib.path,
		.by = "test",
		.lock_timeout_ms = 0};
	put("Solaris (1972).mkv", "video");
}

struct saving {
	struct item *it;
	struct item_save what;
};

static int save(struct db *db, void *ctx, struct error *err)
{
	struct saving *s = ctx;

	return item_save(db, s->it, &s->what, err) < 0 ? -1 : 0;
}

static void set_field(struct item *it, enum meta_field f, const char *value, const char *source)
{
	must(meta_set(&it->meta, f, value, &engines_err));
	snprintf(it->field[f].source, sizeof(it->field[f].source), "%s", source);
}

static void store(struct item *it, uint64_t fields)
{
	struct saving s = {it, {.fields = fields, .streams = true, .unpublished = true}};

	must(db_transact(engines_db, DB_WRITE, save, &s, &engines_err));
	item_id = s.what.id;
}

/* The film as a scan would have stored it, with the NFO that stands there or none. */
static void make_item(struct item *it, const char *nfo)
{
	memset(it, 0, sizeof(*it));
	it->type = ENTITY_MOVIE;
	it->library_id = lib.id;
	it->file_path = in_film("Solaris (1972).mkv");
	it->folder = xstrdup("Solaris (1972)");
	it->state = xstrdup("discovered");
	set_field(it, MF_TITLE, "Solaris", nfo ? SOURCE_NFO : SOURCE_NAME);
	set_field(it, MF_YEAR, "1972", SOURCE_NAME);
	if (nfo) {
		char hash[SHA256_HEX_SIZE];

		sha256_hex(nfo, strlen(nfo), hash);
		put("movie.nfo", nfo);
		it->nfo_path = in_film("movie.nfo");
		it->naming = NAMING_SHORT;
		it->nfo_hash = xstrdup(hash);
		set_field(it, MF_PLOT, "Old words", SOURCE_NFO);
	}
	store(it, MF_BIT(MF_TITLE) | MF_BIT(MF_YEAR) | MF_BIT(MF_PLOT));
}

static void edit(enum meta_field f, const char *value)
{
	struct item it = ITEM_INIT;

	ck_assert_int_eq(item_load(engines_db, ENTITY_MOVIE, item_id, ITEM_ALL, &it, &engines_err), 1);
	set_field(&it, f, value, SOURCE_EDIT);
	store(&it, MF_BIT(f));
	item_release(&it);
}

struct picture {
	const char *type, *name, *bytes;
};

static int add_picture(struct db *db, void *ctx, struct error *err)
{
	const struct picture *p = ctx;
	struct candidate_list list = {0};
	struct strbuf rel = STRBUF_INIT;
	struct local_picture local = {
		.asset_type = (char *)p->type, .path = in_film(p->name), .selected = true};
	char hash[SHA256_HEX_SIZE];
	struct cache_object o = {.content_hash = hash, .asset_type = (char *)p->type, .has_alpha = -1};
	bool changed;
	size_t i;
	int rc;

	rc = cache_store(cache.buf, p->bytes, strlen(p->bytes), "jpg", hash, &rel, err);
	o.file_path = rel.buf;
	o.file_size = (int64_t)strlen(p->bytes);
	if (!rc)
		rc = cache_object_add(db, &o, err) ||
		     candidates_set_local(db, ENTITY_MOVIE, item_id, &local, 1, &changed, err) ||
		     candidates_of(db, ENTITY_MOVIE, item_id, &list, err);
	for (i = 0; i < list.n && !rc; i++)
		if (!strcmp(list.item[i].asset_type, p->type))
			rc = candidate_set_object(db, list.item[i].id, &o, err);
	candidate_list_release(&list);
	strbuf_release(&rel);
	free(local.path);
	return rc ? -1 : 0;
}

/* A local candidate whose bytes are in the cache; on disk stands what the test put there. */
static void picture(const char *type, const char *name, const char *bytes)
{
	struct picture p = {type, name, bytes};

	must(db_transact(engines_db, DB_WRITE, add_picture, &p, &engines_err));
}

static void publish(size_t written, size_t removed)
{
	struct publish_report report = {0};

	must(publish_item(&pub, ENTITY_MOVIE, item_id, &report, &engines_err));
	ck_assert_uint_eq(report.written, written);
	ck_assert_uint_eq(report.removed, removed);
	publish_report_release(&report);
}

static void settled(void)
{
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM publish_journal"), 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM publish_log WHERE open = 1"), 0);
}

static void setup_film(struct item *it, const char *nfo)
{
	make_library();
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
	publish(1, 0);
	path = in_film("movie.nfo");
	ck_assert_int_eq(file_stamp(path, &first, &engines_err), 1);
	publish(0, 0);
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
	settled();
	free(path);
	item_release(&it);
}
END_TEST

START_TEST(old_nfo_stays)
{
	struct item it;

	setup_film(&it, NFO_OLD);
	publish(0, 0);
	is_text("movie.nfo", NFO_OLD);
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
	path = in_film("movie.nfo");
	ck_assert_int_eq(chmod(path, 0640), 0);
	edit(MF_PLOT, "New & better");
	publish(1, 0);
	must(file_read(path, 1 << 20, &got, &engines_err));
	ck_assert_ptr_nonnull(strstr(got.buf, "<plot>New &amp; better</plot>\r\n"));
	ck_assert_ptr_nonnull(strstr(got.buf, "<!-- mine -->\r\n"));
	ck_assert_ptr_nonnull(strstr(got.buf, "<mine x=\"1\"/>\r\n"));
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0640);
	ck_assert_int_eq(
		engines_int("SELECT COUNT(*) FROM displaced_files d JOIN nfo_texts t ON t.hash = d.hash"), 1);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM nfo_versions WHERE origin = 'published'"), 1);
	publish(0, 0);
	settled();
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
	char *path, *file;

	setup_film(&it, NFO_OLD);
	edit(MF_PLOT, "One\nTwo");
	edit(MF_TAGLINE, "Said once");
	must(plan_make(&pub, ENTITY_MOVIE, item_id, &plan, &engines_err));
	diff_plan(&plan, &pub, &diff);
	ck_assert(!plan_is_empty(&plan));
	plan_release(&plan);
	is_text("movie.nfo", NFO_OLD);

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

	publish(1, 0);
	must(file_read(path, 1 << 20, &got, &engines_err));
	free(path);
	path = in_film("movie.nfo");
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
	put("poster.jpg", "poster one");
	picture("poster", "poster.jpg", "poster one");
	publish(0, 0);
	engines_exec("UPDATE asset_candidates SET provider = 'tmdb', local_path = NULL");
	publish(0, 0); /* the same bytes under the same name */
	picture("fanart", "fanart.jpg", "fanart one");
	publish(1, 0);
	is_text("fanart.jpg", "fanart one");
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM published_files WHERE asset_type = 'fanart'"), 1);
	engines_exec("DELETE FROM asset_candidates WHERE asset_type = 'fanart'");
	publish(0, 1);
	ck_assert(!exists("fanart.jpg"));
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM published_files WHERE asset_type = 'fanart'"), 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM displaced_files d JOIN cache_inventory c ON "
				     "c.content_hash = d.hash"),
		1);
	settled();
	item_release(&it);
}
END_TEST

START_TEST(foreign_files_stay)
{
	struct item it;
	struct plan plan;

	setup_film(&it, NFO_OLD);
	put("poster.jpg", "somebody's own");
	picture("poster", "poster.jpg", "what was scanned");
	must(plan_make(&pub, ENTITY_MOVIE, item_id, &plan, &engines_err));
	ck_assert_uint_eq(plan.nwarning, 1);
	plan_release(&plan);
	publish(0, 0);
	is_text("poster.jpg", "somebody's own");
	item_release(&it);
}
END_TEST

START_TEST(a_link_is_replaced)
{
	struct item it;
	char *path, *text;

	setup_film(&it, NFO_OLD);
	put("elsewhere.txt", NFO_OLD);
	path = in_film("movie.nfo");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(symlink("elsewhere.txt", path), 0);
	edit(MF_PLOT, "Through a link");
	publish(1, 0);
	is_text("elsewhere.txt", NFO_OLD);
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
	publish(0, 0);
	edit(MF_TAGLINE, "Ours");
	strbuf_addstr(&text, "<movie>\n<title>Solaris</title>\n<plot>By hand</plot>\n</movie>\n");
	put("movie.nfo", text.buf);
	publish(1, 0);
	value = engines_text("SELECT plot FROM movies");
	ck_assert_str_eq(value, "By hand");
	free(value);
	strbuf_clear(&text);
	must(file_read((value = in_film("movie.nfo")), 1 << 20, &text, &engines_err));
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
	struct strbuf bytes = STRBUF_INIT, temp = STRBUF_INIT;
	struct standing st;
	char hash[SHA256_HEX_SIZE];
	size_t i;

	memset(p, 0, sizeof(*p));
	p->type = ENTITY_MOVIE;
	p->entity_id = item_id;
	p->library_id = lib.id;
	p->revision = engines_int("SELECT revision FROM movies");
	p->folder = xstrdup("Solaris (1972)");
	p->nrow = p->ndisplaced = 4;
	p->row = xcalloc(4, sizeof(*p->row));
	p->displaced = xcalloc(4, sizeof(*p->displaced));
	for (i = 0; i < 4; i++) {
		struct journal_row *row = &p->row[i];
		enum content_kind kind = rows[i].type ? CONTENT_CACHE : CONTENT_NFO;

		row->path = in_film(rows[i].name);
		row->asset_type = xstrdup_or_null(rows[i].type);
		row->action = rows[i].new ? JOURNAL_WRITE : JOURNAL_REMOVE;
		if (rows[i].old)
			put(rows[i].name, rows[i].old);
		must(standing_look(row->path, &st, &bytes, &engines_err));
		must(standing_displaced(row->path, &st, kind, &p->displaced[i], &engines_err));
		if (rows[i].old) {
			row->old_hash = xstrdup(st.hash);
			row->old_kind = kind;
			must(content_keep(
				&pub, st.hash, kind, &bytes, row->path, rows[i].type, &engines_err));
		}
		if (rows[i].new) {
			strbuf_clear(&bytes);
			strbuf_addstr(&bytes, rows[i].new);
			sha256_hex(bytes.buf, bytes.len, hash);
			must(content_keep(&pub, hash, kind, &bytes, row->path, rows[i].type, &engines_err));
			row->new_hash = xstrdup(hash);
			row->new_kind = kind;
			file_temp_name(&temp, film.buf);
			row->temp_path = xstrdup(temp.buf);
			if (!rows[i].type)
				p->nfo_hash = xstrdup(hash);
		}
	}
	must(publog_begin(engines_db, p, &engines_err));
	strbuf_release(&bytes);
	strbuf_release(&temp);
}

static void is_old(void)
{
	is_text("poster.jpg", "old poster");
	is_text("movie.nfo", NFO_OLD);
	is_text("clearlogo.png", "old logo");
	ck_assert(!exists("banner.jpg"));
}

static void is_new(void)
{
	is_text("poster.jpg", "new poster");
	is_text("banner.jpg", "new banner");
	is_text("movie.nfo", "<movie><title>New</title></movie>\n");
	ck_assert(!exists("clearlogo.png"));
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

	must(recover_library(&pub, &count, &engines_err));
	ck_assert_uint_eq(count, want);
	settled();
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
			must(apply_stage(&pub, &p, &engines_err));
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
		char *banner = in_film("banner.jpg");

		must(file_remove(banner, &engines_err));
		free(banner);
		journal(&p);
		must(apply_stage(&pub, &p, &engines_err));
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
	must(apply_stage(&pub, &p, &engines_err));
	renames(&p, 1);
	put("movie.nfo", "<movie><title>Somebody</title></movie>");
	recover(1);
	is_text("poster.jpg", "new poster");
	is_text("banner.jpg", "new banner");
	is_text("movie.nfo", "<movie><title>Somebody</title></movie>");
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
	must(apply_stage(&pub, &p, &engines_err));
	renames(&p, 1);
	apply_unstage(&p); /* somebody tidied up */
	recover(1);
	is_new();
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
	poster = in_film("poster.jpg");
	put("poster.jpg", "old poster");
	ck_assert_int_eq(chmod(poster, 0604), 0);
	journal(&p);
	ck_assert_int_eq(chmod(poster, 0604), 0);
	ck_assert_int_eq(stat(poster, &before), 0);
	must(apply_stage(&pub, &p, &engines_err));
	ck_assert_int_eq(unlink(p.row[2].temp_path), 0); /* the NFO's: the third rename fails */
	ck_assert_int_eq(apply_rename(&pub, &p, &done, &engines_err), -1);
	ck_assert_uint_eq(done, 2);
	must(apply_undo(&pub, &p, done, &engines_err));
	is_old();
	no_temporaries(&p);
	ck_assert_int_eq(stat(poster, &after), 0);
	ck_assert_int_eq(after.st_mode, before.st_mode);
	ck_assert_int_eq(after.st_mtim.tv_sec, before.st_mtim.tv_sec);
	ck_assert_int_eq(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
	must(publog_drop(engines_db, &p, "a rename failed", &engines_err));
	settled();
	publish_release(&p);
	free(poster);
	item_release(&it);
}
END_TEST

int main(void)
{
	const TTest *const ways[] = {new_nfo, old_nfo_stays, edit_in_place, diff_is_the_publish, pictures,
		foreign_files_stay, a_link_is_replaced, disk_is_taken_over};
	const TTest *const crashes[] = {killed_before_the_renames, killed_among_the_renames,
		recovery_leaves_what_is_foreign, recovery_without_temporaries, failure_puts_back};
	Suite *s = suite_create("publish");

	engines_add(s, "publish", ENGINES_MIGRATED, ways, sizeof(ways) / sizeof(ways[0]));
	engines_add(s, "crashes", ENGINES_MIGRATED, crashes, sizeof(crashes) / sizeof(crashes[0]));
	return engines_run(s);
}
