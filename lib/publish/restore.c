/* Putting back what was published; see restore.h. */
#include <stdlib.h>
#include <string.h>

#include "asset/cache.h"
#include "core/alloc.h"
#include "core/json.h"
#include "core/path.h"
#include "publish/content.h"
#include "publish/published.h"
#include "publish/restore.h"

static void clear_files(struct restore_report *r)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		free(r->file[i].path);
		free(r->file[i].asset_type);
	}
	free(r->file);
	r->file = NULL;
	r->n = r->alloc = r->good = 0;
}

void restore_report_release(struct restore_report *r)
{
	clear_files(r);
	publish_report_release(&r->publish);
}

size_t restore_damaged(const struct restore_report *r)
{
	size_t i, n = 0;

	for (i = 0; i < r->n; i++)
		n += r->file[i].damage != DAMAGE_CHANGED;
	return n;
}

void restore_json(const struct restore_report *r, struct strbuf *out)
{
	struct jsonw w;
	size_t i;

	jsonw_init(&w, out);
	jsonw_array(&w);
	for (i = 0; i < r->n; i++) {
		const struct restore_file *f = &r->file[i];

		jsonw_object(&w);
		jsonw_kstr(&w, "path", f->path);
		jsonw_kstr(&w, "asset_type", f->asset_type);
		jsonw_kstr(&w, "damage", damage_name(f->damage));
		jsonw_kstr(&w, "hash", f->hash);
		jsonw_kbool(&w, "lost", f->lost);
		jsonw_kbool(&w, "restored", f->restored);
		jsonw_end(&w);
	}
	jsonw_end(&w);
}

/* ---- the snapshot ---------------------------------------------------------------------------------------
 */

struct snapshot {
	struct publisher *pub;
	enum entity type;
	int64_t id;
	struct plan *plan;
	struct published_state state;
};

static int read_snapshot(struct db *db, void *ctx, struct error *err)
{
	struct snapshot *s = ctx;
	const struct item *it = &s->plan->item;

	published_state_release(&s->state);
	if (plan_read_item(s->pub, s->plan, s->type, s->id, ITEM_ROW, err) ||
		published_state(db, it, &s->plan->place, s->pub, &s->state, err))
		return -1;
	return published_stamps(db, it, s->pub, &s->state, err);
}

/* In this machine's paths. */
static int take_snapshot(struct snapshot *s, struct error *err)
{
	size_t i;

	if (db_transact(s->pub->db, DB_READ, read_snapshot, s, err))
		return -1;
	plan_come_here(s->pub, s->plan);
	for (i = 0; i < s->state.n; i++)
		publisher_here(s->pub, &s->state.file[i].path);
	s->plan->item.revision = PUBLISH_NO_REVISION;
	return 0;
}

static int check_item(const struct restorer *r, const struct plan *plan, struct error *err)
{
	const char *path = plan->place.base ? plan->item.file_path : plan->place.nfo_dir;
	struct file_stamp stamp;
	int there = r->folders ? 1 : file_stamp(path, &stamp, err);

	if (!there)
		error_set(err, ERR_NOT_FOUND, "'%s' is not there", path);
	return there == 1 ? 0 : -1;
}

/* ---- one file -------------------------------------------------------------------------------------------
 */

static enum content_kind kind_of(const struct published_file *f)
{
	return strcmp(f->kind, "nfo") ? CONTENT_CACHE : CONTENT_NFO;
}

/* Whether the bytes are not where they should be, or others: then they may be somewhere else. */
static bool is_gone(const struct error *err)
{
	return err->code == ERR_NOT_FOUND || err->code == ERR_BAD_IMAGE || err->code == ERR_DATABASE;
}

/* An object, or a text, that is not what it was is mended; its source is as good, where that is only looked
 * at. 1 and the bytes, 0 there is none, -1. */
static int mend(struct restorer *r, const struct published_file *f, struct strbuf *bytes, struct error *err)
{
	struct mending m = MENDING_INIT;
	struct error why = ERROR_INIT;
	int rc = kind_of(f) == CONTENT_NFO ? mend_nfo(r->mender, f->hash, &m, &why)
					   : mend_hash(r->mender, f->hash, &m, &why);

	strbuf_clear(bytes); /* of damage */
	if (!rc)
		rc = m.source.len ? (file_read(m.source.buf, CACHE_MAX_FILE, bytes, err) ? -1 : 1) : 0;
	else if (is_gone(&why)) /* it was never in the inventory */
		rc = 0;
	else
		error_move(err, &why);
	mending_release(&m);
	error_release(&why);
	return rc;
}

/* What was published. 1, 0: the bytes are nowhere any more, -1. */
static int load(struct restorer *r, const struct published_file *f, struct strbuf *bytes, struct error *err)
{
	struct error why = ERROR_INIT;
	int rc = content_load(r->pub, f->hash, kind_of(f), bytes, &why) ? 0 : 1;
	bool gone = is_gone(&why);

	if (!rc && (gone || why.code == ERR_IO))
		rc = mend(r, f, bytes, err);
	if (!rc && !gone) {
		error_move(err, &why);
		rc = -1;
	}
	error_release(&why);
	return rc;
}

static struct restore_file *report_file(
	struct restore_report *report, const struct published_file *f, enum damage damage)
{
	struct restore_file *file;

	ALLOC_GROW(report->file, report->n + 1, report->alloc);
	file = &report->file[report->n++];
	memset(file, 0, sizeof(*file));
	file->path = xstrdup(f->path);
	file->asset_type = xstrdup_or_null(f->asset_type);
	memcpy(file->hash, f->hash, SHA256_HEX_SIZE);
	file->damage = damage;
	return file;
}

/* Whether a folder may be made: below the library's or that of the sets, which are made by nobody. */
static bool may_make(const struct publisher *pub, const char *dir)
{
	const char *below = path_relative(dir, pub->root);

	if (!below && pub->sets)
		below = path_relative(dir, pub->sets);
	return below && *below;
}

/* The folders above a path that are missing, the outermost first. */
static int plan_folders(struct publisher *pub, struct plan *plan, const char *path, struct error *err)
{
	struct strbuf dir = STRBUF_INIT;
	struct file_stamp stamp;
	int rc = 0;

	path_dir(&dir, path);
	if (may_make(pub, dir.buf) && !plan_has(plan, dir.buf)) {
		rc = file_stamp(dir.buf, &stamp, err);
		if (rc == 0) {
			rc = plan_folders(pub, plan, dir.buf, err);
			if (!rc)
				plan_add(plan, PLAN_FOLDER, dir.buf, NULL);
		}
	}
	strbuf_release(&dir);
	return rc < 0 ? -1 : 0;
}

static void plan_entry(struct plan *plan, enum plan_action action, const struct published_file *f,
	const struct standing *now, const struct strbuf *old, const struct strbuf *published)
{
	struct plan_entry *e = plan_add(plan, action, f->path, f->asset_type);

	e->old = *now;
	memcpy(e->new_hash, f->hash, SHA256_HEX_SIZE);
	e->new_kind = kind_of(f);
	e->new_size = (int64_t)published->len;
	if (e->new_kind == CONTENT_CACHE)
		return;
	strbuf_addbuf(&e->old_bytes, old);
	strbuf_addbuf(&plan->nfo, published);
}

/* Whether the folder of the sets is away, and with it all that stands in it. */
static int is_away(struct publisher *pub, struct plan *plan, const char *path, struct error *err)
{
	struct file_stamp stamp;
	int there = 1;

	if (pub->sets && path_relative(path, pub->sets))
		there = file_stamp(pub->sets, &stamp, err);
	if (!there)
		plan_warn(plan, "'%s' is not there: '%s' stays as it is", pub->sets, path);
	return there < 0 ? -1 : !there;
}

/* The item has its NFO where it is good or will be. */
static void set_nfo(struct plan *plan, const struct published_file *f)
{
	if (kind_of(f) != CONTENT_NFO)
		return;
	plan->nfo_path = xstrdup(f->path);
	plan->naming = place_naming_of(f->path);
}

static int plan_damaged(struct restorer *r, struct plan *plan, const struct published_file *f,
	const struct standing *now, const struct strbuf *bytes, struct restore_report *report,
	struct error *err)
{
	struct strbuf published = STRBUF_INIT;
	struct restore_file *file;
	enum damage damage;
	int found = load(r, f, &published, err), rc = -1;

	if (found < 0 || damage_of(f, now, bytes, found ? &published : NULL, r->images, &damage, err))
		goto out;
	file = report_file(report, f, damage);
	rc = 0;
	if (damage == DAMAGE_CHANGED && !r->changed)
		goto out;
	file->lost = !found;
	if (found)
		rc = is_away(r->pub, plan, f->path, err);
	file->planned = found && !rc;
	if (file->planned) {
		rc = plan_folders(r->pub, plan, f->path, err);
		plan_entry(plan, PLAN_WRITE, f, now, bytes, &published);
		set_nfo(plan, f);
	}
out:
	strbuf_release(&published);
	return rc < 0 ? -1 : 0;
}

static int plan_file(struct restorer *r, struct plan *plan, const struct published_file *f,
	struct restore_report *report, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	struct standing now;
	int rc = standing_look(f->path, &now, &bytes, err);

	if (!rc && !strcmp(now.hash, f->hash)) {
		report->good++;
		plan_entry(plan, PLAN_KEEP, f, &now, &bytes, &bytes);
		set_nfo(plan, f);
	} else if (!rc) {
		rc = plan_damaged(r, plan, f, &now, &bytes, report, err);
	}
	strbuf_release(&bytes);
	return rc;
}

/* ---- one item -------------------------------------------------------------------------------------------
 */

int restore_plan(struct restorer *r, enum entity type, int64_t id, struct plan *plan,
	struct restore_report *report, struct error *err)
{
	struct snapshot s = {.pub = r->pub, .type = type, .id = id, .plan = plan};
	size_t i;
	int rc;

	plan_init(plan);
	clear_files(report);
	rc = take_snapshot(&s, err);
	if (!rc && s.state.n)
		rc = check_item(r, plan, err);
	for (i = 0; i < s.state.n && !rc; i++)
		rc = plan_file(r, plan, &s.state.file[i], report, err);
	if (!rc)
		rc = plan_check(plan, err);
	published_state_release(&s.state);
	return rc;
}

static int check_lost(const struct restore_report *report, struct error *err)
{
	size_t i;

	for (i = 0; i < report->n; i++)
		if (report->file[i].lost)
			return error_set(err, ERR_NOT_FOUND,
				"the bytes that were published as '%s' are nowhere any more",
				report->file[i].path);
	return 0;
}

struct restoring {
	struct restorer *r;
	struct restore_report *report;
};

static int plan_and_restore(struct publisher *pub, enum entity type, int64_t id, struct db_lock *lock,
	struct publish_report *report, void *ctx, struct error *err)
{
	struct restoring *it = ctx;
	struct plan plan = {0};
	size_t i;
	int rc = restore_plan(it->r, type, id, &plan, it->report, err);

	if (!rc && !plan_is_empty(&plan))
		rc = publish_plan(pub, &plan, lock, err);
	for (i = 0; i < it->report->n; i++)
		it->report->file[i].restored = !rc && it->report->file[i].planned;
	publish_report_plan(report, &plan);
	plan_release(&plan);
	return rc ? rc : check_lost(it->report, err);
}

int restore_item(
	struct restorer *r, enum entity type, int64_t id, struct restore_report *report, struct error *err)
{
	struct restoring it = {r, report};

	return publish_locked(r->pub, type, id, plan_and_restore, &it, &report->publish, err);
}
