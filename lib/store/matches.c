/* What an item may be; see matches.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/table.h"
#include "store/matches.h"
#include "store/row.h"

enum { MATCHES_LOAD, MATCHES_CLEAR, MATCHES_ADD, MATCHES_COUNT };

static const struct db_sql statements[MATCHES_COUNT] = {
	[MATCHES_LOAD] =
		{"SELECT provider, provider_id, title, original_title, url, year, score FROM matches "
		 "WHERE entity_type = $1 AND entity_id = $2 ORDER BY rank",
			NULL},
	[MATCHES_CLEAR] = {"DELETE FROM matches WHERE entity_type = $1 AND entity_id = $2", NULL},
	[MATCHES_ADD] = {"INSERT INTO matches (entity_type, entity_id, rank, provider, provider_id, title, "
			 "original_title, url, year, score) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		NULL},
};
const struct db_sqltab matches_sql = {"matches", statements, MATCHES_COUNT};

void match_rows_release(struct match_rows *list)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		free(list->item[i].provider);
		free(list->item[i].provider_id);
		free(list->item[i].title);
		free(list->item[i].original_title);
		free(list->item[i].url);
	}
	free(list->item);
	*list = (struct match_rows){0};
}

int matches_load(struct db *db, enum entity type, int64_t id, struct match_rows *out, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &matches_sql, MATCHES_LOAD, type, id);
	struct match_rows list = {0};
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list.item, list.n + 1, list.alloc);
		list.item[list.n++] = (struct match_row){.provider = row_dup(st, 0),
			.provider_id = row_dup(st, 1),
			.title = row_dup(st, 2),
			.original_title = row_dup(st, 3),
			.url = row_dup(st, 4),
			.year = (int)db_int(st, 5),
			.score = db_real(st, 6)};
	}
	if (rc)
		match_rows_release(&list);
	else
		*out = list;
	return rc;
}

static int add(struct db *db, enum entity type, int64_t id, size_t rank, const struct match_row *m,
	struct error *err)
{
	struct db_stmt *st = stmt_of(db, &matches_sql, MATCHES_ADD, type, id);

	db_bind_int(st, 3, (int64_t)rank);
	db_bind_text(st, 4, m->provider);
	db_bind_text(st, 5, m->provider_id);
	db_bind_text(st, 6, m->title);
	db_bind_text(st, 7, m->original_title);
	db_bind_text(st, 8, m->url);
	bind_int_unless(st, 9, m->year, 0);
	db_bind_real(st, 10, m->score);
	return db_run(st, err);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same(const struct match_row *a, const struct match_row *b)
{
	return same_text(a->provider, b->provider) && same_text(a->provider_id, b->provider_id) &&
	       same_text(a->title, b->title) && same_text(a->original_title, b->original_title) &&
	       same_text(a->url, b->url) && a->year == b->year && a->score == b->score;
}

/* 1: these are the rows that there are; 0; -1. */
static int is_stored(struct db *db, enum entity type, int64_t id, const struct match_row *rows, size_t n,
	struct error *err)
{
	struct match_rows list = {0};
	size_t i = 0;
	int rc = matches_load(db, type, id, &list, err);

	while (i < n && i < list.n && same(&rows[i], &list.item[i]))
		i++;
	if (!rc)
		rc = i == n && i == list.n;
	match_rows_release(&list);
	return rc;
}

int matches_save(struct db *db, enum entity type, int64_t id, const struct match_row *rows, size_t n,
	struct error *err)
{
	int rc = is_stored(db, type, id, rows, n, err);
	size_t i;

	if (rc)
		return rc < 0 ? -1 : 0;
	if (db_run(stmt_of(db, &matches_sql, MATCHES_CLEAR, type, id), err))
		return -1;
	for (i = 0; i < n; i++)
		if (add(db, type, id, i + 1, &rows[i], err))
			return -1;
	return 0;
}

/* The assignment that says that it is this one. */
static void identify_word(const struct match_row *m, struct strbuf *out)
{
	strbuf_clear(out);
	if (strcmp(m->provider, "tmdb") != 0 && strcmp(m->provider, "tvdb") != 0)
		strbuf_addstr(out, "uniqueids.");
	strbuf_addf(out, "%s=%s", m->provider, m->provider_id);
}

void matches_json(const struct match_rows *list, struct jsonw *w)
{
	struct strbuf word = STRBUF_INIT;
	size_t i;

	jsonw_array(w);
	for (i = 0; i < list->n; i++) {
		const struct match_row *m = &list->item[i];

		jsonw_object(w);
		jsonw_kstr(w, "provider", m->provider);
		jsonw_kstr(w, "provider_id", m->provider_id);
		jsonw_kstr(w, "title", m->title);
		jsonw_kstr(w, "original_title", m->original_title);
		jsonw_key(w, "year");
		if (m->year)
			jsonw_int(w, m->year);
		else
			jsonw_null(w);
		jsonw_kreal(w, "score", m->score);
		jsonw_kstr(w, "url", m->url);
		identify_word(m, &word);
		jsonw_kstr(w, "identify", word.buf);
		jsonw_end(w);
	}
	jsonw_end(w);
	strbuf_release(&word);
}

void matches_text(const struct match_rows *list, struct strbuf *out)
{
	static const char *const heads[] = {"SCORE", "IDENTIFY", "YEAR", "TITLE", "URL", NULL};
	struct table *t = table_new(heads);
	struct strbuf cell = STRBUF_INIT;
	size_t i;

	table_align(t, 0, TABLE_RIGHT);
	for (i = 0; i < list->n; i++) {
		const struct match_row *m = &list->item[i];

		strbuf_clear(&cell);
		strbuf_addf(&cell, "%.0f", m->score);
		table_add(t, cell.buf);
		identify_word(m, &cell);
		table_add(t, cell.buf);
		strbuf_clear(&cell);
		if (m->year)
			strbuf_addf(&cell, "%d", m->year);
		table_add(t, cell.buf);
		strbuf_clear(&cell);
		strbuf_addstr(&cell, m->title);
		if (m->original_title && strcmp(m->original_title, m->title) != 0)
			strbuf_addf(&cell, " (%s)", m->original_title);
		table_add(t, cell.buf);
		table_add(t, m->url);
	}
	if (list->n)
		table_format(t, 0, out);
	table_free(t);
	strbuf_release(&cell);
}
