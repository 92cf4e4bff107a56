/* Messages: levels, sinks, and that nothing in them moves a cursor. */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/log.h"
#include "harness/scratch.h"

START_TEST(levels)
{
	scratch_log_catch();
	log_error("e");
	log_warn("w");
	log_info("i");
	log_debug("d");
	ck_assert_str_eq(scratch_log(), "e\nw\n");
	log_set_level(LOG_LEVEL_DEBUG);
	log_info("i");
	log_debug("d");
	log_set_level(LOG_LEVEL_ERROR);
	log_warn("w");
	log_error("%s %d", "e", 2);
	ck_assert_str_eq(scratch_log(), "e\nw\ni\nd\ne 2\n");
	log_set_level(LOG_LEVEL_WARN);
}
END_TEST

START_TEST(one_message_is_one_line)
{
	scratch_log_catch();
	log_warn("cannot open '%s'", "a\nb\x1b[2J\xff");
	ck_assert_str_eq(scratch_log(), "cannot open 'a\\x0ab\\x1b[2J\\xff'\n");
}
END_TEST

START_TEST(without_a_sink_nothing_is_said)
{
	scratch_log_catch();
	log_set_sink(NULL, NULL);
	log_error("x");
	ck_assert_str_eq(scratch_log(), "");
}
END_TEST

START_TEST(a_program_has_its_name)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		dup2(open(scratch("err"), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
		log_to_stderr("metarr-test");
		log_warn("one");
		log_to_stderr("metarr-other");
		log_error("two");
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_str_eq(scratch_read("err"), "metarr-test: one\nmetarr-other: two\n");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		levels, one_message_is_one_line, without_a_sink_nothing_is_said, a_program_has_its_name};

	return scratch_run("log", tests, sizeof(tests) / sizeof(tests[0]));
}
