/* Locks between processes: who waits, who does not, and that death gives them back. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "db/lock.h"
#include "harness/engines.h"

static int try_lock(struct db *db, const char *name, enum db_lock_mode mode)
{
	struct db_lock *lock = NULL;
	int rc = db_lock(&lock, db, name, mode, 0, &engines_err);

	ck_assert_msg(rc >= 0, "%s", engines_err.msg.buf);
	ck_assert((rc == 1) == (lock != NULL));
	db_unlock(lock);
	return rc;
}

static struct db_lock *hold(struct db *db, const char *name, enum db_lock_mode mode)
{
	struct db_lock *lock = NULL;

	ck_assert_int_eq(db_lock(&lock, db, name, mode, 0, &engines_err), 1);
	ck_assert(db_lock_alive(lock));
	return lock;
}

START_TEST(exclusive_and_shared)
{
	struct db *other = engines_open();
	struct db_lock *lock = hold(engines_db, "a", DB_EXCLUSIVE), *second;

	ck_assert_int_eq(try_lock(other, "a", DB_EXCLUSIVE), 0);
	ck_assert_int_eq(try_lock(other, "a", DB_SHARED), 0);
	ck_assert_int_eq(try_lock(other, "b", DB_EXCLUSIVE), 1);
	db_unlock(lock);
	lock = hold(engines_db, "a", DB_SHARED);
	ck_assert_int_eq(try_lock(other, "a", DB_SHARED), 1);
	ck_assert_int_eq(try_lock(other, "a", DB_EXCLUSIVE), 0);
	second = hold(engines_db, "b", DB_EXCLUSIVE); /* each is its own */
	db_unlock(lock);
	ck_assert_int_eq(try_lock(other, "a", DB_EXCLUSIVE), 1);
	ck_assert_int_eq(try_lock(other, "b", DB_SHARED), 0);
	db_unlock(second);
	ck_assert_int_eq(try_lock(other, "b", DB_EXCLUSIVE), 1);
	db_unlock(NULL);
	db_close(other);
}
END_TEST

START_TEST(names_of_every_kind)
{
	static const char *const names[] = {
		"", "folder:1:Ärger im Paradies (1994)", "folder:1:x", "folder:11:x", "folder:1:y"};
	struct db *other = engines_open();
	struct db_lock *locks[5];
	size_t i;

	for (i = 0; i < 5; i++)
		locks[i] = hold(engines_db, names[i], DB_EXCLUSIVE);
	for (i = 0; i < 5; i++)
		ck_assert_int_eq(try_lock(other, names[i], DB_SHARED), 0);
	for (i = 0; i < 5; i++)
		db_unlock(locks[i]);
	db_close(other);
}
END_TEST

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

START_TEST(waiting_has_an_end)
{
	struct db *other = engines_open();
	struct db_lock *lock = hold(engines_db, "a", DB_EXCLUSIVE), *got = NULL;
	int64_t start = now_ms();

	ck_assert_int_eq(db_lock(&got, other, "a", DB_SHARED, 100, &engines_err), 0);
	ck_assert_int_ge(now_ms() - start, 100);
	ck_assert_ptr_null(got);
	db_unlock(lock);
	ck_assert_int_eq(db_lock(&got, other, "a", DB_SHARED, 100, &engines_err), 1);
	db_unlock(got);
	db_close(other);
}
END_TEST

/* A child that holds a lock; "ready" comes through the pipe. */
static pid_t holder(const char *name, enum db_lock_mode mode, int *ready)
{
	int pipes[2];
	pid_t pid;
	char byte;

	ck_assert_int_eq(pipe2(pipes, O_CLOEXEC), 0);
	pid = engines_fork();
	if (!pid) {
		struct db *db = engines_open();
		hold(db, name, mode);
		if (write(pipes[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(pipes[1]);
	ck_assert_int_eq(read(pipes[0], &byte, 1), 1);
	*ready = pipes[0];
	return pid;
}

START_TEST(death_gives_a_lock_back)
{
	struct db_lock *lock = NULL;
	int ready;
	pid_t pid = holder("a", DB_EXCLUSIVE, &ready);

	ck_assert_int_eq(try_lock(engines_db, "a", DB_SHARED), 0);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(db_lock(&lock, engines_db, "a", DB_EXCLUSIVE, -1, &engines_err), 1);
	db_unlock(lock);
	waitpid(pid, NULL, 0);
	close(ready);
}
END_TEST

/* Each child reads a number in a file, waits, and writes one more: without the lock some would be lost. */
static void count_in_file(const char *path, int times)
{
	struct db *db = engines_open();

	while (times--) {
		struct db_lock *lock = NULL;
		long n = 0;
		FILE *f;
		if (db_lock(&lock, db, "counter", DB_EXCLUSIVE, -1, &engines_err) != 1)
			_exit(1);
		f = fopen(path, "r+");
		if (!f || fscanf(f, "%ld", &n) != 1)
			_exit(2);
		usleep(100);
		rewind(f);
		fprintf(f, "%ld\n", n + 1);
		fclose(f);
		db_unlock(lock);
	}
	db_close(db);
	_exit(0);
}

START_TEST(only_one_at_a_time)
{
	struct strbuf path = STRBUF_INIT;
	pid_t pid[3];
	long n = 0;
	int i, status;
	FILE *f;

	strbuf_addf(&path, "%s/counter", engines_dir());
	f = fopen(path.buf, "w");
	ck_assert_ptr_nonnull(f);
	fputs("0\n", f);
	fclose(f);
	for (i = 0; i < 3; i++) {
		pid[i] = engines_fork();
		if (!pid[i])
			count_in_file(path.buf, 50);
	}
	for (i = 0; i < 3; i++) {
		waitpid(pid[i], &status, 0);
		ck_assert_int_eq(status, 0);
	}
	f = fopen(path.buf, "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fscanf(f, "%ld", &n), 1);
	fclose(f);
	ck_assert_int_eq(n, 150);
	strbuf_release(&path);
}
END_TEST

static void bug_twice(void)
{
	hold(engines_db, "a", DB_SHARED);
	hold(engines_db, "a", DB_SHARED);
}

static int lock_inside(struct db *db, void *ctx, struct error *err)
{
	return db_lock(ctx, db, "a", DB_SHARED, 0, err);
}

static void bug_inside(void)
{
	struct db_lock *lock;

	db_transact(engines_db, DB_READ, lock_inside, &lock, &engines_err);
}

static void bug_close(void)
{
	hold(engines_db, "a", DB_SHARED);
	db_close(engines_db);
}

START_TEST(misuse_is_a_bug)
{
	engines_must_bug(bug_twice);
	engines_must_bug(bug_inside);
	engines_must_bug(bug_close);
}
END_TEST

START_TEST(the_file_stays_empty)
{
	struct strbuf path = STRBUF_INIT;
	struct db_lock *lock = hold(engines_db, "a", DB_EXCLUSIVE);
	struct stat st;

	strbuf_addf(&path, "%s.lock", db_path(engines_db));
	must(stat(path.buf, &st));
	ck_assert_int_eq(st.st_size, 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	db_unlock(lock);
	must(stat(path.buf, &st));
	must(unlink(path.buf));
	must(mkdir(path.buf, 0700));
	ck_assert_int_eq(db_lock(&lock, engines_db, "a", DB_EXCLUSIVE, -1, &engines_err), -1);
	ck_assert_ptr_nonnull(strstr(engines_err.msg.buf, "cannot open the lock file '"));
	strbuf_release(&path);
}
END_TEST

START_TEST(a_lost_session_is_noticed)
{
	struct db *other = engines_open();
	struct db_lock *lock = hold(engines_db, "a", DB_EXCLUSIVE);

	must(db_exec(other,
		"DO $$ BEGIN PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = "
		"current_database() AND pid <> pg_backend_pid(); END $$",
		&engines_err));
	ck_assert(!db_lock_alive(lock));
	ck_assert_int_eq(try_lock(other, "a", DB_EXCLUSIVE), 1);
	db_unlock(lock);
	db_close(other);
}
END_TEST

int main(void)
{
	const TTest *const both[] = {exclusive_and_shared, names_of_every_kind, waiting_has_an_end,
		death_gives_a_lock_back, only_one_at_a_time, misuse_is_a_bug};
	const TTest *const sqlite[] = {the_file_stays_empty};
	const TTest *const postgres[] = {a_lost_session_is_noticed};
	Suite *s = suite_create("lock");

	engines_add(s, "lock", ENGINES_EMPTY, both, sizeof(both) / sizeof(both[0]));
	engines_add(s, "lock file", ENGINES_SQLITE, sqlite, 1);
	engines_add(s, "session", ENGINES_POSTGRES, postgres, 1);
	return engines_run(s);
}
