/* Search: words of titles that begin so, kept with the titles, and made of the titles that were there before.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "db/migrate.h"
#include "harness/items.h"
#include "store/search.h"

static int64_t library;

/* A film with these titles; its id. */
static int64_t film(const char *title, const char *original)
{
	struct item it;
	int64_t id;

	items_film(&it, library, "/f", title);
	meta_set(&it.meta, MF_TITLE, title, NULL);
	meta_set(&it.meta, MF_ORIGINAL_TITLE, original, NULL);
	ck_assert_int_eq(items_save(&it, ALL_FIELDS, false, false), 1);
	id = it.id;
	item_release(&it);
	return id;
}

static void films(void)
{
	library = items_library("films", "/f");
	film("The Matrix Reloaded", NULL);
	film("The Matrix", NULL);
	film("Die fabelhafte Welt der Amélie", "Le Fabuleux Destin d'Amélie Poulain");
	film("Das Boot", NULL);
}

/* The ids, divided by spaces, of the films that a text finds. */
static void found(const char *text, const char *expected)
{
	struct id_list list = {0};
	struct strbuf got = STRBUF_INIT;
	size_t i;

	must(items_by_words(engines_db, ENTITY_MOVIE, text, &list, &engines_err));
	for (i = 0; i < list.n; i++)
		strbuf_addf(&got, "%s%lld", i ? " " : "", (long long)list.id[i]);
	ck_assert_msg(!strcmp(got.buf, expected), "'%s': %s", text, got.buf);
	strbuf_release(&got);
	id_list_release(&list);
}

START_TEST(by_words)
{
	films();
	found("matrix", "2 1"); /* as in lists */
	found("MATR re", "1");
	found("re matr", "1");
	found("reloaded matrix x", "");
	found("amelie", "3");
	found("Amélie", "3");
	found("destin", "3");
	found("atrix", ""); /* words begin so */
	film("L'Avventura", "L\u2019Avventura");
	found("avventura", "5");
	found("l'avv", "5");
	found("lavv", "5");
	found("", "");
	found("?!", "");
	engines_exec("UPDATE movies SET deleted_on = 'x' WHERE id = 2");
	found("matrix", "1");
	engines_exec("DELETE FROM movies WHERE id = 1");
	found("matrix", "");
	ck_count(0, "SELECT COUNT(*) FROM search_words WHERE entity_id = 1");
}
END_TEST

START_TEST(follow_the_title)
{
	struct item it;

	films();
	items_load(&it, ENTITY_MOVIE, 4);
	meta_set(&it.meta, MF_TITLE, "The Boat", NULL);
	ck_assert_int_eq(items_save(&it, MF_BIT(MF_TITLE), false, false), 1);
	found("boot", "");
	found("boat", "4");
	item_release(&it);
}
END_TEST

/* A word over any limit, and a title of too many. */
START_TEST(long_titles)
{
	char title[600];
	int i;

	library = items_library("films", "/f");
	memset(title, 'x', 200);
	strcpy(title + 200, " end");
	film(title, NULL);
	found("end", "1");
	title[100] = '\0';
	found(title, "1");
	for (i = 0; i < 100; i++)
		memcpy(title + 5 * i, i < 50 ? "abcd " : "efgh ", 5);
	strcpy(title + 500, "last");
	film(title, NULL);
	found("abcd", "2");
	found("last", "");
}
END_TEST

/* What was there before the table is found, too: more than is read at once. */
START_TEST(made_by_the_migration)
{
	int i;
	char name[16];

	films();
	for (i = 0; i < 600; i++) {
		snprintf(name, sizeof(name), "F%d", i);
		items_new(library, "/f", name);
	}
	must(migrate_to(engines_db, 8, NULL, NULL, NULL, &engines_err));
	must(migrate_to(engines_db, migrate_latest(), NULL, NULL, NULL, &engines_err));
	found("matrix", "2 1");
	found("destin", "3");
	found("f599", "604");
	ck_assert_int_eq(db_schema_check(engines_db, NULL, NULL, &engines_err), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {by_words, follow_the_title, long_titles, made_by_the_migration};
	Suite *s = suite_create("search");

	engines_add(s, "search", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
