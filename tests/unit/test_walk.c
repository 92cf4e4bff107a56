/* Folders, what belongs to them, their signatures; the walk, links and ignore files. */
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "core/strbuf.h"
#include "harness/scratch.h"
#include "scan/walk.h"

/* What a walk told: "folder: file file" lines, "! path: message", "? path: message" for a warning, "-
 * folder". */
static struct strbuf told = STRBUF_INIT;

static int on_folder(const struct folder *f, void *ctx)
{
	struct folder *sorted = ctx;

	/* The walk gives files in any order. */
	folder_clear(sorted, f->path.buf);
	strbuf_addbuf(&sorted->names, &f->names);
	sorted->file = realloc(sorted->file, (f->n + 1) * sizeof(*f->file));
	for (size_t i = 0; i < f->n; i++)
		sorted->file[i] = f->file[i];
	sorted->n = f->n;
	sorted->alloc = f->n + 1;
	folder_sort(sorted);
	strbuf_addf(&told, "%s:", f->path.buf);
	for (size_t i = 0; i < sorted->n; i++)
		strbuf_addf(&told, " %s", folder_name(sorted, i));
	strbuf_addch(&told, '\n');
	return 0;
}

static void on_problem(const char *path, const struct error *err, bool warning, void *ctx)
{
	(void)ctx;
	strbuf_addf(&told, "%c %s: %s\n", warning ? '?' : '!', path, error_name(err->code));
}

static void on_blind(const char *folder, void *ctx)
{
	(void)ctx;
	strbuf_addf(&told, "- %s\n", folder);
}

static const char *walk_as(bool shows, const char *only)
{
	struct walk_events ev = {on_folder, on_problem, on_blind};
	struct folder sorted = FOLDER_INIT;

	strbuf_clear(&told);
	ok(walk_library(scratch(""), shows, only, &ev, &sorted, &scratch_err));
	folder_release(&sorted);
	return told.buf;
}

static const char *walk(const char *only)
{
	return walk_as(false, only);
}

static void touch(const char *name)
{
	scratch_write(name, "x");
}

static void dir(const char *name)
{
	scratch_mkdir(name, 0755);
}

START_TEST(films_and_what_belongs_to_them)
{
	dir("B");
	touch("B/b.mkv");
	dir("B/Subs");
	touch("B/Subs/en.srt");
	dir("B/.actors");
	touch("B/.actors/A_B.jpg");
	dir("B/extras");
	touch("B/extras/x.mkv");
	dir("B/extras/more");
	touch("B/extras/more/y.mkv");
	dir("A");
	touch("A/a.mkv");
	dir("A/Sequel");
	touch("A/Sequel/s.mkv");
	dir("Disc");
	dir("Disc/VIDEO_TS");
	touch("Disc/VIDEO_TS/VIDEO_TS.IFO");
	dir("Parts");
	dir("Parts/cd1");
	touch("Parts/cd1/p.avi");
	dir("Parts/cd2");
	touch("Parts/cd2/p.avi");
	ck_assert_str_eq(walk(NULL), ":\n"
				     "A: a.mkv\n"
				     "A/Sequel: s.mkv\n"
				     "B: .actors/A_B.jpg Subs/en.srt b.mkv extras/more/y.mkv extras/x.mkv\n"
				     "Disc: VIDEO_TS/VIDEO_TS.IFO\n"
				     "Parts: cd1/p.avi cd2/p.avi\n");
}
END_TEST

START_TEST(passed_by)
{
	dir("A");
	touch("A/a.mkv");
	touch("A/.hidden.mkv");
	touch("A/a.mkv.part");
	touch("A/Thumbs.db");
	touch("A/.metarr-abc123.tmp");
	dir("A/@eaDir");
	touch("A/@eaDir/x.jpg");
	dir(".Trash");
	touch(".Trash/t.mkv");
	dir("No");
	touch("No/n.mkv");
	touch("No/.nomedia");
	dir("No/Below");
	touch("No/Below/b.mkv");
	dir("Empty");
	scratch_write("Empty/.ignore", "");
	touch("Empty/e.mkv");
	ck_assert_str_eq(walk(NULL), ":\nA: a.mkv\n");
}
END_TEST

START_TEST(patterns)
{
	struct lister l = {.root = scratch("")};
	struct folder f = FOLDER_INIT;

	scratch_write(".plexignore", "*/bad.mkv\nWork/\n");
	dir("A");
	touch("A/a.mkv");
	touch("A/bad.mkv");
	scratch_write("A/.ignore", "b*.nfo\n");
	touch("A/b1.nfo");
	touch("A/c.nfo");
	dir("Work");
	touch("Work/w.mkv");
	ck_assert_str_eq(walk(NULL), ":\nA: a.mkv c.nfo\n");
	/* The same for one folder by itself. */
	ck_assert_int_eq(folder_read(&l, "A", &f, &scratch_err), 1);
	ck_assert_uint_eq(f.n, 2);
	ck_assert_str_eq(folder_name(&f, 1), "c.nfo");
	folder_release(&f);
}
END_TEST

START_TEST(words_are_titles_in_the_root)
{
	touch("film.mkv");
	dir("Shorts");
	touch("Shorts/s.mkv");
	dir("Other");
	touch("Other/o.mkv");
	ck_assert_str_eq(walk(NULL), ": film.mkv\nOther: o.mkv\nShorts: s.mkv\n");
}
END_TEST

START_TEST(only_a_part)
{
	dir("A");
	dir("A/B");
	touch("A/B/b.mkv");
	dir("A/B/extras");
	touch("A/B/extras/x.mkv");
	dir("A/C");
	touch("A/C/c.mkv");
	touch("A/a.mkv");
	ck_assert_str_eq(walk("A"), "A: a.mkv\nA/B: b.mkv extras/x.mkv\nA/C: c.mkv\n");
	ck_assert_str_eq(walk("A/B"), "A/B: b.mkv extras/x.mkv\n");
	ck_assert_str_eq(walk("A/B/b.mkv"), "A/B: b.mkv extras/x.mkv\n");
	ck_assert_str_eq(walk("A/B/extras/x.mkv"), "A/B: b.mkv extras/x.mkv\n");
	/* What is not there (any more) belongs to what is around it. */
	ck_assert_str_eq(walk("A/gone"), "A: a.mkv\n");
}
END_TEST

START_TEST(links)
{
	dir("lib");
	dir("lib/A");
	touch("lib/A/a.mkv");
	dir("out");
	dir("out/Z");
	touch("out/Z/z.mkv");
	touch("out/file.mkv");
	ck_assert_int_eq(symlink("../out", scratch("lib/Link")), 0);
	ck_assert_int_eq(symlink("../out/Z", scratch("lib/Later")), 0);
	ck_assert_int_eq(symlink("A", scratch("lib/Same")), 0);
	ck_assert_int_eq(symlink("..", scratch("lib/A/Up")), 0);
	ck_assert_int_eq(symlink("../../out/file.mkv", scratch("lib/A/linked.mkv")), 0);
	ck_assert_int_eq(symlink("nowhere.mkv", scratch("lib/A/dangling.mkv")), 0);
	ck_assert_int_eq(symlink("loop.mkv", scratch("lib/A/loop.mkv")), 0);

	struct walk_events ev = {on_folder, on_problem, on_blind};
	struct folder sorted = FOLDER_INIT;

	strbuf_clear(&told);
	ok(walk_library(scratch("lib"), false, NULL, &ev, &sorted, &scratch_err));
	ck_assert_str_eq(strchr(told.buf, '\n') + 1, "? A/dangling.mkv: not_found\n"
						     "? A/loop.mkv: not_found\n"
						     "A: a.mkv linked.mkv\n"
						     "? A/Up: unsupported\n"
						     "Later: z.mkv\n"
						     "Link: file.mkv\n");
	folder_release(&sorted);
}
END_TEST

START_TEST(link_below_hidden_folder)
{
	/* What the walk itself never enters is reached by its link. */
	dir(".store");
	dir(".store/A");
	touch(".store/A/a.mkv");
	ck_assert_int_eq(symlink(".store/A", scratch("A")), 0);
	ck_assert_str_eq(walk(NULL), ":\nA: a.mkv\n");
}
END_TEST

START_TEST(names_that_are_not_utf8)
{
	dir("A");
	touch("A/a.mkv");
	touch("A/bad\xff.mkv");
	ck_assert_str_eq(walk(NULL), ":\n! A: bad_name\nA: a.mkv\n");
}
END_TEST

START_TEST(unreadable)
{
	if (geteuid() == 0)
		return; /* root reads everything */
	dir("A");
	touch("A/a.mkv");
	ck_assert_int_eq(chmod(scratch("A"), 0), 0);
	ck_assert_str_eq(walk(NULL), ":\n- A\n! A: permission\n");
	chmod(scratch("A"), 0755);
}
END_TEST

START_TEST(no_root)
{
	struct walk_events ev = {on_folder, on_problem, on_blind};

	fails(walk_library(scratch("absent"), false, NULL, &ev, NULL, &scratch_err), ERR_LIBRARY_ABSENT);
}
END_TEST

START_TEST(too_deep)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addstr(&path, "d");
	for (int i = 0; i < WALK_MAX_DEPTH + 2; i++) {
		dir(path.buf);
		strbuf_addstr(&path, "/d");
	}
	walk(NULL);
	ck_assert_ptr_nonnull(strstr(told.buf, "too_long"));
	ck_assert_ptr_nonnull(strstr(told.buf, "\n- d/d"));
	strbuf_release(&path);
}
END_TEST

static void signature(const char *folder, char out[FOLDER_SIGNATURE_SIZE])
{
	struct lister l = {.root = scratch("")};
	struct folder f = FOLDER_INIT;

	ck_assert_int_eq(folder_read(&l, folder, &f, &scratch_err), 1);
	folder_signature_text(f.signature, out);
	folder_release(&f);
}

START_TEST(signatures)
{
	char first[FOLDER_SIGNATURE_SIZE], now[FOLDER_SIGNATURE_SIZE];
	struct timeval times[2] = {{1000, 0}, {1000, 0}};
	uint64_t parts[2];

	dir("A");
	scratch_write("A/a.mkv", "one");
	dir("A/extras");
	scratch_write("A/extras/x.mkv", "x");
	ck_assert_int_eq(utimes(scratch("A/a.mkv"), times), 0);
	signature("A", first);
	signature("A", now);
	ck_assert_str_eq(first, now);
	ck_assert(folder_signature_read(first, parts));
	ck_assert(!folder_signature_read(NULL, parts));
	ck_assert(!folder_signature_read("0-00000000000000000000000000000000", parts));
	ck_assert(!folder_signature_read("1-0000000000000000000000000000000g", parts));

	/* The same size, another time. */
	times[1].tv_sec++;
	utimes(scratch("A/a.mkv"), times);
	signature("A", now);
	ck_assert_str_ne(first, now);
	times[1].tv_sec--;
	utimes(scratch("A/a.mkv"), times);
	signature("A", now);
	ck_assert_str_eq(first, now);
	/* The same time, another size. */
	scratch_write("A/a.mkv", "four");
	utimes(scratch("A/a.mkv"), times);
	signature("A", now);
	ck_assert_str_ne(first, now);
	scratch_write("A/a.mkv", "one");
	utimes(scratch("A/a.mkv"), times);
	/* Something below. */
	scratch_write("A/extras/x.mkv", "xx");
	signature("A", now);
	ck_assert_str_ne(first, now);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {films_and_what_belongs_to_them, passed_by, patterns,
		words_are_titles_in_the_root, only_a_part, links, link_below_hidden_folder,
		names_that_are_not_utf8, unreadable, no_root, too_deep, signatures};

	return scratch_run("walk", tests, sizeof(tests) / sizeof(tests[0]));
}
