/* A folder for one test; see scratch.h. */
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/log.h"
#include "core/path.h"
#include "scratch.h"

struct error scratch_err = ERROR_INIT;

static struct strbuf top = STRBUF_INIT, caught = STRBUF_INIT;
static char **kept;
static size_t nkept, akept;

static const char *keep(char *s)
{
	ALLOC_GROW(kept, nkept + 1, akept);
	kept[nkept++] = s;
	return s;
}

void scratch_setup(void)
{
	const char *tmp = getenv("TMPDIR");

	strbuf_clear(&top);
	path_join(&top, tmp ? tmp : "/var/tmp", "metarr-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top.buf));
	ck_assert_int_eq(chmod(top.buf, 0755), 0);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

void scratch_teardown(void)
{
	size_t i;

	nftw(top.buf, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	for (i = 0; i < nkept; i++)
		free(kept[i]);
	free(kept);
	kept = NULL;
	nkept = akept = 0;
	log_set_sink(NULL, NULL);
	strbuf_release(&top);
	strbuf_release(&caught);
	error_release(&scratch_err);
}

const char *scratch(const char *name)
{
	struct strbuf path = STRBUF_INIT;

	path_join(&path, top.buf, name);
	return keep(strbuf_detach(&path, NULL));
}

void scratch_write(const char *name, const char *text)
{
	FILE *f = fopen(scratch(name), "w");

	ck_assert_msg(f != NULL, "cannot make %s: %s", name, strerror(errno));
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

const char *scratch_read(const char *name)
{
	struct strbuf text = STRBUF_INIT;

	ok(file_read(scratch(name), 16 << 20, &text, &scratch_err));
	return keep(strbuf_detach(&text, NULL));
}

void scratch_mkdir(const char *name, mode_t mode)
{
	ck_assert_int_eq(mkdir(scratch(name), 0700), 0);
	ck_assert_int_eq(chmod(scratch(name), mode), 0);
}

size_t scratch_count(const char *name)
{
	DIR *dir = opendir(scratch(name));
	const struct dirent *entry;
	size_t n = 0;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)))
		n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(dir);
	return n;
}

static void catch_line(enum log_level level, const char *line, void *ctx)
{
	(void)level;
	(void)ctx;
	strbuf_addf(&caught, "%s\n", line);
}

void scratch_log_catch(void)
{
	strbuf_clear(&caught);
	log_set_sink(catch_line, NULL);
}

const char *scratch_log(void)
{
	return caught.buf;
}

int scratch_run(const char *name, const TTest *const *tests, size_t count)
{
	Suite *s = suite_create(name);
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(s);
	size_t i;
	int failed;

	tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
	if (!getenv("CK_DEFAULT_TIMEOUT"))
		tcase_set_timeout(tc, 60); /* seconds; a test that hangs, on a machine with much to do */
	for (i = 0; i < count; i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(s, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
