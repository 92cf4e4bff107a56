/* Items by words of their titles; see search.h. */
#include <string.h>

#include "core/alloc.h"
#include "db/words.h"
#include "media/meta.h"
#include "store/columns.h"
#include "store/row.h"
#include "store/search.h"

#define LAST_CHARACTER "\xf4\x8f\xbf\xbf" /* no word that begins so comes after it */

enum { SEARCH_WORD, SEARCH_HAS = SEARCH_WORD + ENTITY_ALL, SEARCH_COUNT };

#define BY_WORD(word, from)                                                                                  \
	{                                                                                                    \
		"SELECT DISTINCT m.sort_key, m.id FROM search_words w JOIN " from                            \
		" m ON m.id = w.entity_id "                                                                  \
		"WHERE w.entity_type = '" word "' AND w.word >= $1 AND w.word < $2 "                         \
		"AND m.deleted_on IS NULL ORDER BY m.sort_key, m.id",                                        \
			NULL                                                                                 \
	}
#define SETS                                                                                                 \
	"(SELECT x.id, x.sort_key, CASE WHEN EXISTS (SELECT 1 " SET_FILMS ") THEN NULL ELSE 1 END "          \
	"AS deleted_on FROM sets x)"

static const struct db_sql statements[SEARCH_COUNT] = {
	[SEARCH_WORD] = BY_WORD("movie", "movies"),
	BY_WORD("series", "series"),
	BY_WORD("season", "seasons"),
	BY_WORD("episode", "episodes"),
	BY_WORD("set", SETS),
	[SEARCH_HAS] = {"SELECT 1 FROM search_words WHERE entity_type = $1 AND entity_id = $2 "
			"AND word >= $3 AND word < $4 LIMIT 1",
		NULL},
};
const struct db_sqltab search_sql = {"search", statements, SEARCH_COUNT};

static int add_word(const char *word, void *ctx)
{
	names_add(ctx, word);
	return 0;
}

static void bind_range(struct db_stmt *st, int param, const char *word)
{
	struct strbuf end = STRBUF_INIT;

	strbuf_addf(&end, "%s" LAST_CHARACTER, word);
	db_bind_text(st, param, word);
	db_bind_text(st, param + 1, end.buf);
	strbuf_release(&end);
}

/* The longest, which the fewest titles have. */
static size_t longest(const struct meta_names *words)
{
	size_t i, best = 0;

	for (i = 1; i < words->n; i++)
		if (strlen(words->item[i]) > strlen(words->item[best]))
			best = i;
	return best;
}

static int by_word(struct db *db, enum entity type, const char *word, struct id_list *list, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &search_sql, SEARCH_WORD + (int)type);
	int rc;

	bind_range(st, 1, word);
	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list->id, list->n + 1, list->alloc);
		list->id[list->n++] = db_int(st, 1);
	}
	return rc;
}

/* 1, 0, -1. */
static int has_word(struct db *db, enum entity type, int64_t id, const char *word, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &search_sql, SEARCH_HAS, type, id);
	int rc;

	bind_range(st, 3, word);
	rc = db_step(st, err);
	db_reset(st);
	return rc;
}

/* Leaves those that have a word. */
static int keep_with(
	struct db *db, enum entity type, const char *word, struct id_list *list, struct error *err)
{
	size_t i, kept = 0;
	int rc = 0;

	for (i = 0; i < list->n && rc >= 0; i++) {
		rc = has_word(db, type, list->id[i], word, err);
		if (rc == 1)
			list->id[kept++] = list->id[i];
	}
	list->n = kept;
	return rc < 0 ? -1 : 0;
}

int items_by_words(struct db *db, enum entity type, const char *text, struct id_list *out, struct error *err)
{
	struct meta_names words = {0};
	struct id_list list = {0};
	size_t i, first;
	int rc = 0;

	words_each(text, add_word, &words);
	first = longest(&words);
	if (words.n)
		rc = by_word(db, type, words.item[first], &list, err);
	for (i = 0; i < words.n && !rc; i++)
		if (i != first)
			rc = keep_with(db, type, words.item[i], &list, err);
	names_release(&words);
	if (rc) {
		id_list_release(&list);
		return -1;
	}
	*out = list;
	return 0;
}
