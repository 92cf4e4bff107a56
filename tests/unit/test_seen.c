/* What a scan saw: rows become what they are said to be, and only those that differ are written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/items.h"
#include "store/seen.h"

struct scan {
	int64_t library;
	const char *folder, *signature;
	const struct seen_file *files;
	size_t n;
};

static int write_folder(struct db *db, void *ctx, struct error *err)
{
	const struct scan *s = ctx;
	struct seen_list list = {(struct seen_file *)s->files, s->n, s->n};

	return seen_set_folder(db, s->library, s->folder, s->signature, &list, err);
}

static void see(
	int64_t library, const char *folder, const char *signature, const struct seen_file *files, size_t n)
{
	struct scan s = {library, folder, signature, files, n};

	items_write(write_folder, &s);
}

static struct seen_file file(const char *name, int64_t size)
{
	return (struct seen_file){.name = (char *)name,
		.size = size,
		.mtime_ns = INT64_C(1700000000123456789),
		.inode = INT64_C(0x7fffffffffffff),
		.kind = (char *)"video",
		.entity = ENTITY_MOVIE,
		.entity_id = 7};
}

START_TEST(files_of_a_folder)
{
	struct seen_file f[3] = {file("a.mkv", 1), file("b.mkv", 2), file("ü.nfo", 3)};
	struct seen_list list = {0};
	int64_t lib = items_library("films", "/f");

	f[2].entity = -1;
	f[2].entity_id = 0;
	f[2].kind = NULL;
	f[2].content_hash = (char *)"abc";
	see(lib, "A", "sig", f, 3);
	must(seen_files(engines_db, lib, "A", &list, &engines_err));
	ck_assert_int_eq(list.n, 3);
	ck_assert_str_eq(list.item[0].name, "a.mkv");
	ck_assert_str_eq(list.item[0].kind, "video");
	ck_assert(list.item[0].mtime_ns == f[0].mtime_ns && list.item[0].inode == f[0].inode);
	ck_assert(list.item[0].entity == ENTITY_MOVIE && list.item[0].entity_id == 7);
	ck_assert(list.item[2].entity == -1 && !list.item[2].kind);
	ck_assert_str_eq(list.item[2].content_hash, "abc");
	seen_list_release(&list);
	must(seen_files(engines_db, lib, "a", &list, &engines_err));
	ck_assert_int_eq(list.n, 0);

	/* One goes, one changes, one comes; the fourth is not written: its row keeps the mark. */
	engines_exec("UPDATE scan_folders SET scanned_at = 'then'");
	f[1].size = 20;
	f[2] = file("c.mkv", 4);
	see(lib, "A", NULL, f, 3);
	must(seen_files(engines_db, lib, "A", &list, &engines_err));
	ck_assert_int_eq(list.n, 3);
	ck_assert(list.item[1].size == 20 && list.item[2].size == 4);
	seen_list_release(&list);
	ck_count(1, "SELECT COUNT(*) FROM scan_folders WHERE signature IS NULL AND scanned_at <> 'then'");
}
END_TEST

#define MANY 3000
START_TEST(many_files)
{
	struct seen_file *f = calloc(MANY, sizeof(*f));
	char(*name)[16] = calloc(MANY, sizeof(*name));
	int64_t lib = items_library("films", "/f");
	int i;

	for (i = 0; i < MANY; i++) {
		snprintf(name[i], sizeof(name[i]), "%04d.mkv", i);
		f[i] = file(name[i], i);
	}
	see(lib, "", "1", f, MANY);
	see(lib, "", "2", f, MANY / 2);
	ck_count(MANY / 2, "SELECT COUNT(*) FROM scan_files");
	free(f);
	free(name);
}
END_TEST

static int join(const char *folder, const char *signature, void *ctx)
{
	strbuf_addf(ctx, "%s=%s;", folder, signature ? signature : "-");
	return !strcmp(folder, "stop");
}

struct place {
	int64_t library;
	const char *folder;
};

static int forget(struct db *db, void *ctx, struct error *err)
{
	const struct place *p = ctx;

	return seen_forget_folder(db, p->library, p->folder, err);
}

static int reset(struct db *db, void *ctx, struct error *err)
{
	const struct place *p = ctx;

	return seen_reset_folder(db, p->library, p->folder, err);
}

START_TEST(folders)
{
	struct seen_file f = file("x", 1);
	int64_t lib = items_library("films", "/f"), other = items_library("other", "/o");
	struct place b = {lib, "b"}, none = {lib, "none"};
	struct strbuf out = STRBUF_INIT;

	see(lib, "b", "2", &f, 1);
	see(lib, "", "1", NULL, 0);
	see(lib, "b/c", "3", &f, 1);
	see(other, "b", "9", &f, 1);
	must(seen_folders(engines_db, lib, join, &out, &engines_err));
	ck_assert_str_eq(out.buf, "=1;b=2;b/c=3;");
	items_write(reset, &b);
	items_write(reset, &none);
	strbuf_clear(&out);
	must(seen_folders(engines_db, lib, join, &out, &engines_err));
	ck_assert_str_eq(out.buf, "=1;b=-;b/c=3;");
	items_write(forget, &b);
	see(lib, "stop", "4", NULL, 0);
	see(lib, "stop2", "5", NULL, 0);
	strbuf_clear(&out);
	ck_assert_int_eq(seen_folders(engines_db, lib, join, &out, &engines_err), 1);
	ck_assert_str_eq(out.buf, "=1;b/c=3;stop=4;");
	ck_count(2, "SELECT COUNT(*) FROM scan_files");
	strbuf_release(&out);
}
END_TEST

struct unknowns {
	const struct unknown_file *files;
	size_t n;
};

static int set_unknown(struct db *db, void *ctx, struct error *err)
{
	const struct unknowns *u = ctx;

	return unknown_set(db, ENTITY_MOVIE, 1, u->files, u->n, err);
}

START_TEST(unknown_files)
{
	struct unknown_file f[] = {{(char *)"/f/A/b.rar", 5, NULL}, {(char *)"/f/A/a.exe", 6, (char *)"x/y"}};
	struct unknowns u = {f, 2};
	struct unknown_file *got = NULL;
	size_t n = 0;

	items_new(items_library("films", "/f"), "/f", "A");
	items_write(set_unknown, &u);
	engines_exec("UPDATE unknown_files SET created_at = 'then'");
	f[0].size = 50;
	items_write(set_unknown, &u);
	ck_count(1, "SELECT COUNT(*) FROM unknown_files WHERE updated_at IS NULL AND created_at = 'then'");
	must(unknown_of(engines_db, ENTITY_MOVIE, 1, &got, &n, &engines_err));
	ck_assert(n == 2 && got[1].size == 50 && !got[1].mime_type);
	ck_assert_str_eq(got[0].path, "/f/A/a.exe");
	ck_assert_str_eq(got[0].mime_type, "x/y");
	unknown_free(got, n);
	u.n = 0;
	items_write(set_unknown, &u);
	ck_count(0, "SELECT COUNT(*) FROM unknown_files");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {files_of_a_folder, many_files, folders, unknown_files};
	Suite *s = suite_create("seen");

	engines_add(s, "seen", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
