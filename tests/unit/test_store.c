/* Every statement of store/ can be prepared on both engines, and pages of lists come from their index. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/items.h"
#include "store/candidate.h"
#include "store/itemparts.h"
#include "store/libraryparts.h"
#include "store/list.h"
#include "store/moved.h"
#include "store/nfotext.h"
#include "store/publog.h"
#include "store/seen.h"

static const struct db_sqltab *const tables[] = {&library_sql, &setting_sql, &item_sql, &itemsave_sql,
	&itemlists_sql, &itemstate_sql, &itemstreams_sql, &candidate_sql, &localart_sql, &seen_sql,
	&nfotext_sql, &publog_sql, &pubread_sql, &list_sql, &moved_sql};
#define NTABLES (sizeof(tables) / sizeof(tables[0]))

START_TEST(statements)
{
	size_t i;
	int n;

	for (i = 0; i < NTABLES; i++)
		for (n = 0; n < tables[i]->count; n++) {
			ck_assert_msg(
				tables[i]->sql[n].text != NULL, "%s has no statement %d", tables[i]->name, n);
			must(db_try_prepare(engines_db, tables[i], n, &engines_err));
		}
}
END_TEST

/* The text with every parameter replaced by its value. */
static void fill_in(const char *text, const char *const values[], struct strbuf *out)
{
	for (; *text; text++) {
		if (*text != '$') {
			strbuf_addch(out, *text);
			continue;
		}
		strbuf_addstr(out, values[strtol(text + 1, NULL, 10)]);
		while (isdigit((unsigned char)text[1]))
			text++;
	}
}

static void add_plan(const char *query, struct strbuf *out)
{
	bool sqlite = db_engine(engines_db) == DB_SQLITE;
	struct strbuf text = STRBUF_INIT;
	struct db *db = engines_open();
	struct db_sqltab tab = {"plan", NULL, 1};
	struct db_sql one;
	struct db_stmt *st;

	if (!sqlite)
		must(db_exec(db, "SET enable_seqscan = off", &engines_err));
	strbuf_addf(&text, "%s %s", sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN", query);
	one = (struct db_sql){text.buf, NULL};
	tab.sql = &one;
	st = db_stmt(db, &tab, 0);
	while (db_step(st, &engines_err) == 1)
		strbuf_addf(out, "%s\n", db_text(st, sqlite ? 3 : 0));
	db_close(db);
	strbuf_release(&text);
}

/* A page in the middle, of all libraries. */
START_TEST(pages_have_an_index)
{
	static const char *const values[] = {"", "0", "NULL", "-1", "0", "NULL", "0", "'m'", "50", "50"};
	static const char *const indexes[] = {"idx_movies_sort", "idx_series_sort"};
	struct strbuf query = STRBUF_INIT, plan = STRBUF_INIT;
	int64_t lib = items_library("films", "/f");
	char name[16];
	int i;

	for (i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "F%d", i);
		items_new(lib, "/f", name);
	}
	engines_exec("ANALYZE");
	for (i = ENTITY_MOVIE; i <= ENTITY_SERIES; i++) {
		strbuf_clear(&query);
		strbuf_clear(&plan);
		fill_in(list_sql.sql[i].text, values, &query);
		add_plan(query.buf, &plan);
		ck_assert_msg(strstr(plan.buf, indexes[i]) != NULL, "%s", plan.buf);
	}
	strbuf_release(&query);
	strbuf_release(&plan);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {statements, pages_have_an_index};
	Suite *s = suite_create("store");

	engines_add(s, "store", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
