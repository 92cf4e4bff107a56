/* What a person should look at; see trouble.h. */
#include "store/trouble.h"

#include <string.h>

#include "core/instant.h"
#include "store/absorb.h"
#include "store/columns.h"
#include "store/list.h"
#include "store/nfotext.h"
#include "store/row.h"

enum {
	TROUBLE_SHORT_NAMES,
	TROUBLE_EXPIRING,
	TROUBLE_WRITTEN = TROUBLE_EXPIRING + ENTITY_COUNT,
	TROUBLE_COUNT
};

/* One that a person has said something about stays. $1 library, $2 until when */
#define EXPIRING(word, from, library)                                                                        \
	{                                                                                                    \
		"SELECT COUNT(*), MIN(m.deleted_on) FROM " from " WHERE " library " = $1 "                   \
		"AND m.deleted_on < $2 AND NOT EXISTS (SELECT 1 FROM field_state f "                         \
		"WHERE f.entity_type = '" word "' AND f.entity_id = m.id "                                   \
		"AND (f.locked = 1 OR f.source = 'edit'))",                                                  \
			NULL                                                                                 \
	}

static const struct db_sql statements[TROUBLE_COUNT] = {
	[TROUBLE_SHORT_NAMES] = {"SELECT COUNT(*) FROM movies WHERE library_id = $1 AND deleted_on IS NULL "
				 "AND naming = 'short' AND nfo_path IS NOT NULL",
		NULL},
	[TROUBLE_EXPIRING] = EXPIRING("movie", FROM_MOVIE, "m.library_id"),
	EXPIRING("series", FROM_SERIES, "m.library_id"),
	EXPIRING("season", FROM_SEASON, "s.library_id"),
	EXPIRING("episode", FROM_EPISODE, "s.library_id"),
	[TROUBLE_WRITTEN] = {"SELECT b.hash, p.hash, v.hash FROM nfo_versions v JOIN nfo_versions p "
			     "ON p.entity_type = v.entity_type AND p.entity_id = v.entity_id "
			     "AND p.version = v.version - 1 JOIN publish_log l ON l.id = p.publish_id "
			     "LEFT JOIN nfo_versions b ON b.entity_type = v.entity_type "
			     "AND b.entity_id = v.entity_id AND b.version = v.version - 2 "
			     "WHERE v.origin <> 'published' AND p.origin = 'published' AND l.library_id = $1 "
			     "AND v.seen_at >= $2 GROUP BY v.path, v.version, b.hash, p.hash, v.hash "
			     "ORDER BY MAX(v.seen_at) DESC, v.path, v.version LIMIT $3",
		NULL},
};
const struct db_sqltab trouble_sql = {"trouble", statements, TROUBLE_COUNT};

int trouble_conflicts(struct db *db, int64_t library_id, int64_t *n, struct error *err)
{
	struct list_filter filter = {.library_id = library_id, .unpublished = -1, .conflict = true};
	int64_t sum = 0, of_type;
	int type;

	for (type = 0; type < ENTITY_COUNT; type++) {
		filter.type = (enum entity)type;
		if (list_count(db, &filter, &of_type, err))
			return -1;
		sum += of_type;
	}
	*n = sum;
	return 0;
}

int trouble_error(struct db *db, int64_t library_id, struct strbuf *out, struct error *err)
{
	struct list_filter filter = {.library_id = library_id, .unpublished = -1, .state = "error"};
	int type, rc = 0;

	strbuf_clear(out);
	for (type = 0; type < ENTITY_COUNT && !rc && !out->len; type++) {
		struct list_page page = {0};

		filter.type = (enum entity)type;
		rc = list_items(db, &filter, NULL, 0, 1, &page, err);
		if (!rc && page.n)
			strbuf_addf(out, "%s:%lld: %s", entity_name(filter.type),
				(long long)page.row[0].item.id,
				page.row[0].item.error_message ? page.row[0].item.error_message
							       : page.row[0].item.state);
		list_page_release(&page);
	}
	return rc;
}

int trouble_short_names(struct db *db, int64_t library_id, int64_t *n, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &trouble_sql, TROUBLE_SHORT_NAMES);

	db_bind_int(st, 1, library_id);
	if (db_step(st, err) != 1)
		return -1;
	*n = db_int(st, 0);
	db_reset(st);
	return 0;
}

/* Adds those of one type. */
static int expiring(struct db *db, enum entity type, int64_t library_id, const char *until, int64_t *n,
	struct strbuf *first, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &trouble_sql, TROUBLE_EXPIRING + type);
	const char *when;

	db_bind_int(st, 1, library_id);
	db_bind_text(st, 2, until);
	if (db_step(st, err) != 1)
		return -1;
	*n += db_int(st, 0);
	when = db_text(st, 1);
	if (when && (!first->len || strcmp(when, first->buf) < 0)) {
		strbuf_clear(first);
		strbuf_add(first, when, strcspn(when, " "));
	}
	db_reset(st);
	return 0;
}

int trouble_expiring(
	struct db *db, int64_t library_id, int days, int64_t *n, struct strbuf *first, struct error *err)
{
	char now[DB_INSTANT_SIZE], until[INSTANT_SIZE];
	int type;

	*n = 0;
	strbuf_clear(first);
	if (db_now(db, now, err))
		return -1;
	instant_days_later(now, days, until);
	for (type = 0; type < ENTITY_COUNT; type++)
		if (expiring(db, (enum entity)type, library_id, until, n, first, err))
			return -1;
	return 0;
}

/* Versions of an NFO, by their hashes: what Metarr wrote, and those around it. */
struct written {
	char *before; /* NULL: there was none */
	char *was, *now;
};

static void written_free(struct written *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		free(list[i].before);
		free(list[i].was);
		free(list[i].now);
	}
	free(list);
}

static int written_since(struct db *db, int64_t library_id, const char *since, struct written **out,
	size_t *n, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &trouble_sql, TROUBLE_WRITTEN);
	struct written *list = NULL;
	size_t count = 0, alloc = 0;
	int rc;

	db_bind_int(st, 1, library_id);
	db_bind_text(st, 2, since);
	db_bind_int(st, 3, TROUBLE_REWRITES);
	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list, count + 1, alloc);
		list[count++] = (struct written){row_dup(st, 0), row_dup(st, 1), row_dup(st, 2)};
	}
	if (rc) {
		written_free(list, count);
		return -1;
	}
	*out = list;
	*n = count;
	return 0;
}

/* 1: read; 0: its text is not kept; -1. */
static int read_version(struct db *db, const char *hash, struct nfo *nfo, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	int rc = nfotext_get(db, hash, &bytes, err);

	if (rc == 1 && nfo_read(nfo, bytes.buf, bytes.len, err))
		rc = -1;
	strbuf_release(&bytes);
	return rc;
}

/* Whether a program's file says what it said before Metarr wrote into it. 1, 0, -1. */
static int says_again(struct db *db, const char *before, const struct nfo *now, struct error *err)
{
	struct nfo was = NFO_INIT;
	int rc = before ? read_version(db, before, &was, err) : 0;

	if (rc == 1)
		rc = was.maker == now->maker && !meta_diff(&was.item[0].meta, &now->item[0].meta);
	nfo_release(&was);
	return rc;
}

static int count_rewrite(struct db *db, const struct written *w, int64_t *count, struct error *err)
{
	struct nfo was = NFO_INIT, now = NFO_INIT;
	int rc = read_version(db, w->now, &now, err);

	if (rc == 1)
		rc = read_version(db, w->was, &was, err);
	if (rc == 1 && !absorb_is_rewrite(was.maker, &was.item[0].meta, now.maker, &now.item[0].meta))
		rc = says_again(db, w->before, &now, err);
	if (rc == 1)
		count[now.maker]++;
	nfo_release(&was);
	nfo_release(&now);
	return rc < 0 ? -1 : 0;
}

int trouble_rewrites(
	struct db *db, int64_t library_id, int days, int64_t count[TROUBLE_MAKERS], struct error *err)
{
	char now[DB_INSTANT_SIZE], since[INSTANT_SIZE];
	struct written *list = NULL;
	size_t i, n = 0;
	int rc = db_now(db, now, err);

	memset(count, 0, TROUBLE_MAKERS * sizeof(*count));
	if (!rc) {
		instant_days_later(now, -days, since);
		rc = written_since(db, library_id, since, &list, &n, err);
	}
	for (i = 0; i < n && !rc; i++)
		rc = count_rewrite(db, &list[i], count, err);
	written_free(list, n);
	return rc;
}
