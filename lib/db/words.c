/* The words of titles; see words.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/strbuf.h"
#include "db/words.h"
#include "media/name.h"

#define AT_ONCE 500 /* items that are read before their words are written */

enum { WORDS_DROP, WORDS_ADD, WORDS_TITLES, WORDS_COUNT = WORDS_TITLES + 5 };

#define TITLES(columns, table)                                                                               \
	{                                                                                                    \
		"SELECT id, " columns " FROM " table " WHERE id > $1 ORDER BY id LIMIT $2", NULL             \
	}

static const struct db_sql statements[WORDS_COUNT] = {
	[WORDS_DROP] = {"DELETE FROM search_words WHERE entity_type = $1 AND entity_id = $2", NULL},
	[WORDS_ADD] = {"INSERT INTO search_words (entity_type, entity_id, word) VALUES ($1, $2, $3) "
		       "ON CONFLICT DO NOTHING",
		NULL},
	[WORDS_TITLES] = TITLES("title, original_title", "movies"),
	TITLES("title, original_title", "series"),
	TITLES("title, NULL", "seasons"),
	TITLES("title, NULL", "episodes"),
	TITLES("name, NULL", "sets"),
};
const struct db_sqltab words_sql = {"words", statements, WORDS_COUNT};

/* In the order of those statements. */
static const char *const types[] = {"movie", "series", "season", "episode", "set"};

/* A word that is cut is cut between two characters. */
static void cut(char *word)
{
	size_t len = strlen(word);

	if (len <= WORDS_MAX_SIZE)
		return;
	for (len = WORDS_MAX_SIZE; len > 0 && ((unsigned char)word[len] & 0xc0) == 0x80;)
		len--;
	word[len] = '\0';
}

int words_each(const char *text, int (*fn)(const char *word, void *ctx), void *ctx)
{
	struct strbuf folded = STRBUF_INIT;
	char *word, *save = NULL;
	int n = 0, rc = 0;

	name_fold_words(&folded, text);
	for (word = strtok_r(folded.buf, " ", &save); word && !rc && n < WORDS_MAX; n++) {
		cut(word);
		rc = fn(word, ctx);
		word = strtok_r(NULL, " ", &save);
	}
	strbuf_release(&folded);
	return rc;
}

struct putting {
	struct db *db;
	const char *type;
	int64_t id;
	struct error *err;
};

static int put(const char *word, void *ctx)
{
	const struct putting *p = ctx;
	struct db_stmt *st = db_stmt(p->db, &words_sql, WORDS_ADD);

	db_bind_text(st, 1, p->type);
	db_bind_int(st, 2, p->id);
	db_bind_text(st, 3, word);
	return db_run(st, p->err);
}

/* The text with blanks for apostrophes; false: there are none. */
static bool divide(const char *text, struct strbuf *out)
{
	static const char *const apostrophes[] = {"'", "\xe2\x80\x99", "\xe2\x80\x98", "\xca\xbc", "`"};
	const char *p = text;
	bool any = false;
	size_t i, len;

	while (*p) {
		for (i = 0, len = 0; i < sizeof(apostrophes) / sizeof(*apostrophes) && !len; i++)
			if (!strncmp(p, apostrophes[i], strlen(apostrophes[i])))
				len = strlen(apostrophes[i]);
		strbuf_addch(out, len ? ' ' : *p);
		any |= len > 0;
		p += len ? len : 1;
	}
	return any;
}

/* "L'Avventura" is one word, and two. */
static int put_text(struct putting *p, const char *text)
{
	struct strbuf divided = STRBUF_INIT;
	int rc = words_each(text, put, p);

	if (!rc && divide(text, &divided))
		rc = words_each(divided.buf, put, p);
	strbuf_release(&divided);
	return rc;
}

int words_put(struct db *db, const char *entity_type, int64_t id, const char *title,
	const char *original_title, bool fresh, struct error *err)
{
	struct putting p = {db, entity_type, id, err};
	struct db_stmt *st;

	if (!fresh) {
		st = db_stmt(db, &words_sql, WORDS_DROP);
		db_bind_text(st, 1, entity_type);
		db_bind_int(st, 2, id);
		if (db_run(st, err))
			return -1;
	}
	if (title && put_text(&p, title))
		return -1;
	return original_title ? put_text(&p, original_title) : 0;
}

struct titled {
	int64_t id;
	char *title, *original_title;
};

/* So many items after that id, or fewer at the end. How many, or -1. */
static int read_titles(struct db *db, int statement, int64_t after, struct titled *list, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &words_sql, statement);
	int n = 0, rc;

	db_bind_int(st, 1, after);
	db_bind_int(st, 2, AT_ONCE);
	while ((rc = db_step(st, err)) == 1)
		list[n++] = (struct titled){
			db_int(st, 0), xstrdup_or_null(db_text(st, 1)), xstrdup_or_null(db_text(st, 2))};
	return rc ? -1 : n;
}

static int fill_type(struct db *db, int type, struct error *err)
{
	struct titled *list = xcalloc(AT_ONCE, sizeof(*list));
	int64_t after = 0;
	int n, i, rc = 0;

	do {
		n = read_titles(db, WORDS_TITLES + type, after, list, err);
		for (i = 0; i < n; i++) {
			const struct titled *t = &list[i];

			if (!rc)
				rc = words_put(
					db, types[type], t->id, t->title, t->original_title, true, err);
			after = t->id;
			free(t->title);
			free(t->original_title);
		}
	} while (!rc && n == AT_ONCE);
	free(list);
	return n < 0 ? -1 : rc;
}

int words_fill(struct db *db, struct error *err)
{
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (fill_type(db, (int)i, err))
			return -1;
	return 0;
}
