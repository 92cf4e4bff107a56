/* Films, series and sets by their titles; see titles.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "media/name.h"
#include "store/row.h"
#include "store/titles.h"

enum { TITLES_MOVIES, TITLES_SERIES, TITLES_SETS, TITLES_COUNT };

#define TITLES(table)                                                                                        \
	"SELECT id, title, original_title, year FROM " table " WHERE deleted_on IS NULL ORDER BY id"

static const struct db_sql statements[TITLES_COUNT] = {
	[TITLES_MOVIES] = {TITLES("movies"), NULL},
	[TITLES_SERIES] = {TITLES("series"), NULL},
	[TITLES_SETS] = {"SELECT s.id, s.name, NULL, NULL FROM sets s WHERE EXISTS (SELECT 1 FROM movies m "
			 "WHERE m.set_id = s.id AND m.deleted_on IS NULL) ORDER BY s.id",
		NULL},
};
const struct db_sqltab titles_sql = {"titles", statements, TITLES_COUNT};

/* A title without its article, folded, in words. */
static void fold(const char *title, struct strbuf *out)
{
	struct strbuf key = STRBUF_INIT;

	strbuf_clear(out);
	name_sort_key(&key, title, NULL);
	name_fold_words(out, key.buf);
	strbuf_release(&key);
}

/* The year that "Title (1972)" ends in, cut off; 0: none. */
static int64_t cut_year(struct strbuf *title)
{
	char *p = title->len >= 6 ? title->buf + title->len - 6 : title->buf;
	int64_t year;

	if (*p != '(' || p == title->buf || strspn(p + 1, "0123456789") != 4 || p[5] != ')')
		return 0;
	year = strtoll(p + 1, NULL, 10);
	strbuf_setlen(title, title->len - 6);
	strbuf_trim(title);
	return year;
}

static bool is_called(const char *title, const char *wanted, struct strbuf *folded)
{
	if (!title)
		return false;
	fold(title, folded);
	return !strcmp(folded->buf, wanted);
}

int items_by_title(struct db *db, enum entity type, const char *title, struct id_list *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &titles_sql,
		type == ENTITY_MOVIE ? TITLES_MOVIES
		: type == ENTITY_SET ? TITLES_SETS
				     : TITLES_SERIES);
	struct strbuf word = STRBUF_INIT, wanted = STRBUF_INIT, folded = STRBUF_INIT;
	struct id_list list = {0};
	int64_t year;
	int rc;

	strbuf_addstr(&word, title);
	year = cut_year(&word);
	fold(word.buf, &wanted);
	while ((rc = db_step(st, err)) == 1) {
		if (!wanted.len || (year && db_int(st, 3) != year) ||
			(!is_called(db_text(st, 1), wanted.buf, &folded) &&
				!is_called(db_text(st, 2), wanted.buf, &folded)))
			continue;
		ALLOC_GROW(list.id, list.n + 1, list.alloc);
		list.id[list.n++] = db_int(st, 0);
	}
	strbuf_release(&word);
	strbuf_release(&wanted);
	strbuf_release(&folded);
	if (rc) {
		id_list_release(&list);
		return -1;
	}
	*out = list;
	return 0;
}
