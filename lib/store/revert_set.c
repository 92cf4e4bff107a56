/* Taking back what was changed of a set since its films were published; see revert.h. */
#include <string.h>

#include "store/revertparts.h"
#include "store/row.h"

enum { REVERT_PUBLISHED_AT, REVERT_SET_COUNT };

static const struct db_sql statements[REVERT_SET_COUNT] = {
	[REVERT_PUBLISHED_AT] = {"SELECT MAX(m.last_published_at) FROM movies m WHERE m.set_id = $1 "
				 "AND m.deleted_on IS NULL",
		NULL},
};
const struct db_sqltab revert_set_sql = {"revert_set", statements, REVERT_SET_COUNT};

struct edits {
	struct edit_entry *entry; /* newest first */
	size_t all, n;		  /* of which so many are since then */
};

/* 1, 0: none of its films was ever published; -1. */
static int edits_since(struct db *db, int64_t set_id, struct edits *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &revert_set_sql, REVERT_PUBLISHED_AT);
	char *then;
	int rc;

	*out = (struct edits){0};
	db_bind_int(st, 1, set_id);
	if (db_step(st, err) != 1)
		return -1;
	then = row_dup(st, 0);
	db_reset(st);
	rc = then ? 1 : 0;
	if (then && edits_of_item(db, ENTITY_SET, set_id, &out->entry, &out->all, err))
		rc = -1;
	while (rc == 1 && out->n < out->all && strcmp(out->entry[out->n].made_at, then) > 0)
		out->n++;
	free(then);
	return rc;
}

static int set_fields(
	struct db *db, struct edit_job *job, struct item *it, uint64_t *fields, struct error *err)
{
	struct edits edits;
	int rc = edits_since(db, it->id, &edits, err);

	if (!rc)
		error_set(&job->error, ERR_NOT_FOUND,
			"none of its films was ever published: there is nothing to go back to");
	if (rc == 1 && revert_entries(db, job, it, edits.entry, edits.n, fields, err))
		rc = -1;
	edit_entries_free(edits.entry, edits.all);
	return rc < 0 ? -1 : !rc;
}

static int set_artwork(
	struct db *db, struct edit_job *job, struct item *it, struct candidate_list *all, struct error *err)
{
	struct edits edits;
	int rc = edits_since(db, it->id, &edits, err);

	if (rc == 1)
		revert_kinds(job, it, all, edits.entry, edits.n);
	edit_entries_free(edits.entry, edits.all);
	return rc < 0 ? -1 : 0;
}

const struct edit_means revert_set_means = {set_fields, set_artwork, NULL};
