/* Which of the things that a provider offers an item is taken for: a table of films and series with their
 * false friends. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "provider/match.h"

/* "TITLE|YEAR|COUNTRY|POPULARITY", the ids count from 1; a title may be "title = original = alias". */
struct row {
	const char *known; /* "TITLE|YEAR" as the item has it; "o:TITLE" in front: the original title */
	const char *offer[6];
	enum match_verdict verdict;
	const char *order; /* ids of what is kept, best first */
};

static const struct row films[] = {
	{"The Matrix|1999", {"The Matrix|1999|US|80"}, MATCH_CLEAR, "1"},
	{"The Matrix|1999", {"The Matrix Reloaded|2003|US|40", "The Matrix|1999|US|80"}, MATCH_CLEAR, "21"},
	{"matrix|1999", {"The Matrix|1999"}, MATCH_CLEAR, "1"},
	{"The Matrix|", {"The Matrix|1999|US|80"}, MATCH_CLEAR, "1"},
	{"The Matrix|1999", {NULL}, MATCH_NONE, ""},
	{"The Matrix|1999", {"Fight Club|1999"}, MATCH_SEVERAL, "1"},
	{"The Matrix|1999", {"Zzyzx|2006"}, MATCH_NONE, ""},
	/* remakes */
	{"Solaris|1972", {"Solaris|2002|US|30", "Solaris|1972|SU|20"}, MATCH_CLEAR, "21"},
	{"Solaris|2002", {"Solaris|2002|US|30", "Solaris|1972|SU|20"}, MATCH_CLEAR, "12"},
	{"Solaris|", {"Solaris|2002|US|30", "Solaris|1972|SU|20"}, MATCH_SEVERAL, "12"},
	{"Solaris|1968", {"Solaris|2002|US|30", "Solaris|1972|SU|20"}, MATCH_SEVERAL, "12"},
	{"Solaris|1968", {"Solaris|1972|SU|20"}, MATCH_SEVERAL, "1"},
	/* a year off: a festival, or another film */
	{"Primer|2005", {"Primer|2004|US|9"}, MATCH_CLEAR, "1"},
	{"Primer|2005", {"Primer|2004|US|9", "Primer|2005|US|1"}, MATCH_CLEAR, "21"},
	{"Primer|2006", {"Primer|2004|US|9"}, MATCH_SEVERAL, "1"},
	/* two of one title and year: who is meant is plain only when nobody knows the other one */
	{"The Silence|2019", {"The Silence|2019|US|8", "The Silence|2019|IR|5"}, MATCH_SEVERAL, "12"},
	{"Us|2019", {"Us|2019|US|60", "Us|2019|BE|1.5"}, MATCH_CLEAR, "12"},
	{"Us|2019", {"Us|2019", "Us|2019"}, MATCH_SEVERAL, "12"},
	/* sequels */
	{"Rocky II|1979", {"Rocky|1976", "Rocky II|1979", "Rocky III|1982"}, MATCH_CLEAR, "213"},
	{"Rocky 2|1979", {"Rocky II|1979"}, MATCH_CLEAR, "1"},
	{"Rocky|", {"Rocky|1976|US|9", "Rocky II|1979|US|90"}, MATCH_CLEAR, "12"},
	{"Paranormal Activity 2|2010", {"Paranormal Activity 3|2010"}, MATCH_SEVERAL, "1"},
	{"2001|1968", {"2001: A Space Odyssey|1968"}, MATCH_CLEAR, "1"},
	{"Alien|", {"Aliens|1986", "Alien|1979"}, MATCH_CLEAR, "21"},
	/* how people write */
	{"Amelie|2001", {"Le Fabuleux Destin d'Amélie Poulain = Amélie|2001"}, MATCH_CLEAR, "1"},
	{"Wo hu cang long|2000", {"Crouching Tiger, Hidden Dragon = 卧虎藏龙 = Wo hu cang long|2000"},
		MATCH_CLEAR, "1"},
	{"Mr and Mrs Smith|2005", {"Mr. & Mrs. Smith|2005"}, MATCH_CLEAR, "1"},
	{"Birdman|2014", {"Birdman or (The Unexpected Virtue of Ignorance)|2014"}, MATCH_CLEAR, "1"},
	{"Alien Covenant|2017", {"Alien: Covenant|2017"}, MATCH_CLEAR, "1"},
	{"WALLE|2008", {"WALL·E|2008"}, MATCH_CLEAR, "1"},
	{"Se7en|1995", {"Se7en = Seven|1995"}, MATCH_CLEAR, "1"},
	{"Harry Potter und der Stein der Weisen|2001",
		{"Harry Potter and the Philosopher's Stone = Harry Potter und der Stein der Weisen|2001"},
		MATCH_CLEAR, "1"},
	{"Le Havre|o:Le Havre|2011", {"Le Havre|2011"}, MATCH_CLEAR, "1"},
	{"Der Pate|o:The Godfather|1972", {"The Godfather|1972"}, MATCH_CLEAR, "1"},
	{"君の名は。|2016", {"Your Name. = 君の名は。|2016"}, MATCH_CLEAR, "1"},
	{"...|2019", {"...|2019"}, MATCH_CLEAR, "1"},
	/* alike is not the same */
	{"Heat|1995", {"Cheat|1995", "Heat Wave|1995"}, MATCH_SEVERAL, "12"},
	{"Heat|1995", {"Cheat|1995"}, MATCH_SEVERAL, "1"},
	{"Heat|1995", {"Heat Wave|1995"}, MATCH_SEVERAL, "1"},
	{"Star Wars - Episode IV|1977", {"Star Wars|1977"}, MATCH_SEVERAL, "1"},
	{"The Shawshank Redemtion|1994", {"The Shawshank Redemption|1994"}, MATCH_CLEAR, "1"},
	{"It|2017", {"It|2017|US|70", "It Comes at Night|2017|US|20"}, MATCH_CLEAR, "12"},
	{"Them|", {"Them!|1954", "Them|2006"}, MATCH_SEVERAL, "12"},
};

static const struct row series[] = {
	{"The Office (US)|", {"The Office|2001|GB|40", "The Office|2005|US|90"}, MATCH_CLEAR, "21"},
	{"The Office (UK)|", {"The Office|2001|GB|40", "The Office|2005|US|90"}, MATCH_CLEAR, "12"},
	{"The Office US|", {"The Office (US)|2005|US|90", "The Office|2001|GB|40"}, MATCH_CLEAR, "12"},
	{"The Office|2005", {"The Office|2001|GB|40", "The Office|2005|US|90"}, MATCH_CLEAR, "21"},
	{"The Office|2001", {"The Office|2001|GB|40", "The Office|2005|US|90"}, MATCH_CLEAR, "12"},
	{"The Office|", {"The Office|2001|GB|40", "The Office|2005|US|90"}, MATCH_SEVERAL, "21"},
	{"House of Cards (US)|2013", {"House of Cards|1990|GB|9", "House of Cards|2013|US|60"}, MATCH_CLEAR,
		"21"},
	{"Battlestar Galactica|2003", {"Battlestar Galactica|1978|US|9", "Battlestar Galactica|2004|US|30"},
		MATCH_CLEAR, "21"},
	{"Doctor Who|2005", {"Doctor Who|1963|GB|99", "Doctor Who|2005|GB|90", "Doctor Who|2024|GB|80"},
		MATCH_CLEAR, "213"},
	{"Breaking Bad|2008", {"Breaking Bad|2008|US|99", "Breaking Bad Wolf|2018|US|1"}, MATCH_CLEAR, "12"},
};

static char *part(char **text, int sep)
{
	char *start = *text, *end = start ? strchr(start, sep) : NULL;

	if (end)
		*end = '\0';
	*text = end ? end + 1 : NULL;
	if (start)
		start += strspn(start, " ");
	for (size_t n = start ? strlen(start) : 0; n && start[n - 1] == ' ';)
		start[--n] = '\0';
	return start;
}

static void offer(struct match_list *list, const char *text, int id)
{
	char number[8] = {(char)('0' + id)}, *copy = xstrdup(text), *rest = copy, *titles = part(&rest, '|'),
	     *alias, *p;
	struct match m = {.provider = PROVIDER_TMDB, .id = number, .title = part(&titles, '=')};

	m.original_title = part(&titles, '=');
	if (titles) {
		alias = part(&titles, '=');
		m.aliases = (struct meta_names){&alias, 1, 1};
	}
	m.year = (int)strtol(part(&rest, '|'), NULL, 10);
	if ((p = part(&rest, '|')))
		memcpy(m.country, p, 2);
	if (rest)
		m.popularity = strtod(rest, NULL);
	match_add(list, &m);
	free(copy);
}

static void known(struct meta *meta, const char *text)
{
	char *copy = xstrdup(text), *rest = copy, *p = part(&rest, '|');

	meta_set(meta, MF_TITLE, p, NULL);
	p = part(&rest, '|');
	if (!strncmp(p, "o:", 2)) {
		meta_set(meta, MF_ORIGINAL_TITLE, p + 2, NULL);
		p = part(&rest, '|');
	}
	meta_set(meta, MF_YEAR, p, NULL);
	free(copy);
}

/* The offers in either order give the same. */
static void judge(const struct row *row, enum entity type, bool backwards)
{
	struct meta meta = META_INIT;
	struct subject s = {.type = type, .meta = &meta};
	struct match_list list = {0};
	char order[MATCH_KEPT + 1] = "";
	enum match_verdict verdict;
	size_t i, n = 0;

	known(&meta, row->known);
	while (n < 6 && row->offer[n])
		n++;
	for (i = 0; i < n; i++)
		offer(&list, row->offer[backwards ? n - 1 - i : i], (int)(backwards ? n - i : i + 1));
	verdict = match_judge(&list, &s);
	for (i = 0; i < list.n; i++)
		order[i] = *list.item[i].id;
	ck_assert_msg(verdict == row->verdict && !strcmp(order, row->order),
		"%s: verdict %d, not %d; order %s, not %s (%.1f %.1f)", row->known, verdict, row->verdict,
		order, row->order, list.n ? list.item[0].score : 0, list.n > 1 ? list.item[1].score : 0);
	match_list_release(&list);
	meta_release(&meta);
}

START_TEST(table_of_films)
{
	judge(&films[_i / 2], ENTITY_MOVIE, _i % 2);
}
END_TEST

START_TEST(table_of_series)
{
	judge(&series[_i / 2], ENTITY_SERIES, _i % 2);
}
END_TEST

START_TEST(an_id_is_certain)
{
	struct meta meta = META_INIT;
	struct subject s = {.type = ENTITY_MOVIE, .meta = &meta};
	struct match_list list = {0};

	known(&meta, "The Matrix|1999");
	offer(&list, "The Matrix|1999|US|90", 1);
	offer(&list, "Something Else|1950", 2);
	list.item[1].by_id = true;
	ck_assert_int_eq(match_judge(&list, &s), MATCH_CLEAR);
	ck_assert_str_eq(list.item[0].id, "2");
	ck_assert(list.item[0].score == 100);
	/* Another provider has another number for it. */
	offer(&list, "Something Else|1950", 3);
	list.item[2].by_id = true;
	list.item[2].provider = PROVIDER_TVDB;
	ck_assert_int_eq(match_judge(&list, &s), MATCH_CLEAR);
	/* Two ids of the item are of two films. */
	offer(&list, "Something Else|1950", 4);
	list.item[3].by_id = true;
	ck_assert_int_eq(match_judge(&list, &s), MATCH_SEVERAL);
	match_list_release(&list);
	meta_release(&meta);
}
END_TEST

START_TEST(a_length_tells_apart)
{
	struct meta meta = META_INIT;
	struct subject s = {.type = ENTITY_MOVIE, .meta = &meta};
	struct match_list list = {0};

	known(&meta, "The Silence|2019");
	meta_set(&meta, MF_RUNTIME, "90", NULL);
	offer(&list, "The Silence|2019|US|8", 1);
	offer(&list, "The Silence|2019|IR|5", 2);
	list.item[0].runtime = 15;
	list.item[1].runtime = 93;
	ck_assert_int_eq(match_judge(&list, &s), MATCH_CLEAR);
	ck_assert_str_eq(list.item[0].id, "2");
	match_list_release(&list);
	meta_release(&meta);
}
END_TEST

START_TEST(what_is_found_twice_is_one)
{
	struct meta meta = META_INIT;
	struct subject s = {.type = ENTITY_MOVIE, .meta = &meta};
	struct match_list list = {0};

	known(&meta, "Der Pate|o:The Godfather|1972");
	offer(&list, "The Godfather|1972", 1);
	offer(&list, "Der Pate|1972", 1);
	ck_assert_int_eq(match_judge(&list, &s), MATCH_CLEAR);
	ck_assert_uint_eq(list.n, 1);
	match_list_release(&list);
	meta_release(&meta);
}
END_TEST

START_TEST(no_more_than_ten_are_kept)
{
	struct meta meta = META_INIT;
	struct subject s = {.type = ENTITY_MOVIE, .meta = &meta};
	struct match_list list = {0};
	int i;

	known(&meta, "Love|");
	for (i = 1; i < 60; i++)
		offer(&list, "Love|2015", i);
	ck_assert_int_eq(match_judge(&list, &s), MATCH_SEVERAL);
	ck_assert_uint_eq(list.n, MATCH_KEPT);
	match_list_release(&list);
	meta_release(&meta);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("match");
	TCase *tcase = tcase_create("match");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, table_of_films, 0, 2 * sizeof(films) / sizeof(*films));
	tcase_add_loop_test(tcase, table_of_series, 0, 2 * sizeof(series) / sizeof(*series));
	tcase_add_test(tcase, an_id_is_certain);
	tcase_add_test(tcase, a_length_tells_apart);
	tcase_add_test(tcase, what_is_found_twice_is_one);
	tcase_add_test(tcase, no_more_than_ten_are_kept);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
