/* Candidates; local ones are in localart.c, the objects of the cache in cacheobject.c. See candidate.h. */
#include <string.h>

#include "store/candidate.h"
#include "store/row.h"

enum {
	CAND_OF,
	CAND_SELECTED,
	CAND_UNHASHED,
	CAND_BY_ID,
	CAND_TWIN,
	CAND_TWIN_TAKES,
	CAND_DROP,
	CAND_SET_OBJECT,
	CAND_SEEN_HASH,
	CAND_SEEN_BROKEN,
	CAND_COUNT
};

/* Why it is rejected everywhere: its URL, or its bytes, which are those of a local one; '' without a reason.
 */
#define REJECTED                                                                                             \
	"(SELECT MIN(COALESCE(r.reason, '')) FROM rejected_assets r WHERE (r.provider = c.provider "         \
	"AND r.provider_url = c.provider_url) OR (r.provider = 'local' "                                     \
	"AND r.provider_url = 'sha256:' || c.content_hash))"
#define COLUMNS                                                                                              \
	"c.id, c.entity_type, c.entity_id, c.asset_type, c.provider, c.provider_url, c.local_path, "         \
	"c.language, c.mime_type, c.cache_path, c.content_hash, c.perceptual_hash, c.selected_by, "          \
	"c.selected_at, c.width, c.height, c.is_downloaded, c.is_selected, c.is_rejected, c.auto_score, "    \
	"c.preview_url, c.vote_count, c.vote_average, c.phash_done, " REJECTED
#define IN_LIBRARY(word, from, library)                                                                      \
	"OR EXISTS (SELECT 1 FROM " from " WHERE c.entity_type = '" word                                     \
	"' AND m.id = c.entity_id AND " library " = $2) "
#define OF_SET                                                                                               \
	"OR EXISTS (SELECT 1 FROM movies m WHERE c.entity_type = 'set' AND m.set_id = c.entity_id "          \
	"AND m.library_id = $2) "

static const struct db_sql statements[CAND_COUNT] = {
	[CAND_OF] = {"SELECT " COLUMNS
		     " FROM asset_candidates c WHERE c.entity_type = $1 AND c.entity_id = $2 "
		     "ORDER BY c.asset_type, COALESCE(c.local_path, ''), c.id",
		NULL},
	[CAND_SELECTED] = {"SELECT " COLUMNS " FROM asset_candidates c WHERE c.entity_type = $1 "
			   "AND c.entity_id = $2 AND c.is_selected = 1 "
			   "ORDER BY c.asset_type, COALESCE(c.local_path, ''), c.id",
		NULL},
	[CAND_UNHASHED] = {"SELECT " COLUMNS " FROM asset_candidates c WHERE c.provider = 'local' "
			   "AND c.is_downloaded = 0 AND c.local_path IS NOT NULL "
			   "AND (c.content_hash IS NULL OR c.is_rejected = 0) AND c.id > $1 "
			   "AND (CAST($2 AS BIGINT) = 0 " IN_LIBRARY("movie", "movies m", "m.library_id")
				   IN_LIBRARY("series", "series m", "m.library_id") IN_LIBRARY("season",
					   "seasons m JOIN series s ON s.id = m.series_id",
					   "s.library_id") IN_LIBRARY("episode",
					   "episodes m JOIN series s ON s.id = m.series_id", "s.library_id")
					   OF_SET ") ORDER BY c.id LIMIT $3",
		NULL},
	[CAND_BY_ID] = {"SELECT " COLUMNS " FROM asset_candidates c WHERE c.id = $1", NULL},
	[CAND_TWIN] = {"SELECT id FROM asset_candidates WHERE content_hash = $1 AND entity_type = $2 "
		       "AND entity_id = $3 AND asset_type = $4 AND local_path = $5 AND provider = 'local' "
		       "AND id <> $6 ORDER BY id LIMIT 1",
		NULL},
	[CAND_TWIN_TAKES] =
		{"UPDATE asset_candidates SET is_selected = $2, selected_by = $3, selected_at = $4 "
		 "WHERE id = $1 AND is_rejected = 0",
			NULL},
	[CAND_DROP] = {"DELETE FROM asset_candidates WHERE id = $1", NULL},
	[CAND_SET_OBJECT] =
		{"UPDATE asset_candidates SET content_hash = $2, cache_path = $3, mime_type = $4, "
		 "width = $5, height = $6, is_downloaded = 1, perceptual_hash = (SELECT "
		 "o.perceptual_hash FROM cache_inventory o WHERE o.content_hash = $2), phash_done = "
		 "(SELECT o.phash_done FROM cache_inventory o WHERE o.content_hash = $2) WHERE id = $1",
			NULL},
	[CAND_SEEN_HASH] =
		{"UPDATE scan_files SET content_hash = $3 WHERE entity_type = $1 AND entity_id = $2 "
		 "AND substr(CAST($4 AS TEXT), length(CAST($4 AS TEXT)) - length(name)) = '/' || name",
			NULL},
	[CAND_SEEN_BROKEN] =
		{"UPDATE scan_files SET kind = '" SEEN_BROKEN "' WHERE entity_type = $1 AND entity_id = $2 "
		 "AND substr(CAST($3 AS TEXT), length(CAST($3 AS TEXT)) - length(name)) = '/' || name",
			NULL},
};
const struct db_sqltab candidate_sql = {"candidate", statements, CAND_COUNT};

void candidate_release(struct candidate *c)
{
	free(c->asset_type);
	free(c->provider);
	free(c->provider_url);
	free(c->preview_url);
	free(c->reject_reason);
	free(c->local_path);
	free(c->language);
	free(c->mime_type);
	free(c->cache_path);
	free(c->content_hash);
	free(c->perceptual_hash);
	free(c->selected_by);
	free(c->selected_at);
	*c = (struct candidate){0};
}

void candidate_list_release(struct candidate_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		candidate_release(&list->item[i]);
	free(list->item);
	*list = (struct candidate_list){0};
}

bool candidate_same_file(const struct candidate *a, const struct candidate *b)
{
	return a->local_path && b->local_path && !strcmp(a->local_path, b->local_path);
}

static void read_candidate(struct db_stmt *st, struct candidate *c)
{
	*c = (struct candidate){
		.id = db_int(st, 0),
		.entity = (enum entity)entity_by_name(db_text(st, 1)),
		.entity_id = db_int(st, 2),
		.asset_type = row_dup(st, 3),
		.provider = row_dup(st, 4),
		.provider_url = row_dup(st, 5),
		.local_path = row_dup(st, 6),
		.language = row_dup(st, 7),
		.mime_type = row_dup(st, 8),
		.cache_path = row_dup(st, 9),
		.content_hash = row_dup(st, 10),
		.perceptual_hash = row_dup(st, 11),
		.selected_by = row_dup(st, 12),
		.selected_at = row_dup(st, 13),
		.width = db_int(st, 14),
		.height = db_int(st, 15),
		.is_downloaded = db_int(st, 16) != 0,
		.is_selected = db_int(st, 17) != 0,
		.is_rejected = db_int(st, 18) != 0 || !db_is_null(st, 24),
		.auto_score = db_is_null(st, 19) ? -1 : db_real(st, 19),
		.preview_url = row_dup(st, 20),
		.vote_count = db_int(st, 21),
		.vote_average = db_is_null(st, 22) ? -1 : db_real(st, 22),
		.phash_done = db_int(st, 23) != 0,
		.reject_reason = row_dup(st, 24),
	};
}

static int read_candidates(struct db_stmt *st, struct candidate_list *out, struct error *err)
{
	struct candidate_list list = {0};
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list.item, list.n + 1, list.alloc);
		read_candidate(st, &list.item[list.n++]);
	}
	if (rc) {
		candidate_list_release(&list);
		return -1;
	}
	*out = list;
	return 0;
}

int candidates_of(struct db *db, enum entity type, int64_t id, struct candidate_list *out, struct error *err)
{
	return read_candidates(stmt_of(db, &candidate_sql, CAND_OF, type, id), out, err);
}

int candidates_selected(
	struct db *db, enum entity type, int64_t id, struct candidate_list *out, struct error *err)
{
	return read_candidates(stmt_of(db, &candidate_sql, CAND_SELECTED, type, id), out, err);
}

int candidates_unhashed(struct db *db, int64_t library_id, int64_t after_id, size_t limit,
	struct candidate_list *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &candidate_sql, CAND_UNHASHED);

	db_bind_int(st, 1, after_id);
	db_bind_int(st, 2, library_id);
	db_bind_int(st, 3, (int64_t)limit);
	return read_candidates(st, out, err);
}

int candidate_get(struct db *db, int64_t id, struct candidate *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &candidate_sql, CAND_BY_ID);
	int rc;

	db_bind_int(st, 1, id);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	read_candidate(st, out);
	db_reset(st);
	return 1;
}

static int drop(struct db *db, int64_t id, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &candidate_sql, CAND_DROP);

	db_bind_int(st, 1, id);
	return db_run(st, err);
}

/* An older row of the same file with the same bytes takes over from c, which goes. 1 when there was one. */
static int merge_twin(struct db *db, const struct candidate *c, const char *content_hash, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &candidate_sql, CAND_TWIN);
	int64_t twin;
	int rc;

	db_bind_text(st, 1, content_hash);
	db_bind_text(st, 2, entity_name(c->entity));
	db_bind_int(st, 3, c->entity_id);
	db_bind_text(st, 4, c->asset_type);
	db_bind_text(st, 5, c->local_path);
	db_bind_int(st, 6, c->id);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	twin = db_int(st, 0);
	db_reset(st);
	st = db_stmt(db, &candidate_sql, CAND_TWIN_TAKES);
	db_bind_int(st, 1, twin);
	db_bind_int(st, 2, c->is_selected);
	db_bind_text(st, 3, c->selected_by);
	db_bind_text(st, 4, c->selected_at);
	if (db_run(st, err))
		return -1;
	return drop(db, c->id, err) ? -1 : 1;
}

static int set_object(struct db *db, int64_t id, const struct cache_object *o, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &candidate_sql, CAND_SET_OBJECT);

	db_bind_int(st, 1, id);
	db_bind_text(st, 2, o->content_hash);
	db_bind_text(st, 3, o->file_path);
	db_bind_text(st, 4, o->mime_type);
	bind_int_unless(st, 5, o->width, 0);
	bind_int_unless(st, 6, o->height, 0);
	return db_run(st, err);
}

static int set_seen_hash(struct db *db, const struct candidate *c, const char *hash, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &candidate_sql, CAND_SEEN_HASH, c->entity, c->entity_id);

	db_bind_text(st, 3, hash);
	db_bind_text(st, 4, c->local_path);
	return db_run(st, err);
}

int candidate_set_object(struct db *db, int64_t candidate_id, const struct cache_object *o, struct error *err)
{
	struct candidate c = {0};
	int rc = candidate_get(db, candidate_id, &c, err);

	if (rc != 1)
		return rc;
	rc = 0;
	if (c.local_path) {
		rc = set_seen_hash(db, &c, o->content_hash, err);
		rc = rc ? -1 : merge_twin(db, &c, o->content_hash, err);
	}
	if (!rc)
		rc = set_object(db, candidate_id, o, err);
	candidate_release(&c);
	return rc < 0 ? -1 : 0;
}

int candidate_broken(struct db *db, int64_t candidate_id, struct error *err)
{
	struct candidate c = {0};
	struct db_stmt *st;
	int rc = candidate_get(db, candidate_id, &c, err);

	if (rc != 1)
		return rc;
	rc = 0;
	if (c.local_path) {
		st = stmt_of(db, &candidate_sql, CAND_SEEN_BROKEN, c.entity, c.entity_id);
		db_bind_text(st, 3, c.local_path);
		rc = db_run(st, err);
	}
	candidate_release(&c);
	return rc ? -1 : drop(db, candidate_id, err);
}
