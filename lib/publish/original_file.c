/* What becomes of one file that is to be as it was found; see original.h. */
#include <string.h>

#include "core/path.h"
#include "publish/content.h"
#include "publish/originalparts.h"

static bool is_as_found(const struct standing *now, const struct displaced *d)
{
	if (!d->existed || !now->there)
		return d->existed == now->there;
	if (d->link_text)
		return now->stamp.is_link;
	return !now->stamp.is_link && d->hash && !strcmp(now->hash, d->hash) &&
	       now->stamp.mtime_ns == d->mtime_ns && (now->stamp.mode & 07777) == (mode_t)d->mode;
}

/* A name that is gone was removed by somebody, and nothing is lost by putting back what was there. */
static bool is_ours(const struct standing *now, const struct original *o)
{
	return !now->there || (o->ours && !strcmp(now->hash, o->ours));
}

static int fate_of(const struct original *o, bool changed, struct standing *now, struct strbuf *bytes,
	enum original_fate *fate, struct error *err)
{
	struct strbuf dir = STRBUF_INIT;
	struct file_stamp stamp;
	int there;

	path_dir(&dir, o->found.path);
	there = file_stamp(dir.buf, &stamp, err);
	if (!there && !strcmp(path_base(dir.buf), PLACE_ACTORS)) { /* it went with its last picture */
		memset(now, 0, sizeof(*now));
		*fate = o->found.existed ? ORIGINAL_BACK : ORIGINAL_SAME;
		strbuf_release(&dir);
		return 0;
	}
	strbuf_release(&dir);
	if (there < 0 || (there && standing_look(o->found.path, now, bytes, err)))
		return -1;
	if (!there)
		*fate = o->found.existed ? ORIGINAL_AWAY : ORIGINAL_SAME;
	else if (o->others)
		*fate = ORIGINAL_SHARED;
	else if (is_as_found(now, &o->found))
		*fate = ORIGINAL_SAME;
	else if (!changed && !is_ours(now, o))
		*fate = ORIGINAL_CHANGED;
	else
		*fate = o->found.existed ? ORIGINAL_BACK : ORIGINAL_REMOVED;
	return 0;
}

/* The folder of the actors' pictures, where it is to be made for one that comes back. */
static int plan_folder(struct plan *plan, const char *path, struct error *err)
{
	struct strbuf dir = STRBUF_INIT;
	struct file_stamp stamp;
	int there;

	path_dir(&dir, path);
	there = file_stamp(dir.buf, &stamp, err);
	if (!there && !plan_has(plan, dir.buf))
		plan_add(plan, PLAN_FOLDER, dir.buf, NULL);
	strbuf_release(&dir);
	return there < 0 ? -1 : 0;
}

/* What a link leads to is what stands under its name then. */
static int follow(const struct displaced *d, struct standing *st, struct strbuf *bytes, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	int rc;

	if (*d->link_text != '/') {
		path_dir(&path, d->path);
		strbuf_addch(&path, '/');
	}
	strbuf_addstr(&path, d->link_text);
	rc = standing_look(path.buf, st, bytes, err);
	strbuf_release(&path);
	return rc;
}

/* The bytes that will stand there, and their hash ("" for a link that leads nowhere). */
static int load(struct publisher *pub, struct plan_entry *e, const struct displaced *d, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	struct standing st;
	int rc;

	e->new_kind = e->asset_type ? CONTENT_CACHE : CONTENT_NFO;
	if (d->link_text) {
		rc = follow(d, &st, &bytes, err);
		if (!rc)
			memcpy(e->new_hash, st.hash, SHA256_HEX_SIZE);
	} else {
		rc = content_load(pub, d->hash, d->kind, &bytes, err);
		if (!rc)
			memcpy(e->new_hash, d->hash, SHA256_HEX_SIZE);
	}
	e->new_size = (int64_t)bytes.len;
	if (!rc && !e->asset_type)
		strbuf_addbuf(&e->new_bytes, &bytes);
	strbuf_release(&bytes);
	return rc;
}

static int plan_entry(struct publisher *pub, struct plan *plan, const struct original *o,
	enum original_fate fate, const struct standing *now, const struct strbuf *bytes, struct error *err)
{
	enum plan_action action = fate == ORIGINAL_BACK	     ? PLAN_WRITE
				  : fate == ORIGINAL_REMOVED ? PLAN_REMOVE
							     : PLAN_KEEP;
	struct plan_entry *e;

	if (action == PLAN_WRITE && plan_folder(plan, o->found.path, err))
		return -1;
	e = plan_add(plan, action, o->found.path, o->asset_type);
	e->old = *now;
	if (!o->asset_type)
		strbuf_addbuf(&e->old_bytes, bytes);
	if (action == PLAN_WRITE)
		return load(pub, e, &o->found, err);
	if (action == PLAN_KEEP)
		memcpy(e->new_hash, now->hash, SHA256_HEX_SIZE);
	return 0;
}

int original_plan_file(struct publisher *pub, struct plan *plan, const struct original *o, bool changed,
	enum original_fate *fate, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	struct standing now = {0};
	int rc = fate_of(o, changed, &now, &bytes, fate, err);

	if (!rc && (now.there || *fate == ORIGINAL_BACK))
		rc = plan_entry(pub, plan, o, *fate, &now, &bytes, err);
	strbuf_release(&bytes);
	return rc;
}
