/*
 * The shared rates on both engines, with real processes: nobody ever passes a limit in any second, what may
 * be used is used, by all alike, and who is in a hurry does not wait behind the others.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/strbuf.h"
#include "harness/engines.h"
#include "store/rate.h"

#define MOST 2048
#define taken(call) ck_assert_msg((call) == 1, "%s: %s", #call, engines_err.msg.buf)
#define SECOND 1000000LL
#define PROCESSES 5

static const struct rate_limit films = {"tmdb", 50, 10}, shows = {"tvdb", 4, 0};

/* When each request went out, and whose it was; one for all processes. */
static struct record {
	_Atomic int n;
	struct {
		int64_t at;
		int who;
	} sent[MOST];
} * record;

static int64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * SECOND + ts.tv_nsec / 1000;
}

static void sleep_until(int64_t at)
{
	struct timespec ts = {at / SECOND, at % SECOND * 1000};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL))
		;
}

/* Waits for a slot and uses it; how long that took. */
static int64_t send_one(struct rates *r, const struct rate_limit *limit, int priority, int who)
{
	int64_t start = now_us(), wait, slot, now;
	int i, rc;

	do {
		rc = rates_take(r, limit, priority, &wait, &engines_err);
		if (rc < 0)
			_exit(1);
		slot = now_us() + wait;
		sleep_until(slot);
		now = now_us();
	} while (!rc || now > slot + RATE_LATE_US);
	i = record->n++;
	if (i < MOST) {
		record->sent[i].who = who;
		record->sent[i].at = now;
	}
	return now - start;
}

static pid_t start_sender(const struct rate_limit *limit, int priority, int who, int64_t until)
{
	struct rates *r = NULL;
	struct db *db;
	pid_t pid = engines_fork();

	if (pid)
		return pid;
	db = engines_open();
	if (rates_open(&r, db, &engines_err))
		_exit(1);
	while (now_us() < until)
		send_one(r, limit, priority, who);
	rates_close(r);
	db_close(db);
	_exit(0);
}

static int by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The most that went out in any second. */
static int busiest(void)
{
	static int64_t at[MOST];
	int n = record->n, i, first = 0, most = 0;

	ck_assert_int_le(n, MOST);
	for (i = 0; i < n; i++)
		at[i] = record->sent[i].at;
	qsort(at, (size_t)n, sizeof(at[0]), by_time);
	for (i = 0; i < n; i++) {
		while (at[i] - at[first] >= SECOND)
			first++;
		if (i - first + 1 > most)
			most = i - first + 1;
	}
	return most;
}

static int count(int who)
{
	int i, n = 0;

	for (i = 0; i < record->n; i++)
		n += record->sent[i].who == who;
	return n;
}

static void setup_record(void)
{
	record = mmap(NULL, sizeof(*record), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(record, MAP_FAILED);
}

static void wait_for(pid_t *pids, int n)
{
	int i, status;

	for (i = 0; i < n; i++) {
		waitpid(pids[i], &status, 0);
		ck_assert_int_eq(status, 0);
	}
	munmap(record, sizeof(*record));
}

START_TEST(five_processes_share_a_limit)
{
	int64_t length = 2500000, until = now_us() + length;
	int i, busy, most = 0, least = MOST, all;
	pid_t pids[PROCESSES];

	setup_record();
	for (i = 0; i < PROCESSES; i++)
		pids[i] = start_sender(&films, 5, i, until);
	for (i = 0; i < PROCESSES; i++)
		waitpid(pids[i], NULL, 0);
	busy = busiest();
	all = record->n;
	for (i = 0; i < PROCESSES; i++) {
		most = count(i) > most ? count(i) : most;
		least = count(i) < least ? count(i) : least;
	}
	munmap(record, sizeof(*record));
	ck_assert_int_le(busy, 40);
	/* Much is left out for a machine that has other things to do: "make bench" is strict. */
	ck_assert_int_ge(all, (int)(38.8 * 2.5 * 0.75));
	ck_assert_int_le(most - least, all / PROCESSES / 3);
}
END_TEST

START_TEST(who_is_in_a_hurry_does_not_wait_behind_the_others)
{
	int64_t until = now_us() + 1500000, wait, longest = 0;
	struct rates *r = NULL;
	pid_t pids[PROCESSES];
	int i;

	setup_record();
	for (i = 0; i < PROCESSES; i++)
		pids[i] = start_sender(&films, 5, i, until);
	must(rates_open(&r, engines_db, &engines_err));
	while (record->n < 10)
		usleep(1000);
	for (i = 0; now_us() < until; i++) {
		wait = send_one(r, &films, 1 + i % 2, 99);
		longest = wait > longest ? wait : longest;
		usleep(120000);
	}
	rates_close(r);
	i = busiest();
	wait_for(pids, PROCESSES);
	ck_assert_int_le(i, 50);
	ck_assert_int_lt(longest, 150000);
}
END_TEST

/* Where nothing is kept, a slot is not taken long before it is due: who is in a hurry has the next but one at
 * worst. */
START_TEST(a_slow_provider_has_room_for_a_hurry)
{
	int64_t until = now_us() + 2500000, interval = SECOND * 100 / 97 / 4, wait, longest = 0;
	struct rates *r = NULL;
	int i, busy, least = MOST, all;
	pid_t pids[3];

	setup_record();
	for (i = 0; i < 3; i++)
		pids[i] = start_sender(&shows, 5, i, until);
	must(rates_open(&r, engines_db, &engines_err));
	while (record->n < 2)
		usleep(1000);
	while (now_us() < until - 500000) {
		wait = send_one(r, &shows, 1, 99);
		longest = wait > longest ? wait : longest;
		usleep(600000);
	}
	rates_close(r);
	for (i = 0; i < 3; i++) {
		waitpid(pids[i], NULL, 0);
		least = count(i) < least ? count(i) : least;
	}
	busy = busiest();
	all = record->n;
	munmap(record, sizeof(*record));
	ck_assert_int_le(busy, 4);
	ck_assert_int_ge(all, 7);
	ck_assert_int_ge(least, 1);
	ck_assert_int_lt(longest, 2 * interval);
}
END_TEST

START_TEST(slots_are_paced)
{
	static const struct rate_limit one = {"tvdb", 1, 0};
	int64_t waits[4], kept = 0, interval = SECOND * 100 / 97;
	struct rates *r = NULL;
	int i;

	must(rates_open(&r, engines_db, &engines_err));
	for (i = 0; i < 4; i++)
		taken(rates_take(r, &one, 1, &waits[i], &engines_err));
	ck_assert_int_le(waits[0], 0);
	for (i = 1; i < 4; i++) {
		ck_assert_int_gt(waits[i], i * interval - 200000);
		ck_assert_int_le(waits[i], i * interval);
	}
	/* Nobody else takes one that is still far away. */
	ck_assert_int_eq(rates_take(r, &one, 5, &waits[0], &engines_err), 0);
	ck_assert_int_gt(waits[0], 3 * interval);
	ck_assert_int_le(waits[0], 4 * interval);
	/* Each provider for itself. */
	taken(rates_take(r, &films, 5, &waits[0], &engines_err));
	ck_assert_int_eq(waits[0], 0);
	taken(rates_take(r, &films, 5, &waits[0], &engines_err));
	ck_assert_int_gt(waits[0], 0);
	/* What is kept is only for the first two priorities, and those take the earlier one. */
	taken(rates_take(r, &films, 3, &waits[0], &engines_err));
	ck_assert_int_gt(waits[0], SECOND / 50);
	taken(rates_take(r, &films, 2, &kept, &engines_err));
	ck_assert_int_eq(kept, 0);
	taken(rates_take(r, &films, 2, &kept, &engines_err));
	ck_assert_int_gt(kept, SECOND / 50);
	ck_assert_int_lt(kept, SECOND / 9);
	rates_close(r);
}
END_TEST

START_TEST(all_hold_when_a_provider_says_so)
{
	struct rates *r = NULL, *other = NULL;
	struct db *db = engines_open();
	int64_t wait = 0;

	must(rates_open(&r, engines_db, &engines_err));
	must(rates_open(&other, db, &engines_err));
	must(rates_hold(r, &films, 5 * SECOND, &engines_err));
	taken(rates_take(other, &films, 1, &wait, &engines_err));
	ck_assert_int_gt(wait, 4 * SECOND);
	ck_assert_int_le(wait, 5 * SECOND);
	must(rates_hold(r, &films, SECOND, &engines_err)); /* takes nothing back */
	taken(rates_take(other, &films, 5, &wait, &engines_err));
	ck_assert_int_gt(wait, 4 * SECOND);
	taken(rates_take(other, &shows, 5, &wait, &engines_err));
	ck_assert_int_eq(wait, 0);
	rates_close(r);
	rates_close(other);
	db_close(db);
}
END_TEST

static void set_next(const char *value)
{
	struct strbuf sql = STRBUF_INIT, path = STRBUF_INIT;
	struct db *db = NULL;

	strbuf_addf(&sql, "UPDATE provider_rates SET next_us = %s", value);
	if (db_path(engines_db))
		strbuf_addf(&path, "%s-rate", db_path(engines_db));
	else
		strbuf_addstr(&path, engines_url());
	must(db_open(&db, path.buf, 0, &engines_err));
	must(db_exec(db, sql.buf, &engines_err));
	db_close(db);
	strbuf_release(&sql);
	strbuf_release(&path);
}

START_TEST(a_clock_that_was_set_back_stops_nobody)
{
	struct rates *r = NULL;
	int64_t wait = -1;

	must(rates_open(&r, engines_db, &engines_err));
	taken(rates_take(r, &films, 5, &wait, &engines_err));
	set_next("next_us + 86400000000");
	taken(rates_take(r, &films, 5, &wait, &engines_err));
	ck_assert_int_eq(wait, 0);
	taken(rates_take(r, &films, 5, &wait, &engines_err));
	ck_assert_int_gt(wait, 0);
	ck_assert_int_lt(wait, SECOND);
	rates_close(r);
}
END_TEST

START_TEST(the_file_of_the_rates_may_be_lost)
{
	struct strbuf path = STRBUF_INIT;
	struct rates *r = NULL;
	struct stat st;
	int64_t wait = 0;

	if (!db_path(engines_db))
		return; /* a table, then */
	strbuf_addf(&path, "%s-rate", db_path(engines_db));
	must(rates_open(&r, engines_db, &engines_err));
	taken(rates_take(r, &films, 5, &wait, &engines_err));
	rates_close(r);
	ck_assert_int_eq(stat(path.buf, &st), 0);
	ck_assert_int_eq(unlink(path.buf), 0);
	must(rates_open(&r, engines_db, &engines_err));
	taken(rates_take(r, &films, 5, &wait, &engines_err));
	ck_assert_int_eq(wait, 0);
	rates_close(r);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM provider_rates"), 0);
	strbuf_release(&path);
}
END_TEST

static void remove_own(void)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	struct strbuf path = STRBUF_INIT;
	size_t i;

	for (i = 0; db_path(engines_db) && i < 3; i++) {
		strbuf_clear(&path);
		strbuf_addf(&path, "%s-rate%s", db_path(engines_db), ends[i]);
		unlink(path.buf);
	}
	strbuf_release(&path);
}

START_TEST(many_begin_at_once)
{
	static const struct rate_limit many = {"tmdb", 1000, 0};
	struct rates *r = NULL;
	int i, round, status;
	struct db *db;
	pid_t pids[8];
	int64_t wait;

	for (round = 0; round < 8; round++) {
		remove_own();
		for (i = 0; i < 8; i++) {
			pids[i] = engines_fork();
			if (pids[i])
				continue;
			db = engines_open();
			_exit(rates_open(&r, db, &engines_err) ||
				rates_take(r, &many, 5, &wait, &engines_err) != 1);
		}
		for (i = 0; i < 8; i++) {
			waitpid(pids[i], &status, 0);
			ck_assert_int_eq(status, 0);
		}
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {slots_are_paced, all_hold_when_a_provider_says_so,
		a_clock_that_was_set_back_stops_nobody, the_file_of_the_rates_may_be_lost,
		five_processes_share_a_limit, who_is_in_a_hurry_does_not_wait_behind_the_others,
		a_slow_provider_has_room_for_a_hurry, many_begin_at_once};
	Suite *s = suite_create("rate");

	engines_add(s, "rate", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
