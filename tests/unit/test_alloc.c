/* Memory that cannot fail, and how it ends when there is none. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/alloc.h"
#include "harness/scratch.h"

/* The exit status of fn in a child, whose stderr goes to the file "stderr". */
static int status_of(void (*fn)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		dup2(open(scratch("stderr"), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
		fn();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void overflow(void)
{
	size_t huge = SIZE_MAX / 2;

	free(xreallocarray(NULL, huge, 3));
}

static void bug(void)
{
	BUG("a %s", "thing");
}

START_TEST(no_memory_is_71)
{
	ck_assert_int_eq(status_of(overflow), 71);
	ck_assert_ptr_nonnull(strstr(scratch_read("stderr"), "metarr: out of memory"));
}
END_TEST

START_TEST(a_bug_is_70)
{
	ck_assert_int_eq(status_of(bug), 70);
	ck_assert_ptr_nonnull(strstr(scratch_read("stderr"), "test_alloc.c"));
	ck_assert_ptr_nonnull(strstr(scratch_read("stderr"), ": a thing\n"));
}
END_TEST

START_TEST(nothing_is_still_memory)
{
	void *p = xmalloc(0), *q = xcalloc(0, 8), *r = xrealloc(NULL, 0), *s = xmemdup("", 0);

	ck_assert(p && q && r && s);
	free(p);
	free(q);
	free(r);
	free(s);
	ck_assert_ptr_null(xstrdup_or_null(NULL));
}
END_TEST

START_TEST(copies)
{
	char *a = xstrdup("abc"), *b = xstrndup("abc", 2), *c = xstrndup("a\0c", 3);

	ck_assert_str_eq(a, "abc");
	ck_assert_str_eq(b, "ab");
	ck_assert_str_eq(c, "a");
	free(a);
	free(b);
	free(c);
}
END_TEST

START_TEST(arrays_grow)
{
	size_t n, alloc = 0;
	int *list = NULL;

	for (n = 0; n < 1000; n++) {
		ALLOC_GROW(list, n + 1, alloc);
		list[n] = (int)n;
	}
	ck_assert_uint_ge(alloc, 1000);
	ck_assert_int_eq(list[999], 999);
	free(list);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		no_memory_is_71, a_bug_is_70, nothing_is_still_memory, copies, arrays_grow};

	return scratch_run("alloc", tests, sizeof(tests) / sizeof(tests[0]));
}
