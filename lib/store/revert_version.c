/* Back to a version of the NFO; see revert.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/nfo_edit.h"
#include "store/nfotext.h"
#include "store/revertparts.h"
#include "store/row.h"

/* One statement for each kind of item, in the order of enum entity. */
#define PUBLISHED_AGAIN(table)                                                                               \
	{                                                                                                    \
		"UPDATE " table " SET state = 'published', error_message = NULL, "                           \
		"has_unpublished_changes = 0 WHERE id = $1 AND nfo_hash = published_nfo_hash",               \
			NULL                                                                                 \
	}

static const struct db_sql statements[ENTITY_COUNT] = {
	PUBLISHED_AGAIN("movies"),
	PUBLISHED_AGAIN("series"),
	PUBLISHED_AGAIN("seasons"),
	PUBLISHED_AGAIN("episodes"),
};
const struct db_sqltab revert_version_sql = {"revert_version", statements, ENTITY_COUNT};

/* 1, 0: there is no such version, -1. */
static int version_of(
	struct db *db, const struct item *it, int version, struct nfo_version *out, struct error *err)
{
	struct nfo_version *v = NULL;
	size_t i, n = 0;
	int found = 0;

	if (nfo_versions_of(db, it->type, it->id, &v, &n, err))
		return -1;
	for (i = 0; i < n; i++)
		if (v[i].version == version) {
			*out = v[i];
			v[i] = (struct nfo_version){0};
			found = 1;
		}
	nfo_versions_free(v, n);
	return found;
}

/* What there is to go back to: the bytes, the pictures (NULL: not known), and when it was seen. */
struct earlier {
	struct strbuf bytes;
	char *artwork, *seen_at;
};
#define EARLIER_INIT                                                                                         \
	{                                                                                                    \
		STRBUF_INIT, NULL, NULL                                                                      \
	}

static void earlier_release(struct earlier *e)
{
	strbuf_release(&e->bytes);
	free(e->artwork);
	free(e->seen_at);
}

/* 1, 0: there are no bytes, -1. */
static int load_earlier(
	struct db *db, const struct item *it, int version, struct earlier *out, struct error *err)
{
	struct nfo_version v = {0};
	int rc;

	if (version == REVERT_PUBLISHED) {
		out->seen_at = xstrdup_or_null(it->last_published_at);
		return it->published_nfo_hash ? nfotext_get(db, it->published_nfo_hash, &out->bytes, err) : 0;
	}
	rc = version_of(db, it, version, &v, err);
	if (rc == 1)
		rc = nfotext_get(db, v.hash, &out->bytes, err);
	out->artwork = v.artwork;
	out->seen_at = v.seen_at;
	free(v.hash);
	free(v.path);
	return rc;
}

int revert_bytes(struct db *db, const struct item *it, int version, struct strbuf *bytes, struct error *err)
{
	struct earlier e = EARLIER_INIT;
	int rc = load_earlier(db, it, version, &e, err);

	if (rc == 1)
		strbuf_addbuf(bytes, &e.bytes);
	earlier_release(&e);
	return rc;
}

/* Which root of the file is about the item; nfo->n: none. */
static size_t root_of(const struct nfo *nfo, const struct item *it)
{
	size_t i;

	for (i = 0; nfo->n > 1 && it->type == ENTITY_EPISODE && i < nfo->n; i++)
		if (meta_field_equal(&nfo->item[i].meta, &it->meta, MF_EPISODE_NUMBER) &&
			(!meta_has(&nfo->item[i].meta, MF_SEASON_NUMBER) ||
				meta_field_equal(&nfo->item[i].meta, &it->meta, MF_SEASON_NUMBER)))
			break;
	return i;
}

struct version {
	struct earlier was;
	struct nfo nfo;
	size_t root;
};

/* Whether the file would say the item's value if it could. */
static bool can_say(const struct version *v, const struct item *it, int f)
{
	struct strbuf out = STRBUF_INIT;
	struct nfo_want want = {
		.index = v->root, .root = nfo_root_of(it->type), .meta = &it->meta, .fields = MF_BIT(f)};
	bool can = nfo_edit(&out, v->was.bytes.buf, v->was.bytes.len, &want, NULL) == 1;

	strbuf_release(&out);
	return can;
}

static bool is_weak(const struct field_info *f)
{
	return !strcmp(f->source, SOURCE_NAME) || !strcmp(f->source, SOURCE_PROBE);
}

/* Fields that say what the item is, or that only films have. */
static bool is_fixed(const struct item *it, int f)
{
	return f == MF_SEASON_NUMBER || f == MF_EPISODE_NUMBER || (f == MF_SET && it->type != ENTITY_MOVIE);
}

/* As the version has it, but for what is locked into a list or out of it. */
static void take_value(
	struct edit_job *job, struct item *it, const struct meta *says, enum meta_field f, uint64_t *fields)
{
	struct meta value = META_INIT;

	meta_copy_field(&value, says, f);
	pins_apply(&it->field[f].pins, &value, f);
	if (!meta_field_equal(&value, says, f))
		revert_keep(job, "a part of %s is locked", meta_field_name(f));
	if (!meta_field_equal(&value, &it->meta, f)) {
		meta_copy_field(&it->meta, &value, f);
		if (meta_has(says, f))
			revert_source(it, f, SOURCE_NFO);
		*fields |= MF_BIT(f);
	}
	meta_release(&value);
}

/* Whether the film is in the set that the version has, which has another name since then. */
static bool set_renamed(const struct item *it, const struct version *v)
{
	const char *since = it->field[MF_SET].updated_at;

	return meta_has(&it->meta, MF_SET) && v->was.seen_at && *since && strcmp(since, v->was.seen_at) <= 0;
}

static void take_field(
	struct edit_job *job, struct item *it, const struct version *v, int f, uint64_t *fields)
{
	const struct meta *says = &v->nfo.item[v->root].meta;
	bool has = meta_has(says, (enum meta_field)f);

	if (is_fixed(it, f) || meta_field_equal(says, &it->meta, (enum meta_field)f) ||
		(!has && (f == MF_TITLE || is_weak(&it->field[f]))) || !can_say(v, it, f))
		return;
	if (f == MF_SET && has && set_renamed(it, v))
		revert_keep(job, "its set was renamed");
	else if (item_locked(it, (enum meta_field)f))
		revert_keep(job, "%s is locked", meta_field_name((enum meta_field)f));
	else
		take_value(job, it, says, (enum meta_field)f, fields);
}

static int take_version(
	struct edit_job *job, struct item *it, struct version *v, uint64_t *fields, struct error *err)
{
	int f;

	if (nfo_read(&v->nfo, v->was.bytes.buf, v->was.bytes.len, err))
		return -1;
	v->root = root_of(&v->nfo, it);
	for (f = 0; f < MF_COUNT && v->root < v->nfo.n; f++)
		take_field(job, it, v, f, fields);
	return 0;
}

/* The edits since then, newest first. */
static int edits_since(struct db *db, const struct edit_job *job, const char *then, struct edit_entry **out,
	size_t *all, size_t *n, struct error *err)
{
	const struct revert_to *to = job->ctx;

	*n = *all = 0;
	if (!to->edits || !then)
		return 0;
	if (edits_of_item(db, job->type, job->id, out, all, err))
		return -1;
	while (*n < *all && strcmp((*out)[*n].made_at, then) > 0)
		++*n;
	return 0;
}

static int no_version(struct edit_job *job, const struct revert_to *to)
{
	if (to->version == REVERT_PUBLISHED)
		error_set(
			&job->error, ERR_NOT_FOUND, "it was never published: there is nothing to go back to");
	else
		error_set(&job->error, ERR_NOT_FOUND, "it has no version %d of its NFO", to->version);
	return 1;
}

static int to_fields(
	struct db *db, struct edit_job *job, struct item *it, uint64_t *fields, struct error *err)
{
	const struct revert_to *to = job->ctx;
	struct version v = {.was = EARLIER_INIT, .nfo = NFO_INIT};
	struct edit_entry *edit = NULL;
	size_t all = 0, n = 0;
	int found = load_earlier(db, it, to->version, &v.was, err), rc = found < 0 ? -1 : 0;

	if (!found && !(to->version == REVERT_PUBLISHED && it->last_published_at))
		rc = no_version(job, to);
	if (!rc)
		rc = edits_since(db, job, v.was.seen_at, &edit, &all, &n, err);
	if (!rc)
		rc = revert_entries(db, job, it, edit, n, fields, err);
	if (!rc)
		names_release(&job->kept); /* the version has the word on what was changed since */
	if (!rc && found)
		rc = take_version(job, it, &v, fields, err);
	edit_entries_free(edit, all);
	nfo_release(&v.nfo);
	earlier_release(&v.was);
	return rc;
}

/* What was changed since the edits is the version's to say, here, too, if it knows. */
static int to_artwork(
	struct db *db, struct edit_job *job, struct item *it, struct candidate_list *all, struct error *err)
{
	const struct revert_to *to = job->ctx;
	struct earlier was = EARLIER_INIT;
	struct edit_entry *edit = NULL;
	struct edit_job since = {.error = ERROR_INIT};
	size_t nall = 0, n = 0;
	int rc = load_earlier(db, it, to->version, &was, err) < 0 ? -1 : 0;

	if (!rc)
		rc = edits_since(db, job, was.seen_at, &edit, &nall, &n, err);
	if (!rc)
		revert_kinds(was.artwork ? &since : job, it, all, edit, n);
	if (!rc && was.artwork)
		revert_pictures(job, it, all, was.artwork);
	if (!rc && to->version == REVERT_PUBLISHED && it->last_published_at)
		rc = revert_artwork(db, job, it, all, err);
	edit_job_release(&since);
	edit_entries_free(edit, nall);
	earlier_release(&was);
	return rc;
}

/* With nothing kept, the item is what was published. */
static int to_after(struct db *db, struct edit_job *job, struct error *err)
{
	const struct revert_to *to = job->ctx;
	struct db_stmt *st;

	if (to->version != REVERT_PUBLISHED || job->kept.n)
		return 0;
	st = db_stmt(db, &revert_version_sql, (int)job->type);
	db_bind_int(st, 1, job->id);
	return db_run(st, err);
}

const struct edit_means revert_to_means = {to_fields, to_artwork, to_after};

int revert_item(struct db *db, struct item *it, struct candidate_list *all, const struct revert_to *to,
	struct error *err)
{
	struct edit_job job = {.type = it->type, .id = it->id, .ctx = to, .error = ERROR_INIT};
	uint64_t fields = 0;
	int rc = to_fields(db, &job, it, &fields, err);

	if (rc > 0 && err)
		error_move(err, &job.error);
	if (!rc)
		rc = to_artwork(db, &job, it, all, err);
	edit_job_release(&job);
	return rc ? -1 : 0;
}
