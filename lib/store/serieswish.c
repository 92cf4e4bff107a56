/* The wishes of a series; see serieswish.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "store/library.h"
#include "store/row.h"
#include "store/serieswish.h"

enum { WISH_LOAD, WISH_SAVE, WISH_SEASONS, WISH_EPISODES, WISH_COUNT };

static const struct db_sql statements[WISH_COUNT] = {
	[WISH_LOAD] = {"SELECT numbering, language, country FROM series WHERE id = $1", NULL},
	[WISH_SAVE] = {"UPDATE series SET numbering = $2, language = $3, country = $4, enriched_at = NULL "
		       "WHERE id = $1",
		NULL},
	[WISH_SEASONS] = {"UPDATE seasons SET enriched_at = NULL WHERE series_id = $1", NULL},
	[WISH_EPISODES] = {"UPDATE episodes SET enriched_at = NULL WHERE series_id = $1", NULL},
};
const struct db_sqltab serieswish_sql = {"serieswish", statements, WISH_COUNT};

#define NWISHES 3
static const char *const names[NWISHES] = {"numbering", "language", "country"};

static char **wish(const struct series_wishes *w, size_t i)
{
	struct series_wishes *of = (struct series_wishes *)(uintptr_t)w;
	char **const all[NWISHES] = {&of->numbering, &of->language, &of->country};

	return all[i];
}

void series_wishes_release(struct series_wishes *w)
{
	free(w->numbering);
	free(w->language);
	free(w->country);
	*w = (struct series_wishes){0};
}

int series_wishes_load(struct db *db, int64_t series_id, struct series_wishes *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &serieswish_sql, WISH_LOAD);
	int rc;

	db_bind_int(st, 1, series_id);
	rc = db_step(st, err);
	if (rc == 1) {
		*out = (struct series_wishes){row_dup(st, 0), row_dup(st, 1), row_dup(st, 2)};
		db_reset(st);
	}
	return rc;
}

int series_wishes_set(struct series_wishes *w, const char *word, struct error *err)
{
	size_t i, len = strcspn(word, "=");
	const char *value = word + len + 1;

	for (i = 0; i < NWISHES; i++)
		if (word[len] && strlen(names[i]) == len && !strncmp(word, names[i], len))
			break;
	if (i == NWISHES)
		return error_set(err, ERR_BAD_VALUE,
			"'%s' is none of numbering=, language= and country=, with a value", word);
	if (*value && library_setting_check(names[i], value, err))
		return -1;
	free(*wish(w, i));
	*wish(w, i) = *value ? xstrdup(value) : NULL;
	return 0;
}

struct saving {
	int64_t id;
	const struct series_wishes *w;
	bool changed;
};

static bool differ(const struct series_wishes *a, const struct series_wishes *b)
{
	size_t i;

	for (i = 0; i < NWISHES; i++) {
		const char *x = *wish(a, i), *y = *wish(b, i);

		if (!x != !y || (x && strcmp(x, y) != 0))
			return true;
	}
	return false;
}

static int save(struct db *db, void *ctx, struct error *err)
{
	struct saving *s = ctx;
	struct series_wishes was = {0};
	struct db_stmt *st;
	int statement, rc = series_wishes_load(db, s->id, &was, err);

	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "there is no series:%" PRId64, s->id);
	s->changed = rc == 1 && differ(&was, s->w);
	series_wishes_release(&was);
	for (statement = WISH_SAVE; s->changed && statement < WISH_COUNT; statement++) {
		st = db_stmt(db, &serieswish_sql, statement);
		db_bind_int(st, 1, s->id);
		if (statement == WISH_SAVE) {
			db_bind_text(st, 2, s->w->numbering);
			db_bind_text(st, 3, s->w->language);
			db_bind_text(st, 4, s->w->country);
		}
		if (db_run(st, err))
			return -1;
	}
	return rc == 1 ? 0 : -1;
}

int series_wishes_save(struct db *db, int64_t series_id, const struct series_wishes *w, struct error *err)
{
	struct saving s = {series_id, w, false};

	return db_transact(db, DB_WRITE, save, &s, err) ? -1 : s.changed;
}

void series_wishes_text(const struct series_wishes *w, struct strbuf *out)
{
	size_t i;

	for (i = 0; i < NWISHES; i++)
		strbuf_addf(out, "%s%s %s", i ? ", " : "", names[i],
			*wish(w, i) ? *wish(w, i) : "as its library");
}

void series_wishes_record(const struct series_wishes *w, struct record *r)
{
	size_t i;

	for (i = 0; i < NWISHES; i++)
		record_set_str(r, names[i], *wish(w, i));
}
