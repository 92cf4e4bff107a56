/* The local candidates of an item, made what a scan found; see candidate.h. */
#include <string.h>

#include "store/artrule.h"
#include "store/candidate.h"
#include "store/pins.h"
#include "store/publog.h"
#include "store/row.h"

enum { ART_PUBLISHED, ART_LOCKED, ART_INSERT, ART_SELECT, ART_FACTS, ART_DROP, ART_MOVE, ART_COUNT };

static const struct db_sql statements[ART_COUNT] = {
	[ART_PUBLISHED] = {"SELECT hash FROM published_files WHERE path = $3 AND entity_type = $1 "
			   "AND entity_id = $2 AND hash IS NOT NULL",
		NULL},
	[ART_LOCKED] = {"SELECT field FROM field_state WHERE entity_type = $1 AND entity_id = $2 "
			"AND locked = 1",
		NULL},
	[ART_INSERT] =
		{"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, local_path, "
		 "width, height, mime_type, is_selected, selected_by, selected_at, created_at) "
		 "VALUES ($1, $2, $3, 'local', $4, $5, $6, $7, $8, $9, $10, $11)",
			NULL},
	[ART_SELECT] = {"UPDATE asset_candidates SET is_selected = $2, selected_by = $3, selected_at = $4 "
			"WHERE id = $1",
		NULL},
	[ART_FACTS] = {"UPDATE asset_candidates SET width = $2, height = $3, mime_type = $4 WHERE id = $1",
		NULL},
	[ART_MOVE] = {"UPDATE asset_candidates SET local_path = $4 WHERE entity_type = $1 AND entity_id = $2 "
		      "AND local_path = $3 AND content_hash IS NOT NULL",
		NULL},
	[ART_DROP] = {"DELETE FROM asset_candidates WHERE id = $1", NULL},
};
const struct db_sqltab localart_sql = {"localart", statements, ART_COUNT};

bool candidate_chosen_by_hand(const struct candidate *c)
{
	return c->is_selected && c->selected_by && strcmp(c->selected_by, SELECTED_LOCAL) != 0 &&
	       strcmp(c->selected_by, SELECTED_AUTO) != 0 && strcmp(c->selected_by, SELECTED_MIGRATION) != 0;
}

bool candidate_undecided(const struct candidate *c)
{
	return !c->is_selected && c->selected_by && !strcmp(c->selected_by, SELECTED_FILE);
}

bool candidate_collected(const struct candidate *c)
{
	return c->content_hash && !c->is_downloaded;
}

struct matching {
	struct db *db;
	enum entity type;
	int64_t id;
	struct candidate_list rows; /* all of the item, as they were at the start */
	bool *kept;		    /* of each row: it is the row of a picture that was found */
	const struct local_picture *pictures;
	bool *shown; /* of each picture: it is the selected one */
	char **ours; /* of each picture: the hash of what Metarr published at its path; NULL: nothing */
	size_t n;
	struct meta_names locked; /* fields and kinds that are locked */
	struct meta_names ruled; /* kinds in which the rules chose, and may replace what is in the library, */
	struct meta_names roomy; /* or that have room for more than one */
	char now[DB_INSTANT_SIZE];
	bool changed;
};

static bool is_local(const struct candidate *c)
{
	return !strcmp(c->provider, "local") && c->local_path;
}

static bool is_multiple(const struct matching *m, const char *asset_type)
{
	return !strcmp(asset_type, "fanart") || names_find(&m->roomy, asset_type) >= 0;
}

static bool is_row_of(const struct candidate *c, const struct local_picture *p)
{
	return is_local(c) && !strcmp(c->local_path, p->path) && !strcmp(c->asset_type, p->asset_type);
}

/* The newest row of the picture's file, or -1. */
static int row_of(const struct matching *m, const struct local_picture *p)
{
	int found = -1;
	size_t i;

	for (i = 0; i < m->rows.n; i++)
		if (is_row_of(&m->rows.item[i], p) &&
			(found < 0 || m->rows.item[i].id > m->rows.item[found].id))
			found = (int)i;
	return found;
}

static bool kind_chosen_by_hand(const struct matching *m, const char *asset_type)
{
	size_t i;

	for (i = 0; i < m->rows.n; i++)
		if (candidate_chosen_by_hand(&m->rows.item[i]) &&
			!strcmp(m->rows.item[i].asset_type, asset_type))
			return true;
	return false;
}

static bool row_locks(const struct matching *m, const char *asset_type)
{
	return names_find(&m->locked, asset_type) >= 0;
}

/* The rules chose among all there is of the kind: what stands in the folder makes no difference. */
static bool is_ruled(const struct matching *m, const char *asset_type)
{
	return names_find(&m->ruled, asset_type) >= 0;
}

/* Whether the kind is locked against what somebody puts into the folder, too. */
static bool locked_here(const struct matching *m, const char *asset_type)
{
	size_t i;

	for (i = 0; i < m->rows.n; i++) {
		const struct candidate *c = &m->rows.item[i];

		if (candidate_chosen_by_hand(c) && strcmp(c->selected_by, SELECTED_FILE) != 0 &&
			!strcmp(c->asset_type, asset_type))
			return true;
	}
	return row_locks(m, asset_type);
}

static int select_row(
	struct matching *m, struct candidate *c, bool selected, const char *by, struct error *err)
{
	struct db_stmt *st = db_stmt(m->db, &localart_sql, ART_SELECT);

	db_bind_int(st, 1, c->id);
	db_bind_int(st, 2, selected);
	db_bind_text(st, 3, by);
	db_bind_text(st, 4, selected ? m->now : NULL);
	c->is_selected = selected;
	m->changed = true;
	return db_run(st, err);
}

static int insert_row(
	struct matching *m, const struct local_picture *p, bool selected, const char *by, struct error *err)
{
	struct db_stmt *st = stmt_of(m->db, &localart_sql, ART_INSERT, m->type, m->id);

	db_bind_text(st, 3, p->asset_type);
	db_bind_text(st, 4, p->path);
	bind_int_unless(st, 5, p->width, 0);
	bind_int_unless(st, 6, p->height, 0);
	db_bind_text(st, 7, p->mime_type);
	db_bind_int(st, 8, selected);
	db_bind_text(st, 9, by);
	db_bind_text(st, 10, selected ? m->now : NULL);
	db_bind_text(st, 11, m->now);
	m->changed = true;
	return db_run(st, err);
}

static int drop_row(struct matching *m, const struct candidate *c, struct error *err)
{
	struct db_stmt *st = db_stmt(m->db, &localart_sql, ART_DROP);

	db_bind_int(st, 1, c->id);
	m->changed = true;
	return db_run(st, err);
}

/* What is known of a picture whose bytes are not in the cache yet. */
static int set_facts(
	struct matching *m, const struct candidate *c, const struct local_picture *p, struct error *err)
{
	struct db_stmt *st;
	bool same_mime = !p->mime_type || (c->mime_type && !strcmp(c->mime_type, p->mime_type));

	if (c->content_hash || !p->width || (c->width == p->width && c->height == p->height && same_mime))
		return 0;
	st = db_stmt(m->db, &localart_sql, ART_FACTS);
	db_bind_int(st, 1, c->id);
	db_bind_int(st, 2, p->width);
	db_bind_int(st, 3, p->height);
	db_bind_text(st, 4, p->mime_type);
	m->changed = true;
	return db_run(st, err);
}

/* The hash of what Metarr published at this path: 1 and *hash (the caller frees), 0, -1. */
static int published_hash(struct matching *m, const char *path, char **hash, struct error *err)
{
	struct published_file f = {0};
	struct db_stmt *st;
	int rc;

	if (m->type == ENTITY_SET) { /* its films published it */
		rc = published_at(m->db, path, &f, err);
		*hash = rc == 1 ? xstrdup_or_null(f.hash) : NULL;
		published_file_release(&f);
		return rc;
	}
	st = stmt_of(m->db, &localart_sql, ART_PUBLISHED, m->type, m->id);
	db_bind_text(st, 3, path);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	*hash = row_dup(st, 0);
	db_reset(st);
	return 1;
}

/* Whether the bytes of a row are those that Metarr published under another name, which is shown: cover.jpg as
 * poster.jpg. */
static bool is_shown_by_us(const struct matching *m, const struct candidate *c)
{
	size_t i;

	for (i = 0; i < m->n && c->content_hash; i++) {
		const struct local_picture *p = &m->pictures[i];

		if (p->selected && !p->changed && m->ours[i] && !strcmp(m->ours[i], c->content_hash) &&
			!strcmp(p->asset_type, c->asset_type))
			return true;
	}
	return false;
}

/* A picture with a row that still stands for it. */
static int match_row(struct matching *m, struct candidate *c, const struct local_picture *p, bool selected,
	struct error *err)
{
	if (set_facts(m, c, p, err))
		return -1;
	if (c->is_rejected || candidate_chosen_by_hand(c) || c->is_selected == selected ||
		row_locks(m, c->asset_type) || is_ruled(m, c->asset_type) || is_shown_by_us(m, c))
		return 0;
	return select_row(m, c, selected, selected ? SELECTED_LOCAL : NULL, err);
}

/* A row of bytes that stand there no more. */
static int give_way(struct matching *m, struct candidate *c, bool shown, struct error *err)
{
	bool goes =
		c->is_selected && (shown || (!candidate_chosen_by_hand(c) && !row_locks(m, c->asset_type)));

	return goes || candidate_undecided(c) ? select_row(m, c, false, NULL, err) : 0;
}

/* All rows of the file: an undo may have chosen an older one. */
static int all_give_way(struct matching *m, const struct local_picture *p, bool shown, struct error *err)
{
	size_t i;

	for (i = 0; i < m->rows.n; i++)
		if (is_row_of(&m->rows.item[i], p) && give_way(m, &m->rows.item[i], shown, err))
			return -1;
	return 0;
}

static int match_picture(struct matching *m, size_t i, struct error *err)
{
	const struct local_picture *p = &m->pictures[i];
	int at = row_of(m, p);
	struct candidate *c = at >= 0 ? &m->rows.item[at] : NULL;
	bool replaced, undecided, published = m->ours[i] != NULL;
	bool is_ours = published && !p->changed &&
		       (!c || !c->content_hash || strcmp(c->content_hash, m->ours[i]) != 0);

	if (at >= 0)
		m->kept[at] = true;
	if (is_ours)
		return 0;
	replaced = p->changed && (published || (c && c->content_hash));
	undecided = replaced && p->selected && locked_here(m, p->asset_type);
	m->shown[i] = p->selected && !undecided && !row_locks(m, p->asset_type) &&
		      ((published && p->changed) ||
			      !(kind_chosen_by_hand(m, p->asset_type) || is_ruled(m, p->asset_type)));
	if (c && (!p->changed || !c->content_hash))
		return match_row(m, c, p, m->shown[i], err);
	if (all_give_way(m, p, m->shown[i], err))
		return -1;
	return insert_row(m, p, m->shown[i],
		undecided || (m->shown[i] && published) ? SELECTED_FILE
		: m->shown[i]				? SELECTED_LOCAL
							: NULL,
		err);
}

/* Whether the one picture of this kind that is to be shown was found. */
static bool is_found(const struct matching *m, const char *asset_type)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->shown[i] && !strcmp(m->pictures[i].asset_type, asset_type))
			return true;
	return false;
}

/* A row that no picture stands for: it goes when there is nothing to put back, unless it is the choice: it
 * stays so when the cache has lost its bytes. And it gives way to what was found. */
static int settle_row(struct matching *m, struct candidate *c, struct error *err)
{
	if (is_local(c) && (!c->content_hash || (candidate_collected(c) && !c->is_selected)))
		return drop_row(m, c, err);
	if (candidate_undecided(c) ||
		(c->is_selected && !is_multiple(m, c->asset_type) &&
			!(candidate_chosen_by_hand(c) && strcmp(c->selected_by, SELECTED_FILE) != 0) &&
			is_found(m, c->asset_type)))
		return select_row(m, c, false, NULL, err);
	return 0;
}

static int read_locked(struct matching *m, struct error *err)
{
	struct db_stmt *st = stmt_of(m->db, &localart_sql, ART_LOCKED, m->type, m->id);
	int rc;

	while ((rc = db_step(st, err)) == 1)
		names_add(&m->locked, db_text(st, 0));
	return rc;
}

/* What the rules have to say of kinds in which they chose: few items have such. */
static int read_rules(struct matching *m, struct error *err)
{
	size_t i;

	for (i = 0; i < m->rows.n; i++) {
		const struct candidate *c = &m->rows.item[i];
		int64_t most;
		bool replaces;

		if (!c->is_selected || !c->selected_by || strcmp(c->selected_by, SELECTED_AUTO) != 0 ||
			is_ruled(m, c->asset_type) || is_multiple(m, c->asset_type))
			continue;
		if (art_rule_room(m->db, m->type, m->id, c->asset_type, &most, &replaces, err))
			return -1;
		if (replaces)
			names_add(&m->ruled, c->asset_type);
		if (most > 1)
			names_add(&m->roomy, c->asset_type);
	}
	return 0;
}

static int match(struct matching *m, struct error *err)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (published_hash(m, m->pictures[i].path, &m->ours[i], err) < 0)
			return -1;
	for (i = 0; i < m->n; i++)
		if (match_picture(m, i, err))
			return -1;
	for (i = 0; i < m->rows.n; i++)
		if (!m->kept[i] && settle_row(m, &m->rows.item[i], err))
			return -1;
	return 0;
}

int candidates_set_local(struct db *db, enum entity type, int64_t id, const struct local_picture *pictures,
	size_t n, bool *changed, struct error *err)
{
	struct matching m = {.db = db, .type = type, .id = id, .pictures = pictures, .n = n};
	size_t i;
	int rc;

	if (db_now(db, m.now, err) || candidates_of(db, type, id, &m.rows, err))
		return -1;
	m.kept = xcalloc(m.rows.n + 1, sizeof(*m.kept));
	m.shown = xcalloc(n + 1, sizeof(*m.shown));
	m.ours = xcalloc(n + 1, sizeof(*m.ours));
	rc = read_locked(&m, err) || read_rules(&m, err) || match(&m, err) ? -1 : 0;
	names_release(&m.locked);
	names_release(&m.ruled);
	names_release(&m.roomy);
	for (i = 0; i < n; i++)
		free(m.ours[i]);
	free(m.ours);
	free(m.kept);
	free(m.shown);
	candidate_list_release(&m.rows);
	if (!rc)
		*changed = m.changed;
	return rc;
}

int candidates_moved(
	struct db *db, enum entity type, int64_t id, const char *from, const char *to, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &localart_sql, ART_MOVE, type, id);

	db_bind_text(st, 3, from);
	db_bind_text(st, 4, to);
	return db_run(st, err);
}
